/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-call.h"
#include "connection/ariadne-client-context.h"
#include "connection/ariadne-connected-function-private.h"
#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-message-private.h"
#include "core/ariadne-error.h"

/**
 * AriadneConnectedFunction:
 *
 * The model, as a search sees it: a function that is called with a sequence of
 * states and answers, some time later, with one row a state.
 *
 * A function belongs to one caller, who uses it on one thread at a time. A call
 * returns at once; its callback runs in the thread-default #GMainContext of the
 * thread that made the call, driven by a #GSource, and never before the call
 * has returned. Every call ends exactly once: with a matrix, with
 * %G_IO_ERROR_CANCELLED, or with an error of %ARIADNE_ERROR.
 *
 * ## Telling what comes next
 *
 * A server fills its batches best when it knows who can still ask. From its
 * creation until ariadne_connected_function_close() a function is expected to
 * submit, unless it has said that it waits: for one reply, with
 * %ARIADNE_CALL_WAITS, or for any reply, with
 * ariadne_connected_function_wait(). Saying too little costs speed; saying that
 * one waits and then submitting anyway does no harm either.
 */

/* How a call goes. All of it happens in the thread of the caller, except that
 * the queue of answers and the cancellables wake the client context from
 * wherever they are changed.
 *
 *   call_async    the call is numbered, its request put into the outbox of the
 *                 context, and the call into `calls`: the server knows of it
 *   flush         the outbox goes to the server
 *   serve         answers have arrived: each finds its call in `calls`, which
 *                 it leaves, and the callback runs
 *
 * Every request gets exactly one answer, in whatever way it ends at the server.
 * A call that ends before its answer has come, being cancelled, stays in
 * `calls` until then: it keeps its place for the answers that come in order.
 * A call that ends without being known to the server waits in `ended` for the
 * callback to run.
 */
typedef struct
{
  AriadneConnection    *connection;
  AriadneQueue         *answers;     /* where they arrive */
  AriadneQueue         *requests;    /* where they go */
  gboolean              ordered;     /* answers are in the order of the calls */

  AriadneClientContext *context;     /* of the calls that are pending */
  AriadneClient         client;

  GQueue                calls;
  GQueue                ended;
  AriadneCall          *spare;       /* or NULL; that can be used again */
  guint                 n_pending;
  guint64               last_uid;
  guint64               n_answers;   /* that have been received */
  gboolean              closed;

  gint                  cancelled;   /* atomic; a cancellable has been cancelled */
} AriadneConnectedFunctionPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AriadneConnectedFunction, ariadne_connected_function,
                                     G_TYPE_OBJECT)

static inline AriadneConnectedFunctionPrivate *
get_private (AriadneConnectedFunction *self)
{
  return ariadne_connected_function_get_instance_private (self);
}

/* Runs on the thread that puts an answer, or closes the queue. */
static void
answers_ready_cb (AriadneQueue *queue,
                  gpointer      user_data)
{
  AriadneConnectedFunctionPrivate *priv = get_private (user_data);

  _ariadne_client_context_wake (priv->context, &priv->client);
}

/* Runs on the thread that cancels. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  AriadneConnectedFunctionPrivate *priv = get_private (user_data);

  g_atomic_int_set (&priv->cancelled, TRUE);
  _ariadne_client_context_wake (priv->context, &priv->client);
}

static void
leave_context (AriadneConnectedFunction *self)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  if (priv->context == NULL)
    return;

  ariadne_queue_remove_ready_func (priv->answers, answers_ready_cb, self);
  _ariadne_client_context_leave (priv->context, &priv->client);
  priv->context = NULL;
}

/* A function may move to another context when nothing is pending. */
static void
ensure_context (AriadneConnectedFunction *self)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);
  GMainContext *context = g_main_context_get_thread_default ();

  if (context == NULL)
    context = g_main_context_default ();

  if (priv->context != NULL && _ariadne_client_context_get (priv->context) == context)
    return;

  g_return_if_fail (priv->n_pending == 0);

  leave_context (self);
  priv->context = _ariadne_client_context_join (context);
  ariadne_queue_add_ready_func (priv->answers, answers_ready_cb, self);
}

static void
post (AriadneConnectedFunction *self,
      AriadneMessage           *message)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  _ariadne_connection_address (priv->connection, message);
  _ariadne_client_context_post (priv->context, priv->requests, message);
}

