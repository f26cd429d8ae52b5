/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"
#include "optimizer/ariadne-chain.h"
#include "optimizer/ariadne-factors.h"
#include "optimizer/ariadne-moves.h"

/* Moves of algebra: common factors are taken out of sums, and sums are multiplied out.
 * The terms that take part are first brought together, wherever they are in their
 * chains.
 */

static AriadneKind
get_kind (AriadneTrail *trail,
          guint         id)
{
  return (AriadneKind) ariadne_trail_get_outline (trail)->nodes[id].kind;
}

static gboolean
are_equal (const AriadneOutline *outline,
           guint                 a,
           guint                 b)
{
  return outline->nodes[a].hash == outline->nodes[b].hash &&
         ariadne_tree_equal (outline->nodes[a].tree, outline->nodes[b].tree);
}

/* A factor of two terms: the place of either one inside its term. */
typedef struct
{
  guint a;
  guint b;
} Common;

typedef struct
{
  const AriadneOutline *outline;
  guint                 a;
  guint                 b;
  AriadneFactors        factors_a;
  AriadneFactors        factors_b;
  guint                 next;
} CommonIter;

static void
common_iter_init (CommonIter           *iter,
                  const AriadneOutline *outline,
                  guint                 a,
                  guint                 b)
{
  iter->outline = outline;
  iter->a = a;
  iter->b = b;
  ariadne_factors_list (&iter->factors_a, outline, a);
  ariadne_factors_list (&iter->factors_b, outline, b);
  iter->next = 0;
}

/* The first of some factors that is equal to @node, or how many there are. */
static guint
find_factor (const AriadneOutline *outline,
             const AriadneFactors *factors,
             guint                 node)
{
  guint i = 0;

  while (i < factors->n_factors && !are_equal (outline, factors->nodes[i], node))
    i++;

  return i;
}

/* Goes on to the next factor of the one term that is one of the other, too. */
static gboolean
common_iter_next (CommonIter *iter,
                  Common     *common)
{
  while (iter->next < iter->factors_a.n_factors)
    {
      guint i = iter->next++;
      guint factor = iter->factors_a.nodes[i];
      guint j;

      if (find_factor (iter->outline, &iter->factors_a, factor) < i)
        continue;

      j = find_factor (iter->outline, &iter->factors_b, factor);
      if (j < iter->factors_b.n_factors)
        {
          *common = (Common) { factor - iter->a, iter->factors_b.nodes[j] - iter->b };
          return TRUE;
        }
    }

  return FALSE;
}

/* Applies @rule to a sum or a difference of two terms, with their common factor first. */
static gboolean
take_out (AriadneTrail      *trail,
          guint              node,
          const Common      *common,
          const AriadneRule *rule)
{
  guint left = node + 1;
  guint right;

  if (!ariadne_factors_take_out (trail, left, left + common->a))
    return FALSE;
  right = ariadne_trail_get_right (trail, node);

  return ariadne_factors_take_out (trail, right, right + common->b) &&
         ariadne_trail_apply (trail, rule, node);
}

/* Brings two terms together at the beginning of a chain, and tells where. */
static gboolean
bring_together (AriadneTrail *trail,
                guint         root,
                guint         first,
                guint         second,
                guint        *node)
{
  *node = root + ariadne_chain_count (ariadne_trail_get_outline (trail), root) - 2;

  return ariadne_chain_move (trail, root, first, 1) &&
         ariadne_chain_move (trail, root, second < first ? second + 1 : second, 2);
}

static void
try_pair (AriadneMover      *self,
          guint              root,
          guint              i,
          guint              j,
          const AriadneRule *rule)
{
  AriadneTrail *trail = ariadne_mover_begin (self);
  guint         node;

  if (bring_together (trail, root, i, j, &node) && ariadne_trail_apply (trail, rule, node))
    ariadne_mover_end (self);
}

