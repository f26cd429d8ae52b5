/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

typedef struct _AriadneType AriadneType;

/* Types of expressions. They are interned: there is one object for each type,
 * which lives for ever, so types are compared by pointer. All functions may be
 * called on any thread.
 */

typedef enum {
  ARIADNE_TYPE_KIND_FLOAT,
  ARIADNE_TYPE_KIND_INTEGER,
  ARIADNE_TYPE_KIND_BOOL,
  ARIADNE_TYPE_KIND_STRING,
  ARIADNE_TYPE_KIND_ANY,
  ARIADNE_TYPE_KIND_TENSOR,
  ARIADNE_TYPE_KIND_TUPLE,
  ARIADNE_TYPE_KIND_FUNCTION,
} AriadneTypeKind;

/**
 * AriadneType: (skip)
 * @kind: the kind
 * @n_parts: how many parts it has: 1 for a tensor, the length of a tuple, 2 for
 *   a function (its argument and its result)
 * @leaves: the set of leaf kinds inside, as bits `1 << kind`
 * @n_elements: the number of scalars of a value of this type, where a vector
 *   counts 16 elements; saturates
 * @parts: the parts
 */
struct _AriadneType
{
  AriadneTypeKind    kind;
  guint              n_parts;
  guint              leaves;
  double             n_elements;
  const AriadneType *parts[];
};

const AriadneType *ariadne_type_leaf     (AriadneTypeKind            kind);
const AriadneType *ariadne_type_tensor   (const AriadneType         *element);
const AriadneType *ariadne_type_tuple    (const AriadneType * const *parts,
                                          guint                      n_parts);
const AriadneType *ariadne_type_function (const AriadneType         *argument,
                                          const AriadneType         *result);
void               ariadne_type_print    (const AriadneType         *self,
                                          GString                   *text);

G_END_DECLS
