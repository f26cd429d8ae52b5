/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "expression/ariadne-equality.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-reader.h"
#include "expression/ariadne-rewriter.h"
#include "interpreter/ariadne-check.h"
#include "optimizer/ariadne-optimizer.h"

/* `wrong` is what cse_bind makes a program of another value of: both of its variables
 * become one, and their difference nothing.
 */
static const char programs[] =
  "(def half Float (x : Float) (mul 0.5 (add x 0.0)))\n"
  "(def both Float (y : Float) (add (half y) (half y)))\n"
  "(def wrong Float (a : Float)\n"
  "  (let (v a) (let (s a) (let (s (exp s)) (sub s v)))))\n";

static AriadneExpressionSet *
read_set (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  AriadneExpressionSet *set = ariadne_expression_set_new_from_bytes (bytes, NULL, &error);

  g_assert_no_error (error);

  return set;
}

static AriadneOptimizer *
make_optimizer (const char      *rules,
                AriadneStrategy  strategy)
{
  g_autoptr (AriadneExpressionSet) set = read_set (programs);
  g_autoptr (GError) error = NULL;
  AriadneOptimizer *self = ariadne_optimizer_new (set, rules, &error);

  g_assert_no_error (error);
  ariadne_optimizer_set_strategy (self, strategy);
  ariadne_optimizer_set_evaluations (self, 2000);

  return self;
}

static void
run (AriadneOptimizer *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_optimizer_run (self, NULL, &error));
  g_assert_no_error (error);
}

/* Follows the steps of a result with nothing but the rules. */
static AriadneTree *
replay (AriadneExpressionSet *set,
        guint                 index,
        AriadneOptimization  *result,
        const char           *rules,
        double               *cost)
{
  g_autoptr (AriadneRewriter) rewriter =
    ariadne_rewriter_new (ariadne_expression_set_get_environment (set),
                          ariadne_rule_set_lookup (rules, NULL));
  AriadneTree *tree = ariadne_tree_ref (ariadne_expression_set_get_tree (set, index));

  for (guint i = 0; i < ariadne_optimization_get_n_steps (result); i++)
    {
      guint node, number;
      const char *rule = ariadne_optimization_get_step (result, i, &node);
      g_autoptr (AriadneTree) before = tree;

      ariadne_rewriter_load (rewriter, before);
      g_assert_true (ariadne_rewriter_find (rewriter, rule, node, &number));
      tree = ariadne_rewriter_get_result (rewriter, number);
    }

  ariadne_rewriter_load (rewriter, tree);
  *cost = rewriter->outline.nodes[0].cost;

  return tree;
}

static void
assert_proved (AriadneOptimizer *self,
               guint             index)
{
  AriadneExpressionSet *set = ariadne_optimizer_get_set (self);
  AriadneOptimization *result = ariadne_optimizer_get_result (self, index);
  g_autofree char *text = ariadne_optimization_get_text (result);
  double cost;
  g_autoptr (AriadneTree) end = replay (set, index, result, "ml_rules", &cost);
  g_autoptr (AriadneTree) read =
    ariadne_read_expression (text, strlen (text), ariadne_expression_set_get_environment (set),
                             NULL);
  g_autoptr (AriadneCheck) check =
    ariadne_check_run (ariadne_expression_set_get_tree (set, index), end, 200, 7, NULL);

  g_assert_cmpfloat (cost, ==, ariadne_optimization_get_best_cost (result));
  g_assert_true (ariadne_tree_equal (read, end));
  g_assert_cmpint (check->verdict, ==, ARIADNE_VERDICT_EQUAL);
}

static void
test_proved (void)
{
  static const AriadneStrategy strategies[] = {
    ARIADNE_STRATEGY_ASTAR, ARIADNE_STRATEGY_BEAM, ARIADNE_STRATEGY_COLUMNS,
    ARIADNE_STRATEGY_COMPOSITE_BEAM, ARIADNE_STRATEGY_COMPOSITE_COLUMNS,
    ARIADNE_STRATEGY_PORTFOLIO,
  };
  /* A product 2; twice that and a sum 1; an exponential 4 and a difference 1. */
  static const double costs[] = { 2.0, 5.0, 5.0 };

  for (guint i = 0; i < G_N_ELEMENTS (strategies); i++)
    {
      g_autoptr (AriadneOptimizer) self = make_optimizer ("ml_rules+sound", strategies[i]);

      run (self);
      for (guint j = 0; j < G_N_ELEMENTS (costs); j++)
        {
          AriadneOptimization *result = ariadne_optimizer_get_result (self, j);

          g_test_message ("%s: %s: %g", ariadne_strategy_to_string (strategies[i]),
                          ariadne_optimization_get_name (result),
                          ariadne_optimization_get_best_cost (result));
          assert_proved (self, j);
          g_assert_cmpfloat (ariadne_optimization_get_best_cost (result), <=, costs[j] + 1e-9);
          g_assert_null (ariadne_optimization_get_note (result));
          g_assert_cmpfloat (ariadne_optimization_get_seconds (result), >=, 0.0);
        }
    }
}

