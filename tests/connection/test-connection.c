/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-forked-connection.h"
#include "connection/ariadne-message-private.h"
#include "connection/ariadne-pass-through-connection.h"
#include "core/ariadne-error.h"

static void
send_request (AriadneConnection *connection,
              guint64            uid)
{
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  ariadne_connection_send (connection,
                           ariadne_message_new_request (sequence, uid, ARIADNE_MESSAGE_FLAGS_NONE),
                           &error);
  g_assert_no_error (error);
}

/* A reply that bears a value and nothing else. */
static void
send_bare_reply (AriadneConnection *connection,
                 float              value)
{
  g_autoptr (AriadneMatrix) rows = ariadne_matrix_new (1, 1);
  g_autoptr (GError) error = NULL;

  ariadne_matrix_get_row (rows, 0)[0] = value;
  ariadne_connection_send (connection, ariadne_message_new_reply (rows), &error);
  g_assert_no_error (error);
}

static AriadneMessage *
recv_request (AriadneConnection *connection)
{
  for (;;)
    {
      AriadneMessage *message = ariadne_connection_recv (connection, 0, NULL);

      if (message == NULL || ariadne_message_get_kind (message) == ARIADNE_MESSAGE_REQUEST)
        return message;

      ariadne_message_free (message);
    }
}

static void
answer (AriadneConnection *connection,
        AriadneMessage    *request,
        float              value)
{
  AriadneMatrix *rows = ariadne_matrix_new (1, 1);
  g_autoptr (GError) error = NULL;

  ariadne_matrix_get_row (rows, 0)[0] = value;
  ariadne_message_answer (request, rows);
  ariadne_connection_send (connection, request, &error);
  g_assert_no_error (error);
}

static void
expect_reply (AriadneConnection *connection,
              guint64            uid,
              float              value)
{
  g_autoptr (AriadneMessage) message = ariadne_connection_try_recv (connection);

  g_assert_nonnull (message);
  g_assert_cmpint (ariadne_message_get_kind (message), ==, ARIADNE_MESSAGE_REPLY);
  g_assert_cmpuint (ariadne_message_get_uid (message), ==, uid);
  g_assert_cmpfloat (ariadne_matrix_get_row (ariadne_message_get_rows (message), 0)[0], ==, value);
}

static void
test_pipe_goes_both_ways (void)
{
  g_autoptr (AriadneConnection) client = NULL;
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (AriadneMessage) request = NULL;

  ariadne_pipe (0, &client, &server);
  send_request (client, 1);
  send_request (client, 2);
  g_assert_true (ariadne_connection_poll (server, -1));
  g_assert_cmpuint (ariadne_connection_get_n_waiting (server), ==, 2);

  request = ariadne_connection_recv (server, -1, NULL);
  g_assert_cmpuint (ariadne_message_get_uid (request), ==, 1);
  answer (server, g_steal_pointer (&request), 4);
  expect_reply (client, 1, 4);
  g_assert_null (ariadne_connection_try_recv (client));
}

static void
test_pipe_copy_shares_the_queues (void)
{
  g_autoptr (AriadneConnection) client = NULL;
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (AriadneConnection) copy = NULL;
  g_autoptr (AriadneMessage) first = NULL;
  g_autoptr (AriadneMessage) second = NULL;

  ariadne_pipe (0, &client, &server);
  copy = ariadne_connection_copy (server);
  send_request (client, 1);
  send_request (client, 2);

  first = ariadne_connection_try_recv (copy);
  second = ariadne_connection_try_recv (server);
  g_assert_cmpuint (ariadne_message_get_uid (first), ==, 1);
  g_assert_cmpuint (ariadne_message_get_uid (second), ==, 2);
}

