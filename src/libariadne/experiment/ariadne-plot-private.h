/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "chart/ariadne-series.h"
#include "experiment/ariadne-plot.h"

G_BEGIN_DECLS

/* One configuration, in what is drawn: how many batches there were of each size,
 * and the times, from the first update on, against the examples evaluated by then.
 */
typedef struct
{
  AriadneRunRecord *record;
  AriadneSeries    *sizes;
  AriadneSeries    *total;
  AriadneSeries    *model;
} AriadnePlotSeries;

/* One column; there is at least one series. */
typedef struct
{
  const char *name;
  GPtrArray  *series; /* of AriadnePlotSeries */
} AriadnePlotGroup;

struct _AriadnePlot
{
  GObject           parent_instance;

  AriadnePlotFlags  flags;
  AriadneReport    *report;
  GPtrArray        *groups; /* of AriadnePlotGroup */

  /* Of all series: what the axes must have room for. */
  guint             largest_batch;
  guint             most_series; /* in one group */
  double            most_examples;
  double            longest_s;
  double            shortest_s; /* above 0 */
};

/* Where things are, before the scale is applied. A column has a panel for the
 * batch sizes, one for the times below it, and a legend; all panels are as wide.
 */
typedef struct
{
  double scale;
  double first_x;
  double pitch; /* from one column to the next */
  double panel_width;
  double sizes_y;
  double sizes_height;
  double times_y;
  double times_height;
  double legend_y;
} AriadnePlotLayout;

/* So many have room enough for their bars in one column. */
#define ARIADNE_PLOT_FEW_SERIES 4

/* The labels above the bars of each series, and the lines of the legend. */
#define ARIADNE_PLOT_LABEL_HEIGHT 24.0
#define ARIADNE_PLOT_LEGEND_LINE 20.0

void _ariadne_plot_get_layout (AriadnePlot       *self,
                               double             width,
                               double             height,
                               AriadnePlotLayout *layout);

G_END_DECLS
