/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <dlfcn.h>

#include "connection/ariadne-connected-functions.h"
#include "connection/ariadne-message-private.h"
#include "core/ariadne-error.h"

#include "toy-domain.h"

/* What became of one call. */
typedef struct
{
  guint    n_ended;
  float    value;
  GError  *error;
  guint    turn;   /* when it ended among all calls */
  GThread *thread; /* where */
} Outcome;

static gint n_turns; /* atomic */

static void
outcome_clear (Outcome *outcome)
{
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (AriadneMatrix) rows = NULL;

  rows = ariadne_connected_function_call_finish (ARIADNE_CONNECTED_FUNCTION (object), result,
                                                 &outcome->error);
  g_assert_true ((rows == NULL) == (outcome->error != NULL));
  outcome->n_ended++;
  outcome->turn = g_atomic_int_add (&n_turns, 1) + 1;
  outcome->thread = g_thread_self ();
  if (rows != NULL && ariadne_matrix_get_n_rows (rows) > 0)
    outcome->value = ariadne_matrix_get_row (rows, 0)[0];
}

static void
call (AriadneConnectedFunction *function,
      AriadneCallFlags          flags,
      GCancellable             *cancellable,
      Outcome                  *outcome)
{
  g_autoptr (AriadneState) state = toy_state_new (1);
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (&state, 1);

  ariadne_connected_function_call_async (function, sequence, flags, cancellable, ended_cb, outcome);
}

static void
run_until_ended (const Outcome *outcome)
{
  while (outcome->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
run_what_is_ready (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static AriadneMessage *
next_message (AriadneConnection  *server,
              AriadneMessageType  type)
{
  AriadneMessage *message;

  while ((message = ariadne_connection_try_recv (server)) != NULL)
    {
      if (ariadne_message_get_kind (message) == type)
        return message;
      ariadne_message_free (message);
    }

  return NULL;
}

static AriadneMessage *
next_request (AriadneConnection *server)
{
  return next_message (server, ARIADNE_MESSAGE_REQUEST);
}

static void
answer (AriadneConnection *server,
        AriadneMessage    *request,
        float              value)
{
  AriadneMatrix *rows = ariadne_matrix_new (1, 1);

  ariadne_matrix_get_row (rows, 0)[0] = value;
  ariadne_message_answer (request, rows);
  g_assert_true (ariadne_connection_send (server, request, NULL));
}

static void
test_call_is_answered_by_a_source (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_FIFO,
                                                                     0, &server);
  g_auto (Outcome) outcome = { 0 };

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &outcome);
  ariadne_connected_function_flush (functions->pdata[0]);
  g_assert_cmpuint (ariadne_connected_function_get_n_pending (functions->pdata[0]), ==, 1);

  answer (server, next_request (server), 42);
  g_assert_cmpuint (outcome.n_ended, ==, 0);

  run_until_ended (&outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpfloat (outcome.value, ==, 42);
  g_assert_cmpuint (ariadne_connected_function_get_n_pending (functions->pdata[0]), ==, 0);
}

/* What is buffered leaves before the context sleeps, with nobody flushing. */
static void
test_context_flushes (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (3, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                                     &server);
  Outcome outcomes[3] = { { 0 } };

  for (guint i = 0; i < 3; i++)
    call (functions->pdata[i], ARIADNE_CALL_NONE, NULL, &outcomes[i]);
  g_main_context_iteration (NULL, FALSE);

  for (guint i = 0; i < 3; i++)
    answer (server, next_request (server), i);
  g_assert_null (next_request (server));
  for (guint i = 0; i < 3; i++)
    run_until_ended (&outcomes[i]);
}

static void
test_fifo_answers_belong_to_the_oldest_call (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_FIFO,
                                                                     0, &server);
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };
  g_autoptr (AriadneMatrix) rows = ariadne_matrix_new (1, 1);

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &first);
  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &second);
  ariadne_connected_function_flush (functions->pdata[0]);
  ariadne_message_free (next_request (server));
  ariadne_message_free (next_request (server));

  ariadne_matrix_get_row (rows, 0)[0] = 1;
  g_assert_true (ariadne_connection_send (server, ariadne_message_new_reply (rows), NULL));
  run_until_ended (&first);
  g_assert_cmpuint (second.n_ended, ==, 0);
  g_assert_cmpfloat (first.value, ==, 1);

  g_assert_true (ariadne_connection_send (server, ariadne_message_new_reply (rows), NULL));
  run_until_ended (&second);
}

