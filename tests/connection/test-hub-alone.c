/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "hub-fixture.h"

/* Requests of which a server may die. */

static void
put_suspect (AriadneChannel *peer,
             guint           client,
             guint64         uid)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, 1);
  g_autoptr (AriadneMessage) message = NULL;

  message = ariadne_message_new_request (sequence, uid, ARIADNE_MESSAGE_FLAGS_ALONE);
  message->n_items = 1;
  g_assert_true (_ariadne_channel_put (peer, message, client, uid, domain, ARIADNE_WIRE_STATES,
                                       NULL));
  peer_flush (peer);
}

static void
answer (Fixture        *self,
        AriadneMessage *request)
{
  ariadne_message_answer (request, ariadne_matrix_new (request->n_items, 1));
  g_assert_true (ariadne_connection_send (self->connection, request, NULL));
}

static AriadneMessage *
receive_request (Fixture *self,
                 guint64  uid)
{
  AriadneMessage *request = ariadne_connection_recv (self->connection, -1, NULL);

  g_assert_nonnull (request);
  g_assert_cmpint (request->type, ==, ARIADNE_MESSAGE_REQUEST);
  g_assert_cmpuint (request->uid, ==, uid);
  g_assert_null (receive (self));

  return request;
}

/* A request of which a server may die is there alone, whoever else asks: it comes
 * when all before are answered, its client is told, and what comes later waits.
 */
static void
test_alone (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) first = NULL;
  g_autoptr (AriadneChannel) second = NULL;
  AriadneFrameHeader header;
  AriadneMessage *request;
  gsize offset;

  fixture_init (&fixture);
  first = open_channel (&fixture);
  second = open_channel (&fixture);
  _ariadne_channel_put_plain (first, ARIADNE_MESSAGE_REGISTER, 5, 0);
  peer_put_request (first, 5, 11, 2);
  put_suspect (first, 5, 12);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 1);
  request = receive_request (&fixture, 11);
  _ariadne_channel_put_plain (second, ARIADNE_MESSAGE_REGISTER, 1, 0);
  put_suspect (second, 1, 21);
  g_assert_null (receive (&fixture));

  answer (&fixture, request);
  peer_await (first, ARIADNE_MESSAGE_REPLY, &header, &offset);
  request = receive_request (&fixture, 12);
  g_assert_true (peer_next (first, &header, &offset));
  g_assert_cmpuint (header.type, ==, ARIADNE_MESSAGE_WAIT);
  g_assert_cmpuint (header.uid, ==, 12);
  g_assert_cmpuint (header.client, ==, 5);
  _ariadne_channel_receive (second, NULL);
  g_assert_cmpint (_ariadne_channel_next (second, &header, &offset, NULL), ==,
                   ARIADNE_FRAME_NONE);

  answer (&fixture, request);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 2);
  request = receive_request (&fixture, 21);
  peer_await (second, ARIADNE_MESSAGE_WAIT, &header, &offset);
  g_assert_cmpuint (header.uid, ==, 21);
  answer (&fixture, request);
}

static gpointer
receive_func (gpointer data)
{
  return receive_request (data, 2);
}

/* Who waits for what was held is woken by the answer that lets it in. */
static void
test_alone_wakes (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  AriadneMessage *request;
  GThread *thread;

  fixture_init (&fixture);
  peer = open_channel (&fixture);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_put_request (peer, 1, 1, 1);
  put_suspect (peer, 1, 2);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 1);
  request = receive_request (&fixture, 1);
  thread = g_thread_new ("receiver", receive_func, &fixture);
  answer (&fixture, request);
  answer (&fixture, g_thread_join (thread));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/HubAlone/alone", test_alone);
  g_test_add_func ("/Ariadne/HubAlone/wakes", test_alone_wakes);

  return g_test_run ();
}
