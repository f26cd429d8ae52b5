/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-ray-cluster-private.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-ray-bridge.h"
#include "engine/ariadne-worker.h"

/* How long Ray may take to start, or to be reached. */
#define OPEN_TIMEOUT 120

/**
 * AriadneRayCluster:
 *
 * A cluster of Ray, in which engines place processes.
 *
 * Ray is reached through a process that runs Python, which is started when the
 * cluster is opened. Starting a cluster takes seconds, so engines that run one after
 * the other share one.
 *
 * A cluster is opened, used and closed on one thread. When it is closed, or this
 * process ends, all that was placed in it ends too, and so does a cluster that was
 * started here.
 */
typedef enum {
  CLOSED,
  OPENING,
  OPEN,
  LOST,
} State;

struct _AriadneRayCluster
{
  GObject parent_instance;

  char  *python;
  char  *folder;
  char  *address; /* NULL: one is started */
  guint  n_cpus;
  guint  n_gpus;
  char **command; /* NULL but for tests */

  GMainContext     *context;
  State             state;
  AriadneRayBridge *bridge;    /* NULL while closed */
  GError           *error;     /* why it is lost */
  guint             last_seat;

  /* Known while it is open: */
  char  *host;
  guint  nodes;
  double cpus;
  double gpus;

  AriadneRayExitedFunc exited_func; /* nullable, as the next one */
  AriadneRayLostFunc   lost_func;
  gpointer             user_data;
};

G_DEFINE_FINAL_TYPE (AriadneRayCluster, ariadne_ray_cluster, G_TYPE_OBJECT)

/**
 * ariadne_ray_cluster_new:
 * @python: a Python that has Ray: a path, or a name to look up
 * @folder: the folder with the package `ariadne_ray`
 *
 * Makes a cluster that is not open: one that is to be started on this machine, with
 * as many processors as it has, unless something else is set.
 *
 * Returns: (transfer full): a new cluster
 */
AriadneRayCluster *
ariadne_ray_cluster_new (const char *python,
                         const char *folder)
{
  AriadneRayCluster *self;

  g_return_val_if_fail (python != NULL, NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (ARIADNE_TYPE_RAY_CLUSTER, NULL);
  self->python = g_strdup (python);
  self->folder = g_strdup (folder);

  return self;
}

/**
 * ariadne_ray_cluster_set_address:
 * @self: a cluster that is not open
 * @address: (nullable): the address of a running cluster, `HOST:PORT`, or `auto` for
 *   one that Ray finds; %NULL to start one
 *
 * Sets which cluster it is. This machine must be one of its nodes.
 */
void
ariadne_ray_cluster_set_address (AriadneRayCluster *self,
                                 const char        *address)
{
  g_return_if_fail (ARIADNE_IS_RAY_CLUSTER (self));
  g_return_if_fail (self->state == CLOSED);

  g_free (self->address);
  self->address = g_strdup (address);
}

/**
 * ariadne_ray_cluster_set_resources:
 * @self: a cluster that is not open
 * @n_cpus: how many processors to tell Ray of, which each worker takes one of
 * @n_gpus: how many GPUs
 *
 * Sets what a cluster has that is started. These are figures that Ray counts with;
 * there may be fewer processors than that.
 */
void
ariadne_ray_cluster_set_resources (AriadneRayCluster *self,
                                   guint              n_cpus,
                                   guint              n_gpus)
{
  g_return_if_fail (ARIADNE_IS_RAY_CLUSTER (self));
  g_return_if_fail (n_cpus > 0);
  g_return_if_fail (self->state == CLOSED);

  self->n_cpus = n_cpus;
  self->n_gpus = n_gpus;
}

/**
 * ariadne_ray_cluster_check:
 * @self: a cluster
 * @error: return location for an error
 *
 * Checks whether Ray is there. This takes as long as Python takes to start.
 *
 * Fails with %ARIADNE_ERROR_UNSUPPORTED if it is not, and says how to get it.
 *
 * Returns: whether it can be opened, as far as can be seen
 */
gboolean
ariadne_ray_cluster_check (AriadneRayCluster  *self,
                           GError            **error)
{
  static const char script[] = "from importlib.metadata import version; version('ray')";
  const char *argv[] = { self->python, "-c", script, NULL };
  GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL
                      | G_SPAWN_STDERR_TO_DEV_NULL;
  g_autofree char *package = NULL;
  g_autoptr (GError) local_error = NULL;
  int wait_status;

  g_return_val_if_fail (ARIADNE_IS_RAY_CLUSTER (self), FALSE);

  package = g_build_filename (self->folder, "ariadne_ray", "bridge.py", NULL);
  if (!g_file_test (package, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "%s: it is not there, expected the Python package of Ariadne", package);
      return FALSE;
    }

  if (!g_spawn_sync (NULL, (char **) argv, NULL, flags, NULL, NULL, NULL, NULL, &wait_status,
                     &local_error))
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                 "there is no Python “%s”, expected one that has Ray (%s)", self->python,
                 local_error->message);
  else if (!g_spawn_check_wait_status (wait_status, NULL))
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                 "“%s” has no Ray: install “ray[default]” there, in a virtual environment for"
                 " example, or name another Python",
                 self->python);
  else
    return TRUE;

  return FALSE;
}

