/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "check-search.h"
#include "search/ariadne-depth-columns.h"

static AriadneSearch *
search_new (guint32 start,
            guint   max_depth,
            guint   budget,
            guint   window)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (start);

  return ariadne_depth_columns_new (domain, state, max_depth, budget, window);
}

/* The first pass expands 57, of cost 4; of 114, of cost 4, and 171, of cost 5, the
 * former; of 228, of cost 4, and 342, of cost 5, the former. The second finds the
 * first column empty, takes 171, which leads to 513, of cost 2, and then that one. The
 * third takes 342, which has no new neighbours. What is found at depth 3 is not
 * evaluated.
 */
static void
test_passes (void)
{
  static const guint32 way[] = { 57, 171, 513 };
  g_autoptr (AriadneSearch) search = search_new (57, 3, 100, 1);
  AriadneSearchProgress progress;

  run (search, 4, gain_nothing);

  assert_visited (search, 57, 114, 171, 228, 342, 456, 684, 513, 1026, 1539);
  assert_record (search, expanded, guint, 0, 1, 3, 2, 7, 4);
  assert_record (search, requests, guint, 2, 2, 1);
  assert_record (search, priorities, double, 0, 4, 5, 4, 5, NAN, NAN, 2, NAN, NAN);
  assert_path (search, way, 3);

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpint (progress.status, ==, ARIADNE_SEARCH_SPACE_EXHAUSTED);
  g_assert_cmpuint (progress.n_evaluations, ==, 5);
  g_assert_cmpuint (progress.n_frontier, ==, 0);
}

/* Two are under way: while the first pass has 228 and 342 evaluated, the second is
 * at the first column, which is empty; while the first is at the third and has 456 and
 * 684 evaluated, the second finds 513.
 */
static void
test_two_passes (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneModel) model = scripted_model_new (5, gain_nothing);
  g_autoptr (ScriptedFunction) function = scripted_function_new (model, domain);
  g_autoptr (AriadneSearch) search = search_new (57, 4, 7, 2);
  g_autoptr (GError) error = NULL;

  run_with (search, function, NULL, &error);
  g_assert_no_error (error);
  assert_visited (search, 57, 114, 171, 228, 342, 456, 684, 513);
  assert_record (search, expanded, guint, 0, 1, 3, 2);
  assert_record (search, requests, guint, 2, 2, 2, 1);
  assert_status (search, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
  g_assert_cmpuint (function->most, ==, 2);
}

/* 14 and 21 both cost 3; the one found first goes first. */
static void
test_ties (void)
{
  g_autoptr (AriadneSearch) search = search_new (7, 2, 100, 1);

  run (search, 3, gain_nothing);

  assert_visited (search, 7, 14, 21, 28, 42, 63);
  assert_record (search, expanded, guint, 0, 1, 2);
}

/* The last request is cut short. */
static void
test_budget (void)
{
  g_autoptr (AriadneSearch) search = search_new (57, 5, 3, 1);
  AriadneSearchProgress progress;

  run (search, 6, gain_nothing);

  assert_visited (search, 57, 114, 171, 228, 342);
  assert_record (search, requests, guint, 2, 1);
  ariadne_search_get_progress (search, &progress);
  g_assert_cmpint (progress.status, ==, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
  g_assert_cmpuint (progress.n_evaluations, ==, 3);
  g_assert_cmpuint (progress.n_frontier, ==, 2);
}

/* Until as many are kept as may be, and all that was asked is answered. */
static void
test_memory (void)
{
  g_autoptr (AriadneSearch) search = search_new (57, 3, 100, 1);

  ariadne_search_set_max_visited (search, 6);
  run (search, 4, gain_nothing);

  assert_visited (search, 57, 114, 171, 228, 342, 456, 684);
  assert_record (search, requests, guint, 2, 2);
  assert_status (search, ARIADNE_SEARCH_MEMORY_EXHAUSTED);
}

static void
test_space_ends (void)
{
  g_autoptr (AriadneSearch) search = search_new (600001, 5, 100, 4);

  run (search, 10, gain_nothing);

  assert_visited (search, 600001);
  assert_status (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);
}

/* The algorithm once more, as slow and plain as can be. */

typedef struct
{
  double  priority;
  guint   depth;
  guint32 n;
  gboolean waits;
} Item;

/* The best that waits at @depth, the first of equal ones, or NULL. */
static Item *
find_best (GArray *items,
           guint   depth)
{
  Item *best = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      Item *item = &g_array_index (items, Item, i);

      if (item->waits && item->depth == depth
          && (best == NULL || item->priority < best->priority))
        best = item;
    }

  return best;
}

