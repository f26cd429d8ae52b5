/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-message-private.h"
#include "serving/ariadne-server-loop.h"

#include "serving-fixture.h"

/* A server whose model has room for several batches. */

#define HOUR G_TIME_SPAN_HOUR

/* What is full need not wait for the batch before: it is prepared while that one
 * is computed. There are as many in the model as there are slots, not more.
 */
static void
test_full_batch_is_prepared_at_once (void)
{
  const guint sizes[] = { 4, 4, 4 };
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[3] = { { 0 } };

  fixture_init_slots (&fixture, 2, 3, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (fixture.server);
  for (guint i = 0; i < 3; i++)
    submit (&fixture, i, 4, ARIADNE_CALL_WAITS, &outcomes[i]);

  gate_model_wait_started (fixture.model, 2);
  wait_until_queued (&fixture, 4);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 2);

  gate_model_permit_batch (fixture.model, 1);
  gate_model_wait_started (fixture.model, 3);
  gate_model_permit (fixture.model, GATE_OPEN);
  for (guint i = 0; i < 3; i++)
    run_until_ended (&outcomes[i]);
  gate_model_assert_sizes (fixture.model, sizes, G_N_ELEMENTS (sizes));
}

/* Several full batches at once: whoever launches the first one sees to it that
 * somebody launches the next.
 */
static void
test_all_slots_are_filled (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) outcome = { 0 };

  fixture_init_slots (&fixture, 5, 1, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (fixture.server);
  submit (&fixture, 0, 30, ARIADNE_CALL_WAITS, &outcome);
  gate_model_wait_started (fixture.model, 5);
  wait_until_queued (&fixture, 10);

  gate_model_permit (fixture.model, GATE_OPEN);
  run_until_ended (&outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.n_rows, ==, 30);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 8);
}

/* What is not full stays open as long as nobody knows when the device will be
 * free; whatever comes meanwhile becomes part of it.
 */
static void
test_open_until_the_device_is_free (void)
{
  const guint sizes[] = { 4, 3 };
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[3] = { { 0 } };

  fixture_init_slots (&fixture, 2, 3, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_NO_WAIT);
  ariadne_server_start (fixture.server);
  submit (&fixture, 0, 4, ARIADNE_CALL_WAITS, &outcomes[0]);
  gate_model_wait_started (fixture.model, 1);
  submit (&fixture, 1, 1, ARIADNE_CALL_WAITS, &outcomes[1]);
  wait_until_queued (&fixture, 1);
  submit (&fixture, 2, 2, ARIADNE_CALL_WAITS, &outcomes[2]);
  wait_until_queued (&fixture, 3);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 1);

  gate_model_permit (fixture.model, GATE_OPEN);
  for (guint i = 0; i < 3; i++)
    run_until_ended (&outcomes[i]);
  gate_model_assert_sizes (fixture.model, sizes, G_N_ELEMENTS (sizes));
}

/* Evaluates two batches, which is what it takes to know how long one takes, and
 * has a third one computed.
 */
static void
teach (Fixture *fixture,
       gint64   duration,
       Outcome  outcomes[3])
{
  fixture->model->pretended = duration;
  ariadne_server_start (fixture->server);
  for (guint i = 0; i < 3; i++)
    {
      submit (fixture, 0, 4, ARIADNE_CALL_WAITS, &outcomes[i]);
      gate_model_wait_started (fixture->model, i + 1);
      if (i == 2)
        break;
      gate_model_permit_batch (fixture->model, i + 1);
      run_until_ended (&outcomes[i]);
    }
}

/* A device that takes an hour for a batch, as far as anybody can tell, will not
 * be free before this test has ended.
 */
