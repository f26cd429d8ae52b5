/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-options.h"

#include <ariadne.h>

#include "monitor-command-line.h"
#include "monitor-expression.h"
#include "monitor-fixture.h"
#include "monitor-presets.h"
#include "monitor-rehearsal.h"

/* A value that is not the default for each option that is not a flag, and what has to be
 * said besides so that it makes a difference and can be run anywhere.
 */
static const struct
{
  RunOptionId id;
  const char *value;
  const char *besides[3];
} cases[] = {
  { RUN_OPTION_DOMAIN, "sliding-tiles" },
  { RUN_OPTION_EXPRESSIONS, "ml" },
  { RUN_OPTION_EXPRESSIONS, "blas:gemm,ger" },
  { RUN_OPTION_PUZZLE, "korf:korf-42", { "--domain=sliding-tiles" } },
  { RUN_OPTION_NUM_SEARCHES, "3" },
  { RUN_OPTION_RULES, "ml_rules" },
  { RUN_OPTION_SEARCH, "rollout" },
  { RUN_OPTION_WEIGHT, "0.8", { "--domain=sliding-tiles" } },
  { RUN_OPTION_GNN_BUDGET, "4000000000" },
  { RUN_OPTION_NUM_ROLLOUTS, "7", { "--search=all" } },
  { RUN_OPTION_SIMULATION_DEPTH, "20" },
  { RUN_OPTION_WIDTH, "3", { "--search=beam" } },
  { RUN_OPTION_BUFFER_SIZE, "5" },
  { RUN_OPTION_SEED, "18446744073709551615" },
  { RUN_OPTION_MODEL, "fake:a=1us,c=1us" },
  { RUN_OPTION_DEVICE, "cpu" },
  { RUN_OPTION_ON_DEVICE_ERROR, "retry" },
  { RUN_OPTION_BATCH_SIZE, "64" },
  { RUN_OPTION_BATCH_POLICY, "no-wait" },
  { RUN_OPTION_ENGINE, "process" },
  { RUN_OPTION_NUM_PROCS, "5" },
  { RUN_OPTION_NUM_SERVERS, "3" },
  { RUN_OPTION_NUM_CPUS, "4" },
  { RUN_OPTION_NUM_GPUS, "0" },
  { RUN_OPTION_TOTAL_GPU_FRAC, "0.25", { "--multi-server" } },
  { RUN_OPTION_RAY_ADDRESS, "127.0.0.1:6379" },
  { RUN_OPTION_RAY_LISTEN, "127.0.0.1:0" },
  { RUN_OPTION_PREPROCESS, "server" },
  { RUN_OPTION_MAX_RETRIES, "0" },
  { RUN_OPTION_SERVER_GRACE, "30" },
  { RUN_OPTION_WORKER_MEMORY, "2G" },
  { RUN_OPTION_SAVE_PATH, "/tmp/a picture's name.svg" },
  { RUN_OPTION_LOG_INTERVAL, "1.5" },
};

/* What can be given only where Ray or a GPU is. */
static const RunOptionId elsewhere[] = {
  RUN_OPTION_PRECISION, RUN_OPTION_RAY_PYTHON, RUN_OPTION_RAY_QUEUE,
};

static gboolean
is_elsewhere (RunOptionId id)
{
  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    if (elsewhere[i] == id)
      return TRUE;

  return FALSE;
}

static gboolean
is_tried (RunOptionId id)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].id == id)
      return TRUE;

  return FALSE;
}

/* What the program prints; its status is 0. */
static char *
get_help (void)
{
  const char *argv[] = { g_getenv ("ARIADNE_PROGRAM"), "run", "--help", NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);

  return output;
}

/* Every option that the program has is one of the form's, or is left out for a reason;
 * and the form has none that the program has not.
 */
static void
test_help (void)
{
  g_autofree char *help = get_help ();
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  guint n = 0;

  regex = g_regex_new ("^  (?:-[a-z], )?--([a-z-]+)", G_REGEX_MULTILINE, 0, NULL);
  g_regex_match (regex, help, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      const RunOptionSpec *spec = run_option_find (name);
      const char *reason;

      if (g_str_equal (name, "help"))
        continue;

      g_test_message ("%s", name);
      g_assert_nonnull (spec);
      n++;
      reason = monitor_options_get_left_out (spec->id);
      g_assert_true (reason == NULL || strlen (reason) > 10);
      if (spec->kind != RUN_KIND_FLAG && reason == NULL)
        g_assert_true (is_tried (spec->id) != is_elsewhere (spec->id));
    }

  g_assert_cmpuint (n, ==, RUN_N_OPTIONS);
}

