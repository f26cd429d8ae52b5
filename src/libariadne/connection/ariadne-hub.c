/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection/ariadne-address.h"
#include "connection/ariadne-hub-private.h"
#include "connection/ariadne-roster.h"
#include "core/ariadne-error.h"

/* Channels that may be there, and those of them that may not have shown their
 * token yet: of these the oldest has to make room for another one.
 */
#define MAX_CHANNELS 4096
#define MAX_STRANGERS 64

#define MAX_EVENTS 64

typedef struct
{
  AriadneQueueReadyFunc func;
  gpointer              user_data;
} Watch;

/* Something to be polled; what a descriptor stands for. */
typedef struct
{
  int          fd;
  AriadnePeer *peer; /* of a channel; NULL if channels are accepted here */
  char        *path; /* of the socket where they are, or NULL */
} Post;

/* How a request goes: `epoll` is readable, hence somebody looks at the queue; the
 * sockets are read, and what they have brought is taken out by him, or is left in
 * `pending` and the functions are called that wait for the queue to be ready.
 *
 * Locks: `in_lock` is for reading, and may be held while `lock` is taken, not the
 * other way round. A peer is made and released with both. No lock is held while a
 * socket is waited for.
 */
struct _AriadneHub
{
  GObject                parent_instance;

  /* These are set once. */
  AriadneToken           token;
  guint                  window;
  int                    epoll;
  int                    waker;      /* an eventfd: readable once the hub is closed */
  AriadneHubChannelFunc  channel_func;
  gpointer               channel_data;

  GMutex                 in_lock;

  /* Guarded by `in_lock`. */
  GPtrArray             *posts;      /* of Post; in the order in which they came */
  gboolean               is_full;    /* nothing is accepted until a channel ends */
  AriadneMessageChain    pending;

  GMutex                 lock;

  /* Guarded by `lock`. */
  AriadneRoster          roster;
  GPtrArray             *dirty;      /* scratch, of AriadnePeer */
  guint                  n_channels; /* that were accepted */

  GMutex                 watches_lock;
  GArray                *watches;    /* of Watch; guarded by `watches_lock` */

  gint                   n_pending;  /* atomic; the messages in `pending` */
  gint                   is_closed;  /* atomic */
};

static void ariadne_hub_queue_iface_init (AriadneQueueInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneHub, ariadne_hub, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_QUEUE,
                                                      ariadne_hub_queue_iface_init))

static void
post_free (gpointer data)
{
  Post *self = data;

  if (self->peer != NULL)
    _ariadne_peer_free (self->peer);
  else
    close (self->fd);
  if (self->path != NULL)
    unlink (self->path);
  g_free (self->path);
  g_free (self);
}

static void
poll_for (AriadneHub *self,
          Post       *post,
          int         operation,
          guint32     events)
{
  struct epoll_event event = { .events = events, .data.ptr = post };

  epoll_ctl (self->epoll, operation, post->fd, &event);
  if (post->peer != NULL)
    post->peer->polled = events;
}

static Post *
add_post (AriadneHub  *self,
          int          fd,
          AriadnePeer *peer)
{
  Post *post = g_new0 (Post, 1);

  post->fd = fd;
  post->peer = peer;
  if (peer != NULL)
    peer->post = post;
  g_ptr_array_add (self->posts, post);
  poll_for (self, post, EPOLL_CTL_ADD, EPOLLIN);

  return post;
}

/* Writing; with the lock. */

static void
flush_peer (AriadneHub  *self,
            AriadnePeer *peer)
{
  guint32 events = EPOLLIN;

  if (peer->is_failed)
    return;

  if (!_ariadne_channel_flush (peer->channel, NULL))
    {
      /* Whoever reads notices it, and sees to what follows. */
      peer->is_failed = TRUE;
      shutdown (peer->channel->fd, SHUT_RDWR);
      return;
    }

  if (peer->channel->is_blocked)
    events |= EPOLLOUT;
  if (events != peer->polled)
    poll_for (self, peer->post, EPOLL_CTL_MOD, events);
}

