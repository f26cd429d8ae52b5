/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-dealer.h"
#include "connection/ariadne-thread-queue.h"

#include "channel-peer.h"

/* A dealer whose servers and clients the test plays. */
typedef struct
{
  AriadneDealer  dealer;
  AriadneQueue  *answers; /* of all clients */
  guint64        n_calls;
} Fixture;

static AriadneMessage *
make_message (AriadneMessageType type,
              guint              client)
{
  AriadneMessage *message = ariadne_message_new (type);

  message->client = client;

  return message;
}

static void
fixture_init (Fixture *self,
              guint    n_clients)
{
  *self = (Fixture) { .answers = ariadne_thread_queue_new (0) };
  _ariadne_dealer_init (&self->dealer);
  self->dealer.domain = toy_domain_new ();
  self->dealer.forms = ARIADNE_WIRE_STATES;
  self->dealer.is_patient = TRUE;
  for (guint i = 1; i <= n_clients; i++)
    {
      g_assert_cmpuint (_ariadne_dealer_add_client (&self->dealer, self->answers), ==, i);
      _ariadne_dealer_take (&self->dealer, make_message (ARIADNE_MESSAGE_REGISTER, i));
    }
}

static void
fixture_clear (Fixture *self)
{
  while (self->dealer.lanes->len > 0)
    _ariadne_dealer_let_go (&self->dealer, self->dealer.lanes->pdata[0]);
  _ariadne_dealer_clear (&self->dealer);
  g_assert_cmpuint (ariadne_queue_get_length (self->answers), ==, 0);
  g_object_unref (self->answers);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* Gives the server's end of a lane, as which it is known here. */
static AriadneChannel *
add_lane (Fixture *self,
          guint    window)
{
  static GSourceFuncs funcs = { NULL };
  AriadneChannel *channel;
  AriadneLane *lane;
  int ours, theirs;

  make_pair (&ours, &theirs);
  channel = _ariadne_channel_new (ours, g_strdup ("test"), ARIADNE_WIRE_MAX_LENGTH, TRUE);
  channel->window = window;
  lane = _ariadne_lane_new (channel);
  lane->source = g_source_new (&funcs, sizeof (GSource));
  lane->polled = G_IO_IN;
  lane->tag = g_source_add_unix_fd (lane->source, ours, G_IO_IN);
  g_ptr_array_add (self->dealer.lanes, lane);
  _ariadne_dealer_settle (&self->dealer);

  return peer_new (theirs);
}

static guint64
ask (Fixture *self,
     guint    client,
     guint    n_states)
{
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, n_states);
  AriadneMessage *message;

  message = ariadne_message_new_request (sequence, ++self->n_calls, ARIADNE_MESSAGE_FLAGS_WAITS);
  message->client = client;
  _ariadne_dealer_take (&self->dealer, message);
  _ariadne_dealer_deal (&self->dealer);
  _ariadne_dealer_flush (&self->dealer);

  return self->n_calls;
}

/* What the first lane has not answered goes to the others. */
static void
lose (Fixture  *self,
      gboolean  says_goodbye)
{
  AriadneLane *lane = self->dealer.lanes->pdata[0];
  GError *error = g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "it is gone");

  lane->channel->has_said_goodbye = says_goodbye;
  _ariadne_lane_fail (lane, error);
  _ariadne_dealer_let_go (&self->dealer, lane);
  _ariadne_dealer_settle (&self->dealer);
  _ariadne_dealer_deal (&self->dealer);
  _ariadne_dealer_flush (&self->dealer);
}

/* The next request that has come; of no states if there is none. */
static AriadneFrameHeader
next_frame (AriadneChannel *peer)
{
  AriadneFrameHeader header;
  gsize offset;

  _ariadne_channel_receive (peer, NULL);
  while (_ariadne_channel_next (peer, &header, &offset, NULL) == ARIADNE_FRAME_WHOLE)
    if (header.type == ARIADNE_MESSAGE_REQUEST)
      return header;

  return (AriadneFrameHeader) { .n_items = 0 };
}

static guint
next_request (AriadneChannel *peer)
{
  return next_frame (peer).n_items;
}

/* Has the first server say that it evaluates a request alone; whether that is believed. */
static gboolean
begin (Fixture                  *self,
       const AriadneFrameHeader *request,
       GError                  **error)
{
  AriadneFrameHeader word = { .type = ARIADNE_MESSAGE_WAIT };

  word.uid = request->uid;
  word.client = request->client;

  return _ariadne_lane_begin (self->dealer.lanes->pdata[0], &word, error);
}

static gboolean
is_suspect (const AriadneFrameHeader *request)
{
  return (request->flags & ARIADNE_MESSAGE_FLAGS_ALONE) != 0;
}