static void
complete (AriadneConnectedFunction *self,
          AriadneCall              *call)
{
  get_private (self)->n_pending--;
  _ariadne_call_complete (call);
}

/* Gives a call back. Making one costs more than all the rest that a function does
 * for it, so one is kept if nobody else has it.
 */
static void
dismiss (AriadneConnectedFunction *self,
         AriadneCall              *call)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  if (priv->spare == NULL && _ariadne_call_recycle (call))
    priv->spare = call;
  else
    g_object_unref (call);
}

/* Has a call end with an error when the context gets to it. */
static void
end_later (AriadneConnectedFunction *self,
           AriadneCall              *call,
           GError                   *error)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  call->error = error;
  g_queue_push_tail_link (&priv->ended, &call->link);
  _ariadne_client_context_wake (priv->context, &priv->client);
}

static void
end_all_later (AriadneConnectedFunction *self,
               const char               *why)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);
  GList *link;

  while ((link = g_queue_peek_head_link (&priv->calls)) != NULL)
    {
      AriadneCall *call = link->data;

      g_queue_unlink (&priv->calls, link);
      if (_ariadne_call_has_ended (call))
        g_object_unref (call);
      else
        end_later (self, call, g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, why));
    }
}

/* Answers that may come in any order most often come in that of the calls too,
 * or nearly, hence there is not far to look.
 */
static AriadneCall *
find_call (AriadneConnectedFunction *self,
           const AriadneMessage     *answer)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  if (priv->ordered)
    return g_queue_peek_head (&priv->calls);

  for (GList *link = priv->calls.head; link != NULL; link = link->next)
    {
      AriadneCall *call = link->data;

      if (call->uid == answer->uid)
        return call;
    }

  return NULL;
}

static void
take_answer (AriadneConnectedFunction *self,
             AriadneMessage           *answer)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);
  AriadneCall *call = find_call (self, answer);

  priv->n_answers++;
  if (call == NULL)
    return;

  g_queue_unlink (&priv->calls, &call->link);
  if (!_ariadne_call_has_ended (call))
    {
      call->rows = g_steal_pointer (&answer->rows);
      call->error = g_steal_pointer (&answer->error);
      complete (self, call);
    }
  dismiss (self, call);
}

static void
take_answers (AriadneConnectedFunction *self)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);
  AriadneMessage *answer, *next;

  answer = _ariadne_connection_recv_all (priv->connection, 0, NULL);
  for (; answer != NULL; answer = next)
    {
      next = answer->next;
      take_answer (self, answer);
      ariadne_message_free (answer);
    }
}

/* The call is over for the caller, and the server is told to drop it. */
static void
cancel_call (AriadneConnectedFunction *self,
             AriadneCall              *call)
{
  AriadneMessage *message = ariadne_message_new (ARIADNE_MESSAGE_CANCEL);

  message->uid = call->uid;
  post (self, message);
  g_cancellable_set_error_if_cancelled (call->cancellable, &call->error);
  complete (self, call);
}

static AriadneCall *
find_cancelled (AriadneConnectedFunction *self)
{
  for (GList *link = get_private (self)->calls.head; link != NULL; link = link->next)
    {
      AriadneCall *call = link->data;

      if (!_ariadne_call_has_ended (call) && g_cancellable_is_cancelled (call->cancellable))
        return call;
    }

  return NULL;
}

/* A callback may do anything to the queues, hence each search starts anew. */
static void
end_cancelled (AriadneConnectedFunction *self)
{
  AriadneCall *call;

  while ((call = find_cancelled (self)) != NULL)
    {
      g_autoptr (AriadneCall) held = g_object_ref (call);

      cancel_call (self, held);
    }
}

static void
complete_ended (AriadneConnectedFunction *self)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);
  guint n = g_queue_get_length (&priv->ended);

  while (n-- > 0)
    {
      GList *link = g_queue_pop_head_link (&priv->ended);
      g_autoptr (AriadneCall) call = link->data;

      complete (self, call);
    }
}

static void
serve_cb (gpointer owner)
{
  g_autoptr (AriadneConnectedFunction) self = g_object_ref (owner);
  AriadneConnectedFunctionPrivate *priv = get_private (self);
  gboolean closed;

  /* Looked at first: whatever was sent before the end is received below. */
  closed = ariadne_connection_is_closed (priv->connection);
  take_answers (self);
  if (g_atomic_int_compare_and_exchange (&priv->cancelled, TRUE, FALSE))
    end_cancelled (self);
  if (closed)
    end_all_later (self, "The server has closed the connection");
  complete_ended (self);
}