static void
test_unordered_answers_find_their_call (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                                     &server);
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };
  AriadneMessage *a, *b;

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &first);
  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &second);
  ariadne_connected_function_flush (functions->pdata[0]);
  a = next_request (server);
  b = next_request (server);

  answer (server, b, 2);
  run_until_ended (&second);
  g_assert_cmpuint (first.n_ended, ==, 0);
  answer (server, a, 1);
  run_until_ended (&first);

  g_assert_cmpfloat (first.value, ==, 1);
  g_assert_cmpfloat (second.value, ==, 2);
}

static void
test_server_error_ends_the_call (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                                     &server);
  g_auto (Outcome) outcome = { 0 };
  AriadneMessage *request;

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &outcome);
  ariadne_connected_function_flush (functions->pdata[0]);
  request = next_request (server);
  ariadne_message_refuse (request, g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "No"));
  g_assert_true (ariadne_connection_send (server, request, NULL));

  run_until_ended (&outcome);
  g_assert_error (outcome.error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
}

/* The naive function leaves its calls pending for ever when the server dies. */
static void
test_server_death_ends_all_calls (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (2, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                                     &server);
  g_auto (Outcome) answered = { 0 };
  g_auto (Outcome) received = { 0 };
  g_auto (Outcome) queued = { 0 };
  g_auto (Outcome) late = { 0 };
  AriadneMessage *request;

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &answered);
  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &received);
  ariadne_connected_function_flush (functions->pdata[0]);
  request = next_request (server);
  ariadne_message_free (next_request (server));
  call (functions->pdata[1], ARIADNE_CALL_WAITS, NULL, &queued);
  ariadne_connected_function_flush (functions->pdata[1]);

  /* What was answered before the end still arrives. */
  answer (server, request, 5);
  ariadne_connection_close (server);
  run_until_ended (&answered);
  run_until_ended (&received);
  run_until_ended (&queued);
  g_assert_no_error (answered.error);
  g_assert_error (received.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  g_assert_error (queued.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &late);
  run_until_ended (&late);
  g_assert_error (late.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

static void
test_close_ends_pending_calls (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_FIFO,
                                                                     0, &server);
  g_auto (Outcome) pending = { 0 };
  g_auto (Outcome) late = { 0 };
  g_autoptr (AriadneMessage) leave = NULL;

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &pending);
  ariadne_connected_function_flush (functions->pdata[0]);
  ariadne_connected_function_close (functions->pdata[0]);
  ariadne_connected_function_close (functions->pdata[0]);
  g_assert_cmpuint (pending.n_ended, ==, 0);

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &late);
  run_until_ended (&pending);
  run_until_ended (&late);
  g_assert_error (pending.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  g_assert_error (late.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);

  answer (server, next_request (server), 1);
  leave = next_message (server, ARIADNE_MESSAGE_CLOSE);
  g_assert_nonnull (leave);
  run_what_is_ready ();
  g_assert_cmpuint (pending.n_ended, ==, 1);
}

