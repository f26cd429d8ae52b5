/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "expression/ariadne-expression-domain-private.h"
#include "expression/ariadne-expression-set-private.h"

#include "rewriting-fixture.h"

static AriadneDomain *
make_domain (const char *rules)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (GError) error = NULL;
  AriadneExpressionDomain *domain;

  domain = ariadne_expression_domain_new_for_environment (environment, rules, &error);
  g_assert_no_error (error);

  return ARIADNE_DOMAIN (domain);
}

static AriadneState *
read_state (AriadneDomain *domain,
            const char    *text)
{
  g_autoptr (GError) error = NULL;
  AriadneState *state;

  state = ariadne_expression_domain_read_state (ARIADNE_EXPRESSION_DOMAIN (domain), text, &error);
  g_assert_no_error (error);

  return state;
}

static GPtrArray *
expand (AriadneDomain *domain,
        AriadneState  *state)
{
  GPtrArray *neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  g_assert_true (ariadne_domain_expand (domain, state, neighbours, NULL));

  return neighbours;
}

static void
assert_described (AriadneDomain *domain,
                  AriadneState  *state,
                  const char    *expected)
{
  g_autofree char *text = ariadne_domain_describe (domain, state);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_expand_gives_neighbours_in_order (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("simplify_rules");
  g_autoptr (AriadneState) state = read_state (domain, "(mul (add 0.0 x) (add 0.0 x))");
  g_autoptr (GPtrArray) neighbours = expand (domain, state);

  g_assert_cmpuint (neighbours->len, ==, 5);
  assert_described (domain, neighbours->pdata[0],
                    "(add (mul (add 0.0 x) 0.0) (mul (add 0.0 x) x))");
  assert_described (domain, neighbours->pdata[1], "(mul x (add 0.0 x))");
  assert_described (domain, neighbours->pdata[2], "(mul (add x 0.0) (add 0.0 x))");
  assert_described (domain, neighbours->pdata[3], "(mul (add 0.0 x) x)");
  assert_described (domain, neighbours->pdata[4], "(mul (add 0.0 x) (add x 0.0))");
}

static void
test_states_know_cost_and_size (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("simplify_rules");
  g_autoptr (AriadneState) state = read_state (domain, "(mul (add 0.0 x) y)");
  g_autoptr (GPtrArray) neighbours = expand (domain, state);

  g_assert_cmpfloat (ariadne_domain_cost (domain, state), ==, 3.0);
  g_assert_cmpuint (ariadne_domain_size (domain, state), ==, 5);

  assert_described (domain, neighbours->pdata[1], "(mul x y)");
  g_assert_cmpfloat (ariadne_domain_cost (domain, neighbours->pdata[1]), ==, 2.0);
  g_assert_cmpuint (ariadne_domain_size (domain, neighbours->pdata[1]), ==, 3);
}

static void
test_bound_names_do_not_matter (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  g_autoptr (AriadneState) a = NULL;
  g_autoptr (AriadneState) b = NULL;
  g_autoptr (AriadneState) c = NULL;
  g_autoptr (AriadneState) d = NULL;

  a = read_state (domain, "(let (s x) (build n (lam (t : Integer) (mul s (h t)))))");
  b = read_state (domain, "(let (t x) (build n (lam (s : Integer) (mul t (h s)))))");
  c = read_state (domain, "(let (t y) (build n (lam (s : Integer) (mul t (h s)))))");
  d = read_state (domain, "(let (t x) (build n (lam (s : Integer) (mul x (h s)))))");

  g_assert_cmphex (ariadne_domain_hash (domain, a), ==, ariadne_domain_hash (domain, b));
  g_assert_true (ariadne_domain_equal (domain, a, b));
  g_assert_false (ariadne_domain_equal (domain, a, c));
  g_assert_false (ariadne_domain_equal (domain, a, d));
}

static void
test_numbers_are_equal_by_value (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  g_autoptr (AriadneState) a = read_state (domain, "(index 1 v)");
  g_autoptr (AriadneState) b = read_state (domain, "(index 1.0 v)");
  g_autoptr (AriadneState) c = read_state (domain, "(index true v)");
  g_autoptr (AriadneState) zero = read_state (domain, "(add x 0.0)");
  g_autoptr (AriadneState) minus = read_state (domain, "(add x -0.0)");

  g_assert_cmphex (ariadne_domain_hash (domain, a), ==, ariadne_domain_hash (domain, b));
  g_assert_true (ariadne_domain_equal (domain, a, b));
  g_assert_true (ariadne_domain_equal (domain, b, c));
  g_assert_true (ariadne_domain_equal (domain, zero, minus));
}

/* Two ways around: what commutes at one place and then at another. */
static void
test_states_found_on_different_ways_are_equal (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("simplify_rules");
  g_autoptr (AriadneState) start = read_state (domain, "(sub (mul x y) (exp (mul a b)))");
  g_autoptr (GPtrArray) first = expand (domain, start);
  g_autoptr (GPtrArray) left = expand (domain, first->pdata[0]);
  g_autoptr (GPtrArray) right = expand (domain, first->pdata[1]);

  g_assert_cmpuint (first->len, ==, 2);
  g_assert_false (ariadne_domain_equal (domain, first->pdata[0], first->pdata[1]));
  assert_described (domain, left->pdata[1], "(sub (mul y x) (exp (mul b a)))");
  assert_described (domain, right->pdata[0], "(sub (mul y x) (exp (mul b a)))");
  g_assert_true (ariadne_domain_equal (domain, left->pdata[1], right->pdata[0]));
  g_assert_true (ariadne_domain_equal (domain, left->pdata[0], start));
}

static void
test_neighbours_outlive_what_they_came_from (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("simplify_rules");
  AriadneState *start = read_state (domain, "(exp (mul x y))");
  GPtrArray *neighbours = expand (domain, start);
  g_autoptr (AriadneState) neighbour = ariadne_state_ref (neighbours->pdata[0]);

  g_ptr_array_unref (neighbours);
  ariadne_state_unref (start);

  assert_described (domain, neighbour, "(exp (mul y x))");
}

static void
assert_encoded_alike (AriadneDomain *domain,
                      AriadneState  *a,
                      AriadneState  *b)
{
  g_autoptr (GByteArray) encoded_a = g_byte_array_new ();
  g_autoptr (GByteArray) encoded_b = g_byte_array_new ();

  g_assert_true (ariadne_domain_encode (domain, a, encoded_a, NULL));
  g_assert_true (ariadne_domain_encode (domain, b, encoded_b, NULL));
  g_assert_cmpmem (encoded_a->data, encoded_a->len, encoded_b->data, encoded_b->len);
}

static void
check_round_trip (AriadneDomain *domain,
                  AriadneState  *state)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  g_autoptr (AriadneState) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ariadne_domain_describe (domain, state);

  ariadne_domain_serialize (domain, state, bytes);
  copy = ariadne_domain_deserialize (domain, bytes->data, bytes->len, &error);
  g_assert_no_error (error);

  assert_described (domain, copy, text);
  g_assert_true (ariadne_domain_equal (domain, state, copy));
  g_assert_cmpfloat (ariadne_domain_cost (domain, copy), ==, ariadne_domain_cost (domain, state));
  g_assert_cmphex (ariadne_domain_hash (domain, copy), ==, ariadne_domain_hash (domain, state));

  ariadne_domain_serialize (domain, copy, again);
  g_assert_cmpmem (bytes->data, bytes->len, again->data, again->len);
}