/* Where rules may capture, a program is found that does something else. It is not
 * handed out, and the rule is named.
 */
static void
test_refused (void)
{
  g_autoptr (AriadneOptimizer) self = make_optimizer ("ml_rules", ARIADNE_STRATEGY_ASTAR);
  AriadneOptimization *result;

  run (self);
  result = ariadne_optimizer_get_result (self, 2);

  assert_proved (self, 2);
  g_assert_cmpfloat (ariadne_optimization_get_best_cost (result), >=, 5.0);
  g_assert_nonnull (ariadne_optimization_get_note (result));
  g_test_message ("%s", ariadne_optimization_get_note (result));
  g_assert_nonnull (strstr (ariadne_optimization_get_note (result), "cse_bind"));
}

/* What is told on the way. */
typedef struct
{
  GThread *thread;
  double   costs[3];
  guint    n_improvements;
  guint    n_optimized;
} Story;

static void
improved_cb (AriadneOptimizer *self,
             guint             index,
             double            cost,
             guint64           n_evaluations,
             Story            *story)
{
  g_assert_true (g_thread_self () == story->thread);
  g_assert_cmpuint (index, <, 3);
  g_assert_cmpfloat (cost, <, story->costs[index]);
  g_assert_null (ariadne_optimizer_get_result (self, index));
  story->costs[index] = cost;
  story->n_improvements++;
}

static void
optimized_cb (AriadneOptimizer    *self,
              guint                index,
              AriadneOptimization *result,
              Story               *story)
{
  g_assert_true (g_thread_self () == story->thread);
  g_assert_true (ariadne_optimizer_get_result (self, index) == result);
  g_assert_cmpfloat (ariadne_optimization_get_best_cost (result), ==, story->costs[index]);
  story->n_optimized++;
}

static void
test_told (void)
{
  g_autoptr (AriadneOptimizer) self = make_optimizer ("ml_rules+sound",
                                                      ARIADNE_STRATEGY_DEFAULT);
  Story story = { g_thread_self (), { 1000.0, 1000.0, 1000.0 } };

  g_signal_connect (self, "improved", G_CALLBACK (improved_cb), &story);
  g_signal_connect (self, "optimized", G_CALLBACK (optimized_cb), &story);
  run (self);

  g_assert_cmpuint (story.n_improvements, >=, 3);
  g_assert_cmpuint (story.n_optimized, ==, 3);
}

