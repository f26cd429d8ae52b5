/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "expression/ariadne-rule-set.h"
#include "optimizer/ariadne-strategy-private.h"
#include "run/run-heading.h"
#include "run/run-parse.h"

#include "cli-options.h"
#include "commands.h"
#include "expr-file.h"
#include "optimize-report.h"

#define DESCRIPTION                                                              \
  "Looks for cheaper programs that may take the place of those of FILE, or of\n" \
  "those that are named, and prints what they cost. Each has been checked: it\n" \
  "has the same values on random inputs, and the steps that lead to it have\n"   \
  "been followed anew. FILE is a path, or the name of one of the program's own,\n" \
  "as in “blas”. ^C ends the search; the best until then is reported."

#define DEFAULT_RULES "ml_rules"
#define MAX_SECONDS   (365.0 * 24 * 60 * 60)
#define MIN_MEMORY    ((guint64) 1 << 20)
#define MAX_THREADS   1024

/* What is asked for. */
typedef struct
{
  char     *rules;
  gboolean  is_unsound;
  char     *strategy;
  char     *evaluations;
  char     *max_time;
  char     *max_memory;
  char     *n_threads;
  RunValues model;
  char     *output;
  gboolean  steps;
  gboolean  as_json;
  gboolean  progress;
  gboolean  quiet;
} Request;

/* The command at work. */
typedef struct
{
  const char           *command;
  Request               request;
  ExprFile              file;
  AriadneExpressionSet *set;       /* owned; the programs that are optimised */
  AriadneOptimizer     *optimizer; /* owned */
  AriadneModel         *model;     /* owned; nullable */
  GCancellable         *cancellable;
  GMainLoop            *loop;
  GError               *error;     /* how it ended */
  guint                 signals[3];
  guint                 n_interrupts;
} Job;

static void
request_clear (Request *self)
{
  g_free (self->rules);
  g_free (self->strategy);
  g_free (self->evaluations);
  g_free (self->max_time);
  g_free (self->max_memory);
  g_free (self->n_threads);
  g_free (self->output);
  run_values_clear (&self->model);
}

static void
job_clear (Job *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->signals) && self->signals[i] > 0; i++)
    g_source_remove (self->signals[i]);

  request_clear (&self->request);
  expr_file_clear (&self->file);
  g_clear_object (&self->set);
  g_clear_object (&self->optimizer);
  g_clear_object (&self->model);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* Preparing */

/* Those that are named, each once, or all of them. */
static gboolean
select_programs (Job     *self,
                 int      argc,
                 char   **argv,
                 GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (int i = 2; i < argc; i++)
    {
      guint index;

      if (!expr_file_find (&self->file, argv[i], &index, error))
        return FALSE;
      if (!g_ptr_array_find_with_equal_func (names, argv[i], g_str_equal, NULL))
        g_ptr_array_add (names, argv[i]);
    }

  if (names->len == 0)
    {
      self->set = g_object_ref (self->file.set);
      return TRUE;
    }

  g_ptr_array_add (names, NULL);
  self->set = ariadne_expression_set_select (self->file.set, (const char * const *) names->pdata,
                                             error);

  return self->set != NULL;
}

/* A set is the sound one, unless it is asked for otherwise; its name may say so. */
static gboolean
make_optimizer (Job     *self,
                GError **error)
{
  const char *name = self->request.rules != NULL ? self->request.rules : DEFAULT_RULES;
  const AriadneRuleSet *rules = ariadne_rule_set_lookup (name, error);

  if (rules == NULL)
    return FALSE;

  if (!self->request.is_unsound)
    rules = ariadne_rule_set_get_sound (rules);
  self->optimizer = ariadne_optimizer_new (self->set, rules->name, error);

  return self->optimizer != NULL;
}

static gboolean
set_strategy (AriadneOptimizer  *optimizer,
              const Request     *request,
              GError           **error)
{
  const char *names[ARIADNE_N_STRATEGIES + 1] = { NULL };
  guint strategy = ARIADNE_STRATEGY_DEFAULT;

  for (guint i = 0; i < ARIADNE_N_STRATEGIES; i++)
    names[i] = ariadne_strategy_to_string (i);
  if (!run_parse_choice ("--search", request->strategy, names, &strategy, error))
    return FALSE;

  ariadne_optimizer_set_strategy (optimizer, (AriadneStrategy) strategy);

  return TRUE;
}

