/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Reads bytes that are not trusted: in order, never past their end. Whoever
 * reads a number of things asks what is left before making room for them.
 *
 * Whole numbers are written in groups of seven bits, least significant first,
 * with the top bit set in all bytes but the last, in no more bytes than needed.
 * Everything else is little-endian.
 */
typedef struct
{
  const char   *subject;  /* what is read, for messages */
  gint          code;     /* of the errors, in ARIADNE_ERROR */
  const guint8 *data;
  gsize         length;
  gsize         position; /* at most `length` */
} AriadneByteReader;

/* Each tells whether it could be read; `expected` says what, for the message.
 * At a failure `*value` is as it was, and the position where the trouble is.
 */
gboolean      _ariadne_byte_reader_fail   (const AriadneByteReader  *self,
                                           const char               *expected,
                                           GError                  **error);
gboolean      _ariadne_byte_reader_byte   (AriadneByteReader        *self,
                                           guint8                   *value,
                                           const char               *expected,
                                           GError                  **error);
gboolean      _ariadne_byte_reader_number (AriadneByteReader        *self,
                                           guint64                   maximum,
                                           guint64                  *value,
                                           const char               *expected,
                                           GError                  **error);
gboolean      _ariadne_byte_reader_double (AriadneByteReader        *self,
                                           double                   *value,
                                           const char               *expected,
                                           GError                  **error);
gboolean      _ariadne_byte_reader_length (AriadneByteReader        *self,
                                           guint32                  *length,
                                           const char               *expected,
                                           GError                  **error);

/* The next bytes, where they are; NULL if there are not as many. */
const guint8 *_ariadne_byte_reader_bytes  (AriadneByteReader        *self,
                                           gsize                     n_bytes,
                                           const char               *expected,
                                           GError                  **error);
gboolean      _ariadne_byte_reader_end    (const AriadneByteReader  *self,
                                           GError                  **error);

static inline gsize
_ariadne_byte_reader_get_left (const AriadneByteReader *self)
{
  return self->length - self->position;
}

/* A number of 4 bytes, the least significant first, wherever it is. */
static inline guint32
_ariadne_read_u32 (const guint8 *from)
{
  guint32 value;

  memcpy (&value, from, sizeof value);

  return GUINT32_FROM_LE (value);
}

static inline void
_ariadne_write_u32 (guint8  *to,
                    guint32  value)
{
  value = GUINT32_TO_LE (value);
  memcpy (to, &value, sizeof value);
}

/* The same in the other direction. */
void          _ariadne_bytes_put_byte     (GByteArray               *bytes,
                                           guint8                    value);
void          _ariadne_bytes_put_number   (GByteArray               *bytes,
                                           guint64                   value);
void          _ariadne_bytes_put_double   (GByteArray               *bytes,
                                           double                    value);

/* What is appended between the two calls is behind its length in 4 bytes, which
 * _ariadne_byte_reader_length() reads; begin gives what end must be told.
 */
guint         _ariadne_bytes_begin_part   (GByteArray               *bytes);
void          _ariadne_bytes_end_part     (GByteArray               *bytes,
                                           guint                     start);

G_END_DECLS
