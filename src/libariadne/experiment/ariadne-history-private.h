/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-process-note.h"
#include "experiment/ariadne-run-history.h"
#include "experiment/ariadne-run-log-event.h"
#include "experiment/ariadne-search-history.h"

G_BEGIN_DECLS

/* How the parts of a history are made and grow. */

AriadneProcessNote          *_ariadne_process_note_new  (const AriadneRunLogEvent   *event);

AriadneSearchHistory        *_ariadne_search_history_new    (const char                *name);
void                         _ariadne_search_history_update (AriadneSearchHistory      *self,
                                                             const AriadneSearchRecord *record);

/* BATCH_SIZE is the largest that is allowed, or 0 if it is not known. */
AriadneConfigurationHistory *_ariadne_configuration_history_new (
    AriadneRunRecord *record,
    guint             batch_size);

/* Takes an event that may be within a configuration. */
void                         _ariadne_configuration_history_take (
    AriadneConfigurationHistory *self,
    const AriadneRunLogEvent    *event);

/* Takes any event of a log, in its order. */
void                         _ariadne_run_history_take (AriadneRunHistory        *self,
                                                        const AriadneRunLogEvent *event);

G_END_DECLS
