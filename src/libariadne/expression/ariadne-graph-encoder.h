/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* Appends the graph of an expression, in the form that AriadneGraph reads. */
void ariadne_graph_encoder_encode (const AriadneTree *root,
                                   double             cost,
                                   GByteArray        *bytes);

G_END_DECLS