static void
test_open_while_the_device_is_busy (void)
{
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[5] = { { 0 } };

  fixture_init_slots (&fixture, 2, 3, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_NO_WAIT);
  teach (&fixture, HOUR, outcomes);
  submit (&fixture, 1, 1, ARIADNE_CALL_WAITS, &outcomes[3]);
  wait_until_queued (&fixture, 1);
  submit (&fixture, 2, 2, ARIADNE_CALL_WAITS, &outcomes[4]);
  wait_until_queued (&fixture, 3);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 3);

  gate_model_permit (fixture.model, GATE_OPEN);
  for (guint i = 0; i < 5; i++)
    run_until_ended (&outcomes[i]);
  g_assert_cmpuint (outcomes[3].batch, ==, 4);
  g_assert_cmpuint (outcomes[4].batch, ==, 4);
}

/* One that should have been free long ago is late, and the next batch is made
 * ready for it, full or not.
 */
static void
test_prepared_when_the_device_is_about_to_be_free (void)
{
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[4] = { { 0 } };

  fixture_init_slots (&fixture, 2, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_NO_WAIT);
  teach (&fixture, 0, outcomes);
  submit (&fixture, 1, 1, ARIADNE_CALL_WAITS, &outcomes[3]);
  gate_model_wait_started (fixture.model, 4);

  gate_model_permit (fixture.model, GATE_OPEN);
  run_until_ended (&outcomes[3]);
  run_until_ended (&outcomes[2]);
}

/* Those who wait for what is in the model will submit when they have it, and are
 * waited for; when nobody is left who could, the rest goes at once.
 */
static void
test_nobody_can_add (void)
{
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[2] = { { 0 } };

  fixture_init_slots (&fixture, 2, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (fixture.server);

  /* Two of the six rows are left, and all wait; but client 1 is about to be
   * answered. When he has been, he does not wait any more, but is gone.
   */
  submit (&fixture, 1, 4, ARIADNE_CALL_WAITS, &outcomes[1]);
  gate_model_wait_started (fixture.model, 1);
  submit (&fixture, 0, 2, ARIADNE_CALL_WAITS, &outcomes[0]);
  wait_until_queued (&fixture, 2);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 1);
  gate_model_permit_batch (fixture.model, 1);
  run_until_ended (&outcomes[1]);
  ariadne_connected_function_close (fixture.functions->pdata[1]);
  gate_model_wait_started (fixture.model, 2);
  gate_model_permit_batch (fixture.model, 2);
  run_until_ended (&outcomes[0]);

  /* Nothing that is in the model answers anybody. */
  memset (outcomes, 0, sizeof outcomes);
  submit (&fixture, 0, 6, ARIADNE_CALL_WAITS, &outcomes[0]);
  gate_model_wait_started (fixture.model, 4);
  gate_model_permit (fixture.model, GATE_OPEN);
  run_until_ended (&outcomes[0]);
  g_assert_cmpuint (outcomes[0].n_rows, ==, 6);
}

/* The second batch ends first. */
static void
run_out_of_order (AriadneAnswerOrder order)
{
  gboolean ordered = order == ARIADNE_ANSWER_ORDER_FIFO;
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[2] = { { 0 } };

  fixture_init_slots (&fixture, 2, 1, order, 0, 4, ARIADNE_BATCH_POLICY_NO_WAIT);
  ariadne_server_start (fixture.server);
  submit (&fixture, 0, 4, ARIADNE_CALL_NONE, &outcomes[0]);
  gate_model_wait_started (fixture.model, 1);
  submit (&fixture, 0, 4, ARIADNE_CALL_NONE, &outcomes[1]);
  gate_model_wait_started (fixture.model, 2);

  gate_model_permit_batch (fixture.model, 2);
  if (!ordered)
    run_until_ended (&outcomes[1]);
  gate_model_permit_batch (fixture.model, 1);
  run_until_ended (&outcomes[0]);
  run_until_ended (&outcomes[1]);

  g_assert_cmpuint (outcomes[0].batch, ==, 1);
  g_assert_cmpuint (outcomes[1].batch, ==, 2);
  g_assert_true ((outcomes[0].turn < outcomes[1].turn) == ordered);
}

