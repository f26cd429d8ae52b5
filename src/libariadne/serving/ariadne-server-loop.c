/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <sys/prctl.h>

#include "connection/ariadne-client-context.h"
#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-message-private.h"
#include "core/ariadne-deputy.h"
#include "core/ariadne-error.h"
#include "core/ariadne-summons.h"
#include "serving/ariadne-launch-rule.h"
#include "serving/ariadne-server-loop.h"

/* What the threads of a server do. */

/* What a launch is taken to cost, in microseconds, before it is known; or what
 * a whole batch costs, if that is less.
 */
#define INITIAL_LAUNCH_COST 1000

/* A launch that is later than this, in microseconds, was not late because of how
 * long it takes to wake a thread.
 */
#define MAX_LATENESS 1000

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

/* Sees to it that the model can read a sequence, which may have come from
 * anywhere and in any form.
 */
static void
prepare (AriadneServer    *self,
         AriadneSequence  *sequence,
         GError          **error)
{
  gboolean is_ready = self->needs_encoding
                      ? ariadne_sequence_is_encoded (sequence)
                      : ariadne_sequence_is_loaded (sequence);

  if (!is_ready && self->domain == NULL)
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                         "The states of a request are not in the form that the model reads, "
                         "and the server does not know their domain");
  else if (!self->needs_encoding)
    ariadne_sequence_load (sequence, self->domain, error);
  else if (is_ready || ariadne_sequence_encode (sequence, self->domain, error))
    ariadne_model_check (self->model, sequence, error);
}

