/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-configuration-history.h"

#include <math.h>

#include "experiment/ariadne-batch-totals.h"
#include "experiment/ariadne-history-private.h"
#include "experiment/ariadne-latency.h"
#include "experiment/ariadne-decimator.h"
#include "experiment/ariadne-size-counts.h"

/* The latest window of time ends with the first batch that is so much later than its
 * beginning; or with a word about the load, if there was no batch for much longer than
 * there usually is.
 */
#define WINDOW_S       0.25
#define STILL_S        2.0
#define STILL_INTERVALS 4

/* Bounds of lists that follow what a log says. */
#define MAX_SERVERS    4096
#define MAX_SEARCHES   65536
#define MAX_PROCESSES  256

/**
 * AriadneConfigurationHistory:
 *
 * What the log of an experiment says about one of its configurations, in an amount of
 * memory that does not depend on how long it runs.
 *
 * The histogram of the sizes of batches is exact, and so are the figures, which are
 * defined as those of [struct@Metrics] are: times leave out the first batch. What is
 * shown over time is kept in series, each of at most %ARIADNE_HISTORY_MAX_POINTS
 * points. When one is full, points side by side are joined, with their minimum and
 * maximum; so a series covers the whole run at one resolution, and no spike is lost.
 *
 * What changes does so while the log is read. [method@ConfigurationHistory.get_generation]
 * tells whether something has changed; searches and processes are lists that tell by
 * themselves.
 *
 * A history belongs to one thread.
 */
struct _AriadneConfigurationHistory
{
  GObject             parent_instance;

  AriadneRunRecord   *record;
  guint               batch_size; /* the largest that is allowed; 0 if it is not known */
  gboolean            finished;
  guint64             generation;
  double              time_s;

  AriadneBatchTotals  totals;
  AriadneSizeCounts   sizes;
  AriadneDecimator       series[ARIADNE_N_HISTORY_SERIES];

  /* The window that has begun: */
  double              window_begin_s;
  guint               window_batches;
  guint64             window_elements;
  double              window_model_s;

  /* Of the window that ended last: */
  double              recent_rate;
  double              recent_fraction;
  double              recent_fill;

  GArray             *server_queues; /* of guint: states in the queue of each server */
  guint64             queued;
  AriadneServerLoad      load;          /* as said last, but for the latencies: of all */
  double              recent_p50_s;
  double              recent_p99_s;

  GListStore         *searches;      /* of AriadneSearchHistory */
  GHashTable         *by_name;       /* of the same; the list owns them */
  GListStore         *processes;     /* of AriadneProcessNote; the latest */
};

enum
{
  PROP_0,
  PROP_GROUP,
  PROP_NAME,
  PROP_FINISHED,
  PROP_RECORD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneConfigurationHistory, ariadne_configuration_history, G_TYPE_OBJECT)

static void
ariadne_configuration_history_finalize (GObject *object)
{
  AriadneConfigurationHistory *self = ARIADNE_CONFIGURATION_HISTORY (object);

  g_clear_pointer (&self->record, ariadne_run_record_unref);
  _ariadne_size_counts_clear (&self->sizes);
  for (guint i = 0; i < ARIADNE_N_HISTORY_SERIES; i++)
    _ariadne_decimator_clear (&self->series[i]);
  g_array_unref (self->server_queues);
  g_hash_table_unref (self->by_name);
  g_object_unref (self->searches);
  g_object_unref (self->processes);

  G_OBJECT_CLASS (ariadne_configuration_history_parent_class)->finalize (object);
}

