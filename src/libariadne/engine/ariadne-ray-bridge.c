/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-ray-bridge.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-json.h"
#include "engine/ariadne-process.h"

/* What the bridge says is not trusted: it may be another program. The first line that
 * makes no sense is the reason why it is killed. The reason why it ends is, in this
 * order: what it did wrong, what it said itself, and how its process ended.
 */

#define CHUNK_LENGTH    4096
#define MAX_LINE_LENGTH (64 * 1024)

/* How long it may take to leave Ray in order, in seconds. */
#define CLOSE_TIMEOUT 20

struct _AriadneRayBridge
{
  AriadneProcess *process;
  GSocket        *socket;
  GByteArray     *in;         /* what has come of a line */
  GByteArray     *out;        /* what could not be sent yet */
  GSource        *in_source;  /* NULL once nothing more can come */
  GSource        *out_source; /* NULL if nothing waits to be sent */
  GSource        *timer;      /* NULL unless it is closing */
  gboolean        greeted;
  gboolean        closing;
  GError         *error;      /* the first reason why it ends */

  AriadneRayEventFunc event_func;
  AriadneRayEndedFunc ended_func;
  gpointer            user_data;
};

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
attach (GSource     **place,
        GSource      *source,
        GSourceFunc   callback,
        gpointer      user_data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  *place = source;
  g_source_set_callback (source, callback, user_data, NULL);
  g_source_attach (source, context);
}

/* Whatever else it would say, it is over. */
static void
give_up (AriadneRayBridge *self,
         GError           *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  drop_source (&self->in_source);
  _ariadne_process_kill (self->process);
}

/* Events. */

static gboolean
read_count (JsonNode    *node,
            const char  *name,
            guint       *count,
            GError     **error)
{
  JsonNode *member = _ariadne_json_get_member (node, name, error);
  guint64 total;

  if (member == NULL || !_ariadne_json_to_total (member, G_MAXUINT, &total, error))
    return FALSE;

  *count = total;

  return TRUE;
}

static gboolean
read_amount (JsonNode    *node,
             const char  *name,
             double      *amount,
             GError     **error)
{
  JsonNode *member = _ariadne_json_get_member (node, name, error);

  return member != NULL && _ariadne_json_to_number (member, amount, error);
}

static gboolean
read_text (JsonNode    *node,
           const char  *name,
           gboolean     nullable,
           char       **text,
           GError     **error)
{
  JsonNode *member = _ariadne_json_get_member (node, name, error);

  if (member == NULL || !_ariadne_json_to_text (member, text, error))
    return FALSE;
  if (*text != NULL || nullable)
    return TRUE;

  _ariadne_json_expected (member, "a string", error);

  return FALSE;
}

static gboolean
take_hello (AriadneRayBridge  *self,
            JsonNode          *node,
            GError           **error)
{
  guint protocol;

  if (!read_count (node, "protocol", &protocol, error))
    return FALSE;

  self->greeted = TRUE;
  if (protocol == ARIADNE_RAY_PROTOCOL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               ": it speaks version %u of the protocol, expected version %u: the Python package"
               " is that of another Ariadne",
               protocol, ARIADNE_RAY_PROTOCOL);

  return FALSE;
}

static gboolean
take_ready (AriadneRayBridge  *self,
            JsonNode          *node,
            GError           **error)
{
  AriadneRayEvent event = { .kind = ARIADNE_RAY_READY };
  g_autofree char *host = NULL;

  if (!read_text (node, "host", FALSE, &host, error)
      || !read_count (node, "nodes", &event.nodes, error)
      || !read_amount (node, "cpus", &event.cpus, error)
      || !read_amount (node, "gpus", &event.gpus, error))
    return FALSE;

  event.host = host;
  self->event_func (&event, self->user_data);

  return TRUE;
}

