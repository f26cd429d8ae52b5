/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-address.h"
#include "core/ariadne-error.h"
#include "engine/ariadne-static-engine.h"
#include "engine/remote-fixture.h"

static const char *program; /* this one */

static AriadneEngine *
engine_new (guint       n_workers,
            const char *address)
{
  AriadneEngine *engine = ariadne_static_engine_new (n_workers);
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_static_engine_listen (ARIADNE_STATIC_ENGINE (engine), address, NULL,
                                               &error));
  g_assert_no_error (error);
  ariadne_remote_engine_set_patience (ARIADNE_REMOTE_ENGINE (engine), 120);

  return engine;
}

/* Starts a process that joins. */
static GSubprocess *
join_with (AriadneEngine *engine,
           const char    *role,
           const char    *token)
{
  AriadneStaticEngine *self = ARIADNE_STATIC_ENGINE (engine);
  const char *argv[] = { program, role, ariadne_static_engine_get_address (self),
                         token != NULL ? token : ariadne_static_engine_get_token (self), NULL };
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  process = g_subprocess_newv (argv, token != NULL ? G_SUBPROCESS_FLAGS_STDERR_PIPE
                                                   : G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);

  return process;
}

static GSubprocess *
join (AriadneEngine *engine,
      const char    *role)
{
  return join_with (engine, role, NULL);
}

static void
assert_left (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
}

/* Nobody can come any more, though the engine is still there. */
static void
assert_is_over (AriadneEngine *engine)
{
  const char *address = ariadne_static_engine_get_address (ARIADNE_STATIC_ENGINE (engine));
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (_ariadne_address_connect (address, G_USEC_PER_SEC, NULL, &error),
                   ==, -1);
  g_assert_nonnull (error);
  if (g_str_has_prefix (address, "unix:"))
    g_assert_false (g_file_test (address + strlen ("unix:"), G_FILE_TEST_EXISTS));
}

static void
check_equals_sync (const char *address,
                   Kind        kind,
                   guint       n_workers,
                   guint       n_far_servers)
{
  g_autoptr (AriadneEngine) engine = engine_new (n_workers, address);
  g_autoptr (GPtrArray) processes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  if (n_far_servers == 0)
    add_near_server (engine);
  add_searches (engine, kind, &no_fate);
  for (guint i = 0; i < n_workers; i++)
    g_ptr_array_add (processes, join (engine, "--worker"));
  for (guint i = 0; i < n_far_servers; i++)
    {
      add_far_server (engine, &no_fate);
      g_ptr_array_add (processes, join (engine, "--server"));
    }

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_is_over (engine);
  assert_all_as_sync (engine, kind);
  g_assert_cmpuint (watch.n_rows, ==, count_evaluations (engine));
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 0);
  for (guint i = 0; i < processes->len; i++)
    assert_left (g_ptr_array_index (processes, i));
  watch_clear (&watch);
}

static void
test_tcp (void)
{
  check_equals_sync ("127.0.0.1:0", BATCHED, 2, 0);
  check_equals_sync ("127.0.0.1:0", ROLLOUT, 1, 2);
  check_equals_sync ("*:0", BATCHED, 2, 1);
}

static void
test_unix (void)
{
  char *path = flag_new ();
  g_autofree char *address = g_strconcat ("unix:", path, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  check_equals_sync (address, BATCHED, 2, 1);
  check_equals_sync (address, ROLLOUT, 1, 0);
  g_assert_cmpint (rmdir (folder), ==, 0);
  g_free (path);
}

/* Whoever shows another token, or comes from somewhere else altogether, is turned
 * out and in nobody's way.
 */
static void
test_strangers (void)
{
  static const char text[] = "GET / HTTP/1.1\r\n\r\n";
  g_autoptr (AriadneEngine) engine = engine_new (1, "127.0.0.1:0");
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) browser = NULL;
  g_autoptr (GSubprocess) stranger = NULL;
  g_autoptr (GSubprocess) worker = NULL;
  g_autoptr (GError) error = NULL;
  const char *address = ariadne_static_engine_get_address (ARIADNE_STATIC_ENGINE (engine));
  Watch watch;

  watch_init (&watch, engine);
  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);
  browser = g_socket_client_connect_to_host (client, g_str_has_prefix (address, "tcp:")
                                                       ? address + strlen ("tcp:") : address,
                                             1, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (browser)), text,
                         strlen (text), NULL, &error);
  g_assert_no_error (error);
  stranger = join_with (engine, "--worker", "00112233445566778899aabbccddeeff");
  worker = join (engine, "--worker");

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
  assert_left (worker);
  g_subprocess_wait (stranger, NULL, NULL);
  g_assert_false (g_subprocess_get_successful (stranger));
  watch_clear (&watch);
}

