/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

#include "cli-program.h"

/* A model that costs nothing, and starts small enough for a test. */
#define QUICK "--model=fake:a=0us,c=0us --gnn-budget=800 --save-path= "

static JsonObject *
parse_report (JsonParser      *parser,
              const CliResult *result)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (result->status, ==, 0);
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

static JsonNode *
get_member (JsonObject *object,
            const char *name)
{
  if (!json_object_has_member (object, name))
    g_error ("there is no “%s”", name);

  return json_object_get_member (object, name);
}

static void
assert_is_string (JsonObject *object,
                  const char *name)
{
  g_assert_cmpint (json_node_get_value_type (get_member (object, name)), ==, G_TYPE_STRING);
}

/* Numbers; a double that happens to be whole may be written as an integer. */
static double
assert_is_number (JsonObject *object,
                  const char *name)
{
  JsonNode *node = get_member (object, name);
  GType type = json_node_get_value_type (node);

  g_assert_true (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE);

  return json_node_get_double (node);
}

static void
assert_is_digest (JsonObject *object)
{
  const char *digest = json_node_get_string (get_member (object, "digest"));

  g_assert_cmpuint (strspn (digest, "0123456789abcdef"), ==, 64);
  g_assert_cmpuint (strlen (digest), ==, 64);
}

static void
check_search (JsonObject *search)
{
  assert_is_string (search, "name");
  assert_is_string (search, "status");
  assert_is_string (search, "best");
  assert_is_digest (search);
  g_assert_cmpfloat (assert_is_number (search, "visited"), >=, 1);
  g_assert_cmpfloat (assert_is_number (search, "evaluations"), >=, 0);
  g_assert_cmpfloat (assert_is_number (search, "best_cost"), <=,
                     assert_is_number (search, "start_cost"));
}

static void
check_batches (JsonObject *run)
{
  guint n_batches = assert_is_number (run, "num_batches");
  JsonArray *sizes = json_object_get_array_member (run, "batch_sizes");
  double n_elements = 0;

  g_assert_cmpuint (json_array_get_length (sizes), ==, n_batches);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (run, "model_times_s")),
                    ==, n_batches);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (run, "update_times_s")),
                    ==, n_batches);
  for (guint i = 0; i < n_batches; i++)
    n_elements += json_array_get_int_element (sizes, i);
  g_assert_cmpfloat (n_elements, ==, assert_is_number (run, "num_elements"));
  g_assert_cmpfloat_with_epsilon (assert_is_number (run, "size_mean"), n_elements / n_batches,
                                  1e-9);
}

static void
check_run (JsonObject *run)
{
  JsonArray *searches = json_object_get_array_member (run, "searches");

  assert_is_string (run, "group");
  assert_is_string (run, "name");
  assert_is_string (run, "engine");
  assert_is_string (run, "search");
  get_member (run, "queue");
  get_member (run, "matches_expected");
  assert_is_number (run, "searchers");
  assert_is_number (run, "servers");
  assert_is_number (run, "search_time_s");
  assert_is_number (run, "model_time_s");
  assert_is_number (run, "size_std");
  g_assert_cmpfloat (assert_is_number (run, "fraction_in_model"), <=, 1);
  g_assert_cmpfloat (assert_is_number (run, "wall_s"), >, 0);
  g_assert_cmpfloat (assert_is_number (run, "ideal_s"), >, 0);
  g_assert_cmpfloat (assert_is_number (run, "wall_over_ideal"), >, 0);
  assert_is_digest (run);
  check_batches (run);
  for (guint i = 0; i < json_array_get_length (searches); i++)
    check_search (json_array_get_object_element (searches, i));
}

static JsonObject *
find_run (JsonObject *report,
          const char *name)
{
  JsonArray *runs = json_object_get_array_member (report, "runs");

  for (guint i = 0; i < json_array_get_length (runs); i++)
    {
      JsonObject *run = json_array_get_object_element (runs, i);

      if (g_str_equal (json_object_get_string_member (run, "name"), name))
        return run;
    }

  return NULL;
}

/* Every group that the machine can run, and what each should say about its
 * agreement with the synchronous searches.
 */
static void
test_json (void)
{
  static const char *const names[] = {
    "sync", "single", "threads-1", "threads-2", "threads-4", "threads-8", "procs-1", "procs-2",
    "procs-4", "procs-8", "threads-2x2", "procs-2x2", "continuous",
  };
  g_autoptr (CliResult) result = cli_program_run ("run " QUICK "--quiet --json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *report = parse_report (parser, result);

  g_assert_cmpstr (result->errors, ==, "");
  g_assert_cmpfloat (assert_is_number (report, "version"), ==, 1);
  assert_is_string (report, "experiment");
  g_assert_nonnull (json_object_get_object_member (report, "host"));
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (report, "config"),
                                               "gnn_budget"), ==, 800);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (report, "runs")), ==,
                    G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonObject *run = find_run (report, names[i]);
      JsonNode *agreement;

      g_assert_nonnull (run);
      check_run (run);
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (run, "searches")),
                        ==, 8);
      agreement = json_object_get_member (run, "matches_expected");
      if (g_str_equal (names[i], "sync") || g_str_equal (names[i], "continuous"))
        g_assert_true (json_node_is_null (agreement));
      else
        g_assert_true (json_node_get_boolean (agreement));
    }
}

