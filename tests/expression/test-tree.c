/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "expression-fixture.h"

static AriadneTree *
variable (const char        *name,
          const AriadneType *type)
{
  return ariadne_tree_new_variable (ariadne_name_intern (name), type);
}

static void
test_node_of_typed_children (void)
{
  AriadneTree *children[] = { variable ("x", float_type ()), ariadne_tree_new_float (2.0) };
  g_autoptr (AriadneTree) tree = ariadne_tree_new (ARIADNE_KIND_ADD, children, 2);

  g_assert_cmpint (ariadne_tree_get_kind (tree), ==, ARIADNE_KIND_ADD);
  g_assert_cmpuint (ariadne_tree_get_size (tree), ==, 3);
  g_assert_cmpuint (ariadne_tree_get_height (tree), ==, 2);
  g_assert_true (ariadne_tree_get_type (tree) == float_type ());
  g_assert_true (ariadne_tree_get_child (tree, 0) == children[0]);
}

static void
test_untyped_child (void)
{
  AriadneTree *children[] = { variable ("x", NULL), ariadne_tree_new_bool (TRUE) };
  g_autoptr (AriadneTree) tree = ariadne_tree_new (ARIADNE_KIND_ADD, children, 2);

  g_assert_nonnull (tree);
  g_assert_null (ariadne_tree_get_type (tree));
}

