/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_FIGURE (monitor_figure_get_type ())

/* A number that is worth a look, and what it is. Its properties are `caption`, `value`
 * and `explanation`, which a tooltip shows.
 */
G_DECLARE_FINAL_TYPE (MonitorFigure, monitor_figure, MONITOR, FIGURE, GtkWidget)

const char *monitor_figure_get_value (MonitorFigure *self);

/* Takes the text. */
void        monitor_figure_take_value (MonitorFigure *self,
                                       char          *value);

G_END_DECLS
