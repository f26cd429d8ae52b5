/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "moves-fixture.h"

/* Values that are bound. What is expected is worked out by hand, up to the names of
 * variables; there are no sums and products in it, whose terms would be put in order.
 */
static AriadneEnvironment   *environment;
static const AriadneRuleSet *rules;

static gboolean
is_binding (const AriadneMover *mover,
            const AriadneMove  *move)
{
  for (guint i = 0; i < move->n_steps; i++)
    {
      const AriadneTrailStep *step = &g_array_index (mover->steps, AriadneTrailStep,
                                                     move->first_step + i);

      if (g_str_equal (step->rule->name, "new_bind"))
        return TRUE;
    }

  return FALSE;
}

/* Whether one of the moves of @text binds something and leads to @expected. */
static gboolean
leads_to (const char *text,
          const char *expected)
{
  g_autoptr (AriadneTree) tree = fixture_read (environment, text);
  g_autoptr (AriadneTree) wanted = expected != NULL ? fixture_read (environment, expected) : NULL;
  g_autoptr (AriadneMover) mover = ariadne_mover_new (environment, rules);
  gboolean found = FALSE;

  ariadne_mover_load (mover, tree);
  for (guint i = 0; i < mover->moves->len; i++)
    {
      const AriadneMove *move = &g_array_index (mover->moves, AriadneMove, i);
      g_autofree char *printed = ariadne_tree_to_string (move->tree);

      if (!is_binding (mover, move))
        continue;

      g_test_message ("%s", printed);
      assert_move_replays (environment, rules, tree, mover, move);
      found = found || wanted == NULL || ariadne_tree_equal (move->tree, wanted);
    }

  return found;
}

static void
test_equal (void)
{
  g_assert_true (leads_to ("(div (exp x) (log (exp x)))",
                           "(let (e (exp x)) (div e (log e)))"));
}

static void
test_three (void)
{
  g_assert_true (leads_to ("(tuple (exp x) (div (exp x) y) (div y (exp x)))",
                           "(let (e (exp x)) (tuple e (div e y) (div y e)))"));
}

/* One is enough, if it is computed again and again. */
static void
test_out_of_loops (void)
{
  g_assert_true (leads_to ("(build n (lam (i : Integer) (div (exp x) (to_float i))))",
                           "(let (e (exp x)) (build n (lam (i : Integer) (div e (to_float i)))))"));
  g_assert_true (leads_to ("(sumbuild n (lam (i : Integer) (sumbuild n (lam (j : Integer)"
                           " (div (exp x) (to_float (div i j)))))))",
                           "(let (e (exp x)) (sumbuild n (lam (i : Integer) (sumbuild n"
                           " (lam (j : Integer) (div e (to_float (div i j))))))))"));
}

/* As far as names allow: what depends on the outer index stays inside the outer loop. */
static void
test_out_of_one_loop (void)
{
  g_assert_true (leads_to ("(sumbuild n (lam (i : Integer) (sumbuild n (lam (j : Integer)"
                           " (div (exp (to_float i)) (to_float j))))))",
                           "(sumbuild n (lam (i : Integer) (let (e (exp (to_float i)))"
                           " (sumbuild n (lam (j : Integer) (div e (to_float j)))))))"));
  g_assert_false (leads_to ("(sumbuild n (lam (i : Integer) (exp (to_float i))))", NULL));
}

static void
test_in_different_loops (void)
{
  g_assert_true (leads_to ("(div (sumbuild n (lam (i : Integer) (div (to_float i) (exp x))))"
                           " (sumbuild n (lam (j : Integer) (div (exp x) (to_float j)))))",
                           "(let (e (exp x)) (div"
                           " (sumbuild n (lam (i : Integer) (div (to_float i) e)))"
                           " (sumbuild n (lam (j : Integer) (div e (to_float j))))))"));
}

/* Equal as they stand, but the names mean different things. */
static void
test_shadowed (void)
{
  g_assert_false (leads_to ("(div (exp x) (let (x (div x y)) (div x (exp x))))", NULL));

  /* That one is left out, and the others are bound. */
  g_assert_true (leads_to ("(tuple (exp x) (div (exp x) y) (let (x (div x y)) (div x (exp x))))",
                           "(let (e (exp x)) (tuple e (div e y)"
                           " (let (z (div x y)) (div z (exp z)))))"));
}

/* A name of the surroundings is the fresh one of the let; the two lets may come in any
 * order.
 */
