/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-model.h"
#include "experiment/ariadne-experiment-plan.h"
#include "experiment/ariadne-ideal.h"
#include "experiment/ariadne-run-log.h"

G_BEGIN_DECLS

/* A configuration of an experiment while it is being run. Private. */

typedef struct _AriadneTrial AriadneTrial;

AriadneTrial *ariadne_trial_new (const AriadneConfiguration    *configuration,
                                 const AriadneExperimentConfig *config,
                                 AriadneModel                  *model,
                                 GPtrArray                     *searches,
                                 AriadneRunLog                 *log)
  G_GNUC_WARN_UNUSED_RESULT;
void ariadne_trial_free (AriadneTrial *self);
gboolean ariadne_trial_run (AriadneTrial  *self,
                            GCancellable  *cancellable,
                            GError       **error);
gboolean ariadne_trial_measure_ideal (AriadneTrial  *self,
                                      AriadneIdeal  *ideal,
                                      GCancellable  *cancellable,
                                      GError       **error);
AriadneRunRecord *ariadne_trial_get_record (AriadneTrial *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneTrial, ariadne_trial_free)

G_END_DECLS
