/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-process-engine.h"
#include "engine/remote-fixture.h"

static const char *program; /* this one */

static AriadneEngine *
engine_new (guint n_workers)
{
  const char *worker[] = { program, "--worker", NULL };
  const char *server[] = { program, "--server", NULL };
  AriadneEngine *engine = ariadne_process_engine_new (worker, server, n_workers);

  /* Nobody is taken for dead because the machine is slow. */
  ariadne_remote_engine_set_patience (ARIADNE_REMOTE_ENGINE (engine), 120);

  return engine;
}

static void
check_equals_sync (Kind  kind,
                   guint n_workers,
                   guint n_far_servers)
{
  g_autoptr (AriadneEngine) engine = engine_new (n_workers);
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  if (n_far_servers == 0)
    add_near_server (engine);
  for (guint i = 0; i < n_far_servers; i++)
    add_far_server (engine, &no_fate);
  add_searches (engine, kind, &no_fate);

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  if (kind != CONTINUOUS)
    {
      assert_all_as_sync (engine, kind);
      g_assert_cmpuint (watch.n_rows, ==, count_evaluations (engine));
    }
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_STARTED], ==, n_workers + n_far_servers);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_READY], <=, n_workers + n_far_servers);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_LEFT], ==, n_workers + n_far_servers);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 0);
  watch_clear (&watch);
}

static void
test_server_here (void)
{
  for (guint n_workers = 1; n_workers <= 4; n_workers++)
    {
      check_equals_sync (BATCHED, n_workers, 0);
      check_equals_sync (ROLLOUT, n_workers, 0);
    }
}

static void
test_servers_elsewhere (void)
{
  for (guint n_servers = 1; n_servers <= 3; n_servers++)
    {
      check_equals_sync (BATCHED, 1 + n_servers % 3, n_servers);
      check_equals_sync (ROLLOUT, 1 + n_servers % 3, n_servers);
    }
}

static void
test_many_in_flight (void)
{
  for (Kind kind = BEAM; kind <= PORTFOLIO; kind++)
    {
      check_equals_sync (kind, 2, 0);
      check_equals_sync (kind, 2, 2);
    }
}

static void
test_continuous (void)
{
  check_equals_sync (CONTINUOUS, 2, 2);
}

/* Encoded by the workers, and by the servers. */
static void
test_encoding (void)
{
  for (guint far_encoding = 0; far_encoding < 2; far_encoding++)
    for (guint far_server = 0; far_server < 2; far_server++)
      {
        g_autoptr (AriadneEngine) engine = engine_new (2);
        g_autoptr (GError) error = NULL;

        if (far_server)
          ariadne_remote_engine_add_far_server (ARIADNE_REMOTE_ENGINE (engine),
                                                fatal_model_recipe_new (&no_fate, TRUE), 7,
                                                ARIADNE_BATCH_POLICY_ADAPTIVE);
        else
          SCRIPTED_MODEL (add_near_server (engine))->wants_bytes = TRUE;
        ariadne_remote_engine_set_far_encoding (ARIADNE_REMOTE_ENGINE (engine), far_encoding);
        add_searches (engine, BATCHED, &no_fate);
        g_assert_true (ariadne_engine_run (engine, NULL, &error));
        g_assert_no_error (error);
        assert_all_as_sync (engine, BATCHED);
      }
}

/* Without a recording the digest and the best state come, the others do not. */
static void
test_not_recording (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2);
  g_autoptr (GError) error = NULL;

  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);
  for (guint i = 0; i < N_SEARCHES; i++)
    ariadne_search_set_recording (ariadne_engine_get_search (engine, i), FALSE);

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
  for (guint i = 0; i < N_SEARCHES; i++)
    {
      AriadneSearch *search = ariadne_engine_get_search (engine, i);

      g_assert_cmpuint (ariadne_search_get_n_visited (search), ==, 0);
      g_assert_nonnull (ariadne_search_get_best (search));
    }
}

