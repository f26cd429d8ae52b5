/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "engine/ariadne-thread-engine.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-rollout.h"
#include "search/check-search.h"
#include "search/toy-portfolio.h"
#include "serving/ariadne-batch-size-batcher.h"

#define N_HEADS 20

typedef enum {
  BATCHED,
  CONTINUOUS,
  ROLLOUT,
  BEAM,
  COLUMNS,
  PORTFOLIO,
  N_KINDS
} Kind;

static AriadneSearch *
search_new (Kind           kind,
            AriadneDomain *domain,
            guint          number)
{
  g_autoptr (AriadneState) start = toy_state_new (35 + 211 * number);
  AriadneSearch *search;

  if (kind == BATCHED)
    search = ariadne_batched_astar_new (domain, start, N_HEADS - 1, 60 + number, 1 + number % 5);
  else if (kind == CONTINUOUS)
    search = ariadne_continuous_astar_new (domain, start, N_HEADS - 1, 60 + number, 1 + number % 5);
  else if (kind == BEAM)
    search = ariadne_beam_new (domain, start, N_HEADS - 1, 60 + number, 2 + number % 5, 3);
  else if (kind == COLUMNS)
    search = ariadne_depth_columns_new (domain, start, N_HEADS - 1, 60 + number, 1 + number % 5);
  else if (kind == PORTFOLIO)
    search = toy_portfolio_new (domain, start, N_HEADS - 1, 60 + number, 1 + number % 5);
  else
    search = ariadne_rollout_new (domain, start, N_HEADS, 1 + number % 5, number);
  ariadne_search_set_recording (search, TRUE);

  return search;
}

static void
add_server (AriadneEngine *engine,
            AriadneModel  *model,
            guint          batch_size)
{
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (batch_size);

  ariadne_thread_engine_add_server (ARIADNE_THREAD_ENGINE (engine), model, batcher,
                                    ARIADNE_BATCH_POLICY_ADAPTIVE);
}

static AriadneEngine *
engine_new (guint        n_searchers,
            guint        n_servers,
            guint        batch_size,
            ScriptedGain gain)
{
  AriadneEngine *engine = ariadne_thread_engine_new (n_searchers);

  for (guint i = 0; i < n_servers; i++)
    {
      g_autoptr (AriadneModel) model = scripted_model_new (N_HEADS, gain);

      add_server (engine, model, batch_size);
    }

  return engine;
}

static void
add_searches (AriadneEngine *engine,
              Kind           kind,
              guint          n_searches)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  for (guint i = 0; i < n_searches; i++)
    {
      g_autoptr (AriadneSearch) search = search_new (kind, domain, i);

      ariadne_engine_add_search (engine, search);
    }
}

static void
check_equals_sync (Kind  kind,
                   guint n_searchers,
                   guint n_servers,
                   guint batch_size)
{
  g_autoptr (AriadneEngine) engine = NULL;
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (GError) error = NULL;

  engine = engine_new (n_searchers, n_servers, batch_size, gain_anything);
  add_searches (engine, kind, 8);
  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < ariadne_engine_get_n_searches (engine); i++)
    {
      g_autoptr (AriadneSearch) alone = search_new (kind, domain, i);

      run (alone, N_HEADS, gain_anything);
      assert_same_run (ariadne_engine_get_search (engine, i), alone);
      g_assert_null (ariadne_engine_get_search_error (engine, i));
    }
}

static void
check_all_settings (Kind kind)
{
  static const guint batch_sizes[] = { 1, 7, 128, 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (batch_sizes); i++)
    for (guint n_searchers = 1; n_searchers <= 8; n_searchers++)
      for (guint n_servers = 1; n_servers <= 2; n_servers++)
        check_equals_sync (kind, n_searchers, n_servers, batch_sizes[i]);
}

static void
test_batched_equals_sync (void)
{
  check_all_settings (BATCHED);
}