static void
test_serialize_round_trip (void)
{
  static const char *const texts[] = {
    "x",
    "(tuple)",
    "(tuple 1 -2 9223372036854775807 -9223372036854775808 true false)",
    "(tuple 0.0 -0.0 1.0 -3.0 0.1 1e300 5e-324 inf -inf)",
    "(let (s (stop (lam (x : (Tuple Float (Vec Float))) (get$2$2 x)))) (s pair))",
    "(get$2$9 pair)",
    "(f (if (gte x y) x (exp (log y))))",
    "(sumbuild n (lam (i : Integer) (deltaVec n i (to_float (size (constVec n i))))))",
    "(assert p (sum (build (size v) (lam (i : Integer) (index i v)))))",
  };
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (AriadneState) state = read_state (domain, texts[i]);
      g_autoptr (GPtrArray) neighbours = expand (domain, state);

      check_round_trip (domain, state);
      for (guint j = 0; j < neighbours->len; j++)
        check_round_trip (domain, neighbours->pdata[j]);
    }
}

/* A variable can come out of its scope, where nothing tells its type any more. */
static void
test_serialize_keeps_the_types_of_escaped_variables (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("vector_tuple_rules");
  g_autoptr (AriadneState) state = NULL;
  g_autoptr (GPtrArray) neighbours = NULL;

  state = read_state (domain,
                      "(sumbuild n (lam (s : Integer) (build s (lam (t : Integer) (h t)))))");
  neighbours = expand (domain, state);

  g_assert_cmpuint (neighbours->len, ==, 1);
  assert_described (domain, neighbours->pdata[0],
                    "(build s (lam (t : Integer) (sumbuild n (lam (s : Integer) (h t)))))");
  check_round_trip (domain, neighbours->pdata[0]);
}

