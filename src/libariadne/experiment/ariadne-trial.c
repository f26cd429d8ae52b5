/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-trial.h"

#include <math.h>

#include "engine/ariadne-engine-private.h"
#include "experiment/ariadne-metrics.h"
#include "experiment/ariadne-recording-model.h"

/* The ideal is measured for this share of the time that the run took, within
 * bounds; long enough to be sure, short enough not to double every experiment.
 */
#define IDEAL_SHARE       0.25
#define IDEAL_MIN_SECONDS 0.2
#define IDEAL_MAX_SECONDS 10.0

struct _AriadneTrial
{
  /* Read-only once made: */
  const AriadneConfiguration    *configuration;
  const AriadneExperimentConfig *config;
  GPtrArray                     *searches; /* of AriadneSearch */
  const AriadnePrograms         *programs;
  AriadneModel                  *model;
  AriadneTrialEventFunc          event_func; /* nullable */
  gpointer                       event_data;
  AriadneRunLog                 *log;      /* nullable */
  gint64                         start;    /* monotonic, in microseconds; of the log */

  /* Only touched by the thread that runs the trial: */
  AriadneRunRecord *record;
  gint64            begin; /* monotonic, in microseconds; of searches */

  /* These have locks of their own: */
  AriadneMetrics   *metrics;
  AriadneRecording *recording;

  GMutex  lock;

  /* Protected by the lock: */
  double *best_costs;      /* as last logged */
  guint64 n_failures;      /* of devices */
  guint64 n_retries;       /* because of these */
  guint64 n_rows_on_cpu;   /* the same */
};

static double
get_seconds (AriadneTrial *self,
             gint64        time)
{
  return (time - self->start) / (double) G_USEC_PER_SEC;
}

static void
record_progress (AriadneSearchRecord         *record,
                 const AriadneSearchProgress *progress)
{
  g_free (record->status);
  record->status = g_strdup (ariadne_search_status_to_string (progress->status));
  if (progress->status == ARIADNE_SEARCH_READY)
    return;

  record->visited = progress->n_visited;
  record->evaluations = progress->n_evaluations;
  record->start_cost = progress->start_cost;
  record->best_cost = progress->best_cost;
}

/* Logs the searches that have found something better since the last batch. */
static void
log_improvements (AriadneTrial *self,
                  double        time_s)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->searches->len; i++)
    {
      AriadneSearch *search = g_ptr_array_index (self->searches, i);
      g_autoptr (AriadneSearchRecord) record = NULL;
      AriadneSearchProgress progress;

      ariadne_search_get_progress (search, &progress);
      if (progress.status == ARIADNE_SEARCH_READY || !(progress.best_cost < self->best_costs[i]))
        continue;

      self->best_costs[i] = progress.best_cost;
      record = ariadne_search_record_new (ariadne_search_get_name (search));
      record_progress (record, &progress);
      ariadne_run_log_progress (self->log, time_s, record);
    }
}

/* What went wrong on devices, wherever they are. */
static void
note_rescue (AriadneTrial            *self,
             const AriadneModelTimes *times)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->n_failures += times->n_failures;
  self->n_retries += times->n_retries;
  self->n_rows_on_cpu += times->n_rows_on_cpu;
}

/* Called for every batch, on any thread; when its server is in this process,
 * before the answers are handed out. Batches may overlap in the model: what they
 * have in common belongs to the first of them.
 */
static void
note_batch (AriadneTrial             *self,
            const AriadneBatchRecord *record)
{
  AriadneBatchTiming timing = {
    .size = record->n_rows,
    .model_start_s = get_seconds (self, record->times.computed - record->model_time),
    .model_end_s = get_seconds (self, record->times.computed),
    .update_s = get_seconds (self, record->answered),
  };

  ariadne_metrics_add_batch (self->metrics, &timing);
  if (record->times.n_failures > 0 || record->times.n_rows_on_cpu > 0)
    note_rescue (self, &record->times);
  if (self->log == NULL)
    return;

  ariadne_run_log_batch (self->log, &timing);
  log_improvements (self, timing.update_s);
}

static void
batches_cb (AriadneEngine            *engine,
            guint                     server,
            const AriadneBatchRecord *records,
            guint                     n_records,
            gpointer                  user_data)
{
  for (guint i = 0; i < n_records; i++)
    note_batch (user_data, &records[i]);
}

