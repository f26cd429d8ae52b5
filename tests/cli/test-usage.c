/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>
#include <sys/wait.h>

#include "cli-program.h"

static void
test_commands (void)
{
  assert_rejected ("", "a command is missing");
  assert_rejected ("rnu", "did you mean “run”");
  assert_rejected ("modle", "did you mean “model”");
  assert_rejected ("abracadabra", "unknown command “abracadabra”");
  assert_rejected ("--frobnicate", "unknown option “--frobnicate”");
  assert_rejected ("model", "a command is missing");
  assert_rejected ("model inof", "did you mean “info”");
  assert_rejected ("run --frobnicate", "--frobnicate");
  assert_rejected ("run something", "something");
}

static void
test_help (gconstpointer data)
{
  const char *command = data;
  g_autoptr (CliResult) result = cli_program_run ("%s --help", command);

  g_assert_cmpint (result->status, ==, 0);
  g_assert_cmpstr (result->errors, ==, "");
  g_assert_nonnull (strstr (result->output, "Usage:"));
  g_assert_nonnull (strstr (result->output, command));
}

static void
test_version (void)
{
  g_autoptr (CliResult) result = cli_program_run ("--version");

  g_assert_cmpint (result->status, ==, 0);
  g_assert_true (g_str_has_prefix (result->output, "ariadne "));
  g_assert_true (g_ascii_isdigit (result->output[strlen ("ariadne ")]));
}

static void
test_numbers (void)
{
  static const char *const options[] = {
    "--gnn-budget", "--num-rollouts", "--num-searches", "--num-cpus", "--num-procs",
    "--num-servers", "--batch-size", "--simulation-depth", "--width", "--buffer-size",
  };
  static const char *const values[] = {
    "0", "-1", "x", "", "1.5", "7x", "0x10", " 3", "99999999999999999999999",
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    for (guint j = 0; j < G_N_ELEMENTS (values); j++)
      {
        g_autofree char *expected = g_strdup_printf ("%s=%s: expected a whole number from 1 to",
                                                     options[i], values[j]);
        g_autofree char *arguments = g_strdup_printf ("run '%s=%s'", options[i], values[j]);

        assert_rejected (arguments, expected);
      }
}

static void
test_other_numbers (void)
{
  assert_rejected ("run --seed=-1", "--seed=-1: expected a whole number from 0 to");
  assert_rejected ("run --seed=ten", "--seed=ten: expected a whole number from 0 to");
  assert_rejected ("run --num-gpus=-1", "--num-gpus=-1: expected a whole number from 0 to");
  assert_rejected ("run --total-gpu-frac=0", "--total-gpu-frac=0: expected a number above 0");
  assert_rejected ("run --total-gpu-frac=1.5", "--total-gpu-frac=1.5: expected a number above 0");
  assert_rejected ("run --total-gpu-frac=nan", "--total-gpu-frac=nan: expected a number above 0");
  assert_rejected ("run --total-gpu-frac=much", "--total-gpu-frac=much: expected a number above 0");
}

static void
test_words (void)
{
  assert_rejected ("run --search=dfs", "--search=dfs: expected one of astar, rollout");
  assert_rejected ("run --batch-policy=never", "--batch-policy=never: expected one of adaptive");
  assert_rejected ("run --engine=steam", "--engine=steam: expected one of thread");
  assert_rejected ("run --device=abacus", "--device=abacus: expected one of auto, cpu, cuda");
  assert_rejected ("run --device=cuda:x", "--device=cuda:x: expected one of auto, cpu, cuda");
  assert_rejected ("run --precision=fp8", "--precision=fp8: expected one of float32, tf32, bf16");
  assert_rejected ("run --on-device-error=cry", "--on-device-error=cry: expected one of fail");
  assert_rejected ("model evaluate --device=abacus", "--device=abacus: expected one of auto, cpu");
  assert_rejected ("run --rules=of-thumb", "of-thumb");
  assert_rejected ("run --preprocess=nobody", "--preprocess=nobody: expected one of searcher");
  assert_rejected ("run --max-retries=x", "--max-retries=x: expected a whole number from 0");
  assert_rejected ("run --server-grace=0", "--server-grace=0: expected a whole number from 1");
  assert_rejected ("run --worker-memory=2X", "--worker-memory=2X: expected a size");
  assert_rejected ("run --worker-memory=255M", "expected a size of at least 256M");
  assert_rejected ("run --worker-memory=-1G", "--worker-memory=-1G: expected a size");
  assert_rejected ("run --worker-memory=99999999T", "expected a size of at least 256M");
  assert_rejected ("run --search=rollout --continuous", "--continuous");
  assert_rejected ("run --json --csv", "--csv");
}

/* Accepted words for what this build cannot do get an answer, never a
 * different run.
 */
static void
test_absent (void)
{
  assert_rejected ("run --engine=ray --ray-python=/bin/false", "“/bin/false” has no Ray");
  assert_rejected ("run --engine=ray --ray-queue=post", "--ray-queue=post");
  assert_rejected ("run --engine=static", "expected “ariadne serve --listen=ADDRESS”");
  assert_rejected ("run --engine=thread --managed-queues",
                   "--managed-queues: expected --engine=ray");
  assert_rejected ("run --engine=process --ray-queue=actor", "--ray-queue: expected --engine=ray");
  assert_rejected ("run --ray-queue=actor --managed-queues", "expected no other --ray-queue");
  assert_rejected ("run --engine=thread --num-servers=2",
                   "--num-servers=2: expected --multi-server");
  assert_rejected ("run --continuous --multi-server", "expected one of them");
}

/* Where no GPU can be used, one line says why. A module that is not there is
 * the one reason that every machine can show.
 */
static void
test_devices (void)
{
  g_autoptr (CliResult) list = NULL;
  g_autoptr (CliResult) quiet = NULL;
  g_autoptr (CliResult) run = NULL;

  g_setenv ("ARIADNE_MODULE_DIR", "nowhere", TRUE);
  assert_rejected ("run --device=cuda", "this build has no module for CUDA");
  assert_rejected ("run --device=cuda:1", "this build has no module for CUDA");
  assert_rejected ("run --device=cpu --precision=tf32", "the CPU has no other");
  assert_rejected ("run --precision=bf16", "this build has no module for CUDA");
  assert_rejected ("run --model=fake --device=cuda", "expected the device auto or cpu");
  assert_rejected ("model evaluate --device=cuda", "this build has no module for CUDA");

  list = cli_program_run ("model info --devices");
  g_assert_cmpint (list->status, ==, 0);
  g_assert_true (g_str_has_prefix (list->output, "cpu "));
  g_assert_nonnull (strstr (list->output, "cannot be used: this build has no module for CUDA"));

  run = cli_program_run ("model evaluate --expressions=blas:gemm"
                         " --model=random:hidden=4,readout=4,heads=2,propagations=1");
  g_test_message ("%s", run->errors);
  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->errors, ==, "ariadne model evaluate: the network runs on the CPU:"
                   " this build has no module for CUDA\n");
  quiet = cli_program_run ("model evaluate --device=cpu --expressions=blas:gemm"
                           " --model=random:hidden=4,readout=4,heads=2,propagations=1");
  g_assert_cmpint (quiet->status, ==, 0);
  g_assert_cmpstr (quiet->errors, ==, "");
  g_assert_cmpstr (quiet->output, ==, run->output);
  g_unsetenv ("ARIADNE_MODULE_DIR");
}

