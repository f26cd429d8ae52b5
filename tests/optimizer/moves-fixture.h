/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-equality.h"
#include "expression/ariadne-printer.h"
#include "optimizer/ariadne-moves.h"

#include "expression/rewriting-fixture.h"

/* Replays the steps by their names, among all rewrites of each expression, as whoever
 * is handed them would.
 */
static inline AriadneTree *
replay_steps (AriadneEnvironment     *environment,
              const AriadneRuleSet   *rules,
              AriadneTree            *start,
              const AriadneTrailStep *steps,
              guint                   n_steps)
{
  g_autoptr (AriadneRewriter) rewriter = ariadne_rewriter_new (environment, rules);
  AriadneTree *tree = ariadne_tree_ref (start);

  for (guint i = 0; i < n_steps; i++)
    {
      guint index;

      ariadne_rewriter_load (rewriter, tree);
      ariadne_tree_unref (tree);
      if (!ariadne_rewriter_find (rewriter, steps[i].rule->name, steps[i].id, &index))
        g_error ("There is no %s at %u", steps[i].rule->name, steps[i].id);
      tree = ariadne_rewriter_get_result (rewriter, index);
    }

  return tree;
}

/* Checks a move against its steps, and the cost and the hash against those of its
 * result when that is looked at afresh.
 */
static inline void
assert_move_replays (AriadneEnvironment   *environment,
                     const AriadneRuleSet *rules,
                     AriadneTree          *start,
                     const AriadneMover   *mover,
                     const AriadneMove    *move)
{
  const AriadneTrailStep *steps = &g_array_index (mover->steps, AriadneTrailStep,
                                                  move->first_step);
  g_autoptr (AriadneTree) tree = replay_steps (environment, rules, start, steps, move->n_steps);
  AriadneOutline outline;

  g_assert_true (ariadne_tree_equal (tree, move->tree));
  g_assert_true (ariadne_tree_get_type (tree) == ariadne_tree_get_type (start));

  ariadne_outline_init (&outline, environment);
  ariadne_outline_fill (&outline, tree);
  g_assert_cmpfloat (outline.nodes[0].cost, ==, move->cost);
  g_assert_cmpuint (outline.nodes[0].hash, ==, move->hash);
  ariadne_outline_clear (&outline);
}
