/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-forked-connection.h"
#include "connection/ariadne-keyed-connection.h"
#include "connection/ariadne-message-private.h"
#include "connection/ariadne-server-end.h"
#include "connection/ariadne-thread-queue.h"

/**
 * AriadneForkedConnection:
 *
 * The server's end of a connection with many clients: one queue of requests,
 * and a queue of replies for each client.
 *
 * A request that is answered in place (see [method@Message.answer]) goes back
 * to its client whenever it is sent. A reply made otherwise goes to the client
 * whose request has waited longest, so that a server which knows nothing of
 * clients just answers in the order of requests. A reply to a client that has
 * gone is dropped.
 *
 * The clients see the connection closed when all its copies are.
 */
struct _AriadneForkedConnection
{
  AriadneConnection  parent_instance;

  GPtrArray         *out; /* (element-type AriadneQueue), by key - 1; never changes */
  AriadneServerEnd   end;
};

G_DEFINE_FINAL_TYPE (AriadneForkedConnection, ariadne_forked_connection, ARIADNE_TYPE_CONNECTION)

/* Drops what no client of this connection can have sent. */
static AriadneMessage *
drop_strangers (AriadneForkedConnection *self,
                AriadneMessage          *messages)
{
  AriadneMessageChain chain = { NULL, NULL };
  AriadneMessage *next;

  for (; messages != NULL; messages = next)
    {
      next = messages->next;
      messages->next = NULL;
      messages->last = NULL;
      if (messages->client - 1 < self->out->len)
        _ariadne_message_chain_append (&chain, messages);
      else
        ariadne_message_free (messages);
    }

  return _ariadne_message_chain_steal (&chain);
}

static AriadneMessage *
ariadne_forked_connection_recv (AriadneConnection  *connection,
                                gboolean            all,
                                gint64              timeout,
                                GError            **error)
{
  AriadneForkedConnection *self = ARIADNE_FORKED_CONNECTION (connection);
  AriadneMessage *messages;

  do
    {
      messages = ARIADNE_CONNECTION_CLASS (ariadne_forked_connection_parent_class)
                   ->recv_chain (connection, all, timeout, error);
      if (messages == NULL)
        return NULL;

      messages = drop_strangers (self, messages);
    }
  while (messages == NULL);

  _ariadne_server_end_note (&self->end, messages);

  return messages;
}

static gboolean
ariadne_forked_connection_send (AriadneConnection  *connection,
                                AriadneMessage     *messages,
                                GError            **error)
{
  AriadneForkedConnection *self = ARIADNE_FORKED_CONNECTION (connection);
  gboolean settled = _ariadne_server_end_settle (&self->end, &messages, error);

  while (messages != NULL)
    {
      AriadneQueue *out = g_ptr_array_index (self->out, messages->client - 1);
      AriadneMessage *next = messages->next;

      messages->next = NULL;
      messages->last = NULL;
      ariadne_queue_put (out, messages, -1, NULL);
      messages = next;
    }

  return settled;
}

static AriadneForkedConnection *
make_connection (AriadneQueue           *in,
                 GPtrArray              *out,
                 const AriadneServerEnd *original)
{
  AriadneForkedConnection *self = g_object_new (ARIADNE_TYPE_FORKED_CONNECTION, NULL);

  self->out = g_ptr_array_ref (out);
  _ariadne_server_end_open (&self->end, original);
  _ariadne_connection_set_queues (ARIADNE_CONNECTION (self), in, NULL);

  return self;
}

static AriadneConnection *
ariadne_forked_connection_copy (AriadneConnection *connection)
{
  AriadneForkedConnection *self = ARIADNE_FORKED_CONNECTION (connection);
  AriadneForkedConnection *copy;

  copy = make_connection (_ariadne_connection_get_in (connection), self->out, &self->end);
  _ariadne_connection_set_census (ARIADNE_CONNECTION (copy),
                                  _ariadne_connection_get_census (connection));

  return ARIADNE_CONNECTION (copy);
}

static void
ariadne_forked_connection_close (AriadneConnection *connection)
{
  AriadneForkedConnection *self = ARIADNE_FORKED_CONNECTION (connection);

  if (!_ariadne_server_end_close (&self->end))
    return;

  ARIADNE_CONNECTION_CLASS (ariadne_forked_connection_parent_class)->close (connection);
  for (guint i = 0; i < self->out->len; i++)
    ariadne_queue_close (g_ptr_array_index (self->out, i));
}

static void
ariadne_forked_connection_dispose (GObject *object)
{
  ariadne_connection_close (ARIADNE_CONNECTION (object));

  G_OBJECT_CLASS (ariadne_forked_connection_parent_class)->dispose (object);
}

static void
ariadne_forked_connection_finalize (GObject *object)
{
  AriadneForkedConnection *self = ARIADNE_FORKED_CONNECTION (object);

  g_clear_pointer (&self->out, g_ptr_array_unref);
  _ariadne_server_end_clear (&self->end);

  G_OBJECT_CLASS (ariadne_forked_connection_parent_class)->finalize (object);
}

static void
ariadne_forked_connection_class_init (AriadneForkedConnectionClass *klass)
{
  AriadneConnectionClass *connection_class = ARIADNE_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ariadne_forked_connection_dispose;
  G_OBJECT_CLASS (klass)->finalize = ariadne_forked_connection_finalize;

  connection_class->send_chain = ariadne_forked_connection_send;
  connection_class->recv_chain = ariadne_forked_connection_recv;
  connection_class->copy = ariadne_forked_connection_copy;
  connection_class->close = ariadne_forked_connection_close;
}

static void
ariadne_forked_connection_init (AriadneForkedConnection *self)
{
  _ariadne_server_end_init (&self->end);
}

/**
 * ariadne_forked_connection_new:
 * @in: where the requests of all clients arrive
 * @out: (element-type AriadneQueue): where the replies to each client go; the
 *   first is that of the client with key 1. Must not be changed any more
 *
 * Makes the server's end of a connection with many clients.
 *
 * Returns: (transfer full): a new connection
 */
AriadneConnection *
ariadne_forked_connection_new (AriadneQueue *in,
                               GPtrArray    *out)
{
  g_return_val_if_fail (ARIADNE_IS_QUEUE (in), NULL);
  g_return_val_if_fail (out != NULL, NULL);

  return ARIADNE_CONNECTION (make_connection (in, out, NULL));
}

/**
 * ariadne_forked_pipe:
 * @n_clients: the number of clients
 * @max_length: the number of requests that may wait to be received; 0 for any
 * @server: (out) (transfer full): the end that answers
 *
 * Makes connections for many clients and one for the server of all of them.
 *
 * Only the way of the requests is bounded, so that the server never has to
 * wait for a client that waits for the server.
 *
 * Returns: (transfer container) (element-type AriadneConnection): the clients' ends
 */
GPtrArray *
ariadne_forked_pipe (guint               n_clients,
                     guint               max_length,
                     AriadneConnection **server)
{
  g_autoptr (AriadneQueue) requests = ariadne_thread_queue_new (max_length);
  g_autoptr (GPtrArray) replies = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *clients = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (server != NULL, NULL);

  for (guint i = 0; i < n_clients; i++)
    {
      AriadneQueue *queue = ariadne_thread_queue_new (0);

      g_ptr_array_add (replies, queue);
      g_ptr_array_add (clients, ariadne_keyed_connection_new (i + 1, queue, requests));
    }

  *server = ariadne_forked_connection_new (requests, replies);

  return clients;
}
