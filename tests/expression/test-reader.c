/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression-fixture.h"

static void
assert_reads (const char *text,
              const char *expected)
{
  g_autoptr (AriadneTree) tree = read_untyped (text);

  assert_prints (tree, expected);
}

static void
assert_rejects_as (const char         *text,
                   gsize               length,
                   AriadneEnvironment *environment,
                   AriadneError        code,
                   const char         *start)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (AriadneTree) tree = ariadne_read_expression (text, length, environment, &error);

  g_test_message ("%s", start);
  g_assert_null (tree);
  g_assert_error (error, ARIADNE_ERROR, (int) code);
  g_assert_true (g_str_has_prefix (error->message, start));
}

static void
assert_rejects (const char *text,
                const char *place)
{
  assert_rejects_as (text, strlen (text), NULL, ARIADNE_ERROR_PARSE, place);
}

static void
test_items (void)
{
  assert_reads ("x", "x");
  assert_reads ("add a b", "(add a b)");
  assert_reads ("( add\t a\n\f\v b )", "(add a b)");
  assert_reads ("((((x))))", "x");
  assert_reads ("; first\n(add a ; second\n b) ; third", "(add a b)");
  assert_reads ("tuple", "(tuple)");
  assert_reads ("$a$", "$a$");
  assert_reads ("(add é b2)", "(add é b2)");
  assert_reads ("(tuple true false 1 1.0 1_0 -0 nan INF)",
                "(tuple true false 1 1.0 10 0 nan inf)");
}

static void
test_rejected_items (void)
{
  assert_rejects ("", "line 1, column 1: ");
  assert_rejects ("()", "line 1, column 1: ");
  assert_rejects ("(add a ())", "line 1, column 8: ");
  assert_rejects ("(add a b", "line 1, column 1: this bracket is not closed");
  assert_rejects ("(add a\n  b))", "line 2, column 5: nothing is open");
  assert_rejects ("(add [a b)", "line 1, column 10: this bracket does not match");
  assert_rejects ("(add a [b])", "line 1, column 8: ");
  assert_rejects ("(add a \"b\")", "line 1, column 8: ");
  assert_rejects ("(add a \"b)", "line 1, column 8: this string is not closed");
  assert_rejects ("(add é 'b)", "line 1, column 8: ");
  assert_rejects ("(add a ')", "line 1, column 9: an item was expected");
  assert_rejects ("'", "line 1, column 1: an item was expected");
  assert_rejects ("(add a;b\n c)", "line 1, column 6: ");
  assert_rejects ("a\\ b", "line 1, column 1: ");
  assert_rejects ("a\\", "line 1, column 3: ");
  assert_rejects ("99x", "line 1, column 1: ");
  assert_rejects ("(div x a-b)", "line 1, column 8: ");
  assert_rejects ("(f x:)", "line 1, column 4: ");
}

static void
test_calls (void)
{
  assert_reads ("(f)", "f");
  assert_reads ("(f x)", "(f x)");
  assert_reads ("(f x y)", "(f x y)");
  assert_reads ("(f (tuple x y))", "(f x y)");
  assert_reads ("(f (tuple))", "(f )");
  assert_reads ("(apply f x)", "(f x)");
  assert_reads ("((stop f) x)", "((stop f) x)");
  assert_reads ("((f) x)", "(f x)");
  assert_reads ("(f neg or lt)", "(f neg or lt)");
  assert_reads ("(get$1 t)", "(get$1 t)");
  assert_rejects ("(3 x)", "line 1, column 1: apply: ");
  assert_rejects ("(f let)", "line 1, column 4: ");
  assert_rejects ("(f (add a b) build)", "line 1, column 14: ");
  assert_rejects ("((lam (x : Float) x) 1.0)", "line 1, column 1: apply: ");
}

static void
test_sugar (void)
{
  assert_reads ("(neg x)", "(sub 0.0 x)");
  assert_reads ("(lt a b)", "(gt b a)");
  assert_reads ("(lte a b)", "(gte b a)");
  assert_reads ("(or p q)", "(if p true q)");
  assert_reads ("(and p q)", "(if p q false)");
  assert_rejects ("neg", "line 1, column 1: ");
  assert_rejects ("(and p)", "line 1, column 1: ");
  assert_rejects ("(tuple (lt a b c) x)", "line 1, column 8: ");
}

