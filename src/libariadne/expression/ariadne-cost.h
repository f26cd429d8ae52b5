/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-environment.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* What it costs to evaluate an expression.
 *
 * The cost of a tree depends on its surroundings only through what calling the
 * functions costs that are free in it. A rewrite that leaves those alone
 * changes the costs along the path from the root to it and nowhere else: the
 * costs of all nodes of the expression, worked out once, serve all of its
 * neighbours.
 */

typedef struct _AriadneCostModel AriadneCostModel;

/**
 * AriadneCostScope: (skip)
 * @outer: (nullable): the scope around it
 * @name: the name that is bound
 * @is_function: whether it is bound to a function by a let
 * @cost: if so, what reading the name costs
 *
 * The binders around a place in an expression, innermost first; %NULL at the
 * root.
 */
typedef struct _AriadneCostScope AriadneCostScope;
struct _AriadneCostScope
{
  const AriadneCostScope *outer;
  const char             *name;
  gboolean                is_function;
  double                  cost;
};

AriadneCostModel *ariadne_cost_model_new           (AriadneEnvironment     *environment);
void              ariadne_cost_model_free          (AriadneCostModel       *self);
double            ariadne_cost_model_compute       (AriadneCostModel       *self,
                                                    const AriadneTree      *tree);
double            ariadne_cost_model_compute_nodes (AriadneCostModel       *self,
                                                    const AriadneTree      *tree,
                                                    const AriadneCostScope *scope,
                                                    double                 *costs);
void              ariadne_cost_scope_enter         (AriadneCostScope       *self,
                                                    const AriadneCostScope *outer,
                                                    const AriadneTree      *binder,
                                                    double                  value_cost);
double            ariadne_cost_combine             (const AriadneTree      *node,
                                                    const double           *child_costs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneCostModel, ariadne_cost_model_free)

G_END_DECLS
