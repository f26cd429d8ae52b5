/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"
#include "experiment/ariadne-recording.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_RECORDING_MODEL (ariadne_recording_model_get_type ())

G_DECLARE_FINAL_TYPE (AriadneRecordingModel, ariadne_recording_model, ARIADNE, RECORDING_MODEL,
                      GObject)

/* Told of a batch, on the thread that evaluated it. */
typedef void (*AriadneRecordingFunc) (guint                    n_rows,
                                      const AriadneModelTimes *times,
                                      gpointer                 user_data);

AriadneModel *ariadne_recording_model_new (AriadneModel         *model,
                                           AriadneRecording     *recording,
                                           AriadneRecordingFunc  func,
                                           gpointer              user_data)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