static void
ariadne_configuration_history_get_property (GObject    *object,
                                            guint       prop_id,
                                            GValue     *value,
                                            GParamSpec *pspec)
{
  AriadneConfigurationHistory *self = ARIADNE_CONFIGURATION_HISTORY (object);

  switch (prop_id)
    {
    case PROP_GROUP:
      g_value_set_string (value, self->record->group);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->record->name);
      break;
    case PROP_FINISHED:
      g_value_set_boolean (value, self->finished);
      break;
    case PROP_RECORD:
      g_value_set_boxed (value, self->record);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_configuration_history_class_init (AriadneConfigurationHistoryClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_configuration_history_finalize;
  object_class->get_property = ariadne_configuration_history_get_property;

  /**
   * AriadneConfigurationHistory:group: (getter get_group)
   *
   * The group that the configuration belongs to.
   */
  properties[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, flags);

  /**
   * AriadneConfigurationHistory:name: (getter get_name)
   *
   * The name of the configuration.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * AriadneConfigurationHistory:finished: (getter get_finished)
   *
   * Whether it has ended.
   */
  properties[PROP_FINISHED] = g_param_spec_boolean ("finished", NULL, NULL, FALSE, flags);

  /**
   * AriadneConfigurationHistory:record: (getter get_record)
   *
   * Its record, as the log has it.
   */
  properties[PROP_RECORD] = g_param_spec_boxed ("record", NULL, NULL, ARIADNE_TYPE_RUN_RECORD,
                                                flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_configuration_history_init (AriadneConfigurationHistory *self)
{
  _ariadne_size_counts_init (&self->sizes);
  for (guint i = 0; i < ARIADNE_N_HISTORY_SERIES; i++)
    _ariadne_decimator_init (&self->series[i], i <= ARIADNE_HISTORY_SERIES_MODEL_TIME
                                              ? ARIADNE_DECIMATOR_LAST : ARIADNE_DECIMATOR_MEAN);
  self->time_s = NAN;
  self->recent_rate = self->recent_fraction = self->recent_fill = NAN;
  self->recent_p50_s = self->recent_p99_s = NAN;
  self->server_queues = g_array_new (FALSE, TRUE, sizeof (guint));
  self->searches = g_list_store_new (ARIADNE_TYPE_SEARCH_HISTORY);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->processes = g_list_store_new (ARIADNE_TYPE_PROCESS_NOTE);
}

static void
add_sample (AriadneConfigurationHistory *self,
            AriadneHistorySeries         series,
            double                       x,
            double                       y)
{
  _ariadne_decimator_add (&self->series[series], x, y);
}

/* Never goes back, nor to what is not a time. */
static void
advance (AriadneConfigurationHistory *self,
         double                       time_s)
{
  if (isfinite (time_s) && !(time_s < self->time_s))
    self->time_s = time_s;
}

static guint
get_n_servers (AriadneConfigurationHistory *self)
{
  return MAX (1, self->record->servers);
}

static double
get_total_fraction (AriadneConfigurationHistory *self)
{
  double search_s = self->totals.last_update_s - self->totals.second_update_s;

  if (self->totals.n_batches < 2 || !(search_s > 0))
    return NAN;

  return MIN (1, self->totals.model_s / get_n_servers (self) / search_s);
}

static void
begin_window (AriadneConfigurationHistory *self,
              double                       time_s)
{
  self->window_begin_s = time_s;
  self->window_batches = 0;
  self->window_elements = 0;
  self->window_model_s = 0;
}

static void
end_window (AriadneConfigurationHistory *self,
            double                       time_s)
{
  double span_s = time_s - self->window_begin_s;

  self->recent_rate = self->window_elements / span_s;
  self->recent_fraction = CLAMP (self->window_model_s / get_n_servers (self) / span_s, 0, 1);
  self->recent_fill = self->window_batches > 0 && self->batch_size > 0
                        ? (double) self->window_elements / self->window_batches / self->batch_size
                        : NAN;

  add_sample (self, ARIADNE_HISTORY_SERIES_RATE, time_s, self->recent_rate);
  add_sample (self, ARIADNE_HISTORY_SERIES_FRACTION, time_s, self->recent_fraction);
  add_sample (self, ARIADNE_HISTORY_SERIES_TOTAL_FRACTION, time_s, get_total_fraction (self));
  begin_window (self, time_s);
}

/* As in the figures, the first batch only tells when to begin. */
static void
add_to_window (AriadneConfigurationHistory *self,
               const AriadneBatchTiming    *batch)
{
  if (self->totals.n_batches == 1)
    {
      begin_window (self, batch->update_s);
      return;
    }

  self->window_batches++;
  self->window_elements += batch->size;
  self->window_model_s += batch->model_end_s - batch->model_start_s;
  if (batch->update_s - self->window_begin_s >= WINDOW_S)
    end_window (self, batch->update_s);
}

/* What a server says about its own queue counts until it says something else. */
static void
note_queue (AriadneConfigurationHistory *self,
            const AriadneBatchTiming    *batch)
{
  guint *queue;

  if (batch->n_requests == 0 || batch->server >= MAX_SERVERS)
    return;

  if (batch->server >= self->server_queues->len)
    g_array_set_size (self->server_queues, batch->server + 1);
  queue = &g_array_index (self->server_queues, guint, batch->server);
  *queue = batch->n_queued;

  self->queued = 0;
  for (guint i = 0; i < self->server_queues->len; i++)
    self->queued += g_array_index (self->server_queues, guint, i);
  add_sample (self, ARIADNE_HISTORY_SERIES_QUEUED, batch->update_s, self->queued);
}

static void
take_batch (AriadneConfigurationHistory *self,
            const AriadneBatchTiming    *batch)
{
  const AriadneBatchTotals *totals = &self->totals;

  _ariadne_batch_totals_add (&self->totals, batch);
  _ariadne_size_counts_add (&self->sizes, batch->size);
  advance (self, batch->update_s);

  add_sample (self, ARIADNE_HISTORY_SERIES_TIME, totals->n_elements,
              totals->last_update_s - totals->first_update_s);
  add_sample (self, ARIADNE_HISTORY_SERIES_MODEL_TIME, totals->n_elements,
              totals->model_s / get_n_servers (self));
  if (self->batch_size > 0)
    add_sample (self, ARIADNE_HISTORY_SERIES_FILL, batch->update_s,
                (double) batch->size / self->batch_size);
  add_to_window (self, batch);
  note_queue (self, batch);
}

/* Whether there was no batch for much longer than there usually is. */
static gboolean
is_still (AriadneConfigurationHistory *self,
          double                       time_s)
{
  const AriadneBatchTotals *totals = &self->totals;
  double interval_s;

  if (totals->n_batches < 2)
    return FALSE;

  interval_s = (totals->last_update_s - totals->first_update_s) / (totals->n_batches - 1);

  return time_s - MAX (self->window_begin_s, totals->last_update_s)
         >= MAX (STILL_S, STILL_INTERVALS * interval_s);
}

static void
take_load (AriadneConfigurationHistory *self,
           double                       time_s,
           const AriadneServerLoad        *load)
{
  double p50_s = _ariadne_latency_quantile (load->latency, 0.5);
  double p99_s = _ariadne_latency_quantile (load->latency, 0.99);

  advance (self, time_s);
  self->queued = load->n_queued;
  self->load.n_live = load->n_live;
  self->load.n_waiting = load->n_waiting;
  self->load.n_requests = load->n_requests;
  for (guint i = 0; i < ARIADNE_N_LATENCY_BUCKETS; i++)
    self->load.latency[i] += load->latency[i];

  add_sample (self, ARIADNE_HISTORY_SERIES_QUEUED, time_s, load->n_queued);
  add_sample (self, ARIADNE_HISTORY_SERIES_LATENCY_P50, time_s, p50_s);
  add_sample (self, ARIADNE_HISTORY_SERIES_LATENCY_P99, time_s, p99_s);
  if (!isnan (p50_s))
    {
      self->recent_p50_s = p50_s;
      self->recent_p99_s = p99_s;
    }
  if (is_still (self, time_s))
    end_window (self, time_s);
}

static void
take_search (AriadneConfigurationHistory *self,
             const AriadneSearchRecord   *record)
{
  AriadneSearchHistory *search = g_hash_table_lookup (self->by_name, record->name);

  if (search != NULL)
    {
      _ariadne_search_history_update (search, record);
      return;
    }
  if (g_hash_table_size (self->by_name) >= MAX_SEARCHES)
    return;

  search = _ariadne_search_history_new (record->name);
  _ariadne_search_history_update (search, record);
  g_hash_table_insert (self->by_name, (char *) ariadne_search_history_get_name (search), search);
  g_list_store_append (self->searches, search);
  g_object_unref (search);
}

static void
take_process (AriadneConfigurationHistory *self,
              const AriadneRunLogEvent    *event)
{
  g_autoptr (AriadneProcessNote) note = _ariadne_process_note_new (event);

  advance (self, event->time_s);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->processes)) >= MAX_PROCESSES)
    g_list_store_remove (self->processes, 0);
  g_list_store_append (self->processes, note);
}