static void
test_files (void)
{
  assert_rejected ("run --expressions=nowhere.kso", "nowhere.kso");
  assert_rejected ("run --expressions=blas:no_such_name", "no_such_name");
  assert_rejected ("run --expressions=blas:", "expected names after the colon");
  assert_rejected ("run --expressions=.", "");
  assert_rejected ("run --model=fake --expressions=/dev/null", "expected at least one expression");
  assert_rejected ("run --model=nowhere.safetensors", "nowhere.safetensors");
  assert_rejected ("run --model=fake:a=fast", "fast");
  assert_rejected ("run --save-path=results.doc", "results.doc");
  assert_rejected ("run --save-path=nowhere/results.png", "nowhere/results.png");
  assert_rejected ("run --log=nowhere/run.log", "nowhere/run.log");
  assert_rejected ("run --log=.", "--log=.");
  assert_rejected ("run --log-interval=0", "--log-interval=0: expected seconds, from 0.01 to 3600");
  assert_rejected ("run --log-interval=soon", "--log-interval=soon: expected seconds");
  assert_rejected ("run --save-path=/proc/results.png", "/proc/results.png");
  assert_rejected ("model info nowhere.safetensors", "nowhere.safetensors");
  assert_rejected ("model info", "expected one file");
  assert_rejected ("model init", "expected one file");
  assert_rejected ("model evaluate something", "something");
  assert_rejected ("model evaluate --model=nowhere.safetensors", "nowhere.safetensors");
  assert_rejected ("model evaluate --expressions=blas:no_such_name", "no_such_name");
  assert_rejected ("model init .", ".: expected a regular file");
  assert_rejected ("model init nowhere/w.safetensors", "nowhere/w.safetensors: cannot be written");
  assert_rejected ("run --log=same.png --save-path=./same.png", "expected another file");
  assert_rejected ("model init --heads=0 w.safetensors", "--heads=0");
}

/* The searches ask for more than the network or the budget can give. */
static void
test_limits (void)
{
  assert_rejected ("run --gnn-budget=7", "budget of 7");
  assert_rejected ("run --simulation-depth=60", "60");
  assert_rejected ("run --num-searches=100001", "100000");
}

