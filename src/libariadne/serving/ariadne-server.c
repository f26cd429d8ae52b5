/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-client-context.h"
#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-message-private.h"
#include "core/ariadne-error.h"
#include "serving/ariadne-batch-manager.h"
#include "serving/ariadne-bell.h"
#include "serving/ariadne-cost-fit.h"
#include "serving/ariadne-launch-rule.h"
#include "serving/ariadne-matrix-unbatcher.h"
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
 * whatever is pending fails with %ARIADNE_ERROR_CLOSED. The model is used by one
 * thread at a time, though not always by the same.
 *
 * Several servers may serve copies of one connection. Each then takes from the
 * common queue what fits in its next batch when its model is free, and leaves
 * the rest to the others.
 */

/* Two threads do the work, and both run the same loop: take what has arrived;
 * launch a batch if one is due; otherwise wait for the bell, which the queue of
 * requests rings when it is no longer empty. While one of them is in the model
 * the other receives, encodes, and answers what needs no model. And when both
 * are idle, the one that is woken by a request evaluates it and sends the
 * answer, without any other thread being woken.
 *
 * Invariants:
 *  - At most one thread is in the model, and it has set `evaluating`; at most
 *    one takes messages from the queue, and has set `receiving`. So messages are
 *    absorbed in the order in which they were sent.
 *  - Answers are sent with the lock held, so they leave in the order in which
 *    the manager lets them go. Sending never waits: queues of answers are not
 *    bounded.
 *  - A batch is made with the lock held, by the thread that takes it into the
 *    model right then: until then whatever arrives can become part of it.
 *  - The lock is not held in the model, nor while encoding.
 */
struct _AriadneServer
{
  GObject              parent_instance;

  /* Set at construction. */
  AriadneModel        *model;
  AriadneDomain       *domain;
  AriadneConnection   *connection;
  AriadneBatcher      *batcher;
  AriadneCensus       *census;      /* of the connection */
  gboolean             needs_encoding;

  GThread             *threads[2];  /* NULL unless the server is running */
  AriadneBell          bell;        /* has a lock of its own */
  AriadneServerLog     log;         /* likewise */

  GMutex               lock;

  /* Guarded by `lock`. */
  AriadneBatchPolicy   policy;
  double               launch_cost; /* negative: as measured */
  AriadneBatchManager *manager;
  AriadneCostFit       fit;
  guint                n_evaluated; /* batches */
  gboolean             receiving;
  gboolean             evaluating;
  gboolean             stopping;
  GArray              *arrivals;    /* scratch, of gint64 */
};

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

/* What a launch is taken to cost, in microseconds, before it is known; or what
 * a whole batch costs, if that is less.
 */
#define INITIAL_LAUNCH_COST 1000

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneServer, ariadne_server, G_TYPE_OBJECT)

/* Sends what can leave. With the lock. */
static void
send_answers (AriadneServer *self)
{
  AriadneMessage *answers;

  g_array_set_size (self->arrivals, 0);
  answers = _ariadne_batch_manager_steal_answers (self->manager, self->arrivals);
  if (answers == NULL)
    return;

  _ariadne_census_answered (self->census, answers);
  _ariadne_server_log_add_answers (&self->log, self->arrivals, g_get_monotonic_time ());

  /* This fails only when the clients have gone, who then miss nothing. */
  _ariadne_client_context_hold_wakeups ();
  _ariadne_connection_send_chain (self->connection, answers, NULL);
  _ariadne_client_context_release_wakeups ();
}

/* Makes the encoded forms of what has arrived without them. Without the lock. */
static void
encode (AriadneServer  *self,
        AriadneMessage *messages)
{
  if (!self->needs_encoding)
    return;

  for (AriadneMessage *message = messages; message != NULL; message = message->next)
    if (message->type == ARIADNE_MESSAGE_REQUEST)
      ariadne_sequence_encode (message->sequence, self->domain, &message->error);
}

