/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "connection/ariadne-frame-reader.h"
#include "core/ariadne-error.h"

#define MAX_LENGTH 200000

static AriadneFrameHeader
make_header (guint i)
{
  return (AriadneFrameHeader) {
    .length = i % 5 == 0 ? 0 : i * 37 % 3000,
    .type = i % 7,
    .flags = i % 4,
    .n_items = i,
    .uid = G_GUINT64_CONSTANT (0x0123456789abcdef) + i,
    .client = 0xfedc0000u + i,
  };
}

/* Appends a frame whose payload can be told from all others. */
static void
put_frame (GByteArray *bytes,
           guint       i)
{
  AriadneFrameHeader header = make_header (i);
  guint start = bytes->len;

  g_byte_array_set_size (bytes, start + ARIADNE_FRAME_HEADER_LENGTH + header.length);
  _ariadne_frame_pack (&header, bytes->data + start);
  for (guint j = 0; j < header.length; j++)
    bytes->data[start + ARIADNE_FRAME_HEADER_LENGTH + j] = i + j;
}

static void
assert_frame (const AriadneFrameHeader *header,
              const guint8             *payload,
              guint                     i)
{
  AriadneFrameHeader wanted = make_header (i);

  g_assert_cmpuint (header->length, ==, wanted.length);
  g_assert_cmpuint (header->type, ==, wanted.type);
  g_assert_cmpuint (header->flags, ==, wanted.flags);
  g_assert_cmpuint (header->n_items, ==, wanted.n_items);
  g_assert_cmpuint (header->uid, ==, wanted.uid);
  g_assert_cmpuint (header->client, ==, wanted.client);
  for (guint j = 0; j < header->length; j++)
    g_assert_cmpuint (payload[j], ==, (guint8) (i + j));
}

static void
test_layout (void)
{
  const AriadneFrameHeader header = { 0x04030201, 5, 6, 0x0807, 0x100f0e0d0c0b0a09, 0x14131211 };
  AriadneFrameHeader back;
  guint8 bytes[ARIADNE_FRAME_HEADER_LENGTH];

  _ariadne_frame_pack (&header, bytes);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (bytes[i], ==, i + 1);
  g_assert_true (_ariadne_frame_unpack (&back, bytes, NULL));
  g_assert_cmpuint (back.length, ==, header.length);
  g_assert_cmpuint (back.uid, ==, header.uid);
  g_assert_cmpuint (back.client, ==, header.client);
}

static void
give (AriadneFrameReader *reader,
      const guint8       *bytes,
      gsize               length)
{
  while (length > 0)
    {
      gsize room;
      guint8 *to = _ariadne_frame_reader_get_room (reader, &room);
      gsize n = MIN (room, length);

      g_assert_cmpuint (n, >, 0);
      memcpy (to, bytes, n);
      _ariadne_frame_reader_add (reader, n);
      bytes += n;
      length -= n;
    }
}

/* Takes what frames there are; `n` is the number of those that were taken. */
static void
take (AriadneFrameReader *reader,
      guint              *n)
{
  AriadneFrameHeader header;
  gsize offset;

  while (_ariadne_frame_reader_next (reader, &header, &offset, NULL) == ARIADNE_FRAME_WHOLE)
    assert_frame (&header, reader->data + offset, (*n)++);
}

/* Two frames, cut in two at every byte. */
static void
test_split_anywhere (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  put_frame (bytes, 0);
  put_frame (bytes, 1);
  put_frame (bytes, 2);
  for (guint cut = 0; cut <= bytes->len; cut++)
    {
      AriadneFrameReader reader;
      guint n = 0;

      _ariadne_frame_reader_init (&reader, MAX_LENGTH, cut % 2);
      give (&reader, bytes->data, cut);
      take (&reader, &n);
      give (&reader, bytes->data + cut, bytes->len - cut);
      take (&reader, &n);
      g_assert_cmpuint (n, ==, 3);
      g_assert_false (_ariadne_frame_reader_has_part (&reader));
      _ariadne_frame_reader_clear (&reader);
    }
}

