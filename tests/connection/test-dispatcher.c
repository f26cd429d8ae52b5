/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-dispatcher.h"

#include "channel-peer.h"

/* What became of a call. */
typedef struct
{
  guint   n_ended;
  float   value;
  GError *error;
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* Functions over channels whose servers the test plays. */
typedef struct
{
  AriadneDomain     *domain;
  AriadneDispatcher *dispatcher;
  GPtrArray         *functions;
  guint              n_lost;
  GError            *lost; /* why the last channel was */
} Fixture;

static void
lost_cb (AriadneDispatcher *dispatcher,
         const GError      *error,
         gpointer           user_data)
{
  Fixture *self = user_data;

  self->n_lost++;
  g_clear_error (&self->lost);
  self->lost = g_error_copy (error);
}

static void
fixture_init (Fixture *self,
              guint    n_functions)
{
  *self = (Fixture) { toy_domain_new () };
  self->dispatcher = _ariadne_dispatcher_new (g_main_context_default (), self->domain,
                                              ARIADNE_WIRE_STATES);
  _ariadne_dispatcher_set_lost_func (self->dispatcher, lost_cb, self);
  self->functions = _ariadne_dispatcher_make_functions (self->dispatcher, n_functions,
                                                        ARIADNE_ANSWER_ORDER_ANY);
}

/* Runs what the main context has to do, without waiting. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
fixture_clear (Fixture *self)
{
  for (guint i = 0; i < self->functions->len; i++)
    ariadne_connected_function_close (self->functions->pdata[i]);
  settle ();
  g_ptr_array_unref (self->functions);
  g_assert_finalize_object (self->dispatcher);
  g_assert_finalize_object (self->domain);
  g_clear_error (&self->lost);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* A server that has accepted already when the client greets it. */
static AriadneChannel *
add_server (Fixture *self,
            guint    window)
{
  g_autoptr (GError) error = NULL;
  AriadneFrameHeader header;
  AriadneChannel *channel, *peer;
  gsize offset;
  int ours, theirs;

  make_pair (&ours, &theirs);
  peer = peer_new (theirs);
  _ariadne_frame_put_accept (peer->out, window);
  peer_flush (peer);
  channel = _ariadne_channel_new_for_fd (ours, &test_token, G_MAXINT, &error);
  g_assert_no_error (error);
  _ariadne_dispatcher_add (self->dispatcher, channel);
  peer_await (peer, ARIADNE_FRAME_HELLO, &header, &offset);

  return peer;
}

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (AriadneMatrix) rows = NULL;

  rows = ariadne_connected_function_call_finish (ARIADNE_CONNECTED_FUNCTION (object), result,
                                                 &outcome->error);
  outcome->n_ended++;
  if (rows != NULL && ariadne_matrix_get_n_rows (rows) > 0)
    outcome->value = ariadne_matrix_get_row (rows, 0)[0];
}

static void
call (Fixture      *self,
      guint         i,
      guint         n_states,
      GCancellable *cancellable,
      Outcome      *outcome)
{
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, n_states);

  ariadne_connected_function_call_async (self->functions->pdata[i], sequence, ARIADNE_CALL_WAITS,
                                         cancellable, ended_cb, outcome);
  ariadne_connected_function_flush (self->functions->pdata[i]);
}