static void
test_selections (void)
{
  assert_reads ("(get$1$2 t)", "(get$1$2 t)");
  assert_reads ("(get$02$3zzz t)", "(get$2$3 t)");
  assert_reads ("(select t 0)", "(get$1$None t)");
  assert_reads ("(select t true)", "(get$2$None t)");
  assert_rejects ("(get$0$2 t)", "line 1, column 1: ");
  assert_rejects ("(get$3$2 t)", "line 1, column 1: ");
  assert_rejects ("(get$1$2 t u)", "line 1, column 1: ");
  assert_rejects ("(get$99999999999999999999$2 t)", "line 1, column 1: ");
  assert_rejects ("(select t x)", "line 1, column 1: ");
  assert_rejects ("(select t 1.0)", "line 1, column 1: ");
  assert_rejects ("(select t -1)", "line 1, column 1: ");
}

static void
test_lets (void)
{
  assert_reads ("(let (x 1.0) x)", "(let (x 1.0) x)");
  assert_reads ("(let (x 1.0 2.0) x)", "(let (x 1.0) x)");
  assert_reads ("(let x 1.0 x)", "(let (x 1.0) x)");
  assert_reads ("(let (x) 1.0 x)", "(let (x 1.0) x)");
  assert_reads ("(let ((x 1.0) (y (exp x))) y)", "(let (x 1.0) (let (y (exp x)) y))");
  assert_rejects ("(let () x)", "line 1, column 6: ");
  assert_rejects ("(let (x) x)", "line 1, column 6: ");
  assert_rejects ("(let x x)", "line 1, column 6: ");
  assert_rejects ("(let ((x 1.0) (y)) x)", "line 1, column 15: ");
  assert_rejects ("(let ((x 1.0 2.0)) x)", "line 1, column 7: ");
  assert_rejects ("(let (1 2) x)", "line 1, column 7: ");
  assert_rejects ("(let (add 1.0) x)", "line 1, column 7: ");
  assert_rejects ("(let (x 1.0))", "line 1, column 1: ");
}

static void
test_loops_and_functions (void)
{
  assert_reads ("(build n (lam i (f i)))", "(build n (lam (i : Integer) (f i)))");
  assert_reads ("(sumbuild n (lam (add : Integer) 1.0))", "(sumbuild n (lam (add : Integer) 1.0))");
  assert_reads ("(lam (x : Vec Float) x)", "(lam (x : (Tensor 1 Float)) x)");
  assert_reads ("(stop (lam (x : Float) x))", "(stop (lam (x : Float) x))");
  assert_rejects ("(build n (lam (i : (Integer)) i))", "line 1, column 15: ");
  assert_rejects ("(build n (lam (i : Float) i))", "line 1, column 15: ");
  assert_rejects ("(build n (lam i))", "line 1, column 1: ");
  assert_rejects ("(build n i)", "line 1, column 1: ");
  assert_rejects ("(lam (x) x)", "line 1, column 6: ");
  assert_rejects ("(lam (x: Float) x)", "line 1, column 6: ");
  assert_rejects ("(lam (x : Float) (lam (y : Float) x))", "line 1, column 1: lam: ");
  assert_rejects ("(add (lam (x : Float) x) 1.0)", "line 1, column 1: add: ");
  assert_rejects ("(let (s 1.0) (let (f (lam (x : Float) x)) (f s)))", "line 1, column 1: let: ");
}

static void
test_types (void)
{
  assert_reads ("(lam (x : ((Float))) x)", "(lam (x : Float) x)");
  assert_reads ("(lam (x : Tensor 1 Bool) x)", "(lam (x : (Tensor 1 Bool)) x)");
  assert_reads ("(lam (x : Tuple) x)", "(lam (x : (Tuple)) x)");
  assert_reads ("(lam (x : Tuple Float) x)", "(lam (x : (Tuple Float)) x)");
  assert_reads ("(lam (x : (Tuple Any (Vec String))) x)",
                "(lam (x : (Tuple Any (Tensor 1 String))) x)");
  assert_rejects ("(lam (x : float) x)", "line 1, column 11: ");
  assert_rejects ("(lam (x : Vec) x)", "line 1, column 11: ");
  assert_rejects ("(lam (x : Float Float) x)", "line 1, column 6: ");
  assert_rejects ("(lam (x : (Tensor 2 Float)) x)", "line 1, column 11: ");
  assert_rejects ("(lam (x : (Lam Float Float)) x)", "line 1, column 11: ");
  assert_rejects ("(lam (x : 3) x)", "line 1, column 11: ");
}

