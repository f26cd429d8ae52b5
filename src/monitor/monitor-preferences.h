/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_PREFERENCES (monitor_preferences_get_type ())

G_DECLARE_FINAL_TYPE (MonitorPreferences, monitor_preferences, MONITOR, PREFERENCES,
                      AdwPreferencesWindow)

GtkWidget *monitor_preferences_new (GtkWindow *parent,
                                    GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
