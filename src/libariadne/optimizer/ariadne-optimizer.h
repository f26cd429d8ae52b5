/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-model.h"
#include "expression/ariadne-expression-set.h"
#include "optimizer/ariadne-optimization.h"
#include "optimizer/ariadne-strategy.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_OPTIMIZER (ariadne_optimizer_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneOptimizer, ariadne_optimizer, ARIADNE, OPTIMIZER, GObject)

/**
 * ARIADNE_OPTIMIZER_DEFAULT_EVALUATIONS:
 *
 * How many programs are looked at for each that is optimised, unless more or fewer are
 * asked for.
 */
#define ARIADNE_OPTIMIZER_DEFAULT_EVALUATIONS 16000

/**
 * ARIADNE_OPTIMIZER_DEFAULT_PATIENCE:
 *
 * How many programs are looked at in vain before a search ends, unless more or fewer are
 * asked for.
 */
#define ARIADNE_OPTIMIZER_DEFAULT_PATIENCE 4000

ARIADNE_AVAILABLE_IN_ALL
AriadneOptimizer     *ariadne_optimizer_new             (AriadneExpressionSet *set,
                                                         const char           *rules,
                                                         GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneExpressionSet *ariadne_optimizer_get_set         (AriadneOptimizer     *self);
ARIADNE_AVAILABLE_IN_ALL
const char           *ariadne_optimizer_get_rules       (AriadneOptimizer     *self);
ARIADNE_AVAILABLE_IN_ALL
void                  ariadne_optimizer_set_strategy    (AriadneOptimizer     *self,
                                                         AriadneStrategy       strategy);
ARIADNE_AVAILABLE_IN_ALL
void                  ariadne_optimizer_set_model       (AriadneOptimizer     *self,
                                                         AriadneModel         *model);
ARIADNE_AVAILABLE_IN_ALL
void                  ariadne_optimizer_set_evaluations (AriadneOptimizer     *self,
                                                         guint                 evaluations);
ARIADNE_AVAILABLE_IN_ALL
void                  ariadne_optimizer_set_patience    (AriadneOptimizer     *self,
                                                         guint                 patience);
ARIADNE_AVAILABLE_IN_ALL
void                  ariadne_optimizer_set_max_time    (AriadneOptimizer     *self,
                                                         double                seconds);
ARIADNE_AVAILABLE_IN_ALL
void                  ariadne_optimizer_set_max_memory  (AriadneOptimizer     *self,
                                                         guint64               bytes);
ARIADNE_AVAILABLE_IN_ALL
void                  ariadne_optimizer_set_n_threads   (AriadneOptimizer     *self,
                                                         guint                 n_threads);

ARIADNE_AVAILABLE_IN_ALL
gboolean              ariadne_optimizer_run             (AriadneOptimizer     *self,
                                                         GCancellable         *cancellable,
                                                         GError              **error);
ARIADNE_AVAILABLE_IN_ALL
void                  ariadne_optimizer_run_async       (AriadneOptimizer     *self,
                                                         GCancellable         *cancellable,
                                                         GAsyncReadyCallback   callback,
                                                         gpointer              user_data);
ARIADNE_AVAILABLE_IN_ALL
gboolean              ariadne_optimizer_run_finish      (AriadneOptimizer     *self,
                                                         GAsyncResult         *result,
                                                         GError              **error);

ARIADNE_AVAILABLE_IN_ALL
guint                 ariadne_optimizer_get_n_results   (AriadneOptimizer     *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneOptimization  *ariadne_optimizer_get_result      (AriadneOptimizer     *self,
                                                         guint                 index);
ARIADNE_AVAILABLE_IN_ALL
GBytes               *ariadne_optimizer_make_file       (AriadneOptimizer     *self,
                                                         char               ***notes)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
