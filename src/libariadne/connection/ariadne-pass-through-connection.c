/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-message-private.h"
#include "connection/ariadne-pass-through-connection.h"
#include "connection/ariadne-turns.h"
#include "core/ariadne-error.h"

/**
 * AriadnePassThroughConnection:
 *
 * Carries the metadata of requests past a server that does not care for it.
 *
 * It notes the metadata of every request that is received, and puts it back on
 * the replies: a server may send bare replies in the order in which it got the
 * requests, and the clients still see which request each belongs to. Copies
 * share the connection below, but each has its own order: with one for each of
 * several servers, a client may get its replies in another order than that of
 * its requests, and can tell them apart.
 */
struct _AriadnePassThroughConnection
{
  AriadneConnection  parent_instance;

  AriadneConnection *inner;

  GMutex             lock;
  AriadneTurns       turns; /* guarded by `lock` */
};

G_DEFINE_FINAL_TYPE (AriadnePassThroughConnection, ariadne_pass_through_connection,
                     ARIADNE_TYPE_CONNECTION)

static AriadneMessage *
ariadne_pass_through_connection_recv (AriadneConnection  *connection,
                                      gboolean            all,
                                      gint64              timeout,
                                      GError            **error)
{
  AriadnePassThroughConnection *self = ARIADNE_PASS_THROUGH_CONNECTION (connection);
  AriadneMessage *messages;

  messages = ARIADNE_CONNECTION_GET_CLASS (self->inner)
               ->recv_chain (self->inner, all, timeout, error);

  g_mutex_lock (&self->lock);
  _ariadne_turns_note (&self->turns, messages);
  g_mutex_unlock (&self->lock);

  return messages;
}

static gboolean
ariadne_pass_through_connection_send (AriadneConnection  *connection,
                                      AriadneMessage     *messages,
                                      GError            **error)
{
  AriadnePassThroughConnection *self = ARIADNE_PASS_THROUGH_CONNECTION (connection);
  gboolean settled = TRUE;

  g_mutex_lock (&self->lock);
  for (AriadneMessage *message = messages; message != NULL && settled; message = message->next)
    settled = _ariadne_turns_settle (&self->turns, message);
  g_mutex_unlock (&self->lock);

  if (!settled)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                           "There are more replies than requests");
      _ariadne_message_free_chain (messages);
      return FALSE;
    }

  return _ariadne_connection_send_chain (self->inner, messages, error);
}

static AriadneConnection *
ariadne_pass_through_connection_copy (AriadneConnection *connection)
{
  AriadnePassThroughConnection *self = ARIADNE_PASS_THROUGH_CONNECTION (connection);
  g_autoptr (AriadneConnection) inner = ariadne_connection_copy (self->inner);

  return ariadne_pass_through_connection_new (inner);
}

static void
ariadne_pass_through_connection_close (AriadneConnection *connection)
{
  AriadnePassThroughConnection *self = ARIADNE_PASS_THROUGH_CONNECTION (connection);

  ariadne_connection_close (self->inner);
}

static void
ariadne_pass_through_connection_finalize (GObject *object)
{
  AriadnePassThroughConnection *self = ARIADNE_PASS_THROUGH_CONNECTION (object);

  g_clear_object (&self->inner);
  _ariadne_turns_clear (&self->turns);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_pass_through_connection_parent_class)->finalize (object);
}

static void
ariadne_pass_through_connection_class_init (AriadnePassThroughConnectionClass *klass)
{
  AriadneConnectionClass *connection_class = ARIADNE_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ariadne_pass_through_connection_finalize;

  connection_class->send_chain = ariadne_pass_through_connection_send;
  connection_class->recv_chain = ariadne_pass_through_connection_recv;
  connection_class->copy = ariadne_pass_through_connection_copy;
  connection_class->close = ariadne_pass_through_connection_close;
}

static void
ariadne_pass_through_connection_init (AriadnePassThroughConnection *self)
{
  g_mutex_init (&self->lock);
  _ariadne_turns_init (&self->turns);
}

/**
 * ariadne_pass_through_connection_new:
 * @inner: the connection that really receives and sends
 *
 * Makes a connection that carries metadata past a server.
 *
 * Returns: (transfer full): a new connection
 */
AriadneConnection *
ariadne_pass_through_connection_new (AriadneConnection *inner)
{
  AriadnePassThroughConnection *self;

  g_return_val_if_fail (ARIADNE_IS_CONNECTION (inner), NULL);

  self = g_object_new (ARIADNE_TYPE_PASS_THROUGH_CONNECTION, NULL);
  self->inner = g_object_ref (inner);
  _ariadne_connection_set_queues (ARIADNE_CONNECTION (self),
                                  _ariadne_connection_get_in (inner), NULL);
  _ariadne_connection_set_census (ARIADNE_CONNECTION (self),
                                  _ariadne_connection_get_census (inner));

  return ARIADNE_CONNECTION (self);
}
