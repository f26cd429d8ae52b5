/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "chart/ariadne-chart.h"
#include "chart/ariadne-panel.h"
#include "chart/ariadne-series.h"

G_BEGIN_DECLS

typedef struct
{
  char        *label;
  AriadneUnit  unit;
  gboolean     logarithmic;
} AriadneChartAxisInfo;

struct _AriadneChart
{
  GObject               parent_instance;

  char                 *title;
  AriadneChartAxisInfo  axes[2]; /* by AriadneChartAxis */
  GPtrArray            *series;  /* of AriadneSeries */
  guint                 generation;
  guint                 frame; /* changes of what the frame shows, but for the axes */
};

/* A chart of one size: its axes, and its bars. */
typedef struct
{
  AriadnePanel  panel; /* of which the context and the palette are set for drawing */
  AriadneBins   bins;
  GPtrArray    *bars; /* of arrays of AriadneBar; NULL for what has no bars */
  double        width;
  guint         n_listed; /* visible series with a line in the legend */
  guint         n_bars;   /* visible series of bars */
  guint         n_points; /* of all visible series */
  double        legend_y;
  guint         legend_rows;
  guint         legend_columns;
} AriadneChartScene;

AriadneSeries *_ariadne_chart_get_series   (AriadneChart           *self,
                                            guint                   series);
gboolean       _ariadne_chart_is_listed    (const AriadneSeries    *series);
void           _ariadne_chart_get_x_range  (AriadneChart           *self,
                                            double                 *low,
                                            double                 *high);

void           _ariadne_chart_scene_init   (AriadneChartScene      *scene,
                                            AriadneChart           *chart,
                                            const AriadneChartView *view,
                                            double                  width,
                                            double                  height);
void           _ariadne_chart_scene_clear  (AriadneChartScene      *scene);
double         _ariadne_chart_scene_get_total
                                           (const AriadneSeries    *series);
char          *_ariadne_chart_label_axis   (AriadneChart           *self,
                                            AriadneChartAxis        axis,
                                            const AriadneAxis      *shown)
                                           G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AriadneChartScene, _ariadne_chart_scene_clear)

G_END_DECLS
