/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-chain.h"
#include "optimizer/ariadne-factors.h"

/* Adds the factors of @term; a quotient of a single thing has none but itself. */
static void
collect (AriadneFactors       *self,
         const AriadneOutline *outline,
         guint                 term)
{
  guint n_terms;

  if (outline->nodes[term].kind == ARIADNE_KIND_DIV)
    term++;
  if (outline->nodes[term].kind != ARIADNE_KIND_MUL)
    return;

  n_terms = ariadne_chain_count (outline, term);
  for (guint i = 1; i <= n_terms && self->n_factors < ARIADNE_MAX_FACTORS; i++)
    {
      guint factor = ariadne_chain_get_term (outline, term, n_terms, i);

      self->nodes[self->n_factors++] = factor;
      if (outline->nodes[factor].kind == ARIADNE_KIND_DIV)
        collect (self, outline, factor);
    }
}

/**
 * ariadne_factors_list: (skip)
 * @self: (out caller-allocates): factors
 * @outline: an outline
 * @term: a node
 *
 * Lists the factors that can be taken out of a term.
 */
void
ariadne_factors_list (AriadneFactors       *self,
                      const AriadneOutline *outline,
                      guint                 term)
{
  self->n_factors = 0;
  collect (self, outline, term);
}

/* The factor of a chain that @node is in. */
static guint
find_around (const AriadneOutline *outline,
             guint                 chain,
             guint                 n_terms,
             guint                 node)
{
  guint i = 1;

  while (outline->nodes[ariadne_chain_get_term (outline, chain, n_terms, i)].end <= node)
    i++;

  return i;
}

static gboolean
take_out_of_product (AriadneTrail *trail,
                     guint         product,
                     guint         factor)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);
  guint                 n_terms = ariadne_chain_count (outline, product);
  guint                 term = find_around (outline, product, n_terms, factor);
  guint                 node = ariadne_chain_get_term (outline, product, n_terms, term);

  if (!ariadne_chain_split (trail, product, term))
    return FALSE;

  return node == factor || (ariadne_factors_take_out (trail, product + 1,
                                                      product + 1 + (factor - node)) &&
                            ariadne_chain_split (trail, product, 1));
}

/* The factor is what the quotient of the rest is multiplied by. */
static gboolean
take_out_of_quotient (AriadneTrail *trail,
                      guint         quotient,
                      guint         factor)
{
  return ariadne_factors_take_out (trail, quotient + 1, factor) &&
         ariadne_trail_apply (trail, ariadne_rules.commute_mul, quotient + 1) &&
         ariadne_trail_apply (trail, ariadne_rules.assoc_div_mul, quotient) &&
         ariadne_trail_apply (trail, ariadne_rules.commute_mul, quotient);
}

/**
 * ariadne_factors_take_out: (skip)
 * @trail: a trail
 * @term: a node
 * @factor: one of its factors
 *
 * Makes the term a product of two, the factor and all else.
 *
 * Returns: whether that was possible
 */
gboolean
ariadne_factors_take_out (AriadneTrail *trail,
                          guint         term,
                          guint         factor)
{
  switch (ariadne_trail_get_outline (trail)->nodes[term].kind)
    {
    case ARIADNE_KIND_MUL:
      return take_out_of_product (trail, term, factor);
    case ARIADNE_KIND_DIV:
      return take_out_of_quotient (trail, term, factor);
    default:
      return FALSE;
    }
}
