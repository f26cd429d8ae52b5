/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

#include "monitor-run.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_WATCH_PAGE (monitor_watch_page_get_type ())

/* One run as it goes: its figures, its charts and its searches, of one configuration at
 * a time. While the latest is shown, the page turns to the next one as it starts. The
 * property `run` is the run, or NULL.
 */
G_DECLARE_FINAL_TYPE (MonitorWatchPage, monitor_watch_page, MONITOR, WATCH_PAGE, GtkWidget)

void monitor_watch_page_set_run (MonitorWatchPage *self,
                                 MonitorRun       *run);

G_END_DECLS