/* A pair of terms of a sum. */
static void
add_terms (AriadneMover *self,
           guint         root,
           guint         n_terms,
           guint         i,
           guint         j)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);
  guint                 a = ariadne_chain_get_term (outline, root, n_terms, i);
  guint                 b = ariadne_chain_get_term (outline, root, n_terms, j);
  CommonIter            iter;
  Common                common;

  common_iter_init (&iter, outline, a, b);
  while (common_iter_next (&iter, &common))
    {
      AriadneTrail *trail = ariadne_mover_begin (self);
      guint         node;

      if (bring_together (trail, root, i, j, &node) &&
          take_out (trail, node, &common, ariadne_rules.add_of_muls))
        ariadne_mover_end (self);
    }

  if (outline->nodes[a].kind != outline->nodes[b].kind)
    return;

  if (outline->nodes[a].kind == ARIADNE_KIND_DIV)
    try_pair (self, root, i, j, ariadne_rules.add_of_divs);
  else if (outline->nodes[a].kind == ARIADNE_KIND_TUPLE)
    try_pair (self, root, i, j, ariadne_rules.add_tuples);
  else if (outline->nodes[a].kind == ARIADNE_KIND_DELTA_VEC)
    try_pair (self, root, i, j, ariadne_rules.sum_of_deltavecs);
}

/* A term that is multiplied by minus one. */
static void
add_negative (AriadneMover *self,
              guint         root,
              guint         n_terms,
              guint         i)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);
  guint                 term = ariadne_chain_get_term (outline, root, n_terms, i);
  guint                 n_factors = ariadne_chain_count (outline, term);
  const AriadneTree    *constant = outline->nodes[term + n_factors - 1].tree;
  AriadneTrail         *trail;

  if (outline->nodes[term].kind != ARIADNE_KIND_MUL ||
      ariadne_tree_get_kind (constant) != ARIADNE_KIND_CONSTANT ||
      ariadne_tree_get_number (constant) != -1.0)
    return;

  trail = ariadne_mover_begin (self);
  if (ariadne_chain_move (trail, root, i, n_terms) &&
      ariadne_chain_move (trail, ariadne_trail_get_right (trail, root), 1, n_factors) &&
      ariadne_trail_apply (trail, ariadne_rules.add_neg_to_sub, root))
    ariadne_mover_end (self);
}

static void
find_in_sum (AriadneMover *self,
             guint         root)
{
  guint n = ariadne_chain_count (ariadne_trail_get_origin (self->trail), root);

  for (guint i = 1; i <= n; i++)
    {
      add_negative (self, root, n, i);
      for (guint j = i + 1; j <= n; j++)
        add_terms (self, root, n, i, j);
    }
}

/* Brings together a term of what something is subtracted from and that. */
static gboolean
reach_for_term (AriadneTrail *trail,
                guint         node,
                guint         term,
                guint        *at)
{
  *at = node;
  if (get_kind (trail, node + 1) != ARIADNE_KIND_ADD)
    return TRUE;

  *at = node + 1;

  return ariadne_chain_split (trail, node + 1, term) &&
         ariadne_trail_apply (trail, ariadne_rules.assoc_sub_add, node);
}

static void
find_in_difference (AriadneMover *self,
                    guint         node)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);
  guint                 sum = node + 1;
  guint                 subtracted = outline->nodes[sum].end;
  guint                 n = outline->nodes[sum].kind == ARIADNE_KIND_ADD
                              ? ariadne_chain_count (outline, sum) : 1;

  for (guint i = 1; i <= n; i++)
    {
      guint        term = n == 1 ? sum : ariadne_chain_get_term (outline, sum, n, i);
      AriadneTrail *trail;
      CommonIter   iter;
      Common       common;
      guint        at;

      common_iter_init (&iter, outline, term, subtracted);
      while (common_iter_next (&iter, &common))
        {
          trail = ariadne_mover_begin (self);
          if (reach_for_term (trail, node, i, &at) &&
              take_out (trail, at, &common, ariadne_rules.sub_of_muls))
            ariadne_mover_end (self);
        }

      trail = ariadne_mover_begin (self);
      if (reach_for_term (trail, node, i, &at) &&
          (ariadne_trail_apply (trail, ariadne_rules.sub_of_divs, at) ||
           are_equal (outline, term, subtracted)))
        ariadne_mover_end (self);
    }
}

/* Multiplies out, to the last term: what is before it is the left product then. */
static gboolean
multiply_out (AriadneTrail *trail,
              guint         node)
{
  gboolean is_changed = FALSE;

  while (ariadne_trail_apply (trail, ariadne_rules.mul_by_add, node) ||
         ariadne_trail_apply (trail, ariadne_rules.mul_by_sub, node))
    {
      is_changed = TRUE;
      node++;
    }

  return is_changed;
}

