/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-block.h"

/* Offsets must begin at 0, never fall and end at the end of the bytes. */
static gboolean
are_offsets (const guint32 *offsets,
             guint          length,
             gsize          end)
{
  if (offsets[0] != 0)
    return FALSE;

  for (guint i = 0; i < length; i++)
    if (offsets[i] > offsets[i + 1])
      return FALSE;

  return offsets[length] == end;
}

gboolean
_ariadne_block_init (AriadneBlock *self,
                     GBytes       *bytes,
                     GBytes       *offsets)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (offsets, &size);

  *self = (AriadneBlock){ size / sizeof (guint32) - 1, bytes, offsets };

  return size >= sizeof (guint32) && size % sizeof (guint32) == 0
         && size / sizeof (guint32) <= G_MAXUINT
         && are_offsets (data, self->length, g_bytes_get_size (bytes));
}

void
_ariadne_block_clear (AriadneBlock *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->offsets, g_bytes_unref);
  self->length = 0;
}

const guint8 *
_ariadne_block_get (const AriadneBlock *self,
                    guint               index,
                    gsize              *length)
{
  const guint32 *offsets = g_bytes_get_data (self->offsets, NULL);
  const guint8 *bytes = g_bytes_get_data (self->bytes, NULL);

  *length = offsets[index + 1] - offsets[index];

  return *length > 0 ? bytes + offsets[index] : (const guint8 *) "";
}

GPtrArray *
_ariadne_block_dup_parts (const AriadneBlock *self)
{
  const guint32 *offsets = g_bytes_get_data (self->offsets, NULL);
  GPtrArray *parts = g_ptr_array_new_full (self->length, (GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < self->length; i++)
    g_ptr_array_add (parts, g_bytes_new_from_bytes (self->bytes, offsets[i],
                                                    offsets[i + 1] - offsets[i]));

  return parts;
}

void
_ariadne_block_writer_init (AriadneBlockWriter *self)
{
  const guint32 start = 0;

  self->bytes = g_byte_array_new ();
  self->offsets = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (self->offsets, start);
}

void
_ariadne_block_writer_clear (AriadneBlockWriter *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_clear_pointer (&self->offsets, g_array_unref);
}

void
_ariadne_block_writer_append (AriadneBlockWriter *self,
                              gconstpointer       data,
                              gsize               length)
{
  guint32 end;

  if (length > 0)
    g_byte_array_append (self->bytes, data, length);
  end = self->bytes->len;
  g_array_append_val (self->offsets, end);
}

void
_ariadne_block_writer_append_bytes (AriadneBlockWriter *self,
                                    GBytes             *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  _ariadne_block_writer_append (self, data, length);
}

void
_ariadne_block_writer_end (AriadneBlockWriter *self,
                           AriadneBlock       *block)
{
  gsize size = sizeof (guint32) * self->offsets->len;

  block->length = self->offsets->len - 1;
  block->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->bytes));
  block->offsets = g_bytes_new_take (g_array_steal (self->offsets, NULL), size);
  _ariadne_block_writer_clear (self);
}
