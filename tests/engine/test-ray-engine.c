/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-ray-cluster-private.h"
#include "engine/ariadne-ray-engine.h"
#include "engine/fake-bridge.h"
#include "engine/remote-fixture.h"

/* The engine without Ray: this program is also the bridge, and the workers and servers
 * that it places.
 */

static const char *program; /* this one */

static AriadneRayCluster *
cluster_new (const char *manner)
{
  AriadneRayCluster *cluster = ariadne_ray_cluster_new ("no-python", "/nonexistent");
  const char *command[] = { program, "--bridge", manner, NULL };

  _ariadne_ray_cluster_set_command (cluster, command);

  return cluster;
}

static AriadneEngine *
engine_new (AriadneRayCluster *cluster,
            guint              n_workers)
{
  const char *worker[] = { program, "--worker", NULL };
  const char *server[] = { program, "--server", NULL };
  AriadneEngine *engine = ariadne_ray_engine_new (cluster, worker, server, n_workers);

  ariadne_remote_engine_set_patience (ARIADNE_REMOTE_ENGINE (engine), 120);

  return engine;
}

/* None of the processes is left when the cluster is closed; it may be opened again. */
static void
watch_end (Watch             *watch,
           AriadneRayCluster *cluster)
{
  ariadne_ray_cluster_close (cluster);
  watch_clear (watch);
}

static void
check_equals_sync (AriadneRayCluster *cluster,
                   Kind               kind,
                   const char        *listen,
                   guint              n_workers,
                   guint              n_far_servers)
{
  g_autoptr (AriadneEngine) engine = engine_new (cluster, n_workers);
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  ariadne_ray_engine_set_listen (ARIADNE_RAY_ENGINE (engine), listen);
  if (n_far_servers == 0)
    add_near_server (engine);
  for (guint i = 0; i < n_far_servers; i++)
    add_far_server (engine, &no_fate);
  add_searches (engine, kind, &no_fate);

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, kind);
  g_assert_cmpuint (watch.n_rows, ==, count_evaluations (engine));
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_STARTED], ==, n_workers + n_far_servers);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 0);
  watch_end (&watch, cluster);
}

static void
test_equals_sync (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");

  for (guint n_workers = 1; n_workers <= 4; n_workers *= 2)
    {
      check_equals_sync (cluster, BATCHED, NULL, n_workers, 0);
      check_equals_sync (cluster, ROLLOUT, NULL, n_workers, 2);
    }
  check_equals_sync (cluster, BATCHED, "127.0.0.1:0", 2, 0);
  check_equals_sync (cluster, BATCHED, "127.0.0.1:0", 2, 2);
}

static void
run_with_queue (AriadneRayCluster *cluster,
                AriadneRayQueue    queue,
                gboolean           far)
{
  g_autoptr (AriadneEngine) engine = engine_new (cluster, 2);
  g_autoptr (GError) error = NULL;

  ariadne_ray_engine_set_queue (ARIADNE_RAY_ENGINE (engine), queue);
  ariadne_ray_engine_set_listen (ARIADNE_RAY_ENGINE (engine), "127.0.0.1:0");
  for (guint i = 0; i < 2; i++)
    if (far)
      add_far_server (engine, &no_fate);
    else
      add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
}

/* The bridge is told what to use, when it is needed, and when it is not needed any
 * more; otherwise it falls.
 */
static void
test_queues (void)
{
  const struct { AriadneRayQueue queue; const char *manner; } queues[] = {
    { ARIADNE_RAY_QUEUE_ACTOR, "actor" },
    { ARIADNE_RAY_QUEUE_MANAGED, "managed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (queues); i++)
    {
      g_autoptr (AriadneRayCluster) cluster = cluster_new (queues[i].manner);

      run_with_queue (cluster, queues[i].queue, FALSE);
      run_with_queue (cluster, queues[i].queue, TRUE);
      run_with_queue (cluster, queues[i].queue, FALSE);
    }
}

/* One cluster serves several engines, one after the other. */
static void
test_shared (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (AriadneEngine) engine = engine_new (cluster, 2);
      g_autoptr (GError) error = NULL;

      add_near_server (engine);
      add_searches (engine, BATCHED, &no_fate);
      g_assert_true (ariadne_ray_cluster_open (cluster, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (ariadne_engine_run (engine, NULL, &error));
      g_assert_no_error (error);
      assert_all_as_sync (engine, BATCHED);
    }
}

/* As a cluster elsewhere would be: the engine listens where the bridge says. */
static void
test_address (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");

  ariadne_ray_cluster_set_address (cluster, "127.0.0.1:6379");
  check_equals_sync (cluster, BATCHED, NULL, 2, 1);
}

static void
run_watched (Watch      *watch,
             const Fate *of_worker,
             const Fate *of_server,
             guint       n_workers,
             guint       n_servers)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");
  g_autoptr (AriadneEngine) engine = engine_new (cluster, n_workers);
  g_autoptr (GError) error = NULL;

  watch_init (watch, engine);
  for (guint i = 0; i < n_servers; i++)
    add_far_server (engine, of_server);
  if (n_servers == 0)
    add_near_server (engine);
  add_searches (engine, BATCHED, of_worker);

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
  g_assert_cmpuint (watch->n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 1);
  ariadne_ray_cluster_close (cluster);
}

/* Ray starts it again, and it takes its seat; perhaps before it is known here that the
 * other has died.
 */
static void
check_worker_is_killed (guint n_workers)
{
  Fate fate = { 70, SIGKILL, flag_new () };
  Watch watch;

  run_watched (&watch, &fate, &no_fate, n_workers, 0);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_RETRIED], >=, 1);
  watch_clear (&watch);
  flag_free (fate.once);
}

