/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment.h"

#include "core/ariadne-error.h"
#include "experiment/ariadne-experiment-plan.h"
#include "experiment/ariadne-host.h"
#include "experiment/ariadne-ideal.h"
#include "experiment/ariadne-trial.h"

/**
 * AriadneExperiment:
 *
 * Runs the same searches in several ways, one after the other, and compares.
 *
 * An experiment is made from a configuration, a domain, a model and the states
 * to start from. It knows which runs these ask for: the synchronous one, which
 * tells what the others should visit; one searcher; several searchers; and so
 * on. After each run its evaluations are repeated back to back, which gives the
 * ideal time that the run is held against.
 *
 * ## Threads
 *
 * An experiment is set up and run on one thread at a time.
 * [method@Experiment.run] does everything on the thread that calls it.
 * [method@Experiment.run_async] leaves the work to another thread; the report
 * grows, and the signals are emitted, in the main context of the caller. While
 * it runs, any thread may read the phase and the searches.
 *
 * ## Stopping
 *
 * A cancelled experiment ends soon and in order: the searches of the run under
 * way stop, and its record, with what there is, is the last of the report.
 */

struct _AriadneExperiment
{
  GObject parent_instance;

  /* Read-only once it runs: */
  AriadneExperimentConfig *config;
  AriadneDomain           *domain;
  AriadneModel            *model;
  GPtrArray               *names;   /* of char */
  GPtrArray               *starts;  /* of AriadneState */
  GPtrArray               *plan;    /* of AriadneConfiguration */
  AriadneRunLog           *log;     /* nullable */
  GMainContext            *context; /* where to emit; NULL: on the spot */

  /* Only touched where signals are emitted: */
  AriadneReport *report;

  /* Only touched by the thread that runs: */
  AriadneIdeal *ideal;
  char         *expected[3]; /* the digest to expect, for each method */

  GMutex lock;

  /* Protected by the lock: */
  AriadneExperimentPhase phase;
  guint                  configuration;
  GPtrArray             *searches; /* of AriadneSearch, of that configuration */
};

enum
{
  SIGNAL_RUN_STARTED,
  SIGNAL_RUN_FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AriadneExperiment, ariadne_experiment, G_TYPE_OBJECT)

static void
ariadne_experiment_finalize (GObject *object)
{
  AriadneExperiment *self = ARIADNE_EXPERIMENT (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->expected); i++)
    g_free (self->expected[i]);
  g_clear_pointer (&self->ideal, ariadne_ideal_free);
  g_clear_pointer (&self->searches, g_ptr_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->plan, g_ptr_array_unref);
  g_clear_pointer (&self->starts, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->config, ariadne_experiment_config_free);
  g_clear_object (&self->report);
  g_clear_object (&self->log);
  g_clear_object (&self->model);
  g_clear_object (&self->domain);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_experiment_parent_class)->finalize (object);
}

static void
ariadne_experiment_class_init (AriadneExperimentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_experiment_finalize;

  /**
   * AriadneExperiment::run-started:
   * @self: an experiment
   * @record: what is known of the run: where it is made, and by whom
   *
   * A run has begun.
   */
  signals[SIGNAL_RUN_STARTED] =
      g_signal_new ("run-started", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, ARIADNE_TYPE_RUN_RECORD);

  /**
   * AriadneExperiment::run-finished:
   * @self: an experiment
   * @record: everything about the run, which the report has by now
   *
   * A run is over.
   */
  signals[SIGNAL_RUN_FINISHED] =
      g_signal_new ("run-finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, ARIADNE_TYPE_RUN_RECORD);
}

static void
ariadne_experiment_init (AriadneExperiment *self)
{
  g_mutex_init (&self->lock);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->starts = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  self->searches = g_ptr_array_new_with_free_func (g_object_unref);
}

/* The signals. They are emitted in the caller's main context, and the report
 * changes there, before the experiment's end is announced there.
 */

typedef struct
{
  AriadneExperiment *experiment; /* owned */
  AriadneRunRecord  *record;     /* owned */
  guint              signal;
} Emission;

static void
emission_free (gpointer data)
{
  Emission *emission = data;

  g_object_unref (emission->experiment);
  ariadne_run_record_unref (emission->record);
  g_free (emission);
}

static gboolean
emit_cb (gpointer user_data)
{
  Emission *emission = user_data;

  if (emission->signal == SIGNAL_RUN_FINISHED)
    ariadne_report_add_run (emission->experiment->report, emission->record);
  g_signal_emit (emission->experiment, signals[emission->signal], 0, emission->record);

  return G_SOURCE_REMOVE;
}

static void
emit (AriadneExperiment *self,
      guint              signal,
      AriadneRunRecord  *record)
{
  Emission *emission = g_new0 (Emission, 1);

  emission->experiment = g_object_ref (self);
  emission->record = ariadne_run_record_ref (record);
  emission->signal = signal;
  if (self->context != NULL)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, emit_cb, emission, emission_free);
      g_source_attach (source, self->context);
      return;
    }

  emit_cb (emission);
  emission_free (emission);
}

