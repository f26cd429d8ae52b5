/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-message-private.h"
#include "connection/ariadne-thread-queue.h"

/**
 * AriadneConnection:
 *
 * One end of a two-way connection: messages are received from one queue and
 * sent to another.
 *
 * A connection may be used by several threads. Timeouts are those of
 * [iface@Queue].
 */

typedef struct
{
  /* These are set once, before the connection is used. */
  AriadneQueue  *in;
  AriadneQueue  *out;    /* NULL if the kind of connection has several */
  AriadneCensus *census; /* shared by copies */
} AriadneConnectionPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (AriadneConnection, ariadne_connection, G_TYPE_OBJECT)

static inline AriadneConnectionPrivate *
get_private (AriadneConnection *self)
{
  return ariadne_connection_get_instance_private (self);
}

static gboolean
ariadne_connection_real_send (AriadneConnection  *self,
                              AriadneMessage     *messages,
                              GError            **error)
{
  AriadneQueue *out = get_private (self)->out;

  for (AriadneMessage *message = messages; message != NULL; message = message->next)
    _ariadne_connection_address (self, message);

  return ARIADNE_QUEUE_GET_IFACE (out)->put_chain (out, messages, -1, error);
}

static AriadneMessage *
ariadne_connection_real_recv (AriadneConnection  *self,
                              gboolean            all,
                              gint64              timeout,
                              GError            **error)
{
  AriadneQueue *in = get_private (self)->in;

  return ARIADNE_QUEUE_GET_IFACE (in)->get_chain (in, all, timeout, error);
}

static AriadneConnection *
ariadne_connection_real_copy (AriadneConnection *self)
{
  AriadneConnectionPrivate *priv = get_private (self);
  AriadneConnection *copy = ariadne_connection_new (priv->in, priv->out);

  _ariadne_connection_set_census (copy, priv->census);

  return copy;
}

static void
ariadne_connection_real_close (AriadneConnection *self)
{
  AriadneConnectionPrivate *priv = get_private (self);

  if (priv->out != NULL)
    ariadne_queue_close (priv->out);
  if (priv->in != NULL)
    ariadne_queue_close (priv->in);
}

static void
ariadne_connection_finalize (GObject *object)
{
  AriadneConnectionPrivate *priv = get_private (ARIADNE_CONNECTION (object));

  g_clear_object (&priv->in);
  g_clear_object (&priv->out);
  g_clear_pointer (&priv->census, _ariadne_census_unref);

  G_OBJECT_CLASS (ariadne_connection_parent_class)->finalize (object);
}

static void
ariadne_connection_class_init (AriadneConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_connection_finalize;

  klass->send_chain = ariadne_connection_real_send;
  klass->recv_chain = ariadne_connection_real_recv;
  klass->copy = ariadne_connection_real_copy;
  klass->close = ariadne_connection_real_close;
}

static void
ariadne_connection_init (AriadneConnection *self)
{
  get_private (self)->census = _ariadne_census_new ();
}

void
_ariadne_connection_set_queues (AriadneConnection *self,
                                AriadneQueue      *in,
                                AriadneQueue      *out)
{
  AriadneConnectionPrivate *priv = get_private (self);

  g_set_object (&priv->in, in);
  g_set_object (&priv->out, out);
}

AriadneQueue *
_ariadne_connection_get_in (AriadneConnection *self)
{
  return get_private (self)->in;
}

AriadneQueue *
_ariadne_connection_get_out (AriadneConnection *self)
{
  return get_private (self)->out;
}

void
_ariadne_connection_set_census (AriadneConnection *self,
                                AriadneCensus     *census)
{
  AriadneConnectionPrivate *priv = get_private (self);

  _ariadne_census_ref (census);
  _ariadne_census_unref (priv->census);
  priv->census = census;
}

AriadneCensus *
_ariadne_connection_get_census (AriadneConnection *self)
{
  return get_private (self)->census;
}

void
_ariadne_connection_address (AriadneConnection *self,
                             AriadneMessage    *message)
{
  AriadneConnectionClass *klass = ARIADNE_CONNECTION_GET_CLASS (self);

  if (klass->address != NULL)
    klass->address (self, message);
}

gboolean
_ariadne_connection_send_chain (AriadneConnection  *self,
                                AriadneMessage     *messages,
                                GError            **error)
{
  return ARIADNE_CONNECTION_GET_CLASS (self)->send_chain (self, messages, error);
}

AriadneMessage *
_ariadne_connection_recv_all (AriadneConnection  *self,
                              gint64              timeout,
                              GError            **error)
{
  return ARIADNE_CONNECTION_GET_CLASS (self)->recv_chain (self, TRUE, timeout, error);
}

/**
 * ariadne_connection_new:
 * @in: where messages are received from
 * @out: where messages are sent to
 *
 * Makes a connection over two queues.
 *
 * Returns: (transfer full): a new connection
 */