static gboolean
take_exited (AriadneRayBridge  *self,
             JsonNode          *node,
             GError           **error)
{
  AriadneRayEvent event = { .kind = ARIADNE_RAY_EXITED };
  g_autofree char *message = NULL;

  if (!read_count (node, "seat", &event.seat, error)
      || !read_text (node, "message", TRUE, &message, error))
    return FALSE;

  event.message = message;
  self->event_func (&event, self->user_data);

  return TRUE;
}

/* It ends by itself, and is not killed before it has done so. */
static gboolean
take_failed (AriadneRayBridge  *self,
             JsonNode          *node,
             GError           **error)
{
  g_autofree char *message = NULL;

  if (!read_text (node, "message", FALSE, &message, error))
    return FALSE;

  if (self->error == NULL)
    self->error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "Ray: %s", message);

  return TRUE;
}

static gboolean
take_event (AriadneRayBridge  *self,
            JsonNode          *node,
            GError           **error)
{
  g_autofree char *kind = NULL;
  gboolean taken = FALSE;

  if (!read_text (node, "event", FALSE, &kind, error))
    return FALSE;

  if (self->greeted != !g_str_equal (kind, "hello"))
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL, ": it comes out of turn");
  else if (g_str_equal (kind, "hello"))
    taken = take_hello (self, node, error);
  else if (g_str_equal (kind, "ready"))
    taken = take_ready (self, node, error);
  else if (g_str_equal (kind, "exited"))
    taken = take_exited (self, node, error);
  else if (g_str_equal (kind, "failed"))
    taken = take_failed (self, node, error);
  else
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL, ": there is no such event");
  if (!taken)
    g_prefix_error (error, "event “%s”", kind);

  return taken;
}

static gboolean
take_line (AriadneRayBridge *self,
           const char       *line,
           gsize             length)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  node = _ariadne_json_parse (line, length, 1, &error);
  if (node != NULL && take_event (self, node, &error))
    return TRUE;

  give_up (self, g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                              "the bridge to Ray has broken the protocol: %s", error->message));

  return FALSE;
}

/* FALSE if it was given up. */
static gboolean
take_lines (AriadneRayBridge *self)
{
  const guint8 *end;

  while ((end = memchr (self->in->data, '\n', self->in->len)) != NULL)
    {
      gsize length = end - self->in->data;
      g_autofree char *line = g_strndup ((const char *) self->in->data, length);

      g_byte_array_remove_range (self->in, 0, length + 1);
      if (!take_line (self, line, length))
        return FALSE;
    }

  if (self->in->len <= MAX_LINE_LENGTH)
    return TRUE;

  give_up (self, g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                              "the bridge to Ray has broken the protocol: expected lines of at"
                              " most %d bytes",
                              MAX_LINE_LENGTH));

  return FALSE;
}

/* The socket. */

/* Reads once; FALSE if there is nothing, or nothing more will come. */
static gboolean
read_some (AriadneRayBridge *self)
{
  g_autoptr (GError) error = NULL;
  guint length = self->in->len;
  gssize n;

  if (self->in_source == NULL)
    return FALSE;

  g_byte_array_set_size (self->in, length + CHUNK_LENGTH);
  n = g_socket_receive_with_blocking (self->socket, (char *) self->in->data + length, CHUNK_LENGTH,
                                      FALSE, NULL, &error);
  g_byte_array_set_size (self->in, length + MAX (n, 0));

  if (n > 0)
    return take_lines (self);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    drop_source (&self->in_source);

  return FALSE;
}

static gboolean
timer_cb (gpointer user_data)
{
  AriadneRayBridge *self = user_data;

  give_up (self, g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
                              "the bridge to Ray has not ended within %d s", CLOSE_TIMEOUT));

  return G_SOURCE_CONTINUE;
}

/* It has as long to end as it may take to leave Ray. */
static void
await_end (AriadneRayBridge *self)
{
  if (self->timer == NULL)
    attach (&self->timer, g_timeout_source_new_seconds (CLOSE_TIMEOUT), timer_cb, self);
}

