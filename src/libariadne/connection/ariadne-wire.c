/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "connection/ariadne-message-private.h"
#include "connection/ariadne-wire.h"
#include "core/ariadne-byte-reader.h"
#include "core/ariadne-error.h"
#include "core/ariadne-sequence-private.h"

/* The payloads:
 *
 *   all      the key of the client, a number; then
 *   request  a byte with the forms; the number of states; if there are serialized
 *            states, their length in 4 bytes, and what the domain has written; if
 *            there are encoded forms, the length of each, numbers, and then the
 *            forms, one behind another
 *   reply    the numbers of rows and of columns; then the rows, float32
 *   error    a byte for the domain of the error; its code, a number; its message
 *   others   nothing
 *
 * What is long comes last, so that it need not be copied to be written.
 */

#define ALL_FORMS          (ARIADNE_WIRE_STATES | ARIADNE_WIRE_ENCODED)
#define ALL_FLAGS          (ARIADNE_MESSAGE_FLAGS_WAITS | ARIADNE_MESSAGE_FLAGS_ORDERED \
                            | ARIADNE_MESSAGE_FLAGS_ALONE)
#define MAX_CLIENTS        65536
#define MAX_COLUMNS        65536
#define MAX_MESSAGE_LENGTH 4096

/* A request keeps a block alive if it makes up at least this part of it. */
#define KEPT_PART 4

typedef enum {
  ERROR_DOMAIN_ARIADNE,
  ERROR_DOMAIN_IO,
} ErrorDomain;

static void
put_states (const AriadneSequence *sequence,
            AriadneDomain         *domain,
            GByteArray            *bytes)
{
  guint start;

  g_assert (ariadne_sequence_is_loaded (sequence));

  start = _ariadne_bytes_begin_part (bytes);
  ariadne_domain_serialize_all (domain, _ariadne_sequence_get_states (sequence),
                                ariadne_sequence_get_length (sequence), bytes);
  _ariadne_bytes_end_part (bytes, start);
}

static void
put_encoded (const AriadneSequence *sequence,
             GByteArray            *bytes,
             struct iovec          *tail)
{
  const AriadneStateForms *forms = _ariadne_sequence_get_forms (sequence);
  guint n_states = ariadne_sequence_get_length (sequence);
  const guint8 *data;

  g_assert (ariadne_sequence_is_encoded (sequence));

  data = g_bytes_get_data (forms->bytes, NULL);
  for (guint i = 0; i < n_states; i++)
    _ariadne_bytes_put_number (bytes, forms->offsets[i + 1] - forms->offsets[i]);

  tail->iov_len = forms->offsets[n_states] - forms->offsets[0];
  if (tail->iov_len > 0)
    tail->iov_base = (guint8 *) data + forms->offsets[0];
}

static void
put_request (const AriadneSequence *sequence,
             AriadneDomain         *domain,
             AriadneWireForms       forms,
             GByteArray            *bytes,
             struct iovec          *tail)
{
  _ariadne_bytes_put_byte (bytes, (guint8) forms);
  _ariadne_bytes_put_number (bytes, ariadne_sequence_get_length (sequence));
  if ((forms & ARIADNE_WIRE_STATES) != 0)
    put_states (sequence, domain, bytes);
  if ((forms & ARIADNE_WIRE_ENCODED) != 0)
    put_encoded (sequence, bytes, tail);
}

static void
put_reply (AriadneMatrix *rows,
           GByteArray    *bytes,
           struct iovec  *tail)
{
  gsize n_values = (gsize) ariadne_matrix_get_n_rows (rows) * ariadne_matrix_get_n_columns (rows);
  float *values = ariadne_matrix_get_row (rows, 0);

  _ariadne_bytes_put_number (bytes, ariadne_matrix_get_n_rows (rows));
  _ariadne_bytes_put_number (bytes, ariadne_matrix_get_n_columns (rows));

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  tail->iov_base = values;
  tail->iov_len = n_values * sizeof (float);
#else
  for (gsize i = 0; i < n_values; i++)
    {
      guint32 bits;

      memcpy (&bits, &values[i], sizeof bits);
      bits = GUINT32_TO_LE (bits);
      g_byte_array_append (bytes, (const guint8 *) &bits, sizeof bits);
    }
#endif
}

/* Errors of domains that the other end may not know lose their code. */
static void
put_error (const GError *error,
           GByteArray   *bytes)
{
  gboolean is_io = error->domain == G_IO_ERROR;
  gboolean is_known = is_io || error->domain == ARIADNE_ERROR;
  gsize length = strlen (error->message);

  /* Not in the middle of a character. */
  if (length > MAX_MESSAGE_LENGTH)
    for (length = MAX_MESSAGE_LENGTH; (error->message[length] & 0xc0) == 0x80; length--);

  _ariadne_bytes_put_byte (bytes, is_io ? ERROR_DOMAIN_IO : ERROR_DOMAIN_ARIADNE);
  _ariadne_bytes_put_number (bytes, is_known ? (guint) error->code : ARIADNE_ERROR_FAILED);
  g_byte_array_append (bytes, (const guint8 *) error->message, (guint) length);
}

