/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "run/run-heading.h"
#include "run/run-options.h"

/* A value that is not the default, for each option that is not a flag. */
static const char * const others[RUN_N_OPTIONS] = {
  [RUN_OPTION_DOMAIN] = "sliding-tiles",
  [RUN_OPTION_EXPRESSIONS] = "ml",
  [RUN_OPTION_PUZZLE] = "korf",
  [RUN_OPTION_NUM_SEARCHES] = "3",
  [RUN_OPTION_RULES] = "ml_rules",
  [RUN_OPTION_SEARCH] = "rollout",
  [RUN_OPTION_WEIGHT] = "0.7",
  [RUN_OPTION_GNN_BUDGET] = "4000000000",
  [RUN_OPTION_NUM_ROLLOUTS] = "7",
  [RUN_OPTION_SIMULATION_DEPTH] = "20",
  [RUN_OPTION_WIDTH] = "3",
  [RUN_OPTION_BUFFER_SIZE] = "5",
  [RUN_OPTION_SEED] = "18446744073709551615",
  [RUN_OPTION_MODEL] = "fake:a=1us,c=1us",
  [RUN_OPTION_DEVICE] = "cuda:1",
  [RUN_OPTION_PRECISION] = "bf16",
  [RUN_OPTION_ON_DEVICE_ERROR] = "retry",
  [RUN_OPTION_BATCH_SIZE] = "64",
  [RUN_OPTION_BATCH_POLICY] = "no-wait",
  [RUN_OPTION_ENGINE] = "process",
  [RUN_OPTION_NUM_PROCS] = "5",
  [RUN_OPTION_NUM_SERVERS] = "3",
  [RUN_OPTION_NUM_CPUS] = "4",
  [RUN_OPTION_NUM_GPUS] = "0",
  [RUN_OPTION_TOTAL_GPU_FRAC] = "0.25",
  [RUN_OPTION_RAY_ADDRESS] = "127.0.0.1:6379",
  [RUN_OPTION_RAY_PYTHON] = "/usr/bin/python3",
  [RUN_OPTION_RAY_QUEUE] = "none but the default",
  [RUN_OPTION_RAY_LISTEN] = "127.0.0.1:0",
  [RUN_OPTION_PREPROCESS] = "server",
  [RUN_OPTION_MAX_RETRIES] = "0",
  [RUN_OPTION_SERVER_GRACE] = "30",
  [RUN_OPTION_WORKER_MEMORY] = "2G",
  [RUN_OPTION_SAVE_PATH] = "a picture.svg",
  [RUN_OPTION_LOG] = "a log.jsonl",
  [RUN_OPTION_LOG_INTERVAL] = "1.5",
};

static gboolean
is_flag (RunOptionId id)
{
  return run_option_get_spec (id)->kind == RUN_KIND_FLAG;
}

static void
give (RunValues   *values,
      RunOptionId  id)
{
  if (is_flag (id))
    values->flags[id] = TRUE;
  else
    run_values_set_text (values, id, others[id]);
}

/* Each option is where its number says, under a name of its own, and says to a
 * user what it is.
 */
static void
test_table (void)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      const RunOptionSpec *spec = run_option_get_spec (id);

      g_assert_cmpint (spec->id, ==, id);
      g_assert_true (run_option_find (spec->name) == spec);
      g_assert_cmpuint (strlen (spec->summary), >, 5);
      g_assert_cmpuint (strlen (spec->summary), <, 56);
      g_assert_cmpuint (strlen (spec->label), >, 2);
      g_assert_cmpuint (strlen (spec->tooltip), >, strlen (spec->label));
      g_assert_true ((spec->argument == NULL) == is_flag (id));
      g_assert_true ((others[id] == NULL) == is_flag (id));
      if (spec->kind == RUN_KIND_CHOICE)
        g_assert_nonnull (run_option_get_choices (spec)[0]);
    }
}

/* What an option says when nothing is given is what the library does anyway. */
static void
test_defaults (void)
{
  g_auto (RunValues) nothing = { { NULL } };
  g_auto (RunOptions) options = { NULL };
  g_autoptr (AriadneExperimentConfig) expected = ariadne_experiment_config_new ();
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (run_options_read (&options, &nothing, &error));
  g_assert_no_error (error);

  g_assert_cmpstr (options.config->expressions, ==, "blas");
  g_assert_cmpstr (options.config->rules, ==, "ml_rules_no_bind");
  g_assert_cmpstr (options.config->model, ==, "random");
  run_set_text (&expected->expressions, "blas");
  run_set_text (&expected->rules, "ml_rules_no_bind");
  run_set_text (&expected->model, "random");

  first = g_variant_ref_sink (ariadne_experiment_config_describe (options.config));
  second = g_variant_ref_sink (ariadne_experiment_config_describe (expected));
  g_assert_cmpvariant (first, second);
  g_assert_cmpstr (options.save_path, ==, "results.png");
  g_assert_null (options.log_path);
  g_assert_false (options.num_searches_given);
}