/* What older logs tell of each batch once more is not kept. */
static void
set_record (AriadneConfigurationHistory *self,
            AriadneRunRecord            *record)
{
  g_clear_pointer (&self->record, ariadne_run_record_unref);
  self->record = ariadne_run_record_ref (record);
  g_array_set_size (record->batch_sizes, 0);
  g_array_set_size (record->model_times_s, 0);
  g_array_set_size (record->update_times_s, 0);

  for (guint i = 0; i < record->searches->len; i++)
    take_search (self, g_ptr_array_index (record->searches, i));
}

/* A run that was too short for a window has one that is short. */
static void
finish (AriadneConfigurationHistory *self,
        AriadneRunRecord            *record)
{
  set_record (self, record);
  self->finished = TRUE;
  if (isnan (self->recent_rate) && self->window_batches > 0
      && self->totals.last_update_s > self->window_begin_s)
    end_window (self, self->totals.last_update_s);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORD]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINISHED]);
}

void
_ariadne_configuration_history_take (AriadneConfigurationHistory *self,
                                     const AriadneRunLogEvent    *event)
{
  self->generation++;

  switch (event->kind)
    {
    case ARIADNE_RUN_LOG_BATCH:
      take_batch (self, &event->batch);
      break;
    case ARIADNE_RUN_LOG_LOAD:
      take_load (self, event->time_s, &event->load);
      break;
    case ARIADNE_RUN_LOG_PROGRESS:
      advance (self, event->time_s);
      take_search (self, &event->search);
      break;
    case ARIADNE_RUN_LOG_PROCESS:
      take_process (self, event);
      break;
    case ARIADNE_RUN_LOG_CONFIGURATION_FINISHED:
      finish (self, event->run);
      break;
    case ARIADNE_RUN_LOG_RUN_STARTED:
    case ARIADNE_RUN_LOG_CONFIGURATION_STARTED:
    case ARIADNE_RUN_LOG_RUN_FINISHED:
    case ARIADNE_RUN_LOG_N_EVENTS:
    default:
      g_assert_not_reached ();
    }
}

