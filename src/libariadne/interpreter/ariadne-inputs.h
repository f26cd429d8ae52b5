/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "interpreter/ariadne-interpreter.h"

G_BEGIN_DECLS

/* Random values for the variables of a program, of their types.
 *
 * Programs run only on vectors of sizes that go together, and on Integers that go
 * with these. Every draw has two sizes, and a plan, which says for every vector and
 * every Integer of the variables what it is to be: a vector one of the two sizes, an
 * Integer one of them, a position, or just a number. A plan that turned out to work
 * is kept and mostly used again, with new sizes and numbers; one in which there is
 * but one size is tried now and then.
 */

typedef struct _AriadneInputs AriadneInputs;
typedef struct _AriadneSample AriadneSample;

/**
 * AriadneSample: (skip)
 * @stand_in: what takes the place of functions that are not defined
 * @n_values: how many variables there are
 * @values: their values, in the order in which they were added
 *
 * One draw.
 */
struct _AriadneSample
{
  AriadneStandIn stand_in;
  guint          n_values;
  AriadneValue  *values[];
};

AriadneInputs *ariadne_inputs_new  (guint64            seed) G_GNUC_WARN_UNUSED_RESULT;
void           ariadne_inputs_free (AriadneInputs     *self);
gboolean       ariadne_inputs_add  (AriadneInputs     *self,
                                    const AriadneType *type);
AriadneSample *ariadne_inputs_draw (AriadneInputs     *self,
                                    gboolean           is_simple) G_GNUC_WARN_UNUSED_RESULT;
void           ariadne_inputs_keep (AriadneInputs     *self);

AriadneSample *ariadne_sample_copy     (const AriadneSample *self) G_GNUC_WARN_UNUSED_RESULT;
void           ariadne_sample_free     (AriadneSample       *self);
gboolean       ariadne_sample_simplify (AriadneSample       *self,
                                        guint                leaf,
                                        guint                how,
                                        gboolean            *is_leaf);
double         ariadne_sample_measure  (const AriadneSample *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneInputs, ariadne_inputs_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneSample, ariadne_sample_free)

G_END_DECLS
