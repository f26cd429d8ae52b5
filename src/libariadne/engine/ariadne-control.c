/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-control.h"

#include <string.h>
#include <unistd.h>

#include "core/ariadne-error.h"

/* Who says what when.
 *
 * A process that was started finds its end of a socket pair at descriptor 3; one
 * that joins connects to where the engine listens. From then on both are the
 * same:
 *
 *     process                              engine
 *        | HELLO ------------------------->  | checks the version, and the token of
 *        |                                   | one that has joined
 *        | <---------------- HELLO and SPEC  | the first with the token of the run
 *        | READY ------------------------->  | once it is what the SPEC says; or
 *        |                                   | BYE with the reason why it is not
 *        | <------- PEERS, TASK, ..., PING   | in any order, as long as it works
 *        | PROGRESS, RESULT, BATCHES, LOAD,  |
 *        | PONG                              |
 *        | <-------------------------- DRAIN |
 *        | RESULT, BATCHES, LOAD             | what there is
 *        | BYE --------------------------->  | and the process ends
 *
 * Each RESULT ends one TASK. Whoever reads the end of the socket, or what does not
 * belong there, takes the other for dead: a process ends itself, and an engine
 * makes sure that the process has ended.
 */

/* As much is read at a time. */
#define CHUNK_LENGTH (64 * 1024)

/* Unsent bytes from which on there is no point in sending news. */
#define CLOGGED_LENGTH (64 * 1024)

struct _AriadneControl
{
  GObject parent_instance;

  GSocket      *socket;
  GMainContext *context;
  gsize         limit;    /* of frames that are accepted */

  GByteArray *in;         /* what has come of frames that are not complete */
  GQueue      out;        /* of GBytes; what could not be sent yet */
  gsize       n_out;      /* bytes of it */
  gsize       first_sent; /* bytes of its first that have been sent */

  GSource *in_source;     /* NULL before the start and after the end */
  GSource *out_source;    /* NULL if nothing waits to be sent */

  AriadneControlFrameFunc  frame_func;
  AriadneControlClosedFunc closed_func; /* NULL before the start and after the end */
  gpointer                 user_data;
};

G_DEFINE_FINAL_TYPE (AriadneControl, _ariadne_control, G_TYPE_OBJECT)

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
_ariadne_control_close (AriadneControl *self)
{
  self->closed_func = NULL;
  drop_source (&self->in_source);
  drop_source (&self->out_source);
  if (!g_socket_is_closed (self->socket))
    g_socket_close (self->socket, NULL);
}

/* The end: tells it, once. */
static void
end (AriadneControl *self,
     const GError   *error)
{
  AriadneControlClosedFunc closed_func = self->closed_func;

  _ariadne_control_close (self);
  if (closed_func != NULL)
    closed_func (self, error, self->user_data);
}

/* Handles the frames that have come; FALSE if the control has ended. */
static gboolean
handle_frames (AriadneControl *self)
{
  gsize done = 0;

  while (self->closed_func != NULL)
    {
      g_autoptr (GVariant) payload = NULL;
      g_autoptr (GError) error = NULL;
      AriadneControlType type;
      gsize length;

      if (!_ariadne_control_frame_read (self->in->data + done, self->in->len - done, self->limit,
                                        &length, &type, &payload, &error))
        {
          end (self, error);
          return FALSE;
        }
      if (length == 0)
        break;

      done += length;
      self->frame_func (self, type, payload, self->user_data);
    }

  if (done > 0)
    g_byte_array_remove_range (self->in, 0, done);

  return self->closed_func != NULL;
}

static void
end_of_stream (AriadneControl *self)
{
  g_autoptr (GError) error = NULL;

  if (self->in->len > 0)
    error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                         "the peer has closed the socket after %u bytes of a frame",
                         self->in->len);
  end (self, error);
}

