/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-job.h"

#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "run/run-subject.h"

#include "cli-command.h"
#include "cli-device.h"
#include "cli-progress.h"
#include "cli-recipes.h"
#include "run-meeting.h"
#include "run-plan.h"
#include "run-ray.h"

/* What a command has while it runs an experiment. */
typedef struct
{
  const char        *command;
  RunMeeting         meeting;     /* closed, unless others are to join */
  CliProgress       *progress;    /* owned; nullable */
  AriadneExperiment *experiment;  /* owned */
  AriadneModel      *model;       /* owned */
  const char        *model_spec;  /* of the options */
  const AriadneDeviceOptions *asked; /* of the options */
  AriadneDeviceOptions device;    /* of the models of servers that are processes */
  guint              n_gpus;      /* the most that these have */
  char              *note;        /* owned; nullable; to tell before the run */
  char              *no_ray;      /* owned; nullable; why a part of it is left out */
  AriadneRunLog     *log;         /* owned; nullable */
  GMainLoop         *loop;        /* owned */
  GCancellable      *cancellable; /* owned */
  GError            *error;       /* owned; how the experiment ended */
  guint              signals[3];   /* sources */
  guint              n_interrupts;
  gboolean           is_log_lost;  /* and that was said */
} Job;

static void
job_clear (Job *job)
{
  for (guint i = 0; i < G_N_ELEMENTS (job->signals) && job->signals[i] > 0; i++)
    g_source_remove (job->signals[i]);

  run_meeting_clear (&job->meeting);
  g_clear_pointer (&job->progress, cli_progress_free);
  g_clear_object (&job->experiment);
  g_clear_object (&job->model);
  g_clear_pointer (&job->note, g_free);
  g_clear_pointer (&job->no_ray, g_free);
  if (job->log != NULL)
    g_signal_handlers_disconnect_by_data (job->log, job);
  g_clear_object (&job->log);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->loop, g_main_loop_unref);
  g_clear_error (&job->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Job, job_clear)

/* As many as are asked for, even if there are fewer starts; if nothing is said
 * about it, all that are named, or no more than there are.
 */
static void
settle_n_searches (const RunOptions *options,
                   const RunSubject *subject)
{
  guint n_starts = run_subject_get_n_starts (subject);
  guint *n_searches = &options->config->num_searches;

  if (!options->num_searches_given)
    *n_searches = subject->named ? n_starts : MIN (*n_searches, n_starts);
}

/* The last starts of the set, or of those named; when there are too few, they are
 * taken again, and numbered.
 */
static void
add_starts (Job              *job,
            const RunSubject *subject,
            guint             n_searches)
{
  guint n_starts = run_subject_get_n_starts (subject);

  for (guint n_left = n_searches; n_left > 0; n_left--)
    {
      guint index = n_starts - 1 - (n_left - 1) % n_starts;
      guint number = (n_left - 1) / n_starts + 1;
      const char *name = run_subject_get_name (subject, index);
      g_autofree char *numbered = g_strdup_printf ("%s (%u)", name, number);
      g_autoptr (AriadneState) start = run_subject_make_start (subject, index);

      ariadne_experiment_add_start (job->experiment, number > 1 ? numbered : name, start);
    }
}

static GVariant *
make_recipe (const AriadneModelShare *share,
             gpointer                 user_data)
{
  const Job *job = user_data;
  AriadneDeviceOptions device = job->device;
  AriadneModelShare own = *share;

  /* The only GPU that a server sees is its first. */
  if (share->sees_own)
    {
      device.kind = job->asked->kind;
      device.index = 0;
    }
  else
    own.n_gpus = MIN (share->n_gpus, job->n_gpus);

  return cli_recipes_make_model (job->model_spec, &device, &own);
}

/* This very program, even if another one has been put in its place meanwhile. */
static char *
find_program (void)
{
  const char *self = "/proc/self/exe";
  g_autofree char *path = g_file_read_link (self, NULL);

  return path != NULL && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&path)
                                                                       : g_strdup (self);
}

