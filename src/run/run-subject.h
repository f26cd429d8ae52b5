/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

#include "run/run-expressions.h"

G_BEGIN_DECLS

/* The names of the domains that a run can have, as `--domain` knows them. */
#define RUN_DOMAIN_EXPRESSIONS "expressions"
#define RUN_DOMAIN_TILES       "sliding-tiles"

/* What a run searches: a domain, and the states to start from, whatever they are.
 * This is the one place where a run knows which domains there are.
 */
typedef struct
{
  RunExpressions   expressions; /* empty for other domains */
  AriadneTilesSet *puzzles;     /* owned; NULL for other domains */
  AriadneDomain   *domain;      /* one of theirs */
  gboolean         named;       /* starts were chosen by their names */
} RunSubject;

gboolean      run_subject_load         (RunSubject                     *self,
                                        const AriadneExperimentConfig  *config,
                                        GError                        **error);
void          run_subject_clear        (RunSubject                     *self);
guint         run_subject_get_n_starts (const RunSubject               *self);
const char   *run_subject_get_name     (const RunSubject               *self,
                                        guint                           start);
AriadneState *run_subject_make_start   (const RunSubject               *self,
                                        guint                           start)
  G_GNUC_WARN_UNUSED_RESULT;

gboolean      run_puzzle_check         (const char                     *given,
                                        GError                        **error);
gboolean      run_weight_parse         (const char                     *text,
                                        double                         *weight);
gboolean      run_weight_check         (const char                     *text,
                                        GError                        **error);

/* Makes the model that `--model` asks for. */
AriadneModel *run_model_new            (const char                     *spec,
                                        AriadneDomain                  *domain,
                                        const AriadneDeviceOptions     *device,
                                        char                          **note,
                                        GError                        **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunSubject, run_subject_clear)

G_END_DECLS
