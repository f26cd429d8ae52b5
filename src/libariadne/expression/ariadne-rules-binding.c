/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"
#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule.h"
#include "expression/ariadne-substitute.h"

/* Rules on lets, on function calls, and on a parent and one of its children.
 *
 * In the outline a let is followed by its variable, its value and its body.
 */

static inline guint
get_value (guint let)
{
  return let + 2;
}

static inline guint
get_body (const AriadneOutline *outline,
          guint                 let)
{
  return outline->nodes[get_value (let)].end;
}

static gboolean
is_function (const AriadneTree *tree)
{
  return ariadne_tree_get_type (tree)->kind == ARIADNE_TYPE_KIND_FUNCTION;
}

static gboolean
is_lam_in_stops (const AriadneTree *tree)
{
  return ariadne_tree_get_kind (ariadne_tree_skip_stops (tree)) == ARIADNE_KIND_LAM;
}

static void
emit_tree (AriadneRewriter *rewriter,
           guint            id,
           guint            at,
           AriadneTree     *tree)
{
  ariadne_rewriter_emit (rewriter, id, at,
                         ariadne_outline_measure (&rewriter->outline, at, tree));
}

static void
delete_let (const AriadneRule *rule,
            AriadneRewriter   *rewriter,
            guint              id)
{
  const AriadneOutline *outline = &rewriter->outline;
  guint                 body = get_body (outline, id);

  if (!ariadne_tree_has_free (outline->nodes[body].tree, outline->nodes[id].name))
    ariadne_rewriter_emit (rewriter, id, id, ariadne_outline_move (outline, body, body, -1));
}

static void
delete_def (const AriadneRule *rule,
            AriadneRewriter   *rewriter,
            guint              id)
{
  if (is_lam_in_stops (rewriter->outline.nodes[get_value (id)].tree))
    delete_let (rule, rewriter, id);
}

/* The body of @inner, where the variable of the outer let takes the place of the
 * inner one as it is, fresh or not. When they have one name nothing changes, but
 * equal values may be of different types.
 */
static AriadneTree *
use_outer_variable (AriadneTree *variable,
                    AriadneTree *inner)
{
  AriadneTree *inner_variable = ariadne_tree_get_child (inner, 0);
  AriadneTree *body = ariadne_tree_get_child (inner, 2);
  const char  *name = ariadne_tree_get_name (inner_variable);

  if (name != ariadne_tree_get_name (variable))
    return ariadne_tree_rename (body, name, variable);

  if (ariadne_tree_get_type (inner_variable) != ariadne_tree_get_type (variable) &&
      ariadne_tree_has_free (body, name))
    return NULL;

  return ariadne_tree_ref (body);
}

/* Whether renaming @name to @other in @tree, as ariadne_tree_rename() does it, catches
 * an @other: where a binder of @name has that name free beside its body, the binder
 * is renamed, too. Inside binders of @other there is none to catch.
 */
static gboolean
renaming_captures (const AriadneTree *tree,
                   const char        *name,
                   const char        *other)
{
  AriadneKind kind = ariadne_tree_get_kind (tree);
  gboolean    is_binder = ariadne_kind_is_binder (kind);

  if (!ariadne_tree_has_free (tree, name))
    return FALSE;

  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    {
      const AriadneTree *child = ariadne_tree_get_child (tree, i);
      const char        *bound = NULL;

      if (is_binder && i == ariadne_kind_get_bound_index (kind))
        continue;
      if (is_binder && i == ariadne_kind_get_body_index (kind))
        bound = ariadne_tree_get_name (
          ariadne_tree_get_child (tree, ariadne_kind_get_bound_index (kind)));

      if (bound == name ? ariadne_tree_has_free (child, other)
                        : bound != other && renaming_captures (child, name, other))
        return TRUE;
    }

  return FALSE;
}

static gboolean
cse_captures (const AriadneRule    *rule,
              const AriadneOutline *outline,
              guint                 id)
{
  const char        *name = outline->nodes[id].name;
  const AriadneTree *inner = outline->nodes[get_body (outline, id)].tree;
  const char        *inner_name;

  if (ariadne_tree_get_kind (inner) != ARIADNE_KIND_LET)
    return FALSE;

  inner_name = ariadne_tree_get_name (ariadne_tree_get_child (inner, 0));

  return inner_name != name &&
         renaming_captures (ariadne_tree_get_child (inner, 2), inner_name, name);
}

