/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>

#include "search/ariadne-frontier-private.h"
#include "search/ariadne-random-private.h"
#include "search/ariadne-visited-private.h"
#include "toy-domain.h"

static void
assert_pops (AriadneFrontier *frontier,
             double           priority,
             guint            depth,
             guint            state)
{
  AriadneFrontierEntry entry = ariadne_frontier_pop (frontier);

  g_assert_cmpfloat (entry.priority, ==, priority);
  g_assert_cmpuint (entry.depth, ==, depth);
  g_assert_cmpuint (entry.state, ==, state);
}

static void
test_frontier_ties (void)
{
  static const AriadneFrontierEntry entries[] = {
    { 2.0, 0, 1 }, { 1.0, 3, 7 }, { 1.0, 2, 9 }, { -0.0, 5, 3 }, { 0.0, 5, 2 }, { 1.0, 2, 8 },
  };
  AriadneFrontier frontier;

  ariadne_frontier_init (&frontier);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    ariadne_frontier_push (&frontier, entries[i]);

  assert_pops (&frontier, 0.0, 5, 2);
  assert_pops (&frontier, 0.0, 5, 3);
  assert_pops (&frontier, 1.0, 2, 8);
  assert_pops (&frontier, 1.0, 2, 9);
  assert_pops (&frontier, 1.0, 3, 7);
  assert_pops (&frontier, 2.0, 0, 1);
  g_assert_cmpuint (frontier.length, ==, 0);
  ariadne_frontier_clear (&frontier);
}

static int
compare_entries (const void *a,
                 const void *b)
{
  const AriadneFrontierEntry *x = a;
  const AriadneFrontierEntry *y = b;

  if (x->priority != y->priority)
    return x->priority < y->priority ? -1 : 1;
  if (x->depth != y->depth)
    return x->depth < y->depth ? -1 : 1;

  return x->state < y->state ? -1 : x->state > y->state;
}

static void
test_frontier_sorts (void)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (AriadneFrontierEntry));
  AriadneFrontier frontier;

  ariadne_frontier_init (&frontier);
  for (guint i = 0; i < 3000; i++)
    {
      double priority = g_test_rand_int_range (0, 50);
      AriadneFrontierEntry entry = { priority, g_test_rand_int_range (0, 5), i };

      g_array_append_val (sorted, entry);
      ariadne_frontier_push (&frontier, entry);
    }
  qsort (sorted->data, sorted->len, sizeof (AriadneFrontierEntry), compare_entries);

  for (guint i = 0; i < sorted->len; i++)
    {
      const AriadneFrontierEntry *entry = &g_array_index (sorted, AriadneFrontierEntry, i);

      assert_pops (&frontier, entry->priority, entry->depth, entry->state);

      /* What has been popped may come back and is first again. */
      if (i % 7 == 0)
        {
          ariadne_frontier_push (&frontier, *entry);
          assert_pops (&frontier, entry->priority, entry->depth, entry->state);
        }
    }

  g_assert_cmpuint (frontier.length, ==, 0);
  ariadne_frontier_clear (&frontier);
}

static void
check_visited (AriadneDomain *domain,
               guint          n_values,
               guint          range)
{
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (GHashTable) reference = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint32));
  AriadneVisited visited;

  states = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  ariadne_visited_init (&visited, domain, states);

  for (guint i = 0; i < n_values; i++)
    {
      guint32 value = g_test_rand_int_range (1, range);
      g_autoptr (AriadneState) state = toy_state_new (value);
      gboolean is_new = g_hash_table_add (reference, GUINT_TO_POINTER (value));

      if (is_new)
        g_array_append_val (order, value);
      g_assert_cmpint (ariadne_visited_add (&visited, state), ==, is_new);
    }

  ariadne_visited_clear (&visited);

  g_assert_cmpuint (states->len, ==, order->len);
  for (guint i = 0; i < order->len; i++)
    g_assert_cmpuint (toy_state_get_value (g_ptr_array_index (states, i)), ==,
                      g_array_index (order, guint32, i));
}

static void
test_visited_keeps_the_first (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  check_visited (domain, 20000, 10000);
  check_visited (domain, 100, 1000000);
}

static guint64
poor_hash (AriadneDomain *domain,
           AriadneState  *state)
{
  return toy_state_get_value (state) % 3;
}

static void
test_visited_with_collisions (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  AriadneDomainInterface *iface = ARIADNE_DOMAIN_GET_IFACE (domain);

  iface->hash = poor_hash;
  check_visited (domain, 2000, 500);
  iface->hash = toy_domain_hash;
}

/* The first numbers for the seed 0 that are published for this generator. */
static void
test_random_sequence (void)
{
  AriadneRandom random = { 0 };
  AriadneRandom streams[2];

  g_assert_cmphex (ariadne_random_next (&random), ==, G_GUINT64_CONSTANT (0xe220a8397b1dcdaf));
  g_assert_cmphex (ariadne_random_next (&random), ==, G_GUINT64_CONSTANT (0x6e789e6aa1b965f4));
  g_assert_cmphex (ariadne_random_next (&random), ==, G_GUINT64_CONSTANT (0x06c45d188009454f));

  ariadne_random_init (&streams[0], 5, 0);
  ariadne_random_init (&streams[1], 5, 1);
  g_assert_cmpfloat (ariadne_random_next_double (&streams[0]), !=,
                     ariadne_random_next_double (&streams[1]));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Frontier/ties", test_frontier_ties);
  g_test_add_func ("/Ariadne/Frontier/sorts", test_frontier_sorts);
  g_test_add_func ("/Ariadne/Visited/keeps_the_first", test_visited_keeps_the_first);
  g_test_add_func ("/Ariadne/Visited/with_collisions", test_visited_with_collisions);
  g_test_add_func ("/Ariadne/Random/sequence", test_random_sequence);

  return g_test_run ();
}
