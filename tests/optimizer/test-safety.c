/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/rewriting-fixture.h"
#include "optimizer/ariadne-safety.h"
#include "optimizer/ariadne-trail.h"

static AriadneEnvironment *environment;

/* Whether a trail takes a step that the rule set has. */
static gboolean
takes (const char *rule,
       guint       id,
       const char *text)
{
  SingleRule rules;
  g_autoptr (AriadneTree) tree = fixture_read (environment, text);
  g_autoptr (AriadneRewriter) rewriter = NULL;
  g_autoptr (AriadneTrail) trail = NULL;

  single_rule_init (&rules, rule);
  rewriter = ariadne_rewriter_new (environment, &rules.set);
  ariadne_rewriter_show (rewriter, tree);
  g_assert_nonnull (ariadne_rewriter_try (rewriter, rules.one[0], id));

  trail = ariadne_trail_new (environment, &rules.set);
  ariadne_trail_begin (trail, tree);

  return ariadne_trail_apply (trail, rules.one[0], id);
}

static void
test_division (void)
{
  g_assert_true (takes ("assoc_div_mul", 0, "(div (mul a b) c)"));
  g_assert_false (takes ("assoc_div_mul", 0, "(div (mul n i) 2)"));
  g_assert_false (takes ("div_of_div", 0, "(div (div n i) 2)"));
}

static void
test_logarithm (void)
{
  g_assert_false (takes ("log_of_mul", 0, "(log (mul x y))"));
  g_assert_true (takes ("add_of_logs", 0, "(add (log x) (log y))"));
}

/* The body is computed even if there is nothing to sum. */
static void
test_invariant_sum (void)
{
  g_assert_true (takes ("sumbuild_invariant", 0, "(sumbuild n (lam (i : Integer) (mul x y)))"));
  g_assert_false (takes ("sumbuild_invariant", 0, "(sumbuild n (lam (i : Integer) (log x)))"));
  g_assert_false (takes ("sumbuild_invariant", 0,
                         "(sumbuild n (lam (i : Integer) (index j v)))"));

  /* A value that has not been computed yet. */
  g_assert_false (takes ("sumbuild_invariant", 4,
                         "(let (s (log 0.0)) (sumbuild n (lam (i : Integer) s)))"));
}

/* The condition is computed before the parent. */
static void
test_lifted_condition (void)
{
  g_assert_true (takes ("lift_if", 1, "(add (if (gt (index 9 v) b) a c) x)"));
  g_assert_true (takes ("lift_if", 3, "(build n (lam (i : Integer) (if (gt a b) a c)))"));
  g_assert_false (takes ("lift_if", 3,
                         "(build n (lam (i : Integer) (if (gt (index 9 v) b) a c)))"));
  g_assert_false (takes ("lift_if", 2, "(let (t (if (gt (index 9 v) b) a c)) y)"));
  g_assert_false (takes ("lift_if", 2, "(if p (if (gt (index 9 v) b) a c) y)"));
}

/* Numbers of different types are equal. */
static void
test_equal_parts (void)
{
  g_assert_true (takes ("eq_self", 0, "(eq (div 7 2) (div 7 2))"));
  g_assert_false (takes ("if_both_same", 0,
                         "(if p (to_float (if (eq (div 7 2) 3) 1 0))"
                         " (to_float (if (eq (div 7.0 2.0) 3.0) 1 0)))"));
  g_assert_true (takes ("div_by_self", 0, "(div (exp x) (exp x))"));
  g_assert_false (takes ("div_by_self", 0,
                         "(div (if (eq (div 7 2) 3) x y) (if (eq (div 7.0 2.0) 3.0) x y))"));
  g_assert_true (takes ("cse_bind", 0, "(let (s (exp x)) (let (t (exp x)) (mul s t)))"));
  g_assert_false (takes ("cse_bind", 0,
                         "(let (s (if (eq (div 7 2) 3) x y))"
                         " (let (t (if (eq (div 7.0 2.0) 3.0) x y)) (mul s t)))"));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  environment = fixture_environment_new ();

  g_test_add_func ("/optimizer/safety/division", test_division);
  g_test_add_func ("/optimizer/safety/logarithm", test_logarithm);
  g_test_add_func ("/optimizer/safety/invariant-sum", test_invariant_sum);
  g_test_add_func ("/optimizer/safety/lifted-condition", test_lifted_condition);
  g_test_add_func ("/optimizer/safety/equal-parts", test_equal_parts);

  status = g_test_run ();
  ariadne_environment_unref (environment);

  return status;
}