/* Called by the model of synchronous searches. */
static void
evaluated_cb (guint                    n_rows,
              const AriadneModelTimes *times,
              gpointer                 user_data)
{
  AriadneBatchRecord record = {
    .n_rows = n_rows,
    .n_requests = 1,
    .times = *times,
    .model_time = times->computed - times->computing,
    .answered = times->end,
  };

  note_batch (user_data, &record);
}

/* Called on the thread that runs the trial. */
static void
event_cb (AriadneEngine            *engine,
          const AriadneEngineEvent *event,
          gpointer                  user_data)
{
  AriadneTrial *self = user_data;

  if (event->kind == ARIADNE_ENGINE_EVENT_DIED)
    self->record->deaths++;
  else if (event->kind == ARIADNE_ENGINE_EVENT_RETRIED)
    self->record->retries++;

  if (self->log != NULL)
    ariadne_run_log_process (self->log, get_seconds (self, g_get_monotonic_time ()), event);
  if (self->event_func != NULL)
    self->event_func (event, self->event_data);
}

/* One search after the other, each request evaluated on the spot. */
static gboolean
run_synchronously (AriadneTrial  *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (AriadneModel) model = NULL;

  model = ariadne_recording_model_new (self->model, self->recording, evaluated_cb, self);
  for (guint i = 0; i < self->searches->len; i++)
    if (!ariadne_search_run (g_ptr_array_index (self->searches, i), model,
                             self->config->batch_size, cancellable, error))
      return FALSE;

  return TRUE;
}

/* All searches at once, and servers for all of them. Until these can begin, no time
 * counts.
 */
static gboolean
run_on_engine (AriadneTrial  *self,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (AriadneEngine) engine = NULL;
  gboolean complete;
  gint64 begin;

  engine = ariadne_configuration_make_engine (self->configuration, self->config, self->programs,
                                              self->model, self->recording, error);
  if (engine == NULL)
    return FALSE;

  ariadne_engine_set_batch_func (engine, batches_cb, self);
  ariadne_engine_set_event_func (engine, event_cb, self);
  for (guint i = 0; i < self->searches->len; i++)
    ariadne_engine_add_search (engine, g_ptr_array_index (self->searches, i));

  complete = ariadne_engine_run (engine, cancellable, error);
  begin = _ariadne_engine_get_begin (engine);
  if (begin >= 0)
    self->begin = begin;

  return complete;
}

/* The digest of a run is that of its searches' digests, one a line, in order. */
static char *
get_digest (const AriadneRunRecord *record)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < record->searches->len; i++)
    {
      const AriadneSearchRecord *search = g_ptr_array_index (record->searches, i);

      g_checksum_update (checksum, (const guchar *) search->digest, -1);
      g_checksum_update (checksum, (const guchar *) "\n", 1);
    }

  return g_strdup (g_checksum_get_string (checksum));
}

/* A search that was stopped before its turn has found nothing, not even its
 * start.
 */
static void
record_search (AriadneTrial  *self,
               AriadneSearch *search)
{
  AriadneState *best = ariadne_search_get_best (search);
  AriadneSearchRecord *record;
  AriadneSearchProgress progress;

  record = ariadne_run_record_add_search (self->record, ariadne_search_get_name (search));
  ariadne_search_get_progress (search, &progress);
  record_progress (record, &progress);
  record->digest = ariadne_search_dup_digest (search);
  if (best != NULL)
    record->best = ariadne_domain_describe (ariadne_search_get_domain (search), best);
}

static void
record_findings (AriadneTrial *self)
{
  for (guint i = 0; i < self->searches->len; i++)
    record_search (self, g_ptr_array_index (self->searches, i));

  self->record->device_failures = self->n_failures;
  self->record->device_retries = self->n_retries;
  self->record->rows_on_cpu = self->n_rows_on_cpu;
  self->record->digest = get_digest (self->record);
  ariadne_metrics_fill_record (self->metrics, self->record);
}

/**
 * ariadne_trial_new:
 * @configuration: what to run
 * @config: the settings of the experiment
 * @programs: what engines of processes need
 * @model: what evaluates states
 * @searches: (element-type AriadneSearch): searches that have not been run
 * @log: (nullable): where to write what happens
 *
 * Makes a trial. What it is given, other than the model and the searches, must
 * outlive it.
 *
 * Returns: (transfer full): a new trial
 */
