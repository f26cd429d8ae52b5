/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"
#include "expression-fixture.h"

typedef struct
{
  const char *a;
  const char *b;
  gboolean    equal;
} Case;

static void
check (const Case *cases,
       guint       n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autoptr (AriadneTree) a = read_untyped (cases[i].a);
      g_autoptr (AriadneTree) b = read_untyped (cases[i].b);

      g_test_message ("%s and %s", cases[i].a, cases[i].b);
      g_assert_cmpint (ariadne_tree_equal (a, b), ==, cases[i].equal);
      g_assert_cmpint (ariadne_tree_equal (b, a), ==, cases[i].equal);
      if (cases[i].equal)
        g_assert_cmpuint (ariadne_tree_hash (a), ==, ariadne_tree_hash (b));
    }
}

static void
test_names (void)
{
  const Case cases[] = {
    { "x", "x", TRUE },
    { "x", "y", FALSE },
    { "(let (a x) (add a y))", "(let (b x) (add b y))", TRUE },
    { "(let (a x) (add a y))", "(let (y x) (add y y))", FALSE },
    { "(let (a x) (add a y))", "(let (b x) (add y b))", FALSE },
    { "(let (x x) x)", "(let (y x) y)", TRUE },
    { "(let (x x) x)", "(let (y y) y)", FALSE },
    { "(let (a 1) (let (b 2) (add a b)))", "(let (b 1) (let (a 2) (add b a)))", TRUE },
    { "(let (a 1) (let (b 2) (add a b)))", "(let (b 1) (let (a 2) (add a b)))", FALSE },
    { "(let (a 1) (let (a 2) a))", "(let (a 1) (let (b 2) b))", TRUE },
    { "(let (a 1) (let (a 2) a))", "(let (a 1) (let (b 2) a))", FALSE },
    { "(build n (lam i (index i v)))", "(build n (lam j (index j v)))", TRUE },
    { "(build n (lam n n))", "(build n (lam i i))", TRUE },
    { "(build n (lam n n))", "(build n (lam i n))", FALSE },
    { "(lam (x : Float) x)", "(lam (y : Float) y)", TRUE },
    { "(lam (x : Float) x)", "(lam (y : Integer) y)", FALSE },
    { "(build n (lam i i))", "(sumbuild n (lam i i))", FALSE },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_constants (void)
{
  const Case cases[] = {
    { "1", "1.0", TRUE },
    { "true", "1.0", TRUE },
    { "false", "-0.0", TRUE },
    { "0.0", "-0.0", TRUE },
    { "1", "2", FALSE },
    { "0.5", "0.5", TRUE },
    { "0.5", "0", FALSE },
    { "inf", "inf", TRUE },
    { "inf", "-inf", FALSE },
    { "9007199254740993", "9007199254740992.0", FALSE },
    { "9007199254740992", "9007199254740992.0", TRUE },
    { "9223372036854775807", "9223372036854775808.0", FALSE },
    { "nan", "nan", FALSE },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_what_is_not_compared (void)
{
  const Case cases[] = {
    { "(get$1$2 t)", "(get$1$5 t)", TRUE },
    { "(get$1$2 t)", "(select t 0)", TRUE },
    { "(get$1$2 t)", "(get$2$2 t)", FALSE },
    { "(f (tuple x y))", "(f x y)", TRUE },
    { "(tuple x y)", "(tuple x y z)", FALSE },
  };
  g_autoptr (AriadneTree) cheap = ariadne_tree_new_stop (read_untyped ("x"), 1.0);
  g_autoptr (AriadneTree) dear = ariadne_tree_new_stop (read_untyped ("x"), 2.0);

  check (cases, G_N_ELEMENTS (cases));
  g_assert_true (ariadne_tree_equal (cheap, dear));
}

static AriadneTree *
bind (const char  *name,
      AriadneTree *value,
      AriadneTree *body)
{
  AriadneTree *children[] = {
    ariadne_tree_new_variable (ariadne_name_intern (name), NULL),
    value,
    body,
  };

  return ariadne_tree_new (ARIADNE_KIND_LET, children, 3);
}

/* The very same subtree means something else when its names are bound
 * differently around it.
 */
static void
test_shared_subtrees (void)
{
  g_autoptr (AriadneTree) body = read_untyped ("(add x y)");
  g_autoptr (AriadneTree) a = bind ("x", ariadne_tree_new_integer (1), ariadne_tree_ref (body));
  g_autoptr (AriadneTree) b = bind ("y", ariadne_tree_new_integer (1), ariadne_tree_ref (body));
  g_autoptr (AriadneTree) c = bind ("z", ariadne_tree_new_integer (1), ariadne_tree_ref (body));
  g_autoptr (AriadneTree) d = bind ("u", ariadne_tree_new_integer (1), ariadne_tree_ref (body));
  g_autoptr (AriadneTree) nan_a = read_untyped ("nan");

  g_assert_false (ariadne_tree_equal (a, b));
  g_assert_true (ariadne_tree_equal (c, d));
  g_assert_true (ariadne_tree_equal (nan_a, nan_a));
}

static void
test_hash_tells_apart (void)
{
  const char *texts[] = {
    "x", "y", "1", "2", "0.5", "(add x y)", "(add y x)", "(sub x y)", "(tuple)", "(tuple x y)",
    "(let (a x) (let (b y) (mul a b)))", "(let (a x) (let (b y) (mul b a)))",
    "(build n (lam i (build n (lam j (sub i j)))))",
    "(build n (lam i (build n (lam j (sub j i)))))", "(exp (exp x))", "(exp x)", "(log x)",
    "(get$1$2 t)", "(get$2$2 t)", "-1", "1e300",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint j = 0; j < i; j++)
      {
        g_autoptr (AriadneTree) a = read_untyped (texts[i]);
        g_autoptr (AriadneTree) b = read_untyped (texts[j]);

        g_assert_cmpuint (ariadne_tree_hash (a), !=, ariadne_tree_hash (b));
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Equality/names", test_names);
  g_test_add_func ("/Ariadne/Equality/constants", test_constants);
  g_test_add_func ("/Ariadne/Equality/what_is_not_compared", test_what_is_not_compared);
  g_test_add_func ("/Ariadne/Equality/shared_subtrees", test_shared_subtrees);
  g_test_add_func ("/Ariadne/Equality/hash_tells_apart", test_hash_tells_apart);

  return g_test_run ();
}
