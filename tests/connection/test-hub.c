/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-address.h"

#include "hub-fixture.h"

/* The hub closes the channel; what it has received of it must have been taken. */
static void
assert_closed (Fixture        *self,
               AriadneChannel *peer,
               int             code)
{
  AriadneFrameHeader header;
  gsize offset;
  guint n_ended = self->n_ended;

  while (self->n_ended == n_ended)
    {
      g_autoptr (AriadneMessage) message = receive (self);

      g_assert_true (message == NULL || message->type == ARIADNE_MESSAGE_CLOSE);
    }
  g_assert_error (self->ended, ARIADNE_ERROR, code);
  g_assert_nonnull (strstr (self->ended->message, "the test"));
  while (peer_next (peer, &header, &offset))
    g_assert_cmpint (header.type, ==, ARIADNE_FRAME_REFUSE);
}

static void
test_accepts (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;

  fixture_init (&fixture);
  peer = open_channel (&fixture);
  g_assert_cmpuint (fixture.n_accepted, ==, 1);
  g_assert_cmpuint (_ariadne_hub_get_n_channels (fixture.hub), ==, 1);
}

/* What a client has sent last is taken out before its end is told. */
static void
test_last_words (void)
{
  g_auto (Fixture) fixture;
  AriadneChannel *peer;
  AriadneMessage *messages;

  fixture_init (&fixture);
  peer = open_channel (&fixture);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 1, 0);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_CLOSE, 1, 0);
  peer_flush (peer);
  _ariadne_channel_free (peer);

  messages = _ariadne_connection_recv_all (fixture.connection, 0, NULL);
  g_assert_nonnull (messages);
  g_assert_nonnull (messages->next);
  g_assert_null (messages->next->next);
  _ariadne_message_free_chain (messages);
  g_assert_cmpuint (fixture.n_ended, ==, 0);

  g_assert_null (receive (&fixture));
  g_assert_cmpuint (fixture.n_ended, ==, 1);
  g_assert_error (fixture.ended, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

/* Greetings that are not accepted, and what they are told. */
static void
test_refuses (gconstpointer data)
{
  gboolean is_old = GPOINTER_TO_INT (data);
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  g_autoptr (GError) error = NULL;
  AriadneToken token = test_token;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture);
  peer = connect_peer (&fixture);
  token.bytes[15] ^= !is_old;
  _ariadne_frame_put_hello (peer->out, ARIADNE_FRAME_VERSION - is_old, &token);
  peer_flush (peer);
  while (fixture.n_ended == 0)
    g_assert_null (receive (&fixture));
  g_assert_error (fixture.ended, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_cmpuint (fixture.n_accepted, ==, 0);

  g_assert_true (peer_next (peer, &header, &offset));
  _ariadne_frame_get_refusal (&header, peer->reader.data + offset, &error);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, is_old ? "version" : "token"));
  g_assert_false (peer_next (peer, &header, &offset));
}

static void
send_garbage (AriadneChannel *peer)
{
  peer_send_bytes (peer, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 35);
}

static void
send_half_frame (AriadneChannel *peer)
{
  peer_put_request (peer, 1, 1, 3);
  peer_send_bytes (peer, peer->out->data, peer->out->len / 2);
  shutdown (peer->fd, SHUT_WR);
}

static void
send_half_header (AriadneChannel *peer)
{
  peer_put_request (peer, 1, 1, 3);
  peer_send_bytes (peer, peer->out->data, 5);
  shutdown (peer->fd, SHUT_WR);
}

static void
send_huge_frame (AriadneChannel *peer)
{
  const AriadneFrameHeader header = { G_MAXUINT32, ARIADNE_MESSAGE_REQUEST, 0, 1, 1, 1 };
  guint8 bytes[ARIADNE_FRAME_HEADER_LENGTH];

  _ariadne_frame_pack (&header, bytes);
  peer_send_bytes (peer, bytes, sizeof bytes);
}

static void
send_unknown_type (AriadneChannel *peer)
{
  _ariadne_channel_put_plain (peer, 77, 1, 0);
  peer_flush (peer);
}

static void
send_answer (AriadneChannel *peer)
{
  peer_put_answer (peer, 1, 1, 1, 0);
}

static void
send_second_greeting (AriadneChannel *peer)
{
  _ariadne_frame_put_hello (peer->out, ARIADNE_FRAME_VERSION, &test_token);
  peer_flush (peer);
}

