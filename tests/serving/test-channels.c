/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "channel-fixture.h"

/* A client that asks again as soon as it is answered, until it has asked often
 * enough; every answer is checked.
 */
typedef struct
{
  AriadneConnectedFunction *function;
  guint32                   next;     /* the first state of the next request */
  guint                     n_states; /* in a request */
  guint                     n_left;   /* requests to make */
  guint                    *n_ended;  /* requests, of all */
} Walker;

static void walk (Walker *self);

static void
walked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Walker *self = user_data;
  g_autoptr (AriadneMatrix) rows = NULL;
  g_autoptr (GError) error = NULL;

  rows = ariadne_connected_function_call_finish (self->function, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_matrix_get_n_rows (rows), ==, self->n_states);
  for (guint i = 0; i < self->n_states; i++)
    g_assert_cmpfloat (ariadne_matrix_get_row (rows, i)[0], ==, self->next + i);

  ++*self->n_ended;
  self->next += self->n_states;
  walk (self);
}

static void
walk (Walker *self)
{
  g_autoptr (AriadneSequence) sequence = NULL;

  if (self->n_left == 0)
    {
      ariadne_connected_function_close (self->function);
      return;
    }

  self->n_left--;
  sequence = make_states (self->next, self->n_states);
  ariadne_connected_function_call_async (self->function, sequence, ARIADNE_CALL_WAITS, NULL,
                                         walked_cb, self);
}

static void
walk_all (GPtrArray *functions,
          guint      n_requests,
          guint      n_states)
{
  g_autofree Walker *walkers = g_new0 (Walker, functions->len);
  guint n_ended = 0;

  for (guint i = 0; i < functions->len; i++)
    {
      walkers[i] = (Walker) { functions->pdata[i], 1000 * i + 1, n_states, n_requests, &n_ended };
      walk (&walkers[i]);
    }
  iterate_until (&n_ended, functions->len * n_requests);
  g_assert_cmpuint (n_ended, ==, functions->len * n_requests);
}

static void
test_answers (void)
{
  g_auto (Station) station;
  g_autoptr (AriadneDispatcher) dispatcher = NULL;
  g_autoptr (GPtrArray) functions = NULL;
  AriadneServerMetrics metrics;

  station_init (&station, 64, 16, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (station.model, GATE_OPEN);
  ariadne_server_start (station.server);

  dispatcher = _ariadne_dispatcher_new (g_main_context_default (), station.domain,
                                        ARIADNE_WIRE_STATES);
  _ariadne_dispatcher_add (dispatcher, station_open (&station));
  functions = _ariadne_dispatcher_make_functions (dispatcher, 4, ARIADNE_ANSWER_ORDER_FIFO);
  walk_all (functions, 250, 3);

  ariadne_server_get_metrics (station.server, &metrics);
  g_assert_cmpuint (metrics.n_requests, ==, 1000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Channels/answers", test_answers);

  return g_test_run ();
}
