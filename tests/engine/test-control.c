/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ariadne-error.h"
#include "engine/ariadne-control.h"

/* The frame of a PING. */
static GBytes *
ping_new (gint64 time)
{
  g_autoptr (GError) error = NULL;
  GBytes *frame = _ariadne_control_frame_write (ARIADNE_CONTROL_PING, g_variant_new ("(x)", time),
                                                &error);

  g_assert_no_error (error);

  return frame;
}

static gboolean
read_frame (gconstpointer  data,
            gsize          length,
            gsize         *frame_length,
            GError       **error)
{
  g_autoptr (GVariant) payload = NULL;
  AriadneControlType type;
  /* A copy of that very length, so that reading too far is noticed. */
  g_autofree guint8 *copy = g_memdup2 (data, length);

  return _ariadne_control_frame_read (copy, length, ARIADNE_CONTROL_STRANGER_LIMIT, frame_length,
                                      &type, &payload, error);
}

static void
assert_rejected (gconstpointer  data,
                 gsize          length,
                 const char    *pattern)
{
  g_autoptr (GError) error = NULL;
  gsize frame_length;

  g_assert_false (read_frame (data, length, &frame_length, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” does not match “%s”", error->message, pattern);
}

/* The bytes are written down here, since they must never change. */
static void
test_bytes (void)
{
  static const guint8 expected[] = { 8, 0, 0, 0, 10, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0x80 };
  g_autoptr (GBytes) frame = ping_new (G_MININT64 + 0x030201);
  g_autoptr (GVariant) payload = NULL;
  g_autoptr (GError) error = NULL;
  AriadneControlType type;
  gint64 time;
  gsize length;

  g_assert_cmpmem (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), expected,
                   sizeof expected);
  g_assert_true (_ariadne_control_frame_read (expected, sizeof expected, 4096, &length, &type,
                                              &payload, &error));
  g_assert_cmpuint (length, ==, sizeof expected);
  g_assert_cmpuint (type, ==, ARIADNE_CONTROL_PING);
  g_variant_get (payload, "(x)", &time);
  g_assert_cmpint (time, ==, G_MININT64 + 0x030201);
}

static void
test_half_a_frame (void)
{
  g_autoptr (GBytes) frame = ping_new (1);
  gsize length = g_bytes_get_size (frame);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GError) error = NULL;
      gsize frame_length;

      g_assert_true (read_frame (g_bytes_get_data (frame, NULL), i, &frame_length, &error));
      g_assert_cmpuint (frame_length, ==, 0);
    }
}

static void
test_hostile_headers (void)
{
  static const guint8 no_type[8] = { 0, 0, 0, 0, 0, 0, 0, 0 };
  static const guint8 unknown_type[8] = { 0, 0, 0, 0, ARIADNE_CONTROL_N_TYPES, 0, 0, 0 };
  static const guint8 no_zeros[8] = { 0, 0, 0, 0, ARIADNE_CONTROL_DRAIN, 0, 1, 0 };
  static const guint8 too_long[8] = { 0xff, 0xff, 0xff, 0xff, ARIADNE_CONTROL_PING, 0, 0, 0 };
  static const guint8 a_bit_too_long[8] = { 1, 16, 0, 0, ARIADNE_CONTROL_PING, 0, 0, 0 };
  static const guint8 not_empty[9] = { 1, 0, 0, 0, ARIADNE_CONTROL_DRAIN, 0, 0, 0, 0 };

  assert_rejected (no_type, sizeof no_type, "*expected a type*");
  assert_rejected (unknown_type, sizeof unknown_type, "*expected a type*");
  assert_rejected (no_zeros, sizeof no_zeros, "*and zeros*");
  assert_rejected (too_long, sizeof too_long, "*4294967295*at most 4096*");
  assert_rejected (a_bit_too_long, sizeof a_bit_too_long, "*4097*at most 4096*");
  assert_rejected (not_empty, sizeof not_empty, "*DRAIN*expected none*");
}