static void
assert_type (const char *text,
             const char *expected)
{
  g_autoptr (AriadneTree) tree = read_typed (text);
  g_autofree char        *type = ariadne_type_to_string (ariadne_tree_get_type (tree));

  g_assert_cmpstr (type, ==, expected);
}

static void
test_typing (void)
{
  assert_type ("(add x 1.0)", "Float");
  assert_type ("(mul x v)", "(Tensor 1 Float)");
  assert_type ("(mul (tuple x v) y)", "(Tuple Float (Tensor 1 Float))");
  assert_type ("(add true false)", "Bool");
  assert_type ("(index x v)", "Float");
  assert_type ("(index i mat)", "(Tensor 1 Float)");
  assert_type ("(size x)", "Integer");
  assert_type ("(deltaVec x y i)", "(Tensor 1 Integer)");
  assert_type ("(constVec n v)", "(Tensor 1 (Tensor 1 Float))");
  assert_type ("(build n (lam (x : Integer) (mul x 2)))", "(Tensor 1 Integer)");
  assert_type ("(sumbuild n (lam i v))", "(Tensor 1 Float)");
  assert_type ("(let (x i) (to_float x))", "Float");
  assert_type ("(let ((x i) (y x)) (add x y))", "Integer");
  assert_type ("(let (r (lam (x : Integer) (h x))) (r 1))", "Float");
  assert_type ("(lam (x : Bool) (tuple))", "(Lam Bool((Tuple)))");
  assert_type ("(g x y)", "Float");
  assert_type ("(get$2$9 (tuple x p))", "Bool");
  assert_type ("(eq i 1)", "Bool");
  assert_type ("(exp p)", "Bool");
  assert_type ("(add$ii i j)", "Integer");
}

static void
assert_ill_typed (const char *text,
                  const char *place)
{
  g_autoptr (AriadneEnvironment) environment = make_environment ();

  assert_rejects_as (text, strlen (text), environment, ARIADNE_ERROR_TYPE, place);
}

static void
test_ill_typed (void)
{
  assert_ill_typed ("(add x i)", "line 1, column 1: add: ");
  assert_ill_typed ("(add v mat)", "line 1, column 1: ");
  assert_ill_typed ("(add (tuple) x)", "line 1, column 1: ");
  assert_ill_typed ("(exp (mul x\n  unknown))", "line 2, column 3: the free variable 'unknown'");
  assert_ill_typed ("(add x (if x y z))", "line 1, column 8: if: ");
  assert_ill_typed ("(if p x i)", "line 1, column 1: ");
  assert_ill_typed ("(f i)", "line 1, column 1: ");
  assert_ill_typed ("(x y)", "line 1, column 1: ");
  assert_ill_typed ("(build x (lam i i))", "line 1, column 1: ");
  assert_ill_typed ("(eq p q)", "line 1, column 1: ");
  assert_ill_typed ("(to_float x)", "line 1, column 1: ");
  assert_ill_typed ("(get$3$3 (tuple x y))", "line 1, column 1: ");
  assert_ill_typed ("(get$1$1 x)", "line 1, column 1: ");
  assert_ill_typed ("(sum x)", "line 1, column 1: ");
  assert_ill_typed ("(assert x y)", "line 1, column 1: ");
  assert_ill_typed ("(eq$ii i 1)", "line 1, column 1: ");

  /* What is typed without knowing any variable is checked at once. */
  assert_rejects_as ("(add true 1)", 12, NULL, ARIADNE_ERROR_TYPE, "line 1, column 1: ");
}

static char *
repeat (const char *part,
        guint       n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);

  return g_string_free (text, FALSE);
}

#define MANY 100000

static void
test_deep_nesting (void)
{
  const char *parts[] = {
    "(", "(exp ", "(f ", "(let (x ", "(tuple 1 ", "'", "[", "(build n (lam i ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *open = repeat (parts[i], MANY);

      assert_rejects_as (open, strlen (open), NULL, ARIADNE_ERROR_LIMIT, "line 1, column ");
    }
}

