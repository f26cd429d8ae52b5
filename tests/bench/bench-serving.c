/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>

#include "connection/ariadne-connected-functions.h"
#include "connection/ariadne-message-private.h"
#include "connection/ariadne-thread-queue.h"
#include "model/ariadne-fake-model.h"
#include "search/ariadne-batched-astar.h"
#include "serving/ariadne-batch-size-batcher.h"
#include "serving/ariadne-server.h"

#include "callers.h"
#include "toy-domain.h"

/* What serving costs beside the model: each figure next to that of something
 * that could not be cheaper, measured in turns, as the median of several.
 */
#define N_TURNS 7

typedef double (*Measure) (guint parameter);

/* Queues: nanoseconds for putting a message and taking it out again. */

#define N_MESSAGES 320000
#define LIST_LENGTH 32

static double
measure_mutex_pair (guint unused)
{
  GMutex lock;
  double start;

  g_mutex_init (&lock);
  start = get_ns ();
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_mutex_lock (&lock);
      g_mutex_unlock (&lock);
    }
  start = get_ns () - start;
  g_mutex_clear (&lock);

  return start / N_MESSAGES;
}

static double
measure_async_queue (guint unused)
{
  g_autoptr (GAsyncQueue) queue = g_async_queue_new ();
  double start = get_ns ();

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_async_queue_push (queue, queue);
      g_async_queue_pop (queue);
    }

  return (get_ns () - start) / N_MESSAGES;
}

/* Puts lists of messages and takes out whatever there is. The messages are made
 * once; what is left is what the queue does.
 */
static double
measure_queue (guint list_length)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (0);
  AriadneMessageChain chain = { NULL, NULL };
  AriadneMessage *messages;
  double start;

  for (guint i = 0; i < list_length; i++)
    _ariadne_message_chain_append (&chain, ariadne_message_new (ARIADNE_MESSAGE_WAIT));
  messages = _ariadne_message_chain_steal (&chain);

  start = get_ns ();
  for (guint i = 0; i < N_MESSAGES / list_length; i++)
    {
      ARIADNE_QUEUE_GET_IFACE (queue)->put_chain (queue, messages, -1, NULL);
      messages = ARIADNE_QUEUE_GET_IFACE (queue)->get_chain (queue, TRUE, -1, NULL);
    }
  start = get_ns () - start;
  _ariadne_message_free_chain (messages);

  return start / (N_MESSAGES / list_length * list_length);
}

/* Round trips: nanoseconds from a request to its answer, one at a time. */

#define N_TRIPS 20000

typedef struct
{
  GAsyncQueue *there;
  GAsyncQueue *back;
} PingPong;

static gpointer
pong_func (gpointer data)
{
  PingPong *game = data;

  for (guint i = 0; i < N_TRIPS; i++)
    g_async_queue_push (game->back, g_async_queue_pop (game->there));

  return NULL;
}

static double
measure_ping_pong (guint unused)
{
  g_autoptr (GAsyncQueue) there = g_async_queue_new ();
  g_autoptr (GAsyncQueue) back = g_async_queue_new ();
  PingPong game = { there, back };
  GThread *thread = g_thread_new ("pong", pong_func, &game);
  double start = get_ns ();

  for (guint i = 0; i < N_TRIPS; i++)
    {
      g_async_queue_push (there, &game);
      g_async_queue_pop (back);
    }
  start = get_ns () - start;
  g_thread_join (thread);

  return start / N_TRIPS;
}

/* Callers that ask for the same states again and again. */

static void
think (gpointer user_data)
{
  gint64 end = g_get_monotonic_time () + GPOINTER_TO_INT (user_data);

  while (g_get_monotonic_time () < end)
    ;
}

static AriadneSequence *
make_sequence (guint n_rows)
{
  g_autoptr (AriadneState) state = toy_state_new (1);
  g_autofree AriadneState **states = g_new (AriadneState *, n_rows);

  for (guint i = 0; i < n_rows; i++)
    states[i] = state;

  return ariadne_sequence_new (states, n_rows);
}

static AriadneServer *
start_model_server (AriadneModel  *model,
                    guint          batch_size,
                    guint          n_functions,
                    GPtrArray    **functions)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (batch_size);
  g_autoptr (AriadneConnection) connection = NULL;
  AriadneServer *server;

  *functions = ariadne_get_connected_functions (n_functions, ARIADNE_ANSWER_ORDER_ANY, 0,
                                                &connection);
  server = ariadne_server_new (model, domain, connection, batcher, ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (server);

  return server;
}

