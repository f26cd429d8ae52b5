/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <ariadne.h>
#include <math.h>
#include <string.h>

#include "expression/ariadne-equality.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-reader.h"
#include "expression/ariadne-rewriter.h"
#include "interpreter/ariadne-check.h"

/* Optimises the recorded programs and compares the costs with the best that are known of
 * them. Every result is followed anew by single rewrites, read back from its text, and
 * run against the program on inputs that the optimizer has not tried.
 * Usage: golden-optimize FOLDER
 */

#define CLOSE 0.05 /* costs are recorded rounded to 0.1 */
#define SKIP  77

/* What is known of a program under a rule set. */
typedef struct
{
  double published;
  double best;
} Known;

/* What must be reached of the programs of a file. */
typedef struct
{
  const char *file;
  const char *rules;
  guint       evaluations;
  guint       n_best;      /* at least so many come to the best that is known */
  guint       n_published; /* and so many to the best that was published */
  guint       n_beaten;    /* and so many below that */
  double      mean;        /* the geometric mean against what was published, at most */
} Goal;

static const Goal goals[] = {
  { "blas_combined.kso", "ml_rules_no_bind", 16000, 25, 25, 5, 1.0 },
  { "blas_combined.kso", "ml_rules_no_bind", 2000, 23, 23, 5, 1.0 },
  { "blas_train.kso", "ml_rules", 1000, 29, 31, 22, 0.93 },
  { "blas_test.kso", "ml_rules", 4000, 46, 48, 40, 0.93 },
  { "gelu.kso", "ml_rules", 16000, 5, 5, 1, 1.0 },
};

static guint n_failed;

static void
fail (const Goal *goal,
      const char *name,
      const char *format,
      ...) G_GNUC_PRINTF (3, 4);

static void
fail (const Goal *goal,
      const char *name,
      const char *format,
      ...)
{
  va_list arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%s, %s, %s: %s\n", goal->file, goal->rules, name, text);
  n_failed++;
}

/* A number, and perhaps a letter that says who found it. */
static double
parse_cost (const char *cell)
{
  return g_ascii_strtod (cell, NULL);
}

/* Name -> Known, from the table of all programs. Its columns are: nothing, the name, the
 * files, the size, the start cost, and for either rule set four.
 */
static GHashTable *
read_known (const char *text,
            gboolean    with_bindings)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint first = with_bindings ? 9 : 5;

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) cells = g_strsplit (*line, "|", -1);
      Known *entry;

      if (g_strv_length (cells) != 14 || parse_cost (cells[3]) <= 0)
        continue;

      entry = g_new (Known, 1);
      entry->published = parse_cost (cells[first]);
      entry->best = parse_cost (cells[first + 2]);
      g_hash_table_insert (known, g_strdup (g_strstrip (cells[1])), entry);
    }

  return known;
}

/* Follows the steps with the rules as they are defined; NULL if one does not apply. */
static AriadneTree *
follow (AriadneExpressionSet *set,
        guint                 index,
        AriadneOptimization  *result,
        const char           *rules,
        double               *cost)
{
  g_autoptr (AriadneRewriter) rewriter =
    ariadne_rewriter_new (ariadne_expression_set_get_environment (set),
                          ariadne_rule_set_lookup (rules, NULL));
  g_autoptr (AriadneTree) tree = ariadne_tree_ref (ariadne_expression_set_get_tree (set, index));

  ariadne_rewriter_load (rewriter, tree);
  for (guint i = 0; i < ariadne_optimization_get_n_steps (result); i++)
    {
      guint node, number;
      const char *rule = ariadne_optimization_get_step (result, i, &node);

      if (!ariadne_rewriter_find (rewriter, rule, node, &number))
        return NULL;

      g_clear_pointer (&tree, ariadne_tree_unref);
      tree = ariadne_rewriter_get_result (rewriter, number);
      ariadne_rewriter_load (rewriter, tree);
    }
  *cost = rewriter->outline.nodes[0].cost;

  return g_steal_pointer (&tree);
}