static void
test_rollout_equals_sync (void)
{
  check_all_settings (ROLLOUT);
}

static void
test_beam_equals_sync (void)
{
  check_all_settings (BEAM);
}

static void
test_columns_equal_sync (void)
{
  check_all_settings (COLUMNS);
}

static void
test_portfolio_equals_sync (void)
{
  check_all_settings (PORTFOLIO);
}

static void
test_same_again (void)
{
  for (guint i = 0; i < 20; i++)
    check_equals_sync (i % 2 == 0 ? BATCHED : ROLLOUT, 1 + i % 8, 1, 7);
}

static void
assert_ended_by_itself (AriadneSearch *search)
{
  AriadneSearchProgress progress;

  ariadne_search_get_progress (search, &progress);
  g_assert_true (progress.status == ARIADNE_SEARCH_BUDGET_EXHAUSTED
                 || progress.status == ARIADNE_SEARCH_SPACE_EXHAUSTED);
}

static void
test_continuous_ends (void)
{
  for (guint n_searchers = 1; n_searchers <= 8; n_searchers *= 2)
    {
      g_autoptr (AriadneEngine) engine = NULL;
      g_autoptr (GError) error = NULL;

      engine = engine_new (n_searchers, 1 + n_searchers % 2, 16, gain_anything);
      add_searches (engine, CONTINUOUS, 8);
      g_assert_true (ariadne_engine_run (engine, NULL, &error));
      g_assert_no_error (error);

      for (guint i = 0; i < 8; i++)
        {
          AriadneSearchProgress progress;

          assert_ended_by_itself (ariadne_engine_get_search (engine, i));
          ariadne_search_get_progress (ariadne_engine_get_search (engine, i), &progress);
          g_assert_cmpuint (progress.n_visited, >, 10);
        }
    }
}

static float
gain_but_for_elevens (guint32 n,
                      guint   t)
{
  return n % 11 == 0 ? NAN : 1.0f;
}

/* The second search starts at a multiple of 11 and has no other neighbours. */
static void
test_one_search_fails (void)
{
  static const guint32 starts[] = { 5, 11, 7, 13 };
  g_autoptr (AriadneEngine) engine = engine_new (2, 1, 16, gain_but_for_elevens);
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (AriadneState) start = toy_state_new (starts[i]);
      g_autoptr (AriadneSearch) search = ariadne_batched_astar_new (domain, start, 9, 50, 4);

      ariadne_engine_add_search (engine, search);
    }

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      const GError *of_search = ariadne_engine_get_search_error (engine, i);

      assert_status (ariadne_engine_get_search (engine, i),
                     i == 1 ? ARIADNE_SEARCH_FAILED : ARIADNE_SEARCH_BUDGET_EXHAUSTED);
      g_assert_cmpint (of_search != NULL, ==, i == 1);
    }
}

/* Only the requests of the batch that failed fail; the server goes on. */
static void
test_model_fails (void)
{
  g_autoptr (AriadneEngine) engine = ariadne_thread_engine_new (2);
  g_autoptr (AriadneModel) model = scripted_model_new (N_HEADS, gain_anything);
  g_autoptr (GError) error = NULL;
  guint n_failed = 0;

  SCRIPTED_MODEL (model)->n_good = 30;
  add_server (engine, model, 1);
  add_searches (engine, BATCHED, 4);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);

  for (guint i = 0; i < 4; i++)
    {
      AriadneSearch *search = ariadne_engine_get_search (engine, i);

      if (ariadne_engine_get_search_error (engine, i) != NULL)
        {
          n_failed++;
          assert_status (search, ARIADNE_SEARCH_FAILED);
        }
      else
        assert_ended_by_itself (search);
      g_assert_cmpuint (ariadne_search_get_n_visited (search), >, 1);
    }
  g_assert_cmpuint (n_failed, ==, 1);
}

