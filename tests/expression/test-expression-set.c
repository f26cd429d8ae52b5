/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "expression/ariadne-cost.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression-fixture.h"

static AriadneExpressionSet *
load (const char *text,
      GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return ariadne_expression_set_new_from_bytes (bytes, "some.kso", error);
}

static AriadneExpressionSet *
load_right (const char *text)
{
  g_autoptr (GError)    error = NULL;
  AriadneExpressionSet *set = load (text, &error);

  g_assert_no_error (error);

  return set;
}

static void
assert_last (const char *text,
             const char *expected)
{
  g_autoptr (AriadneExpressionSet) set = load_right (text);
  guint            n = ariadne_expression_set_get_n_expressions (set);
  g_autofree char *last = ariadne_expression_set_get_text (set, n - 1);

  g_assert_cmpstr (last, ==, expected);
}

static void
assert_rejects (const char   *text,
                AriadneError  code,
                const char   *start)
{
  g_autoptr (GError)               error = NULL;
  g_autoptr (AriadneExpressionSet) set = load (text, &error);

  g_test_message ("%s", text);
  g_assert_null (set);
  g_assert_error (error, ARIADNE_ERROR, (int) code);
  g_assert_true (g_str_has_prefix (error->message, start));
}

static void
test_parameters (void)
{
  assert_last ("(def r Float (x : Float) x)", "(let (r (lam (x : Float) x)) r)");
  assert_last ("(def r Float ((x : Float)) (x))", "(let (r (lam (x : Float) x)) r)");
  assert_last ("(def r Float () 1.0)", "(let (r (lam (var0 : (Tuple)) 1.0)) r)");
  assert_last ("(def r Float ((x : Float) (i : Integer)) x)",
               "(let (r (lam (var0 : (Tuple Float Integer)) (let (i (get$2$2 var0)) "
               "(let (x (get$1$2 var0)) x)))) r)");
  assert_last ("(def r Float ((var6 : Float) (i : Integer)) var6)",
               "(let (r (lam (var7 : (Tuple Float Integer)) (let (i (get$2$2 var7)) "
               "(let (var6 (get$1$2 var7)) var6)))) r)");
  assert_last ("(def let Float (add : Vec Float) 1.0)",
               "(let (let (lam (add : (Tensor 1 Float)) 1.0)) let)");
}

static void
test_only_needed_functions (void)
{
  const char *text = "(def r Float (x : Float) (exp x))"
                     "(def s Float (x : Float) (log x))"
                     "(def t Float (x : Float) (r (r x)))";
  g_autoptr (AriadneExpressionSet) set = load_right (text);
  g_autoptr (AriadneTree)          chain = ariadne_expression_set_dup_chain (set, 2);

  assert_last (text,
               "(let (r (lam (x : Float) (exp x))) (let (t (lam (x : Float) (r (r x)))) t))");
  assert_prints (chain,
                 "(let (r (lam (x : Float) (exp x))) (let (s (lam (x : Float) (log x))) "
                 "(let (t (lam (x : Float) (r (r x)))) t)))");
  g_assert_cmpuint (ariadne_expression_set_get_n_expressions (set), ==, 3);
  g_assert_cmpstr (ariadne_expression_set_get_name (set, 1), ==, "s");
}

static void
test_function_in_a_stop_is_pruned (void)
{
  assert_last ("(def r Float (x : Float) (stop (let (s (lam (y : Float) y)) x)))",
               "(let (r (lam (x : Float) (stop x))) r)");
}

static void
test_declarations (void)
{
  assert_last ("(edef s Float (Float)) (def r Float (x : Float) (s x))",
               "(let (r (lam (x : Float) (s x))) r)");
  assert_last ("(edef s Float (Float Float)) (def r Float (x : Float) (s x x))",
               "(let (r (lam (x : Float) (s x x))) r)");
  assert_last ("(edef s Float (Vec Float)) (def r Float (v : Vec Float) (s v))",
               "(let (r (lam (v : (Tensor 1 Float)) (s v))) r)");
  assert_last ("(def r Float (x : Float) (r x))", "(let (r (lam (x : Float) (r x))) r)");
  assert_last ("(edef s Float (Float)) (def s Float (x : Float) x)",
               "(let (s (lam (x : Float) x)) s)");
}

static void
test_main_is_ignored (void)
{
  assert_last ("(def r Float (x : Float) x)\n"
               "(def main Integer (print \"a ) b\" 'c [d] 123456789012345678901234567890))",
               "(let (r (lam (x : Float) x)) r)");
}