static void
send_unknown_client (AriadneChannel *peer)
{
  peer_put_request (peer, 2, 1, 3);
  peer_flush (peer);
}

static void
send_client_zero (AriadneChannel *peer)
{
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 0, 0);
  peer_flush (peer);
}

static void
send_great_client (AriadneChannel *peer)
{
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, G_MAXUINT32, 0);
  peer_flush (peer);
}

static void
send_client_twice (AriadneChannel *peer)
{
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_flush (peer);
}

static void
send_wrong_count (AriadneChannel *peer)
{
  AriadneFrameHeader header;

  peer_put_request (peer, 1, 1, 3);
  g_assert_true (_ariadne_frame_unpack (&header, peer->out->data, NULL));
  header.n_items = 4;
  _ariadne_frame_pack (&header, peer->out->data);
  peer_flush (peer);
}

static void
send_broken_payload (AriadneChannel *peer)
{
  peer_put_request (peer, 1, 1, 3);
  memset (peer->out->data + ARIADNE_FRAME_HEADER_LENGTH, 0xff,
          peer->out->len - ARIADNE_FRAME_HEADER_LENGTH);
  peer_flush (peer);
}

static void
send_nothing (AriadneChannel *peer)
{
  shutdown (peer->fd, SHUT_WR);
}

typedef struct
{
  const char  *name;
  void       (*send) (AriadneChannel *peer);
  int          code;
} Fault;

static const Fault faults[] = {
  { "garbage", send_garbage, ARIADNE_ERROR_PROTOCOL },
  { "half_frame", send_half_frame, ARIADNE_ERROR_PROTOCOL },
  { "half_header", send_half_header, ARIADNE_ERROR_PROTOCOL },
  { "huge_frame", send_huge_frame, ARIADNE_ERROR_PROTOCOL },
  { "unknown_type", send_unknown_type, ARIADNE_ERROR_PROTOCOL },
  { "answer", send_answer, ARIADNE_ERROR_PROTOCOL },
  { "second_greeting", send_second_greeting, ARIADNE_ERROR_PROTOCOL },
  { "unknown_client", send_unknown_client, ARIADNE_ERROR_PROTOCOL },
  { "client_zero", send_client_zero, ARIADNE_ERROR_PROTOCOL },
  { "great_client", send_great_client, ARIADNE_ERROR_PROTOCOL },
  { "client_twice", send_client_twice, ARIADNE_ERROR_PROTOCOL },
  { "wrong_count", send_wrong_count, ARIADNE_ERROR_PROTOCOL },
  { "broken_payload", send_broken_payload, ARIADNE_ERROR_PROTOCOL },
  { "end", send_nothing, ARIADNE_ERROR_CLOSED },
};

/* One peer misbehaves: its channel is closed, its client has gone, and the other
 * channel does not notice.
 */
static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) bad = NULL;
  g_autoptr (AriadneChannel) good = NULL;
  g_autoptr (AriadneMessage) message = NULL;

  fixture_init (&fixture);
  bad = open_channel (&fixture);
  good = open_channel (&fixture);
  _ariadne_channel_put_plain (bad, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_flush (bad);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 1);
  _ariadne_channel_put_plain (good, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_flush (good);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 2);

  fault->send (bad);
  assert_receives (&fixture, ARIADNE_MESSAGE_CLOSE, 1);
  g_assert_cmpuint (fixture.n_ended, ==, 1);
  g_assert_error (fixture.ended, ARIADNE_ERROR, fault->code);
  g_assert_nonnull (strstr (fixture.ended->message, "the test"));
  g_assert_cmpuint (_ariadne_hub_get_n_channels (fixture.hub), ==, 1);

  peer_put_request (good, 1, 5, 3);
  peer_flush (good);
  message = ariadne_connection_recv (fixture.connection, -1, NULL);
  g_assert_cmpint (message->type, ==, ARIADNE_MESSAGE_REQUEST);
  g_assert_cmpuint (message->client, ==, 2);
}

/* Before a peer is accepted it can make the hub keep no more than a greeting. */
static void
test_greeting_is_short (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  const AriadneFrameHeader header = { 1000, ARIADNE_FRAME_HELLO };
  guint8 bytes[ARIADNE_FRAME_HEADER_LENGTH];

  fixture_init (&fixture);
  peer = connect_peer (&fixture);
  _ariadne_frame_pack (&header, bytes);
  peer_send_bytes (peer, bytes, sizeof bytes);
  assert_closed (&fixture, peer, ARIADNE_ERROR_PROTOCOL);
}