/* An answer that cannot be sent is replaced by the reason. */
static void
put_answer (AriadnePeer    *peer,
            guint           client,
            AriadneMessage *answer)
{
  g_autoptr (GError) error = NULL;

  answer->client = client;
  if (_ariadne_channel_put (peer->channel, answer, client, answer->uid, NULL, 0, &error))
    return;

  g_clear_pointer (&answer->rows, ariadne_matrix_unref);
  g_clear_error (&answer->error);
  answer->type = ARIADNE_MESSAGE_ERROR;
  answer->error = g_steal_pointer (&error);
  if (!_ariadne_channel_put (peer->channel, answer, client, answer->uid, NULL, 0, NULL))
    g_assert_not_reached ();
}

void
_ariadne_hub_send (AriadneHub     *self,
                   AriadneMessage *answers)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (AriadneMessage *answer = answers; answer != NULL; answer = answer->next)
    {
      guint client;
      AriadnePeer *peer = _ariadne_roster_send (&self->roster, answer, &client);

      if (peer == NULL || peer->is_failed)
        continue;

      put_answer (peer, client, answer);
      if (!peer->is_dirty)
        g_ptr_array_add (self->dirty, peer);
      peer->is_dirty = TRUE;
    }

  for (guint i = 0; i < self->dirty->len; i++)
    {
      AriadnePeer *peer = g_ptr_array_index (self->dirty, i);

      peer->is_dirty = FALSE;
      flush_peer (self, peer);
    }
  g_ptr_array_set_size (self->dirty, 0);
  _ariadne_message_free_chain (answers);
}

/* Channels come and go; with the lock for reading. */

static void
report (AriadneHub   *self,
        AriadnePeer  *peer,
        const GError *error)
{
  g_autoptr (GError) described = NULL;

  if (self->channel_func == NULL)
    return;

  if (error != NULL)
    described = _ariadne_channel_describe (peer->channel, "the client", error);
  self->channel_func (peer->channel->peer, described, self->channel_data);
}

static void
accept_again (AriadneHub *self)
{
  if (!self->is_full)
    return;

  self->is_full = FALSE;
  for (guint i = 0; i < self->posts->len; i++)
    {
      Post *post = g_ptr_array_index (self->posts, i);

      if (post->peer == NULL)
        poll_for (self, post, EPOLL_CTL_MOD, EPOLLIN);
    }
}

/* A socket that cannot be accepted would be reported again and again. */
static void
accept_no_more (AriadneHub *self)
{
  self->is_full = TRUE;
  for (guint i = 0; i < self->posts->len; i++)
    {
      Post *post = g_ptr_array_index (self->posts, i);

      if (post->peer == NULL)
        poll_for (self, post, EPOLL_CTL_MOD, 0);
    }
}

/* Ends a channel. Its clients have gone, which the server is told by `messages`. */
static void
end_peer (AriadneHub          *self,
          AriadnePeer         *peer,
          const GError        *error,
          AriadneMessageChain *messages)
{
  report (self, peer, error);

  g_mutex_lock (&self->lock);
  poll_for (self, peer->post, EPOLL_CTL_DEL, 0);
  _ariadne_roster_dismiss (&self->roster, peer, messages);
  self->n_channels -= peer->is_accepted;
  g_ptr_array_remove (self->posts, peer->post);
  g_mutex_unlock (&self->lock);

  accept_again (self);
}

