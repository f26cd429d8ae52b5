/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "connection/ariadne-message-private.h"
#include "connection/ariadne-wire.h"
#include "core/ariadne-error.h"

#include "toy-domain.h"

/* A payload, and what of a message the header of its frame would hold. */
typedef struct
{
  guint       type;
  guint       flags;
  guint64     uid;
  GByteArray *bytes;
} Frame;

static void
frame_clear (Frame *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Frame, frame_clear)

static Frame
write_frame (const AriadneMessage *message,
             AriadneDomain        *domain,
             AriadneWireForms      forms)
{
  Frame frame = { message->type, message->flags, message->uid, g_byte_array_new () };
  g_autoptr (GError) error = NULL;
  struct iovec tail;

  g_assert_true (_ariadne_wire_write (message, domain, forms, frame.bytes, &tail, &error));
  g_assert_no_error (error);
  if (tail.iov_len > 0)
    g_byte_array_append (frame.bytes, tail.iov_base, tail.iov_len);

  return frame;
}

/* Reads bytes that have no others before or behind them in memory, so that a
 * sanitizer sees every step beyond.
 */
static AriadneMessage *
read_part (const Frame  *frame,
           gsize         length,
           GError      **error)
{
  g_autoptr (GBytes) block = g_bytes_new (frame->bytes->data, length);

  return _ariadne_wire_read (frame->type, frame->flags, frame->uid, block, 0, length, error);
}

static AriadneMessage *
read_frame (const Frame  *frame,
            GError      **error)
{
  return read_part (frame, frame->bytes->len, error);
}

