/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-edit.h"
#include "expression/ariadne-equality.h"
#include "expression/ariadne-substitute.h"

#include "rewriting-fixture.h"

static void
check_replace (const char *root,
               guint       at,
               const char *payload,
               const char *expected)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = fixture_read (environment, root);
  g_autoptr (AriadneTree) inserted = fixture_read (environment, payload);
  g_autoptr (AriadneTree) result = ariadne_tree_replace (tree, at, inserted);
  g_autofree char *text = ariadne_tree_to_string (result);

  g_assert_cmpstr (text, ==, expected);
}

static void
check_rename (const char *root,
              const char *name,
              const char *variable,
              const char *expected)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = fixture_read (environment, root);
  g_autoptr (AriadneTree) other = fixture_read (environment, variable);
  g_autoptr (AriadneTree) result = ariadne_tree_rename (tree, ariadne_name_intern (name), other);
  g_autofree char *text = ariadne_tree_to_string (result);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_replace_leaves_other_binders_alone (void)
{
  check_replace ("(mul (let (x y) (exp x)) z)", 6, "(add x 1.0)",
                 "(mul (let (x y) (exp x)) (add x 1.0))");
}

static void
test_replace_renames_what_would_catch (void)
{
  check_replace ("(let (x y) (mul x z))", 5, "x", "(let (var0 y) (mul var0 x))");
  check_replace ("(let (x var0) (mul x z))", 5, "x", "(let (var1 var0) (mul var1 x))");
}

/* Nothing would be caught in the value, and still the variable is renamed. */
static void
test_replace_renames_on_the_way (void)
{
  check_replace ("(let (x y) (mul x z))", 2, "(exp x)", "(let (var0 (exp x)) (mul var0 z))");
}

static void
test_rename_stops_at_binders (void)
{
  check_rename ("(mul x (let (x y) (exp x)))", "x", "z", "(mul z (let (x y) (exp x)))");
}

static void
test_rename_avoids_capture (void)
{
  check_rename ("(let (z y) (mul x z))", "x", "z", "(let (var0 y) (mul z var0))");
}

/* The name is free in the value and bound for the body: both are renamed, and the
 * free variable of the body is caught.
 */
static void
test_rename_goes_on_into_a_binder_that_has_the_name_free (void)
{
  check_rename ("(let (x (exp x)) (mul x y))", "x", "y", "(let (y (exp y)) (mul y y))");
}

static void
test_rename_shares_what_stays (void)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = fixture_read (environment, "(mul (exp y) x)");
  g_autoptr (AriadneTree) variable = fixture_read (environment, "z");
  g_autoptr (AriadneTree) result = ariadne_tree_rename (tree, ariadne_name_intern ("x"), variable);

  g_assert_true (ariadne_tree_get_child (result, 0) == ariadne_tree_get_child (tree, 0));
}

static void
test_splice_renames_nothing (void)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = fixture_read (environment, "(let (x y) (mul x z))");
  g_autoptr (AriadneTree) inserted = fixture_read (environment, "(exp x)");
  g_autoptr (AriadneTree) result = ariadne_tree_splice (tree, 5, inserted);
  g_autofree char *text = ariadne_tree_to_string (result);

  g_assert_cmpstr (text, ==, "(let (x y) (mul x (exp x)))");
}

/* Compares every pair of edits with the trees that they stand for. */
static void
test_edits_are_equal_when_their_trees_are (void)
{
  static const struct
  {
    const char *root;
    guint       at;
    const char *replacement;
  } edits[] = {
    { "(let (s x) (mul s y))", 0, NULL },
    { "(let (t x) (mul t y))", 0, NULL },
    { "(let (t x) (mul t x))", 5, "y" },
    { "(let (t x) (mul t x))", 5, "x" },
    { "(let (t y) (mul t y))", 2, "x" },
    { "(let (t y) (mul t x))", 0, "(let (s x) (mul s y))" },
    { "(let (y x) (mul z y))", 4, "y" },
    { "(exp (let (t x) (mul t y)))", 0, NULL },
    { "(exp (mul x y))", 1, "(let (q x) (mul q y))" },
    { "(exp (mul x y))", 2, "(let (q x) q)" },
  };
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  AriadneEdit trees[G_N_ELEMENTS (edits)];

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      trees[i].root = fixture_read (environment, edits[i].root);
      trees[i].at = edits[i].at;
      trees[i].replacement = edits[i].replacement != NULL
                               ? fixture_read (environment, edits[i].replacement)
                               : NULL;
    }

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    for (guint j = 0; j < G_N_ELEMENTS (edits); j++)
      {
        g_autoptr (AriadneTree) a = ariadne_edit_apply (&trees[i]);
        g_autoptr (AriadneTree) b = ariadne_edit_apply (&trees[j]);

        g_assert_cmpuint (ariadne_edit_get_size (&trees[i]), ==, ariadne_tree_get_size (a));
        g_assert_true (ariadne_edit_equal (&trees[i], &trees[j]) == ariadne_tree_equal (a, b));
      }

  g_assert_true (ariadne_edit_equal (&trees[0], &trees[2]));
  g_assert_false (ariadne_edit_equal (&trees[0], &trees[3]));

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      ariadne_tree_unref (trees[i].root);
      g_clear_pointer (&trees[i].replacement, ariadne_tree_unref);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Substitute/replace_leaves_other_binders_alone",
                   test_replace_leaves_other_binders_alone);
  g_test_add_func ("/Ariadne/Substitute/replace_renames_what_would_catch",
                   test_replace_renames_what_would_catch);
  g_test_add_func ("/Ariadne/Substitute/replace_renames_on_the_way",
                   test_replace_renames_on_the_way);
  g_test_add_func ("/Ariadne/Substitute/rename_stops_at_binders", test_rename_stops_at_binders);
  g_test_add_func ("/Ariadne/Substitute/rename_avoids_capture", test_rename_avoids_capture);
  g_test_add_func ("/Ariadne/Substitute/rename_goes_on_into_a_binder_that_has_the_name_free",
                   test_rename_goes_on_into_a_binder_that_has_the_name_free);
  g_test_add_func ("/Ariadne/Substitute/rename_shares_what_stays", test_rename_shares_what_stays);
  g_test_add_func ("/Ariadne/Substitute/splice_renames_nothing", test_splice_renames_nothing);
  g_test_add_func ("/Ariadne/Edit/edits_are_equal_when_their_trees_are",
                   test_edits_are_equal_when_their_trees_are);

  return g_test_run ();
}
