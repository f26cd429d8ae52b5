/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-printer.h"
#include "optimizer/ariadne-factors.h"

#include "expression/rewriting-fixture.h"

static AriadneEnvironment *environment;

static AriadneTrail *
begin_trail (const char *text)
{
  AriadneTrail *trail =
    ariadne_trail_new (environment, ariadne_rule_set_lookup ("ml_rules_no_bind+sound", NULL));
  g_autoptr (AriadneTree) tree = fixture_read (environment, text);

  ariadne_trail_begin (trail, tree);

  return trail;
}

/* Checks where the factors of a whole program are; @numbers ends with a zero. */
static void
assert_factors (const char  *text,
                const guint *numbers)
{
  g_autoptr (AriadneTrail) trail = begin_trail (text);
  AriadneFactors factors;
  guint n = 0;

  ariadne_factors_list (&factors, ariadne_trail_get_outline (trail), 0);
  for (; numbers[n] != 0; n++)
    {
      g_assert_cmpuint (n, <, factors.n_factors);
      g_assert_cmpuint (factors.nodes[n], ==, numbers[n]);
    }
  g_assert_cmpuint (factors.n_factors, ==, n);
}

static void
assert_taken_out (const char *text,
                  guint       factor,
                  const char *expected)
{
  g_autoptr (AriadneTrail) trail = begin_trail (text);
  g_autofree char *result = NULL;

  g_assert_true (ariadne_factors_take_out (trail, 0, factor));
  result = ariadne_tree_to_string (trail->tree);
  g_assert_cmpstr (result, ==, expected);
}

static void
test_list (void)
{
  assert_factors ("(mul (mul a b) (exp x))", (const guint[]) { 2, 3, 4, 0 });
  assert_factors ("(div (mul a b) c)", (const guint[]) { 2, 3, 0 });

  /* A quotient is one factor, and those of its dividend are some, too. */
  assert_factors ("(mul (mul a (div (mul b c) d)) x)", (const guint[]) { 2, 3, 5, 6, 8, 0 });

  /* What is divided alone leaves nothing to divide. */
  assert_factors ("(div a b)", (const guint[]) { 0 });
  assert_factors ("(mul a (div b c))", (const guint[]) { 1, 2, 0 });
  assert_factors ("(add a b)", (const guint[]) { 0 });
  assert_factors ("x", (const guint[]) { 0 });
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("x");
  g_autoptr (AriadneTrail) trail = NULL;
  AriadneFactors factors;

  for (guint i = 0; i < 2 * ARIADNE_MAX_FACTORS; i++)
    {
      g_string_prepend (text, "(mul ");
      g_string_append (text, " y)");
    }

  trail = begin_trail (text->str);
  ariadne_factors_list (&factors, ariadne_trail_get_outline (trail), 0);
  g_assert_cmpuint (factors.n_factors, ==, ARIADNE_MAX_FACTORS);
}

static void
test_take_out_of_product (void)
{
  assert_taken_out ("(mul a b)", 1, "(mul a b)");
  assert_taken_out ("(mul a b)", 2, "(mul b a)");
  assert_taken_out ("(mul (mul a b) c)", 3, "(mul b (mul a c))");
}

static void
test_take_out_of_quotient (void)
{
  assert_taken_out ("(div (mul a b) c)", 2, "(mul a (div b c))");
  assert_taken_out ("(div (mul a b) c)", 3, "(mul b (div a c))");
  assert_taken_out ("(mul (mul a (div (mul b c) d)) x)", 5, "(mul b (mul (div c d) (mul a x)))");
  assert_taken_out ("(div (mul (div (mul a b) c) x) y)", 4,
                    "(mul a (div (mul (div b c) x) y))");
}

/* Quotients of Integers are rounded: it matters what is divided. */
static void
test_integers (void)
{
  g_autoptr (AriadneTrail) trail = begin_trail ("(div (mul i k) n)");

  g_assert_false (ariadne_factors_take_out (trail, 0, 2));
}

static void
test_none (void)
{
  g_autoptr (AriadneTrail) trail = begin_trail ("(add a b)");

  g_assert_false (ariadne_factors_take_out (trail, 0, 1));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  environment = fixture_environment_new ();

  g_test_add_func ("/optimizer/factors/list", test_list);
  g_test_add_func ("/optimizer/factors/many", test_many);
  g_test_add_func ("/optimizer/factors/take-out-of-product", test_take_out_of_product);
  g_test_add_func ("/optimizer/factors/take-out-of-quotient", test_take_out_of_quotient);
  g_test_add_func ("/optimizer/factors/integers", test_integers);
  g_test_add_func ("/optimizer/factors/none", test_none);

  status = g_test_run ();
  ariadne_environment_unref (environment);

  return status;
}
