/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-model.h"
#include "experiment/ariadne-recording.h"

G_BEGIN_DECLS

typedef struct _AriadneIdeal AriadneIdeal;

AriadneIdeal *ariadne_ideal_new (AriadneModel *model)
  G_GNUC_WARN_UNUSED_RESULT;
void ariadne_ideal_free (AriadneIdeal *self);
double ariadne_ideal_measure (AriadneIdeal      *self,
                              AriadneRecording  *recording,
                              double             time_limit,
                              GCancellable      *cancellable,
                              GError           **error);
guint ariadne_ideal_get_batch_size (const AriadneIdeal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneIdeal, ariadne_ideal_free)

G_END_DECLS
