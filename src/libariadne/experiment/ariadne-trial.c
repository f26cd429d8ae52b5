/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-trial.h"

#include <math.h>

#include "engine/ariadne-engine-private.h"
#include "experiment/ariadne-metrics.h"
#include "experiment/ariadne-recording-model.h"
#include "experiment/ariadne-sampler.h"

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
  gint64            end;   /* the same */

  /* Set before it runs, and cleared when nobody notes anything any more: */
  AriadneSampler *sampler; /* NULL if there is no log */

  /* These have locks of their own: */
  AriadneMetrics   *metrics;
  AriadneRecording *recording;

  GMutex  lock;

  /* Protected by the lock: */
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
            guint                     server,
            const AriadneBatchRecord *record)
{
  AriadneBatchTiming timing = {
    .size = record->n_rows,
    .model_start_s = get_seconds (self, record->times.computed - record->model_time),
    .model_end_s = get_seconds (self, record->times.computed),
    .update_s = get_seconds (self, record->answered),
    .server = server,
    .n_requests = record->n_requests,
    .n_queued = record->n_queued,
    .oldest_wait_s = record->oldest_wait / (double) G_USEC_PER_SEC,
  };

  ariadne_metrics_add_batch (self->metrics, &timing);
  if (record->times.n_failures > 0 || record->times.n_rows_on_cpu > 0)
    note_rescue (self, &record->times);
  if (self->sampler == NULL)
    return;

  ariadne_run_log_batch (self->log, &timing);
  _ariadne_sampler_wake (self->sampler);
}

static void
batches_cb (AriadneEngine            *engine,
            guint                     server,
            const AriadneBatchRecord *records,
            guint                     n_records,
            gpointer                  user_data)
{
  for (guint i = 0; i < n_records; i++)
    note_batch (user_data, server, &records[i]);
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

  note_batch (user_data, 0, &record);
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

/* Before anything can happen that is noted, and after everything has. */
static void
begin_sampling (AriadneTrial  *self,
                AriadneEngine *engine)
{
  if (self->log != NULL)
    self->sampler = _ariadne_sampler_new (self->log, self->searches, engine, self->start);
}

static void
end_sampling (AriadneTrial *self)
{
  self->end = g_get_monotonic_time ();
  g_clear_pointer (&self->sampler, _ariadne_sampler_free);
}

/* One search after the other, each request evaluated on the spot. */
static gboolean
run_synchronously (AriadneTrial  *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (AriadneModel) model = NULL;
  gboolean complete = TRUE;

  model = ariadne_recording_model_new (self->model, self->recording, evaluated_cb, self);
  begin_sampling (self, NULL);
  for (guint i = 0; i < self->searches->len && complete; i++)
    complete = ariadne_search_run (g_ptr_array_index (self->searches, i), model,
                                   self->config->batch_size, cancellable, error);
  end_sampling (self);

  return complete;
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

  ariadne_engine_set_batch_func (engine, batches_cb, self, NULL);
  ariadne_engine_set_event_func (engine, event_cb, self, NULL);
  for (guint i = 0; i < self->searches->len; i++)
    ariadne_engine_add_search (engine, g_ptr_array_index (self->searches, i));

  begin_sampling (self, engine);
  complete = ariadne_engine_run (engine, cancellable, error);
  end_sampling (self);
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
  _ariadne_search_record_set_progress (record, &progress);
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

  self->start = self->begin = self->end = g_get_monotonic_time ();
  complete = self->configuration->place == ARIADNE_PLACE_NOWHERE
               ? run_synchronously (self, cancellable, error)
               : run_on_engine (self, cancellable, error);
  self->record->start_s = get_seconds (self, self->begin);
  ariadne_run_record_set_wall (self->record, get_seconds (self, self->end) - self->record->start_s,
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
