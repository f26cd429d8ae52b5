/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_CHART_POINT (monitor_chart_point_get_type ())
#define MONITOR_TYPE_CHART_TABLE (monitor_chart_table_get_type ())

/* A recorded point in words: properties `series`, `x` and `y`. */
G_DECLARE_FINAL_TYPE (MonitorChartPoint, monitor_chart_point, MONITOR, CHART_POINT, GObject)

/* All recorded points of the visible series of a chart, one after the other. A
 * point is made when it is asked for.
 */
G_DECLARE_FINAL_TYPE (MonitorChartTable, monitor_chart_table, MONITOR, CHART_TABLE, GObject)

MonitorChartTable *monitor_chart_table_new (AriadneChart *chart);

G_END_DECLS
