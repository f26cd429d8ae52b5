/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "optimizer/ariadne-trail.h"

G_BEGIN_DECLS

/* What a term is a product of: the terms of its chain and, where one of them is a
 * quotient, or it is one, those of the dividend.
 */

#define ARIADNE_MAX_FACTORS 32

/**
 * AriadneFactors: (skip)
 * @nodes: the nodes of the factors
 * @n_factors: how many there are; further ones are left out
 *
 * The factors of a term.
 */
typedef struct _AriadneFactors AriadneFactors;
struct _AriadneFactors
{
  guint nodes[ARIADNE_MAX_FACTORS];
  guint n_factors;
};

void     ariadne_factors_list     (AriadneFactors       *self,
                                   const AriadneOutline *outline,
                                   guint                 term);
gboolean ariadne_factors_take_out (AriadneTrail         *trail,
                                   guint                 term,
                                   guint                 factor);

G_END_DECLS
