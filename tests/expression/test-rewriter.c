/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-cost.h"
#include "expression/ariadne-expression-set-private.h"

#include "rewriting-fixture.h"

/* Lists what @rules make of @text: `rule id result` a line. */
static char *
list_rewrites (const char *rules,
               const char *text,
               gboolean    only_neighbours)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = fixture_read (environment, text);
  g_autoptr (AriadneRewriter) rewriter = NULL;
  GString *list = g_string_new (NULL);
  guint n;

  rewriter = ariadne_rewriter_new (environment, ariadne_rule_set_lookup (rules, NULL));
  ariadne_rewriter_load (rewriter, tree);
  ariadne_rewriter_find_neighbours (rewriter);

  n = only_neighbours ? rewriter->n_neighbours : rewriter->n_rewrites;
  for (guint i = 0; i < n; i++)
    {
      guint index = only_neighbours ? rewriter->neighbours[i] : i;
      g_autoptr (AriadneTree) result = ariadne_rewriter_get_result (rewriter, index);
      g_autofree char *printed = ariadne_tree_to_string (result);

      g_string_append_printf (list, "%s %u %s\n", rewriter->rewrites[index].rule->name,
                              rewriter->rewrites[index].id, printed);
    }

  return g_string_free (list, FALSE);
}

static void
test_order_is_of_nodes_then_rules (void)
{
  g_autofree char *list = list_rewrites ("simplify_rules", "(add (mul 1.0 x) (mul 1.0 y))", FALSE);

  g_assert_cmpstr (list, ==,
                   "commute_add 0 (add (mul 1.0 y) (mul 1.0 x))\n"
                   "add_of_muls 0 (mul 1.0 (add x y))\n"
                   "mul_one 1 (add x (mul 1.0 y))\n"
                   "commute_mul 1 (add (mul x 1.0) (mul 1.0 y))\n"
                   "mul_one 4 (add (mul 1.0 x) y)\n"
                   "commute_mul 4 (add (mul 1.0 x) (mul y 1.0))\n");
}

static void
test_parent_rules_report_children (void)
{
  g_autofree char *list = list_rewrites ("if_rules", "(mul (if p x y) (if q x y))", FALSE);

  g_assert_cmpstr (list, ==,
                   "lift_if 1 (if p (mul x (if q x y)) (mul y (if q x y)))\n"
                   "lift_if 5 (if q (mul (if p x y) x) (mul (if p x y) y))\n");
}

static void
test_stops_and_bound_names_are_not_visited (void)
{
  g_autofree char *list = list_rewrites ("simplify_rules", "(let (t x) (stop (mul t 1.0)))", FALSE);

  g_assert_cmpstr (list, ==, "");
}

static void
test_neighbours_are_distinct (void)
{
  /* Commuting the equal operands of the outer product leads back to it. */
  g_autofree char *list = list_rewrites ("simplify_rules", "(mul (mul x y) (mul x y))", TRUE);

  g_assert_cmpstr (list, ==,
                   "assoc_mul_mul 0 (mul (mul x (mul x y)) y)\n"
                   "commute_mul 1 (mul (mul y x) (mul x y))\n"
                   "commute_mul 4 (mul (mul x y) (mul y x))\n");
}

/* The two lets can be made one by the other rule, too; the bound name tells which
 * of the results is kept.
 */
static void
test_first_of_equal_results_counts (void)
{
  const char *text = "(let (s x) (let (t x) (exp t)))";
  g_autofree char *all = list_rewrites ("binding_rules", text, FALSE);
  g_autofree char *list = list_rewrites ("binding_rules", text, TRUE);

  g_assert_cmpstr (all, ==,
                   "lift_bind 3 (let (t x) (let (s x) (exp t)))\n"
                   "cse_bind 0 (let (s x) (exp s))\n"
                   "delete_let 0 (let (t x) (exp t))\n"
                   "inline_let 7 (let (s x) (let (t x) (exp x)))\n");
  g_assert_cmpstr (list, ==,
                   "lift_bind 3 (let (t x) (let (s x) (exp t)))\n"
                   "cse_bind 0 (let (s x) (exp s))\n"
                   "inline_let 7 (let (s x) (let (t x) (exp x)))\n");
}

