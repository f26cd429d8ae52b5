/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection/ariadne-address.h"
#include "connection/ariadne-channel-private.h"
#include "connection/ariadne-message-private.h"
#include "core/ariadne-error.h"

/* The end of a payload that is so long is not copied, unless it has to be kept
 * because it cannot be written at once.
 */
#define MIN_TAIL 4096

/* The number of pieces that are written in one call. */
#define MAX_PIECES 64

/* What `out` may keep for the next time when it is empty. */
#define MAX_SPARE (256 << 10)

typedef struct
{
  gsize        place; /* in `out`, after which it comes */
  struct iovec bytes;
} Tail;

AriadneChannel *
_ariadne_channel_new (int       fd,
                      char     *peer,
                      gsize     max_length,
                      gboolean  is_client)
{
  AriadneChannel *self = g_new0 (AriadneChannel, 1);

  self->fd = fd;
  self->peer = peer;
  self->out = g_byte_array_new ();
  self->tails = g_array_new (FALSE, FALSE, sizeof (Tail));

  /* A client keeps nothing of what it receives but copies. */
  _ariadne_frame_reader_init (&self->reader, max_length, is_client);
  _ariadne_address_prepare (fd);

  return self;
}

void
_ariadne_channel_free (AriadneChannel *self)
{
  close (self->fd);
  _ariadne_frame_reader_clear (&self->reader);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_clear_pointer (&self->tails, g_array_unref);
  g_clear_pointer (&self->peer, g_free);
  g_free (self);
}

const char *
_ariadne_channel_get_peer (AriadneChannel *self)
{
  return self->peer;
}

GError *
_ariadne_channel_describe (AriadneChannel *self,
                           const char     *what,
                           const GError   *error)
{
  return g_error_new (error->domain, error->code, "the channel to %s %s is closed: %s",
                      what, self->peer, error->message);
}

static gboolean
fail_ended (AriadneChannel  *self,
            GError         **error)
{
  if (_ariadne_frame_reader_has_part (&self->reader))
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                         "it has ended in the middle of a frame");
  else if (self->has_said_goodbye)
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "it has taken its leave");
  else
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "it is gone");

  return FALSE;
}

static gboolean
fail_errno (int      code,
            GError **error)
{
  gboolean gone = code == EPIPE || code == ECONNRESET;

  g_set_error (error, ARIADNE_ERROR, gone ? ARIADNE_ERROR_CLOSED : ARIADNE_ERROR_FAILED,
               "it cannot be reached any more: %s", g_strerror (code));

  return FALSE;
}

static gboolean
can_go_on (int code)
{
  return code == EAGAIN || code == EWOULDBLOCK || code == EINTR;
}

gboolean
_ariadne_channel_receive (AriadneChannel  *self,
                          GError         **error)
{
  gsize room;
  guint8 *to = _ariadne_frame_reader_get_room (&self->reader, &room);
  gssize n = recv (self->fd, to, room, MSG_DONTWAIT);

  if (n == 0)
    return fail_ended (self, error);
  if (n < 0)
    return can_go_on (errno) || fail_errno (errno, error);

  _ariadne_frame_reader_add (&self->reader, n);

  return TRUE;
}

AriadneFrameResult
_ariadne_channel_next (AriadneChannel      *self,
                       AriadneFrameHeader  *header,
                       gsize               *offset,
                       GError             **error)
{
  AriadneFrameResult result = _ariadne_frame_reader_next (&self->reader, header, offset, error);

  if (result == ARIADNE_FRAME_WHOLE && header->type == ARIADNE_FRAME_GOODBYE)
    self->has_said_goodbye = TRUE;

  return result;
}

AriadneMessage *
_ariadne_channel_unpack (AriadneChannel            *self,
                         const AriadneFrameHeader  *header,
                         gsize                      offset,
                         GError                   **error)
{
  return _ariadne_wire_read (header->type, header->flags, header->uid, self->reader.block, offset,
                             header->length, error);
}

void
_ariadne_channel_put_plain (AriadneChannel *self,
                            guint           type,
                            guint           client,
                            guint64         uid)
{
  _ariadne_frame_put_plain (self->out, type, client, uid);
}

static void
put_tail (AriadneChannel     *self,
          const struct iovec *bytes)
{
  Tail tail = { self->out->len, *bytes };

  if (bytes->iov_len >= MIN_TAIL)
    g_array_append_val (self->tails, tail);
  else if (bytes->iov_len > 0)
    g_byte_array_append (self->out, bytes->iov_base, bytes->iov_len);
}

