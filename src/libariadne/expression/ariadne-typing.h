/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* What a node may be made of, and the type it then has. Both functions return
 * what is wrong, or NULL when nothing is.
 */
const char *ariadne_typing_check_form (AriadneKind          kind,
                                       AriadneTree * const *children,
                                       guint                n_children);
const char *ariadne_typing_infer      (AriadneKind          kind,
                                       AriadneTree * const *children,
                                       guint                n_children,
                                       const AriadneType  **type);

G_END_DECLS
