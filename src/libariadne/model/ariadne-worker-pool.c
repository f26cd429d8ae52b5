/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-worker-pool.h"

/* A job has a number, which grows by one with every job. A thread waits until
 * the number is another than that of the last job it has seen, takes part if
 * its place is among those that the job is for, and says when it is done. The
 * caller returns when all that take part are done: then no thread can hold on
 * to the job, and the next one cannot be missed, since threads compare numbers
 * under the lock.
 */
struct _AriadneWorkerPool
{
  GMutex     lock;
  GCond      job_given;
  GCond      job_done;
  GPtrArray *threads;   /* of GThread; touched by the caller of run() only */

  /* Guarded by the lock. */
  guint             job;
  guint             n_workers; /* that take part in it, the caller included */
  guint             n_running; /* of them, without the caller */
  gboolean          is_closing;
  AriadneWorkerFunc func;
  gpointer          data;
};

typedef struct
{
  AriadneWorkerPool *pool;
  guint              worker;
  guint              last_job;
} Worker;

static gpointer
worker_thread (gpointer data)
{
  g_autofree Worker *worker = data;
  AriadneWorkerPool *self = worker->pool;

  g_mutex_lock (&self->lock);
  for (;;)
    {
      while (self->job == worker->last_job && !self->is_closing)
        g_cond_wait (&self->job_given, &self->lock);
      if (self->is_closing)
        break;

      worker->last_job = self->job;
      if (worker->worker >= self->n_workers)
        continue;

      g_mutex_unlock (&self->lock);
      self->func (worker->worker, self->data);
      g_mutex_lock (&self->lock);

      if (--self->n_running == 0)
        g_cond_signal (&self->job_done);
    }
  g_mutex_unlock (&self->lock);

  return NULL;
}

AriadneWorkerPool *
ariadne_worker_pool_new (void)
{
  AriadneWorkerPool *self = g_new0 (AriadneWorkerPool, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->job_given);
  g_cond_init (&self->job_done);
  self->threads = g_ptr_array_new ();

  return self;
}

void
ariadne_worker_pool_free (AriadneWorkerPool *self)
{
  g_mutex_lock (&self->lock);
  self->is_closing = TRUE;
  g_cond_broadcast (&self->job_given);
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));

  g_ptr_array_unref (self->threads);
  g_cond_clear (&self->job_given);
  g_cond_clear (&self->job_done);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Starts the threads that are missing. If the system refuses, the job is done
 * by fewer.
 */
static guint
start_threads (AriadneWorkerPool *self,
               guint              n_workers)
{
  while (self->threads->len + 1 < n_workers)
    {
      Worker *worker = g_new (Worker, 1);
      GThread *thread;

      *worker = (Worker) { self, self->threads->len + 1, self->job };
      thread = g_thread_try_new ("ariadne-model", worker_thread, worker, NULL);
      if (thread == NULL)
        {
          g_free (worker);
          break;
        }
      g_ptr_array_add (self->threads, thread);
    }

  return MIN (n_workers, self->threads->len + 1);
}

/* Calls @func on @n_workers threads, of which this one is number 0, and returns
 * when all calls have returned. Only one thread at a time may call this.
 */
void
ariadne_worker_pool_run (AriadneWorkerPool *self,
                         guint              n_workers,
                         AriadneWorkerFunc  func,
                         gpointer           data)
{
  n_workers = start_threads (self, n_workers);
  if (n_workers == 1)
    {
      func (0, data);
      return;
    }

  g_mutex_lock (&self->lock);
  self->job++;
  self->n_workers = n_workers;
  self->n_running = n_workers - 1;
  self->func = func;
  self->data = data;
  g_cond_broadcast (&self->job_given);
  g_mutex_unlock (&self->lock);

  func (0, data);

  g_mutex_lock (&self->lock);
  while (self->n_running > 0)
    g_cond_wait (&self->job_done, &self->lock);
  g_mutex_unlock (&self->lock);
}