/* As if the peer were a web browser, an older Ariadne or a newer one. */
static void
test_other_greetings (void)
{
  static const guint8 browser[] = "GET / HTTP/1.1\r\n\r\n";
  guint8 hello[] = { 8, 0, 0, 0, 1, 0, 0, 0, 'A', 'R', 'I', 'A', 0, 0, 0, 0 };
  static const guint8 short_hello[] = { 3, 0, 0, 0, 1, 0, 0, 0, 'A', 'R', 'I' };

  assert_rejected (browser, sizeof browser, "*expected a type*");
  assert_rejected (hello, sizeof hello, "*version 0*expected version 4*");
  hello[12] = 5;
  assert_rejected (hello, sizeof hello, "*version 5*expected version 4*");
  hello[8] = 'a';
  assert_rejected (hello, sizeof hello, "*expected a process of Ariadne*");
  assert_rejected (short_hello, sizeof short_hello, "*expected a process of Ariadne*");
}

/* Whatever the bytes of a payload are, they are a value or rejected. */
static void
test_random_payloads (void)
{
  GRand *random = g_rand_new_with_seed (11);

  for (guint i = 0; i < 100000; i++)
    {
      guint8 data[8 + 64];
      gsize length = g_rand_int_range (random, 0, 64);
      g_autoptr (GError) error = NULL;
      gsize frame_length;

      for (gsize j = 0; j < sizeof data; j++)
        data[j] = g_rand_int_range (random, 0, i % 2 == 0 ? 256 : 8);
      memset (data, 0, 8);
      data[0] = length;
      data[4] = g_rand_int_range (random, 1, ARIADNE_CONTROL_N_TYPES);
      if (read_frame (data, 8 + length, &frame_length, &error))
        g_assert_cmpuint (frame_length, ==, 8 + length);
      else
        g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
    }

  g_rand_free (random);
}

