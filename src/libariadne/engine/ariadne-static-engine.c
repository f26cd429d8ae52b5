/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-listener.h"
#include "engine/ariadne-remote-engine-private.h"
#include "engine/ariadne-static-engine.h"

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

  AriadneListener *listener; /* NULL unless it listens */
  char            *address;  /* NULL before it listens */
  char            *token;
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
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT if @address is malformed, with
 * %ARIADNE_ERROR_PARSE if @token is, with %ARIADNE_ERROR_NOT_FOUND if no such host is
 * known, and with %ARIADNE_ERROR_FAILED if the address cannot be had.
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

  self->listener = _ariadne_listener_new (address, error);
  if (self->listener == NULL)
    return FALSE;

  self->token = _ariadne_token_to_string (parsed);
  self->address = g_strdup (_ariadne_listener_get_address (self->listener));

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
  g_return_if_fail (ARIADNE_IS_STATIC_ENGINE (self));

  g_clear_pointer (&self->listener, _ariadne_listener_free);
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
incoming_cb (GSocket  *socket,
             gpointer  user_data)
{
  _ariadne_fleet_admit (user_data, socket);
}

static gboolean
ariadne_static_engine_check (AriadneRemoteEngine  *engine,
                             GError              **error)
{
  if (ARIADNE_STATIC_ENGINE (engine)->listener != NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "the engine does not listen, expected an address that processes can join");

  return FALSE;
}

static void
ariadne_static_engine_prepare (AriadneRemoteEngine *engine,
                               AriadneFleetManner  *manner)
{
  AriadneStaticEngine *self = ARIADNE_STATIC_ENGINE (engine);

  manner->address = _ariadne_listener_get_data_address (self->listener);
  manner->joining = TRUE;
}

static void
ariadne_static_engine_begin (AriadneRemoteEngine *engine,
                             AriadneFleet        *fleet)
{
  _ariadne_listener_watch (ARIADNE_STATIC_ENGINE (engine)->listener, incoming_cb, fleet);
}

/* Whoever comes later is refused by the system at once, and does not wait for a run
 * that is over.
 */
static void
ariadne_static_engine_end (AriadneRemoteEngine *engine)
{
  ariadne_static_engine_close (ARIADNE_STATIC_ENGINE (engine));
}

static void
ariadne_static_engine_finalize (GObject *object)
{
  AriadneStaticEngine *self = ARIADNE_STATIC_ENGINE (object);

  ariadne_static_engine_close (self);
  g_free (self->address);
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
}
