/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* Typed trees as bytes, for other processes. */

void         ariadne_expression_codec_write (const AriadneTree   *tree,
                                             GByteArray          *bytes);
AriadneTree *ariadne_expression_codec_read  (const guint8        *data,
                                             gsize                length,
                                             GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
