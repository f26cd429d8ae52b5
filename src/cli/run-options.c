/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-options.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ariadne-file.h"

#include "cli-command.h"
#include "cli-options.h"

#define DESCRIPTION                                                             \
  "Searches several expressions at once for cheaper ones, in every way that\n"  \
  "this machine can, and compares the ways: how long each took, how much of\n"  \
  "that was spent in the network, how large its batches were, and whether it\n" \
  "visited exactly what the synchronous searches visited. Prints the report\n"  \
  "on standard output and draws it as a picture. ^C ends a run early; what\n"   \
  "there is until then is reported. Defaults are given in brackets."

/* The values of options, as they were given; NULL stands for the default. */
typedef struct
{
  char    *search;
  char    *gnn_budget;
  char    *num_rollouts;
  char    *num_searches;
  char    *save_path;
  char    *num_cpus;
  gboolean skip_sync;
  gboolean multi_server;
  char    *num_gpus;
  char    *total_gpu_frac;
  char    *num_servers;
  char    *num_procs;
  gboolean managed_queues;
  gboolean continuous;
  char    *engine;
  char    *expressions;
  char    *rules;
  char    *model;
  char    *device;
  char    *batch_size;
  char    *batch_policy;
  char    *simulation_depth;
  char    *buffer_size;
  char    *seed;
  gboolean as_prototype;
  gboolean json;
  gboolean csv;
  char    *log;
  gboolean quiet;
} RawOptions;

static void
raw_options_clear (RawOptions *self)
{
  char *texts[] = {
    self->search, self->gnn_budget, self->num_rollouts, self->num_searches, self->save_path,
    self->num_cpus, self->num_gpus, self->total_gpu_frac, self->num_servers, self->num_procs,
    self->engine, self->expressions, self->rules, self->model, self->device, self->batch_size,
    self->batch_policy, self->simulation_depth, self->buffer_size, self->seed, self->log,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RawOptions, raw_options_clear)

static void
add_what (CliOptions *options,
          RawOptions *raw)
{
  const GOptionEntry entries[] = {
    { "expressions", 0, 0, G_OPTION_ARG_STRING, &raw->expressions,
      "Where to start: a file, or blas (default), ml", "FILE[:NAME,…]" },
    { "num-searches", 0, 0, G_OPTION_ARG_STRING, &raw->num_searches,
      "From the last N of them (8, or all named)", "N" },
    { "rules", 0, 0, G_OPTION_ARG_STRING, &raw->rules,
      "The rule set (ml_rules_no_bind)", "NAME" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &raw->search,
      "astar, rollout, or all for both (astar)", "KIND" },
    { "continuous", 0, 0, G_OPTION_ARG_NONE, &raw->continuous,
      "Continuous A* only, which does not wait", NULL },
    { "gnn-budget", 0, 0, G_OPTION_ARG_STRING, &raw->gnn_budget,
      "Evaluations that all A* searches share (16000)", "N" },
    { "num-rollouts", 0, 0, G_OPTION_ARG_STRING, &raw->num_rollouts,
      "Rollouts from each expression (4)", "N" },
    { "simulation-depth", 0, 0, G_OPTION_ARG_STRING, &raw->simulation_depth,
      "The most rewrites from the start (49)", "N" },
    { "buffer-size", 0, 0, G_OPTION_ARG_STRING, &raw->buffer_size,
      "States A* collects before it asks (16)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &raw->seed,
      "Where chance starts: rollouts, weights (0)", "N" },
    { "as-prototype", 0, 0, G_OPTION_ARG_NONE, &raw->as_prototype,
      "Compute as the prototype did; see the manual", NULL },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "What to search", entries);
}

static void
add_network (CliOptions *options,
             RawOptions *raw)
{
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &raw->model,
      "A file of weights, random[:…] or fake[:…] (random)", "MODEL" },
    { "device", 0, 0, G_OPTION_ARG_STRING, &raw->device,
      "Where it runs: auto or cpu (auto)", "DEVICE" },
    { "batch-size", 0, 0, G_OPTION_ARG_STRING, &raw->batch_size,
      "The most states evaluated at once (128)", "N" },
    { "batch-policy", 0, 0, G_OPTION_ARG_STRING, &raw->batch_policy,
      "When to launch: adaptive or no-wait (adaptive)", "POLICY" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "The network", entries);
}

