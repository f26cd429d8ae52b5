/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-process-engine.h"
#include "engine/ariadne-remote-engine-private.h"

/**
 * AriadneProcessEngine:
 *
 * Starts the processes that search and serve, on this machine.
 *
 * The commands that it is given must be programs that call ariadne_worker_run() and
 * ariadne_serve_run() without an address. Processes that die are started again, as
 * often as [method@RemoteEngine.set_max_retries] says. None of them outlives the
 * run, nor this process, however it ends.
 *
 * Domains and models of your own are made by programs of your own, see
 * [class@BytesDomain]; in Python by `Ariadne.ProcessEngine.new_python()`.
 */
struct _AriadneProcessEngine
{
  AriadneRemoteEngine parent_instance;

  char **worker; /* a command */
  char **server; /* nullable; another */
  char  *address;
};

typedef struct
{
  AriadneRemoteEngineClass parent_class;
} AriadneProcessEngineClass;

G_DEFINE_FINAL_TYPE (AriadneProcessEngine, ariadne_process_engine, ARIADNE_TYPE_REMOTE_ENGINE)

static gboolean
fill (AriadneFleet      *fleet,
      AriadneFleetSeat  *seat,
      gpointer           user_data,
      GError           **error)
{
  AriadneProcessEngine *self = user_data;
  g_autoptr (GSocket) socket = NULL;
  AriadneProcess *process;
  char **command;

  command = _ariadne_fleet_seat_get_role (seat) == ARIADNE_ROLE_WORKER ? self->worker
                                                                       : self->server;
  process = _ariadne_process_start ((const char * const *) command, NULL,
                                    _ariadne_fleet_seat_get_name (seat), &socket, error);
  if (process == NULL)
    return FALSE;

  _ariadne_fleet_seat (fleet, seat, process, socket);

  return TRUE;
}

static gboolean
ariadne_process_engine_check (AriadneRemoteEngine  *engine,
                              GError              **error)
{
  return _ariadne_remote_engine_check_command (engine, ARIADNE_PROCESS_ENGINE (engine)->server,
                                               error);
}

static void
ariadne_process_engine_prepare (AriadneRemoteEngine *engine,
                                AriadneFleetManner  *manner)
{
  AriadneProcessEngine *self = ARIADNE_PROCESS_ENGINE (engine);

  manner->fill = fill;
  manner->address = self->address;
}

static void
ariadne_process_engine_begin (AriadneRemoteEngine *engine,
                              AriadneFleet        *fleet)
{
}

static void
ariadne_process_engine_end (AriadneRemoteEngine *engine)
{
}

/**
 * ariadne_process_engine_new:
 * @worker: (array zero-terminated=1): the command that starts a worker
 * @server: (array zero-terminated=1) (nullable): the command that starts a server;
 *   needed if there are servers in other processes
 * @n_workers: the number of processes that search, at least 1
 *
 * Makes an engine without servers.
 *
 * Returns: (transfer full): a new engine
 */
AriadneEngine *
ariadne_process_engine_new (const char * const *worker,
                            const char * const *server,
                            guint               n_workers)
{
  AriadneProcessEngine *self;

  g_return_val_if_fail (worker != NULL && worker[0] != NULL, NULL);
  g_return_val_if_fail (server == NULL || server[0] != NULL, NULL);

  self = g_object_new (ARIADNE_TYPE_PROCESS_ENGINE, NULL);
  self->worker = g_strdupv ((char **) worker);
  self->server = g_strdupv ((char **) server);
  self->parent_instance.settings.n_workers = n_workers;

  return ARIADNE_ENGINE (self);
}

static void
ariadne_process_engine_finalize (GObject *object)
{
  AriadneProcessEngine *self = ARIADNE_PROCESS_ENGINE (object);

  g_strfreev (self->worker);
  g_strfreev (self->server);
  g_free (self->address);

  G_OBJECT_CLASS (ariadne_process_engine_parent_class)->finalize (object);
}

static void
ariadne_process_engine_class_init (AriadneProcessEngineClass *klass)
{
  AriadneRemoteEngineClass *remote_class = ARIADNE_REMOTE_ENGINE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ariadne_process_engine_finalize;
  ARIADNE_ENGINE_CLASS (klass)->name = "process";

  remote_class->check = ariadne_process_engine_check;
  remote_class->prepare = ariadne_process_engine_prepare;
  remote_class->begin = ariadne_process_engine_begin;
  remote_class->end = ariadne_process_engine_end;
}

static void
ariadne_process_engine_init (AriadneProcessEngine *self)
{
  g_autofree char *name = g_uuid_string_random ();

  self->address = g_strdup_printf ("unix-abstract:ariadne-%s", name);
}
