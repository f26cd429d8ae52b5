/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-message-private.h"
#include "connection/ariadne-wire.h"
#include "core/ariadne-error.h"
#include "core/ariadne-sequence-private.h"
#include "model/ariadne-fake-model.h"
#include "serving/ariadne-node-budget-batcher.h"

#include "random-graph.h"
#include "serving-fixture.h"

/* What a server does with states that have come from other processes: all is
 * served that can be, and the rest is refused, without any harm to others.
 */

#define N_HEADS 3

/* As the other end would make it. */
static AriadneSequence *
receive (AriadneSequence  *sequence,
         AriadneDomain    *domain,
         AriadneWireForms  forms)
{
  g_autoptr (AriadneMessage) sent = NULL;
  g_autoptr (AriadneMessage) received = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) block = NULL;
  struct iovec tail;

  sent = ariadne_message_new_request (sequence, 1, ARIADNE_MESSAGE_FLAGS_NONE);
  g_assert_true (_ariadne_wire_write (sent, domain, forms, bytes, &tail, NULL));
  if (tail.iov_len > 0)
    g_byte_array_append (bytes, tail.iov_base, tail.iov_len);

  block = g_bytes_new (bytes->data, bytes->len);
  received = _ariadne_wire_read (sent->type, 0, 1, block, 0, bytes->len, NULL);

  return ariadne_sequence_ref (received->sequence);
}

/* One graph, of which a byte may be changed. */
static AriadneSequence *
receive_graph (guint n_nodes,
               guint damaged)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  AriadneStateForms forms = { NULL, g_new0 (gsize, 2) };

  random_graph_write (n_nodes, n_nodes, 20.0, bytes);
  if (damaged > 0)
    bytes->data[damaged] ^= 0xff;
  forms.offsets[1] = bytes->len;
  forms.bytes = g_bytes_new (bytes->data, bytes->len);

  return _ariadne_sequence_new_received (1, NULL, &forms);
}

typedef struct
{
  AriadneModel      *model;
  GPtrArray         *functions;
  AriadneConnection *connection;
  AriadneServer     *server;
} Setup;

/* Takes the model and the batcher. The server is not started. */
static void
setup_init (Setup          *self,
            AriadneModel   *model,
            AriadneDomain  *domain,
            AriadneBatcher *batcher)
{
  self->model = model;
  self->functions = ariadne_get_connected_functions (2, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                     &self->connection);
  self->server = ariadne_server_new (model, domain, self->connection, batcher,
                                     ARIADNE_BATCH_POLICY_NO_WAIT);
  g_object_unref (batcher);
}

static void
setup_clear (Setup *self)
{
  g_ptr_array_unref (self->functions);
  g_assert_finalize_object (self->server);
  g_assert_finalize_object (self->connection);
  g_assert_finalize_object (self->model);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Setup, setup_clear)

static void
call (Setup           *self,
      guint            function,
      AriadneSequence *sequence,
      Outcome         *outcome)
{
  AriadneConnectedFunction *f = self->functions->pdata[function];

  ariadne_connected_function_call_async (f, sequence, ARIADNE_CALL_NONE, NULL, ended_cb, outcome);
  ariadne_connected_function_flush (f);
}

static AriadneModel *
make_graph_model (void)
{
  return ARIADNE_MODEL (ariadne_fake_model_new (NULL, ARIADNE_FAKE_ADVANTAGE_MOD, N_HEADS, 0, 0));
}

static AriadneModel *
make_state_model (AriadneDomain *domain)
{
  return ARIADNE_MODEL (ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_MOD, N_HEADS,
                                                0, 0));
}

