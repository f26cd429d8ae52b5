/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "tiles/ariadne-tiles-set.h"

#define EASY "1 0 2 3 4 5 6 7 8"

static AriadneTilesSet *
read_set (const char  *text,
          GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return ariadne_tiles_set_new_from_bytes (bytes, "file", error);
}

static void
test_read (void)
{
  g_autoptr (AriadneTilesSet) set = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  set = read_set ("# nothing\n\n  first one :" EASY " # 1\r\n\t0\t1 2 3 4 5 6 7 8 \n", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_tiles_set_get_n_puzzles (set), ==, 2);
  g_assert_cmpstr (ariadne_tiles_set_get_name (set, 0), ==, "first one");
  g_assert_cmpstr (ariadne_tiles_set_get_name (set, 1), ==, "puzzle-2");
  g_assert_cmpuint (ariadne_tiles_domain_get_side (ariadne_tiles_set_get_domain (set)), ==, 3);
  text = ariadne_domain_describe (ARIADNE_DOMAIN (ariadne_tiles_set_get_domain (set)),
                                  ariadne_tiles_set_get_start (set, 0));
  g_assert_cmpstr (text, ==, EASY);
}

static void
test_select (void)
{
  static const char * const names[] = { "b", "a", "b", NULL };
  static const char * const unknown[] = { "a", "c", NULL };
  g_autoptr (AriadneTilesSet) set = read_set ("a:" EASY "\nb: 0 1 2 3 4 5 6 7 8", NULL);
  g_autoptr (AriadneTilesSet) chosen = ariadne_tiles_set_select (set, names, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (ariadne_tiles_set_get_n_puzzles (chosen), ==, 3);
  g_assert_cmpstr (ariadne_tiles_set_get_name (chosen, 1), ==, "a");
  g_assert_true (ariadne_tiles_set_get_start (chosen, 1) == ariadne_tiles_set_get_start (set, 0));

  g_assert_null (ariadne_tiles_set_select (set, unknown, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“c”"));
}

typedef struct
{
  const char *text;
  const char *message;
} Case;

/* Where it is, and what was expected. */
static void
test_errors (void)
{
  static const Case cases[] = {
    { "", "file: there is no puzzle, expected at least one" },
    { "# 1 2 3\n", "there is no puzzle" },
    { EASY "\n1 2 3\n", "file: line 2, column 1: there are 3 tiles, expected 9 as before" },
    { "1 2 3 4", "line 1, column 1: there are 4 tiles, expected 9, 16 or 25" },
    { "1 0 x", "line 1, column 5: expected the number of a tile, up to 24" },
    { "1 0 -2", "line 1, column 5: expected the number" },
    { "1 0 2.5", "line 1, column 5: expected the number" },
    { "1 0 100", "line 1, column 5: expected the number" },
    { "a: b: 1", "line 1, column 4: expected the number" },
    { " : " EASY, "line 1, column 2: expected a name without commas" },
    { "a,b: " EASY, "line 1, column 1: expected a name without commas" },
    { "\xff: " EASY, "expected a name" },
    { "x: 1 0 2 3 4 5 6 7 7", "line 1, column 1: x: tile 7 is at place 8 and at place 9" },
    { "x: 1 0 2 3 4 5 6 7 9", "x: there is 9 at place 9; expected each of 0 to 8 once" },
    { "x: 0 2 1 3 4 5 6 7 8", "x: no moves lead to 0 1 2 … 8" },
    { "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 0",
      "column 66: expected at most 25 tiles" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_set (cases[i].text, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
}

/* A file is as good as what is in it, whatever that is. */
static void
test_hostile (void)
{
  static const char sound[] = "one: " EASY " # 1\n0 1 2 3 4 5 6 7 8\n";
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint round = 0; round < 20000; round++)
    {
      g_autofree guint8 *data = g_memdup2 (sound, sizeof sound);
      gsize length = g_rand_int_range (rand, 1, sizeof sound);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (AriadneTilesSet) set = NULL;
      g_autoptr (GError) error = NULL;

      data[g_rand_int_range (rand, 0, length)] = g_rand_int_range (rand, 0, 256);
      bytes = g_bytes_new (data, length);
      set = ariadne_tiles_set_new_from_bytes (bytes, NULL, &error);
      g_assert_true ((set == NULL) == (error != NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/TilesSet/read", test_read);
  g_test_add_func ("/Ariadne/TilesSet/select", test_select);
  g_test_add_func ("/Ariadne/TilesSet/errors", test_errors);
  g_test_add_func ("/Ariadne/TilesSet/hostile", test_hostile);

  return g_test_run ();
}