/* Each option alone to a command line and back. */
static void
test_arguments (void)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      g_auto (RunValues) given = { { NULL } };
      g_auto (RunValues) back = { { NULL } };
      g_auto (GStrv) arguments = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *expected = g_strconcat ("--", run_option_get_spec (id)->name,
                                               is_flag (id) ? NULL : "=", others[id], NULL);

      give (&given, id);
      arguments = run_values_to_arguments (&given);
      g_assert_cmpuint (g_strv_length (arguments), ==, 1);
      g_assert_cmpstr (arguments[0], ==, expected);

      g_assert_true (run_values_parse (&back, (const char * const *) arguments, &error));
      g_assert_no_error (error);
      g_assert_true (run_values_equal (&given, &back));
    }
}

/* What is said anyway is not said again, unless that makes a difference. */
static void
test_defaults_are_silent (void)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      const RunOptionSpec *spec = run_option_get_spec (id);
      g_auto (RunValues) given = { { NULL } };
      g_auto (GStrv) arguments = NULL;

      if (spec->fallback == NULL)
        continue;

      run_values_set_text (&given, id, spec->fallback);
      arguments = run_values_to_arguments (&given);
      g_assert_cmpuint (g_strv_length (arguments), ==, spec->is_loud ? 1 : 0);
    }
}

/* Weights that are not named are drawn from the seed; those that are, are not. */
static void
test_seed (void)
{
  g_auto (RunValues) values = { { NULL } };
  g_auto (RunOptions) drawn = { NULL };
  g_auto (RunOptions) named = { NULL };
  g_autoptr (GError) error = NULL;

  run_values_set_text (&values, RUN_OPTION_SEED, "7");
  g_assert_true (run_options_read (&drawn, &values, &error));
  g_assert_cmpstr (drawn.config->model, ==, "random:seed=7");

  run_values_set_text (&values, RUN_OPTION_MODEL, "random");
  g_assert_true (run_options_read (&named, &values, &error));
  g_assert_cmpstr (named.config->model, ==, "random");
}

static void
assert_problem (const RunValues *values,
                RunOptionId      id,
                const char      *message)
{
  g_autoptr (GPtrArray) problems = run_values_find_problems (values);
  const RunProblem *problem;

  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpint (problem->option, ==, id);
  g_assert_nonnull (strstr (problem->error->message, message));
}

