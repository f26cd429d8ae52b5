/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>

#include "expression/ariadne-expression-set-private.h"
#include "interpreter/ariadne-check.h"

#include "moves-fixture.h"
#include "random-expression.h"

/* Whatever the program, all its moves keep its type and its values, and their steps
 * lead where they say.
 */

#define N_INPUTS 6

static guint n_programs = 600;
static guint n_checked;

static void
check_move (AriadneEnvironment   *environment,
            const AriadneRuleSet *rules,
            AriadneTree          *tree,
            const AriadneMover   *mover,
            const AriadneMove    *move,
            guint                 seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneCheck) check = NULL;
  g_autofree char *before = ariadne_tree_to_string (tree);
  g_autofree char *after = ariadne_tree_to_string (move->tree);

  g_test_message ("%s -> %s", before, after);
  n_checked++;
  assert_move_replays (environment, rules, tree, mover, move);

  check = ariadne_check_run (tree, move->tree, N_INPUTS, seed, &error);
  g_assert_no_error (error);
  if (check->verdict == ARIADNE_VERDICT_DIFFERENT)
    g_error ("%s -> %s for %s: %s, %s", before, after, check->inputs, check->value_a,
             check->value_b);
}

/* Goes a random way of a few moves, and checks all moves on it. */
static void
check_moves (AriadneEnvironment   *environment,
             const AriadneRuleSet *rules,
             AriadneTree          *start,
             guint                 n_moves,
             GRand                *random)
{
  g_autoptr (AriadneMover) mover = ariadne_mover_new (environment, rules);
  g_autoptr (AriadneTree) tree = ariadne_tree_ref (start);

  for (guint i = 0; i < n_moves; i++)
    {
      const AriadneMove *move;

      ariadne_mover_load (mover, tree);
      for (guint j = 0; j < mover->moves->len; j++)
        check_move (environment, rules, tree, mover, &g_array_index (mover->moves, AriadneMove, j),
                    g_rand_int (random));

      if (mover->moves->len == 0)
        break;

      move = &g_array_index (mover->moves, AriadneMove,
                             g_rand_int_range (random, 0, (gint32) mover->moves->len));
      ariadne_tree_unref (tree);
      tree = ariadne_tree_ref (move->tree);
    }
}

static void
test_random_programs (gconstpointer name)
{
  const AriadneRuleSet *rules = ariadne_rule_set_lookup (name, NULL);
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  n_checked = 0;
  for (guint i = 0; i < n_programs; i++)
    {
      static const char kinds[] = "FIBVP";
      guint size = (guint) g_rand_int_range (random, 2, 30);
      g_autofree char *text = random_expression_new (random, kinds[i % strlen (kinds)], size);
      g_autoptr (AriadneTree) tree = NULL;

      /* A name may be hidden by one of another type. */
      tree = ariadne_read_expression (text, strlen (text), environment, NULL);
      if (tree != NULL)
        check_moves (environment, rules, tree, 4, random);
    }

  g_assert_cmpuint (n_checked, >, n_programs);
}

static void
test_own_programs (gconstpointer name)
{
  const AriadneRuleSet *rules = ariadne_rule_set_lookup (name, NULL);
  g_autofree char *path = g_build_filename (g_getenv ("ARIADNE_DATA_DIR"), "expressions",
                                            "blas.kso", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneExpressionSet) set = ariadne_expression_set_new_from_path (path, &error);
  g_autoptr (GRand) random = g_rand_new_with_seed (8);

  g_assert_no_error (error);
  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    check_moves (ariadne_expression_set_get_environment (set), rules,
                 ariadne_expression_set_get_tree (set, i), 3, random);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc > 1 && g_str_has_prefix (argv[1], "--programs="))
    n_programs = (guint) strtoul (strchr (argv[1], '=') + 1, NULL, 10);

  g_test_add_data_func ("/optimizer/random-moves/no-bind", "ml_rules_no_bind+sound",
                        test_random_programs);
  g_test_add_data_func ("/optimizer/random-moves/bind", "ml_rules+sound", test_random_programs);
  g_test_add_data_func ("/optimizer/random-moves/own-programs", "ml_rules_no_bind+sound",
                        test_own_programs);

  return g_test_run ();
}
