/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-chain.h"
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
  "sumbuild_of_zero_vec", "sum_of_deltavecs", "log_of_exp", "exp_of_log",
  "cprop_log", "cprop_exp", "cfold",
};

#define MAX_RULES_OF_KIND 16

/* Calls are not inlined in programs that are larger, as they can grow without end. */
#define MAX_SIZE 4000

/* All this comes to an end by itself; it would be a pity if that were a mistake. */
#define MAX_STEPS 100000

static struct
{
  const AriadneRule *rules[ARIADNE_N_KINDS][MAX_RULES_OF_KIND + 1];
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

  g_once_init_leave (&initialized, 1);
}

static gboolean
is_occurrence (const AriadneOutline *outline,
               guint                 id,
               guint                 let)
{
  return outline->nodes[id].kind == ARIADNE_KIND_VARIABLE &&
         outline->nodes[id].binder == (gint) let;
}

/* The element that a select would choose from a tuple. */
static guint
get_selected (const AriadneOutline *outline,
              guint                 select,
              guint                 tuple)
{
  gint64 index = ariadne_tree_get_integer (ariadne_tree_get_child (outline->nodes[select].tree, 1));
  guint  element = tuple + 1;

  while (index-- > 0)
    element = outline->nodes[element].end;

  return element;
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
    return nodes[get_selected (outline, user, value)].cost == 0.0;

  if (nodes[value].kind != ARIADNE_KIND_BUILD)
    return FALSE;

  if (nodes[user].kind == ARIADNE_KIND_SIZE)
    return nodes[part].cost <= nodes[user].own;

  return nodes[user].kind == ARIADNE_KIND_INDEX && id != user + 1 &&
         nodes[nodes[part].end + 1].cost + (nodes[user + 1].cost > 0.0 ? 0.1 : 0.0)
           <= nodes[user].own;
}

#define MAX_ELEMENTS 64

/* Whether a tuple falls into its elements when it is put wherever it is used, and none
 * of these that costs anything is computed more often then.
 */
static gboolean
falls_apart (const AriadneOutline *outline,
             guint                 let)
{
  const AriadneOutlineNode *nodes = outline->nodes;
  guint                     value = let + 2;
  guint64                   used = 0;

  if (nodes[value].kind != ARIADNE_KIND_TUPLE ||
      ariadne_tree_get_n_children (nodes[value].tree) > MAX_ELEMENTS)
    return FALSE;

  for (guint id = nodes[value].end; id < nodes[let].end; id++)
    if (is_occurrence (outline, id, let))
      {
        guint   user = nodes[id].parent;
        guint64 bit;

        if (nodes[user].kind != ARIADNE_KIND_SELECT)
          return FALSE;
        if (nodes[get_selected (outline, user, value)].cost == 0.0)
          continue;

        bit = G_GUINT64_CONSTANT (1) << ariadne_tree_get_integer (nodes[id + 1].tree);
        if ((used & bit) != 0 || is_in_loop (outline, id, let))
          return FALSE;
        used |= bit;
      }

  return TRUE;
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
  gboolean                  is_free = nodes[value].cost == 0.0 || falls_apart (outline, let);
  guint                     n_occurrences = 0;

  for (guint id = nodes[value].end; id < nodes[let].end; id++)
    if (is_occurrence (outline, id, let))
      {
        *occurrence = id;
        n_occurrences++;
        if (nodes[id].visited && (is_free || is_better_apart (outline, value, id)))
          return TRUE;
      }

  return n_occurrences == 1 && !is_in_loop (outline, *occurrence, let);
}

/* Whether a let hides what it contains from that which takes it apart, or binds it. */
static gboolean
is_in_the_way (const AriadneOutline *outline,
               guint                 let)
{
  guint parent = outline->nodes[let].parent;

  switch (outline->nodes[parent].kind)
    {
    case ARIADNE_KIND_LET:
      return let == parent + 2;
    case ARIADNE_KIND_INDEX:
      return let != parent + 1;
    case ARIADNE_KIND_SELECT:
    case ARIADNE_KIND_SIZE:
    case ARIADNE_KIND_SUM:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
clean_up_let (AriadneTrail *trail,
              guint         let)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);
  guint                 occurrence;

  if (find_occurrence (outline, let, &occurrence) &&
      ariadne_trail_apply (trail, ariadne_rules.inline_let, occurrence))
    return TRUE;

  return let != 0 && is_in_the_way (outline, let) &&
         ariadne_trail_apply (trail, ariadne_rules.lift_bind, let);
}

