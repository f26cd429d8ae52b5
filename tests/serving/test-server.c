/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>

#include "serving-fixture.h"

/* The worked example: with batches of 8, requests of 5, 4, 6 and 3 states make
 * batches of 8, 8 and 2, and are answered after batch 1, 2, 2 and 3.
 *
 * The naive server answers none of them before the last batch, or pads.
 */
static void
run_worked_example (AriadneAnswerOrder order,
                    guint              n_functions)
{
  const guint lengths[] = { 5, 4, 6, 3 };
  const guint answered_after[] = { 1, 2, 2, 3 };
  const guint sizes[] = { 8, 8, 2 };
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[4] = { { 0 } };

  fixture_init (&fixture, n_functions, order, 0, 8, ARIADNE_BATCH_POLICY_NO_WAIT);
  for (guint i = 0; i < 4; i++)
    submit (&fixture, i % n_functions, lengths[i], ARIADNE_CALL_NONE, &outcomes[i]);
  ariadne_server_start (fixture.server);

  for (guint batch = 1; batch <= 3; batch++)
    {
      gate_model_wait_started (fixture.model, batch);
      run_what_is_ready ();
      for (guint i = 0; i < 4; i++)
        g_assert_cmpuint (outcomes[i].n_ended, ==, answered_after[i] < batch);
      gate_model_permit (fixture.model, 1);
    }
  run_until_ended (&outcomes[3]);

  for (guint i = 0; i < 4; i++)
    {
      g_assert_no_error (outcomes[i].error);
      g_assert_cmpuint (outcomes[i].turn, ==, outcomes[0].turn + i);
      g_assert_cmpuint (outcomes[i].n_rows, ==, lengths[i]);
      g_assert_cmpuint (outcomes[i].batch, ==, answered_after[i]);
      g_assert_cmpfloat (outcomes[i].first, ==, 100 * (i % n_functions + 1));
    }
  gate_model_assert_sizes (fixture.model, sizes, G_N_ELEMENTS (sizes));
}

static void
test_worked_example_one_client (void)
{
  run_worked_example (ARIADNE_ANSWER_ORDER_FIFO, 1);
}

static void
test_worked_example_four_clients (void)
{
  run_worked_example (ARIADNE_ANSWER_ORDER_FIFO, 4);
}

static void
test_worked_example_unordered (void)
{
  run_worked_example (ARIADNE_ANSWER_ORDER_ANY, 1);
}

/* A search that makes calls one after the other. */
typedef struct
{
  AriadneConnectedFunction *function;
  guint                     n_rows;
  guint                     n_left;
  gboolean                  done;
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
    g_assert_cmpfloat (ariadne_matrix_get_row (rows, i)[0], ==, self->n_left + 1 + i);

  if (self->n_left > 0)
    {
      walker_call (self);
      return;
    }

  ariadne_connected_function_close (self->function);
  self->done = TRUE;
}

static void
walker_call (Walker *self)
{
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (self->n_left, self->n_rows);

  self->n_left--;
  ariadne_connected_function_call_async (self->function, sequence, ARIADNE_CALL_WAITS, NULL,
                                         walker_called_cb, self);
}

