/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-name.h"

static void
test_one_string_for_each (void)
{
  g_autofree char *copy = g_strdup ("weight");

  g_assert_true (ariadne_name_intern ("weight") == ariadne_name_intern (copy));
  g_assert_true (ariadne_name_intern_len ("weights", 6) == ariadne_name_intern ("weight"));
  g_assert_true (ariadne_name_intern ("weights") != ariadne_name_intern ("weight"));
  g_assert_cmpstr (ariadne_name_intern ("weight"), ==, "weight");
}

static guint32
next_var (const char *text)
{
  return ariadne_name_get_next_var (ariadne_name_intern (text));
}

static void
test_next_number (void)
{
  g_assert_cmpuint (next_var ("var0"), ==, 1);
  g_assert_cmpuint (next_var ("var41"), ==, 42);
  g_assert_cmpuint (next_var ("var007"), ==, 8);
  g_assert_cmpuint (next_var ("var999999999"), ==, 1000000000);
  g_assert_cmpuint (next_var ("var"), ==, 0);
  g_assert_cmpuint (next_var ("var1x"), ==, 0);
  g_assert_cmpuint (next_var ("xvar1"), ==, 0);
  g_assert_cmpuint (next_var ("var99999999999999999999"), ==, 0);
}

static void
test_fresh (void)
{
  g_assert_true (ariadne_name_fresh (12) == ariadne_name_intern ("var12"));
}

static void
test_mask_has_one_bit (void)
{
  guint32 mask = ariadne_name_get_mask (ariadne_name_intern ("masked"));

  g_assert_cmpuint (mask, !=, 0);
  g_assert_cmpuint (mask & (mask - 1), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Name/one_string_for_each", test_one_string_for_each);
  g_test_add_func ("/Ariadne/Name/next_number", test_next_number);
  g_test_add_func ("/Ariadne/Name/fresh", test_fresh);
  g_test_add_func ("/Ariadne/Name/mask_has_one_bit", test_mask_has_one_bit);

  return g_test_run ();
}
