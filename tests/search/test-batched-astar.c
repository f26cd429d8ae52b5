/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "check-search.h"
#include "search/ariadne-batched-astar.h"

static AriadneSearch *
search_new (guint32 start,
            guint   max_depth,
            guint   budget,
            guint   buffer_size)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (start);

  return ariadne_batched_astar_new (domain, state, max_depth, budget, buffer_size);
}

/* 1 has the neighbours 2 and 3; 2 has 4, 6 and 1; 3 has 6 and 9. States at depth
 * 2 are popped and not expanded, those of least cost first: 4 is popped before
 * 3, and in the same buffer.
 */
static void
test_small_space (void)
{
  g_autoptr (AriadneSearch) search = search_new (1, 2, 100, 1);
  AriadneSearchProgress progress;

  run (search, 4, gain_nothing);

  assert_visited (search, 1, 2, 3, 4, 6, 9);
  assert_record (search, expanded, guint, 0, 1, 2);
  assert_record (search, requests, guint, 2, 2, 1, 0);
  assert_record (search, priorities, double, 0, 1, 2, 1, 2, 2);

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpint (progress.status, ==, ARIADNE_SEARCH_SPACE_EXHAUSTED);
  g_assert_cmpuint (progress.n_evaluations, ==, 5);
  g_assert_cmpuint (progress.budget, ==, 100);
  g_assert_cmpuint (progress.n_visited, ==, 6);
  g_assert_cmpuint (progress.n_expanded, ==, 3);
  g_assert_cmpuint (progress.n_frontier, ==, 0);
  g_assert_cmpfloat (progress.start_cost, ==, 1.0);
  g_assert_cmpfloat (progress.best_cost, ==, 1.0);
  g_assert_cmpuint (toy_state_get_value (ariadne_search_get_best (search)), ==, 1);
}

static float
gain_of_threes (guint32 n,
                guint   t)
{
  return n % 3 == 0 ? t : 0;
}

/* With four heads, states at depth 1 are judged by head 2 and those at depth 2 by
 * head 1: 3 goes before 2, and 2 before 6 and 9, of the same priority, since it
 * is shallower.
 */
static void
test_heads_guide (void)
{
  g_autoptr (AriadneSearch) search = search_new (1, 2, 100, 1);

  run (search, 4, gain_of_threes);

  assert_visited (search, 1, 2, 3, 6, 9, 4);
  assert_record (search, expanded, guint, 0, 2, 1);
  assert_record (search, requests, guint, 2, 2, 1, 0);
  assert_record (search, priorities, double, 0, 1, 0, 1, 1, 1);
}

