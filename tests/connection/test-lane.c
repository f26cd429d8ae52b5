/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-lane.h"

#include "channel-peer.h"

#define WINDOW 10

/* A lane, and the server at its other end, which is the test. */
typedef struct
{
  AriadneDomain  *domain;
  AriadneLane    *lane;
  AriadneChannel *server;
} Fixture;

static void
fixture_init (Fixture *self)
{
  AriadneChannel *channel;
  int ours, theirs;

  make_pair (&ours, &theirs);
  channel = _ariadne_channel_new (ours, g_strdup ("test"), ARIADNE_WIRE_MAX_LENGTH, TRUE);
  channel->window = WINDOW;
  *self = (Fixture) { toy_domain_new (), _ariadne_lane_new (channel), peer_new (theirs) };
}

static void
fixture_clear (Fixture *self)
{
  _ariadne_lane_unref (self->lane);
  _ariadne_channel_free (self->server);
  g_assert_finalize_object (self->domain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* Sends a request; gives the header of its frame. */
static AriadneFrameHeader
ask (Fixture *self,
     guint    client,
     guint64  uid,
     guint    n_states)
{
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, n_states);
  AriadneMessage *request = ariadne_message_new_request (sequence, uid, 0);
  AriadneFrameHeader header;
  gsize offset;

  request->client = client;
  request->n_items = n_states;
  g_assert_true (_ariadne_lane_ask (self->lane, request, self->domain, ARIADNE_WIRE_STATES, NULL));
  peer_flush (self->lane->channel);
  peer_await (self->server, ARIADNE_MESSAGE_REQUEST, &header, &offset);

  return header;
}

/* Has the server answer; gives what the lane makes of that. */
static AriadneMessage *
answer (Fixture *self,
        guint    client,
        guint64  uid,
        guint    n_rows)
{
  g_autoptr (GError) error = NULL;
  AriadneFrameHeader header;
  AriadneMessage *message;
  gsize offset;

  peer_put_answer (self->server, client, uid, n_rows, 1);
  g_assert_true (peer_next (self->lane->channel, &header, &offset));
  message = _ariadne_lane_answer (self->lane, &header, offset, &error);
  if (message == NULL)
    g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);

  return message;
}

/* On the channel requests have numbers of the lane's own; the answer has that of
 * the client again, and gives the credit back.
 */
static void
test_numbers (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneMessage) second = NULL;
  g_autoptr (AriadneMessage) first = NULL;
  AriadneFrameHeader headers[2];

  fixture_init (&fixture);
  headers[0] = ask (&fixture, 1, 77, 3);
  headers[1] = ask (&fixture, 2, 77, 4);
  g_assert_cmpuint (headers[0].uid, !=, headers[1].uid);
  g_assert_cmpint (fixture.lane->credit, ==, WINDOW - 7);
  g_assert_cmpuint (fixture.lane->n_in_flight, ==, 7);
  g_assert_cmpuint (_ariadne_lane_get_pending (fixture.lane, 2), ==, 1);

  second = answer (&fixture, 2, headers[1].uid, 4);
  g_assert_cmpuint (second->client, ==, 2);
  g_assert_cmpuint (second->uid, ==, 77);
  first = answer (&fixture, 1, headers[0].uid, 3);
  g_assert_cmpuint (first->client, ==, 1);
  g_assert_cmpint (fixture.lane->credit, ==, WINDOW);
  g_assert_cmpuint (fixture.lane->n_in_flight, ==, 0);
  g_assert_cmpuint (_ariadne_lane_get_pending (fixture.lane, 2), ==, 0);
}

/* Nothing is taken for an answer that is none, and the request is still there. */
static void
test_refuses (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneMessage) message = NULL;
  g_autoptr (AriadneMessage) again = NULL;
  AriadneFrameHeader header, later;

  fixture_init (&fixture);
  header = ask (&fixture, 1, 5, 3);
  g_assert_null (answer (&fixture, 1, header.uid + 1, 3));
  g_assert_null (answer (&fixture, 1, header.uid + ((guint64) 1 << 32), 3));
  g_assert_null (answer (&fixture, 1, G_MAXUINT64, 3));
  g_assert_null (answer (&fixture, 2, header.uid, 3));
  g_assert_null (answer (&fixture, 1, header.uid, 2));
  message = answer (&fixture, 1, header.uid, 3);
  g_assert_cmpuint (message->uid, ==, 5);

  /* The place is used again, under another number. */
  later = ask (&fixture, 1, 6, 3);
  g_assert_cmpuint (later.uid, !=, header.uid);
  g_assert_null (answer (&fixture, 1, header.uid, 3));
  again = answer (&fixture, 1, later.uid, 3);
  g_assert_cmpuint (again->uid, ==, 6);
}

/* What was not answered comes back in the order in which it was sent, whatever
 * places it had.
 */
static void
test_steal (void)
{
  g_auto (Fixture) fixture;
  AriadneMessageChain chain = { NULL, NULL };
  AriadneFrameHeader headers[3];
  AriadneMessage *stolen;

  fixture_init (&fixture);
  for (guint i = 0; i < 3; i++)
    headers[i] = ask (&fixture, 1, 1 + i, 1);
  for (guint i = 0; i < 2; i++)
    ariadne_message_free (answer (&fixture, 1, headers[i].uid, 1));
  for (guint i = 4; i <= 5; i++)
    ask (&fixture, 1, i, 1);

  stolen = _ariadne_lane_steal (fixture.lane);
  _ariadne_message_chain_append (&chain, stolen);
  for (guint uid = 3; uid <= 5; uid++)
    {
      g_autoptr (AriadneMessage) request = _ariadne_message_chain_pop (&chain);

      g_assert_cmpuint (request->uid, ==, uid);
    }
  g_assert_null (chain.first);
  g_assert_null (_ariadne_lane_steal (fixture.lane));
}

/* A server is told once that a client is there, and nothing of one that is not. */
static void
test_members (void)
{
  static const guint8 types[] = { ARIADNE_MESSAGE_REGISTER, ARIADNE_MESSAGE_WAIT,
                                  ARIADNE_MESSAGE_CLOSE };
  g_auto (Fixture) fixture;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture);
  _ariadne_lane_wait (fixture.lane, 9);
  _ariadne_lane_leave (fixture.lane, 9);
  for (guint i = 0; i < 2; i++)
    _ariadne_lane_join (fixture.lane, 9);
  _ariadne_lane_wait (fixture.lane, 9);
  for (guint i = 0; i < 2; i++)
    _ariadne_lane_leave (fixture.lane, 9);
  _ariadne_lane_wait (fixture.lane, 9);
  peer_flush (fixture.lane->channel);
  shutdown (fixture.lane->channel->fd, SHUT_WR);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_assert_true (peer_next (fixture.server, &header, &offset));
      g_assert_cmpuint (header.type, ==, types[i]);
      g_assert_cmpuint (header.client, ==, 9);
    }
  g_assert_false (peer_next (fixture.server, &header, &offset));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Lane/numbers", test_numbers);
  g_test_add_func ("/Ariadne/Lane/refuses", test_refuses);
  g_test_add_func ("/Ariadne/Lane/steal", test_steal);
  g_test_add_func ("/Ariadne/Lane/members", test_members);

  return g_test_run ();
}
