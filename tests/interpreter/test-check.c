/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "interpreter/ariadne-check.h"

#include "expression/expression-fixture.h"

typedef struct
{
  AriadneVerdict  verdict;
  const char     *a;
  const char     *b;
} Pair;

/* clang-format off */

#define BUILD(size, index, body)    "(build " size " (lam (" index " : Integer) " body "))"
#define SUMBUILD(size, index, body) "(sumbuild " size " (lam (" index " : Integer) " body "))"

static const Pair pairs[] = {
  /* However much cancels, another order is no difference … */
  { ARIADNE_VERDICT_EQUAL, "(add (add x y) z)", "(add (add x z) y)" },
  { ARIADNE_VERDICT_EQUAL, "(sub (add x y) x)", "y" },
  { ARIADNE_VERDICT_EQUAL, "(mul (add x y) (sub x y))", "(sub (mul x x) (mul y y))" },
  { ARIADNE_VERDICT_EQUAL, "(div (mul x y) z)", "(mul (div x z) y)" },
  { ARIADNE_VERDICT_EQUAL, "(exp (add x y))", "(mul (exp x) (exp y))" },
  { ARIADNE_VERDICT_EQUAL, "(sum v)", SUMBUILD ("(size v)", "t", "(index t v)") },
  { ARIADNE_VERDICT_EQUAL, "(add 0.1 0.2)", "0.30000000000000004" },
  { ARIADNE_VERDICT_EQUAL, "(log (exp x))", "x" },
  /* … and however little it is, a difference is one. */
  { ARIADNE_VERDICT_DIFFERENT, "x", "(mul x 1.0000000001)" },
  { ARIADNE_VERDICT_DIFFERENT, "(add x y)", "(add (add x y) 1e-12)" },
  { ARIADNE_VERDICT_DIFFERENT, "(mul x (mul y z))", "(mul (mul x y) (mul z 1.00000001))" },
  { ARIADNE_VERDICT_DIFFERENT, "(exp x)", "(add 1.0 (add x (mul 0.5 (mul x x))))" },
  { ARIADNE_VERDICT_DIFFERENT, "(if (gt x 0.0) x y)", "(if (gte x 0.0) x y)" },

  { ARIADNE_VERDICT_DIFFERENT, "(add i 1)", "(add i 2)" },
  { ARIADNE_VERDICT_EQUAL, "(mul i (add j k))", "(add (mul i j) (mul i k))" },
  { ARIADNE_VERDICT_DIFFERENT, "(mul (div i j) j)", "i" },
  { ARIADNE_VERDICT_DIFFERENT, "(gt x y)", "(gte x y)" },
  { ARIADNE_VERDICT_DIFFERENT, "p", "(if q p false)" },

  /* Shapes are not all of one size. */
  { ARIADNE_VERDICT_DIFFERENT, BUILD ("(size v)", "i", "x"), BUILD ("(size w)", "i", "x") },
  { ARIADNE_VERDICT_DIFFERENT, BUILD ("n", "i", BUILD ("m", "j", "x")),
    BUILD ("m", "i", BUILD ("n", "j", "x")) },
  { ARIADNE_VERDICT_DIFFERENT, BUILD ("(size mat)", "i", "(sum (index i mat))"), "(sum mat)" },
  { ARIADNE_VERDICT_EQUAL, SUMBUILD ("(size v)", "i", "(mul (index i v) (index i w))"),
    "(sum " BUILD ("(size v)", "j", "(mul (index j w) (index j v))") ")" },
  { ARIADNE_VERDICT_DIFFERENT, SUMBUILD ("n", "i", "(index i v)"),
    SUMBUILD ("(sub n 1)", "i", "(index i v)") },
  { ARIADNE_VERDICT_EQUAL, "(index i v)", "(index (sub (add i 1) 1) v)" },
  { ARIADNE_VERDICT_DIFFERENT, "(index i v)", "(index j v)" },
  { ARIADNE_VERDICT_DIFFERENT, "(tuple x v)", "(tuple x (mul 2.0 v))" },

  /* The first program decides where there is a value. */
  { ARIADNE_VERDICT_EQUAL, "(div x x)", "1.0" },
  { ARIADNE_VERDICT_DIFFERENT, "1.0", "(div x x)" },
  { ARIADNE_VERDICT_EQUAL, "(exp (log x))", "x" },
  { ARIADNE_VERDICT_DIFFERENT, "x", "(exp (log x))" },
  { ARIADNE_VERDICT_EQUAL, "(index 0 v)", "(let (t (index 9 v)) (index 0 v))" },
  { ARIADNE_VERDICT_UNKNOWN, "(log -1.0)", "x" },
  { ARIADNE_VERDICT_UNKNOWN, "(index -1 v)", "x" },
  { ARIADNE_VERDICT_UNKNOWN, SUMBUILD ("100000000", "t", "(h t)"), "x" },
  { ARIADNE_VERDICT_UNKNOWN, "(exp 1e5)", "(exp 1e6)" },
  /* Rounding decides on which side of a comparison these are. */
  { ARIADNE_VERDICT_UNKNOWN, "(if (gt (add 0.1 (add 0.2 0.3)) (add (add 0.1 0.2) 0.3)) 1 2)",
    "(if (gt (add (add 0.1 0.2) 0.3) (add 0.1 (add 0.2 0.3))) 1 2)" },

  /* Functions that are not defined may be any, but are functions. */
  { ARIADNE_VERDICT_EQUAL, "(add (f x) (g x y))", "(add (g x y) (f x))" },
  { ARIADNE_VERDICT_EQUAL, "(f (add x y))", "(f (add y x))" },
  { ARIADNE_VERDICT_DIFFERENT, "(f x)", "(f (add x 1e-6))" },
  { ARIADNE_VERDICT_DIFFERENT, "(f x)", "(exp$f x)" },
  { ARIADNE_VERDICT_DIFFERENT, "(g x y)", "(g y x)" },

  /* Programs that the equality of the rewriting takes for one. */
  { ARIADNE_VERDICT_DIFFERENT, "(if (eq (div 7 2) 3) x y)", "(if (eq (div 7.0 2.0) 3.0) x y)" },
};

