/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <time.h>

#include "expression/ariadne-equality.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-expression-state.h"
#include "interpreter/ariadne-check.h"
#include "optimizer/ariadne-move-domain.h"
#include "search/ariadne-visited-private.h"

/* How cheap programs get by composite moves, after how many states and how long, when
 * a plain beam search looks for it. What it finds is replayed by single rewrites, and
 * run against the start on random inputs.
 */

static char   *path = NULL;
static char   *rules = NULL;
static char  **names = NULL;
static gint    budget = 16000;
static gint    width = 8;
static gint    patience = 12;
static gint    n_inputs = 20;
static gint    is_verbose = FALSE;

static const GOptionEntry entries[] = {
  { "expressions", 'e', 0, G_OPTION_ARG_FILENAME, &path, "The programs to start from", "FILE" },
  { "rules", 'r', 0, G_OPTION_ARG_STRING, &rules, "The rule set", "NAME" },
  { "name", 'n', 0, G_OPTION_ARG_STRING_ARRAY, &names, "Only these programs", "NAME" },
  { "budget", 'b', 0, G_OPTION_ARG_INT, &budget, "States to visit from each", "N" },
  { "width", 'w', 0, G_OPTION_ARG_INT, &width, "States to go on with at a time", "N" },
  { "patience", 'p', 0, G_OPTION_ARG_INT, &patience, "Levels without progress", "N" },
  { "inputs", 'i', 0, G_OPTION_ARG_INT, &n_inputs, "Inputs to check on", "N" },
  { "verbose", 'v', 0, G_OPTION_ARG_NONE, &is_verbose, "Print the ways and the results", NULL },
  { NULL },
};

typedef struct
{
  AriadneDomain  *domain;
  AriadneVisited  visited;
  GPtrArray      *states;
  GArray         *parents;    /* of guint, by the numbers of states */
  guint           best;       /* the number of the cheapest state */
  guint           n_to_best;  /* how many had been found then */
} Beam;

static void
beam_init (Beam          *self,
           AriadneDomain *domain)
{
  *self = (Beam) { .domain = domain };
  self->states = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  self->parents = g_array_new (FALSE, FALSE, sizeof (guint));
  ariadne_visited_init (&self->visited, domain, self->states);
}

static void
beam_clear (Beam *self)
{
  ariadne_visited_clear (&self->visited);
  g_ptr_array_unref (self->states);
  g_array_unref (self->parents);
}

static double
get_cost (const Beam *self,
          guint       state)
{
  return ariadne_domain_cost (self->domain, g_ptr_array_index (self->states, state));
}

static void
add_state (Beam         *self,
           AriadneState *state,
           guint         parent)
{
  guint number = self->states->len;

  if (number >= (guint) budget || !ariadne_visited_add (&self->visited, state))
    return;

  g_array_append_val (self->parents, parent);
  if (get_cost (self, number) < get_cost (self, self->best) - 1e-9)
    {
      self->best = number;
      self->n_to_best = number;
    }
}

static gint
compare_states (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  double cost_a = get_cost (data, *(const guint *) a);
  double cost_b = get_cost (data, *(const guint *) b);

  return cost_a < cost_b ? -1 : cost_a > cost_b ? 1 : 0;
}

/* Finds the neighbours of all of @level, and replaces it by the cheapest of them. */
static void
go_on (Beam   *self,
       GArray *level)
{
  g_autoptr (GPtrArray) neighbours =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  guint first = self->states->len;

  for (guint i = 0; i < level->len; i++)
    {
      guint parent = g_array_index (level, guint, i);

      ariadne_domain_expand (self->domain, g_ptr_array_index (self->states, parent), neighbours,
                             NULL);
      for (guint j = 0; j < neighbours->len; j++)
        add_state (self, g_ptr_array_index (neighbours, j), parent);
      g_ptr_array_set_size (neighbours, 0);
    }

  g_array_set_size (level, 0);
  for (guint i = first; i < self->states->len; i++)
    g_array_append_val (level, i);
  g_array_sort_with_data (level, compare_states, self);
  if (level->len > (guint) width)
    g_array_set_size (level, (guint) width);
}

static void
search (Beam         *self,
        AriadneState *start)
{
  g_autoptr (GArray) level = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_fruitless = 0;

  ariadne_visited_add (&self->visited, ariadne_state_ref (start));
  g_array_append_val (self->parents, self->best);
  g_array_append_val (level, self->best);

  while (level->len > 0 && self->states->len < (guint) budget && n_fruitless <= (guint) patience)
    {
      guint best = self->best;

      go_on (self, level);
      n_fruitless = self->best == best ? n_fruitless + 1 : 0;
    }
}

