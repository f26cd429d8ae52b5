/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "check-search.h"
#include "search/ariadne-beam.h"

static AriadneSearch *
search_new (guint32 start,
            guint   max_depth,
            guint   budget,
            guint   width,
            guint   buffer_size)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (start);

  return ariadne_beam_new (domain, state, max_depth, budget, width, buffer_size);
}

/* 57, of cost 4, has the neighbours 114, of cost 4, and 171, of cost 5, which leads
 * to 513, of cost 2. A beam of one state never goes there. What is found at the last
 * depth is not evaluated.
 */
static void
test_too_narrow (void)
{
  static const guint32 way[] = { 57 };
  g_autoptr (AriadneSearch) search = search_new (57, 3, 100, 1, 2);

  run (search, 4, gain_nothing);

  assert_visited (search, 57, 114, 171, 228, 342, 456, 684);
  assert_record (search, expanded, guint, 0, 1, 3);
  assert_record (search, requests, guint, 2, 2);
  assert_record (search, priorities, double, 0, 4, 5, 4, 5, NAN, NAN);
  assert_path (search, way, 1);
  assert_status (search, ARIADNE_SEARCH_FINISHED);
}

static void
test_wide_enough (void)
{
  static const guint32 way[] = { 57, 171, 513 };
  g_autoptr (AriadneSearch) search = search_new (57, 2, 100, 2, 2);
  AriadneSearchProgress progress;

  run (search, 4, gain_nothing);

  assert_visited (search, 57, 114, 171, 228, 342, 513);
  assert_record (search, expanded, guint, 0, 1, 2);
  assert_record (search, requests, guint, 2);
  assert_path (search, way, 3);
  assert_status (search, ARIADNE_SEARCH_FINISHED);

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpfloat (progress.start_cost, ==, 4.0);
  g_assert_cmpfloat (progress.best_cost, ==, 2.0);
  g_assert_cmpuint (progress.n_evaluations, ==, 2);
  g_assert_cmpuint (progress.n_expanded, ==, 3);
  g_assert_cmpuint (progress.n_visited, ==, 6);
  g_assert_cmpuint (progress.n_frontier, ==, 0);
}

static float
gain_of_threes (guint32 n,
                guint   t)
{
  return n % 9 == 0 ? 2 * t : 0;
}

/* 114 would be the better of the two if 171, as a multiple of 9, were not expected to
 * gain 4 by the second of three heads; 228 and 342 cost as much less as their steps.
 */
static void
test_heads_guide (void)
{
  g_autoptr (AriadneSearch) search = search_new (57, 2, 100, 1, 2);

  run (search, 4, gain_of_threes);

  assert_visited (search, 57, 114, 171, 342, 513);
  assert_record (search, expanded, guint, 0, 2);
  assert_record (search, priorities, double, 0, 4, 1, NAN, NAN);
}

/* 14 and 21 both cost 3; the one that was found first is the beam. */
static void
test_ties (void)
{
  g_autoptr (AriadneSearch) search = search_new (7, 2, 100, 1, 1);

  run (search, 3, gain_nothing);

  assert_visited (search, 7, 14, 21, 28, 42);
  assert_record (search, expanded, guint, 0, 1);
  assert_record (search, requests, guint, 1, 1);
}

/* 14 and 21 both cost 3, and there is room for both. Of their neighbours 28 and 42 cost
 * 3 as well and 63 costs 6: a varied beam takes 63 before a second one of 3.
 */
static void
test_varied (void)
{
  g_autoptr (AriadneSearch) plain = search_new (7, 3, 100, 2, 2);
  g_autoptr (AriadneSearch) varied = search_new (7, 3, 100, 2, 2);

  ariadne_beam_set_varied (ARIADNE_BEAM (varied), TRUE);
  run (plain, 4, gain_nothing);
  run (varied, 4, gain_nothing);

  assert_visited (plain, 7, 14, 21, 28, 42, 63, 56, 84, 126);
  assert_record (plain, expanded, guint, 0, 1, 2, 3, 4);
  assert_visited (varied, 7, 14, 21, 28, 42, 63, 56, 84, 126, 189);
  assert_record (varied, expanded, guint, 0, 1, 2, 3, 5);
}

