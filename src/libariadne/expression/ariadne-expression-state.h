/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-state.h"
#include "expression/ariadne-edit.h"

G_BEGIN_DECLS

/**
 * AriadneExpressionState: (skip)
 * @parent_instance: what all states have
 * @cost: the cost of the expression
 * @hash: the hash of the expression
 * @edit: the expression; owns a reference on its trees
 *
 * An expression that a search has seen. A neighbour is kept as an edit of the
 * expression it was found from; as nothing here ever changes, a state can be used
 * on several threads.
 */
typedef struct _AriadneExpressionState AriadneExpressionState;
struct _AriadneExpressionState
{
  AriadneState parent_instance;
  double       cost;
  guint64      hash;
  AriadneEdit  edit;
};

AriadneState *ariadne_expression_state_new      (AriadneTree        *root,
                                                 guint               at,
                                                 AriadneTree        *replacement,
                                                 double              cost,
                                                 guint64             hash);
guint         ariadne_expression_state_get_size (const AriadneState *state);
AriadneTree  *ariadne_expression_state_dup_tree (const AriadneState *state);

static inline const AriadneExpressionState *
ariadne_expression_state_cast (const AriadneState *state)
{
  return (const AriadneExpressionState *) state;
}

G_END_DECLS