static void
test_pipe_closes_both_ends (void)
{
  g_autoptr (AriadneConnection) client = NULL;
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GError) recv_error = NULL;
  g_autoptr (GError) send_error = NULL;

  ariadne_pipe (0, &client, &server);
  ariadne_connection_close (client);
  g_assert_true (ariadne_connection_is_closed (server));

  g_assert_null (ariadne_connection_recv (server, -1, &recv_error));
  g_assert_error (recv_error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  g_assert_false (ariadne_connection_send (server, ariadne_message_new (ARIADNE_MESSAGE_CLOSE),
                                           &send_error));
  g_assert_error (send_error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

static void
test_forked_bare_replies_go_in_request_order (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (3, 0, &server);
  const guint from[] = { 2, 0, 1, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    send_request (clients->pdata[from[i]], i);
  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    ariadne_message_free (recv_request (server));
  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    send_bare_reply (server, i);

  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    expect_reply (clients->pdata[from[i]], i, i);
}

static void
test_forked_answers_find_their_client (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (2, 0, &server);
  AriadneMessage *a, *b, *c;

  send_request (clients->pdata[0], 10);
  send_request (clients->pdata[1], 20);
  send_request (clients->pdata[0], 11);
  a = recv_request (server);
  b = recv_request (server);
  c = recv_request (server);

  /* The last first; the bare reply then belongs to the oldest left over. */
  answer (server, c, 3);
  answer (server, b, 2);
  ariadne_message_free (a);
  send_bare_reply (server, 1);

  expect_reply (clients->pdata[0], 11, 3);
  expect_reply (clients->pdata[0], 10, 1);
  expect_reply (clients->pdata[1], 20, 2);
}

static void
test_forked_rejects_a_reply_too_many (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (1, 0, &server);
  g_autoptr (AriadneMatrix) rows = ariadne_matrix_new (0, 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_connection_send (server, ariadne_message_new_reply (rows), &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_null (ariadne_connection_try_recv (clients->pdata[0]));
}

static void
test_forked_closes_with_its_last_copy (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (2, 0, &server);
  g_autoptr (AriadneConnection) copy = ariadne_connection_copy (server);
  g_autoptr (GError) error = NULL;

  ariadne_connection_close (server);
  ariadne_connection_close (server);
  g_assert_false (ariadne_connection_is_closed (clients->pdata[1]));

  ariadne_connection_close (copy);
  g_assert_null (ariadne_connection_recv (clients->pdata[1], -1, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

static void
test_forked_survives_a_client_that_went (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (2, 0, &server);
  AriadneMessage *a, *b;

  send_request (clients->pdata[0], 1);
  send_request (clients->pdata[1], 2);
  a = recv_request (server);
  b = recv_request (server);
  ariadne_connection_close (clients->pdata[0]);

  answer (server, a, 1);
  answer (server, b, 2);
  expect_reply (clients->pdata[1], 2, 2);
}

/* A server that knows nothing of numbers answers in its own order; two of them
 * do so independently.
 */
static void
test_pass_through_keeps_numbers (void)
{
  g_autoptr (AriadneConnection) forked = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (2, 0, &forked);
  g_autoptr (AriadneConnection) server = ariadne_pass_through_connection_new (forked);
  g_autoptr (AriadneConnection) copy = ariadne_connection_copy (server);

  send_request (clients->pdata[0], 100);
  send_request (clients->pdata[1], 200);
  send_request (clients->pdata[0], 101);
  send_request (clients->pdata[1], 201);

  ariadne_message_free (recv_request (server)); /* 100 */
  ariadne_message_free (recv_request (copy));   /* 200 */
  ariadne_message_free (recv_request (copy));   /* 101 */
  ariadne_message_free (recv_request (server)); /* 201 */

  send_bare_reply (copy, 1);
  send_bare_reply (copy, 2);
  send_bare_reply (server, 3);
  send_bare_reply (server, 4);

  expect_reply (clients->pdata[1], 200, 1);
  expect_reply (clients->pdata[0], 101, 2);
  expect_reply (clients->pdata[0], 100, 3);
  expect_reply (clients->pdata[1], 201, 4);
}

/* Numbers also pass over a plain pipe, where there are no keys. */
static void
test_pass_through_on_a_pipe (void)
{
  g_autoptr (AriadneConnection) client = NULL;
  g_autoptr (AriadneConnection) end = NULL;
  g_autoptr (AriadneConnection) server = NULL;
  AriadneMessage *first, *second;

  ariadne_pipe (0, &client, &end);
  server = ariadne_pass_through_connection_new (end);
  send_request (client, 5);
  send_request (client, 6);
  send_request (client, 7);
  first = recv_request (server);
  second = recv_request (server);
  ariadne_message_free (recv_request (server));

  answer (server, second, 2);
  answer (server, first, 1);
  send_bare_reply (server, 3);
  expect_reply (client, 6, 2);
  expect_reply (client, 5, 1);
  expect_reply (client, 7, 3);
}

static void
expect_census (AriadneConnection *server,
               guint              n_live,
               guint              n_waiting)
{
  guint live, waiting;

  _ariadne_census_count (_ariadne_connection_get_census (server), &live, &waiting);
  g_assert_cmpuint (live, ==, n_live);
  g_assert_cmpuint (waiting, ==, n_waiting);
}

static void
observe_all (AriadneConnection *server)
{
  AriadneMessage *message;

  while ((message = ariadne_connection_try_recv (server)) != NULL)
    {
      _ariadne_census_observe (_ariadne_connection_get_census (server), NULL, message);
      ariadne_message_free (message);
    }
}

static void
observe (AriadneConnection   *server,
         AriadneMessageType   type,
         guint64              uid,
         AriadneMessageFlags  flags)
{
  g_autoptr (AriadneMessage) message = ariadne_message_new (type);

  message->client = 1;
  message->uid = uid;
  message->flags = flags;
  _ariadne_census_observe (_ariadne_connection_get_census (server), NULL, message);
}

static void
observe_answer (AriadneConnection *server,
                guint64            uid)
{
  g_autoptr (AriadneMessage) message = ariadne_message_new (ARIADNE_MESSAGE_REPLY);

  message->client = 1;
  message->uid = uid;
  _ariadne_census_answered (_ariadne_connection_get_census (server), message);
}

static void
test_census_counts_from_creation_to_close (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (3, 0, &server);

  observe_all (server);
  expect_census (server, 3, 0);

  ariadne_connection_close (clients->pdata[0]);
  ariadne_connection_close (clients->pdata[0]);
  observe_all (server);
  expect_census (server, 2, 0);

  /* Whoever is released without a word is missed no less. */
  g_ptr_array_set_size (clients, 1);
  observe_all (server);
  expect_census (server, 0, 0);
}

static void
test_census_waits_for_one (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (2, 0, &server);

  observe_all (server);
  observe (server, ARIADNE_MESSAGE_REQUEST, 1, ARIADNE_MESSAGE_FLAGS_NONE);
  expect_census (server, 2, 0);
  observe (server, ARIADNE_MESSAGE_REQUEST, 2, ARIADNE_MESSAGE_FLAGS_WAITS);
  expect_census (server, 2, 1);
  observe_answer (server, 1);
  expect_census (server, 2, 1);
  observe_answer (server, 2);
  expect_census (server, 2, 0);

  observe (server, ARIADNE_MESSAGE_REQUEST, 3, ARIADNE_MESSAGE_FLAGS_WAITS);
  observe (server, ARIADNE_MESSAGE_CANCEL, 3, ARIADNE_MESSAGE_FLAGS_NONE);
  expect_census (server, 2, 0);

  observe (server, ARIADNE_MESSAGE_REQUEST, 4, ARIADNE_MESSAGE_FLAGS_WAITS);
  observe (server, ARIADNE_MESSAGE_CLOSE, 0, ARIADNE_MESSAGE_FLAGS_NONE);
  expect_census (server, 1, 0);
}

/* The word that a client waits may cross an answer. A census that believed it
 * would take a client for waiting that is about to submit.
 */
static void
test_census_sees_through_crossing_messages (void)
{
  g_autoptr (AriadneConnection) server = NULL;
  g_autoptr (GPtrArray) clients = ariadne_forked_pipe (1, 0, &server);

  observe_all (server);
  observe (server, ARIADNE_MESSAGE_REQUEST, 1, ARIADNE_MESSAGE_FLAGS_NONE);
  observe (server, ARIADNE_MESSAGE_REQUEST, 2, ARIADNE_MESSAGE_FLAGS_NONE);

  observe_answer (server, 1);
  observe (server, ARIADNE_MESSAGE_WAIT, 0, ARIADNE_MESSAGE_FLAGS_NONE);
  expect_census (server, 1, 0);

  observe (server, ARIADNE_MESSAGE_WAIT, 1, ARIADNE_MESSAGE_FLAGS_NONE);
  expect_census (server, 1, 1);
  observe_answer (server, 2);
  expect_census (server, 1, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Connection/pipe_goes_both_ways", test_pipe_goes_both_ways);
  g_test_add_func ("/Ariadne/Connection/pipe_copy_shares_the_queues",
                   test_pipe_copy_shares_the_queues);
  g_test_add_func ("/Ariadne/Connection/pipe_closes_both_ends", test_pipe_closes_both_ends);
  g_test_add_func ("/Ariadne/ForkedConnection/bare_replies_go_in_request_order",
                   test_forked_bare_replies_go_in_request_order);
  g_test_add_func ("/Ariadne/ForkedConnection/answers_find_their_client",
                   test_forked_answers_find_their_client);
  g_test_add_func ("/Ariadne/ForkedConnection/rejects_a_reply_too_many",
                   test_forked_rejects_a_reply_too_many);
  g_test_add_func ("/Ariadne/ForkedConnection/closes_with_its_last_copy",
                   test_forked_closes_with_its_last_copy);
  g_test_add_func ("/Ariadne/ForkedConnection/survives_a_client_that_went",
                   test_forked_survives_a_client_that_went);
  g_test_add_func ("/Ariadne/PassThroughConnection/keeps_numbers", test_pass_through_keeps_numbers);
  g_test_add_func ("/Ariadne/PassThroughConnection/on_a_pipe", test_pass_through_on_a_pipe);
  g_test_add_func ("/Ariadne/Census/counts_from_creation_to_close",
                   test_census_counts_from_creation_to_close);
  g_test_add_func ("/Ariadne/Census/waits_for_one", test_census_waits_for_one);
  g_test_add_func ("/Ariadne/Census/sees_through_crossing_messages",
                   test_census_sees_through_crossing_messages);

  return g_test_run ();
}
