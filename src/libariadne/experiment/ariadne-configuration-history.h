/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "experiment/ariadne-run-record.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_CONFIGURATION_HISTORY (ariadne_configuration_history_get_type ())

/**
 * AriadneHistorySeries:
 * @ARIADNE_HISTORY_SERIES_TIME: when batches were done (seconds) against the
 *   number of states evaluated by then
 * @ARIADNE_HISTORY_SERIES_MODEL_TIME: time in the model (seconds, the mean of all
 *   servers) against the number of states evaluated by then
 * @ARIADNE_HISTORY_SERIES_RATE: states evaluated a second against time (seconds)
 * @ARIADNE_HISTORY_SERIES_FRACTION: share of a window of time that the servers
 *   spent in the model, 0 to 1, against time (seconds)
 * @ARIADNE_HISTORY_SERIES_TOTAL_FRACTION: the share since the start, 0 to 1, against
 *   time (seconds)
 * @ARIADNE_HISTORY_SERIES_QUEUED: states in the queues of all servers against time
 *   (seconds)
 * @ARIADNE_HISTORY_SERIES_FILL: size of a batch by the largest that is allowed, 0 to
 *   1, against time (seconds)
 * @ARIADNE_HISTORY_SERIES_LATENCY_P50: the median time from the arrival of a request
 *   to its answer (seconds), in a window of time, against time (seconds)
 * @ARIADNE_HISTORY_SERIES_LATENCY_P99: the time (seconds) that 99 of 100 requests did
 *   not exceed, likewise
 *
 * What a configuration keeps over time. Times are seconds from the start of the
 * configuration.
 */
typedef enum {
  ARIADNE_HISTORY_SERIES_TIME,
  ARIADNE_HISTORY_SERIES_MODEL_TIME,
  ARIADNE_HISTORY_SERIES_RATE,
  ARIADNE_HISTORY_SERIES_FRACTION,
  ARIADNE_HISTORY_SERIES_TOTAL_FRACTION,
  ARIADNE_HISTORY_SERIES_QUEUED,
  ARIADNE_HISTORY_SERIES_FILL,
  ARIADNE_HISTORY_SERIES_LATENCY_P50,
  ARIADNE_HISTORY_SERIES_LATENCY_P99,
} AriadneHistorySeries;

/**
 * ARIADNE_N_HISTORY_SERIES:
 *
 * How many kinds of series there are in [enum@HistorySeries].
 */
#define ARIADNE_N_HISTORY_SERIES (ARIADNE_HISTORY_SERIES_LATENCY_P99 + 1)

/**
 * ARIADNE_HISTORY_MAX_POINTS:
 *
 * No series has more points than that.
 */
#define ARIADNE_HISTORY_MAX_POINTS 4096

/**
 * AriadneHistoryPoint:
 * @x: where the last sample of the point is
 * @y: its value: of curves against the number of states, of which each value is
 *   final, the last sample; of all others the mean of the samples
 * @minimum: the least sample
 * @maximum: the greatest sample
 * @n_samples: how many samples there were
 *
 * One or more samples of a series that follow one another.
 */
typedef struct
{
  double  x;
  double  y;
  double  minimum;
  double  maximum;
  guint64 n_samples;
} AriadneHistoryPoint;

/**
 * AriadneSizeCount:
 * @size: the size of a batch, the least one when it stands for several
 * @last: the greatest one; equal to @size for every size below 65536
 * @count: how many batches there were
 *
 * One bar of the histogram of the sizes of batches.
 */
typedef struct
{
  guint   size;
  guint   last;
  guint64 count;
} AriadneSizeCount;

/**
 * AriadneHistoryFigures:
 * @time_s: the latest time that is known of, in seconds from the start of the
 *   configuration
 * @n_batches: the number of batches
 * @n_elements: the number of states in all of them
 * @size_mean: the mean size of a batch
 * @size_std: the (population) standard deviation of the sizes
 * @search_time_s: from the second update to the last
 * @model_time_s: time that a server spent in the model, on average, first batch
 *   left out, in seconds
 * @fraction_in_model: share of the search time spent in the model, 0 to 1
 * @recent_fraction: the share of the latest window of time, 0 to 1
 * @rate: states evaluated a second, from the end of the first batch to that of the last
 * @recent_rate: the same in the latest window of time
 * @fill: mean size of a batch by the largest that is allowed, 0 to 1
 * @recent_fill: the same in the latest window of time
 * @queued: states in the queues of all servers, as said last
 * @n_live: clients that exist, as said last
 * @n_waiting: those of them that wait for an answer, as said last
 * @n_requests: requests that were answered
 * @latency_p50_s: the median time from the arrival of a request to its answer, in
 *   seconds
 * @latency_p99_s: the time that 99 of 100 requests did not exceed, in seconds
 * @recent_latency_p50_s: the median of the latest window of time, in seconds
 * @recent_latency_p99_s: what 99 of 100 did not exceed there, in seconds
 *
 * The figures of a configuration so far. What is not known is NaN, and counts are
 * 0.
 */
typedef struct
{
  double  time_s;
  guint64 n_batches;
  guint64 n_elements;
  double  size_mean;
  double  size_std;
  double  search_time_s;
  double  model_time_s;
  double  fraction_in_model;
  double  recent_fraction;
  double  rate;
  double  recent_rate;
  double  fill;
  double  recent_fill;
  guint64 queued;
  guint   n_live;
  guint   n_waiting;
  guint64 n_requests;
  double  latency_p50_s;
  double  latency_p99_s;
  double  recent_latency_p50_s;
  double  recent_latency_p99_s;
} AriadneHistoryFigures;

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneConfigurationHistory, ariadne_configuration_history,
                      ARIADNE, CONFIGURATION_HISTORY, GObject)

ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_configuration_history_get_group (
    AriadneConfigurationHistory *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_configuration_history_get_name (
    AriadneConfigurationHistory *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_configuration_history_get_finished (
    AriadneConfigurationHistory *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneRunRecord *ariadne_configuration_history_get_record (
    AriadneConfigurationHistory *self);
ARIADNE_AVAILABLE_IN_ALL
guint ariadne_configuration_history_get_batch_size (
    AriadneConfigurationHistory *self);
ARIADNE_AVAILABLE_IN_ALL
guint64 ariadne_configuration_history_get_generation (
    AriadneConfigurationHistory *self);
ARIADNE_AVAILABLE_IN_ALL
void ariadne_configuration_history_get_figures (
    AriadneConfigurationHistory *self,
    AriadneHistoryFigures       *figures);
ARIADNE_AVAILABLE_IN_ALL
const AriadneSizeCount *ariadne_configuration_history_get_sizes (
    AriadneConfigurationHistory *self,
    guint                       *n_sizes);
ARIADNE_AVAILABLE_IN_ALL
const AriadneHistoryPoint *ariadne_configuration_history_get_series (
    AriadneConfigurationHistory *self,
    AriadneHistorySeries         series,
    guint                       *n_points);
ARIADNE_AVAILABLE_IN_ALL
GListModel *ariadne_configuration_history_get_searches (
    AriadneConfigurationHistory *self);
ARIADNE_AVAILABLE_IN_ALL
GListModel *ariadne_configuration_history_get_processes (
    AriadneConfigurationHistory *self);

G_END_DECLS