/* The children are released with the node that cannot be. */
static void
test_ill_typed (void)
{
  g_autoptr (AriadneTree) x = variable ("x", float_type ());
  g_autoptr (AriadneTree) one = ariadne_tree_new_integer (1);
  g_autoptr (GError)      error = NULL;
  AriadneTree            *children[] = { ariadne_tree_ref (x), ariadne_tree_ref (one) };

  g_assert_null (ariadne_tree_new (ARIADNE_KIND_ADD, children, 2));
  g_assert_cmpint (x->ref_count, ==, 1);
  g_assert_cmpint (one->ref_count, ==, 1);

  ariadne_tree_ref (x);
  ariadne_tree_ref (one);
  g_assert_null (ariadne_tree_new_checked (ARIADNE_KIND_ADD, children, 2, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TYPE);
  g_assert_cmpstr (error->message, ==,
                   "add: the operands do not go together, given Float, Integer");
}

static void
test_ill_formed (void)
{
  g_autoptr (GError) error = NULL;
  AriadneTree       *one[] = { ariadne_tree_new_float (1.0) };
  AriadneTree       *call[] = { ariadne_tree_new_integer (3), ariadne_tree_new_float (1.0) };

  g_assert_null (ariadne_tree_new_checked (ARIADNE_KIND_SUB, one, 1, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  g_assert_cmpstr (error->message, ==, "sub: wrong number of operands, 1 not 2");

  g_assert_null (ariadne_tree_new (ARIADNE_KIND_APPLY, call, 2));
}

static void
test_nesting_is_bounded (void)
{
  AriadneTree *tree = variable ("x", float_type ());

  for (guint height = 1; height < ARIADNE_TREE_MAX_HEIGHT; height++)
    {
      tree = ariadne_tree_new (ARIADNE_KIND_EXP, &tree, 1);
      g_assert_nonnull (tree);
    }

  g_assert_cmpuint (ariadne_tree_get_height (tree), ==, ARIADNE_TREE_MAX_HEIGHT);
  g_assert_cmpuint (ariadne_tree_get_size (tree), ==, ARIADNE_TREE_MAX_HEIGHT);
  g_assert_null (ariadne_tree_new (ARIADNE_KIND_EXP, &tree, 1));
}

/* Sharing doubles the number of nodes with every node that is made. */
static void
test_size_is_bounded (void)
{
  AriadneTree *tree = variable ("x", float_type ());
  guint        n = 0;

  while (tree != NULL)
    {
      AriadneTree *children[] = { tree, ariadne_tree_ref (tree) };

      g_assert_cmpuint (ariadne_tree_get_size (tree), <=, ARIADNE_TREE_MAX_SIZE);
      tree = ariadne_tree_new (ARIADNE_KIND_ADD, children, 2);
      n++;
    }

  /* 2^n - 1 nodes after n - 1 doublings, and at most 2^24 */
  g_assert_cmpuint (n, ==, 24);
}

static void
test_other_child_keeps_what_is_declared (void)
{
  g_autoptr (AriadneTree) select = read_typed ("(get$2$7 (tuple x y))");
  g_autoptr (AriadneTree) stop = ariadne_tree_new_stop (ariadne_tree_new_float (1.0), 5.0);
  g_autoptr (AriadneTree) other_select = NULL;
  g_autoptr (AriadneTree) other_stop = NULL;

  other_select = ariadne_tree_with_child (select, 0, read_typed ("(tuple y x)"));
  assert_prints (other_select, "(get$2$7 (tuple y x))");

  other_stop = ariadne_tree_with_child (stop, 0, read_typed ("(mul x y)"));
  assert_prints (other_stop, "(stop (mul x y))");
  g_assert_cmpfloat (ariadne_tree_get_stop_cost (other_stop), ==, 5.0);
}

static void
test_other_child_is_checked (void)
{
  struct
  {
    const char *tree;
    guint       index;
    const char *child;
    const char *result;
  } cases[] = {
    { "(add x y)", 1, "(mul x y)", "(add x (mul x y))" },
    { "(add x y)", 1, "v", "(add x v)" },
    { "(add x v)", 1, "i", NULL },
    { "(f x)", 0, "(stop f)", "((stop f) x)" },
    { "(f x)", 0, "x", NULL },
    { "(f x)", 1, "y", "(f y)" },
    { "(let (s x) s)", 1, "i", NULL },
    { "(let (s x) s)", 0, "1.0", NULL },
    { "(let (s x) s)", 2, "(mul x y)", "(let (s x) (mul x y))" },
    { "(let (s x) s)", 2, "(let (r (lam (t : Float) t)) 1.0)", NULL },
    { "(stop x)", 0, "(lam (t : Float) t)", "(stop (lam (t : Float) t))" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AriadneTree) tree = read_typed (cases[i].tree);
      g_autoptr (AriadneTree) result = NULL;

      result = ariadne_tree_with_child (tree, cases[i].index, read_typed (cases[i].child));
      if (cases[i].result == NULL)
        g_assert_null (result);
      else
        assert_prints (result, cases[i].result);
    }
}

static void
test_free_names (void)
{
  struct
  {
    const char *tree;
    const char *name;
    gboolean    is_free;
  } cases[] = {
    { "x", "x", TRUE },
    { "x", "y", FALSE },
    { "(let (x y) x)", "x", FALSE },
    { "(let (x x) y)", "x", TRUE },
    { "(let (x y) (let (z x) z))", "x", FALSE },
    { "(build n (lam (n : Integer) n))", "n", TRUE },
    { "(build m (lam (n : Integer) n))", "n", FALSE },
    { "(sumbuild 3 (lam (i : Integer) (add i j)))", "j", TRUE },
    { "(lam (x : Float) (add x y))", "x", FALSE },
    { "(lam (x : Float) (add x y))", "y", TRUE },
    { "(add (let (x y) x) x)", "x", TRUE },
    { "(f y)", "f", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AriadneTree) tree = read_typed (cases[i].tree);

      g_assert_cmpint (ariadne_tree_has_free (tree, ariadne_name_intern (cases[i].name)), ==,
                       cases[i].is_free);
    }
}

static void
test_next_var (void)
{
  g_autoptr (AriadneTree) tree = read_untyped ("(let (var4 (exp var2)) (build 1 (lam var11 1.0)))");
  g_autoptr (AriadneTree) none = read_untyped ("(add variable1 1)");

  g_assert_cmpuint (ariadne_tree_get_next_var (tree), ==, 12);
  g_assert_cmpuint (ariadne_tree_get_next_var (none), ==, 0);
}

static void
test_values_of_constants (void)
{
  g_autoptr (AriadneTree) integer = ariadne_tree_new_integer (G_MININT64);
  g_autoptr (AriadneTree) real = ariadne_tree_new_float (-0.0);
  g_autoptr (AriadneTree) truth = ariadne_tree_new_bool (5);

  g_assert_cmpint (ariadne_tree_get_integer (integer), ==, G_MININT64);
  g_assert_true (signbit (ariadne_tree_get_float (real)));
  g_assert_cmpint (ariadne_tree_get_integer (truth), ==, 1);
  g_assert_true (ariadne_tree_get_type (truth) == bool_type ());
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Tree/node_of_typed_children", test_node_of_typed_children);
  g_test_add_func ("/Ariadne/Tree/untyped_child", test_untyped_child);
  g_test_add_func ("/Ariadne/Tree/ill_typed", test_ill_typed);
  g_test_add_func ("/Ariadne/Tree/ill_formed", test_ill_formed);
  g_test_add_func ("/Ariadne/Tree/nesting_is_bounded", test_nesting_is_bounded);
  g_test_add_func ("/Ariadne/Tree/size_is_bounded", test_size_is_bounded);
  g_test_add_func ("/Ariadne/Tree/other_child_keeps_what_is_declared",
                   test_other_child_keeps_what_is_declared);
  g_test_add_func ("/Ariadne/Tree/other_child_is_checked", test_other_child_is_checked);
  g_test_add_func ("/Ariadne/Tree/free_names", test_free_names);
  g_test_add_func ("/Ariadne/Tree/next_var", test_next_var);
  g_test_add_func ("/Ariadne/Tree/values_of_constants", test_values_of_constants);

  return g_test_run ();
}
