/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "cli-program.h"

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
check_example (const char *interpreter,
               const char *example)
{
  const char *data = g_getenv ("ARIADNE_DATA_DIR");
  g_autofree char *path = g_build_filename (data, "expressions", "ml.kso", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  g_autofree char *found = NULL;
  g_autofree char *expected = run_program ();

  if (interpreter != NULL)
    g_ptr_array_add (argv, (char *) interpreter);
  g_ptr_array_add (argv, (char *) example);
  g_ptr_array_add (argv, path);
  g_ptr_array_add (argv, (char *) NETWORK);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (process));

  found = read_example (output);
  g_assert_cmpstr (found, ==, expected);
}

static void
check_script (const char *interpreter,
              const char *script)
{
  g_autofree char *path = g_build_filename (g_getenv ("ARIADNE_EXAMPLES"), script, NULL);

  check_example (interpreter, path);
}

static void
test_c (void)
{
  check_example (NULL, g_getenv ("ARIADNE_EXAMPLE_C"));
}

static void
test_python (void)
{
  if (g_getenv ("ARIADNE_PYTHON") == NULL)
    g_test_skip ("there is no introspection data, or no Python with gi (python3-gi)");
  else
    check_script (g_getenv ("ARIADNE_PYTHON"), "search-a-file.py");
}

static void
test_gjs (void)
{
  if (g_getenv ("ARIADNE_GJS") == NULL)
    g_test_skip ("there is no introspection data, or no gjs");
  else
    check_script (g_getenv ("ARIADNE_GJS"), "search-a-file.js");
}

static void
test_vala (void)
{
  if (g_getenv ("ARIADNE_EXAMPLE_VALA") == NULL)
    g_test_skip ("there is no binding for Vala, or no valac");
  else
    check_example (NULL, g_getenv ("ARIADNE_EXAMPLE_VALA"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bindings/same-search/c", test_c);
  g_test_add_func ("/bindings/same-search/python", test_python);
  g_test_add_func ("/bindings/same-search/gjs", test_gjs);
  g_test_add_func ("/bindings/same-search/vala", test_vala);

  return g_test_run ();
}