/* Without the lock. */
static void
prepare_all (AriadneServer  *self,
             AriadneMessage *messages)
{
  for (AriadneMessage *message = messages; message != NULL; message = message->next)
    if (message->type == ARIADNE_MESSAGE_REQUEST)
      prepare (self, message->sequence, &message->error);
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

  _ariadne_census_observe (self->census, self, messages);
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

/* How long it is until a batch of so many rows is to be prepared, lest the device
 * waits for it; ARIADNE_LAUNCH_NEVER if only the end of a batch will tell. While
 * the model has a batch. With the lock.
 */
static gint64
get_time_to_prepare (AriadneServer *self,
                     guint          n_rows)
{
  gint64 device_free = _ariadne_forecast_get_free (&self->forecast);
  gint64 rest;

  if (self->n_in_model == self->n_slots || device_free < 0)
    return ARIADNE_LAUNCH_NEVER;

  rest = device_free - _ariadne_forecast_get_lead (&self->forecast, n_rows)
         - g_get_monotonic_time ();

  return MAX (rest, 0);
}

/* Whether this server may take messages, when there are others who could: what
 * it cannot evaluate next is for them. With the lock.
 */
static gboolean
is_my_turn (AriadneServer *self)
{
  if (_ariadne_batch_manager_is_full (self->manager))
    return FALSE;

  return self->n_in_model == 0
         || get_time_to_prepare (self, _ariadne_batch_manager_get_n_queued (self->manager)) == 0;
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
    {
      self->missed = TRUE;
      return FALSE;
    }

  if (shared && !is_my_turn (self))
    {
      /* What makes the queue readable has to be seen to nevertheless. */
      ariadne_connection_poll (self->connection, 0);
      return FALSE;
    }

  self->receiving = TRUE;
  self->missed = FALSE;
  g_mutex_unlock (&self->lock);
  messages = ARIADNE_CONNECTION_GET_CLASS (self->connection)
               ->recv_chain (self->connection, !shared, 0, NULL);
  prepare_all (self, messages);
  g_mutex_lock (&self->lock);
  self->receiving = FALSE;

  if (messages == NULL)
    {
      self->stopping |= ariadne_connection_is_closed (self->connection);
      return self->missed;
    }

  absorb_all (self, messages);

  return TRUE;
}

double
_ariadne_server_get_launch_cost (AriadneServer *self,
                                 double        *row_cost)
{
  double a = INITIAL_LAUNCH_COST;
  double mean = _ariadne_cost_fit_get_mean (&self->forecast.computing);

  *row_cost = 0;
  if (!_ariadne_cost_fit_get (&self->forecast.computing, &a, row_cost) && mean > 0)
    a = MIN (a, mean);

  return self->launch_cost >= 0 ? self->launch_cost : a;
}

/* Adds what is to be known of the batches in the model, and finds when the next
 * launch is, or was, due. With the lock.
 */
static gint64
look_ahead (AriadneServer      *self,
            AriadneLaunchState *state,
            gint64              now)
{
  gint64 device_free = _ariadne_forecast_get_free (&self->forecast);
  gint64 oldest = now - state->oldest_wait;
  gint64 due;

  state->is_busy = TRUE;
  state->n_due = _ariadne_batch_manager_get_n_due (self->manager);
  state->knows_free = device_free >= 0;
  state->free_in = device_free - now;
  state->lead = _ariadne_forecast_get_lead (&self->forecast, state->n_queued);
  if (!state->knows_free || state->is_full)
    return now;

  due = MAX (device_free - state->lead, oldest);

  return CLAMP (due, now - MAX_LATENESS, now);
}

/* How long to wait before the next launch, in microseconds, and when that was
 * due if it is to be now. With the lock.
 */
static gint64
get_delay (AriadneServer *self,
           gint64        *due)
{
  AriadneLaunchState state = { self->policy };
  double row_cost;

  state.n_queued = _ariadne_batch_manager_get_n_queued (self->manager);
  if (self->n_in_model == self->n_slots || state.n_queued == 0)
    return ARIADNE_LAUNCH_NEVER;

  *due = g_get_monotonic_time ();
  state.is_full = _ariadne_batch_manager_is_full (self->manager);
  _ariadne_census_count (self->census, &state.n_live, &state.n_waiting);
  state.oldest_wait = *due - _ariadne_batch_manager_get_oldest (self->manager);
  state.launch_cost = _ariadne_server_get_launch_cost (self, &row_cost);
  if (self->n_in_model > 0)
    *due = look_ahead (self, &state, *due);

  return _ariadne_launch_rule_get_delay (&state);
}

/* How long to wait for the bell. A server among others leaves what is in their
 * common queue there until it is its turn, which the bell does not tell. With
 * the lock.
 */
static gint64
get_longest_wait (AriadneServer *self,
                  gint64         delay)
{
  gint64 rest;

  if (delay != ARIADNE_LAUNCH_NEVER || self->n_in_model == 0
      || _ariadne_census_count_servers (self->census) <= 1)
    return delay;

  rest = get_time_to_prepare (self, 1);

  return rest > 0 ? rest + 1 : ARIADNE_LAUNCH_NEVER;
}

static gboolean
run_model (AriadneServer       *self,
           const AriadneBatch  *batch,
           AriadneMatrix       *output,
           AriadneModelTimes   *times,
           GError             **error)
{
  g_autoptr (GError) model_error = NULL;

  if (ariadne_model_evaluate_timed (self->model, batch, output, times, &model_error))
    return TRUE;

  if (g_error_matches (model_error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      && g_cancellable_is_cancelled (self->cancellable))
    {
      g_propagate_error (error, g_steal_pointer (&model_error));
      return FALSE;
    }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
               "The model failed to evaluate a batch of %u states: %s",
               ariadne_batch_get_n_rows (batch),
               model_error != NULL ? model_error->message : "it did not say why");

  return FALSE;
}

/* Has the model evaluate a batch. Without the lock. */
static AriadneMatrix *
compute (AriadneServer       *self,
         const AriadneBatch  *batch,
         AriadneModelTimes   *times,
         GError             **error)
{
  g_autoptr (AriadneMatrix) output = NULL;
  gboolean succeeded;

  _ariadne_bell_leave (&self->bell);
  output = ariadne_matrix_new (ariadne_batch_get_n_rows (batch),
                               ariadne_model_get_n_heads (self->model));
  succeeded = run_model (self, batch, output, times, error);
  _ariadne_bell_attend (&self->bell);

  return succeeded ? g_steal_pointer (&output) : NULL;
}

/* Has the next batch evaluated, and answers its requests. With the lock, which
 * it gives up meanwhile.
 */
static void
evaluate (AriadneServer *self,
          gint64         due)
{
  gint64 oldest = _ariadne_batch_manager_get_oldest (self->manager);
  AriadneBatch *batch = _ariadne_batch_manager_take (self->manager);
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;
  AriadneForecastFlight flight;
  AriadneBatchRecord record;

  record.n_rows = ariadne_batch_get_n_rows (batch);
  record.n_requests = ariadne_batch_get_n_segments (batch);
  record.n_queued = _ariadne_batch_manager_get_n_queued (self->manager);
  _ariadne_forecast_launch (&self->forecast, &flight, record.n_rows, due);

  /* Somebody else sees to what is left. */
  if (++self->n_in_model < self->n_slots && record.n_queued > 0)
    _ariadne_bell_ring (&self->bell);

  g_mutex_unlock (&self->lock);
  output = compute (self, batch, &record.times, &error);
  g_mutex_lock (&self->lock);

  self->n_in_model--;
  _ariadne_batch_manager_return (self->manager, batch, output, error);
  record.model_time = _ariadne_forecast_land (&self->forecast, &flight,
                                              output != NULL ? &record.times : NULL);
  if (output != NULL)
    {
      record.oldest_wait = record.times.start - oldest;
      record.answered = g_get_monotonic_time ();
      _ariadne_server_log_add_batch (&self->log, &record);
    }
  send_answers (self);
}

/* Whether another look at the queue, from which all was taken, would be in vain:
 * nobody can submit, and nobody was rung for meanwhile. What is left for other
 * servers the bell does not tell again. With the lock.
 */
static gboolean
has_all (AriadneServer *self)
{
  guint n_live, n_waiting;

  if (self->missed || _ariadne_census_count_servers (self->census) > 1)
    return FALSE;

  _ariadne_census_count (self->census, &n_live, &n_waiting);

  return n_waiting >= n_live;
}

/* Does what there is to do, or waits until there may be something. With the lock,
 * which it gives up meanwhile.
 */
static void
serve (AriadneServer *self)
{
  gint64 delay;
  gint64 due;

  _ariadne_bell_hush (&self->bell);
  if (receive (self) && !has_all (self))
    return;

  delay = get_delay (self, &due);
  if (delay == 0)
    {
      evaluate (self, due);
      return;
    }

  delay = get_longest_wait (self, delay);
  g_mutex_unlock (&self->lock);
  _ariadne_bell_wait (&self->bell, delay);
  g_mutex_lock (&self->lock);
}

gpointer
_ariadne_server_serve_func (gpointer data)
{
  AriadneServer *self = data;

  /* A batch that is prepared ahead is launched at a given time. Unless it is
   * told otherwise the kernel wakes a thread up to 50 µs later than it asked.
   */
  if (self->n_slots > 1)
    prctl (PR_SET_TIMERSLACK, 1);

  _ariadne_deputies_begin ();
  _ariadne_summons_push_cancellable (self->cancellable);
  _ariadne_bell_attend (&self->bell);
  g_mutex_lock (&self->lock);
  while (!self->stopping)
    serve (self);
  g_mutex_unlock (&self->lock);
  _ariadne_summons_pop_cancellable (self->cancellable);
  _ariadne_deputies_end ();

  _ariadne_bell_stick (&self->bell);
  _ariadne_bell_leave (&self->bell);

  return NULL;
}

void
_ariadne_server_refuse_the_rest (AriadneServer *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) error = g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
                                                  "The server has stopped");

  _ariadne_batch_manager_fail_all (self->manager, error);
  send_answers (self);
}
