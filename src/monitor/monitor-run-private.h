/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "monitor-run-file.h"

G_BEGIN_DECLS

/* What only the list does with a run. */

/* Takes the file. A run that an earlier window has started is found, if it lives; what
 * became of it otherwise is in its log.
 */
MonitorRun     *_monitor_run_new      (MonitorRunFile  *file) G_GNUC_WARN_UNUSED_RESULT;
MonitorRunFile *_monitor_run_get_file (MonitorRun      *self);

/* Starts a run that is queued. If that fails it is FAILED, and says why. */
void            _monitor_run_start    (MonitorRun      *self,
                                       gboolean         outlives);

/* Whether its history stays as it is for a while. */
void            _monitor_run_set_paused (MonitorRun     *self,
                                         gboolean        paused);

G_END_DECLS
