/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "expression/ariadne-equality.h"
#include "expression/ariadne-expression-state.h"
#include "optimizer/ariadne-trail.h"
#include "optimizer/ariadne-way.h"

/* The states of a search by what they stand for. */
typedef struct
{
  AriadneDomain *domain;
  AriadneSearch *search;
  GHashTable    *numbers; /* hash of a state -> GArray of numbers */
} Index;

static void
add_state (GHashTable *numbers,
           guint64     hash,
           guint       number)
{
  GArray *list = g_hash_table_lookup (numbers, &hash);

  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (numbers, g_memdup2 (&hash, sizeof hash), list);
    }
  g_array_append_val (list, number);
}

static AriadneState *
find_state (const Index  *index,
            AriadneState *state)
{
  guint64 hash = ariadne_domain_hash (index->domain, state);
  GArray *list = g_hash_table_lookup (index->numbers, &hash);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      AriadneState *other = ariadne_search_get_visited (index->search,
                                                        g_array_index (list, guint, i));

      if (ariadne_domain_equal (index->domain, other, state))
        return other;
    }

  return NULL;
}

/* The state that another one was found from: a state is an edit of that. */
static AriadneState *
find_parent (const Index  *index,
             AriadneState *state)
{
  AriadneTree *tree = ariadne_expression_state_cast (state)->edit.root;
  g_autoptr (AriadneState) parent =
    ariadne_expression_domain_new_state (ARIADNE_EXPRESSION_DOMAIN (index->domain), tree);

  return find_state (index, parent);
}

/**
 * ariadne_way_find: (skip)
 * @search: a search among expressions that has ended
 * @state: one of the states it has found
 *
 * Finds the way on which a search came to a state.
 *
 * Returns: (transfer full) (element-type AriadneState): the states on it, from the
 *   start on
 */
GPtrArray *
ariadne_way_find (AriadneSearch *search,
                  AriadneState  *state)
{
  GPtrArray *way = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  g_autoptr (GHashTable) numbers =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  Index index = { ariadne_search_get_domain (search), search, numbers };
  AriadneState *start = ariadne_search_get_start (search);

  for (guint i = 0; i < ariadne_search_get_n_visited (search); i++)
    add_state (numbers, ariadne_domain_hash (index.domain, ariadne_search_get_visited (search, i)),
               i);

  for (; state != start; state = find_parent (&index, state))
    g_ptr_array_insert (way, 0, ariadne_state_ref (state));
  g_ptr_array_insert (way, 0, ariadne_state_ref (start));

  return way;
}

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

/**
 * ariadne_way_explain: (skip)
 * @domain: a domain
 * @states: (element-type AriadneState): states, each a neighbour of the one before
 * @error: return location for an error
 *
 * Finds the single rewrites that lead from the first state to the last.
 *
 * Returns: (transfer full) (element-type AriadneTrailStep): the rewrites, %NULL on error
 */
GArray *
ariadne_way_explain (AriadneExpressionDomain  *domain,
                     GPtrArray                *states,
                     GError                  **error)
{
  const AriadneRuleSet *rules =
    ariadne_rule_set_lookup (ariadne_expression_domain_get_rules (domain), NULL);
  g_autoptr (AriadneRewriter) rewriter = ariadne_rewriter_new (domain->environment, rules);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (AriadneTrailStep));

  for (guint i = 0; i + 1 < states->len; i++)
    {
      g_autoptr (AriadneTree) tree = ariadne_expression_state_dup_tree (states->pdata[i]);
      g_autoptr (AriadneTree) next = ariadne_expression_state_dup_tree (states->pdata[i + 1]);
      AriadneTrailStep step;

      ariadne_rewriter_load (rewriter, tree);
      if (!find_step (rewriter, next, &step))
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                       "no rule leads from its step %u to the next one", i);
          return NULL;
        }
      g_array_append_val (steps, step);
    }

  return g_steal_pointer (&steps);
}