static void
offer_programs (Job              *job,
                const RunOptions *options,
                const char       *program,
                const char       *memory)
{
  g_autofree char *control = g_strdup_printf ("--control-fd=%d", ARIADNE_CONTROL_FD);
  const char *server[] = { program, "serve", control, NULL };
  const char *worker[] = { program, "worker", control, memory, NULL };

  ariadne_experiment_set_programs (job->experiment, worker, server);
}

/* Without Ray, what needs it is left out, unless it is all that there is. */
static gboolean
offer_ray (Job               *job,
           const RunOptions  *options,
           const char        *program,
           const char        *memory,
           GError           **error)
{
  const char *server[] = { program, "serve", NULL };
  const char *worker[] = { program, "worker", memory, NULL };
  guint n_gpus = options->device.kind != ARIADNE_DEVICE_CPU ? job->n_gpus : 0;
  g_autoptr (AriadneRayCluster) cluster = NULL;
  g_autoptr (GError) local_error = NULL;

  if (!run_ray_is_wanted (options))
    return TRUE;

  cluster = run_ray_find (options, n_gpus, &local_error);
  if (cluster != NULL)
    ariadne_experiment_set_ray (job->experiment, cluster, worker, server, options->ray_listen);
  else if (run_ray_is_required (options))
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "--engine=ray: ");
      return FALSE;
    }
  else
    job->no_ray = g_strdup (local_error->message);

  return TRUE;
}

/* Lets the experiment have processes: those that are started here, or those that
 * join.
 */
static gboolean
prepare_processes (Job               *job,
                   const RunOptions  *options,
                   GError           **error)
{
  guint64 limit = options->config->worker_memory;
  g_autofree char *program = NULL;
  g_autofree char *memory = NULL;

  ariadne_experiment_set_recipe_func (job->experiment, make_recipe, job, NULL);
  if (options->listen == NULL)
    {
      program = find_program ();
      if (limit > 0)
        memory = g_strdup_printf ("--memory=%" G_GUINT64_FORMAT, limit);
      offer_programs (job, options, program, memory);
      return offer_ray (job, options, program, memory, error);
    }

  if (!run_meeting_open (&job->meeting, options, error))
    return FALSE;

  ariadne_experiment_set_engine (job->experiment, job->meeting.engine);

  return TRUE;
}

/* A line on standard error, beside the progress. */
static void
say (Job        *job,
     const char *text)
{
  g_autofree char *line = g_strdup_printf ("%s: %s", job->command, text);

  if (job->progress != NULL)
    cli_progress_say (job->progress, line);
  else
    g_printerr ("%s\n", line);
}

static void
log_failed_cb (AriadneRunLog *log,
               const GError  *error,
               gpointer       user_data)
{
  g_autofree char *text = g_strdup_printf ("the log is incomplete: %s", error->message);
  Job *job = user_data;

  job->is_log_lost = TRUE;
  say (job, text);
}

static gboolean
open_log (Job               *job,
          const RunOptions  *options,
          GError           **error)
{
  if (options->log_path == NULL)
    return TRUE;

  job->log = ariadne_run_log_create (options->log_path, error);
  if (job->log == NULL)
    return FALSE;

  ariadne_run_log_set_interval (job->log, options->log_interval);
  g_signal_connect (job->log, "failed", G_CALLBACK (log_failed_cb), job);
  ariadne_experiment_set_log (job->experiment, job->log);

  return TRUE;
}

/* Says for the record where the network is evaluated, and how. */
static void
describe_device (Job              *job,
                 const RunOptions *options)
{
  AriadneExperimentConfig *config = options->config;
  AriadneDeviceReport report;

  g_free (config->device);
  config->device = options->dry_run
                   ? g_strdup (ariadne_device_kind_to_string (options->device.kind))
                   : ariadne_model_describe_device (job->model);
  run_set_text (&config->precision, ariadne_precision_to_string (options->device.precision));
  run_set_text (&config->on_device_error, ariadne_device_rescue_to_string (options->device.rescue));
  if (!ARIADNE_IS_DEVICE_MODEL (job->model))
    return;

  ariadne_device_model_get_report (ARIADNE_DEVICE_MODEL (job->model), &report);
  config->precision_max_error = report.max_error;
  config->precision_mean_error = report.mean_error;
  config->precision_spread = report.spread;
}