static void
add_places (CliOptions *options,
            RawOptions *raw)
{
  const GOptionEntry entries[] = {
    { "engine", 0, 0, G_OPTION_ARG_STRING, &raw->engine,
      "Run one configuration beside sync: thread",
      "ENGINE" },
    { "num-procs", 0, 0, G_OPTION_ARG_STRING, &raw->num_procs,
      "The searchers of that configuration (2)", "N" },
    { "num-servers", 0, 0, G_OPTION_ARG_STRING, &raw->num_servers,
      "The servers; with the thread engine 1", "N" },
    { "num-cpus", 0, 0, G_OPTION_ARG_STRING, &raw->num_cpus,
      "The most searchers to try without --engine (8)", "N" },
    { "skip-sync", 0, 0, G_OPTION_ARG_NONE, &raw->skip_sync,
      "No synchronous searches to compare with", NULL },
    { "multi-server", 0, 0, G_OPTION_ARG_NONE, &raw->multi_server,
      "Several servers (not in this build)", NULL },
    { "managed-queues", 0, 0, G_OPTION_ARG_NONE, &raw->managed_queues,
      "Queues kept by one process (not in this build)", NULL },
    { "num-gpus", 0, 0, G_OPTION_ARG_STRING, &raw->num_gpus,
      "GPUs that --multi-server may use (1)", "N" },
    { "total-gpu-frac", 0, 0, G_OPTION_ARG_STRING, &raw->total_gpu_frac,
      "The share of them that it may use (0.6)", "FRACTION" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "Where to run", entries);
}

static void
add_output (CliOptions *options,
            RawOptions *raw)
{
  const GOptionEntry entries[] = {
    { "save-path", 0, 0, G_OPTION_ARG_FILENAME, &raw->save_path,
      "The picture: .png, .svg or .pdf (results.png)", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &raw->json,
      "Print the report as one JSON object", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &raw->csv,
      "Print the report as CSV, one line a run", NULL },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &raw->log,
      "Write events to FILE as they happen, JSON Lines", "FILE" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &raw->quiet,
      "Show no progress", NULL },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "What to show", entries);
}

/* These name what other builds of the program can do: known words, which get an
 * answer of their own.
 */
static gboolean
check_engine (const RawOptions  *raw,
              GError           **error)
{
  static const char * const engines[] = { "thread", "process", "ray", "static", NULL };
  const char *option = NULL;
  guint engine = 0;

  if (!cli_parse_choice ("--engine", raw->engine, engines, &engine, error))
    return FALSE;

  if (engine != 0)
    option = "--engine";
  else if (raw->multi_server)
    option = "--multi-server";
  else if (raw->managed_queues)
    option = "--managed-queues";

  if (option == NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "%s%s%s: this build has the thread engine only", option,
               engine != 0 ? "=" : "", engine != 0 ? raw->engine : "");

  return FALSE;
}

static gboolean
check_device (const RawOptions  *raw,
              GError           **error)
{
  static const char * const devices[] = { "auto", "cpu", "cuda", NULL };
  guint device = 0;

  if (!cli_parse_choice ("--device", raw->device, devices, &device, error))
    return FALSE;
  if (device < 2)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "--device=%s: this build evaluates networks on the CPU only", raw->device);

  return FALSE;
}

/* Options that only --multi-server reads are checked all the same. With an
 * engine, the number of servers is one of its counts.
 */
static gboolean
check_servers (const RawOptions  *raw,
               GError           **error)
{
  guint num_gpus = 1;
  guint num_servers = 1;
  double fraction;

  if (!cli_parse_count ("--num-gpus", raw->num_gpus, 0, 1024, &num_gpus, error)
      || !cli_parse_count ("--num-servers", raw->num_servers, 1, 1024, &num_servers, error)
      || (raw->total_gpu_frac != NULL
          && !cli_parse_fraction ("--total-gpu-frac", raw->total_gpu_frac, &fraction, error)))
    return FALSE;

  if (raw->engine == NULL || num_servers == 1)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "--num-servers=%u: the thread engine has one server", num_servers);

  return FALSE;
}

static gboolean
set_numbers (AriadneExperimentConfig  *config,
             const RawOptions         *raw,
             GError                  **error)
{
  return cli_parse_count ("--num-searches", raw->num_searches, 1, 100000,
                          &config->num_searches, error)
         && cli_parse_wide_count ("--gnn-budget", raw->gnn_budget, 1, G_MAXUINT32,
                                  &config->gnn_budget, error)
         && cli_parse_count ("--num-rollouts", raw->num_rollouts, 1, 100000,
                             &config->num_rollouts, error)
         && cli_parse_count ("--simulation-depth", raw->simulation_depth, 1, 65535,
                             &config->simulation_depth, error)
         && cli_parse_count ("--buffer-size", raw->buffer_size, 1, 1000000,
                             &config->buffer_size, error)
         && cli_parse_count ("--batch-size", raw->batch_size, 1, 1000000,
                             &config->batch_size, error)
         && cli_parse_count ("--num-cpus", raw->num_cpus, 1, 1024, &config->num_cpus, error)
         && cli_parse_count ("--num-procs", raw->num_procs, 1, 1024, &config->num_procs, error)
         && cli_parse_wide_count ("--seed", raw->seed, 0, G_MAXUINT64, &config->seed, error);
}

static gboolean
set_kinds (AriadneExperimentConfig  *config,
           const RawOptions         *raw,
           GError                  **error)
{
  static const char * const searches[] = { "astar", "rollout", "all", NULL };
  static const char * const policies[] = { "adaptive", "no-wait", NULL };
  guint search = 0;
  guint policy = 0;

  if (!cli_parse_choice ("--search", raw->search, searches, &search, error)
      || !cli_parse_choice ("--batch-policy", raw->batch_policy, policies, &policy, error))
    return FALSE;

  config->search = search;
  config->batch_policy = policy;
  config->continuous = raw->continuous;
  config->skip_sync = raw->skip_sync;
  config->as_prototype = raw->as_prototype;
  config->engine = g_strdup (raw->engine);

  if (config->continuous && search != ARIADNE_SEARCH_KIND_ASTAR)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--search=%s: expected astar, since --continuous is a way of running A*",
                   raw->search);
      return FALSE;
    }

  return TRUE;
}

