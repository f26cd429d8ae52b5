/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "check-search.h"
#include "search/ariadne-batched-astar.h"
#include "search/ariadne-beam.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-depth-columns.h"
#include "search/ariadne-portfolio.h"
#include "search/ariadne-rollout.h"

#define N_MEMBERS 4
#define DEPTH     12

/* One of each kind; the last is the one that depends on when answers come. */
static void
make_members (guint32         start,
              guint           depth,
              guint           budget,
              AriadneSearch **members)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (start);

  members[0] = ariadne_beam_new (domain, state, depth, budget, 1, 2);
  members[1] = ariadne_depth_columns_new (domain, state, depth, budget, 1);
  members[2] = ariadne_batched_astar_new (domain, state, depth, budget, 3);
  members[3] = ariadne_continuous_astar_new (domain, state, depth, budget, 3);
}

static AriadneSearch *
search_new (guint32 start,
            guint   depth,
            guint   n_members,
            guint   member_budget,
            guint   budget)
{
  AriadneSearch *members[N_MEMBERS];
  AriadneSearch *search;

  make_members (start, depth, member_budget, members);
  search = ariadne_portfolio_new (members, n_members, budget);
  for (guint i = 0; i < N_MEMBERS; i++)
    {
      ariadne_search_set_recording (members[i], TRUE);
      g_object_unref (members[i]);
    }

  return search;
}

/* A beam of one state never finds 513, of cost 2; the columns do, and ask only about
 * that one, since the beam has asked about the others.
 */
static void
test_two_members (void)
{
  static const guint32 way[] = { 57, 171, 513 };
  g_autoptr (AriadneSearch) search = search_new (57, 3, 2, 100, 100);
  AriadneSearch *beam = ariadne_portfolio_get_member (ARIADNE_PORTFOLIO (search), 0);
  AriadneSearch *columns = ariadne_portfolio_get_member (ARIADNE_PORTFOLIO (search), 1);
  AriadneSearchProgress progress;

  run (search, 4, gain_nothing);

  assert_visited (search, 57, 114, 171, 228, 342, 456, 684, 513, 1026, 1539);
  assert_record (search, requests, guint, 2, 2, 1);
  assert_path (search, way, 3);
  assert_status (beam, ARIADNE_SEARCH_FINISHED);
  assert_status (columns, ARIADNE_SEARCH_SPACE_EXHAUSTED);
  assert_visited (beam, 57, 114, 171, 228, 342, 456, 684);
  assert_record (columns, requests, guint, 2, 2, 1);

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpint (progress.status, ==, ARIADNE_SEARCH_SPACE_EXHAUSTED);
  g_assert_cmpfloat (progress.start_cost, ==, 4.0);
  g_assert_cmpfloat (progress.best_cost, ==, 2.0);
  g_assert_cmpuint (progress.n_evaluations, ==, 5);
  g_assert_cmpuint (progress.n_visited, ==, 10);
  g_assert_cmpuint (progress.n_expanded, ==, 3 + 6);
  g_assert_cmpuint (progress.n_frontier, ==, 0);
}