static void
test_order_is_kept (void)
{
  run_out_of_order (ARIADNE_ANSWER_ORDER_FIFO);
}

static void
test_order_is_not_kept (void)
{
  run_out_of_order (ARIADNE_ANSWER_ORDER_ANY);
}

/* A request with rows in two batches, of which the first fails: it fails right
 * then, and the second batch answers who else is in it.
 */
static void
test_error_in_one_of_two (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) failed = { 0 };
  g_auto (Outcome) other = { 0 };

  fixture_init_slots (&fixture, 2, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_NO_WAIT);
  fixture.model->fails_at = 1;
  ariadne_server_start (fixture.server);

  /* The model numbers batches as they come to it, so that there is no second one
   * before the first has come.
   */
  submit (&fixture, 0, 6, ARIADNE_CALL_WAITS, &failed);
  gate_model_wait_started (fixture.model, 1);
  submit (&fixture, 1, 2, ARIADNE_CALL_WAITS, &other);
  gate_model_wait_started (fixture.model, 2);

  gate_model_permit_batch (fixture.model, 1);
  run_until_ended (&failed);
  g_assert_error (failed.error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
  g_assert_cmpuint (other.n_ended, ==, 0);

  gate_model_permit (fixture.model, GATE_OPEN);
  run_until_ended (&other);
  g_assert_no_error (other.error);
  g_assert_cmpuint (other.n_rows, ==, 2);
  g_assert_cmpuint (failed.n_ended, ==, 1);
}

static gpointer
stop_func (gpointer data)
{
  ariadne_server_stop (data);

  return NULL;
}

/* Stopping waits for both batches in the model and sends their answers. */
static void
test_stop_with_batches_in_the_model (void)
{
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[3] = { { 0 } };
  GThread *thread;

  fixture_init_slots (&fixture, 2, 3, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (fixture.server);
  for (guint i = 0; i < 3; i++)
    submit (&fixture, i, 4, ARIADNE_CALL_WAITS, &outcomes[i]);
  gate_model_wait_started (fixture.model, 2);
  wait_until_queued (&fixture, 4);

  /* The first answer may come before it stops or after, but the third request
   * must not be launched: it is cancelled by then.
   */
  ariadne_connected_function_close (fixture.functions->pdata[2]);
  wait_until_queued (&fixture, 0);
  thread = g_thread_new ("stop", stop_func, fixture.server);
  gate_model_permit (fixture.model, GATE_OPEN);
  for (guint i = 0; i < 3; i++)
    run_until_ended (&outcomes[i]);
  g_thread_join (thread);

  g_assert_no_error (outcomes[0].error);
  g_assert_no_error (outcomes[1].error);
  g_assert_error (outcomes[2].error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  outcome_clear (&outcomes[2]);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 2);
}

/* The device's time is counted once, and records tell each step. */
static void
test_log (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  Outcome outcomes[2] = { { 0 } };
  AriadneServerMetrics metrics;

  fixture_init_slots (&fixture, 2, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 4,
                      ARIADNE_BATCH_POLICY_NO_WAIT);
  ariadne_server_start (fixture.server);
  for (guint i = 0; i < 2; i++)
    submit (&fixture, i, 4, ARIADNE_CALL_WAITS, &outcomes[i]);
  gate_model_wait_started (fixture.model, 2);
  gate_model_permit (fixture.model, GATE_OPEN);
  for (guint i = 0; i < 2; i++)
    run_until_ended (&outcomes[i]);
  ariadne_server_stop (fixture.server);

  g_assert_cmpuint (ariadne_server_read_batches (fixture.server, 0, records), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const AriadneBatchRecord *record = &g_array_index (records, AriadneBatchRecord, i);

      g_assert_cmpuint (record->n_rows, ==, 4);
      g_assert_cmpint (record->oldest_wait, >=, 0);
      g_assert_cmpint (record->times.start, <=, record->times.computing);
      g_assert_cmpint (record->times.computing, <=, record->times.computed);
      g_assert_cmpint (record->times.computed, <=, record->answered);
      g_assert_cmpint (record->model_time, <=, record->times.computed - record->times.computing);
    }

  /* Both were in the model at once, so that the sum of their times is more. */
  ariadne_server_get_metrics (fixture.server, &metrics);
  g_assert_cmpint (metrics.model_time, ==,
                   g_array_index (records, AriadneBatchRecord, 0).model_time
                   + g_array_index (records, AriadneBatchRecord, 1).model_time);
}

typedef struct
{
  AriadneConnectedFunction *function;
  GRand                    *rand;
  guint                     n_left;
  guint                     first;
  guint                     n_rows;
  guint                    *n_walking;
} Walker;

static void walker_call (Walker *self);

static void
walker_called_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Walker *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneMatrix) rows = NULL;

  rows = ariadne_connected_function_call_finish (self->function, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_matrix_get_n_rows (rows), ==, self->n_rows);
  for (guint i = 0; i < self->n_rows; i++)
    g_assert_cmpfloat (ariadne_matrix_get_row (rows, i)[0], ==, self->first + i);

  if (--self->n_left > 0)
    {
      walker_call (self);
      return;
    }

  ariadne_connected_function_close (self->function);
  --*self->n_walking;
}

