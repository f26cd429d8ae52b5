/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-client-context.h"

/* Messages are handed over when the last time was longer ago than this, in
 * microseconds, and otherwise together with those that follow. A hand-over may
 * wake a server, which costs as much as this: so waking takes no more than half
 * of the time, and nothing is late by more than the time that a server needs
 * to wake up.
 */
#define HAND_OVER_INTERVAL 50

/* Invariant: `signalled` if and only if `ready` is not empty or the source is
 * about to be dispatched; and only then does the source have a ready time. A
 * thread that finds `signalled` set adds its client and need not wake anybody:
 * a batch of answers wakes each context once.
 */
struct _AriadneClientContext
{
  GSource       source;

  GMainContext *context;
  guint         n_members; /* guarded by `contexts_lock` */

  GMutex        lock;
  GQueue        ready;     /* of AriadneClient; guarded by `lock` */
  gboolean      signalled; /* guarded by `lock` */

  /* Only used in the context's thread. */
  GQueue        dirty;     /* of AriadneClient */
  gint64        flushed_at;
};

static GMutex contexts_lock;
static GHashTable *contexts; /* (GMainContext, AriadneClientContext); guarded by the lock */

static void
flush_dirty (AriadneClientContext *self)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&self->dirty)) != NULL)
    {
      AriadneClient *client = link->data;

      client->is_dirty = FALSE;
      client->flush (client->owner);
    }
}

/* Runs whenever the context is about to look for something to do. */
static gboolean
client_context_prepare (GSource *source,
                        gint    *timeout)
{
  AriadneClientContext *self = (AriadneClientContext *) source;

  *timeout = -1;
  if (!g_queue_is_empty (&self->dirty))
    {
      flush_dirty (self);
      self->flushed_at = g_get_monotonic_time ();
    }

  return FALSE;
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
  g_source_set_ready_time (source, -1);
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

  g_mutex_clear (&self->lock);
}

static GSourceFuncs client_context_funcs = {
  .prepare = client_context_prepare,
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
  g_queue_init (&self->dirty);
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
  if (client->is_dirty)
    g_queue_unlink (&self->dirty, &client->dirty);
  client->is_dirty = FALSE;

  g_mutex_lock (&self->lock);
  if (client->is_ready)
    g_queue_unlink (&self->ready, &client->ready);
  client->is_ready = FALSE;
  g_mutex_unlock (&self->lock);
}

/* Nobody may wake the client any more when it leaves. */
void
_ariadne_client_context_leave (AriadneClientContext *self,
                               AriadneClient        *client)
{
  GMainContext *context = self->context;
  gboolean last;

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
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (client->is_ready)
    return;

  client->is_ready = TRUE;
  g_queue_push_tail_link (&self->ready, &client->ready);
  if (self->signalled)
    return;

  self->signalled = TRUE;
  g_source_set_ready_time (&self->source, 0);
}

void
_ariadne_client_context_post (AriadneClientContext *self,
                              AriadneClient        *client)
{
  gint64 now;

  if (!client->is_dirty)
    {
      client->is_dirty = TRUE;
      g_queue_push_tail_link (&self->dirty, &client->dirty);
    }

  now = g_get_monotonic_time ();
  if (now - self->flushed_at < HAND_OVER_INTERVAL)
    return;

  self->flushed_at = now;
  flush_dirty (self);
}

void
_ariadne_client_init (AriadneClient *client,
                      gpointer       owner,
                      void         (*serve) (gpointer owner),
                      void         (*flush) (gpointer owner))
{
  client->serve = serve;
  client->flush = flush;
  client->owner = owner;
  client->ready.data = client;
  client->dirty.data = client;
}