/* Calls come first: the parameters of a function, which are one tuple, fall apart as
 * long as each is taken from it once.
 */
static gboolean
inline_calls_at (AriadneTrail *trail,
                 guint         id)
{
  const AriadneOutline     *outline = ariadne_trail_get_outline (trail);
  const AriadneOutlineNode *node = &outline->nodes[id];

  if (node->kind == ARIADNE_KIND_LET && outline->nodes[id + 2].kind == ARIADNE_KIND_LAM)
    return ariadne_trail_apply (trail, ariadne_rules.delete_let, id);

  return node->kind == ARIADNE_KIND_APPLY && outline->n_nodes < MAX_SIZE &&
         ariadne_trail_apply (trail, ariadne_rules.inline_call, id);
}

static gboolean
has_same_width (AriadneTrail *trail,
                guint         a,
                guint         b)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);

  return ariadne_tree_get_type (outline->nodes[a].tree)->n_elements ==
         ariadne_tree_get_type (outline->nodes[b].tree)->n_elements;
}

/* Differences inside a sum become one difference of sums. */
static gboolean
gather_subtracted (AriadneTrail *trail,
                   guint         sum)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);
  guint                 right = ariadne_trail_get_right (trail, sum);

  if (outline->nodes[sum + 1].kind == ARIADNE_KIND_SUB && has_same_width (trail, sum, sum + 1))
    return ariadne_trail_apply (trail, ariadne_rules.assoc_add_sub, sum);

  return outline->nodes[right].kind == ARIADNE_KIND_SUB && has_same_width (trail, sum, right) &&
         ariadne_trail_apply (trail, ariadne_rules.commute_add, sum);
}

static gboolean
simplify_at (AriadneTrail *trail,
             guint         id)
{
  guint kind = ariadne_trail_get_outline (trail)->nodes[id].kind;

  for (const AriadneRule **rule = good.rules[kind]; *rule != NULL; rule++)
    if (ariadne_trail_apply (trail, *rule, id))
      return TRUE;

  return kind == ARIADNE_KIND_LET && clean_up_let (trail, id);
}

/* Of the many ways to write sums and products one is as good as another; with one way
 * for all there are far fewer programs to look at.
 */
static gboolean
arrange_at (AriadneTrail *trail,
            guint         id)
{
  switch (ariadne_trail_get_outline (trail)->nodes[id].kind)
    {
    case ARIADNE_KIND_ADD:
      return gather_subtracted (trail, id) || ariadne_chain_put_in_order (trail, id);
    case ARIADNE_KIND_MUL:
      return ariadne_chain_put_in_order (trail, id);
    case ARIADNE_KIND_SUB:
      return has_same_width (trail, id, ariadne_trail_get_right (trail, id)) &&
             ariadne_trail_apply (trail, ariadne_rules.sub_sub_to_sub_add, id);
    default:
      return FALSE;
    }
}

/* Does a thing wherever it can be done, outside first, again and again: what is done
 * inside may make more possible outside.
 */
static gboolean
do_everywhere (AriadneTrail *trail,
               gboolean    (*do_at) (AriadneTrail *trail, guint id))
{
  guint n_steps = trail->steps->len;
  guint n_before;

  do
    {
      n_before = trail->steps->len;
      for (guint id = 0; id < ariadne_trail_get_outline (trail)->n_nodes; id++)
        while (id < ariadne_trail_get_outline (trail)->n_nodes &&
               ariadne_trail_get_outline (trail)->nodes[id].visited &&
               trail->steps->len < MAX_STEPS && do_at (trail, id))
          ;
    }
  while (trail->steps->len > n_before);

  return trail->steps->len > n_steps;
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
  guint n_steps = trail->steps->len;

  find_rules ();
  do_everywhere (trail, inline_calls_at);
  do
    do_everywhere (trail, simplify_at);
  while (do_everywhere (trail, arrange_at));

  return trail->steps->len > n_steps;
}