AriadneConfigurationHistory *
_ariadne_configuration_history_new (AriadneRunRecord *record,
                                    guint             batch_size)
{
  AriadneConfigurationHistory *self = g_object_new (ARIADNE_TYPE_CONFIGURATION_HISTORY, NULL);

  self->batch_size = batch_size;
  set_record (self, record);

  return self;
}

/**
 * ariadne_configuration_history_get_group:
 * @self: a configuration
 *
 * Gets the group that it belongs to.
 *
 * Returns: (transfer none): the name of the group
 */
const char *
ariadne_configuration_history_get_group (AriadneConfigurationHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), NULL);

  return self->record->group;
}

/**
 * ariadne_configuration_history_get_name:
 * @self: a configuration
 *
 * Gets its name.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_configuration_history_get_name (AriadneConfigurationHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), NULL);

  return self->record->name;
}

/**
 * ariadne_configuration_history_get_finished:
 * @self: a configuration
 *
 * Gets whether it has ended.
 *
 * Returns: whether there is nothing more to come
 */
gboolean
ariadne_configuration_history_get_finished (AriadneConfigurationHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), FALSE);

  return self->finished;
}

/**
 * ariadne_configuration_history_get_record:
 * @self: a configuration
 *
 * Gets its record as the log has it. As long as it has not ended there is little in
 * it but how it is set up. Never does it have the sizes and times of each batch.
 *
 * Returns: (transfer none): the record
 */
AriadneRunRecord *
ariadne_configuration_history_get_record (AriadneConfigurationHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), NULL);

  return self->record;
}

/**
 * ariadne_configuration_history_get_batch_size:
 * @self: a configuration
 *
 * Gets how many states are allowed in a batch.
 *
 * Returns: the number of states, or 0 if it is not known
 */
guint
ariadne_configuration_history_get_batch_size (AriadneConfigurationHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), 0);

  return self->batch_size;
}

/**
 * ariadne_configuration_history_get_generation:
 * @self: a configuration
 *
 * Gets a number that grows when anything about the configuration changes.
 *
 * Returns: the number
 */
guint64
ariadne_configuration_history_get_generation (AriadneConfigurationHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), 0);

  return self->generation;
}