static gboolean
set_limits (AriadneOptimizer  *optimizer,
            const Request     *request,
            GError           **error)
{
  guint evaluations = ARIADNE_OPTIMIZER_DEFAULT_EVALUATIONS;
  guint n_threads = g_get_num_processors ();
  double max_time = 0;
  guint64 max_memory = 0;

  if (!run_parse_count ("--evaluations", request->evaluations, 1, 1000000000, &evaluations, error)
      || !run_parse_seconds ("--max-time", request->max_time, 0.001, MAX_SECONDS, &max_time, error)
      || !run_parse_size ("--max-memory", request->max_memory, MIN_MEMORY, &max_memory, error)
      || !run_parse_count ("--num-cpus", request->n_threads, 1, MAX_THREADS, &n_threads, error))
    return FALSE;

  ariadne_optimizer_set_evaluations (optimizer, evaluations);
  ariadne_optimizer_set_max_time (optimizer, max_time);
  ariadne_optimizer_set_max_memory (optimizer, max_memory);
  ariadne_optimizer_set_n_threads (optimizer, n_threads);

  return TRUE;
}

static gboolean
make_model (Job     *self,
            GError **error)
{
  const char *spec = self->request.model.texts[RUN_OPTION_MODEL];
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  g_autofree char *note = NULL;
  AriadneDeviceOptions device;

  if (!run_device_read (&self->request.model, &device, error))
    return FALSE;
  if (spec == NULL)
    return TRUE;

  domain = ariadne_expression_domain_new (self->set,
                                          ariadne_optimizer_get_rules (self->optimizer), error);
  self->model = domain != NULL
                  ? ariadne_model_new_from_spec_on_device (spec, ARIADNE_DOMAIN (domain), &device,
                                                           &note, error)
                  : NULL;
  if (note != NULL && !self->request.quiet)
    g_printerr ("%s: %s\n", self->command, note);

  return self->model != NULL;
}

static gboolean
prepare (Job     *self,
         int      argc,
         char   **argv,
         GError **error)
{
  if (!expr_file_load (&self->file, argc, argv, 0, G_MAXINT / 2, error)
      || !select_programs (self, argc, argv, error)
      || !make_optimizer (self, error)
      || !set_strategy (self->optimizer, &self->request, error)
      || !set_limits (self->optimizer, &self->request, error)
      || !make_model (self, error))
    return FALSE;

  ariadne_optimizer_set_model (self->optimizer, self->model);

  return TRUE;
}

/* At work */

static gboolean
stop_cb (gpointer user_data)
{
  Job *self = user_data;

  self->n_interrupts++;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_CONTINUE;
}

/* The first ^C ends the searches; the second does not wait for the checks. */
static gboolean
interrupt_cb (gpointer user_data)
{
  Job *self = user_data;

  if (self->n_interrupts > 0)
    {
      signal (SIGINT, SIG_DFL);
      raise (SIGINT);
    }
  g_printerr ("%s: stopping; ^C once more to give up what was found\n", self->command);

  return stop_cb (self);
}

static void
improved_cb (AriadneOptimizer *optimizer,
             guint             index,
             double            cost,
             guint64           n_evaluations,
             gpointer          user_data)
{
  AriadneExpressionSet *set = ariadne_optimizer_get_set (optimizer);
  g_autofree char *printed = expr_format_cost (cost);

  g_printerr ("%s: %s after %" G_GUINT64_FORMAT " evaluations\n",
              ariadne_expression_set_get_name (set, index), printed, n_evaluations);
}

static void
over_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Job *self = user_data;

  ariadne_optimizer_run_finish (self->optimizer, result, &self->error);
  g_main_loop_quit (self->loop);
}

static void
optimize (Job *self)
{
  gboolean shows = self->request.progress || isatty (STDERR_FILENO);

  if (shows && !self->request.quiet)
    g_signal_connect (self->optimizer, "improved", G_CALLBACK (improved_cb), NULL);

  self->cancellable = g_cancellable_new ();
  self->loop = g_main_loop_new (NULL, FALSE);
  self->signals[0] = g_unix_signal_add (SIGINT, interrupt_cb, self);
  self->signals[1] = g_unix_signal_add (SIGTERM, stop_cb, self);
  self->signals[2] = g_unix_signal_add (SIGHUP, stop_cb, self);
  ariadne_optimizer_run_async (self->optimizer, self->cancellable, over_cb, self);
  g_main_loop_run (self->loop);
}

/* Telling */

