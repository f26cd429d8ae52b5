/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "sample-log.h"

#define N_SEARCHES 8

static AriadneRunRecord *
make_record (void)
{
  return ariadne_run_record_new ("threads", "8 searchers");
}

AriadneRunLog *
sample_log_begin (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneRunRecord) record = make_record ();
  g_autoptr (AriadneReport) head = NULL;
  AriadneRunLog *log = ariadne_run_log_create (path, &error);

  if (log == NULL)
    g_error ("%s", error->message);

  head = ariadne_report_new ("bench", g_variant_new_parsed ("{'batch_size': <uint32 128>}"),
                             g_variant_new_parsed ("@a{sv} {}"));
  ariadne_run_log_run_started (log, head);
  ariadne_run_log_configuration_started (log, record);

  return log;
}

/* Whole microseconds, as clocks have them. */
static gint64
get_start_us (guint batch)
{
  return SAMPLE_LOG_BATCH_US * (gint64) batch + batch % 977;
}

static double
get_update_s (guint batch)
{
  return (get_start_us (batch) + 2400) / 1e6;
}

void
sample_log_write_batch (AriadneRunLog *log,
                        guint          batch)
{
  gint64 us = get_start_us (batch);
  AriadneBatchTiming timing = {
    .size = 1 + (guint64) batch * 31 % 128,
    .model_start_s = us / 1e6,
    .model_end_s = (us + 2345) / 1e6,
    .update_s = get_update_s (batch),
    .n_requests = 1 + batch % 8,
    .n_queued = batch % 200,
    .oldest_wait_s = batch % 5000 / 1e6,
  };

  ariadne_run_log_batch (log, &timing);
}

void
sample_log_write_tick (AriadneRunLog *log,
                       guint          batch)
{
  double time_s = get_update_s (batch);
  AriadneServerLoad load = { .n_queued = batch % 300, .n_live = 8, .n_waiting = batch % 8,
                             .n_requests = 3 * (guint64) batch };

  for (guint i = 30; i < 60; i++)
    load.latency[i] = (guint64) batch * i % 17;
  ariadne_run_log_load (log, time_s, &load);

  for (guint i = 0; i < N_SEARCHES; i++)
    {
      char name[] = "blas/search 0";
      AriadneSearchRecord search = { .name = name, .status = (char *) "running",
                                     .visited = 40 * (guint64) batch,
                                     .frontier = 30 * (guint64) batch,
                                     .evaluations = 10 * (guint64) batch, .budget = 200000000,
                                     .start_cost = 1234.5, .best_cost = 1000.25 };

      name[sizeof name - 2] += i;
      ariadne_run_log_progress (log, time_s, &search);
    }
}

void
sample_log_write (AriadneRunLog *log,
                  guint          first,
                  guint          n_batches)
{
  for (guint i = first; i < first + n_batches; i++)
    {
      sample_log_write_batch (log, i);
      if (i % SAMPLE_LOG_BATCHES_PER_TICK == SAMPLE_LOG_BATCHES_PER_TICK - 1)
        sample_log_write_tick (log, i);
    }
}

void
sample_log_end (AriadneRunLog *log,
                guint          n_batches)
{
  g_autoptr (AriadneRunRecord) record = make_record ();
  g_autoptr (GError) error = NULL;

  record->num_batches = n_batches;
  ariadne_run_log_configuration_finished (log, record);
  ariadne_run_log_run_finished (log, "finished");
  if (!ariadne_run_log_close (log, &error))
    g_error ("%s", error->message);
}
