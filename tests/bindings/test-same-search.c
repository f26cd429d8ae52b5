/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "cli-program.h"
#include "language.h"

/* The examples of all languages visit what the program visits, which makes its
 * searches in its own way: with an experiment, and with another number of threads.
 */

#define NETWORK "random:hidden=8,propagations=2"

#define N_EXPRESSIONS 36

/* The evaluations that the examples grant every search, in the program's terms:
 * all share one budget.
 */
#define TOTAL_BUDGET "3600"

/* Gets lines of a name and a digest. */
static char *
run_program (void)
{
  g_autoptr (CliResult) run =
    cli_program_run ("run --engine=thread --skip-sync --expressions=ml --num-searches=%u "
                     "--gnn-budget=" TOTAL_BUDGET " --simulation-depth=49 --buffer-size=16 "
                     "--seed=0 --model=" NETWORK " --save-path= --json --quiet", N_EXPRESSIONS);
  g_autoptr (JsonParser) parser = json_parser_new ();
  GString *lines = g_string_new (NULL);
  JsonArray *searches;
  JsonObject *object;

  g_assert_cmpint (run->status, ==, 0);
  g_assert_true (json_parser_load_from_data (parser, run->output, -1, NULL));
  object = json_node_get_object (json_parser_get_root (parser));
  object = json_array_get_object_element (json_object_get_array_member (object, "runs"), 0);
  searches = json_object_get_array_member (object, "searches");
  g_assert_cmpuint (json_array_get_length (searches), ==, N_EXPRESSIONS);

  for (guint i = 0; i < N_EXPRESSIONS; i++)
    {
      object = json_array_get_object_element (searches, i);
      g_string_append_printf (lines, "%s %s\n", json_object_get_string_member (object, "name"),
                              json_object_get_string_member (object, "digest"));
    }

  return g_string_free (lines, FALSE);
}

/* The same of what an example has printed: the first and the last word of a line. */
static char *
read_example (const char *output)
{
  g_auto (GStrv) all = g_strsplit (output, "\n", -1);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; all[i] != NULL && *all[i] != '\0'; i++)
    g_string_append_printf (lines, "%.*s%s\n", (int) strcspn (all[i], " "), all[i],
                            strrchr (all[i], ' '));

  return g_string_free (lines, FALSE);
}

static void
check_example (const char *output)
{
  g_autofree char *found = read_example (output);
  g_autofree char *expected = run_program ();

  g_assert_cmpstr (found, ==, expected);
}

static void
test_language (gconstpointer language)
{
  g_autofree char *path =
    g_build_filename (g_getenv ("ARIADNE_DATA_DIR"), "expressions", "ml.kso", NULL);
  g_autofree char *output = language_run (language, "search-a-file", path, NETWORK, NULL);

  if (output != NULL)
    check_example (output);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/bindings/same-search/c", &language_c, test_language);
  g_test_add_data_func ("/bindings/same-search/python", &language_python, test_language);
  g_test_add_data_func ("/bindings/same-search/gjs", &language_gjs, test_language);
  g_test_add_data_func ("/bindings/same-search/vala", &language_vala, test_language);

  return g_test_run ();
}
