/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "expression/ariadne-number.h"

static void
assert_integer (const char *text,
                gint64      expected)
{
  gint64 integer = 0;
  double real = 0.0;

  g_assert_cmpint (ariadne_number_read (text, &integer, &real), ==, ARIADNE_NUMBER_INTEGER);
  g_assert_cmpint (integer, ==, expected);
}

static void
assert_float (const char *text,
              double      expected)
{
  gint64 integer = 0;
  double real = 0.0;

  g_assert_cmpint (ariadne_number_read (text, &integer, &real), ==, ARIADNE_NUMBER_FLOAT);
  g_assert_cmpfloat (real, ==, expected);
}

static void
assert_kind (const char        *text,
             AriadneNumberKind  expected)
{
  gint64 integer = 0;
  double real = 0.0;

  g_assert_cmpint (ariadne_number_read (text, &integer, &real), ==, expected);
}

static void
test_integers (void)
{
  assert_integer ("0", 0);
  assert_integer ("-0", 0);
  assert_integer ("+5", 5);
  assert_integer ("007", 7);
  assert_integer ("1_000_000", 1000000);
  assert_integer ("9223372036854775807", G_MAXINT64);
  assert_integer ("-9223372036854775808", G_MININT64);
  assert_kind ("9223372036854775808", ARIADNE_NUMBER_HUGE);
  assert_kind ("-9223372036854775809", ARIADNE_NUMBER_HUGE);
  assert_kind ("100000000000000000000000000000", ARIADNE_NUMBER_HUGE);
}

static void
test_floats (void)
{
  gint64 integer = 0;
  double real = 0.0;

  assert_float ("1.", 1.0);
  assert_float (".5", 0.5);
  assert_float ("-2.25", -2.25);
  assert_float ("1e3", 1000.0);
  assert_float ("1E-7", 1e-7);
  assert_float ("1_0.2_5", 10.25);
  assert_float ("1e1_0", 1e10);
  assert_float ("1e400", HUGE_VAL);
  assert_float ("inf", HUGE_VAL);
  assert_float ("-Infinity", -HUGE_VAL);
  g_assert_cmpint (ariadne_number_read ("NaN", &integer, &real), ==, ARIADNE_NUMBER_FLOAT);
  g_assert_true (isnan (real));
}

static void
test_words_that_are_no_numbers (void)
{
  const char *words[] = {
    "", "+", "-", ".", "e3", "1e", "1e+", "0x10", "1__0", "_1", "1_", "1_.0", "1._0",
    "infinity_", "nano", "--1", "1-", "1.2.3",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    assert_kind (words[i], ARIADNE_NUMBER_NONE);
}

static void
assert_prints (double      value,
               const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  ariadne_number_print_float (value, text);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_layout (void)
{
  assert_prints (0.0, "0.0");
  assert_prints (-0.0, "-0.0");
  assert_prints (1.0, "1.0");
  assert_prints (-12.5, "-12.5");
  assert_prints (0.0001, "0.0001");
  assert_prints (0.00001, "1e-05");
  assert_prints (0.00012, "0.00012");
  assert_prints (9999999999999998.0, "9999999999999998.0");
  assert_prints (1e16, "1e+16");
  assert_prints (1.2345678901234568e17, "1.2345678901234568e+17");
  assert_prints (1e100, "1e+100");
  assert_prints (HUGE_VAL, "inf");
  assert_prints (-HUGE_VAL, "-inf");
  assert_prints ((double) NAN, "nan");
}

/* The last are the smallest numbers there are, and a power of two where the
 * nearest number of 16 digits does not read back but the one after it does.
 */
static void
test_shortest_digits (void)
{
  assert_prints (0.1, "0.1");
  assert_prints (0.1 + 0.2, "0.30000000000000004");
  assert_prints (1.0 / 3.0, "0.3333333333333333");
  assert_prints (100.0 / 3.0, "33.333333333333336");
  assert_prints (1.7976931348623157e308, "1.7976931348623157e+308");
  assert_prints (2.2250738585072014e-308, "2.2250738585072014e-308");
  assert_prints (0x1p-1074, "5e-324");
  assert_prints (0x1p-1073, "1e-323");
  assert_prints (0x1p-44, "5.684341886080802e-14");
}

static void
test_reads_back (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      union
      {
        guint64 bits;
        double  value;
      } number;

      number.bits = (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
      if (!isfinite (number.value))
        continue;

      ariadne_number_print_float (number.value, text);
      g_assert_cmpfloat (g_ascii_strtod (text->str, NULL), ==, number.value);
      g_assert_cmpuint (text->len, <=, 24);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Number/integers", test_integers);
  g_test_add_func ("/Ariadne/Number/floats", test_floats);
  g_test_add_func ("/Ariadne/Number/words_that_are_no_numbers", test_words_that_are_no_numbers);
  g_test_add_func ("/Ariadne/Number/layout", test_layout);
  g_test_add_func ("/Ariadne/Number/shortest_digits", test_shortest_digits);
  g_test_add_func ("/Ariadne/Number/reads_back", test_reads_back);

  return g_test_run ();
}
