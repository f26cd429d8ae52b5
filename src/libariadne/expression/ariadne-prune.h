/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

AriadneTree *ariadne_tree_prune (AriadneTree *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