static void
test_name_in_the_way (void)
{
  const char *text = "(let (var0 (log y)) (div (div (exp x) var0) (div var0 (exp x))))";

  g_assert_true (leads_to (text, "(let (e (exp x)) (let (v (log y)) (div (div e v) (div v e))))"));
}

/* What mentions the variable of a let stays inside that, and below a parameter. */
static void
test_let_in_the_way (void)
{
  g_assert_true (leads_to ("(let (s (log y)) (tuple s (div (exp s) x) (div x (exp s))))",
                           "(let (s (log y)) (let (e (exp s)) (tuple s (div e x) (div x e))))"));
  g_assert_true (leads_to ("(lam (p : Float) (tuple (exp p) (div (exp p) y)))",
                           "(lam (p : Float) (let (e (exp p)) (tuple e (div e y))))"));
}

/* A let that there is already serves for the others. */
static void
test_bound_before (void)
{
  g_assert_true (leads_to ("(let (e (exp x)) (div (div e y) (div (exp x) (log e))))",
                           "(let (e (exp x)) (div (div e y) (div e (log e))))"));
}

/* A condition is not always computed, but a value is computed where it is first used. */
static void
test_branches (void)
{
  g_assert_true (leads_to ("(if p (div (exp x) y) (div y (exp x)))",
                           "(let (e (exp x)) (if p (div e y) (div y e)))"));
  g_assert_true (leads_to ("(build n (lam (i : Integer)"
                           " (if (gt (index i v) x) (div (exp x) (index i v)) (index i v))))",
                           "(let (e (exp x)) (build n (lam (i : Integer)"
                           " (if (gt (index i v) x) (div e (index i v)) (index i v)))))"));
}

/* The constant that a value is multiplied by goes to where it is used. */
static void
test_constants (void)
{
  g_assert_true (leads_to ("(let (e (mul 2.0 (exp x))) (tuple (mul 3.0 e) (div e y)))",
                           "(let (e (exp x)) (tuple (mul 6.0 e) (div (mul 2.0 e) y)))"));
  g_assert_true (leads_to ("(let (e (div (mul 2.0 x) (exp y))) (tuple e (mul 3.0 e)))",
                           "(let (e (div x (exp y))) (tuple (mul 2.0 e) (mul 6.0 e)))"));

  /* The fresh name of what is left is one that is used there. */
  g_assert_true (leads_to ("(let (e (mul 2.0 (exp x))) (tuple (mul var0 e) e))",
                           "(let (e (exp x)) (tuple (mul (mul 2.0 var0) e) (mul 2.0 e)))"));

  /* What mentions the name of the let itself cannot be lifted out of it. */
  g_assert_false (leads_to ("(let (x (mul 2.0 (exp x))) (tuple (mul 3.0 x) (div x y)))", NULL));
}

/* What costs nothing, and what is computed once, stays. */
static void
test_not_worth_it (void)
{
  g_assert_false (leads_to ("(div (exp x) (log y))", NULL));
  g_assert_false (leads_to ("(div (get$1$2 pair) (get$1$2 pair))", NULL));
}

static void
test_without_rules (void)
{
  const AriadneRuleSet *all = rules;

  rules = ariadne_rule_set_lookup ("ml_rules_no_bind+sound", NULL);
  g_assert_false (leads_to ("(div (exp x) (log (exp x)))", NULL));
  rules = all;
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  environment = fixture_environment_new ();
  rules = ariadne_rule_set_lookup ("ml_rules+sound", NULL);

  g_test_add_func ("/optimizer/bindings/equal", test_equal);
  g_test_add_func ("/optimizer/bindings/three", test_three);
  g_test_add_func ("/optimizer/bindings/out-of-loops", test_out_of_loops);
  g_test_add_func ("/optimizer/bindings/out-of-one-loop", test_out_of_one_loop);
  g_test_add_func ("/optimizer/bindings/in-different-loops", test_in_different_loops);
  g_test_add_func ("/optimizer/bindings/shadowed", test_shadowed);
  g_test_add_func ("/optimizer/bindings/name-in-the-way", test_name_in_the_way);
  g_test_add_func ("/optimizer/bindings/let-in-the-way", test_let_in_the_way);
  g_test_add_func ("/optimizer/bindings/bound-before", test_bound_before);
  g_test_add_func ("/optimizer/bindings/branches", test_branches);
  g_test_add_func ("/optimizer/bindings/constants", test_constants);
  g_test_add_func ("/optimizer/bindings/not-worth-it", test_not_worth_it);
  g_test_add_func ("/optimizer/bindings/without-rules", test_without_rules);

  status = g_test_run ();
  ariadne_environment_unref (environment);

  return status;
}