/* Many frames, in chunks of any size; blocks that are kept do not change. */
static void
test_random_chunks (gconstpointer data)
{
  gboolean is_reused = GPOINTER_TO_INT (data);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const guint n_frames = 2000;
  AriadneFrameReader reader;
  guint n = 0;

  for (guint i = 0; i < n_frames; i++)
    put_frame (bytes, i);

  _ariadne_frame_reader_init (&reader, MAX_LENGTH, is_reused);
  for (gsize at = 0; at < bytes->len;)
    {
      gsize size = g_test_rand_int_range (1, g_test_rand_bit () ? 10 : 20000);

      size = MIN (size, bytes->len - at);
      give (&reader, bytes->data + at, size);
      take (&reader, &n);
      at += size;
    }
  g_assert_cmpuint (n, ==, n_frames);
  _ariadne_frame_reader_clear (&reader);
}

/* The payload of a frame is there as long as its block is. */
static void
test_blocks_stay (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize offsets[200];
  AriadneFrameHeader headers[200];
  AriadneFrameReader reader;

  _ariadne_frame_reader_init (&reader, MAX_LENGTH, FALSE);
  for (guint i = 0; i < 200; i++)
    {
      g_byte_array_set_size (bytes, 0);
      put_frame (bytes, i);
      give (&reader, bytes->data, bytes->len);
      g_assert_cmpint (_ariadne_frame_reader_next (&reader, &headers[i], &offsets[i], NULL),
                       ==, ARIADNE_FRAME_WHOLE);
      g_ptr_array_add (blocks, g_bytes_ref (reader.block));
    }
  for (guint i = 0; i < 200; i++)
    {
      const guint8 *block = g_bytes_get_data (blocks->pdata[i], NULL);

      assert_frame (&headers[i], block + offsets[i], i);
    }
  _ariadne_frame_reader_clear (&reader);
}

/* A frame that is longer than a block. */
static void
test_long_frame (void)
{
  AriadneFrameHeader header = { .length = MAX_LENGTH };
  g_autofree guint8 *bytes = g_malloc0 (ARIADNE_FRAME_HEADER_LENGTH + MAX_LENGTH);
  AriadneFrameReader reader;
  gsize offset;

  _ariadne_frame_pack (&header, bytes);
  memset (bytes + ARIADNE_FRAME_HEADER_LENGTH, 7, MAX_LENGTH);
  _ariadne_frame_reader_init (&reader, MAX_LENGTH, FALSE);
  give (&reader, bytes, 1000);
  g_assert_cmpint (_ariadne_frame_reader_next (&reader, &header, &offset, NULL),
                   ==, ARIADNE_FRAME_NONE);
  give (&reader, bytes + 1000, ARIADNE_FRAME_HEADER_LENGTH + MAX_LENGTH - 1000);
  g_assert_cmpint (_ariadne_frame_reader_next (&reader, &header, &offset, NULL),
                   ==, ARIADNE_FRAME_WHOLE);
  g_assert_cmpuint (reader.data[offset + MAX_LENGTH - 1], ==, 7);
  _ariadne_frame_reader_clear (&reader);
}

/* A length above the limit is refused before there is room for it. */
static void
test_too_long (void)
{
  AriadneFrameHeader header = { .length = G_MAXUINT32 };
  g_autoptr (GError) error = NULL;
  guint8 bytes[ARIADNE_FRAME_HEADER_LENGTH];
  AriadneFrameReader reader;
  gsize offset;

  _ariadne_frame_pack (&header, bytes);
  _ariadne_frame_reader_init (&reader, MAX_LENGTH, FALSE);
  give (&reader, bytes, sizeof bytes);
  g_assert_cmpint (_ariadne_frame_reader_next (&reader, &header, &offset, &error),
                   ==, ARIADNE_FRAME_BROKEN);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_cmpuint (reader.size, <=, 65536);
  _ariadne_frame_reader_clear (&reader);
}

