/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment-private.h"

#include "core/ariadne-error.h"
#include "core/ariadne-task-thread.h"
#include "experiment/ariadne-host.h"

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

guint _ariadne_experiment_signals[ARIADNE_EXPERIMENT_N_SIGNALS];

G_DEFINE_FINAL_TYPE (AriadneExperiment, ariadne_experiment, G_TYPE_OBJECT)

static void
ariadne_experiment_finalize (GObject *object)
{
  AriadneExperiment *self = ARIADNE_EXPERIMENT (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->expected); i++)
    {
      g_free (self->expected[i]);
      g_clear_pointer (&self->recordings[i], ariadne_recording_unref);
    }
  ariadne_programs_clear (&self->programs);
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
  _ariadne_experiment_signals[ARIADNE_EXPERIMENT_SIGNAL_RUN_STARTED] =
      g_signal_new ("run-started", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, ARIADNE_TYPE_RUN_RECORD);

  /**
   * AriadneExperiment::run-finished:
   * @self: an experiment
   * @record: everything about the run, which the report has by now
   *
   * A run is over.
   */
  _ariadne_experiment_signals[ARIADNE_EXPERIMENT_SIGNAL_RUN_FINISHED] =
      g_signal_new ("run-finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, ARIADNE_TYPE_RUN_RECORD);

  /**
   * AriadneExperiment::process-event:
   * @self: an experiment
   * @kind: what has happened, of [enum@EngineEventKind]
   * @message: the same as a sentence, for people
   *
   * Something has happened to a process of the run under way.
   */
  _ariadne_experiment_signals[ARIADNE_EXPERIMENT_SIGNAL_PROCESS_EVENT] =
      g_signal_new ("process-event", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
ariadne_experiment_init (AriadneExperiment *self)
{
  g_mutex_init (&self->lock);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->starts = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  self->searches = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
make_plan (AriadneExperiment *self)
{
  AriadneMeans means = ARIADNE_MEANS_NONE;

  if (self->programs.worker != NULL)
    means |= ARIADNE_MEANS_PROGRAMS;
  if (self->programs.recipe_func != NULL)
    means |= ARIADNE_MEANS_RECIPES;
  if (self->programs.ray != NULL)
    means |= ARIADNE_MEANS_RAY;
  if (ariadne_model_can_share (self->model))
    means |= ARIADNE_MEANS_SHARES;

  g_clear_pointer (&self->plan, g_ptr_array_unref);
  self->plan = ariadne_experiment_plan_new (self->config, means);
}

/* The prototype's experiments. */
static const char *
get_experiment_name (const AriadneExperimentConfig *config)
{
  if (config->continuous)
    return "continuous";

  return config->multi_server ? "multi-server" : "default";
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
  make_plan (self);
  self->ideal = ariadne_ideal_new (model);
  self->report = ariadne_report_new (get_experiment_name (config),
                                     ariadne_experiment_config_describe (config),
                                     ariadne_host_describe ());

  return self;
}

/**
 * ariadne_experiment_set_programs:
 * @self: an experiment that has not been run
 * @worker: (array zero-terminated=1): the command of a process that searches
 * @server: (array zero-terminated=1): the command of a process that serves
 *
 * Lets the experiment run configurations with processes, see
 * [ctor@ProcessEngine.new] for what these commands must do. Without it, there are
 * none.
 */
void
ariadne_experiment_set_programs (AriadneExperiment  *self,
                                 const char * const *worker,
                                 const char * const *server)
{
  g_return_if_fail (ARIADNE_IS_EXPERIMENT (self));
  g_return_if_fail (worker != NULL && server != NULL);

  g_strfreev (self->programs.worker);
  g_strfreev (self->programs.server);
  self->programs.worker = g_strdupv ((char **) worker);
  self->programs.server = g_strdupv ((char **) server);
  make_plan (self);
}

/**
 * ariadne_experiment_set_recipe_func:
 * @self: an experiment that has not been run
 * @func: (scope notified): what gives the recipes
 * @user_data: data for @func
 * @destroy: (nullable): what to do with @user_data when it is not needed any more
 *
 * Lets the experiment run configurations with servers in other processes.
 */
void
ariadne_experiment_set_recipe_func (AriadneExperiment           *self,
                                    AriadneExperimentRecipeFunc  func,
                                    gpointer                     user_data,
                                    GDestroyNotify               destroy)
{
  g_return_if_fail (ARIADNE_IS_EXPERIMENT (self));
  g_return_if_fail (func != NULL);
  g_return_if_fail (self->programs.recipe_func == NULL);

  self->programs.recipe_func = func;
  self->programs.recipe_data = user_data;
  self->programs.recipe_free = destroy;
  make_plan (self);
}

/**
 * ariadne_experiment_set_engine:
 * @self: an experiment that has not been run
 * @engine: an engine without searches and servers
 *
 * Sets the engine of the one run of a configuration that names the engine
 * `static`: one that processes have been told to join.
 */
void
ariadne_experiment_set_engine (AriadneExperiment   *self,
                               AriadneStaticEngine *engine)
{
  g_return_if_fail (ARIADNE_IS_EXPERIMENT (self));
  g_return_if_fail (ARIADNE_IS_STATIC_ENGINE (engine));

  g_set_object (&self->programs.joined, ARIADNE_ENGINE (engine));
}

/**
 * ariadne_experiment_set_ray:
 * @self: an experiment that has not been run
 * @cluster: a cluster that is not open
 * @worker: (array zero-terminated=1): the command of a process that searches
 * @server: (array zero-terminated=1): the command of a process that serves
 * @listen: (nullable): where these processes join
 *
 * Lets the experiment run configurations with processes that Ray places, see
 * [ctor@RayEngine.new] for what these commands must do. The cluster is opened when it
 * is needed, on the thread of the run, and closed when that is over.
 */
void
ariadne_experiment_set_ray (AriadneExperiment  *self,
                            AriadneRayCluster  *cluster,
                            const char * const *worker,
                            const char * const *server,
                            const char         *listen)
{
  AriadnePrograms *programs;

  g_return_if_fail (ARIADNE_IS_EXPERIMENT (self));
  g_return_if_fail (ARIADNE_IS_RAY_CLUSTER (cluster));
  g_return_if_fail (worker != NULL && server != NULL);

  programs = &self->programs;
  g_return_if_fail (programs->ray == NULL);

  programs->ray = g_object_ref (cluster);
  programs->ray_worker = g_strdupv ((char **) worker);
  programs->ray_server = g_strdupv ((char **) server);
  programs->ray_listen = g_strdup (listen);
  make_plan (self);
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

static gboolean
check_means (AriadneExperiment           *self,
             const AriadneConfiguration  *configuration,
             GError                     **error)
{
  gboolean is_remote = configuration->place > ARIADNE_PLACE_THREAD;
  gboolean is_divided = configuration->servers > 1;
  const char *missing = NULL;

  if (configuration->place == ARIADNE_PLACE_PROCESS && self->programs.worker == NULL)
    missing = "programs to start as processes";
  else if (configuration->place == ARIADNE_PLACE_STATIC && self->programs.joined == NULL)
    missing = "an engine that processes can join";
  else if (configuration->place == ARIADNE_PLACE_RAY && self->programs.ray == NULL)
    missing = "a cluster of Ray";
  else if (is_remote && self->config->multi_server && self->programs.recipe_func == NULL)
    missing = "recipes for the models of its servers";
  else if (!is_remote && is_divided && !ariadne_model_can_share (self->model))
    missing = "a model that several servers can share";

  if (missing == NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED, "%s: it needs %s",
               configuration->name, missing);

  return FALSE;
}

/**
 * ariadne_experiment_validate:
 * @self: an experiment that has not been run
 * @error: return location for an error
 *
 * Checks whether the configuration, the starts and the model go together. This
 * is also done first thing when the experiment is run.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT or %ARIADNE_ERROR_UNSUPPORTED, and says
 * what was expected.
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
      g_autoptr (GPtrArray) searches = NULL;

      if (!check_means (self, g_ptr_array_index (self->plan, i), error))
        return FALSE;

      searches = _ariadne_experiment_make_searches (self, g_ptr_array_index (self->plan, i));

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

  return _ariadne_experiment_run (self, cancellable, error);
}

static gboolean
run_worker (gpointer       source_object,
            GCancellable  *cancellable,
            GError       **error)
{
  return _ariadne_experiment_run (source_object, cancellable, error);
}

/**
 * ariadne_experiment_run_async:
 * @self: an experiment that has not been run
 * @cancellable: (nullable): stops it
 * @callback: what to call when it is over
 * @user_data: data for @callback
 *
 * Runs everything in another thread, which has ended when @callback is called.
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
  _ariadne_task_run_in_thread (task, run_worker);
}

/**
 * ariadne_experiment_run_finish:
 * @self: an experiment
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends ariadne_experiment_run_async().
 *
 * Fails as ariadne_experiment_run() does.
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
 * ariadne_experiment_describe_configuration:
 * @self: an experiment
 * @configuration: a position among the configurations
 *
 * Describes one of the configurations before it is run.
 *
 * Returns: (transfer full): a record of what it is, in which nothing has been
 *   measured
 */
AriadneRunRecord *
ariadne_experiment_describe_configuration (AriadneExperiment *self,
                                           guint              configuration)
{
  g_return_val_if_fail (ARIADNE_IS_EXPERIMENT (self), NULL);
  g_return_val_if_fail (configuration < self->plan->len, NULL);

  return ariadne_configuration_make_record (g_ptr_array_index (self->plan, configuration));
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