static AriadneServer *
start_server (guint       n_functions,
              guint       n_heads,
              GPtrArray **functions)
{
  g_autoptr (AriadneModel) model = null_model_new (n_heads, FALSE);

  return start_model_server (model, 4096, n_functions, functions);
}

/* Each works for some microseconds between its calls. */
static void
call_together (GPtrArray *functions,
               guint      n_rows,
               guint      n_other_rows,
               guint      n_calls,
               gint       think_time)
{
  g_autoptr (AriadneSequence) sequence = make_sequence (n_rows);
  g_autoptr (AriadneSequence) other = make_sequence (n_other_rows);
  g_autofree Caller *callers = g_new0 (Caller, functions->len);
  guint n_calling = functions->len;

  for (guint i = 0; i < functions->len; i++)
    {
      callers[i] = (Caller) { functions->pdata[i], { sequence, other }, n_calls, &n_calling,
                              think_time > 0 ? think : NULL, GINT_TO_POINTER (think_time) };
      caller_start (&callers[i]);
    }
  while (n_calling > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
serve_calls (guint n_callers,
             guint n_rows,
             guint n_calls)
{
  g_autoptr (GPtrArray) functions = NULL;
  g_autoptr (AriadneServer) server = start_server (n_callers, 1, &functions);

  call_together (functions, n_rows, n_rows, n_calls, 0);
}

static double
measure_round_trip (guint unused)
{
  double start = get_ns ();

  serve_calls (1, 1, N_TRIPS);

  return (get_ns () - start) / N_TRIPS;
}

/* Nanoseconds of processor time for each state, on both sides together, from
 * the call to the callback.
 */
static double
measure_cpu_per_node (guint n_rows)
{
  const guint n_callers = 32;
  const guint n_calls = 5000;
  double start = get_cpu_ns ();

  serve_calls (n_callers, n_rows, n_calls);

  return (get_cpu_ns () - start) / ((double) n_callers * n_rows * n_calls);
}

/* Searches, with a model that costs nothing: nanoseconds for each evaluation,
 * when they call it directly and when they share it through a server.
 */

#define N_SEARCHES 16
#define SEARCH_BUDGET 5000
#define SEARCH_DEPTH 49
#define SEARCH_BUFFER 16

static AriadneSearch *
make_search (AriadneDomain *domain,
             guint          i)
{
  g_autoptr (AriadneState) start = toy_state_new (2 * i + 3);

  return ariadne_batched_astar_new (domain, start, SEARCH_DEPTH, SEARCH_BUDGET, SEARCH_BUFFER);
}

static double
measure_direct_searches (guint unused)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneModel) model = null_model_new (SEARCH_DEPTH + 1, FALSE);
  guint64 n_visited = 0;
  double start = get_ns ();

  for (guint i = 0; i < N_SEARCHES; i++)
    {
      g_autoptr (AriadneSearch) search = make_search (domain, i);

      if (!ariadne_search_run (search, model, 4096, NULL, NULL))
        g_error ("A search has failed");
      n_visited += ariadne_search_get_n_visited (search);
    }

  return (get_ns () - start) / n_visited;
}

static void
search_ended_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  guint *n_running = user_data;

  if (!ariadne_search_run_finish (ARIADNE_SEARCH (object), result, NULL))
    g_error ("A search has failed");
  --*n_running;
}

static double
measure_served_searches (guint unused)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (GPtrArray) functions = NULL;
  g_autoptr (GPtrArray) searches = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AriadneServer) server = start_server (N_SEARCHES, SEARCH_DEPTH + 1, &functions);
  guint n_running = N_SEARCHES;
  guint64 n_visited = 0;
  double start = get_ns ();

  for (guint i = 0; i < N_SEARCHES; i++)
    {
      g_ptr_array_add (searches, make_search (domain, i));
      ariadne_search_run_async (searches->pdata[i], functions->pdata[i], NULL, search_ended_cb,
                                &n_running);
    }
  while (n_running > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_SEARCHES; i++)
    n_visited += ariadne_search_get_n_visited (searches->pdata[i]);

  return (get_ns () - start) / n_visited;
}

/* Devices that compute one batch after the other, and prepare the next one in
 * another slot or only then: how much longer everything takes than the device
 * computes.
 */

