/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a chart takes from the theme: its colours, and its font. */

void                     monitor_chart_look_get_palette (GtkWidget         *widget,
                                                         AriadnePalette    *palette);
void                     monitor_chart_look_init_writer (GtkWidget         *widget,
                                                         AriadneTextWriter *writer);
double                   monitor_chart_look_get_scale   (GtkWidget         *widget);

G_END_DECLS