static void
test_rollouts (void)
{
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *report, *run;

  result = cli_program_run ("run " QUICK "--search=rollout --num-rollouts=2 --simulation-depth=5 "
                            "--engine=thread --num-procs=3 --quiet --json");
  report = parse_report (parser, result);
  g_assert_null (find_run (report, "single"));
  check_run (find_run (report, "rollout-sync"));
  run = find_run (report, "rollout-3");
  check_run (run);
  g_assert_cmpint (json_object_get_int_member (run, "searchers"), ==, 3);
  g_assert_true (json_object_get_boolean_member (run, "matches_expected"));
}

static void
test_text (void)
{
  g_autoptr (CliResult) result = cli_program_run ("run " QUICK "--num-cpus=1");

  g_assert_cmpint (result->status, ==, 0);
  g_assert_nonnull (strstr (result->output, "Total search time"));
  g_assert_nonnull (strstr (result->output, "Fraction in model"));
  g_assert_nonnull (strstr (result->output, "Wall ÷ ideal"));
  g_assert_null (strstr (result->errors, "\033"));
  g_assert_nonnull (strstr (result->errors, "single"));
}

/* What was found is told of each kind of search. */
static void
test_text_of_all (void)
{
  g_autoptr (CliResult) result = cli_program_run ("run " QUICK "--search=all --engine=thread");

  g_assert_cmpint (result->status, ==, 0);
  g_assert_nonnull (strstr (result->output, "\nSearch (astar) "));
  g_assert_nonnull (strstr (result->output, "\nSearch (rollout) "));
}

static void
test_csv (void)
{
  g_autoptr (CliResult) result = cli_program_run ("run " QUICK "--num-cpus=2 --csv --quiet");
  g_auto (GStrv) lines = NULL;

  g_assert_cmpint (result->status, ==, 0);
  lines = g_strsplit (g_strstrip (result->output), "\n", -1);
  /* A heading, then sync, single, 1 and 2 threads and processes, both with two
   * servers, and continuous.
   */
  g_assert_cmpuint (g_strv_length (lines), ==, 10);
  g_assert_nonnull (strstr (lines[0], "group,name,"));
  g_assert_nonnull (strstr (lines[2], "single,single,"));
}

static void
assert_file_begins (const char *name,
                    const char *start,
                    gsize       length)
{
  g_autofree char *path = cli_program_get_path (name);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, >, 500);
  g_assert_cmpmem (text, length, start, length);
}

static void
test_picture (void)
{
  static const struct { const char *name; const char *start; } pictures[] = {
    { "results.png", "\x89PNG" }, { "results.svg", "<?xml" }, { "results.pdf", "%PDF" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autoptr (CliResult) result = NULL;

      result = cli_program_run ("run " QUICK "--num-cpus=1 --quiet --save-path=%s",
                                pictures[i].name);
      g_assert_cmpint (result->status, ==, 0);
      assert_file_begins (pictures[i].name, pictures[i].start, strlen (pictures[i].start));
    }
}

/* Each line of a log is JSON, complete as soon as it is there. */
static void
test_log (void)
{
  g_autoptr (CliResult) result = cli_program_run ("run " QUICK "--num-cpus=1 --log=run.log");
  g_autofree char *path = cli_program_get_path ("run.log");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (result->status, ==, 0);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 10);
  for (guint i = 0; lines[i + 1] != NULL; i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();

      json_parser_load_from_data (parser, lines[i], -1, &error);
      g_assert_no_error (error);
    }
}

/* ^C, or what says the same, while a configuration runs: the report has
 * what there was, and the program says so with its status.
 */
static void
test_interrupt (gconstpointer data)
{
  int signal_number = GPOINTER_TO_INT (data);
  static const char *const arguments[] = {
    "run", "--model=fake:a=1ms,c=100us", "--gnn-budget=400000", "--save-path=partial.png",
    "--json", "--skip-sync", NULL,
  };
  g_autoptr (CliResult) result = cli_program_run_argv (arguments, "evaluations",
                                                       signal_number);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *runs;
  JsonObject *run;

  g_assert_cmpint (result->status, ==, 130);
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  runs = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "runs");
  g_assert_cmpuint (json_array_get_length (runs), ==, 1);
  run = json_array_get_object_element (runs, 0);
  g_assert_true (json_object_get_null_member (run, "matches_expected"));
  for (guint i = 0; i < 8; i++)
    {
      JsonArray *searches = json_object_get_array_member (run, "searches");
      JsonObject *search = json_array_get_object_element (searches, i);

      g_assert_cmpstr (json_object_get_string_member (search, "status"), ==, "cancelled");
      g_assert_cmpint (json_object_get_int_member (search, "visited"), >, 1);
    }
  assert_file_begins ("partial.png", "\x89PNG", 4);
}