static void
watch_cancellable (AriadneConnectedFunction *self,
                   AriadneCall              *call)
{
  if (call->cancellable != NULL)
    call->cancelled_id = g_cancellable_connect (call->cancellable, G_CALLBACK (cancelled_cb),
                                                self, NULL);
}

static void
ariadne_connected_function_real_call_async (AriadneConnectedFunction *self,
                                            AriadneSequence          *sequence,
                                            AriadneCallFlags          flags,
                                            GCancellable             *cancellable,
                                            GAsyncReadyCallback       callback,
                                            gpointer                  user_data)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);
  AriadneMessageFlags message_flags = ARIADNE_MESSAGE_FLAGS_NONE;
  AriadneCall *call;
  GError *error = NULL;

  ensure_context (self);
  call = priv->spare != NULL ? g_steal_pointer (&priv->spare) : _ariadne_call_new ();
  _ariadne_call_prepare (call, self, cancellable, callback, user_data);
  call->uid = ++priv->last_uid;
  priv->n_pending++;

  if (priv->closed)
    g_set_error_literal (&error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "The function is closed");
  else
    g_cancellable_set_error_if_cancelled (cancellable, &error);

  if (error != NULL)
    {
      end_later (self, call, error);
      return;
    }

  if (flags & ARIADNE_CALL_WAITS)
    message_flags |= ARIADNE_MESSAGE_FLAGS_WAITS;
  if (priv->ordered)
    message_flags |= ARIADNE_MESSAGE_FLAGS_ORDERED;

  g_queue_push_tail_link (&priv->calls, &call->link);
  watch_cancellable (self, call);
  post (self, ariadne_message_new_request (sequence, call->uid, message_flags));
}

static AriadneMatrix *
ariadne_connected_function_real_call_finish (AriadneConnectedFunction  *self,
                                             GAsyncResult              *result,
                                             GError                   **error)
{
  AriadneCall *call;

  g_return_val_if_fail (ARIADNE_IS_CALL (result), NULL);

  call = ARIADNE_CALL (result);
  g_return_val_if_fail (call->function == self, NULL);

  if (call->error != NULL)
    {
      g_propagate_error (error, g_error_copy (call->error));
      return NULL;
    }

  return ariadne_matrix_ref (call->rows);
}

static void
ariadne_connected_function_real_wait (AriadneConnectedFunction *self)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);
  AriadneMessage *message;

  if (priv->closed || priv->n_pending == 0)
    return;

  message = ariadne_message_new (ARIADNE_MESSAGE_WAIT);
  message->uid = priv->n_answers;
  post (self, message);
}

static void
ariadne_connected_function_real_flush (AriadneConnectedFunction *self)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  if (priv->context != NULL)
    _ariadne_client_context_flush (priv->context);
}

static void
ariadne_connected_function_real_close (AriadneConnectedFunction *self)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  if (priv->closed)
    return;

  priv->closed = TRUE;
  end_all_later (self, "The function is closed");
  ariadne_connected_function_real_flush (self);
  ariadne_connection_close (priv->connection);
}

static guint
ariadne_connected_function_real_get_n_pending (AriadneConnectedFunction *self)
{
  return get_private (self)->n_pending;
}

static void
ariadne_connected_function_dispose (GObject *object)
{
  AriadneConnectedFunction *self = ARIADNE_CONNECTED_FUNCTION (object);
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  if (priv->connection != NULL)
    ariadne_connected_function_real_close (self);
  leave_context (self);

  G_OBJECT_CLASS (ariadne_connected_function_parent_class)->dispose (object);
}

static void
ariadne_connected_function_finalize (GObject *object)
{
  AriadneConnectedFunctionPrivate *priv = get_private (ARIADNE_CONNECTED_FUNCTION (object));

  g_clear_object (&priv->connection);
  g_clear_object (&priv->answers);
  g_clear_object (&priv->requests);
  g_clear_object (&priv->spare);

  G_OBJECT_CLASS (ariadne_connected_function_parent_class)->finalize (object);
}

static void
ariadne_connected_function_class_init (AriadneConnectedFunctionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ariadne_connected_function_dispose;
  object_class->finalize = ariadne_connected_function_finalize;

  klass->call_async = ariadne_connected_function_real_call_async;
  klass->call_finish = ariadne_connected_function_real_call_finish;
  klass->wait = ariadne_connected_function_real_wait;
  klass->flush = ariadne_connected_function_real_flush;
  klass->close = ariadne_connected_function_real_close;
  klass->get_n_pending = ariadne_connected_function_real_get_n_pending;
}

