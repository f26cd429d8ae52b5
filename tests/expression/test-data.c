/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The expressions that come with the program. */

#include "config.h"

#include "expression/ariadne-cost.h"
#include "expression/ariadne-equality.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-printer.h"
#include "expression/ariadne-reader.h"
#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule-set.h"

#include <string.h>

/* What the program searches unless told otherwise. */
#define N_SEARCHED 8
#define MIN_SEARCHED_NODES 40
#define MAX_SEARCHED_NODES 110

static const char *const files[] = { "blas", "ml" };

static AriadneExpressionSet *
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".kso", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  AriadneExpressionSet *set;

  path = g_build_filename (g_getenv ("ARIADNE_DATA_DIR"), "expressions", file, NULL);
  set = ariadne_expression_set_new_from_path (path, &error);
  g_assert_no_error (error);

  return set;
}

static guint
find (AriadneExpressionSet *set,
      const char           *name)
{
  guint n = ariadne_expression_set_get_n_expressions (set);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (ariadne_expression_set_get_name (set, i), name))
      return i;

  g_assert_not_reached ();
}

static double
measure (AriadneExpressionSet *set,
         const AriadneTree    *tree)
{
  g_autoptr (AriadneCostModel) model = NULL;

  model = ariadne_cost_model_new (ariadne_expression_set_get_environment (set));

  return ariadne_cost_model_compute (model, tree);
}

static void
test_is_printed_as_it_reads (gconstpointer data)
{
  g_autoptr (AriadneExpressionSet) set = load (data);
  guint n = ariadne_expression_set_get_n_expressions (set);

  g_assert_cmpuint (n, >=, 25);
  for (guint i = 0; i < n; i++)
    {
      AriadneTree *tree = ariadne_expression_set_get_tree (set, i);
      g_autofree char *text = ariadne_tree_to_string (tree);
      g_autofree char *text_again = NULL;
      g_autoptr (AriadneTree) again = NULL;
      g_autoptr (GError) error = NULL;

      again = ariadne_read_expression (text, strlen (text),
                                       ariadne_expression_set_get_environment (set), &error);
      g_assert_no_error (error);
      text_again = ariadne_tree_to_string (again);
      g_assert_cmpstr (text_again, ==, text);
      g_assert_true (ariadne_tree_equal (again, tree));
      g_assert_true (ariadne_tree_get_type (again) == ariadne_tree_get_type (tree));
      g_assert_cmpuint (ariadne_tree_get_type (tree)->kind, ==, ARIADNE_TYPE_KIND_FUNCTION);
    }
}

static void
test_names_are_distinct (gconstpointer data)
{
  g_autoptr (AriadneExpressionSet) set = load (data);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    g_assert_true (g_hash_table_add (names, (char *) ariadne_expression_set_get_name (set, i)));
}

/* Worked out by hand. The let of a function costs 0.1, its name in the body what
 * calling it costs; a vector has 16 elements.
 */
static void
test_costs (void)
{
  const struct
  {
    const char *file;
    const char *name;
    guint       n_nodes;
    double      cost;
  } expected[] = {
    /* if: 1 and the condition, and the dearer branch; gt: 1 */
    { "ml", "relu", 11, 1 + 1 + 0.1 },
    /* div 2, add 1, exp 4, sub 1 */
    { "ml", "sigmoid", 13, 2 + 1 + 4 + 1 + 0.1 },
    /* log 4, add 1, exp 4 */
    { "ml", "softplus", 10, 4 + 1 + 4 + 0.1 },
    /* sumbuild 15, size 1, sixteen times index 1 */
    { "blas", "vsum", 12, 15 + (1 + 1 * 16) + 0.1 },
    /* sum 15, build 2, size 1, sixteen times index 1 */
    { "ml", "total", 13, 15 + (2 + (1 + 1 * 16)) + 0.1 },
    /* two tuples of two, the lets of p, x and y */
    { "blas", "swap", 27, (0.2 + 0.2) + 0.1 + 0.1 + 0.1 + 0.1 },
    /* sumbuild 15 for each element of a vector, sixteen times deltaVec 2, mul 2 and index 1;
     * the lets of x, n and g */
    { "ml", "index_gradient", 31, 15 * 16 + 16 * (2 + 2 + 1) + 0.1 + 0.1 + 0.1 + 0.1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (AriadneExpressionSet) set = load (expected[i].file);
      AriadneTree *tree;

      tree = ariadne_expression_set_get_tree (set, find (set, expected[i].name));
      g_test_message ("%s", expected[i].name);
      g_assert_cmpuint (ariadne_tree_get_size (tree), ==, expected[i].n_nodes);
      g_assert_cmpfloat_with_epsilon (measure (set, tree), expected[i].cost, 1e-12);
    }
}

static void
test_searched_are_of_use (void)
{
  g_autoptr (AriadneExpressionSet) set = load ("blas");
  guint n = ariadne_expression_set_get_n_expressions (set);

  for (guint i = n - N_SEARCHED; i < n; i++)
    {
      guint n_nodes = ariadne_tree_get_size (ariadne_expression_set_get_tree (set, i));

      g_test_message ("%s", ariadne_expression_set_get_name (set, i));
      g_assert_cmpuint (n_nodes, >=, MIN_SEARCHED_NODES);
      g_assert_cmpuint (n_nodes, <=, MAX_SEARCHED_NODES);
    }
}

/* Every step that the comments of a file tell applies, and they pay. */
static void
test_sequences_pay (gconstpointer data)
{
  g_autoptr (AriadneExpressionSet) set = load (data);
  GPtrArray *sequences = ariadne_expression_set_get_sequences (set);

  g_assert_cmpuint (sequences->len, >, 0);
  for (guint i = 0; i < sequences->len; i++)
    {
      const AriadneKnownSequence *sequence = g_ptr_array_index (sequences, i);
      AriadneTree *start = ariadne_expression_set_get_tree (set, find (set, sequence->name));
      g_autoptr (AriadneTree) tree = ariadne_tree_ref (start);
      g_autoptr (AriadneRewriter) rewriter = NULL;

      rewriter = ariadne_rewriter_new (ariadne_expression_set_get_environment (set),
                                       ariadne_rule_set_lookup (sequence->rules, NULL));
      for (guint j = 0; j < sequence->steps->len; j++)
        {
          const AriadneKnownStep *step = &g_array_index (sequence->steps, AriadneKnownStep, j);
          AriadneTree *next;
          guint index;

          ariadne_rewriter_load (rewriter, tree);
          g_test_message ("%s, step %u", sequence->name, j);
          g_assert_true (ariadne_rewriter_find (rewriter, step->rule, step->node, &index));
          next = ariadne_rewriter_get_result (rewriter, index);
          ariadne_tree_unref (tree);
          tree = next;
        }

      g_assert_cmpfloat (measure (set, tree), <, measure (set, start));
    }
}

static void
add_test (const char    *file,
          const char    *scenario,
          GTestDataFunc  function)
{
  g_autofree char *path = g_strdup_printf ("/Ariadne/Data/%s/%s", file, scenario);

  g_test_add_data_func (path, file, function);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      add_test (files[i], "is_printed_as_it_reads", test_is_printed_as_it_reads);
      add_test (files[i], "names_are_distinct", test_names_are_distinct);
      add_test (files[i], "sequences_pay", test_sequences_pay);
    }
  g_test_add_func ("/Ariadne/Data/costs", test_costs);
  g_test_add_func ("/Ariadne/Data/searched_are_of_use", test_searched_are_of_use);

  return g_test_run ();
}
