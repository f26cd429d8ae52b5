/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-strategy-private.h"

#include "search/ariadne-batched-astar.h"

/* Longer ways than this are not followed by single rewrites. */
#define MAX_STEPS 300

/* New programs that are evaluated together, so that the next ones can be chosen by
 * what is known of them.
 */
#define BUFFER_SIZE         1
#define NETWORK_BUFFER_SIZE 64

/* A way to search. */
typedef struct
{
  const char    *name;
  guint          n_heads; /* that it needs of a model */
  AriadneSearch *(*new_search) (AriadneDomain *domain,
                                AriadneState  *start,
                                guint          budget,
                                guint          n_heads);
} Strategy;

static AriadneSearch *
new_astar (AriadneDomain *domain,
           AriadneState  *start,
           guint          budget,
           guint          n_heads)
{
  if (n_heads == 0)
    return ariadne_batched_astar_new (domain, start, MAX_STEPS, budget, BUFFER_SIZE);

  return ariadne_batched_astar_new (domain, start, n_heads - 1, budget, NETWORK_BUFFER_SIZE);
}

static const Strategy strategies[] = {
  [ARIADNE_STRATEGY_ASTAR] = { "astar", MAX_STEPS + 1, new_astar },
};

/**
 * ariadne_strategy_to_string:
 * @strategy: a strategy
 *
 * Gets a name for @strategy, in lower case with hyphens.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_strategy_to_string (AriadneStrategy strategy)
{
  g_return_val_if_fail (strategy < G_N_ELEMENTS (strategies), NULL);

  return strategies[strategy].name;
}

/* What its searches search; NULL if there is no such rule set. */
AriadneExpressionDomain *
_ariadne_strategy_new_domain (AriadneStrategy        self,
                              AriadneExpressionSet  *set,
                              const char            *rules,
                              GError               **error)
{
  return ariadne_expression_domain_new (set, rules, error);
}

/* How many heads a model needs that knows nothing. */
guint
_ariadne_strategy_get_n_heads (AriadneStrategy self)
{
  return strategies[self].n_heads;
}

/* @n_heads is 0 if there is no model that knows anything. */
AriadneSearch *
_ariadne_strategy_new_search (AriadneStrategy          self,
                              AriadneExpressionDomain *domain,
                              AriadneState            *start,
                              guint                    budget,
                              guint                    n_heads)
{
  return strategies[self].new_search (ARIADNE_DOMAIN (domain), start, budget, n_heads);
}