static void
walker_call (Walker *self)
{
  g_autoptr (AriadneSequence) sequence = NULL;

  self->first = g_rand_int_range (self->rand, 0, 1000);
  self->n_rows = g_rand_int_range (self->rand, 0, 40);
  sequence = toy_sequence_new (self->first, self->n_rows);
  ariadne_connected_function_call_async (self->function, sequence, ARIADNE_CALL_WAITS, NULL,
                                         walker_called_cb, self);
}

typedef struct
{
  Walker *walkers;
  guint   n_walkers;
  guint32 seed;
} Crowd;

static gpointer
crowd_func (gpointer data)
{
  Crowd *crowd = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (crowd->seed);
  guint n_walking = crowd->n_walkers;

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < crowd->n_walkers; i++)
    {
      crowd->walkers[i].rand = rand;
      crowd->walkers[i].n_walking = &n_walking;
      walker_call (&crowd->walkers[i]);
    }
  while (n_walking > 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* Many clients with requests of all sizes, also larger than a batch: whatever the
 * number of slots, everybody gets his own rows, and the model is never used by
 * more threads than it allows, which it checks.
 */
static void
test_crowd (gconstpointer data)
{
  guint n_slots = GPOINTER_TO_UINT (data);
  g_auto (Fixture) fixture = { 0 };
  Walker walkers[12] = { { 0 } };
  Crowd crowds[3];
  GThread *threads[3];

  fixture_init_slots (&fixture, n_slots, 12, ARIADNE_ANSWER_ORDER_ANY, 0, 24,
                      ARIADNE_BATCH_POLICY_ADAPTIVE);
  g_object_set (fixture.server, "launch-cost", 20.0, NULL);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);

  for (guint i = 0; i < 12; i++)
    {
      walkers[i].function = fixture.functions->pdata[i];
      walkers[i].n_left = 60;
    }
  for (guint i = 0; i < 3; i++)
    {
      crowds[i] = (Crowd) { &walkers[4 * i], 4, g_test_rand_int () };
      threads[i] = g_thread_new ("crowd", crowd_func, &crowds[i]);
    }
  for (guint i = 0; i < 3; i++)
    g_thread_join (threads[i]);
}

