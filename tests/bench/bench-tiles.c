/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <malloc.h>
#include <sys/resource.h>
#include <time.h>

#include "search/ariadne-weighted-astar.h"
#include "tiles/ariadne-tiles-heuristic.h"
#include "tiles/korf-file.h"

/* How far weighted A* comes with puzzles of sliding tiles within a number of states
 * that it may keep in memory, and how good what it finds is: Korf's 100, each with
 * the highest weight of a list that does. With a weight of 1 the solution must be
 * as long as the shortest, with less it must be within what the weight promises;
 * anything else is a failure.
 */

static char    *path = NULL;
static char    *weights = NULL;
static char    *estimate_name = NULL;
static gint     budget = 4000000;
static gint     buffer_size = 64;

static const GOptionEntry entries[] = {
  { "puzzle", 'p', 0, G_OPTION_ARG_FILENAME, &path, "The puzzles, and their fewest moves", "FILE" },
  { "weights", 'w', 0, G_OPTION_ARG_STRING, &weights, "What to try in turn", "W,W,…" },
  { "model", 'm', 0, G_OPTION_ARG_STRING, &estimate_name, "manhattan or linear-conflict", "NAME" },
  { "budget", 'b', 0, G_OPTION_ARG_INT, &budget, "States to evaluate for each", "N" },
  { "buffer", 'n', 0, G_OPTION_ARG_INT, &buffer_size, "States to gather before", "N" },
  { NULL },
};

/* What the puzzles came to, by the place of the weight in the list. */
typedef struct
{
  guint   n_solved;
  guint   n_shortest;
  guint64 n_evaluations; /* of those solved */
  guint   moves;
  guint   fewest;
  double  seconds;
} Tally;

static double
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static AriadneSearch *
search (AriadneTilesSet *set,
        guint            index,
        AriadneModel    *model,
        double           weight)
{
  AriadneSearch *self;
  g_autoptr (GError) error = NULL;

  self = ariadne_weighted_astar_new (ARIADNE_DOMAIN (ariadne_tiles_set_get_domain (set)),
                                     ariadne_tiles_set_get_start (set, index), 1000, budget,
                                     buffer_size, weight, TRUE);
  if (!ariadne_search_run (self, model, 1000, NULL, &error))
    g_error ("%s", error->message);

  return self;
}

/* Tries one weight; tells whether it did. */
static gboolean
try_weight (AriadneTilesSet *set,
            guint            index,
            AriadneModel    *model,
            double           weight,
            guint            fewest,
            Tally           *tally)
{
  double begin = get_cpu_time ();
  g_autoptr (AriadneSearch) found = search (set, index, model, weight);
  double seconds = get_cpu_time () - begin;
  AriadneSearchProgress progress;

  ariadne_search_get_progress (found, &progress);
  if (progress.status != ARIADNE_SEARCH_FINISHED)
    return FALSE;

  g_print ("%-10s %6.2f %6u %6u %10" G_GUINT64_FORMAT " %10u %8.3f\n",
           ariadne_tiles_set_get_name (set, index), weight, progress.best_depth, fewest,
           progress.n_evaluations, progress.n_expanded, seconds);
  if (progress.best_depth < fewest
      || progress.best_depth > fewest / MIN (1.0, weight) + 1e-9)
    g_error ("%s: %u moves, expected %u to %g", ariadne_tiles_set_get_name (set, index),
             progress.best_depth, fewest, fewest / MIN (1.0, weight));

  tally->n_solved++;
  tally->n_shortest += progress.best_depth == fewest;
  tally->n_evaluations += progress.n_evaluations;
  tally->moves += progress.best_depth;
  tally->fewest += fewest;
  tally->seconds += seconds;

  return TRUE;
}

static void
report (const char  *weight,
        const Tally *tally)
{
  if (tally->n_solved > 0)
    g_print ("weight %s: %u solved, %u of them in as few moves as possible; %.3f of the fewest;"
             " %.0f evaluations each, %.2f s of processor, %.0f/s\n",
             weight, tally->n_solved, tally->n_shortest, (double) tally->moves / tally->fewest,
             (double) tally->n_evaluations / tally->n_solved, tally->seconds,
             (double) tally->n_evaluations / tally->seconds);
}

static void
run_all (AriadneTilesSet *set,
         GArray          *fewest,
         AriadneModel    *model)
{
  g_auto (GStrv) list = g_strsplit (weights, ",", -1);
  guint n_weights = g_strv_length (list);
  g_autofree Tally *tallies = g_new0 (Tally, n_weights);
  guint n_left = 0;
  struct rusage usage;

  g_print ("%-10s %6s %6s %6s %10s %10s %8s\n", "Puzzle", "Weight", "Moves", "Fewest",
           "Evaluated", "Expanded", "Seconds");
  for (guint i = 0; i < ariadne_tiles_set_get_n_puzzles (set); i++)
    {
      guint k = 0;

      while (k < n_weights
             && !try_weight (set, i, model, g_ascii_strtod (list[k], NULL),
                             g_array_index (fewest, guint, i), &tallies[k]))
        k++;
      n_left += k == n_weights;
      malloc_trim (0);
    }

  g_print ("\n");
  for (guint k = 0; k < n_weights; k++)
    report (list[k], &tallies[k]);
  getrusage (RUSAGE_SELF, &usage);
  g_print ("not solved: %u; at most %ld MiB of memory\n", n_left, usage.ru_maxrss / 1024);
}

static gboolean
run (GError **error)
{
  g_autoptr (AriadneTilesSet) set = ariadne_tiles_set_new_from_path (path, error);
  g_autoptr (AriadneTilesHeuristic) model = NULL;
  g_autoptr (GArray) fewest = NULL;
  AriadneTilesEstimate estimate;

  fewest = set != NULL ? read_fewest_moves (path, error) : NULL;
  if (fewest == NULL)
    return FALSE;
  if (fewest->len != ariadne_tiles_set_get_n_puzzles (set)
      || !ariadne_tiles_estimate_parse (estimate_name, &estimate))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "expected the fewest moves behind each puzzle, and a known model");
      return FALSE;
    }

  model = ariadne_tiles_heuristic_new (ariadne_tiles_set_get_domain (set), estimate);
  run_all (set, fewest, ARIADNE_MODEL (model));

  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  const char *data = g_getenv ("ARIADNE_DATA_DIR");
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  path = g_build_filename (data != NULL ? data : "data", "puzzles", "korf.tiles", NULL);
  weights = g_strdup ("1,0.8,0.6,0.4");
  estimate_name = g_strdup ("linear-conflict");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !run (&error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  g_free (path);
  g_free (weights);
  g_free (estimate_name);

  return 0;
}
