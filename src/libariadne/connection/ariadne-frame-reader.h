/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-frame.h"

G_BEGIN_DECLS

/* Cuts a stream of bytes into frames, which stay where they were received.
 *
 * Bytes are received into blocks. What is made of a frame may keep a reference on
 * its block: bytes that have been received are not written to any more.
 */
typedef struct
{
  GBytes   *block;      /* or NULL, to begin with */
  guint8   *data;       /* of `block` */
  gsize     size;       /* of `block` */
  gsize     start;      /* of what has not been cut off yet */
  gsize     end;        /* of what has been received */
  gsize     needed;     /* from `start` on, for the next frame */
  gsize     max_length; /* of a payload */
  gboolean  is_reused;  /* nothing is kept of a frame when the next bytes come */
} AriadneFrameReader;

typedef enum {
  ARIADNE_FRAME_NONE,   /* before more is received */
  ARIADNE_FRAME_WHOLE,
  ARIADNE_FRAME_BROKEN, /* there is an error */
} AriadneFrameResult;

void                _ariadne_frame_reader_init     (AriadneFrameReader  *self,
                                                    gsize                max_length,
                                                    gboolean             is_reused);
void                _ariadne_frame_reader_clear    (AriadneFrameReader  *self);

/* Where to put the next bytes, and how many fit; then how many there were. */
guint8             *_ariadne_frame_reader_get_room (AriadneFrameReader  *self,
                                                    gsize               *room);
void                _ariadne_frame_reader_add      (AriadneFrameReader  *self,
                                                    gsize                n_bytes);

/* Cuts the next frame off; its payload is in `block` from `offset` on. A length
 * is looked at before there is room for it.
 */
AriadneFrameResult  _ariadne_frame_reader_next     (AriadneFrameReader  *self,
                                                    AriadneFrameHeader  *header,
                                                    gsize               *offset,
                                                    GError             **error);

/* Whether there is the beginning of a frame. */
gboolean            _ariadne_frame_reader_has_part (AriadneFrameReader  *self);

G_END_DECLS