static void
set_arguments (MonitorOptions     *options,
               const char * const *arguments)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (monitor_options_set_arguments (options, arguments, &error));
  g_assert_no_error (error);
}

/* A form of one case. */
static MonitorOptions *
make_case (guint i)
{
  MonitorOptions *options = monitor_options_new ();

  set_arguments (options, cases[i].besides);
  monitor_options_set_text (options, cases[i].id, cases[i].value);
  g_assert_null (monitor_options_get_hindrance (options, cases[i].id));
  g_assert_cmpstr (monitor_options_get_text (options, cases[i].id), ==, cases[i].value);

  return options;
}

/* To a command line, through the hands of a shell, and back. */
static void
test_round (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MonitorOptions) options = make_case (i);
      g_autoptr (MonitorOptions) back = monitor_options_new ();
      g_auto (GStrv) arguments = monitor_options_to_arguments (options);
      g_autofree char *expected = g_strdup_printf ("--%s=%s",
                                                   run_option_get_spec (cases[i].id)->name,
                                                   cases[i].value);
      g_autofree char *line = monitor_command_line_new ((const char * const *) arguments);
      g_auto (GStrv) words = NULL;
      g_auto (GStrv) again = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", line);
      g_assert_true (g_strv_contains ((const char * const *) arguments, expected));
      g_assert_true (g_str_has_prefix (line, "ariadne run "));

      words = monitor_command_line_split (line, &error);
      g_assert_no_error (error);
      set_arguments (back, (const char * const *) words);
      again = monitor_options_to_arguments (back);
      g_assert_true (g_strv_equal ((const char * const *) arguments,
                                   (const char * const *) again));
    }
}

typedef struct
{
  GAsyncResult *result;
} Wait;

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  ((Wait *) user_data)->result = g_object_ref (result);
}

static gboolean
is_done (gpointer data)
{
  return ((Wait *) data)->result != NULL;
}

/* What the program itself says; 0 and an error if it complains. */
static guint
rehearse (MonitorOptions  *options,
          GError         **error)
{
  g_auto (GStrv) arguments = monitor_options_to_arguments (options);
  g_autoptr (GAsyncResult) result = NULL;
  Wait wait = { NULL };

  monitor_rehearse_async ((const char * const *) arguments, NULL, done_cb, &wait);
  wait_until ("a rehearsal", is_done, &wait);
  result = wait.result;

  return monitor_rehearse_finish (result, error);
}

/* What the form takes, the program takes. */
static void
test_accepted (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MonitorOptions) options = make_case (i);
      g_autofree char *problem = monitor_options_dup_first_problem (options);
      g_autoptr (GError) error = NULL;
      guint n;

      g_assert_cmpstr (problem, ==, NULL);
      n = rehearse (options, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n, >, 0);
    }
}

/* What the form cannot know, the program says, as a sentence about it. */
static void
test_complaints (void)
{
  static const struct { const char *argument, *message; } complaints[] = {
    { "--simulation-depth=60", "a depth of 60" },
    { "--model=nowhere.safetensors", "nowhere.safetensors" },
    { "--gnn-budget=7", "a budget of 7" },
    { "--expressions=blas:no_such_name", "no_such_name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (complaints); i++)
    {
      const char *arguments[] = { complaints[i].argument, NULL };
      g_autoptr (MonitorOptions) options = monitor_options_new ();
      g_autofree char *problem = NULL;
      g_autoptr (GError) error = NULL;

      set_arguments (options, arguments);
      problem = monitor_options_dup_first_problem (options);
      g_assert_cmpstr (problem, ==, NULL);
      g_assert_cmpuint (rehearse (options, &error), ==, 0);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, complaints[i].message));
      g_assert_false (g_str_has_prefix (error->message, "ariadne"));
    }
}

