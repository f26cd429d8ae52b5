/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "optimizer/ariadne-optimization.h"
#include "optimizer/ariadne-trail.h"

G_BEGIN_DECLS

/* What is found for a program. Whoever makes one fills it in before it is shown to
 * anyone; nothing changes afterwards.
 */
struct _AriadneOptimization
{
  GObject parent_instance;

  char                  *name;
  AriadneOptimizationEnd end;
  double                 start_cost;
  double                 best_cost;
  guint64                n_evaluations;
  double                 seconds;
  GArray                *steps; /* of AriadneTrailStep */
  AriadneTree           *tree;  /* what the steps lead to */
  char                  *note;  /* nullable */
};

AriadneOptimization *ariadne_optimization_new      (const char          *name,
                                                    AriadneTree         *start,
                                                    double               cost);
void                 ariadne_optimization_set_note (AriadneOptimization *self,
                                                    const char          *format,
                                                    ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
