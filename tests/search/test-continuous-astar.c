/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "check-search.h"
#include "search/ariadne-continuous-astar.h"

static AriadneSearch *
search_new (guint32 start,
            guint   max_depth,
            guint   budget,
            guint   window)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (start);

  return ariadne_continuous_astar_new (domain, state, max_depth, budget, window);
}

static void
assert_priorities (AriadneSearch *search,
                   const double  *expected,
                   guint          n_expected)
{
  guint n;
  const double *priorities = ariadne_search_get_priorities (search, &n);

  g_assert_cmpuint (n, ==, n_expected);
  for (guint i = 0; i < n; i++)
    if (isnan (expected[i]))
      g_assert_true (isnan (priorities[i]));
    else
      g_assert_cmpfloat (priorities[i], ==, expected[i]);
}

/* What is found at the last depth, 8, 12, 18 and 27, is seen and not sent. */
static void
test_small_space (void)
{
  static const double priorities[] = { 0, 1, 2, 1, 2, NAN, NAN, 2, NAN, NAN };
  g_autoptr (AriadneSearch) search = search_new (1, 3, 10, 4);

  run (search, 4, gain_nothing);

  assert_visited (search, 1, 2, 3, 4, 6, 8, 12, 9, 18, 27);
  assert_record (search, expanded, guint, 0, 1, 3, 2, 4, 7);
  assert_record (search, requests, guint, 2, 2, 1);
  assert_priorities (search, priorities, G_N_ELEMENTS (priorities));
  assert_status (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);
}

/* The search ends when it would send more than its budget, or when it has popped
 * one state more than its budget.
 */
static void
test_budget (void)
{
  g_autoptr (AriadneSearch) sent = search_new (1, 3, 4, 4);
  g_autoptr (AriadneSearch) popped = search_new (1, 3, 5, 4);

  run (sent, 4, gain_nothing);
  assert_visited (sent, 1, 2, 3, 4, 6, 8, 12, 9);
  assert_record (sent, requests, guint, 2, 2);
  assert_status (sent, ARIADNE_SEARCH_BUDGET_EXHAUSTED);

  run (popped, 4, gain_nothing);
  assert_record (popped, expanded, guint, 0, 1, 3, 2, 4, 7);
  assert_status (popped, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
}

static float
gain_of_time (guint32 n,
              guint   t)
{
  return t * 0.125f;
}

/* With five heads and three steps, states at depths 1 and 2 are judged by heads 3
 * and 2; the prototype takes heads 2 and 3.
 */
static void
test_heads (void)
{
  static const double right[] = { 0, 0.625, 1.625, 0.75, 1.75, NAN, NAN, 1.75, NAN, NAN };
  static const double wrong[] = { 0, 0.75, 1.75, 0.625, 1.625, NAN, NAN, NAN, 1.625, NAN };
  g_autoptr (AriadneSearch) search = search_new (1, 3, 10, 4);
  g_autoptr (AriadneSearch) prototype = search_new (1, 3, 10, 4);

  run (search, 5, gain_of_time);
  assert_visited (search, 1, 2, 3, 4, 6, 8, 12, 9, 18, 27);
  assert_priorities (search, right, G_N_ELEMENTS (right));

  ariadne_search_set_as_prototype (prototype, TRUE);
  run (prototype, 5, gain_of_time);
  assert_visited (prototype, 1, 2, 3, 4, 6, 8, 12, 18, 9, 27);
  assert_priorities (prototype, wrong, G_N_ELEMENTS (wrong));
}

static void
assert_no_state_twice (AriadneSearch *search)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < ariadne_search_get_n_visited (search); i++)
    {
      guint32 value = toy_state_get_value (ariadne_search_get_visited (search, i));

      g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (value)));
    }
}

/* The function answers in any order. */
static void
test_window (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  for (guint window = 1; window <= 9; window += 4)
    {
      g_autoptr (AriadneModel) model = scripted_model_new (30, gain_anything);
      g_autoptr (ScriptedFunction) function = scripted_function_new (model, domain);
      g_autoptr (AriadneSearch) search = search_new (12, 29, 60, window);
      g_autoptr (GError) error = NULL;
      AriadneSearchProgress progress;

      function->random = g_rand_new_with_seed (window);
      run_with (search, function, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (function->most, <=, window);
      g_assert_cmpuint (function->most, >=, MIN (window, 2));
      assert_no_state_twice (search);
      assert_status (search, ARIADNE_SEARCH_BUDGET_EXHAUSTED);

      ariadne_search_get_progress (search, &progress);
      g_assert_cmpuint (progress.n_evaluations, <=, 63);
    }
}

/* Nothing is in flight and nothing is left: the prototype waits for ever. */
static void
test_async_space_ends (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  for (guint32 start = 1; start < 700000; start = 5 * start + 1)
    {
      g_autoptr (AriadneModel) model = scripted_model_new (5, gain_anything);
      g_autoptr (ScriptedFunction) function = scripted_function_new (model, domain);
      g_autoptr (AriadneSearch) search = search_new (start, 4, 100000, 3);
      g_autoptr (GError) error = NULL;

      function->random = g_rand_new_with_seed (start);
      run_with (search, function, NULL, &error);
      g_assert_no_error (error);
      assert_no_state_twice (search);
      assert_status (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ContinuousAStar/small_space", test_small_space);
  g_test_add_func ("/Ariadne/ContinuousAStar/budget", test_budget);
  g_test_add_func ("/Ariadne/ContinuousAStar/heads", test_heads);
  g_test_add_func ("/Ariadne/ContinuousAStar/window", test_window);
  g_test_add_func ("/Ariadne/ContinuousAStar/async_space_ends", test_async_space_ends);

  return g_test_run ();
}