/* An earlier function of the same name is what a redefinition calls. */
static void
test_redefinitions (void)
{
  assert_last ("(def r Float (x : Float) (exp x)) (def r Float (x : Float) (r x))",
               "(let (r (lam (x : Float) (exp x))) (let (r (lam (x : Float) (r x))) r))");
  assert_rejects ("(edef s Float (Float)) (def r Float (x : Float) (s x))\n"
                  "(def s Integer (i : Integer) i)",
                  ARIADNE_ERROR_TYPE, "some.kso:2:1: ");
}

static double
cost_of_last (const char *text)
{
  g_autoptr (AriadneExpressionSet) set = load_right (text);
  g_autoptr (AriadneCostModel)     model = NULL;
  guint                            n = ariadne_expression_set_get_n_expressions (set);

  model = ariadne_cost_model_new (ariadne_expression_set_get_environment (set));

  return ariadne_cost_model_compute (model, ariadne_expression_set_get_tree (set, n - 1));
}

static void
test_costs (void)
{
  const char *unused = "(edef s Float (Float)) (def cost$s Float (x : Float) (exp x))"
                       "(def r Float (x : Float) x)";

  /* A function that is not called costs its let. */
  g_assert_cmpfloat (cost_of_last ("(edef s Float (Float)) (def cost$s Float (x : Float) 2.5)"
                                   "(def r Float (x : Float) (s x))"),
                     ==, 0.1 + 4.5);
  g_assert_cmpfloat (cost_of_last (unused), ==, 0.1);
}

static void
test_cost_after_use (void)
{
  g_autoptr (AriadneExpressionSet) set = NULL;
  double cost = 0.0;

  set = load_right ("(edef s Float (Float)) (def r Float (x : Float) (s x))"
                    "(def cost$s Float (x : Float) (let (y 1) 9))");
  g_assert_true (ariadne_environment_get_cost (ariadne_expression_set_get_environment (set),
                                               ariadne_name_intern ("s"), &cost));
  g_assert_cmpfloat (cost, ==, 9.0);
  g_assert_cmpuint (ariadne_expression_set_get_n_expressions (set), ==, 1);
}

static void
test_rejections (void)
{
  const char *cases[] = {
    "(mul x y)",
    "x",
    "(gdef rev [f Float])",
    "(def)",
    "(def r)",
    "(def r Float (x : Float))",
    "(def r Float (x : Float) x x)",
    "(def r Float x x)",
    "(def r Float (x : Float) ())",
    "(def r Float ((x : Float) (y)) x)",
    "(def r Float (3 : Float) 1.0)",
    "(def 3 Float (x : Float) x)",
    "(def r LM (x : Float) x)",
    "(def main",
    "(edef s Float)",
    "(edef s Float Float)",
    "(edef s Float ())",
    "(edef add$ff Float (Float Float))",
    "(edef s Float (Float)) (edef s Float (Float))",
    "(def s Float (x : Float) x) (edef s Float (Float))",
    "(edef s Float (Float)) (def cost$s Float (x : Float) x) (def r Float (x : Float) (s x))",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_rejects (cases[i], ARIADNE_ERROR_PARSE, "some.kso:1:");
}

static void
test_ill_typed (void)
{
  assert_rejects ("(def r Integer (x : Float) x)", ARIADNE_ERROR_TYPE, "some.kso:1:28: ");
  assert_rejects ("\n(def r Float (x : Float)\n  (mul x y))", ARIADNE_ERROR_TYPE,
                  "some.kso:3:10: the free variable 'y'");
  assert_rejects ("(def r Float (x : Float) (s x)) (def s Float (x : Float) x)",
                  ARIADNE_ERROR_TYPE, "some.kso:1:27: ");
}

static void
test_too_many_definitions (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "(def r%u Float (x : Float) x)\n", i);

  assert_rejects (text->str, ARIADNE_ERROR_LIMIT, "some.kso:1025:1: ");
}

static void
test_empty_file (void)
{
  g_autoptr (AriadneExpressionSet) set = load_right ("; nothing\n");

  g_assert_cmpuint (ariadne_expression_set_get_n_expressions (set), ==, 0);
}

