/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression-fixture.h"
#include "expression/ariadne-definition-writer.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-layout.h"

/* A program that is one function. */
static AriadneTree *
read_function (const char *text)
{
  g_autoptr (AriadneTree) tree = read_typed (text);

  return ariadne_tree_ref (ariadne_tree_get_child (tree, 1));
}

static AriadneExpressionSet *
read_set (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  AriadneExpressionSet *set = ariadne_expression_set_new_from_bytes (bytes, NULL, &error);

  g_assert_no_error (error);

  return set;
}

static void
assert_laid_out (const char *text,
                 const char *expected)
{
  g_autoptr (AriadneTree) function = read_function (text);
  g_autoptr (GString) printed = g_string_new (NULL);

  ariadne_lay_out_definition ("r", function, printed);
  g_assert_cmpstr (printed->str, ==, expected);
}

static void
test_short (void)
{
  assert_laid_out ("(let (r (lam (s : Float) (exp s))) r)",
                   "(def r Float ((s : Float))\n"
                   "  (exp s))");
  assert_laid_out ("(let (r (lam (s : Float) s)) r)",
                   "(def r Float ((s : Float))\n"
                   "  (s))");
  assert_laid_out ("(let (r (lam (t : Tuple Float Bool) (let (q (get$2$2 t)) "
                   "(let (s (get$1$2 t)) (if q s 0.0))))) r)",
                   "(def r Float ((s : Float) (q : Bool))\n"
                   "  (if q s 0.0))");
}

/* As wide as a line may be, and one more. */
static void
test_width (void)
{
  g_autofree char *fits = g_strnfill (80 - strlen ("  (add  x))"), 'n');
  g_autofree char *wide = g_strconcat (fits, "n", NULL);
  g_autofree char *fitting = g_strdup_printf ("(let (r (lam (%s : Float) (add %s x))) r)", fits,
                                              fits);
  g_autofree char *too_wide = g_strdup_printf ("(let (r (lam (%s : Float) (add %s x))) r)", wide,
                                               wide);
  g_autofree char *in_one = g_strdup_printf ("(def r Float ((%s : Float))\n  (add %s x))", fits,
                                             fits);
  g_autofree char *in_two = g_strdup_printf ("(def r Float ((%s : Float))\n  (add %s\n       x))",
                                             wide, wide);

  assert_laid_out (fitting, in_one);
  assert_laid_out (too_wide, in_two);
}

static void
test_forms (void)
{
  assert_laid_out (
    "(let (r (lam (u : Float) (let (s1 (mul (exp u) (exp u))) (let (s2 (add s1 (exp (exp s1)))) "
    "(build n (lam (i : Integer) (if p (add (index i v) (mul s1 s2)) (sub (index i v) "
    "(f (mul s2 s2)))))))))) r)",
    "(def r (Tensor 1 Float) ((u : Float))\n"
    "  (let ((s1 (mul (exp u) (exp u)))\n"
    "        (s2 (add s1 (exp (exp s1)))))\n"
    "    (build n (lam (i : Integer)\n"
    "      (if p (add (index i v) (mul s1 s2)) (sub (index i v) (f (mul s2 s2))))))))");
}

/* The canonical text of such a call would be read as the function. */
static void
test_call_with_nothing (void)
{
  g_autoptr (AriadneTree) tree =
    read_typed ("(let (h (lam (t : Tuple) 1.0)) (let (r (lam (s : Float) (h (tuple)))) r))");
  const AriadneTree *let = ariadne_tree_get_child (tree, 2);
  g_autoptr (GString) printed = g_string_new (NULL);

  ariadne_lay_out_definition ("r", ariadne_tree_get_child (let, 1), printed);
  g_assert_cmpstr (printed->str, ==, "(def r Float ((s : Float))\n  (h (tuple)))");
}

/* However deep it is, what is laid out is what it was. */
static void
test_reads_back (void)
{
  g_autoptr (GString) body = g_string_new ("x");
  g_autoptr (GString) printed = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autoptr (AriadneTree) function = NULL;
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autofree char *again = NULL;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *inner = g_strdup (body->str);

      g_string_printf (body,
                       "(let (s%u (sumbuild %u (lam (i : Integer) (mul (to_float i) %s)))) "
                       "(sub s%u (if (gt s%u x) 1.0 (get$1$2 (tuple s%u true)))))",
                       i, i, inner, i, i, i);
    }
  text = g_strdup_printf ("(let (r (lam (x : Float) %s)) r)", body->str);
  function = read_function (text);
  ariadne_lay_out_definition ("r", function, printed);

  g_assert_nonnull (strchr (printed->str, '\n'));
  set = read_set (printed->str);
  again = ariadne_expression_set_get_text (set, 0);
  g_assert_cmpstr (again, ==, text);
}

