/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* for accept4() */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection/ariadne-address.h"
#include "core/ariadne-error.h"
#include "engine/ariadne-remote-engine-private.h"
#include "engine/ariadne-static-engine.h"

/* How long to wait for a file to be closed when there are too many. */
#define FULL_DELAY_MS 1000

/**
 * AriadneStaticEngine:
 *
 * Has processes search and serve that something else has started, on any machine.
 *
 * The engine listens at an address, and processes that call ariadne_worker_run() or
 * ariadne_serve_run() with that address and the token of the engine join. The run
 * begins when as many have joined as were asked for; workers that come later take
 * part too, and get what others leave. A process that leaves is as one that dies,
 * and is not replaced. When the last one has left, the others have as long to come
 * as a process may take to become ready.
 *
 * Servers of this process listen on the same host, at ports of their own.
 */
struct _AriadneStaticEngine
{
  AriadneRemoteEngine parent_instance;

  int      listener;     /* -1 before it listens */
  char    *address;
  char    *data_address; /* where servers of this process are to listen */
  char    *token;
  AriadneFleet *fleet;   /* while it runs */
  GSource *source;
};

struct _AriadneStaticEngineClass
{
  AriadneRemoteEngineClass parent_class;
};

G_DEFINE_FINAL_TYPE (AriadneStaticEngine, ariadne_static_engine, ARIADNE_TYPE_REMOTE_ENGINE)

/**
 * ariadne_static_engine_new:
 * @n_workers: the number of workers to wait for, at least 1
 *
 * Makes an engine without servers. It must listen before it is run.
 *
 * Returns: (transfer full): a new engine
 */
AriadneEngine *
ariadne_static_engine_new (guint n_workers)
{
  AriadneStaticEngine *self = g_object_new (ARIADNE_TYPE_STATIC_ENGINE, NULL);

  self->parent_instance.settings.n_workers = n_workers;

  return ARIADNE_ENGINE (self);
}

/* Any port of the same host; or a name that nobody else has. */
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

/**
 * ariadne_static_engine_listen:
 * @self: an engine that does not listen yet
 * @address: `HOST:PORT`, `tcp:HOST:PORT`, `unix:/PATH` or `unix-abstract:NAME`; the
 *   port may be 0 for any, and the host `*` for all of this machine
 * @token: (nullable): what processes that join must show, as 32 hexadecimal digits;
 *   %NULL for one that nobody can guess
 * @error: return location for an error
 *
 * Begins to listen: from now on processes may connect, and wait until the engine is
 * run. When it has been run it does not listen any more.
 *
 * Returns: whether it listens
 */
gboolean
ariadne_static_engine_listen (AriadneStaticEngine  *self,
                              const char           *address,
                              const char           *token,
                              GError              **error)
{
  AriadneToken *parsed;

  g_return_val_if_fail (ARIADNE_IS_STATIC_ENGINE (self), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);
  g_return_val_if_fail (self->address == NULL, FALSE);

  parsed = &self->parent_instance.settings.token;
  if (token != NULL && !_ariadne_token_parse (parsed, token, error))
    return FALSE;

  self->listener = _ariadne_address_listen (address, &self->address, error);
  if (self->listener < 0)
    return FALSE;

  self->token = _ariadne_token_to_string (parsed);
  self->data_address = make_data_address (self->address);

  return TRUE;
}

/**
 * ariadne_static_engine_close:
 * @self: an engine that is not run any more
 *
 * Ends to listen, and takes a socket away that is in the file system. An engine that
 * is released does so too; but who holds the last reference is not always known.
 */
void
ariadne_static_engine_close (AriadneStaticEngine *self)
{
  const char *prefix = "unix:";

  g_return_if_fail (ARIADNE_IS_STATIC_ENGINE (self));

  if (self->listener < 0)
    return;

  close (self->listener);
  self->listener = -1;
  if (g_str_has_prefix (self->address, prefix))
    unlink (self->address + strlen (prefix));
}

