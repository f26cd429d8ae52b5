/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-chart-card.h"

#include "monitor-chart.h"

#define TITLE_HEIGHT 36 /* in pixels; its title is within */
#define LEAST_WIDTH 300
#define LEAST_HEIGHT 250

static gboolean
query_tooltip_cb (GtkWidget  *widget,
                  int         x,
                  int         y,
                  gboolean    by_keyboard,
                  GtkTooltip *tooltip,
                  gpointer    user_data)
{
  if (!by_keyboard && y > TITLE_HEIGHT)
    return FALSE;

  gtk_tooltip_set_text (tooltip, monitor_history_chart_explain (GPOINTER_TO_UINT (user_data)));

  return TRUE;
}

GtkWidget *
monitor_chart_card_new (MonitorHistoryChart  chart,
                        AriadneChart        *picture)
{
  GtkWidget *widget;

  g_return_val_if_fail (chart < MONITOR_N_HISTORY_CHARTS, NULL);
  g_return_val_if_fail (ARIADNE_IS_CHART (picture), NULL);

  widget = monitor_chart_new (picture);
  gtk_widget_set_size_request (widget, LEAST_WIDTH, LEAST_HEIGHT);
  gtk_widget_add_css_class (widget, "card");
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (query_tooltip_cb),
                    GUINT_TO_POINTER (chart));

  return widget;
}