static void
test_serialize_is_compact (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  g_autoptr (AriadneState) state = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  state = read_state (domain, "(let (s (mul x y)) (add (exp s) (mul s 2.0)))");
  ariadne_domain_serialize (domain, state, bytes);
  g_assert_cmpuint (bytes->len, <, 30);
}

/* Damages the bytes of a state in every way that one byte can be, and in many
 * others; what can be read nevertheless is an expression like any.
 */
static void
check_damaged (AriadneDomain *domain,
               const guint8  *data,
               gsize          length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneState) state = ariadne_domain_deserialize (domain, data, length, &error);

  if (state == NULL)
    g_assert_nonnull (error);
  else
    g_ptr_array_unref (expand (domain, state));
}

static void
test_deserialize_survives_damage (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  g_autoptr (AriadneState) state = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  state = read_state (domain,
                      "(let (ff (lam (x : (Tuple Float Float)) (mul (get$1$2 x) (get$2$2 x)))) "
                      "(build (size v) (lam (i : Integer) (ff (index i v) (stop (if p 0.5 x))))))");
  ariadne_domain_serialize (domain, state, bytes);

  for (guint length = 0; length < bytes->len; length++)
    check_damaged (domain, bytes->data, length);

  for (guint i = 0; i < bytes->len; i++)
    for (guint value = 0; value < 256; value++)
      {
        g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);

        copy[i] = (guint8) value;
        check_damaged (domain, copy, bytes->len);
      }

  for (guint round = 0; round < 20000; round++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);

      for (guint i = 0; i < 4; i++)
        {
          gint32 position = g_test_rand_int_range (1, (gint32) bytes->len);

          copy[position] = (guint8) g_test_rand_int_range (0, 64);
        }
      check_damaged (domain, copy, bytes->len);
    }
}

