/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-outline.h"

G_BEGIN_DECLS

/* A pattern is a pair of expressions, a left and a right side, whose variables
 * are parameters. It is compiled into two lists of steps, in preorder.
 */

#define ARIADNE_PATTERN_MAX_PARAMETERS 8

typedef struct _AriadnePattern AriadnePattern;

AriadnePattern *ariadne_pattern_new           (const char           *left,
                                               const char           *right);
guint32         ariadne_pattern_get_kinds     (const AriadnePattern *self,
                                               guint                 index);
gboolean        ariadne_pattern_match         (const AriadnePattern *self,
                                               const AriadneOutline *outline,
                                               guint                 id,
                                               guint                *parameters);
gboolean        ariadne_pattern_match_exactly (const AriadnePattern *self,
                                               const AriadneOutline *outline,
                                               guint                 id);
gboolean        ariadne_pattern_is_shadowed   (const AriadnePattern *self,
                                               const AriadneOutline *outline,
                                               guint                 id);
AriadnePart     ariadne_pattern_instantiate   (const AriadnePattern *self,
                                               const AriadneOutline *outline,
                                               guint                 id,
                                               const guint          *parameters);

G_END_DECLS