gboolean
_ariadne_wire_write (const AriadneMessage  *message,
                     AriadneDomain         *domain,
                     AriadneWireForms       forms,
                     GByteArray            *bytes,
                     struct iovec          *tail,
                     GError               **error)
{
  guint start = bytes->len;

  g_assert (message->type != ARIADNE_MESSAGE_REQUEST || (forms & ALL_FORMS) != 0);

  *tail = (struct iovec) { NULL };
  _ariadne_bytes_put_number (bytes, message->client);

  if (message->type == ARIADNE_MESSAGE_REQUEST)
    put_request (message->sequence, domain, forms, bytes, tail);
  else if (message->type == ARIADNE_MESSAGE_REPLY)
    put_reply (message->rows, bytes, tail);
  else if (message->type == ARIADNE_MESSAGE_ERROR)
    put_error (message->error, bytes);

  if (bytes->len - start + tail->iov_len <= ARIADNE_WIRE_MAX_LENGTH)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
               "A message of %" G_GSIZE_FORMAT " bytes is too long to be sent",
               bytes->len - start + tail->iov_len);
  g_byte_array_set_size (bytes, start);
  *tail = (struct iovec) { NULL };

  return FALSE;
}

/* A part of what has been received, which is kept alive unless that would keep
 * much more than the part.
 */
static GBytes *
take_slice (GBytes *block,
            gsize   offset,
            gsize   length)
{
  const guint8 *data = g_bytes_get_data (block, NULL);

  if (length == 0)
    return g_bytes_new (NULL, 0);
  if (length >= g_bytes_get_size (block) / KEPT_PART)
    return g_bytes_new_from_bytes (block, offset, length);

  return g_bytes_new (data + offset, length);
}

typedef struct
{
  AriadneByteReader  reader;
  GBytes            *block;
  gsize              offset; /* of the payload in the block */
} Payload;

static GBytes *
read_slice (Payload     *self,
            gsize        length,
            const char  *expected,
            GError     **error)
{
  gsize position = self->reader.position;

  if (_ariadne_byte_reader_bytes (&self->reader, length, expected, error) == NULL)
    return NULL;

  return take_slice (self->block, self->offset + position, length);
}

static GBytes *
read_states (Payload  *self,
             guint     n_states,
             GError  **error)
{
  guint32 length;

  if (!_ariadne_byte_reader_length (&self->reader, &length, "a length", error))
    return NULL;

  if (length < n_states)
    {
      _ariadne_byte_reader_fail (&self->reader, "at least a byte for each state", error);
      return NULL;
    }

  return read_slice (self, length, "states of their length", error);
}

static gboolean
read_encoded (Payload            *self,
              guint               n_states,
              AriadneStateForms  *forms,
              GError            **error)
{
  AriadneByteReader *reader = &self->reader;

  /* Each takes a byte for its length. */
  if (n_states > _ariadne_byte_reader_get_left (reader))
    return _ariadne_byte_reader_fail (reader, "a length for each state", error);

  forms->offsets = g_new (gsize, n_states + 1);
  forms->offsets[0] = 0;
  for (guint i = 0; i < n_states; i++)
    {
      guint64 length;

      if (!_ariadne_byte_reader_number (reader, ARIADNE_WIRE_MAX_LENGTH, &length,
                                        "the length of a state", error))
        return FALSE;

      forms->offsets[i + 1] = forms->offsets[i] + length;
    }

  forms->bytes = read_slice (self, forms->offsets[n_states], "states of their lengths", error);

  return forms->bytes != NULL;
}

/* The number of states is bounded by what is received, for each takes at least a
 * byte in each form.
 */
static AriadneSequence *
read_request (Payload  *self,
              GError  **error)
{
  g_autoptr (GBytes) states = NULL;
  g_auto (AriadneStateForms) encoded = { NULL };
  guint8 forms;
  guint64 n_states;

  if (!_ariadne_byte_reader_byte (&self->reader, &forms, "the forms of the states", error))
    return NULL;
  if (forms == 0 || (forms & ~ALL_FORMS) != 0)
    {
      _ariadne_byte_reader_fail (&self->reader, "forms of states that are known", error);
      return NULL;
    }
  if (!_ariadne_byte_reader_number (&self->reader, self->reader.length, &n_states,
                                    "no more states than there are bytes", error))
    return NULL;

  if ((forms & ARIADNE_WIRE_STATES) != 0)
    {
      states = read_states (self, (guint) n_states, error);
      if (states == NULL)
        return NULL;
    }
  if ((forms & ARIADNE_WIRE_ENCODED) != 0
      && !read_encoded (self, (guint) n_states, &encoded, error))
    return NULL;

  return _ariadne_sequence_new_received ((guint) n_states, states,
                                         encoded.offsets != NULL ? &encoded : NULL);
}

