/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-expression-state.h"
#include "optimizer/ariadne-move-domain.h"

#include "moves-fixture.h"

#define N_THREADS 4

static const char text[] =
  "(def scale (Vec Float) ((a : Float) (x : Vec Float))"
  " (build (size x) (lam (i : Integer) (mul a (index i x)))))\n"
  "(def twice (Vec Float) ((a : Float) (x : Vec Float)) (let (y (scale a x))"
  " (build (size y) (lam (i : Integer) (add (index i y) (index i y))))))\n";

static AriadneMoveDomain *
make_domain (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (AriadneExpressionSet) set = NULL;
  AriadneMoveDomain *domain;

  set = ariadne_expression_set_new_from_bytes (bytes, NULL, &error);
  g_assert_no_error (error);
  domain = ariadne_move_domain_new (set, "ml_rules_no_bind", &error);
  g_assert_no_error (error);

  return domain;
}

static GPtrArray *
expand (AriadneMoveDomain *domain,
        AriadneState      *state)
{
  GPtrArray *neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  g_assert_true (ariadne_domain_expand (ARIADNE_DOMAIN (domain), state, neighbours, NULL));

  return neighbours;
}

/* Follows the first neighbours, as far as there are any. */
static GPtrArray *
make_way (AriadneMoveDomain *domain,
          guint              n_states)
{
  AriadneExpressionDomain *parent = ARIADNE_EXPRESSION_DOMAIN (domain);
  GPtrArray *way = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  g_ptr_array_add (way, ariadne_expression_domain_make_start (parent, 1));
  while (way->len < n_states)
    {
      g_autoptr (GPtrArray) neighbours = expand (domain, g_ptr_array_index (way, way->len - 1));

      g_assert_cmpuint (neighbours->len, >, 0);
      g_ptr_array_add (way, ariadne_state_ref (g_ptr_array_index (neighbours, 0)));
    }

  return way;
}

static void
test_finds_neighbours (void)
{
  g_autoptr (AriadneMoveDomain) domain = make_domain ();
  g_autoptr (GPtrArray) way = make_way (domain, 3);
  g_autofree char *clean = ariadne_domain_describe (ARIADNE_DOMAIN (domain),
                                                    g_ptr_array_index (way, 1));
  g_autofree char *last = ariadne_domain_describe (ARIADNE_DOMAIN (domain),
                                                   g_ptr_array_index (way, 2));

  g_assert_cmpstr (clean, ==,
                   "(let (twice (lam (var1 : (Tuple Float (Tensor 1 Float)))"
                   " (let (y (build (size (get$2$2 var1)) (lam (i : Integer)"
                   " (mul (get$1$2 var1) (index i (get$2$2 var1))))))"
                   " (build (size (get$2$2 var1)) (lam (i : Integer)"
                   " (add (index i y) (index i y))))))) twice)");
  g_assert_cmpstr (last, ==,
                   "(let (twice (lam (var1 : (Tuple Float (Tensor 1 Float)))"
                   " (build (size (get$2$2 var1)) (lam (i : Integer)"
                   " (add (mul (get$1$2 var1) (index i (get$2$2 var1)))"
                   " (mul (get$1$2 var1) (index i (get$2$2 var1)))))))) twice)");
}

static void
test_explains (void)
{
  g_autoptr (AriadneMoveDomain) domain = make_domain ();
  AriadneExpressionDomain *parent = ARIADNE_EXPRESSION_DOMAIN (domain);
  g_autoptr (GPtrArray) way = make_way (domain, 4);
  g_autoptr (GArray) steps = ariadne_move_domain_explain (domain, way);
  g_autoptr (AriadneTree) start = NULL;
  g_autoptr (AriadneTree) end = NULL;
  g_autoptr (AriadneTree) replayed = NULL;

  g_assert_nonnull (steps);
  start = ariadne_expression_domain_dup_tree (parent, g_ptr_array_index (way, 0));
  end = ariadne_expression_domain_dup_tree (parent, g_ptr_array_index (way, 3));
  replayed = replay_steps (ariadne_expression_set_get_environment (parent->set),
                           ariadne_rule_set_lookup ("ml_rules_no_bind", NULL), start,
                           (const AriadneTrailStep *) steps->data, steps->len);
  g_assert_true (ariadne_tree_equal (replayed, end));

  /* Nothing leads back. */
  g_ptr_array_add (way, ariadne_state_ref (g_ptr_array_index (way, 0)));
  g_assert_null (ariadne_move_domain_explain (domain, way));
}

static void
test_rejects_rules (void)
{
  g_autoptr (AriadneMoveDomain) domain = make_domain ();
  AriadneExpressionDomain *parent = ARIADNE_EXPRESSION_DOMAIN (domain);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (ariadne_expression_domain_get_rules (parent), ==, "ml_rules_no_bind+sound");
  g_assert_null (ariadne_move_domain_new (parent->set, "no_rules", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
}

static gpointer
expand_in_thread (gpointer data)
{
  return make_way (data, 4);
}

/* All threads find the same. */
static void
test_threads (void)
{
  g_autoptr (AriadneMoveDomain) domain = make_domain ();
  g_autoptr (GPtrArray) expected = make_way (domain, 4);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("expand", expand_in_thread, domain);

  for (guint i = 0; i < N_THREADS; i++)
    {
      g_autoptr (GPtrArray) way = g_thread_join (threads[i]);

      for (guint j = 0; j < way->len; j++)
        g_assert_true (ariadne_domain_equal (ARIADNE_DOMAIN (domain), g_ptr_array_index (way, j),
                                             g_ptr_array_index (expected, j)));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/optimizer/move-domain/finds-neighbours", test_finds_neighbours);
  g_test_add_func ("/optimizer/move-domain/explains", test_explains);
  g_test_add_func ("/optimizer/move-domain/rejects-rules", test_rejects_rules);
  g_test_add_func ("/optimizer/move-domain/threads", test_threads);

  return g_test_run ();
}
