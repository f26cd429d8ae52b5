/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-queue.h"

G_BEGIN_DECLS

/* The functions that are called when a queue is ready. It may be used on any
 * thread; once a function has been removed it does not run any more.
 */
typedef struct
{
  GMutex  lock;
  GArray *watches; /* of Watch; guarded by `lock` */
} AriadneQueueWatches;

void _ariadne_queue_watches_init   (AriadneQueueWatches   *self);
void _ariadne_queue_watches_clear  (AriadneQueueWatches   *self);

/* Adds a function, and calls it if the queue is ready. That is looked at when the
 * function is there already, so that it is not called too seldom.
 */
void _ariadne_queue_watches_add    (AriadneQueueWatches   *self,
                                    AriadneQueueReadyFunc  func,
                                    gpointer               user_data,
                                    AriadneQueue          *queue,
                                    gboolean             (*is_ready) (AriadneQueue *queue));
void _ariadne_queue_watches_remove (AriadneQueueWatches   *self,
                                    AriadneQueueReadyFunc  func,
                                    gpointer               user_data);
void _ariadne_queue_watches_call   (AriadneQueueWatches   *self,
                                    AriadneQueue          *queue);

G_END_DECLS