static void
ariadne_connected_function_init (AriadneConnectedFunction *self)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  _ariadne_client_init (&priv->client, self, serve_cb);
  g_queue_init (&priv->calls);
  g_queue_init (&priv->ended);
}

void
_ariadne_connected_function_connect (AriadneConnectedFunction *self,
                                     AriadneConnection        *connection,
                                     gboolean                  ordered)
{
  AriadneConnectedFunctionPrivate *priv = get_private (self);

  priv->connection = g_object_ref (connection);
  priv->answers = g_object_ref (_ariadne_connection_get_in (connection));
  priv->requests = g_object_ref (_ariadne_connection_get_out (connection));
  priv->ordered = ordered;
}

/**
 * ariadne_connected_function_call_async:
 * @self: a function
 * @sequence: the states; must not be changed any more
 * @flags: what the server should know
 * @cancellable: (nullable): to give the call up
 * @callback: (scope async): what to call when there is an answer
 * @user_data: for @callback
 *
 * Asks for the rows of a sequence, which may be empty.
 */
void
ariadne_connected_function_call_async (AriadneConnectedFunction *self,
                                       AriadneSequence          *sequence,
                                       AriadneCallFlags          flags,
                                       GCancellable             *cancellable,
                                       GAsyncReadyCallback       callback,
                                       gpointer                  user_data)
{
  g_return_if_fail (ARIADNE_IS_CONNECTED_FUNCTION (self));
  g_return_if_fail (sequence != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  g_return_if_fail (callback != NULL);

  ARIADNE_CONNECTED_FUNCTION_GET_CLASS (self)->call_async (self, sequence, flags, cancellable,
                                                           callback, user_data);
}

/**
 * ariadne_connected_function_call_finish:
 * @self: a function
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Gets the answer of a call.
 *
 * Fails with what the server answered instead, with %ARIADNE_ERROR_CLOSED if the
 * function or the other end has closed, or with %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): one row a state of the sequence
 */
AriadneMatrix *
ariadne_connected_function_call_finish (AriadneConnectedFunction  *self,
                                        GAsyncResult              *result,
                                        GError                   **error)
{
  g_return_val_if_fail (ARIADNE_IS_CONNECTED_FUNCTION (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return ARIADNE_CONNECTED_FUNCTION_GET_CLASS (self)->call_finish (self, result, error);
}

/**
 * ariadne_connected_function_wait:
 * @self: a function with pending calls
 *
 * Tells the server that nothing more is submitted until one of the pending
 * calls, whichever, is answered.
 */
void
ariadne_connected_function_wait (AriadneConnectedFunction *self)
{
  g_return_if_fail (ARIADNE_IS_CONNECTED_FUNCTION (self));

  ARIADNE_CONNECTED_FUNCTION_GET_CLASS (self)->wait (self);
}

/**
 * ariadne_connected_function_flush:
 * @self: a function
 *
 * Hands over at once what is still buffered for the server, instead of when
 * the main context next gets to it.
 */
void
ariadne_connected_function_flush (AriadneConnectedFunction *self)
{
  g_return_if_fail (ARIADNE_IS_CONNECTED_FUNCTION (self));

  ARIADNE_CONNECTED_FUNCTION_GET_CLASS (self)->flush (self);
}

/**
 * ariadne_connected_function_close:
 * @self: a function
 *
 * Ends the use of the function: the server no longer expects it to submit.
 * Calls that are pending, and calls made from now on, fail with
 * %ARIADNE_ERROR_CLOSED. Closing twice does nothing.
 */
void
ariadne_connected_function_close (AriadneConnectedFunction *self)
{
  g_return_if_fail (ARIADNE_IS_CONNECTED_FUNCTION (self));

  ARIADNE_CONNECTED_FUNCTION_GET_CLASS (self)->close (self);
}

/**
 * ariadne_connected_function_get_n_pending:
 * @self: a function
 *
 * Gets the number of calls whose callback has not run yet.
 *
 * Returns: the number of pending calls
 */
guint
ariadne_connected_function_get_n_pending (AriadneConnectedFunction *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONNECTED_FUNCTION (self), 0);

  return ARIADNE_CONNECTED_FUNCTION_GET_CLASS (self)->get_n_pending (self);
}
