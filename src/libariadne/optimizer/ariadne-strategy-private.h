/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-expression-domain.h"
#include "optimizer/ariadne-strategy.h"
#include "search/ariadne-search.h"

G_BEGIN_DECLS

#define ARIADNE_N_STRATEGIES (ARIADNE_STRATEGY_PORTFOLIO + 1)

AriadneExpressionDomain *_ariadne_strategy_new_domain (AriadneStrategy        self,
                                                       AriadneExpressionSet  *set,
                                                       const char            *rules,
                                                       GError               **error);
guint          _ariadne_strategy_get_n_heads (AriadneStrategy          self);
AriadneSearch *_ariadne_strategy_new_search  (AriadneStrategy          self,
                                              AriadneExpressionDomain *domain,
                                              AriadneState            *start,
                                              guint                    budget,
                                              guint                    n_heads);

G_END_DECLS
