/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-strategy-private.h"

#include "optimizer/ariadne-move-domain.h"
#include "search/ariadne-batched-astar.h"
#include "search/ariadne-beam.h"
#include "search/ariadne-depth-columns.h"
#include "search/ariadne-portfolio.h"

/* Longer ways than this are not followed: of single rewrites, and of moves. */
#define MAX_REWRITES 300
#define MAX_MOVES    100

#define BEAM_WIDTH           30
#define COMPOSITE_BEAM_WIDTH 8

/* The beam of a portfolio is as wide as leaves it enough evaluations for a long way. */
#define PORTFOLIO_MAX_BEAM_WIDTH 32
#define EVALUATIONS_FOR_WIDTH    500

/* New programs that are evaluated together, so that the next ones can be chosen by
 * what is known of them.
 */
#define BUFFER_SIZE         1
#define NETWORK_BUFFER_SIZE 64

/* The wide one of a portfolio asks for few at a time, so that most of the evaluations
 * are left to the deep one until that has nothing to do.
 */
#define PORTFOLIO_BUFFER_SIZE 4

/* A way to search. @uses_moves tells what there is between two depths. */
typedef struct
{
  const char    *name;
  gboolean       uses_moves;
  AriadneSearch *(*new_search) (AriadneDomain *domain,
                                AriadneState  *start,
                                guint          max_depth,
                                guint          budget,
                                gboolean       has_model);
} Strategy;

static AriadneSearch *
new_astar (AriadneDomain *domain,
           AriadneState  *start,
           guint          max_depth,
           guint          budget,
           gboolean       has_model)
{
  return ariadne_batched_astar_new (domain, start, max_depth, budget,
                                    has_model ? NETWORK_BUFFER_SIZE : BUFFER_SIZE);
}

static AriadneSearch *
new_beam (AriadneDomain *domain,
          AriadneState  *start,
          guint          max_depth,
          guint          budget,
          gboolean       has_model)
{
  return ariadne_beam_new (domain, start, max_depth, budget, BEAM_WIDTH, NETWORK_BUFFER_SIZE);
}

static AriadneSearch *
new_composite_beam (AriadneDomain *domain,
                    AriadneState  *start,
                    guint          max_depth,
                    guint          budget,
                    gboolean       has_model)
{
  return ariadne_beam_new (domain, start, max_depth, budget, COMPOSITE_BEAM_WIDTH,
                           NETWORK_BUFFER_SIZE);
}

/* Several passes at a time feed a model. */
static AriadneSearch *
new_columns (AriadneDomain *domain,
             AriadneState  *start,
             guint          max_depth,
             guint          budget,
             gboolean       has_model)
{
  return ariadne_depth_columns_new (domain, start, max_depth, budget, has_model ? 4 : 1);
}

/* One that goes deep, and one that is wide: it has room for what is cheaper only much
 * later, other than for more ways to write what is cheap already.
 */
static AriadneSearch *
new_portfolio (AriadneDomain *domain,
               AriadneState  *start,
               guint          max_depth,
               guint          budget,
               gboolean       has_model)
{
  g_autoptr (AriadneSearch) deep = new_columns (domain, start, max_depth, budget, has_model);
  guint width = CLAMP (budget / EVALUATIONS_FOR_WIDTH, 1, PORTFOLIO_MAX_BEAM_WIDTH);
  g_autoptr (AriadneSearch) wide =
    ariadne_beam_new (domain, start, max_depth, budget, width, PORTFOLIO_BUFFER_SIZE);
  AriadneSearch *members[] = { deep, wide };

  ariadne_beam_set_varied (ARIADNE_BEAM (wide), TRUE);

  return ariadne_portfolio_new (members, G_N_ELEMENTS (members), budget);
}

static const Strategy strategies[ARIADNE_N_STRATEGIES] = {
  [ARIADNE_STRATEGY_ASTAR] = { "astar", FALSE, new_astar },
  [ARIADNE_STRATEGY_BEAM] = { "beam", FALSE, new_beam },
  [ARIADNE_STRATEGY_COLUMNS] = { "columns", FALSE, new_columns },
  [ARIADNE_STRATEGY_COMPOSITE_BEAM] = { "composite-beam", TRUE, new_composite_beam },
  [ARIADNE_STRATEGY_COMPOSITE_COLUMNS] = { "composite-columns", TRUE, new_columns },
  [ARIADNE_STRATEGY_PORTFOLIO] = { "portfolio", TRUE, new_portfolio },
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
  if (strategies[self].uses_moves)
    return (AriadneExpressionDomain *) ariadne_move_domain_new (set, rules, error);

  return ariadne_expression_domain_new (set, rules, error);
}

static guint
get_max_depth (AriadneStrategy self)
{
  return strategies[self].uses_moves ? MAX_MOVES : MAX_REWRITES;
}

/* How many heads a model needs that knows nothing. */
guint
_ariadne_strategy_get_n_heads (AriadneStrategy self)
{
  return get_max_depth (self) + 1;
}

/* @n_heads is 0 if there is no model that knows anything. */
AriadneSearch *
_ariadne_strategy_new_search (AriadneStrategy          self,
                              AriadneExpressionDomain *domain,
                              AriadneState            *start,
                              guint                    budget,
                              guint                    n_heads)
{
  guint max_depth = n_heads > 0 ? n_heads - 1 : get_max_depth (self);

  return strategies[self].new_search (ARIADNE_DOMAIN (domain), start, max_depth, budget,
                                      n_heads > 0);
}