/* Holds the server up until somebody is seen to be on the way. */
static void
await_progress (guint    batch,
                gpointer data)
{
  AriadneEngine *engine = data;
  gboolean seen = batch < 10;

  while (!seen)
    {
      g_usleep (5000);
      for (guint i = 0; i < N_SEARCHES; i++)
        {
          AriadneSearchProgress progress;

          ariadne_search_get_progress (ariadne_engine_get_search (engine, i), &progress);
          seen |= progress.status == ARIADNE_SEARCH_RUNNING && progress.n_evaluations > 0
                  && progress.best_cost <= progress.start_cost;
        }
    }
}

static void
test_progress (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2);
  g_autoptr (GError) error = NULL;
  AriadneModel *model = add_near_server (engine);

  SCRIPTED_MODEL (model)->on_batch = await_progress;
  SCRIPTED_MODEL (model)->on_batch_data = engine;
  add_searches (engine, BATCHED, &no_fate);
  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
}

/* State 70 is the first neighbour of the start of the first search. */
static void
check_worker_dies_once (int   signal,
                        guint n_workers,
                        guint patience)
{
  g_autoptr (AriadneEngine) engine = engine_new (n_workers);
  g_autoptr (GError) error = NULL;
  Fate fate = { 70, signal, flag_new () };
  Watch watch;

  watch_init (&watch, engine);
  if (patience > 0)
    {
      ariadne_remote_engine_set_patience (ARIADNE_REMOTE_ENGINE (engine), patience);
      ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 1000);
    }
  add_near_server (engine);
  add_searches (engine, BATCHED, &fate);

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], >=, 1);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_RETRIED], >=, 1);
  assert_matches (watch.messages->str, patience > 0
                                         ? "*worker * has not answered for *"
                                         : "*worker * was killed by signal 9 *");
  assert_matches (watch.messages->str, "*search “toy *” is run again, since worker *");
  watch_clear (&watch);
  flag_free (fate.once);
}

static void
test_worker_is_killed (void)
{
  check_worker_dies_once (SIGKILL, 1, 0);
  check_worker_dies_once (SIGKILL, 3, 0);
}

static void
test_worker_is_stopped (void)
{
  check_worker_dies_once (SIGSTOP, 2, 2);
}

/* The one search that kills its workers fails; the others do not. */
static void
test_search_kills_workers (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2);
  const Fate fate = { 70, SIGKILL, NULL };
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  add_near_server (engine);
  add_searches (engine, BATCHED, &fate);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  assert_matches (error->message, "search “toy 0”: worker ? was killed by signal 9 *3 times*");
  assert_status (ariadne_engine_get_search (engine, 0), ARIADNE_SEARCH_FAILED);
  for (guint i = 1; i < N_SEARCHES; i++)
    assert_as_sync (engine, BATCHED, i);
  watch_clear (&watch);
}

static void
test_search_is_run_once (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (1);
  const Fate fate = { 70, SIGKILL, NULL };
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 0);
  add_near_server (engine);
  add_searches (engine, BATCHED, &fate);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  assert_matches (error->message, "search “toy 0”: worker 1 was killed by signal 9 *; it was run "
                                  "once, in vain");
  watch_clear (&watch);
}

static void
check_server_dies_once (guint n_servers)
{
  g_autoptr (AriadneEngine) engine = engine_new (2);
  g_autoptr (GError) error = NULL;
  Fate fate = { 2, SIGKILL, flag_new () };
  Watch watch;

  watch_init (&watch, engine);
  for (guint i = 0; i < n_servers; i++)
    add_far_server (engine, &fate);
  add_searches (engine, BATCHED, &no_fate);

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  assert_all_as_sync (engine, BATCHED);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 1);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_RETRIED], ==, 0);
  assert_matches (watch.messages->str, "*server * was killed by signal 9 *");
  watch_clear (&watch);
  flag_free (fate.once);
}

static void
test_server_is_killed (void)
{
  check_server_dies_once (1);
  check_server_dies_once (2);
}

/* No server gets further than its first batch. */
static void
test_servers_always_die (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2);
  const Fate fate = { 1, SIGKILL, NULL };
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 0);
  add_far_server (engine, &fate);
  add_far_server (engine, &fate);
  add_searches (engine, BATCHED, &no_fate);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
  assert_matches (error->message, "search “toy 0”: server * was killed by signal 9 *");
  for (guint i = 0; i < N_SEARCHES; i++)
    assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_FAILED);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 2);
  watch_clear (&watch);
}