static void
test_many_bindings (void)
{
  g_autofree char *bindings = repeat ("(x 1)", MANY);
  g_autofree char *few = repeat ("(x 1)", 1000);
  g_autofree char *text = g_strdup_printf ("(let (%s) x)", bindings);
  g_autofree char *fine = g_strdup_printf ("(let (%s) x)", few);
  g_autoptr (AriadneTree) tree = read_untyped (fine);

  g_assert_cmpuint (ariadne_tree_get_size (tree), ==, 3001);
  assert_rejects_as (text, strlen (text), NULL, ARIADNE_ERROR_LIMIT, "line 1, column 1: let: ");
}

static void
test_many_operands (void)
{
  g_autofree char *operands = repeat ("x ", MANY);
  g_autofree char *text = g_strdup_printf ("(tuple %s)", operands);

  assert_rejects (text, "line 1, column 1: tuple: ");
}

/* Types grow with every tuple of a tuple twice. */
static void
test_large_types (void)
{
  g_autoptr (GString)            text = g_string_new ("(let (t0 1) ");
  g_autoptr (AriadneEnvironment) environment = ariadne_environment_new ();

  for (guint i = 1; i < 64; i++)
    g_string_append_printf (text, "(let (t%u (tuple t%u t%u)) ", i, i - 1, i - 1);
  g_string_append (text, "t1");
  for (guint i = 0; i < 64; i++)
    g_string_append_c (text, ')');

  assert_rejects_as (text->str, text->len, environment, ARIADNE_ERROR_TYPE, "line 1, column ");
}

static void
test_hostile_bytes (void)
{
  assert_rejects_as ("(add\n \0 b)", 10, NULL, ARIADNE_ERROR_PARSE,
                     "line 2, column 2: there is a NUL byte");
  assert_rejects ("(add \xff b)", "line 1, column 6: this is not UTF-8");
  assert_rejects ("(add \xc3", "line 1, column 6: this is not UTF-8");
}

static void
test_huge_integers (void)
{
  const char *text = "(add 1 123456789012345678901234567890)";

  assert_rejects_as (text, strlen (text), NULL, ARIADNE_ERROR_LIMIT, "line 1, column 8: ");
}

static void
test_long_variable_numbers (void)
{
  assert_reads ("var999999999", "var999999999");
  assert_rejects_as ("var1000000000", 13, NULL, ARIADNE_ERROR_LIMIT, "line 1, column 1: ");
}

static void
test_huge_text (void)
{
  gsize            length = ARIADNE_ITEMS_MAX_LENGTH + 1;
  g_autofree char *text = g_malloc (length);

  memset (text, ' ', length);
  assert_rejects_as (text, length, NULL, ARIADNE_ERROR_LIMIT, "line 1, column 1: ");
}

/* Puts pieces of texts together at random. Whatever comes of it is either
 * rejected with a place, or reads back from its own text.
 */
static void
test_random_tokens (void)
{
  const char *tokens[] = {
    "(", "(", "(", ")", ")", ")", " ", " ", "[", "]", "'", "\"", ";", "\n", "\\", "x", "i", "v",
    "add", "let", "lam", "build", "sumbuild", "tuple", "select", "get$1$2", "get$2$2", "if", "f",
    "stop", "apply", "index", ":", "Float", "Integer", "Vec", "1", "1.5", "-0.0", "true", "nan",
    "(lam (s : Float) ", "(let (s x) ", "(build n (lam i ", "(add x y)", "é", "\xff", "$", "var3",
  };
  g_autoptr (AriadneEnvironment) environment = make_environment ();
  guint n_read = 0;

  for (guint i = 0; i < 60000; i++)
    {
      g_autoptr (GString)     text = g_string_new (NULL);
      g_autoptr (GError)      error = NULL;
      g_autoptr (AriadneTree) tree = NULL;
      guint                   length = (guint) g_test_rand_int_range (1, 25);
      gboolean                is_typed = g_test_rand_bit ();

      for (guint j = 0; j < length; j++)
        {
          guint token = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (tokens));

          g_string_append_printf (text, "%s%s", g_test_rand_bit () ? " " : "", tokens[token]);
        }

      tree = ariadne_read_expression (text->str, text->len, is_typed ? environment : NULL, &error);
      if (tree == NULL)
        {
          g_assert_true (error->domain == ARIADNE_ERROR);
          g_assert_true (g_str_has_prefix (error->message, "line "));
        }
      else
        {
          n_read++;
          g_assert_no_error (error);
        }
    }

  /* Some of it must be right, or nothing was tried. */
  g_assert_cmpuint (n_read, >, 100);
}

