/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-roster.h"

#include "channel-peer.h"

#define WINDOW 10

/* A roster, and channels whose other ends are the test. */
typedef struct
{
  AriadneRoster   roster;
  AriadnePeer    *peers[2];
  AriadneChannel *clients[2];
} Fixture;

static void
fixture_init (Fixture *self)
{
  _ariadne_roster_init (&self->roster);
  for (guint i = 0; i < 2; i++)
    {
      int ours, theirs;

      make_pair (&ours, &theirs);
      self->peers[i] = _ariadne_peer_new (peer_new (theirs));
      self->peers[i]->channel->window = WINDOW;
      self->clients[i] = peer_new (ours);
    }
}

static void
fixture_clear (Fixture *self)
{
  for (guint i = 0; i < 2; i++)
    {
      _ariadne_peer_free (self->peers[i]);
      _ariadne_channel_free (self->clients[i]);
    }
  _ariadne_roster_clear (&self->roster);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* Takes the next frame of a channel; NULL if it must not have been sent. */
static AriadneMessage *
receive (Fixture *self,
         guint    i)
{
  g_autoptr (GError) error = NULL;
  AriadneFrameHeader header;
  AriadneMessage *message;
  gsize offset;

  peer_flush (self->clients[i]);
  g_assert_true (peer_next (self->peers[i]->channel, &header, &offset));
  message = _ariadne_roster_receive (&self->roster, self->peers[i], &header, offset, &error);
  if (message == NULL)
    g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);

  return message;
}

/* Sends a word about a client; gives the key under which the server hears of it, or 0. */
static guint
say (Fixture            *self,
     guint               i,
     AriadneMessageType  type,
     guint               client)
{
  g_autoptr (AriadneMessage) message = NULL;

  _ariadne_channel_put_plain (self->clients[i], type, client, 0);
  message = receive (self, i);
  if (message == NULL)
    return ARIADNE_CLIENT_NONE;

  g_assert_cmpint (message->type, ==, type);

  return message->client;
}

static AriadneMessage *
ask (Fixture *self,
     guint    i,
     guint    client,
     guint    n_states)
{
  peer_put_request (self->clients[i], client, 1, n_states);

  return receive (self, i);
}

static void
assert_goes_to (Fixture        *self,
                AriadneMessage *answer,
                AriadnePeer    *peer,
                guint           client)
{
  guint found = 0;

  g_assert_true (_ariadne_roster_send (&self->roster, answer, &found) == peer);
  g_assert_cmpuint (found, ==, client);
}

/* The same number on two channels means two clients. */
static void
test_keys (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneMessage) first = NULL;
  g_autoptr (AriadneMessage) second = NULL;
  guint keys[2];

  fixture_init (&fixture);
  for (guint i = 0; i < 2; i++)
    keys[i] = say (&fixture, i, ARIADNE_MESSAGE_REGISTER, 7);
  g_assert_cmpuint (keys[0], !=, ARIADNE_CLIENT_NONE);
  g_assert_cmpuint (keys[1], !=, keys[0]);

  first = ask (&fixture, 0, 7, 2);
  second = ask (&fixture, 1, 7, 3);
  g_assert_cmpuint (first->client, ==, keys[0]);
  g_assert_cmpuint (second->client, ==, keys[1]);
  g_assert_cmpuint (fixture.peers[0]->n_in_flight, ==, 2);
  g_assert_cmpuint (fixture.peers[0]->n_bytes, >, ARIADNE_FRAME_HEADER_LENGTH);
  assert_goes_to (&fixture, second, fixture.peers[1], 7);
  assert_goes_to (&fixture, first, fixture.peers[0], 7);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (fixture.peers[i]->n_in_flight, ==, 0);
      g_assert_cmpuint (fixture.peers[i]->n_bytes, ==, 0);
    }
}

/* A key is not given to another client as long as an answer may come for the one
 * that had it; the answer still carries the credit back.
 */
static void
test_key_is_kept_while_pending (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneMessage) request = NULL;
  guint key;

  fixture_init (&fixture);
  key = say (&fixture, 0, ARIADNE_MESSAGE_REGISTER, 1);
  request = ask (&fixture, 0, 1, 2);
  g_assert_cmpuint (say (&fixture, 0, ARIADNE_MESSAGE_CLOSE, 1), ==, key);
  g_assert_cmpuint (say (&fixture, 1, ARIADNE_MESSAGE_REGISTER, 1), !=, key);
  assert_goes_to (&fixture, request, fixture.peers[0], 1);
  g_assert_cmpuint (say (&fixture, 1, ARIADNE_MESSAGE_REGISTER, 2), ==, key);
}

static void
test_dismiss (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneMessage) request = NULL;
  AriadneMessageChain gone = { NULL, NULL };
  AriadneMessage *message;
  guint client, keys[3];

  fixture_init (&fixture);
  for (guint i = 0; i < 3; i++)
    keys[i] = say (&fixture, i == 1, ARIADNE_MESSAGE_REGISTER, 1 + i);
  request = ask (&fixture, 0, 1, 2);
  _ariadne_roster_dismiss (&fixture.roster, fixture.peers[0], &gone);
  for (guint i = 0; i < 3; i += 2)
    {
      message = _ariadne_message_chain_pop (&gone);
      g_assert_cmpint (message->type, ==, ARIADNE_MESSAGE_CLOSE);
      g_assert_cmpuint (message->client, ==, keys[i]);
      ariadne_message_free (message);
    }
  g_assert_null (gone.first);
  g_assert_null (_ariadne_roster_send (&fixture.roster, request, &client));
}

/* What a client must not send. */
static void
test_refuses (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneMessage) request = NULL;

  fixture_init (&fixture);
  g_assert_cmpuint (say (&fixture, 0, ARIADNE_MESSAGE_WAIT, 1), ==, 0);
  g_assert_cmpuint (say (&fixture, 0, ARIADNE_MESSAGE_CLOSE, 1), ==, 0);
  g_assert_null (ask (&fixture, 0, 1, 1));
  g_assert_cmpuint (say (&fixture, 0, ARIADNE_MESSAGE_REGISTER, 0), ==, 0);
  g_assert_cmpuint (say (&fixture, 0, ARIADNE_MESSAGE_REGISTER, G_MAXUINT), ==, 0);
  g_assert_cmpuint (say (&fixture, 0, ARIADNE_MESSAGE_REGISTER, ARIADNE_FRAME_MAX_CLIENTS + 1),
                    ==, 0);

  g_assert_cmpuint (say (&fixture, 0, ARIADNE_MESSAGE_REGISTER, 1), !=, 0);
  g_assert_cmpuint (say (&fixture, 0, ARIADNE_MESSAGE_REGISTER, 1), ==, 0);
  g_assert_cmpuint (say (&fixture, 0, ARIADNE_FRAME_GOODBYE, 1), ==, 0);

  /* The window may be overdrawn by one request, and only by that. */
  request = ask (&fixture, 0, 1, 5 * WINDOW);
  g_assert_nonnull (request);
  g_assert_null (ask (&fixture, 0, 1, 1));
  assert_goes_to (&fixture, request, fixture.peers[0], 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Roster/keys", test_keys);
  g_test_add_func ("/Ariadne/Roster/key_is_kept_while_pending", test_key_is_kept_while_pending);
  g_test_add_func ("/Ariadne/Roster/dismiss", test_dismiss);
  g_test_add_func ("/Ariadne/Roster/refuses", test_refuses);

  return g_test_run ();
}