/* Both are in the queue before the server starts, and would share a batch. */
static void
test_bad_graph_harms_nobody (void)
{
  g_auto (Setup) setup = { 0 };
  g_auto (Outcome) good = { 0 };
  g_auto (Outcome) bad = { 0 };
  g_autoptr (AriadneSequence) graph = receive_graph (20, 0);
  g_autoptr (AriadneSequence) damaged = receive_graph (30, 14);

  setup_init (&setup, make_graph_model (), NULL, ariadne_batch_size_batcher_new (8));
  call (&setup, 0, damaged, &bad);
  call (&setup, 1, graph, &good);
  ariadne_server_start (setup.server);
  run_until_ended (&good);
  run_until_ended (&bad);

  g_assert_no_error (good.error);
  g_assert_cmpuint (good.n_rows, ==, 1);
  g_assert_cmpfloat (good.first, ==, 7 * 20 % 16);
  g_assert_error (bad.error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_true (g_str_has_prefix (bad.error->message,
                                   "State 0 of a request: Encoded graph, byte "));
}

/* The sizes are those of the graphs: two of them do not fit in a batch. */
static void
test_node_budget_without_domain (void)
{
  g_auto (Setup) setup = { 0 };
  Outcome outcomes[2] = { { 0 } };
  g_autoptr (AriadneSequence) first = receive_graph (20, 0);
  g_autoptr (AriadneSequence) second = receive_graph (30, 0);
  AriadneServerMetrics metrics;

  setup_init (&setup, make_graph_model (), NULL, ariadne_node_budget_batcher_new (NULL, 49));
  call (&setup, 0, first, &outcomes[0]);
  call (&setup, 1, second, &outcomes[1]);
  ariadne_server_start (setup.server);
  run_until_ended (&outcomes[0]);
  run_until_ended (&outcomes[1]);
  ariadne_server_get_metrics (setup.server, &metrics);

  g_assert_no_error (outcomes[0].error);
  g_assert_no_error (outcomes[1].error);
  g_assert_cmpuint (metrics.n_batches, ==, 2);
}

static void
test_states_are_loaded (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_auto (Setup) setup = { 0 };
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (AriadneSequence) sent = toy_sequence_new (1000, 5);
  g_autoptr (AriadneSequence) sequence = receive (sent, domain, ARIADNE_WIRE_STATES);

  setup_init (&setup, make_state_model (domain), domain, ariadne_batch_size_batcher_new (8));
  ariadne_server_start (setup.server);
  call (&setup, 0, sequence, &outcome);
  run_until_ended (&outcome);

  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.n_rows, ==, 5);
  g_assert_cmpfloat (outcome.first, ==, 7 * 10 % 16);
}

static void
assert_refused (AriadneModel    *model,
                AriadneDomain   *domain,
                AriadneSequence *sequence,
                const char      *message)
{
  g_auto (Setup) setup = { 0 };
  g_auto (Outcome) outcome = { 0 };

  setup_init (&setup, model, domain, ariadne_batch_size_batcher_new (8));
  ariadne_server_start (setup.server);
  call (&setup, 0, sequence, &outcome);
  run_until_ended (&outcome);

  g_assert_error (outcome.error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_cmpstr (outcome.error->message, ==, message);
}

static void
test_refused (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSequence) sent = toy_sequence_new (1000, 5);
  g_autoptr (AriadneSequence) states = receive (sent, domain, ARIADNE_WIRE_STATES);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("garbage", 7);
  g_autoptr (AriadneSequence) bad = _ariadne_sequence_new_received (2, garbage, NULL);
  g_autoptr (AriadneSequence) encoded = NULL;

  g_assert_true (ariadne_sequence_encode (sent, domain, NULL));
  encoded = receive (sent, domain, ARIADNE_WIRE_ENCODED);

  assert_refused (make_graph_model (), NULL, states,
                  "The states of a request are not in the form that the model reads, and the "
                  "server does not know their domain");
  assert_refused (make_state_model (domain), domain, encoded,
                  "The states of a request are needed, but they were not sent");
  assert_refused (make_state_model (domain), domain, bad,
                  "The states of a request cannot be read: "
                  "States, byte 4: expected a state of its length");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Received/bad_graph_harms_nobody", test_bad_graph_harms_nobody);
  g_test_add_func ("/Ariadne/Received/node_budget_without_domain",
                   test_node_budget_without_domain);
  g_test_add_func ("/Ariadne/Received/states_are_loaded", test_states_are_loaded);
  g_test_add_func ("/Ariadne/Received/refused", test_refused);

  return g_test_run ();
}
