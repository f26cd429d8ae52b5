/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>
#include <sys/resource.h>

#include "channel-fixture.h"
#include "serving-fixture.h"

/* Pitfall 12. A program that waits for nothing uses no time and is not
 * scheduled: a loop that polls every millisecond changes context 300 times here,
 * and one that spins uses all of the time. The bounds are far from both.
 */
#define IDLE_TIME (300 * G_TIME_SPAN_MILLISECOND)
#define MOST_CPU_TIME (IDLE_TIME / 10)
#define MOST_SWITCHES 30

typedef struct
{
  AriadneConnectedFunction *function;
  gint                     *n_idle; /* atomic */
} Caller;

static gpointer
wait_for_answer_func (gpointer data)
{
  Caller *caller = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, 4);
  g_auto (Outcome) outcome = { 0 };

  g_main_context_push_thread_default (context);
  ariadne_connected_function_call_async (caller->function, sequence, ARIADNE_CALL_WAITS, NULL,
                                         ended_cb, &outcome);
  g_atomic_int_inc (caller->n_idle);
  while (outcome.n_ended == 0)
    g_main_context_iteration (context, TRUE);
  g_assert_no_error (outcome.error);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static gint64
get_cpu_time (const struct rusage *usage)
{
  return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * G_USEC_PER_SEC
         + usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static void
expect_idle (void)
{
  struct rusage before, after;

  getrusage (RUSAGE_SELF, &before);
  g_usleep (IDLE_TIME);
  getrusage (RUSAGE_SELF, &after);

  g_assert_cmpint (get_cpu_time (&after) - get_cpu_time (&before), <, MOST_CPU_TIME);
  g_assert_cmpint (after.ru_nvcsw - before.ru_nvcsw, <, MOST_SWITCHES);
}

/* The model is busy with something that takes long. */
static void
test_idle_while_the_model_works (void)
{
  g_auto (Fixture) fixture = { 0 };
  Caller callers[4];
  GThread *threads[4];
  gint n_idle = 0;

  fixture_init (&fixture, 4, ARIADNE_ANSWER_ORDER_FIFO, 0, 4, ARIADNE_BATCH_POLICY_ADAPTIVE);
  ariadne_server_start (fixture.server);
  for (guint i = 0; i < 4; i++)
    {
      callers[i] = (Caller) { fixture.functions->pdata[i], &n_idle };
      threads[i] = g_thread_new ("caller", wait_for_answer_func, &callers[i]);
    }
  gate_model_wait_started (fixture.model, 1);
  wait_until_queued (&fixture, 12);

  expect_idle ();

  gate_model_permit (fixture.model, GATE_OPEN);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

/* The server waits for a client that does not say anything. */
static void
test_idle_while_nobody_asks (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_auto (Outcome) outcome = { 0 };

  fixture_init (&fixture, 2, ARIADNE_ANSWER_ORDER_FIFO, 0, 8, ARIADNE_BATCH_POLICY_ADAPTIVE);
  gate_model_permit (fixture.model, GATE_OPEN);
  ariadne_server_start (fixture.server);
  submit (&fixture, 0, 4, ARIADNE_CALL_WAITS, &outcome);
  wait_until_queued (&fixture, 4);

  expect_idle ();

  ariadne_connected_function_close (fixture.functions->pdata[1]);
  run_until_ended (&outcome);
}

/* A client behind a channel, in a thread of its own. */
typedef struct
{
  Station      *station;
  GMainContext *context;
  gint          is_idle; /* atomic */
  gint          is_done; /* atomic */
} Guest;

static gpointer
guest_func (gpointer data)
{
  Guest *self = data;
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (1, 4);
  g_autoptr (AriadneDispatcher) dispatcher = NULL;
  g_autoptr (GPtrArray) functions = NULL;
  g_auto (Outcome) outcome = { 0 };

  g_main_context_push_thread_default (self->context);
  dispatcher = _ariadne_dispatcher_new (self->context, domain, ARIADNE_WIRE_STATES);
  _ariadne_dispatcher_add (dispatcher, station_open (self->station));
  functions = _ariadne_dispatcher_make_functions (dispatcher, 1, ARIADNE_ANSWER_ORDER_ANY);
  ariadne_connected_function_call_async (functions->pdata[0], sequence, ARIADNE_CALL_WAITS, NULL,
                                         ended_cb, &outcome);
  while (outcome.n_ended == 0)
    g_main_context_iteration (self->context, TRUE);
  g_assert_no_error (outcome.error);

  g_atomic_int_set (&self->is_idle, TRUE);
  while (!g_atomic_int_get (&self->is_done))
    g_main_context_iteration (self->context, TRUE);
  _ariadne_dispatcher_close (dispatcher, NULL);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

/* Channels are open on which nobody says anything. */
static void
test_idle_channels (void)
{
  g_auto (Station) station;
  Guest guests[4];
  GThread *threads[4];

  station_init (&station, 100, 8, ARIADNE_BATCH_POLICY_NO_WAIT);
  gate_model_permit (station.model, GATE_OPEN);
  ariadne_server_start (station.server);
  for (guint i = 0; i < 4; i++)
    {
      guests[i] = (Guest) { &station, g_main_context_new () };
      threads[i] = g_thread_new ("guest", guest_func, &guests[i]);
    }
  for (guint i = 0; i < 4; i++)
    while (!g_atomic_int_get (&guests[i].is_idle))
      g_usleep (1000);

  expect_idle ();

  for (guint i = 0; i < 4; i++)
    {
      g_atomic_int_set (&guests[i].is_done, TRUE);
      g_main_context_wakeup (guests[i].context);
      g_thread_join (threads[i]);
      g_main_context_unref (guests[i].context);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Server/idle_while_the_model_works", test_idle_while_the_model_works);
  g_test_add_func ("/Ariadne/Server/idle_while_nobody_asks", test_idle_while_nobody_asks);
  g_test_add_func ("/Ariadne/Server/idle_channels", test_idle_channels);

  return g_test_run ();
}