/* Acts on a message. With the lock. */
static void
absorb (AriadneServer  *self,
        AriadneMessage *message,
        gint64          now)
{
  if (message->type == ARIADNE_MESSAGE_REQUEST)
    {
      _ariadne_batch_manager_add (self->manager, message, now);
      return;
    }

  if (message->type == ARIADNE_MESSAGE_CANCEL)
    _ariadne_batch_manager_cancel (self->manager, message->client, message->uid);
  else if (message->type == ARIADNE_MESSAGE_CLOSE)
    _ariadne_batch_manager_cancel_client (self->manager, message->client);

  ariadne_message_free (message);
}

static void
absorb_all (AriadneServer  *self,
            AriadneMessage *messages)
{
  gint64 now = g_get_monotonic_time ();

  _ariadne_census_observe (self->census, messages);
  while (messages != NULL)
    {
      AriadneMessage *next = messages->next;

      messages->next = NULL;
      messages->last = NULL;
      absorb (self, messages, now);
      messages = next;
    }

  send_answers (self);
}

/* Takes messages from the queue; FALSE if there is none, or none to take. With
 * the lock, which it gives up meanwhile.
 */
static gboolean
receive (AriadneServer *self)
{
  gboolean shared = _ariadne_census_count_servers (self->census) > 1;
  AriadneMessage *messages;

  if (self->receiving)
    return FALSE;

  /* What this server cannot evaluate next is for the others. */
  if (shared && (self->evaluating || _ariadne_batch_manager_is_full (self->manager)))
    return FALSE;

  messages = ARIADNE_CONNECTION_GET_CLASS (self->connection)
               ->recv (self->connection, !shared, 0, NULL);
  if (messages == NULL)
    {
      self->stopping |= ariadne_connection_is_closed (self->connection);
      return FALSE;
    }

  self->receiving = TRUE;
  g_mutex_unlock (&self->lock);
  encode (self, messages);
  g_mutex_lock (&self->lock);
  self->receiving = FALSE;

  absorb_all (self, messages);

  return TRUE;
}

/* With the lock. */
static double
get_launch_cost (AriadneServer *self,
                 double        *row_cost)
{
  double a = INITIAL_LAUNCH_COST;
  double mean = _ariadne_cost_fit_get_mean (&self->fit);

  *row_cost = 0;
  if (!_ariadne_cost_fit_get (&self->fit, &a, row_cost) && mean > 0)
    a = MIN (a, mean);

  return self->launch_cost >= 0 ? self->launch_cost : a;
}

/* How long to wait before the next launch, in microseconds. With the lock. */
static gint64
get_delay (AriadneServer *self)
{
  AriadneLaunchState state = { self->policy };
  double row_cost;

  state.n_queued = _ariadne_batch_manager_get_n_queued (self->manager);
  if (self->evaluating || state.n_queued == 0)
    return ARIADNE_LAUNCH_NEVER;

  state.is_full = _ariadne_batch_manager_is_full (self->manager);
  _ariadne_census_count (self->census, &state.n_live, &state.n_waiting);
  state.oldest_wait = g_get_monotonic_time () - _ariadne_batch_manager_get_oldest (self->manager);
  state.launch_cost = get_launch_cost (self, &row_cost);

  return _ariadne_launch_rule_get_delay (&state);
}

static gboolean
run_model (AriadneServer       *self,
           const AriadneBatch  *batch,
           AriadneMatrix       *output,
           GError             **error)
{
  g_autoptr (GError) model_error = NULL;

  if (ariadne_model_evaluate (self->model, batch, output, &model_error))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
               "The model failed to evaluate a batch of %u states: %s",
               ariadne_batch_get_n_rows (batch),
               model_error != NULL ? model_error->message : "it did not say why");

  return FALSE;
}

static void
note_batch (AriadneServer            *self,
            const AriadneBatchRecord *record)
{
  _ariadne_server_log_add_batch (&self->log, record);

  /* The first one has the costs of things that are done once. */
  if (self->n_evaluated++ > 0)
    _ariadne_cost_fit_add (&self->fit, record->n_rows, record->end - record->start);
}

/* Has the next batch evaluated, and answers its requests. With the lock, which
 * it gives up meanwhile.
 */
