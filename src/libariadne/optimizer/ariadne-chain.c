/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-chain.h"

/* The rules that exchange the terms of a chain. */

static const AriadneRule *
get_commute (const AriadneOutline *outline,
             guint                 id)
{
  return outline->nodes[id].kind == ARIADNE_KIND_MUL ? ariadne_rules.commute_mul
                                                     : ariadne_rules.commute_add;
}

static const AriadneRule *
get_assoc (const AriadneOutline *outline,
           guint                 id)
{
  return outline->nodes[id].kind == ARIADNE_KIND_MUL ? ariadne_rules.assoc_mul_mul
                                                     : ariadne_rules.assoc_add_add;
}

/**
 * ariadne_chain_count: (skip)
 * @outline: an outline
 * @root: a node
 *
 * Counts the terms of a chain.
 *
 * Returns: how many there are; 1 if @root is neither a sum nor a product
 */
guint
ariadne_chain_count (const AriadneOutline *outline,
                     guint                 root)
{
  guint id = root;

  if (!ariadne_chain_is_link (&outline->nodes[root]))
    return 1;

  while (outline->nodes[id].kind == outline->nodes[root].kind)
    id++;

  return id - root + 1;
}

/**
 * ariadne_chain_get_term: (skip)
 * @outline: an outline
 * @root: a chain
 * @n_terms: how many terms it has
 * @term: the number of one of them
 *
 * Finds a term.
 *
 * Returns: its node
 */
guint
ariadne_chain_get_term (const AriadneOutline *outline,
                        guint                 root,
                        guint                 n_terms,
                        guint                 term)
{
  guint first = root + n_terms - 1;

  return term == 1 ? first : outline->nodes[root + n_terms - term + 1].end;
}

/* Exchanges a term with the next one. */
static gboolean
swap_terms (AriadneTrail *trail,
            guint         root,
            guint         n_terms,
            guint         term)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);

  if (term == 1)
    return ariadne_trail_apply (trail, get_commute (outline, root), root + n_terms - 2);

  return ariadne_trail_apply (trail, get_assoc (outline, root), root + n_terms - term - 1);
}

/**
 * ariadne_chain_move: (skip)
 * @trail: a trail
 * @root: a chain
 * @from: the number of a term
 * @to: the number that it shall have; those in between make room for it
 *
 * Moves a term.
 *
 * Returns: whether that was possible
 */
gboolean
ariadne_chain_move (AriadneTrail *trail,
                    guint         root,
                    guint         from,
                    guint         to)
{
  guint n_terms = ariadne_chain_count (ariadne_trail_get_outline (trail), root);

  for (; from < to; from++)
    if (!swap_terms (trail, root, n_terms, from))
      return FALSE;

  for (; from > to; from--)
    if (!swap_terms (trail, root, n_terms, from - 1))
      return FALSE;

  return TRUE;
}

/**
 * ariadne_chain_split: (skip)
 * @trail: a trail
 * @root: a chain
 * @term: the number of a term
 *
 * Makes a term the left child of the root, beside all others.
 *
 * Returns: whether that was possible
 */
gboolean
ariadne_chain_split (AriadneTrail *trail,
                     guint         root,
                     guint         term)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);
  guint                 n_terms = ariadne_chain_count (outline, root);

  if (n_terms == 2 && term == 1)
    return TRUE;

  return ariadne_chain_move (trail, root, term, n_terms) &&
         ariadne_trail_apply (trail, get_commute (outline, root), root);
}

/* The innermost binder outside of @id that a variable inside belongs to. */
static gint
get_dependence (const AriadneOutline *outline,
                guint                 id)
{
  gint dependence = ARIADNE_OUTLINE_NONE;

  if (outline->nodes[id].last_binder < (gint) id)
    return outline->nodes[id].last_binder;

  for (guint i = id; i < outline->nodes[id].end; i++)
    if (outline->nodes[i].kind == ARIADNE_KIND_VARIABLE && outline->nodes[i].binder < (gint) id)
      dependence = MAX (dependence, outline->nodes[i].binder);

  return dependence;
}

static double
get_n_elements (const AriadneOutline *outline,
                guint                 id)
{
  return ariadne_tree_get_type (outline->nodes[id].tree)->n_elements;
}

/* The order of terms: constants meet and are folded, vectors come late and cost less,
 * and what does not depend on the innermost loops stands together at the beginning.
 * The rest only makes it a complete order.
 */
static gint
compare_terms (const AriadneOutline *outline,
               guint                 a,
               guint                 b)
{
  const AriadneOutlineNode *node_a = &outline->nodes[a];
  const AriadneOutlineNode *node_b = &outline->nodes[b];
  double                    n_a = get_n_elements (outline, a);
  double                    n_b = get_n_elements (outline, b);
  gint                      dependence_a;
  gint                      dependence_b;

  if ((node_a->kind == ARIADNE_KIND_CONSTANT) != (node_b->kind == ARIADNE_KIND_CONSTANT))
    return node_a->kind == ARIADNE_KIND_CONSTANT ? -1 : 1;

  if (n_a != n_b)
    return n_a < n_b ? -1 : 1;

  dependence_a = get_dependence (outline, a);
  dependence_b = get_dependence (outline, b);
  if (dependence_a != dependence_b)
    return dependence_a < dependence_b ? -1 : 1;

  return node_a->hash < node_b->hash ? -1 : node_a->hash > node_b->hash ? 1 : 0;
}

/**
 * ariadne_chain_put_in_order: (skip)
 * @trail: a trail
 * @node: a node that is visited
 *
 * Makes a chain low on the right, and sorts its terms: does one step towards that at
 * one node.
 *
 * Returns: whether there was anything to do
 */
gboolean
ariadne_chain_put_in_order (AriadneTrail *trail,
                            guint         node)
{
  const AriadneOutline     *outline = ariadne_trail_get_outline (trail);
  const AriadneOutlineNode *nodes = outline->nodes;
  guint                     left = node + 1;
  guint                     right = nodes[left].end;

  if (nodes[left].kind == nodes[node].kind)
    {
      guint before = nodes[left + 1].end;

      /* What is low on the left only is put in order there first: two chains on the right
       * would change places for ever.
       */
      return nodes[before].kind != nodes[node].kind &&
             (nodes[right].kind == nodes[node].kind ||
              compare_terms (outline, before, right) > 0) &&
             ariadne_trail_apply (trail, get_assoc (outline, node), node);
    }

  return (nodes[right].kind == nodes[node].kind || compare_terms (outline, left, right) > 0) &&
         ariadne_trail_apply (trail, get_commute (outline, node), node);
}