static void
walkers_run (Walker *walkers,
             guint   n_walkers)
{
  for (guint i = 0; i < n_walkers; i++)
    walker_call (&walkers[i]);
  for (guint i = 0; i < n_walkers; i++)
    while (!walkers[i].done)
      g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

/* Pitfalls 1 and 7: all searches wait and the batch is not full, to the last
 * call of the last search, and there is no timer that would save it. A server
 * that waits for full batches hangs in the first round; one that does not learn
 * that searches have ended hangs in the second; one that launches without
 * knowing who waits makes smaller batches.
 */
static void
test_all_wait_and_the_batch_is_not_full (void)
{
  const guint sizes[] = { 24, 21, 18, 15, 12, 9, 6, 3 };
  g_auto (Fixture) fixture = { 0 };
  Walker walkers[8] = { { 0 } };

  fixture_init (&fixture, 8, ARIADNE_ANSWER_ORDER_FIFO, 0, 1000000, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);

  for (guint i = 0; i < 8; i++)
    {
      walkers[i].function = fixture.functions->pdata[i];
      walkers[i].n_rows = 3;
      walkers[i].n_left = i + 1;
    }
  walkers_run (walkers, 8);

  gate_model_assert_sizes (fixture.model, sizes, G_N_ELEMENTS (sizes));
}

/* Pitfall 2. The naive server makes a batch of no rows, for which it sends no
 * answer, and the search waits for ever.
 */
static void
test_empty_request_needs_no_model (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) blocked = { 0 };
  g_auto (Outcome) empty = { 0 };

  fixture_init (&fixture, 2, ARIADNE_ANSWER_ORDER_FIFO, 0, 8, ARIADNE_BATCH_POLICY_NO_WAIT);
  submit (&fixture, 0, 3, ARIADNE_CALL_NONE, &blocked);
  ariadne_server_start (fixture.server);
  gate_model_wait_started (fixture.model, 1);

  submit (&fixture, 1, 0, ARIADNE_CALL_WAITS, &empty);
  run_until_ended (&empty);
  g_assert_no_error (empty.error);
  g_assert_cmpuint (empty.n_rows, ==, 0);
  g_assert_cmpuint (blocked.n_ended, ==, 0);

  gate_model_permit (fixture.model, 1);
  run_until_ended (&blocked);
}

/* The answer to an empty request does not overtake those of the same client. */
static void
test_empty_request_keeps_its_place (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) empty = { 0 };
  g_auto (Outcome) last = { 0 };

  fixture_init (&fixture, 1, ARIADNE_ANSWER_ORDER_FIFO, 0, 2, ARIADNE_BATCH_POLICY_NO_WAIT);
  submit (&fixture, 0, 2, ARIADNE_CALL_NONE, &first);
  submit (&fixture, 0, 0, ARIADNE_CALL_NONE, &empty);
  submit (&fixture, 0, 2, ARIADNE_CALL_NONE, &last);
  ariadne_server_start (fixture.server);
  gate_model_wait_started (fixture.model, 1);
  run_what_is_ready ();
  g_assert_cmpuint (empty.n_ended, ==, 0);

  gate_model_permit (fixture.model, 2);
  run_until_ended (&last);
  g_assert_cmpuint (first.turn, <, empty.turn);
  g_assert_cmpuint (empty.turn, <, last.turn);
  g_assert_cmpuint (empty.n_rows, ==, 0);
}

typedef struct
{
  AriadneConnectedFunction *function;
  guint                     n_calls;
} Flood;

static gpointer
flood_func (gpointer data)
{
  Flood *flood = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, 2);
  g_autofree Outcome *outcomes = g_new0 (Outcome, flood->n_calls);

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < flood->n_calls; i++)
    ariadne_connected_function_call_async (flood->function, sequence, ARIADNE_CALL_NONE, NULL,
                                           ended_cb, &outcomes[i]);
  while (ariadne_connected_function_get_n_pending (flood->function) > 0)
    g_main_context_iteration (context, TRUE);
  for (guint i = 0; i < flood->n_calls; i++)
    g_assert_no_error (outcomes[i].error);
  ariadne_connected_function_close (flood->function);
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* Pitfall 4: a queue of one place in the cycle. Were the queue of answers
 * bounded as well, the server would wait for the client to take an answer while
 * the client waits for room for a request.
 */
static void
test_queue_of_one_does_not_deadlock (void)
{
  g_auto (Fixture) fixture = { 0 };
  Flood flood;
  GThread *thread;

  fixture_init (&fixture, 1, ARIADNE_ANSWER_ORDER_FIFO, 1, 4, ARIADNE_BATCH_POLICY_NO_WAIT);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);

  flood.function = fixture.functions->pdata[0];
  flood.n_calls = 200;
  thread = g_thread_new ("flood", flood_func, &flood);
  g_thread_join (thread);
}

/* Also pitfall 4: the first request of a search is alone, and all others depend
 * on it. A server that wants more before it launches waits for what can only
 * come afterwards.
 */
static void
test_root_comes_first (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) root = { 0 };
  g_auto (Outcome) children = { 0 };

  fixture_init (&fixture, 1, ARIADNE_ANSWER_ORDER_FIFO, 1, 100, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);

  submit (&fixture, 0, 1, ARIADNE_CALL_WAITS, &root);
  run_until_ended (&root);
  submit (&fixture, 0, 16, ARIADNE_CALL_WAITS, &children);
  run_until_ended (&children);
  g_assert_cmpuint (children.batch, ==, 2);
}