/* More searches than expressions: these are taken again. The same search finds
 * the same, whatever it is called.
 */
static void
test_more_searches_than_expressions (void)
{
  static const char * const names[] = { "tanh (2)", "sigmoid (2)", "tanh", "sigmoid" };
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *searches;
  JsonObject *run;

  result = cli_program_run ("run " QUICK "--json -q --engine=thread --skip-sync "
                            "--expressions=ml:tanh,sigmoid --num-searches=4");
  run = json_array_get_object_element (
    json_object_get_array_member (parse_report (parser, result), "runs"), 0);
  searches = json_object_get_array_member (run, "searches");
  g_assert_cmpuint (json_array_get_length (searches), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      JsonObject *search = json_array_get_object_element (searches, i);
      JsonObject *twin = json_array_get_object_element (searches, i ^ 2);

      g_assert_cmpstr (json_object_get_string_member (search, "name"), ==, names[i]);
      g_assert_cmpstr (json_object_get_string_member (search, "digest"), ==,
                       json_object_get_string_member (twin, "digest"));
    }
}

/* The same with processes: they end too, and what they had found is reported. */
static void
test_interrupt_processes (void)
{
  static const char *const arguments[] = {
    "run", "--model=fake:a=1ms,c=100us", "--gnn-budget=400000", "--save-path=", "--json",
    "--engine=process", "--num-procs=3", "--skip-sync", NULL,
  };
  g_autoptr (CliResult) result = cli_program_run_argv (arguments, "evaluations", SIGINT);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *runs;
  JsonObject *run;

  g_assert_cmpint (result->status, ==, 130);
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  runs = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "runs");
  g_assert_cmpuint (json_array_get_length (runs), ==, 1);
  run = json_array_get_object_element (runs, 0);
  g_assert_cmpint (json_object_get_int_member (run, "deaths"), ==, 0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (run, "searches")), ==, 8);
}

/* A log that cannot be written costs nothing else. */
static void
test_full_log (void)
{
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no /dev/full");
      return;
    }

  result = cli_program_run ("run " QUICK "--engine=process --quiet --json --log=/dev/full");
  g_assert_cmpint (result->status, ==, 1);
  g_assert_nonnull (strstr (result->errors, "the log is incomplete: /dev/full"));
  g_assert_true (strchr (result->errors, '\n') == result->errors + strlen (result->errors) - 1);
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  check_run (find_run (json_node_get_object (json_parser_get_root (parser)), "procs-2"));
}

/* A log that cannot be written is said to be so while the run goes on, and once. */
static void
test_log_fails (void)
{
  static const char message[] = "the log is incomplete: /dev/full: ";
  g_autoptr (CliResult) result = NULL;
  CliProcess *process;
  const char *first;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no /dev/full");
      return;
    }

  process = cli_process_start (NULL, "run --model=fake:a=1ms,c=1ms --gnn-budget=4000000"
                               " --engine=process --skip-sync --log=/dev/full --save-path="
                               " --json --quiet");
  cli_process_read_until (process, message);
  cli_process_signal (process, SIGINT);
  result = cli_process_finish (process);
  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, 1);
  first = strstr (result->errors, "incomplete");
  g_assert_null (strstr (first + 1, "incomplete"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Run/json", test_json);
  g_test_add_func ("/Ariadne/Run/rollouts", test_rollouts);
  g_test_add_func ("/Ariadne/Run/more_searches_than_expressions",
                   test_more_searches_than_expressions);
  g_test_add_func ("/Ariadne/Run/text", test_text);
  g_test_add_func ("/Ariadne/Run/text_of_all", test_text_of_all);
  g_test_add_func ("/Ariadne/Run/csv", test_csv);
  g_test_add_func ("/Ariadne/Run/picture", test_picture);
  g_test_add_func ("/Ariadne/Run/log", test_log);
  g_test_add_func ("/Ariadne/Run/full_log", test_full_log);
  g_test_add_func ("/Ariadne/Run/interrupt_processes", test_interrupt_processes);
  g_test_add_func ("/Ariadne/Run/log_fails", test_log_fails);
  g_test_add_data_func ("/Ariadne/Run/interrupt", GINT_TO_POINTER (SIGINT), test_interrupt);
  g_test_add_data_func ("/Ariadne/Run/terminate", GINT_TO_POINTER (SIGTERM), test_interrupt);
  g_test_add_data_func ("/Ariadne/Run/hang_up", GINT_TO_POINTER (SIGHUP), test_interrupt);

  return g_test_run ();
}
