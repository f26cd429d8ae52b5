/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "eight-puzzle.h"
#include "korf-file.h"
#include "search/ariadne-weighted-astar.h"
#include "tiles/ariadne-tiles-heuristic.h"

/* A model that never says more than is true, and yet contradicts itself: it knows
 * how far each board of the 8-puzzle is, and tells a share of it by chance.
 */
#define MOODY_TYPE_MODEL (moody_model_get_type ())
G_DECLARE_FINAL_TYPE (MoodyModel, moody_model, MOODY, MODEL, GObject)

struct _MoodyModel
{
  GObject            parent_instance;
  AriadneDomain     *domain; /* not owned, as the next */
  const EightPuzzle *puzzle;
};

static guint
moody_model_get_n_heads (AriadneModel *model)
{
  return 1;
}

static gboolean
moody_model_evaluate (AriadneModel        *model,
                const AriadneBatch  *batch,
                AriadneMatrix       *output,
                GError             **error)
{
  MoodyModel *self = MOODY_MODEL (model);
  guint row = 0;

  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first;
      guint n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      for (guint k = first; k < first + n_rows; k++)
        {
          g_autoptr (GByteArray) tiles = g_byte_array_new ();
          guint mood;

          ariadne_domain_encode (self->domain, ariadne_sequence_get_state (sequence, k), tiles,
                                 NULL);
          mood = eight_rank (tiles->data) * 2654435761u >> 16;
          *ariadne_matrix_get_row (output, row++) =
            floorf (eight_get_distance (self->puzzle, tiles->data) * (mood % 5) / 4.0f);
        }
    }

  return TRUE;
}

static void
moody_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = moody_model_get_n_heads;
  iface->evaluate = moody_model_evaluate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MoodyModel, moody_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      moody_model_iface_init))

static void
moody_model_class_init (MoodyModelClass *klass)
{
}

static void
moody_model_init (MoodyModel *self)
{
}

typedef struct
{
  EightPuzzle   *puzzle;
  AriadneDomain *domain;
  AriadneModel  *models[3];
  guint          n_again; /* expansions of boards that had been expanded before */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  AriadneTilesDomain *domain = ariadne_tiles_domain_new (3);
  MoodyModel *moody = g_object_new (MOODY_TYPE_MODEL, NULL);

  fixture->puzzle = eight_new ();
  fixture->domain = ARIADNE_DOMAIN (domain);
  for (AriadneTilesEstimate i = 0; i <= ARIADNE_TILES_ESTIMATE_LINEAR_CONFLICT; i++)
    fixture->models[i] = ARIADNE_MODEL (ariadne_tiles_heuristic_new (domain, i));
  moody->domain = fixture->domain;
  moody->puzzle = fixture->puzzle;
  fixture->models[2] = ARIADNE_MODEL (moody);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  eight_free (fixture->puzzle);
  g_object_unref (fixture->domain);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->models); i++)
    g_object_unref (fixture->models[i]);
}

/* Every step is a move, from the board to the goal. */
static void
assert_solution (Fixture       *fixture,
                 AriadneSearch *search,
                 const guint8  *board,
                 guint          n_moves)
{
  g_autoptr (GPtrArray) states = NULL;
  EightBoard at;

  states = ariadne_search_dup_path (search);
  g_assert_cmpuint (states->len, ==, n_moves + 1);
  memcpy (at, board, sizeof at);
  for (guint i = 0; i < states->len; i++)
    {
      g_autoptr (GByteArray) tiles = g_byte_array_new ();
      EightBoard next[4];
      guint n = eight_expand (at, next);

      ariadne_domain_encode (fixture->domain, g_ptr_array_index (states, i), tiles, NULL);
      while (i > 0 && n > 0 && memcmp (next[n - 1], tiles->data, sizeof at) != 0)
        n--;
      g_assert_cmpuint (n, >, 0);
      memcpy (at, tiles->data, sizeof at);
      if (i == 0)
        g_assert_cmpmem (at, sizeof at, board, sizeof at);
    }
  g_assert_cmpuint (eight_get_distance (fixture->puzzle, at), ==, 0);
}

static guint
count_again (AriadneSearch *search)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint n_expanded;
  const guint *expanded = ariadne_search_get_expanded (search, &n_expanded);

  for (guint i = 0; i < n_expanded; i++)
    g_hash_table_add (seen, GUINT_TO_POINTER (expanded[i]));

  return n_expanded - g_hash_table_size (seen);
}

static guint
solve (Fixture      *fixture,
       const guint8 *board,
       AriadneModel *model,
       guint         buffer_size,
       double        weight,
       gboolean      strict)
{
  g_autoptr (AriadneState) start = NULL;
  g_autoptr (AriadneSearch) search = NULL;
  g_autoptr (GError) error = NULL;
  AriadneSearchProgress progress;

  start = ariadne_tiles_domain_make_state (ARIADNE_TILES_DOMAIN (fixture->domain), board,
                                           EIGHT_N_PLACES, &error);
  g_assert_no_error (error);
  search = ariadne_weighted_astar_new (fixture->domain, start, 100, 1000000, buffer_size, weight,
                                       strict);
  ariadne_search_set_recording (search, TRUE);
  ariadne_search_run (search, model, 64, NULL, &error);
  g_assert_no_error (error);

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpint (progress.status, ==, ARIADNE_SEARCH_FINISHED);
  g_assert_cmpfloat (progress.best_cost, ==, 0);
  assert_solution (fixture, search, board, progress.best_depth);
  fixture->n_again += count_again (search);

  return progress.best_depth;
}

