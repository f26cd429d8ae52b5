/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "eight-puzzle.h"
#include "tiles/ariadne-tiles-heuristic.h"

/* All boards of the 8-puzzle, as states, with what a model says of each. */
typedef struct
{
  EightPuzzle   *puzzle;
  AriadneDomain *domain;
  GPtrArray     *states;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->puzzle = eight_new ();
  fixture->domain = ARIADNE_DOMAIN (ariadne_tiles_domain_new (3));
  fixture->states = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  for (guint i = 0; i < fixture->puzzle->n_boards; i++)
    g_ptr_array_add (fixture->states,
                     ariadne_tiles_domain_make_state (ARIADNE_TILES_DOMAIN (fixture->domain),
                                                      fixture->puzzle->boards[i],
                                                      EIGHT_N_PLACES, NULL));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  eight_free (fixture->puzzle);
  g_object_unref (fixture->domain);
  g_ptr_array_unref (fixture->states);
}

static AriadneMatrix *
evaluate (Fixture              *fixture,
          AriadneTilesEstimate  estimate,
          guint                 batch_size)
{
  g_autoptr (AriadneTilesHeuristic) model = NULL;
  g_autoptr (GError) error = NULL;
  AriadneMatrix *rows;

  model = ariadne_tiles_heuristic_new (ARIADNE_TILES_DOMAIN (fixture->domain), estimate);
  g_assert_cmpuint (ariadne_model_get_n_heads (ARIADNE_MODEL (model)), ==, 1);
  rows = ariadne_model_evaluate_states (ARIADNE_MODEL (model), fixture->domain,
                                        (AriadneState **) fixture->states->pdata,
                                        fixture->states->len, batch_size, &error);
  g_assert_no_error (error);

  return rows;
}

/* Both are at most the distance, 0 at the goal alone, and as odd or even as the
 * distance is; linear conflicts only add to the other.
 */
static void
test_admissible (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (AriadneMatrix) manhattan = evaluate (fixture, ARIADNE_TILES_ESTIMATE_MANHATTAN, 999);
  g_autoptr (AriadneMatrix) conflict = NULL;
  guint n_better = 0;

  conflict = evaluate (fixture, ARIADNE_TILES_ESTIMATE_LINEAR_CONFLICT, 1000);
  g_assert_cmpuint (fixture->states->len, ==, EIGHT_N_BOARDS);
  for (guint i = 0; i < EIGHT_N_BOARDS; i++)
    {
      guint distance = eight_get_distance (fixture->puzzle, fixture->puzzle->boards[i]);
      guint low = *ariadne_matrix_get_row (manhattan, i);
      guint high = *ariadne_matrix_get_row (conflict, i);

      g_assert_cmpuint (low, <=, high);
      g_assert_cmpuint (high, <=, distance);
      g_assert_cmpuint (low % 2, ==, distance % 2);
      g_assert_cmpuint (high % 2, ==, distance % 2);
      g_assert_true ((low == 0) == (distance == 0));
      n_better += high > low;
    }

  g_assert_cmpuint (n_better, >, EIGHT_N_BOARDS / 4);
}

/* A move never makes more difference than the move itself. */
static void
test_consistent (Fixture       *fixture,
                 gconstpointer  data)
{
  for (AriadneTilesEstimate i = 0; i <= ARIADNE_TILES_ESTIMATE_LINEAR_CONFLICT; i++)
    {
      g_autoptr (AriadneMatrix) rows = evaluate (fixture, i, 4096);
      g_autofree float *estimates = g_new0 (float, EIGHT_N_ORDERS);

      for (guint k = 0; k < EIGHT_N_BOARDS; k++)
        estimates[eight_rank (fixture->puzzle->boards[k])] = *ariadne_matrix_get_row (rows, k);
      for (guint k = 0; k < EIGHT_N_BOARDS; k++)
        {
          EightBoard next[4];
          guint n = eight_expand (fixture->puzzle->boards[k], next);

          while (n-- > 0)
            g_assert_cmpfloat (fabsf (*ariadne_matrix_get_row (rows, k)
                                      - estimates[eight_rank (next[n])]), ==, 1);
        }
    }
}

/* The domain reaches the same boards as first principles do. */
static void
test_neighbours (Fixture       *fixture,
                 gconstpointer  data)
{
  for (guint i = 0; i < EIGHT_N_BOARDS; i++)
    {
      g_autoptr (GPtrArray) found = NULL;
      EightBoard next[4];
      guint n = eight_expand (fixture->puzzle->boards[i], next);

      found = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
      g_assert_true (ariadne_domain_expand (fixture->domain,
                                            g_ptr_array_index (fixture->states, i), found, NULL));
      g_assert_cmpuint (found->len, ==, n);
      for (guint k = 0; k < n; k++)
        {
          g_autoptr (GByteArray) tiles = g_byte_array_new ();

          ariadne_domain_encode (fixture->domain, g_ptr_array_index (found, k), tiles, NULL);
          g_assert_cmpmem (tiles->data, tiles->len, next[k], EIGHT_N_PLACES);
        }
    }
}

static void
test_names (void)
{
  AriadneTilesEstimate estimate = ARIADNE_TILES_ESTIMATE_MANHATTAN;

  g_assert_true (ariadne_tiles_estimate_parse ("linear-conflict", &estimate));
  g_assert_cmpint (estimate, ==, ARIADNE_TILES_ESTIMATE_LINEAR_CONFLICT);
  g_assert_true (ariadne_tiles_estimate_parse ("manhattan", &estimate));
  g_assert_cmpint (estimate, ==, ARIADNE_TILES_ESTIMATE_MANHATTAN);
  g_assert_false (ariadne_tiles_estimate_parse ("random", &estimate));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/Ariadne/TilesHeuristic/admissible", Fixture, NULL, set_up, test_admissible,
              tear_down);
  g_test_add ("/Ariadne/TilesHeuristic/consistent", Fixture, NULL, set_up, test_consistent,
              tear_down);
  g_test_add ("/Ariadne/TilesHeuristic/neighbours", Fixture, NULL, set_up, test_neighbours,
              tear_down);
  g_test_add_func ("/Ariadne/TilesHeuristic/names", test_names);

  return g_test_run ();
}
