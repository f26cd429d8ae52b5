/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/**
 * AriadneReplaceFunc: (skip)
 * @old: (transfer full): what stands at the position, with the renamings that
 *   apply there
 * @data: what ariadne_tree_replace_with() was given
 *
 * Makes what comes instead of a subtree.
 *
 * Returns: (transfer full) (nullable): the new subtree, %NULL if there is none
 */
typedef AriadneTree *(*AriadneReplaceFunc) (AriadneTree *old,
                                            gpointer     data);

AriadneTree *ariadne_tree_replace      (AriadneTree        *root,
                                        guint               at,
                                        AriadneTree        *payload) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_replace_with (AriadneTree        *root,
                                        guint               at,
                                        AriadneTree        *preserve,
                                        AriadneReplaceFunc  func,
                                        gpointer            data) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_rename       (AriadneTree        *root,
                                        const char         *name,
                                        AriadneTree        *variable) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_find_child   (const AriadneTree  *root,
                                        guint              *at,
                                        guint              *index);
AriadneTree *ariadne_tree_splice       (AriadneTree        *root,
                                        guint               at,
                                        AriadneTree        *replacement) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
