/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-ray-engine.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "engine/ariadne-listener.h"
#include "engine/ariadne-ray-cluster-private.h"
#include "engine/ariadne-remote-engine-private.h"

/**
 * AriadneRayEngine:
 *
 * Has Ray place the processes that search and serve, on any node of a cluster.
 *
 * The commands that it is given must be programs that call ariadne_worker_run() and
 * ariadne_serve_run() with what they are told: the options `--join=ADDRESS` and
 * `--seat=NUMBER`, which are added to the command, and the token, which is in the
 * environment as %ARIADNE_TOKEN_VARIABLE. They must be at the same path on all nodes,
 * or in the folder in which Ray starts them.
 *
 * What Ray does is to place them, a worker as a task and a server as an actor, and to
 * start them again, as often as [method@RemoteEngine.set_max_retries] says. They then
 * join this engine as they would join an [class@StaticEngine]. What searches ask, and
 * are answered, does not pass through Ray, unless queues of Ray are asked for.
 *
 * The engine belongs to the thread of its cluster.
 */

/* A placement is one request to Ray, and has a number. Ray may start the process of
 * one several times; each of them joins with that number, which is the ticket of the
 * seat that it takes. A placement lives until Ray starts its process no more. A seat
 * whose placement lives waits; another is placed anew.
 */
struct _AriadneRayEngine
{
  AriadneRemoteEngine parent_instance;

  AriadneRayCluster *cluster;
  char             **worker;    /* a command */
  char             **server;    /* nullable; another */
  char              *listen;    /* nullable; an address */
  double             gpu_share; /* of a server */
  AriadneRayQueue    queue;

  /* While it runs: */
  AriadneListener *listener;
  char            *token;
  char            *data_address; /* of servers of this process, if there are queues */
  char            *room;       /* what there is, for messages */
  AriadneFleet    *fleet;
  GHashTable      *placements; /* of guint; those that live */
  GArray          *ways;       /* of guint; to servers of this process, if there are queues */
};

struct _AriadneRayEngineClass
{
  AriadneRemoteEngineClass parent_class;
};

G_DEFINE_FINAL_TYPE (AriadneRayEngine, ariadne_ray_engine, ARIADNE_TYPE_REMOTE_ENGINE)

/**
 * ariadne_ray_engine_new:
 * @cluster: where to place processes; opened when the engine is run
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
ariadne_ray_engine_new (AriadneRayCluster  *cluster,
                        const char * const *worker,
                        const char * const *server,
                        guint               n_workers)
{
  AriadneRayEngine *self;

  g_return_val_if_fail (ARIADNE_IS_RAY_CLUSTER (cluster), NULL);
  g_return_val_if_fail (worker != NULL && worker[0] != NULL, NULL);
  g_return_val_if_fail (server == NULL || server[0] != NULL, NULL);

  self = g_object_new (ARIADNE_TYPE_RAY_ENGINE, NULL);
  self->cluster = g_object_ref (cluster);
  self->worker = g_strdupv ((char **) worker);
  self->server = g_strdupv ((char **) server);
  self->parent_instance.settings.n_workers = n_workers;

  return ARIADNE_ENGINE (self);
}

/**
 * ariadne_ray_engine_set_listen:
 * @self: an engine that has not been run
 * @address: (nullable): where processes join, as for
 *   ariadne_static_engine_listen(); %NULL for any port of the number by which the
 *   cluster knows this machine, or where nobody else can come if it is all here
 *
 * Sets where the engine listens.
 */
void
ariadne_ray_engine_set_listen (AriadneRayEngine *self,
                               const char       *address)
{
  g_return_if_fail (ARIADNE_IS_RAY_ENGINE (self));

  g_free (self->listen);
  self->listen = g_strdup (address);
}

/**
 * ariadne_ray_engine_set_gpu_share:
 * @self: an engine that has not been run
 * @share: a part of a GPU, up to 1; 0 unless set
 *
 * Sets what Ray is to reserve for each server in another process. Nothing is asked of
 * a cluster that has no GPU.
 */
void
ariadne_ray_engine_set_gpu_share (AriadneRayEngine *self,
                                  double            share)
{
  g_return_if_fail (ARIADNE_IS_RAY_ENGINE (self));
  g_return_if_fail (share >= 0 && share <= 1);

  self->gpu_share = share;
}

/**
 * ariadne_ray_engine_set_queue:
 * @self: an engine that has not been run
 * @queue: what to use; %ARIADNE_RAY_QUEUE_DIRECT unless set
 *
 * Sets what searches and answers pass through. What is found is the same, but queues
 * of Ray take milliseconds where sockets take microseconds; no node then needs to reach
 * another one but by Ray, and this process by its control socket.
 */
void
ariadne_ray_engine_set_queue (AriadneRayEngine *self,
                              AriadneRayQueue   queue)
{
  g_return_if_fail (ARIADNE_IS_RAY_ENGINE (self));

  self->queue = queue;
}

/* As the bridge knows it; NULL for none. */
static const char *
get_queue_name (AriadneRayEngine *self)
{
  static const char * const names[] = { NULL, "actor", "managed" };

  return names[self->queue];
}

