/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

/**
 * AriadneOptimizationEnd:
 * @ARIADNE_OPTIMIZATION_END_DONE: the search has done all that it was to do
 * @ARIADNE_OPTIMIZATION_END_EXHAUSTED: there is nothing left to look at
 * @ARIADNE_OPTIMIZATION_END_EVALUATIONS: the evaluations are spent
 * @ARIADNE_OPTIMIZATION_END_PATIENCE: too many evaluations in a row found nothing better
 * @ARIADNE_OPTIMIZATION_END_TIME: the time is over
 * @ARIADNE_OPTIMIZATION_END_MEMORY: the memory is used up
 * @ARIADNE_OPTIMIZATION_END_CANCELLED: it was stopped
 * @ARIADNE_OPTIMIZATION_END_FAILED: something went wrong
 *
 * Why the search for a better program ended.
 */
typedef enum {
  ARIADNE_OPTIMIZATION_END_DONE,
  ARIADNE_OPTIMIZATION_END_EXHAUSTED,
  ARIADNE_OPTIMIZATION_END_EVALUATIONS,
  ARIADNE_OPTIMIZATION_END_PATIENCE,
  ARIADNE_OPTIMIZATION_END_TIME,
  ARIADNE_OPTIMIZATION_END_MEMORY,
  ARIADNE_OPTIMIZATION_END_CANCELLED,
  ARIADNE_OPTIMIZATION_END_FAILED,
} AriadneOptimizationEnd;

#define ARIADNE_TYPE_OPTIMIZATION (ariadne_optimization_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneOptimization, ariadne_optimization, ARIADNE, OPTIMIZATION, GObject)

ARIADNE_AVAILABLE_IN_ALL
const char            *ariadne_optimization_end_to_string     (AriadneOptimizationEnd  end);
ARIADNE_AVAILABLE_IN_ALL
const char            *ariadne_optimization_get_name          (AriadneOptimization    *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneOptimizationEnd ariadne_optimization_get_end           (AriadneOptimization    *self);
ARIADNE_AVAILABLE_IN_ALL
double                 ariadne_optimization_get_start_cost    (AriadneOptimization    *self);
ARIADNE_AVAILABLE_IN_ALL
double                 ariadne_optimization_get_best_cost     (AriadneOptimization    *self);
ARIADNE_AVAILABLE_IN_ALL
guint64                ariadne_optimization_get_n_evaluations (AriadneOptimization    *self);
ARIADNE_AVAILABLE_IN_ALL
double                 ariadne_optimization_get_seconds       (AriadneOptimization    *self);
ARIADNE_AVAILABLE_IN_ALL
guint                  ariadne_optimization_get_n_steps       (AriadneOptimization    *self);
ARIADNE_AVAILABLE_IN_ALL
const char            *ariadne_optimization_get_step          (AriadneOptimization    *self,
                                                               guint                   index,
                                                               guint                  *node);
ARIADNE_AVAILABLE_IN_ALL
char                  *ariadne_optimization_get_text          (AriadneOptimization    *self);
ARIADNE_AVAILABLE_IN_ALL
const char            *ariadne_optimization_get_note          (AriadneOptimization    *self);

G_END_DECLS