static void
get_batch_figures (AriadneConfigurationHistory *self,
                   AriadneHistoryFigures       *figures)
{
  const AriadneBatchTotals *totals = &self->totals;
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("", "");
  double span_s = totals->last_update_s - totals->first_update_s;

  record->servers = self->record->servers;
  _ariadne_batch_totals_fill (totals, record);

  figures->n_batches = totals->n_batches;
  figures->n_elements = totals->n_elements;
  figures->size_mean = record->size_mean;
  figures->size_std = record->size_std;
  figures->search_time_s = record->search_time_s;
  figures->model_time_s = record->model_time_s;
  figures->fraction_in_model = record->fraction_in_model;
  figures->rate = totals->n_batches > 1 && span_s > 0
                    ? (totals->n_elements - totals->first_size) / span_s : NAN;
  figures->fill = self->batch_size > 0 ? record->size_mean / self->batch_size : NAN;
}

/**
 * ariadne_configuration_history_get_figures:
 * @self: a configuration
 * @figures: (out caller-allocates): its figures
 *
 * Gets the figures of the configuration so far.
 */
void
ariadne_configuration_history_get_figures (AriadneConfigurationHistory *self,
                                           AriadneHistoryFigures       *figures)
{
  g_return_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self));
  g_return_if_fail (figures != NULL);

  get_batch_figures (self, figures);
  figures->time_s = self->time_s;
  figures->recent_fraction = self->recent_fraction;
  figures->recent_rate = self->recent_rate;
  figures->recent_fill = self->recent_fill;
  figures->queued = self->queued;
  figures->n_live = self->load.n_live;
  figures->n_waiting = self->load.n_waiting;
  figures->n_requests = self->load.n_requests;
  figures->latency_p50_s = _ariadne_latency_quantile (self->load.latency, 0.5);
  figures->latency_p99_s = _ariadne_latency_quantile (self->load.latency, 0.99);
  figures->recent_latency_p50_s = self->recent_p50_s;
  figures->recent_latency_p99_s = self->recent_p99_s;
}

/**
 * ariadne_configuration_history_get_sizes:
 * @self: a configuration
 * @n_sizes: (out): how many there are
 *
 * Gets the histogram of the sizes of batches: those that occur, from the smallest to
 * the largest.
 *
 * Returns: (transfer none) (array length=n_sizes) (nullable): the counts, valid until
 *   more of the log is read
 */
const AriadneSizeCount *
ariadne_configuration_history_get_sizes (AriadneConfigurationHistory *self,
                                         guint                       *n_sizes)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), NULL);
  g_return_val_if_fail (n_sizes != NULL, NULL);

  *n_sizes = self->sizes.counts->len;

  return (const AriadneSizeCount *) (gpointer) self->sizes.counts->data;
}

/**
 * ariadne_configuration_history_get_series:
 * @self: a configuration
 * @series: which one
 * @n_points: (out): how many points there are
 *
 * Gets what a configuration keeps over time. Points are in the order of the log.
 *
 * Returns: (transfer none) (array length=n_points) (nullable): the points, valid until
 *   more of the log is read
 */
const AriadneHistoryPoint *
ariadne_configuration_history_get_series (AriadneConfigurationHistory *self,
                                          AriadneHistorySeries         series,
                                          guint                       *n_points)
{
  const GArray *points;

  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), NULL);
  g_return_val_if_fail (series < ARIADNE_N_HISTORY_SERIES, NULL);
  g_return_val_if_fail (n_points != NULL, NULL);

  points = self->series[series].points;
  *n_points = points->len;

  return (const AriadneHistoryPoint *) (gpointer) points->data;
}

/**
 * ariadne_configuration_history_get_searches:
 * @self: a configuration
 *
 * Gets the searches. Their properties change as they go on.
 *
 * Returns: (transfer none): a list of [class@SearchHistory]
 */
GListModel *
ariadne_configuration_history_get_searches (AriadneConfigurationHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), NULL);

  return G_LIST_MODEL (self->searches);
}

/**
 * ariadne_configuration_history_get_processes:
 * @self: a configuration
 *
 * Gets what has happened to processes: the latest 256 of such events.
 *
 * Returns: (transfer none): a list of [class@ProcessNote]
 */
GListModel *
ariadne_configuration_history_get_processes (AriadneConfigurationHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (self), NULL);

  return G_LIST_MODEL (self->processes);
}