/* Placements. */

static GPtrArray *
make_command (AriadneRayEngine *self,
              char            **command)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  for (char **arg = command; *arg != NULL; arg++)
    g_ptr_array_add (argv, g_strdup (*arg));
  g_ptr_array_add (argv, g_strdup_printf ("--join=%s",
                                          _ariadne_listener_get_address (self->listener)));
  g_ptr_array_add (argv, NULL);

  return argv;
}

static guint
place (AriadneRayEngine  *self,
       AriadneFleetSeat  *seat,
       GError           **error)
{
  gboolean is_worker = _ariadne_fleet_seat_get_role (seat) == ARIADNE_ROLE_WORKER;
  g_autoptr (GPtrArray) argv = make_command (self, is_worker ? self->worker : self->server);
  gboolean has_gpus = _ariadne_ray_cluster_get_gpus (self->cluster) > 0;
  AriadneRayPlacement placement = {
    .role = is_worker ? "worker" : "server",
    .name = _ariadne_fleet_seat_get_name (seat),
    .argv = (const char * const *) argv->pdata,
    .token = self->token,
    .queue = get_queue_name (self),
    .n_cpus = is_worker ? 1 : 0,
    .n_gpus = !is_worker && has_gpus ? self->gpu_share : 0,
    .max_retries = self->parent_instance.settings.max_retries,
  };
  guint number = _ariadne_ray_cluster_place (self->cluster, &placement, error);

  if (number != 0)
    g_hash_table_add (self->placements, GUINT_TO_POINTER (number));

  return number;
}

static gboolean
fill (AriadneFleet      *fleet,
      AriadneFleetSeat  *seat,
      gpointer           user_data,
      GError           **error)
{
  AriadneRayEngine *self = user_data;
  guint ticket = _ariadne_fleet_seat_get_ticket (seat);

  if (!g_hash_table_contains (self->placements, GUINT_TO_POINTER (ticket)))
    ticket = place (self, seat, error);
  if (ticket == 0)
    return FALSE;

  _ariadne_fleet_expect (fleet, seat, ticket);

  return TRUE;
}

static void
evict (AriadneFleet     *fleet,
       AriadneFleetSeat *seat,
       gpointer          user_data)
{
  AriadneRayEngine *self = user_data;
  guint ticket = _ariadne_fleet_seat_get_ticket (seat);

  if (g_hash_table_remove (self->placements, GUINT_TO_POINTER (ticket)))
    _ariadne_ray_cluster_remove (self->cluster, ticket);
}

static void
exited_cb (guint       seat,
           const char *message,
           gpointer    user_data)
{
  AriadneRayEngine *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_hash_table_remove (self->placements, GUINT_TO_POINTER (seat)))
    return;

  error = g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
                               message != NULL ? message : "has ended");
  _ariadne_fleet_miss (self->fleet, seat, error);
}

static void
lost_cb (const GError *error,
         gpointer      user_data)
{
  AriadneRayEngine *self = user_data;

  g_hash_table_remove_all (self->placements);
  _ariadne_fleet_give_up (self->fleet, error);
}

static void
incoming_cb (GSocket *socket,
             gpointer user_data)
{
  AriadneRayEngine *self = user_data;

  _ariadne_fleet_admit (self->fleet, socket);
}

/* The run. */

static char *
make_address (AriadneRayEngine *self)
{
  const char *host = _ariadne_ray_cluster_get_host (self->cluster);
  g_autofree char *name = NULL;

  if (self->listen != NULL)
    return g_strdup (self->listen);
  if (!_ariadne_ray_cluster_is_local (self->cluster))
    return strchr (host, ':') != NULL ? g_strdup_printf ("tcp:[%s]:0", host)
                                      : g_strdup_printf ("tcp:%s:0", host);

  name = g_uuid_string_random ();

  return g_strdup_printf ("unix-abstract:ariadne-%s", name);
}

static gboolean
ariadne_ray_engine_check (AriadneRemoteEngine  *engine,
                          GError              **error)
{
  return _ariadne_remote_engine_check_command (engine, ARIADNE_RAY_ENGINE (engine)->server, error);
}

static gboolean
ariadne_ray_engine_open (AriadneRemoteEngine  *engine,
                         GCancellable         *cancellable,
                         GError              **error)
{
  AriadneRayEngine *self = ARIADNE_RAY_ENGINE (engine);
  g_autofree char *address = NULL;

  if (!ariadne_ray_cluster_open (self->cluster, cancellable, error))
    return FALSE;

  address = make_address (self);
  self->listener = _ariadne_listener_new (address, error);

  return self->listener != NULL;
}

static void
ariadne_ray_engine_prepare (AriadneRemoteEngine *engine,
                            AriadneFleetManner  *manner)
{
  AriadneRayEngine *self = ARIADNE_RAY_ENGINE (engine);

  self->token = _ariadne_token_to_string (&engine->settings.token);
  self->room = _ariadne_ray_cluster_describe (self->cluster);
  manner->fill = fill;
  manner->evict = evict;
  manner->room = self->room;
  manner->address = _ariadne_listener_get_data_address (self->listener);
  if (self->queue != ARIADNE_RAY_QUEUE_DIRECT)
    {
      g_autofree char *name = g_uuid_string_random ();

      self->data_address = g_strdup_printf ("unix-abstract:ariadne-%s", name);
      manner->address = self->data_address;
    }
}