static void
test_garbage (void)
{
  const char *bytes = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autoptr (GError) error = NULL;
  AriadneFrameHeader header;
  AriadneFrameReader reader;
  gsize offset;

  _ariadne_frame_reader_init (&reader, MAX_LENGTH, FALSE);
  give (&reader, (const guint8 *) bytes, strlen (bytes));
  g_assert_cmpint (_ariadne_frame_reader_next (&reader, &header, &offset, &error),
                   ==, ARIADNE_FRAME_BROKEN);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  _ariadne_frame_reader_clear (&reader);
}

/* Every bit of a greeting matters, other than those of the token and version. */
static void
test_greeting (void)
{
  const AriadneToken token = { "abcdefghijklmno" };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  AriadneFrameHeader header;
  AriadneToken found;
  guint version;

  _ariadne_frame_put_hello (bytes, 7, &token);
  g_assert_true (_ariadne_frame_unpack (&header, bytes->data, NULL));
  g_assert_true (_ariadne_frame_get_hello (&header, bytes->data + ARIADNE_FRAME_HEADER_LENGTH,
                                           &version, &found, NULL));
  g_assert_cmpuint (version, ==, 7);
  g_assert_true (_ariadne_token_equal (&token, &found));

  for (guint bit = 0; bit < 64; bit++)
    {
      g_autoptr (GError) error = NULL;

      bytes->data[ARIADNE_FRAME_HEADER_LENGTH + bit / 8] ^= 1 << bit % 8;
      g_assert_false (_ariadne_frame_get_hello (&header, bytes->data + ARIADNE_FRAME_HEADER_LENGTH,
                                                &version, &found, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
      bytes->data[ARIADNE_FRAME_HEADER_LENGTH + bit / 8] ^= 1 << bit % 8;
    }
}

static void
test_token (void)
{
  AriadneToken a, b;
  g_autofree char *text = NULL;

  _ariadne_token_generate (&a);
  text = _ariadne_token_to_string (&a);
  g_assert_cmpuint (strlen (text), ==, 32);
  g_assert_true (_ariadne_token_parse (&b, text, NULL));
  g_assert_true (_ariadne_token_equal (&a, &b));

  for (guint bit = 0; bit < 128; bit++)
    {
      b.bytes[bit / 8] ^= 1 << bit % 8;
      g_assert_false (_ariadne_token_equal (&a, &b));
      b.bytes[bit / 8] ^= 1 << bit % 8;
    }

  for (guint length = 0; length < 32; length++)
    {
      g_autofree char *part = g_strndup (text, length);
      g_autoptr (GError) error = NULL;

      g_assert_false (_ariadne_token_parse (&b, part, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
    }
  g_assert_false (_ariadne_token_parse (&b, "0123456789abcdef0123456789abcdef0", NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Frame/layout", test_layout);
  g_test_add_func ("/Ariadne/Frame/split_anywhere", test_split_anywhere);
  g_test_add_data_func ("/Ariadne/Frame/random_chunks", GINT_TO_POINTER (FALSE),
                        test_random_chunks);
  g_test_add_data_func ("/Ariadne/Frame/random_chunks_reused", GINT_TO_POINTER (TRUE),
                        test_random_chunks);
  g_test_add_func ("/Ariadne/Frame/blocks_stay", test_blocks_stay);
  g_test_add_func ("/Ariadne/Frame/long_frame", test_long_frame);
  g_test_add_func ("/Ariadne/Frame/too_long", test_too_long);
  g_test_add_func ("/Ariadne/Frame/garbage", test_garbage);
  g_test_add_func ("/Ariadne/Frame/greeting", test_greeting);
  g_test_add_func ("/Ariadne/Frame/token", test_token);

  return g_test_run ();
}
