/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "core/ariadne-task-thread.h"
#include "engine/ariadne-thread-engine.h"
#include "optimizer/ariadne-attempt.h"
#include "optimizer/ariadne-optimizer-private.h"
#include "optimizer/ariadne-strategy-private.h"
#include "serving/ariadne-batch-size-batcher.h"

/* A run of an optimizer.
 *
 * A thread conducts it: it has other threads make the attempts, one program after the
 * other, and waits for them. With a model, the searches of all programs run first, in
 * an engine, and ask the model together; the threads make only the proofs. What there
 * is to tell goes to the owner's context, in order, before the task returns.
 */

#define NETWORK_BATCH_SIZE 128

typedef struct
{
  AriadneOptimizer   *optimizer;   /* not owned: the task has it */
  GCancellable       *cancellable; /* not owned; nullable */
  AriadneAttemptPlan  plan;
  GPtrArray          *attempts;    /* of AriadneAttempt whose searches are over, or NULL */
  AriadneEngine      *engine;      /* owned; where these searches ran, or NULL */
  gint64              deadline;    /* monotonic, in microseconds; 0: none */

  GMutex              lock;
  guint               n_begun;     /* programs; protected by the lock */
} Run;

/* Telling */

/* Something that the owner is to know. */
typedef struct
{
  AriadneOptimizer    *optimizer; /* owned */
  guint                index;
  double               cost;
  guint64              n_evaluations;
  AriadneOptimization *result;    /* owned; NULL for an improvement */
} News;

static void
news_free (gpointer data)
{
  News *self = data;

  g_clear_object (&self->result);
  g_object_unref (self->optimizer);
  g_free (self);
}

static gboolean
tell_cb (gpointer data)
{
  News *self = data;

  if (self->result != NULL)
    _ariadne_optimizer_take_result (self->optimizer, self->index, g_steal_pointer (&self->result));
  else
    _ariadne_optimizer_emit_improved (self->optimizer, self->index, self->cost,
                                      self->n_evaluations);

  return G_SOURCE_REMOVE;
}

static void
tell (const Run  *self,
      const News *news)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  News *copy = g_memdup2 (news, sizeof *news);

  g_object_ref (copy->optimizer);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, copy, news_free);
  g_source_attach (source, self->optimizer->owner);
}

static void
improved_cb (guint    number,
             double   cost,
             guint64  n_evaluations,
             gpointer user_data)
{
  const Run *self = user_data;

  tell (self, &(News){ self->optimizer, number, cost, n_evaluations, NULL });
}

/* Working */

