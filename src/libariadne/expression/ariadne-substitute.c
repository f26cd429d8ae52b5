/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-substitute.h"

/* Capture avoiding replacement.
 *
 * One walk does it all: it carries a position to replace at (or none) and a set
 * of renamings, which are restricted at every node to the names free in it. A
 * binder whose name would catch a free name of what is preserved, or of what a
 * renaming brings in, gets a fresh name.
 *
 * Two properties look odd and are part of the definition: binders on the way to
 * the position are renamed as soon as the preserved tree has their name free,
 * even if nothing would be caught; and a renaming of a name that is both free in
 * a binder (through the child outside its scope) and bound by it goes on into the
 * binding occurrence and the body.
 */

#define NOWHERE G_MAXUINT

/* A name and the variable that replaces it; the innermost one counts. */
typedef struct
{
  const char  *name;
  AriadneTree *variable;
} Renaming;

typedef struct
{
  AriadneTree        *preserve; /* NULL: nothing */
  AriadneReplaceFunc  func;     /* NULL: data is the new subtree */
  gpointer            data;
} Replacing;

static AriadneTree *replace (const Replacing *replacing,
                             AriadneTree     *node,
                             guint            at,
                             const Renaming  *renamings,
                             guint            n_renamings);

static AriadneTree *
find_variable (const Renaming *renamings,
               guint           n_renamings,
               const char     *name)
{
  for (guint i = n_renamings; i > 0; i--)
    if (renamings[i - 1].name == name)
      return renamings[i - 1].variable;

  return NULL;
}

/* Keeps what concerns @node; a later renaming hides earlier ones of its name. */
static guint
restrict_renamings (AriadneTree    *node,
                    const Renaming *renamings,
                    guint           n_renamings,
                    Renaming       *kept)
{
  guint n_kept = 0;

  for (guint i = 0; i < n_renamings; i++)
    {
      const char *name = renamings[i].name;

      if (find_variable (renamings, n_renamings, name) == renamings[i].variable &&
          ariadne_tree_has_free (node, name))
        kept[n_kept++] = renamings[i];
    }

  return n_kept;
}

static const char *
get_bound_name (AriadneTree *binder)
{
  guint index = ariadne_kind_get_bound_index (ariadne_tree_get_kind (binder));

  return ariadne_tree_get_name (ariadne_tree_get_child (binder, index));
}

static gboolean
would_catch (const char     *name,
             AriadneTree    *preserve,
             const Renaming *renamings,
             guint           n_renamings)
{
  if (preserve != NULL && ariadne_tree_has_free (preserve, name))
    return TRUE;

  for (guint i = 0; i < n_renamings; i++)
    if (ariadne_tree_get_name (renamings[i].variable) == name)
      return TRUE;

  return FALSE;
}

/* A variable for @binder to bind, with a name that occurs in none of the trees. */
static AriadneTree *
make_fresh_variable (AriadneTree    *binder,
                     AriadneTree    *preserve,
                     const Renaming *renamings,
                     guint           n_renamings)
{
  guint        index = ariadne_kind_get_bound_index (ariadne_tree_get_kind (binder));
  AriadneTree *bound = ariadne_tree_get_child (binder, index);
  guint32      number = ariadne_tree_get_next_var (binder);

  if (preserve != NULL)
    number = MAX (number, ariadne_tree_get_next_var (preserve));

  for (guint i = 0; i < n_renamings; i++)
    number = MAX (number, ariadne_tree_get_next_var (renamings[i].variable));

  return ariadne_tree_new_variable (ariadne_name_fresh (number),
                                    ariadne_tree_get_type (bound));
}

/* The binding occurrence is renamed with the body. */
static gboolean
sees_variable (AriadneKind kind,
               guint       index)
{
  return ariadne_kind_is_binder (kind) &&
         (index == ariadne_kind_get_bound_index (kind) ||
          index == ariadne_kind_get_body_index (kind));
}

/* @renamings has @n_renamings that apply everywhere and, when @n_inner is larger,
 * one more for where the node's own variable is seen.
 */
static AriadneTree *
replace_in_children (const Replacing *replacing,
                     AriadneTree     *node,
                     guint            at,
                     const Renaming  *renamings,
                     guint            n_renamings,
                     guint            n_inner)
{
  AriadneKind                kind = ariadne_tree_get_kind (node);
  guint                      n_children = ariadne_tree_get_n_children (node);
  g_autofree AriadneTree   **children = g_new (AriadneTree *, n_children);
  guint                      start = 1;

  for (guint i = 0; i < n_children; i++)
    {
      AriadneTree *child = ariadne_tree_get_child (node, i);
      guint        size = ariadne_tree_get_size (child);
      gboolean     here = at != NOWHERE && at >= start && at - start < size;

      children[i] = replace (replacing, child,
                             here ? at - start : NOWHERE,
                             renamings,
                             sees_variable (kind, i) ? n_inner : n_renamings);
      start += size;

      if (children[i] == NULL)
        {
          while (i > 0)
            ariadne_tree_unref (children[--i]);
          return NULL;
        }
    }

  return ariadne_tree_with_children (node, children);
}