AriadneTrial *
ariadne_trial_new (const AriadneConfiguration    *configuration,
                   const AriadneExperimentConfig *config,
                   const AriadnePrograms         *programs,
                   AriadneModel                  *model,
                   GPtrArray                     *searches,
                   AriadneRunLog                 *log)
{
  AriadneTrial *self = g_new0 (AriadneTrial, 1);

  self->configuration = configuration;
  self->config = config;
  self->programs = programs;
  self->searches = g_ptr_array_ref (searches);
  self->model = g_object_ref (model);
  self->recording = ariadne_recording_new ();
  self->log = log;
  self->record = ariadne_programs_make_record (programs, configuration);
  self->metrics = ariadne_metrics_new ();
  g_mutex_init (&self->lock);
  self->best_costs = g_new (double, searches->len);
  for (guint i = 0; i < searches->len; i++)
    self->best_costs[i] = INFINITY;

  return self;
}

/**
 * ariadne_trial_free:
 * @self: a trial
 *
 * Releases a trial.
 */
void
ariadne_trial_free (AriadneTrial *self)
{
  g_ptr_array_unref (self->searches);
  g_object_unref (self->model);
  ariadne_recording_unref (self->recording);
  ariadne_run_record_unref (self->record);
  ariadne_metrics_unref (self->metrics);
  g_mutex_clear (&self->lock);
  g_free (self->best_costs);
  g_free (self);
}

/**
 * ariadne_trial_run:
 * @self: a trial that has not been run
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Runs the searches. Whatever happens, the record has what they found.
 *
 * Returns: whether all came to their own end
 */
gboolean
ariadne_trial_run (AriadneTrial  *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  gboolean complete;

  self->start = self->begin = g_get_monotonic_time ();
  complete = self->configuration->place == ARIADNE_PLACE_NOWHERE
               ? run_synchronously (self, cancellable, error)
               : run_on_engine (self, cancellable, error);
  self->record->start_s = get_seconds (self, self->begin);
  ariadne_run_record_set_wall (self->record,
                               get_seconds (self, g_get_monotonic_time ()) - self->record->start_s,
                               NAN);
  record_findings (self);

  return complete;
}

/**
 * ariadne_trial_measure_ideal:
 * @self: a trial that is over
 * @ideal: what measures
 * @stand_in: (nullable): what another run of the same searches evaluated
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Adds to the record how long the evaluations would have taken at best. What was
 * evaluated in other processes is not here to be repeated; then @stand_in is,
 * and counts for as many states as there were.
 *
 * Returns: %FALSE if it failed or was stopped
 */
gboolean
ariadne_trial_measure_ideal (AriadneTrial      *self,
                             AriadneIdeal      *ideal,
                             AriadneRecording  *stand_in,
                             GCancellable      *cancellable,
                             GError           **error)
{
  double wall_s = self->record->wall_s;
  double limit_s = CLAMP (wall_s * IDEAL_SHARE, IDEAL_MIN_SECONDS, IDEAL_MAX_SECONDS);
  AriadneRecording *recording = ariadne_trial_get_recording (self);
  double ideal_s;

  if (recording == NULL)
    recording = stand_in;
  if (recording == NULL || ariadne_recording_get_n_rows (recording) == 0)
    return TRUE;

  ideal_s = ariadne_ideal_measure (ideal, recording, limit_s, cancellable, error);
  if (ideal_s < 0)
    return FALSE;

  ideal_s *= (double) self->record->num_elements / ariadne_recording_get_n_rows (recording);
  ariadne_run_record_set_wall (self->record, wall_s, ideal_s);

  return TRUE;
}

/**
 * ariadne_trial_get_recording:
 * @self: a trial that is over
 *
 * Gets what was evaluated.
 *
 * Returns: (transfer none) (nullable): the recording, or %NULL if some of it was
 *   evaluated elsewhere
 */
AriadneRecording *
ariadne_trial_get_recording (AriadneTrial *self)
{
  gboolean complete = ariadne_recording_get_n_rows (self->recording) == self->record->num_elements;

  return complete ? self->recording : NULL;
}

/**
 * ariadne_trial_set_event_func:
 * @self: a trial that has not been run
 * @func: what to tell, on the thread that runs it
 * @user_data: data for @func
 *
 * Asks to be told what happens to the processes of the trial.
 */
void
ariadne_trial_set_event_func (AriadneTrial          *self,
                              AriadneTrialEventFunc  func,
                              gpointer               user_data)
{
  self->event_func = func;
  self->event_data = user_data;
}

/**
 * ariadne_trial_get_record:
 * @self: a trial
 *
 * Gets the facts so far.
 *
 * Returns: (transfer none): the record
 */
AriadneRunRecord *
ariadne_trial_get_record (AriadneTrial *self)
{
  return self->record;
}