static void
test_deserialize_limits_nesting (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  g_autofree guint8 *data = g_malloc (1000000);
  g_autoptr (GError) error = NULL;

  memset (data, ARIADNE_KIND_EXP, 1000000);
  data[0] = 1;

  g_assert_null (ariadne_domain_deserialize (domain, data, 1000000, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  g_assert_nonnull (strstr (error->message, "too deeply"));
}

/* A state, its neighbours, and the neighbours of the first of them. */
static GPtrArray *
find_family (AriadneDomain *domain,
             const char    *text)
{
  GPtrArray *family = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  g_ptr_array_add (family, read_state (domain, text));
  ariadne_domain_expand (domain, family->pdata[0], family, NULL);
  if (family->len > 1)
    ariadne_domain_expand (domain, family->pdata[1], family, NULL);

  return family;
}

static const char family_text[] =
  "(let (ff (lam (x : (Tuple Float Float)) (mul (get$1$2 x) (get$2$2 x)))) "
  "(build (size v) (lam (i : Integer) (ff (tuple (index i v) (stop (if p 0.5 x)))))))";

static void
test_serialize_all_round_trip (void)
{
  static const char *const texts[] = { "x", "(exp (mul x y))", family_text };
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) family = find_family (domain, texts[i]);
      g_autoptr (GPtrArray) copies = NULL;
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      ariadne_domain_serialize_all (domain, (AriadneState * const *) family->pdata, family->len,
                                    bytes);
      copies = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
      g_ptr_array_set_size (copies, (gint) family->len);
      ariadne_domain_deserialize_all (domain, bytes->data, bytes->len,
                                      (AriadneState **) copies->pdata, family->len, &error);
      g_assert_no_error (error);

      for (guint j = 0; j < family->len; j++)
        {
          g_autofree char *text = ariadne_domain_describe (domain, family->pdata[j]);

          assert_described (domain, copies->pdata[j], text);
          assert_encoded_alike (domain, family->pdata[j], copies->pdata[j]);
          g_assert_true (ariadne_domain_equal (domain, family->pdata[j], copies->pdata[j]));
          g_assert_cmphex (ariadne_domain_hash (domain, family->pdata[j]), ==,
                           ariadne_domain_hash (domain, copies->pdata[j]));
        }
    }
}

static void
test_serialize_all_is_compact (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  g_autoptr (GPtrArray) family = find_family (domain, family_text);
  g_autoptr (GByteArray) each = g_byte_array_new ();
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (guint i = 0; i < family->len; i++)
    ariadne_domain_serialize (domain, family->pdata[i], each);
  ariadne_domain_serialize_all (domain, (AriadneState * const *) family->pdata, family->len, all);
  g_assert_cmpuint (family->len, >, 10);
  g_assert_cmpuint (2 * all->len, <, each->len);
}

static void
check_all_damaged (AriadneDomain *domain,
                   const guint8  *data,
                   gsize          length,
                   guint          n_states)
{
  g_autofree AriadneState **states = g_new0 (AriadneState *, n_states);
  g_autoptr (GError) error = NULL;

  if (!ariadne_domain_deserialize_all (domain, data, length, states, n_states, &error))
    {
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
      return;
    }

  for (guint i = 0; i < n_states; i++)
    {
      if (i % 8 == 0)
        g_ptr_array_unref (expand (domain, states[i]));
      ariadne_state_unref (states[i]);
    }
}

static void
test_deserialize_all_survives_damage (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  g_autoptr (GPtrArray) family = find_family (domain, "(let (s (mul x y)) (add (exp s) (f s)))");
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  ariadne_domain_serialize_all (domain, (AriadneState * const *) family->pdata, family->len,
                                bytes);

  for (guint length = 0; length <= bytes->len; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, length);

      check_all_damaged (domain, copy, length, family->len);
    }
  check_all_damaged (domain, bytes->data, bytes->len, family->len - 1);
  check_all_damaged (domain, bytes->data, bytes->len, family->len + 1);

  for (guint bit = 0; bit < 8 * bytes->len; bit++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);

      copy[bit / 8] ^= (guint8) (1 << bit % 8);
      check_all_damaged (domain, copy, bytes->len, family->len);
    }
}

