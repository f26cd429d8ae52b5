/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "check-search.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-rollout.h"
#include "toy-portfolio.h"

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
search_new (Kind  kind,
            guint depth,
            guint size,
            guint width)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) start = toy_state_new (12);

  switch (kind)
    {
    case BATCHED:
      return ariadne_batched_astar_new (domain, start, depth, size, width);

    case CONTINUOUS:
      return ariadne_continuous_astar_new (domain, start, depth, size, width);

    case BEAM:
      return ariadne_beam_new (domain, start, depth, size, width, 1000);

    case COLUMNS:
      return ariadne_depth_columns_new (domain, start, depth, size, width);

    case PORTFOLIO:
      return toy_portfolio_new (domain, start, depth, size, width);

    case ROLLOUT:
    case N_KINDS:
    default:
      return ariadne_rollout_new (domain, start, depth, size, 0);
    }
}

/* Runs either way; returns the number of batches that were evaluated. */
static guint
run_either_way (AriadneSearch  *search,
                ScriptedModel  *model,
                gboolean        async,
                GCancellable   *cancellable,
                GError        **error)
{
  g_autoptr (ScriptedFunction) function = NULL;

  if (!async)
    {
      ariadne_search_set_recording (search, TRUE);
      ariadne_search_run (search, ARIADNE_MODEL (model), 1000, cancellable, error);
      return model->n_batches;
    }

  function = scripted_function_new (ARIADNE_MODEL (model), ariadne_search_get_domain (search));
  ariadne_search_set_encoding (search, model->wants_bytes);
  run_with (search, function, cancellable, error);

  return model->n_batches;
}

