/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-server-metrics.h"

G_BEGIN_DECLS

/* The time, in seconds, that this share of what was counted did not exceed; NaN if
 * nothing was. Within a bucket latencies are taken to be spread evenly, so the answer
 * is off by no more than the width of one: a fifth to an eighth of it.
 */
double _ariadne_latency_quantile (const guint64 *counts, /* one a bucket */
                                  double         share);

G_END_DECLS
