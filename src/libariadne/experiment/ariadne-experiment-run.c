/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment-private.h"

#include "experiment/ariadne-trial.h"

/* The part of an experiment that runs it, on a thread of its own or not. */

/* The signals. They are emitted in the caller's main context, and the report
 * changes there, before the experiment's end is announced there.
 */

typedef struct
{
  AriadneExperiment     *experiment; /* owned */
  guint                  signal;
  AriadneRunRecord      *record;     /* owned; NULL for what happens to processes */
  AriadneEngineEventKind kind;
  char                  *message;    /* owned; NULL for runs */
} Emission;

static void
emission_free (gpointer data)
{
  Emission *emission = data;

  g_object_unref (emission->experiment);
  g_clear_pointer (&emission->record, ariadne_run_record_unref);
  g_free (emission->message);
  g_free (emission);
}

static gboolean
emit_cb (gpointer user_data)
{
  Emission *emission = user_data;
  guint signal = _ariadne_experiment_signals[emission->signal];

  if (emission->signal == ARIADNE_EXPERIMENT_SIGNAL_RUN_FINISHED)
    ariadne_report_add_run (emission->experiment->report, emission->record);
  if (emission->record != NULL)
    g_signal_emit (emission->experiment, signal, 0, emission->record);
  else
    g_signal_emit (emission->experiment, signal, 0, emission->kind, emission->message);

  return G_SOURCE_REMOVE;
}

/* Takes @emission. */
static void
send_emission (Emission *emission)
{
  GMainContext *context = emission->experiment->context;

  if (context != NULL)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, emit_cb, emission, emission_free);
      g_source_attach (source, context);
      return;
    }

  emit_cb (emission);
  emission_free (emission);
}

static void
emit (AriadneExperiment *self,
      guint              signal,
      AriadneRunRecord  *record)
{
  Emission *emission = g_new0 (Emission, 1);

  emission->experiment = g_object_ref (self);
  emission->signal = signal;
  emission->record = ariadne_run_record_ref (record);
  send_emission (emission);
}

static void
process_event_cb (const AriadneEngineEvent *event,
                  gpointer                  user_data)
{
  AriadneExperiment *self = user_data;
  Emission *emission = g_new0 (Emission, 1);

  emission->experiment = g_object_ref (self);
  emission->signal = ARIADNE_EXPERIMENT_SIGNAL_PROCESS_EVENT;
  emission->kind = event->kind;
  emission->message = g_strdup (event->message);
  send_emission (emission);
}

static void
announce_start (AriadneExperiment          *self,
                const AriadneConfiguration *configuration)
{
  g_autoptr (AriadneRunRecord) record = NULL;

  record = ariadne_programs_make_record (&self->programs, configuration);
  if (self->log != NULL)
    ariadne_run_log_configuration_started (self->log, record);
  emit (self, ARIADNE_EXPERIMENT_SIGNAL_RUN_STARTED, record);
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

/* Makes the searches of a configuration. */
GPtrArray *
_ariadne_experiment_make_searches (AriadneExperiment          *self,
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
 * only a part. What the first run visits is expected of the others if one of them
 * is synchronous, and so is the first unless processes have joined.
 */
static AriadneAgreement
compare_digest (AriadneExperiment          *self,
                const AriadneConfiguration *configuration,
                const char                 *digest)
{
  char **expected = &self->expected[configuration->method];

  if (configuration->method == ARIADNE_METHOD_CONTINUOUS)
    return ARIADNE_AGREEMENT_UNKNOWN;

  if (*expected == NULL)
    {
      if (configuration->place == ARIADNE_PLACE_NOWHERE
          || configuration->place == ARIADNE_PLACE_STATIC)
        *expected = g_strdup (digest);
      return ARIADNE_AGREEMENT_UNKNOWN;
    }

  return g_str_equal (*expected, digest) ? ARIADNE_AGREEMENT_YES : ARIADNE_AGREEMENT_NO;
}

/* The first run of a method that is all here stands in for those that are not. */
static gboolean
measure_ideal (AriadneExperiment           *self,
               const AriadneConfiguration  *configuration,
               AriadneTrial                *trial,
               GCancellable                *cancellable,
               GError                     **error)
{
  AriadneRecording **stand_in = &self->recordings[configuration->method];
  AriadneRecording *recording = ariadne_trial_get_recording (trial);

  if (*stand_in == NULL && recording != NULL)
    *stand_in = ariadne_recording_ref (recording);

  return ariadne_trial_measure_ideal (trial, self->ideal, *stand_in, cancellable, error);
}

/* Runs one configuration; whatever happens, its record joins the report. */
static gboolean
run_configuration (AriadneExperiment  *self,
                   guint               index,
                   GCancellable       *cancellable,
                   GError            **error)
{
  const AriadneConfiguration *configuration = g_ptr_array_index (self->plan, index);
  g_autoptr (GPtrArray) searches = _ariadne_experiment_make_searches (self, configuration);
  g_autoptr (AriadneTrial) trial = NULL;
  AriadneRunRecord *record;
  gboolean complete;

  announce_start (self, configuration);
  trial = ariadne_trial_new (configuration, self->config, &self->programs, self->model, searches,
                             self->log);
  ariadne_trial_set_event_func (trial, process_event_cb, self);
  record = ariadne_trial_get_record (trial);

  set_phase (self, ARIADNE_EXPERIMENT_SEARCHING, index, searches);
  complete = ariadne_trial_run (trial, cancellable, error);
  if (complete)
    {
      set_phase (self, ARIADNE_EXPERIMENT_MEASURING, index, searches);
      record->matches_expected = compare_digest (self, configuration, record->digest);
      complete = measure_ideal (self, configuration, trial, cancellable, error);
    }

  if (self->log != NULL)
    ariadne_run_log_configuration_finished (self->log, record);
  emit (self, ARIADNE_EXPERIMENT_SIGNAL_RUN_FINISHED, record);

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

/* Runs everything, and begins and ends the log around it. */
gboolean
_ariadne_experiment_run (AriadneExperiment  *self,
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
  if (self->programs.ray != NULL)
    ariadne_ray_cluster_close (self->programs.ray);
  set_phase (self, ARIADNE_EXPERIMENT_FINISHED, self->configuration, self->searches);

  return complete;
}

