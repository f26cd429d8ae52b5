/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-moves.h"

/* What makes a program better in any case, whatever comes next. Everything here
 * makes it cheaper, or no dearer and simpler; so it comes to an end.
 */

/* Rules that are good wherever they apply. */
static const char *const names[] = {
  "select_of_tuple", "size_of_build", "index_of_build", "mk_sumbuild", "delete_let",
  "let_recover", "add_zero", "mul_zero", "mul_one", "sub_zero", "div_one", "sub_self",
  "div_by_self", "add_neg_to_sub", "cprop_add", "cprop_sub", "cprop_mul", "cprop_div",
  "cprop_eq", "cprop_gt", "cprop_gteq", "if_true", "if_false", "if_return_p",
  "if_both_same", "eq_self", "sumbuild_of_deltavec", "sumbuild_other_deltavec",
  "sumbuild_of_zero_vec", "sum_of_deltavecs", "inline_call", "log_of_exp", "exp_of_log",
  "cprop_log", "cprop_exp", "cfold",
};

#define MAX_RULES_OF_KIND 16

/* Calls are not inlined in programs that are larger, as they can grow without end. */
#define MAX_SIZE 4000

static struct
{
  const AriadneRule *rules[ARIADNE_N_KINDS][MAX_RULES_OF_KIND + 1];
  const AriadneRule *inline_let;
  const AriadneRule *inline_call;
} good;

static void
add_rule (const AriadneRule *rule)
{
  for (guint kind = 0; kind < ARIADNE_N_KINDS; kind++)
    if ((rule->kinds >> kind & 1) != 0)
      {
        guint n = 0;

        while (good.rules[kind][n] != NULL)
          n++;
        g_assert (n < MAX_RULES_OF_KIND);
        good.rules[kind][n] = rule;
      }
}

static void
find_rules (void)
{
  static gsize initialized;

  if (!g_once_init_enter (&initialized))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_rule (ariadne_rule_lookup (names[i]));
  good.inline_let = ariadne_rule_lookup ("inline_let");
  good.inline_call = ariadne_rule_lookup ("inline_call");

  g_once_init_leave (&initialized, 1);
}

/* Whether the place is computed many times for each time that the let is. */
static gboolean
is_in_loop (const AriadneOutline *outline,
            guint                 id,
            guint                 let)
{
  gint binder = outline->nodes[id].scope;

  while (binder != (gint) let && outline->nodes[binder].kind == ARIADNE_KIND_LET)
    binder = outline->nodes[binder].scope;

  return binder != (gint) let;
}

/* Whether what is at @value, of a let, is better taken apart where it is used at @id:
 * an element of a tuple, the size of a vector or an element of one.
 */
static gboolean
is_better_apart (const AriadneOutline *outline,
                 guint                 value,
                 guint                 id)
{
  const AriadneOutlineNode *nodes = outline->nodes;
  guint                     user = nodes[id].parent;
  guint                     part = value + 1;

  if (nodes[user].kind == ARIADNE_KIND_SELECT && nodes[value].kind == ARIADNE_KIND_TUPLE)
    {
      gint64 index = ariadne_tree_get_integer (ariadne_tree_get_child (nodes[user].tree, 1));

      while (index-- > 0)
        part = nodes[part].end;

      return nodes[part].cost == 0.0;
    }

  if (nodes[value].kind != ARIADNE_KIND_BUILD)
    return FALSE;

  if (nodes[user].kind == ARIADNE_KIND_SIZE)
    return nodes[part].cost <= nodes[user].own;

  return nodes[user].kind == ARIADNE_KIND_INDEX && id != user + 1 &&
         nodes[nodes[part].end + 1].cost + (nodes[user + 1].cost > 0.0 ? 0.1 : 0.0)
           <= nodes[user].own;
}

/* Finds an occurrence of the variable of a let that is better replaced by the value:
 * any one if the value is free, the only one if it is not inside a loop.
 */
static gboolean
find_occurrence (const AriadneOutline *outline,
                 guint                 let,
                 guint                *occurrence)
{
  const AriadneOutlineNode *nodes = outline->nodes;
  guint                     value = let + 2;
  guint                     n_occurrences = 0;

  for (guint id = nodes[value].end; id < nodes[let].end; id++)
    if (nodes[id].kind == ARIADNE_KIND_VARIABLE && nodes[id].binder == (gint) let)
      {
        *occurrence = id;
        n_occurrences++;
        if (nodes[id].visited &&
            (nodes[value].cost == 0.0 || is_better_apart (outline, value, id)))
          return TRUE;
      }

  return n_occurrences == 1 && !is_in_loop (outline, *occurrence, let);
}

static gboolean
clean_up_let (AriadneTrail *trail,
              guint         let)
{
  guint occurrence;

  return find_occurrence (ariadne_trail_get_outline (trail), let, &occurrence) &&
         ariadne_trail_apply (trail, good.inline_let, occurrence);
}

static gboolean
clean_up_node (AriadneTrail *trail,
               guint         id)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);
  guint                 kind = outline->nodes[id].kind;

  for (const AriadneRule **rule = good.rules[kind]; *rule != NULL; rule++)
    if ((*rule != good.inline_call || outline->n_nodes < MAX_SIZE) &&
        ariadne_trail_apply (trail, *rule, id))
      return TRUE;

  return kind == ARIADNE_KIND_LET && clean_up_let (trail, id);
}

static gboolean
clean_up_once (AriadneTrail *trail)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);

  for (guint id = 0; id < outline->n_nodes; id++)
    if (outline->nodes[id].visited && clean_up_node (trail, id))
      return TRUE;

  return FALSE;
}

/**
 * ariadne_clean_up: (skip)
 * @trail: a trail
 *
 * Goes on with what makes a program better in any case, until nothing is left of
 * that: folds constants, takes values apart, inlines calls and what is used once or
 * costs nothing, and deletes what is not used.
 *
 * Returns: whether there was anything to do
 */
gboolean
ariadne_clean_up (AriadneTrail *trail)
{
  gboolean is_changed = FALSE;

  find_rules ();
  while (clean_up_once (trail))
    is_changed = TRUE;

  return is_changed;
}