/**
 * ariadne_static_engine_get_address:
 * @self: an engine
 *
 * Gets the address to join.
 *
 * Returns: (transfer none) (nullable): the address with the port that was found, or
 *   %NULL if the engine has not begun to listen
 */
const char *
ariadne_static_engine_get_address (AriadneStaticEngine *self)
{
  g_return_val_if_fail (ARIADNE_IS_STATIC_ENGINE (self), NULL);

  return self->address;
}

/**
 * ariadne_static_engine_get_token:
 * @self: an engine
 *
 * Gets the token to show. Whoever knows it can take part in the run.
 *
 * Returns: (transfer none) (nullable): the token, as 32 hexadecimal digits, or %NULL
 *   if the engine has not begun to listen
 */
const char *
ariadne_static_engine_get_token (AriadneStaticEngine *self)
{
  g_return_val_if_fail (ARIADNE_IS_STATIC_ENGINE (self), NULL);

  return self->token;
}

static void
watch (AriadneStaticEngine *self,
       GSource             *source,
       GSourceFunc          callback)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  self->source = source;
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, context);
}

static void listen_for_processes (AriadneStaticEngine *self);

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
handle_failure (AriadneStaticEngine *self)
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
  AriadneStaticEngine *self = user_data;
  g_autoptr (GSocket) socket = NULL;
  int peer = accept4 (fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

  if (peer < 0)
    return handle_failure (self);

  _ariadne_address_prepare (peer);
  socket = g_socket_new_from_fd (peer, NULL);
  if (socket != NULL)
    _ariadne_fleet_admit (self->fleet, socket);
  else
    close (peer);

  return G_SOURCE_CONTINUE;
}

static void
listen_for_processes (AriadneStaticEngine *self)
{
  watch (self, g_unix_fd_source_new (self->listener, G_IO_IN), G_SOURCE_FUNC (incoming_cb));
}

static gboolean
ariadne_static_engine_check (AriadneRemoteEngine  *engine,
                             GError              **error)
{
  if (ARIADNE_STATIC_ENGINE (engine)->listener >= 0)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "the engine does not listen, expected an address that processes can join");

  return FALSE;
}

static void
ariadne_static_engine_prepare (AriadneRemoteEngine *engine,
                               AriadneFleetManner  *manner)
{
  manner->address = ARIADNE_STATIC_ENGINE (engine)->data_address;
  manner->joining = TRUE;
}

static void
ariadne_static_engine_begin (AriadneRemoteEngine *engine,
                             AriadneFleet        *fleet)
{
  AriadneStaticEngine *self = ARIADNE_STATIC_ENGINE (engine);

  self->fleet = fleet;
  listen_for_processes (self);
}

/* Whoever comes later is refused by the system at once, and does not wait for a run
 * that is over.
 */
static void
ariadne_static_engine_end (AriadneRemoteEngine *engine)
{
  AriadneStaticEngine *self = ARIADNE_STATIC_ENGINE (engine);

  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  self->fleet = NULL;
  ariadne_static_engine_close (self);
}

static void
ariadne_static_engine_finalize (GObject *object)
{
  AriadneStaticEngine *self = ARIADNE_STATIC_ENGINE (object);

  ariadne_static_engine_close (self);
  g_free (self->address);
  g_free (self->data_address);
  g_free (self->token);

  G_OBJECT_CLASS (ariadne_static_engine_parent_class)->finalize (object);
}

static void
ariadne_static_engine_class_init (AriadneStaticEngineClass *klass)
{
  AriadneRemoteEngineClass *remote_class = ARIADNE_REMOTE_ENGINE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ariadne_static_engine_finalize;
  ARIADNE_ENGINE_CLASS (klass)->name = "static";

  remote_class->check = ariadne_static_engine_check;
  remote_class->prepare = ariadne_static_engine_prepare;
  remote_class->begin = ariadne_static_engine_begin;
  remote_class->end = ariadne_static_engine_end;
}

static void
ariadne_static_engine_init (AriadneStaticEngine *self)
{
  self->listener = -1;
}
