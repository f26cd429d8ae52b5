/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-message-private.h"
#include "connection/ariadne-queue-watches.h"
#include "connection/ariadne-thread-queue.h"
#include "core/ariadne-error.h"

/**
 * AriadneThreadQueue:
 *
 * A queue between the threads of one process.
 *
 * What crosses is a chain of messages: the #GAsyncQueue below holds chains, so
 * that its cost is paid once for all messages that are put together, and a
 * reader can take everything there is at once.
 */

/* Invariant: `length` is the number of messages in the chains of `chains`. When
 * the queue is closed, the last item of `chains` is `end_marker`, and whoever
 * takes the marker puts it back: so every reader, now or later, gets to it.
 *
 * A bounded queue has `places`, of which every request and every reply takes
 * one. The writer takes it before he has the lock of `chains`, the reader gives
 * it back after he has released that lock: the two locks are never held at the
 * same time.
 *
 * The functions to be called when the queue is ready are called after the lock
 * of `chains` has been released, or else whoever they wake would wait for it at
 * once. They may come late, when the queue is empty again, but they come.
 */
struct _AriadneThreadQueue
{
  GObject                parent_instance;

  GAsyncQueue           *chains;

  /* Guarded by the lock of `chains`. */
  guint                  length;
  gint                   closed;     /* also read without the lock; atomic */

  AriadneQueueWatches    watches;    /* has a lock of its own */

  guint                  max_length; /* 0: unbounded; never changes */
  GMutex                 places_lock;
  GCond                  places_cond;

  /* Guarded by `places_lock`. */
  guint                  n_places;
  gboolean               no_more_places;
};

static AriadneMessage end_marker;

static void ariadne_thread_queue_iface_init (AriadneQueueInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneThreadQueue, ariadne_thread_queue, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_QUEUE,
                                                      ariadne_thread_queue_iface_init))

static gboolean
fail_closed (GError **error)
{
  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "The queue is closed");

  return FALSE;
}

static gboolean
fail_timed_out (GError **error)
{
  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
                       "Nothing happened on the queue in the time given");

  return FALSE;
}


static guint
count_messages (const AriadneMessage *messages,
                guint                *n_places)
{
  guint n = 0;

  *n_places = 0;
  for (; messages != NULL; messages = messages->next)
    {
      n++;
      *n_places += !_ariadne_message_is_control (messages);
    }

  return n;
}

/* Takes a place, and waits for one until `deadline`, -1 for ever. */
static gboolean
take_place (AriadneThreadQueue  *self,
            gint64               deadline,
            GError             **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->places_lock);

  while (self->n_places == 0 && !self->no_more_places)
    {
      if (deadline < 0)
        g_cond_wait (&self->places_cond, &self->places_lock);
      else if (!g_cond_wait_until (&self->places_cond, &self->places_lock, deadline))
        return fail_timed_out (error);
    }

  if (self->no_more_places)
    return fail_closed (error);

  self->n_places--;

  return TRUE;
}

static void
give_places_back (AriadneThreadQueue *self,
                  guint               n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->places_lock);

  self->n_places += n;
  if (n == 1)
    g_cond_signal (&self->places_cond);
  else
    g_cond_broadcast (&self->places_cond);
}

static gboolean
push_chain (AriadneThreadQueue  *self,
            AriadneMessage      *messages,
            guint                n,
            GError             **error)
{
  gboolean closed, was_empty;

  g_async_queue_lock (self->chains);
  closed = self->closed;
  was_empty = self->length == 0;
  if (!closed)
    {
      self->length += n;
      g_async_queue_push_unlocked (self->chains, messages);
    }
  g_async_queue_unlock (self->chains);

  if (closed)
    {
      _ariadne_message_free_chain (messages);
      return fail_closed (error);
    }

  if (was_empty)
    _ariadne_queue_watches_call (&self->watches, ARIADNE_QUEUE (self));

  return TRUE;
}

