/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-census.h"
#include "connection/ariadne-message-private.h"

typedef enum {
  WAITS_FOR_NOTHING,
  WAITS_FOR_ONE,     /* for the answer to the request `uid` */
  WAITS_FOR_ANY,
} WaitsFor;

typedef struct
{
  gboolean live;
  WaitsFor waits_for;
  guint64  uid;
  guint64  n_answers; /* that were sent to it so far */
} Client;

typedef struct
{
  AriadneCensusFunc func;
  gpointer          server;
} Server;

/* Invariant: n_live and n_waiting count the clients that are live, and those
 * that are live and wait for something. A client that is not live waits for
 * nothing.
 */
struct _AriadneCensus
{
  gint     ref_count; /* atomic */
  GMutex   lock;

  /* Guarded by `lock`. */
  GArray  *clients;   /* of Client, by key */
  guint    n_live;
  guint    n_waiting;
  GArray  *servers;   /* of Server */
  gboolean is_shut;   /* what clients submit does not reach the servers */
};

AriadneCensus *
_ariadne_census_new (void)
{
  AriadneCensus *self = g_new0 (AriadneCensus, 1);

  self->ref_count = 1;
  g_mutex_init (&self->lock);
  self->clients = g_array_new (FALSE, TRUE, sizeof (Client));
  self->servers = g_array_new (FALSE, FALSE, sizeof (Server));

  return self;
}

AriadneCensus *
_ariadne_census_ref (AriadneCensus *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
_ariadne_census_unref (AriadneCensus *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->clients);
  g_array_unref (self->servers);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
_ariadne_census_add_server (AriadneCensus     *self,
                            AriadneCensusFunc  func,
                            gpointer           server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const Server new = { func, server };

  g_array_append_val (self->servers, new);
}

void
_ariadne_census_remove_server (AriadneCensus *self,
                               gpointer       server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = self->servers->len; i-- > 0;)
    if (g_array_index (self->servers, Server, i).server == server)
      g_array_remove_index (self->servers, i);
}

guint
_ariadne_census_count_servers (AriadneCensus *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->servers->len;
}

static Client *
get_client (AriadneCensus *self,
            guint          key)
{
  if (key >= self->clients->len)
    g_array_set_size (self->clients, key + 1);

  return &g_array_index (self->clients, Client, key);
}

static void
set_waits_for (AriadneCensus *self,
               Client        *client,
               WaitsFor       waits_for,
               guint64        uid)
{
  if (!client->live)
    return;

  self->n_waiting -= client->waits_for != WAITS_FOR_NOTHING;
  client->waits_for = waits_for;
  client->uid = uid;
  self->n_waiting += client->waits_for != WAITS_FOR_NOTHING;
}

static void
set_live (AriadneCensus *self,
          Client        *client,
          gboolean       live)
{
  set_waits_for (self, client, WAITS_FOR_NOTHING, 0);
  self->n_live -= client->live;
  client->live = live;
  self->n_live += client->live;
}

static void
observe_wait (AriadneCensus        *self,
              Client               *client,
              const AriadneMessage *message)
{
  /* An answer that the client had not seen when it said that it waits is what
   * it waits for.
   */
  if (client->n_answers == message->uid)
    set_waits_for (self, client, WAITS_FOR_ANY, 0);
}

static void
observe_cancel (AriadneCensus        *self,
                Client               *client,
                const AriadneMessage *message)
{
  if (client->waits_for == WAITS_FOR_ANY || client->uid == message->uid)
    set_waits_for (self, client, WAITS_FOR_NOTHING, 0);
}

static void
observe (AriadneCensus        *self,
         const AriadneMessage *message)
{
  Client *client = get_client (self, message->client);

  switch (message->type)
    {
    case ARIADNE_MESSAGE_REGISTER:
      /* The key may have been that of a client that has gone. */
      set_live (self, client, TRUE);
      client->n_answers = 0;
      break;

    case ARIADNE_MESSAGE_REQUEST:
      if (message->flags & ARIADNE_MESSAGE_FLAGS_WAITS)
        set_waits_for (self, client, WAITS_FOR_ONE, message->uid);
      else
        set_waits_for (self, client, WAITS_FOR_NOTHING, 0);
      break;

    case ARIADNE_MESSAGE_WAIT:
      observe_wait (self, client, message);
      break;

    case ARIADNE_MESSAGE_CANCEL:
      observe_cancel (self, client, message);
      break;

    case ARIADNE_MESSAGE_CLOSE:
      set_live (self, client, FALSE);
      break;

    case ARIADNE_MESSAGE_REPLY:
    case ARIADNE_MESSAGE_ERROR:
    default:
      break;
    }
}

static gboolean
can_anyone_submit (AriadneCensus *self)
{
  return !self->is_shut && self->n_waiting < self->n_live;
}

/* All servers but one, which knows. */
static void
tell_servers (AriadneCensus *self,
              gpointer       server)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      const Server *other = &g_array_index (self->servers, Server, i);

      if (other->server != server)
        other->func (other->server);
    }
}

void
_ariadne_census_observe (AriadneCensus        *self,
                         gpointer              server,
                         const AriadneMessage *messages)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean anyone_could = can_anyone_submit (self);

  for (; messages != NULL; messages = messages->next)
    observe (self, messages);
  if (anyone_could && !can_anyone_submit (self))
    tell_servers (self, server);
}

void
_ariadne_census_set_shut (AriadneCensus *self,
                          gboolean       is_shut)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean anyone_could = can_anyone_submit (self);

  self->is_shut = is_shut;
  if (anyone_could && !can_anyone_submit (self))
    tell_servers (self, NULL);
}

static void
note_answer (AriadneCensus        *self,
             const AriadneMessage *answer)
{
  Client *client = get_client (self, answer->client);

  client->n_answers++;
  if (client->waits_for == WAITS_FOR_ANY
      || (client->waits_for == WAITS_FOR_ONE && client->uid == answer->uid))
    set_waits_for (self, client, WAITS_FOR_NOTHING, 0);
}

void
_ariadne_census_answered (AriadneCensus        *self,
                          const AriadneMessage *messages)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (; messages != NULL; messages = messages->next)
    note_answer (self, messages);
}

void
_ariadne_census_count (AriadneCensus *self,
                       guint         *n_live,
                       guint         *n_waiting)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *n_live = self->n_live;
  *n_waiting = self->is_shut ? self->n_live : self->n_waiting;
}
