/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-server-metrics.h"

G_BEGIN_DECLS

/* Called with each batch that is noted, by the thread that notes it. */
typedef void (*AriadneServerLogFunc) (const AriadneBatchRecord *record,
                                      gpointer                  user_data);

/* What a server has noted, for readers on any thread. A server writes to it
 * once a batch, so neither waits for the other for long.
 */
typedef struct
{
  /* Set before there is anything to note. */
  AriadneServerLogFunc func;    /* nullable */
  gpointer             data;

  GMutex               lock;

  /* Guarded by `lock`. */
  AriadneServerMetrics metrics;
  GArray              *records; /* of AriadneBatchRecord; the latest ones */
  guint64              n_past;  /* records that have been dropped */
} AriadneServerLog;

void    _ariadne_server_log_init         (AriadneServerLog           *self);
void    _ariadne_server_log_clear        (AriadneServerLog           *self);
void    _ariadne_server_log_add_batch    (AriadneServerLog           *self,
                                          const AriadneBatchRecord   *record);

/* Notes the latencies of requests that arrived then (of gint64) and end now. */
void    _ariadne_server_log_add_answers  (AriadneServerLog           *self,
                                          const GArray               *arrivals,
                                          gint64                      now);

/* Gets what is noted here of the metrics; the rest is 0. */
void    _ariadne_server_log_read_metrics (AriadneServerLog           *self,
                                          AriadneServerMetrics       *metrics);
guint64 _ariadne_server_log_read_batches (AriadneServerLog           *self,
                                          guint64                     first,
                                          GArray                     *records);

G_END_DECLS
