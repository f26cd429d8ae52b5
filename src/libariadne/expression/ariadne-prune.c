/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-prune.h"

static gboolean
is_unused_function (const AriadneTree *self)
{
  if (ariadne_tree_get_kind (self) != ARIADNE_KIND_LET)
    return FALSE;

  return ariadne_tree_skip_stops (self->children[1])->kind == ARIADNE_KIND_LAM &&
         !ariadne_tree_has_free (self->children[2], ariadne_tree_get_name (self->children[0]));
}

/* The tree with its children pruned, itself when they stay as they are. */
static AriadneTree *
prune_children (AriadneTree *self)
{
  guint                     n = ariadne_tree_get_n_children (self);
  g_autofree AriadneTree **children = g_new (AriadneTree *, n);
  gboolean                  is_changed = FALSE;

  for (guint i = 0; i < n; i++)
    {
      children[i] = ariadne_tree_prune (self->children[i]);
      is_changed = is_changed || children[i] != self->children[i];
    }

  if (is_changed)
    return ariadne_tree_with_children (self, children);

  for (guint i = 0; i < n; i++)
    ariadne_tree_unref (children[i]);

  return ariadne_tree_ref (self);
}

/**
 * ariadne_tree_prune: (skip)
 * @self: a tree
 *
 * Leaves out the lets of functions that are not used.
 *
 * From the leaves up, one pass is enough: whether a function is used depends on
 * the body of its let alone, and that is pruned by then.
 *
 * Returns: (transfer full): the pruned tree
 */
AriadneTree *
ariadne_tree_prune (AriadneTree *self)
{
  AriadneTree *pruned;
  AriadneTree *body;

  if (ariadne_tree_is_leaf (self))
    return ariadne_tree_ref (self);

  pruned = prune_children (self);
  if (!is_unused_function (pruned))
    return pruned;

  body = ariadne_tree_ref (pruned->children[2]);
  ariadne_tree_unref (pruned);

  return body;
}