/* The one search whose request kills servers fails, after so many as it takes to be
 * sure; the others do not.
 */
static void
check_request_kills_servers (guint n_servers)
{
  g_autoptr (AriadneEngine) engine = engine_new (2);
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  for (guint i = 0; i < n_servers; i++)
    {
      GVariant *recipe = g_variant_new (ARIADNE_RECIPE_TYPE_STRING, "poisoned",
                                        g_variant_new_uint32 (POISON));

      ariadne_remote_engine_add_far_server (ARIADNE_REMOTE_ENGINE (engine), recipe, 7,
                                            ARIADNE_BATCH_POLICY_ADAPTIVE);
    }
  add_searches (engine, BATCHED, &no_fate);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_test_message ("%s", watch.messages->str);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED);
  assert_matches (error->message, "search “toy 0”: *was with 3 servers when they were lost*");
  assert_status (ariadne_engine_get_search (engine, 0), ARIADNE_SEARCH_FAILED);
  for (guint i = 1; i < N_SEARCHES; i++)
    assert_as_sync (engine, BATCHED, i);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 3);
  watch_clear (&watch);
}

static void
test_request_kills_servers (void)
{
  check_request_kills_servers (1);
  check_request_kills_servers (2);
}

static void
cancel_at_batch_5 (guint    batch,
                   gpointer data)
{
  if (batch == 5)
    g_cancellable_cancel (data);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AriadneEngine) engine = engine_new (2);
  g_autoptr (GError) error = NULL;
  AriadneModel *model;
  Watch watch;

  watch_init (&watch, engine);
  model = add_near_server (engine);
  SCRIPTED_MODEL (model)->on_batch = cancel_at_batch_5;
  SCRIPTED_MODEL (model)->on_batch_data = cancellable;
  add_searches (engine, BATCHED, &no_fate);

  g_assert_false (ariadne_engine_run (engine, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < N_SEARCHES; i++)
    {
      const GError *of_search = ariadne_engine_get_search_error (engine, i);
      AriadneSearch *search = ariadne_engine_get_search (engine, i);

      g_assert_cmpuint (ariadne_search_get_n_visited (search), >=, 1);
      if (of_search == NULL)
        continue;
      g_assert_error (of_search, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_status (search, ARIADNE_SEARCH_CANCELLED);
    }
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_DIED], ==, 0);
  watch_clear (&watch);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AriadneEngine) engine = engine_new (2);
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);
  g_cancellable_cancel (cancellable);

  g_assert_false (ariadne_engine_run (engine, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < N_SEARCHES; i++)
    assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_CANCELLED);
  watch_clear (&watch);
}

/* The model says no to one batch; that is no reason to run anything again. */
static void
test_model_fails (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2);
  g_autoptr (GError) error = NULL;
  guint n_failed = 0;
  Watch watch;

  watch_init (&watch, engine);
  SCRIPTED_MODEL (add_near_server (engine))->n_good = 10;
  add_searches (engine, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
  for (guint i = 0; i < N_SEARCHES; i++)
    if (ariadne_engine_get_search_error (engine, i) == NULL)
      assert_as_sync (engine, BATCHED, i);
    else
      n_failed++;
  g_assert_cmpuint (n_failed, >=, 1);
  g_assert_cmpuint (watch.n_events[ARIADNE_ENGINE_EVENT_RETRIED], ==, 0);
  watch_clear (&watch);
}

/* Programs that are no workers. */
static void
check_bad_program (const char *const *worker,
                   int                code,
                   const char        *pattern)
{
  g_autoptr (AriadneEngine) engine = ariadne_process_engine_new (worker, NULL, 2);
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_init (&watch, engine);
  _ariadne_remote_engine_set_times (ARIADNE_REMOTE_ENGINE (engine), G_USEC_PER_SEC / 2,
                                    G_USEC_PER_SEC / 2);
  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, code);
  assert_matches (error->message, pattern);
  for (guint i = 0; i < N_SEARCHES; i++)
    {
      g_assert_nonnull (ariadne_engine_get_search_error (engine, i));
      assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_FAILED);
    }
  watch_clear (&watch);
}