/* clang-format on */

static AriadneCheck *
check_texts (const char *a,
             const char *b)
{
  g_autoptr (AriadneTree) tree_a = read_typed (a);
  g_autoptr (AriadneTree) tree_b = read_typed (b);
  g_autoptr (GError) error = NULL;
  AriadneCheck *check = ariadne_check_run (tree_a, tree_b, 100, 1, &error);

  g_assert_no_error (error);

  return check;
}

static void
test_verdicts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (AriadneCheck) check = check_texts (pairs[i].a, pairs[i].b);

      g_test_message ("%s against %s", pairs[i].a, pairs[i].b);
      g_assert_cmpint (check->verdict, ==, pairs[i].verdict);
      g_assert_false (check->is_same);
      if (check->verdict == ARIADNE_VERDICT_EQUAL)
        g_assert_cmpuint (check->n_agreed, >=, 30);
      if (check->verdict != ARIADNE_VERDICT_DIFFERENT)
        g_assert_cmpuint (check->n_agreed + check->n_undecided + check->n_undefined, ==,
                          check->n_inputs);
      else
        g_assert_true (check->inputs != NULL && check->value_a != NULL && check->value_b != NULL);
    }
}

static void
test_long_runs_are_cut_short (void)
{
  const char *a = SUMBUILD ("900", "s", SUMBUILD ("100", "t", "(h (mul s t))"));
  const char *b = SUMBUILD ("100", "t", SUMBUILD ("900", "s", "(h (mul s t))"));
  g_autoptr (AriadneCheck) check = check_texts (a, b);

  g_assert_cmpint (check->verdict, ==, ARIADNE_VERDICT_EQUAL);
  g_assert_cmpuint (check->n_agreed, ==, check->n_inputs);
  g_assert_cmpuint (check->n_inputs, >, 20);
  g_assert_cmpuint (check->n_inputs, <, 100);
}