/* The let that new_bind makes would be one node too high, everywhere. */
static void
test_results_beyond_the_limits_are_dropped (void)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = fixture_read (environment, "x");
  g_autoptr (AriadneRewriter) rewriter = NULL;

  for (guint height = 1; height < ARIADNE_TREE_MAX_HEIGHT; height++)
    tree = ariadne_tree_new (ARIADNE_KIND_EXP, &tree, 1);

  rewriter = ariadne_rewriter_new (environment, ariadne_rule_set_lookup ("ml_rules", NULL));
  ariadne_rewriter_load (rewriter, tree);
  g_assert_cmpuint (rewriter->n_rewrites, ==, 0);

  ariadne_rewriter_load (rewriter, ariadne_tree_get_child (tree, 0));
  g_assert_cmpuint (rewriter->n_rewrites, ==, ARIADNE_TREE_MAX_HEIGHT - 3);
  ariadne_rewriter_find_neighbours (rewriter);
  g_assert_cmpuint (rewriter->n_neighbours, ==, ARIADNE_TREE_MAX_HEIGHT - 3);
}

static void
test_find_needs_exactly_one (void)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = fixture_read (environment, "(mul x (mul y z))");
  g_autoptr (AriadneRewriter) rewriter = NULL;
  guint index = 0;

  rewriter = ariadne_rewriter_new (environment, ariadne_rule_set_lookup ("simplify_rules", NULL));
  ariadne_rewriter_load (rewriter, tree);

  g_assert_true (ariadne_rewriter_find (rewriter, "commute_mul", 2, &index));
  g_assert_cmpuint (rewriter->rewrites[index].id, ==, 2);
  g_assert_false (ariadne_rewriter_find (rewriter, "commute_mul", 1, &index));
  g_assert_false (ariadne_rewriter_find (rewriter, "commute_add", 0, &index));
}

/* A function that is read costs what its definition does; rewriting the definition
 * changes the cost of all its calls.
 */
static void
test_cost_of_calls_follows_the_definition (void)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (AriadneRewriter) rewriter = NULL;
  guint index = 0;

  tree = fixture_read (environment,
                       "(let (ff (lam (t : Float) (mul 1.0 t))) "
                       "(let (gg (lam (t : Float) (add (ff t) (ff t)))) (gg x)))");
  rewriter = ariadne_rewriter_new (environment, ariadne_rule_set_lookup ("simplify_rules", NULL));
  ariadne_rewriter_load (rewriter, tree);
  g_assert_true (ariadne_rewriter_find (rewriter, "mul_one", 4, &index));

  /* The call of gg: 2 for itself, then 1 for the sum and 2 each for the calls of
   * ff, which itself costs 2 before and nothing after; 0.1 for each let.
   */
  g_assert_cmpfloat (rewriter->outline.nodes[0].cost, ==, ((2.0 + (1.0 + 8.0)) + 0.1) + 0.1);
  g_assert_cmpfloat (rewriter->rewrites[index].part.cost, ==, ((2.0 + (1.0 + 4.0)) + 0.1) + 0.1);
}

static void
test_outline_has_the_cost_of_every_node (void)
{
  static const struct
  {
    guint  id;
    double cost;
  } expected[] = {
    { 1, 0.0 }, { 2, 2.0 }, { 4, 2.0 }, { 8, 4.0 }, { 9, 2.0 }, { 11, 0.2 },
    { 7, 1.0 + (4.0 + 0.2) },
    { 0, (0.0 + (1.0 + (4.0 + 0.2))) + 0.1 },
  };
  g_autoptr (AriadneEnvironment) environment = make_environment ();
  g_autoptr (AriadneTree) tree = NULL;
  AriadneOutline outline;

  tree = read_typed ("(let (r (lam (s : Float) (mul s s))) (add (r x) (get$1$2 (tuple x y))))");
  ariadne_outline_init (&outline, environment);
  ariadne_outline_fill (&outline, tree);

  g_assert_cmpuint (outline.n_nodes, ==, 16);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpfloat (outline.nodes[expected[i].id].cost, ==, expected[i].cost);

  ariadne_outline_clear (&outline);
}

/* Whatever is known about a result before it is made must be true of it. */
static void
check_rewrite (AriadneRewriter  *rewriter,
               guint             index,
               AriadneCostModel *costs,
               AriadneOutline   *outline)
{
  const AriadneRewrite *rewrite = &rewriter->rewrites[index];
  g_autoptr (AriadneTree) result = ariadne_rewriter_get_result (rewriter, index);

  g_assert_nonnull (result);
  g_assert_true (ariadne_tree_get_type (result) == ariadne_tree_get_type (rewriter->tree));
  g_assert_cmpuint (ariadne_tree_get_size (result), ==, rewrite->size);
  g_assert_cmpfloat (ariadne_cost_model_compute (costs, result), ==, rewrite->part.cost);

  ariadne_outline_fill (outline, result);
  g_assert_cmpfloat (outline->nodes[0].cost, ==, rewrite->part.cost);
  g_assert_cmphex (outline->nodes[0].hash, ==, rewrite->part.hash);
}