static void
make_room_for_stranger (AriadneHub          *self,
                        AriadneMessageChain *messages)
{
  AriadnePeer *oldest = NULL;
  guint n_strangers = 0;

  for (guint i = 0; i < self->posts->len; i++)
    {
      AriadnePeer *peer = ((Post *) g_ptr_array_index (self->posts, i))->peer;

      if (peer == NULL || peer->is_accepted)
        continue;

      n_strangers++;
      if (oldest == NULL)
        oldest = peer;
    }

  if (n_strangers >= MAX_STRANGERS)
    {
      g_autoptr (GError) error = g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
                                                      "it has not shown a token");

      end_peer (self, oldest, error, messages);
    }
}

static AriadnePeer *
add_peer (AriadneHub *self,
          int         fd,
          char       *name)
{
  AriadnePeer *peer;

  peer = _ariadne_peer_new (_ariadne_channel_new (fd, name, ARIADNE_FRAME_MAX_GREETING, FALSE));
  peer->channel->window = self->window;
  add_post (self, fd, peer);

  return peer;
}

static gboolean
accept_peer (AriadneHub *self,
             Post       *listener)
{
  int fd = accept4 (listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

  if (fd >= 0)
    {
      add_peer (self, fd, _ariadne_address_describe_peer (fd));
      return TRUE;
    }

  if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
    accept_no_more (self);

  return FALSE;
}

static gboolean
refuse (AriadnePeer     *peer,
        AriadneRefusal   refusal,
        const char      *why,
        GError         **error)
{
  _ariadne_frame_put_refusal (peer->channel->out, refusal);
  _ariadne_channel_flush (peer->channel, NULL);
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL, "it was refused: %s", why);

  return FALSE;
}

/* With both locks. */
static gboolean
take_hello (AriadneHub                *self,
            AriadnePeer               *peer,
            const AriadneFrameHeader  *header,
            gsize                      offset,
            GError                   **error)
{
  AriadneChannel *channel = peer->channel;
  AriadneToken token;
  guint version;

  if (!_ariadne_frame_get_hello (header, channel->reader.data + offset, &version, &token, error))
    return FALSE;
  if (version != ARIADNE_FRAME_VERSION)
    return refuse (peer, ARIADNE_REFUSAL_VERSION, "it speaks another version of the protocol",
                   error);
  if (!_ariadne_token_equal (&token, &self->token))
    return refuse (peer, ARIADNE_REFUSAL_TOKEN, "it does not have the token of this run", error);
  if (self->n_channels >= MAX_CHANNELS)
    return refuse (peer, ARIADNE_REFUSAL_FULL, "there are as many channels as there can be",
                   error);

  peer->is_accepted = TRUE;
  self->n_channels++;
  channel->reader.max_length = ARIADNE_WIRE_MAX_LENGTH;
  _ariadne_frame_put_accept (channel->out, channel->window);
  flush_peer (self, peer);
  report (self, peer, NULL);

  return TRUE;
}

/* With both locks. */
static gboolean
take_frame (AriadneHub                *self,
            AriadnePeer               *peer,
            const AriadneFrameHeader  *header,
            gsize                      offset,
            AriadneMessageChain       *messages,
            GError                   **error)
{
  AriadneMessage *message;

  if (!peer->is_accepted)
    return take_hello (self, peer, header, offset, error);

  message = _ariadne_roster_receive (&self->roster, peer, header, offset, error);
  if (message == NULL)
    return FALSE;

  _ariadne_message_chain_append (messages, message);

  return TRUE;
}

static gboolean
take_frames (AriadneHub           *self,
             AriadnePeer          *peer,
             AriadneMessageChain  *messages,
             GError              **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AriadneFrameResult result;
  AriadneFrameHeader header;
  gsize offset;

  while ((result = _ariadne_channel_next (peer->channel, &header, &offset, error))
         == ARIADNE_FRAME_WHOLE)
    if (!take_frame (self, peer, &header, offset, messages, error))
      return FALSE;

  return result != ARIADNE_FRAME_BROKEN;
}

