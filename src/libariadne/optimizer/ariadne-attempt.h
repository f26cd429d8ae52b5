/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-model.h"
#include "expression/ariadne-expression-domain-private.h"
#include "optimizer/ariadne-optimization-private.h"
#include "optimizer/ariadne-strategy.h"
#include "search/ariadne-search.h"

G_BEGIN_DECLS

/* One program that is being optimised: first the search, then the proof of what it
 * has found. An attempt belongs to one thread at a time.
 */

typedef struct _AriadneAttempt AriadneAttempt;

/* Called on the thread that searches. */
typedef void (*AriadneImprovedFunc) (guint    number,
                                     double   cost,
                                     guint64  n_evaluations,
                                     gpointer user_data);

/* What the attempts of an optimisation have in common, and only read. */
typedef struct
{
  AriadneExpressionSet    *set;
  AriadneExpressionDomain *domain;
  const AriadneRuleSet    *rules;
  AriadneStrategy          strategy;
  guint                    budget;     /* evaluations of each */
  guint                    patience;   /* how many of them may find nothing; 0: all */
  guint                    n_heads;    /* of the model; 0: there is none */
  guint64                  max_memory; /* in bytes; 0: not limited */
  AriadneImprovedFunc      improved;
  gpointer                 user_data;
} AriadneAttemptPlan;

AriadneAttempt      *ariadne_attempt_new          (const AriadneAttemptPlan *plan,
                                                   guint                     number,
                                                   GCancellable             *cancellable);
void                 ariadne_attempt_free         (AriadneAttempt           *self);
AriadneSearch       *ariadne_attempt_get_search   (AriadneAttempt           *self);
void                 ariadne_attempt_set_deadline (AriadneAttempt           *self,
                                                   gint64                    deadline);
gboolean             ariadne_attempt_search       (AriadneAttempt           *self,
                                                   GError                  **error);
AriadneOptimization *ariadne_attempt_prove        (AriadneAttempt           *self,
                                                   const GError             *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneAttempt, ariadne_attempt_free)

G_END_DECLS
