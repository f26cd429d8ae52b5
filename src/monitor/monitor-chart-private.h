/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "monitor-chart.h"
#include "monitor-chart-table.h"
#include "monitor-strips.h"
#include "monitor-throttle.h"

G_BEGIN_DECLS

struct _MonitorChart
{
  GtkWidget           parent_instance;

  AriadneChart       *chart; /* nullable */
  AriadneChartView    view;
  AriadneTextWriter   writer;
  MonitorChartTable  *table; /* NULL until it is asked for */

  GtkWidget          *scroller;  /* what it is scrolled with, while it is mapped; unowned */
  GSignalGroup       *scrolling; /* of its vertical adjustment */
  gboolean            stale;     /* the view has yet to follow the chart */

  /* What was drawn last, and what it was drawn of. */
  GskRenderNode      *frame_node;
  MonitorStrips       data;
  gboolean            data_valid;
  double              first_change; /* of the data since then, as a place on the axis */
  AriadneChartLayout  layout;
  guint               generation;
  int                 drawn_width;
  int                 drawn_height;
  AriadnePalette      palette;
  double              scale;
  gpointer            font; /* PangoFontDescription, or NULL */
  gboolean            style_valid; /* these are those of the theme */
  guint               n_frames_drawn;
  guint               n_data_drawn;

  /* What the pointer or the keys are at. */
  gboolean            has_hit;
  AriadneChartHit     hit;
  gboolean            selecting; /* a part to zoom in on */
  double              select_start;
  double              select_end;
  double              pan_last;
  double              pointer_x;

  GtkWidget          *menu; /* NULL until it is asked for */
  MonitorThrottle     describe;
};

void _monitor_chart_get_size     (MonitorChart *self,
                                  double       *width,
                                  double       *height);
void _monitor_chart_view_changed (MonitorChart *self);
void _monitor_chart_set_hit      (MonitorChart          *self,
                                  const AriadneChartHit *hit);

void _monitor_chart_init_input   (MonitorChart *self);
void _monitor_chart_install_actions
                                 (GtkWidgetClass *klass);
void _monitor_chart_popup_menu   (MonitorChart *self,
                                  double        x,
                                  double        y);
void _monitor_chart_zoom         (MonitorChart *self,
                                  double        factor,
                                  double        position);

void _monitor_chart_snapshot_hit (MonitorChart *self,
                                  GtkSnapshot  *snapshot,
                                  double        width,
                                  double        height);

G_END_DECLS
