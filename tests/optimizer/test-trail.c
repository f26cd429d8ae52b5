/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-printer.h"
#include "optimizer/ariadne-trail.h"

#include "expression/rewriting-fixture.h"

static AriadneEnvironment *environment;

static AriadneTrail *
begin_trail (const char *rules,
             const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneTree) tree = fixture_read (environment, text);
  AriadneTrail *trail;

  trail = ariadne_trail_new (environment, ariadne_rule_set_lookup (rules, &error));
  g_assert_no_error (error);
  ariadne_trail_begin (trail, tree);

  return trail;
}

static gboolean
apply (AriadneTrail *trail,
       const char   *rule,
       guint         id)
{
  return ariadne_trail_apply (trail, ariadne_rule_lookup (rule), id);
}

static void
assert_here (const AriadneTrail *trail,
             double              cost,
             const char         *expected)
{
  g_autofree char *text = ariadne_tree_to_string (trail->tree);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpfloat (trail->cost, ==, cost);
}

static void
test_goes_on_and_returns (void)
{
  g_autoptr (AriadneTrail) trail = begin_trail ("ml_rules_no_bind+sound",
                                                "(let (s (exp x)) (add s y))");

  assert_here (trail, (4.0 + 1.0) + 0.1, "(let (s (exp x)) (add s y))");

  g_assert_true (apply (trail, "inline_let", 5));
  assert_here (trail, (4.0 + 5.0) + 0.1, "(let (s (exp x)) (add (exp x) y))");
  g_assert_true (apply (trail, "delete_let", 0));
  assert_here (trail, 5.0, "(add (exp x) y)");
  g_assert_cmpuint (trail->steps->len, ==, 2);

  ariadne_trail_return (trail);
  assert_here (trail, (4.0 + 1.0) + 0.1, "(let (s (exp x)) (add s y))");
  g_assert_cmpuint (trail->steps->len, ==, 0);
}

/* What does not apply changes nothing. */
static void
test_stays (void)
{
  g_autoptr (AriadneTrail) trail = begin_trail ("ml_rules_no_bind+sound", "(add (mul x y) z)");

  g_assert_false (apply (trail, "delete_let", 0));
  g_assert_false (apply (trail, "commute_add", 1));
  g_assert_false (apply (trail, "new_bind", 1)); /* in another set */
  g_assert_false (apply (trail, "lift_if", 0)); /* the root has no parent */
  g_assert_cmpuint (trail->steps->len, ==, 0);
  assert_here (trail, 3.0, "(add (mul x y) z)");
}

/* The rewrite is reported at the child. */
static void
test_parent_rule (void)
{
  g_autoptr (AriadneTrail) trail = begin_trail ("ml_rules+sound",
                                                "(add (let (s x) s) (let (t y) t))");

  g_assert_true (apply (trail, "lift_bind", 5));
  assert_here (trail, 1.0 + 0.1 + 0.1, "(let (t y) (add (let (s x) s) t))");
}

static void
test_refuses_capture (void)
{
  const char *text = "(sumbuild n (lam (i : Integer) (build i (lam (j : Integer) x))))";
  g_autoptr (AriadneTrail) trail = begin_trail ("ml_rules_no_bind+sound", text);
  g_autoptr (AriadneTrail) careless = begin_trail ("ml_rules_no_bind", text);

  g_assert_false (apply (trail, "sumbuild_of_build", 0));
  g_assert_true (apply (careless, "sumbuild_of_build", 0));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  environment = fixture_environment_new ();

  g_test_add_func ("/optimizer/trail/goes-on-and-returns", test_goes_on_and_returns);
  g_test_add_func ("/optimizer/trail/stays", test_stays);
  g_test_add_func ("/optimizer/trail/parent-rule", test_parent_rule);
  g_test_add_func ("/optimizer/trail/refuses-capture", test_refuses_capture);

  status = g_test_run ();
  ariadne_environment_unref (environment);

  return status;
}
