/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* for accept4() */

#include "config.h"

#include "engine/ariadne-listener.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection/ariadne-address.h"

/* How long to wait for a file to be closed when there are too many. */
#define FULL_DELAY_MS 1000

struct _AriadneListener
{
  int      fd;
  char    *address;
  char    *data_address;
  GSource *source; /* NULL before it is watched */

  AriadneListenerFunc func;
  gpointer            user_data;
};

static char *
make_data_address (const char *address)
{
  g_autofree char *name = NULL;
  const char *port = strrchr (address, ':');

  if (!g_str_has_prefix (address, "unix"))
    return g_strdup_printf ("%.*s:0", (int) (port - address), address);

  name = g_uuid_string_random ();

  return g_strdup_printf ("unix-abstract:ariadne-%s", name);
}

AriadneListener *
_ariadne_listener_new (const char  *address,
                       GError     **error)
{
  g_autofree char *bound = NULL;
  AriadneListener *self;
  int fd;

  fd = _ariadne_address_listen (address, &bound, error);
  if (fd < 0)
    return NULL;

  self = g_new0 (AriadneListener, 1);
  self->fd = fd;
  self->data_address = make_data_address (bound);
  self->address = g_steal_pointer (&bound);

  return self;
}

static void
stop_watching (AriadneListener *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

void
_ariadne_listener_free (AriadneListener *self)
{
  const char *prefix = "unix:";

  stop_watching (self);
  close (self->fd);
  if (g_str_has_prefix (self->address, prefix))
    unlink (self->address + strlen (prefix));
  g_free (self->address);
  g_free (self->data_address);
  g_free (self);
}

const char *
_ariadne_listener_get_address (AriadneListener *self)
{
  return self->address;
}

const char *
_ariadne_listener_get_data_address (AriadneListener *self)
{
  return self->data_address;
}

static void
watch (AriadneListener *self,
       GSource         *source,
       GSourceFunc      callback)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  stop_watching (self);
  self->source = source;
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, context);
}

static void listen_for_processes (AriadneListener *self);

static gboolean
listen_again_cb (gpointer user_data)
{
  listen_for_processes (user_data);

  return G_SOURCE_REMOVE;
}

/* As long as there are too many open files, whoever comes must wait; the listening
 * socket would tell about them again and again.
 */
static gboolean
handle_failure (AriadneListener *self)
{
  if (errno == EMFILE || errno == ENFILE)
    watch (self, g_timeout_source_new (FULL_DELAY_MS), listen_again_cb);

  return G_SOURCE_CONTINUE;
}

static gboolean
incoming_cb (gint         fd,
             GIOCondition condition,
             gpointer     user_data)
{
  AriadneListener *self = user_data;
  g_autoptr (GSocket) socket = NULL;
  int peer = accept4 (fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

  if (peer < 0)
    return handle_failure (self);

  _ariadne_address_prepare (peer);
  socket = g_socket_new_from_fd (peer, NULL);
  if (socket != NULL)
    self->func (socket, self->user_data);
  else
    close (peer);

  return G_SOURCE_CONTINUE;
}

static void
listen_for_processes (AriadneListener *self)
{
  watch (self, g_unix_fd_source_new (self->fd, G_IO_IN), G_SOURCE_FUNC (incoming_cb));
}

void
_ariadne_listener_watch (AriadneListener     *self,
                         AriadneListenerFunc  func,
                         gpointer             user_data)
{
  self->func = func;
  self->user_data = user_data;
  listen_for_processes (self);
}