static AriadneMatrix *
read_reply (Payload  *self,
            GError  **error)
{
  AriadneByteReader *reader = &self->reader;
  guint64 n_rows;
  guint64 n_columns;
  gsize n_bytes;
  const guint8 *data;
  AriadneMatrix *rows;

  if (!_ariadne_byte_reader_number (reader, reader->length, &n_rows,
                                    "no more rows than there are bytes", error)
      || !_ariadne_byte_reader_number (reader, MAX_COLUMNS, &n_columns,
                                       "at most 65536 columns", error))
    return NULL;

  n_bytes = n_rows * n_columns * sizeof (float);
  data = _ariadne_byte_reader_bytes (reader, n_bytes, "rows of their length", error);
  if (data == NULL)
    return NULL;

  rows = ariadne_matrix_new ((guint) n_rows, (guint) n_columns);
  if (n_bytes > 0)
    memcpy (ariadne_matrix_get_row (rows, 0), data, n_bytes);

#if G_BYTE_ORDER == G_BIG_ENDIAN
  for (gsize i = 0; i < n_rows * n_columns; i++)
    {
      guint32 *bits = (guint32 *) ariadne_matrix_get_row (rows, 0) + i;

      *bits = GUINT32_FROM_LE (*bits);
    }
#endif

  return rows;
}

static GError *
read_error (Payload  *self,
            GError  **error)
{
  AriadneByteReader *reader = &self->reader;
  g_autofree char *text = NULL;
  guint8 domain;
  guint64 code;
  gsize length;
  const guint8 *data;

  if (!_ariadne_byte_reader_byte (reader, &domain, "the domain of an error", error))
    return NULL;
  if (domain > ERROR_DOMAIN_IO)
    {
      _ariadne_byte_reader_fail (reader, "the domain of an error that is known", error);
      return NULL;
    }
  if (!_ariadne_byte_reader_number (reader, G_MAXINT, &code, "the code of an error", error))
    return NULL;

  length = _ariadne_byte_reader_get_left (reader);
  if (length > MAX_MESSAGE_LENGTH)
    {
      _ariadne_byte_reader_fail (reader, "a message of at most 4096 bytes", error);
      return NULL;
    }

  data = _ariadne_byte_reader_bytes (reader, length, "a message", error);
  text = g_utf8_make_valid ((const char *) data, (gssize) length);

  return g_error_new_literal (domain == ERROR_DOMAIN_IO ? G_IO_ERROR : ARIADNE_ERROR,
                              (int) code, text);
}

static gboolean
read_body (Payload         *self,
           AriadneMessage  *message,
           GError         **error)
{
  switch (message->type)
    {
    case ARIADNE_MESSAGE_REQUEST:
      message->sequence = read_request (self, error);
      return message->sequence != NULL;

    case ARIADNE_MESSAGE_REPLY:
      message->rows = read_reply (self, error);
      return message->rows != NULL;

    case ARIADNE_MESSAGE_ERROR:
      message->error = read_error (self, error);
      return message->error != NULL;

    case ARIADNE_MESSAGE_REGISTER:
    case ARIADNE_MESSAGE_WAIT:
    case ARIADNE_MESSAGE_CANCEL:
    case ARIADNE_MESSAGE_CLOSE:
    default:
      return TRUE;
    }
}

AriadneMessage *
_ariadne_wire_read (guint     type,
                    guint     flags,
                    guint64   uid,
                    GBytes   *block,
                    gsize     offset,
                    gsize     length,
                    GError  **error)
{
  Payload payload = { { "Payload", ARIADNE_ERROR_PROTOCOL, NULL, length, 0 }, block, offset };
  g_autoptr (AriadneMessage) message = NULL;
  guint64 client;

  g_return_val_if_fail (length <= g_bytes_get_size (block), NULL);
  g_return_val_if_fail (offset <= g_bytes_get_size (block) - length, NULL);

  payload.reader.data = (const guint8 *) g_bytes_get_data (block, NULL) + offset;
  if (type > ARIADNE_MESSAGE_ERROR || (flags & ~ALL_FLAGS) != 0
      || (flags != 0 && type != ARIADNE_MESSAGE_REQUEST))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "There is no message of type %u with flags %u", type, flags);
      return NULL;
    }
  if (!_ariadne_byte_reader_number (&payload.reader, MAX_CLIENTS, &client,
                                    "the key of a client, at most 65536", error))
    return NULL;

  message = ariadne_message_new ((AriadneMessageType) type);
  message->flags = (AriadneMessageFlags) flags;
  message->uid = uid;
  message->client = (guint) client;

  if (!read_body (&payload, message, error) || !_ariadne_byte_reader_end (&payload.reader, error))
    return NULL;

  return g_steal_pointer (&message);
}
