/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

#include "monitor-run-list.h"
#include "monitor-window.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_APPLICATION (monitor_application_get_type ())

G_DECLARE_FINAL_TYPE (MonitorApplication, monitor_application, MONITOR, APPLICATION,
                      AdwApplication)

MonitorApplication *monitor_application_new        (void) G_GNUC_WARN_UNUSED_RESULT;
MonitorRunList     *monitor_application_get_runs   (MonitorApplication *self);

/* Makes one if there is none. */
MonitorWindow      *monitor_application_get_window (MonitorApplication *self);

/* Says what is wrong: in the window if there is one, and on standard error. */
void                monitor_application_complain   (MonitorApplication *self,
                                                    const GError       *error);

G_END_DECLS
