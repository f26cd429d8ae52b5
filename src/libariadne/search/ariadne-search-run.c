/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "core/ariadne-summons.h"
#include "search/ariadne-search-private.h"

/* The two ways to drive a search. */

static gboolean
answer (AriadneSearch         *self,
        AriadneModel          *model,
        guint                  batch_size,
        const AriadneRequest  *request,
        GError               **error)
{
  g_autoptr (AriadneMatrix) answers = NULL;

  if (request->n_states > 0)
    {
      answers = ariadne_model_evaluate_states (model, self->domain, request->states,
                                               request->n_states, batch_size, error);
      if (answers == NULL)
        return FALSE;
    }

  return ariadne_search_take (self, request->ticket, answers, error);
}

static gboolean
run_on_the_spot (AriadneSearch  *self,
                 AriadneModel   *model,
                 guint           batch_size,
                 GCancellable   *cancellable,
                 GError        **error)
{
  if (!ariadne_search_begin (self, ariadne_model_get_n_heads (model), error))
    return FALSE;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      AriadneRequest request;

      switch (ariadne_search_next (self, &request, error))
        {
        case ARIADNE_STEP_CALL:
          if (!answer (self, model, batch_size, &request, error))
            return FALSE;
          break;

        case ARIADNE_STEP_AGAIN:
          break;

        case ARIADNE_STEP_END:
          return TRUE;

        case ARIADNE_STEP_FAIL:
          return FALSE;

        case ARIADNE_STEP_WAIT:
        default:
          /* Every request has been answered. */
          g_assert_not_reached ();
        }
    }

  return FALSE;
}

/**
 * ariadne_search_run:
 * @self: a search that has not been run
 * @model: what evaluates the states
 * @batch_size: the largest batch, at least 1
 * @cancellable: (nullable): to stop the search
 * @error: return location for an error
 *
 * Runs the search on the spot: every request is evaluated at once, on this
 * thread. Blocks until the search has ended.
 *
 * However the search ended, its results tell what was found until then.
 *
 * Returns: whether the search ended by itself; if not, @error is
 *   %G_IO_ERROR_CANCELLED or says what failed
 */
gboolean
ariadne_search_run (AriadneSearch  *self,
                    AriadneModel   *model,
                    guint           batch_size,
                    GCancellable   *cancellable,
                    GError        **error)
{
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), FALSE);
  g_return_val_if_fail (ARIADNE_IS_MODEL (model), FALSE);
  g_return_val_if_fail (batch_size > 0, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);

  if (!ariadne_search_check_ready (self, error))
    return FALSE;

  _ariadne_summons_push_cancellable (cancellable);
  run_on_the_spot (self, model, batch_size, cancellable, &local_error);
  _ariadne_summons_pop_cancellable (cancellable);
  ariadne_search_end (self, local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

/* An asynchronous run.
 *
 * All of it happens in the thread-default context of the caller: the first steps
 * in ariadne_search_run_async(), the others in the callbacks of calls. It is
 * over once the search has ended *and* no call is pending; until then the task
 * keeps it alive. As it ends it closes the function, which fails what is still
 * pending. The task is returned exactly once, by whoever finds the run over.
 */
typedef struct
{
  AriadneSearch            *search;   /* the source of the task */
  AriadneConnectedFunction *function; /* owned */
  GError                   *error;    /* the first, or NULL */
  guint                     n_pending;
  gboolean                  ended;
} Run;

/* A call that is pending. */
typedef struct
{
  GTask *task; /* owned */
  guint  ticket;
  guint  n_states;
} Call;

static void
run_free (gpointer data)
{
  Run *self = data;

  g_clear_error (&self->error);
  g_object_unref (self->function);
  g_free (self);
}

static void
end (Run          *self,
     const GError *error)
{
  g_assert (!self->ended);

  self->ended = TRUE;
  if (error != NULL)
    self->error = g_error_copy (error);
  ariadne_search_end (self->search, error);

  /* Calls may fail on the spot; the last of them must not find the run over
   * before our caller does.
   */
  self->n_pending++;
  ariadne_connected_function_close (self->function);
  self->n_pending--;
}

static void call_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data);

static gboolean
call (GTask                 *task,
      const AriadneRequest  *request,
      AriadneCallFlags       flags,
      GError               **error)
{
  Run *self = g_task_get_task_data (task);
  g_autoptr (AriadneSequence) sequence = NULL;
  Call *pending;

  if (request->n_states == 0)
    return ariadne_search_take (self->search, request->ticket, NULL, error);

  sequence = ariadne_sequence_new (request->states, request->n_states);
  if (self->search->encoding
      && !ariadne_sequence_encode (sequence, self->search->domain, error))
    return FALSE;

  pending = g_new (Call, 1);
  *pending = (Call){ g_object_ref (task), request->ticket, request->n_states };
  self->n_pending++;
  ariadne_connected_function_call_async (self->function, sequence, flags,
                                         g_task_get_cancellable (task), call_cb, pending);

  return TRUE;
}

