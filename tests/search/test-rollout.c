/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "check-search.h"
#include "search/ariadne-rollout-private.h"

static AriadneSearch *
search_new (guint32 start,
            guint   depth,
            guint   n_rollouts,
            guint64 seed)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (start);

  return ariadne_rollout_new (domain, state, depth, n_rollouts, seed);
}

static guint
choose_first (const AriadneRolloutChoice *choice,
              gpointer                    user_data)
{
  return 0;
}

static guint
choose_last_at_first (const AriadneRolloutChoice *choice,
                      gpointer                    user_data)
{
  return choice->step == 0 ? choice->n_candidates - 1 : 0;
}

static float
gain_of_time (guint32 n,
              guint   t)
{
  return t + 1;
}

static void
test_choices (void)
{
  g_autoptr (AriadneSearch) search = search_new (1, 4, 1, 0);

  ariadne_rollout_set_chooser (ARIADNE_ROLLOUT (search), choose_last_at_first, NULL);
  run (search, 4, gain_of_time);

  assert_visited (search, 1, 3, 6, 12, 24);
  assert_record (search, requests, guint, 2, 2, 3, 3);
  assert_status (search, ARIADNE_SEARCH_FINISHED);
}

/* A rollout may come back to a state, and the same neighbours are evaluated anew. */
static guint
choose_back_and_forth (const AriadneRolloutChoice *choice,
                       gpointer                    user_data)
{
  return choice->step % 2 == 0 ? 0 : choice->n_candidates - 1;
}

static void
test_comes_back (void)
{
  g_autoptr (AriadneSearch) search = search_new (1, 4, 1, 0);

  ariadne_rollout_set_chooser (ARIADNE_ROLLOUT (search), choose_back_and_forth, NULL);
  run (search, 4, gain_of_time);

  assert_visited (search, 1, 2, 1, 2, 1);
  assert_record (search, requests, guint, 2, 3, 2, 3);
}

/* After the moves of a rollout of three steps, 2, 1 and 0 steps are left. With
 * none left there is nothing to gain, while the prototype reads head 0.
 */
static void
test_heads (void)
{
  g_autoptr (AriadneSearch) search = search_new (1, 3, 1, 0);
  g_autoptr (AriadneSearch) prototype = search_new (1, 3, 1, 0);
  const double *priorities;
  guint n;

  ariadne_rollout_set_chooser (ARIADNE_ROLLOUT (search), choose_first, NULL);
  run (search, 3, gain_of_time);
  assert_visited (search, 1, 2, 4, 8);
  priorities = ariadne_search_get_priorities (search, &n);
  g_assert_cmpuint (n, ==, 4);
  g_assert_true (isnan (priorities[0]));
  g_assert_cmpfloat (priorities[1], ==, 1 - 3);
  g_assert_cmpfloat (priorities[2], ==, 1 - 2);
  g_assert_cmpfloat (priorities[3], ==, 1 - 0);

  ariadne_rollout_set_chooser (ARIADNE_ROLLOUT (prototype), choose_first, NULL);
  ariadne_search_set_as_prototype (prototype, TRUE);
  run (prototype, 3, gain_of_time);
  priorities = ariadne_search_get_priorities (prototype, &n);
  g_assert_cmpfloat (priorities[2], ==, 1 - 2);
  g_assert_cmpfloat (priorities[3], ==, 1 - 1);
}

static void
test_no_neighbours (void)
{
  g_autoptr (AriadneSearch) search = search_new (600001, 3, 2, 0);

  run (search, 3, gain_nothing);
  assert_visited (search, 600001, 600001);
  assert_status (search, ARIADNE_SEARCH_FINISHED);
}

static void
test_probabilities (void)
{
  static const double zeros[] = { 0, 0 };
  double found[3];

  ariadne_rollout_probabilities (zeros, zeros, 2, found);
  g_assert_cmpfloat (found[0], ==, 0.5);
  g_assert_cmpfloat (found[1], ==, 0.5);

  /* A difference of no more than 1 is taken as it is: e^-0.5 to 1. */
  ariadne_rollout_probabilities ((const double[]){ 1.5, 3 }, (const double[]){ 1, 2 }, 2, found);
  g_assert_cmpfloat_with_epsilon (found[0], 0.37754066879814543, 1e-15);
  g_assert_cmpfloat_with_epsilon (found[1], 0.62245933120185457, 1e-15);

  /* A larger one is scaled to 1: e^-1 to e^-0.5 to 1. */
  ariadne_rollout_probabilities ((const double[]){ 0, 5, 10 }, (const double[]){ 0, 0, 0 }, 3,
                                 found);
  g_assert_cmpfloat_with_epsilon (found[0], 0.18632372322584, 1e-14);
  g_assert_cmpfloat_with_epsilon (found[1], 0.30719588571850, 1e-14);
  g_assert_cmpfloat_with_epsilon (found[2], 0.50648039105566, 1e-14);
}