/* A peer that has not shown its token has to make room, when there are many. */
static void
test_many_strangers (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (GPtrArray) strangers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) _ariadne_channel_free);
  g_autofree char *address = g_strdup_printf ("unix-abstract:ariadne-test-%d-%u", getpid (),
                                              g_random_int ());
  g_autoptr (AriadneChannel) peer = NULL;
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture);
  peer = open_channel (&fixture);
  g_assert_true (_ariadne_hub_listen (fixture.hub, address, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 100; i++)
    {
      int fd = _ariadne_address_connect (address, 30 * G_USEC_PER_SEC, NULL, &error);

      g_assert_no_error (error);
      g_ptr_array_add (strangers, peer_new (fd));
      g_assert_null (receive (&fixture));
    }
  g_assert_cmpuint (fixture.n_ended, >=, 100 - 65);
  g_assert_cmpuint (fixture.n_ended, <=, 100 - 60);
  g_assert_cmpuint (_ariadne_hub_get_n_channels (fixture.hub), ==, 1);
}

/* The states in flight are counted until they are answered. */
static void
test_window (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  AriadneFrameHeader header;
  AriadneMessage *request;
  gsize offset;

  fixture_init (&fixture);
  peer = open_channel (&fixture);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_flush (peer);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 1);

  /* The second overdraws the window, which is allowed once. */
  peer_put_request (peer, 1, 1, WINDOW - 1);
  peer_put_request (peer, 1, 2, WINDOW);
  peer_flush (peer);
  request = ariadne_connection_recv (fixture.connection, -1, NULL);
  assert_receives (&fixture, ARIADNE_MESSAGE_REQUEST, 1);

  ariadne_message_answer (request, ariadne_matrix_new (WINDOW - 1, 1));
  g_assert_true (ariadne_connection_send (fixture.connection, request, NULL));
  peer_await (peer, ARIADNE_MESSAGE_REPLY, &header, &offset);
  g_assert_cmpuint (header.uid, ==, 1);
  g_assert_cmpuint (header.client, ==, 1);

  /* Now there are exactly as many in flight as the window has. */
  peer_put_request (peer, 1, 3, 1);
  peer_flush (peer);
  assert_receives (&fixture, ARIADNE_MESSAGE_CLOSE, 1);
  g_assert_error (fixture.ended, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
}

/* A channel whose requests are too long together is not read until one is answered. */
static void
test_many_bytes (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  AriadneMessage *request;

  fixture_init (&fixture);
  fixture.hub->max_bytes = 100;
  peer = open_channel (&fixture);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_put_request (peer, 1, 1, 7);
  peer_put_request (peer, 1, 2, 1);
  g_assert_cmpuint (peer->out->len, >, fixture.hub->max_bytes);
  peer_flush (peer);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 1);
  request = ariadne_connection_recv (fixture.connection, -1, NULL);
  assert_receives (&fixture, ARIADNE_MESSAGE_REQUEST, 1);

  peer_put_request (peer, 1, 3, 1);
  peer_flush (peer);
  g_assert_null (receive (&fixture));
  ariadne_message_answer (request, ariadne_matrix_new (7, 1));
  g_assert_true (ariadne_connection_send (fixture.connection, request, NULL));
  assert_receives (&fixture, ARIADNE_MESSAGE_REQUEST, 1);
}

/* Answers find the client of the request, whatever numbers the channels use, and
 * those that nobody wants any more are dropped.
 */
