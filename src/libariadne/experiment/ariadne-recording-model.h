/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_RECORDING_MODEL (ariadne_recording_model_get_type ())

G_DECLARE_FINAL_TYPE (AriadneRecordingModel, ariadne_recording_model, ARIADNE, RECORDING_MODEL,
                      GObject)

/* One evaluation that was recorded: a state of a sequence. */
typedef struct
{
  AriadneSequence *sequence; /* kept alive by the recording model */
  guint            index;
  double           weight;
} AriadneRecordedRow;

/* Told of a batch, on the thread that evaluated it; times are monotonic, in
 * microseconds.
 */
typedef void (*AriadneRecordingFunc) (guint    size,
                                      gint64   start,
                                      gint64   end,
                                      gpointer user_data);

AriadneRecordingModel *ariadne_recording_model_new (AriadneModel         *model,
                                                    AriadneRecordingFunc  func,
                                                    gpointer              user_data)
  G_GNUC_WARN_UNUSED_RESULT;
double ariadne_recording_model_get_weight (AriadneRecordingModel *self);
GArray *ariadne_recording_model_get_sample (AriadneRecordingModel *self)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