/* Events. */

static void
event_cb (const AriadneRayEvent *event,
          gpointer               user_data)
{
  AriadneRayCluster *self = user_data;

  if (event->kind == ARIADNE_RAY_EXITED)
    {
      if (self->exited_func != NULL)
        self->exited_func (event->seat, event->message, self->user_data);
      return;
    }

  g_free (self->host);
  self->host = g_strdup (event->host);
  self->nodes = event->nodes;
  self->cpus = event->cpus;
  self->gpus = event->gpus;
  if (self->state == OPENING)
    self->state = OPEN;
}

static void
lose (AriadneRayCluster *self,
      const GError      *error)
{
  if (self->state == LOST)
    return;

  self->state = LOST;
  self->error = error != NULL ? g_error_copy (error)
                              : g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
                                             "the bridge to Ray has ended");
  if (self->lost_func != NULL)
    self->lost_func (self->error, self->user_data);
}

static void
ended_cb (const GError *error,
          gpointer      user_data)
{
  lose (user_data, error);
}

static gboolean
late_cb (gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
                       "Ray has not started, or was not reached, within %d s", OPEN_TIMEOUT);
  lose (user_data, error);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  lose (user_data, error);

  return G_SOURCE_REMOVE;
}

/* What is said to the bridge. */

static JsonBuilder *
begin_order (const char *order)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "do");
  json_builder_add_string_value (builder, order);

  return builder;
}

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_count (JsonBuilder *builder,
           const char  *name,
           gint64       count)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, count);
}

static void
add_amount (JsonBuilder *builder,
            const char  *name,
            double       amount)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, amount);
}

static void
send_order (AriadneRayCluster *self,
            JsonBuilder       *builder)
{
  json_builder_end_object (builder);
  _ariadne_ray_bridge_send (self->bridge, json_builder_get_root (builder));
}

static void
send_open (AriadneRayCluster *self)
{
  g_autoptr (JsonBuilder) builder = begin_order ("open");
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *namespace = g_strdup_printf ("ariadne-%s", uuid);

  add_text (builder, "address", self->address);
  add_text (builder, "namespace", namespace);
  add_count (builder, "num_cpus", self->n_cpus);
  add_count (builder, "num_gpus", self->n_gpus);
  send_order (self, builder);
}

static AriadneRayBridge *
start_bridge (AriadneRayCluster  *self,
              GError            **error)
{
  const char *command[] = { self->python, "-m", "ariadne_ray.bridge", NULL };
  const char *argv_found = self->command != NULL ? self->command[0] : NULL;
  g_auto (GStrv) environment = g_get_environ ();
  const char *path = g_environ_getenv (environment, "PYTHONPATH");
  g_autofree char *longer = NULL;

  longer = path != NULL ? g_strconcat (self->folder, ":", path, NULL) : g_strdup (self->folder);
  environment = g_environ_setenv (environment, "PYTHONPATH", longer, TRUE);

  return _ariadne_ray_bridge_start (argv_found != NULL ? (const char * const *) self->command
                                                       : command,
                                    (const char * const *) environment, event_cb, ended_cb, self,
                                    error);
}

static void
await_ready (AriadneRayCluster *self,
             GCancellable      *cancellable)
{
  GSource *late = g_timeout_source_new_seconds (OPEN_TIMEOUT);
  GSource *stop = g_cancellable_source_new (cancellable);

  g_source_set_callback (late, late_cb, self, NULL);
  g_source_set_callback (stop, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (late, self->context);
  g_source_attach (stop, self->context);
  while (self->state == OPENING)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (late);
  g_source_unref (late);
  g_source_destroy (stop);
  g_source_unref (stop);
}

/**
 * ariadne_ray_cluster_open:
 * @self: a cluster
 * @cancellable: (nullable): to stop waiting
 * @error: return location for an error
 *
 * Starts the cluster, or reaches it, and waits until it is ready. One that is open
 * already is left as it is; one that was lost stays lost until it is closed.
 *
 * Fails with %ARIADNE_ERROR_UNSUPPORTED without Ray, with %ARIADNE_ERROR_TIMED_OUT,
 * %ARIADNE_ERROR_CLOSED or %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether it is open
 */
gboolean
ariadne_ray_cluster_open (AriadneRayCluster  *self,
                          GCancellable       *cancellable,
                          GError            **error)
{
  g_return_val_if_fail (ARIADNE_IS_RAY_CLUSTER (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);

  if (self->state == CLOSED)
    {
      g_main_context_push_thread_default (self->context);
      self->bridge = start_bridge (self, error);
      if (self->bridge != NULL)
        {
          self->state = OPENING;
          send_open (self);
          await_ready (self, cancellable);
        }
      g_main_context_pop_thread_default (self->context);
      if (self->bridge == NULL)
        return FALSE;
    }

  if (self->state == OPEN)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));

  return FALSE;
}

/**
 * ariadne_ray_cluster_close:
 * @self: a cluster
 *
 * Leaves the cluster, and stops one that was started. Waits until that is done.
 */
