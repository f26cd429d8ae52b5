/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-cost.h"
#include "expression-fixture.h"

static double
cost_of (const char *text)
{
  g_autoptr (AriadneEnvironment) environment = make_environment ();
  g_autoptr (AriadneCostModel)   model = NULL;
  g_autoptr (AriadneTree)        tree = read_typed (text);

  ariadne_environment_add_cost (environment, ariadne_name_intern ("h"), 2.5);
  model = ariadne_cost_model_new (environment);

  return ariadne_cost_model_compute (model, tree);
}

static void
assert_cost (const char *text,
             double      expected)
{
  g_assert_cmpfloat (cost_of (text), ==, expected);
}

static void
test_leaves_and_operations (void)
{
  assert_cost ("x", 0.0);
  assert_cost ("3", 0.0);
  assert_cost ("(add x y)", 1.0);
  assert_cost ("(div i 2)", 2.0);
  assert_cost ("(exp (log x))", 8.0);
  assert_cost ("(eq x y)", 1.0);
  assert_cost ("(to_float i)", 1.0);
  assert_cost ("(index i v)", 1.0);
  assert_cost ("(size v)", 1.0);
  assert_cost ("(sum v)", 15.0);
  assert_cost ("(deltaVec n i x)", 2.0);
  assert_cost ("(constVec n x)", 2.0);
  assert_cost ("(assert p x)", 1.0);
  assert_cost ("(get$1$2 (tuple x y))", 0.1 * 2.0);
  assert_cost ("(tuple x y z)", 0.1 * 3.0);
  assert_cost ("(tuple)", 0.0);
}

/* Element by element, and the result has to be allocated. */
static void
test_vectors (void)
{
  assert_cost ("(add v w)", 16.0 + 2.0);
  assert_cost ("(mul x v)", 32.0 + 2.0);
  assert_cost ("(mul mat mat)", 512.0 + 2.0);
  assert_cost ("(add (tuple x y) (tuple y x))", (2.0 + 2.0) + (0.2 + 0.2));
  assert_cost ("(mul (tuple) (tuple))", 0.0);
}

static void
test_loops (void)
{
  assert_cost ("(build n (lam i (mul x y)))", 2.0 + (0.0 + 2.0 * 16.0));
  assert_cost ("(build (add n 1) (lam i x))", 2.0 + (1.0 + 0.0));
  assert_cost ("(sumbuild n (lam i (index i v)))", 15.0 + 16.0);
  assert_cost ("(sumbuild n (lam i v))", 15.0 * 16.0);
}

/* Either branch counts, the dearer one in full. */
static void
test_conditionals (void)
{
  assert_cost ("(if p (exp x) x)", (1.0 + 0.0) + (0.0 * 0.0001 + 4.0));
  assert_cost ("(if (gt x y) (add x y) (exp x))", (1.0 + 1.0) + (1.0 * 0.0001 + 4.0));
  assert_cost ("(if (gt x y) (exp x) (add x y))", (1.0 + 1.0) + (1.0 * 0.0001 + 4.0));
}

static void
test_lets (void)
{
  assert_cost ("(let (s (add x y)) (mul s s))", (1.0 + 2.0) + 0.1);
  assert_cost ("(let (s x) (let (r s) r))", 0.1 + 0.1);
}

static void
test_calls (void)
{
  assert_cost ("(f x)", 2.0 + 7.0);
  assert_cost ("(h i)", 2.0 + 2.5);
  assert_cost ("(mul$ff x y)", 2.0 + (2.0 + 0.2));
  assert_cost ("(let (r (lam (s : Float) (mul s s))) (r x))", (0.0 + (2.0 + 2.0)) + 0.1);
  assert_cost ("(let (r (stop (lam (s : Float) (exp s)))) (add (r x) (r y)))",
               (0.0 + (1.0 + (6.0 + 6.0))) + 0.1);
  assert_cost ("(let (r f) (r x))", (7.0 + 9.0) + 0.1);
}

/* Inside the function, its name means the free one; and whatever else binds the
 * name hides the cost of the function.
 */
static void
test_scopes_of_functions (void)
{
  assert_cost ("(let (f (lam (s : Float) (f s))) (f x))", (0.0 + (2.0 + 9.0)) + 0.1);
  assert_cost ("(let (f (lam (s : Float) (exp s))) (let (f (lam (s : Float) s)) (f x)))",
               (0.0 + ((0.0 + 2.0) + 0.1)) + 0.1);
  assert_cost ("(let (f (lam (f : Float) (exp f))) (build n (lam f (mul f f))))",
               (0.0 + (2.0 + 32.0)) + 0.1);
}

static void
test_stops (void)
{
  g_autoptr (AriadneEnvironment) environment = make_environment ();
  g_autoptr (AriadneCostModel)   model = ariadne_cost_model_new (environment);
  g_autoptr (AriadneTree)        stop = ariadne_tree_new_stop (read_typed ("(exp x)"), 1.5);

  assert_cost ("(stop (exp x))", 4.0);
  g_assert_cmpfloat (ariadne_cost_model_compute (model, stop), ==, 1.5);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/CostModel/leaves_and_operations", test_leaves_and_operations);
  g_test_add_func ("/Ariadne/CostModel/vectors", test_vectors);
  g_test_add_func ("/Ariadne/CostModel/loops", test_loops);
  g_test_add_func ("/Ariadne/CostModel/conditionals", test_conditionals);
  g_test_add_func ("/Ariadne/CostModel/lets", test_lets);
  g_test_add_func ("/Ariadne/CostModel/calls", test_calls);
  g_test_add_func ("/Ariadne/CostModel/scopes_of_functions", test_scopes_of_functions);
  g_test_add_func ("/Ariadne/CostModel/stops", test_stops);

  return g_test_run ();
}
