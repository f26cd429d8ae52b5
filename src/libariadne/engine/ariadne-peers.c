/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-peers.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-station.h"

/* A server that has died is off the list soon, so a failure is no news at first: it
 * is tried again after a while, if it is still listed. What happens to a peer:
 *
 *     IDLE --a thread connects--> CONNECTING --success--> OPEN
 *      ^                              |                     |
 *      |                              | failure             | no channel is left
 *      '------- after a while --------+---------------------'
 *
 * until it has failed or was lost too often. Peers that are off the list are
 * forgotten; a channel that comes too late for that is closed.
 */
typedef enum {
  IDLE,
  CONNECTING,
  OPEN,
} State;

#define RETRY_DELAY_MS 1000
#define MAX_FAILURES   4

typedef struct
{
  char    *address;
  State    state;
  gboolean listed;
  guint    n_failures;
} Peer;

struct _AriadnePeers
{
  GMainContext           *context;
  AriadneDispatcher      *dispatcher;
  AriadneToken            token;
  const char             *tunnel;     /* of the environment; NULL: servers can be reached */
  AriadnePeersFailedFunc  func;       /* NULL once it was called */
  gpointer                user_data;
  GPtrArray              *peers;      /* of Peer */
  GSource                *retry;      /* NULL if nothing is to be tried again */
  GPtrArray              *attempts;   /* of Attempt; those whose threads run */
  GSource                *lost;       /* ready when a channel was lost */
};

/* A thread that connects; it touches only what is said to be its own. */
typedef struct
{
  AriadnePeers   *peers;
  GThread        *thread;
  GSource        *ended;   /* made ready by the thread */

  /* The thread's, until it has been joined: */
  char           *address;
  const char     *tunnel;
  AriadneToken    token;
  AriadneChannel *channel; /* NULL on failure */
  GError         *error;
} Attempt;

static void
peer_free (gpointer data)
{
  Peer *self = data;

  g_free (self->address);
  g_free (self);
}

static void
attempt_free (gpointer data)
{
  Attempt *self = data;

  if (self->thread != NULL)
    g_thread_join (self->thread);
  g_source_destroy (self->ended);
  g_source_unref (self->ended);
  g_clear_pointer (&self->channel, _ariadne_channel_free);
  g_clear_error (&self->error);
  g_free (self->address);
  g_free (self);
}

/* A source that does nothing until another thread makes it ready. */
static gboolean
bell_dispatch (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  g_source_set_ready_time (source, -1);

  return callback (user_data);
}

static GSource *
add_bell (AriadnePeers *self,
          GSourceFunc   callback,
          gpointer      user_data)
{
  static GSourceFuncs funcs = { NULL, NULL, bell_dispatch, NULL, NULL, NULL };
  GSource *source = g_source_new (&funcs, sizeof (GSource));

  g_source_set_callback (source, callback, user_data, NULL);
  g_source_attach (source, self->context);

  return source;
}

static Peer *
find_peer (AriadnePeers *self,
           const char   *address)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      Peer *peer = g_ptr_array_index (self->peers, i);

      if (g_str_equal (peer->address, address))
        return peer;
    }

  return NULL;
}

static void
stop_retrying (AriadnePeers *self)
{
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
}

static void connect_all (AriadnePeers *self);

static gboolean
retry_cb (gpointer user_data)
{
  AriadnePeers *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  connect_all (self);

  return G_SOURCE_REMOVE;
}

static void
retry_later (AriadnePeers *self)
{
  if (self->retry != NULL)
    return;

  self->retry = g_timeout_source_new (RETRY_DELAY_MS);
  g_source_set_callback (self->retry, retry_cb, self, NULL);
  g_source_attach (self->retry, self->context);
}

/* A peer has failed, or was lost. */
static void
blame (AriadnePeers *self,
       Peer         *peer,
       const GError *error)
{
  AriadnePeersFailedFunc func = self->func;

  peer->state = IDLE;
  if (!peer->listed)
    return;

  if (++peer->n_failures < MAX_FAILURES)
    {
      retry_later (self);
      return;
    }

  self->func = NULL;
  if (func != NULL)
    func (error, self->user_data);
}

static void
forget_unlisted (AriadnePeers *self)
{
  for (guint i = self->peers->len; i-- > 0;)
    {
      Peer *peer = g_ptr_array_index (self->peers, i);

      if (!peer->listed && peer->state != CONNECTING)
        g_ptr_array_remove_index (self->peers, i);
    }
}