/* Files */

static const char file[] =
  "; first\n"
  "(edef outer Float (Float)) (def cost$outer Float (x : Float) 5.0)\n"
  "; BEST ml_rules one user tag ; []\n"
  "; BEST ml_rules two user tag ; []\n"
  "(def one Float (x : Float) ; with a ) here\n"
  "  (outer x)) ; behind\n"
  "(def main Integer () (print \"one\"))(def two Float (x : Float) (one x))\n";

static void
test_file (void)
{
  g_autoptr (AriadneTree) function = read_function ("(let (r (lam (s : Float) (f s))) r)");
  AriadneTree *one[] = { function, NULL };
  AriadneTree *two[] = { NULL, function };
  AriadneTree *none[] = { NULL, NULL };
  g_autofree char *with_one = ariadne_write_definitions (file, strlen (file), one);
  g_autofree char *with_two = ariadne_write_definitions (file, strlen (file), two);
  g_autofree char *with_none = ariadne_write_definitions (file, strlen (file), none);

  g_assert_cmpstr (with_one, ==,
                   "; first\n"
                   "(edef outer Float (Float)) (def cost$outer Float (x : Float) 5.0)\n"
                   "; BEST ml_rules two user tag ; []\n"
                   "(def one Float ((s : Float))\n"
                   "  (f s)) ; behind\n"
                   "(def main Integer () (print \"one\"))(def two Float (x : Float) (one x))\n");
  g_assert_cmpstr (with_two, ==,
                   "; first\n"
                   "(edef outer Float (Float)) (def cost$outer Float (x : Float) 5.0)\n"
                   "; BEST ml_rules one user tag ; []\n"
                   "(def one Float (x : Float) ; with a ) here\n"
                   "  (outer x)) ; behind\n"
                   "(def main Integer () (print \"one\"))(def two Float ((s : Float))\n"
                   "  (f s))\n");
  g_assert_cmpstr (with_none, ==, file);
}

/* Of a selection, the same expressions are there again, and others call what is new. */
static void
test_rewrite (void)
{
  const char *names[] = { "one", NULL };
  g_autoptr (AriadneExpressionSet) set = read_set (file);
  g_autoptr (AriadneExpressionSet) selected = ariadne_expression_set_select (set, names, NULL);
  g_autoptr (AriadneTree) function =
    read_function ("(let (r (lam (s : Float) (add s s))) r)");
  g_autoptr (AriadneTree) bad = read_function ("(let (r (lam (s : Float) (f s))) r)");
  AriadneTree *functions[] = { function };
  AriadneTree *bad_functions[] = { bad };
  g_autoptr (AriadneExpressionSet) written =
    ariadne_expression_set_rewrite (selected, functions, NULL);
  g_autoptr (AriadneExpressionSet) whole = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *caller = NULL;

  g_assert_nonnull (written);
  g_assert_cmpuint (ariadne_expression_set_get_n_expressions (written), ==, 1);
  text = ariadne_expression_set_get_text (written, 0);
  g_assert_cmpstr (text, ==, "(let (one (lam (s : Float) (add s s))) one)");

  whole = ariadne_expression_set_new_from_bytes (ariadne_expression_set_get_bytes (written), NULL,
                                                 NULL);
  caller = ariadne_expression_set_get_text (whole, 1);
  g_assert_cmpstr (caller, ==, "(let (one (lam (s : Float) (add s s))) "
                               "(let (two (lam (x : Float) (one x))) two))");

  /* The file has no f. */
  g_assert_null (ariadne_expression_set_rewrite (selected, bad_functions, &error));
  g_assert_nonnull (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/layout/short", test_short);
  g_test_add_func ("/layout/width", test_width);
  g_test_add_func ("/layout/forms", test_forms);
  g_test_add_func ("/layout/call-with-nothing", test_call_with_nothing);
  g_test_add_func ("/layout/reads-back", test_reads_back);
  g_test_add_func ("/layout/file", test_file);
  g_test_add_func ("/layout/rewrite", test_rewrite);

  return g_test_run ();
}