/* Every program has a result, even when nothing was done. */
static void
test_cancelled (void)
{
  g_autoptr (AriadneOptimizer) self = make_optimizer ("ml_rules+sound",
                                                      ARIADNE_STRATEGY_DEFAULT);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (ariadne_optimizer_run (self, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  for (guint i = 0; i < ariadne_optimizer_get_n_results (self); i++)
    {
      AriadneOptimization *result = ariadne_optimizer_get_result (self, i);

      g_assert_cmpint (ariadne_optimization_get_end (result), ==,
                       ARIADNE_OPTIMIZATION_END_CANCELLED);
      g_assert_cmpuint (ariadne_optimization_get_n_steps (result), ==, 0);
      g_assert_cmpfloat (ariadne_optimization_get_best_cost (result), ==,
                         ariadne_optimization_get_start_cost (result));
    }
}

static void
stop_cb (AriadneOptimizer *self,
         guint             index,
         double            cost,
         guint64           n_evaluations,
         GCancellable     *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* A search that would not end is stopped after its first improvement, which stays. */
static void
test_stopped (void)
{
  static const char text[] =
    "(def f Float ((x : Float) (y : Float)) (mul (add x (mul x y)) (sub (mul y 1.0) 0.0)))";
  g_autoptr (AriadneExpressionSet) set = read_set (text);
  g_autoptr (AriadneOptimizer) self = ariadne_optimizer_new (set, "ml_rules+sound", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  AriadneOptimization *result;

  ariadne_optimizer_set_strategy (self, ARIADNE_STRATEGY_ASTAR);
  ariadne_optimizer_set_evaluations (self, 1000000000);
  ariadne_optimizer_set_patience (self, 0);
  g_signal_connect (self, "improved", G_CALLBACK (stop_cb), cancellable);
  g_assert_false (ariadne_optimizer_run (self, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  result = ariadne_optimizer_get_result (self, 0);
  g_assert_cmpint (ariadne_optimization_get_end (result), ==, ARIADNE_OPTIMIZATION_END_CANCELLED);
  g_assert_cmpfloat (ariadne_optimization_get_best_cost (result), <,
                     ariadne_optimization_get_start_cost (result));
  assert_proved (self, 0);
}

/* The same search ends by itself when nothing better is found. */
static void
test_patience (void)
{
  static const char text[] =
    "(def f Float ((x : Float) (y : Float)) (mul (add x (mul x y)) (sub (mul y 1.0) 0.0)))";
  g_autoptr (AriadneExpressionSet) set = read_set (text);
  g_autoptr (AriadneOptimizer) self = ariadne_optimizer_new (set, "ml_rules+sound", NULL);
  AriadneOptimization *result;

  ariadne_optimizer_set_strategy (self, ARIADNE_STRATEGY_ASTAR);
  ariadne_optimizer_set_evaluations (self, 1000000000);
  ariadne_optimizer_set_patience (self, 100);
  run (self);

  result = ariadne_optimizer_get_result (self, 0);
  g_assert_cmpint (ariadne_optimization_get_end (result), ==, ARIADNE_OPTIMIZATION_END_PATIENCE);
  g_assert_cmpuint (ariadne_optimization_get_n_evaluations (result), >=, 100);
  assert_proved (self, 0);
}

static void
test_once (void)
{
  g_autoptr (AriadneOptimizer) self = make_optimizer ("ml_rules+sound",
                                                      ARIADNE_STRATEGY_DEFAULT);
  g_autoptr (GError) error = NULL;

  run (self);
  g_assert_false (ariadne_optimizer_run (self, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  assert_proved (self, 0);
}

static void
test_no_such_rules (void)
{
  g_autoptr (AriadneExpressionSet) set = read_set (programs);
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_optimizer_new (set, "best_rules", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
}

/* The file reads back to what was found, and the let of the name. */
static void
test_file (void)
{
  g_autoptr (AriadneOptimizer) self = make_optimizer ("ml_rules+sound",
                                                      ARIADNE_STRATEGY_DEFAULT);
  g_autoptr (AriadneExpressionSet) written = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (GStrv) notes = NULL;
  g_autoptr (GError) error = NULL;

  run (self);
  bytes = ariadne_optimizer_make_file (self, &notes);
  g_assert_cmpuint (g_strv_length (notes), ==, 0);
  written = ariadne_expression_set_new_from_bytes (bytes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_expression_set_get_n_expressions (written), ==, 3);

  for (guint i = 0; i < 3; i++)
    {
      AriadneOptimization *result = ariadne_optimizer_get_result (self, i);
      g_autofree char *found = ariadne_optimization_get_text (result);
      const char *name = ariadne_optimization_get_name (result);
      g_autofree char *named = g_strdup_printf ("(let (%s %s) %s)", name, found, name);
      g_autofree char *text = ariadne_expression_set_get_text (written, i);

      g_assert_true (g_str_has_prefix (found, "(lam "));
      g_assert_cmpstr (text, ==, named);
    }
}

/* Without the rule that inlines calls, a function is made cheaper where another one
 * calls it. In a file it is as cheap as it is there, which is said.
 */
static void
test_shared (void)
{
  const char *names[] = { "both", NULL };
  g_autoptr (AriadneExpressionSet) set = read_set (programs);
  g_autoptr (AriadneExpressionSet) selected = ariadne_expression_set_select (set, names, NULL);
  g_autoptr (AriadneOptimizer) self = ariadne_optimizer_new (selected, "simplify_rules", NULL);
  g_autoptr (AriadneExpressionSet) written = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (GStrv) notes = NULL;
  g_autofree char *text = NULL;
  AriadneTree *tree;

  ariadne_optimizer_set_strategy (self, ARIADNE_STRATEGY_ASTAR);
  ariadne_optimizer_set_evaluations (self, 200);
  run (self);
  bytes = ariadne_optimizer_make_file (self, &notes);
  written = ariadne_expression_set_new_from_bytes (bytes, NULL, NULL);

  /* Two calls 4 of a product 2 and a sum 1 each, and a sum 1: two of these are saved. */
  g_assert_cmpfloat_with_epsilon (
    ariadne_optimization_get_best_cost (ariadne_optimizer_get_result (self, 0)), 9.2, 1e-9);
  g_assert_cmpuint (g_strv_length (notes), ==, 1);
  g_assert_true (g_str_has_prefix (notes[0], "both costs 11.2 in the file"));
  tree = ariadne_expression_set_get_tree (written, 1);
  g_assert_true (ariadne_tree_equal (tree, ariadne_expression_set_get_tree (set, 1)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/optimizer/proved", test_proved);
  g_test_add_func ("/optimizer/refused", test_refused);
  g_test_add_func ("/optimizer/told", test_told);
  g_test_add_func ("/optimizer/cancelled", test_cancelled);
  g_test_add_func ("/optimizer/stopped", test_stopped);
  g_test_add_func ("/optimizer/patience", test_patience);
  g_test_add_func ("/optimizer/once", test_once);
  g_test_add_func ("/optimizer/no-such-rules", test_no_such_rules);
  g_test_add_func ("/optimizer/file", test_file);
  g_test_add_func ("/optimizer/shared", test_shared);

  return g_test_run ();
}