static void
see_to_peer (AriadneHub          *self,
             AriadnePeer         *peer,
             guint32              events,
             AriadneMessageChain *messages)
{
  g_autoptr (GError) error = NULL;

  if (events & EPOLLOUT)
    {
      g_mutex_lock (&self->lock);
      flush_peer (self, peer);
      g_mutex_unlock (&self->lock);
    }

  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR))
      && (!_ariadne_channel_receive (peer->channel, &error)
          || !take_frames (self, peer, messages, &error)))
    end_peer (self, peer, error, messages);
}

/* Sees to all sockets that are ready. Reads each only once, so that none keeps
 * the others waiting; what is left makes it ready again.
 */
static void
look_around (AriadneHub          *self,
             AriadneMessageChain *messages)
{
  struct epoll_event events[MAX_EVENTS];
  int n = epoll_wait (self->epoll, events, MAX_EVENTS, 0);
  gboolean is_calling = FALSE;

  for (int i = 0; i < n; i++)
    {
      Post *post = events[i].data.ptr;

      if (post != NULL && post->peer != NULL)
        see_to_peer (self, post->peer, events[i].events, messages);
      else if (post != NULL)
        is_calling = TRUE;
    }

  /* These may end a channel to make room, which must not be among the events. */
  for (guint i = 0; is_calling && i < self->posts->len && !self->is_full; i++)
    {
      Post *post = g_ptr_array_index (self->posts, i);

      if (post->peer != NULL)
        continue;

      make_room_for_stranger (self, messages);
      while (accept_peer (self, post))
        make_room_for_stranger (self, messages);
    }
}

/* The queue. */

static guint
count (const AriadneMessage *messages)
{
  guint n = 0;

  for (; messages != NULL; messages = messages->next)
    n++;

  return n;
}

static void
call_ready_funcs (AriadneHub *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->watches_lock);

  for (guint i = 0; i < self->watches->len; i++)
    {
      const Watch *watch = &g_array_index (self->watches, Watch, i);

      watch->func (ARIADNE_QUEUE (self), watch->user_data);
    }
}

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

/* Takes messages out, one or all; NULL if there are none even after a look. */
static AriadneMessage *
take_out (AriadneHub *self,
          gboolean    all)
{
  AriadneMessage *messages;
  gboolean leaves_some;

  g_mutex_lock (&self->in_lock);
  if ((all || self->pending.first == NULL) && !g_atomic_int_get (&self->is_closed))
    look_around (self, &self->pending);
  if (all)
    messages = _ariadne_message_chain_steal (&self->pending);
  else
    messages = _ariadne_message_chain_pop (&self->pending);
  leaves_some = self->pending.first != NULL && g_atomic_int_get (&self->n_pending) == 0;
  g_atomic_int_set (&self->n_pending, count (self->pending.first));
  g_mutex_unlock (&self->in_lock);

  /* Others may take what this one has left. */
  if (leaves_some)
    call_ready_funcs (self);

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
  gboolean in_time = TRUE;
  AriadneMessage *messages;

  while ((messages = take_out (self, all)) == NULL
         && in_time && !g_atomic_int_get (&self->is_closed))
    in_time = timeout != 0 && await_ready (self, deadline);

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
      if (!g_atomic_int_get (&self->is_closed))
        look_around (self, &self->pending);
      is_new = self->pending.first != NULL && g_atomic_int_get (&self->n_pending) == 0;
      g_atomic_int_set (&self->n_pending, count (self->pending.first));
      g_mutex_unlock (&self->in_lock);

      if (is_new)
        call_ready_funcs (self);
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
  AriadneMessageChain gone = { NULL, NULL };
  guint64 one = 1;

  if (!g_atomic_int_compare_and_exchange (&self->is_closed, FALSE, TRUE))
    return;

  g_mutex_lock (&self->in_lock);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->posts->len; i++)
    {
      Post *post = g_ptr_array_index (self->posts, i);
      AriadnePeer *peer = post->peer;

      poll_for (self, post, EPOLL_CTL_DEL, 0);
      if (peer == NULL)
        continue;

      if (peer->is_accepted && !peer->is_failed)
        {
          _ariadne_channel_put_plain (peer->channel, ARIADNE_FRAME_GOODBYE, 0, 0);
          _ariadne_channel_flush (peer->channel, NULL);
        }
      _ariadne_roster_dismiss (&self->roster, peer, &gone);
    }
  g_ptr_array_set_size (self->posts, 0);
  self->n_channels = 0;
  g_mutex_unlock (&self->lock);
  g_mutex_unlock (&self->in_lock);
  _ariadne_message_free_chain (gone.first);

  if (write (self->waker, &one, sizeof one) != sizeof one)
    g_assert_not_reached ();
  call_ready_funcs (self);
}

