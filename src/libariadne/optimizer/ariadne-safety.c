/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"
#include "optimizer/ariadne-safety.h"

/* Whether computing what is at @id always gives a value, if its loops and parameters
 * have theirs. It says no where that is not plain to see.
 */
static gboolean
is_total (const AriadneOutline *outline,
          guint                 id)
{
  const AriadneOutlineNode *node = &outline->nodes[id];

  switch (node->kind)
    {
    case ARIADNE_KIND_VARIABLE:
      /* A value is computed where its variable is first used. */
      return node->binder == ARIADNE_OUTLINE_NONE ||
             outline->nodes[node->binder].kind != ARIADNE_KIND_LET ||
             is_total (outline, (guint) node->binder + 2);

    case ARIADNE_KIND_ADD:
    case ARIADNE_KIND_SUB:
    case ARIADNE_KIND_MUL:
      /* Vectors may differ in length. */
      if (ariadne_tree_get_type (node->tree)->n_elements != 1.0)
        return FALSE;
      break;

    case ARIADNE_KIND_CONSTANT:
    case ARIADNE_KIND_EQ:
    case ARIADNE_KIND_GT:
    case ARIADNE_KIND_GTE:
    case ARIADNE_KIND_IF:
    case ARIADNE_KIND_SELECT:
    case ARIADNE_KIND_SIZE:
    case ARIADNE_KIND_TO_FLOAT:
    case ARIADNE_KIND_TUPLE:
      break;

    default:
      return FALSE;
    }

  for (guint child = id + 1; child < node->end; child = outline->nodes[child].end)
    if (!is_total (outline, child))
      return FALSE;

  return TRUE;
}

/* Whether a node is computed whenever the one above it is. */
static gboolean
is_strict (const AriadneOutline *outline,
           guint                 id)
{
  guint parent = outline->nodes[id].parent;

  switch (outline->nodes[parent].kind)
    {
    case ARIADNE_KIND_LET:
      return outline->nodes[id].end == outline->nodes[parent].end;

    case ARIADNE_KIND_BUILD:
    case ARIADNE_KIND_IF:
    case ARIADNE_KIND_SUMBUILD:
      return id == parent + 1;

    case ARIADNE_KIND_APPLY:
    case ARIADNE_KIND_ASSERT:
    case ARIADNE_KIND_DELTA_VEC:
      return FALSE;

    default:
      return TRUE;
    }
}

/* The condition is computed before the parent then. */
static gboolean
is_lifting_safe (const AriadneOutline *outline,
                 guint                 choice)
{
  return is_strict (outline, choice) || is_total (outline, choice + 1);
}

/* The body is computed then even if the sum is one of nothing. */
static gboolean
is_invariance_safe (const AriadneOutline *outline,
                    guint                 sum)
{
  return is_total (outline, outline->nodes[sum + 1].end + 1);
}

/* Quotients of Integers are rounded. */
static gboolean
is_division_safe (const AriadneOutline *outline,
                  guint                 id)
{
  return ariadne_tree_get_type (outline->nodes[id].tree)->leaves == 1u << ARIADNE_TYPE_KIND_FLOAT;
}

/* The parts that a rule without a pattern takes for equal. */
static gboolean
are_types_equal (const AriadneOutline *outline,
                 guint                 id)
{
  const AriadneTree *tree = outline->nodes[id].tree;
  const AriadneTree *other = ariadne_tree_get_child (tree, 1);

  if (ariadne_tree_get_kind (tree) == ARIADNE_KIND_LET)
    return ariadne_tree_equal_types (other,
                                     ariadne_tree_get_child (ariadne_tree_get_child (tree, 2), 1));

  return ariadne_tree_equal_types (ariadne_tree_get_child (tree, 0), other);
}

/* A product of two negative numbers has a logarithm. */
static gboolean
is_never_safe (const AriadneOutline *outline,
               guint                 id)
{
  return FALSE;
}

static const struct
{
  const char *name;
  gboolean  (*is_safe) (const AriadneOutline *outline, guint id);
} exceptions[] = {
  { "lift_if", is_lifting_safe },
  { "sumbuild_invariant", is_invariance_safe },
  { "log_of_mul", is_never_safe },
  { "cse_bind", are_types_equal },
  { "div_by_self", are_types_equal },
  { "assoc_div_mul", is_division_safe },
  { "assoc_mul_div", is_division_safe },
  { "div_by_div", is_division_safe },
  { "add_of_divs", is_division_safe },
  { "sub_of_divs", is_division_safe },
  { "assoc_div_div", is_division_safe },
  { "div_of_div", is_division_safe },
  { "div_by_mul", is_division_safe },
};

/**
 * ariadne_rule_is_safe: (skip)
 * @rule: a rule
 * @outline: an outline
 * @id: the node at which a rewrite by that rule is reported
 *
 * Tells whether a rewrite keeps the meaning, up to rounding, provided that it does not
 * capture. It may say no where it does.
 *
 * Returns: whether it does
 */
gboolean
ariadne_rule_is_safe (const AriadneRule    *rule,
                      const AriadneOutline *outline,
                      guint                 id)
{
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (g_str_equal (exceptions[i].name, rule->name))
      if (!exceptions[i].is_safe (outline, id))
        return FALSE;

  return rule->pattern == NULL || ariadne_pattern_match_exactly (rule->pattern, outline, id);
}