static GPtrArray *
get_way (const Beam *self)
{
  GPtrArray *way = g_ptr_array_new ();

  for (guint state = self->best; state != 0; state = g_array_index (self->parents, guint, state))
    g_ptr_array_insert (way, 0, g_ptr_array_index (self->states, state));
  g_ptr_array_insert (way, 0, g_ptr_array_index (self->states, 0));

  return way;
}

/* Replays the single rewrites by their names, among all of each expression. */
static AriadneTree *
replay (AriadneEnvironment *environment,
        AriadneState       *start,
        const GArray       *steps)
{
  g_autoptr (AriadneRewriter) rewriter = NULL;
  AriadneTree *tree = ariadne_expression_state_dup_tree (start);

  rewriter = ariadne_rewriter_new (environment, ariadne_rule_set_lookup (rules, NULL));
  for (guint i = 0; i < steps->len; i++)
    {
      const AriadneTrailStep *step = &g_array_index (steps, AriadneTrailStep, i);
      guint index;

      ariadne_rewriter_load (rewriter, tree);
      g_clear_pointer (&tree, ariadne_tree_unref);
      if (!ariadne_rewriter_find (rewriter, step->rule->name, step->id, &index))
        return NULL;
      tree = ariadne_rewriter_get_result (rewriter, index);
    }

  return tree;
}

static const char *
judge (AriadneEnvironment *environment,
       AriadneState       *start,
       AriadneState       *best,
       const GArray       *steps)
{
  g_autoptr (AriadneTree) tree = steps != NULL ? replay (environment, start, steps) : NULL;
  g_autoptr (AriadneTree) first = ariadne_expression_state_dup_tree (start);
  g_autoptr (AriadneTree) last = ariadne_expression_state_dup_tree (best);
  g_autoptr (AriadneCheck) check = NULL;

  if (steps == NULL)
    return "unexplained";
  if (tree == NULL || !ariadne_tree_equal (tree, last))
    return "not replayed";

  check = ariadne_check_run (first, last, (guint) n_inputs, 1, NULL);

  return check == NULL || check->verdict == ARIADNE_VERDICT_DIFFERENT ? "different"
         : check->verdict == ARIADNE_VERDICT_UNKNOWN                  ? "unknown"
                                                                      : "equal";
}

static void
print_way (const Beam      *self,
           const GPtrArray *way)
{
  for (guint i = 0; i < way->len; i++)
    {
      AriadneState *state = g_ptr_array_index (way, i);
      g_autofree char *text = ariadne_domain_describe (self->domain, state);

      g_print ("  %.1f %s\n", ariadne_domain_cost (self->domain, state), text);
    }
}

static double
optimize (AriadneMoveDomain    *domain,
          AriadneExpressionSet *set,
          guint                 index)
{
  g_autoptr (AriadneState) start =
    ariadne_expression_domain_make_start (ARIADNE_EXPRESSION_DOMAIN (domain), index);
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GPtrArray) way = NULL;
  g_autoptr (GArray) steps = NULL;
  double seconds;
  Beam beam;

  beam_init (&beam, ARIADNE_DOMAIN (domain));
  search (&beam, start);
  seconds = 1e-6 * (double) (g_get_monotonic_time () - begin);
  way = get_way (&beam);
  steps = ariadne_move_domain_explain (domain, way);

  g_print ("%-26s %12.1f %12.1f  after %5u of %5u, %3u moves, %4u steps, %7.3f s, %s\n",
           ariadne_expression_set_get_name (set, index), get_cost (&beam, 0),
           get_cost (&beam, beam.best), beam.n_to_best, beam.states->len, way->len - 1,
           steps != NULL ? steps->len : 0, seconds,
           judge (ariadne_expression_set_get_environment (set), start,
                  g_ptr_array_index (way, way->len - 1), steps));
  if (is_verbose)
    print_way (&beam, way);
  beam_clear (&beam);

  return seconds;
}

static gboolean
run (GError **error)
{
  g_autoptr (AriadneExpressionSet) all = ariadne_expression_set_new_from_path (path, error);
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autoptr (AriadneMoveDomain) domain = NULL;
  double seconds = 0.0;

  if (all == NULL)
    return FALSE;

  set = names == NULL ? g_object_ref (all)
                      : ariadne_expression_set_select (all, (const char *const *) names, error);
  domain = set != NULL ? ariadne_move_domain_new (set, rules, error) : NULL;
  if (domain == NULL)
    return FALSE;

  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    seconds += optimize (domain, set, i);

  g_print ("%.3f s\n", seconds);

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
  gboolean done;

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

  done = run (&error);
  if (!done)
    g_printerr ("%s\n", error->message);

  g_free (path);
  g_free (rules);
  g_strfreev (names);

  return done ? 0 : 2;
}
