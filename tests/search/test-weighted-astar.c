/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "check-search.h"
#include "core/ariadne-error.h"
#include "search/ariadne-weighted-astar.h"

/* The goal of the toy domain is 36. */

static AriadneSearch *
search_new (guint32  start,
            guint    max_depth,
            guint    budget,
            guint    buffer_size,
            double   weight,
            gboolean strict)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (start);

  return ariadne_weighted_astar_new (domain, state, max_depth, budget, buffer_size, weight,
                                     strict);
}

static void
assert_solution (AriadneSearch *search,
                 const guint32 *expected,
                 guint          n_expected)
{
  g_autoptr (GPtrArray) solution = NULL;
  AriadneSearchProgress progress;

  assert_status (search, ARIADNE_SEARCH_FINISHED);
  solution = ariadne_search_dup_path (search);
  g_assert_cmpuint (solution->len, ==, n_expected);
  for (guint i = 0; i < n_expected; i++)
    g_assert_cmpuint (toy_state_get_value (g_ptr_array_index (solution, i)), ==, expected[i]);

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpuint (progress.best_depth, ==, n_expected - 1);
  g_assert_cmpfloat (progress.best_cost, ==, __builtin_popcount (36));
  g_assert_cmpuint (toy_state_get_value (ariadne_search_get_best (search)), ==, 36);
}

/* Without estimates it is a breadth-first search, which gathers two states at a
 * time. 12 has the neighbours 24, 36 and 6. One that is not strict ends when it sees
 * 36; the goal has not even been evaluated.
 */
static void
test_first (void)
{
  static const guint32 way[] = { 12, 36 };
  g_autoptr (AriadneSearch) search = search_new (12, 9, 100, 2, 1, FALSE);

  run (search, 1, gain_nothing);
  assert_solution (search, way, 2);
  assert_visited (search, 12, 24, 36, 6);
  assert_record (search, expanded, guint, 0);
  assert_record (search, priorities, double, 0, NAN, NAN, NAN);
}

/* One that is strict has it evaluated, and takes it when it comes first: of those of
 * one priority the one found first is expanded, which is 24.
 */
static void
test_strict (void)
{
  static const guint32 way[] = { 12, 36 };
  g_autoptr (AriadneSearch) search = search_new (12, 9, 100, 2, 1, TRUE);

  run (search, 1, gain_nothing);
  assert_solution (search, way, 2);
  assert_visited (search, 12, 24, 36, 6, 48, 72);
  assert_record (search, expanded, guint, 0, 1);
  assert_record (search, requests, guint, 3, 2);
  assert_record (search, priorities, double, 0, 1, 1, 1, 2, 2);
}

/* Whoever has arrived has nothing to do. */
static void
test_at_the_goal (void)
{
  for (guint strict = 0; strict < 2; strict++)
    {
      static const guint32 way[] = { 36 };
      g_autoptr (AriadneSearch) search = search_new (36, 9, 100, 16, 1, strict);

      run (search, 1, gain_nothing);
      assert_solution (search, way, 1);
      assert_visited (search, 36);
      g_assert_cmpuint (ariadne_search_get_n_visited (search), ==, 1);
    }
}

/* From 1 it takes four steps, whatever is asked at a time. */
static void
test_buffers (void)
{
  for (guint buffer_size = 1; buffer_size < 100; buffer_size += 7)
    {
      g_autoptr (AriadneSearch) search = search_new (1, 9, 100000, buffer_size, 1, TRUE);
      AriadneSearchProgress progress;

      run (search, 1, gain_nothing);
      assert_status (search, ARIADNE_SEARCH_FINISHED);
      ariadne_search_get_progress (search, &progress);
      g_assert_cmpuint (progress.best_depth, ==, 4);
    }
}

static float
lead_astray (guint32 n,
             guint   t)
{
  switch (n)
    {
    case 32:
    case 96:
    case 288:
    case 864:
      return 0;

    case 72:
      return 30;

    case 144:
      return 40;

    case 48:
      return 50;

    default:
      return 1000;
    }
}