static void
announce_start (AriadneExperiment          *self,
                const AriadneConfiguration *configuration)
{
  g_autoptr (AriadneRunRecord) record = ariadne_configuration_make_record (configuration);

  if (self->log != NULL)
    ariadne_run_log_configuration_started (self->log, record);
  emit (self, SIGNAL_RUN_STARTED, record);
}

static void
set_phase (AriadneExperiment      *self,
           AriadneExperimentPhase  phase,
           guint                   configuration,
           GPtrArray              *searches)
{
  g_autoptr (GPtrArray) old = NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->phase = phase;
  self->configuration = configuration;
  if (searches != self->searches)
    {
      old = self->searches;
      self->searches = g_ptr_array_ref (searches);
    }
}

static GPtrArray *
make_searches (AriadneExperiment          *self,
               const AriadneConfiguration *configuration)
{
  GPtrArray *searches = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->starts->len; i++)
    {
      AriadneSearch *search;

      search = ariadne_configuration_make_search (configuration, self->config, self->domain,
                                                  g_ptr_array_index (self->starts, i), i,
                                                  self->starts->len);
      ariadne_search_set_name (search, g_ptr_array_index (self->names, i));
      ariadne_search_set_as_prototype (search, self->config->as_prototype);
      g_ptr_array_add (searches, search);
    }

  return searches;
}

/* Continuous A* depends on time by design, and a run that was cut short visited
 * only a part.
 */
static AriadneAgreement
compare_digest (AriadneExperiment          *self,
                const AriadneConfiguration *configuration,
                const char                 *digest)
{
  char **expected = &self->expected[configuration->method];

  if (configuration->method == ARIADNE_METHOD_CONTINUOUS)
    return ARIADNE_AGREEMENT_UNKNOWN;

  if (configuration->synchronous)
    {
      *expected = g_strdup (digest);
      return ARIADNE_AGREEMENT_UNKNOWN;
    }
  if (*expected == NULL)
    return ARIADNE_AGREEMENT_UNKNOWN;

  return g_str_equal (*expected, digest) ? ARIADNE_AGREEMENT_YES : ARIADNE_AGREEMENT_NO;
}

/* Runs one configuration; whatever happens, its record joins the report. */
static gboolean
run_configuration (AriadneExperiment  *self,
                   guint               index,
                   GCancellable       *cancellable,
                   GError            **error)
{
  const AriadneConfiguration *configuration = g_ptr_array_index (self->plan, index);
  g_autoptr (GPtrArray) searches = make_searches (self, configuration);
  g_autoptr (AriadneTrial) trial = NULL;
  AriadneRunRecord *record;
  gboolean complete;

  announce_start (self, configuration);
  trial = ariadne_trial_new (configuration, self->config, self->model, searches, self->log);
  record = ariadne_trial_get_record (trial);

  set_phase (self, ARIADNE_EXPERIMENT_SEARCHING, index, searches);
  complete = ariadne_trial_run (trial, cancellable, error);
  if (complete)
    {
      set_phase (self, ARIADNE_EXPERIMENT_MEASURING, index, searches);
      record->matches_expected = compare_digest (self, configuration, record->digest);
      complete = ariadne_trial_measure_ideal (trial, self->ideal, cancellable, error);
    }

  if (self->log != NULL)
    ariadne_run_log_configuration_finished (self->log, record);
  emit (self, SIGNAL_RUN_FINISHED, record);

  return complete;
}