static void
test_budget (void)
{
  g_autoptr (AriadneSearch) enough = search_new (1, 2, 6, 1);
  g_autoptr (AriadneSearch) spent = search_new (1, 2, 5, 1);
  g_autoptr (AriadneSearch) exceeded = search_new (1, 2, 3, 1);

  run (enough, 4, gain_of_threes);
  assert_status (enough, ARIADNE_SEARCH_SPACE_EXHAUSTED);

  run (spent, 4, gain_of_threes);
  assert_status (spent, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
  assert_record (spent, requests, guint, 2, 2, 1);

  run (exceeded, 4, gain_of_threes);
  assert_status (exceeded, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
  assert_visited (exceeded, 1, 2, 3, 6, 9);
}

/* The buffer takes all neighbours of the last state that was popped. */
static void
test_buffer (void)
{
  g_autoptr (AriadneSearch) search = search_new (4, 3, 15, 4);

  run (search, 5, gain_nothing);

  /* 4 alone fills 3 places with 8, 12 and 2, of costs 1, 2 and 1. Then 8 gives
   * 16 and 24, and 2 gives 6 and 1, which makes 4. 16 gives 32 and 48, 1 gives 3,
   * and 12 gives 36, which makes 4 again. 32 is at the last depth; 24 gives 72, 6
   * gives 18 and 36 gives 108, and only 48 and 3 remain, at the last depth.
   */
  assert_visited (search, 4, 8, 12, 2, 16, 24, 6, 1, 32, 48, 3, 36, 72, 18, 108);
  assert_record (search, requests, guint, 3, 4, 4, 3, 0);
  assert_record (search, expanded, guint, 0, 1, 3, 4, 7, 2, 5, 6, 11);
  assert_status (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);
}

static float
gain_at_head_0 (guint32 n,
                guint   t)
{
  return t == 0 ? 1000 : 0;
}

/* With as many heads as the depth and one, the deepest states have no step left
 * and gain nothing, whatever head 0 says. The prototype fails here.
 */
static void
test_no_step_left (void)
{
  g_autoptr (AriadneSearch) search = search_new (1, 2, 100, 1);

  run (search, 3, gain_at_head_0);

  assert_record (search, priorities, double, 0, 1, 2, 1, 2, 2);
}

static void
test_space_ends (void)
{
  g_autoptr (AriadneSearch) search = search_new (600001, 5, 100, 16);

  run (search, 10, gain_nothing);

  assert_visited (search, 600001);
  assert_record (search, requests, guint, 0);
  assert_status (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);
}

/* The algorithm once more, as slow and plain as can be. */

typedef struct
{
  double  priority;
  guint   depth;
  guint   serial;
  guint32 n;
} Item;

static gboolean
item_is_less (const Item *a,
              const Item *b)
{
  if (a->priority < b->priority || a->priority > b->priority)
    return a->priority < b->priority;
  if (a->depth != b->depth)
    return a->depth < b->depth;

  return a->serial < b->serial;
}

static Item
take_least (GArray *queue)
{
  guint least = 0;
  Item item;

  for (guint i = 1; i < queue->len; i++)
    if (item_is_less (&g_array_index (queue, Item, i), &g_array_index (queue, Item, least)))
      least = i;
  item = g_array_index (queue, Item, least);
  g_array_remove_index (queue, least);

  return item;
}

static void
unref_state (gpointer data)
{
  ariadne_state_unref (data);
}

static void
check_against_plain (AriadneSearch *search,
                     guint32        start,
                     guint          depth,
                     guint          budget,
                     guint          buffer,
                     guint          heads)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GArray) batch = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) priorities = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  Item first = { 0.0, 0, 0, start };
  guint count = 0, n_requests, n_priorities;
  const guint *requests = ariadne_search_get_requests (search, &n_requests);
  const double *found_priorities = ariadne_search_get_priorities (search, &n_priorities);
  guint request = 0;

  g_array_append_val (queue, first);
  g_array_append_val (order, start);
  g_array_append_val (priorities, first.priority);
  g_hash_table_add (seen, GUINT_TO_POINTER (start));

  do
    {
      g_array_set_size (batch, 0);
      while (queue->len > 0 && batch->len < buffer)
        {
          Item item = take_least (queue);
          g_autoptr (AriadneState) state = toy_state_new (item.n);
          g_autoptr (GPtrArray) next = g_ptr_array_new_with_free_func (unref_state);

          if (item.depth >= depth)
            continue;
          ariadne_domain_expand (domain, state, next, NULL);
          for (guint i = 0; i < next->len; i++)
            {
              guint32 n = toy_state_get_value (g_ptr_array_index (next, i));
              Item child = { 0.0, item.depth + 1, 0, n };

              if (!g_hash_table_add (seen, GUINT_TO_POINTER (child.n)))
                continue;
              g_array_append_val (order, child.n);
              g_array_append_val (batch, child);
            }
        }

      g_assert_cmpuint (request, <, n_requests);
      g_assert_cmpuint (requests[request++], ==, batch->len);
      for (guint i = 0; i < batch->len; i++)
        {
          Item *item = &g_array_index (batch, Item, i);
          guint head = heads - item->depth - 1;

          item->serial = count + i;
          item->priority = __builtin_popcount (item->n);
          if (head > 0)
            item->priority -= (double) gain_anything (item->n, head);
          g_array_append_val (queue, *item);
          g_array_append_val (priorities, item->priority);
        }
      count += batch->len;
    }
  while (queue->len > 0 && count < budget);

  g_assert_cmpuint (request, ==, n_requests);
  g_assert_cmpuint (ariadne_search_get_n_visited (search), ==, order->len);
  for (guint i = 0; i < order->len; i++)
    g_assert_cmpuint (toy_state_get_value (ariadne_search_get_visited (search, i)), ==,
                      g_array_index (order, guint32, i));
  g_assert_cmpmem (found_priorities, n_priorities * sizeof (double),
                   priorities->data, priorities->len * sizeof (double));
  assert_status (search, count >= budget ? ARIADNE_SEARCH_BUDGET_EXHAUSTED
                                         : ARIADNE_SEARCH_SPACE_EXHAUSTED);
}

