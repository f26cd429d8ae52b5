/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "cli-options.h"
#include "commands.h"
#include "expr-file.h"
#include "optimize-report.h"
#include "optimize-request.h"

#define DESCRIPTION                                                              \
  "Looks for cheaper programs that may take the place of those of FILE, or of\n" \
  "those that are named, and prints what they cost. Each has been checked: it\n" \
  "has the same values on random inputs, and the steps that lead to it have\n"   \
  "been followed anew. FILE is a path, or the name of one of the program's own,\n" \
  "as in “blas”. ^C ends the search; the best until then is reported."

/* A way to search, for the comparison. */
typedef struct
{
  const char     *name;
  AriadneStrategy strategy;
  gboolean        has_network;
} Way;

static const Way ways[] = {
  { "astar", ARIADNE_STRATEGY_ASTAR, FALSE },
  { "beam", ARIADNE_STRATEGY_BEAM, FALSE },
  { "columns", ARIADNE_STRATEGY_COLUMNS, FALSE },
  { "composite-beam", ARIADNE_STRATEGY_COMPOSITE_BEAM, FALSE },
  { "composite-columns", ARIADNE_STRATEGY_COMPOSITE_COLUMNS, FALSE },
  { "portfolio", ARIADNE_STRATEGY_PORTFOLIO, FALSE },
  { "network", ARIADNE_STRATEGY_ASTAR, TRUE },
};

#define DEFAULT_NETWORK "random"

/* The command at work. */
typedef struct
{
  const char           *command;
  OptimizeRequest       request;
  ExprFile              file;
  AriadneExpressionSet *set;       /* owned; the programs that are optimised */
  AriadneOptimizer     *optimizer; /* owned; the one at work */
  GCancellable         *cancellable;
  GMainLoop            *loop;
  GError               *error;     /* how it ended */
  guint                 signals[3];
  guint                 n_interrupts;
} Job;

static void
job_clear (Job *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->signals) && self->signals[i] > 0; i++)
    g_source_remove (self->signals[i]);

  optimize_request_clear (&self->request);
  expr_file_clear (&self->file);
  g_clear_object (&self->set);
  g_clear_object (&self->optimizer);
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

/* Makes the next optimizer. */
static gboolean
make_optimizer (Job             *self,
                AriadneStrategy  strategy,
                const char      *model,
                GError         **error)
{
  g_autofree char *note = NULL;

  g_clear_object (&self->optimizer);
  self->optimizer = optimize_request_new_optimizer (&self->request, self->set, strategy, error);
  if (self->optimizer == NULL
      || !optimize_request_add_model (&self->request, self->optimizer, model, &note, error))
    return FALSE;

  if (note != NULL && !self->request.quiet)
    g_printerr ("%s: %s\n", self->command, note);

  return TRUE;
}

static gboolean
prepare (Job     *self,
         int      argc,
         char   **argv,
         GError **error)
{
  AriadneStrategy strategy = ARIADNE_STRATEGY_DEFAULT;

  return optimize_request_check (&self->request, error)
         && expr_file_load (&self->file, argc, argv, 0, G_MAXINT / 2, error)
         && select_programs (self, argc, argv, error)
         && optimize_request_get_strategy (&self->request, &strategy, error)
         && make_optimizer (self, strategy, self->request.model.texts[RUN_OPTION_MODEL], error);
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
watch_signals (Job *self)
{
  self->cancellable = g_cancellable_new ();
  self->loop = g_main_loop_new (NULL, FALSE);
  self->signals[0] = g_unix_signal_add (SIGINT, interrupt_cb, self);
  self->signals[1] = g_unix_signal_add (SIGTERM, stop_cb, self);
  self->signals[2] = g_unix_signal_add (SIGHUP, stop_cb, self);
}

static void
optimize (Job *self)
{
  gboolean shows = self->request.progress || isatty (STDERR_FILENO);

  if (shows && !self->request.quiet)
    g_signal_connect (self->optimizer, "improved", G_CALLBACK (improved_cb), NULL);

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

/* An optimizer that could not begin has no results. */
static gboolean
has_results (const Job *self)
{
  return ariadne_optimizer_get_n_results (self->optimizer) == 0
         || ariadne_optimizer_get_result (self->optimizer, 0) != NULL;
}

/* Searches in every way, until one fails or it is enough. */
static gboolean
compare (Job     *self,
         GError **error)
{
  g_autoptr (OptimizeComparison) comparison = optimize_comparison_new (self->set);
  const char *model = self->request.model.texts[RUN_OPTION_MODEL];

  if (model == NULL)
    model = DEFAULT_NETWORK;
  for (guint i = 0; i < G_N_ELEMENTS (ways) && self->error == NULL; i++)
    {
      gint64 begun = g_get_monotonic_time ();

      if (!make_optimizer (self, ways[i].strategy, ways[i].has_network ? model : NULL, error))
        return FALSE;

      optimize (self);
      if (has_results (self))
        optimize_comparison_add (comparison, ways[i].name, self->optimizer,
                                 (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
    }

  if (self->request.as_json)
    optimize_comparison_print_json (comparison);
  else
    optimize_comparison_print_table (comparison);

  return TRUE;
}

static gboolean
optimize_once (Job     *self,
               GError **error)
{
  optimize (self);

  return !has_results (self) || report (self, error);
}

int
command_optimize (int    argc,
                  char **argv)
{
  g_autoptr (CliOptions) options = cli_options_new (argv[0], "FILE [NAME…]", DESCRIPTION);
  g_auto (Job) self = { .command = argv[0] };
  g_autoptr (GError) error = NULL;
  int status;

  optimize_request_offer (&self.request, options);
  if (!cli_options_parse (options, &argc, &argv, &status))
    return status;

  if (!prepare (&self, argc, argv, &error))
    return cli_fail (self.command, error);

  watch_signals (&self);
  if (!(self.request.compare ? compare (&self, &error) : optimize_once (&self, &error)))
    return cli_fail (self.command, error);

  return get_status (&self);
}
