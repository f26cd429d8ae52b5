/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

#include "monitor-history-chart.h"

G_BEGIN_DECLS

/* A widget for a picture of that kind, as the pages have them: on a card, and with its
 * definition in the tooltip of its title, where it hides no data.
 */
GtkWidget *monitor_chart_card_new (MonitorHistoryChart  chart,
                                   AriadneChart        *picture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
