/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "interpreter/ariadne-interpreter.h"

#include "expression/expression-fixture.h"

/* What an expression evaluates to, or what it fails with. The variables have the
 * values that set_variables() gives them.
 */
typedef struct
{
  const char *expression;
  const char *value;
} Example;

/* clang-format off */

#define BUILD(size, index, body)    "(build " size " (lam (" index " : Integer) " body "))"
#define SUMBUILD(size, index, body) "(sumbuild " size " (lam (" index " : Integer) " body "))"

static const Example scalar_examples[] = {
  { "1.5", "1.5" }, { "-7", "-7" }, { "true", "true" },
  { "(add x 1.0)", "3.0" }, { "(sub x y)", "-1.0" }, { "(mul x y)", "6.0" },
  { "(div x 4.0)", "0.5" }, { "(add i 2)", "3" }, { "(sub i n)", "-2" }, { "(mul n n)", "9" },
  { "(div 7 2)", "3" }, { "(div -7 2)", "-4" }, { "(div 7 -2)", "-4" }, { "(div -8 2)", "-4" },
  { "(exp 0.0)", "1.0" }, { "(log 1.0)", "0.0" }, { "(to_float n)", "3.0" },
  { "(eq x 2.0)", "true" }, { "(gt x y)", "false" }, { "(gte n 3)", "true" },
  { "(gt n 3)", "false" }, { "(eq i n)", "false" },
  { "(if (gt y x) x y)", "2.0" }, { "(if q x y)", "3.0" }, { "(assert p x)", "2.0" },
  { "(stop (add x 1.0))", "3.0" },
  { "(add$ff x y)", "5.0" }, { "(sub$ii n i)", "2" }, { "(mul$ff x y)", "6.0" },
  { "(div$ii -7 2)", "-4" }, { "(gt$ii x y)", "false" }, { "(exp$f 0.0)", "1.0" },
};

static const Example vector_examples[] = {
  { "v", "[1.0 2.0 3.0]" }, { "(size v)", "3" }, { "(index 2 v)", "3.0" }, { "(sum v)", "6.0" },
  { "(index 1 (index 0 mat))", "2.0" }, { "(size mat)", "2" }, { "(sum mat)", "[5.0 7.0 9.0]" },
  { "(add v w)", "[2.0 4.0 6.0]" }, { "(mul x v)", "[2.0 4.0 6.0]" },
  { "(sub v x)", "[-1.0 0.0 1.0]" },
  { "(div 6.0 v)", "[6.0 3.0 2.0]" }, { "(log (exp (mul 0.0 v)))", "[0.0 0.0 0.0]" },
  { "(add$vfvf v w)", "[2.0 4.0 6.0]" },
  { BUILD ("n", "t", "(mul t t)"), "[0 1 4]" }, { BUILD ("0", "t", "x"), "[]" },
  { SUMBUILD ("n", "t", "t"), "3" }, { SUMBUILD ("n", "t", "(index t v)"), "6.0" },
  { SUMBUILD ("n", "t", "v"), "[3.0 6.0 9.0]" }, { SUMBUILD ("0", "t", "x"), "0.0" },
  { SUMBUILD ("0", "t", "(tuple t x)"), "(0 0.0)" },
  { "(deltaVec n 1 x)", "[0.0 2.0 0.0]" }, { "(constVec 2 i)", "[1 1]" },
  { "(deltaVec 2 0 v)", "[[1.0 2.0 3.0] [0.0 0.0 0.0]]" },
  { "(tuple x (tuple) v)", "(2.0 () [1.0 2.0 3.0])" }, { "(get$2$3 (tuple x i v))", "1" },
  { "(add (tuple x y) (tuple y y))", "(5.0 6.0)" },
  { "(mul (tuple v x) x)", "([2.0 4.0 6.0] 4.0)" },
};

