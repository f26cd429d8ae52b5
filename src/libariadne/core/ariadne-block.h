/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Strings of bytes, one behind another, as classes of other languages are given
 * them, and where each of them begins and the last one ends: as many numbers of 32
 * bits as there are strings, and one.
 */
typedef struct
{
  guint   length; /* how many strings there are */
  GBytes *bytes;
  GBytes *offsets;
} AriadneBlock;

/* Takes what may come from anywhere; tells whether it is a block. */
gboolean      _ariadne_block_init      (AriadneBlock       *self,
                                        GBytes             *bytes,
                                        GBytes             *offsets);
void          _ariadne_block_clear     (AriadneBlock       *self);
const guint8 *_ariadne_block_get       (const AriadneBlock *self,
                                        guint               index,
                                        gsize              *length);
/* The strings as GBytes, which are parts of the block. */
GPtrArray    *_ariadne_block_dup_parts (const AriadneBlock *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AriadneBlock, _ariadne_block_clear)

/* A block as it is made. */
typedef struct
{
  GByteArray *bytes;
  GArray     *offsets; /* of guint32 */
} AriadneBlockWriter;

void _ariadne_block_writer_init         (AriadneBlockWriter *self);
void _ariadne_block_writer_clear        (AriadneBlockWriter *self);
void _ariadne_block_writer_append       (AriadneBlockWriter *self,
                                         gconstpointer       data,
                                         gsize               length);
void _ariadne_block_writer_append_bytes (AriadneBlockWriter *self,
                                         GBytes             *bytes);
/* Ends the writer. */
void _ariadne_block_writer_end          (AriadneBlockWriter *self,
                                         AriadneBlock       *block);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AriadneBlockWriter, _ariadne_block_writer_clear)

G_END_DECLS
