/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "monitor-application.h"

G_BEGIN_DECLS

void       _monitor_application_actions_init (MonitorApplication *self);
GSettings *_monitor_application_get_settings (MonitorApplication *self);

G_END_DECLS