static const Example scope_examples[] = {
  { "(let (t (add x 1.0)) (mul t t))", "9.0" },
  { "(let (x (add x 1.0)) (mul x x))", "9.0" },
  { "(let (t x) (let (x 5.0) (add t x)))", "7.0" },
  { BUILD ("n", "i", "(let (t i) (let (i 5) (add t i)))"), "[5 6 7]" },
  { "(let (ff (lam (t : Float) (add t x))) (let (x 100.0) (ff x)))", "102.0" },
  { "(let (ff (lam (t : Float) (add t x))) (let (gg (lam (x : Float) (ff (ff x))))"
    " (gg 1.0)))", "5.0" },
  { "(let (k exp$f) (k 0.0))", "1.0" },
  { "(let (ff (lam (t : (Tuple Float Float)) (sub (get$1$2 t) (get$2$2 t)))) (ff x y))", "-1.0" },
  { "(let (add$ff (lam (t : (Tuple Float Float)) (get$1$2 t))) (add$ff x y))", "2.0" },
  /* What is not needed is not evaluated. */
  { "(let (t (index 9 v)) x)", "2.0" }, { "(if true x (index 9 v))", "2.0" },
  { "(let (ff (lam (t : Float) x)) (ff (index 9 v)))", "2.0" },
};

static const Example failing_examples[] = {
  { "(mul x (index 3 v))", "position 3 is outside of a vector of size 3, in (index 3 v)" },
  { "(index (sub 0 1) v)", "position -1 is outside of a vector of size 3, in (index (sub 0 1) v)" },
  { "(deltaVec n n x)", "position 3 is outside of a vector of size 3, in (deltaVec n n x)" },
  { "(exp (sum (add v (index 1 (build 2 (lam (t : Integer) (constVec t x)))))))",
    "a vector of size 3 meets one of size 1, in "
    "(add v (index 1 (build 2 (lam (t : Integer) (constVec t x)))))" },
  { "(div i 0)", "an Integer is divided by zero, in (div i 0)" },
  { "(mul 9223372036854775807 n)", "an Integer does not fit into 64 bits, "
    "in (mul 9223372036854775807 n)" },
  { "(build (sub i n) (lam (t : Integer) x))", "a size is -2, in "
    "(build (sub i n) (lam (t : Integer) x))" },
  { "(index x v)", "a position is no Integer, in (index x v)" },
  { SUMBUILD ("0", "t", "v"), "the sum of no vectors has no size, in "
    "(sumbuild 0 (lam (t : Integer) v))" },
  { "(sum (build 0 (lam (t : Integer) v)))", "the sum of no vectors has no size, in "
    "(sum (build 0 (lam (t : Integer) v)))" },
  { "(size x)", "only vectors have a size, in (size x)" },
  { "(assert q x)", "an assertion does not hold, in (assert q x)" },
  { "(gt (log -1.0) 0.0)", "gt is asked of what is no number, in (gt (log -1.0) 0.0)" },
  { "(add p q)", "add is only for numbers, in (add p q)" },
  { "(add x (f y))", "the function f is not defined, in (f y)" },
  { "(add z x)", "z has no value, in z" },
  { "(constVec 1000000000000 x)", "it takes too many steps, in (constVec 1000000000000 x)" },
  { SUMBUILD ("1000", "s", SUMBUILD ("1000", "t", "(mul s t)")),
    "it takes too many steps, in (mul s t)" },
};

/* clang-format on */

static AriadneValue *
make_vector (double first)
{
  AriadneValue *vector = ariadne_value_new_parts (ARIADNE_VALUE_VECTOR, 3);

  for (guint i = 0; i < 3; i++)
    vector->parts[i] = ariadne_value_new_float (first + i);

  return vector;
}

static void
set_variable (AriadneInterpreter *interpreter,
              const char         *name,
              AriadneValue       *value)
{
  ariadne_interpreter_set (interpreter, ariadne_name_intern (name), value);
  ariadne_value_unref (value);
}

static void
set_variables (AriadneInterpreter *interpreter)
{
  AriadneValue *matrix = ariadne_value_new_parts (ARIADNE_VALUE_VECTOR, 2);

  matrix->parts[0] = make_vector (1.0);
  matrix->parts[1] = make_vector (4.0);
  set_variable (interpreter, "x", ariadne_value_new_float (2.0));
  set_variable (interpreter, "y", ariadne_value_new_float (3.0));
  set_variable (interpreter, "i", ariadne_value_new_integer (1));
  set_variable (interpreter, "n", ariadne_value_new_integer (3));
  set_variable (interpreter, "p", ariadne_value_new_bool (TRUE));
  set_variable (interpreter, "q", ariadne_value_new_bool (FALSE));
  set_variable (interpreter, "v", make_vector (1.0));
  set_variable (interpreter, "w", make_vector (1.0));
  set_variable (interpreter, "mat", matrix);
}