#define N_BATCHES 200

typedef struct
{
  const char *what;
  guint       n_callers;
  guint       n_rows;
  guint       batch_size;
  guint       n_calls;
  gint        think_time;
} Load;

static const Load loads[] = {
  /* There is always enough for the next batch. */
  { "full batches", 64, 16, 256, N_BATCHES / 4, 0 },

  /* What there is for the next one comes while this one is computed. */
  { "open batches", 32, 16, 4096, N_BATCHES / 2, 20 },
};

static double
measure_idle_device (const Load *load,
                     const char *spec,
                     double     *mean_size)
{
  g_autoptr (AriadneFakeModel) model = ariadne_fake_model_new_from_spec (NULL, spec, NULL);
  g_autoptr (GPtrArray) functions = NULL;
  g_autoptr (AriadneServer) server = NULL;
  AriadneServerMetrics metrics;
  gint64 start = g_get_monotonic_time ();

  server = start_model_server (ARIADNE_MODEL (model), load->batch_size, load->n_callers,
                               &functions);
  call_together (functions, load->n_rows, load->n_rows / 2, load->n_calls, load->think_time);
  start = g_get_monotonic_time () - start;
  ariadne_server_get_metrics (server, &metrics);
  *mean_size = (double) metrics.n_rows / metrics.n_batches;

  return (double) start / metrics.model_time;
}

static void
report_device (const Load *load,
               const char *spec)
{
  double ratios[3], mean_size;

  for (guint i = 0; i < G_N_ELEMENTS (ratios); i++)
    ratios[i] = measure_idle_device (load, spec, &mean_size);
  get_median (ratios, G_N_ELEMENTS (ratios));
  g_print ("%-14s %-44s wall / device %.3f (%.3f to %.3f), mean batch %.1f\n",
           load->what, spec, ratios[1], ratios[0], ratios[2], mean_size);
}

/* Measures something and what it is compared with in turns, and prints both and
 * how many times the first is the second.
 */
static void
compare (const char *what,
         Measure     measure,
         guint       parameter,
         const char *beside,
         Measure     measure_beside)
{
  double values[N_TURNS], values_beside[N_TURNS];
  double median, median_beside;

  for (guint i = 0; i < N_TURNS; i++)
    {
      values[i] = measure (parameter);
      values_beside[i] = measure_beside (parameter);
    }
  median = get_median (values, N_TURNS);
  median_beside = get_median (values_beside, N_TURNS);

  g_print ("%-44s %10.1f ns   %-22s %10.1f ns   ratio %6.2f\n",
           what, median, beside, median_beside, median / median_beside);
}

static void
report (const char *what,
        Measure     measure,
        guint       parameter)
{
  double values[N_TURNS];
  double median;

  for (guint i = 0; i < N_TURNS; i++)
    values[i] = measure (parameter);
  median = get_median (values, N_TURNS);

  g_print ("%-44s %10.1f ns   (%.1f to %.1f)\n", what, median, values[0], values[N_TURNS - 1]);
}

int
main (void)
{
  compare ("queue, put and get, one by one", measure_queue, 1, "GAsyncQueue", measure_async_queue);
  compare ("queue, put and get, one by one", measure_queue, 1, "mutex pair", measure_mutex_pair);
  compare ("queue, put and get, 32 together, each", measure_queue, LIST_LENGTH, "mutex pair",
           measure_mutex_pair);
  compare ("round trip of a request", measure_round_trip, 0, "GAsyncQueue ping-pong",
           measure_ping_pong);
  report ("processor time a node, requests of 1", measure_cpu_per_node, 1);
  report ("processor time a node, requests of 8", measure_cpu_per_node, 8);
  report ("processor time a node, requests of 64", measure_cpu_per_node, 64);
  compare ("search, a visit, shared model of no cost", measure_served_searches, 0,
           "called directly", measure_direct_searches);

  for (guint i = 0; i < G_N_ELEMENTS (loads); i++)
    {
      report_device (&loads[i], "fake:adv=zero,a=200us,c=4us,pack=200us");
      report_device (&loads[i], "fake:adv=zero,a=200us,c=4us,pack=200us,slots=2");
      report_device (&loads[i], "fake:adv=zero,a=200us,c=4us,pack=200us,slots=3");
    }

  return EXIT_SUCCESS;
}
