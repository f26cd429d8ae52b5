/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-client-context.h"
#include "connection/ariadne-message-private.h"

/* When so much time has passed since the context woke up, or since the last
 * hand-over, a message is handed over at once, in microseconds; otherwise it
 * waits for those that follow. A hand-over may wake a server, which costs about
 * as much: so that takes no more than half of the time, and nothing is late by
 * more than it takes a server to wake up.
 */
#define HAND_OVER_INTERVAL 50

/* The messages for one queue. */
typedef struct
{
  AriadneQueue        *queue; /* owned */
  AriadneMessageChain  chain;
} Outbox;

/* Invariant: whoever adds the first client to `ready` sets `signalled`, and then
 * wakes the main context; while it is set, others need not wake anybody. The
 * source is ready while it is set. The dispatch clears it before it looks at
 * `ready`. So a client in `ready` is served, and a batch of answers wakes the
 * context once.
 *
 * The context is woken without any lock (which setting the ready time of the
 * source would take, inside GLib), or else the thread that is woken would have
 * to wait for it at once. When it comes late the context is woken in vain.
 */
struct _AriadneClientContext
{
  GSource       source;

  GMainContext *context;
  guint         n_members;  /* guarded by `contexts_lock` */

  GMutex        lock;

  /* Guarded by `lock`. */
  GQueue        ready;      /* of AriadneClient */
  gboolean      signalled;
  GArray       *outboxes;   /* of Outbox; most often one */
  gint64        flushed_at;
};

static GMutex contexts_lock;
static GHashTable *contexts; /* (GMainContext, AriadneClientContext); guarded by the lock */

/* The contexts that this thread has still to wake. One may be there twice: it may
 * have been awake anyhow, and served what it was to be woken for.
 */
#define MAX_HELD 64

static _Thread_local gboolean holds;
static _Thread_local guint n_held;
static _Thread_local GMainContext *held[MAX_HELD];

void
_ariadne_client_context_hold_wakeups (void)
{
  holds = TRUE;
}

/* Takes the reference. */
static void
wake_context (GMainContext *context)
{
  g_main_context_wakeup (context);
  g_main_context_unref (context);
}

void
_ariadne_client_context_release_wakeups_in (GMainContext *awake)
{
  holds = FALSE;
  while (n_held > 0)
    {
      GMainContext *context = held[--n_held];

      if (context == awake)
        g_main_context_unref (context);
      else
        wake_context (context);
    }
}

void
_ariadne_client_context_release_wakeups (void)
{
  _ariadne_client_context_release_wakeups_in (NULL);
}

/* Takes one of the outboxes that have something. With the lock. */
static gboolean
steal_outbox (AriadneClientContext *self,
              AriadneQueue        **queue,
              AriadneMessage      **messages)
{
  for (guint i = 0; i < self->outboxes->len; i++)
    {
      Outbox *outbox = &g_array_index (self->outboxes, Outbox, i);

      *messages = _ariadne_message_chain_steal (&outbox->chain);
      if (*messages != NULL)
        {
          *queue = g_object_ref (outbox->queue);
          return TRUE;
        }
    }

  return FALSE;
}

/* When a message cannot be put its queue is closed; that ends the calls of the
 * functions concerned by another way.
 */