static void
test_worker_is_killed (void)
{
  check_worker_is_killed (1);
  check_worker_is_killed (3);
}

static void
test_server_is_killed (void)
{
  for (guint n_servers = 1; n_servers <= 2; n_servers++)
    {
      Fate fate = { 2, SIGKILL, flag_new () };
      Watch watch;

      run_watched (&watch, &no_fate, &fate, 2, n_servers);
      watch_clear (&watch);
      flag_free (fate.once);
    }
}

/* It does not answer, so it is taken away, and another one is placed. */
static void
test_worker_is_stopped (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");
  g_autoptr (AriadneEngine) engine = engine_new (cluster, 2);
  g_autoptr (GError) error = NULL;
  Fate fate = { 70, SIGSTOP, flag_new () };
  Watch watch;

  watch_init (&watch, engine);
  ariadne_remote_engine_set_patience (ARIADNE_REMOTE_ENGINE (engine), 2);
  ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 1000);
  add_near_server (engine);
  add_searches (engine, BATCHED, &fate);

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
  assert_matches (watch.messages->str, "*worker * has not answered for *");
  watch_end (&watch, cluster);
  flag_free (fate.once);
}

/* The one search that kills its workers fails, and the others do not: seats are filled
 * anew when Ray has had enough.
 */
static void
test_search_kills_workers (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");
  g_autoptr (AriadneEngine) engine = engine_new (cluster, 1);
  const Fate fate = { 70, SIGKILL, NULL };
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  add_near_server (engine);
  add_searches (engine, BATCHED, &fate);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  assert_matches (error->message, "search “toy 0”: worker 1 *3 times*");
  assert_status (ariadne_engine_get_search (engine, 0), ARIADNE_SEARCH_FAILED);
  for (guint i = 1; i < N_SEARCHES; i++)
    assert_as_sync (engine, BATCHED, i);
  watch_end (&watch, cluster);
}

static void
check_run_fails (AriadneRayCluster *cluster,
                 AriadneEngine     *engine,
                 int                code,
                 const char        *pattern)
{
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  add_searches (engine, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, code);
  assert_matches (error->message, pattern);
  watch_end (&watch, cluster);
}

static void
test_servers_always_die (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");
  g_autoptr (AriadneEngine) engine = engine_new (cluster, 2);
  const Fate fate = { 1, SIGKILL, NULL };

  ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 0);
  add_far_server (engine, &fate);
  add_far_server (engine, &fate);
  check_run_fails (cluster, engine, ARIADNE_ERROR_CLOSED, "search “toy 0”: server *");
}

/* What cannot be started at all. */
static void
test_bad_program (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");
  const char *worker[] = { "/bin/false", NULL };
  g_autoptr (AriadneEngine) engine = ariadne_ray_engine_new (cluster, worker, NULL, 2);

  add_near_server (engine);
  check_run_fails (cluster, engine, ARIADNE_ERROR_CLOSED, "search “toy 0”: worker ? fell with*");
}

/* Whoever knows the token, but not the seat, is not let in. */
static void
test_wrong_seat (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("good");
  const char *worker[] = { program, "--lost-worker", NULL };
  g_autoptr (AriadneEngine) engine = ariadne_ray_engine_new (cluster, worker, NULL, 1);

  add_near_server (engine);
  check_run_fails (cluster, engine, ARIADNE_ERROR_CLOSED, "search “toy 0”: worker 1 fell with*");
}

static void
test_no_room (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("full");
  g_autoptr (AriadneEngine) engine = engine_new (cluster, 2);

  _ariadne_remote_engine_set_times (ARIADNE_REMOTE_ENGINE (engine), 120 * G_USEC_PER_SEC,
                                    G_USEC_PER_SEC / 10);
  add_near_server (engine);
  check_run_fails (cluster, engine, ARIADNE_ERROR_TIMED_OUT,
                   "search “toy 0”: worker ? has not come within 0.1 s*has 4 CPUs and 0 GPUs*");
}

/* Bridges that are no good. */

typedef struct
{
  const char *manner;
  int         code;
  const char *pattern;
} BadBridge;

