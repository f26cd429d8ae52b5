/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection/ariadne-channel-private.h"
#include "connection/ariadne-message-private.h"
#include "core/ariadne-error.h"

#include "toy-domain.h"

/* The other end of a channel, which does whatever a test wants it to do. It is
 * made of the same parts; what it sends can be anything.
 */

static const AriadneToken test_token = { "0123456789abcde" };

static inline void
make_pair (int *ours,
           int *theirs)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  *ours = fds[0];
  *theirs = fds[1];
}

static inline AriadneChannel *
peer_new (int fd)
{
  return _ariadne_channel_new (fd, g_strdup ("peer"), ARIADNE_WIRE_MAX_LENGTH, FALSE);
}

static inline void
peer_flush (AriadneChannel *self)
{
  g_assert_true (_ariadne_channel_flush (self, NULL));
  g_assert_false (self->is_blocked);
}

static inline void
peer_send_bytes (AriadneChannel *self,
                 gconstpointer   bytes,
                 gsize           length)
{
  g_assert_cmpint (send (self->fd, bytes, length, MSG_NOSIGNAL), ==, length);
}

static inline void
peer_await_readable (AriadneChannel *self)
{
  struct pollfd polled = { self->fd, POLLIN, 0 };

  while (poll (&polled, 1, -1) < 0)
    g_assert_cmpint (errno, ==, EINTR);
}

/* Waits for a frame; FALSE if the channel has ended instead. */
static inline gboolean
peer_next (AriadneChannel     *self,
           AriadneFrameHeader *header,
           gsize              *offset)
{
  AriadneFrameResult result;

  while ((result = _ariadne_channel_next (self, header, offset, NULL)) == ARIADNE_FRAME_NONE)
    {
      peer_await_readable (self);
      if (!_ariadne_channel_receive (self, NULL))
        return FALSE;
    }
  g_assert_cmpint (result, ==, ARIADNE_FRAME_WHOLE);

  return TRUE;
}

/* Waits for a frame of a type, and passes others over. */
static inline void
peer_await (AriadneChannel     *self,
            guint               type,
            AriadneFrameHeader *header,
            gsize              *offset)
{
  do
    g_assert_true (peer_next (self, header, offset));
  while (header->type != type);
}

/* Puts the request of a client for so many states. */
static inline void
peer_put_request (AriadneChannel *self,
                  guint           client,
                  guint64         uid,
                  guint           n_states)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, n_states);
  g_autoptr (AriadneMessage) message = NULL;

  message = ariadne_message_new_request (sequence, uid, ARIADNE_MESSAGE_FLAGS_WAITS);
  message->n_items = n_states;
  g_assert_true (_ariadne_channel_put (self, message, client, uid, domain, ARIADNE_WIRE_STATES,
                                       NULL));
}

static inline void
peer_put_rows (AriadneChannel *self,
               guint           client,
               guint64         uid,
               guint           n_rows,
               guint           n_columns,
               float           value)
{
  g_autoptr (AriadneMessage) message = ariadne_message_new (ARIADNE_MESSAGE_REPLY);

  message->rows = ariadne_matrix_new (n_rows, n_columns);
  for (guint i = 0; i < n_rows; i++)
    ariadne_matrix_get_row (message->rows, i)[0] = value;
  g_assert_true (_ariadne_channel_put (self, message, client, uid, NULL, 0, NULL));
  peer_flush (self);
}

/* Puts an answer of so many rows, each with the value. */
static inline void
peer_put_answer (AriadneChannel *self,
                 guint           client,
                 guint64         uid,
                 guint           n_rows,
                 float           value)
{
  peer_put_rows (self, client, uid, n_rows, 1, value);
}

/* One that is not received in one piece, if there are some rows. */
static inline void
peer_put_wide_answer (AriadneChannel *self,
                      guint           client,
                      guint64         uid,
                      guint           n_rows,
                      float           value)
{
  peer_put_rows (self, client, uid, n_rows, 2000, value);
}