static guint
count_visits (AriadneSearch *search,
              guint32        value)
{
  guint count = 0;

  for (guint i = 0; i < ariadne_search_get_n_visited (search); i++)
    count += toy_state_get_value (ariadne_search_get_visited (search, i)) == value;

  return count;
}

/* From 5, 10 costs 2 and 15 costs 4. The likelier one has a share of
 * e / (e + 1) or 0.731, of 4000 rollouts 2924 give or take 28.
 */
static void
test_prefers_low_cost (void)
{
  g_autoptr (AriadneSearch) search = search_new (5, 1, 4000, 1);
  g_autoptr (AriadneSearch) prototype = search_new (5, 1, 4000, 1);

  run (search, 1, gain_nothing);
  g_assert_cmpuint (count_visits (search, 10), >, 2924 - 5 * 28);
  g_assert_cmpuint (count_visits (search, 10), <, 2924 + 5 * 28);
  g_assert_cmpuint (count_visits (search, 10) + count_visits (search, 15), ==, 4000);

  ariadne_search_set_as_prototype (prototype, TRUE);
  run (prototype, 1, gain_nothing);
  g_assert_cmpuint (count_visits (prototype, 15), >, 2924 - 5 * 28);
  g_assert_cmpuint (count_visits (prototype, 15), <, 2924 + 5 * 28);
}

static void
test_seed (void)
{
  g_autoptr (AriadneSearch) search = search_new (7, 20, 3, 11);
  g_autoptr (AriadneSearch) same = search_new (7, 20, 3, 11);
  g_autoptr (AriadneSearch) other = search_new (7, 20, 3, 12);
  g_autoptr (AriadneSearch) single = search_new (7, 20, 1, 11);
  g_autofree char *digest = NULL;
  g_autofree char *other_digest = NULL;

  run (search, 20, gain_anything);
  run (same, 20, gain_anything);
  run (other, 20, gain_anything);
  run (single, 20, gain_anything);

  assert_same_run (search, same);
  digest = ariadne_search_dup_digest (search);
  other_digest = ariadne_search_dup_digest (other);
  g_assert_cmpstr (digest, !=, other_digest);

  /* The first rollout does not depend on how many there are. */
  for (guint i = 0; i < ariadne_search_get_n_visited (single); i++)
    g_assert_cmpuint (toy_state_get_value (ariadne_search_get_visited (single, i)), ==,
                      toy_state_get_value (ariadne_search_get_visited (search, i)));
}

/* Several rollouts of one search ask at the same time, and are answered in any
 * order.
 */
static void
test_async_equals_sync (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  for (guint i = 0; i < 10; i++)
    {
      guint32 start = g_test_rand_int_range (1, 1000);
      g_autoptr (AriadneSearch) sync = search_new (start, 12, 5, i);
      g_autoptr (AriadneSearch) async = search_new (start, 12, 5, i);
      g_autoptr (AriadneModel) model = scripted_model_new (12, gain_anything);
      g_autoptr (ScriptedFunction) function = scripted_function_new (model, domain);
      g_autoptr (GError) error = NULL;

      function->random = g_rand_new_with_seed (i);
      run (sync, 12, gain_anything);
      run_with (async, function, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (function->most, ==, 5);
      assert_same_run (sync, async);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Rollout/choices", test_choices);
  g_test_add_func ("/Ariadne/Rollout/comes_back", test_comes_back);
  g_test_add_func ("/Ariadne/Rollout/heads", test_heads);
  g_test_add_func ("/Ariadne/Rollout/no_neighbours", test_no_neighbours);
  g_test_add_func ("/Ariadne/Rollout/probabilities", test_probabilities);
  g_test_add_func ("/Ariadne/Rollout/prefers_low_cost", test_prefers_low_cost);
  g_test_add_func ("/Ariadne/Rollout/seed", test_seed);
  g_test_add_func ("/Ariadne/Rollout/async_equals_sync", test_async_equals_sync);

  return g_test_run ();
}
