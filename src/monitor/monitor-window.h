/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

#include "monitor-optimize-page.h"
#include "monitor-run-list.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_WINDOW (monitor_window_get_type ())

/* Its properties `runs` and `run` are all that a page needs; a page in
 * monitor-window.ui binds to them.
 */
G_DECLARE_FINAL_TYPE (MonitorWindow, monitor_window, MONITOR, WINDOW, AdwApplicationWindow)

MonitorWindow       *monitor_window_new               (AdwApplication *application,
                                                       MonitorRunList *runs)
  G_GNUC_WARN_UNUSED_RESULT;
MonitorRunList      *monitor_window_get_runs          (MonitorWindow  *self);
MonitorOptimizePage *monitor_window_get_optimize_page (MonitorWindow  *self);

/* The run that is looked at; NULL if none is. */
MonitorRun          *monitor_window_get_run           (MonitorWindow  *self);
void                 monitor_window_set_run           (MonitorWindow  *self,
                                                       MonitorRun     *run);

/* Turns to the page of that name; FALSE if there is none. */
gboolean             monitor_window_show_page         (MonitorWindow  *self,
                                                       const char     *name);

/* Says something for a few seconds. */
void                 monitor_window_say               (MonitorWindow  *self,
                                                       const char     *text);

G_END_DECLS