static gboolean
run_plan (AriadneExperiment  *self,
          GCancellable       *cancellable,
          GError            **error)
{
  for (guint i = 0; i < self->plan->len; i++)
    if (!run_configuration (self, i, cancellable, error))
      return FALSE;

  return TRUE;
}

/* Begins and ends the log around the work. */
static gboolean
run_logged (AriadneExperiment  *self,
            GCancellable       *cancellable,
            GError            **error)
{
  gboolean complete;

  if (!ariadne_experiment_validate (self, error))
    return FALSE;

  if (self->log != NULL)
    ariadne_run_log_run_started (self->log, self->report);
  complete = run_plan (self, cancellable, error);
  if (self->log != NULL)
    ariadne_run_log_run_finished (self->log, complete ? "finished" : "stopped");
  set_phase (self, ARIADNE_EXPERIMENT_FINISHED, self->configuration, self->searches);

  return complete;
}

/**
 * ariadne_experiment_new:
 * @config: what to run; copied
 * @domain: what the searches are about
 * @model: what evaluates states
 *
 * Makes an experiment, which has nothing to search from yet.
 *
 * Returns: (transfer full): a new experiment
 */
AriadneExperiment *
ariadne_experiment_new (const AriadneExperimentConfig *config,
                        AriadneDomain                 *domain,
                        AriadneModel                  *model)
{
  AriadneExperiment *self;

  g_return_val_if_fail (config != NULL, NULL);
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (ARIADNE_IS_MODEL (model), NULL);

  self = g_object_new (ARIADNE_TYPE_EXPERIMENT, NULL);
  self->config = ariadne_experiment_config_copy (config);
  self->domain = g_object_ref (domain);
  self->model = g_object_ref (model);
  self->plan = ariadne_experiment_plan_new (config);
  self->ideal = ariadne_ideal_new (model);
  self->report = ariadne_report_new (config->continuous ? "continuous" : "default",
                                     ariadne_experiment_config_describe (config),
                                     ariadne_host_describe ());

  return self;
}

/**
 * ariadne_experiment_add_start:
 * @self: an experiment that has not been run
 * @name: a name for the search
 * @state: where it starts
 *
 * Adds a search. The budget is shared equally among all, rounded down.
 */
