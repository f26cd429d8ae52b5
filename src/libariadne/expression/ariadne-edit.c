/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-edit.h"
#include "expression/ariadne-equality.h"
#include "expression/ariadne-substitute.h"

/**
 * ariadne_edit_apply: (skip)
 * @self: an edit
 *
 * Makes the tree.
 *
 * Returns: (transfer full) (nullable): the tree, %NULL if it would be ill typed
 */
AriadneTree *
ariadne_edit_apply (const AriadneEdit *self)
{
  if (self->replacement == NULL)
    return ariadne_tree_ref (self->root);

  return ariadne_tree_splice (self->root, self->at, self->replacement);
}

/**
 * ariadne_edit_get_size: (skip)
 * @self: an edit
 *
 * Counts the nodes of the tree, without making it.
 *
 * Returns: the number of nodes
 */
guint
ariadne_edit_get_size (const AriadneEdit *self)
{
  guint              size = ariadne_tree_get_size (self->root);
  const AriadneTree *node = self->root;
  guint              at = self->at;

  if (self->replacement == NULL)
    return size;

  while (at > 0)
    node = ariadne_tree_find_child (node, &at, NULL);

  return size - ariadne_tree_get_size (node) + ariadne_tree_get_size (self->replacement);
}

/* What the root of an edit is once it is applied. */
static AriadneEdit
resolve (AriadneEdit edit)
{
  if (edit.replacement != NULL && edit.at == 0)
    return (AriadneEdit) { edit.replacement, NULL, 0 };

  return edit;
}

/* A child of an edit; @start is its number below the root. */
static AriadneEdit
get_child (const AriadneEdit *edit,
           guint              index,
           guint              start)
{
  AriadneEdit child = { ariadne_tree_get_child (edit->root, index), NULL, 0 };

  if (edit->replacement != NULL && edit->at >= start &&
      edit->at - start < ariadne_tree_get_size (child.root))
    {
      child.replacement = edit->replacement;
      child.at = edit->at - start;
    }

  return resolve (child);
}

/* Compares the trees along the ways to the changes, and what is beside them as the
 * trees that it is.
 */
static gboolean
edits_equal (AriadneEdit            a,
             AriadneEdit            b,
             const AriadneNamePair *pairs)
{
  AriadneKind     kind = ariadne_tree_get_kind (a.root);
  guint           n_children = ariadne_tree_get_n_children (a.root);
  AriadneNamePair pair;
  guint           start_a = 1;
  guint           start_b = 1;

  if (a.replacement == NULL && b.replacement == NULL)
    return ariadne_tree_equal_within (a.root, b.root, pairs);

  if (ariadne_tree_get_kind (b.root) != kind ||
      ariadne_tree_get_n_children (b.root) != n_children)
    return FALSE;

  if (ariadne_kind_is_binder (kind))
    {
      if (!ariadne_name_pair_enter (&pair, pairs, a.root, b.root))
        return FALSE;
    }

  for (guint i = 0; i < n_children; i++)
    {
      AriadneEdit            child_a = get_child (&a, i, start_a);
      AriadneEdit            child_b = get_child (&b, i, start_b);
      const AriadneNamePair *inner = pairs;

      start_a += ariadne_tree_get_size (ariadne_tree_get_child (a.root, i));
      start_b += ariadne_tree_get_size (ariadne_tree_get_child (b.root, i));

      if (ariadne_kind_is_binder (kind))
        {
          if (i == ariadne_kind_get_bound_index (kind))
            continue;
          if (i == ariadne_kind_get_body_index (kind))
            inner = &pair;
        }

      if (!edits_equal (child_a, child_b, inner))
        return FALSE;
    }

  return TRUE;
}

/**
 * ariadne_edit_equal: (skip)
 * @a: an edit
 * @b: another edit
 *
 * Compares two trees up to bound names, without making them.
 *
 * Returns: whether the trees are equal
 */
gboolean
ariadne_edit_equal (const AriadneEdit *a,
                    const AriadneEdit *b)
{
  return edits_equal (resolve (*a), resolve (*b), NULL);
}