static void
evaluate (AriadneServer *self)
{
  gint64 oldest = _ariadne_batch_manager_get_oldest (self->manager);
  AriadneBatch *batch = _ariadne_batch_manager_take (self->manager);
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;
  AriadneBatchRecord record;
  gboolean succeeded;

  record.n_rows = ariadne_batch_get_n_rows (batch);
  record.n_requests = ariadne_batch_get_n_segments (batch);
  record.n_queued = _ariadne_batch_manager_get_n_queued (self->manager);

  self->evaluating = TRUE;
  g_mutex_unlock (&self->lock);
  _ariadne_bell_leave (&self->bell);

  output = ariadne_matrix_new (record.n_rows, ariadne_model_get_n_heads (self->model));
  record.start = g_get_monotonic_time ();
  record.oldest_wait = record.start - oldest;
  succeeded = run_model (self, batch, output, &error);
  record.end = g_get_monotonic_time ();

  _ariadne_bell_attend (&self->bell);
  g_mutex_lock (&self->lock);
  self->evaluating = FALSE;

  if (succeeded)
    note_batch (self, &record);
  _ariadne_batch_manager_return (self->manager, succeeded ? output : NULL, error);
  send_answers (self);
}

static gpointer
serve_func (gpointer data)
{
  AriadneServer *self = data;

  _ariadne_bell_attend (&self->bell);
  g_mutex_lock (&self->lock);
  while (!self->stopping)
    {
      gint64 delay;

      _ariadne_bell_hush (&self->bell);
      if (receive (self))
        continue;

      delay = get_delay (self);
      if (delay == 0)
        {
          evaluate (self);
          continue;
        }

      g_mutex_unlock (&self->lock);
      _ariadne_bell_wait (&self->bell, delay);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);

  _ariadne_bell_stick (&self->bell);
  _ariadne_bell_leave (&self->bell);

  return NULL;
}

/* Runs on the thread that sends a request. */
static void
requests_ready_cb (AriadneQueue *queue,
                   gpointer      user_data)
{
  AriadneServer *self = user_data;

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
   * The domain of the states.
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
 * @domain: the domain of the states
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
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);
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
  g_return_if_fail (self->threads[0] == NULL && !self->stopping);

  _ariadne_census_add_server (self->census, 1);
  ariadne_queue_add_ready_func (_ariadne_connection_get_in (self->connection),
                                requests_ready_cb, self);
  for (guint i = 0; i < G_N_ELEMENTS (self->threads); i++)
    self->threads[i] = g_thread_new ("ariadne-server", serve_func, self);
}

static void
refuse_the_rest (AriadneServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) error = g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
                                                  "The server has stopped");

  _ariadne_batch_manager_fail_all (self->manager, error);
  send_answers (self);
}

/**
 * ariadne_server_stop:
 * @self: a server
 *
 * Stops to serve: waits for the batch that is in the model, if any, sends its
 * answers, and refuses everything else. Stopping twice does nothing.
 */
void
ariadne_server_stop (AriadneServer *self)
{
  g_return_if_fail (ARIADNE_IS_SERVER (self));

  if (self->threads[0] == NULL)
    {
      ariadne_connection_close (self->connection);
      return;
    }

  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  g_mutex_unlock (&self->lock);
  _ariadne_bell_stick (&self->bell);

  for (guint i = 0; i < G_N_ELEMENTS (self->threads); i++)
    g_clear_pointer (&self->threads[i], g_thread_join);

  ariadne_queue_remove_ready_func (_ariadne_connection_get_in (self->connection),
                                   requests_ready_cb, self);
  _ariadne_census_add_server (self->census, -1);
  refuse_the_rest (self);
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
  metrics->launch_cost = get_launch_cost (self, &metrics->row_cost);
  g_mutex_unlock (&self->lock);
}

/**
 * ariadne_server_read_batches:
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

void
_ariadne_server_watch (AriadneServer        *self,
                       AriadneServerLogFunc  func,
                       gpointer              user_data)
{
  g_assert (self->threads[0] == NULL);

  self->log.func = func;
  self->log.data = user_data;
}
