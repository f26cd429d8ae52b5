/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Threads that work on one job at a time, together with the one that gives it
 * to them.
 */
typedef struct _AriadneWorkerPool AriadneWorkerPool;

typedef void (*AriadneWorkerFunc) (guint    worker,
                                   gpointer data);

AriadneWorkerPool *ariadne_worker_pool_new  (void);
void               ariadne_worker_pool_free (AriadneWorkerPool *self);
void               ariadne_worker_pool_run  (AriadneWorkerPool *self,
                                             guint              n_workers,
                                             AriadneWorkerFunc  func,
                                             gpointer           data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneWorkerPool, ariadne_worker_pool_free)

G_END_DECLS