static void
test_bad_programs (void)
{
  check_bad_program ((const char *[]){ "/nonexistent/ariadne", NULL }, ARIADNE_ERROR_FAILED,
                     "search “toy 0”: worker * cannot start worker *");
  check_bad_program ((const char *[]){ "false", NULL }, ARIADNE_ERROR_CLOSED,
                     "search “toy 0”: worker * ended with status 1");
  check_bad_program ((const char *[]){ "true", NULL }, ARIADNE_ERROR_CLOSED,
                     "search “toy 0”: worker * ended with status 0");
  check_bad_program ((const char *[]){ "sleep", "1000", NULL }, ARIADNE_ERROR_TIMED_OUT,
                     "search “toy 0”: worker * has not said HELLO within *");
}

static void
test_bad_settings (void)
{
  g_autoptr (AriadneEngine) no_workers = engine_new (0);
  g_autoptr (AriadneEngine) no_servers = engine_new (1);
  g_autoptr (AriadneEngine) no_recipe = engine_new (1);
  g_autoptr (AriadneEngine) no_command = NULL;
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSearch) search = search_new (BATCHED, domain, 0);
  g_autoptr (GError) error = NULL;

  add_near_server (no_workers);
  add_searches (no_workers, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (no_workers, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  add_searches (no_servers, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (no_servers, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  add_near_server (no_recipe);
  ariadne_engine_add_search (no_recipe, search);
  g_assert_false (ariadne_engine_run (no_recipe, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  no_command = ariadne_process_engine_new ((const char *[]){ program, "--worker", NULL }, NULL, 1);
  add_far_server (no_command, &no_fate);
  add_searches (no_command, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (no_command, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
}

int
main (int   argc,
      char *argv[])
{
  if (argc > 1 && (g_str_equal (argv[1], "--worker") || g_str_equal (argv[1], "--server")))
    return remote_main (argv[1], NULL, NULL, 0);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ProcessEngine/server_here", test_server_here);
  g_test_add_func ("/Ariadne/ProcessEngine/servers_elsewhere", test_servers_elsewhere);
  g_test_add_func ("/Ariadne/ProcessEngine/many_in_flight", test_many_in_flight);
  g_test_add_func ("/Ariadne/ProcessEngine/continuous", test_continuous);
  g_test_add_func ("/Ariadne/ProcessEngine/encoding", test_encoding);
  g_test_add_func ("/Ariadne/ProcessEngine/not_recording", test_not_recording);
  g_test_add_func ("/Ariadne/ProcessEngine/progress", test_progress);
  g_test_add_func ("/Ariadne/ProcessEngine/worker_is_killed", test_worker_is_killed);
  g_test_add_func ("/Ariadne/ProcessEngine/worker_is_stopped", test_worker_is_stopped);
  g_test_add_func ("/Ariadne/ProcessEngine/search_kills_workers", test_search_kills_workers);
  g_test_add_func ("/Ariadne/ProcessEngine/search_is_run_once", test_search_is_run_once);
  g_test_add_func ("/Ariadne/ProcessEngine/server_is_killed", test_server_is_killed);
  g_test_add_func ("/Ariadne/ProcessEngine/servers_always_die", test_servers_always_die);
  g_test_add_func ("/Ariadne/ProcessEngine/request_kills_servers", test_request_kills_servers);
  g_test_add_func ("/Ariadne/ProcessEngine/cancel", test_cancel);
  g_test_add_func ("/Ariadne/ProcessEngine/cancelled_before", test_cancelled_before);
  g_test_add_func ("/Ariadne/ProcessEngine/model_fails", test_model_fails);
  g_test_add_func ("/Ariadne/ProcessEngine/bad_programs", test_bad_programs);
  g_test_add_func ("/Ariadne/ProcessEngine/bad_settings", test_bad_settings);

  return g_test_run ();
}