/* Messages of a bounded queue go one by one, each as soon as it has a place. */
static gboolean
push_bounded (AriadneThreadQueue  *self,
              AriadneMessage      *messages,
              gint64               timeout,
              GError             **error)
{
  gint64 deadline = timeout < 0 ? -1 : g_get_monotonic_time () + timeout;

  while (messages != NULL)
    {
      AriadneMessage *next = messages->next;

      if (!_ariadne_message_is_control (messages) && !take_place (self, deadline, error))
        {
          _ariadne_message_free_chain (messages);
          return FALSE;
        }

      messages->next = NULL;
      messages->last = NULL;
      if (!push_chain (self, messages, 1, error))
        {
          _ariadne_message_free_chain (next);
          return FALSE;
        }
      messages = next;
    }

  return TRUE;
}

static gboolean
ariadne_thread_queue_put (AriadneQueue    *queue,
                          AriadneMessage  *messages,
                          gint64           timeout,
                          GError         **error)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (queue);
  guint n_places;

  if (self->max_length > 0)
    return push_bounded (self, messages, timeout, error);

  return push_chain (self, messages, count_messages (messages, &n_places), error);
}

/* With the lock of `chains`. NULL if the time has passed; the marker if the
 * queue is closed and empty.
 */
static AriadneMessage *
pop_chain (AriadneThreadQueue *self,
           gint64              timeout)
{
  AriadneMessage *messages;

  if (timeout < 0)
    messages = g_async_queue_pop_unlocked (self->chains);
  else if (timeout == 0)
    messages = g_async_queue_try_pop_unlocked (self->chains);
  else
    messages = g_async_queue_timeout_pop_unlocked (self->chains, timeout);

  if (messages == &end_marker)
    g_async_queue_push_unlocked (self->chains, &end_marker);

  return messages;
}

/* With the lock of `chains`. Leaves all but the first message in the queue. */
static void
put_rest_back (AriadneThreadQueue *self,
               AriadneMessage     *messages)
{
  AriadneMessage *rest = messages->next;

  if (rest == NULL)
    return;

  rest->last = messages->last;
  messages->next = NULL;
  messages->last = NULL;
  g_async_queue_push_front_unlocked (self->chains, rest);
}

/* With the lock of `chains`. Appends all the other messages of the queue. */
static void
take_the_others (AriadneThreadQueue *self,
                 AriadneMessage     *messages)
{
  AriadneMessageChain chain = { NULL, NULL };
  AriadneMessage *more;

  _ariadne_message_chain_append (&chain, messages);
  while ((more = pop_chain (self, 0)) != NULL && more != &end_marker)
    _ariadne_message_chain_append (&chain, more);
}

static AriadneMessage *
ariadne_thread_queue_get (AriadneQueue  *queue,
                          gboolean       all,
                          gint64         timeout,
                          GError       **error)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (queue);
  AriadneMessage *messages;
  guint n_places = 0;

  g_async_queue_lock (self->chains);
  messages = pop_chain (self, timeout);
  if (messages != NULL && messages != &end_marker)
    {
      if (all)
        take_the_others (self, messages);
      else
        put_rest_back (self, messages);
      self->length -= count_messages (messages, &n_places);
    }
  g_async_queue_unlock (self->chains);

  if (messages == NULL)
    fail_timed_out (error);
  else if (messages == &end_marker)
    fail_closed (error);

  if (self->max_length > 0 && n_places > 0)
    give_places_back (self, n_places);

  return messages == &end_marker ? NULL : messages;
}

static gboolean
ariadne_thread_queue_poll (AriadneQueue *queue,
                           gint64        timeout)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (queue);
  AriadneMessage *messages;

  g_async_queue_lock (self->chains);
  messages = pop_chain (self, timeout);
  if (messages != NULL && messages != &end_marker)
    g_async_queue_push_front_unlocked (self->chains, messages);
  g_async_queue_unlock (self->chains);

  return messages != NULL && messages != &end_marker;
}

static guint
ariadne_thread_queue_get_length (AriadneQueue *queue)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (queue);
  guint length;

  g_async_queue_lock (self->chains);
  length = self->length;
  g_async_queue_unlock (self->chains);

  return length;
}

