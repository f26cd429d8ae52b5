/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-batch-manager.h"
#include "serving/ariadne-bell.h"
#include "serving/ariadne-forecast.h"
#include "serving/ariadne-server-log.h"
#include "serving/ariadne-server.h"

#include "connection/ariadne-census.h"

G_BEGIN_DECLS

/* For a model of n slots, n + 1 threads do the work, and all run the same loop:
 * take what has arrived; launch a batch if one is due; otherwise wait for the
 * bell, which the queue of requests rings when it is no longer empty. While n of
 * them are in the model the last one receives, prepares, and answers what needs
 * no model. And when all are idle, the one that is woken by a request evaluates
 * it and sends the answer, without any other thread being woken.
 *
 * Invariants:
 *  - At most n threads are in the model, and `n_in_model` counts them; at most
 *    one thread takes messages from the queue, and has set `receiving`. So
 *    messages are absorbed in the order in which they were sent. Who was rung
 *    for meanwhile, and could not take anything, has set `missed`: whoever does
 *    the receiving may have looked too early, and then looks again.
 *  - Answers are sent with the lock held, so they leave in the order in which
 *    the manager lets them go, whatever the order in which batches end. Sending
 *    never waits: queues of answers are not bounded.
 *  - A batch is made with the lock held, by the thread that takes it into the
 *    model right then: until then whatever arrives can become part of it.
 *  - The lock is not held in the model, nor while preparing what came.
 *  - While rows are queued and a slot is free, some thread attends to the bell,
 *    or waits for it until the next batch is due, or it is known that nothing is
 *    due before a batch comes back; and whoever brings it back looks again.
 */
struct _AriadneServer
{
  GObject              parent_instance;

  /* Set at construction. */
  AriadneModel        *model;
  AriadneDomain       *domain;
  AriadneConnection   *connection;
  AriadneBatcher      *batcher;
  AriadneCensus       *census;      /* of the connection */
  GCancellable        *cancellable; /* nullable */
  gboolean             needs_encoding;
  guint                n_slots;

  GThread            **threads;     /* n_slots + 1; NULL unless the server is running */
  AriadneBell          bell;        /* has a lock of its own */
  AriadneServerLog     log;         /* likewise */

  GMutex               lock;

  /* Guarded by `lock`. */
  AriadneBatchPolicy   policy;
  double               launch_cost; /* negative: as measured */
  AriadneBatchManager *manager;
  AriadneForecast      forecast;
  guint                n_in_model;  /* batches */
  gboolean             receiving;
  gboolean             missed;      /* see the invariants */
  gboolean             stopping;
  GArray              *arrivals;    /* scratch, of gint64 */
};

/* What a thread of a server runs until the server is stopping. */
gpointer _ariadne_server_serve_func      (gpointer       data);

/* Ends whatever is pending when no thread runs any more. */
void     _ariadne_server_refuse_the_rest (AriadneServer *self);

/* The costs of a batch and of a row, in microseconds. With the lock. */
double   _ariadne_server_get_launch_cost (AriadneServer *self,
                                          double        *row_cost);

G_END_DECLS
