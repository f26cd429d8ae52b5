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
  gboolean                  fails;    /* the pending request does */
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
  if (self->fails)
    {
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
      ++*self->n_ended;
      return;
    }

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
  sequence = toy_sequence_new (self->next, self->n_states);
  ariadne_connected_function_call_async (self->function, sequence, ARIADNE_CALL_WAITS, NULL,
                                         walked_cb, self);
}

static void
walk_all (GMainContext *context,
          GPtrArray    *functions,
          guint         n_requests,
          guint         n_states)
{
  g_autofree Walker *walkers = g_new0 (Walker, functions->len);
  guint n_ended = 0;

  for (guint i = 0; i < functions->len; i++)
    {
      walkers[i] = (Walker) { functions->pdata[i], 1000 * i + 1, n_states, n_requests, &n_ended };
      walk (&walkers[i]);
    }
  iterate_until (context, &n_ended, functions->len * n_requests);
  g_assert_cmpuint (n_ended, ==, functions->len * n_requests);
}

/* Clients in a thread of their own, with a main context and channels of their own,
 * as in another process.
 */
typedef struct
{
  GThread     *thread;
  Station    **stations;
  guint        n_stations;
  const char  *address; /* or NULL for a pair of sockets */
  guint        n_functions;
  guint        n_requests;
  guint        n_states;
} Crowd;

static AriadneChannel *
crowd_open (Crowd *self,
            guint  i)
{
  g_autoptr (GError) error = NULL;
  AriadneChannel *channel;

  if (self->address == NULL)
    return station_open (self->stations[i]);

  channel = _ariadne_channel_connect (self->address, &test_token, G_MAXINT, &error);
  g_assert_no_error (error);

  return channel;
}

static gpointer
crowd_func (gpointer data)
{
  Crowd *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneDispatcher) dispatcher = NULL;
  g_autoptr (GPtrArray) functions = NULL;

  g_main_context_push_thread_default (context);
  dispatcher = _ariadne_dispatcher_new (context, domain, ARIADNE_WIRE_STATES);
  for (guint i = 0; i < self->n_stations; i++)
    _ariadne_dispatcher_add (dispatcher, crowd_open (self, i));
  functions = _ariadne_dispatcher_make_functions (dispatcher, self->n_functions,
                                                  ARIADNE_ANSWER_ORDER_ANY);
  walk_all (context, functions, self->n_requests, self->n_states);
  _ariadne_dispatcher_close (dispatcher, NULL);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
crowd_start (Crowd *self)
{
  self->thread = g_thread_new ("crowd", crowd_func, self);
}

static guint64
count_answered (Station *station)
{
  AriadneServerMetrics metrics;

  ariadne_server_get_metrics (station->server, &metrics);

  return metrics.n_requests;
}

