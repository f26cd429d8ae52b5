/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "connection/ariadne-frame-reader.h"
#include "core/ariadne-error.h"

/* A block is received into until so little room is left in it. */
#define BLOCK_LENGTH (64 << 10)
#define MIN_ROOM (4 << 10)

void
_ariadne_frame_reader_init (AriadneFrameReader *self,
                            gsize               max_length,
                            gboolean            is_reused)
{
  *self = (AriadneFrameReader) {
    .needed = ARIADNE_FRAME_HEADER_LENGTH,
    .max_length = max_length,
    .is_reused = is_reused,
  };
}

void
_ariadne_frame_reader_clear (AriadneFrameReader *self)
{
  g_clear_pointer (&self->block, g_bytes_unref);
}

/* Goes on in another block, to which the part of a frame is moved. */
static void
change_block (AriadneFrameReader *self)
{
  gsize part = self->end - self->start;
  gsize size = MAX (BLOCK_LENGTH, MAX (self->needed, part + MIN_ROOM));
  guint8 *data = g_malloc (size);

  if (part > 0)
    memcpy (data, self->data + self->start, part);

  g_clear_pointer (&self->block, g_bytes_unref);
  self->block = g_bytes_new_take (data, size);
  self->data = data;
  self->size = size;
  self->start = 0;
  self->end = part;
}

guint8 *
_ariadne_frame_reader_get_room (AriadneFrameReader *self,
                                gsize              *room)
{
  if (self->is_reused && self->start == self->end && self->size == BLOCK_LENGTH)
    self->start = self->end = 0;

  if (self->block == NULL
      || self->start + self->needed > self->size
      || self->end == self->size
      || (self->start == self->end && self->size - self->end < MIN_ROOM))
    change_block (self);

  *room = self->size - self->end;

  return self->data + self->end;
}

void
_ariadne_frame_reader_add (AriadneFrameReader *self,
                           gsize               n_bytes)
{
  g_assert (n_bytes <= self->size - self->end);

  self->end += n_bytes;
}

AriadneFrameResult
_ariadne_frame_reader_next (AriadneFrameReader  *self,
                            AriadneFrameHeader  *header,
                            gsize               *offset,
                            GError             **error)
{
  gsize part = self->end - self->start;

  self->needed = ARIADNE_FRAME_HEADER_LENGTH;
  if (part < ARIADNE_FRAME_HEADER_LENGTH)
    return ARIADNE_FRAME_NONE;

  if (!_ariadne_frame_unpack (header, self->data + self->start, error))
    return ARIADNE_FRAME_BROKEN;

  if (header->length > self->max_length)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "it sends a frame of %u bytes, of at most %zu that are accepted",
                   header->length, self->max_length);
      return ARIADNE_FRAME_BROKEN;
    }

  self->needed += header->length;
  if (part < self->needed)
    return ARIADNE_FRAME_NONE;

  *offset = self->start + ARIADNE_FRAME_HEADER_LENGTH;
  self->start += self->needed;
  self->needed = ARIADNE_FRAME_HEADER_LENGTH;

  return ARIADNE_FRAME_WHOLE;
}

gboolean
_ariadne_frame_reader_has_part (AriadneFrameReader *self)
{
  return self->end > self->start;
}
