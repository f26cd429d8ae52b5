/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-expression-state.h"

static void
ariadne_expression_state_finalize (AriadneState *state)
{
  AriadneExpressionState *self = (AriadneExpressionState *) state;

  ariadne_tree_unref (self->edit.root);
  g_clear_pointer (&self->edit.replacement, ariadne_tree_unref);
  g_free (self);
}

static const AriadneStateClass expression_state_class = {
  .finalize = ariadne_expression_state_finalize,
};

/**
 * ariadne_expression_state_new: (skip)
 * @root: (transfer none): a typed tree
 * @at: the number of one of its nodes
 * @replacement: (transfer full) (nullable): what stands there instead, if anything
 * @cost: the cost of the result
 * @hash: the hash of the result
 *
 * Makes a state.
 *
 * Returns: (transfer full): the state
 */
AriadneState *
ariadne_expression_state_new (AriadneTree *root,
                              guint        at,
                              AriadneTree *replacement,
                              double       cost,
                              guint64      hash)
{
  AriadneExpressionState *self = g_malloc (sizeof *self);

  ariadne_state_init (&self->parent_instance, &expression_state_class);
  self->cost = cost;
  self->hash = hash;
  self->edit = (AriadneEdit) { ariadne_tree_ref (root), replacement, at };

  return &self->parent_instance;
}

/**
 * ariadne_expression_state_get_size: (skip)
 * @state: a state
 *
 * Returns: the number of nodes of the expression
 */
guint
ariadne_expression_state_get_size (const AriadneState *state)
{
  return ariadne_edit_get_size (&ariadne_expression_state_cast (state)->edit);
}

/**
 * ariadne_expression_state_dup_tree: (skip)
 * @state: a state
 *
 * Returns: (transfer full): the expression
 */
AriadneTree *
ariadne_expression_state_dup_tree (const AriadneState *state)
{
  return ariadne_edit_apply (&ariadne_expression_state_cast (state)->edit);
}