static void
cse_bind (const AriadneRule *rule,
          AriadneRewriter   *rewriter,
          guint              id)
{
  const AriadneOutline     *outline = &rewriter->outline;
  const AriadneOutlineNode *outer = &outline->nodes[id];
  const AriadneOutlineNode *value = &outline->nodes[get_value (id)];
  const AriadneOutlineNode *inner = &outline->nodes[value->end];
  const AriadneTree        *inner_value;
  AriadneTree              *variable;
  AriadneTree              *children[3];

  if (inner->kind != ARIADNE_KIND_LET)
    return;

  inner_value = ariadne_tree_get_child (inner->tree, 1);
  if (ariadne_tree_has_free (inner_value, outer->name) ||
      !ariadne_tree_equal (value->tree, inner_value))
    return;

  variable = ariadne_tree_get_child (outer->tree, 0);
  children[2] = use_outer_variable (variable, inner->tree);
  if (children[2] == NULL)
    return;

  children[0] = ariadne_tree_ref (variable);
  children[1] = ariadne_tree_ref (value->tree);
  emit_tree (rewriter, id, id,
             ariadne_tree_new (ARIADNE_KIND_LET, children, G_N_ELEMENTS (children)));
}

/* Inserting @tree at @id renames binders on the way there from @binder: those whose
 * names are free in it, even where the way does not lead through their bodies.
 * This is the outermost of them; nothing changes above.
 */
static gint
find_renamed_binder (const AriadneOutline *outline,
                     guint                 id,
                     gint                  binder,
                     const AriadneTree    *tree)
{
  gint renamed = ARIADNE_OUTLINE_NONE;

  for (gint above = outline->nodes[id].above; above >= binder; above = outline->nodes[above].above)
    if (ariadne_tree_has_free (tree, outline->nodes[above].name))
      renamed = above;

  return renamed;
}

/* Only one occurrence is replaced, and the let stays. When no binder in between is
 * renamed, what changes is no more than the occurrence itself.
 */
static void
inline_let (const AriadneRule *rule,
            AriadneRewriter   *rewriter,
            guint              id)
{
  const AriadneOutline     *outline = &rewriter->outline;
  const AriadneOutlineNode *node = &outline->nodes[id];
  const AriadneOutlineNode *value;
  gint                      renamed;

  if (node->binder == ARIADNE_OUTLINE_NONE ||
      outline->nodes[node->binder].kind != ARIADNE_KIND_LET)
    return;

  value = &outline->nodes[get_value (node->binder)];
  if (is_lam_in_stops (value->tree))
    return;

  renamed = find_renamed_binder (outline, id, node->binder, value->tree);
  if (renamed == ARIADNE_OUTLINE_NONE)
    ariadne_rewriter_emit (rewriter, id, id,
                           ariadne_outline_move (outline,
                                                 get_value (node->binder),
                                                 get_value (node->binder),
                                                 (gint) node->level - (gint) value->level));
  else
    emit_tree (rewriter, id, (guint) renamed,
               ariadne_tree_replace (outline->nodes[renamed].tree,
                                     id - (guint) renamed, value->tree));
}

/* Makes a let of a call and the lam it calls. */
static AriadneTree *
make_let_of_call (AriadneTree *call,
                  gpointer     data)
{
  const AriadneTree *lam = data;
  AriadneTree       *children[] = {
    ariadne_tree_ref (ariadne_tree_get_child (lam, 0)),
    ariadne_tree_ref (ariadne_tree_get_child (call, 1)),
    ariadne_tree_ref (ariadne_tree_get_child (lam, 1)),
  };

  ariadne_tree_unref (call);

  return ariadne_tree_new (ARIADNE_KIND_LET, children, G_N_ELEMENTS (children));
}

/* The usual case, where no binder between the definition and the call is renamed. */
static void
inline_plain_call (AriadneRewriter *rewriter,
                   guint            id,
                   guint            lam)
{
  const AriadneOutline *outline = &rewriter->outline;
  gint                  shift = (gint) outline->nodes[id].level - (gint) outline->nodes[lam].level;
  AriadneTree          *variable = outline->nodes[lam + 1].tree;

  if (is_function (variable))
    {
      AriadneTree *call = ariadne_tree_ref (outline->nodes[id].tree);

      emit_tree (rewriter, id, id, make_let_of_call (call, outline->nodes[lam].tree));
    }
  else
    {
      AriadnePart parts[] = {
        ariadne_part_new_binding (ariadne_tree_ref (variable)),
        ariadne_outline_take (outline, id + 2),
        ariadne_outline_move (outline, lam + 2, lam, shift),
      };

      ariadne_rewriter_emit (rewriter, id, id,
                             ariadne_part_new (ARIADNE_KIND_LET, parts, G_N_ELEMENTS (parts)));
    }
}