static void
assert_rejected (const Frame *frame,
                 gsize        length,
                 const char  *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_part (frame, length, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

static AriadneSequence *
make_sequence (const guint32 *values,
               guint          n)
{
  g_autoptr (GPtrArray) states = NULL;

  states = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (states, toy_state_new (values[i]));

  return ariadne_sequence_new ((AriadneState * const *) states->pdata, n);
}

static AriadneMessage *
make_request (AriadneDomain *domain,
              const guint32 *values,
              guint          n)
{
  g_autoptr (AriadneSequence) sequence = make_sequence (values, n);
  AriadneMessage *request;

  g_assert_true (ariadne_sequence_encode (sequence, domain, NULL));
  request = ariadne_message_new_request (sequence, G_GUINT64_CONSTANT (0x123456789a),
                                         ARIADNE_MESSAGE_FLAGS_WAITS);
  request->client = 300;

  return request;
}

static AriadneMessage *
make_reply (guint n_rows,
            guint n_columns)
{
  g_autoptr (AriadneMatrix) rows = ariadne_matrix_new (n_rows, n_columns);
  AriadneMessage *reply;

  for (guint i = 0; i < n_rows * n_columns; i++)
    ariadne_matrix_get_row (rows, 0)[i] = 0.1f * (float) i - 1;
  reply = ariadne_message_new_reply (rows);
  reply->client = 7;
  reply->uid = 8;

  return reply;
}

static AriadneMessage *
make_error (GQuark      domain,
            int         code,
            const char *text)
{
  AriadneMessage *message = ariadne_message_new (ARIADNE_MESSAGE_ERROR);

  message->error = g_error_new_literal (domain, code, text);

  return message;
}

static const guint32 some_values[] = { 5, 12, 1, 1000000 };

static void
test_control (void)
{
  const AriadneMessageType types[] = {
    ARIADNE_MESSAGE_REGISTER, ARIADNE_MESSAGE_WAIT, ARIADNE_MESSAGE_CANCEL, ARIADNE_MESSAGE_CLOSE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (AriadneMessage) message = ariadne_message_new (types[i]);
      g_autoptr (AriadneMessage) read = NULL;
      g_auto (Frame) frame = { 0 };

      message->client = 3;
      message->uid = G_MAXUINT64;
      frame = write_frame (message, NULL, 0);
      g_assert_cmpuint (frame.bytes->len, ==, 1);

      read = read_frame (&frame, NULL);
      g_assert_cmpuint (read->type, ==, types[i]);
      g_assert_cmpuint (read->client, ==, 3);
      g_assert_cmpuint (read->uid, ==, G_MAXUINT64);
      g_assert_null (read->sequence);
    }
}

static void
assert_states (AriadneSequence *sequence)
{
  g_assert_true (ariadne_sequence_is_loaded (sequence));
  for (guint i = 0; i < G_N_ELEMENTS (some_values); i++)
    g_assert_cmpuint (toy_state_get_value (ariadne_sequence_get_state (sequence, i)), ==,
                      some_values[i]);
}

static void
assert_encoded (AriadneSequence *sequence)
{
  g_assert_true (ariadne_sequence_is_encoded (sequence));
  for (guint i = 0; i < G_N_ELEMENTS (some_values); i++)
    {
      guint32 value = GUINT32_TO_LE (some_values[i]);
      gsize length;
      const guint8 *data = ariadne_sequence_get_encoded (sequence, i, &length);

      g_assert_cmpmem (data, length, &value, sizeof value);
    }
}

static void
test_request (gconstpointer data)
{
  AriadneWireForms forms = GPOINTER_TO_UINT (data);
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneMessage) request = NULL;
  g_autoptr (AriadneMessage) read = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Frame) frame = { 0 };

  request = make_request (domain, some_values, G_N_ELEMENTS (some_values));
  frame = write_frame (request, domain, forms);
  read = read_frame (&frame, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (read->type, ==, ARIADNE_MESSAGE_REQUEST);
  g_assert_cmpuint (read->flags, ==, ARIADNE_MESSAGE_FLAGS_WAITS);
  g_assert_cmpuint (read->uid, ==, request->uid);
  g_assert_cmpuint (read->client, ==, 300);
  g_assert_cmpuint (ariadne_sequence_get_length (read->sequence), ==, G_N_ELEMENTS (some_values));
  g_assert_false (ariadne_sequence_is_loaded (read->sequence));
  g_assert_cmpint (ariadne_sequence_is_encoded (read->sequence), ==,
                   (forms & ARIADNE_WIRE_ENCODED) != 0);

  if ((forms & ARIADNE_WIRE_STATES) == 0)
    {
      g_assert_false (ariadne_sequence_load (read->sequence, domain, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
      g_clear_error (&error);
      assert_encoded (read->sequence);
      return;
    }

  g_assert_true (ariadne_sequence_load (read->sequence, domain, &error));
  assert_states (read->sequence);
  g_assert_true (ariadne_sequence_encode (read->sequence, domain, &error));
  assert_encoded (read->sequence);
}

static void
test_empty_request (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneMessage) request = make_request (domain, NULL, 0);

  for (guint forms = 1; forms <= 3; forms++)
    {
      g_auto (Frame) frame = write_frame (request, domain, forms);
      g_autoptr (GError) error = NULL;
      g_autoptr (AriadneMessage) read = read_frame (&frame, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (ariadne_sequence_get_length (read->sequence), ==, 0);
      g_assert_true (ariadne_sequence_encode (read->sequence, domain, &error));
    }
}

/* The states of a request lie in the middle of what else was received. */
static void
test_slice (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneMessage) request = NULL;
  g_auto (Frame) frame = { 0 };

  request = make_request (domain, some_values, G_N_ELEMENTS (some_values));
  frame = write_frame (request, domain, ARIADNE_WIRE_ENCODED);

  for (guint around = 1; around <= 1000; around *= 10)
    {
      g_autofree guint8 *data = g_malloc0 (frame.bytes->len + 2 * around);
      GBytes *block = NULL;
      g_autoptr (AriadneMessage) read = NULL;

      memcpy (data + around, frame.bytes->data, frame.bytes->len);
      block = g_bytes_new (data, frame.bytes->len + 2 * around);
      read = _ariadne_wire_read (frame.type, frame.flags, frame.uid, block, around,
                                 frame.bytes->len, NULL);
      g_bytes_unref (block);
      assert_encoded (read->sequence);
    }
}

static void
test_reply (void)
{
  g_autoptr (AriadneMessage) reply = make_reply (3, 7);
  g_auto (Frame) frame = write_frame (reply, NULL, 0);
  g_autoptr (AriadneMessage) read = read_frame (&frame, NULL);

  g_assert_cmpuint (frame.bytes->len, ==, 3 + 3 * 7 * sizeof (float));
  g_assert_cmpuint (read->client, ==, 7);
  g_assert_cmpuint (read->uid, ==, 8);
  g_assert_cmpuint (ariadne_matrix_get_n_rows (read->rows), ==, 3);
  g_assert_cmpuint (ariadne_matrix_get_n_columns (read->rows), ==, 7);
  g_assert_cmpmem (ariadne_matrix_get_row (read->rows, 0), 3 * 7 * sizeof (float),
                   ariadne_matrix_get_row (reply->rows, 0), 3 * 7 * sizeof (float));
}

/* As on any machine, whatever its byte order. */
static void
test_bytes_of_a_reply (void)
{
  const guint8 expected[] = { 7, 1, 2, 0, 0, 0x80, 0xbf, 0x66, 0x66, 0x66, 0xbf };
  g_autoptr (AriadneMessage) reply = make_reply (1, 2);
  g_auto (Frame) frame = write_frame (reply, NULL, 0);

  g_assert_cmpmem (frame.bytes->data, frame.bytes->len, expected, sizeof expected);
}

static void
assert_error_survives (GQuark      domain,
                       int         code,
                       const char *text,
                       GQuark      read_domain,
                       int         read_code,
                       const char *read_text)
{
  g_autoptr (AriadneMessage) message = make_error (domain, code, text);
  g_auto (Frame) frame = write_frame (message, NULL, 0);
  g_autoptr (AriadneMessage) read = read_frame (&frame, NULL);

  g_assert_error (read->error, read_domain, read_code);
  g_assert_cmpstr (read->error->message, ==, read_text);
}

static void
test_error (void)
{
  g_autofree char *long_text = g_strnfill (4095, 'x');
  g_autofree char *too_long = g_strconcat (long_text, "\xe2\x88\x91 and so on", NULL);

  assert_error_survives (ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "no “model”",
                         ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "no “model”");
  assert_error_survives (G_IO_ERROR, G_IO_ERROR_CANCELLED, "",
                         G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
  assert_error_survives (G_FILE_ERROR, G_FILE_ERROR_NOENT, "no file",
                         ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "no file");
  assert_error_survives (ARIADNE_ERROR, ARIADNE_ERROR_MODEL, too_long,
                         ARIADNE_ERROR, ARIADNE_ERROR_MODEL, long_text);
}

static void
test_too_long (void)
{
  g_autoptr (AriadneMatrix) rows = ariadne_matrix_new (ARIADNE_WIRE_MAX_LENGTH / 4096, 1024);
  g_autoptr (AriadneMessage) reply = ariadne_message_new_reply (rows);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  struct iovec tail;

  g_byte_array_append (bytes, (const guint8 *) "before", 6);
  g_assert_false (_ariadne_wire_write (reply, NULL, 0, bytes, &tail, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT);
  g_assert_cmpmem (bytes->data, bytes->len, "before", 6);
}

/* One message of each kind that has a payload. */
static GPtrArray *
make_samples (AriadneDomain *domain)
{
  GPtrArray *samples = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_message_free);

  g_ptr_array_add (samples, make_request (domain, some_values, G_N_ELEMENTS (some_values)));
  g_ptr_array_add (samples, make_request (domain, NULL, 0));
  g_ptr_array_add (samples, make_reply (2, 3));
  g_ptr_array_add (samples, make_reply (0, 200));
  g_ptr_array_add (samples, make_error (G_IO_ERROR, G_IO_ERROR_FAILED, "no"));
  g_ptr_array_add (samples, ariadne_message_new (ARIADNE_MESSAGE_CLOSE));

  return samples;
}

/* A message that was read can be used as any other. What is written of it is what
 * was read, for there is only one way to write anything; but the states, of which
 * only the domain can say that, and the texts.
 */
static void
assert_is_message (const AriadneMessage *message,
                   const Frame          *frame,
                   AriadneDomain        *domain)
{
  AriadneSequence *sequence = message->sequence;
  g_auto (Frame) again = { 0 };
  g_autoptr (GError) error = NULL;

  if (message->type == ARIADNE_MESSAGE_ERROR)
    {
      g_assert_true (g_utf8_validate (message->error->message, -1, NULL));
      return;
    }

  if (sequence != NULL && ariadne_sequence_load (sequence, domain, &error))
    return;

  if (sequence != NULL)
    g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  if (sequence != NULL && strstr (error->message, "they were not sent") == NULL)
    return;

  again = write_frame (message, domain, ARIADNE_WIRE_ENCODED);
  g_assert_cmpmem (again.bytes->data, again.bytes->len, frame->bytes->data, frame->bytes->len);
}

static void
for_all_samples (void (*func) (Frame         *frame,
                               AriadneDomain *domain))
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (GPtrArray) samples = make_samples (domain);

  for (guint i = 0; i < samples->len; i++)
    for (guint forms = 1; forms <= 3; forms++)
      {
        g_auto (Frame) frame = write_frame (g_ptr_array_index (samples, i), domain, forms);

        func (&frame, domain);
      }
}

static void
truncate_everywhere (Frame         *frame,
                     AriadneDomain *domain)
{
  for (gsize length = 0; length < frame->bytes->len; length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AriadneMessage) read = read_part (frame, length, &error);

      /* A text may end anywhere. */
      if (read != NULL)
        g_assert_cmpuint (frame->type, ==, ARIADNE_MESSAGE_ERROR);
      else
        g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
    }

  g_byte_array_append (frame->bytes, (const guint8 *) "", 1);
  if (frame->type != ARIADNE_MESSAGE_ERROR)
    assert_rejected (frame, frame->bytes->len, NULL);
}

static void
test_truncated (void)
{
  for_all_samples (truncate_everywhere);
}

static void
read_anyhow (Frame         *frame,
             AriadneDomain *domain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneMessage) read = read_frame (frame, &error);

  if (read != NULL)
    assert_is_message (read, frame, domain);
  else
    g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
}

