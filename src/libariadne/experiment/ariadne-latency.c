/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-latency.h"

#include <math.h>

/* Where a bucket begins, in seconds, and the one before it ends. */
static double
get_begin_s (guint bucket)
{
  return ldexp (1 + bucket % 4 / 4.0, bucket / 4) / G_USEC_PER_SEC;
}

double
_ariadne_latency_quantile (const guint64 *counts,
                           double         share)
{
  double total = 0;
  double below = 0;
  double rank;

  for (guint i = 0; i < ARIADNE_N_LATENCY_BUCKETS; i++)
    total += counts[i];
  if (total == 0)
    return NAN;

  rank = share * total;
  for (guint i = 0;; i++)
    {
      double begin_s = get_begin_s (i);

      if (counts[i] > 0 && (below + counts[i] >= rank || below + counts[i] == total))
        return begin_s + (get_begin_s (i + 1) - begin_s) * (rank - below) / counts[i];
      below += counts[i];
    }
}
