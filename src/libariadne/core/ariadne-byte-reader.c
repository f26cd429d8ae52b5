/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-byte-reader.h"
#include "core/ariadne-error.h"

gboolean
_ariadne_byte_reader_fail (const AriadneByteReader  *self,
                           const char               *expected,
                           GError                  **error)
{
  g_set_error (error, ARIADNE_ERROR, self->code,
               "%s, byte %" G_GSIZE_FORMAT ": expected %s",
               self->subject, self->position, expected);

  return FALSE;
}

gboolean
_ariadne_byte_reader_byte (AriadneByteReader  *self,
                           guint8             *value,
                           const char         *expected,
                           GError            **error)
{
  if (self->position == self->length)
    return _ariadne_byte_reader_fail (self, expected, error);

  *value = self->data[self->position++];

  return TRUE;
}

gboolean
_ariadne_byte_reader_number (AriadneByteReader  *self,
                             guint64             maximum,
                             guint64            *value,
                             const char         *expected,
                             GError            **error)
{
  gsize position = self->position;
  guint64 number = 0;

  for (guint shift = 0; shift < 64 && position < self->length; shift += 7)
    {
      guint8 byte = self->data[position++];

      if (shift == 63 && byte > 1)
        break;

      number |= (guint64) (byte & 0x7f) << shift;
      if (byte >= 0x80)
        continue;

      /* Only the number 0 ends in a byte of 0. */
      if (number > maximum || (byte == 0 && shift > 0))
        break;

      self->position = position;
      *value = number;

      return TRUE;
    }

  return _ariadne_byte_reader_fail (self, expected, error);
}

gboolean
_ariadne_byte_reader_double (AriadneByteReader  *self,
                             double             *value,
                             const char         *expected,
                             GError            **error)
{
  guint64 bits;
  const guint8 *data = _ariadne_byte_reader_bytes (self, sizeof bits, expected, error);

  if (data == NULL)
    return FALSE;

  memcpy (&bits, data, sizeof bits);
  bits = GUINT64_FROM_LE (bits);
  memcpy (value, &bits, sizeof bits);

  return TRUE;
}

gboolean
_ariadne_byte_reader_length (AriadneByteReader  *self,
                             guint32            *length,
                             const char         *expected,
                             GError            **error)
{
  const guint8 *data = _ariadne_byte_reader_bytes (self, sizeof *length, expected, error);

  if (data == NULL)
    return FALSE;

  *length = _ariadne_read_u32 (data);

  return TRUE;
}

const guint8 *
_ariadne_byte_reader_bytes (AriadneByteReader  *self,
                            gsize               n_bytes,
                            const char         *expected,
                            GError            **error)
{
  const guint8 *found = self->data + self->position;

  if (n_bytes > _ariadne_byte_reader_get_left (self))
    {
      _ariadne_byte_reader_fail (self, expected, error);
      return NULL;
    }

  self->position += n_bytes;

  return found;
}

gboolean
_ariadne_byte_reader_end (const AriadneByteReader  *self,
                          GError                  **error)
{
  return self->position == self->length || _ariadne_byte_reader_fail (self, "the end", error);
}

void
_ariadne_bytes_put_byte (GByteArray *bytes,
                         guint8      value)
{
  g_byte_array_append (bytes, &value, 1);
}

void
_ariadne_bytes_put_number (GByteArray *bytes,
                           guint64     value)
{
  guint8 groups[10];
  guint n_groups = 0;

  for (; value >= 0x80; value >>= 7)
    groups[n_groups++] = (guint8) (value | 0x80);
  groups[n_groups++] = (guint8) value;

  g_byte_array_append (bytes, groups, n_groups);
}

void
_ariadne_bytes_put_double (GByteArray *bytes,
                           double      value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  g_byte_array_append (bytes, (const guint8 *) &bits, sizeof bits);
}

guint
_ariadne_bytes_begin_part (GByteArray *bytes)
{
  guint start = bytes->len;

  g_byte_array_set_size (bytes, start + sizeof (guint32));

  return start;
}

void
_ariadne_bytes_end_part (GByteArray *bytes,
                         guint       start)
{
  _ariadne_write_u32 (bytes->data + start, bytes->len - start - (guint) sizeof (guint32));
}
