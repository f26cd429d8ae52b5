/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"
#include "expression/ariadne-expression-state.h"
#include "optimizer/ariadne-move-domain.h"
#include "optimizer/ariadne-way.h"

/* The rewrite that leads from the tree that is loaded to the next one. */
static gboolean
find_step (AriadneRewriter   *rewriter,
           AriadneTree       *next,
           AriadneTrailStep  *step)
{
  for (guint i = 0; i < rewriter->n_rewrites; i++)
    {
      const AriadneRewrite *rewrite = &rewriter->rewrites[i];
      g_autoptr (AriadneTree) result = ariadne_rewriter_get_result (rewriter, i);

      if (ariadne_tree_equal (result, next))
        {
          *step = (AriadneTrailStep){ rewrite->id, rewrite->rule };
          return TRUE;
        }
    }

  return FALSE;
}

static GArray *
explain_rewrites (AriadneExpressionDomain *domain,
                  GPtrArray               *states)
{
  g_autoptr (AriadneRewriter) rewriter = ariadne_rewriter_new (domain->environment, domain->rules);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (AriadneTrailStep));

  for (guint i = 0; i + 1 < states->len; i++)
    {
      g_autoptr (AriadneTree) tree = ariadne_expression_state_dup_tree (states->pdata[i]);
      g_autoptr (AriadneTree) next = ariadne_expression_state_dup_tree (states->pdata[i + 1]);
      AriadneTrailStep step;

      ariadne_rewriter_load (rewriter, tree);
      if (!find_step (rewriter, next, &step))
        return NULL;
      g_array_append_val (steps, step);
    }

  return g_steal_pointer (&steps);
}

/**
 * ariadne_way_explain: (skip)
 * @domain: a domain
 * @states: (element-type AriadneState): states, each a neighbour of the one before
 *
 * Finds the single rewrites that lead from the first state to the last.
 *
 * Returns: (transfer full) (nullable) (element-type AriadneTrailStep): the rewrites,
 *   %NULL if one of the states is no neighbour of the one before
 */
GArray *
ariadne_way_explain (AriadneExpressionDomain *domain,
                     GPtrArray               *states)
{
  if (ARIADNE_IS_MOVE_DOMAIN (domain))
    return ariadne_move_domain_explain (ARIADNE_MOVE_DOMAIN (domain), states);

  return explain_rewrites (domain, states);
}