/* Better to know before the run than after it. A log may go to a pipe or a
 * device, since it is written as it grows and replaces nothing.
 */
static gboolean
check_writable (const char  *option,
                const char  *path,
                gboolean     anything,
                GError     **error)
{
  GStatBuf status;

  if (anything && g_stat (path, &status) == 0
      && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode) && g_access (path, W_OK) == 0)
    return TRUE;
  if (ariadne_file_check_writable (path, error))
    return TRUE;

  g_prefix_error (error, "%s=", option);

  return FALSE;
}

/* The picture would replace the log. */
static gboolean
check_different (const char  *picture,
                 const char  *log,
                 GError     **error)
{
  g_autofree char *first = g_canonicalize_filename (picture, NULL);
  g_autofree char *second = g_canonicalize_filename (log, NULL);

  if (!g_str_equal (first, second))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "--log=%s: expected another file than that of --save-path", log);

  return FALSE;
}

static gboolean
set_output (RunOptions  *self,
            RawOptions  *raw,
            GError     **error)
{
  if (raw->json && raw->csv)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--json --csv: expected one of them, since each is all of the output");
      return FALSE;
    }

  self->format = raw->json ? ARIADNE_REPORT_FORMAT_JSON
                 : raw->csv ? ARIADNE_REPORT_FORMAT_CSV
                            : ARIADNE_REPORT_FORMAT_TEXT;
  self->quiet = raw->quiet;
  self->log_path = g_steal_pointer (&raw->log);
  if (raw->save_path == NULL)
    self->save_path = g_strdup ("results.png");
  else if (raw->save_path[0] != '\0')
    self->save_path = g_steal_pointer (&raw->save_path);

  if (self->save_path != NULL
      && (!ariadne_plot_check_path (self->save_path, error)
          || !check_writable ("--save-path", self->save_path, FALSE, error)))
    return FALSE;
  if (self->log_path == NULL)
    return TRUE;

  return check_writable ("--log", self->log_path, TRUE, error)
         && (self->save_path == NULL
             || check_different (self->save_path, self->log_path, error));
}

static void
set_text (char       **text,
          const char  *given,
          const char  *otherwise)
{
  g_free (*text);
  *text = g_strdup (given != NULL ? given : otherwise);
}

static gboolean
interpret (RunOptions  *self,
           RawOptions  *raw,
           int          argc,
           char       **argv,
           GError     **error)
{
  if (argc > 1)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "%s: expected options only; see --help", argv[1]);
      return FALSE;
    }

  if (!check_engine (raw, error)
      || !check_device (raw, error)
      || !check_servers (raw, error)
      || !set_numbers (self->config, raw, error)
      || !set_kinds (self->config, raw, error)
      || !set_output (self, raw, error))
    return FALSE;

  set_text (&self->config->rules, raw->rules, "ml_rules_no_bind");
  set_text (&self->config->expressions, raw->expressions, "blas");
  set_text (&self->config->model, raw->model, "random");
  self->num_searches_given = raw->num_searches != NULL;
  if (raw->model == NULL && raw->seed != NULL)
    {
      g_free (self->config->model);
      self->config->model = g_strconcat ("random:seed=", raw->seed, NULL);
    }

  return ariadne_experiment_config_validate (self->config, error);
}

/**
 * run_options_parse:
 * @self: (out caller-allocates): what is asked for
 * @argc: the number of arguments
 * @argv: the arguments; the first is the full name of the command
 * @status: (out): when %FALSE is returned, the exit status
 *
 * Reads the command line of `ariadne run`; answers `--help`, and complains
 * about what is wrong.
 *
 * Returns: whether there is something to run
 */
gboolean
run_options_parse (RunOptions  *self,
                   int          argc,
                   char       **argv,
                   int         *status)
{
  g_autoptr (CliOptions) options = cli_options_new (argv[0], NULL, DESCRIPTION);
  g_auto (RawOptions) raw = { NULL };
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];

  *self = (RunOptions) { .config = ariadne_experiment_config_new () };

  add_what (options, &raw);
  add_network (options, &raw);
  add_places (options, &raw);
  add_output (options, &raw);
  if (!cli_options_parse (options, &argc, &argv, status))
    return FALSE;

  if (!interpret (self, &raw, argc, argv, &error))
    {
      *status = cli_fail (command, error);
      return FALSE;
    }

  return TRUE;
}

/**
 * run_options_clear:
 * @self: options
 *
 * Releases what they hold.
 */
void
run_options_clear (RunOptions *self)
{
  g_clear_pointer (&self->config, ariadne_experiment_config_free);
  g_clear_pointer (&self->save_path, g_free);
  g_clear_pointer (&self->log_path, g_free);
}
