/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-byte-reader.h"
#include "core/ariadne-error.h"

static AriadneByteReader
make_reader (const GByteArray *bytes)
{
  return (AriadneByteReader) { "Sample", ARIADNE_ERROR_PARSE, bytes->data, bytes->len, 0 };
}

static void
test_round_trip (void)
{
  const guint64 numbers[] = {
    0, 1, 0x7f, 0x80, 0x3fff, 0x4000, G_MAXUINT32, G_MAXINT64, G_MAXUINT64,
  };
  const double doubles[] = { 0.0, -1.5, 1e300 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  AriadneByteReader reader;
  guint64 number;
  double value;
  guint8 byte;

  _ariadne_bytes_put_byte (bytes, 200);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    _ariadne_bytes_put_number (bytes, numbers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    _ariadne_bytes_put_double (bytes, doubles[i]);

  reader = make_reader (bytes);
  g_assert_true (_ariadne_byte_reader_byte (&reader, &byte, "a byte", NULL));
  g_assert_cmpuint (byte, ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_assert_true (_ariadne_byte_reader_number (&reader, G_MAXUINT64, &number, "it", NULL));
      g_assert_cmpuint (number, ==, numbers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    {
      g_assert_true (_ariadne_byte_reader_double (&reader, &value, "it", NULL));
      g_assert_cmpfloat (value, ==, doubles[i]);
    }
  g_assert_true (_ariadne_byte_reader_end (&reader, NULL));
}

/* The same on any machine. */
static void
test_bytes (void)
{
  const guint8 expected[] = { 0xac, 0x02, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  _ariadne_bytes_put_number (bytes, 300);
  _ariadne_bytes_put_double (bytes, 1.0);
  g_assert_cmpmem (bytes->data, bytes->len, expected, sizeof expected);
}

/* A part, and one within. */
static void
test_parts (void)
{
  const guint8 expected[] = { 9, 7, 0, 0, 0, 1, 2, 0, 0, 0, 3, 4 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  AriadneByteReader reader;
  guint32 length;
  guint8 byte;
  guint outer;
  guint inner;

  _ariadne_bytes_put_byte (bytes, 9);
  outer = _ariadne_bytes_begin_part (bytes);
  _ariadne_bytes_put_byte (bytes, 1);
  inner = _ariadne_bytes_begin_part (bytes);
  _ariadne_bytes_put_byte (bytes, 3);
  _ariadne_bytes_put_byte (bytes, 4);
  _ariadne_bytes_end_part (bytes, inner);
  _ariadne_bytes_end_part (bytes, outer);
  g_assert_cmpmem (bytes->data, bytes->len, expected, sizeof expected);

  reader = make_reader (bytes);
  g_assert_true (_ariadne_byte_reader_byte (&reader, &byte, "a byte", NULL));
  g_assert_true (_ariadne_byte_reader_length (&reader, &length, "a length", NULL));
  g_assert_cmpuint (length, ==, 7);
  g_assert_cmpuint (_ariadne_byte_reader_get_left (&reader), ==, length);
}

static void
assert_no_number (const char *data,
                  gsize       length,
                  guint64     maximum)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  AriadneByteReader reader = { "Sample", ARIADNE_ERROR_PROTOCOL, copy, length, 0 };
  g_autoptr (GError) error = NULL;
  guint64 number = 5;

  g_assert_false (_ariadne_byte_reader_number (&reader, maximum, &number, "a number", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_cmpstr (error->message, ==, "Sample, byte 0: expected a number");
  g_assert_cmpuint (number, ==, 5);
}

static void
test_no_number (void)
{
  assert_no_number ("", 0, G_MAXUINT64);
  assert_no_number ("\x80", 1, G_MAXUINT64);
  assert_no_number ("\x80\0", 2, G_MAXUINT64);
  assert_no_number ("\xff\0", 2, G_MAXUINT64);
  assert_no_number ("\x06", 1, 5);
  assert_no_number ("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, G_MAXUINT64);
  assert_no_number ("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x80\x01", 11, G_MAXUINT64);
}

static void
test_too_short (void)
{
  AriadneByteReader reader = { "Sample", ARIADNE_ERROR_PARSE, (const guint8 *) "abc", 3, 0 };
  g_autoptr (GError) error = NULL;
  guint32 length = 5;
  double value;

  g_assert_nonnull (_ariadne_byte_reader_bytes (&reader, 1, "bytes", NULL));
  g_assert_cmpuint (_ariadne_byte_reader_get_left (&reader), ==, 2);
  g_assert_null (_ariadne_byte_reader_bytes (&reader, G_MAXSIZE, "bytes", NULL));
  g_assert_false (_ariadne_byte_reader_double (&reader, &value, "a double", NULL));
  g_assert_false (_ariadne_byte_reader_length (&reader, &length, "a length", NULL));
  g_assert_cmpuint (length, ==, 5);
  g_assert_false (_ariadne_byte_reader_end (&reader, &error));
  g_assert_cmpstr (error->message, ==, "Sample, byte 1: expected the end");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ByteReader/round_trip", test_round_trip);
  g_test_add_func ("/Ariadne/ByteReader/bytes", test_bytes);
  g_test_add_func ("/Ariadne/ByteReader/parts", test_parts);
  g_test_add_func ("/Ariadne/ByteReader/no_number", test_no_number);
  g_test_add_func ("/Ariadne/ByteReader/too_short", test_too_short);

  return g_test_run ();
}