static void
test_errors (void)
{
  static const struct
  {
    GQuark (*domain) (void);
    int      code;
    GQuark (*expected_domain) (void);
    int      expected_code;
  } cases[] = {
    { ariadne_error_quark, ARIADNE_ERROR_MODEL, ariadne_error_quark, ARIADNE_ERROR_MODEL },
    { ariadne_error_quark, 1000, ariadne_error_quark, ARIADNE_ERROR_FAILED },
    { g_io_error_quark, G_IO_ERROR_CANCELLED, g_io_error_quark, G_IO_ERROR_CANCELLED },
    { g_io_error_quark, G_IO_ERROR_NO_SPACE, ariadne_error_quark, ARIADNE_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new (cases[i].domain (), cases[i].code, "as it was");
      g_autoptr (GVariant) packed = g_variant_ref_sink (_ariadne_control_pack_error (error));
      g_autoptr (GError) unpacked = _ariadne_control_unpack_error (packed);

      g_assert_error (unpacked, cases[i].expected_domain (), cases[i].expected_code);
      g_assert_cmpstr (unpacked->message, ==, "as it was");
    }
}

/* Two ends of a socket pair in one context. */
typedef struct
{
  AriadneControl *control;
  int             fd;       /* of the other end */
  guint           n_frames;
  guint           n_ends;
  GError         *error;
} End;

static void
frame_cb (AriadneControl     *control,
          AriadneControlType  type,
          GVariant           *payload,
          gpointer            user_data)
{
  End *end = user_data;

  end->n_frames++;
}

static void
closed_cb (AriadneControl *control,
           const GError   *error,
           gpointer        user_data)
{
  End *end = user_data;

  end->n_ends++;
  if (error != NULL)
    end->error = g_error_copy (error);
}

static void
end_init (End *end)
{
  g_autoptr (GSocket) socket = NULL;
  int fds[2];

  memset (end, 0, sizeof *end);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  socket = g_socket_new_from_fd (fds[0], NULL);
  end->control = _ariadne_control_new (socket);
  end->fd = fds[1];
  _ariadne_control_start (end->control, frame_cb, closed_cb, end);
}

static void
end_clear (End *end)
{
  _ariadne_control_close (end->control);
  g_assert_finalize_object (end->control);
  if (end->fd >= 0)
    close (end->fd);
  g_clear_error (&end->error);
}

static void
test_byte_by_byte (void)
{
  g_autoptr (GBytes) frame = ping_new (7);
  const guint8 *data = g_bytes_get_data (frame, NULL);
  End end;

  end_init (&end);
  for (guint i = 0; i < 3; i++)
    for (gsize j = 0; j < g_bytes_get_size (frame); j++)
      {
        g_assert_cmpuint (end.n_frames, ==, i);
        g_assert_cmpint (write (end.fd, data + j, 1), ==, 1);
        while (g_main_context_iteration (NULL, FALSE))
          ;
      }
  g_assert_cmpuint (end.n_frames, ==, 3);

  close (g_steal_fd (&end.fd));
  while (end.n_ends == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (end.error);
  end_clear (&end);
}

/* The socket ends within a frame. */
static void
test_end_within_a_frame (void)
{
  g_autoptr (GBytes) frame = ping_new (7);
  End end;

  end_init (&end);
  g_assert_cmpint (write (end.fd, g_bytes_get_data (frame, NULL), 9), ==, 9);
  close (g_steal_fd (&end.fd));
  while (end.n_ends == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (end.n_frames, ==, 0);
  g_assert_error (end.error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  end_clear (&end);
}

/* More than the socket takes: all of it comes, and in order. */
static void
test_long_frame (void)
{
  g_autoptr (GByteArray) received = g_byte_array_new ();
  g_autofree char *text = g_strnfill (3000000, 'x');
  g_autoptr (GVariant) payload = NULL;
  g_autoptr (GError) error = NULL;
  AriadneControlType type;
  gsize length = 0;
  g_autoptr (GVariant) list = NULL;
  const char *read_back;
  End end;

  end_init (&end);
  g_assert_true (_ariadne_control_send (end.control, ARIADNE_CONTROL_READY,
                                        g_variant_new ("(@asub)",
                                                       g_variant_new_strv ((const char *[]){ text },
                                                                           1),
                                                       1, FALSE),
                                        &error));
  g_assert_true (_ariadne_control_is_clogged (end.control));

  while (length == 0)
    {
      guint old = received->len;
      gssize n;

      g_byte_array_set_size (received, old + 100000);
      n = recv (end.fd, received->data + old, 100000, MSG_DONTWAIT);
      g_byte_array_set_size (received, old + MAX (n, 0));
      g_main_context_iteration (NULL, n <= 0);
      g_assert_true (_ariadne_control_frame_read (received->data, received->len,
                                                  ARIADNE_CONTROL_PEER_LIMIT, &length, &type,
                                                  &payload, &error));
    }

  g_assert_false (_ariadne_control_is_clogged (end.control));
  list = g_variant_get_child_value (payload, 0);
  g_variant_get_child (list, 0, "&s", &read_back);
  g_assert_cmpstr (read_back, ==, text);
  end_clear (&end);
}

/* A stranger may not announce what a peer may. */
static void
test_trust (void)
{
  static const guint8 header[8] = { 0, 0, 1, 0, ARIADNE_CONTROL_PEERS, 0, 0, 0 };

  for (guint trusted = 0; trusted < 2; trusted++)
    {
      End end;

      end_init (&end);
      if (trusted)
        _ariadne_control_trust (end.control);
      g_assert_cmpint (write (end.fd, header, sizeof header), ==, sizeof header);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpuint (end.n_ends, ==, !trusted);
      end_clear (&end);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Control/bytes", test_bytes);
  g_test_add_func ("/Ariadne/Control/half_a_frame", test_half_a_frame);
  g_test_add_func ("/Ariadne/Control/hostile_headers", test_hostile_headers);
  g_test_add_func ("/Ariadne/Control/other_greetings", test_other_greetings);
  g_test_add_func ("/Ariadne/Control/random_payloads", test_random_payloads);
  g_test_add_func ("/Ariadne/Control/errors", test_errors);
  g_test_add_func ("/Ariadne/Control/byte_by_byte", test_byte_by_byte);
  g_test_add_func ("/Ariadne/Control/end_within_a_frame", test_end_within_a_frame);
  g_test_add_func ("/Ariadne/Control/long_frame", test_long_frame);
  g_test_add_func ("/Ariadne/Control/trust", test_trust);

  return g_test_run ();
}