static gboolean
ariadne_hub_is_closed (AriadneQueue *queue)
{
  return g_atomic_int_get (&ARIADNE_HUB (queue)->is_closed);
}

static void
ariadne_hub_add_ready_func (AriadneQueue          *queue,
                            AriadneQueueReadyFunc  func,
                            gpointer               user_data)
{
  AriadneHub *self = ARIADNE_HUB (queue);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->watches_lock);
  Watch watch = { func, user_data };

  g_array_append_val (self->watches, watch);
  if (g_atomic_int_get (&self->n_pending) > 0 || g_atomic_int_get (&self->is_closed))
    func (queue, user_data);
}

static void
ariadne_hub_remove_ready_func (AriadneQueue          *queue,
                               AriadneQueueReadyFunc  func,
                               gpointer               user_data)
{
  AriadneHub *self = ARIADNE_HUB (queue);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->watches_lock);

  for (guint i = 0; i < self->watches->len; i++)
    {
      const Watch *watch = &g_array_index (self->watches, Watch, i);

      if (watch->func == func && watch->user_data == user_data)
        {
          g_array_remove_index (self->watches, i);
          return;
        }
    }
}

static int
ariadne_hub_get_fd (AriadneQueue *queue)
{
  return ARIADNE_HUB (queue)->epoll;
}

static void
ariadne_hub_queue_iface_init (AriadneQueueInterface *iface)
{
  iface->put = ariadne_hub_put;
  iface->get = ariadne_hub_get;
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

  _ariadne_message_free_chain (self->pending.first);
  g_clear_pointer (&self->posts, g_ptr_array_unref);
  g_clear_pointer (&self->dirty, g_ptr_array_unref);
  g_clear_pointer (&self->watches, g_array_unref);
  _ariadne_roster_clear (&self->roster);
  close (self->epoll);
  close (self->waker);
  g_mutex_clear (&self->in_lock);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->watches_lock);

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
  g_mutex_init (&self->watches_lock);
  self->posts = g_ptr_array_new_with_free_func (post_free);
  self->dirty = g_ptr_array_new ();
  self->watches = g_array_new (FALSE, FALSE, sizeof (Watch));
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

gboolean
_ariadne_hub_listen (AriadneHub  *self,
                     const char  *address,
                     char       **bound,
                     GError     **error)
{
  g_autofree char *at = NULL;
  int fd = _ariadne_address_listen (address, &at, error);
  Post *post;

  if (fd < 0)
    return FALSE;

  g_mutex_lock (&self->in_lock);
  post = add_post (self, fd, NULL);
  if (g_str_has_prefix (at, "unix:"))
    post->path = g_strdup (at + strlen ("unix:"));
  g_mutex_unlock (&self->in_lock);

  if (bound != NULL)
    *bound = g_steal_pointer (&at);

  return TRUE;
}

void
_ariadne_hub_adopt (AriadneHub *self,
                    int         fd,
                    const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->in_lock);

  add_peer (self, fd, name != NULL ? g_strdup (name) : _ariadne_address_describe_peer (fd));
}

guint
_ariadne_hub_get_n_channels (AriadneHub *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_channels;
}
