/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-astar.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_PORTFOLIO (ariadne_portfolio_get_type ())
#define ARIADNE_PORTFOLIO(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_PORTFOLIO, AriadnePortfolio))
#define ARIADNE_IS_PORTFOLIO(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_PORTFOLIO))

/**
 * ARIADNE_PORTFOLIO_MAX_MEMBERS:
 *
 * The largest number of members that is accepted.
 */
#define ARIADNE_PORTFOLIO_MAX_MEMBERS 64

typedef struct _AriadnePortfolio      AriadnePortfolio;
typedef struct _AriadnePortfolioClass AriadnePortfolioClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadnePortfolio, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_portfolio_get_type      (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_portfolio_new           (AriadneSearch * const *members,
                                                guint                  n_members,
                                                guint                  budget)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_portfolio_get_n_members (AriadnePortfolio      *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_portfolio_get_member    (AriadnePortfolio      *self,
                                                guint                  index);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_portfolio_get_budget    (AriadnePortfolio      *self);

G_END_DECLS