/* Two servers with two slots each share one queue. */
static void
test_two_servers (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (AriadneConnection) copy = NULL;
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (24);
  g_autoptr (GateModel) model = gate_model_new (GATE_OPEN);
  g_autoptr (AriadneServer) server = NULL;
  Walker walkers[6] = { { 0 } };
  Crowd crowd = { walkers, 6, g_test_rand_int () };

  fixture_init_slots (&fixture, 2, 6, ARIADNE_ANSWER_ORDER_ANY, 0, 24,
                      ARIADNE_BATCH_POLICY_ADAPTIVE);
  g_object_set (fixture.server, "launch-cost", 20.0, NULL);
  gate_model_permit (fixture.model, GATE_OPEN);
  model->n_slots = 2;
  copy = ariadne_connection_copy (fixture.connection);
  server = ariadne_server_new (ARIADNE_MODEL (model), fixture.domain, copy, batcher,
                               ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (fixture.server);
  ariadne_server_start (server);

  for (guint i = 0; i < 6; i++)
    {
      walkers[i].function = fixture.functions->pdata[i];
      walkers[i].n_left = 60;
    }
  crowd_func (&crowd);
}

static void
wait_until_asleep (AriadneServer *server)
{
  guint n_waiting;

  do
    {
      g_usleep (100);
      g_mutex_lock (&server->bell.lock);
      n_waiting = server->bell.n_waiting;
      g_mutex_unlock (&server->bell.lock);
    }
  while (n_waiting <= server->n_slots);
}

/* What another server takes can be the last that a batch here was kept waiting for,
 * and this one never sees it. The test is the other server.
 */
static void
test_other_server_takes_the_last (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (AriadneMessage) message = ariadne_message_new (ARIADNE_MESSAGE_REQUEST);

  fixture_init (&fixture, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 24, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);
  submit (&fixture, 0, 4, ARIADNE_CALL_WAITS, &outcome);
  wait_until_queued (&fixture, 4);
  wait_until_asleep (fixture.server);

  message->client = 2;
  message->uid = 1;
  message->flags = ARIADNE_MESSAGE_FLAGS_WAITS;
  _ariadne_census_observe (_ariadne_connection_get_census (fixture.connection), &fixture, message);
  run_until_ended (&outcome);
  g_assert_no_error (outcome.error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Slots/full_batch_is_prepared_at_once",
                   test_full_batch_is_prepared_at_once);
  g_test_add_func ("/Ariadne/Slots/all_slots_are_filled", test_all_slots_are_filled);
  g_test_add_func ("/Ariadne/Slots/open_until_the_device_is_free",
                   test_open_until_the_device_is_free);
  g_test_add_func ("/Ariadne/Slots/open_while_the_device_is_busy",
                   test_open_while_the_device_is_busy);
  g_test_add_func ("/Ariadne/Slots/prepared_when_the_device_is_about_to_be_free",
                   test_prepared_when_the_device_is_about_to_be_free);
  g_test_add_func ("/Ariadne/Slots/nobody_can_add", test_nobody_can_add);
  g_test_add_func ("/Ariadne/Slots/order_is_kept", test_order_is_kept);
  g_test_add_func ("/Ariadne/Slots/order_is_not_kept", test_order_is_not_kept);
  g_test_add_func ("/Ariadne/Slots/error_in_one_of_two", test_error_in_one_of_two);
  g_test_add_func ("/Ariadne/Slots/stop_with_batches_in_the_model",
                   test_stop_with_batches_in_the_model);
  g_test_add_func ("/Ariadne/Slots/log", test_log);
  g_test_add_data_func ("/Ariadne/Slots/crowd/one_slot", GUINT_TO_POINTER (1), test_crowd);
  g_test_add_data_func ("/Ariadne/Slots/crowd/two_slots", GUINT_TO_POINTER (2), test_crowd);
  g_test_add_data_func ("/Ariadne/Slots/crowd/five_slots", GUINT_TO_POINTER (5), test_crowd);
  g_test_add_func ("/Ariadne/Slots/two_servers", test_two_servers);
  g_test_add_func ("/Ariadne/Slots/other_server_takes_the_last",
                   test_other_server_takes_the_last);

  return g_test_run ();
}