gboolean
_ariadne_channel_put (AriadneChannel        *self,
                      const AriadneMessage  *message,
                      guint                  client,
                      guint64                uid,
                      AriadneDomain         *domain,
                      AriadneWireForms       forms,
                      GError               **error)
{
  AriadneFrameHeader header = {
    .type = message->type,
    .flags = message->type == ARIADNE_MESSAGE_REQUEST ? message->flags : 0,
    .n_items = message->n_items,
    .uid = uid,
    .client = client,
  };
  struct iovec tail = { NULL, 0 };
  guint start = self->out->len;

  /* The header is written when the length is known. */
  g_byte_array_set_size (self->out, start + ARIADNE_FRAME_HEADER_LENGTH);
  if (!_ariadne_wire_write (message, domain, forms, self->out, &tail, error))
    {
      g_byte_array_set_size (self->out, start);
      return FALSE;
    }

  header.length = self->out->len - start - ARIADNE_FRAME_HEADER_LENGTH + tail.iov_len;
  _ariadne_frame_pack (&header, self->out->data + start);
  put_tail (self, &tail);

  return TRUE;
}

/* Lists what is to be written next, in order. */
static guint
list_pieces (AriadneChannel *self,
             struct iovec   *pieces,
             gsize          *length)
{
  gsize place = self->n_written;
  guint n = 0;

  *length = 0;
  for (guint i = 0; i <= self->tails->len && n + 2 <= MAX_PIECES; i++)
    {
      const Tail *tail = i < self->tails->len ? &g_array_index (self->tails, Tail, i) : NULL;
      gsize end = tail != NULL ? tail->place : self->out->len;

      if (end > place)
        pieces[n++] = (struct iovec) { self->out->data + place, end - place };
      if (tail != NULL)
        pieces[n++] = tail->bytes;
      place = end;
    }

  for (guint i = 0; i < n; i++)
    *length += pieces[i].iov_len;

  return n;
}

/* Takes what has been written off the beginning. */
static void
skip_written (AriadneChannel *self,
              gsize           n_bytes)
{
  guint n_tails = 0;

  while (n_bytes > 0)
    {
      Tail *tail = n_tails < self->tails->len ? &g_array_index (self->tails, Tail, n_tails) : NULL;
      gsize end = tail != NULL ? tail->place : self->out->len;
      gsize n = MIN (n_bytes, end - self->n_written);

      self->n_written += n;
      n_bytes -= n;
      if (tail == NULL || self->n_written < end)
        continue;

      n = MIN (n_bytes, tail->bytes.iov_len);
      tail->bytes.iov_base = (guint8 *) tail->bytes.iov_base + n;
      tail->bytes.iov_len -= n;
      n_bytes -= n;
      n_tails += tail->bytes.iov_len == 0;
    }

  g_array_remove_range (self->tails, 0, n_tails);
}

/* Copies what could not be written, which others may release now. */
static void
keep_unwritten (AriadneChannel *self)
{
  GByteArray *kept;

  if (self->tails->len == 0 && self->n_written < self->out->len / 2)
    return;

  kept = g_byte_array_new ();
  for (guint i = 0; i <= self->tails->len; i++)
    {
      const Tail *tail = i < self->tails->len ? &g_array_index (self->tails, Tail, i) : NULL;
      gsize end = tail != NULL ? tail->place : self->out->len;

      g_byte_array_append (kept, self->out->data + self->n_written, end - self->n_written);
      if (tail != NULL)
        g_byte_array_append (kept, tail->bytes.iov_base, tail->bytes.iov_len);
      self->n_written = end;
    }

  g_byte_array_unref (self->out);
  self->out = kept;
  self->n_written = 0;
  g_array_set_size (self->tails, 0);
}

static void
start_afresh (AriadneChannel *self)
{
  if (self->out->len > MAX_SPARE)
    {
      g_byte_array_unref (self->out);
      self->out = g_byte_array_new ();
    }
  g_byte_array_set_size (self->out, 0);
  self->n_written = 0;
}

