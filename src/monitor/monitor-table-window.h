/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

#include "monitor-chart.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_TABLE_WINDOW (monitor_table_window_get_type ())

/* What a chart shows, as a table: for those who would rather read it. */
G_DECLARE_FINAL_TYPE (MonitorTableWindow, monitor_table_window, MONITOR, TABLE_WINDOW, AdwWindow)

GtkWindow  *monitor_table_window_new        (GtkWindow          *parent,
                                             MonitorChart       *chart)
                                            G_GNUC_WARN_UNUSED_RESULT;

/* Its rows, of MonitorChartPoint. */
GListModel *monitor_table_window_get_points (MonitorTableWindow *self);

G_END_DECLS