static void
ariadne_thread_queue_close (AriadneQueue *queue)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (queue);
  gboolean was_closed;

  g_async_queue_lock (self->chains);
  was_closed = self->closed;
  g_atomic_int_set (&self->closed, TRUE);
  if (!was_closed)
    g_async_queue_push_unlocked (self->chains, &end_marker);
  g_async_queue_unlock (self->chains);

  if (was_closed)
    return;

  _ariadne_queue_watches_call (&self->watches, ARIADNE_QUEUE (self));

  g_mutex_lock (&self->places_lock);
  self->no_more_places = TRUE;
  g_cond_broadcast (&self->places_cond);
  g_mutex_unlock (&self->places_lock);
}

static gboolean
ariadne_thread_queue_is_closed (AriadneQueue *queue)
{
  return g_atomic_int_get (&ARIADNE_THREAD_QUEUE (queue)->closed);
}

static gboolean
is_ready (AriadneQueue *queue)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (queue);
  gboolean ready;

  g_async_queue_lock (self->chains);
  ready = self->length > 0 || self->closed;
  g_async_queue_unlock (self->chains);

  return ready;
}

static void
ariadne_thread_queue_add_ready_func (AriadneQueue          *queue,
                                     AriadneQueueReadyFunc  func,
                                     gpointer               user_data)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (queue);

  _ariadne_queue_watches_add (&self->watches, func, user_data, queue, is_ready);
}

static void
ariadne_thread_queue_remove_ready_func (AriadneQueue          *queue,
                                        AriadneQueueReadyFunc  func,
                                        gpointer               user_data)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (queue);

  _ariadne_queue_watches_remove (&self->watches, func, user_data);
}

static void
ariadne_thread_queue_iface_init (AriadneQueueInterface *iface)
{
  iface->put_chain = ariadne_thread_queue_put;
  iface->get_chain = ariadne_thread_queue_get;
  iface->poll = ariadne_thread_queue_poll;
  iface->get_length = ariadne_thread_queue_get_length;
  iface->close = ariadne_thread_queue_close;
  iface->is_closed = ariadne_thread_queue_is_closed;
  iface->add_ready_func = ariadne_thread_queue_add_ready_func;
  iface->remove_ready_func = ariadne_thread_queue_remove_ready_func;
}

static void
ariadne_thread_queue_finalize (GObject *object)
{
  AriadneThreadQueue *self = ARIADNE_THREAD_QUEUE (object);
  AriadneMessage *messages;

  while ((messages = g_async_queue_try_pop (self->chains)) != NULL)
    if (messages != &end_marker)
      _ariadne_message_free_chain (messages);
  g_clear_pointer (&self->chains, g_async_queue_unref);
  _ariadne_queue_watches_clear (&self->watches);
  g_mutex_clear (&self->places_lock);
  g_cond_clear (&self->places_cond);

  G_OBJECT_CLASS (ariadne_thread_queue_parent_class)->finalize (object);
}

static void
ariadne_thread_queue_class_init (AriadneThreadQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_thread_queue_finalize;
}

static void
ariadne_thread_queue_init (AriadneThreadQueue *self)
{
  self->chains = g_async_queue_new ();
  _ariadne_queue_watches_init (&self->watches);
  g_mutex_init (&self->places_lock);
  g_cond_init (&self->places_cond);
}

/**
 * ariadne_thread_queue_new:
 * @max_length: the number of requests or replies that fit in; 0 for any number
 *
 * Makes a queue for the threads of this process.
 *
 * Returns: (transfer full) (type AriadneThreadQueue): a new queue
 */
AriadneQueue *
ariadne_thread_queue_new (guint max_length)
{
  AriadneThreadQueue *self = g_object_new (ARIADNE_TYPE_THREAD_QUEUE, NULL);

  self->max_length = max_length;
  self->n_places = max_length;

  return ARIADNE_QUEUE (self);
}