static void
start (Station *station,
       guint    window)
{
  station_init (station, window, 16, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (station->model, GATE_OPEN);
  ariadne_server_start (station->server);
}

/* Several processes ask one server: all counts are exact. */
static void
run_crowds (guint       window,
            const char *address)
{
  g_auto (Station) station;
  Station *stations[] = { &station };
  g_autofree char *bound = NULL;
  Crowd crowds[4];
  AriadneServerMetrics metrics;

  start (&station, window);
  if (address != NULL)
    g_assert_true (_ariadne_hub_listen (station.hub, address, &bound, NULL));
  for (guint i = 0; i < 4; i++)
    {
      crowds[i] = (Crowd) { NULL, stations, 1, bound, 5, 200, 1 + i };
      crowd_start (&crowds[i]);
    }
  for (guint i = 0; i < 4; i++)
    g_thread_join (crowds[i].thread);

  station_await_ended (&station, 4);
  g_assert_error (station.ended, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  g_assert_cmpuint (count_answered (&station), ==, 4 * 5 * 200);
  g_assert_cmpuint (station.n_accepted, ==, 4);
  ariadne_server_get_metrics (station.server, &metrics);
  g_assert_cmpuint (metrics.n_failed + metrics.n_cancelled, ==, 0);
  g_assert_cmpuint (_ariadne_hub_get_n_channels (station.hub), ==, 0);
}

static void
test_pairs (void)
{
  run_crowds (1000, NULL);
}

static void
test_window_of_one (void)
{
  run_crowds (1, NULL);
}

static void
test_tcp (void)
{
  run_crowds (1000, "127.0.0.1:0");
}

static void
test_unix (void)
{
  g_autofree char *address = g_strdup_printf ("unix-abstract:ariadne-test-%d-%u", getpid (),
                                              g_random_int ());

  run_crowds (1000, address);
}

/* Several processes ask several servers, which share the work. */
static void
test_servers (void)
{
  Station stations[3];
  Station *all[] = { &stations[0], &stations[1], &stations[2] };
  Crowd crowds[2];
  guint64 n_answered = 0;

  for (guint i = 0; i < 3; i++)
    start (&stations[i], 100);
  for (guint i = 0; i < 2; i++)
    {
      crowds[i] = (Crowd) { NULL, all, 3, NULL, 6, 300, 2 };
      crowd_start (&crowds[i]);
    }
  for (guint i = 0; i < 2; i++)
    g_thread_join (crowds[i].thread);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (count_answered (&stations[i]), >, 0);
      n_answered += count_answered (&stations[i]);
      station_clear (&stations[i]);
    }
  g_assert_cmpuint (n_answered, ==, 2 * 6 * 300);
}

/* A server stops in the middle: the others answer what it did not, and every
 * answer is there once.
 */
static void
test_server_stops (void)
{
  Station stations[2];
  Station *all[] = { &stations[0], &stations[1] };
  Crowd crowds[2];

  start (&stations[0], 100);
  station_init (&stations[1], 100, 16, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (stations[1].model, 3);
  ariadne_server_start (stations[1].server);
  for (guint i = 0; i < 2; i++)
    {
      crowds[i] = (Crowd) { NULL, all, 2, NULL, 6, 300, 2 };
      crowd_start (&crowds[i]);
    }

  /* It is stuck in its model with requests of both when its channels end. */
  station_await_accepted (&stations[1], 2);
  gate_model_wait_started (stations[1].model, 4);
  ariadne_queue_close (ARIADNE_QUEUE (stations[1].hub));
  for (guint i = 0; i < 2; i++)
    g_thread_join (crowds[i].thread);
  for (guint i = 0; i < 2; i++)
    station_clear (&stations[i]);
}

/* Two servers of one process that share a hub. */
static void
test_shared_hub (void)
{
  g_auto (Station) station;
  Station *stations[] = { &station };
  g_autoptr (GateModel) model = gate_model_new (GATE_OPEN);
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (4);
  g_autoptr (AriadneConnection) connection = NULL;
  g_autoptr (AriadneConnection) copy = NULL;
  g_autoptr (AriadneServer) second = NULL;
  AriadneServerMetrics metrics;
  Crowd crowd = { NULL, stations, 1, NULL, 8, 300, 3 };

  station_init (&station, 1000, 4, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (station.model, GATE_OPEN);
  g_object_set (station.server, "launch-cost", -1.0, NULL);
  g_object_get (station.server, "connection", &connection, NULL);
  copy = ariadne_connection_copy (connection);
  second = ariadne_server_new (ARIADNE_MODEL (model), station.domain, copy, batcher,
                               ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (station.server);
  ariadne_server_start (second);
  g_clear_object (&connection);

  crowd_start (&crowd);
  g_thread_join (crowd.thread);
  ariadne_server_get_metrics (second, &metrics);
  g_assert_cmpuint (count_answered (&station) + metrics.n_requests, ==, 8 * 300);
  ariadne_server_stop (second);
}

/* Who is there and who waits is known exactly, and with no timer a batch is
 * launched only when nobody can still submit: so it has the requests of both
 * processes, until one of them dies, which the other does not have to wait for.
 */
static void
test_census (void)
{
  g_auto (Station) station;
  AriadneDispatcher *dispatchers[2];
  GPtrArray *functions[2];
  Walker walkers[4];
  guint n_ended = 0, n_other = 0;
  AriadneServerMetrics metrics;

  station_init (&station, 100, 100, ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (station.server);
  for (guint i = 0; i < 2; i++)
    {
      dispatchers[i] = _ariadne_dispatcher_new (g_main_context_default (), station.domain,
                                                ARIADNE_WIRE_STATES);
      _ariadne_dispatcher_add (dispatchers[i], station_open (&station));
      functions[i] = _ariadne_dispatcher_make_functions (dispatchers[i], 2,
                                                         ARIADNE_ANSWER_ORDER_ANY);
    }

  for (guint i = 0; i < 4; i++)
    {
      walkers[i] = (Walker) { functions[i / 2]->pdata[i % 2], 1 + 1000 * i, 3,
                              i / 2 == 0 ? 3 : 2, i / 2 == 0 ? &n_ended : &n_other };
      walk (&walkers[i]);
    }
  gate_model_permit (station.model, 1);
  iterate_until (g_main_context_default (), &n_ended, 2);
  iterate_until (g_main_context_default (), &n_other, 2);
  g_assert_cmpuint (g_array_index (station.model->sizes, guint, 0), ==, 12);

  /* All ask a second time; the channel of one process ends before the batch is
   * answered. What it asked was in that batch, or was dropped before.
   */
  for (guint i = 0; i < 4; i++)
    ariadne_connected_function_flush (walkers[i].function);
  gate_model_wait_started (station.model, 2);
  walkers[2].fails = walkers[3].fails = TRUE;
  _ariadne_dispatcher_close (dispatchers[1], NULL);
  station_await_ended (&station, 1);
  gate_model_permit (station.model, 1);
  iterate_until (g_main_context_default (), &n_ended, 4);
  iterate_until (g_main_context_default (), &n_other, 4);

  /* The third batch is launched when the server knows who is left. */
  gate_model_permit (station.model, 1);
  iterate_until (g_main_context_default (), &n_ended, 6);

  ariadne_server_get_metrics (station.server, &metrics);
  g_assert_cmpuint (metrics.n_live, <=, 2);
  g_assert_cmpuint (metrics.n_waiting, ==, 0);
  g_assert_cmpuint (_ariadne_hub_get_n_channels (station.hub), ==, 1);

  for (guint i = 0; i < 2; i++)
    g_ptr_array_unref (functions[i]);
  for (guint i = 0; i < 2; i++)
    g_assert_finalize_object (dispatchers[i]);
}

static guint
count_queued (Station *station)
{
  AriadneServerMetrics metrics;

  ariadne_server_get_metrics (station->server, &metrics);

  return metrics.n_queued;
}

/* Nothing gets past a request that is to be evaluated alone, so that nobody is waited
 * for who might submit: neither before it, nor with it. With no timer nothing else
 * would launch what is there.
 */
static void
test_alone (void)
{
  Station stations[2];
  AriadneDispatcher *dispatcher;
  GPtrArray *functions;
  AriadneChannel *doomed;
  Walker walkers[3];
  guint n_ended = 0;

  start (&stations[0], 100);
  station_init (&stations[1], 100, 16, ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (stations[1].server);
  dispatcher = _ariadne_dispatcher_new (g_main_context_default (), stations[0].domain,
                                        ARIADNE_WIRE_STATES);
  _ariadne_dispatcher_add (dispatcher, station_open (&stations[0]));
  doomed = station_open (&stations[1]);
  _ariadne_dispatcher_add (dispatcher, doomed);
  functions = _ariadne_dispatcher_make_functions (dispatcher, 3, ARIADNE_ANSWER_ORDER_ANY);
  for (guint i = 0; i < 3; i++)
    walkers[i] = (Walker) { functions->pdata[i], 1 + 1000 * i, 2, 1, &n_ended };

  /* The first client and the third are at home at the first server, which waits for
   * the third; the second server dies with what the second client has asked.
   */
  walk (&walkers[1]);
  ariadne_connected_function_flush (walkers[1].function);
  gate_model_wait_started (stations[1].model, 1);
  walk (&walkers[0]);
  ariadne_connected_function_flush (walkers[0].function);
  while (count_queued (&stations[0]) < 2)
    g_usleep (100);
  shutdown (doomed->fd, SHUT_RDWR);
  iterate_until (g_main_context_default (), &n_ended, 2);
  g_assert_cmpuint (gate_model_get_n_started (stations[0].model), ==, 2);

  walk (&walkers[2]);
  ariadne_connected_function_flush (walkers[2].function);
  iterate_until (g_main_context_default (), &n_ended, 3);

  g_ptr_array_unref (functions);
  g_assert_finalize_object (dispatcher);
  for (guint i = 0; i < 2; i++)
    station_clear (&stations[i]);
}

/* Clients come and go: keys are used again, hence nothing grows. */
static void
test_many_lives (void)
{
  g_auto (Station) station;
  AriadneServerMetrics metrics;

  start (&station, 100);
  for (guint i = 0; i < 200; i++)
    {
      Station *stations[] = { &station };
      Crowd crowd = { NULL, stations, 1, NULL, 3, 2, 2 };

      crowd_func (&crowd);
      station_await_ended (&station, i + 1);
    }
  ariadne_server_get_metrics (station.server, &metrics);
  g_assert_cmpuint (metrics.n_requests, ==, 200 * 3 * 2);
  g_assert_cmpuint (metrics.n_live, ==, 0);
  g_assert_cmpuint (metrics.n_waiting, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Channels/pairs", test_pairs);
  g_test_add_func ("/Ariadne/Channels/window_of_one", test_window_of_one);
  g_test_add_func ("/Ariadne/Channels/tcp", test_tcp);
  g_test_add_func ("/Ariadne/Channels/unix", test_unix);
  g_test_add_func ("/Ariadne/Channels/servers", test_servers);
  g_test_add_func ("/Ariadne/Channels/server_stops", test_server_stops);
  g_test_add_func ("/Ariadne/Channels/shared_hub", test_shared_hub);
  g_test_add_func ("/Ariadne/Channels/census", test_census);
  g_test_add_func ("/Ariadne/Channels/alone", test_alone);
  g_test_add_func ("/Ariadne/Channels/many_lives", test_many_lives);

  return g_test_run ();
}