static void
print_notes (const Job *self)
{
  for (guint i = 0; i < ariadne_optimizer_get_n_results (self->optimizer); i++)
    {
      AriadneOptimization *result = ariadne_optimizer_get_result (self->optimizer, i);

      if (ariadne_optimization_get_note (result) != NULL)
        g_printerr ("%s: %s: %s\n", self->command, ariadne_optimization_get_name (result),
                    ariadne_optimization_get_note (result));
    }
}

static gboolean
write_file (const Job  *self,
            GError    **error)
{
  g_auto (GStrv) notes = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *text;
  gsize length;

  if (self->request.output == NULL)
    return TRUE;

  bytes = ariadne_optimizer_make_file (self->optimizer, &notes);
  for (char **note = notes; *note != NULL; note++)
    g_printerr ("%s: %s\n", self->command, *note);
  text = g_bytes_get_data (bytes, &length);

  return g_file_set_contents (self->request.output, text, (gssize) length, error);
}

static gboolean
report (const Job  *self,
        GError    **error)
{
  print_notes (self);
  if (self->request.as_json)
    optimize_report_print_json (self->optimizer);
  else
    optimize_report_print_table (self->optimizer);
  if (self->request.steps && !self->request.as_json)
    optimize_report_print_steps (self->optimizer);

  return write_file (self, error);
}

static int
get_status (const Job *self)
{
  if (self->error == NULL)
    return CLI_OK;
  if (g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLI_INTERRUPTED;

  return cli_fail (self->command, self->error);
}

static int
run (Job   *self,
     int    argc,
     char **argv)
{
  g_autoptr (GError) error = NULL;

  if (!prepare (self, argc, argv, &error))
    return cli_fail (self->command, error);

  optimize (self);
  if (ariadne_optimizer_get_n_results (self->optimizer) > 0
      && ariadne_optimizer_get_result (self->optimizer, 0) == NULL)
    return get_status (self);
  if (!report (self, &error))
    return cli_fail (self->command, error);

  return get_status (self);
}

int
command_optimize (int    argc,
                  char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_auto (Job) self = { .command = argv[0] };
  Request *request = &self.request;
  int status;
  const GOptionEntry what[] = {
    { "rules", 0, 0, G_OPTION_ARG_STRING, &request->rules,
      "The rule set [" DEFAULT_RULES "]", "SET" },
    { "no-sound", 0, 0, G_OPTION_ARG_NONE, &request->is_unsound,
      "Apply rules even where they capture names; results are checked all the same", NULL },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry limits[] = {
    { "evaluations", 0, 0, G_OPTION_ARG_STRING, &request->evaluations,
      "How many programs to look at, for each [16000]", "N" },
    { "max-time", 0, 0, G_OPTION_ARG_STRING, &request->max_time,
      "How long to search, in all [no limit]", "SECONDS" },
    { "max-memory", 0, 0, G_OPTION_ARG_STRING, &request->max_memory,
      "How much memory to use, as in 2G [no limit]", "SIZE" },
    { "num-cpus", 0, 0, G_OPTION_ARG_STRING, &request->n_threads,
      "How many programs at the same time [as many as processors]", "N" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry guide[] = {
    { "search", 0, 0, G_OPTION_ARG_STRING, &request->strategy,
      "astar, beam, columns, composite-beam or composite-columns [composite-beam]", "KIND" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &request->model.texts[RUN_OPTION_MODEL],
      "A file of weights, or random [none: costs only]", "MODEL" },
    { "device", 0, 0, G_OPTION_ARG_STRING, &request->model.texts[RUN_OPTION_DEVICE],
      "Where it is evaluated: auto, cpu, cuda or cuda:N [auto]", "DEVICE" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry output[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &request->output,
      "Write FILE with what was found in place of it", "OUT" },
    { "steps", 0, 0, G_OPTION_ARG_NONE, &request->steps,
      "Print the steps, too, as comments that “ariadne expr replay” follows", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &request->as_json,
      "Print a JSON object, with steps and texts", NULL },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &request->progress,
      "Show improvements as they are found, even if not on a terminal", NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &request->quiet, "Do not show them", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (argv[0], "FILE [NAME…]", DESCRIPTION);
  cli_options_add (parser, "What to apply", what);
  cli_options_add (parser, "How far to go", limits);
  cli_options_add (parser, "What guides the search", guide);
  cli_options_add (parser, "Output", output);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  return run (&self, argc, argv);
}