/* Deletes, doubles and swaps tokens of right texts. */
static void
test_corrupted_tokens (void)
{
  const char *texts[] = {
    "( let ( s ( add x ( mul y 2.0 ) ) ) ( if p ( f s ) ( g s x ) ) )",
    "( sumbuild n ( lam ( i : Integer ) ( mul ( index i v ) ( to_float i ) ) ) )",
    "( let ( r ( lam ( t : ( Tuple Float ( Vec Float ) ) ) ( get$1$2 t ) ) ) ( r x v ) )",
    "( build ( size v ) ( lam ( k : Integer ) ( deltaVec n k ( constVec m 1 ) ) ) )",
  };
  g_autoptr (AriadneEnvironment) environment = make_environment ();

  for (guint i = 0; i < 40000; i++)
    {
      g_auto (GStrv)          tokens = g_strsplit (texts[i % G_N_ELEMENTS (texts)], " ", -1);
      guint                   n = g_strv_length (tokens);
      g_autoptr (GString)     text = g_string_new (NULL);
      g_autoptr (GError)      error = NULL;
      g_autoptr (AriadneTree) tree = NULL;
      guint                   at = (guint) g_test_rand_int_range (0, (int) n);
      guint                   other = (guint) g_test_rand_int_range (0, (int) n);
      guint                   what = (guint) g_test_rand_int_range (0, 3);

      for (guint j = 0; j < n; j++)
        {
          if (j == at && what == 0)
            continue;
          g_string_append_printf (text, "%s ", tokens[j == at && what == 1 ? other : j]);
          if (j == at && what == 2)
            g_string_append_printf (text, "%s ", tokens[other]);
        }

      tree = ariadne_read_expression (text->str, text->len, environment, &error);
      if (tree != NULL)
        {
          g_autofree char        *printed = ariadne_tree_to_string (tree);
          g_autoptr (AriadneTree) again = NULL;

          again = ariadne_read_expression (printed, strlen (printed), environment, NULL);
          g_assert_nonnull (again);
          assert_prints (again, printed);
        }
      else
        {
          g_assert_true (g_str_has_prefix (error->message, "line 1, column "));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Reader/items", test_items);
  g_test_add_func ("/Ariadne/Reader/rejected_items", test_rejected_items);
  g_test_add_func ("/Ariadne/Reader/calls", test_calls);
  g_test_add_func ("/Ariadne/Reader/sugar", test_sugar);
  g_test_add_func ("/Ariadne/Reader/selections", test_selections);
  g_test_add_func ("/Ariadne/Reader/lets", test_lets);
  g_test_add_func ("/Ariadne/Reader/loops_and_functions", test_loops_and_functions);
  g_test_add_func ("/Ariadne/Reader/types", test_types);
  g_test_add_func ("/Ariadne/Reader/typing", test_typing);
  g_test_add_func ("/Ariadne/Reader/ill_typed", test_ill_typed);
  g_test_add_func ("/Ariadne/Reader/deep_nesting", test_deep_nesting);
  g_test_add_func ("/Ariadne/Reader/many_bindings", test_many_bindings);
  g_test_add_func ("/Ariadne/Reader/many_operands", test_many_operands);
  g_test_add_func ("/Ariadne/Reader/large_types", test_large_types);
  g_test_add_func ("/Ariadne/Reader/hostile_bytes", test_hostile_bytes);
  g_test_add_func ("/Ariadne/Reader/huge_integers", test_huge_integers);
  g_test_add_func ("/Ariadne/Reader/long_variable_numbers", test_long_variable_numbers);
  g_test_add_func ("/Ariadne/Reader/huge_text", test_huge_text);
  g_test_add_func ("/Ariadne/Reader/random_tokens", test_random_tokens);
  g_test_add_func ("/Ariadne/Reader/corrupted_tokens", test_corrupted_tokens);

  return g_test_run ();
}
