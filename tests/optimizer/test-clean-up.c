/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "moves-fixture.h"

static AriadneEnvironment *environment;

static void
assert_cleaned (const char *text,
                const char *expected)
{
  const AriadneRuleSet *rules = ariadne_rule_set_lookup ("ml_rules+sound", NULL);
  g_autoptr (AriadneTrail) trail = ariadne_trail_new (environment, rules);
  g_autoptr (AriadneTree) tree = fixture_read (environment, text);
  g_autofree char *result = NULL;
  gboolean is_changed;

  ariadne_trail_begin (trail, tree);
  is_changed = ariadne_clean_up (trail);
  result = ariadne_tree_to_string (trail->tree);
  g_assert_cmpstr (result, ==, expected);
  g_assert_cmpint (is_changed, ==, trail->steps->len > 0);

  /* Nothing is left to do. */
  g_assert_false (ariadne_clean_up (trail));
}

/* What is clean stays as it is. */
static void
assert_clean (const char *text)
{
  assert_cleaned (text, text);
}

static void
test_lets (void)
{
  /* A value that costs nothing, and one that is used once. */
  assert_cleaned ("(let (s x) (tuple s (sub s y)))", "(tuple x (sub x y))");
  assert_cleaned ("(let (s (exp x)) (sub y s))", "(sub y (exp x))");
  assert_cleaned ("(let (s (exp x)) y)", "y");

  /* It costs something, and is used more than once, or in a loop. */
  assert_clean ("(let (s (exp x)) (mul s s))");
  assert_clean ("(let (s (exp x)) (build n (lam (i : Integer) s)))");
  assert_cleaned ("(let (s (size v)) (build s (lam (i : Integer) x)))",
                  "(build (size v) (lam (i : Integer) x))");
  assert_cleaned ("(build n (lam (i : Integer) (let (s (exp x)) (sub y s))))",
                  "(build n (lam (i : Integer) (sub y (exp x))))");
}

static void
test_values_fall_apart (void)
{
  /* Each element is used once, or costs nothing. */
  assert_cleaned ("(let (t (tuple (exp x) y)) (div (get$2$2 t) (div (get$1$2 t) (get$2$2 t))))",
                  "(div y (div (exp x) y))");
  assert_clean ("(let (t (tuple (exp x) (exp y))) (mul (get$1$2 t) (get$1$2 t)))");

  /* The size is as cheap where it is used. */
  assert_cleaned ("(let (u (build n (lam (i : Integer) (exp x)))) (tuple u (size u) (size u)))",
                  "(tuple (build n (lam (i : Integer) (exp x))) n n)");
  assert_cleaned ("(index j (build n (lam (i : Integer) (sub x (index i v)))))",
                  "(sub x (index j v))");
}

/* A let comes out of what it hides a vector or a tuple from. */
static void
test_lets_in_the_way (void)
{
  assert_cleaned ("(size (let (s (exp x)) (build n (lam (i : Integer) (div s (to_float i))))))",
                  "n");
  assert_cleaned ("(let (t (let (s (exp x)) (tuple s (log s)))) (div (get$1$2 t) (get$2$2 t)))",
                  "(let (s (exp x)) (div s (log s)))");
  assert_clean ("(div (let (s (exp x)) (div s (log s))) y)");
}

static void
test_calls (void)
{
  assert_cleaned ("(let (s (lam (t : (Tuple Float Float)) (let (y (get$2$2 t)) (let (x (get$1$2 t))"
                  " (sub y (mul x x)))))) (s (exp a) b))",
                  "(let (x (exp a)) (sub b (mul x x)))");
}

/* Constants first and folded, scalars before vectors, outer variables before inner. */
static void
test_chains (void)
{
  assert_cleaned ("(mul (mul x 2.0) 3.0)", "(mul 6.0 x)");
  assert_cleaned ("(add (add x 1.0) (add 2.0 -3.0))", "x");
  assert_cleaned ("(mul v (mul x 2.0))", "(mul (mul 2.0 x) v)");
  assert_cleaned ("(build n (lam (i : Integer) (mul (index i v) (mul (exp x) 2.0))))",
                  "(build n (lam (i : Integer) (mul (mul 2.0 (exp x)) (index i v))))");
}

/* Both orders become one. */
static void
test_orders_meet (void)
{
  const AriadneRuleSet *rules = ariadne_rule_set_lookup ("simplify_rules+sound", NULL);
  static const char *const texts[] = {
    "(mul (mul a b) (mul c d))", "(mul d (mul c (mul b a)))", "(mul (mul (mul b d) c) a)",
  };
  g_autoptr (AriadneTrail) trail = ariadne_trail_new (environment, rules);
  guint64 hash = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (AriadneTree) tree = fixture_read (environment, texts[i]);

      ariadne_trail_begin (trail, tree);
      ariadne_clean_up (trail);
      g_assert_true (hash == 0 || hash == trail->hash);
      hash = trail->hash;
    }
}

static void
test_differences (void)
{
  assert_cleaned ("(add (sub 0.0 x) y)", "(sub y x)");
  assert_cleaned ("(sub x (sub y x))", "(sub (add x x) y)");
  assert_cleaned ("(sub (exp x) (exp x))", "0.0");
}

static void
test_conditions_and_loops (void)
{
  assert_cleaned ("(if (gt 2.0 1.0) x y)", "x");
  assert_cleaned ("(if p (exp x) (exp x))", "(exp x)");
  assert_cleaned ("(sum (build n (lam (i : Integer) (index i v))))",
                  "(sumbuild n (lam (i : Integer) (index i v)))");
  assert_cleaned ("(sumbuild n (lam (i : Integer) (deltaVec n i (index i v))))",
                  "(build n (lam (i : Integer) (index i v)))");
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  environment = fixture_environment_new ();

  g_test_add_func ("/optimizer/clean-up/lets", test_lets);
  g_test_add_func ("/optimizer/clean-up/values-fall-apart", test_values_fall_apart);
  g_test_add_func ("/optimizer/clean-up/lets-in-the-way", test_lets_in_the_way);
  g_test_add_func ("/optimizer/clean-up/calls", test_calls);
  g_test_add_func ("/optimizer/clean-up/chains", test_chains);
  g_test_add_func ("/optimizer/clean-up/orders-meet", test_orders_meet);
  g_test_add_func ("/optimizer/clean-up/differences", test_differences);
  g_test_add_func ("/optimizer/clean-up/conditions-and-loops", test_conditions_and_loops);

  status = g_test_run ();
  ariadne_environment_unref (environment);

  return status;
}
