/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connection-private.h"
#include "core/ariadne-error.h"
#include "serving/ariadne-matrix-unbatcher.h"
#include "serving/ariadne-server-loop.h"
#include "serving/ariadne-server-private.h"

/**
 * AriadneServer:
 *
 * Serves a connection: receives the requests of all clients, gathers them into
 * batches, has the model evaluate these, and sends every client its answers.
 *
 * A server works in threads of its own from ariadne_server_start() to
 * ariadne_server_stop(). When the model fails, exactly the requests that had a
 * part in the batch fail, with %ARIADNE_ERROR_MODEL; when the server stops,
 * whatever is pending fails with %ARIADNE_ERROR_CLOSED. The model is used by as
 * many threads at a time as it has slots, though not always by the same: while
 * one batch is computed, the next is prepared.
 *
 * Several servers may serve copies of one connection. Each then takes from the
 * common queue what fits in its next batch when its model is about to be free,
 * and leaves the rest to the others.
 */

enum {
  PROP_0,
  PROP_MODEL,
  PROP_DOMAIN,
  PROP_CONNECTION,
  PROP_BATCHER,
  PROP_POLICY,
  PROP_LAUNCH_COST,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneServer, ariadne_server, G_TYPE_OBJECT)

/* Runs on the thread that sends a request. */
static void
requests_ready_cb (AriadneQueue *queue,
                   gpointer      user_data)
{
  AriadneServer *self = user_data;

  _ariadne_bell_ring (&self->bell);
}

/* Runs on a thread of another server. What is queued here may be due now. */
static void
nobody_submits_cb (gpointer server)
{
  AriadneServer *self = server;

  _ariadne_bell_ring (&self->bell);
}

static void
ariadne_server_constructed (GObject *object)
{
  AriadneServer *self = ARIADNE_SERVER (object);
  g_autoptr (AriadneUnbatcher) unbatcher = _ariadne_matrix_unbatcher_new ();

  G_OBJECT_CLASS (ariadne_server_parent_class)->constructed (object);

  self->census = _ariadne_connection_get_census (self->connection);
  self->needs_encoding = ariadne_model_needs_encoding (self->model);
  self->n_slots = ariadne_model_get_n_slots (self->model);
  self->manager = _ariadne_batch_manager_new (self->batcher, unbatcher,
                                              ariadne_model_get_n_heads (self->model));
}

static void
ariadne_server_dispose (GObject *object)
{
  ariadne_server_stop (ARIADNE_SERVER (object));

  G_OBJECT_CLASS (ariadne_server_parent_class)->dispose (object);
}

static void
ariadne_server_finalize (GObject *object)
{
  AriadneServer *self = ARIADNE_SERVER (object);

  g_clear_pointer (&self->manager, _ariadne_batch_manager_free);
  g_clear_pointer (&self->arrivals, g_array_unref);
  g_clear_object (&self->model);
  g_clear_object (&self->domain);
  g_clear_object (&self->connection);
  g_clear_object (&self->batcher);
  g_clear_object (&self->cancellable);
  _ariadne_server_log_clear (&self->log);
  _ariadne_bell_clear (&self->bell);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_server_parent_class)->finalize (object);
}