static void
test_equals_plain_algorithm (void)
{
  for (guint i = 0; i < 60; i++)
    {
      guint32 start = g_test_rand_int_range (1, 100000);
      guint depth = g_test_rand_int_range (1, 20);
      guint budget = g_test_rand_int_range (1, 800);
      guint buffer = g_test_rand_int_range (1, 40);
      guint heads = depth + g_test_rand_int_range (1, 5);
      g_autoptr (AriadneSearch) search = search_new (start, depth, budget, buffer);

      run (search, heads, gain_anything);
      check_against_plain (search, start, depth, budget, buffer, heads);
    }
}

static void
test_async_equals_sync (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  for (guint i = 0; i < 20; i++)
    {
      guint32 start = g_test_rand_int_range (1, 100000);
      guint buffer = g_test_rand_int_range (1, 40);
      g_autoptr (AriadneSearch) sync = search_new (start, 12, 500, buffer);
      g_autoptr (AriadneSearch) async = search_new (start, 12, 500, buffer);
      g_autoptr (AriadneModel) model = scripted_model_new (14, gain_anything);
      g_autoptr (ScriptedFunction) function = scripted_function_new (model, domain);
      g_autoptr (GError) error = NULL;

      run (sync, 14, gain_anything);
      run_with (async, function, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (function->most, ==, 1);
      assert_same_run (sync, async);
    }
}

/* A request without states is answered without a server: the prototype waits for
 * ever for that answer.
 */
static void
test_async_space_ends (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneModel) model = scripted_model_new (10, gain_nothing);
  g_autoptr (ScriptedFunction) function = scripted_function_new (model, domain);
  g_autoptr (AriadneSearch) search = search_new (1, 2, 100, 1);
  g_autoptr (GError) error = NULL;

  run_with (search, function, NULL, &error);
  g_assert_no_error (error);
  assert_status (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);
  assert_record (search, requests, guint, 2, 2, 1, 0);
  g_assert_cmpuint (function->n_calls, ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/BatchedAStar/small_space", test_small_space);
  g_test_add_func ("/Ariadne/BatchedAStar/heads_guide", test_heads_guide);
  g_test_add_func ("/Ariadne/BatchedAStar/budget", test_budget);
  g_test_add_func ("/Ariadne/BatchedAStar/buffer", test_buffer);
  g_test_add_func ("/Ariadne/BatchedAStar/no_step_left", test_no_step_left);
  g_test_add_func ("/Ariadne/BatchedAStar/space_ends", test_space_ends);
  g_test_add_func ("/Ariadne/BatchedAStar/equals_plain_algorithm", test_equals_plain_algorithm);
  g_test_add_func ("/Ariadne/BatchedAStar/async_equals_sync", test_async_equals_sync);
  g_test_add_func ("/Ariadne/BatchedAStar/async_space_ends", test_async_space_ends);

  return g_test_run ();
}
