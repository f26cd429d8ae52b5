/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-message.h"
#include "serving/ariadne-batcher.h"
#include "serving/ariadne-unbatcher.h"

G_BEGIN_DECLS

/* A batcher and an unbatcher together: requests go in, batches come out, the
 * model's output goes in, answers come out. It is used by one thread at a time.
 */
typedef struct _AriadneBatchManager AriadneBatchManager;

/* What became of the requests so far. */
typedef struct
{
  guint64 n_answered;
  guint64 n_empty;     /* of the answered ones */
  guint64 n_cancelled;
  guint64 n_failed;
} AriadneRequestCounts;

AriadneBatchManager        *_ariadne_batch_manager_new           (AriadneBatcher       *batcher,
                                                                  AriadneUnbatcher     *unbatcher,
                                                                  guint                 n_columns);
void                        _ariadne_batch_manager_free          (AriadneBatchManager  *self);

/* Adds a request. One that is empty, or comes with an error, ends at once. */
void                        _ariadne_batch_manager_add           (AriadneBatchManager  *self,
                                                                  AriadneMessage       *message,
                                                                  gint64                now);
void                        _ariadne_batch_manager_cancel        (AriadneBatchManager  *self,
                                                                  guint                 client,
                                                                  guint64               uid);
void                        _ariadne_batch_manager_cancel_client (AriadneBatchManager  *self,
                                                                  guint                 client);
void                        _ariadne_batch_manager_fail_all      (AriadneBatchManager  *self,
                                                                  const GError         *error);

/* Seals the next batch; NULL if nothing is queued. It must be returned, with the
 * output or an error. Several may be out, and need not come back in order.
 */
AriadneBatch               *_ariadne_batch_manager_take          (AriadneBatchManager  *self);
void                        _ariadne_batch_manager_return        (AriadneBatchManager  *self,
                                                                  AriadneBatch         *batch,
                                                                  AriadneMatrix        *output,
                                                                  const GError         *error);

/* Takes the answers that can leave, in order, as a chain; and the times at which
 * their requests had arrived, if `arrivals` (of gint64) is given.
 */
AriadneMessage             *_ariadne_batch_manager_steal_answers (AriadneBatchManager  *self,
                                                                  GArray               *arrivals);

guint                       _ariadne_batch_manager_get_n_queued  (AriadneBatchManager  *self);
gboolean                    _ariadne_batch_manager_is_full       (AriadneBatchManager  *self);

/* How many requests end when the batches come back that are out. */
guint                       _ariadne_batch_manager_get_n_due     (AriadneBatchManager  *self);

/* When the oldest queued request has arrived. There must be one. */
gint64                      _ariadne_batch_manager_get_oldest    (AriadneBatchManager  *self);
const AriadneRequestCounts *_ariadne_batch_manager_get_counts    (AriadneBatchManager  *self);

G_END_DECLS