static char *
evaluate (const char *text)
{
  g_autoptr (AriadneInterpreter) interpreter = ariadne_interpreter_new ();
  g_autoptr (AriadneTree)        tree = read_typed (text);
  g_autoptr (GError)             error = NULL;
  g_autoptr (AriadneValue)       value = NULL;

  set_variables (interpreter);
  value = ariadne_interpreter_evaluate (interpreter, tree, NULL, NULL, &error);
  g_assert_true ((value != NULL) == (error == NULL));

  return value != NULL ? ariadne_value_to_string (value) : g_strdup (error->message);
}

static void
check_examples (const Example *examples,
                guint          n_examples)
{
  for (guint i = 0; i < n_examples; i++)
    {
      g_autofree char *value = evaluate (examples[i].expression);

      g_test_message ("%s", examples[i].expression);
      g_assert_cmpstr (value, ==, examples[i].value);
    }
}

static void
test_scalars (void)
{
  check_examples (scalar_examples, G_N_ELEMENTS (scalar_examples));
}

static void
test_vectors (void)
{
  check_examples (vector_examples, G_N_ELEMENTS (vector_examples));
}

static void
test_scopes (void)
{
  check_examples (scope_examples, G_N_ELEMENTS (scope_examples));
}

static void
test_errors_say_where (void)
{
  check_examples (failing_examples, G_N_ELEMENTS (failing_examples));
}

static AriadneTree *
add_one (AriadneTree *tree)
{
  AriadneTree *children[] = { ariadne_tree_new_float (1.0), tree };

  return ariadne_tree_new (ARIADNE_KIND_ADD, children, G_N_ELEMENTS (children));
}

static AriadneTree *
let_x (AriadneTree *value,
       AriadneTree *body)
{
  AriadneTree *children[] = {
    ariadne_tree_new_variable (ariadne_name_intern ("x"), float_type ()), value, body
  };

  return ariadne_tree_new (ARIADNE_KIND_LET, children, G_N_ELEMENTS (children));
}

static char *
evaluate_tree (AriadneTree *tree)
{
  g_autoptr (AriadneInterpreter) interpreter = ariadne_interpreter_new ();
  g_autoptr (GError)             error = NULL;
  g_autoptr (AriadneValue)       value = NULL;

  set_variables (interpreter);
  value = ariadne_interpreter_evaluate (interpreter, tree, NULL, NULL, &error);

  return value != NULL ? ariadne_value_to_string (value) : g_strdup (error->message);
}

static void
test_deep_expressions (void)
{
  g_autoptr (AriadneTree) tree = read_typed ("x");
  g_autofree char        *value = NULL;

  while (ariadne_tree_get_height (tree) < ARIADNE_TREE_MAX_HEIGHT)
    tree = add_one (g_steal_pointer (&tree));

  value = evaluate_tree (tree);
  g_assert_cmpstr (value, ==, "4096.0");
}

/* Each x is ten more than the one before, and is asked for the last one first. */
static void
test_what_is_nested_too_deeply_when_run (void)
{
  g_autoptr (AriadneTree) tree = read_typed ("x");
  g_autofree char        *value = NULL;

  for (guint i = 0; i < 2000; i++)
    {
      AriadneTree *added = read_typed ("x");

      for (guint j = 0; j < 10; j++)
        added = add_one (added);
      tree = let_x (added, g_steal_pointer (&tree));
    }

  value = evaluate_tree (tree);
  g_assert_true (g_str_has_prefix (value, "it is nested too deeply, in (add 1.0 "));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/interpreter/scalars", test_scalars);
  g_test_add_func ("/interpreter/vectors", test_vectors);
  g_test_add_func ("/interpreter/scopes", test_scopes);
  g_test_add_func ("/interpreter/errors_say_where", test_errors_say_where);

  g_test_add_func ("/interpreter/deep_expressions", test_deep_expressions);
  g_test_add_func ("/interpreter/what_is_nested_too_deeply_when_run",
                   test_what_is_nested_too_deeply_when_run);

  return g_test_run ();
}