/* A factor that is a sum: it is multiplied by one other factor, or by all. */
static void
multiply_sum (AriadneMover *self,
              guint         root,
              guint         n_factors,
              guint         sum)
{
  AriadneTrail *trail = ariadne_mover_begin (self);
  guint         node;

  if (ariadne_chain_move (trail, root, sum, n_factors) && multiply_out (trail, root))
    ariadne_mover_end (self);

  for (guint i = 1; n_factors > 2 && i <= n_factors; i++)
    if (i != sum)
      {
        trail = ariadne_mover_begin (self);
        if (bring_together (trail, root, i, sum, &node) && multiply_out (trail, node))
          ariadne_mover_end (self);
      }
}

static void
multiply_quotient (AriadneMover *self,
                   guint         root,
                   guint         quotient)
{
  AriadneTrail *trail = ariadne_mover_begin (self);

  if (ariadne_chain_split (trail, root, quotient) &&
      ariadne_trail_apply (trail, ariadne_rules.assoc_mul_div, root))
    ariadne_mover_end (self);
}

static void
find_in_product (AriadneMover *self,
                 guint         root)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);
  guint                 n = ariadne_chain_count (outline, root);

  for (guint i = 1; i <= n; i++)
    {
      AriadneKind kind = outline->nodes[ariadne_chain_get_term (outline, root, n, i)].kind;

      if (kind == ARIADNE_KIND_ADD || kind == ARIADNE_KIND_SUB)
        multiply_sum (self, root, n, i);
      else if (kind == ARIADNE_KIND_DIV)
        multiply_quotient (self, root, i);

      for (guint j = i + 1; kind == ARIADNE_KIND_EXP && j <= n; j++)
        try_pair (self, root, i, j, ariadne_rules.mul_of_exps);
    }
}

/* Divides one factor of the dividend, @i, by one of the divisor, @j. */
static gboolean
divide_factors (AriadneTrail *trail,
                guint         node,
                guint         i,
                guint         j)
{
  guint at = node;

  if (get_kind (trail, ariadne_trail_get_right (trail, node)) == ARIADNE_KIND_MUL)
    {
      if (!ariadne_chain_split (trail, ariadne_trail_get_right (trail, node), j) ||
          !ariadne_trail_apply (trail, ariadne_rules.div_by_mul, node))
        return FALSE;
      at = node + 1;
    }

  return ariadne_chain_split (trail, at + 1, i) &&
         ariadne_trail_apply (trail, ariadne_rules.assoc_div_mul, at);
}

static void
find_in_quotient (AriadneMover *self,
                  guint         node)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);
  guint                 divisor = outline->nodes[node + 1].end;
  guint                 n_factors = ariadne_chain_count (outline, node + 1);
  guint                 n_divisors = outline->nodes[divisor].kind == ARIADNE_KIND_MUL
                                       ? ariadne_chain_count (outline, divisor) : 1;

  if (outline->nodes[node + 1].kind != ARIADNE_KIND_MUL)
    return;

  for (guint i = 1; i <= n_factors; i++)
    for (guint j = 1; j <= n_divisors; j++)
      if (divide_factors (ariadne_mover_begin (self), node, i, j))
        ariadne_mover_end (self);
}

/**
 * ariadne_find_algebra: (skip)
 * @self: a mover
 *
 * Finds the moves on sums, differences, products and quotients.
 */
void
ariadne_find_algebra (AriadneMover *self)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);

  for (guint id = 0; id < outline->n_nodes; id++)
    {
      AriadneKind kind = (AriadneKind) outline->nodes[id].kind;

      if (!outline->nodes[id].visited)
        continue;

      if (kind == ARIADNE_KIND_SUB)
        find_in_difference (self, id);
      else if (kind == ARIADNE_KIND_DIV)
        find_in_quotient (self, id);
      else if (ariadne_chain_is_root (outline, id))
        {
          if (kind == ARIADNE_KIND_ADD)
            find_in_sum (self, id);
          else
            find_in_product (self, id);
        }
    }
}
