/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-hub-connection.h"
#include "connection/ariadne-hub-private.h"
#include "connection/ariadne-server-end.h"

/* The server's end of the channels of a hub. */
struct _AriadneHubConnection
{
  AriadneConnection  parent_instance;

  AriadneHub        *hub;
  AriadneServerEnd   end;
};

G_DEFINE_FINAL_TYPE (AriadneHubConnection, ariadne_hub_connection, ARIADNE_TYPE_CONNECTION)

static AriadneMessage *
ariadne_hub_connection_recv (AriadneConnection  *connection,
                             gboolean            all,
                             gint64              timeout,
                             GError            **error)
{
  AriadneHubConnection *self = ARIADNE_HUB_CONNECTION (connection);
  AriadneMessage *messages;

  messages = ARIADNE_CONNECTION_CLASS (ariadne_hub_connection_parent_class)
               ->recv_chain (connection, all, timeout, error);
  _ariadne_server_end_note (&self->end, messages);

  return messages;
}

static gboolean
ariadne_hub_connection_send (AriadneConnection  *connection,
                             AriadneMessage     *messages,
                             GError            **error)
{
  AriadneHubConnection *self = ARIADNE_HUB_CONNECTION (connection);
  gboolean settled = _ariadne_server_end_settle (&self->end, &messages, error);

  if (messages != NULL)
    _ariadne_hub_send (self->hub, messages);

  return settled;
}

static AriadneHubConnection *
make_connection (AriadneHub             *hub,
                 const AriadneServerEnd *original)
{
  AriadneHubConnection *self = g_object_new (ARIADNE_TYPE_HUB_CONNECTION, NULL);

  self->hub = g_object_ref (hub);
  _ariadne_server_end_open (&self->end, original);
  _ariadne_connection_set_queues (ARIADNE_CONNECTION (self), ARIADNE_QUEUE (hub), NULL);

  return self;
}

static AriadneConnection *
ariadne_hub_connection_copy (AriadneConnection *connection)
{
  AriadneHubConnection *self = ARIADNE_HUB_CONNECTION (connection);
  AriadneHubConnection *copy = make_connection (self->hub, &self->end);

  _ariadne_connection_set_census (ARIADNE_CONNECTION (copy),
                                  _ariadne_connection_get_census (connection));

  return ARIADNE_CONNECTION (copy);
}

static void
ariadne_hub_connection_close (AriadneConnection *connection)
{
  AriadneHubConnection *self = ARIADNE_HUB_CONNECTION (connection);

  if (_ariadne_server_end_close (&self->end))
    ariadne_queue_close (ARIADNE_QUEUE (self->hub));
}

static void
ariadne_hub_connection_dispose (GObject *object)
{
  ariadne_connection_close (ARIADNE_CONNECTION (object));

  G_OBJECT_CLASS (ariadne_hub_connection_parent_class)->dispose (object);
}

static void
ariadne_hub_connection_finalize (GObject *object)
{
  AriadneHubConnection *self = ARIADNE_HUB_CONNECTION (object);

  g_clear_object (&self->hub);
  _ariadne_server_end_clear (&self->end);

  G_OBJECT_CLASS (ariadne_hub_connection_parent_class)->finalize (object);
}

static void
ariadne_hub_connection_class_init (AriadneHubConnectionClass *klass)
{
  AriadneConnectionClass *connection_class = ARIADNE_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ariadne_hub_connection_dispose;
  G_OBJECT_CLASS (klass)->finalize = ariadne_hub_connection_finalize;

  connection_class->send_chain = ariadne_hub_connection_send;
  connection_class->recv_chain = ariadne_hub_connection_recv;
  connection_class->copy = ariadne_hub_connection_copy;
  connection_class->close = ariadne_hub_connection_close;
}

static void
ariadne_hub_connection_init (AriadneHubConnection *self)
{
  _ariadne_server_end_init (&self->end);
}

AriadneConnection *
_ariadne_hub_connection_new (AriadneHub *hub)
{
  AriadneConnection *connection = ARIADNE_CONNECTION (make_connection (hub, NULL));

  _ariadne_hub_set_census (hub, _ariadne_connection_get_census (connection));

  return connection;
}
