/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-batch.h"

G_BEGIN_DECLS

/* What was evaluated in a run. Private. */

typedef struct _AriadneRecording AriadneRecording;

/* One evaluation that was recorded: a state of a sequence. */
typedef struct
{
  AriadneSequence *sequence; /* kept alive by the recording */
  guint            index;
  double           weight;
} AriadneRecordedRow;

AriadneRecording *ariadne_recording_new        (void) G_GNUC_WARN_UNUSED_RESULT;
AriadneRecording *ariadne_recording_ref        (AriadneRecording   *self);
void              ariadne_recording_unref      (AriadneRecording   *self);
void              ariadne_recording_add        (AriadneRecording   *self,
                                                const AriadneBatch *batch);
guint64           ariadne_recording_get_n_rows (AriadneRecording   *self);
double            ariadne_recording_get_weight (AriadneRecording   *self);
GArray           *ariadne_recording_get_sample (AriadneRecording   *self)
                                               G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneRecording, ariadne_recording_unref)

G_END_DECLS