/* Pitfall 5. The naive server, first come first served, has the small request
 * wait for all 100 batches of the large one.
 */
static void
test_huge_request_does_not_block_others (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) huge = { 0 };
  g_auto (Outcome) small = { 0 };

  fixture_init (&fixture, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 100, ARIADNE_BATCH_POLICY_NO_WAIT);
  submit (&fixture, 0, 10000, ARIADNE_CALL_WAITS, &huge);
  submit (&fixture, 1, 8, ARIADNE_CALL_WAITS, &small);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);

  run_until_ended (&small);
  run_until_ended (&huge);
  g_assert_cmpuint (small.batch, <=, 2);
  g_assert_cmpuint (small.turn, <, huge.turn);
  g_assert_cmpuint (huge.batch, ==, 101);
  g_assert_cmpuint (huge.n_rows, ==, 10000);
}

/* Pitfall 6: a client that always has more than a batch queued, and 31 others.
 * Each answer to those is in one of the next three batches: one can be the
 * greedy one's, and the next has room for all of them, unless it is broken by
 * the rest of a turn. On the naive server the greedy one's requests, of ten
 * batches each, are all in front.
 */
static void
test_greedy_client_starves_nobody (void)
{
  g_auto (Fixture) fixture = { 0 };
  Outcome greedy[20] = { { 0 } };
  Outcome small[31] = { { 0 } };
  guint batch = 1;

  fixture_init (&fixture, 32, ARIADNE_ANSWER_ORDER_ANY, 0, 128, ARIADNE_BATCH_POLICY_NO_WAIT);
  for (guint i = 0; i < G_N_ELEMENTS (greedy); i++)
    submit (&fixture, 0, 1280, ARIADNE_CALL_NONE, &greedy[i]);
  ariadne_server_start (fixture.server);

  for (guint round = 0; round < 5; round++)
    {
      guint n_queued;

      gate_model_wait_started (fixture.model, batch);
      n_queued = 20 * 1280 - 128 * batch + round * 31 * 4;
      memset (small, 0, sizeof small);
      for (guint i = 0; i < 31; i++)
        submit (&fixture, i + 1, 4, ARIADNE_CALL_WAITS, &small[i]);
      wait_until_queued (&fixture, n_queued + 31 * 4);

      gate_model_permit (fixture.model, 4);
      gate_model_wait_started (fixture.model, batch + 4);
      run_what_is_ready ();
      for (guint i = 0; i < 31; i++)
        {
          g_assert_cmpuint (small[i].n_ended, ==, 1);
          g_assert_cmpuint (small[i].batch, <=, batch + 3);
        }
      batch += 4;
    }

  gate_model_permit (fixture.model, GATE_OPEN);
  for (guint i = 0; i < G_N_ELEMENTS (greedy); i++)
    run_until_ended (&greedy[i]);
}

/* Pitfall 8. The naive server launches the first request alone, and from then
 * on has two groups of searches that never come together.
 */
static void
test_start_does_not_ripple (void)
{
  const guint sizes[] = { 8, 8, 8 };
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[3][8] = { { { 0 } } };

  fixture_init (&fixture, 8, ARIADNE_ANSWER_ORDER_FIFO, 0, 1000, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);

  for (guint round = 0; round < 3; round++)
    {
      for (guint i = 0; i < 8; i++)
        {
          wait_until_queued (&fixture, i);
          g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, round);
          submit (&fixture, i, 1, ARIADNE_CALL_WAITS, &outcomes[round][i]);
        }
      for (guint i = 0; i < 8; i++)
        run_until_ended (&outcomes[round][i]);
    }

  gate_model_assert_sizes (fixture.model, sizes, G_N_ELEMENTS (sizes));
}

/* A client that has not said it waits is waited for; one that has is not, be it
 * in one way or the other.
 */
static void
test_wait_is_believed (void)
{
  const guint sizes[] = { 3 };
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[3] = { { 0 } };

  fixture_init (&fixture, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 1000, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);

  submit (&fixture, 0, 1, ARIADNE_CALL_WAITS, &outcomes[0]);
  submit (&fixture, 1, 1, ARIADNE_CALL_NONE, &outcomes[1]);
  submit (&fixture, 1, 1, ARIADNE_CALL_NONE, &outcomes[2]);
  wait_until_queued (&fixture, 3);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 0);

  ariadne_connected_function_wait (fixture.functions->pdata[1]);
  for (guint i = 0; i < 3; i++)
    run_until_ended (&outcomes[i]);
  gate_model_assert_sizes (fixture.model, sizes, G_N_ELEMENTS (sizes));
}