/* 144 is found by 16, 32, 96, 288, in four steps, and expanded. Only then 48 is, which
 * leads there in two; and before 144 is expanded once more, 72, found in five steps,
 * leads to the goal. The way there is the shorter one.
 */
static void
test_shorter_since (void)
{
  static const guint32 way[] = { 16, 48, 144, 72, 36 };
  g_autoptr (AriadneSearch) search = search_new (16, 9, 100, 2, 1, FALSE);

  run (search, 1, lead_astray);
  assert_visited (search, 16, 32, 48, 8, 64, 96, 192, 288, 576, 864, 144, 1728, 2592, 432,
                  72, 24, 216, 36);
  assert_record (search, expanded, guint, 0, 1, 5, 7, 9, 10, 2, 14);
  assert_solution (search, way, 5);
}

/* What is too deep is not found, and neither is what is too expensive; what there is
 * until then is kept.
 */
static void
test_limits (void)
{
  g_autoptr (AriadneSearch) shallow = search_new (1, 3, 100000, 4, 1, TRUE);
  g_autoptr (AriadneSearch) deep_enough = search_new (1, 4, 100000, 4, 1, TRUE);
  g_autoptr (AriadneSearch) poor = search_new (1, 9, 5, 4, 1, TRUE);
  AriadneSearchProgress progress;

  run (shallow, 1, gain_nothing);
  assert_status (shallow, ARIADNE_SEARCH_SPACE_EXHAUSTED);

  run (deep_enough, 1, gain_nothing);
  assert_status (deep_enough, ARIADNE_SEARCH_FINISHED);

  run (poor, 1, gain_nothing);
  assert_status (poor, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
  ariadne_search_get_progress (poor, &progress);
  g_assert_cmpuint (progress.n_evaluations, >=, 5);
  g_assert_cmpuint (progress.n_evaluations, <, 5 + 4 + 3);
}

static void
test_parameters (void)
{
  static const double wrong[] = { -0.1, 1000.1, NAN, INFINITY, -INFINITY };
  g_autoptr (AriadneSearch) no_buffer = search_new (1, 9, 100, 0, 1, FALSE);
  g_autoptr (AriadneSearch) sound = search_new (1, 9, 100, 1, 1000, FALSE);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (AriadneSearch) search = search_new (1, 9, 100, 1, wrong[i], FALSE);
      g_autoptr (GError) of_weight = NULL;

      g_assert_false (ariadne_search_validate (search, 1, &of_weight));
      g_assert_error (of_weight, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (of_weight->message, "expected 0 to 1000"));
    }

  g_assert_false (ariadne_search_validate (no_buffer, 1, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_true (ariadne_search_validate (sound, 1, NULL));
  g_assert_cmpfloat (ariadne_weighted_astar_get_weight (ARIADNE_WEIGHTED_ASTAR (sound)), ==, 1000);
}

static float
know_nothing (guint32 n,
              guint   t)
{
  return NAN;
}

static void
test_no_number (void)
{
  g_autoptr (AriadneSearch) search = search_new (1, 9, 100, 1, 1, TRUE);
  g_autoptr (AriadneModel) model = scripted_model_new (1, know_nothing);
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_search_run (search, model, 10, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
  assert_status (search, ARIADNE_SEARCH_FAILED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/WeightedAStar/first", test_first);
  g_test_add_func ("/Ariadne/WeightedAStar/strict", test_strict);
  g_test_add_func ("/Ariadne/WeightedAStar/at_the_goal", test_at_the_goal);
  g_test_add_func ("/Ariadne/WeightedAStar/buffers", test_buffers);
  g_test_add_func ("/Ariadne/WeightedAStar/shorter_since", test_shorter_since);
  g_test_add_func ("/Ariadne/WeightedAStar/limits", test_limits);
  g_test_add_func ("/Ariadne/WeightedAStar/parameters", test_parameters);
  g_test_add_func ("/Ariadne/WeightedAStar/no_number", test_no_number);

  return g_test_run ();
}