static void
test_cancel_ends_one_call (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_FIFO,
                                                                     0, &server);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };
  g_autoptr (AriadneMessage) cancel = NULL;
  AriadneMessage *a, *b;

  call (functions->pdata[0], ARIADNE_CALL_NONE, cancellable, &first);
  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &second);
  ariadne_connected_function_flush (functions->pdata[0]);
  a = next_request (server);
  b = next_request (server);

  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (first.n_ended, ==, 0);
  run_until_ended (&first);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  ariadne_connected_function_flush (functions->pdata[0]);
  cancel = next_message (server, ARIADNE_MESSAGE_CANCEL);
  g_assert_nonnull (cancel);
  g_assert_cmpuint (ariadne_message_get_uid (cancel), ==, ariadne_message_get_uid (a));

  /* Its answer comes all the same, and is not taken for that of the other. */
  answer (server, a, 1);
  answer (server, b, 2);
  run_until_ended (&second);
  g_assert_cmpfloat (second.value, ==, 2);
  g_assert_cmpuint (first.n_ended, ==, 1);
}

static void
test_cancelled_before_the_call (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                                     &server);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { 0 };

  g_cancellable_cancel (cancellable);
  call (functions->pdata[0], ARIADNE_CALL_WAITS, cancellable, &outcome);
  g_assert_cmpuint (outcome.n_ended, ==, 0);
  run_until_ended (&outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (next_request (server));
}

static void
test_wait_tells_what_was_seen (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                                     &server);
  g_auto (Outcome) first = { 0 };
  g_auto (Outcome) second = { 0 };
  g_autoptr (AriadneMessage) wait = NULL;

  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &first);
  call (functions->pdata[0], ARIADNE_CALL_NONE, NULL, &second);
  ariadne_connected_function_flush (functions->pdata[0]);
  answer (server, next_request (server), 1);
  run_until_ended (&first);

  ariadne_connected_function_wait (functions->pdata[0]);
  ariadne_connected_function_flush (functions->pdata[0]);
  wait = next_message (server, ARIADNE_MESSAGE_WAIT);
  g_assert_cmpuint (ariadne_message_get_uid (wait), ==, 1);

  ariadne_connected_function_close (functions->pdata[0]);
  run_until_ended (&second);
}

typedef struct
{
  AriadneConnectedFunction *function;
  guint                     n_left;
  gboolean                  inside;
  Outcome                   last;
} Chain;

/* Calls again from the callback. A function that completed calls on the spot
 * would get here while it is still here.
 */
static void
call_again_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Chain *chain = user_data;
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (NULL, 0);

  g_assert_false (chain->inside);
  chain->inside = TRUE;
  g_clear_error (&chain->last.error);
  ended_cb (object, result, &chain->last);
  if (chain->n_left-- > 0)
    ariadne_connected_function_call_async (chain->function, sequence, ARIADNE_CALL_NONE, NULL,
                                           call_again_cb, chain);
  chain->inside = FALSE;
}

