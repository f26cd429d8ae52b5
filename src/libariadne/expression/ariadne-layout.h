/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* Texts for people: what does not fit into a line stands on several, indented. They
 * read back to the same trees as canonical texts do.
 */

void ariadne_lay_out_definition (const char        *name,
                                 const AriadneTree *function,
                                 GString           *text);

G_END_DECLS