static void
cancel_at_batch_10 (guint    batch,
                    gpointer data)
{
  if (batch == 10)
    g_cancellable_cancel (data);
}

/* The thread of the server cancels. */
static void
test_cancel (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autoptr (AriadneEngine) engine = ariadne_thread_engine_new (3);
      g_autoptr (AriadneModel) model = scripted_model_new (N_HEADS, gain_anything);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      SCRIPTED_MODEL (model)->on_batch = cancel_at_batch_10;
      SCRIPTED_MODEL (model)->on_batch_data = cancellable;
      add_server (engine, model, 4);
      add_searches (engine, kind, 8);

      g_assert_false (ariadne_engine_run (engine, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      for (guint i = 0; i < 8; i++)
        {
          assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_CANCELLED);
          g_assert_cmpuint (ariadne_search_get_n_visited (ariadne_engine_get_search (engine, i)),
                            >=, 1);
        }
    }
}

static void
look (AriadneEngine *engine)
{
  g_autoptr (AriadneServer) server = NULL;

  for (guint i = 0; i < ariadne_engine_get_n_searches (engine); i++)
    {
      AriadneSearchProgress progress;

      ariadne_search_get_progress (ariadne_engine_get_search (engine, i), &progress);
      if (progress.status != ARIADNE_SEARCH_READY)
        g_assert_cmpfloat (progress.best_cost, <=, progress.start_cost);
    }

  server = ariadne_thread_engine_dup_server (ARIADNE_THREAD_ENGINE (engine), 0);
  if (server != NULL)
    {
      AriadneServerMetrics metrics;

      ariadne_server_get_metrics (server, &metrics);
      g_assert_cmpuint (metrics.n_batches, <=, metrics.n_rows);
    }
}

/* Somebody who looks all the time until told to stop. */
typedef struct
{
  AriadneEngine *engine;
  gint           done; /* atomic */
} Onlooker;

static gpointer
onlooker_func (gpointer data)
{
  Onlooker *onlooker = data;

  while (!g_atomic_int_get (&onlooker->done))
    {
      look (onlooker->engine);
      g_thread_yield ();
    }

  return NULL;
}

static void
test_progress_from_outside (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2, 1, 1, gain_anything);
  g_autoptr (AriadneServer) server = NULL;
  g_autoptr (GError) error = NULL;
  Onlooker onlooker = { engine };
  AriadneServerMetrics metrics;
  guint64 n_evaluations = 0;
  GThread *thread;

  add_searches (engine, BATCHED, 8);
  g_assert_null (ariadne_thread_engine_dup_server (ARIADNE_THREAD_ENGINE (engine), 0));

  thread = g_thread_new ("onlooker", onlooker_func, &onlooker);
  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
  g_atomic_int_set (&onlooker.done, TRUE);
  g_thread_join (thread);

  for (guint i = 0; i < 8; i++)
    {
      AriadneSearchProgress progress;

      ariadne_search_get_progress (ariadne_engine_get_search (engine, i), &progress);
      n_evaluations += progress.n_evaluations;
    }
  server = ariadne_thread_engine_dup_server (ARIADNE_THREAD_ENGINE (engine), 0);
  ariadne_server_get_metrics (server, &metrics);
  g_assert_cmpuint (metrics.n_rows, ==, n_evaluations);
}

static void
engine_ran_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->n_ends++;
  outcome->succeeded = ariadne_engine_run_finish (ARIADNE_ENGINE (object), result,
                                                  &outcome->error);
  g_main_loop_quit (outcome->loop);
}

static void
test_asynchronous (void)
{
  Outcome outcome = { g_main_loop_new (NULL, FALSE) };
  g_autoptr (AriadneEngine) engine = engine_new (2, 1, 8, gain_anything);

  add_searches (engine, BATCHED, 8);
  ariadne_engine_run_async (engine, NULL, engine_ran_cb, &outcome);
  g_main_loop_run (outcome.loop);
  g_main_loop_unref (outcome.loop);

  g_assert_cmpuint (outcome.n_ends, ==, 1);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.succeeded);
  for (guint i = 0; i < 8; i++)
    assert_ended_by_itself (ariadne_engine_get_search (engine, i));
}

