/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-edit.h"

G_BEGIN_DECLS

/* Typed trees as bytes, for other processes. */

void         ariadne_expression_codec_write     (const AriadneTree         *tree,
                                                 GByteArray                *bytes);
AriadneTree *ariadne_expression_codec_read      (const guint8              *data,
                                                 gsize                      length,
                                                 GError                   **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Several at once, which takes less when some of them are edits of one tree. */
void         ariadne_expression_codec_write_all (const AriadneEdit *const  *edits,
                                                 guint                      n_edits,
                                                 GByteArray                *bytes);
gboolean     ariadne_expression_codec_read_all  (const guint8              *data,
                                                 gsize                      length,
                                                 AriadneTree              **trees,
                                                 guint                      n_trees,
                                                 GError                   **error);

G_END_DECLS