static gboolean
do_steps (GTask   *task,
          GError **error)
{
  Run *self = g_task_get_task_data (task);
  AriadneCallFlags flags = ARIADNE_CALL_NONE; /* of the last call */

  while (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), error))
    {
      AriadneRequest request;

      switch (ariadne_search_next (self->search, &request, error))
        {
        case ARIADNE_STEP_CALL:
          flags = request.waits && self->n_pending == 0 ? ARIADNE_CALL_WAITS : ARIADNE_CALL_NONE;
          if (!call (task, &request, flags, error))
            return FALSE;
          break;

        case ARIADNE_STEP_AGAIN:
          break;

        case ARIADNE_STEP_WAIT:
          if (flags != ARIADNE_CALL_WAITS)
            ariadne_connected_function_wait (self->function);
          return TRUE;

        case ARIADNE_STEP_END:
          end (self, NULL);
          return TRUE;

        case ARIADNE_STEP_FAIL:
        default:
          return FALSE;
        }
    }

  return FALSE;
}

/* Does all that can be done until an answer comes. */
static gboolean
proceed (GTask   *task,
         GError **error)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean succeeded;

  _ariadne_summons_push_cancellable (cancellable);
  succeeded = do_steps (task, error);
  _ariadne_summons_pop_cancellable (cancellable);

  return succeeded;
}

/* Ends the run if @error is set, and returns the task if the run is over. */
static void
settle (GTask        *task,
        const GError *error)
{
  Run *self = g_task_get_task_data (task);

  if (error != NULL && !self->ended)
    end (self, error);

  if (!self->ended || self->n_pending > 0)
    return;

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
take (Run            *self,
      const Call     *pending,
      AriadneMatrix  *answers,
      GError        **error)
{
  if (ariadne_matrix_get_n_rows (answers) == pending->n_states)
    return ariadne_search_take (self->search, pending->ticket, answers, error);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "search “%s”: a request of %u states was answered with %u rows",
               self->search->name, pending->n_states, ariadne_matrix_get_n_rows (answers));

  return FALSE;
}

static void
call_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Call *pending = user_data;
  g_autoptr (GTask) task = pending->task;
  g_autoptr (AriadneMatrix) answers = NULL;
  g_autoptr (GError) error = NULL;
  Run *self = g_task_get_task_data (task);

  self->n_pending--;
  answers = ariadne_connected_function_call_finish (self->function, result, &error);

  if (answers == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_prefix_error (&error, "search “%s”: ", self->search->name);
  else if (answers != NULL && !self->ended && take (self, pending, answers, &error))
    proceed (task, &error);

  settle (task, error);
}

/**
 * ariadne_search_run_async:
 * @self: a search that has not been run
 * @function: what the search asks; nobody else may use it, and it is closed when
 *   the search has ended
 * @cancellable: (nullable): to stop the search
 * @callback: (scope async): what to call when the search has ended
 * @user_data: for @callback
 *
 * Runs the search in steps, each driven by an answer, in the thread-default
 * context of the caller. The first step is done here.
 */
void
ariadne_search_run_async (AriadneSearch            *self,
                          AriadneConnectedFunction *function,
                          GCancellable             *cancellable,
                          GAsyncReadyCallback       callback,
                          gpointer                  user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Run *run;

  g_return_if_fail (ARIADNE_IS_SEARCH (self));
  g_return_if_fail (ARIADNE_IS_CONNECTED_FUNCTION (function));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ariadne_search_run_async);
  g_task_set_check_cancellable (task, FALSE);

  if (!ariadne_search_check_ready (self, &error))
    {
      ariadne_connected_function_close (function);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  run = g_new0 (Run, 1);
  run->search = self;
  run->function = g_object_ref (function);
  g_task_set_task_data (task, run, run_free);

  if (ariadne_search_begin (self, 0, &error))
    proceed (task, &error);
  settle (task, error);
}

/**
 * ariadne_search_run_finish:
 * @self: a search
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends ariadne_search_run_async(). However the search ended, its results tell
 * what was found until then.
 *
 * Returns: whether the search ended by itself; if not, @error is
 *   %G_IO_ERROR_CANCELLED or says what failed
 */
gboolean
ariadne_search_run_finish (AriadneSearch  *self,
                           GAsyncResult   *result,
                           GError        **error)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
