/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

#include "run/run-values.h"

#include "cli-options.h"

G_BEGIN_DECLS

/* What is asked of `ariadne optimize`. */
typedef struct
{
  char     *rules;
  gboolean  is_unsound;
  char     *strategy;
  char     *evaluations;
  char     *patience;
  char     *max_time;
  char     *max_memory;
  char     *n_threads;
  RunValues model;
  char     *output;
  gboolean  steps;
  gboolean  compare;
  gboolean  as_json;
  gboolean  progress;
  gboolean  quiet;
} OptimizeRequest;

void              optimize_request_clear         (OptimizeRequest       *self);
void              optimize_request_offer         (OptimizeRequest       *self,
                                                  CliOptions            *options);
gboolean          optimize_request_check         (const OptimizeRequest *self,
                                                  GError               **error);
gboolean          optimize_request_get_strategy  (const OptimizeRequest *self,
                                                  AriadneStrategy       *strategy,
                                                  GError               **error);
AriadneOptimizer *optimize_request_new_optimizer (const OptimizeRequest *self,
                                                  AriadneExpressionSet  *set,
                                                  AriadneStrategy        strategy,
                                                  GError               **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean          optimize_request_add_model     (const OptimizeRequest *self,
                                                  AriadneOptimizer      *optimizer,
                                                  const char            *spec,
                                                  char                 **note,
                                                  GError               **error);

G_END_DECLS
