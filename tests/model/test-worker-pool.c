/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-worker-pool.h"

#define MAX_WORKERS 8

typedef struct
{
  gint     calls[MAX_WORKERS]; /* atomic */
  GThread *caller;
} Counts;

static void
count (guint    worker,
       gpointer data)
{
  Counts *counts = data;

  g_assert_cmpuint (worker, <, MAX_WORKERS);
  g_assert_true ((worker == 0) == (g_thread_self () == counts->caller));
  g_atomic_int_inc (&counts->calls[worker]);
}

/* Jobs with more and with fewer workers follow one another at once. */
static void
test_every_worker_once (void)
{
  g_autoptr (AriadneWorkerPool) pool = ariadne_worker_pool_new ();

  for (guint round = 0; round < 2000; round++)
    {
      Counts counts = { .caller = g_thread_self () };
      guint n_workers = 1 + round * 7 % MAX_WORKERS;

      ariadne_worker_pool_run (pool, n_workers, count, &counts);
      for (guint i = 0; i < MAX_WORKERS; i++)
        g_assert_cmpint (g_atomic_int_get (&counts.calls[i]), ==, i < n_workers);
    }
}

static void
test_unused (void)
{
  g_autoptr (AriadneWorkerPool) pool = ariadne_worker_pool_new ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/WorkerPool/every_worker_once", test_every_worker_once);
  g_test_add_func ("/Ariadne/WorkerPool/unused", test_unused);

  return g_test_run ();
}
