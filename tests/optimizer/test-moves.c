/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "moves-fixture.h"

static AriadneEnvironment *environment;

static AriadneTree *
read_clean (AriadneTrail *trail,
            const char   *text)
{
  g_autoptr (AriadneTree) tree = fixture_read (environment, text);

  ariadne_trail_begin (trail, tree);
  ariadne_clean_up (trail);

  return ariadne_tree_ref (trail->tree);
}

static AriadneMover *
load_moves (const char *text,
            gboolean    is_clean)
{
  const AriadneRuleSet *rules = ariadne_rule_set_lookup ("ml_rules_no_bind+sound", NULL);
  AriadneMover *mover = ariadne_mover_new (environment, rules);
  g_autoptr (AriadneTree) tree = is_clean ? read_clean (mover->trail, text)
                                          : fixture_read (environment, text);

  ariadne_mover_load (mover, tree);
  for (guint i = 0; i < mover->moves->len; i++)
    {
      const AriadneMove *move = &g_array_index (mover->moves, AriadneMove, i);
      g_autofree char *there = ariadne_tree_to_string (move->tree);

      g_test_message ("%s -> %s", text, there);
      assert_move_replays (environment, rules, tree, mover, move);
    }

  return mover;
}

/* Whether one of the moves of a program leads to another one, once both are clean. */
static gboolean
leads_to (const char *text,
          const char *expected)
{
  g_autoptr (AriadneMover) mover = load_moves (text, TRUE);
  g_autoptr (AriadneTree) result = read_clean (mover->trail, expected);

  for (guint i = 0; i < mover->moves->len; i++)
    if (ariadne_tree_equal (g_array_index (mover->moves, AriadneMove, i).tree, result))
      return TRUE;

  return FALSE;
}

static void
test_clean_up_comes_first (void)
{
  g_autoptr (AriadneMover) mover = load_moves ("(let (s x) (let (t (exp s)) (mul t t)))", FALSE);
  g_autoptr (AriadneTree) result = fixture_read (environment, "(let (t (exp x)) (mul t t))");

  g_assert_cmpuint (mover->moves->len, ==, 1);
  g_assert_true (ariadne_tree_equal (g_array_index (mover->moves, AriadneMove, 0).tree, result));
}

static void
test_no_move_twice (void)
{
  g_autoptr (AriadneMover) mover = load_moves ("(let (s (exp x)) (mul s s))", TRUE);
  g_autoptr (AriadneMover) none = load_moves ("x", TRUE);

  /* Everywhere; in either of the two places makes the same after cleaning up. */
  g_assert_cmpuint (mover->moves->len, ==, 1);
  g_assert_cmpuint (none->moves->len, ==, 0);
}

static void
test_inlining (void)
{
  g_assert_true (leads_to ("(let (s (exp x)) (tuple s s s))",
                           "(tuple (exp x) (exp x) (exp x))"));
  g_assert_true (leads_to ("(let (s (exp x)) (tuple s s s))",
                           "(let (s (exp x)) (tuple s (exp x) s))"));

  /* What stands in the way of an improvement goes with it. */
  g_assert_true (leads_to ("(let (u (build n (lam (i : Integer) (exp (index i v)))))"
                           " (build n (lam (j : Integer) (mul x (index j u)))))",
                           "(build n (lam (j : Integer) (mul x (exp (index j v)))))"));

  /* A name that the value mentions is bound on the way. */
  g_assert_true (leads_to ("(let (s (to_float i)) (build n (lam (i : Integer) (mul s s))))",
                           "(build n (lam (j : Integer) (mul (to_float i) (to_float i))))"));
}

static void
test_factors (void)
{
  g_assert_true (leads_to ("(add (mul a b) (mul a c))", "(mul a (add b c))"));

  /* Far apart, in longer products. */
  g_assert_true (leads_to ("(add (add (mul (mul a x) b) y) (mul (mul c z) b))",
                           "(add (mul b (add (mul a x) (mul c z))) y)"));
  g_assert_true (leads_to ("(sub (add x (mul a b)) (mul c a))",
                           "(add x (mul a (sub b c)))"));
  g_assert_true (leads_to ("(add (div a c) (add x (div b c)))", "(add (div (add a b) c) x)"));
  g_assert_true (leads_to ("(sub (add x y) x)", "y"));
  g_assert_true (leads_to ("(div (mul (mul x y) z) (mul (mul a y) b))",
                           "(div (mul x z) (mul a b))"));
}

