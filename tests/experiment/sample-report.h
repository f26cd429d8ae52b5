/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <math.h>

#include "experiment/ariadne-host.h"
#include "experiment/ariadne-metrics.h"
#include "experiment/ariadne-report.h"

/* Records and reports of runs that look like real ones, for tests. */

/* Of AriadneBatchTiming; the same for the same name. */
static inline GArray *
sample_timings_new (const char *name,
                    guint       n_batches,
                    guint       limit,
                    double      seconds)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_str_hash (name));
  GArray *timings = g_array_new (FALSE, TRUE, sizeof (AriadneBatchTiming));
  double now = 0;

  for (guint i = 0; i < n_batches; i++)
    {
      guint size = 1 + (guint) (limit * 1.6 * pow (g_rand_double (rand), 0.7));
      AriadneBatchTiming timing = { .size = MIN (size, limit) };

      timing.model_start_s = now + 0.1 * g_rand_double (rand) * seconds / n_batches;
      timing.model_end_s = timing.model_start_s + 0.9 * seconds / n_batches;
      timing.update_s = timing.model_end_s + 0.02 * seconds / n_batches;
      now = timing.update_s;
      g_array_append_val (timings, timing);
    }

  return timings;
}

static inline AriadneRunRecord *
sample_record_new (const char *group,
                   const char *name,
                   guint       n_batches,
                   guint       limit,
                   double      seconds)
{
  g_autoptr (GArray) timings = sample_timings_new (name, n_batches, limit, seconds);
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  AriadneRunRecord *record = ariadne_run_record_new (group, name);
  double now = g_array_index (timings, AriadneBatchTiming, n_batches - 1).update_s;

  for (guint i = 0; i < n_batches; i++)
    ariadne_metrics_add_batch (metrics, &g_array_index (timings, AriadneBatchTiming, i));

  record->engine = g_strdup ("thread");
  record->queue = g_strdup ("thread");
  record->search = g_strdup ("astar");
  record->servers = 1;
  ariadne_metrics_fill_record (metrics, record);
  ariadne_run_record_set_wall (record, now + 0.001, 0.93 * now);

  return record;
}

static inline AriadneReport *
sample_report_new (void)
{
  GVariant *config = g_variant_new_parsed ("{'search': <'astar'>, 'gnn_budget': <16000>}");

  return ariadne_report_new ("8 searches of blas", config, ariadne_host_describe ());
}
