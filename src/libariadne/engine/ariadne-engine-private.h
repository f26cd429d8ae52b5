/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-engine.h"
#include "serving/ariadne-server.h"

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

/* Whose load counts: a server of this process from its start to its end, and
 * what one in another process says, until it has gone. What has gone was answered still.
 */
void     _ariadne_engine_add_server    (AriadneEngine  *self,
                                        guint           number,
                                        AriadneServer  *server);
void     _ariadne_engine_remove_server (AriadneEngine  *self,
                                        guint           number);
gboolean _ariadne_engine_note_load     (AriadneEngine  *self,
                                        guint           number,
                                        GVariant       *payload,
                                        GError        **error);

G_END_DECLS
