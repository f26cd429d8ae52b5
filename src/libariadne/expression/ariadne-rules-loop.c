/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule.h"

/* Rules on sums over an index, and on tuples. */

/* The nodes that a build or a sumbuild consists of. */
typedef struct
{
  guint       size;
  guint       variable;
  guint       body;
  const char *name;
} Loop;

static Loop
get_loop (const AriadneOutline *outline,
          guint                 id)
{
  Loop loop = { .size = id + 1, .name = outline->nodes[id].name };

  loop.variable = outline->nodes[loop.size].end;
  loop.body = loop.variable + 1;

  return loop;
}

static gboolean
depends_on_index (const AriadneOutline *outline,
                  const Loop           *loop,
                  guint                 id)
{
  return ariadne_tree_has_free (outline->nodes[id].tree, loop->name);
}

/* Takes a subtree of the body out of the scope of the index. */
static AriadnePart
move_out (const AriadneOutline *outline,
          guint                 id)
{
  return ariadne_outline_move (outline, id, id, -1);
}

/* The same loop over a part of its body. */
static AriadnePart
sum_over (const AriadneOutline *outline,
          const Loop           *loop,
          guint                 body)
{
  AriadnePart parts[] = {
    ariadne_outline_take (outline, loop->size),
    ariadne_outline_take (outline, loop->variable),
    ariadne_outline_take (outline, body),
  };

  return ariadne_part_new (ARIADNE_KIND_SUMBUILD, parts, G_N_ELEMENTS (parts));
}

static AriadnePart
operate (AriadneKind kind,
         AriadnePart left,
         AriadnePart right)
{
  AriadnePart parts[] = { left, right };

  return ariadne_part_new (kind, parts, G_N_ELEMENTS (parts));
}

static void
select_of_tuple (const AriadneRule *rule,
                 AriadneRewriter   *rewriter,
                 guint              id)
{
  const AriadneOutline *outline = &rewriter->outline;
  const AriadneTree    *tree = outline->nodes[id].tree;
  gint64                index = ariadne_tree_get_integer (ariadne_tree_get_child (tree, 1));
  guint                 element = id + 2;

  while (index-- > 0)
    element = outline->nodes[element].end;

  ariadne_rewriter_emit (rewriter, id, id, ariadne_outline_take (outline, element));
}

static void
sumbuild_other_deltavec (const AriadneRule *rule,
                         AriadneRewriter   *rewriter,
                         guint              id)
{
  const AriadneOutline *outline = &rewriter->outline;
  Loop                  loop = get_loop (outline, id);
  guint                 size = loop.body + 1;
  guint                 position;

  /* Only then are there nodes behind the body's own. */
  if (outline->nodes[loop.body].kind != ARIADNE_KIND_DELTA_VEC)
    return;

  position = outline->nodes[size].end;
  if (depends_on_index (outline, &loop, size) ||
      depends_on_index (outline, &loop, position))
    return;

  AriadnePart parts[] = {
    move_out (outline, size),
    move_out (outline, position),
    sum_over (outline, &loop, outline->nodes[position].end),
  };

  ariadne_rewriter_emit (rewriter, id, id,
                         ariadne_part_new (ARIADNE_KIND_DELTA_VEC, parts, G_N_ELEMENTS (parts)));
}

static void
sumbuild_of_tuple (const AriadneRule *rule,
                   AriadneRewriter   *rewriter,
                   guint              id)
{
  const AriadneOutline    *outline = &rewriter->outline;
  Loop                     loop = get_loop (outline, id);
  const AriadneTree       *tuple = outline->nodes[loop.body].tree;
  guint                    n_parts = ariadne_tree_get_n_children (tuple);
  g_autofree AriadnePart  *parts = NULL;
  guint                    element = loop.body + 1;

  if (ariadne_tree_get_kind (tuple) != ARIADNE_KIND_TUPLE)
    return;

  parts = g_new (AriadnePart, n_parts);
  for (guint i = 0; i < n_parts; i++)
    {
      parts[i] = sum_over (outline, &loop, element);
      element = outline->nodes[element].end;
    }

  ariadne_rewriter_emit (rewriter, id, id,
                         ariadne_part_new (ARIADNE_KIND_TUPLE, parts, n_parts));
}

static void
add_tuples (const AriadneRule *rule,
            AriadneRewriter   *rewriter,
            guint              id)
{
  const AriadneOutline    *outline = &rewriter->outline;
  guint                    left = id + 1;
  guint                    right = outline->nodes[left].end;
  guint                    n_parts = ariadne_tree_get_n_children (outline->nodes[left].tree);
  g_autofree AriadnePart  *parts = NULL;

  if (ariadne_tree_get_n_children (outline->nodes[right].tree) != n_parts)
    return;

  parts = g_new (AriadnePart, n_parts);
  left++;
  right++;
  for (guint i = 0; i < n_parts; i++)
    {
      parts[i] = operate (ARIADNE_KIND_ADD,
                          ariadne_outline_take (outline, left),
                          ariadne_outline_take (outline, right));
      left = outline->nodes[left].end;
      right = outline->nodes[right].end;
    }

  ariadne_rewriter_emit (rewriter, id, id,
                         ariadne_part_new (ARIADNE_KIND_TUPLE, parts, n_parts));
}