static gboolean
ended_cb (gpointer user_data)
{
  Attempt *attempt = user_data;
  AriadnePeers *self = attempt->peers;
  Peer *peer = find_peer (self, attempt->address);

  g_thread_join (g_steal_pointer (&attempt->thread));
  if (attempt->channel == NULL)
    blame (self, peer, attempt->error);
  else if (peer->listed)
    {
      peer->state = OPEN;
      _ariadne_dispatcher_add (self->dispatcher, g_steal_pointer (&attempt->channel));
    }
  else
    peer->state = IDLE;

  forget_unlisted (self);
  g_ptr_array_remove_fast (self->attempts, attempt);

  return G_SOURCE_REMOVE;
}

static gpointer
connect_thread (gpointer data)
{
  Attempt *self = data;

  if (self->tunnel == NULL)
    self->channel = _ariadne_channel_connect (self->address, &self->token,
                                              ARIADNE_CHANNEL_TIMEOUT, &self->error);
  else
    self->channel = _ariadne_channel_connect_through (self->tunnel, self->address, &self->token,
                                                      ARIADNE_CHANNEL_TIMEOUT, &self->error);
  g_source_set_ready_time (self->ended, 0);

  return NULL;
}

static void
connect_all (AriadnePeers *self)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      Peer *peer = g_ptr_array_index (self->peers, i);
      Attempt *attempt;

      if (peer->state != IDLE || !peer->listed)
        continue;

      peer->state = CONNECTING;
      attempt = g_new0 (Attempt, 1);
      attempt->peers = self;
      attempt->address = g_strdup (peer->address);
      attempt->tunnel = self->tunnel;
      attempt->token = self->token;
      attempt->ended = add_bell (self, ended_cb, attempt);
      g_ptr_array_add (self->attempts, attempt);
      attempt->thread = g_thread_new ("connect", connect_thread, attempt);
    }
}

/* While a channel is left the others can wait; what they lost has gone there. */
static gboolean
lost_cb (gpointer user_data)
{
  AriadnePeers *self = user_data;
  g_autoptr (GError) error = NULL;

  if (_ariadne_dispatcher_get_n_channels (self->dispatcher) > 0)
    return G_SOURCE_CONTINUE;

  error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
                       "all servers have closed their channels again and again");
  for (guint i = 0; i < self->peers->len; i++)
    {
      Peer *peer = g_ptr_array_index (self->peers, i);

      if (peer->state == OPEN)
        blame (self, peer, error);
    }

  return G_SOURCE_CONTINUE;
}

/* In the thread of the dispatcher. */
static void
channel_lost_cb (AriadneDispatcher *dispatcher,
                 const GError      *error,
                 gpointer           user_data)
{
  g_source_set_ready_time (user_data, 0);
}

AriadnePeers *
_ariadne_peers_new (AriadneDispatcher      *dispatcher,
                    const AriadneToken     *token,
                    AriadnePeersFailedFunc  func,
                    gpointer                user_data)
{
  AriadnePeers *self = g_new0 (AriadnePeers, 1);

  self->context = g_main_context_ref_thread_default ();
  self->dispatcher = g_object_ref (dispatcher);
  self->token = *token;
  self->tunnel = g_getenv (ARIADNE_TUNNEL_VARIABLE);
  self->func = func;
  self->user_data = user_data;
  self->peers = g_ptr_array_new_with_free_func (peer_free);
  self->attempts = g_ptr_array_new_with_free_func (attempt_free);
  self->lost = add_bell (self, lost_cb, self);
  _ariadne_dispatcher_set_lost_func (dispatcher, channel_lost_cb, self->lost);

  return self;
}

void
_ariadne_peers_set (AriadnePeers *self,
                    GVariant     *list)
{
  const char *address;
  GVariantIter iter;
  guint number;

  for (guint i = 0; i < self->peers->len; i++)
    ((Peer *) g_ptr_array_index (self->peers, i))->listed = FALSE;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(u&s)", &number, &address))
    {
      Peer *peer = find_peer (self, address);

      if (peer == NULL)
        {
          peer = g_new0 (Peer, 1);
          peer->address = g_strdup (address);
          g_ptr_array_add (self->peers, peer);
        }
      peer->listed = TRUE;
    }

  forget_unlisted (self);
  connect_all (self);
}

/* The thread of the dispatcher must have ended. */
void
_ariadne_peers_free (AriadnePeers *self)
{
  stop_retrying (self);
  g_ptr_array_unref (self->attempts);
  _ariadne_dispatcher_set_lost_func (self->dispatcher, NULL, NULL);
  g_source_destroy (self->lost);
  g_source_unref (self->lost);
  g_ptr_array_unref (self->peers);
  g_object_unref (self->dispatcher);
  g_main_context_unref (self->context);
  g_free (self);
}