static void
test_problems (void)
{
  static const struct { RunOptionId id; const char *value, *problem; } problems[] = {
    { RUN_OPTION_GNN_BUDGET, "0", "Expected a whole number from 1 to 4294967295" },
    { RUN_OPTION_GNN_BUDGET, "1e3", "Expected a whole number from 1 to 4294967295" },
    { RUN_OPTION_SEED, "-1", "Expected a whole number from 0 to 18446744073709551615" },
    { RUN_OPTION_NUM_SEARCHES, "many", "Expected a whole number from 1 to 100000" },
    { RUN_OPTION_TOTAL_GPU_FRAC, "2", "Expected a number above 0 and at most 1" },
    { RUN_OPTION_WORKER_MEMORY, "1M", "Expected a size of at least 256M, such as 512M or 2G" },
    { RUN_OPTION_LOG_INTERVAL, "0", "Expected seconds, from 0.01 to 3600" },
    { RUN_OPTION_DEVICE, "abacus", "Expected one of auto, cpu, cuda, or cuda: and a number" },
    { RUN_OPTION_EXPRESSIONS, "blas:", "Expected names after the colon" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autoptr (MonitorOptions) options = monitor_options_new ();
      g_autofree char *first = NULL;

      g_assert_null (monitor_options_get_problem (options, problems[i].id));
      monitor_options_set_text (options, problems[i].id, problems[i].value);
      g_assert_cmpstr (monitor_options_get_problem (options, problems[i].id), ==,
                       problems[i].problem);
      first = monitor_options_dup_first_problem (options);
      g_assert_true (g_str_has_suffix (first, problems[i].problem));

      monitor_options_set_text (options, problems[i].id, NULL);
      g_assert_null (monitor_options_get_problem (options, problems[i].id));
    }
}

static void
count_cb (MonitorOptions *options,
          guint          *n)
{
  (*n)++;
}

/* An experiment is one of three; what it has no use for is kept, and not said. */
static void
test_experiments (void)
{
  g_autoptr (MonitorOptions) options = monitor_options_new ();
  g_auto (GStrv) with = NULL;
  g_auto (GStrv) without = NULL;
  guint n_changes = 0;

  g_signal_connect (options, "changed", G_CALLBACK (count_cb), &n_changes);
  monitor_options_set_experiment (options, MONITOR_EXPERIMENT_MULTI_SERVER);
  monitor_options_set_text (options, RUN_OPTION_NUM_SERVERS, "3");
  g_assert_cmpuint (n_changes, ==, 2);
  with = monitor_options_to_arguments (options);
  g_assert_cmpstr (with[0], ==, "--multi-server");
  g_assert_cmpstr (with[1], ==, "--num-servers=3");

  monitor_options_set_experiment (options, MONITOR_EXPERIMENT_CONTINUOUS);
  g_assert_nonnull (monitor_options_get_hindrance (options, RUN_OPTION_NUM_SERVERS));
  without = monitor_options_to_arguments (options);
  g_assert_cmpstr (without[0], ==, "--continuous");
  g_assert_null (without[1]);
  g_assert_cmpstr (monitor_options_get_text (options, RUN_OPTION_NUM_SERVERS), ==, "3");

  monitor_options_reset (options);
  g_assert_cmpint (monitor_options_get_experiment (options), ==, MONITOR_EXPERIMENT_DEFAULT);
  g_assert_null (monitor_options_get_text (options, RUN_OPTION_NUM_SERVERS));
}

/* What cannot be parsed changes nothing; what the window does itself is left aside. */
static void
test_foreign (void)
{
  static const char * const unknown[] = { "--seed=3", "--frobnicate", NULL };
  static const char * const foreign[] = { "--json", "--quiet", "--log=x", "--save-path=",
                                          "--seed=4", NULL };
  g_autoptr (MonitorOptions) options = monitor_options_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = NULL;

  g_assert_false (monitor_options_set_arguments (options, unknown, &error));
  g_assert_nonnull (strstr (error->message, "--frobnicate"));
  g_assert_null (monitor_options_get_text (options, RUN_OPTION_SEED));

  set_arguments (options, foreign);
  arguments = monitor_options_to_arguments (options);
  g_assert_cmpstr (arguments[0], ==, "--seed=4");
  g_assert_null (arguments[1]);
}

/* Those that come with the window can be run. */
static void
test_built_in_presets (void)
{
  g_autoptr (MonitorPresets) presets = monitor_presets_new ("/nowhere/presets.ini");
  const char * const *names = monitor_presets_get_names (presets);
  guint n = 0;

  for (; *names != NULL; names++, n++)
    {
      g_autoptr (MonitorOptions) options = monitor_options_new ();
      g_autoptr (GError) error = NULL;

      g_assert_true (monitor_presets_is_built_in (presets, *names));
      g_assert_nonnull (monitor_presets_get_title (presets, *names));
      set_arguments (options, monitor_presets_get_arguments (presets, *names));
      g_assert_cmpuint (rehearse (options, &error), >, 0);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (n, >=, 5);
  g_assert_null (monitor_presets_get_arguments (presets, "no such preset"));
}

static void
test_presets (void)
{
  static const char * const arguments[] = { "--expressions=a;b c.kso", "--seed=3", NULL };
  g_autofree char *folder = g_dir_make_tmp ("ariadne-presets-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "presets.ini", NULL);
  g_autoptr (MonitorPresets) presets = monitor_presets_new (path);
  g_autoptr (MonitorPresets) again = NULL;
  g_autoptr (MonitorPresets) unwritable = monitor_presets_new ("/proc/presets.ini");
  g_autoptr (GError) error = NULL;

  g_assert_true (monitor_presets_save (presets, "Meine Läufe", arguments, &error));
  g_assert_no_error (error);
  g_assert_true (monitor_presets_save (presets, "other", arguments, &error));
  g_assert_true (monitor_presets_rename (presets, "other", "another", &error));
  g_assert_null (monitor_presets_get_arguments (presets, "other"));

  again = monitor_presets_new (path);
  g_assert_true (g_strv_equal (monitor_presets_get_arguments (again, "Meine Läufe"), arguments));
  g_assert_true (g_strv_equal (monitor_presets_get_arguments (again, "another"), arguments));
  g_assert_cmpstr (monitor_presets_get_title (again, "another"), ==, "another");
  g_assert_false (monitor_presets_is_built_in (again, "another"));

  g_assert_false (monitor_presets_rename (again, "another", "Meine Läufe", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (monitor_presets_save (again, "default", arguments, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (monitor_presets_save (again, "a]b", arguments, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (monitor_presets_remove (again, "default", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (monitor_presets_remove (again, "another", &error));
  g_assert_null (monitor_presets_get_arguments (again, "another"));

  g_assert_false (monitor_presets_save (unwritable, "x", arguments, &error));
  g_assert_nonnull (error);
  g_assert_null (monitor_presets_get_arguments (unwritable, "x"));

  remove_folder (folder);
}

static GListModel *
load (const char  *file,
      GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Wait wait = { NULL };

  monitor_expressions_load_async (file, NULL, done_cb, &wait);
  wait_until ("a list of expressions", is_done, &wait);
  result = wait.result;

  return monitor_expressions_load_finish (result, error);
}

/* They are those of “ariadne expr list”, in its order; and what is wrong has a place. */
static void
test_expressions (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ariadne-expressions-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bad.kso", NULL);
  g_autofree char *place = g_strconcat (path, ":", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list = load ("blas", &error);
  g_autoptr (MonitorExpression) first = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (list), >=, 8);
  first = g_list_model_get_item (list, 0);
  g_assert_cmpuint (strlen (monitor_expression_get_name (first)), >, 0);
  g_assert_cmpfloat (monitor_expression_get_cost (first), >, 0);
  g_assert_false (monitor_expression_get_chosen (first));

  g_assert_true (g_file_set_contents (path, "(def f Float\n  ((x Float)) (add@ff x", -1, NULL));
  g_assert_null (load (path, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, place));
  g_assert_true (g_ascii_isdigit (error->message[strlen (place)]));

  remove_folder (folder);
}

static void
test_command_lines (void)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  words = monitor_command_line_split ("run --seed=3", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (words[0], ==, "--seed=3");
  g_assert_null (words[1]);

  g_assert_null (monitor_command_line_split ("no-such-preset", &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_clear_error (&error);
  g_assert_null (monitor_command_line_split ("--model='half", &error));
  g_assert_error (error, G_SHELL_ERROR, G_SHELL_ERROR_BAD_QUOTING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("ARIADNE_RAY_PYTHON", "/nowhere/python3", TRUE); /* as if there were no Ray */

  g_test_add_func ("/Ariadne/MonitorOptions/help", test_help);
  g_test_add_func ("/Ariadne/MonitorOptions/round", test_round);
  g_test_add_func ("/Ariadne/MonitorOptions/accepted", test_accepted);
  g_test_add_func ("/Ariadne/MonitorOptions/complaints", test_complaints);
  g_test_add_func ("/Ariadne/MonitorOptions/problems", test_problems);
  g_test_add_func ("/Ariadne/MonitorOptions/experiments", test_experiments);
  g_test_add_func ("/Ariadne/MonitorOptions/foreign", test_foreign);
  g_test_add_func ("/Ariadne/MonitorOptions/command_lines", test_command_lines);
  g_test_add_func ("/Ariadne/MonitorPresets/built_in", test_built_in_presets);
  g_test_add_func ("/Ariadne/MonitorPresets/own", test_presets);
  g_test_add_func ("/Ariadne/MonitorExpression/load", test_expressions);

  return g_test_run ();
}
