/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection/ariadne-address.h"
#include "connection/ariadne-hub-private.h"
#include "core/ariadne-error.h"

/* How a hub sees to its sockets. */

/* Channels that may be there, and those of them that may not have shown their
 * token yet: of these the oldest has to make room for another one.
 */
#define MAX_CHANNELS 4096
#define MAX_STRANGERS 64

#define MAX_EVENTS 64

/* Something to be polled; what a descriptor stands for. */
typedef struct
{
  int          fd;
  AriadnePeer *peer; /* of a channel; NULL if channels are accepted here */
  char        *path; /* of the socket where they are, or NULL */
} Post;

void
_ariadne_hub_post_free (gpointer data)
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

/* A channel that has as much here as it may have is not read, until some of that is
 * answered: then its socket fills up, and the client waits. With the lock.
 */
static void
update_polled (AriadneHub  *self,
               AriadnePeer *peer)
{
  guint32 events = 0;

  if (peer->n_bytes < self->max_bytes)
    events |= EPOLLIN;
  if (peer->channel->is_blocked)
    events |= EPOLLOUT;
  if (events != peer->polled)
    poll_for (self, peer->post, EPOLL_CTL_MOD, events);
}

/* Writing; with the lock. */

static void
flush_peer (AriadneHub  *self,
            AriadnePeer *peer)
{
  if (peer->is_failed)
    return;

  if (!_ariadne_channel_flush (peer->channel, NULL))
    {
      /* Whoever reads notices it, and sees to what follows. */
      peer->is_failed = TRUE;
      shutdown (peer->channel->fd, SHUT_RDWR);
      return;
    }

  update_polled (self, peer);
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

/* What comes while a request is evaluated alone, or behind one that will be, is held:
 * nobody can add to the batches of the servers then.
 */
static gboolean
is_shut (const AriadneHub *self)
{
  return self->is_alone || self->is_holding;
}

static void
tell_if_changed (AriadneHub *self,
                 gboolean    was_shut)
{
  if (self->census != NULL && is_shut (self) != was_shut)
    _ariadne_census_set_shut (self->census, !was_shut);
}

/* Whether what was held may be let in, now that a request is answered. */
static gboolean
note_answer (AriadneHub *self)
{
  gboolean was_shut = is_shut (self);

  self->n_unanswered--;
  if (self->n_unanswered == 0)
    self->is_alone = FALSE;
  tell_if_changed (self, was_shut);

  return self->n_unanswered == 0 && self->is_holding;
}

void
_ariadne_hub_send (AriadneHub     *self,
                   AriadneMessage *answers)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean has_room = FALSE;

  for (AriadneMessage *answer = answers; answer != NULL; answer = answer->next)
    {
      guint client;
      AriadnePeer *peer = _ariadne_roster_send (&self->roster, answer, &client);

      has_room |= note_answer (self);
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
  if (has_room)
    _ariadne_hub_wake (self);
}

/* Tells a client that its request, of which the server may die, is evaluated now. */
static void
say_that_it_begins (AriadneHub           *self,
                    const AriadneMessage *request)
{
  guint client;
  AriadnePeer *peer = _ariadne_roster_find (&self->roster, request->client, &client);

  if (peer == NULL || peer->is_failed)
    return;

  _ariadne_channel_put_plain (peer->channel, ARIADNE_MESSAGE_WAIT, client, request->uid);
  flush_peer (self, peer);
}

/* Whether a message may be taken out, which is noted. With the lock. */
static gboolean
let_in (AriadneHub           *self,
        const AriadneMessage *message)
{
  gboolean alone = (message->flags & ARIADNE_MESSAGE_FLAGS_ALONE) != 0;

  if (self->is_alone || (alone && self->n_unanswered > 0))
    return FALSE;
  if (message->type != ARIADNE_MESSAGE_REQUEST)
    return TRUE;

  self->n_unanswered++;
  self->is_alone = alone;
  if (alone)
    say_that_it_begins (self, message);

  return TRUE;
}

guint
_ariadne_hub_admit (AriadneHub *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean was_shut = is_shut (self);
  guint n = 0;

  while (self->held.first != NULL && let_in (self, self->held.first))
    {
      _ariadne_message_chain_append (&self->pending,
                                     _ariadne_message_chain_pop (&self->held));
      n++;
    }
  self->is_holding = self->held.first != NULL;
  tell_if_changed (self, was_shut);

  return n;
}

void
_ariadne_hub_wake (AriadneHub *self)
{
  guint64 one = 1;

  if (write (self->waker, &one, sizeof one) != sizeof one)
    g_assert_not_reached ();
}

/* That the hub is closed is never read: so all see it. It is told with the lock for
 * reading free, hence not while this is done.
 */
static void
hear_waker (AriadneHub *self)
{
  guint64 n;

  if (!g_atomic_int_get (&self->is_closed) && read (self->waker, &n, sizeof n) < 0)
    g_assert (errno == EAGAIN);
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
  g_mutex_lock (&self->lock);
  poll_for (self, peer->post, EPOLL_CTL_DEL, 0);
  _ariadne_roster_dismiss (&self->roster, peer, messages);
  self->n_channels -= peer->is_accepted;
  g_mutex_unlock (&self->lock);

  report (self, peer, error);
  g_ptr_array_remove (self->posts, peer->post);
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
  update_polled (self, peer);

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

/* Reads each socket only once, so that none keeps the others waiting; what is left
 * makes it ready again.
 */
void
_ariadne_hub_look_around (AriadneHub          *self,
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
      else
        hear_waker (self);
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

void
_ariadne_hub_end_all (AriadneHub *self)
{
  AriadneMessageChain gone = { NULL, NULL };

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
  if (g_atomic_int_get (&self->is_closed))
    {
      g_mutex_unlock (&self->in_lock);
      close (fd);
      if (g_str_has_prefix (at, "unix:"))
        unlink (at + strlen ("unix:"));
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "The hub is closed");
      return FALSE;
    }
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

  /* Nobody would answer the client. */
  if (g_atomic_int_get (&self->is_closed))
    {
      close (fd);
      return;
    }

  add_peer (self, fd, name != NULL ? g_strdup (name) : _ariadne_address_describe_peer (fd));
}
