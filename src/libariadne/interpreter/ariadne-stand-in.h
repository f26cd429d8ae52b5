/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "interpreter/ariadne-arithmetic.h"

G_BEGIN_DECLS

/**
 * AriadneStandIn: (skip)
 * @seed: tells apart functions of one name
 * @size: the size of the vectors that the function makes
 *
 * What takes the place of functions that are declared but not defined. Each is a
 * function like any other: equal arguments give equal results, close ones give
 * close results, and another seed gives another function.
 */
typedef struct _AriadneStandIn AriadneStandIn;
struct _AriadneStandIn
{
  guint64 seed;
  guint   size;
};

AriadneValue *ariadne_stand_in_call (const AriadneStandIn  *self,
                                     AriadneEvaluation     *evaluation,
                                     const char            *name,
                                     const AriadneType     *result,
                                     const AriadneValue    *argument,
                                     GError               **error) G_GNUC_WARN_UNUSED_RESULT;
double        ariadne_stand_in_hash (guint64                seed,
                                     gint64                 number);

G_END_DECLS