static void
assert_planned (const char *arguments,
                const char *expected)
{
  g_autoptr (CliResult) result = cli_program_run ("run --dry-run %s", arguments);

  g_test_message ("%s%s", result->output, result->errors);
  g_assert_cmpint (result->status, ==, 0);
  g_assert_cmpstr (result->errors, ==, "");
  g_assert_nonnull (strstr (result->output, expected));
}

/* What would be run is said, and what cannot be is refused as it would be. Nothing
 * is written.
 */
static void
test_dry_run (void)
{
  g_autofree char *log = cli_program_get_path ("dry.jsonl");
  g_autofree char *picture = cli_program_get_path ("dry.png");
  g_autofree char *files = g_strdup_printf ("--csv --engine=process --num-procs=3 --log='%s'"
                                            " --save-path='%s'", log, picture);

  g_setenv ("ARIADNE_RAY_PYTHON", "/nowhere/python3", TRUE); /* as if there were no Ray */
  assert_planned ("", "13 configurations would be run");
  assert_planned ("--continuous", "1 configuration would be run");
  assert_planned (files, "sync,sync,astar,sync,,1,0\n"
                         "processes,procs-3,astar,process,unix,3,1\n");
  assert_planned ("--json --multi-server", "\"experiment\" : \"multi-server\"");
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (picture, G_FILE_TEST_EXISTS));

  assert_rejected ("run --dry-run --gnn-budget=7", "budget of 7");
  assert_rejected ("run --dry-run --simulation-depth=60", "60");
  assert_rejected ("run --dry-run --expressions=blas:no_such_name", "no_such_name");
  assert_rejected ("run --dry-run --model=nowhere.safetensors", "nowhere.safetensors");
  assert_rejected ("run --dry-run --model=fake --device=cuda", "expected the device auto or cpu");
  g_setenv ("ARIADNE_MODULE_DIR", "nowhere", TRUE);
  assert_rejected ("run --dry-run --device=cuda", "this build has no module for CUDA");
  g_unsetenv ("ARIADNE_MODULE_DIR");
  g_unsetenv ("ARIADNE_RAY_PYTHON");
}

/* What a shell's redirection makes of standard output is not ours to overlook:
 * an answer that nobody received is a failure.
 */
static void
assert_output_fails (const char *arguments,
                     const char *redirection)
{
  g_autofree char *script = g_strdup_printf ("exec \"$ARIADNE_PROGRAM\" %s %s", arguments,
                                             redirection);
  char *argv[] = { (char *) "/bin/sh", (char *) "-c", script, NULL };
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &errors, &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s", script, errors);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);
  g_assert_nonnull (strstr (errors, "standard output"));
}

static void
test_output (void)
{
  static const char *const arguments[] = {
    "--help", "--version", "run --help", "expr list ml", "expr list --json ml",
    "run --model=fake --gnn-budget=800 --num-cpus=1 --quiet --save-path=",
    "run --model=fake --gnn-budget=800 --num-cpus=1 --quiet --save-path= --json",
  };

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      assert_output_fails (arguments[i], ">&-");
      if (g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
        assert_output_fails (arguments[i], ">/dev/full");
    }
}

/* The names in messages come from outside. */
static void
test_messages (void)
{
  g_autofree char *name = g_strnfill (100000, 'x');
  const char *const arguments[] = { "expr", "list", name, NULL };
  g_autoptr (CliResult) result = cli_program_run_argv (arguments, NULL, 0);

  g_assert_cmpint (result->status, ==, 2);
  g_assert_cmpuint (strlen (result->errors), <, 3000);
  assert_rejected ("expr list 'a\nb\033[2J\177'", "a\\x0ab\\x1b[2J\\x7f: ");
}

int
main (int   argc,
      char *argv[])
{
  static const char *const commands[] = {
    "run", "serve", "worker", "plot", "status", "model", "model init", "model info",
    "model evaluate",
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Program/commands", test_commands);
  g_test_add_func ("/Ariadne/Program/version", test_version);
  g_test_add_func ("/Ariadne/Program/numbers", test_numbers);
  g_test_add_func ("/Ariadne/Program/other_numbers", test_other_numbers);
  g_test_add_func ("/Ariadne/Program/words", test_words);
  g_test_add_func ("/Ariadne/Program/absent", test_absent);
  g_test_add_func ("/Ariadne/Program/devices", test_devices);
  g_test_add_func ("/Ariadne/Program/files", test_files);
  g_test_add_func ("/Ariadne/Program/limits", test_limits);
  g_test_add_func ("/Ariadne/Program/dry_run", test_dry_run);
  g_test_add_func ("/Ariadne/Program/output", test_output);
  g_test_add_func ("/Ariadne/Program/messages", test_messages);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *path = g_strconcat ("/Ariadne/Program/help/", commands[i], NULL);

      g_test_add_data_func (path, commands[i], test_help);
    }

  return g_test_run ();
}