static void
test_factors_in_quotients (void)
{
  g_assert_true (leads_to ("(add (div (mul a b) c) (mul b d))", "(mul b (add (div a c) d))"));
  g_assert_true (leads_to ("(add (div (mul a b) x) (add (div (mul b c) y) z))",
                           "(add (mul b (add (div a x) (div c y))) z)"));
  g_assert_true (leads_to ("(sub (mul (exp x) y) (div (mul y a) b))",
                           "(mul y (sub (exp x) (div a b)))"));

  /* The quotient as a whole. */
  g_assert_true (leads_to ("(add (mul a (div b c)) (mul (div b c) d))",
                           "(mul (div b c) (add a d))"));
}

/* Sums of sums, on either side, come to an end. */
static void
test_sums_of_sums (void)
{
  const AriadneRuleSet *rules = ariadne_rule_set_lookup ("ml_rules_no_bind+sound", NULL);
  g_autoptr (AriadneTrail) trail = ariadne_trail_new (environment, rules);
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (AriadneTree) other = NULL;

  tree = read_clean (trail, "(add (add (exp x) (add a b)) (add c d))");
  g_assert_cmpuint (trail->steps->len, <, 50);
  other = read_clean (trail, "(add (add (add (add (exp x) a) b) c) d)");
  g_assert_true (ariadne_tree_equal (tree, other));
}

static void
test_multiplying_out (void)
{
  g_assert_true (leads_to ("(mul a (add (add b c) d))",
                           "(add (add (mul a b) (mul a c)) (mul a d))"));
  g_assert_true (leads_to ("(mul (sub b c) a)", "(sub (mul a b) (mul a c))"));

  /* By one factor of two. */
  g_assert_true (leads_to ("(mul (mul 2.0 x) (add 3.0 y))", "(mul x (add 6.0 (mul 2.0 y)))"));
}

static void
test_negative_terms (void)
{
  g_assert_true (leads_to ("(add (mul -1.0 (exp x)) (exp y))", "(sub (exp y) (exp x))"));
}

static void
test_loops_and_tuples (void)
{
  g_assert_true (leads_to ("(sumbuild n (lam (i : Integer) (add (index i v) x)))",
                           "(add (sumbuild n (lam (i : Integer) (index i v)))"
                           " (sumbuild n (lam (i : Integer) x)))"));
  g_assert_true (leads_to ("(sumbuild n (lam (i : Integer) x))", "(mul (to_float n) x)"));
  g_assert_true (leads_to ("(add (tuple x y) (tuple a b))", "(tuple (add x a) (add y b))"));
  g_assert_true (leads_to ("(sumbuild n (lam (i : Integer) (build k (lam (j : Integer)"
                           " (index i v)))))",
                           "(build k (lam (j : Integer) (sumbuild n (lam (i : Integer)"
                           " (index i v)))))"));
}

static void
test_conditions (void)
{
  g_assert_true (leads_to ("(index i (if p (build n (lam (j : Integer) x)) v))",
                           "(if p x (index i v))"));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  environment = fixture_environment_new ();

  g_test_add_func ("/optimizer/moves/clean-up-comes-first", test_clean_up_comes_first);
  g_test_add_func ("/optimizer/moves/no-move-twice", test_no_move_twice);
  g_test_add_func ("/optimizer/moves/inlining", test_inlining);
  g_test_add_func ("/optimizer/moves/factors", test_factors);
  g_test_add_func ("/optimizer/moves/factors-in-quotients", test_factors_in_quotients);
  g_test_add_func ("/optimizer/moves/sums-of-sums", test_sums_of_sums);
  g_test_add_func ("/optimizer/moves/multiplying-out", test_multiplying_out);
  g_test_add_func ("/optimizer/moves/negative-terms", test_negative_terms);
  g_test_add_func ("/optimizer/moves/loops-and-tuples", test_loops_and_tuples);
  g_test_add_func ("/optimizer/moves/conditions", test_conditions);

  status = g_test_run ();
  ariadne_environment_unref (environment);

  return status;
}
