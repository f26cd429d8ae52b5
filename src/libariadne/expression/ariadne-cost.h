/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-environment.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* What it costs to evaluate an expression, given what it costs to call the
 * functions that are free in it.
 */

typedef struct _AriadneCostModel AriadneCostModel;

AriadneCostModel *ariadne_cost_model_new     (AriadneEnvironment *environment);
void              ariadne_cost_model_free    (AriadneCostModel   *self);
double            ariadne_cost_model_compute (AriadneCostModel   *self,
                                              const AriadneTree  *tree);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneCostModel, ariadne_cost_model_free)

G_END_DECLS