void
ariadne_ray_cluster_close (AriadneRayCluster *self)
{
  g_return_if_fail (ARIADNE_IS_RAY_CLUSTER (self));

  if (self->bridge == NULL)
    return;

  _ariadne_ray_cluster_tell (self, NULL, NULL, NULL);
  g_main_context_push_thread_default (self->context);
  if (self->state == OPEN)
    {
      _ariadne_ray_bridge_close (self->bridge);
      while (self->state == OPEN)
        g_main_context_iteration (self->context, TRUE);
    }
  g_clear_pointer (&self->bridge, _ariadne_ray_bridge_free);
  g_main_context_pop_thread_default (self->context);
  g_clear_error (&self->error);
  self->state = CLOSED;
}

void
_ariadne_ray_cluster_set_command (AriadneRayCluster  *self,
                                  const char * const *command)
{
  g_strfreev (self->command);
  self->command = g_strdupv ((char **) command);
}

GMainContext *
_ariadne_ray_cluster_get_context (AriadneRayCluster *self)
{
  return self->context;
}

gboolean
_ariadne_ray_cluster_is_local (AriadneRayCluster *self)
{
  return self->address == NULL;
}

const char *
_ariadne_ray_cluster_get_host (AriadneRayCluster *self)
{
  return self->host;
}

double
_ariadne_ray_cluster_get_gpus (AriadneRayCluster *self)
{
  return self->gpus;
}

/* As part of a sentence. */
char *
_ariadne_ray_cluster_describe (AriadneRayCluster *self)
{
  return g_strdup_printf ("the cluster has %g CPUs and %g GPUs on %u node%s", self->cpus,
                          self->gpus, self->nodes, self->nodes == 1 ? "" : "s");
}

void
_ariadne_ray_cluster_tell (AriadneRayCluster    *self,
                           AriadneRayExitedFunc  exited_func,
                           AriadneRayLostFunc    lost_func,
                           gpointer              user_data)
{
  self->exited_func = exited_func;
  self->lost_func = lost_func;
  self->user_data = user_data;
}

/* Begins an order about a seat of its own; NULL if the cluster is lost. */
static JsonBuilder *
begin_seat (AriadneRayCluster  *self,
            const char         *order,
            GError            **error)
{
  JsonBuilder *builder;

  if (self->state != OPEN)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return NULL;
    }

  builder = begin_order (order);
  add_count (builder, "seat", ++self->last_seat);

  return builder;
}

guint
_ariadne_ray_cluster_tunnel (AriadneRayCluster  *self,
                             const char         *address,
                             const char         *queue,
                             GError            **error)
{
  g_autoptr (JsonBuilder) builder = begin_seat (self, "tunnel", error);

  if (builder == NULL)
    return 0;

  add_text (builder, "address", address);
  add_text (builder, "queue", queue);
  send_order (self, builder);

  return self->last_seat;
}

guint
_ariadne_ray_cluster_place (AriadneRayCluster          *self,
                            const AriadneRayPlacement  *placement,
                            GError                    **error)
{
  g_autoptr (JsonBuilder) builder = begin_seat (self, "place", error);
  g_autofree char *seat = NULL;

  if (builder == NULL)
    return 0;

  seat = g_strdup_printf ("--seat=%u", self->last_seat);
  add_text (builder, "role", placement->role);
  add_text (builder, "name", placement->name);
  add_amount (builder, "num_cpus", placement->n_cpus);
  add_amount (builder, "num_gpus", placement->n_gpus);
  add_count (builder, "max_retries", placement->max_retries);
  add_text (builder, "queue", placement->queue);

  json_builder_set_member_name (builder, "argv");
  json_builder_begin_array (builder);
  for (const char * const *arg = placement->argv; *arg != NULL; arg++)
    json_builder_add_string_value (builder, *arg);
  json_builder_add_string_value (builder, seat);
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "environment");
  json_builder_begin_object (builder);
  add_text (builder, ARIADNE_TOKEN_VARIABLE, placement->token);
  json_builder_end_object (builder);
  send_order (self, builder);

  return self->last_seat;
}

void
_ariadne_ray_cluster_remove (AriadneRayCluster *self,
                             guint              seat)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (self->state != OPEN)
    return;

  builder = begin_order ("remove");
  add_count (builder, "seat", seat);
  send_order (self, builder);
}

static void
ariadne_ray_cluster_finalize (GObject *object)
{
  AriadneRayCluster *self = ARIADNE_RAY_CLUSTER (object);

  ariadne_ray_cluster_close (self);
  g_main_context_unref (self->context);
  g_strfreev (self->command);
  g_free (self->python);
  g_free (self->folder);
  g_free (self->address);
  g_free (self->host);

  G_OBJECT_CLASS (ariadne_ray_cluster_parent_class)->finalize (object);
}

static void
ariadne_ray_cluster_class_init (AriadneRayClusterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_ray_cluster_finalize;
}

static void
ariadne_ray_cluster_init (AriadneRayCluster *self)
{
  self->context = g_main_context_new ();
  self->n_cpus = g_get_num_processors ();
}
