/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-queue.h"

/**
 * AriadneQueue:
 *
 * A queue of messages: first in, first out, between any number of threads.
 *
 * A queue is unbounded, or bounded in the number of requests and replies that
 * it holds; words about clients (see [enum@MessageType]) always find room, so
 * that nobody who has to say that he waits has to wait for saying it.
 *
 * Timeouts are in microseconds and bound the whole call; -1 means for ever and
 * 0 not to wait. Once a queue is closed nothing can be put any more, and what
 * is in it can still be taken out.
 */

G_DEFINE_INTERFACE (AriadneQueue, ariadne_queue, G_TYPE_OBJECT)

static void
ariadne_queue_default_init (AriadneQueueInterface *iface)
{
}

/**
 * ariadne_queue_put:
 * @self: a queue
 * @message: (transfer full): a message, which is released if it cannot be put
 * @timeout: how long to wait for room, in microseconds
 * @error: return location for an error
 *
 * Puts a message at the end. Fails with %ARIADNE_ERROR_CLOSED or
 * %ARIADNE_ERROR_TIMED_OUT.
 *
 * Returns: whether the message is in the queue
 */
gboolean
ariadne_queue_put (AriadneQueue    *self,
                   AriadneMessage  *message,
                   gint64           timeout,
                   GError         **error)
{
  g_return_val_if_fail (ARIADNE_IS_QUEUE (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  return ARIADNE_QUEUE_GET_IFACE (self)->put_chain (self, message, timeout, error);
}

/**
 * ariadne_queue_get:
 * @self: a queue
 * @timeout: how long to wait for a message, in microseconds
 * @error: return location for an error
 *
 * Takes the first message out. Fails with %ARIADNE_ERROR_TIMED_OUT, or with
 * %ARIADNE_ERROR_CLOSED once the queue is closed and empty.
 *
 * Returns: (transfer full): the message
 */
AriadneMessage *
ariadne_queue_get (AriadneQueue  *self,
                   gint64         timeout,
                   GError       **error)
{
  g_return_val_if_fail (ARIADNE_IS_QUEUE (self), NULL);

  return ARIADNE_QUEUE_GET_IFACE (self)->get_chain (self, FALSE, timeout, error);
}

/**
 * ariadne_queue_try_get:
 * @self: a queue
 *
 * Takes the first message out, if there is one.
 *
 * Returns: (transfer full) (nullable): the message
 */
AriadneMessage *
ariadne_queue_try_get (AriadneQueue *self)
{
  return ariadne_queue_get (self, 0, NULL);
}

/**
 * ariadne_queue_poll:
 * @self: a queue
 * @timeout: how long to wait, in microseconds
 *
 * Waits until there is a message, without taking it.
 *
 * Returns: whether there is a message
 */
gboolean
ariadne_queue_poll (AriadneQueue *self,
                    gint64        timeout)
{
  g_return_val_if_fail (ARIADNE_IS_QUEUE (self), FALSE);

  return ARIADNE_QUEUE_GET_IFACE (self)->poll (self, timeout);
}

/**
 * ariadne_queue_get_length:
 * @self: a queue
 *
 * Gets the number of messages in the queue.
 *
 * Returns: how many there were a moment ago
 */
guint
ariadne_queue_get_length (AriadneQueue *self)
{
  g_return_val_if_fail (ARIADNE_IS_QUEUE (self), 0);

  return ARIADNE_QUEUE_GET_IFACE (self)->get_length (self);
}

/**
 * ariadne_queue_close:
 * @self: a queue
 *
 * Closes the queue, and wakes all who wait at either end. Closing twice does
 * nothing.
 */
void
ariadne_queue_close (AriadneQueue *self)
{
  g_return_if_fail (ARIADNE_IS_QUEUE (self));

  ARIADNE_QUEUE_GET_IFACE (self)->close (self);
}

/**
 * ariadne_queue_is_closed:
 * @self: a queue
 *
 * Tells whether the queue is closed; there may still be messages in it.
 *
 * Returns: whether ariadne_queue_close() has been called
 */
gboolean
ariadne_queue_is_closed (AriadneQueue *self)
{
  g_return_val_if_fail (ARIADNE_IS_QUEUE (self), TRUE);

  return ARIADNE_QUEUE_GET_IFACE (self)->is_closed (self);
}

/**
 * ariadne_queue_add_ready_func: (skip)
 * @self: a queue
 * @func: (scope forever): what to call
 * @user_data: for @func
 *
 * Adds a function that is called when the queue becomes worth a look: when it
 * turns from empty to not empty, and when it is closed. It is called at once if
 * that is so already.
 */
void
ariadne_queue_add_ready_func (AriadneQueue          *self,
                              AriadneQueueReadyFunc  func,
                              gpointer               user_data)
{
  g_return_if_fail (ARIADNE_IS_QUEUE (self));
  g_return_if_fail (func != NULL);

  ARIADNE_QUEUE_GET_IFACE (self)->add_ready_func (self, func, user_data);
}

/**
 * ariadne_queue_remove_ready_func: (skip)
 * @self: a queue
 * @func: (scope forever): a function that has been added
 * @user_data: what it was added with
 *
 * Removes a function. Once this has returned it does not run any more, on any
 * thread.
 */
void
ariadne_queue_remove_ready_func (AriadneQueue          *self,
                                 AriadneQueueReadyFunc  func,
                                 gpointer               user_data)
{
  g_return_if_fail (ARIADNE_IS_QUEUE (self));

  ARIADNE_QUEUE_GET_IFACE (self)->remove_ready_func (self, func, user_data);
}

/**
 * ariadne_queue_get_fd:
 * @self: a queue
 *
 * Gets a descriptor that can be polled for reading: as long as it is readable a
 * look at the queue, with ariadne_queue_poll() or ariadne_queue_get(), finds
 * something to do. Functions that wait to be called when the queue is ready are
 * not called for what such a look would bring.
 *
 * Returns: the descriptor, which belongs to the queue; -1 if it has none, and
 *   calls the functions in every case
 */
int
ariadne_queue_get_fd (AriadneQueue *self)
{
  AriadneQueueInterface *iface;

  g_return_val_if_fail (ARIADNE_IS_QUEUE (self), -1);

  iface = ARIADNE_QUEUE_GET_IFACE (self);

  return iface->get_fd != NULL ? iface->get_fd (self) : -1;
}
