/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "connection/ariadne-hub-private.h"
#include "core/ariadne-error.h"

/* What the requests of a channel may take up here, in bytes; the last of them may
 * exceed it. It is far beyond what fills a batch.
 */
#define MAX_BYTES (2 * (guint64) ARIADNE_WIRE_MAX_LENGTH)

static void ariadne_hub_queue_iface_init (AriadneQueueInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneHub, ariadne_hub, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_QUEUE,
                                                      ariadne_hub_queue_iface_init))

/* The queue. */


/* Waits until a socket is ready or the hub is closed. */
static gboolean
await_ready (AriadneHub *self,
             gint64      deadline)
{
  struct pollfd polled = { self->epoll, POLLIN, 0 };
  struct timespec left = { 0 };
  gint64 usec = MAX (deadline - g_get_monotonic_time (), 0);

  left.tv_sec = usec / G_USEC_PER_SEC;
  left.tv_nsec = usec % G_USEC_PER_SEC * 1000;

  return ppoll (&polled, 1, deadline < 0 ? NULL : &left, NULL) > 0;
}

/* Looks around. Whether there is something now in a queue that was empty: others
 * are to be told of what is left of it. With the lock for reading.
 */
static gboolean
look (AriadneHub *self)
{
  AriadneMessageChain came = { NULL, NULL };
  gboolean was_empty = self->pending.first == NULL;
  guint n;

  if (g_atomic_int_get (&self->is_closed))
    return FALSE;

  _ariadne_hub_look_around (self, &came);
  if (came.first != NULL)
    _ariadne_message_chain_append (&self->held, came.first);
  n = _ariadne_hub_admit (self);
  g_atomic_int_add (&self->n_pending, n);

  return was_empty && n > 0;
}

/* Takes messages out, one or all; NULL if there are none even after a look. */
static AriadneMessage *
take_out (AriadneHub *self,
          gboolean    all)
{
  AriadneMessage *messages;
  gboolean is_new = FALSE;
  gboolean leaves_some;

  g_mutex_lock (&self->in_lock);
  if (all || self->pending.first == NULL)
    is_new = look (self);
  if (all)
    messages = _ariadne_message_chain_steal (&self->pending);
  else
    messages = _ariadne_message_chain_pop (&self->pending);
  leaves_some = self->pending.first != NULL;
  g_atomic_int_set (&self->n_pending, leaves_some ? self->n_pending - 1 : 0);
  g_mutex_unlock (&self->in_lock);

  /* Others may take what this one has left. */
  if (is_new && leaves_some)
    _ariadne_queue_watches_call (&self->watches, ARIADNE_QUEUE (self));

  return messages;
}

static AriadneMessage *
ariadne_hub_get (AriadneQueue  *queue,
                 gboolean       all,
                 gint64         timeout,
                 GError       **error)
{
  AriadneHub *self = ARIADNE_HUB (queue);
  gint64 deadline = timeout < 0 ? -1 : g_get_monotonic_time () + timeout;
  AriadneMessage *messages;

  while ((messages = take_out (self, all)) == NULL
         && timeout != 0 && !g_atomic_int_get (&self->is_closed))
    if (!await_ready (self, deadline))
      timeout = 0;

  if (messages != NULL)
    return messages;

  if (g_atomic_int_get (&self->is_closed))
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "The hub is closed");
  else
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
                         "Nothing has come on any channel in the time given");

  return NULL;
}

static gboolean
ariadne_hub_poll (AriadneQueue *queue,
                  gint64        timeout)
{
  AriadneHub *self = ARIADNE_HUB (queue);
  gint64 deadline = timeout < 0 ? -1 : g_get_monotonic_time () + timeout;
  gboolean in_time = TRUE;

  for (;;)
    {
      gboolean is_new;

      g_mutex_lock (&self->in_lock);
      is_new = look (self);
      g_mutex_unlock (&self->in_lock);

      if (is_new)
        _ariadne_queue_watches_call (&self->watches, ARIADNE_QUEUE (self));
      if (g_atomic_int_get (&self->n_pending) > 0)
        return TRUE;
      if (!in_time || timeout == 0 || g_atomic_int_get (&self->is_closed))
        return FALSE;

      in_time = await_ready (self, deadline);
    }
}

static gboolean
ariadne_hub_put (AriadneQueue    *queue,
                 AriadneMessage  *messages,
                 gint64           timeout,
                 GError         **error)
{
  _ariadne_message_free_chain (messages);
  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                       "What is in a hub has come through its channels");

  return FALSE;
}

static guint
ariadne_hub_get_length (AriadneQueue *queue)
{
  return g_atomic_int_get (&ARIADNE_HUB (queue)->n_pending);
}

