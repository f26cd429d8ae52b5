/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_FIGURE_BOARD (monitor_figure_board_get_type ())

/* The figures of one configuration, each with its definition in a tooltip. */
G_DECLARE_FINAL_TYPE (MonitorFigureBoard, monitor_figure_board, MONITOR, FIGURE_BOARD, GtkWidget)

/* Shows what a configuration has to say now; NULL for none. */
void monitor_figure_board_update (MonitorFigureBoard          *self,
                                  AriadneConfigurationHistory *configuration);

G_END_DECLS