static AriadneTree *
make_payload (const Replacing *replacing,
              AriadneTree     *node,
              const Renaming  *renamings,
              guint            n_renamings)
{
  AriadneTree *old;

  if (replacing->func == NULL)
    return ariadne_tree_ref (replacing->data);

  old = replace (replacing, node, NOWHERE, renamings, n_renamings);

  return old != NULL ? replacing->func (old, replacing->data) : NULL;
}

static AriadneTree *
replace (const Replacing *replacing,
         AriadneTree     *node,
         guint            at,
         const Renaming  *renamings,
         guint            n_renamings)
{
  g_autoptr (AriadneTree) fresh = NULL;
  g_autofree Renaming    *kept = NULL;
  AriadneKind             kind = ariadne_tree_get_kind (node);
  guint                   n_kept;
  guint                   n_inner;

  if (at == 0)
    return make_payload (replacing, node, renamings, n_renamings);

  if (kind == ARIADNE_KIND_VARIABLE)
    {
      AriadneTree *variable = find_variable (renamings, n_renamings,
                                             ariadne_tree_get_name (node));

      return ariadne_tree_ref (variable != NULL ? variable : node);
    }

  kept = g_new (Renaming, n_renamings + 1);
  n_kept = restrict_renamings (node, renamings, n_renamings, kept);
  n_inner = n_kept;

  if (at == NOWHERE && n_kept == 0)
    return ariadne_tree_ref (node);

  if (ariadne_kind_is_binder (kind))
    {
      const char  *name = get_bound_name (node);
      AriadneTree *preserve = at != NOWHERE ? replacing->preserve : NULL;

      if (would_catch (name, preserve, kept, n_kept))
        {
          fresh = make_fresh_variable (node, preserve, kept, n_kept);
          kept[n_inner++] = (Renaming) { name, fresh };
        }
    }

  return replace_in_children (replacing, node, at, kept, n_kept, n_inner);
}

/**
 * ariadne_tree_replace: (skip)
 * @root: a tree
 * @at: the number of a node of @root, in preorder
 * @payload: what to put there
 *
 * Replaces one subtree, so that the free names of @payload keep the meaning that
 * they have outside @root.
 *
 * Returns: (transfer full) (nullable): the new tree, %NULL if it is ill typed
 */
AriadneTree *
ariadne_tree_replace (AriadneTree *root,
                      guint        at,
                      AriadneTree *payload)
{
  return ariadne_tree_replace_with (root, at, payload, NULL, payload);
}

/**
 * ariadne_tree_replace_with: (skip)
 * @root: a tree
 * @at: the number of a node of @root, in preorder
 * @preserve: (nullable): a tree whose free names keep the meaning that they have
 *   outside @root
 * @func: (nullable): makes the new subtree from the old one
 * @data: for @func; the new subtree itself if there is no @func
 *
 * Replaces one subtree by something made from it.
 *
 * Returns: (transfer full) (nullable): the new tree, %NULL if it is ill typed
 */
AriadneTree *
ariadne_tree_replace_with (AriadneTree        *root,
                           guint               at,
                           AriadneTree        *preserve,
                           AriadneReplaceFunc  func,
                           gpointer            data)
{
  Replacing replacing = { preserve, func, data };

  g_return_val_if_fail (at < ariadne_tree_get_size (root), NULL);

  return replace (&replacing, root, at, NULL, 0);
}

/**
 * ariadne_tree_rename: (skip)
 * @root: a tree
 * @name: a name
 * @variable: the variable to use instead
 *
 * Renames the free occurrences of @name.
 *
 * Returns: (transfer full) (nullable): the new tree, %NULL if it is ill typed
 */
AriadneTree *
ariadne_tree_rename (AriadneTree *root,
                     const char  *name,
                     AriadneTree *variable)
{
  Replacing replacing = { NULL, NULL, NULL };
  Renaming  renaming = { name, variable };

  return replace (&replacing, root, NOWHERE, &renaming, 1);
}

/**
 * ariadne_tree_find_child: (skip)
 * @root: a tree
 * @at: (inout): the number of a node below the root; on return its number below
 *   the child
 * @index: (out) (optional): which child it is
 *
 * Goes one step towards a node.
 *
 * Returns: (transfer none): the child that the node is in
 */
AriadneTree *
ariadne_tree_find_child (const AriadneTree *root,
                         guint             *at,
                         guint             *index)
{
  AriadneTree *child = ariadne_tree_get_child (root, 0);
  guint        i = 0;

  for (*at -= 1; *at >= ariadne_tree_get_size (child); child = ariadne_tree_get_child (root, ++i))
    *at -= ariadne_tree_get_size (child);

  if (index != NULL)
    *index = i;

  return child;
}

/**
 * ariadne_tree_splice: (skip)
 * @root: a tree
 * @at: the number of a node of @root, in preorder
 * @replacement: what to put there
 *
 * Replaces one subtree as it stands: nothing is renamed.
 *
 * Returns: (transfer full) (nullable): the new tree, %NULL if it is ill typed
 */
AriadneTree *
ariadne_tree_splice (AriadneTree *root,
                     guint        at,
                     AriadneTree *replacement)
{
  AriadneTree *child;
  guint        index;

  if (at == 0)
    return ariadne_tree_ref (replacement);

  child = ariadne_tree_find_child (root, &at, &index);
  child = ariadne_tree_splice (child, at, replacement);

  return child != NULL ? ariadne_tree_with_child (root, index, child) : NULL;
}