/* A worker that dies is not replaced; what it ran goes to the others. */
static void
test_worker_dies (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2, "127.0.0.1:0");
  g_autoptr (GSubprocess) first = NULL;
  g_autoptr (GSubprocess) second = NULL;
  g_autoptr (GError) error = NULL;
  Fate fate = { 70, SIGKILL, flag_new () };
  Watch watch;

  watch_init (&watch, engine);
  add_near_server (engine);
  add_searches (engine, BATCHED, &fate);
  first = join (engine, "--worker");
  second = join (engine, "--worker");

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 1);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_STARTED], ==, 2);
  g_subprocess_wait (first, NULL, NULL);
  g_subprocess_wait (second, NULL, NULL);
  g_assert_true (g_subprocess_get_successful (first) != g_subprocess_get_successful (second));
  watch_clear (&watch);
  flag_free (fate.once);
}

/* Joins when a process has died. */
typedef struct
{
  Watch        watch;
  const char  *role;
  GSubprocess *late; /* owned */
} Reserve;

static void
reserve_event_cb (AriadneEngine            *engine,
                  const AriadneEngineEvent *event,
                  gpointer                  user_data)
{
  Reserve *self = user_data;

  event_cb (engine, event, &self->watch);
  if (event->kind == ARIADNE_ENGINE_EVENT_DIED && self->late == NULL)
    self->late = join (engine, self->role);
}

/* The only process of its kind dies, and another one comes. */
static void
check_late (const char *role,
            const Fate *of_worker,
            const Fate *of_server)
{
  g_autoptr (AriadneEngine) engine = engine_new (1, "127.0.0.1:0");
  g_autoptr (GSubprocess) worker = NULL;
  g_autoptr (GSubprocess) server = NULL;
  g_autoptr (GError) error = NULL;
  Reserve reserve = { .role = role };

  watch_init (&reserve.watch, engine);
  ariadne_engine_set_event_func (engine, reserve_event_cb, &reserve, NULL);
  add_far_server (engine, of_server);
  add_searches (engine, BATCHED, of_worker);
  worker = join (engine, "--worker");
  server = join (engine, "--server");

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
  assert_left (reserve.late);
  g_subprocess_wait (worker, NULL, NULL);
  g_subprocess_wait (server, NULL, NULL);
  watch_clear (&reserve.watch);
  g_clear_object (&reserve.late);
}

static void
test_late_worker (void)
{
  Fate fate = { 70, SIGKILL, flag_new () };

  check_late ("--worker", &fate, &no_fate);
  flag_free (fate.once);
}

static void
test_late_server (void)
{
  Fate fate = { 2, SIGKILL, flag_new () };

  check_late ("--server", &no_fate, &fate);
  flag_free (fate.once);
}

/* The last worker dies, and nobody comes. */
static void
test_nobody_comes (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (1, "127.0.0.1:0");
  g_autoptr (GSubprocess) worker = NULL;
  g_autoptr (GError) error = NULL;
  const Fate fate = { 70, SIGKILL, NULL };
  Watch watch;

  watch_init (&watch, engine);
  _ariadne_remote_engine_set_times (ARIADNE_REMOTE_ENGINE (engine), 120 * G_USEC_PER_SEC,
                                    8 * G_USEC_PER_SEC);
  ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 1);
  add_near_server (engine);
  add_searches (engine, BATCHED, &fate);
  worker = join (engine, "--worker");

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT);
  assert_matches (error->message, "*the last worker has left*");
  g_subprocess_wait (worker, NULL, NULL);
  watch_clear (&watch);
}

/* Waits for a worker that never comes, until it is cancelled. */
static gpointer
cancel_thread (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return NULL;
}

static void
test_cancel_while_waiting (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2, "127.0.0.1:0");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);
  thread = g_thread_new ("cancel", cancel_thread, cancellable);
  g_assert_false (ariadne_engine_run (engine, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  for (guint i = 0; i < N_SEARCHES; i++)
    assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_CANCELLED);
}

static void
test_not_listening (void)
{
  g_autoptr (AriadneEngine) engine = ariadne_static_engine_new (1);
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_static_engine_get_address (ARIADNE_STATIC_ENGINE (engine)));
  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
}

int
main (int   argc,
      char *argv[])
{
  program = argv[0];
  if (argc == 4 && (g_str_equal (argv[1], "--worker") || g_str_equal (argv[1], "--server")))
    return remote_main (argv[1], argv[2], argv[3], 0);

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/StaticEngine/tcp", test_tcp);
  g_test_add_func ("/Ariadne/StaticEngine/unix", test_unix);
  g_test_add_func ("/Ariadne/StaticEngine/strangers", test_strangers);
  g_test_add_func ("/Ariadne/StaticEngine/worker_dies", test_worker_dies);
  g_test_add_func ("/Ariadne/StaticEngine/late_worker", test_late_worker);
  g_test_add_func ("/Ariadne/StaticEngine/late_server", test_late_server);
  g_test_add_func ("/Ariadne/StaticEngine/nobody_comes", test_nobody_comes);
  g_test_add_func ("/Ariadne/StaticEngine/cancel_while_waiting", test_cancel_while_waiting);
  g_test_add_func ("/Ariadne/StaticEngine/not_listening", test_not_listening);

  return g_test_run ();
}