static void
flip_every_bit (Frame         *frame,
                AriadneDomain *domain)
{
  for (gsize bit = 0; bit < 8 * (gsize) frame->bytes->len; bit++)
    {
      frame->bytes->data[bit / 8] ^= 1 << bit % 8;
      read_anyhow (frame, domain);
      frame->bytes->data[bit / 8] ^= 1 << bit % 8;
    }
}

static void
test_flipped (void)
{
  for_all_samples (flip_every_bit);
}

static void
test_garbage (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 100000; round++)
    {
      g_auto (Frame) frame = { round % 8, 0, round, g_byte_array_new () };

      g_byte_array_set_size (frame.bytes, g_rand_int_range (random, 0, 40));
      for (guint i = 0; i < frame.bytes->len; i++)
        frame.bytes->data[i] = g_rand_int_range (random, 0, round % 2 == 0 ? 256 : 8);
      read_anyhow (&frame, domain);
    }
}

static Frame
make_frame (guint       type,
            const char *bytes,
            gsize       length)
{
  Frame frame = { type, 0, 0, g_byte_array_new () };

  g_byte_array_append (frame.bytes, (const guint8 *) bytes, length);

  return frame;
}

/* What is announced is compared with what is there before room is made for it. */
static void
test_rejected (void)
{
  const struct { guint type; const char *bytes; gsize length; const char *message; } cases[] = {
    { ARIADNE_MESSAGE_CLOSE, "", 0,
      "Payload, byte 0: expected the key of a client, at most 65536" },
    { ARIADNE_MESSAGE_CLOSE, "\x81\x80\x04", 3,
      "Payload, byte 0: expected the key of a client, at most 65536" },
    { ARIADNE_MESSAGE_CLOSE, "\x81\x00", 2,
      "Payload, byte 0: expected the key of a client, at most 65536" },
    { ARIADNE_MESSAGE_CLOSE, "\1\1", 2, "Payload, byte 1: expected the end" },
    { ARIADNE_MESSAGE_REQUEST, "\1\4\0", 3,
      "Payload, byte 2: expected forms of states that are known" },
    { ARIADNE_MESSAGE_REQUEST, "\1\2\xff\xff\xff\x0f", 6,
      "Payload, byte 2: expected no more states than there are bytes" },
    { ARIADNE_MESSAGE_REQUEST, "\1\2\2\1", 4,
      "Payload, byte 3: expected a length for each state" },
    { ARIADNE_MESSAGE_REQUEST, "\1\2\1\xff\xff\xff\x0f", 7,
      "Payload, byte 7: expected states of their lengths" },
    { ARIADNE_MESSAGE_REQUEST, "\1\1\2\1\0\0\0x", 8,
      "Payload, byte 7: expected at least a byte for each state" },
    { ARIADNE_MESSAGE_REQUEST, "\1\1\2\xff\xff\xff\xff", 7,
      "Payload, byte 7: expected states of their length" },
    { ARIADNE_MESSAGE_REPLY, "\1\xff\xff\xff\x0f\0", 6,
      "Payload, byte 1: expected no more rows than there are bytes" },
    { ARIADNE_MESSAGE_REPLY, "\1\1\x81\x80\x04", 5,
      "Payload, byte 2: expected at most 65536 columns" },
    { ARIADNE_MESSAGE_REPLY, "\1\1\2\0\0\0\0", 7,
      "Payload, byte 3: expected rows of their length" },
    { ARIADNE_MESSAGE_ERROR, "\1\2\0", 3,
      "Payload, byte 2: expected the domain of an error that is known" },
  };
  g_auto (Frame) flagged = make_frame (ARIADNE_MESSAGE_CLOSE, "\1", 1);
  g_auto (Frame) unknown = make_frame (7, "\1", 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Frame) frame = make_frame (cases[i].type, cases[i].bytes, cases[i].length);

      assert_rejected (&frame, cases[i].length, cases[i].message);
    }

  flagged.flags = ARIADNE_MESSAGE_FLAGS_WAITS;
  assert_rejected (&flagged, 1, "There is no message of type 4 with flags 1");
  assert_rejected (&unknown, 1, "There is no message of type 7 with flags 0");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Wire/control", test_control);
  g_test_add_data_func ("/Ariadne/Wire/request/states",
                        GUINT_TO_POINTER (ARIADNE_WIRE_STATES), test_request);
  g_test_add_data_func ("/Ariadne/Wire/request/encoded",
                        GUINT_TO_POINTER (ARIADNE_WIRE_ENCODED), test_request);
  g_test_add_data_func ("/Ariadne/Wire/request/both",
                        GUINT_TO_POINTER (ARIADNE_WIRE_STATES | ARIADNE_WIRE_ENCODED),
                        test_request);
  g_test_add_func ("/Ariadne/Wire/request/empty", test_empty_request);
  g_test_add_func ("/Ariadne/Wire/request/slice", test_slice);
  g_test_add_func ("/Ariadne/Wire/reply", test_reply);
  g_test_add_func ("/Ariadne/Wire/reply/bytes", test_bytes_of_a_reply);
  g_test_add_func ("/Ariadne/Wire/error", test_error);
  g_test_add_func ("/Ariadne/Wire/too_long", test_too_long);
  g_test_add_func ("/Ariadne/Wire/truncated", test_truncated);
  g_test_add_func ("/Ariadne/Wire/flipped", test_flipped);
  g_test_add_func ("/Ariadne/Wire/garbage", test_garbage);
  g_test_add_func ("/Ariadne/Wire/rejected", test_rejected);

  return g_test_run ();
}