static void
check_result (const Goal           *goal,
              AriadneExpressionSet *set,
              guint                 index,
              AriadneOptimization  *result)
{
  const char *name = ariadne_optimization_get_name (result);
  g_autofree char *text = ariadne_optimization_get_text (result);
  double cost = NAN;
  g_autoptr (AriadneTree) end = follow (set, index, result, goal->rules, &cost);
  g_autoptr (AriadneTree) read =
    ariadne_read_expression (text, strlen (text), ariadne_expression_set_get_environment (set),
                             NULL);
  g_autoptr (AriadneCheck) check = NULL;

  if (end == NULL || cost != ariadne_optimization_get_best_cost (result))
    {
      fail (goal, name, "the steps do not lead to the cost");
      return;
    }

  check = ariadne_check_run (ariadne_expression_set_get_tree (set, index), end,
                             ARIADNE_CHECK_DEFAULT_INPUTS, 4711, NULL);
  if (check == NULL || check->verdict != ARIADNE_VERDICT_EQUAL)
    fail (goal, name, "the result is not equivalent");
  if (read == NULL || !ariadne_tree_equal (read, end))
    fail (goal, name, "the text does not read back");
}

static void
count_result (AriadneOptimization *result,
              GHashTable          *known,
              Goal                *reached)
{
  const Known *entry = g_hash_table_lookup (known, ariadne_optimization_get_name (result));
  double cost = ariadne_optimization_get_best_cost (result);

  if (entry == NULL)
    return;

  reached->n_best += cost <= entry->best + CLOSE ? 1 : 0;
  reached->n_published += cost <= entry->published + CLOSE ? 1 : 0;
  reached->n_beaten += cost < entry->published - CLOSE ? 1 : 0;
  reached->mean += log (cost / entry->published);
  reached->evaluations++;
}

static void
compare (const Goal *goal,
         Goal       *reached)
{
  guint n = reached->evaluations;

  reached->mean = exp (reached->mean / MAX (n, 1));
  g_print ("%s, %s, %u evaluations: of %u programs, %u best known, %u published, %u beaten, "
           "mean %.4f\n", goal->file, goal->rules, goal->evaluations, n, reached->n_best,
           reached->n_published, reached->n_beaten, reached->mean);
  if (n == 0 || reached->n_best < goal->n_best || reached->n_published < goal->n_published
      || reached->n_beaten < goal->n_beaten || reached->mean > goal->mean)
    fail (goal, "all", "expected at least %u, %u and %u, and at most %g", goal->n_best,
          goal->n_published, goal->n_beaten, goal->mean);
}

static void
check_goal (const Goal *goal,
            const char *folder,
            const char *known_text)
{
  g_autofree char *path = g_build_filename (folder, "data", goal->file, NULL);
  g_autofree char *rules = g_strconcat (goal->rules, "+sound", NULL);
  g_autoptr (GHashTable) known = read_known (known_text, g_str_equal (goal->rules, "ml_rules"));
  g_autoptr (AriadneExpressionSet) set = ariadne_expression_set_new_from_path (path, NULL);
  g_autoptr (AriadneOptimizer) optimizer = NULL;
  Goal reached = { NULL };

  if (set == NULL)
    {
      fail (goal, "all", "the file cannot be read");
      return;
    }

  optimizer = ariadne_optimizer_new (set, rules, NULL);
  ariadne_optimizer_set_evaluations (optimizer, goal->evaluations);
  if (!ariadne_optimizer_run (optimizer, NULL, NULL))
    fail (goal, "all", "the run failed");

  for (guint i = 0; i < ariadne_optimizer_get_n_results (optimizer); i++)
    {
      AriadneOptimization *result = ariadne_optimizer_get_result (optimizer, i);

      check_result (goal, set, i, result);
      count_result (result, known, &reached);
    }
  compare (goal, &reached);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  if (argc == 2)
    path = g_build_filename (argv[1], "best-known-costs.md", NULL);
  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    {
      g_print ("There are no known costs to compare with.\n");
      return SKIP;
    }

  for (guint i = 0; i < G_N_ELEMENTS (goals); i++)
    check_goal (&goals[i], argv[1], text);

  return n_failed > 0 ? 1 : 0;
}