static gpointer
walk_two_func (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  walkers_run (data, 2);
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* Pitfall 9: the batches themselves are the same in every run, however the
 * threads are scheduled. (That a row does not depend on its batch is up to the
 * model.) Without counting clients they differ from run to run.
 */
static void
test_same_batches_in_every_run (void)
{
  for (guint run = 0; run < 20; run++)
    {
      g_auto (Fixture) fixture = { 0 };
      Walker walkers[8] = { { 0 } };
      GThread *threads[4];

      fixture_init (&fixture, 8, ARIADNE_ANSWER_ORDER_ANY, 0, 1000, ARIADNE_BATCH_POLICY_ADAPTIVE);
      gate_model_permit (fixture.model, GATE_OPEN);
      ariadne_server_start (fixture.server);

      for (guint i = 0; i < 8; i++)
        {
          walkers[i].function = fixture.functions->pdata[i];
          walkers[i].n_rows = i + 1;
          walkers[i].n_left = 3 * (1 + i % 4);
        }
      for (guint i = 0; i < 4; i++)
        threads[i] = g_thread_new ("walkers", walk_two_func, &walkers[2 * i]);
      for (guint i = 0; i < 4; i++)
        g_thread_join (threads[i]);

      /* Batch i has the rows of all walkers that make more than i calls. */
      g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 12);
      for (guint i = 0; i < 12; i++)
        {
          guint n_rows = 0;

          for (guint w = 0; w < 8; w++)
            n_rows += 3 * (1 + w % 4) > i ? w + 1 : 0;
          g_assert_cmpuint (g_array_index (fixture.model->sizes, guint, i), ==, n_rows);
        }
    }
}

