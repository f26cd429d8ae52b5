/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* What an optimizer has found, on standard output. */

void optimize_report_print_table (AriadneOptimizer *optimizer);
void optimize_report_print_steps (AriadneOptimizer *optimizer);
void optimize_report_print_json  (AriadneOptimizer *optimizer);

/* What several of them have found for the same programs. */
typedef struct _OptimizeComparison OptimizeComparison;

OptimizeComparison *optimize_comparison_new         (AriadneExpressionSet *set)
  G_GNUC_WARN_UNUSED_RESULT;
void                optimize_comparison_free        (OptimizeComparison   *self);
void                optimize_comparison_add         (OptimizeComparison   *self,
                                                     const char           *name,
                                                     AriadneOptimizer     *optimizer,
                                                     double                seconds);
void                optimize_comparison_print_table (OptimizeComparison   *self);
void                optimize_comparison_print_json  (OptimizeComparison   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptimizeComparison, optimize_comparison_free)

G_END_DECLS
