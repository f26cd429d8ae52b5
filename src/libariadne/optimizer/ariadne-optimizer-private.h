/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-rule-set.h"
#include "optimizer/ariadne-optimizer.h"

G_BEGIN_DECLS

enum
{
  ARIADNE_OPTIMIZER_SIGNAL_IMPROVED,
  ARIADNE_OPTIMIZER_SIGNAL_OPTIMIZED,
  ARIADNE_OPTIMIZER_N_SIGNALS,
};

struct _AriadneOptimizer
{
  GObject parent_instance;

  /* Set before it is run, only read afterwards: */
  AriadneExpressionSet *set;
  const AriadneRuleSet *rules;
  AriadneStrategy       strategy;
  AriadneModel         *model; /* nullable */
  guint                 evaluations;
  guint                 patience;
  double                max_time;
  guint64               max_memory;
  guint                 n_threads;

  /* Belong to the owner's thread: */
  gboolean      has_run;
  GMainContext *owner;   /* owned; where to tell, once it has been run */
  GPtrArray    *results; /* of AriadneOptimization; NULL where there is none yet */
};

void _ariadne_optimizer_emit_improved (AriadneOptimizer    *self,
                                       guint                index,
                                       double               cost,
                                       guint64              n_evaluations);
void _ariadne_optimizer_take_result   (AriadneOptimizer    *self,
                                       guint                index,
                                       AriadneOptimization *result);

G_END_DECLS
