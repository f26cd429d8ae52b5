/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "cli-device.h"
#include "cli-expressions.h"
#include "cli-progress.h"
#include "commands.h"
#include "run-options.h"

/* What `ariadne run` has while it runs. */
typedef struct
{
  AriadneExperiment *experiment;  /* owned */
  AriadneModel      *model;       /* owned */
  char              *note;        /* owned; nullable; to tell before the run */
  AriadneRunLog     *log;         /* owned; nullable */
  GMainLoop         *loop;        /* owned */
  GCancellable      *cancellable; /* owned */
  GError            *error;       /* owned; how the experiment ended */
  guint              n_interrupts;
} Job;

static void
job_clear (Job *job)
{
  g_clear_object (&job->experiment);
  g_clear_object (&job->model);
  g_clear_pointer (&job->note, g_free);
  g_clear_object (&job->log);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->loop, g_main_loop_unref);
  g_clear_error (&job->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* As many as are asked for; if nothing is said about it, all that are named, or
 * no more than there are.
 */
static gboolean
settle_n_searches (const RunOptions      *options,
                   const CliExpressions  *expressions,
                   GError               **error)
{
  guint n_expressions = ariadne_expression_set_get_n_expressions (expressions->set);
  guint *n_searches = &options->config->num_searches;

  if (n_expressions == 0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "%s: expected at least one expression", options->config->expressions);
      return FALSE;
    }

  if (options->num_searches_given && *n_searches > n_expressions)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--num-searches=%u: expected at most %u, the number of expressions in %s",
                   *n_searches, n_expressions, options->config->expressions);
      return FALSE;
    }

  if (!options->num_searches_given)
    *n_searches = expressions->named ? n_expressions : MIN (*n_searches, n_expressions);

  return TRUE;
}

/* The last expressions of the set, or of those named. */
static void
add_starts (Job            *job,
            CliExpressions *expressions,
            guint           n_searches)
{
  guint n_expressions = ariadne_expression_set_get_n_expressions (expressions->set);

  for (guint i = n_expressions - n_searches; i < n_expressions; i++)
    {
      g_autoptr (AriadneState) start = NULL;

      start = ariadne_expression_domain_make_start (expressions->domain, i);
      ariadne_experiment_add_start (job->experiment,
                                    ariadne_expression_set_get_name (expressions->set, i), start);
    }
}

static gboolean
prepare (Job               *job,
         const RunOptions  *options,
         GError           **error)
{
  AriadneExperimentConfig *config = options->config;
  g_auto (CliExpressions) expressions = { NULL };
  AriadneDomain *domain;

  if (!cli_expressions_load (&expressions, config->expressions, config->rules, error)
      || !settle_n_searches (options, &expressions, error))
    return FALSE;

  domain = ARIADNE_DOMAIN (expressions.domain);
  job->model = ariadne_model_new_from_spec_on_device (config->model, domain, &options->device,
                                                      &job->note, error);
  if (job->model == NULL)
    return FALSE;

  g_free (config->device);
  config->device = ariadne_model_describe_device (job->model);
  job->experiment = ariadne_experiment_new (config, domain, job->model);
  add_starts (job, &expressions, config->num_searches);
  if (!ariadne_experiment_validate (job->experiment, error))
    return FALSE;

  if (options->log_path != NULL)
    {
      job->log = ariadne_run_log_create (options->log_path, error);
      if (job->log == NULL)
        return FALSE;
      ariadne_experiment_set_log (job->experiment, job->log);
    }

  return TRUE;
}

/* The first ^C ends the experiment in order; the third kills. A terminal that is
 * closed and a machine that goes down say the same by other signals.
 */
static gboolean
interrupt_cb (gpointer user_data)
{
  Job *job = user_data;

  job->n_interrupts++;
  if (job->n_interrupts == 1)
    g_cancellable_cancel (job->cancellable);
  else if (job->n_interrupts == 2)
    g_printerr ("ariadne run: stopping; once more to give up what was found\n");
  else
    {
      signal (SIGINT, SIG_DFL);
      raise (SIGINT);
    }

  return G_SOURCE_CONTINUE;
}