static void
ariadne_server_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  AriadneServer *self = ARIADNE_SERVER (object);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;

    case PROP_DOMAIN:
      g_value_set_object (value, self->domain);
      break;

    case PROP_CONNECTION:
      g_value_set_object (value, self->connection);
      break;

    case PROP_BATCHER:
      g_value_set_object (value, self->batcher);
      break;

    case PROP_POLICY:
      g_value_set_enum (value, self->policy);
      break;

    case PROP_LAUNCH_COST:
      g_value_set_double (value, self->launch_cost);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_server_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  AriadneServer *self = ARIADNE_SERVER (object);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  switch (prop_id)
    {
    case PROP_MODEL:
      self->model = g_value_dup_object (value);
      break;

    case PROP_DOMAIN:
      self->domain = g_value_dup_object (value);
      break;

    case PROP_CONNECTION:
      self->connection = g_value_dup_object (value);
      break;

    case PROP_BATCHER:
      self->batcher = g_value_dup_object (value);
      break;

    case PROP_POLICY:
      self->policy = g_value_get_enum (value);
      break;

    case PROP_LAUNCH_COST:
      self->launch_cost = g_value_get_double (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_server_class_init (AriadneServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags construct_only = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  object_class->constructed = ariadne_server_constructed;
  object_class->dispose = ariadne_server_dispose;
  object_class->finalize = ariadne_server_finalize;
  object_class->get_property = ariadne_server_get_property;
  object_class->set_property = ariadne_server_set_property;

  /**
   * AriadneServer:model:
   *
   * What evaluates the batches.
   */
  properties[PROP_MODEL] =
    g_param_spec_object ("model", NULL, NULL, ARIADNE_TYPE_MODEL, construct_only);

  /**
   * AriadneServer:domain:
   *
   * The domain of the states. None is needed if all requests come with what the
   * model reads.
   */
  properties[PROP_DOMAIN] =
    g_param_spec_object ("domain", NULL, NULL, ARIADNE_TYPE_DOMAIN, construct_only);

  /**
   * AriadneServer:connection:
   *
   * Where requests come from and answers go to.
   */
  properties[PROP_CONNECTION] =
    g_param_spec_object ("connection", NULL, NULL, ARIADNE_TYPE_CONNECTION, construct_only);

  /**
   * AriadneServer:batcher:
   *
   * What says how much fits in a batch. It is used by this server alone.
   */
  properties[PROP_BATCHER] =
    g_param_spec_object ("batcher", NULL, NULL, ARIADNE_TYPE_BATCHER, construct_only);

  /**
   * AriadneServer:policy:
   *
   * When a batch is launched that is not full.
   */
  properties[PROP_POLICY] =
    g_param_spec_enum ("policy", NULL, NULL, ARIADNE_TYPE_BATCH_POLICY,
                       ARIADNE_BATCH_POLICY_ADAPTIVE, construct);

  /**
   * AriadneServer:launch-cost:
   *
   * The fixed cost of a batch in microseconds, which is how long a request may
   * be kept waiting for others. Negative for what is measured while running.
   */
  properties[PROP_LAUNCH_COST] =
    g_param_spec_double ("launch-cost", NULL, NULL, -1, G_MAXDOUBLE, -1, construct);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_server_init (AriadneServer *self)
{
  g_mutex_init (&self->lock);
  _ariadne_bell_init (&self->bell);
  _ariadne_server_log_init (&self->log);
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * ariadne_server_new:
 * @model: what evaluates the batches
 * @domain: (nullable): the domain of the states
 * @connection: where requests come from; closed when the server stops
 * @batcher: what says how much fits in a batch; for this server alone
 * @policy: when a batch is launched that is not full
 *
 * Makes a server, which does not run yet.
 *
 * Returns: (transfer full): a new server
 */
AriadneServer *
ariadne_server_new (AriadneModel       *model,
                    AriadneDomain      *domain,
                    AriadneConnection  *connection,
                    AriadneBatcher     *batcher,
                    AriadneBatchPolicy  policy)
{
  g_return_val_if_fail (ARIADNE_IS_MODEL (model), NULL);
  g_return_val_if_fail (domain == NULL || ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (ARIADNE_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (ARIADNE_IS_BATCHER (batcher), NULL);

  return g_object_new (ARIADNE_TYPE_SERVER,
                       "model", model,
                       "domain", domain,
                       "connection", connection,
                       "batcher", batcher,
                       "policy", policy,
                       NULL);
}

/**
 * ariadne_server_start:
 * @self: a server that has not been started
 *
 * Starts to serve. A server that has stopped cannot be started again.
 */
void
ariadne_server_start (AriadneServer *self)
{
  g_return_if_fail (ARIADNE_IS_SERVER (self));
  g_return_if_fail (self->threads == NULL && !self->stopping);

  _ariadne_census_add_server (self->census, nobody_submits_cb, self);
  _ariadne_bell_watch (&self->bell,
                       ariadne_queue_get_fd (_ariadne_connection_get_in (self->connection)));
  ariadne_queue_add_ready_func (_ariadne_connection_get_in (self->connection),
                                requests_ready_cb, self);
  self->threads = g_new (GThread *, self->n_slots + 1);
  for (guint i = 0; i <= self->n_slots; i++)
    self->threads[i] = g_thread_new ("ariadne-server", _ariadne_server_serve_func, self);
}

/**
 * ariadne_server_stop:
 * @self: a server
 *
 * Stops to serve: waits for the batches that are in the model, if any, sends
 * their answers, and refuses everything else. Stopping twice does nothing.
 */
void
ariadne_server_stop (AriadneServer *self)
{
  g_return_if_fail (ARIADNE_IS_SERVER (self));

  if (self->threads == NULL)
    {
      ariadne_connection_close (self->connection);
      return;
    }

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_mutex_unlock (&self->lock);
  _ariadne_bell_stick (&self->bell);

  for (guint i = 0; i <= self->n_slots; i++)
    g_thread_join (self->threads[i]);
  g_clear_pointer (&self->threads, g_free);

  ariadne_queue_remove_ready_func (_ariadne_connection_get_in (self->connection),
                                   requests_ready_cb, self);
  _ariadne_census_remove_server (self->census, self);
  _ariadne_server_refuse_the_rest (self);
  ariadne_connection_close (self->connection);
}

/**
 * ariadne_server_get_metrics:
 * @self: a server
 * @metrics: (out): what it has done so far
 *
 * Reads the metrics, which is possible on any thread and cheap for the server.
 */
void
ariadne_server_get_metrics (AriadneServer        *self,
                            AriadneServerMetrics *metrics)
{
  const AriadneRequestCounts *counts;

  g_return_if_fail (ARIADNE_IS_SERVER (self));
  g_return_if_fail (metrics != NULL);

  _ariadne_server_log_read_metrics (&self->log, metrics);
  _ariadne_census_count (self->census, &metrics->n_live, &metrics->n_waiting);

  g_mutex_lock (&self->lock);
  counts = _ariadne_batch_manager_get_counts (self->manager);
  metrics->n_requests = counts->n_answered;
  metrics->n_empty = counts->n_empty;
  metrics->n_cancelled = counts->n_cancelled;
  metrics->n_failed = counts->n_failed;
  metrics->n_queued = _ariadne_batch_manager_get_n_queued (self->manager);
  metrics->launch_cost = _ariadne_server_get_launch_cost (self, &metrics->row_cost);
  g_mutex_unlock (&self->lock);
}

/**
 * ariadne_server_read_batches: (skip)
 * @self: a server
 * @first: the first batch to read, counted from 0 at the start
 * @records: (element-type AriadneBatchRecord): where the records are appended
 *
 * Reads the records of batches that have ended, on any thread. A reader who
 * passes what he was told the last time gets each record once, unless he is
 * half a million batches late.
 *
 * Returns: the number of batches so far, which is where to read on from
 */
guint64
ariadne_server_read_batches (AriadneServer *self,
                             guint64        first,
                             GArray        *records)
{
  g_return_val_if_fail (ARIADNE_IS_SERVER (self), 0);
  g_return_val_if_fail (records != NULL, 0);

  return _ariadne_server_log_read_batches (&self->log, first, records);
}

/**
 * ariadne_server_list_batches: (rename-to ariadne_server_read_batches)
 * @self: a server
 * @first: the first batch to read, counted from 0 at the start
 * @n_records: (out): the number of records
 * @next: (out): the number of batches so far, which is where to read on from
 *
 * Gets the records of batches that have ended; see ariadne_server_read_batches().
 *
 * Returns: (array length=n_records) (transfer full): the records
 */
AriadneBatchRecord *
ariadne_server_list_batches (AriadneServer *self,
                             guint64        first,
                             guint         *n_records,
                             guint64       *next)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));

  g_return_val_if_fail (ARIADNE_IS_SERVER (self), NULL);
  g_return_val_if_fail (n_records != NULL && next != NULL, NULL);

  *next = ariadne_server_read_batches (self, first, records);
  *n_records = records->len;

  return g_array_steal (records, NULL);
}

void
_ariadne_server_watch (AriadneServer        *self,
                       AriadneServerLogFunc  func,
                       gpointer              user_data)
{
  g_assert (self->threads == NULL);

  self->log.func = func;
  self->log.data = user_data;
}

void
_ariadne_server_set_cancellable (AriadneServer *self,
                                 GCancellable  *cancellable)
{
  g_assert (self->threads == NULL);

  g_set_object (&self->cancellable, cancellable);
}