static void
test_same_expressions_are_not_run (void)
{
  g_autoptr (AriadneCheck) check = check_texts ("(let (t (log -1.0)) (add t x))",
                                                "(let (s (log -1.0)) (add s x))");

  g_assert_cmpint (check->verdict, ==, ARIADNE_VERDICT_EQUAL);
  g_assert_true (check->is_same);
  g_assert_cmpuint (check->n_inputs, ==, 0);
}

static void
test_counterexamples_are_small (void)
{
  g_autoptr (AriadneCheck) value = check_texts ("(mul x (index i v))", "(mul y (index i v))");
  g_autoptr (AriadneCheck) failure = check_texts ("x", "(if (gt y 100.0) (index 0 v) x)");

  g_assert_cmpstr (value->inputs, ==, "x = 0.0, i = 0, v = [1.0], y = 1.0");
  g_assert_cmpstr (value->value_a, ==, "0.0");
  g_assert_cmpstr (value->value_b, ==, "1.0");
  g_assert_false (value->is_failure);

  g_assert_cmpint (failure->verdict, ==, ARIADNE_VERDICT_DIFFERENT);
}

static void
test_seeds_decide (void)
{
  g_autoptr (AriadneCheck) one = check_texts ("(mul x y)", "(mul x (exp y))");
  g_autoptr (AriadneCheck) other = check_texts ("(mul x y)", "(mul x (exp y))");

  g_assert_cmpstr (one->inputs, ==, other->inputs);
  g_assert_cmpuint (one->n_inputs, ==, other->n_inputs);
}

static void
test_arguments_have_names (void)
{
#define CHAIN(number)                                                     \
  "(let (ff (lam (t : (Tuple Float Integer)) (let (n (get$2$2 t)) "       \
  "(let (x (get$1$2 t)) (mul x (to_float (add n " number "))))))) ff)"

  g_autoptr (AriadneCheck) check = check_texts (CHAIN ("1"), CHAIN ("2"));

  g_assert_cmpstr (check->inputs, ==, "x = 1.0, n = 0");
  g_assert_cmpstr (check->value_a, ==, "1.0");
  g_assert_cmpstr (check->value_b, ==, "2.0");
}

/* Vectors of two would have more elements than there is memory for. */
static void
test_vectors_that_are_nested_deeply (void)
{
  g_autoptr (GString) type = g_string_new ("Float");
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autoptr (AriadneCheck) check = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_string_prepend (type, "(Vec ");
      g_string_append_c (type, ')');
    }

  a = g_strdup_printf ("(lam (t : %s) (add 1.0 (sum t)))", type->str);
  b = g_strdup_printf ("(lam (t : %s) (add (sum t) 1.0))", type->str);
  check = check_texts (a, b);
  g_assert_cmpint (check->verdict, ==, ARIADNE_VERDICT_EQUAL);
}

static void
test_types_without_values (void)
{
  g_autoptr (AriadneCheck) check = check_texts ("(lam (t : String) x)", "(lam (t : String) y)");

  g_assert_cmpint (check->verdict, ==, ARIADNE_VERDICT_UNKNOWN);
  g_assert_cmpuint (check->n_inputs, ==, 0);
  g_assert_cmpstr (check->reason, ==, "there are no inputs of type String");
}

static void
test_what_cannot_be_compared (void)
{
  g_autoptr (AriadneTree) real = read_typed ("x");
  g_autoptr (AriadneTree) integer = read_typed ("i");
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_check_run (real, integer, 1, 0, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TYPE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/check/verdicts", test_verdicts);
  g_test_add_func ("/check/long_runs_are_cut_short", test_long_runs_are_cut_short);
  g_test_add_func ("/check/same_expressions_are_not_run", test_same_expressions_are_not_run);
  g_test_add_func ("/check/counterexamples_are_small", test_counterexamples_are_small);
  g_test_add_func ("/check/seeds_decide", test_seeds_decide);
  g_test_add_func ("/check/arguments_have_names", test_arguments_have_names);
  g_test_add_func ("/check/vectors_that_are_nested_deeply",
                   test_vectors_that_are_nested_deeply);
  g_test_add_func ("/check/types_without_values", test_types_without_values);
  g_test_add_func ("/check/what_cannot_be_compared", test_what_cannot_be_compared);

  return g_test_run ();
}