/* In text, each run is described as soon as it is over; a table follows. */
static void
describe_run_cb (AriadneExperiment *experiment,
                 AriadneRunRecord  *record,
                 gpointer           user_data)
{
  g_autofree char *text = ariadne_report_describe_run (record);

  g_print ("%s\n", text);
}

/* What the first run found for each search, which is what all of them should
 * have found.
 */
static void
print_finds (AriadneReport *report)
{
  const AriadneRunRecord *run = ariadne_report_get_run (report, 0);

  g_print ("\n%-24s %12s %12s %9s %10s\n", "Search", "Start cost", "Best cost", "Saved", "Visited");
  for (guint i = 0; i < run->searches->len; i++)
    {
      const AriadneSearchRecord *search = g_ptr_array_index (run->searches, i);

      if (search->best != NULL)
        g_print ("%-24s %12.6g %12.6g %7.1f %% %10" G_GUINT64_FORMAT "\n", search->name,
                 search->start_cost, search->best_cost,
                 100 * (1 - search->best_cost / search->start_cost), search->visited);
    }
}

static void
experiment_over_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Job *job = user_data;

  ariadne_experiment_run_finish (job->experiment, result, &job->error);
  g_main_loop_quit (job->loop);
}

static void
run_experiment (Job              *job,
                const RunOptions *options)
{
  g_autoptr (CliProgress) progress = NULL;
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  guint sources[G_N_ELEMENTS (signals)];

  if (!options->quiet)
    progress = cli_progress_new (job->experiment);
  if (options->format == ARIADNE_REPORT_FORMAT_TEXT)
    g_signal_connect (job->experiment, "run-finished", G_CALLBACK (describe_run_cb), NULL);

  job->loop = g_main_loop_new (NULL, FALSE);
  job->cancellable = g_cancellable_new ();
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sources[i] = g_unix_signal_add (signals[i], interrupt_cb, job);
  ariadne_experiment_run_async (job->experiment, job->cancellable, experiment_over_cb, job);
  g_main_loop_run (job->loop);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (sources[i]);
}

/* What a reader should know about the device; not among what a program reads. */
static void
print_device (Job              *job,
              const RunOptions *options)
{
  g_autofree char *notes = cli_device_describe (job->model);

  if (notes == NULL)
    return;
  if (options->format == ARIADNE_REPORT_FORMAT_TEXT)
    g_print ("\n%s", notes);
  else if (!options->quiet)
    g_printerr ("%s", notes);
}

/* Whatever was found is reported; how the experiment ended makes the status. */
static gboolean
report (Job               *job,
        const RunOptions  *options,
        GError           **error)
{
  AriadneReport *found = ariadne_experiment_get_report (job->experiment);
  g_autoptr (GOutputStream) output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (AriadnePlot) plot = NULL;

  if (ariadne_report_get_n_runs (found) == 0)
    return TRUE;
  if (!ariadne_report_write (found, options->format, output, NULL, error))
    {
      g_prefix_error (error, "standard output: ");
      return FALSE;
    }
  if (options->format == ARIADNE_REPORT_FORMAT_TEXT)
    print_finds (found);
  print_device (job, options);

  if (options->save_path == NULL)
    return TRUE;

  plot = ariadne_plot_new (found, ARIADNE_PLOT_DEFAULT);

  return ariadne_plot_save (plot, options->save_path, error);
}

static int
get_status (const Job  *job,
            const char *command)
{
  if (job->error == NULL)
    return CLI_OK;
  if (g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLI_INTERRUPTED;

  return cli_fail (command, job->error);
}

int
command_run (int    argc,
             char **argv)
{
  g_auto (RunOptions) options = { NULL };
  g_auto (Job) job = { NULL };
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];
  int status;

  if (!run_options_parse (&options, argc, argv, &status))
    return status;
  if (!prepare (&job, &options, &error))
    return cli_fail (command, error);
  if (job.note != NULL && !options.quiet)
    g_printerr ("%s: %s\n", command, job.note);

  run_experiment (&job, &options);
  status = get_status (&job, command);
  if (!report (&job, &options, &error)
      || (job.log != NULL && !ariadne_run_log_close (job.log, &error)))
    {
      cli_fail (command, error);
      return CLI_FAILURE;
    }

  return status;
}