void
ariadne_experiment_add_start (AriadneExperiment *self,
                              const char        *name,
                              AriadneState      *state)
{
  g_return_if_fail (ARIADNE_IS_EXPERIMENT (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (state != NULL);

  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->starts, ariadne_state_ref (state));
}

/**
 * ariadne_experiment_validate:
 * @self: an experiment that has not been run
 * @error: return location for an error
 *
 * Checks whether the configuration, the starts and the model go together. This
 * is also done first thing when the experiment is run.
 *
 * Returns: whether it can be run
 */
gboolean
ariadne_experiment_validate (AriadneExperiment  *self,
                             GError            **error)
{
  guint n_heads;

  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), FALSE);

  n_heads = ariadne_model_get_n_heads (self->model);
  if (!ariadne_experiment_config_validate (self->config, error))
    return FALSE;

  if (self->starts->len == 0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "there is nothing to search from");
      return FALSE;
    }
  if (self->config->gnn_budget < self->starts->len)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "a budget of %" G_GUINT64_FORMAT " evaluations leaves none for each of %u"
                   " searches",
                   self->config->gnn_budget, self->starts->len);
      return FALSE;
    }

  for (guint i = 0; i < self->plan->len; i++)
    {
      g_autoptr (GPtrArray) searches = make_searches (self, g_ptr_array_index (self->plan, i));

      if (!ariadne_search_validate (g_ptr_array_index (searches, 0), n_heads, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * ariadne_experiment_set_log:
 * @self: an experiment that has not been run
 * @log: (nullable): where to write what happens
 *
 * Has the experiment write a log while it runs. The log is not closed.
 */
void
ariadne_experiment_set_log (AriadneExperiment *self,
                            AriadneRunLog     *log)
{
  g_return_if_fail (ARIADNE_IS_EXPERIMENT (self));

  g_set_object (&self->log, log);
}

/**
 * ariadne_experiment_run:
 * @self: an experiment that has not been run
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Runs everything, and returns when it is over. The report has what was found
 * even when this fails.
 *
 * Returns: whether all runs are complete
 */
gboolean
ariadne_experiment_run (AriadneExperiment  *self,
                        GCancellable       *cancellable,
                        GError            **error)
{
  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), FALSE);

  return run_logged (self, cancellable, error);
}

static void
run_worker (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  GError *error = NULL;

  if (run_logged (source_object, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ariadne_experiment_run_async:
 * @self: an experiment that has not been run
 * @cancellable: (nullable): stops it
 * @callback: what to call when it is over
 * @user_data: data for @callback
 *
 * Runs everything in another thread.
 */
void
ariadne_experiment_run_async (AriadneExperiment   *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ARIADNE_IS_EXPERIMENT (self));

  self->context = g_main_context_ref_thread_default ();

  /* A cancelled experiment is over when its thread has left everything in
   * order, not before.
   */
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ariadne_experiment_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run_worker);
}

/**
 * ariadne_experiment_run_finish:
 * @self: an experiment
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends ariadne_experiment_run_async().
 *
 * Returns: whether all runs are complete
 */
gboolean
ariadne_experiment_run_finish (AriadneExperiment  *self,
                               GAsyncResult       *result,
                               GError            **error)
{
  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ariadne_experiment_get_report:
 * @self: an experiment
 *
 * Gets the report, which has the records of the runs that are over.
 *
 * Returns: (transfer none): the report
 */
AriadneReport *
ariadne_experiment_get_report (AriadneExperiment *self)
{
  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), NULL);

  return self->report;
}

/**
 * ariadne_experiment_get_n_configurations:
 * @self: an experiment
 *
 * Gets the number of runs that the configuration asks for.
 *
 * Returns: the number of runs
 */
guint
ariadne_experiment_get_n_configurations (AriadneExperiment *self)
{
  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), 0);

  return self->plan->len;
}

/**
 * ariadne_experiment_get_name:
 * @self: an experiment
 * @configuration: a position among the configurations
 *
 * Gets the name of one of the configurations.
 *
 * Returns: the name that the record of its run has
 */
const char *
ariadne_experiment_get_name (AriadneExperiment *self,
                             guint              configuration)
{
  const AriadneConfiguration *found;

  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), NULL);
  g_return_val_if_fail (configuration < self->plan->len, NULL);

  found = g_ptr_array_index (self->plan, configuration);

  return found->name;
}

/**
 * ariadne_experiment_get_phase:
 * @self: an experiment
 * @configuration: (out) (optional): which of the configurations is being run
 *
 * Gets what the experiment is doing. May be called on any thread.
 *
 * Returns: the phase
 */
AriadneExperimentPhase
ariadne_experiment_get_phase (AriadneExperiment *self,
                              guint             *configuration)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), ARIADNE_EXPERIMENT_READY);

  locker = g_mutex_locker_new (&self->lock);
  if (configuration != NULL)
    *configuration = self->configuration;

  return self->phase;
}

/**
 * ariadne_experiment_get_searches:
 * @self: an experiment
 *
 * Gets the searches of the run under way, or of the last one. Of these, only
 * the name and the progress may be read while they run. May be called on any
 * thread.
 *
 * Returns: (transfer container) (element-type AriadneSearch): the searches
 */
GPtrArray *
ariadne_experiment_get_searches (AriadneExperiment *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), NULL);

  locker = g_mutex_locker_new (&self->lock);

  return g_ptr_array_ref (self->searches);
}
