/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-hub-connection.h"
#include "connection/ariadne-hub-private.h"
#include "connection/ariadne-message-private.h"
#include "connection/ariadne-turns.h"
#include "core/ariadne-error.h"

/* The server's end of the channels of a hub. Like a forked connection it finds
 * the client of an answer by the request, if that was answered in place, or else
 * by the order of requests, of which each copy has its own.
 */
struct _AriadneHubConnection
{
  AriadneConnection  parent_instance;

  AriadneHub        *hub;
  gint              *n_open; /* atomic; of the copies, which share it */
  gint               closed; /* atomic */

  GMutex             lock;
  AriadneTurns       turns;  /* guarded by `lock` */
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
               ->recv (connection, all, timeout, error);
  if (messages == NULL)
    return NULL;

  g_mutex_lock (&self->lock);
  _ariadne_turns_note (&self->turns, messages);
  g_mutex_unlock (&self->lock);

  return messages;
}

/* Finds the clients of the answers, and takes those away that have none. */
static AriadneMessage *
settle (AriadneHubConnection *self,
        AriadneMessage       *messages)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AriadneMessage *last = NULL;
  AriadneMessage *rest;

  for (rest = messages; rest != NULL && _ariadne_turns_settle (&self->turns, rest);
       rest = rest->next)
    last = rest;
  if (last != NULL)
    last->next = NULL;

  return rest;
}

static gboolean
ariadne_hub_connection_send (AriadneConnection  *connection,
                             AriadneMessage     *messages,
                             GError            **error)
{
  AriadneHubConnection *self = ARIADNE_HUB_CONNECTION (connection);
  AriadneMessage *unsettled = settle (self, messages);

  if (unsettled != messages)
    _ariadne_hub_send (self->hub, messages);
  if (unsettled == NULL)
    return TRUE;

  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                       "There are more replies than requests");
  _ariadne_message_free_chain (unsettled);

  return FALSE;
}

static AriadneHubConnection *
make_connection (AriadneHub *hub,
                 gint       *n_open)
{
  AriadneHubConnection *self = g_object_new (ARIADNE_TYPE_HUB_CONNECTION, NULL);

  self->hub = g_object_ref (hub);
  self->n_open = g_atomic_rc_box_acquire (n_open);
  g_atomic_int_inc (n_open);
  _ariadne_connection_set_queues (ARIADNE_CONNECTION (self), ARIADNE_QUEUE (hub), NULL);

  return self;
}

static AriadneConnection *
ariadne_hub_connection_copy (AriadneConnection *connection)
{
  AriadneHubConnection *self = ARIADNE_HUB_CONNECTION (connection);
  AriadneHubConnection *copy = make_connection (self->hub, self->n_open);

  _ariadne_connection_set_census (ARIADNE_CONNECTION (copy),
                                  _ariadne_connection_get_census (connection));

  return ARIADNE_CONNECTION (copy);
}

static void
ariadne_hub_connection_close (AriadneConnection *connection)
{
  AriadneHubConnection *self = ARIADNE_HUB_CONNECTION (connection);

  if (!g_atomic_int_compare_and_exchange (&self->closed, FALSE, TRUE)
      || !g_atomic_int_dec_and_test (self->n_open))
    return;

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
  g_clear_pointer (&self->n_open, g_atomic_rc_box_release);
  _ariadne_turns_clear (&self->turns);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_hub_connection_parent_class)->finalize (object);
}

static void
ariadne_hub_connection_class_init (AriadneHubConnectionClass *klass)
{
  AriadneConnectionClass *connection_class = ARIADNE_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ariadne_hub_connection_dispose;
  G_OBJECT_CLASS (klass)->finalize = ariadne_hub_connection_finalize;

  connection_class->send = ariadne_hub_connection_send;
  connection_class->recv = ariadne_hub_connection_recv;
  connection_class->copy = ariadne_hub_connection_copy;
  connection_class->close = ariadne_hub_connection_close;
}

static void
ariadne_hub_connection_init (AriadneHubConnection *self)
{
  g_mutex_init (&self->lock);
  _ariadne_turns_init (&self->turns);
}

AriadneConnection *
_ariadne_hub_connection_new (AriadneHub *hub)
{
  AriadneHubConnection *self;
  gint *n_open = g_atomic_rc_box_new0 (gint);

  self = make_connection (hub, n_open);
  g_atomic_rc_box_release (n_open);

  return ARIADNE_CONNECTION (self);
}
