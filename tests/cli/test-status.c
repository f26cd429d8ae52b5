/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "cli-program.h"

/* Where a run stands, from its log. */
#define RUN "run --model=fake:a=1ms,c=0us --gnn-budget=800 --engine=thread --save-path= --quiet "

/* Writes the log of a run, and gives its path. */
static char *
make_log (const char  *name,
          CliResult  **run)
{
  *run = cli_program_run (RUN "--json --log=%s", name);
  g_assert_cmpint ((*run)->status, ==, 0);

  return cli_program_get_path (name);
}

static JsonObject *
parse (JsonParser *parser,
       const char *text)
{
  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));

  return json_node_get_object (json_parser_get_root (parser));
}

/* What a status says of a run that has ended is what its report says. */
static void
test_same_as_report (void)
{
  g_autoptr (CliResult) run = NULL;
  g_autofree char *path = make_log ("same.jsonl", &run);
  g_autoptr (CliResult) status = cli_program_run ("status --json same.jsonl");
  g_autoptr (JsonParser) run_parser = json_parser_new ();
  g_autoptr (JsonParser) status_parser = json_parser_new ();
  static const char * const same[] = {
    "num_batches", "num_elements", "size_mean", "search_time_s", "wall_s", "wall_over_ideal"
  };
  JsonObject *object;
  JsonArray *runs, *configurations;

  g_assert_cmpint (status->status, ==, 0);
  runs = json_object_get_array_member (parse (run_parser, run->output), "runs");
  object = parse (status_parser, status->output);
  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "finished");
  configurations = json_object_get_array_member (object, "configurations");
  g_assert_cmpuint (json_array_get_length (configurations), ==, json_array_get_length (runs));

  for (guint i = 0; i < json_array_get_length (runs); i++)
    {
      JsonObject *expected = json_array_get_object_element (runs, i);
      JsonObject *found = json_array_get_object_element (configurations, i);

      g_assert_true (json_object_get_boolean_member (found, "finished"));
      for (guint j = 0; j < G_N_ELEMENTS (same); j++)
        g_assert_cmpfloat (json_object_get_double_member (found, same[j]), ==,
                           json_object_get_double_member (expected, same[j]));
      g_assert_cmpfloat_with_epsilon (
        json_object_get_double_member (found, "fraction_in_model"),
        json_object_get_double_member (expected, "fraction_in_model"), 1e-9);
      g_assert_cmpstr (json_object_get_string_member (found, "digest"), ==,
                       json_object_get_string_member (expected, "digest"));
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (found, "searches")),
                        ==, 8);
    }

  g_unlink (path);
}

static void
test_text (void)
{
  g_autoptr (CliResult) run = NULL;
  g_autofree char *path = make_log ("text.jsonl", &run);
  g_autoptr (CliResult) status = cli_program_run ("status text.jsonl");
  static const char * const expected[] = {
    "default: finished after", "\nsync  ", "\nthreads-2  ", "99 of 100 took", "\ngemm  "
  };

  g_test_message ("%s", status->output);
  g_assert_cmpint (status->status, ==, 0);
  g_assert_cmpstr (status->errors, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_nonnull (strstr (status->output, expected[i]));

  g_unlink (path);
}

static void
append (const char *path,
        const char *text,
        gsize       length)
{
  FILE *file = g_fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (text, 1, length, file), ==, length);
  fclose (file);
}

/* It says something at once, and again when the log has grown, until that has ended. */
static void
test_follow (void)
{
  g_autoptr (CliResult) run = NULL;
  g_autofree char *path = make_log ("whole.jsonl", &run);
  g_autofree char *growing = cli_program_get_path ("growing.jsonl");
  g_autofree char *text = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object = NULL;
  guint n_lines = 0;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  append (growing, text, length / 2);

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                              g_getenv ("ARIADNE_PROGRAM"), "status", "--follow", "--json",
                              growing, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  while (TRUE)
    {
      g_autofree char *line = NULL;

      line = g_data_input_stream_read_line (output, NULL, NULL, &error);
      g_assert_no_error (error);
      if (line == NULL)
        break;

      object = parse (parser, line);
      if (n_lines == 0)
        {
          g_assert_true (json_object_get_null_member (object, "status"));
          append (growing, text + length / 2, length - length / 2);
        }
      n_lines++;
    }

  g_assert_cmpuint (n_lines, >=, 2);
  g_assert_cmpstr (json_object_get_string_member (object, "status"), ==, "finished");
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  g_unlink (path);
  g_unlink (growing);
}

/* What was understood is said; what was not is an error. */
static void
test_damaged (void)
{
  g_autoptr (CliResult) run = NULL;
  g_autofree char *path = make_log ("damaged.jsonl", &run);
  g_autoptr (CliResult) status = NULL;
  g_autoptr (CliResult) followed = NULL;

  append (path, "hello\n", 6);
  status = cli_program_run ("status damaged.jsonl");
  g_assert_cmpint (status->status, ==, 2);
  g_assert_nonnull (strstr (status->output, "default: finished after"));
  g_assert_nonnull (strstr (status->errors, "damaged.jsonl:"));
  g_assert_nonnull (strstr (status->errors, "expected well-formed JSON"));

  followed = cli_program_run ("status --follow damaged.jsonl");
  g_assert_cmpint (followed->status, ==, 2);

  g_unlink (path);
}

static void
test_usage (void)
{
  assert_rejected ("status", "expected one FILE");
  assert_rejected ("status a b", "expected one FILE");
  assert_rejected ("status nowhere.jsonl", "nowhere.jsonl: cannot read the log");
  assert_rejected ("status .", "expected a regular file");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Status/same_as_report", test_same_as_report);
  g_test_add_func ("/Ariadne/Status/text", test_text);
  g_test_add_func ("/Ariadne/Status/follow", test_follow);
  g_test_add_func ("/Ariadne/Status/damaged", test_damaged);
  g_test_add_func ("/Ariadne/Status/usage", test_usage);

  return g_test_run ();
}
