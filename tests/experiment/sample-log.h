/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <string.h>

#include "experiment/ariadne-run-log.h"

#include "sample-report.h"

/* The log of an experiment of one configuration, line by line. Times of batches are
 * sums of powers of two, so that figures can be worked out exactly.
 */
enum {
  LINE_RUN_STARTED,
  LINE_STARTED,
  LINE_BATCH_1,
  LINE_BATCH_2,
  LINE_PROGRESS,
  LINE_LOAD,
  LINE_BATCH_3,
  LINE_PROCESS,
  LINE_FINISHED,
  LINE_RUN_FINISHED,
  N_LINES
};

static const AriadneBatchTiming sample_timings[] = {
  { 2, 0.25, 0.5, 0.5, 0, 1, 8, 0.125 },
  { 4, 0.5, 1.0, 1.5, 0, 2, 4, 0.25 },
  { 6, 2.0, 2.5, 3.5, 0, 3, 0, 0.5 },
};

static inline AriadneReport *
sample_log_head_new (void)
{
  GVariant *config = g_variant_new_parsed ("{'search': <'astar'>, 'batch_size': <uint32 8>}");

  return ariadne_report_new ("8 searches of blas", config, ariadne_host_describe ());
}

static inline AriadneRunRecord *
sample_log_record_new (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  AriadneRunRecord *record = ariadne_run_record_new ("threads", "2 searchers");

  for (guint i = 0; i < G_N_ELEMENTS (sample_timings); i++)
    ariadne_metrics_add_batch (metrics, &sample_timings[i]);
  ariadne_metrics_fill_record (metrics, record);
  ariadne_run_record_set_wall (record, 4, 2);
  record->deaths = 1;
  record->digest = g_strdup ("feed");
  ariadne_run_record_add_search (record, "dot")->best_cost = 3;
  ariadne_run_record_add_search (record, "gemv")->best_cost = 4;

  return record;
}

static inline AriadneSearchRecord *
sample_log_search_new (void)
{
  AriadneSearchRecord *search = ariadne_search_record_new ("gemv");

  search->status = g_strdup ("running");
  search->visited = 90;
  search->frontier = 50;
  search->evaluations = 25;
  search->budget = 100;
  search->start_cost = 9;
  search->best_cost = 5;

  return search;
}

static inline void
sample_log_write (AriadneRunLog *log)
{
  g_autoptr (AriadneReport) head = sample_log_head_new ();
  g_autoptr (AriadneRunRecord) started = ariadne_run_record_new ("threads", "2 searchers");
  g_autoptr (AriadneRunRecord) finished = sample_log_record_new ();
  g_autoptr (AriadneSearchRecord) search = sample_log_search_new ();
  AriadneServerLoad load = { .n_queued = 3, .n_live = 2, .n_waiting = 1, .n_requests = 100 };
  AriadneEngineEvent died = {
    .kind = ARIADNE_ENGINE_EVENT_DIED, .process = "worker 2", .pid = 77,
    .message = "worker 2 \"did\" something"
  };

  load.latency[40] = 98; /* from 1024 to 1280 microseconds */
  load.latency[80] = 2;  /* from 1048576 to 1310720 */

  ariadne_run_log_run_started (log, head);
  ariadne_run_log_configuration_started (log, started);
  ariadne_run_log_batch (log, &sample_timings[0]);
  ariadne_run_log_batch (log, &sample_timings[1]);
  ariadne_run_log_progress (log, 1.75, search);
  ariadne_run_log_load (log, 2, &load);
  ariadne_run_log_batch (log, &sample_timings[2]);
  ariadne_run_log_process (log, 3.75, &died);
  ariadne_run_log_configuration_finished (log, finished);
  ariadne_run_log_run_finished (log, "finished");
}

/* The lines, each with its end. */
static inline GStrv
sample_log_lines (void)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (AriadneRunLog) log = ariadne_run_log_new (stream);
  GStrv lines = g_new0 (char *, N_LINES + 1);
  const char *text;

  sample_log_write (log);
  g_assert_true (ariadne_run_log_close (log, NULL));
  text = g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream));

  for (guint i = 0; i < N_LINES; i++)
    {
      const char *end = strchr (text, '\n');

      lines[i] = g_strndup (text, end + 1 - text);
      text = end + 1;
    }

  return lines;
}