static void
test_routes (void)
{
  g_auto (Fixture) fixture;
  AriadneChannel *peers[3];
  AriadneMessage *requests[3];
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture);
  for (guint i = 0; i < 3; i++)
    {
      peers[i] = open_channel (&fixture);
      _ariadne_channel_put_plain (peers[i], ARIADNE_MESSAGE_REGISTER, 7, 0);
      peer_put_request (peers[i], 7, 100 + i, i + 1);
      peer_flush (peers[i]);
      assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, i + 1);
      requests[i] = ariadne_connection_recv (fixture.connection, -1, NULL);
    }

  _ariadne_channel_free (peers[1]);
  assert_receives (&fixture, ARIADNE_MESSAGE_CLOSE, 2);
  for (guint i = 0; i < 3; i++)
    {
      ariadne_message_answer (requests[2 - i], ariadne_matrix_new (3 - i, 1));
      g_assert_true (ariadne_connection_send (fixture.connection, requests[2 - i], NULL));
    }

  for (guint i = 0; i < 3; i += 2)
    {
      peer_await (peers[i], ARIADNE_MESSAGE_REPLY, &header, &offset);
      g_assert_cmpuint (header.uid, ==, 100 + i);
      g_assert_cmpuint (header.client, ==, 7);
      g_assert_cmpuint (header.n_items, ==, i + 1);
    }

  /* The key of the client that has gone is given to the next. */
  _ariadne_channel_put_plain (peers[0], ARIADNE_MESSAGE_REGISTER, 8, 0);
  peer_flush (peers[0]);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 2);
  _ariadne_channel_free (peers[0]);
  _ariadne_channel_free (peers[2]);
}

/* A client leaves while it has something in flight: the answer comes, as it
 * carries credit, and only then the key is given to another one.
 */
static void
test_leaves_early (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  AriadneMessage *request;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture);
  peer = open_channel (&fixture);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_put_request (peer, 1, 5, 4);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_CLOSE, 1, 0);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_flush (peer);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 1);
  request = ariadne_connection_recv (fixture.connection, -1, NULL);
  assert_receives (&fixture, ARIADNE_MESSAGE_CLOSE, 1);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 2);

  ariadne_message_refuse (request, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Gone"));
  g_assert_true (ariadne_connection_send (fixture.connection, request, NULL));
  peer_await (peer, ARIADNE_MESSAGE_ERROR, &header, &offset);
  g_assert_cmpuint (header.uid, ==, 5);

  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 2, 0);
  peer_flush (peer);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 1);
}

/* A client that does not read its answers is not waited for; they come when it
 * does.
 */
static void
test_does_not_wait_to_send (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  const guint n_rows = 9;
  AriadneMessage *request;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture);
  peer = open_channel (&fixture);
  _ariadne_channel_put_plain (peer, ARIADNE_MESSAGE_REGISTER, 1, 0);
  peer_put_request (peer, 1, 1, n_rows);
  peer_put_request (peer, 1, 2, 1);
  peer_flush (peer);
  assert_receives (&fixture, ARIADNE_MESSAGE_REGISTER, 1);
  for (guint i = 0; i < 2; i++)
    {
      request = ariadne_connection_recv (fixture.connection, -1, NULL);
      ariadne_message_answer (request, ariadne_matrix_new (i == 0 ? n_rows : 1, 60000));
      g_assert_true (ariadne_connection_send (fixture.connection, request, NULL));
    }

  for (guint i = 0; i < 2; i++)
    {
      AriadneFrameResult result;

      while ((result = _ariadne_channel_next (peer, &header, &offset, NULL)) == ARIADNE_FRAME_NONE)
        {
          g_assert_true (_ariadne_channel_receive (peer, NULL));
          g_assert_null (receive (&fixture));
        }
      g_assert_cmpint (result, ==, ARIADNE_FRAME_WHOLE);
      g_assert_cmpuint (header.uid, ==, i + 1);
    }
}