gboolean
_ariadne_channel_flush (AriadneChannel  *self,
                        GError         **error)
{
  struct iovec pieces[MAX_PIECES];
  struct msghdr message = { .msg_iov = pieces };
  gsize length;

  self->is_blocked = FALSE;
  while ((message.msg_iovlen = list_pieces (self, pieces, &length)) > 0)
    {
      gssize n = sendmsg (self->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && !can_go_on (errno))
        return fail_errno (errno, error);

      skip_written (self, MAX (n, 0));
      if (n < (gssize) length)
        {
          keep_unwritten (self);
          self->is_blocked = TRUE;
          return TRUE;
        }
    }

  start_afresh (self);

  return TRUE;
}

static gboolean
await_readable (int      fd,
                gint64   deadline,
                GError **error)
{
  struct pollfd polled = { fd, POLLIN, 0 };
  int n;

  do
    {
      gint64 left = MAX (deadline - g_get_monotonic_time (), 0);

      n = poll (&polled, 1, (left + 999) / 1000);
    }
  while (n < 0 && errno == EINTR);

  if (n == 0)
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
                         "it has not accepted the channel in time");

  return n > 0;
}

/* Waits for the answer to the greeting. */
static gboolean
await_accepted (AriadneChannel  *self,
                gint64           deadline,
                GError         **error)
{
  AriadneFrameResult result;
  AriadneFrameHeader header;
  gsize offset;

  while ((result = _ariadne_channel_next (self, &header, &offset, error)) == ARIADNE_FRAME_NONE)
    if (!await_readable (self->fd, deadline, error) || !_ariadne_channel_receive (self, error))
      return FALSE;

  if (result == ARIADNE_FRAME_BROKEN)
    return FALSE;
  if (header.type != ARIADNE_FRAME_REFUSE)
    return _ariadne_frame_get_accept (&header, self->reader.data + offset, &self->window, error);

  _ariadne_frame_get_refusal (&header, self->reader.data + offset, error);

  return FALSE;
}

static AriadneChannel *
greet (int                  fd,
       char                *peer,
       const AriadneToken  *token,
       gint64               deadline,
       GError             **error)
{
  g_autoptr (AriadneChannel) self = NULL;
  g_autoptr (GError) why = NULL;

  self = _ariadne_channel_new (fd, peer, ARIADNE_FRAME_MAX_GREETING, TRUE);
  _ariadne_frame_put_hello (self->out, ARIADNE_FRAME_VERSION, token);
  if (!_ariadne_channel_flush (self, &why) || !await_accepted (self, deadline, &why))
    {
      g_propagate_error (error, _ariadne_channel_describe (self, "the server", why));
      return NULL;
    }

  self->reader.max_length = ARIADNE_WIRE_MAX_LENGTH;

  return g_steal_pointer (&self);
}

AriadneChannel *
_ariadne_channel_connect (const char          *address,
                          const AriadneToken  *token,
                          gint64               timeout,
                          GError             **error)
{
  gint64 deadline = g_get_monotonic_time () + timeout;
  int fd = _ariadne_address_connect (address, timeout, NULL, error);

  return fd < 0 ? NULL : greet (fd, g_strdup (address), token, deadline, error);
}

/* So little is taken at once by a socket that is new, or it is gone. */
static gboolean
name_server (int         fd,
             const char *tunnel,
             const char *address,
             GError    **error)
{
  g_autofree char *line = g_strconcat (address, "\n", NULL);
  gsize length = strlen (line);

  if (send (fd, line, length, MSG_NOSIGNAL) == (gssize) length)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
               "the tunnel %s to the server %s cannot be told so: %s", tunnel, address,
               g_strerror (errno));

  return FALSE;
}

AriadneChannel *
_ariadne_channel_connect_through (const char          *tunnel,
                                  const char          *address,
                                  const AriadneToken  *token,
                                  gint64               timeout,
                                  GError             **error)
{
  gint64 deadline = g_get_monotonic_time () + timeout;
  int fd = _ariadne_address_connect (tunnel, timeout, NULL, error);

  if (fd < 0)
    return NULL;
  if (name_server (fd, tunnel, address, error))
    return greet (fd, g_strdup (address), token, deadline, error);

  close (fd);

  return NULL;
}

AriadneChannel *
_ariadne_channel_new_for_fd (int                  fd,
                             const AriadneToken  *token,
                             gint64               timeout,
                             GError             **error)
{
  gint64 deadline = g_get_monotonic_time () + timeout;

  return greet (fd, _ariadne_address_describe_peer (fd), token, deadline, error);
}
