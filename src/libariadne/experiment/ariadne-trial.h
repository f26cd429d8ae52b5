/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-model.h"
#include "experiment/ariadne-experiment-engines.h"
#include "experiment/ariadne-ideal.h"
#include "experiment/ariadne-run-log.h"

G_BEGIN_DECLS

/* A configuration of an experiment while it is being run. Private. */

typedef struct _AriadneTrial AriadneTrial;

typedef void (*AriadneTrialEventFunc) (const AriadneEngineEvent *event,
                                       gpointer                  user_data);

AriadneTrial *ariadne_trial_new (const AriadneConfiguration    *configuration,
                                 const AriadneExperimentConfig *config,
                                 const AriadnePrograms         *programs,
                                 AriadneModel                  *model,
                                 GPtrArray                     *searches,
                                 AriadneRunLog                 *log)
  G_GNUC_WARN_UNUSED_RESULT;
void ariadne_trial_free (AriadneTrial *self);
gboolean ariadne_trial_run (AriadneTrial  *self,
                            GCancellable  *cancellable,
                            GError       **error);
gboolean ariadne_trial_measure_ideal (AriadneTrial      *self,
                                      AriadneIdeal      *ideal,
                                      AriadneRecording  *stand_in,
                                      GCancellable      *cancellable,
                                      GError           **error);
AriadneRecording *ariadne_trial_get_recording (AriadneTrial *self);
void ariadne_trial_set_event_func (AriadneTrial          *self,
                                   AriadneTrialEventFunc  func,
                                   gpointer               user_data);
AriadneRunRecord *ariadne_trial_get_record (AriadneTrial *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneTrial, ariadne_trial_free)

G_END_DECLS
