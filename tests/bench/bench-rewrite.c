/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <malloc.h>
#include <time.h>

#include "expression/ariadne-expression-domain-private.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-rewriter.h"
#include "search/ariadne-frontier-private.h"
#include "search/ariadne-visited-private.h"

/* How fast expressions are rewritten, costs, hashes and the check for duplicates
 * included, and how much memory a search needs for each that it keeps.
 *
 * It searches as batched A* does when the model predicts no advantage at all, so
 * that nothing is measured but the domain and what a search keeps.
 */

static char    *path = NULL;
static char    *rules = NULL;
static gint     n_last = 8;
static gint     budget = 2000;
static gint     n_repeats = 5;

static const GOptionEntry entries[] = {
  { "expressions", 'e', 0, G_OPTION_ARG_FILENAME, &path, "The expressions to start from", "FILE" },
  { "rules", 'r', 0, G_OPTION_ARG_STRING, &rules, "The rule set", "NAME" },
  { "last", 'l', 0, G_OPTION_ARG_INT, &n_last, "Use the last N expressions; 0: all", "N" },
  { "budget", 'b', 0, G_OPTION_ARG_INT, &budget, "States to visit from each", "N" },
  { "repeat", 'n', 0, G_OPTION_ARG_INT, &n_repeats, "Take the best of N runs", "N" },
  { NULL },
};

typedef struct
{
  double  seconds; /* the least of all runs */
  guint64 n_rewrites;
  guint64 n_visited;
  guint64 n_expanded;
  guint64 n_bytes;
} Tally;

static double
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static void
visit (AriadneDomain   *domain,
       AriadneVisited  *visited,
       AriadneFrontier *frontier,
       AriadneState    *state,
       guint            depth)
{
  AriadneFrontierEntry entry = { ariadne_domain_cost (domain, state), depth, visited->states->len };

  if (ariadne_visited_add (visited, state))
    ariadne_frontier_push (frontier, entry);
}

/* Fills @visited, and @expanded with the numbers of what was expanded. */
static void
search (AriadneDomain  *domain,
        AriadneState   *start,
        AriadneVisited *visited,
        GArray         *expanded)
{
  g_autoptr (GPtrArray) neighbours =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  AriadneFrontier frontier;

  ariadne_frontier_init (&frontier);
  visit (domain, visited, &frontier, start, 0);

  while (frontier.length > 0 && visited->states->len < (guint) budget)
    {
      AriadneFrontierEntry entry = ariadne_frontier_pop (&frontier);

      ariadne_domain_expand (domain, g_ptr_array_index (visited->states, entry.state),
                             neighbours, NULL);
      g_array_append_val (expanded, entry.state);

      for (guint i = 0; i < neighbours->len; i++)
        visit (domain, visited, &frontier, g_ptr_array_index (neighbours, i), entry.depth + 1);
      g_ptr_array_set_size (neighbours, 0);
    }

  ariadne_frontier_clear (&frontier);
}

static guint64
count_rewrites (AriadneExpressionDomain *domain,
                AriadneEnvironment      *environment,
                GPtrArray               *states,
                GArray                  *expanded)
{
  g_autoptr (AriadneRewriter) rewriter = NULL;
  guint64 n_rewrites = 0;

  rewriter = ariadne_rewriter_new (environment, ariadne_rule_set_lookup (rules, NULL));
  for (guint i = 0; i < expanded->len; i++)
    {
      AriadneState *state = g_ptr_array_index (states, g_array_index (expanded, guint32, i));
      g_autoptr (AriadneTree) tree = ariadne_expression_domain_dup_tree (domain, state);

      ariadne_rewriter_load (rewriter, tree);
      n_rewrites += rewriter->n_rewrites;
    }

  return n_rewrites;
}

static void
measure (AriadneExpressionDomain *domain,
         AriadneEnvironment      *environment,
         AriadneState            *start,
         Tally                   *tally)
{
  double best = G_MAXDOUBLE;

  for (gint i = 0; i < n_repeats; i++)
    {
      g_autoptr (GPtrArray) states =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
      g_autoptr (GArray) expanded = g_array_new (FALSE, FALSE, sizeof (guint32));
      gsize before = mallinfo2 ().uordblks;
      double begin = get_cpu_time ();
      AriadneVisited visited;

      ariadne_visited_init (&visited, ARIADNE_DOMAIN (domain), states);
      search (ARIADNE_DOMAIN (domain), start, &visited, expanded);
      best = MIN (best, get_cpu_time () - begin);

      if (i == n_repeats - 1)
        {
          tally->n_bytes += mallinfo2 ().uordblks - before;
          tally->n_visited += states->len;
          tally->n_expanded += expanded->len;
          tally->n_rewrites += count_rewrites (domain, environment, states, expanded);
        }
      ariadne_visited_clear (&visited);
    }

  tally->seconds += best;
}

static void
report (const char  *name,
        const Tally *tally)
{
  g_print ("%-24s %8" G_GUINT64_FORMAT " rewrites %8" G_GUINT64_FORMAT " visited "
           "%9.0f rewrites/s %6.0f ns/rewrite %5.0f bytes/state\n",
           name, tally->n_rewrites, tally->n_visited,
           (double) tally->n_rewrites / tally->seconds,
           1e9 * tally->seconds / (double) tally->n_rewrites,
           (double) tally->n_bytes / (double) tally->n_visited);
}

static gboolean
run (GError **error)
{
  g_autoptr (AriadneExpressionSet) set = ariadne_expression_set_new_from_path (path, error);
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  Tally total = { 0.0 };
  guint n;

  if (set == NULL)
    return FALSE;

  domain = ariadne_expression_domain_new (set, rules, error);
  if (domain == NULL)
    return FALSE;

  n = ariadne_expression_set_get_n_expressions (set);
  for (guint i = n_last > 0 && (guint) n_last < n ? n - (guint) n_last : 0; i < n; i++)
    {
      g_autoptr (AriadneState) start = ariadne_expression_domain_make_start (domain, i);
      Tally tally = { 0.0 };

      measure (domain, ariadne_expression_set_get_environment (set), start, &tally);
      report (ariadne_expression_set_get_name (set, i), &tally);
      total.seconds += tally.seconds;
      total.n_rewrites += tally.n_rewrites;
      total.n_visited += tally.n_visited;
      total.n_expanded += tally.n_expanded;
      total.n_bytes += tally.n_bytes;
    }

  report ("all", &total);

  return TRUE;
}

static char *
find_own_expressions (void)
{
  const char *data = g_getenv ("ARIADNE_DATA_DIR");

  return g_build_filename (data != NULL ? data : "data", "expressions", "blas.kso", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  if (path == NULL)
    path = find_own_expressions ();
  if (rules == NULL)
    rules = g_strdup ("ml_rules_no_bind");

  if (!run (&error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  g_free (path);
  g_free (rules);

  return 0;
}
