/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-keyed-connection.h"
#include "connection/ariadne-message-private.h"

/**
 * AriadneKeyedConnection:
 *
 * The connection of one of many clients: it stamps its key on what it sends, to
 * a queue that it shares with the others.
 *
 * It announces itself when it is made and takes leave when it is closed, so the
 * server knows at any time how many clients there are. A connection that is
 * released without having been closed is closed then. Copies are one client,
 * which is there until the last of them is closed.
 */
struct _AriadneKeyedConnection
{
  AriadneConnection parent_instance;

  guint             key;
  gint             *n_open; /* atomic; of the copies, which share it */
  gint              closed; /* atomic */
};

G_DEFINE_FINAL_TYPE (AriadneKeyedConnection, ariadne_keyed_connection, ARIADNE_TYPE_CONNECTION)

static void
ariadne_keyed_connection_address (AriadneConnection *connection,
                                  AriadneMessage    *message)
{
  message->client = ARIADNE_KEYED_CONNECTION (connection)->key;
}

static AriadneKeyedConnection *
make_connection (guint         key,
                 gint         *n_open,
                 AriadneQueue *in,
                 AriadneQueue *out)
{
  AriadneKeyedConnection *self = g_object_new (ARIADNE_TYPE_KEYED_CONNECTION, NULL);

  self->key = key;
  self->n_open = g_atomic_rc_box_acquire (n_open);
  g_atomic_int_inc (n_open);
  _ariadne_connection_set_queues (ARIADNE_CONNECTION (self), in, out);

  return self;
}

static AriadneConnection *
ariadne_keyed_connection_copy (AriadneConnection *connection)
{
  AriadneKeyedConnection *self = ARIADNE_KEYED_CONNECTION (connection);

  return ARIADNE_CONNECTION (make_connection (self->key, self->n_open,
                                              _ariadne_connection_get_in (connection),
                                              _ariadne_connection_get_out (connection)));
}

/* The queue of requests belongs to all clients and stays open. */
static void
ariadne_keyed_connection_close (AriadneConnection *connection)
{
  AriadneKeyedConnection *self = ARIADNE_KEYED_CONNECTION (connection);

  if (!g_atomic_int_compare_and_exchange (&self->closed, FALSE, TRUE)
      || !g_atomic_int_dec_and_test (self->n_open))
    return;

  ariadne_connection_send (connection, ariadne_message_new (ARIADNE_MESSAGE_CLOSE), NULL);
  ariadne_queue_close (_ariadne_connection_get_in (connection));
}

static void
ariadne_keyed_connection_dispose (GObject *object)
{
  ariadne_connection_close (ARIADNE_CONNECTION (object));

  G_OBJECT_CLASS (ariadne_keyed_connection_parent_class)->dispose (object);
}

static void
ariadne_keyed_connection_finalize (GObject *object)
{
  AriadneKeyedConnection *self = ARIADNE_KEYED_CONNECTION (object);

  g_clear_pointer (&self->n_open, g_atomic_rc_box_release);

  G_OBJECT_CLASS (ariadne_keyed_connection_parent_class)->finalize (object);
}

static void
ariadne_keyed_connection_class_init (AriadneKeyedConnectionClass *klass)
{
  AriadneConnectionClass *connection_class = ARIADNE_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ariadne_keyed_connection_dispose;
  G_OBJECT_CLASS (klass)->finalize = ariadne_keyed_connection_finalize;

  connection_class->address = ariadne_keyed_connection_address;
  connection_class->copy = ariadne_keyed_connection_copy;
  connection_class->close = ariadne_keyed_connection_close;
}

static void
ariadne_keyed_connection_init (AriadneKeyedConnection *self)
{
}

/**
 * ariadne_keyed_connection_new:
 * @key: the key of the client, at least 1
 * @in: where its replies arrive
 * @out: where all clients put their requests
 *
 * Makes the connection of a client, and announces it to the server.
 *
 * Returns: (transfer full): a new connection
 */
AriadneConnection *
ariadne_keyed_connection_new (guint         key,
                              AriadneQueue *in,
                              AriadneQueue *out)
{
  AriadneKeyedConnection *self;
  gint *n_open;

  g_return_val_if_fail (key != ARIADNE_CLIENT_NONE, NULL);
  g_return_val_if_fail (ARIADNE_IS_QUEUE (in), NULL);
  g_return_val_if_fail (ARIADNE_IS_QUEUE (out), NULL);

  n_open = g_atomic_rc_box_new0 (gint);
  self = make_connection (key, n_open, in, out);
  g_atomic_rc_box_release (n_open);
  ariadne_connection_send (ARIADNE_CONNECTION (self),
                           ariadne_message_new (ARIADNE_MESSAGE_REGISTER), NULL);

  return ARIADNE_CONNECTION (self);
}

/**
 * ariadne_keyed_connection_get_key:
 * @self: a connection
 *
 * Gets what the server knows the client by.
 *
 * Returns: the key, at least 1
 */
guint
ariadne_keyed_connection_get_key (AriadneKeyedConnection *self)
{
  g_return_val_if_fail (ARIADNE_IS_KEYED_CONNECTION (self), ARIADNE_CLIENT_NONE);

  return self->key;
}
