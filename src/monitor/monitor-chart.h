/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_CHART (monitor_chart_get_type ())

/* A chart that can be looked at closely: what the pointer or the keys are at is
 * told, and it can be zoomed and moved along the horizontal axis.
 *
 * It draws when the generation of its chart has moved, once a frame at most and only
 * what is seen, and nothing ticks between.
 *
 * Properties: `chart` (AriadneChart); `live`, whether more is to come; `title-shown`;
 * `log-x` and `log-y`, those of the chart; `summary` (read-only),
 * what the chart shows, in words.
 *
 * Actions: `chart.log-x`, `chart.log-y`, `chart.export` (asks for a file),
 * `chart.copy-csv`, `chart.table` (shows all recorded points), `chart.zoom-in`,
 * `chart.zoom-out`, `chart.reset-zoom`.
 *
 * CSS node: `chart`.
 */
G_DECLARE_FINAL_TYPE (MonitorChart, monitor_chart, MONITOR, CHART, GtkWidget)

GtkWidget    *monitor_chart_new             (AriadneChart  *chart);
AriadneChart *monitor_chart_get_chart       (MonitorChart  *self);
void          monitor_chart_set_chart       (MonitorChart  *self,
                                             AriadneChart  *chart);
void          monitor_chart_set_live        (MonitorChart  *self,
                                             gboolean       live);
char         *monitor_chart_get_summary     (MonitorChart  *self);
gboolean      monitor_chart_export          (MonitorChart  *self,
                                             const char    *path,
                                             GError       **error);

/* The recorded points of the visible series, of MonitorChartPoint. */
GListModel   *monitor_chart_get_table_model (MonitorChart  *self);

G_END_DECLS