static void
await (const Outcome *outcome)
{
  while (outcome->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (outcome->n_ended, ==, 1);
}

static void
await_lost (const Fixture *self)
{
  while (self->n_lost == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Whether nothing, or only words about clients, has come. */
static gboolean
has_no_request (AriadneChannel *peer)
{
  AriadneFrameHeader header;
  gsize offset;

  _ariadne_channel_receive (peer, NULL);
  while (_ariadne_channel_next (peer, &header, &offset, NULL) == ARIADNE_FRAME_WHOLE)
    if (header.type == ARIADNE_MESSAGE_REQUEST)
      return FALSE;

  return TRUE;
}

static void
test_answers (void)
{
  g_auto (Fixture) fixture;
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (AriadneChannel) server = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 1);
  server = add_server (&fixture, 100);
  call (&fixture, 0, 3, NULL, &outcome);
  peer_await (server, ARIADNE_MESSAGE_REGISTER, &header, &offset);
  peer_await (server, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  g_assert_cmpuint (header.n_items, ==, 3);
  g_assert_cmpuint (header.flags, ==, ARIADNE_MESSAGE_FLAGS_WAITS);
  peer_put_answer (server, header.client, header.uid, 3, 42);
  await (&outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpfloat (outcome.value, ==, 42);
}

/* The peer answers a greeting in some way; what the client makes of that. */
typedef struct
{
  const char *name;
  gboolean    accepts;
  guint       refusal;
  int         code;
  const char *says;
} Greeting;

static const Greeting greetings[] = {
  { "version", FALSE, ARIADNE_REFUSAL_VERSION, ARIADNE_ERROR_PROTOCOL, "version" },
  { "token", FALSE, ARIADNE_REFUSAL_TOKEN, ARIADNE_ERROR_PROTOCOL, "token" },
  { "full", FALSE, ARIADNE_REFUSAL_FULL, ARIADNE_ERROR_LIMIT, "channels" },
  { "other_reason", FALSE, 99, ARIADNE_ERROR_PROTOCOL, "why" },
  { "no_window", TRUE, 0, ARIADNE_ERROR_PROTOCOL, "numbers" },
  { "nothing", FALSE, 0, ARIADNE_ERROR_CLOSED, "gone" },
};

static void
test_greeting (gconstpointer data)
{
  const Greeting *greeting = data;
  g_autoptr (AriadneChannel) peer = NULL;
  g_autoptr (GError) error = NULL;
  int ours, theirs;

  make_pair (&ours, &theirs);
  peer = peer_new (theirs);
  if (greeting->accepts)
    _ariadne_frame_put_accept (peer->out, 0);
  else if (greeting->refusal != 0)
    _ariadne_frame_put_refusal (peer->out, greeting->refusal);
  peer_flush (peer);
  shutdown (peer->fd, SHUT_WR);

  g_assert_null (_ariadne_channel_new_for_fd (ours, &test_token, G_MAXINT, &error));
  g_assert_error (error, ARIADNE_ERROR, greeting->code);
  g_assert_nonnull (strstr (error->message, greeting->says));
}

static void
test_greeting_times_out (void)
{
  g_autoptr (GError) error = NULL;
  int ours, theirs;

  make_pair (&ours, &theirs);
  g_assert_null (_ariadne_channel_new_for_fd (ours, &test_token, 1000, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT);
  close (theirs);
}

static void
answer_twice (AriadneChannel           *peer,
              const AriadneFrameHeader *header)
{
  peer_put_answer (peer, header->client, header->uid, 3, 1);
  peer_put_answer (peer, header->client, header->uid, 3, 1);
}

static void
answer_unknown (AriadneChannel           *peer,
                const AriadneFrameHeader *header)
{
  peer_put_answer (peer, header->client, header->uid + 1, 3, 1);
}

static void
answer_other_client (AriadneChannel           *peer,
                     const AriadneFrameHeader *header)
{
  peer_put_answer (peer, header->client + 1, header->uid, 3, 1);
}

static void
answer_wrong_size (AriadneChannel           *peer,
                   const AriadneFrameHeader *header)
{
  peer_put_answer (peer, header->client, header->uid, 2, 1);
}

static void
answer_garbage (AriadneChannel           *peer,
                const AriadneFrameHeader *header)
{
  peer_send_bytes (peer, "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
}

static void
answer_broken (AriadneChannel           *peer,
               const AriadneFrameHeader *header)
{
  const AriadneFrameHeader broken = { 4, ARIADNE_MESSAGE_REPLY, 0, 3, header->uid, header->client };
  guint8 bytes[ARIADNE_FRAME_HEADER_LENGTH + 4] = { 0 };

  _ariadne_frame_pack (&broken, bytes);
  memset (bytes + ARIADNE_FRAME_HEADER_LENGTH, 0xff, 4);
  peer_send_bytes (peer, bytes, sizeof bytes);
}

static void
answer_half (AriadneChannel           *peer,
             const AriadneFrameHeader *header)
{
  const AriadneFrameHeader whole = { 12, ARIADNE_MESSAGE_REPLY, 0, 3, header->uid, header->client };
  guint8 bytes[ARIADNE_FRAME_HEADER_LENGTH];

  _ariadne_frame_pack (&whole, bytes);
  peer_send_bytes (peer, bytes, sizeof bytes);
  shutdown (peer->fd, SHUT_WR);
}

static void
answer_request (AriadneChannel           *peer,
                const AriadneFrameHeader *header)
{
  peer_put_request (peer, 1, 1, 1);
  peer_flush (peer);
}

static void
die (AriadneChannel           *peer,
     const AriadneFrameHeader *header)
{
  shutdown (peer->fd, SHUT_RDWR);
}

typedef struct
{
  const char  *name;
  void       (*answer) (AriadneChannel *peer, const AriadneFrameHeader *header);
  gboolean     is_answered; /* before the fault is noticed */
  int          code;
} Fault;

static const Fault faults[] = {
  { "twice", answer_twice, TRUE, ARIADNE_ERROR_PROTOCOL },
  { "unknown", answer_unknown, FALSE, ARIADNE_ERROR_PROTOCOL },
  { "other_client", answer_other_client, FALSE, ARIADNE_ERROR_PROTOCOL },
  { "wrong_size", answer_wrong_size, FALSE, ARIADNE_ERROR_PROTOCOL },
  { "garbage", answer_garbage, FALSE, ARIADNE_ERROR_PROTOCOL },
  { "broken", answer_broken, FALSE, ARIADNE_ERROR_PROTOCOL },
  { "half", answer_half, FALSE, ARIADNE_ERROR_PROTOCOL },
  { "request", answer_request, FALSE, ARIADNE_ERROR_PROTOCOL },
  { "death", die, FALSE, ARIADNE_ERROR_CLOSED },
};

/* The only server misbehaves: the call fails with what it did, and so does what
 * is called later.
 */
static void
test_fault_of_only_server (gconstpointer data)
{
  const Fault *fault = data;
  g_auto (Fixture) fixture;
  g_auto (Outcome) outcome = { 0 }, later = { 0 };
  g_autoptr (AriadneChannel) server = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 1);
  server = add_server (&fixture, 100);
  call (&fixture, 0, 3, NULL, &outcome);
  peer_await (server, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  fault->answer (server, &header);

  await (&outcome);
  await_lost (&fixture);
  g_assert_error (fixture.lost, ARIADNE_ERROR, fault->code);
  g_assert_nonnull (strstr (fixture.lost->message, "process"));
  g_assert_cmpuint (_ariadne_dispatcher_get_n_channels (fixture.dispatcher), ==, 0);
  if (fault->is_answered)
    g_assert_no_error (outcome.error);
  else
    g_assert_error (outcome.error, ARIADNE_ERROR, fault->code);

  call (&fixture, 0, 3, NULL, &later);
  await (&later);
  g_assert_error (later.error, ARIADNE_ERROR, fault->code);
  settle ();
  g_assert_cmpuint (outcome.n_ended, ==, 1);
}

/* One of two servers misbehaves: the other one answers instead. */
static void
test_fault_of_one_server (gconstpointer data)
{
  const Fault *fault = data;
  g_auto (Fixture) fixture;
  Outcome outcomes[2] = { { 0 } };
  g_autoptr (AriadneChannel) bad = NULL;
  g_autoptr (AriadneChannel) good = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 2);
  bad = add_server (&fixture, 100);
  good = add_server (&fixture, 100);
  call (&fixture, 0, 3, NULL, &outcomes[0]);
  peer_await (bad, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  g_assert_true (has_no_request (good));
  fault->answer (bad, &header);
  await_lost (&fixture);
  settle ();
  g_assert_cmpuint (outcomes[0].n_ended, ==, fault->is_answered);

  if (!fault->is_answered)
    {
      peer_await (good, ARIADNE_MESSAGE_REQUEST, &header, &offset);
      g_assert_cmpuint (header.n_items, ==, 3);
      peer_put_answer (good, header.client, header.uid, 3, 7);
      await (&outcomes[0]);
      g_assert_no_error (outcomes[0].error);
      g_assert_cmpfloat (outcomes[0].value, ==, 7);
    }

  call (&fixture, 1, 3, NULL, &outcomes[1]);
  peer_await (good, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  peer_put_answer (good, header.client, header.uid, 3, 8);
  await (&outcomes[1]);
  g_assert_no_error (outcomes[1].error);
  g_assert_cmpuint (outcomes[0].n_ended, ==, 1);
}

/* That nothing can be written to a server any more is noticed when it has answered one
 * request and not yet the next: what it has said before it left counts nevertheless, so
 * that nobody takes it for dead.
 */
static void
test_last_words (void)
{
  g_auto (Fixture) fixture;
  Outcome outcomes[3] = { { 0 } };
  AriadneChannel *leaving;
  g_autoptr (AriadneChannel) other = NULL;
  AriadneFrameHeader headers[2];
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 3);
  _ariadne_dispatcher_set_patient (fixture.dispatcher, TRUE);
  leaving = add_server (&fixture, 11);
  call (&fixture, 0, 1, NULL, &outcomes[0]);
  call (&fixture, 1, 10, NULL, &outcomes[1]);
  for (guint i = 0; i < 2; i++)
    peer_await (leaving, ARIADNE_MESSAGE_REQUEST, &headers[i], &offset);

  /* The third one waits for the answer to the first, and is the one to be written. */
  call (&fixture, 2, 3, NULL, &outcomes[2]);
  g_assert_true (has_no_request (leaving));
  peer_put_answer (leaving, headers[0].client, headers[0].uid, 1, 1);
  peer_put_wide_answer (leaving, headers[1].client, headers[1].uid, 10, 2);
  _ariadne_channel_put_plain (leaving, ARIADNE_FRAME_GOODBYE, 0, 0);
  peer_flush (leaving);
  _ariadne_channel_free (leaving);

  for (guint i = 0; i < 2; i++)
    {
      await (&outcomes[i]);
      g_assert_no_error (outcomes[i].error);
      g_assert_cmpfloat (outcomes[i].value, ==, 1 + i);
    }
  await_lost (&fixture);
  g_assert_nonnull (strstr (fixture.lost->message, "it has taken its leave"));

  other = add_server (&fixture, 100);
  peer_await (other, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  g_assert_cmpuint (header.n_items, ==, 3);
  g_assert_cmpuint (header.flags & ARIADNE_MESSAGE_FLAGS_ALONE, ==, 0);
  peer_put_answer (other, header.client, header.uid, 3, 3);
  await (&outcomes[2]);
  g_assert_cmpfloat (outcomes[2].value, ==, 3);
}

/* With a window of 1 there is one request at a time. */
static void
test_window_of_one (void)
{
  g_auto (Fixture) fixture;
  Outcome outcomes[5] = { { 0 } };
  g_autoptr (AriadneChannel) server = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 5);
  server = add_server (&fixture, 1);
  for (guint i = 0; i < 5; i++)
    call (&fixture, i, 8, NULL, &outcomes[i]);
  for (guint i = 0; i < 5; i++)
    {
      peer_await (server, ARIADNE_MESSAGE_REQUEST, &header, &offset);
      g_assert_true (has_no_request (server));
      g_assert_cmpuint (ariadne_queue_get_length (ARIADNE_QUEUE (fixture.dispatcher)), ==, 4 - i);
      peer_put_answer (server, header.client, header.uid, 8, i);
      await (&outcomes[i]);
      g_assert_cmpfloat (outcomes[i].value, ==, i);
    }
}

/* A server that never reads: no more is sent than its window allows, nothing
 * waits, and what is cancelled ends.
 */
static void
test_server_never_reads (void)
{
  g_auto (Fixture) fixture;
  const guint n = 2000;
  g_autofree Outcome *outcomes = g_new0 (Outcome, n);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AriadneChannel) server = NULL;

  fixture_init (&fixture, 1);
  server = add_server (&fixture, 64);
  for (guint i = 0; i < n; i++)
    call (&fixture, 0, 8, cancellable, &outcomes[i]);
  settle ();
  g_assert_cmpuint (ariadne_queue_get_length (ARIADNE_QUEUE (fixture.dispatcher)), ==, n - 8);

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < n; i++)
    {
      await (&outcomes[i]);
      g_assert_error (outcomes[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  settle ();
  g_assert_cmpuint (ariadne_queue_get_length (ARIADNE_QUEUE (fixture.dispatcher)), ==, 0);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (outcomes[i].n_ended, ==, 1);
      g_clear_error (&outcomes[i].error);
    }
}

/* More than the socket takes at once: it is all there when it is read. */
static void
test_long_requests (void)
{
  g_auto (Fixture) fixture;
  Outcome outcomes[40] = { { 0 } };
  g_autoptr (AriadneChannel) server = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 40);
  server = add_server (&fixture, 10000000);
  for (guint i = 0; i < 40; i++)
    call (&fixture, i, 10000, NULL, &outcomes[i]);
  for (guint i = 0; i < 40;)
    {
      if (_ariadne_channel_next (server, &header, &offset, NULL) == ARIADNE_FRAME_NONE)
        {
          g_main_context_iteration (NULL, FALSE);
          g_assert_true (_ariadne_channel_receive (server, NULL));
        }
      else if (header.type == ARIADNE_MESSAGE_REQUEST)
        {
          g_assert_cmpuint (header.n_items, ==, 10000);
          i++;
        }
    }

  _ariadne_dispatcher_close (fixture.dispatcher, NULL);
  for (guint i = 0; i < 40; i++)
    {
      await (&outcomes[i]);
      outcome_clear (&outcomes[i]);
    }
}

static void
test_too_many_states (void)
{
  g_auto (Fixture) fixture;
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (AriadneChannel) server = NULL;

  fixture_init (&fixture, 1);
  server = add_server (&fixture, 100);
  call (&fixture, 0, 65536, NULL, &outcome);
  await (&outcome);
  g_assert_error (outcome.error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT);
  g_assert_true (has_no_request (server));
}

/* Each server gets its share, and a function stays with its server. */
static void
test_spreads (void)
{
  g_auto (Fixture) fixture;
  Outcome outcomes[6] = { { 0 } };
  g_autoptr (AriadneChannel) a = NULL;
  g_autoptr (AriadneChannel) b = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 0);
  a = add_server (&fixture, 100);
  b = add_server (&fixture, 100);
  g_ptr_array_unref (fixture.functions);
  fixture.functions = _ariadne_dispatcher_make_functions (fixture.dispatcher, 6,
                                                          ARIADNE_ANSWER_ORDER_ANY);

  for (guint round = 0; round < 3; round++)
    {
      guint clients[2] = { 0, 0 };

      for (guint i = 0; i < 6; i++)
        {
          outcomes[i] = (Outcome) { 0 };
          call (&fixture, i, 4, NULL, &outcomes[i]);
        }
      for (guint i = 0; i < 6; i++)
        {
          AriadneChannel *server = i % 2 == 0 ? a : b;

          peer_await (server, ARIADNE_MESSAGE_REQUEST, &header, &offset);
          clients[i % 2] |= 1 << header.client;
          peer_put_answer (server, header.client, header.uid, 4, 0);
        }
      g_assert_cmpuint (clients[0], ==, 1 << 1 | 1 << 3 | 1 << 5);
      g_assert_cmpuint (clients[1], ==, 1 << 2 | 1 << 4 | 1 << 6);
      for (guint i = 0; i < 6; i++)
        await (&outcomes[i]);
    }
}

/* A server that is busy loses functions to one that is not, which are members of
 * one server at a time.
 */
static void
test_moves_to_idle_server (void)
{
  g_auto (Fixture) fixture;
  Outcome outcomes[3] = { { 0 } };
  g_autoptr (AriadneChannel) busy = NULL;
  g_autoptr (AriadneChannel) idle = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 3);
  busy = add_server (&fixture, 100);
  idle = add_server (&fixture, 100);
  call (&fixture, 0, 10, NULL, &outcomes[0]);
  peer_await (busy, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  call (&fixture, 1, 4, NULL, &outcomes[1]);

  peer_await (busy, ARIADNE_MESSAGE_CLOSE, &header, &offset);
  g_assert_cmpuint (header.client, ==, 2);
  peer_await (idle, ARIADNE_MESSAGE_REGISTER, &header, &offset);
  g_assert_cmpuint (header.client, ==, 2);
  peer_await (idle, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  peer_put_answer (idle, header.client, header.uid, 4, 5);
  await (&outcomes[1]);
  g_assert_cmpfloat (outcomes[1].value, ==, 5);
  g_assert_cmpuint (outcomes[0].n_ended, ==, 0);

  ariadne_connected_function_close (fixture.functions->pdata[0]);
  await (&outcomes[0]);
  g_clear_error (&outcomes[0].error);
}

/* A patient dispatcher keeps its requests until there is a server again. */
static void
test_patience (void)
{
  g_auto (Fixture) fixture;
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (AriadneChannel) first = NULL;
  g_autoptr (AriadneChannel) second = NULL;
  AriadneFrameHeader header;
  gsize offset;

  fixture_init (&fixture, 1);
  _ariadne_dispatcher_set_patient (fixture.dispatcher, TRUE);
  call (&fixture, 0, 3, NULL, &outcome);
  first = add_server (&fixture, 100);
  peer_await (first, ARIADNE_MESSAGE_REGISTER, &header, &offset);
  peer_await (first, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  shutdown (first->fd, SHUT_RDWR);
  await_lost (&fixture);
  g_assert_cmpuint (outcome.n_ended, ==, 0);

  second = add_server (&fixture, 100);
  peer_await (second, ARIADNE_MESSAGE_REGISTER, &header, &offset);
  peer_await (second, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  peer_put_answer (second, header.client, header.uid, 3, 6);
  await (&outcome);
  g_assert_cmpfloat (outcome.value, ==, 6);
}

static void
test_impatience (void)
{
  g_auto (Fixture) fixture;
  g_auto (Outcome) outcome = { 0 };

  fixture_init (&fixture, 1);
  _ariadne_dispatcher_set_patient (fixture.dispatcher, TRUE);
  call (&fixture, 0, 3, NULL, &outcome);
  settle ();
  g_assert_cmpuint (outcome.n_ended, ==, 0);
  _ariadne_dispatcher_set_patient (fixture.dispatcher, FALSE);
  await (&outcome);
  g_assert_error (outcome.error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

/* Whatever is pending when it is closed ends once, with the reason given. */
static void
test_close_while_pending (void)
{
  g_auto (Fixture) fixture;
  Outcome outcomes[20] = { { 0 } };
  g_autoptr (AriadneChannel) server = NULL;
  g_autoptr (GError) why = g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT, "Enough");

  fixture_init (&fixture, 20);
  server = add_server (&fixture, 40);
  for (guint i = 0; i < 20; i++)
    call (&fixture, i, 4, NULL, &outcomes[i]);
  _ariadne_dispatcher_close (fixture.dispatcher, why);
  for (guint i = 0; i < 20; i++)
    {
      await (&outcomes[i]);
      g_assert_error (outcomes[i].error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT);
      g_clear_error (&outcomes[i].error);
    }
  settle ();
  for (guint i = 0; i < 20; i++)
    g_assert_cmpuint (outcomes[i].n_ended, ==, 1);
  g_assert_cmpuint (fixture.n_lost, ==, 0);
}

/* What a client says when it waits: the answers that this server has given. */
static void
test_wait (void)
{
  g_auto (Fixture) fixture;
  Outcome outcomes[2] = { { 0 } };
  g_autoptr (AriadneChannel) server = NULL;
  AriadneFrameHeader header, other;
  gsize offset;

  fixture_init (&fixture, 1);
  server = add_server (&fixture, 100);
  call (&fixture, 0, 1, NULL, &outcomes[0]);
  call (&fixture, 0, 1, NULL, &outcomes[1]);
  peer_await (server, ARIADNE_MESSAGE_REQUEST, &header, &offset);
  peer_await (server, ARIADNE_MESSAGE_REQUEST, &other, &offset);
  ariadne_connected_function_wait (fixture.functions->pdata[0]);
  ariadne_connected_function_flush (fixture.functions->pdata[0]);
  peer_put_answer (server, header.client, header.uid, 1, 0);
  peer_await (server, ARIADNE_MESSAGE_WAIT, &header, &offset);
  g_assert_cmpuint (header.uid, ==, 0);
  await (&outcomes[0]);
  ariadne_connected_function_wait (fixture.functions->pdata[0]);
  ariadne_connected_function_flush (fixture.functions->pdata[0]);
  peer_await (server, ARIADNE_MESSAGE_WAIT, &header, &offset);
  g_assert_cmpuint (header.uid, ==, 1);
  peer_put_answer (server, other.client, other.uid, 1, 0);
  await (&outcomes[1]);
}

static void
add_each (const char    *folder,
          GTestDataFunc  func)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat (folder, faults[i].name, NULL);

      g_test_add_data_func (path, &faults[i], func);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Dispatcher/answers", test_answers);
  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++)
    {
      const char *folder = "/Ariadne/Dispatcher/greeting/";
      g_autofree char *path = g_strconcat (folder, greetings[i].name, NULL);

      g_test_add_data_func (path, &greetings[i], test_greeting);
    }
  g_test_add_func ("/Ariadne/Dispatcher/greeting_times_out", test_greeting_times_out);
  add_each ("/Ariadne/Dispatcher/fault_of_only_server/", test_fault_of_only_server);
  add_each ("/Ariadne/Dispatcher/fault_of_one_server/", test_fault_of_one_server);
  g_test_add_func ("/Ariadne/Dispatcher/last_words", test_last_words);
  g_test_add_func ("/Ariadne/Dispatcher/window_of_one", test_window_of_one);
  g_test_add_func ("/Ariadne/Dispatcher/server_never_reads", test_server_never_reads);
  g_test_add_func ("/Ariadne/Dispatcher/long_requests", test_long_requests);
  g_test_add_func ("/Ariadne/Dispatcher/too_many_states", test_too_many_states);
  g_test_add_func ("/Ariadne/Dispatcher/spreads", test_spreads);
  g_test_add_func ("/Ariadne/Dispatcher/moves_to_idle_server", test_moves_to_idle_server);
  g_test_add_func ("/Ariadne/Dispatcher/patience", test_patience);
  g_test_add_func ("/Ariadne/Dispatcher/impatience", test_impatience);
  g_test_add_func ("/Ariadne/Dispatcher/close_while_pending", test_close_while_pending);
  g_test_add_func ("/Ariadne/Dispatcher/wait", test_wait);

  return g_test_run ();
}