static void
check_walk (AriadneEnvironment *environment,
            AriadneTree        *start,
            const char         *rules,
            guint               n_steps)
{
  g_autoptr (AriadneRewriter) rewriter = NULL;
  g_autoptr (AriadneCostModel) costs = ariadne_cost_model_new (environment);
  g_autoptr (AriadneTree) tree = ariadne_tree_ref (start);
  AriadneOutline outline;
  gint32 choice;

  rewriter = ariadne_rewriter_new (environment, ariadne_rule_set_lookup (rules, NULL));
  ariadne_outline_init (&outline, environment);

  for (guint step = 0; step < n_steps; step++)
    {
      ariadne_rewriter_load (rewriter, tree);
      if (rewriter->n_rewrites == 0)
        break;

      for (guint i = 0; i < rewriter->n_rewrites; i++)
        check_rewrite (rewriter, i, costs, &outline);

      choice = g_test_rand_int_range (0, (gint32) rewriter->n_rewrites);
      ariadne_tree_unref (tree);
      tree = ariadne_rewriter_get_result (rewriter, (guint) choice);
    }

  ariadne_outline_clear (&outline);
}

static void
test_walks_agree_with_the_definitions (void)
{
  static const char *const files[] = { "blas.kso", "ml.kso" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("ARIADNE_DATA_DIR"), "expressions",
                                                files[i], NULL);
      g_autoptr (AriadneExpressionSet) set = ariadne_expression_set_new_from_path (path, NULL);

      g_assert_nonnull (set);
      for (guint j = 0; j < ariadne_expression_set_get_n_expressions (set); j++)
        {
          AriadneTree *tree = ariadne_expression_set_get_tree (set, j);

          check_walk (ariadne_expression_set_get_environment (set), tree, "ml_rules", 12);
          check_walk (ariadne_expression_set_get_environment (set), tree, "ml_rules_no_bind", 12);
        }
    }
}

/* Small expressions in which everything has the same few names. */
static void
test_walks_with_shadowing_agree_with_the_definitions (void)
{
  static const char *const texts[] = {
    "(let (x (add x y)) (let (y (mul x y)) (let (x (sub y x)) (mul (exp x) (add x y)))))",
    "(let (ff (lam (x : Float) (let (y x) (mul x y)))) "
    "(let (gg (lam (y : Float) (add (ff y) (let (x y) (ff (ff x)))))) (let (x (gg y)) (ff x))))",
    "(sum (build n (lam (n : Integer) (let (i n) (index i (build i (lam (n : Integer) (h n))))))))",
    "(sumbuild i (lam (i : Integer) (build i (lam (i : Integer) (add (h i) (mul 1.0 x))))))",
    "(let (k f) (let (x (k x)) (if p (k x) (let (k h) (k i)))))",
    "(let (s (tuple x (let (x y) (exp x)))) (if (gt (get$1$2 s) x) (get$2$2 s) (if q x y)))",
    "(let (s (stop (lam (x : Float) (exp x)))) (let (x (s y)) (add x (let (x x) (s x)))))",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint j = 0; j < 20; j++)
      {
        g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
        g_autoptr (AriadneTree) tree = fixture_read (environment, texts[i]);

        check_walk (environment, tree, "ml_rules", 8);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Rewriter/order_is_of_nodes_then_rules",
                   test_order_is_of_nodes_then_rules);
  g_test_add_func ("/Ariadne/Rewriter/parent_rules_report_children",
                   test_parent_rules_report_children);
  g_test_add_func ("/Ariadne/Rewriter/stops_and_bound_names_are_not_visited",
                   test_stops_and_bound_names_are_not_visited);
  g_test_add_func ("/Ariadne/Rewriter/neighbours_are_distinct", test_neighbours_are_distinct);
  g_test_add_func ("/Ariadne/Rewriter/first_of_equal_results_counts",
                   test_first_of_equal_results_counts);
  g_test_add_func ("/Ariadne/Rewriter/results_beyond_the_limits_are_dropped",
                   test_results_beyond_the_limits_are_dropped);
  g_test_add_func ("/Ariadne/Rewriter/find_needs_exactly_one", test_find_needs_exactly_one);
  g_test_add_func ("/Ariadne/Outline/has_the_cost_of_every_node",
                   test_outline_has_the_cost_of_every_node);
  g_test_add_func ("/Ariadne/Rewriter/cost_of_calls_follows_the_definition",
                   test_cost_of_calls_follows_the_definition);
  g_test_add_func ("/Ariadne/Rewriter/walks_agree_with_the_definitions",
                   test_walks_agree_with_the_definitions);
  g_test_add_func ("/Ariadne/Rewriter/walks_with_shadowing_agree_with_the_definitions",
                   test_walks_with_shadowing_agree_with_the_definitions);

  return g_test_run ();
}