/* Reads once; FALSE if the control has ended or there is nothing to read. */
static gboolean
read_some (AriadneControl *self)
{
  g_autoptr (GError) error = NULL;
  guint length = self->in->len;
  gssize n;

  g_byte_array_set_size (self->in, length + CHUNK_LENGTH);
  n = g_socket_receive_with_blocking (self->socket, (char *) self->in->data + length, CHUNK_LENGTH,
                                      FALSE, NULL, &error);
  g_byte_array_set_size (self->in, length + MAX (n, 0));

  if (n > 0)
    return handle_frames (self);
  if (n == 0)
    end_of_stream (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    end (self, error);

  return FALSE;
}

static gboolean
readable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  g_autoptr (AriadneControl) self = g_object_ref (user_data);

  read_some (self);

  return G_SOURCE_CONTINUE;
}

void
_ariadne_control_read_rest (AriadneControl *control)
{
  g_autoptr (AriadneControl) self = g_object_ref (control);

  while (self->closed_func != NULL && read_some (self))
    ;
}

/* Sends what the socket takes. */
static gboolean
send_some (AriadneControl  *self,
           GError         **error)
{
  while (!g_queue_is_empty (&self->out))
    {
      GBytes *bytes = g_queue_peek_head (&self->out);
      g_autoptr (GError) local_error = NULL;
      gsize length;
      const char *data = g_bytes_get_data (bytes, &length);
      gssize n;

      n = g_socket_send_with_blocking (self->socket, data + self->first_sent,
                                       length - self->first_sent, FALSE, NULL, &local_error);
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return TRUE;
      if (n < 0)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      self->first_sent += n;
      self->n_out -= n;
      if (self->first_sent == length)
        {
          g_bytes_unref (g_queue_pop_head (&self->out));
          self->first_sent = 0;
        }
    }

  return TRUE;
}

/* A peer that has gone is noticed by the reading end, which first reads what it
 * has said last.
 */
static void
give_up_sending (AriadneControl *self)
{
  g_queue_clear_full (&self->out, (GDestroyNotify) g_bytes_unref);
  self->n_out = 0;
  self->first_sent = 0;
}

static gboolean
writable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  AriadneControl *self = user_data;

  if (!send_some (self, NULL))
    give_up_sending (self);
  if (!g_queue_is_empty (&self->out))
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->out_source, g_source_unref);

  return G_SOURCE_REMOVE;
}

static GSource *
watch (AriadneControl    *self,
       GIOCondition       condition,
       GSocketSourceFunc  callback)
{
  GSource *source = g_socket_create_source (self->socket, condition, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (callback), self, NULL);
  g_source_attach (source, self->context);

  return source;
}

/* Takes over a connected stream socket. */
AriadneControl *
_ariadne_control_new (GSocket *socket)
{
  AriadneControl *self = g_object_new (ARIADNE_TYPE_CONTROL, NULL);

  self->socket = g_object_ref (socket);
  self->context = g_main_context_ref_thread_default ();
  g_socket_set_blocking (socket, FALSE);

  return self;
}

/* From here on frames are read. The functions must not free @user_data before
 * the control is closed.
 */
void
_ariadne_control_start (AriadneControl           *self,
                        AriadneControlFrameFunc   frame_func,
                        AriadneControlClosedFunc  closed_func,
                        gpointer                  user_data)
{
  g_assert (self->in_source == NULL);

  self->frame_func = frame_func;
  self->closed_func = closed_func;
  self->user_data = user_data;
  self->in_source = watch (self, G_IO_IN, readable_cb);
}

void
_ariadne_control_trust (AriadneControl *self)
{
  self->limit = ARIADNE_CONTROL_PEER_LIMIT;
}

/* Fails only if the frame would be too long; that the peer has gone is told in
 * another way.
 */
gboolean
_ariadne_control_send (AriadneControl      *self,
                       AriadneControlType   type,
                       GVariant            *payload,
                       GError             **error)
{
  GBytes *bytes = _ariadne_control_frame_write (type, payload, error);

  if (bytes == NULL)
    return FALSE;

  self->n_out += g_bytes_get_size (bytes);
  g_queue_push_tail (&self->out, bytes);
  if (self->out_source != NULL)
    return TRUE;

  if (g_socket_is_closed (self->socket) || !send_some (self, NULL))
    give_up_sending (self);
  if (!g_queue_is_empty (&self->out))
    self->out_source = watch (self, G_IO_OUT, writable_cb);

  return TRUE;
}