static void
mul_tuple_scalar (const AriadneRule *rule,
                  AriadneRewriter   *rewriter,
                  guint              id)
{
  const AriadneOutline    *outline = &rewriter->outline;
  guint                    tuple = id + 1;
  guint                    scalar = outline->nodes[tuple].end;
  guint                    n_parts = ariadne_tree_get_n_children (outline->nodes[tuple].tree);
  g_autofree AriadnePart  *parts = g_new (AriadnePart, n_parts);
  guint                    element = tuple + 1;

  for (guint i = 0; i < n_parts; i++)
    {
      parts[i] = operate (ARIADNE_KIND_MUL,
                          ariadne_outline_take (outline, element),
                          ariadne_outline_take (outline, scalar));
      element = outline->nodes[element].end;
    }

  ariadne_rewriter_emit (rewriter, id, id,
                         ariadne_part_new (ARIADNE_KIND_TUPLE, parts, n_parts));
}

static void
sumbuild_invariant (const AriadneRule *rule,
                    AriadneRewriter   *rewriter,
                    guint              id)
{
  const AriadneOutline *outline = &rewriter->outline;
  Loop                  loop = get_loop (outline, id);
  AriadnePart           size;

  if (depends_on_index (outline, &loop, loop.body))
    return;

  size = ariadne_outline_take (outline, loop.size);
  ariadne_rewriter_emit (rewriter, id, id,
                         operate (ARIADNE_KIND_MUL,
                                  ariadne_part_new (ARIADNE_KIND_TO_FLOAT, &size, 1),
                                  move_out (outline, loop.body)));
}

static gboolean
is_zero (const AriadneTree *tree)
{
  while (ariadne_tree_get_kind (tree) == ARIADNE_KIND_CONST_VEC)
    tree = ariadne_tree_get_child (tree, 1);

  return ariadne_tree_get_kind (tree) == ARIADNE_KIND_CONSTANT &&
         ariadne_tree_get_number (tree) == 0.0;
}

static void
sumbuild_of_zero_vec (const AriadneRule *rule,
                      AriadneRewriter   *rewriter,
                      guint              id)
{
  const AriadneOutline *outline = &rewriter->outline;
  Loop                  loop = get_loop (outline, id);

  if (is_zero (outline->nodes[loop.body].tree) &&
      !depends_on_index (outline, &loop, loop.body))
    ariadne_rewriter_emit (rewriter, id, id, move_out (outline, loop.body));
}

static void
sumbuild_of_sum (const AriadneRule *rule,
                 AriadneRewriter   *rewriter,
                 guint              id)
{
  const AriadneOutline *outline = &rewriter->outline;
  Loop                  loop = get_loop (outline, id);
  guint                 left = loop.body + 1;

  if (outline->nodes[loop.body].kind == ARIADNE_KIND_ADD)
    ariadne_rewriter_emit (rewriter, id, id,
                           operate (ARIADNE_KIND_ADD,
                                    sum_over (outline, &loop, left),
                                    sum_over (outline, &loop, outline->nodes[left].end)));
}

/**
 * ariadne_rule_deltavec_captures: (skip)
 * @rule: the rule
 * @outline: an outline
 * @id: a sumbuild
 *
 * sumbuild_of_deltavec takes the size inside, which may mention the index, for the
 * same as the size outside, where that name is another variable.
 *
 * Returns: whether the names mean different things
 */
gboolean
ariadne_rule_deltavec_captures (const AriadneRule    *rule,
                                const AriadneOutline *outline,
                                guint                 id)
{
  Loop loop = get_loop (outline, id);

  return depends_on_index (outline, &loop, loop.size);
}

/**
 * ariadne_rule_build_captures: (skip)
 * @rule: the rule
 * @outline: an outline
 * @id: a sumbuild
 *
 * sumbuild_of_build exchanges two loops. The size of the inner one leaves the scope
 * of the outer index, that of the outer one enters the scope of the inner index, and
 * of two indices of one name the body sees the other one.
 *
 * Returns: whether a name means something else then
 */
gboolean
ariadne_rule_build_captures (const AriadneRule    *rule,
                             const AriadneOutline *outline,
                             guint                 id)
{
  Loop outer = get_loop (outline, id);
  Loop inner;

  if (outline->nodes[outer.body].kind != ARIADNE_KIND_BUILD)
    return FALSE;

  inner = get_loop (outline, outer.body);

  return depends_on_index (outline, &outer, inner.size) ||
         depends_on_index (outline, &inner, outer.size) ||
         (outer.name == inner.name && depends_on_index (outline, &inner, inner.body));
}

#define KINDS(kind, first, second) \
  ARIADNE_RULE_KIND (kind), ARIADNE_RULE_##first, ARIADNE_RULE_##second

const AriadneRule ariadne_loop_rules[] = {
  { "select_of_tuple", KINDS (SELECT, KIND (TUPLE), ANY_KIND), select_of_tuple },
  { "sumbuild_other_deltavec", KINDS (SUMBUILD, ANY_KIND, ANY_KIND), sumbuild_other_deltavec },
  { "sumbuild_of_tuple", KINDS (SUMBUILD, ANY_KIND, ANY_KIND), sumbuild_of_tuple },
  { "add_tuples", KINDS (ADD, KIND (TUPLE), KIND (TUPLE)), add_tuples },
  { "mul_tuple_scalar", KINDS (MUL, KIND (TUPLE), ANY_KIND), mul_tuple_scalar },
  { "sumbuild_invariant", KINDS (SUMBUILD, ANY_KIND, ANY_KIND), sumbuild_invariant },
  { "sumbuild_of_zero_vec", KINDS (SUMBUILD, ANY_KIND, ANY_KIND), sumbuild_of_zero_vec },
  { "sumbuild_of_sum", KINDS (SUMBUILD, ANY_KIND, ANY_KIND), sumbuild_of_sum },
  { NULL },
};