static void
inline_call (const AriadneRule *rule,
             AriadneRewriter   *rewriter,
             guint              id)
{
  const AriadneOutline     *outline = &rewriter->outline;
  const AriadneOutlineNode *function = &outline->nodes[id + 1];
  guint                     lam;
  AriadneTree              *body;
  gint                      renamed;

  if (function->binder == ARIADNE_OUTLINE_NONE ||
      outline->nodes[function->binder].kind != ARIADNE_KIND_LET)
    return;

  lam = get_value (function->binder);
  if (outline->nodes[lam].kind != ARIADNE_KIND_LAM)
    return;

  body = outline->nodes[lam + 2].tree;
  renamed = find_renamed_binder (outline, id, function->binder, body);
  if (renamed == ARIADNE_OUTLINE_NONE)
    inline_plain_call (rewriter, id, lam);
  else
    emit_tree (rewriter, id, (guint) renamed,
               ariadne_tree_replace_with (outline->nodes[renamed].tree, id - (guint) renamed,
                                          body, make_let_of_call, outline->nodes[lam].tree));
}

static void
bind_child (AriadneRewriter *rewriter,
            guint            id)
{
  const AriadneOutline *outline = &rewriter->outline;
  AriadneTree          *tree = outline->nodes[id].tree;
  const char           *name = ariadne_name_fresh (ariadne_tree_get_next_var (tree));
  AriadneTree          *variable = ariadne_tree_new_variable (name, ariadne_tree_get_type (tree));

  if (is_function (tree))
    {
      AriadneTree *children[] = { ariadne_tree_ref (variable), ariadne_tree_ref (tree), variable };

      emit_tree (rewriter, id, id,
                 ariadne_tree_new (ARIADNE_KIND_LET, children, G_N_ELEMENTS (children)));
    }
  else
    {
      AriadnePart parts[] = {
        ariadne_part_new_binding (ariadne_tree_ref (variable)),
        ariadne_outline_take (outline, id),
        ariadne_part_new_variable (variable, outline->nodes[id].level),
      };

      ariadne_rewriter_emit (rewriter, id, id,
                             ariadne_part_new (ARIADNE_KIND_LET, parts, G_N_ELEMENTS (parts)));
    }
}

static void
new_bind (const AriadneRule *rule,
          AriadneRewriter   *rewriter,
          guint              id)
{
  const AriadneOutline *outline = &rewriter->outline;

  for (guint child = id + 1; child < outline->nodes[id].end; child = outline->nodes[child].end)
    if (outline->nodes[child].kind != ARIADNE_KIND_LET &&
        outline->nodes[child].end - child > 1)
      bind_child (rewriter, child);
}

/* Whether @condition, which is inside a child of @parent, may come before it. */
static gboolean
can_lift (const AriadneOutlineNode *parent,
          const AriadneTree        *condition)
{
  return !ariadne_kind_is_binder (parent->kind) ||
         !ariadne_tree_has_free (condition, parent->name);
}

/* Lets with functions are left where they are, unless stops hide these. */
static gboolean
can_lift_from (const AriadneOutlineNode *parent)
{
  return parent->kind != ARIADNE_KIND_LET ||
         ariadne_tree_get_kind (ariadne_tree_get_child (parent->tree, 1)) != ARIADNE_KIND_LAM;
}

static gboolean
is_free_beside (const AriadneTree *parent,
                guint              index,
                const char        *name)
{
  for (guint i = 0; i < ariadne_tree_get_n_children (parent); i++)
    if (i != index && ariadne_tree_has_free (ariadne_tree_get_child (parent, i), name))
      return TRUE;

  return FALSE;
}