gboolean
_ariadne_control_is_clogged (AriadneControl *self)
{
  return self->n_out > CLOGGED_LENGTH;
}

gboolean
_ariadne_control_is_closed (AriadneControl *self)
{
  return g_socket_is_closed (self->socket);
}

void
_ariadne_control_flush (AriadneControl *self,
                        gint64          microseconds)
{
  gint64 deadline = g_get_monotonic_time () + microseconds;

  while (!g_queue_is_empty (&self->out) && !g_socket_is_closed (self->socket))
    {
      gint64 left = deadline - g_get_monotonic_time ();

      if (left <= 0
          || !g_socket_condition_timed_wait (self->socket, G_IO_OUT, left, NULL, NULL)
          || !send_some (self, NULL))
        return;
    }
}

static char *
read_boot_id (void)
{
  char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("");

  return g_strchomp (text);
}

void
_ariadne_control_greet (AriadneControl     *self,
                        AriadneRole         role,
                        const AriadneToken *token,
                        guint               seat)
{
  static const AriadneToken none = { { 0 } };
  g_autofree char *boot_id = read_boot_id ();
  GVariant *bytes;

  bytes = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, (token != NULL ? token : &none)->bytes,
                                     ARIADNE_TOKEN_LENGTH, 1);
  _ariadne_control_send (self, ARIADNE_CONTROL_HELLO,
                         g_variant_new ("(u@aysuu)", role, bytes, boot_id, (guint) getpid (),
                                        seat),
                         NULL);
}

gboolean
_ariadne_greeting_read (AriadneGreeting  *self,
                        GVariant         *payload,
                        GError          **error)
{
  g_autoptr (GVariant) token = NULL;
  const char *boot_id;
  guint role;

  g_variant_get (payload, "(u@ay&suu)", &role, &token, &boot_id, &self->pid, &self->seat);
  if (role > ARIADNE_ROLE_SERVER || g_variant_get_size (token) != ARIADNE_TOKEN_LENGTH)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "a HELLO has role %u and a token of %" G_GSIZE_FORMAT " bytes, expected a role "
                   "up to %u and %u bytes",
                   role, g_variant_get_size (token), ARIADNE_ROLE_SERVER, ARIADNE_TOKEN_LENGTH);
      return FALSE;
    }

  self->role = role;
  memcpy (self->token.bytes, g_variant_get_data (token), ARIADNE_TOKEN_LENGTH);
  g_strlcpy (self->boot_id, boot_id, sizeof self->boot_id);

  return TRUE;
}

/* Whether the peer is on this machine, and has the same clock. */
gboolean
_ariadne_greeting_is_near (const AriadneGreeting *self)
{
  g_autofree char *boot_id = read_boot_id ();

  return *boot_id != '\0' && g_str_equal (self->boot_id, boot_id);
}

static void
_ariadne_control_dispose (GObject *object)
{
  AriadneControl *self = ARIADNE_CONTROL (object);

  if (self->socket != NULL)
    _ariadne_control_close (self);
  g_clear_object (&self->socket);

  G_OBJECT_CLASS (_ariadne_control_parent_class)->dispose (object);
}

static void
_ariadne_control_finalize (GObject *object)
{
  AriadneControl *self = ARIADNE_CONTROL (object);

  g_queue_clear_full (&self->out, (GDestroyNotify) g_bytes_unref);
  g_byte_array_unref (self->in);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (_ariadne_control_parent_class)->finalize (object);
}

static void
_ariadne_control_class_init (AriadneControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = _ariadne_control_dispose;
  G_OBJECT_CLASS (klass)->finalize = _ariadne_control_finalize;
}

static void
_ariadne_control_init (AriadneControl *self)
{
  self->limit = ARIADNE_CONTROL_STRANGER_LIMIT;
  self->in = g_byte_array_new ();
  g_queue_init (&self->out);
}