static gboolean
readable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  AriadneRayBridge *self = user_data;

  read_some (self);
  if (self->in_source == NULL)
    await_end (self);

  return G_SOURCE_CONTINUE;
}

/* Sends what the socket takes. What it does not take because the bridge has gone does
 * not matter: that it has is told otherwise.
 */
static void
send_some (AriadneRayBridge *self)
{
  g_autoptr (GError) error = NULL;
  gssize n = 0;

  while (self->out->len > 0 && n >= 0)
    {
      n = g_socket_send_with_blocking (self->socket, (const char *) self->out->data,
                                       self->out->len, FALSE, NULL, &error);
      if (n > 0)
        g_byte_array_remove_range (self->out, 0, n);
    }

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_byte_array_set_size (self->out, 0);
}

static gboolean
writable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  AriadneRayBridge *self = user_data;

  send_some (self);
  if (self->out->len == 0)
    drop_source (&self->out_source);

  return G_SOURCE_CONTINUE;
}

void
_ariadne_ray_bridge_send (AriadneRayBridge *self,
                          JsonNode         *order)
{
  g_autofree char *line = _ariadne_json_print (order);

  json_node_unref (order);
  g_byte_array_append (self->out, (const guint8 *) line, strlen (line));
  g_byte_array_append (self->out, (const guint8 *) "\n", 1);
  if (self->out_source != NULL)
    return;

  send_some (self);
  if (self->out->len > 0)
    attach (&self->out_source, g_socket_create_source (self->socket, G_IO_OUT, NULL),
            G_SOURCE_FUNC (writable_cb), self);
}

/* The process. */

static void
ended_cb (AriadneProcess *process,
          int             wait_status,
          const char     *reason,
          gpointer        user_data)
{
  AriadneRayBridge *self = user_data;

  while (read_some (self))
    ;
  drop_source (&self->in_source);
  drop_source (&self->out_source);
  drop_source (&self->timer);
  if (self->error == NULL && !(self->closing && wait_status == 0))
    self->error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "the bridge to Ray %s", reason);
  self->ended_func (self->error, self->user_data);
}

AriadneRayBridge *
_ariadne_ray_bridge_start (const char * const   *argv,
                           const char * const   *environment,
                           AriadneRayEventFunc   event_func,
                           AriadneRayEndedFunc   ended_func,
                           gpointer              user_data,
                           GError              **error)
{
  g_autoptr (GSocket) socket = NULL;
  AriadneProcess *process;
  AriadneRayBridge *self;

  process = _ariadne_process_start (argv, environment, "ray", &socket, error);
  if (process == NULL)
    return NULL;

  self = g_new0 (AriadneRayBridge, 1);
  self->process = process;
  self->socket = g_steal_pointer (&socket);
  self->in = g_byte_array_new ();
  self->out = g_byte_array_new ();
  self->event_func = event_func;
  self->ended_func = ended_func;
  self->user_data = user_data;
  attach (&self->in_source, g_socket_create_source (self->socket, G_IO_IN, NULL),
          G_SOURCE_FUNC (readable_cb), self);
  _ariadne_process_watch (process, ended_cb, self);

  return self;
}

void
_ariadne_ray_bridge_close (AriadneRayBridge *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (self->closing)
    return;

  self->closing = TRUE;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "do");
  json_builder_add_string_value (builder, "close");
  json_builder_end_object (builder);
  _ariadne_ray_bridge_send (self, json_builder_get_root (builder));
  await_end (self);
}

void
_ariadne_ray_bridge_free (AriadneRayBridge *self)
{
  drop_source (&self->in_source);
  drop_source (&self->out_source);
  drop_source (&self->timer);
  _ariadne_process_free (self->process);
  g_object_unref (self->socket);
  g_byte_array_unref (self->in);
  g_byte_array_unref (self->out);
  g_clear_error (&self->error);
  g_free (self);
}