static void
test_select (void)
{
  g_autoptr (AriadneExpressionSet) set = load_right ("(def r Float (x : Float) x)"
                                                     "(def s Float (x : Float) (exp x))"
                                                     "(def t Float (x : Float) (s x))");
  const char *names[] = { "t", "r", NULL };
  const char *unknown[] = { "r", "u", NULL };
  g_autoptr (AriadneExpressionSet) some = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = NULL;

  some = ariadne_expression_set_select (set, names, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_expression_set_get_n_expressions (some), ==, 2);
  g_assert_cmpstr (ariadne_expression_set_get_name (some, 0), ==, "t");
  text = ariadne_expression_set_get_text (some, 1);
  g_assert_cmpstr (text, ==, "(let (r (lam (x : Float) x)) r)");

  g_assert_null (ariadne_expression_set_select (set, unknown, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no expression 'u'; there are: r, s, t");
}

static void
test_known_sequences (void)
{
  const char *text =
    "; BEST ml_rules r user by hand ; [[4, \"inline_let\"], [0,\"delete_let\"]]\r\n"
    "; EXPERT somebody\n"
    "; BEST ml_rules s rlo  run-7  ; [ ]\n"
    "; BEST of all worlds\n"
    "; BEST ml_rules r user ; [[4, inline_let]]\n"
    "; BEST ml_rules r user ; [[-1, \"inline_let\"]]\n"
    "; BEST ml_rules r user ; [[99999999999, \"inline_let\"]]\n"
    "; BEST ml_rules r user ; [[1, \"inline_let\"]] or so\n"
    " ; BEST ml_rules r user ; []\n"
    "; BEST";
  g_autoptr (AriadneExpressionSet) set = load_right (text);
  GPtrArray                  *sequences = ariadne_expression_set_get_sequences (set);
  GPtrArray                  *experts = ariadne_expression_set_get_experts (set);
  const AriadneKnownSequence *first;
  const AriadneKnownSequence *second;

  g_assert_cmpuint (sequences->len, ==, 2);
  first = g_ptr_array_index (sequences, 0);
  second = g_ptr_array_index (sequences, 1);

  g_assert_cmpstr (first->rules, ==, "ml_rules");
  g_assert_cmpstr (first->name, ==, "r");
  g_assert_cmpstr (first->source, ==, "user by hand");
  g_assert_cmpuint (first->steps->len, ==, 2);
  g_assert_cmpuint (g_array_index (first->steps, AriadneKnownStep, 0).node, ==, 4);
  g_assert_cmpstr (g_array_index (first->steps, AriadneKnownStep, 1).rule, ==, "delete_let");

  g_assert_cmpstr (second->source, ==, "rlo  run-7 ");
  g_assert_cmpuint (second->steps->len, ==, 0);

  g_assert_cmpuint (experts->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (experts, 0), ==, "somebody");
}

static void
test_path (void)
{
  g_autoptr (GError)               error = NULL;
  g_autofree char                 *name = NULL;
  g_autofree char                 *start = NULL;
  g_autoptr (AriadneExpressionSet) set = NULL;
  int                              fd = g_file_open_tmp ("ariadne-XXXXXX.kso", &name, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (name, "(def r Float (x : Float)\n x", -1, &error);
  g_assert_no_error (error);

  set = ariadne_expression_set_new_from_path (name, &error);
  g_assert_null (set);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  start = g_strdup_printf ("%s:1:1: ", name);
  g_assert_true (g_str_has_prefix (error->message, start));
  g_clear_error (&error);

  g_unlink (name);
  set = ariadne_expression_set_new_from_path (name, &error);
  g_assert_null (set);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ExpressionSet/parameters", test_parameters);
  g_test_add_func ("/Ariadne/ExpressionSet/only_needed_functions", test_only_needed_functions);
  g_test_add_func ("/Ariadne/ExpressionSet/function_in_a_stop_is_pruned",
                   test_function_in_a_stop_is_pruned);
  g_test_add_func ("/Ariadne/ExpressionSet/declarations", test_declarations);
  g_test_add_func ("/Ariadne/ExpressionSet/main_is_ignored", test_main_is_ignored);
  g_test_add_func ("/Ariadne/ExpressionSet/redefinitions", test_redefinitions);
  g_test_add_func ("/Ariadne/ExpressionSet/costs", test_costs);
  g_test_add_func ("/Ariadne/ExpressionSet/cost_after_use", test_cost_after_use);
  g_test_add_func ("/Ariadne/ExpressionSet/rejections", test_rejections);
  g_test_add_func ("/Ariadne/ExpressionSet/ill_typed", test_ill_typed);
  g_test_add_func ("/Ariadne/ExpressionSet/too_many_definitions", test_too_many_definitions);
  g_test_add_func ("/Ariadne/ExpressionSet/empty_file", test_empty_file);
  g_test_add_func ("/Ariadne/ExpressionSet/select", test_select);
  g_test_add_func ("/Ariadne/ExpressionSet/known_sequences", test_known_sequences);
  g_test_add_func ("/Ariadne/ExpressionSet/path", test_path);

  return g_test_run ();
}
