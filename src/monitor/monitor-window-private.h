/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "monitor-launch-page.h"
#include "monitor-window.h"

G_BEGIN_DECLS

void          _monitor_window_actions_init   (MonitorWindow *self);
void          _monitor_window_actions_clear  (MonitorWindow *self);
AdwFlap      *_monitor_window_get_flap       (MonitorWindow *self);
MonitorLaunchPage *_monitor_window_get_launch_page (MonitorWindow *self);
GtkSearchBar *_monitor_window_get_search_bar (MonitorWindow *self);

G_END_DECLS
