/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connected-function.h"

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
G_DEFINE_ABSTRACT_TYPE (AriadneConnectedFunction, ariadne_connected_function, G_TYPE_OBJECT)

static void
ariadne_connected_function_class_init (AriadneConnectedFunctionClass *klass)
{
}

static void
ariadne_connected_function_init (AriadneConnectedFunction *self)
{
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