static void
test_callbacks_do_not_nest (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (1, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                                     &server);
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (NULL, 0);
  Chain chain = { functions->pdata[0], 5 };

  ariadne_connection_close (server);
  ariadne_connected_function_call_async (chain.function, sequence, ARIADNE_CALL_NONE, NULL,
                                         call_again_cb, &chain);
  while (chain.last.n_ended < 6)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (chain.last.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  outcome_clear (&chain.last);
}

static gpointer
caller_func (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_auto (Outcome) outcome = { 0 };

  g_main_context_push_thread_default (context);
  call (data, ARIADNE_CALL_WAITS, NULL, &outcome);
  while (outcome.n_ended == 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  g_assert_true (outcome.thread == g_thread_self ());
  g_assert_cmpfloat (outcome.value, ==, 9);

  return NULL;
}

static AriadneMessage *
wait_for_request (AriadneConnection *server)
{
  for (;;)
    {
      AriadneMessage *message = ariadne_connection_recv (server, -1, NULL);

      if (ariadne_message_get_kind (message) == ARIADNE_MESSAGE_REQUEST)
        return message;
      ariadne_message_free (message);
    }
}

static void
test_callback_runs_in_the_context_of_the_call (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (4, ARIADNE_ANSWER_ORDER_ANY, 1,
                                                                     &server);
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("caller", caller_func, functions->pdata[i]);
  for (guint i = 0; i < 4; i++)
    answer (server, wait_for_request (server), 9);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

static gint n_wakeups; /* atomic */

/* The library calls this one, which counts, instead of that of GLib. */
void
g_main_context_wakeup (GMainContext *context)
{
  void (*wakeup) (GMainContext *context) = dlsym (RTLD_NEXT, "g_main_context_wakeup");

  g_atomic_int_inc (&n_wakeups);
  wakeup (context);
}

/* Pitfall 13. The naive function wakes its context for each answer, 16 times
 * here, which is a call of the system each time.
 */
static void
test_one_wakeup_for_all_answers (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) functions = ariadne_get_connected_functions (16, ARIADNE_ANSWER_ORDER_ANY,
                                                                     0, &server);
  Outcome outcomes[16] = { { 0 } };

  for (guint i = 0; i < 16; i++)
    call (functions->pdata[i], ARIADNE_CALL_WAITS, NULL, &outcomes[i]);
  run_what_is_ready ();

  g_atomic_int_set (&n_wakeups, 0);
  for (guint i = 0; i < 16; i++)
    answer (server, next_request (server), i);
  g_assert_cmpint (g_atomic_int_get (&n_wakeups), ==, 1);

  run_what_is_ready ();
  for (guint i = 0; i < 16; i++)
    g_assert_cmpuint (outcomes[i].n_ended, ==, 1);
}

static void
test_functions_are_released (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  GPtrArray *functions = ariadne_get_connected_functions (2, ARIADNE_ANSWER_ORDER_ANY, 0, &server);
  AriadneConnectedFunction *kept = g_object_ref (functions->pdata[1]);
  g_auto (Outcome) outcome = { 0 };

  call (kept, ARIADNE_CALL_NONE, NULL, &outcome);
  g_ptr_array_unref (functions);
  g_assert_cmpuint (outcome.n_ended, ==, 0);
  ariadne_connection_close (server);
  run_until_ended (&outcome);
  g_assert_finalize_object (kept);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ConnectedFunction/call_is_answered_by_a_source",
                   test_call_is_answered_by_a_source);
  g_test_add_func ("/Ariadne/ConnectedFunction/context_flushes", test_context_flushes);
  g_test_add_func ("/Ariadne/ConnectedFunction/fifo_answers_belong_to_the_oldest_call",
                   test_fifo_answers_belong_to_the_oldest_call);
  g_test_add_func ("/Ariadne/ConnectedFunction/unordered_answers_find_their_call",
                   test_unordered_answers_find_their_call);
  g_test_add_func ("/Ariadne/ConnectedFunction/server_error_ends_the_call",
                   test_server_error_ends_the_call);
  g_test_add_func ("/Ariadne/ConnectedFunction/server_death_ends_all_calls",
                   test_server_death_ends_all_calls);
  g_test_add_func ("/Ariadne/ConnectedFunction/close_ends_pending_calls",
                   test_close_ends_pending_calls);
  g_test_add_func ("/Ariadne/ConnectedFunction/cancel_ends_one_call", test_cancel_ends_one_call);
  g_test_add_func ("/Ariadne/ConnectedFunction/cancelled_before_the_call",
                   test_cancelled_before_the_call);
  g_test_add_func ("/Ariadne/ConnectedFunction/wait_tells_what_was_seen",
                   test_wait_tells_what_was_seen);
  g_test_add_func ("/Ariadne/ConnectedFunction/callbacks_do_not_nest", test_callbacks_do_not_nest);
  g_test_add_func ("/Ariadne/ConnectedFunction/callback_runs_in_the_context_of_the_call",
                   test_callback_runs_in_the_context_of_the_call);
  g_test_add_func ("/Ariadne/ConnectedFunction/one_wakeup_for_all_answers",
                   test_one_wakeup_for_all_answers);
  g_test_add_func ("/Ariadne/ConnectedFunction/functions_are_released",
                   test_functions_are_released);

  return g_test_run ();
}
