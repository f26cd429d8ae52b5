/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/**
 * AriadneEdit: (skip)
 * @root: a tree
 * @replacement: (nullable): what replaces one of its subtrees; if %NULL, nothing is
 *   replaced
 * @at: the number of the node whose subtree that is
 *
 * A tree, written as a change of another one. A search keeps most of what it sees
 * in this form, which costs no more than what is new.
 */
typedef struct _AriadneEdit AriadneEdit;
struct _AriadneEdit
{
  AriadneTree *root;
  AriadneTree *replacement;
  guint        at;
};

AriadneTree *ariadne_edit_apply    (const AriadneEdit *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean     ariadne_edit_equal    (const AriadneEdit *a,
                                    const AriadneEdit *b);
guint        ariadne_edit_get_size (const AriadneEdit *self);

G_END_DECLS
