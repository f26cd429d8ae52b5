/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

void     ariadne_tree_print             (const AriadneTree *self,
                                         GString           *text);
char    *ariadne_tree_to_string         (const AriadneTree *self);
gboolean ariadne_tree_print_definitions (const AriadneTree *self,
                                         GString           *text);

G_END_DECLS