/* Servers that are started here do as the model here does, even where the choice was
 * left open: there is a GPU for all of them, or for none. Those that join may be on
 * any machine and choose by themselves.
 */
static void
settle_device (Job              *job,
               const RunOptions *options)
{
  job->device = options->device;
  job->n_gpus = G_MAXUINT;
  if (options->listen != NULL)
    return;

  job->n_gpus = cli_device_count_gpus ();
  if (job->device.kind == ARIADNE_DEVICE_AUTO)
    job->device.kind = ARIADNE_IS_DEVICE_MODEL (job->model) ? ARIADNE_DEVICE_CUDA
                                                            : ARIADNE_DEVICE_CPU;
}

/* A run that is only talked about takes no room on a GPU that others may be using. It
 * is enough that there is one.
 */
static gboolean
make_model (Job               *job,
            const RunOptions  *options,
            AriadneDomain     *domain,
            GError           **error)
{
  const char *spec = options->config->model;

  if (!options->dry_run || options->device.kind == ARIADNE_DEVICE_CPU)
    job->model = run_model_new (spec, domain, &options->device, &job->note, error);
  else
    job->model = cli_device_rehearse (spec, domain, &options->device, error);

  return job->model != NULL;
}

static gboolean
prepare (Job               *job,
         const RunOptions  *options,
         GError           **error)
{
  AriadneExperimentConfig *config = options->config;
  g_auto (RunSubject) subject = { .domain = NULL };

  if (!run_subject_load (&subject, config, error))
    return FALSE;

  settle_n_searches (options, &subject);
  if (!make_model (job, options, subject.domain, error))
    return FALSE;

  describe_device (job, options);
  settle_device (job, options);
  job->model_spec = config->model;
  job->asked = &options->device;
  job->experiment = ariadne_experiment_new (config, subject.domain, job->model);
  add_starts (job, &subject, config->num_searches);

  return prepare_processes (job, options, error)
         && ariadne_experiment_validate (job->experiment, error)
         && (options->dry_run || open_log (job, options, error));
}

/* A terminal that is closed and a machine that goes down say that it is enough, and
 * may say so more than once.
 */
static gboolean
stop_cb (gpointer user_data)
{
  Job *job = user_data;

  job->n_interrupts++;
  g_cancellable_cancel (job->cancellable);

  return G_SOURCE_CONTINUE;
}

/* The first ^C ends the experiment in order, for which the batches underway are
 * waited for; the second does not wait for anything.
 */
static gboolean
interrupt_cb (gpointer user_data)
{
  Job *job = user_data;

  if (job->n_interrupts > 0)
    {
      run_meeting_clear (&job->meeting);
      signal (SIGINT, SIG_DFL);
      raise (SIGINT);
    }
  g_printerr ("%s: stopping; ^C once more to give up what was found\n", job->command);

  return stop_cb (job);
}

