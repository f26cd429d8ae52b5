/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-message-private.h"
#include "connection/ariadne-thread-queue.h"
#include "core/ariadne-error.h"

static AriadneMessage *
numbered (guint64 uid)
{
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (NULL, 0);

  return ariadne_message_new_request (sequence, uid, ARIADNE_MESSAGE_FLAGS_NONE);
}

static void
put_numbered (AriadneQueue *queue,
              guint64       uid)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_queue_put (queue, numbered (uid), -1, &error));
  g_assert_no_error (error);
}

static guint64
get_number (AriadneQueue *queue)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneMessage) message = ariadne_queue_get (queue, -1, &error);

  g_assert_no_error (error);

  return ariadne_message_get_uid (message);
}

static void
test_first_in_first_out (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (0);

  for (guint64 uid = 1; uid <= 5; uid++)
    put_numbered (queue, uid);
  g_assert_cmpuint (ariadne_queue_get_length (queue), ==, 5);

  for (guint64 uid = 1; uid <= 5; uid++)
    g_assert_cmpuint (get_number (queue), ==, uid);
  g_assert_cmpuint (ariadne_queue_get_length (queue), ==, 0);
  g_assert_null (ariadne_queue_try_get (queue));
}

/* Chains are taken apart and put together: what was put together can be taken
 * one by one, and what was put one by one all at once.
 */
static void
test_chains_keep_the_order (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (0);
  AriadneMessageChain chain = { NULL, NULL };
  AriadneMessage *all;
  guint64 expected = 2;

  for (guint64 uid = 1; uid <= 3; uid++)
    _ariadne_message_chain_append (&chain, numbered (uid));
  ARIADNE_QUEUE_GET_IFACE (queue)
    ->put_chain (queue, _ariadne_message_chain_steal (&chain), -1, NULL);
  put_numbered (queue, 4);
  put_numbered (queue, 5);
  g_assert_cmpuint (ariadne_queue_get_length (queue), ==, 5);

  g_assert_cmpuint (get_number (queue), ==, 1);
  g_assert_cmpuint (ariadne_queue_get_length (queue), ==, 4);

  all = ARIADNE_QUEUE_GET_IFACE (queue)->get_chain (queue, TRUE, 0, NULL);
  for (AriadneMessage *message = all; message != NULL; message = message->next)
    g_assert_cmpuint (ariadne_message_get_uid (message), ==, expected++);
  g_assert_cmpuint (expected, ==, 6);
  g_assert_cmpuint (ariadne_queue_get_length (queue), ==, 0);
  _ariadne_message_free_chain (all);
}

static void
test_poll_takes_nothing (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (0);

  g_assert_false (ariadne_queue_poll (queue, 0));
  put_numbered (queue, 7);
  put_numbered (queue, 8);
  g_assert_true (ariadne_queue_poll (queue, -1));
  g_assert_cmpuint (ariadne_queue_get_length (queue), ==, 2);
  g_assert_cmpuint (get_number (queue), ==, 7);
}

