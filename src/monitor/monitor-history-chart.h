/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* What can be drawn of configurations: of one while it runs, or of many to compare. */
typedef enum {
  MONITOR_HISTORY_CHART_SIZES,
  MONITOR_HISTORY_CHART_FRACTION,
  MONITOR_HISTORY_CHART_RATE,
  MONITOR_HISTORY_CHART_QUEUE,
  MONITOR_HISTORY_CHART_FILL,
  MONITOR_HISTORY_CHART_LATENCY,
  MONITOR_HISTORY_CHART_TIMES,
} MonitorHistoryChart;

#define MONITOR_N_HISTORY_CHARTS (MONITOR_HISTORY_CHART_TIMES + 1)

/* A word for files and actions, such as “batch-sizes”. */
const char   *monitor_history_chart_get_name  (MonitorHistoryChart          chart);

/* What it shows, in a sentence or two. */
const char   *monitor_history_chart_explain   (MonitorHistoryChart          chart);

/* Has axes, and no data yet. */
AriadneChart *monitor_history_chart_new       (MonitorHistoryChart          chart)
                                              G_GNUC_WARN_UNUSED_RESULT;

/* Adds what belongs to a configuration of that name, in a colour of the palette; NULL
 * is the name of one that is alone. Returns the index of its first series.
 */
guint         monitor_history_chart_add       (MonitorHistoryChart          chart,
                                               AriadneChart                *picture,
                                               const char                  *name,
                                               guint                        colour);

/* Shows what a configuration has to say now, from a series on. */
void          monitor_history_chart_update    (MonitorHistoryChart          chart,
                                               AriadneChart                *picture,
                                               guint                        series,
                                               AriadneConfigurationHistory *configuration);

G_END_DECLS