/* The boards from near to far, and the two that are farthest. */
static const guint8 *
get_sample (Fixture *fixture,
            guint    index)
{
  return fixture->puzzle->boards[MIN (index, fixture->puzzle->n_boards - 1)];
}

#define SAMPLE_STEP 2503

/* Strict searches find what the breadth-first search says, however much they ask at
 * a time, with each model, even with one that contradicts itself.
 */
static void
test_strict (Fixture       *fixture,
             gconstpointer  data)
{
  static const guint buffer_sizes[] = { 1, 16, 200 };
  guint n_farthest = 0;

  for (guint i = 0; i < EIGHT_N_BOARDS + 2 * SAMPLE_STEP; i += SAMPLE_STEP)
    {
      /* The last two are the two that are farthest. */
      guint index = i < EIGHT_N_BOARDS ? i : EIGHT_N_BOARDS - 2 + (i / SAMPLE_STEP) % 2;
      const guint8 *board = get_sample (fixture, index);
      guint distance = eight_get_distance (fixture->puzzle, board);

      n_farthest += distance == EIGHT_FARTHEST;
      for (guint k = 0; k < G_N_ELEMENTS (fixture->models) * G_N_ELEMENTS (buffer_sizes); k++)
        g_assert_cmpuint (solve (fixture, board, fixture->models[k / 3], buffer_sizes[k % 3], 1,
                                 TRUE), ==, distance);
    }

  g_assert_cmpuint (n_farthest, ==, 2);
}

/* A model that does not contradict itself leads to every board by a shortest way when
 * one is asked about at a time; the other one does not, and boards are expanded again.
 */
static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  const guint8 *board = get_sample (fixture, EIGHT_N_BOARDS / 2);

  solve (fixture, board, fixture->models[0], 1, 1, TRUE);
  solve (fixture, board, fixture->models[1], 1, 1, TRUE);
  g_assert_cmpuint (fixture->n_again, ==, 0);
  solve (fixture, board, fixture->models[2], 1, 1, TRUE);
  g_assert_cmpuint (fixture->n_again, >, 0);
}

/* With more weight the shortest is still found; with less the solution is at most so
 * many times as long; one that is not strict is a solution.
 */
static void
test_weights (Fixture       *fixture,
              gconstpointer  data)
{
  static const double weights[] = { 0.25, 0.5, 0.8, 2, 1000 };
  guint n_longer = 0;

  for (guint i = 0; i < EIGHT_N_BOARDS; i += 3 * SAMPLE_STEP)
    {
      const guint8 *board = get_sample (fixture, i);
      guint distance = eight_get_distance (fixture->puzzle, board);

      for (guint k = 0; k < G_N_ELEMENTS (weights); k++)
        {
          guint moves = solve (fixture, board, fixture->models[1], 8, weights[k], TRUE);

          g_assert_cmpuint (moves, >=, distance);
          g_assert_cmpfloat (moves, <=, distance / MIN (weights[k], 1));
          n_longer += moves > distance;
        }
      g_assert_cmpuint (solve (fixture, board, fixture->models[1], 8, 0, FALSE), >=, distance);
    }

  g_assert_cmpuint (n_longer, >, 0);
}

/* Those of Korf's puzzles that take the fewest states, by their numbers, and how many
 * moves are known to be the fewest.
 */
static void
test_korf (void)
{
  static const guint numbers[] = {
    6, 9, 12, 13, 19, 23, 30, 31, 34, 38, 42, 44, 45, 46, 47, 48, 55, 57, 58,
    61, 65, 71, 73, 78, 79, 81, 83, 85, 86, 90, 93, 94, 95, 96, 97,
  };
  g_autofree char *path = g_build_filename (g_getenv ("ARIADNE_DATA_DIR"), "puzzles", "korf.tiles",
                                            NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneTilesSet) set = ariadne_tiles_set_new_from_path (path, &error);
  g_autoptr (GArray) fewest = read_fewest_moves (path, &error);
  g_autoptr (AriadneTilesHeuristic) model = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_tiles_set_get_n_puzzles (set), ==, 100);
  g_assert_cmpuint (fewest->len, ==, 100);
  model = ariadne_tiles_heuristic_new (ariadne_tiles_set_get_domain (set),
                                       ARIADNE_TILES_ESTIMATE_LINEAR_CONFLICT);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      guint index = numbers[i] - 1;
      g_autofree char *name = g_strdup_printf ("korf-%u", numbers[i]);
      g_autoptr (AriadneSearch) search = NULL;
      AriadneSearchProgress progress;

      g_assert_cmpstr (ariadne_tiles_set_get_name (set, index), ==, name);
      search = ariadne_weighted_astar_new (ARIADNE_DOMAIN (ariadne_tiles_set_get_domain (set)),
                                           ariadne_tiles_set_get_start (set, index), 100, 1000000,
                                           32, 1, TRUE);
      ariadne_search_run (search, ARIADNE_MODEL (model), 1000, NULL, &error);
      g_assert_no_error (error);
      ariadne_search_get_progress (search, &progress);
      g_assert_cmpint (progress.status, ==, ARIADNE_SEARCH_FINISHED);
      g_assert_cmpuint (progress.best_depth, ==, g_array_index (fewest, guint, index));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/Ariadne/TilesSearch/strict", Fixture, NULL, set_up, test_strict, tear_down);
  g_test_add ("/Ariadne/TilesSearch/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/Ariadne/TilesSearch/weights", Fixture, NULL, set_up, test_weights, tear_down);
  g_test_add_func ("/Ariadne/TilesSearch/korf", test_korf);

  return g_test_run ();
}
