/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression-fixture.h"

static void
test_reads_back_as_itself (void)
{
  const char *texts[] = {
    "x",
    "-1",
    "1e-05",
    "true",
    "(tuple)",
    "(f x)",
    "(g x y)",
    "(get$1$2 (tuple x i))",
    "(let (s (add x y)) (mul s s))",
    "(build n (lam (i : Integer) (index i v)))",
    "(sumbuild (size v) (lam (k : Integer) (mul x (index k v))))",
    "(let (r (lam (s : (Tuple Float (Tensor 1 Bool))) (get$1$2 s))) r)",
    "(if p (assert q x) (stop y))",
    "(deltaVec n i (constVec m 1.5))",
    "($ranhashdoub (add i 1))",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (AriadneTree) tree = read_typed (texts[i]);

      assert_prints (tree, texts[i]);
    }
}

static void
test_call_with_nothing (void)
{
  g_autoptr (AriadneTree) tree = read_untyped ("(f (tuple))");

  assert_prints (tree, "(f )");
}

static void
assert_definitions (const char *text,
                    const char *expected)
{
  g_autoptr (AriadneTree) tree = read_typed (text);
  g_autoptr (GString)     printed = g_string_new (NULL);

  g_assert_true (ariadne_tree_print_definitions (tree, printed));
  g_assert_cmpstr (printed->str, ==, expected);
}

static void
test_definitions (void)
{
  assert_definitions ("(let (r (lam (s : Float) (exp s))) r)",
                      "(def r Float ((s : Float)) (exp s))\n\n");
  assert_definitions ("(let (r (lam (s : Float) s)) (let (t (lam (u : Float) (r u))) t))",
                      "(def r Float ((s : Float)) (s))\n\n"
                      "(def t Float ((u : Float)) (r u))\n\n");
  assert_definitions ("(let (r (lam (s : (Vec Float)) (tuple))) r)",
                      "(def r (Tuple) ((s : (Tensor 1 Float))) ((tuple)))\n\n");
}

static void
test_parameters_are_unpacked (void)
{
  assert_definitions ("(let (r (lam (t : Tuple Float Bool) (let (q (get$2$2 t)) "
                      "(let (s (get$1$2 t)) (if q s 0.0))))) r)",
                      "(def r Float ((s : Float) (q : Bool)) (if q s 0.0))\n\n");
  assert_definitions ("(let (r (lam (t : Tuple) 1.0)) r)", "(def r Float () (1.0))\n\n");

  /* Not when the tuple is needed, or the order is another. */
  assert_definitions ("(let (r (lam (t : Tuple Float Bool) (let (q (get$2$2 t)) "
                      "(let (s (get$1$2 t)) (get$1$2 t))))) r)",
                      "(def r Float ((t : (Tuple Float Bool))) (let (q (get$2$2 t)) "
                      "(let (s (get$1$2 t)) (get$1$2 t))))\n\n");
  assert_definitions ("(let (r (lam (t : Tuple Float Bool) (let (s (get$1$2 t)) "
                      "(let (q (get$2$2 t)) s)))) r)",
                      "(def r Float ((t : (Tuple Float Bool))) (let (s (get$1$2 t)) "
                      "(let (q (get$2$2 t)) s)))\n\n");
}

static void
test_no_definitions (void)
{
  const char *texts[] = {
    "x",
    "(let (s x) s)",
    "(let (r (lam (s : Float) s)) (r 1.0))",
    "(let (r (lam (s : Float) s)) (let (t (lam (s : Float) s)) r))",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (AriadneTree) tree = read_typed (texts[i]);
      g_autoptr (GString)     text = g_string_new (NULL);

      g_assert_false (ariadne_tree_print_definitions (tree, text));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Printer/reads_back_as_itself", test_reads_back_as_itself);
  g_test_add_func ("/Ariadne/Printer/call_with_nothing", test_call_with_nothing);
  g_test_add_func ("/Ariadne/Printer/definitions", test_definitions);
  g_test_add_func ("/Ariadne/Printer/parameters_are_unpacked", test_parameters_are_unpacked);
  g_test_add_func ("/Ariadne/Printer/no_definitions", test_no_definitions);

  return g_test_run ();
}