/* From here on, what is put anywhere is taken away again in the end. */
static void
watch_signals (Job *job)
{
  job->cancellable = g_cancellable_new ();
  job->signals[0] = g_unix_signal_add (SIGINT, interrupt_cb, job);
  job->signals[1] = g_unix_signal_add (SIGTERM, stop_cb, job);
  job->signals[2] = g_unix_signal_add (SIGHUP, stop_cb, job);
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

/* Deaths are worth a line; who comes and goes, only where others join. */
static void
process_event_cb (AriadneExperiment *experiment,
                  guint              kind,
                  const char        *message,
                  gpointer           user_data)
{
  Job *job = user_data;

  if (job->meeting.engine != NULL
      || kind == ARIADNE_ENGINE_EVENT_DIED || kind == ARIADNE_ENGINE_EVENT_RETRIED
      || kind == ARIADNE_ENGINE_EVENT_ABSENT)
    say (job, message);
}

/* What costs nothing to begin with cannot be made cheaper by any share. */
static void
print_find (const AriadneSearchRecord *search)
{
  g_autofree char *saved = NULL;

  saved = search->start_cost > 0
            ? g_strdup_printf ("%.1f %%", 100 * (1 - search->best_cost / search->start_cost))
            : g_strdup ("-");
  g_print ("%-24s %12.6g %12.6g %9s %8" G_GUINT64_FORMAT " %10" G_GUINT64_FORMAT "\n",
           search->name, search->start_cost, search->best_cost, saved, search->best_depth,
           search->visited);
}

static void
print_finds_of (const AriadneRunRecord *run)
{
  g_autofree char *heading = g_strdup_printf ("Search (%s)", run->search);

  g_print ("\n%-24s %12s %12s %9s %8s %10s\n", heading, "Start cost", "Best cost", "Saved",
           "Steps", "Visited");
  for (guint i = 0; i < run->searches->len; i++)
    {
      const AriadneSearchRecord *search = g_ptr_array_index (run->searches, i);

      if (search->best != NULL)
        print_find (search);
    }
}

/* What the first run of each kind found for each search, which is what all of that
 * kind should have found.
 */
static void
print_finds (AriadneReport *report)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ariadne_report_get_n_runs (report); i++)
    {
      const AriadneRunRecord *run = ariadne_report_get_run (report, i);

      if (g_hash_table_add (kinds, run->search))
        print_finds_of (run);
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
  if (!options->quiet)
    job->progress = cli_progress_new (job->experiment);
  g_signal_connect (job->experiment, "process-event", G_CALLBACK (process_event_cb), job);
  if (options->format == ARIADNE_REPORT_FORMAT_TEXT)
    g_signal_connect (job->experiment, "run-finished", G_CALLBACK (describe_run_cb), NULL);

  job->loop = g_main_loop_new (NULL, FALSE);
  ariadne_experiment_run_async (job->experiment, job->cancellable, experiment_over_cb, job);
  g_main_loop_run (job->loop);
  g_clear_pointer (&job->progress, cli_progress_free);
}

/* How exact the device is; programs find it in the configuration. What it failed at
 * is told of each run.
 */
static void
print_device (Job              *job,
              const RunOptions *options)
{
  g_autofree char *notes = cli_device_describe_error (job->model);

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
get_status (const Job *job)
{
  if (job->error == NULL)
    return CLI_OK;
  if (g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return CLI_INTERRUPTED;

  return cli_fail (job->command, job->error);
}

/* A log that could not be written does not stop a run, and is no less a failure
 * for that. It is said once.
 */
static gboolean
close_log (Job     *job,
           GError **error)
{
  if (job->log == NULL || ariadne_run_log_close (job->log, error))
    return TRUE;

  g_prefix_error (error, "the log is incomplete: ");

  return FALSE;
}

/**
 * run_job:
 * @command: the full name of the command, for messages
 * @options: what is asked for
 *
 * Runs an experiment and reports it.
 *
 * Returns: the exit status
 */
int
run_job (const char       *command,
         const RunOptions *options)
{
  g_auto (Job) job = { .command = command };
  g_autoptr (GError) error = NULL;
  int status;

  watch_signals (&job);
  if (!prepare (&job, options, &error))
    return cli_fail (command, error);
  if (options->dry_run)
    {
      run_plan_print (job.experiment, options->format);
      return CLI_OK;
    }
  if (job.note != NULL && !options->quiet)
    g_printerr ("%s: %s\n", command, job.note);
  if (job.no_ray != NULL && !options->quiet)
    g_printerr ("%s: no runs with Ray: %s\n", command, job.no_ray);
  if (job.meeting.engine != NULL)
    run_meeting_announce (&job.meeting, options, command);

  run_experiment (&job, options);
  status = get_status (&job);
  if (!report (&job, options, &error))
    {
      cli_fail (command, error);
      g_clear_error (&error);
      status = CLI_FAILURE;
    }
  if (!close_log (&job, &error))
    {
      if (!job.is_log_lost)
        cli_fail (command, error);
      status = CLI_FAILURE;
    }

  return status;
}