/* A round is finished: the second one asks about 228 and 342. */
static void
test_budget (void)
{
  g_autoptr (AriadneSearch) search = search_new (57, 3, 2, 100, 3);
  AriadneSearchProgress progress;

  run (search, 4, gain_nothing);

  assert_visited (search, 57, 114, 171, 228, 342);
  assert_record (search, requests, guint, 2, 2);
  ariadne_search_get_progress (search, &progress);
  g_assert_cmpint (progress.status, ==, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
  g_assert_cmpuint (progress.n_evaluations, ==, 4);
  assert_status (ariadne_portfolio_get_member (ARIADNE_PORTFOLIO (search), 0),
                 ARIADNE_SEARCH_BUDGET_EXHAUSTED);
}

static void
test_memory (void)
{
  g_autoptr (AriadneSearch) search = search_new (57, 3, 2, 100, 100);

  ariadne_search_set_max_visited (search, 6);
  run (search, 4, gain_nothing);

  assert_visited (search, 57, 114, 171, 228, 342, 456, 684);
  assert_status (search, ARIADNE_SEARCH_MEMORY_EXHAUSTED);
}

/* Members find what they find alone, and together they evaluate each state once. */
static void
test_as_alone (void)
{
  for (guint i = 0; i < 40; i++)
    {
      guint32 start = g_test_rand_int_range (1, 100000);
      guint budget = g_test_rand_int_range (1, 200);
      g_autoptr (AriadneSearch) search = search_new (start, DEPTH, 3, budget, 100000);
      g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
      AriadneSearch *alone[N_MEMBERS];
      AriadneSearchProgress progress;
      double best_cost = INFINITY;
      guint64 n_evaluations = 0;

      make_members (start, DEPTH, budget, alone);
      run (search, DEPTH + 2, gain_anything);
      for (guint j = 0; j < 3; j++)
        {
          run (alone[j], DEPTH + 2, gain_anything);
          assert_same_run (ariadne_portfolio_get_member (ARIADNE_PORTFOLIO (search), j), alone[j]);
          ariadne_search_get_progress (alone[j], &progress);
          best_cost = MIN (best_cost, progress.best_cost);
          n_evaluations += progress.n_evaluations;
          for (guint k = 0; k < progress.n_visited; k++)
            g_hash_table_add (found, GUINT_TO_POINTER (toy_state_get_value (
                                       ariadne_search_get_visited (alone[j], k))));
        }
      for (guint j = 0; j < N_MEMBERS; j++)
        g_object_unref (alone[j]);

      ariadne_search_get_progress (search, &progress);
      g_assert_cmpfloat (progress.best_cost, ==, best_cost);
      g_assert_cmpuint (progress.n_visited, ==, g_hash_table_size (found));
      g_assert_cmpuint (progress.n_evaluations, <, g_hash_table_size (found));
      g_assert_cmpuint (progress.n_evaluations, <, n_evaluations);
      assert_leads_to_best (search);
    }
}

/* In whatever order answers come; also with one that would mind if it were alone. */
static void
test_async_equals_sync (void)
{
  guint most = 0;

  for (guint i = 0; i < 40; i++)
    {
      guint32 start = g_test_rand_int_range (1, 100000);
      guint budget = g_test_rand_int_range (1, 300);
      g_autoptr (AriadneSearch) sync = search_new (start, DEPTH, N_MEMBERS, 100, budget);
      g_autoptr (AriadneSearch) async = search_new (start, DEPTH, N_MEMBERS, 100, budget);
      guint n_pending = check_async_equals_sync (sync, async, DEPTH + 2);

      most = MAX (most, n_pending);
      for (guint j = 0; j < N_MEMBERS; j++)
        assert_same_run (ariadne_portfolio_get_member (ARIADNE_PORTFOLIO (sync), j),
                         ariadne_portfolio_get_member (ARIADNE_PORTFOLIO (async), j));
    }

  /* What several members ask is under evaluation at the same time. */
  g_assert_cmpuint (most, >, 2);
}

static void
assert_invalid (AriadneSearch * const *members,
                guint                  n_members,
                const char            *pattern)
{
  g_autoptr (AriadneSearch) search = ariadne_portfolio_new (members, n_members, 100);
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_search_validate (search, 0, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not “%s”", error->message, pattern);
}

static void
test_wrong_members (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneDomain) other_domain = toy_domain_new ();
  g_autoptr (AriadneState) start = toy_state_new (57);
  g_autoptr (AriadneState) elsewhere = toy_state_new (58);
  g_autoptr (AriadneSearch) sound = ariadne_beam_new (domain, start, 3, 100, 1, 2);
  g_autoptr (AriadneSearch) rollout = ariadne_rollout_new (domain, start, 3, 1, 0);
  g_autoptr (AriadneSearch) apart = ariadne_beam_new (domain, elsewhere, 3, 100, 1, 2);
  g_autoptr (AriadneSearch) foreign = ariadne_beam_new (other_domain, start, 3, 100, 1, 2);
  g_autoptr (AriadneSearch) no_width = ariadne_beam_new (domain, start, 3, 100, 0, 2);
  g_autoptr (AriadneSearch) was_run = ariadne_beam_new (domain, start, 3, 100, 1, 2);
  AriadneSearch *many[65];

  run (was_run, 4, gain_nothing);
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = sound;

  assert_invalid ((AriadneSearch *[]){ sound, rollout }, 2, "*member 2: *type AriadneRollout*");
  assert_invalid ((AriadneSearch *[]){ sound, apart }, 2, "*start at the same state*");
  assert_invalid ((AriadneSearch *[]){ sound, foreign }, 2, "*of one domain*");
  assert_invalid ((AriadneSearch *[]){ sound, no_width }, 2, "*width is 0*");
  assert_invalid ((AriadneSearch *[]){ sound, was_run }, 2, "*has been run before*");
  assert_invalid (many, 65, "*number of members is 65, expected 1 to 64*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Portfolio/two_members", test_two_members);
  g_test_add_func ("/Ariadne/Portfolio/budget", test_budget);
  g_test_add_func ("/Ariadne/Portfolio/memory", test_memory);
  g_test_add_func ("/Ariadne/Portfolio/as_alone", test_as_alone);
  g_test_add_func ("/Ariadne/Portfolio/async_equals_sync", test_async_equals_sync);
  g_test_add_func ("/Ariadne/Portfolio/wrong_members", test_wrong_members);

  return g_test_run ();
}
