/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-engine.h"

G_BEGIN_DECLS

/* What kinds of engines tell. */

void _ariadne_engine_note_batches (AriadneEngine            *self,
                                   guint                     server,
                                   const AriadneBatchRecord *records,
                                   guint                     n_records);
void _ariadne_engine_note_event   (AriadneEngine            *self,
                                   const AriadneEngineEvent *event);
void _ariadne_engine_note_begin   (AriadneEngine            *self);

gint64 _ariadne_engine_get_begin  (AriadneEngine            *self);

G_END_DECLS