/* The last request is cut short, and the rest of the beam is not expanded. */
static void
test_budget (void)
{
  g_autoptr (AriadneSearch) search = search_new (57, 5, 3, 2, 2);
  AriadneSearchProgress progress;

  run (search, 6, gain_nothing);

  assert_status (search, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
  assert_visited (search, 57, 114, 171, 228, 342);
  assert_record (search, requests, guint, 2, 1);
  assert_record (search, expanded, guint, 0, 1);
  ariadne_search_get_progress (search, &progress);
  g_assert_cmpuint (progress.n_evaluations, ==, 3);
  g_assert_cmpuint (progress.n_frontier, ==, 2);
}

/* With four states kept of four allowed, the search ends, one short of which it had
 * gone on; the way to the best is kept too.
 */
static void
test_memory (void)
{
  static const guint32 way[] = { 57, 171, 513 };
  g_autoptr (AriadneSearch) four = search_new (57, 5, 100, 2, 2);
  g_autoptr (AriadneSearch) six = search_new (57, 5, 100, 2, 2);

  ariadne_search_set_max_visited (four, 4);
  run (four, 6, gain_nothing);
  assert_status (four, ARIADNE_SEARCH_MEMORY_EXHAUSTED);
  assert_visited (four, 57, 114, 171, 228, 342);
  assert_record (four, requests, guint, 2);

  ariadne_search_set_max_visited (six, 6);
  run (six, 6, gain_nothing);
  assert_status (six, ARIADNE_SEARCH_MEMORY_EXHAUSTED);
  assert_visited (six, 57, 114, 171, 228, 342, 513);
  assert_record (six, requests, guint, 2, 2);
  assert_path (six, way, 3);
}

static void
test_space_ends (void)
{
  g_autoptr (AriadneSearch) search = search_new (600001, 5, 100, 3, 16);

  run (search, 10, gain_nothing);

  assert_visited (search, 600001);
  assert_status (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);
  g_assert_cmpuint (ariadne_search_get_n_visited (search), ==, 1);
}

/* The algorithm once more, as slow and plain as can be. */

typedef struct
{
  double  priority;
  guint   serial;
  guint32 n;
} Item;

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const Item *item_a = a, *item_b = b;

  if (item_a->priority < item_b->priority || item_a->priority > item_b->priority)
    return item_a->priority < item_b->priority ? -1 : 1;

  return item_a->serial < item_b->serial ? -1 : 1;
}

typedef struct
{
  guint32 start;
  guint   depth;
  guint   width;
  guint   heads;
} Plan;

/* Without a budget. */
static void
check_against_plain (AriadneSearch *search,
                     const Plan    *plan)
{
  g_autoptr (GArray) beam = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Item first = { 0.0, 0, plan->start };
  guint n_priorities;
  const double *priorities = ariadne_search_get_priorities (search, &n_priorities);

  g_array_append_val (beam, first);
  g_array_append_val (order, first);
  g_hash_table_add (seen, GUINT_TO_POINTER (plan->start));

  for (guint depth = 1; depth <= plan->depth && beam->len > 0; depth++)
    {
      g_autoptr (GArray) level = g_array_new (FALSE, FALSE, sizeof (Item));

      for (guint i = 0; i < MIN (beam->len, plan->width); i++)
        {
          guint32 n = g_array_index (beam, Item, i).n;
          guint32 next[] = { n <= 500000 ? 2 * n : 0, n <= 333333 ? 3 * n : 0,
                             n % 2 == 0 ? n / 2 : 0 };

          for (guint j = 0; j < G_N_ELEMENTS (next); j++)
            {
              guint head = plan->heads - depth - 1;
              Item item = { __builtin_popcount (next[j]), order->len, next[j] };

              if (next[j] == 0 || !g_hash_table_add (seen, GUINT_TO_POINTER (next[j])))
                continue;
              item.priority -= head > 0 ? (double) gain_anything (next[j], head) : 0.0;
              if (depth == plan->depth)
                item.priority = NAN;
              g_array_append_val (level, item);
              g_array_append_val (order, item);
            }
        }
      if (depth < plan->depth)
        g_array_sort (level, compare_items);
      g_array_set_size (beam, 0);
      g_array_append_vals (beam, level->data, level->len);
    }

  g_assert_cmpuint (ariadne_search_get_n_visited (search), ==, order->len);
  g_assert_cmpuint (n_priorities, ==, order->len);
  for (guint i = 0; i < order->len; i++)
    {
      const Item *item = &g_array_index (order, Item, i);

      g_assert_cmpuint (toy_state_get_value (ariadne_search_get_visited (search, i)), ==, item->n);
      if (isnan (item->priority))
        g_assert_true (isnan (priorities[i]));
      else
        g_assert_cmpfloat (priorities[i], ==, item->priority);
    }
  assert_status (search, beam->len > 0 ? ARIADNE_SEARCH_FINISHED : ARIADNE_SEARCH_SPACE_EXHAUSTED);
}