static void
test_closes (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  g_autoptr (AriadneConnection) copy = NULL;
  g_autoptr (GError) error = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture);
  peer = open_channel (&fixture);
  copy = ariadne_connection_copy (fixture.connection);
  ariadne_connection_close (copy);
  g_assert_false (ariadne_connection_is_closed (fixture.connection));
  ariadne_connection_close (fixture.connection);
  g_assert_true (ariadne_connection_is_closed (fixture.connection));

  g_assert_true (peer_next (peer, &header, &offset));
  g_assert_cmpuint (header.type, ==, ARIADNE_FRAME_GOODBYE);
  g_assert_false (peer_next (peer, &header, &offset));
  g_assert_null (ariadne_connection_recv (fixture.connection, -1, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

/* Who comes when it is closed is not kept waiting. */
static void
test_comes_too_late (void)
{
  g_auto (Fixture) fixture;
  g_autoptr (AriadneChannel) peer = NULL;
  g_autoptr (GError) error = NULL;
  AriadneFrameHeader header;
  gsize offset;
  int ours, theirs;

  fixture_init (&fixture);
  ariadne_connection_close (fixture.connection);
  make_pair (&ours, &theirs);
  peer = peer_new (ours);
  _ariadne_hub_adopt (fixture.hub, theirs, NULL);
  g_assert_false (peer_next (peer, &header, &offset));
  g_assert_false (_ariadne_hub_listen (fixture.hub, "127.0.0.1:0", NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

/* Somebody who connects through a tunnel, from a thread of his own. */
typedef struct
{
  char           *tunnel;
  AriadneChannel *channel;
  GError         *error;
} Traveller;

static gpointer
travel (gpointer data)
{
  Traveller *self = data;

  self->channel = _ariadne_channel_connect_through (self->tunnel, "tcp:far.away:1", &test_token,
                                                    ARIADNE_CHANNEL_TIMEOUT, &self->error);

  return NULL;
}

/* Accepts him; gives the descriptor on which he thinks that the server is. */
static int
await_traveller (int listener)
{
  struct pollfd polled = { listener, POLLIN, 0 };
  char name[] = "tcp:far.away:1\n";
  char said[sizeof name] = "";
  int fd;

  while (poll (&polled, 1, -1) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  fd = accept (listener, NULL, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (recv (fd, said, sizeof said - 1, MSG_WAITALL), ==, sizeof said - 1);
  g_assert_cmpstr (said, ==, name);

  return fd;
}

/* A tunnel, here a short one, is told where to; and then it is as if it was not. */
static void
test_tunnel (gconstpointer data)
{
  gboolean is_open = GPOINTER_TO_INT (data);
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *address = g_strdup_printf ("unix-abstract:test-%s", name);
  g_auto (Fixture) fixture;
  Traveller traveller = { NULL };
  GThread *thread;
  int listener, fd;

  fixture_init (&fixture);
  listener = _ariadne_address_listen (address, &traveller.tunnel, NULL);
  g_assert_cmpint (listener, >=, 0);
  thread = g_thread_new ("traveller", travel, &traveller);
  fd = await_traveller (listener);
  if (is_open)
    {
      _ariadne_hub_adopt (fixture.hub, fd, "the test");
      while (fixture.n_accepted == 0)
        g_assert_false (ariadne_connection_poll (fixture.connection, G_USEC_PER_SEC));
    }
  else
    close (fd);

  g_thread_join (thread);
  if (is_open)
    g_assert_cmpstr (_ariadne_channel_get_peer (traveller.channel), ==, "tcp:far.away:1");
  else
    g_assert_nonnull (strstr (traveller.error->message, "tcp:far.away:1"));
  g_clear_pointer (&traveller.channel, _ariadne_channel_free);
  g_clear_error (&traveller.error);
  g_free (traveller.tunnel);
  close (listener);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Hub/accepts", test_accepts);
  g_test_add_func ("/Ariadne/Hub/last_words", test_last_words);
  g_test_add_data_func ("/Ariadne/Hub/refuses_old_version", GINT_TO_POINTER (TRUE), test_refuses);
  g_test_add_data_func ("/Ariadne/Hub/refuses_wrong_token", GINT_TO_POINTER (FALSE), test_refuses);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/Ariadne/Hub/fault/", faults[i].name, NULL);

      g_test_add_data_func (path, &faults[i], test_fault);
    }
  g_test_add_func ("/Ariadne/Hub/greeting_is_short", test_greeting_is_short);
  g_test_add_func ("/Ariadne/Hub/many_strangers", test_many_strangers);
  g_test_add_func ("/Ariadne/Hub/window", test_window);
  g_test_add_func ("/Ariadne/Hub/many_bytes", test_many_bytes);
  g_test_add_func ("/Ariadne/Hub/routes", test_routes);
  g_test_add_func ("/Ariadne/Hub/leaves_early", test_leaves_early);
  g_test_add_func ("/Ariadne/Hub/does_not_wait_to_send", test_does_not_wait_to_send);
  g_test_add_func ("/Ariadne/Hub/closes", test_closes);
  g_test_add_func ("/Ariadne/Hub/comes_too_late", test_comes_too_late);
  g_test_add_data_func ("/Ariadne/Hub/tunnel/open", GINT_TO_POINTER (TRUE), test_tunnel);
  g_test_add_data_func ("/Ariadne/Hub/tunnel/closed", GINT_TO_POINTER (FALSE), test_tunnel);

  return g_test_run ();
}