/* The peers see that the channels have ended as they should. */
static void
ariadne_hub_close (AriadneQueue *queue)
{
  AriadneHub *self = ARIADNE_HUB (queue);

  if (!g_atomic_int_compare_and_exchange (&self->is_closed, FALSE, TRUE))
    return;

  _ariadne_hub_end_all (self);
  _ariadne_hub_wake (self);
  _ariadne_queue_watches_call (&self->watches, ARIADNE_QUEUE (self));
}

static gboolean
ariadne_hub_is_closed (AriadneQueue *queue)
{
  return g_atomic_int_get (&ARIADNE_HUB (queue)->is_closed);
}

static gboolean
is_ready (AriadneQueue *queue)
{
  AriadneHub *self = ARIADNE_HUB (queue);

  return g_atomic_int_get (&self->n_pending) > 0 || g_atomic_int_get (&self->is_closed);
}

static void
ariadne_hub_add_ready_func (AriadneQueue          *queue,
                            AriadneQueueReadyFunc  func,
                            gpointer               user_data)
{
  AriadneHub *self = ARIADNE_HUB (queue);

  _ariadne_queue_watches_add (&self->watches, func, user_data, queue, is_ready);
}

static void
ariadne_hub_remove_ready_func (AriadneQueue          *queue,
                               AriadneQueueReadyFunc  func,
                               gpointer               user_data)
{
  AriadneHub *self = ARIADNE_HUB (queue);

  _ariadne_queue_watches_remove (&self->watches, func, user_data);
}

static int
ariadne_hub_get_fd (AriadneQueue *queue)
{
  return ARIADNE_HUB (queue)->epoll;
}

static void
ariadne_hub_queue_iface_init (AriadneQueueInterface *iface)
{
  iface->put_chain = ariadne_hub_put;
  iface->get_chain = ariadne_hub_get;
  iface->poll = ariadne_hub_poll;
  iface->get_length = ariadne_hub_get_length;
  iface->close = ariadne_hub_close;
  iface->is_closed = ariadne_hub_is_closed;
  iface->add_ready_func = ariadne_hub_add_ready_func;
  iface->remove_ready_func = ariadne_hub_remove_ready_func;
  iface->get_fd = ariadne_hub_get_fd;
}

static void
ariadne_hub_dispose (GObject *object)
{
  ariadne_hub_close (ARIADNE_QUEUE (object));

  G_OBJECT_CLASS (ariadne_hub_parent_class)->dispose (object);
}

static void
ariadne_hub_finalize (GObject *object)
{
  AriadneHub *self = ARIADNE_HUB (object);

  _ariadne_message_free_chain (self->held.first);
  _ariadne_message_free_chain (self->pending.first);
  g_clear_pointer (&self->posts, g_ptr_array_unref);
  g_clear_pointer (&self->dirty, g_ptr_array_unref);
  _ariadne_roster_clear (&self->roster);
  g_clear_pointer (&self->census, _ariadne_census_unref);
  close (self->epoll);
  close (self->waker);
  g_mutex_clear (&self->in_lock);
  g_mutex_clear (&self->lock);
  _ariadne_queue_watches_clear (&self->watches);

  G_OBJECT_CLASS (ariadne_hub_parent_class)->finalize (object);
}

static void
ariadne_hub_class_init (AriadneHubClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ariadne_hub_dispose;
  G_OBJECT_CLASS (klass)->finalize = ariadne_hub_finalize;
}

static void
ariadne_hub_init (AriadneHub *self)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };

  g_mutex_init (&self->in_lock);
  g_mutex_init (&self->lock);
  _ariadne_queue_watches_init (&self->watches);
  self->posts = g_ptr_array_new_with_free_func (_ariadne_hub_post_free);
  self->dirty = g_ptr_array_new ();
  _ariadne_roster_init (&self->roster);

  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->waker = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->epoll < 0 || self->waker < 0
      || epoll_ctl (self->epoll, EPOLL_CTL_ADD, self->waker, &event) != 0)
    g_error ("Cannot make what a hub needs: %s", g_strerror (errno));
}

AriadneHub *
_ariadne_hub_new (const AriadneToken *token,
                  guint               window)
{
  AriadneHub *self = g_object_new (ARIADNE_TYPE_HUB, NULL);

  self->token = *token;
  self->window = window;
  self->max_bytes = MAX_BYTES;

  return self;
}

void
_ariadne_hub_set_channel_func (AriadneHub            *self,
                               AriadneHubChannelFunc  func,
                               gpointer               user_data)
{
  self->channel_func = func;
  self->channel_data = user_data;
}

void
_ariadne_hub_set_census (AriadneHub    *self,
                         AriadneCensus *census)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_clear_pointer (&self->census, _ariadne_census_unref);
  self->census = _ariadne_census_ref (census);
}

guint
_ariadne_hub_get_n_channels (AriadneHub *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_channels;
}