/* Pitfall 15. */
static void
test_model_error_fails_its_batch_only (void)
{
  g_auto (Fixture) fixture = { 0 };
  Outcome outcomes[4] = { { 0 } };

  fixture_init (&fixture, 4, ARIADNE_ANSWER_ORDER_FIFO, 0, 4, ARIADNE_BATCH_POLICY_NO_WAIT);
  fixture.model->fails_at = 2;
  gate_model_permit (fixture.model, GATE_OPEN);

  /* Batches of 3 + 1, 1 + 3, and what is left: the second and third request
   * have a part in the one that fails.
   */
  submit (&fixture, 0, 3, ARIADNE_CALL_NONE, &outcomes[0]);
  submit (&fixture, 1, 2, ARIADNE_CALL_NONE, &outcomes[1]);
  submit (&fixture, 2, 5, ARIADNE_CALL_NONE, &outcomes[2]);
  submit (&fixture, 3, 4, ARIADNE_CALL_NONE, &outcomes[3]);
  ariadne_server_start (fixture.server);
  for (guint i = 0; i < 4; i++)
    run_until_ended (&outcomes[i]);

  g_assert_no_error (outcomes[0].error);
  g_assert_error (outcomes[1].error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
  g_assert_error (outcomes[2].error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
  g_assert_no_error (outcomes[3].error);
  outcome_clear (&outcomes[1]);
  outcome_clear (&outcomes[2]);
}

/* Also pitfall 15: the naive server leaves what it has not answered pending. The
 * last function is silent, so that what is queued is not launched.
 */
static void
test_stop_refuses_what_is_left (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) running = { 0 };
  g_auto (Outcome) queued = { 0 };
  g_auto (Outcome) late = { 0 };

  fixture_init (&fixture, 3, ARIADNE_ANSWER_ORDER_ANY, 0, 4, ARIADNE_BATCH_POLICY_ADAPTIVE);
  submit (&fixture, 0, 4, ARIADNE_CALL_WAITS, &running);
  ariadne_server_start (fixture.server);
  gate_model_wait_started (fixture.model, 1);
  submit (&fixture, 1, 3, ARIADNE_CALL_WAITS, &queued);

  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_stop (fixture.server);
  submit (&fixture, 2, 4, ARIADNE_CALL_WAITS, &late);
  run_until_ended (&running);
  run_until_ended (&queued);
  run_until_ended (&late);

  g_assert_no_error (running.error);
  g_assert_error (queued.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  g_assert_error (late.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 1);
}

/* While another server keeps the connection open, nobody else would refuse it. */
static void
test_stop_refuses_what_others_do_not_have (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (AriadneConnection) copy = NULL;
  g_auto (Outcome) held = { 0 };

  fixture_init (&fixture, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 4, ARIADNE_BATCH_POLICY_ADAPTIVE);
  copy = ariadne_connection_copy (fixture.connection);
  submit (&fixture, 0, 7, ARIADNE_CALL_WAITS, &held);
  ariadne_server_start (fixture.server);
  gate_model_wait_started (fixture.model, 1);

  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_stop (fixture.server);
  run_until_ended (&held);
  g_assert_error (held.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  g_assert_false (ariadne_connection_is_closed (copy));
}

static void
test_stop_before_start (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) outcome = { 0 };

  fixture_init (&fixture, 1, ARIADNE_ANSWER_ORDER_ANY, 0, 4, ARIADNE_BATCH_POLICY_NO_WAIT);
  submit (&fixture, 0, 4, ARIADNE_CALL_WAITS, &outcome);
  ariadne_server_stop (fixture.server);
  ariadne_server_stop (fixture.server);
  run_until_ended (&outcome);
  g_assert_error (outcome.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

static void
test_cancelled_rows_are_dropped (void)
{
  const guint sizes[] = { 4, 4 };
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, 6);
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) cancelled = { 0 };
  g_auto (Outcome) last = { 0 };
  AriadneServerMetrics metrics;

  fixture_init (&fixture, 2, ARIADNE_ANSWER_ORDER_FIFO, 0, 4, ARIADNE_BATCH_POLICY_NO_WAIT);
  submit (&fixture, 0, 2, ARIADNE_CALL_NONE, &first);
  ariadne_connected_function_call_async (fixture.functions->pdata[1], sequence, ARIADNE_CALL_NONE,
                                         cancellable, ended_cb, &cancelled);
  ariadne_connected_function_flush (fixture.functions->pdata[1]);
  submit (&fixture, 1, 4, ARIADNE_CALL_NONE, &last);
  ariadne_server_start (fixture.server);

  /* Two of its rows are in the model, the other four still queued. */
  gate_model_wait_started (fixture.model, 1);
  g_cancellable_cancel (cancellable);
  run_until_ended (&cancelled);
  g_assert_error (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ariadne_connected_function_flush (fixture.functions->pdata[1]);
  wait_until_queued (&fixture, 4);

  gate_model_permit (fixture.model, 2);
  run_until_ended (&first);
  run_until_ended (&last);
  g_assert_cmpuint (last.n_rows, ==, 4);
  g_assert_cmpuint (last.batch, ==, 2);
  g_assert_cmpuint (cancelled.n_ended, ==, 1);
  gate_model_assert_sizes (fixture.model, sizes, G_N_ELEMENTS (sizes));

  ariadne_server_get_metrics (fixture.server, &metrics);
  g_assert_cmpuint (metrics.n_cancelled, ==, 1);
  g_assert_cmpuint (metrics.n_requests, ==, 2);
}

static void
test_closed_function_leaves_nothing_behind (void)
{
  const guint sizes[] = { 4, 2 };
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) running = { 0 };
  g_auto (Outcome) queued = { 0 };
  g_auto (Outcome) other = { 0 };

  fixture_init (&fixture, 2, ARIADNE_ANSWER_ORDER_ANY, 0, 4, ARIADNE_BATCH_POLICY_NO_WAIT);
  submit (&fixture, 0, 5, ARIADNE_CALL_NONE, &running);
  submit (&fixture, 0, 9, ARIADNE_CALL_NONE, &queued);
  ariadne_server_start (fixture.server);
  gate_model_wait_started (fixture.model, 1);
  submit (&fixture, 1, 2, ARIADNE_CALL_NONE, &other);

  ariadne_connected_function_close (fixture.functions->pdata[0]);
  run_until_ended (&running);
  run_until_ended (&queued);
  g_assert_error (running.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  g_assert_error (queued.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  wait_until_queued (&fixture, 2);

  gate_model_permit (fixture.model, 2);
  run_until_ended (&other);
  gate_model_assert_sizes (fixture.model, sizes, G_N_ELEMENTS (sizes));
}

static void
test_encodes_what_has_not_been_encoded (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (8);
  g_autoptr (AriadneServer) server = NULL;
  g_auto (Outcome) outcome = { 0 };

  fixture_init (&fixture, 1, ARIADNE_ANSWER_ORDER_ANY, 0, 8, ARIADNE_BATCH_POLICY_NO_WAIT);
  fixture.model->needs_encoding = TRUE;
  gate_model_permit (fixture.model, GATE_OPEN);
  server = ariadne_server_new (ARIADNE_MODEL (fixture.model), fixture.domain, fixture.connection,
                               batcher, ARIADNE_BATCH_POLICY_NO_WAIT);
  ariadne_server_start (server);

  submit (&fixture, 0, 3, ARIADNE_CALL_NONE, &outcome);
  run_until_ended (&outcome);
  g_assert_no_error (outcome.error);
}

static void
test_log_tells_what_happened (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  const AriadneBatchRecord *record;
  AriadneServerMetrics metrics;
  Outcome outcomes[3] = { { 0 } };
  guint64 n_latencies = 0;

  fixture_init (&fixture, 3, ARIADNE_ANSWER_ORDER_ANY, 0, 8, ARIADNE_BATCH_POLICY_NO_WAIT);
  submit (&fixture, 0, 5, ARIADNE_CALL_WAITS, &outcomes[0]);
  submit (&fixture, 1, 7, ARIADNE_CALL_NONE, &outcomes[1]);
  submit (&fixture, 2, 0, ARIADNE_CALL_NONE, &outcomes[2]);
  ariadne_server_start (fixture.server);
  gate_model_wait_started (fixture.model, 1);
  ariadne_server_get_metrics (fixture.server, &metrics);
  g_assert_cmpuint (metrics.n_live, ==, 3);
  g_assert_cmpuint (metrics.n_waiting, ==, 1);
  g_assert_cmpuint (metrics.n_queued, ==, 4);
  g_assert_cmpuint (metrics.n_empty, ==, 1);

  gate_model_permit (fixture.model, 2);
  run_until_ended (&outcomes[1]);
  ariadne_server_stop (fixture.server);

  ariadne_server_get_metrics (fixture.server, &metrics);
  g_assert_cmpuint (metrics.n_batches, ==, 2);
  g_assert_cmpuint (metrics.n_rows, ==, 12);
  g_assert_cmpuint (metrics.n_requests, ==, 3);
  g_assert_cmpuint (metrics.n_failed, ==, 0);
  for (guint i = 0; i < ARIADNE_N_LATENCY_BUCKETS; i++)
    n_latencies += metrics.latency[i];
  g_assert_cmpuint (n_latencies, ==, 3);

  g_assert_cmpuint (ariadne_server_read_batches (fixture.server, 0, records), ==, 2);
  g_assert_cmpuint (records->len, ==, 2);
  record = &g_array_index (records, AriadneBatchRecord, 0);
  g_assert_cmpuint (record->n_rows, ==, 8);
  g_assert_cmpuint (record->n_requests, ==, 2);
  g_assert_cmpuint (record->n_queued, ==, 4);
  g_assert_cmpint (record->oldest_wait, >=, 0);
  g_assert_cmpint (record->times.start, <=, record->times.end);
  g_assert_cmpint (record->times.end, <=, record->answered);
  g_assert_cmpint (record->answered, <=, record[1].times.start);
  g_assert_cmpuint (record[1].n_rows, ==, 4);

  g_assert_cmpuint (ariadne_server_read_batches (fixture.server, 2, records), ==, 2);
  g_assert_cmpuint (records->len, ==, 2);
}

/* Two servers share the work; whoever is free takes the next request. */
static void
test_two_servers_share_a_connection (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (AriadneConnection) copy = NULL;
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (4);
  g_autoptr (GateModel) model = gate_model_new (0);
  g_autoptr (AriadneServer) server = NULL;
  Outcome outcomes[3] = { { 0 } };

  fixture_init (&fixture, 3, ARIADNE_ANSWER_ORDER_ANY, 0, 4, ARIADNE_BATCH_POLICY_NO_WAIT);
  copy = ariadne_connection_copy (fixture.connection);
  server = ariadne_server_new (ARIADNE_MODEL (model), fixture.domain, copy, batcher,
                               ARIADNE_BATCH_POLICY_NO_WAIT);
  ariadne_server_start (fixture.server);
  ariadne_server_start (server);

  /* Both models are held, by four rows each; the third request is left over. */
  for (guint i = 0; i < 3; i++)
    submit (&fixture, i, 4, ARIADNE_CALL_WAITS, &outcomes[i]);
  gate_model_wait_started (fixture.model, 1);
  gate_model_wait_started (model, 1);

  /* One of them goes on, and does all the rest. */
  gate_model_permit (model, 2);
  gate_model_wait_started (model, 2);
  run_until_ended (&outcomes[2]);
  g_assert_cmpuint (outcomes[2].batch, ==, 2);
  g_assert_cmpuint (gate_model_get_n_started (fixture.model), ==, 1);

  gate_model_permit (fixture.model, 1);
  for (guint i = 0; i < 3; i++)
    {
      run_until_ended (&outcomes[i]);
      g_assert_no_error (outcomes[i].error);
    }

  /* When one stops, the other goes on. */
  ariadne_server_stop (fixture.server);
  gate_model_permit (model, GATE_OPEN);
  memset (outcomes, 0, sizeof outcomes);
  submit (&fixture, 0, 4, ARIADNE_CALL_WAITS, &outcomes[0]);
  run_until_ended (&outcomes[0]);
  g_assert_no_error (outcomes[0].error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Server/worked_example_one_client", test_worked_example_one_client);
  g_test_add_func ("/Ariadne/Server/worked_example_four_clients", test_worked_example_four_clients);
  g_test_add_func ("/Ariadne/Server/worked_example_unordered", test_worked_example_unordered);
  g_test_add_func ("/Ariadne/Server/all_wait_and_the_batch_is_not_full",
                   test_all_wait_and_the_batch_is_not_full);
  g_test_add_func ("/Ariadne/Server/empty_request_needs_no_model",
                   test_empty_request_needs_no_model);
  g_test_add_func ("/Ariadne/Server/empty_request_keeps_its_place",
                   test_empty_request_keeps_its_place);
  g_test_add_func ("/Ariadne/Server/queue_of_one_does_not_deadlock",
                   test_queue_of_one_does_not_deadlock);
  g_test_add_func ("/Ariadne/Server/root_comes_first", test_root_comes_first);
  g_test_add_func ("/Ariadne/Server/huge_request_does_not_block_others",
                   test_huge_request_does_not_block_others);
  g_test_add_func ("/Ariadne/Server/greedy_client_starves_nobody",
                   test_greedy_client_starves_nobody);
  g_test_add_func ("/Ariadne/Server/start_does_not_ripple", test_start_does_not_ripple);
  g_test_add_func ("/Ariadne/Server/wait_is_believed", test_wait_is_believed);
  g_test_add_func ("/Ariadne/Server/same_batches_in_every_run", test_same_batches_in_every_run);
  g_test_add_func ("/Ariadne/Server/model_error_fails_its_batch_only",
                   test_model_error_fails_its_batch_only);
  g_test_add_func ("/Ariadne/Server/stop_refuses_what_is_left", test_stop_refuses_what_is_left);
  g_test_add_func ("/Ariadne/Server/stop_refuses_what_others_do_not_have",
                   test_stop_refuses_what_others_do_not_have);
  g_test_add_func ("/Ariadne/Server/stop_before_start", test_stop_before_start);
  g_test_add_func ("/Ariadne/Server/cancelled_rows_are_dropped", test_cancelled_rows_are_dropped);
  g_test_add_func ("/Ariadne/Server/closed_function_leaves_nothing_behind",
                   test_closed_function_leaves_nothing_behind);
  g_test_add_func ("/Ariadne/Server/encodes_what_has_not_been_encoded",
                   test_encodes_what_has_not_been_encoded);
  g_test_add_func ("/Ariadne/Server/log_tells_what_happened", test_log_tells_what_happened);
  g_test_add_func ("/Ariadne/Server/two_servers_share_a_connection",
                   test_two_servers_share_a_connection);

  return g_test_run ();
}