static void
test_get_times_out (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (0);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_null (ariadne_queue_get (queue, 2000, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 2000);
}

static void
test_put_times_out_when_full (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (2);
  g_autoptr (GError) error = NULL;

  put_numbered (queue, 1);
  put_numbered (queue, 2);
  g_assert_false (ariadne_queue_put (queue, numbered (3), 1000, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT);

  g_assert_cmpuint (get_number (queue), ==, 1);
  put_numbered (queue, 4);
  g_assert_cmpuint (get_number (queue), ==, 2);
  g_assert_cmpuint (get_number (queue), ==, 4);
}

/* A word about a client must not wait behind requests that nobody takes. */
static void
test_control_finds_room_when_full (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (1);
  g_autoptr (AriadneMessage) request = NULL;
  g_autoptr (AriadneMessage) control = NULL;

  put_numbered (queue, 1);
  g_assert_true (ariadne_queue_put (queue, ariadne_message_new (ARIADNE_MESSAGE_WAIT), 0, NULL));
  g_assert_cmpuint (ariadne_queue_get_length (queue), ==, 2);

  request = ariadne_queue_try_get (queue);
  control = ariadne_queue_try_get (queue);
  g_assert_cmpint (ariadne_message_get_kind (request), ==, ARIADNE_MESSAGE_REQUEST);
  g_assert_cmpint (ariadne_message_get_kind (control), ==, ARIADNE_MESSAGE_WAIT);
}

static gpointer
put_hundred_func (gpointer data)
{
  for (guint64 uid = 1; uid <= 100; uid++)
    put_numbered (data, uid);

  return NULL;
}

static void
test_bounded_writer_waits_for_reader (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (1);
  GThread *writer = g_thread_new ("writer", put_hundred_func, queue);

  for (guint64 uid = 1; uid <= 100; uid++)
    {
      g_assert_cmpuint (ariadne_queue_get_length (queue), <=, 1);
      g_assert_cmpuint (get_number (queue), ==, uid);
    }

  g_thread_join (writer);
}

static void
test_close_drains_then_fails (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (0);
  g_autoptr (GError) put_error = NULL;
  g_autoptr (GError) get_error = NULL;

  put_numbered (queue, 1);
  ariadne_queue_close (queue);
  ariadne_queue_close (queue);
  g_assert_true (ariadne_queue_is_closed (queue));

  g_assert_false (ariadne_queue_put (queue, numbered (2), -1, &put_error));
  g_assert_error (put_error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);

  g_assert_true (ariadne_queue_poll (queue, -1));
  g_assert_cmpuint (get_number (queue), ==, 1);
  g_assert_false (ariadne_queue_poll (queue, -1));
  g_assert_null (ariadne_queue_get (queue, -1, &get_error));
  g_assert_error (get_error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

static gpointer
expect_closed_func (gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_queue_get (data, -1, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);

  return NULL;
}

static void
test_close_wakes_all_readers (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (0);
  GThread *readers[3];

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = g_thread_new ("reader", expect_closed_func, queue);
  ariadne_queue_close (queue);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (readers[i]);
}

static gpointer
expect_put_fails_func (gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_queue_put (data, numbered (2), -1, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);

  return NULL;
}

static void
test_close_wakes_blocked_writer (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (1);
  GThread *writer;

  put_numbered (queue, 1);
  writer = g_thread_new ("writer", expect_put_fails_func, queue);
  ariadne_queue_close (queue);
  g_thread_join (writer);
}

static void
count_cb (AriadneQueue *queue,
          gpointer      user_data)
{
  (*(guint *) user_data)++;
}

/* A naive queue signals every message; this one only when it stops being
 * empty, and when it is closed.
 */
static void
test_ready_when_no_longer_empty (void)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (0);
  guint n_ready = 0;

  put_numbered (queue, 1);
  ariadne_queue_add_ready_func (queue, count_cb, &n_ready);
  g_assert_cmpuint (n_ready, ==, 1);

  for (guint64 uid = 2; uid <= 10; uid++)
    put_numbered (queue, uid);
  g_assert_cmpuint (n_ready, ==, 1);

  for (guint64 uid = 1; uid <= 10; uid++)
    get_number (queue);
  put_numbered (queue, 11);
  g_assert_cmpuint (n_ready, ==, 2);

  ariadne_queue_close (queue);
  g_assert_cmpuint (n_ready, ==, 3);

  ariadne_queue_remove_ready_func (queue, count_cb, &n_ready);
}

typedef struct
{
  AriadneQueue *queue;
  gint          sum; /* atomic */
} Traffic;

#define N_WRITERS 3
#define N_READERS 2
#define N_EACH 2000

static gpointer
write_func (gpointer data)
{
  Traffic *traffic = data;

  for (guint64 uid = 1; uid <= N_EACH; uid++)
    put_numbered (traffic->queue, uid);

  return NULL;
}

static gpointer
read_func (gpointer data)
{
  Traffic *traffic = data;
  AriadneMessage *message;

  while ((message = ariadne_queue_get (traffic->queue, -1, NULL)) != NULL)
    {
      g_atomic_int_add (&traffic->sum, (gint) ariadne_message_get_uid (message));
      ariadne_message_free (message);
    }

  return NULL;
}

static void
run_traffic (guint max_length)
{
  g_autoptr (AriadneQueue) queue = ariadne_thread_queue_new (max_length);
  Traffic traffic = { queue, 0 };
  GThread *writers[N_WRITERS], *readers[N_READERS];

  for (guint i = 0; i < N_READERS; i++)
    readers[i] = g_thread_new ("reader", read_func, &traffic);
  for (guint i = 0; i < N_WRITERS; i++)
    writers[i] = g_thread_new ("writer", write_func, &traffic);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (writers[i]);
  ariadne_queue_close (queue);
  for (guint i = 0; i < N_READERS; i++)
    g_thread_join (readers[i]);

  g_assert_cmpint (g_atomic_int_get (&traffic.sum), ==, N_WRITERS * (N_EACH * (N_EACH + 1) / 2));
}

static void
test_traffic_unbounded (void)
{
  run_traffic (0);
}

static void
test_traffic_bounded (void)
{
  run_traffic (3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ThreadQueue/first_in_first_out", test_first_in_first_out);
  g_test_add_func ("/Ariadne/ThreadQueue/chains_keep_the_order", test_chains_keep_the_order);
  g_test_add_func ("/Ariadne/ThreadQueue/poll_takes_nothing", test_poll_takes_nothing);
  g_test_add_func ("/Ariadne/ThreadQueue/get_times_out", test_get_times_out);
  g_test_add_func ("/Ariadne/ThreadQueue/put_times_out_when_full", test_put_times_out_when_full);
  g_test_add_func ("/Ariadne/ThreadQueue/control_finds_room_when_full",
                   test_control_finds_room_when_full);
  g_test_add_func ("/Ariadne/ThreadQueue/bounded_writer_waits_for_reader",
                   test_bounded_writer_waits_for_reader);
  g_test_add_func ("/Ariadne/ThreadQueue/close_drains_then_fails", test_close_drains_then_fails);
  g_test_add_func ("/Ariadne/ThreadQueue/close_wakes_all_readers", test_close_wakes_all_readers);
  g_test_add_func ("/Ariadne/ThreadQueue/close_wakes_blocked_writer",
                   test_close_wakes_blocked_writer);
  g_test_add_func ("/Ariadne/ThreadQueue/ready_when_no_longer_empty",
                   test_ready_when_no_longer_empty);
  g_test_add_func ("/Ariadne/ThreadQueue/traffic_unbounded", test_traffic_unbounded);
  g_test_add_func ("/Ariadne/ThreadQueue/traffic_bounded", test_traffic_bounded);

  return g_test_run ();
}