static const BadBridge bad_bridges[] = {
  { "old", ARIADNE_ERROR_PROTOCOL, "*version 0*expected version 1*" },
  { "new", ARIADNE_ERROR_PROTOCOL, "*version 99*expected version 1*" },
  { "silent", ARIADNE_ERROR_CLOSED, "the bridge to Ray ended with status 3" },
  { "failing", ARIADNE_ERROR_FAILED, "Ray: there is no such cluster" },
  { "garbage", ARIADNE_ERROR_PROTOCOL, "the bridge to Ray*expected*JSON*" },
  { "other", ARIADNE_ERROR_PROTOCOL, "*event “snow”*no such event*" },
  { "incomplete", ARIADNE_ERROR_PROTOCOL, "*event “ready”*expected a whole number*" },
  { "twice", ARIADNE_ERROR_PROTOCOL, "*event “hello”*out of turn*" },
  { "endless", ARIADNE_ERROR_PROTOCOL, "*lines of at most 65536 bytes*" },
  { "dying", ARIADNE_ERROR_CLOSED, "search “toy 0”: the bridge to Ray was killed by signal 9 *" },
};

static void
test_bad_bridge (gconstpointer data)
{
  const BadBridge *bad = data;
  g_autoptr (AriadneRayCluster) cluster = cluster_new (bad->manner);
  g_autoptr (AriadneEngine) engine = engine_new (cluster, 2);
  g_autoptr (GError) error = NULL;

  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, bad->code);
  assert_matches (error->message, bad->pattern);
  for (guint i = 0; i < N_SEARCHES; i++)
    assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_FAILED);
  g_clear_error (&error);

  /* It stays lost, until it is closed. */
  g_assert_false (ariadne_ray_cluster_open (cluster, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, bad->code);
  ariadne_ray_cluster_close (cluster);
}

static void
test_no_python (void)
{
  g_autoptr (AriadneRayCluster) nowhere = ariadne_ray_cluster_new ("no-python", "/nonexistent");
  g_autoptr (AriadneRayCluster) no_python = NULL;
  g_autoptr (AriadneRayCluster) no_ray = NULL;
  const char *folder = g_getenv ("ARIADNE_PYTHON_DIR");
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_ray_cluster_check (nowhere, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  assert_matches (error->message, "/nonexistent/ariadne_ray/*: it is not there*");
  g_clear_error (&error);

  no_python = ariadne_ray_cluster_new ("no-python", folder);
  g_assert_false (ariadne_ray_cluster_check (no_python, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  assert_matches (error->message, "there is no Python “no-python”*");
  g_clear_error (&error);

  no_ray = ariadne_ray_cluster_new ("/bin/false", folder);
  g_assert_false (ariadne_ray_cluster_check (no_ray, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  assert_matches (error->message, "“/bin/false” has no Ray: install “ray*");
}

static void
test_cancelled (void)
{
  g_autoptr (AriadneRayCluster) cluster = cluster_new ("full");
  g_autoptr (AriadneEngine) engine = engine_new (cluster, 2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (engine, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < N_SEARCHES; i++)
    assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_CANCELLED);
}

/* What this program does when a bridge starts it: --worker --join=ADDRESS --seat=N */
static int
placed_main (char **argv)
{
  const char *token = g_getenv (ARIADNE_TOKEN_VARIABLE);
  gboolean is_lost = g_str_equal (argv[1], "--lost-worker");
  guint seat = strtoul (strchr (argv[3], '=') + 1, NULL, 10);

  return remote_main (is_lost ? "--worker" : argv[1], strchr (argv[2], '=') + 1, token,
                      is_lost ? seat + 1000 : seat);
}

int
main (int   argc,
      char *argv[])
{
  program = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--bridge"))
    return fake_bridge_main (argv[2]);
  if (argc == 4 && g_str_has_prefix (argv[2], "--join="))
    return placed_main (argv);

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/RayEngine/equals_sync", test_equals_sync);
  g_test_add_func ("/Ariadne/RayEngine/queues", test_queues);
  g_test_add_func ("/Ariadne/RayEngine/shared", test_shared);
  g_test_add_func ("/Ariadne/RayEngine/address", test_address);
  g_test_add_func ("/Ariadne/RayEngine/worker_is_killed", test_worker_is_killed);
  g_test_add_func ("/Ariadne/RayEngine/server_is_killed", test_server_is_killed);
  g_test_add_func ("/Ariadne/RayEngine/worker_is_stopped", test_worker_is_stopped);
  g_test_add_func ("/Ariadne/RayEngine/search_kills_workers", test_search_kills_workers);
  g_test_add_func ("/Ariadne/RayEngine/servers_always_die", test_servers_always_die);
  g_test_add_func ("/Ariadne/RayEngine/bad_program", test_bad_program);
  g_test_add_func ("/Ariadne/RayEngine/wrong_seat", test_wrong_seat);
  g_test_add_func ("/Ariadne/RayEngine/no_room", test_no_room);
  for (guint i = 0; i < G_N_ELEMENTS (bad_bridges); i++)
    {
      g_autofree char *path = NULL;

      path = g_strconcat ("/Ariadne/RayEngine/bad_bridge/", bad_bridges[i].manner, NULL);
      g_test_add_data_func (path, &bad_bridges[i], test_bad_bridge);
    }
  g_test_add_func ("/Ariadne/RayEngine/no_python", test_no_python);
  g_test_add_func ("/Ariadne/RayEngine/cancelled", test_cancelled);

  return g_test_run ();
}