/* Before any worker can ask for a server of this process, a queue must lead to it. If
 * the cluster is lost meanwhile, the run is about to learn that.
 */
static void
open_ways (AriadneRayEngine *self)
{
  GArray *places = self->parent_instance.settings.places;

  for (guint i = 0; self->queue != ARIADNE_RAY_QUEUE_DIRECT && i < places->len; i++)
    {
      g_autofree char *address = _ariadne_fleet_make_near_address (self->data_address, i);
      guint number;

      if (g_array_index (places, AriadneFleetPlace, i).model == NULL)
        continue;
      number = _ariadne_ray_cluster_tunnel (self->cluster, address, get_queue_name (self), NULL);
      g_array_append_val (self->ways, number);
    }
}

static void
close_ways (AriadneRayEngine *self)
{
  for (guint i = 0; i < self->ways->len; i++)
    _ariadne_ray_cluster_remove (self->cluster, g_array_index (self->ways, guint, i));
  g_array_set_size (self->ways, 0);
}

static void
ariadne_ray_engine_begin (AriadneRemoteEngine *engine,
                          AriadneFleet        *fleet)
{
  AriadneRayEngine *self = ARIADNE_RAY_ENGINE (engine);

  self->fleet = fleet;
  _ariadne_ray_cluster_tell (self->cluster, exited_cb, lost_cb, self);
  _ariadne_listener_watch (self->listener, incoming_cb, self);
  open_ways (self);
}

static gboolean
late_cb (gpointer user_data)
{
  gboolean *is_late = user_data;

  *is_late = TRUE;

  return G_SOURCE_REMOVE;
}

/* Whoever has left is about to be gone; then what Ray had given it is free. */
static void
await_exits (AriadneRayEngine *self)
{
  GMainContext *context = _ariadne_ray_cluster_get_context (self->cluster);
  GSource *late = g_timeout_source_new (self->parent_instance.settings.patience.answer / 1000);
  gboolean is_late = FALSE;

  g_source_set_callback (late, late_cb, &is_late, NULL);
  g_source_attach (late, context);
  while (!is_late && g_hash_table_size (self->placements) > 0)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (late);
  g_source_unref (late);
}

static void
ariadne_ray_engine_end (AriadneRemoteEngine *engine)
{
  AriadneRayEngine *self = ARIADNE_RAY_ENGINE (engine);
  GHashTableIter iter;
  gpointer number;

  await_exits (self);
  close_ways (self);
  _ariadne_ray_cluster_tell (self->cluster, NULL, NULL, NULL);
  g_hash_table_iter_init (&iter, self->placements);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    _ariadne_ray_cluster_remove (self->cluster, GPOINTER_TO_UINT (number));
  g_hash_table_remove_all (self->placements);
  g_clear_pointer (&self->listener, _ariadne_listener_free);
  self->fleet = NULL;
}

static GMainContext *
ariadne_ray_engine_get_context (AriadneRemoteEngine *engine)
{
  return _ariadne_ray_cluster_get_context (ARIADNE_RAY_ENGINE (engine)->cluster);
}

static void
ariadne_ray_engine_finalize (GObject *object)
{
  AriadneRayEngine *self = ARIADNE_RAY_ENGINE (object);

  g_clear_pointer (&self->listener, _ariadne_listener_free);
  g_hash_table_unref (self->placements);
  g_array_unref (self->ways);
  g_object_unref (self->cluster);
  g_strfreev (self->worker);
  g_strfreev (self->server);
  g_free (self->listen);
  g_free (self->token);
  g_free (self->data_address);
  g_free (self->room);

  G_OBJECT_CLASS (ariadne_ray_engine_parent_class)->finalize (object);
}

static void
ariadne_ray_engine_class_init (AriadneRayEngineClass *klass)
{
  AriadneRemoteEngineClass *remote_class = ARIADNE_REMOTE_ENGINE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ariadne_ray_engine_finalize;
  ARIADNE_ENGINE_CLASS (klass)->name = "ray";
  /* The bridge of a cluster serves other runs too. */
  ARIADNE_ENGINE_CLASS (klass)->keeps_thread = TRUE;

  remote_class->check = ariadne_ray_engine_check;
  remote_class->open = ariadne_ray_engine_open;
  remote_class->get_context = ariadne_ray_engine_get_context;
  remote_class->prepare = ariadne_ray_engine_prepare;
  remote_class->begin = ariadne_ray_engine_begin;
  remote_class->end = ariadne_ray_engine_end;
}

static void
ariadne_ray_engine_init (AriadneRayEngine *self)
{
  self->placements = g_hash_table_new (NULL, NULL);
  self->ways = g_array_new (FALSE, FALSE, sizeof (guint));
}
