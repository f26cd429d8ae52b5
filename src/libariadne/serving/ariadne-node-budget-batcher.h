/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
#include "serving/ariadne-batcher.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_NODE_BUDGET_BATCHER (ariadne_node_budget_batcher_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneNodeBudgetBatcher, ariadne_node_budget_batcher, ARIADNE,
                      NODE_BUDGET_BATCHER, AriadneBatcher)

ARIADNE_AVAILABLE_IN_ALL
AriadneBatcher *ariadne_node_budget_batcher_new (AriadneDomain *domain,
                                                 guint          node_budget)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