static void
cancel_cb (GCancellable *cancellable,
           gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* What is cancelled when the run is, and may be cancelled on its own. */
static GCancellable *
make_cancellable (const Run *self,
                  gulong    *link)
{
  GCancellable *cancellable = g_cancellable_new ();

  *link = 0;
  if (self->cancellable != NULL)
    *link = g_cancellable_connect (self->cancellable, G_CALLBACK (cancel_cb),
                                   g_object_ref (cancellable), g_object_unref);

  return cancellable;
}

static void
free_cancellable (const Run    *self,
                  GCancellable *cancellable,
                  gulong        link)
{
  g_cancellable_disconnect (self->cancellable, link);
  g_object_unref (cancellable);
}

/* The time that is left is shared among the programs that are left, as far as they are
 * not optimised at the same time. 0 means no limit.
 */
static gint64
share_time (const Run *self,
            guint      number)
{
  guint n_left = ariadne_optimizer_get_n_results (self->optimizer) - number;
  gint64 now = g_get_monotonic_time ();

  if (self->deadline == 0 || n_left <= self->optimizer->n_threads || now >= self->deadline)
    return self->deadline;

  return now + (self->deadline - now) * self->optimizer->n_threads / n_left;
}

static AriadneOptimization *
optimize (Run   *self,
          guint  number)
{
  gulong link;
  GCancellable *cancellable = make_cancellable (self, &link);
  g_autoptr (AriadneAttempt) attempt = ariadne_attempt_new (&self->plan, number, cancellable);
  g_autoptr (GError) error = NULL;

  ariadne_attempt_set_deadline (attempt, share_time (self, number));
  ariadne_attempt_search (attempt, &error);
  free_cancellable (self, cancellable, link);

  return ariadne_attempt_prove (attempt, error);
}

static AriadneOptimization *
prove (Run   *self,
       guint  number)
{
  return ariadne_attempt_prove (g_ptr_array_index (self->attempts, number),
                                ariadne_engine_get_search_error (self->engine, number));
}

static gboolean
take_next (Run   *self,
           guint *number)
{
  g_mutex_lock (&self->lock);
  *number = self->n_begun;
  if (*number < ariadne_optimizer_get_n_results (self->optimizer))
    self->n_begun++;
  g_mutex_unlock (&self->lock);

  return *number < ariadne_optimizer_get_n_results (self->optimizer);
}

static gpointer
work_thread (gpointer data)
{
  Run *self = data;
  guint number;

  while (take_next (self, &number))
    {
      AriadneOptimization *result = self->attempts != NULL ? prove (self, number)
                                                           : optimize (self, number);

      tell (self, &(News){ self->optimizer, number, 0.0, 0, result });
    }

  return NULL;
}

static void
work (Run *self)
{
  guint n = MIN (self->optimizer->n_threads, ariadne_optimizer_get_n_results (self->optimizer));
  g_autofree GThread **threads = g_new (GThread *, n);

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("optimizer", work_thread, self);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

static void
add_attempts (Run          *self,
              GCancellable *cancellable)
{
  self->attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_attempt_free);
  for (guint i = 0; i < ariadne_optimizer_get_n_results (self->optimizer); i++)
    {
      AriadneAttempt *attempt = ariadne_attempt_new (&self->plan, i, cancellable);

      ariadne_attempt_set_deadline (attempt, self->deadline);
      g_ptr_array_add (self->attempts, attempt);
      ariadne_engine_add_search (self->engine, ariadne_attempt_get_search (attempt));
    }
}

/* Runs the searches of all programs, which ask the model together. What becomes of one
 * of them is no matter of the others.
 */
static gboolean
search_together (Run     *self,
                 GError **error)
{
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (NETWORK_BATCH_SIZE);
  gulong link;
  GCancellable *cancellable = make_cancellable (self, &link);
  gboolean ok = TRUE;

  self->engine = ariadne_thread_engine_new (self->optimizer->n_threads);
  ariadne_thread_engine_add_server (ARIADNE_THREAD_ENGINE (self->engine), self->optimizer->model,
                                    batcher, ARIADNE_BATCH_POLICY_ADAPTIVE);
  add_attempts (self, cancellable);
  for (guint i = 0; i < self->attempts->len && ok; i++)
    ok = ariadne_search_validate (ariadne_engine_get_search (self->engine, i),
                                  self->plan.n_heads, error);
  if (ok)
    ariadne_engine_run (self->engine, cancellable, NULL);
  free_cancellable (self, cancellable, link);

  return ok;
}

static gboolean
run (Run     *self,
     GError **error)
{
  AriadneOptimizer *optimizer = self->optimizer;

  self->plan.domain = _ariadne_strategy_new_domain (optimizer->strategy, optimizer->set,
                                                    optimizer->rules->name, error);
  if (self->plan.domain == NULL)
    return FALSE;
  if (optimizer->max_time > 0)
    self->deadline = g_get_monotonic_time () + (gint64) (optimizer->max_time * G_USEC_PER_SEC);
  if (optimizer->model != NULL && !search_together (self, error))
    return FALSE;

  work (self);

  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/* On the thread of the task. */
static gboolean
conduct (gpointer       source_object,
         GCancellable  *cancellable,
         GError       **error)
{
  AriadneOptimizer *optimizer = ARIADNE_OPTIMIZER (source_object);
  Run self = {
    .optimizer = optimizer,
    .cancellable = cancellable,
    .plan = {
      .set = optimizer->set,
      .rules = ariadne_rule_set_get_plain (optimizer->rules),
      .strategy = optimizer->strategy,
      .budget = optimizer->evaluations,
      .patience = optimizer->patience,
      .n_heads = optimizer->model != NULL ? ariadne_model_get_n_heads (optimizer->model) : 0,
      .max_memory = optimizer->max_memory,
      .improved = improved_cb,
      .user_data = &self,
    },
  };
  gboolean ok;

  g_mutex_init (&self.lock);
  ok = run (&self, error);
  g_clear_pointer (&self.attempts, g_ptr_array_unref);
  g_clear_object (&self.engine);
  g_clear_object (&self.plan.domain);
  g_mutex_clear (&self.lock);

  return ok;
}

/**
 * ariadne_optimizer_run_async:
 * @self: an optimizer that has not been run
 * @cancellable: (nullable): to stop it; what has been found until then is proved, and
 *   counts
 * @callback: (scope async): what to call when all programs are done
 * @user_data: for @callback
 *
 * Optimises the programs.
 */
void
ariadne_optimizer_run_async (AriadneOptimizer    *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ARIADNE_IS_OPTIMIZER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ariadne_optimizer_run_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->has_run)
    {
      g_task_return_new_error (task, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                               "the optimizer has been run before, expected a new one");
      return;
    }

  self->has_run = TRUE;
  self->owner = g_main_context_ref_thread_default ();
  _ariadne_task_run_in_thread (task, conduct);
}

/**
 * ariadne_optimizer_run_finish:
 * @self: an optimizer
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends ariadne_optimizer_run_async(). What has been found can be read in any case;
 * where a search failed, the result of the program says so.
 *
 * Returns: whether all programs were optimised as far as the limits allow; if not,
 *   @error is %G_IO_ERROR_CANCELLED or says what failed
 */
gboolean
ariadne_optimizer_run_finish (AriadneOptimizer  *self,
                              GAsyncResult      *result,
                              GError           **error)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/**
 * ariadne_optimizer_run:
 * @self: an optimizer that has not been run
 * @cancellable: (nullable): to stop it
 * @error: return location for an error
 *
 * Optimises the programs and waits until that is done. Signals are emitted on this
 * thread meanwhile.
 *
 * Returns: whether all programs were optimised as far as the limits allow; if not,
 *   @error is %G_IO_ERROR_CANCELLED or says what failed
 */
gboolean
ariadne_optimizer_run (AriadneOptimizer  *self,
                       GCancellable      *cancellable,
                       GError           **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (ARIADNE_IS_OPTIMIZER (self), FALSE);

  g_main_context_push_thread_default (context);
  ariadne_optimizer_run_async (self, cancellable, ran_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  return ariadne_optimizer_run_finish (self, result, error);
}