static AriadneTree *
lift_let (AriadneTree *parent,
          guint        index)
{
  AriadneTree *let = ariadne_tree_get_child (parent, index);
  AriadneTree *bound = ariadne_tree_get_child (let, 0);
  AriadneTree *variable = ariadne_tree_ref (bound);
  AriadneTree *body = ariadne_tree_ref (ariadne_tree_get_child (let, 2));
  const char  *name = ariadne_tree_get_name (bound);
  AriadneTree *children[3];

  if (is_free_beside (parent, index, name))
    {
      const char *fresh = ariadne_name_fresh (ariadne_tree_get_next_var (parent));

      ariadne_tree_unref (variable);
      ariadne_tree_unref (body);
      variable = ariadne_tree_new_variable (fresh, ariadne_tree_get_type (bound));
      body = ariadne_tree_rename (ariadne_tree_get_child (let, 2), name, variable);
    }

  children[0] = variable;
  children[1] = ariadne_tree_ref (ariadne_tree_get_child (let, 1));
  children[2] = body != NULL ? ariadne_tree_with_child (parent, index, body) : NULL;

  if (children[2] == NULL)
    {
      ariadne_tree_unref (children[0]);
      ariadne_tree_unref (children[1]);
      return NULL;
    }

  return ariadne_tree_new (ARIADNE_KIND_LET, children, G_N_ELEMENTS (children));
}

static AriadneTree *
lift_condition (AriadneTree *parent,
                guint        index)
{
  AriadneTree *choice = ariadne_tree_get_child (parent, index);
  AriadneTree *children[3] = { ariadne_tree_ref (ariadne_tree_get_child (choice, 0)) };
  gboolean     complete = TRUE;

  for (guint i = 1; i < G_N_ELEMENTS (children); i++)
    {
      AriadneTree *branch = ariadne_tree_ref (ariadne_tree_get_child (choice, i));

      children[i] = ariadne_tree_with_child (parent, index, branch);
      complete = complete && children[i] != NULL;
    }

  if (complete)
    return ariadne_tree_new (ARIADNE_KIND_IF, children, G_N_ELEMENTS (children));

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    g_clear_pointer (&children[i], ariadne_tree_unref);

  return NULL;
}

/* Lifts what every child of a kind starts with: its child number @first, which
 * then comes before the parent. @lift makes what takes the place of the parent.
 */
static void
lift_children (AriadneRewriter *rewriter,
               guint            id,
               AriadneKind      kind,
               guint            first,
               AriadneTree   *(*lift) (AriadneTree *parent, guint index))
{
  const AriadneOutline     *outline = &rewriter->outline;
  const AriadneOutlineNode *parent = &outline->nodes[id];
  guint                     index = 0;

  if (!can_lift_from (parent))
    return;

  for (guint child = id + 1; child < parent->end; child = outline->nodes[child].end)
    {
      const AriadneOutlineNode *node = &outline->nodes[child];

      if (node->kind == kind && can_lift (parent, ariadne_tree_get_child (node->tree, first)))
        emit_tree (rewriter, child, id, lift (parent->tree, index));
      index++;
    }
}

static void
lift_bind (const AriadneRule *rule,
           AriadneRewriter   *rewriter,
           guint              id)
{
  lift_children (rewriter, id, ARIADNE_KIND_LET, 1, lift_let);
}

static void
lift_if (const AriadneRule *rule,
         AriadneRewriter   *rewriter,
         guint              id)
{
  lift_children (rewriter, id, ARIADNE_KIND_IF, 0, lift_condition);
}

/* clang-format off */

#define NOT_LAM       (ARIADNE_RULE_ANY_KIND & ~ARIADNE_RULE_KIND (LAM))
#define ANY_CHILDREN  ARIADNE_RULE_ANY_KIND, ARIADNE_RULE_ANY_KIND
#define PARENT_RULE   .is_parent_rule = TRUE

const AriadneRule ariadne_binding_rules[] = {
  { "delete_let", ARIADNE_RULE_KIND (LET), ANY_CHILDREN, delete_let },
  { "delete_def", ARIADNE_RULE_KIND (LET), ANY_CHILDREN, delete_def },
  { "cse_bind", ARIADNE_RULE_KIND (LET), ANY_CHILDREN, cse_bind, NULL, cse_captures },
  { "inline_let", ARIADNE_RULE_KIND (VARIABLE), ANY_CHILDREN, inline_let },
  { "inline_call",
    ARIADNE_RULE_KIND (APPLY), ARIADNE_RULE_KIND (VARIABLE), ARIADNE_RULE_ANY_KIND, inline_call },
  { "new_bind", NOT_LAM & ~ARIADNE_RULE_KIND (LET), ANY_CHILDREN, new_bind, PARENT_RULE },
  { "lift_bind", NOT_LAM, ANY_CHILDREN, lift_bind, PARENT_RULE },
  { "lift_if", NOT_LAM, ANY_CHILDREN, lift_if, PARENT_RULE },
  { NULL },
};

/* clang-format on */