AriadneConnection *
ariadne_connection_new (AriadneQueue *in,
                        AriadneQueue *out)
{
  AriadneConnection *self;

  g_return_val_if_fail (ARIADNE_IS_QUEUE (in), NULL);
  g_return_val_if_fail (ARIADNE_IS_QUEUE (out), NULL);

  self = g_object_new (ARIADNE_TYPE_CONNECTION, NULL);
  _ariadne_connection_set_queues (self, in, out);

  return self;
}

/**
 * ariadne_pipe:
 * @max_length: the number of requests that may wait to be received; 0 for any
 * @client: (out) (transfer full): the end that makes requests
 * @server: (out) (transfer full): the end that answers them
 *
 * Makes two connections of which each receives what the other sends.
 *
 * Only the way of the requests is bounded, so that a server never has to wait
 * for a client that waits for the server. Closing either end closes both.
 */
void
ariadne_pipe (guint               max_length,
              AriadneConnection **client,
              AriadneConnection **server)
{
  g_autoptr (AriadneQueue) requests = ariadne_thread_queue_new (max_length);
  g_autoptr (AriadneQueue) replies = ariadne_thread_queue_new (0);

  g_return_if_fail (client != NULL && server != NULL);

  *client = ariadne_connection_new (replies, requests);
  *server = ariadne_connection_new (requests, replies);
}

/**
 * ariadne_connection_send:
 * @self: a connection
 * @message: (transfer full): a message, which is released if it cannot be sent
 * @error: return location for an error
 *
 * Sends a message to the other end. Waits for room if that is bounded.
 *
 * Fails with %ARIADNE_ERROR_CLOSED if the other end has closed.
 *
 * Returns: whether the message is on its way
 */
gboolean
ariadne_connection_send (AriadneConnection  *self,
                         AriadneMessage     *message,
                         GError            **error)
{
  g_return_val_if_fail (ARIADNE_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  return _ariadne_connection_send_chain (self, message, error);
}

/**
 * ariadne_connection_recv:
 * @self: a connection
 * @timeout: how long to wait, in microseconds
 * @error: return location for an error
 *
 * Receives a message. Fails with %ARIADNE_ERROR_TIMED_OUT, or with
 * %ARIADNE_ERROR_CLOSED when all has been received that was sent before the
 * connection was closed.
 *
 * Returns: (transfer full): the message
 */
AriadneMessage *
ariadne_connection_recv (AriadneConnection  *self,
                         gint64              timeout,
                         GError            **error)
{
  g_return_val_if_fail (ARIADNE_IS_CONNECTION (self), NULL);

  return ARIADNE_CONNECTION_GET_CLASS (self)->recv_chain (self, FALSE, timeout, error);
}

/**
 * ariadne_connection_try_recv:
 * @self: a connection
 *
 * Receives a message, if there is one.
 *
 * Returns: (transfer full) (nullable): the message
 */
AriadneMessage *
ariadne_connection_try_recv (AriadneConnection *self)
{
  return ariadne_connection_recv (self, 0, NULL);
}

/**
 * ariadne_connection_poll:
 * @self: a connection
 * @timeout: how long to wait, in microseconds
 *
 * Waits until there is a message to receive.
 *
 * Returns: whether there is one
 */
gboolean
ariadne_connection_poll (AriadneConnection *self,
                         gint64             timeout)
{
  g_return_val_if_fail (ARIADNE_IS_CONNECTION (self), FALSE);

  return ariadne_queue_poll (get_private (self)->in, timeout);
}

/**
 * ariadne_connection_get_n_waiting:
 * @self: a connection
 *
 * Gets the number of messages that wait to be received.
 *
 * Returns: how many there were a moment ago
 */
guint
ariadne_connection_get_n_waiting (AriadneConnection *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONNECTION (self), 0);

  return ariadne_queue_get_length (get_private (self)->in);
}

/**
 * ariadne_connection_copy:
 * @self: a connection
 *
 * Makes a connection that receives from and sends to where @self does: what one
 * of them has received, the other does not get. Each keeps its own order of
 * requests and replies.
 *
 * Returns: (transfer full): a new connection
 */
AriadneConnection *
ariadne_connection_copy (AriadneConnection *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONNECTION (self), NULL);

  return ARIADNE_CONNECTION_GET_CLASS (self)->copy (self);
}

/**
 * ariadne_connection_close:
 * @self: a connection
 *
 * Closes this end. Closing twice does nothing.
 */
void
ariadne_connection_close (AriadneConnection *self)
{
  g_return_if_fail (ARIADNE_IS_CONNECTION (self));

  ARIADNE_CONNECTION_GET_CLASS (self)->close (self);
}

/**
 * ariadne_connection_is_closed:
 * @self: a connection
 *
 * Tells whether nothing can come any more, except what is waiting already.
 *
 * Returns: whether this end, or the other, is closed
 */
gboolean
ariadne_connection_is_closed (AriadneConnection *self)
{
  AriadneQueue *in;

  g_return_val_if_fail (ARIADNE_IS_CONNECTION (self), TRUE);

  in = get_private (self)->in;

  return ARIADNE_QUEUE_GET_IFACE (in)->is_closed (in);
}
