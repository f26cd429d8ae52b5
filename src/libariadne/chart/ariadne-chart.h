/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "chart/ariadne-chart-view.h"
#include "chart/ariadne-palette.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_CHART (ariadne_chart_get_type ())

/**
 * ARIADNE_CHART_MAX_POINTS:
 *
 * No series has more points than that.
 */
#define ARIADNE_CHART_MAX_POINTS (1u << 20)

/**
 * AriadneChartAxis:
 * @ARIADNE_CHART_X: the horizontal axis
 * @ARIADNE_CHART_Y: the vertical axis
 *
 * An axis of a chart.
 */
typedef enum {
  ARIADNE_CHART_X,
  ARIADNE_CHART_Y,
} AriadneChartAxis;

/**
 * AriadneUnit:
 * @ARIADNE_UNIT_NUMBER: any numbers
 * @ARIADNE_UNIT_SIZE: whole numbers, seen best by powers of two
 * @ARIADNE_UNIT_SECONDS: seconds, shown in a handy unit of time
 * @ARIADNE_UNIT_SHARE: from 0 to 1, shown in percent
 *
 * What the numbers of an axis are.
 */
typedef enum {
  ARIADNE_UNIT_NUMBER,
  ARIADNE_UNIT_SIZE,
  ARIADNE_UNIT_SECONDS,
  ARIADNE_UNIT_SHARE,
} AriadneUnit;

/**
 * AriadneSeriesKind:
 * @ARIADNE_SERIES_LINES: points joined by lines
 * @ARIADNE_SERIES_STEPS: each value holds until the next
 * @ARIADNE_SERIES_POINTS: points alone
 * @ARIADNE_SERIES_BARS: a histogram: each point is a whole number, and how many
 *   there are of it; neighbours share a bar where there is no room for all
 *
 * How a series is drawn.
 */
typedef enum {
  ARIADNE_SERIES_LINES,
  ARIADNE_SERIES_STEPS,
  ARIADNE_SERIES_POINTS,
  ARIADNE_SERIES_BARS,
} AriadneSeriesKind;

/**
 * AriadneDash:
 * @ARIADNE_DASH_SOLID: no gaps
 * @ARIADNE_DASH_DASHED: long strokes
 * @ARIADNE_DASH_DOTTED: dots
 * @ARIADNE_DASH_MIXED: strokes and dots in turn
 *
 * How the line of a series is broken.
 */
typedef enum {
  ARIADNE_DASH_SOLID,
  ARIADNE_DASH_DASHED,
  ARIADNE_DASH_DOTTED,
  ARIADNE_DASH_MIXED,
} AriadneDash;

/**
 * AriadneSeriesStyle:
 * @kind: how it is drawn
 * @colour: which colour of the palette, and which marker or hatch; they repeat
 * @dash: how its line is broken
 * @unlisted: left out of the legend, because it goes with the series before it
 * @share: of bars: show the share of all rather than how many there are
 *
 * How a series looks.
 */
typedef struct
{
  AriadneSeriesKind kind;
  guint             colour;
  AriadneDash       dash;
  gboolean          unlisted;
  gboolean          share;
} AriadneSeriesStyle;

/**
 * AriadneChartLayers:
 * @ARIADNE_CHART_BACKGROUND: one colour
 * @ARIADNE_CHART_FRAME: title, legend and axes
 * @ARIADNE_CHART_DATA: the data
 * @ARIADNE_CHART_ALL: all of them
 *
 * What of a chart is drawn.
 */
typedef enum {
  ARIADNE_CHART_BACKGROUND = 1 << 0,
  ARIADNE_CHART_FRAME = 1 << 1,
  ARIADNE_CHART_DATA = 1 << 2,
  ARIADNE_CHART_ALL = (1 << 3) - 1,
} AriadneChartLayers;

/**
 * AriadneChartStep:
 * @ARIADNE_CHART_STEP_FIRST: to the first point of the series
 * @ARIADNE_CHART_STEP_PREVIOUS: to the one before, as far as they can be told apart
 * @ARIADNE_CHART_STEP_NEXT: to the one after
 * @ARIADNE_CHART_STEP_LAST: to the last point of the series
 * @ARIADNE_CHART_STEP_PREVIOUS_SERIES: to the series before, near the same place
 * @ARIADNE_CHART_STEP_NEXT_SERIES: to the series after
 *
 * How to go from one point that is seen to another.
 */
typedef enum {
  ARIADNE_CHART_STEP_FIRST,
  ARIADNE_CHART_STEP_PREVIOUS,
  ARIADNE_CHART_STEP_NEXT,
  ARIADNE_CHART_STEP_LAST,
  ARIADNE_CHART_STEP_PREVIOUS_SERIES,
  ARIADNE_CHART_STEP_NEXT_SERIES,
} AriadneChartStep;

/**
 * AriadneChartLayout:
 * @x: where the panel of the data starts
 * @y: where the panel of the data starts, from the top
 * @width: the width of the panel, in the units of the picture
 * @height: its height, in the same units
 * @x_low: the value at its left
 * @x_high: the value at its right
 * @y_low: the value at its bottom
 * @y_high: the value at its top
 * @frame: the number of changes to the frame, for comparing layouts
 *
 * Where things are in a chart of some size. As long as nothing of it changes, the
 * frame looks the same.
 */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
  double x_low;
  double x_high;
  double y_low;
  double y_high;
  guint  frame;
} AriadneChartLayout;