/* Returns how many neighbours were new. */
static guint
expand_plainly (GArray     *items,
                GHashTable *seen,
                guint32     n,
                guint       depth,
                guint       heads)
{
  guint32 next[] = { n <= 500000 ? 2 * n : 0, n <= 333333 ? 3 * n : 0, n % 2 == 0 ? n / 2 : 0 };
  guint head = heads - depth - 1;
  guint n_before = items->len;

  for (guint i = 0; i < G_N_ELEMENTS (next); i++)
    {
      Item item = { __builtin_popcount (next[i]), depth, next[i], TRUE };

      if (next[i] == 0 || !g_hash_table_add (seen, GUINT_TO_POINTER (next[i])))
        continue;
      item.priority -= head > 0 ? (double) gain_anything (next[i], head) : 0.0;
      g_array_append_val (items, item);
    }

  return items->len - n_before;
}

static void
check_against_plain (AriadneSearch *search,
                     guint32        start,
                     guint          max_depth,
                     guint          heads)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Item first = { 0.0, 0, start, TRUE };
  gboolean found = TRUE;

  g_array_append_val (items, first);
  g_hash_table_add (seen, GUINT_TO_POINTER (start));
  while (found)
    {
      found = FALSE;
      for (guint depth = 0; depth < max_depth; depth++)
        {
          Item *best = find_best (items, depth);

          if (best == NULL)
            continue;
          best->waits = FALSE;
          expand_plainly (items, seen, best->n, depth + 1, heads);
          found = TRUE;
        }
    }

  g_assert_cmpuint (ariadne_search_get_n_visited (search), ==, items->len);
  for (guint i = 0; i < items->len; i++)
    g_assert_cmpuint (toy_state_get_value (ariadne_search_get_visited (search, i)), ==,
                      g_array_index (items, Item, i).n);
}

static void
test_equals_plain_algorithm (void)
{
  for (guint i = 0; i < 100; i++)
    {
      guint32 start = g_test_rand_int_range (1, 100000);
      guint depth = g_test_rand_int_range (1, 20);
      guint heads = depth + g_test_rand_int_range (1, 5);
      g_autoptr (AriadneSearch) search = search_new (start, depth, 100000, 1);

      run (search, heads, gain_anything);
      check_against_plain (search, start, depth, heads);
      assert_leads_to_best (search);
    }
}

/* In whatever order answers come. */
static void
test_async_equals_sync (void)
{
  guint most = 0;

  for (guint i = 0; i < 40; i++)
    {
      guint32 start = g_test_rand_int_range (1, 1000);
      guint budget = g_test_rand_int_range (1, 150);
      guint window = 1 + i % 8;
      g_autoptr (AriadneSearch) sync = search_new (start, 12, budget, window);
      g_autoptr (AriadneSearch) async = search_new (start, 12, budget, window);
      guint n_pending = check_async_equals_sync (sync, async, 14);

      g_assert_cmpuint (n_pending, <=, window);
      most = MAX (most, n_pending);
    }

  g_assert_cmpuint (most, >, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/DepthColumns/passes", test_passes);
  g_test_add_func ("/Ariadne/DepthColumns/two_passes", test_two_passes);
  g_test_add_func ("/Ariadne/DepthColumns/ties", test_ties);
  g_test_add_func ("/Ariadne/DepthColumns/budget", test_budget);
  g_test_add_func ("/Ariadne/DepthColumns/memory", test_memory);
  g_test_add_func ("/Ariadne/DepthColumns/space_ends", test_space_ends);
  g_test_add_func ("/Ariadne/DepthColumns/equals_plain_algorithm", test_equals_plain_algorithm);
  g_test_add_func ("/Ariadne/DepthColumns/async_equals_sync", test_async_equals_sync);

  return g_test_run ();
}