/* Servers die one after the other while they have a request: it is refused before
 * all are dead, and what was asked later is not.
 */
static void
test_deadly_request (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GPtrArray) servers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) _ariadne_channel_free);
  g_autoptr (AriadneMessage) answer = NULL;
  guint64 deadly;

  fixture_init (&fixture, 1);
  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (servers, add_lane (&fixture, 100));

  deadly = ask (&fixture, 1, 7);
  for (guint i = 0; i < 3; i++)
    {
      AriadneFrameHeader request = next_frame (servers->pdata[i]);

      g_assert_cmpuint (ariadne_queue_get_length (fixture.answers), ==, 0);
      g_assert_cmpuint (request.n_items, ==, 7);
      g_assert_cmpint (is_suspect (&request), ==, i > 0);
      g_assert_cmpint (begin (&fixture, &request, NULL), ==, i > 0);
      if (i == 2)
        ask (&fixture, 1, 2);
      lose (&fixture, FALSE);
    }

  answer = ariadne_queue_try_get (fixture.answers);
  g_assert_cmpuint (answer->uid, ==, deadly);
  g_assert_error (answer->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED);
  g_assert_nonnull (strstr (answer->error->message, "7 states"));
  g_assert_nonnull (strstr (answer->error->message, "3 servers"));
  g_assert_nonnull (strstr (answer->error->message, "it is gone"));
  g_assert_cmpuint (next_request (servers->pdata[3]) + next_request (servers->pdata[4]), ==, 2);
}

/* A request that a server has, but has not begun, is not to blame for its death; and
 * a server that takes its leave did not die of what it was asked.
 */
static void
test_innocent_request (gconstpointer says_goodbye)
{
  g_auto (Fixture) fixture;

  fixture_init (&fixture, 1);
  ask (&fixture, 1, 7);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (AriadneChannel) server = add_lane (&fixture, 100);

      _ariadne_dealer_deal (&fixture.dealer);
      _ariadne_dealer_flush (&fixture.dealer);
      g_assert_cmpuint (next_request (server), ==, 7);
      lose (&fixture, GPOINTER_TO_INT (says_goodbye));
    }
  g_assert_cmpuint (ariadne_queue_get_length (fixture.answers), ==, 0);
}

/* What is not to be evaluated alone, or is being so, cannot begin. */
static void
test_false_beginnings (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) first = NULL;
  g_autoptr (AriadneChannel) second = NULL;
  g_autoptr (GError) error = NULL;
  AriadneFrameHeader request;

  fixture_init (&fixture, 1);
  first = add_lane (&fixture, 100);
  second = add_lane (&fixture, 100);
  ask (&fixture, 1, 7);
  request = next_frame (first);
  g_assert_false (begin (&fixture, &request, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_clear_error (&error);

  lose (&fixture, FALSE);
  request = next_frame (second);
  g_assert_true (begin (&fixture, &request, NULL));
  g_assert_false (begin (&fixture, &request, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
}

/* What was lost comes before what was not sent, in the order in which it was asked;
 * what a client has asked that is gone is not sent again.
 */
static void
test_order_after_loss (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) first = NULL;
  g_autoptr (AriadneChannel) second = NULL;

  fixture_init (&fixture, 2);
  first = add_lane (&fixture, 6);
  for (guint i = 1; i <= 5; i++)
    ask (&fixture, i == 2 ? 2 : 1, i);
  for (guint i = 1; i <= 3; i++)
    g_assert_cmpuint (next_request (first), ==, i);
  g_assert_cmpuint (next_request (first), ==, 0);
  _ariadne_dealer_take (&fixture.dealer, make_message (ARIADNE_MESSAGE_CLOSE, 2));
  lose (&fixture, FALSE);

  second = add_lane (&fixture, 100);
  _ariadne_dealer_deal (&fixture.dealer);
  _ariadne_dealer_flush (&fixture.dealer);
  g_assert_cmpuint (next_request (second), ==, 1);
  for (guint i = 3; i <= 5; i++)
    g_assert_cmpuint (next_request (second), ==, i);
  g_assert_cmpuint (next_request (second), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Dealer/deadly_request", test_deadly_request);
  g_test_add_data_func ("/Ariadne/Dealer/innocent_request", GINT_TO_POINTER (FALSE),
                        test_innocent_request);
  g_test_add_func ("/Ariadne/Dealer/false_beginnings", test_false_beginnings);
  g_test_add_data_func ("/Ariadne/Dealer/goodbyes", GINT_TO_POINTER (TRUE),
                        test_innocent_request);
  g_test_add_func ("/Ariadne/Dealer/order_after_loss", test_order_after_loss);

  return g_test_run ();
}