static void
test_problems (void)
{
  static const struct { RunOptionId id; const char *value, *message; } cases[] = {
    { RUN_OPTION_GNN_BUDGET, "0", "--gnn-budget=0: expected a whole number from 1 to 4294967295" },
    { RUN_OPTION_TOTAL_GPU_FRAC, "1.5", "expected a number above 0 and at most 1" },
    { RUN_OPTION_WORKER_MEMORY, "255M", "expected a size of at least 256M" },
    { RUN_OPTION_SEARCH, "dfs", "expected one of astar, rollout, all, weighted" },
    { RUN_OPTION_DEVICE, "abacus", "expected one of auto, cpu, cuda" },
    { RUN_OPTION_ENGINE, "static", "ariadne serve --listen" },
    { RUN_OPTION_ENGINE, "steam", "expected one of thread" },
    { RUN_OPTION_EXPRESSIONS, "nowhere.kso", "nowhere.kso: expected a file" },
    { RUN_OPTION_EXPRESSIONS, "blas:", "expected names after the colon" },
    { RUN_OPTION_MODEL, "", "expected a file of weights" },
    { RUN_OPTION_SAVE_PATH, "results.doc", "results.doc" },
    { RUN_OPTION_LOG, "nowhere/log", "--log=nowhere/log" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (RunValues) values = { { NULL } };

      run_values_set_text (&values, cases[i].id, cases[i].value);
      assert_problem (&values, cases[i].id, cases[i].message);
    }
}

/* Values that are good one by one. */
static void
test_rules (void)
{
  g_auto (RunValues) continuous = { { NULL } };
  g_auto (RunValues) servers = { { NULL } };
  g_auto (RunValues) precision = { { NULL } };
  g_auto (RunValues) formats = { { NULL } };

  continuous.flags[RUN_OPTION_CONTINUOUS] = TRUE;
  run_values_set_text (&continuous, RUN_OPTION_SEARCH, "rollout");
  assert_problem (&continuous, RUN_OPTION_SEARCH, "expected astar");

  run_values_set_text (&servers, RUN_OPTION_ENGINE, "thread");
  run_values_set_text (&servers, RUN_OPTION_NUM_SERVERS, "2");
  assert_problem (&servers, RUN_OPTION_NUM_SERVERS, "expected --multi-server");

  run_values_set_text (&precision, RUN_OPTION_DEVICE, "cpu");
  run_values_set_text (&precision, RUN_OPTION_PRECISION, "tf32");
  assert_problem (&precision, RUN_OPTION_PRECISION, "the CPU has no other");

  formats.flags[RUN_OPTION_JSON] = formats.flags[RUN_OPTION_CSV] = TRUE;
  assert_problem (&formats, RUN_OPTION_CSV, "expected one of them");
}

/* Every problem is found, not only the first. */
static void
test_all_problems (void)
{
  g_auto (RunValues) values = { { NULL } };
  g_auto (RunOptions) options = { NULL };
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  run_values_set_text (&values, RUN_OPTION_BATCH_SIZE, "none");
  run_values_set_text (&values, RUN_OPTION_SEED, "-1");
  problems = run_values_find_problems (&values);
  g_assert_cmpuint (problems->len, ==, 2);
  g_assert_false (run_options_read (&options, &values, &error));
  g_assert_cmpstr (error->message, ==,
                   ((const RunProblem *) g_ptr_array_index (problems, 0))->error->message);
}

static gboolean
is_idle (const RunValues *values,
         RunOptionId      id)
{
  return run_option_get_hindrance (run_option_get_spec (id), values) != NULL;
}

static void
test_hindrances (void)
{
  g_auto (RunValues) values = { { NULL } };

  g_assert_true (is_idle (&values, RUN_OPTION_NUM_ROLLOUTS));
  g_assert_false (is_idle (&values, RUN_OPTION_BUFFER_SIZE));
  g_assert_false (is_idle (&values, RUN_OPTION_NUM_SERVERS));

  run_values_set_text (&values, RUN_OPTION_SEARCH, "rollout");
  g_assert_false (is_idle (&values, RUN_OPTION_NUM_ROLLOUTS));
  g_assert_true (is_idle (&values, RUN_OPTION_BUFFER_SIZE));
  g_assert_true (is_idle (&values, RUN_OPTION_GNN_BUDGET));

  g_assert_true (is_idle (&values, RUN_OPTION_WIDTH));

  run_values_set_text (&values, RUN_OPTION_SEARCH, "beam");
  g_assert_false (is_idle (&values, RUN_OPTION_WIDTH));
  g_assert_false (is_idle (&values, RUN_OPTION_BUFFER_SIZE));
  g_assert_true (is_idle (&values, RUN_OPTION_NUM_ROLLOUTS));
  run_values_set_text (&values, RUN_OPTION_SEARCH, "depth-columns");
  g_assert_false (is_idle (&values, RUN_OPTION_WIDTH));
  g_assert_true (is_idle (&values, RUN_OPTION_BUFFER_SIZE));

  run_values_set_text (&values, RUN_OPTION_ENGINE, "thread");
  g_assert_true (is_idle (&values, RUN_OPTION_NUM_SERVERS));
  g_assert_true (is_idle (&values, RUN_OPTION_WORKER_MEMORY));
  values.flags[RUN_OPTION_MULTI_SERVER] = TRUE;
  g_assert_false (is_idle (&values, RUN_OPTION_NUM_SERVERS));

  run_values_set_text (&values, RUN_OPTION_MODEL, "fake");
  g_assert_true (is_idle (&values, RUN_OPTION_DEVICE));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/RunOptions/table", test_table);
  g_test_add_func ("/Ariadne/RunOptions/defaults", test_defaults);
  g_test_add_func ("/Ariadne/RunOptions/arguments", test_arguments);
  g_test_add_func ("/Ariadne/RunOptions/defaults_are_silent", test_defaults_are_silent);
  g_test_add_func ("/Ariadne/RunOptions/seed", test_seed);
  g_test_add_func ("/Ariadne/RunOptions/problems", test_problems);
  g_test_add_func ("/Ariadne/RunOptions/rules", test_rules);
  g_test_add_func ("/Ariadne/RunOptions/all_problems", test_all_problems);
  g_test_add_func ("/Ariadne/RunOptions/hindrances", test_hindrances);

  return g_test_run ();
}