void
_ariadne_client_context_flush (AriadneClientContext *self)
{
  AriadneQueue *queue;
  AriadneMessage *messages;

  g_mutex_lock (&self->lock);
  while (steal_outbox (self, &queue, &messages))
    {
      g_mutex_unlock (&self->lock);
      ARIADNE_QUEUE_GET_IFACE (queue)->put_chain (queue, messages, -1, NULL);
      g_object_unref (queue);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
is_signalled (AriadneClientContext *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->signalled;
}

/* Runs before the context looks for something to do, and maybe sleeps. */
static gboolean
client_context_prepare (GSource *source,
                        gint    *timeout)
{
  AriadneClientContext *self = (AriadneClientContext *) source;

  *timeout = -1;
  _ariadne_client_context_flush (self);

  return is_signalled (self);
}

/* Runs when the context has woken up. */
static gboolean
client_context_check (GSource *source)
{
  AriadneClientContext *self = (AriadneClientContext *) source;

  g_mutex_lock (&self->lock);
  self->flushed_at = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);

  return is_signalled (self);
}

static AriadneClient *
pop_ready (AriadneClientContext *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GList *link = g_queue_pop_head_link (&self->ready);
  AriadneClient *client;

  if (link == NULL)
    return NULL;

  client = link->data;
  client->is_ready = FALSE;

  return client;
}

static gboolean
client_context_dispatch (GSource     *source,
                         GSourceFunc  callback,
                         gpointer     user_data)
{
  AriadneClientContext *self = (AriadneClientContext *) source;
  AriadneClient *client;
  guint n_ready;

  g_mutex_lock (&self->lock);
  self->signalled = FALSE;
  n_ready = g_queue_get_length (&self->ready);
  g_mutex_unlock (&self->lock);

  /* Those that become ready meanwhile have their turn after the other sources
   * of the context have had theirs.
   */
  while (n_ready-- > 0 && (client = pop_ready (self)) != NULL)
    client->serve (client->owner);

  return G_SOURCE_CONTINUE;
}

static void
client_context_finalize (GSource *source)
{
  AriadneClientContext *self = (AriadneClientContext *) source;

  for (guint i = 0; i < self->outboxes->len; i++)
    g_object_unref (g_array_index (self->outboxes, Outbox, i).queue);
  g_array_unref (self->outboxes);
  g_mutex_clear (&self->lock);
}

static GSourceFuncs client_context_funcs = {
  .prepare = client_context_prepare,
  .check = client_context_check,
  .dispatch = client_context_dispatch,
  .finalize = client_context_finalize,
};

static AriadneClientContext *
client_context_new (GMainContext *context)
{
  GSource *source = g_source_new (&client_context_funcs, sizeof (AriadneClientContext));
  AriadneClientContext *self = (AriadneClientContext *) source;

  self->context = g_main_context_ref (context);
  g_mutex_init (&self->lock);
  g_queue_init (&self->ready);
  self->outboxes = g_array_new (FALSE, FALSE, sizeof (Outbox));
  g_source_set_static_name (source, "Ariadne answers");
  g_source_attach (source, context);

  return self;
}

/* Finds the one of a main context, or makes it. */
AriadneClientContext *
_ariadne_client_context_join (GMainContext *context)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&contexts_lock);
  AriadneClientContext *self;

  if (contexts == NULL)
    contexts = g_hash_table_new (NULL, NULL);

  self = g_hash_table_lookup (contexts, context);
  if (self == NULL)
    {
      self = client_context_new (context);
      g_hash_table_insert (contexts, context, self);
    }
  self->n_members++;

  return self;
}

static void
forget_client (AriadneClientContext *self,
               AriadneClient        *client)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (client->is_ready)
    g_queue_unlink (&self->ready, &client->ready);
  client->is_ready = FALSE;
}

/* Nobody may wake the client any more when it leaves. */
void
_ariadne_client_context_leave (AriadneClientContext *self,
                               AriadneClient        *client)
{
  GMainContext *context = self->context;
  gboolean last;

  _ariadne_client_context_flush (self);
  forget_client (self, client);

  g_mutex_lock (&contexts_lock);
  last = --self->n_members == 0;
  if (last)
    g_hash_table_remove (contexts, context);
  if (last && g_hash_table_size (contexts) == 0)
    g_clear_pointer (&contexts, g_hash_table_unref);
  g_mutex_unlock (&contexts_lock);

  if (!last)
    return;

  /* The source needs its context to the end. */
  g_source_destroy (&self->source);
  g_source_unref (&self->source);
  g_main_context_unref (context);
}

GMainContext *
_ariadne_client_context_get (AriadneClientContext *self)
{
  return self->context;
}

void
_ariadne_client_context_wake (AriadneClientContext *self,
                              AriadneClient        *client)
{
  GMainContext *context;
  gboolean first;

  g_mutex_lock (&self->lock);
  if (!client->is_ready)
    g_queue_push_tail_link (&self->ready, &client->ready);
  client->is_ready = TRUE;
  first = !self->signalled;
  self->signalled = TRUE;
  context = self->context;
  if (first)
    g_main_context_ref (context);
  g_mutex_unlock (&self->lock);

  if (!first)
    return;

  if (holds && n_held < MAX_HELD)
    held[n_held++] = context;
  else
    wake_context (context);
}

/* With the lock. */
static Outbox *
get_outbox (AriadneClientContext *self,
            AriadneQueue         *queue)
{
  Outbox new = { queue };

  for (guint i = 0; i < self->outboxes->len; i++)
    {
      Outbox *outbox = &g_array_index (self->outboxes, Outbox, i);

      if (outbox->queue == queue)
        return outbox;
    }

  g_object_ref (queue);
  g_array_append_val (self->outboxes, new);

  return &g_array_index (self->outboxes, Outbox, self->outboxes->len - 1);
}

void
_ariadne_client_context_post (AriadneClientContext *self,
                              AriadneQueue         *queue,
                              AriadneMessage       *message)
{
  gint64 now = g_get_monotonic_time ();
  gboolean due;

  g_mutex_lock (&self->lock);
  _ariadne_message_chain_append (&get_outbox (self, queue)->chain, message);
  due = now - self->flushed_at >= HAND_OVER_INTERVAL;
  if (due)
    self->flushed_at = now;
  g_mutex_unlock (&self->lock);

  if (due)
    _ariadne_client_context_flush (self);
}

void
_ariadne_client_init (AriadneClient     *client,
                      gpointer           owner,
                      AriadneClientFunc  serve)
{
  client->serve = serve;
  client->owner = owner;
  client->ready.data = client;
}
