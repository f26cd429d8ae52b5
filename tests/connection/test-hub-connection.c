/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-hub-connection.h"

#include "channel-peer.h"

#define WINDOW 100

/* A hub whose one client, which has been accepted, is the test. */
typedef struct
{
  AriadneHub        *hub;
  AriadneConnection *connection;
  AriadneChannel    *client;
} Fixture;

static void
fixture_init (Fixture *self)
{
  AriadneFrameHeader header;
  gsize offset;
  int ours, theirs;

  self->hub = _ariadne_hub_new (&test_token, WINDOW);
  self->connection = _ariadne_hub_connection_new (self->hub);
  make_pair (&ours, &theirs);
  _ariadne_hub_adopt (self->hub, theirs, "the test");
  self->client = peer_new (ours);
  _ariadne_frame_put_hello (self->client->out, ARIADNE_FRAME_VERSION, &test_token);
  peer_flush (self->client);
  g_assert_null (ariadne_connection_try_recv (self->connection));
  peer_await (self->client, ARIADNE_FRAME_ACCEPT, &header, &offset);
  _ariadne_channel_put_plain (self->client, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_flush (self->client);
  ariadne_message_free (ariadne_connection_recv (self->connection, -1, NULL));
}

static void
fixture_clear (Fixture *self)
{
  g_assert_finalize_object (self->connection);
  g_assert_finalize_object (self->hub);
  _ariadne_channel_free (self->client);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* Has a copy of the connection take the request `uid`. */
static AriadneMessage *
ask (Fixture           *self,
     AriadneConnection *by,
     guint64            uid)
{
  AriadneMessage *request;

  peer_put_request (self->client, 1, uid, 1);
  peer_flush (self->client);
  request = ariadne_connection_recv (by, -1, NULL);
  g_assert_cmpuint (ariadne_message_get_uid (request), ==, uid);

  return request;
}

/* Answers whatever comes next, without saying which request that is. */
static gboolean
answer_next (AriadneConnection  *by,
             GError            **error)
{
  g_autoptr (AriadneMatrix) rows = ariadne_matrix_new (1, 1);

  return ariadne_connection_send (by, ariadne_message_new_reply (rows), error);
}

static void
assert_answered (Fixture *self,
                 guint64  uid)
{
  AriadneFrameHeader header;
  gsize offset;

  g_assert_true (peer_next (self->client, &header, &offset));
  g_assert_cmpuint (header.type, ==, ARIADNE_MESSAGE_REPLY);
  g_assert_cmpuint (header.client, ==, 1);
  g_assert_cmpuint (header.uid, ==, uid);
}

/* Bare answers go to requests in their order, past those that were answered in
 * place; one too many is refused.
 */
static void
test_order (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GError) error = NULL;
  AriadneMessage *second;

  fixture_init (&fixture);
  ariadne_message_free (ask (&fixture, fixture.connection, 11));
  second = ask (&fixture, fixture.connection, 12);
  ariadne_message_free (ask (&fixture, fixture.connection, 13));

  ariadne_message_answer (second, ariadne_matrix_new (1, 1));
  g_assert_true (ariadne_connection_send (fixture.connection, second, NULL));
  assert_answered (&fixture, 12);
  for (guint uid = 11; uid <= 13; uid += 2)
    {
      g_assert_true (answer_next (fixture.connection, NULL));
      assert_answered (&fixture, uid);
    }

  g_assert_false (answer_next (fixture.connection, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
}

/* Each copy has an order of its own, of what it has taken itself. */
static void
test_copies (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneConnection) copy = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  copy = ariadne_connection_copy (fixture.connection);
  ariadne_message_free (ask (&fixture, fixture.connection, 21));
  ariadne_message_free (ask (&fixture, copy, 22));
  g_assert_true (answer_next (copy, NULL));
  assert_answered (&fixture, 22);
  g_assert_false (answer_next (copy, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_true (answer_next (fixture.connection, NULL));
  assert_answered (&fixture, 21);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/HubConnection/order", test_order);
  g_test_add_func ("/Ariadne/HubConnection/copies", test_copies);

  return g_test_run ();
}