/**
 * AriadneChartHit:
 * @series: the index of a series
 * @point: the index of a recorded point; of a bar, its first
 * @n_points: how many recorded points there are here: more than one in a bar
 * @x: the recorded value; of a bar, that of its first point
 * @x_last: of a bar, that of the last number which belongs to it, else @x
 * @y: the recorded value; of a bar, the sum of its points
 * @px: where it is in the picture; of a bar, the middle of its top
 * @py: where it is in the picture
 *
 * A recorded point of a chart, or a bar.
 */
typedef struct
{
  guint  series;
  guint  point;
  guint  n_points;
  double x;
  double x_last;
  double y;
  double px;
  double py;
} AriadneChartHit;

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneChart, ariadne_chart, ARIADNE, CHART, GObject)

/* The description */

ARIADNE_AVAILABLE_IN_ALL
AriadneChart *ariadne_chart_new                (const char                *title)
                                               G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
const char   *ariadne_chart_get_title          (AriadneChart              *self);
ARIADNE_AVAILABLE_IN_ALL
guint         ariadne_chart_get_generation     (AriadneChart              *self);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_set_axis           (AriadneChart              *self,
                                                AriadneChartAxis           axis,
                                                const char                *label,
                                                AriadneUnit                unit);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_chart_get_logarithmic    (AriadneChart              *self,
                                                AriadneChartAxis           axis);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_set_logarithmic    (AriadneChart              *self,
                                                AriadneChartAxis           axis,
                                                gboolean                   logarithmic);
ARIADNE_AVAILABLE_IN_ALL
guint         ariadne_chart_get_n_series       (AriadneChart              *self);
ARIADNE_AVAILABLE_IN_ALL
guint         ariadne_chart_add_series         (AriadneChart              *self,
                                                const char                *name,
                                                const AriadneSeriesStyle  *style);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_remove_all         (AriadneChart              *self);
ARIADNE_AVAILABLE_IN_ALL
const char   *ariadne_chart_get_series_name    (AriadneChart              *self,
                                                guint                      series);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_get_series_style   (AriadneChart              *self,
                                                guint                      series,
                                                AriadneSeriesStyle        *style);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_chart_get_series_visible (AriadneChart              *self,
                                                guint                      series);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_set_series_visible (AriadneChart              *self,
                                                guint                      series,
                                                gboolean                   visible);
ARIADNE_AVAILABLE_IN_ALL
guint         ariadne_chart_get_points         (AriadneChart              *self,
                                                guint                      series,
                                                const double             **x,
                                                const double             **y);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_chart_set_points         (AriadneChart              *self,
                                                guint                      series,
                                                guint                      n_points,
                                                const double              *x,
                                                const double              *y,
                                                GError                   **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_chart_append_points      (AriadneChart              *self,
                                                guint                      series,
                                                guint                      n_points,
                                                const double              *x,
                                                const double              *y,
                                                GError                   **error);

/* How it is looked at; a view may always be NULL, for all there is */

ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_update_view        (AriadneChart              *self,
                                                AriadneChartView          *view,
                                                double                     width,
                                                double                     height);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_zoom               (AriadneChart              *self,
                                                AriadneChartView          *view,
                                                double                     factor,
                                                double                     position);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_pan                (AriadneChart              *self,
                                                AriadneChartView          *view,
                                                double                     share);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_get_layout         (AriadneChart              *self,
                                                const AriadneChartView    *view,
                                                double                     width,
                                                double                     height,
                                                AriadneChartLayout        *layout);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_chart_draw               (AriadneChart              *self,
                                                const AriadneChartView    *view,
                                                AriadneChartLayers         layers,
                                                cairo_t                   *cr,
                                                double                     width,
                                                double                     height,
                                                const AriadnePalette      *palette);

/* What is where */

ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_chart_pick               (AriadneChart              *self,
                                                const AriadneChartView    *view,
                                                double                     width,
                                                double                     height,
                                                double                     px,
                                                double                     py,
                                                AriadneChartHit           *hit);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_chart_locate             (AriadneChart              *self,
                                                const AriadneChartView    *view,
                                                double                     width,
                                                double                     height,
                                                guint                      series,
                                                guint                      point,
                                                AriadneChartHit           *hit);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_chart_step               (AriadneChart              *self,
                                                const AriadneChartView    *view,
                                                double                     width,
                                                double                     height,
                                                AriadneChartStep           step,
                                                AriadneChartHit           *hit);
ARIADNE_AVAILABLE_IN_ALL
char         *ariadne_chart_describe_hit       (AriadneChart              *self,
                                                const AriadneChartHit     *hit)
                                               G_GNUC_WARN_UNUSED_RESULT;

/* In words and in files */

ARIADNE_AVAILABLE_IN_ALL
char         *ariadne_chart_format_value       (AriadneChart              *self,
                                                AriadneChartAxis           axis,
                                                double                     value)
                                               G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
char         *ariadne_chart_summarise          (AriadneChart              *self)
                                               G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
char         *ariadne_chart_to_csv             (AriadneChart              *self)
                                               G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_chart_save               (AriadneChart              *self,
                                                const AriadneChartView    *view,
                                                double                     width,
                                                double                     height,
                                                const char                *path,
                                                GError                   **error);

G_END_DECLS