static void
test_bad_parameters (void)
{
  static const struct
  {
    Kind        kind;
    guint       depth;
    guint       size;
    guint       width;
    const char *message;
  } cases[] = {
    { BATCHED, 0, 10, 1, "*“bad”*depth is 0, expected 1 to*" },
    { BATCHED, 10, 10, 1, "*depth of 10*at least 11 heads*has 10*" },
    { BATCHED, 3000000, 10, 1, "*depth is 3000000, expected 1 to*" },
    { BATCHED, 5, 0, 1, "*budget is 0, expected 1 to*" },
    { BATCHED, 5, G_MAXUINT, 1, "*budget is 4294967295, expected 1 to*" },
    { BATCHED, 5, 10, 0, "*buffer size is 0, expected 1 to*" },
    { CONTINUOUS, 0, 10, 1, "*depth is 0*" },
    { CONTINUOUS, 10, 10, 1, "*depth of 10*at least 11 heads*has 10*" },
    { CONTINUOUS, 5, 0, 1, "*budget is 0*" },
    { CONTINUOUS, 5, 10, 0, "*window is 0*" },
    { ROLLOUT, 0, 1, 0, "*depth is 0*" },
    { ROLLOUT, 11, 1, 0, "*depth of 11*at least 11 heads*has 10*" },
    { ROLLOUT, 5, 0, 0, "*number of rollouts is 0*" },
    { BEAM, 0, 10, 1, "*depth is 0*" },
    { BEAM, 10, 10, 1, "*depth of 10*at least 11 heads*has 10*" },
    { BEAM, 5, 0, 1, "*budget is 0*" },
    { BEAM, 5, 10, 0, "*width is 0*" },
    { COLUMNS, 0, 10, 1, "*depth is 0*" },
    { COLUMNS, 10, 10, 1, "*depth of 10*at least 11 heads*has 10*" },
    { COLUMNS, 5, 0, 1, "*budget is 0*" },
    { COLUMNS, 5, 10, 0, "*window is 0*" },
    { PORTFOLIO, 5, 0, 1, "*budget is 0*" },
    { PORTFOLIO, 5, 10, 0, "*buffer size is 0*" },
    { PORTFOLIO, 10, 10, 1, "*depth of 10*at least 11 heads*has 10*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint async = 0; async < 2; async++)
      {
        g_autoptr (AriadneSearch) search = NULL;
        g_autoptr (AriadneModel) model = scripted_model_new (10, gain_nothing);
        g_autoptr (GError) error = NULL;
        g_autoptr (GError) error_before = NULL;
        guint n_batches;

        search = search_new (cases[i].kind, cases[i].depth, cases[i].size, cases[i].width);
        ariadne_search_set_name (search, "bad");
        g_assert_false (ariadne_search_validate (search, 10, &error_before));
        assert_status (search, ARIADNE_SEARCH_READY);

        n_batches = run_either_way (search, SCRIPTED_MODEL (model), async, NULL, &error);
        g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
        g_assert_true (g_pattern_match_simple (cases[i].message, error->message));
        g_assert_cmpstr (error_before->message, ==, error->message);
        assert_status (search, ARIADNE_SEARCH_FAILED);

        /* Only the answers tell an asynchronous search how many heads there are. */
        g_assert_cmpuint (n_batches, <=, async);
      }
}

/* Four rollouts of five steps come to 24 states at most. */
static void
test_rollouts_and_memory (void)
{
  g_autoptr (AriadneSearch) too_many = search_new (ROLLOUT, 5, 4, 0);
  g_autoptr (AriadneSearch) sound = search_new (ROLLOUT, 5, 4, 0);
  g_autoptr (GError) error = NULL;

  ariadne_search_set_max_visited (too_many, 24);
  g_assert_false (ariadne_search_validate (too_many, 10, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_pattern_match_simple ("*24 states, expected less than the 24*", error->message));

  ariadne_search_set_max_visited (sound, 25);
  run (sound, 10, gain_anything);
  assert_status (sound, ARIADNE_SEARCH_FINISHED);
  g_assert_cmpuint (ariadne_search_get_n_visited (sound), ==, 24);
}

static void
test_deepest_with_heads (void)
{
  static const guint depths[] = { 9, 9, 10, 9, 9, 9 };

  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autoptr (AriadneSearch) search = search_new (kind, depths[kind], 10, 1);
      g_autoptr (GError) error = NULL;

      g_assert_true (ariadne_search_validate (search, 10, &error));
      g_assert_no_error (error);
      run (search, 10, gain_anything);
    }
}

static void
test_runs_once (void)
{
  for (guint async = 0; async < 2; async++)
    {
      g_autoptr (AriadneSearch) search = search_new (BATCHED, 5, 10, 1);
      g_autoptr (AriadneModel) model = scripted_model_new (10, gain_nothing);
      g_autoptr (ScriptedFunction) function = NULL;
      g_autoptr (GError) error = NULL;
      guint n_visited;

      run (search, 10, gain_nothing);
      n_visited = ariadne_search_get_n_visited (search);

      function = scripted_function_new (model, ariadne_search_get_domain (search));
      if (async)
        {
          Outcome outcome = { g_main_loop_new (NULL, FALSE) };

          ariadne_search_run_async (search, ARIADNE_CONNECTED_FUNCTION (function), NULL,
                                    ran_cb, &outcome);
          g_main_loop_run (outcome.loop);
          g_main_loop_unref (outcome.loop);
          g_propagate_error (&error, outcome.error);
          g_assert_true (function->closed);
        }
      else
        ariadne_search_run (search, model, 1000, NULL, &error);

      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
      assert_status (search, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
      g_assert_cmpuint (ariadne_search_get_n_visited (search), ==, n_visited);
    }
}

/* Whatever happens to a search, it tells what it found until then. */
static void
assert_has_results (AriadneSearch *search)
{
  AriadneSearchProgress progress;
  g_autofree char *digest = ariadne_search_dup_digest (search);
  double least = INFINITY;
  guint n_priorities;

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpuint (progress.n_visited, >, 1);
  g_assert_cmpuint (ariadne_search_get_n_visited (search), ==, progress.n_visited);
  g_assert_cmpuint (strlen (digest), ==, 64);
  g_assert_cmpuint (toy_state_get_value (ariadne_search_get_visited (search, 0)), ==, 12);

  for (guint i = 0; i < progress.n_visited; i++)
    {
      AriadneState *state = ariadne_search_get_visited (search, i);
      double cost = ariadne_domain_cost (ariadne_search_get_domain (search), state);

      if (cost < least && state != ariadne_search_get_best (search))
        g_assert_cmpfloat (cost, >, progress.best_cost);
      least = MIN (least, cost);
      if (state == ariadne_search_get_best (search))
        break;
    }
  g_assert_cmpfloat (least, ==, progress.best_cost);
  g_assert_cmpfloat (progress.start_cost, ==, 2.0);

  ariadne_search_get_priorities (search, &n_priorities);
  g_assert_cmpuint (n_priorities, ==, progress.n_visited);
}

/* What is under evaluation is waited for, and what was found is kept. */
static void
test_memory (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (guint async = 0; kind != ROLLOUT && async < 2; async++)
      {
        g_autoptr (AriadneSearch) search = search_new (kind, 9, 1000, 4);
        g_autoptr (AriadneModel) model = scripted_model_new (10, gain_anything);
        g_autoptr (GError) error = NULL;
        AriadneSearchProgress progress;

        ariadne_search_set_max_visited (search, 30);
        run_either_way (search, SCRIPTED_MODEL (model), async, NULL, &error);
        g_assert_no_error (error);
        assert_has_results (search);
        assert_leads_to_best (search);
        ariadne_search_get_progress (search, &progress);
        g_assert_cmpint (progress.status, ==, ARIADNE_SEARCH_MEMORY_EXHAUSTED);
        g_assert_cmpuint (progress.n_visited, >=, 30);
        g_assert_cmpuint (progress.n_visited, <, 30 + 3 * 5);
      }
}

static void
test_model_fails (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (guint async = 0; async < 2; async++)
      {
        g_autoptr (AriadneSearch) search = search_new (kind, 9, 1000, 4);
        g_autoptr (AriadneModel) model = scripted_model_new (10, gain_anything);
        g_autoptr (GError) error = NULL;

        SCRIPTED_MODEL (model)->n_good = 5;
        g_assert_cmpuint (run_either_way (search, SCRIPTED_MODEL (model), async, NULL, &error),
                          ==, 6);
        g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
        g_assert_cmpstr (error->message, ==, async ? "search “”: the model was told to fail"
                                                   : "the model was told to fail");
        assert_status (search, ARIADNE_SEARCH_FAILED);
        assert_has_results (search);
      }
}

static float
gain_no_number (guint32 n,
                guint   t)
{
  return n > 20 ? NAN : 0;
}

static void
test_model_answers_nonsense (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (guint async = 0; async < 2; async++)
      {
        g_autoptr (AriadneSearch) search = search_new (kind, 9, 1000, 4);
        g_autoptr (AriadneModel) model = scripted_model_new (10, gain_no_number);
        g_autoptr (GError) error = NULL;

        run_either_way (search, SCRIPTED_MODEL (model), async, NULL, &error);
        g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
        assert_status (search, ARIADNE_SEARCH_FAILED);
      }
}

static void
cancel_at_batch_7 (guint    batch,
                   gpointer data)
{
  if (batch == 7)
    g_cancellable_cancel (data);
}

/* Of at most four calls that are pending, some may still be answered. */
static void
test_cancel_while_running (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (guint async = 0; async < 2; async++)
      {
        g_autoptr (AriadneSearch) search = search_new (kind, 9, kind == ROLLOUT ? 4 : 1000, 4);
        g_autoptr (AriadneModel) model = scripted_model_new (10, gain_anything);
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        g_autoptr (GError) error = NULL;

        SCRIPTED_MODEL (model)->on_batch = cancel_at_batch_7;
        SCRIPTED_MODEL (model)->on_batch_data = cancellable;
        g_assert_cmpuint (run_either_way (search, SCRIPTED_MODEL (model), async, cancellable,
                                          &error),
                          <=, async ? 11 : 8);
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        assert_status (search, ARIADNE_SEARCH_CANCELLED);
        assert_has_results (search);
      }
}

static void
test_cancelled_before (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (guint async = 0; async < 2; async++)
      {
        g_autoptr (AriadneSearch) search = search_new (kind, 9, 1000, 4);
        g_autoptr (AriadneModel) model = scripted_model_new (10, gain_anything);
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        g_autoptr (GError) error = NULL;

        g_cancellable_cancel (cancellable);
        g_assert_cmpuint (run_either_way (search, SCRIPTED_MODEL (model), async, cancellable,
                                          &error),
                          ==, 0);
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        assert_status (search, ARIADNE_SEARCH_CANCELLED);
      }
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);

  return G_SOURCE_REMOVE;
}

/* The server is silent: the search must end all the same. */
static void
test_cancel_while_waiting (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autoptr (AriadneSearch) search = search_new (kind, 9, 1000, 4);
      g_autoptr (AriadneModel) model = scripted_model_new (10, gain_anything);
      g_autoptr (ScriptedFunction) function = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      function = scripted_function_new (model, ariadne_search_get_domain (search));
      function->silent = TRUE;
      g_timeout_add (1, cancel_cb, cancellable);
      run_with (search, function, cancellable, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assert_status (search, ARIADNE_SEARCH_CANCELLED);
      g_assert_cmpuint (SCRIPTED_MODEL (model)->n_batches, ==, 0);
    }
}

static void
test_reads_bytes (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (guint async = 0; async < 2; async++)
      {
        g_autoptr (AriadneSearch) search = search_new (kind, 9, 100, 1);
        g_autoptr (AriadneSearch) plain = search_new (kind, 9, 100, 1);
        g_autoptr (AriadneModel) model = scripted_model_new (10, gain_anything);
        g_autoptr (GError) error = NULL;

        SCRIPTED_MODEL (model)->wants_bytes = TRUE;
        run_either_way (search, SCRIPTED_MODEL (model), async, NULL, &error);
        g_assert_no_error (error);
        run (plain, 10, gain_anything);
        assert_same_run (search, plain);
      }
}

static void
test_batch_size (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autoptr (AriadneSearch) whole = search_new (kind, 9, 100, 20);

      run (whole, 10, gain_anything);
      for (guint size = 1; size < 30; size += 7)
        {
          g_autoptr (AriadneSearch) cut = search_new (kind, 9, 100, 20);
          g_autoptr (AriadneModel) model = scripted_model_new (10, gain_anything);
          g_autoptr (GError) error = NULL;

          ariadne_search_set_recording (cut, TRUE);
          ariadne_search_run (cut, model, size, NULL, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (SCRIPTED_MODEL (model)->largest, <=, size);
          assert_same_run (cut, whole);
        }
    }
}

/* SHA-256 of the six numbers from 1 to 9 that are visited, one on a line. */
static void
test_digest (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) start = toy_state_new (1);
  g_autoptr (AriadneSearch) search = ariadne_batched_astar_new (domain, start, 2, 100, 1);
  g_autofree char *digest = NULL;

  run (search, 4, gain_anything);
  digest = ariadne_search_dup_digest (search);
  g_assert_cmpstr (digest, ==, "38e57e1e330024c96893a697cd8f47007ceb68cd9318fb46ed22bcfe9edb111a");
}

static void
watch_progress (guint    batch,
                gpointer data)
{
  static AriadneSearchProgress before;
  AriadneSearchProgress now;

  ariadne_search_get_progress (data, &now);
  g_assert_cmpint (now.status, ==, ARIADNE_SEARCH_RUNNING);
  g_assert_cmpfloat (now.start_cost, ==, 2.0);
  g_assert_cmpfloat (now.best_cost, <=, now.start_cost);
  g_assert_cmpuint (now.n_expanded, >, 0);

  if (batch > 0)
    {
      g_assert_cmpuint (now.n_evaluations, >, before.n_evaluations);
      g_assert_cmpuint (now.n_visited, >, before.n_visited);
      g_assert_cmpuint (now.n_expanded, >, before.n_expanded);
      g_assert_cmpfloat (now.best_cost, <=, before.best_cost);
    }

  before = now;
}

static void
test_progress (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autoptr (AriadneSearch) search = search_new (kind, 9, kind == ROLLOUT ? 1 : 200, 4);
      g_autoptr (AriadneModel) model = scripted_model_new (10, gain_anything);
      g_autoptr (GError) error = NULL;

      SCRIPTED_MODEL (model)->on_batch = watch_progress;
      SCRIPTED_MODEL (model)->on_batch_data = search;
      run_either_way (search, SCRIPTED_MODEL (model), FALSE, NULL, &error);
      g_assert_no_error (error);
      assert_has_results (search);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Search/bad_parameters", test_bad_parameters);
  g_test_add_func ("/Ariadne/Search/rollouts_and_memory", test_rollouts_and_memory);
  g_test_add_func ("/Ariadne/Search/memory", test_memory);
  g_test_add_func ("/Ariadne/Search/deepest_with_heads", test_deepest_with_heads);
  g_test_add_func ("/Ariadne/Search/runs_once", test_runs_once);
  g_test_add_func ("/Ariadne/Search/model_fails", test_model_fails);
  g_test_add_func ("/Ariadne/Search/model_answers_nonsense", test_model_answers_nonsense);
  g_test_add_func ("/Ariadne/Search/cancel_while_running", test_cancel_while_running);
  g_test_add_func ("/Ariadne/Search/cancelled_before", test_cancelled_before);
  g_test_add_func ("/Ariadne/Search/cancel_while_waiting", test_cancel_while_waiting);
  g_test_add_func ("/Ariadne/Search/reads_bytes", test_reads_bytes);
  g_test_add_func ("/Ariadne/Search/batch_size", test_batch_size);
  g_test_add_func ("/Ariadne/Search/digest", test_digest);
  g_test_add_func ("/Ariadne/Search/progress", test_progress);

  return g_test_run ();
}
