/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "experiment/ariadne-run-record.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_METRICS (ariadne_metrics_get_type ())

typedef struct _AriadneMetrics AriadneMetrics;

/**
 * AriadneBatchTiming:
 * @size: the number of states in the batch
 * @model_start_s: when the model began, in seconds from the start of the run,
 *   start-up included
 * @model_end_s: when the model was done, in seconds from there
 * @update_s: when the replies were handed out, in seconds from there
 * @server: the number of the server
 * @n_requests: the number of requests that had a part in the batch, or 0 if nothing is
 *   known of requests
 * @n_queued: the number of states that were left in the queue
 * @oldest_wait_s: how long the oldest request had waited when the batch was launched,
 *   in seconds
 *
 * What is measured of one batch. Figures follow from the first four.
 */
typedef struct
{
  guint  size;
  double model_start_s;
  double model_end_s;
  double update_s;
  guint  server;
  guint  n_requests;
  guint  n_queued;
  double oldest_wait_s;
} AriadneBatchTiming;

ARIADNE_AVAILABLE_IN_ALL
GType           ariadne_metrics_get_type       (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneMetrics *ariadne_metrics_new            (void) G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneMetrics *ariadne_metrics_ref            (AriadneMetrics           *self);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_metrics_unref          (AriadneMetrics           *self);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_metrics_add_batch      (AriadneMetrics           *self,
                                                const AriadneBatchTiming *timing);
ARIADNE_AVAILABLE_IN_ALL
guint           ariadne_metrics_get_n_batches  (AriadneMetrics           *self);
ARIADNE_AVAILABLE_IN_ALL
guint64         ariadne_metrics_get_n_elements (AriadneMetrics           *self);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_metrics_fill_record    (AriadneMetrics           *self,
                                                AriadneRunRecord         *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneMetrics, ariadne_metrics_unref)

G_END_DECLS