/* Nothing is run if anything is wrong. */
static void
test_bad_settings (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) start = toy_state_new (1);
  g_autoptr (AriadneSearch) too_deep = NULL;
  g_autoptr (AriadneEngine) engine = engine_new (2, 1, 8, gain_nothing);
  g_autoptr (AriadneEngine) no_servers = engine_new (2, 0, 8, gain_nothing);
  g_autoptr (AriadneEngine) no_searchers = engine_new (0, 1, 8, gain_nothing);
  g_autoptr (GError) error = NULL;

  too_deep = ariadne_batched_astar_new (domain, start, N_HEADS, 10, 1);
  ariadne_search_set_name (too_deep, "deep");
  add_searches (engine, BATCHED, 3);
  ariadne_engine_add_search (engine, too_deep);
  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_pattern_match_simple ("*“deep”*heads*", error->message));
  for (guint i = 0; i < 4; i++)
    assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_READY);
  g_clear_error (&error);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  add_searches (no_servers, BATCHED, 1);
  g_assert_false (ariadne_engine_run (no_servers, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  g_assert_false (ariadne_engine_run (no_searchers, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
}

static void
test_nothing_to_do (void)
{
  g_autoptr (AriadneEngine) engine = engine_new (2, 1, 8, gain_nothing);
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);
}

/* The model reads the encoded form, which the searchers make. */
static void
test_encoded (void)
{
  g_autoptr (AriadneEngine) engine = ariadne_thread_engine_new (2);
  g_autoptr (AriadneModel) model = scripted_model_new (N_HEADS, gain_anything);
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSearch) alone = search_new (BATCHED, domain, 0);
  g_autoptr (GError) error = NULL;

  SCRIPTED_MODEL (model)->wants_bytes = TRUE;
  add_server (engine, model, 8);
  add_searches (engine, BATCHED, 1);
  g_assert_true (ariadne_engine_run (engine, NULL, &error));
  g_assert_no_error (error);

  run (alone, N_HEADS, gain_anything);
  assert_same_run (ariadne_engine_get_search (engine, 0), alone);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ThreadEngine/batched_equals_sync", test_batched_equals_sync);
  g_test_add_func ("/Ariadne/ThreadEngine/rollout_equals_sync", test_rollout_equals_sync);
  g_test_add_func ("/Ariadne/ThreadEngine/beam_equals_sync", test_beam_equals_sync);
  g_test_add_func ("/Ariadne/ThreadEngine/columns_equal_sync", test_columns_equal_sync);
  g_test_add_func ("/Ariadne/ThreadEngine/portfolio_equals_sync", test_portfolio_equals_sync);
  g_test_add_func ("/Ariadne/ThreadEngine/same_again", test_same_again);
  g_test_add_func ("/Ariadne/ThreadEngine/continuous_ends", test_continuous_ends);
  g_test_add_func ("/Ariadne/ThreadEngine/one_search_fails", test_one_search_fails);
  g_test_add_func ("/Ariadne/ThreadEngine/model_fails", test_model_fails);
  g_test_add_func ("/Ariadne/ThreadEngine/cancel", test_cancel);
  g_test_add_func ("/Ariadne/ThreadEngine/progress_from_outside", test_progress_from_outside);
  g_test_add_func ("/Ariadne/ThreadEngine/asynchronous", test_asynchronous);
  g_test_add_func ("/Ariadne/ThreadEngine/bad_settings", test_bad_settings);
  g_test_add_func ("/Ariadne/ThreadEngine/nothing_to_do", test_nothing_to_do);
  g_test_add_func ("/Ariadne/ThreadEngine/encoded", test_encoded);

  return g_test_run ();
}