static void
test_equals_plain_algorithm (void)
{
  for (guint i = 0; i < 100; i++)
    {
      Plan plan = { g_test_rand_int_range (1, 100000), g_test_rand_int_range (1, 20),
                    g_test_rand_int_range (1, 30) };
      guint buffer_size = g_test_rand_int_range (1, 40);
      g_autoptr (AriadneSearch) search = NULL;

      plan.heads = plan.depth + g_test_rand_int_range (1, 5);
      search = search_new (plan.start, plan.depth, 100000, plan.width, buffer_size);
      run (search, plan.heads, gain_anything);
      check_against_plain (search, &plan);
      assert_leads_to_best (search);
    }
}

/* In whatever order answers come. */
static void
test_async_equals_sync (void)
{
  for (guint i = 0; i < 40; i++)
    {
      guint32 start = g_test_rand_int_range (1, 1000);
      guint budget = g_test_rand_int_range (1, 150);
      guint buffer_size = g_test_rand_int_range (1, 8);
      guint max_visited = i % 2 == 0 ? 0 : g_test_rand_int_range (1, 150);
      g_autoptr (AriadneSearch) sync = search_new (start, 20, budget, 100, buffer_size);
      g_autoptr (AriadneSearch) async = search_new (start, 20, budget, 100, buffer_size);

      ariadne_search_set_max_visited (sync, max_visited);
      ariadne_search_set_max_visited (async, max_visited);
      check_async_equals_sync (sync, async, 22);
    }
}

/* At depth d there are the numbers 2^a·3^b with a + b = d, of which none is too large
 * up to 3^12 = 531441, and one or two from then on: most requests are under evaluation
 * when those 13 are asked about one by one.
 */
static void
test_keeps_server_busy (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneModel) model = scripted_model_new (22, gain_anything);
  g_autoptr (ScriptedFunction) function = scripted_function_new (model, domain);
  g_autoptr (AriadneSearch) search = search_new (1, 20, 1000, 100, 1);
  g_autoptr (GError) error = NULL;

  run_with (search, function, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (function->most, ==, 13);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Beam/too_narrow", test_too_narrow);
  g_test_add_func ("/Ariadne/Beam/wide_enough", test_wide_enough);
  g_test_add_func ("/Ariadne/Beam/heads_guide", test_heads_guide);
  g_test_add_func ("/Ariadne/Beam/ties", test_ties);
  g_test_add_func ("/Ariadne/Beam/varied", test_varied);
  g_test_add_func ("/Ariadne/Beam/budget", test_budget);
  g_test_add_func ("/Ariadne/Beam/memory", test_memory);
  g_test_add_func ("/Ariadne/Beam/space_ends", test_space_ends);
  g_test_add_func ("/Ariadne/Beam/equals_plain_algorithm", test_equals_plain_algorithm);
  g_test_add_func ("/Ariadne/Beam/async_equals_sync", test_async_equals_sync);
  g_test_add_func ("/Ariadne/Beam/keeps_server_busy", test_keeps_server_busy);

  return g_test_run ();
}
