/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-kind.h"
#include "expression/ariadne-type.h"
#include "interpreter/ariadne-value.h"

G_BEGIN_DECLS

typedef enum {
  ARIADNE_EVALUATION_FAILED, /* the program is wrong for what it was given */
  ARIADNE_EVALUATION_LIMIT,  /* it takes more than this interpreter has */
} AriadneEvaluationError;

#define ARIADNE_EVALUATION_ERROR (ariadne_evaluation_error_quark ())

/**
 * AriadneEvaluation: (skip)
 * @steps_left: how many more scalars and nodes may be computed
 * @is_uncertain: whether a comparison came out as it did by rounding, perhaps
 *
 * What goes on while a program is run.
 */
typedef struct _AriadneEvaluation AriadneEvaluation;
struct _AriadneEvaluation
{
  guint64  steps_left;
  gboolean is_uncertain;
};

GQuark        ariadne_evaluation_error_quark (void);
gboolean      ariadne_evaluation_step        (AriadneEvaluation  *self,
                                              guint64             n_steps,
                                              GError            **error);
AriadneValue *ariadne_arithmetic_zero        (const AriadneType  *type,
                                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_arithmetic_operate     (AriadneEvaluation  *evaluation,
                                              AriadneKind         kind,
                                              AriadneValue       *a,
                                              AriadneValue       *b,
                                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_arithmetic_map         (AriadneEvaluation  *evaluation,
                                              AriadneKind         kind,
                                              AriadneValue       *a,
                                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_arithmetic_compare     (AriadneEvaluation  *evaluation,
                                              AriadneKind         kind,
                                              AriadneValue       *a,
                                              AriadneValue       *b,
                                              GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