static void
test_deserialize_all_needs_a_tree_to_edit (void)
{
  static const struct { const char *data; gsize length; const char *message; } cases[] = {
    { "\1\1", 2, "Expression in bytes, byte 2: there is no tree to edit" },
    { "\1\2\x1e", 3, "Expression in bytes, byte 2: there is no tree to edit" },
    { "\1\0\x1e\0\x1e\1", 6, "Expression in bytes, byte 4: there is no tree to edit" },
    { "\1\0\x1e\3\x1e", 5, "Expression in bytes, byte 4: there is no node 1" },
    { "\1\0\x1e\1\1", 5, "Expression in bytes, byte 4: expected the end" },
  };
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      AriadneState *state;

      g_assert_false (ariadne_domain_deserialize_all (domain, (const guint8 *) cases[i].data,
                                                      cases[i].length, &state, 1, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_unknown_rules_are_an_error (void)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_expression_domain_new_for_environment (environment, "mlrules", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
}

static void
test_starts_are_the_expressions_of_the_set (void)
{
  const char *text = "(def double Float (x : Float) (add x x))";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  g_autoptr (AriadneState) state = NULL;

  set = ariadne_expression_set_new_from_bytes (bytes, "test", NULL);
  domain = ariadne_expression_domain_new (set, "ml_rules_no_bind", NULL);
  state = ariadne_expression_domain_make_start (domain, 0);

  g_assert_cmpstr (ariadne_expression_domain_get_rules (domain), ==, "ml_rules_no_bind");
  assert_described (ARIADNE_DOMAIN (domain), state,
                    "(let (double (lam (x : Float) (add x x))) double)");
  g_assert_cmpfloat (ariadne_domain_cost (ARIADNE_DOMAIN (domain), state), ==, 1.0 + 0.1);
}

static void
test_encode_appends (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  g_autoptr (AriadneState) state = read_state (domain, "(exp (mul x y))");
  g_autoptr (GPtrArray) neighbours = expand (domain, state);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint length;

  g_assert_true (ariadne_domain_encode (domain, state, bytes, NULL));
  length = bytes->len;
  g_assert_cmpuint (length, >, 0);
  g_assert_true (ariadne_domain_encode (domain, neighbours->pdata[0], bytes, NULL));
  g_assert_cmpuint (bytes->len, >, length);
}

typedef struct
{
  AriadneDomain *domain;
  AriadneState  *state;
  const char    *expected;
} Shared;

static gpointer
use_state (gpointer data)
{
  const Shared *shared = data;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GPtrArray) neighbours = expand (shared->domain, shared->state);

      assert_described (shared->domain, shared->state, shared->expected);
      for (guint j = 0; j < neighbours->len; j++)
        g_assert_false (ariadne_domain_equal (shared->domain, shared->state, neighbours->pdata[j]));
    }

  return NULL;
}

static void
test_threads_share_states (void)
{
  g_autoptr (AriadneDomain) domain = make_domain ("ml_rules");
  const char *text = "(let (s (mul x y)) (add (exp s) (mul s y)))";
  g_autoptr (AriadneState) start = read_state (domain, text);
  g_autoptr (GPtrArray) neighbours = expand (domain, start);
  g_autofree char *expected = ariadne_domain_describe (domain, neighbours->pdata[0]);
  Shared shared = { domain, neighbours->pdata[0], expected };
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("user", use_state, &shared);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(scenario) g_test_add_func ("/Ariadne/ExpressionDomain/" #scenario, test_##scenario)

  ADD (expand_gives_neighbours_in_order);
  ADD (states_know_cost_and_size);
  ADD (bound_names_do_not_matter);
  ADD (numbers_are_equal_by_value);
  ADD (states_found_on_different_ways_are_equal);
  ADD (neighbours_outlive_what_they_came_from);
  ADD (serialize_round_trip);
  ADD (serialize_keeps_the_types_of_escaped_variables);
  ADD (serialize_is_compact);
  ADD (deserialize_survives_damage);
  ADD (deserialize_limits_nesting);
  ADD (serialize_all_round_trip);
  ADD (serialize_all_is_compact);
  ADD (deserialize_all_survives_damage);
  ADD (deserialize_all_needs_a_tree_to_edit);
  ADD (unknown_rules_are_an_error);
  ADD (starts_are_the_expressions_of_the_set);
  ADD (encode_appends);
  ADD (threads_share_states);

#undef ADD

  return g_test_run ();
}
