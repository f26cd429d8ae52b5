/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-chart-private.h"

#include <math.h>

#define MARGIN 12.0
#define TITLE_HEIGHT 28.0
#define LEGEND_LINE 18.0
#define LEGEND_CELL 160.0
#define Y_LABEL_WIDTH 18.0
#define LEAST_PANEL_HEIGHT 90.0

/* A chart of numbers ends a little above the highest one. */
#define ROOM_ABOVE 1.03

/* Beyond that there would be no room left above. */
#define HIGHEST 1e307

typedef struct
{
  double low;
  double high;
  double least; /* above 0 */
} Range;

static const Range empty_range = { INFINITY, -INFINITY, INFINITY };

static void
range_add (Range  *self,
           double  value)
{
  self->low = MIN (self->low, value);
  self->high = MAX (self->high, value);
  if (value > 0)
    self->least = MIN (self->least, value);
}

/* From 0, unless that is far away from many values. */
static void
range_close (Range *self)
{
  if (self->low > self->high)
    self->low = 0, self->high = 1;
  else if (self->low > 0 && (self->low < self->high / 2 || self->low == self->high))
    self->low = 0;
  self->low = CLAMP (self->low, -HIGHEST, HIGHEST);
  self->high = CLAMP (self->high, -HIGHEST, HIGHEST);
  self->least = MIN (self->least, self->high > 0 ? self->high : 1);
}

/*
 * _ariadne_chart_is_listed:
 * @series: a series
 *
 * Tells whether the legend has a line for a series.
 *
 * Returns: whether it has
 */
gboolean
_ariadne_chart_is_listed (const AriadneSeries *series)
{
  return series->visible && !series->style.unlisted;
}

static Range
get_x_range (AriadneChart *chart)
{
  Range range = empty_range;

  for (guint i = 0; i < chart->series->len; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (chart, i);

      if (!series->visible || series->n_points == 0)
        continue;

      range_add (&range, series->style.kind == ARIADNE_SERIES_BARS ? 0 : series->x[0]);
      range_add (&range, series->x[series->n_points - 1]);
      /* The first point above 0 is the least one. */
      if (series->x[0] <= 0 && series->x[series->n_points - 1] > 0)
        range_add (&range, series->x[_ariadne_series_find_after (series, 0)]);
    }
  range_close (&range);

  return range;
}

/*
 * _ariadne_chart_get_x_range:
 * @self: a chart
 * @low: (out): where the data begins
 * @high: (out): where it ends
 *
 * Tells what there is to be seen without a zoom.
 */
void
_ariadne_chart_get_x_range (AriadneChart *self,
                            double       *low,
                            double       *high)
{
  Range range = get_x_range (self);
  gboolean logarithmic = self->axes[ARIADNE_CHART_X].logarithmic;

  *low = logarithmic ? MIN (range.least, range.high / 2) : range.low;
  *high = range.high;
  if (logarithmic && *high <= 0)
    *low = 0.5, *high = 1;
  if (*high <= *low)
    *high = *low + MAX (1e-9, fabs (*low));
}

/*
 * _ariadne_chart_scene_get_total:
 * @series: a series of bars
 *
 * Tells what the heights of its bars are divided by.
 *
 * Returns: a number above 0
 */
double
_ariadne_chart_scene_get_total (const AriadneSeries *series)
{
  double total = series->style.share ? _ariadne_series_get_total (series) : 1;

  return total > 0 ? total : 1;
}

static double
get_unit (AriadneUnit unit,
          double      longest)
{
  switch (unit)
    {
    case ARIADNE_UNIT_SECONDS:
      return _ariadne_axis_get_time_unit (longest)->seconds;
    case ARIADNE_UNIT_SHARE:
      return 0.01;
    case ARIADNE_UNIT_NUMBER:
    case ARIADNE_UNIT_SIZE:
    default:
      return 1;
    }
}

/*
 * _ariadne_chart_label_axis:
 * @self: a chart
 * @axis: which axis
 * @shown: the axis as it is drawn
 *
 * Writes what an axis shows, with the unit.
 *
 * Returns: (transfer full): the text
 */
char *
_ariadne_chart_label_axis (AriadneChart      *self,
                           AriadneChartAxis   axis,
                           const AriadneAxis *shown)
{
  const AriadneChartAxisInfo *info = &self->axes[axis];

  if (info->unit == ARIADNE_UNIT_SECONDS)
    return g_strdup_printf ("%s (%s)", info->label, _ariadne_axis_get_unit_name (shown));
  if (info->unit == ARIADNE_UNIT_SHARE)
    return g_strdup_printf ("%s (%%)", info->label);

  return g_strdup (info->label);
}

/* Everything, on an axis that is at its best for that. */
static void
init_whole_x_axis (AriadneChartScene          *scene,
                   const AriadneChartAxisInfo *info,
                   double                      low,
                   double                      high,
                   guint                       n_ticks)
{
  AriadneAxis *axis = &scene->panel.x_axis;

  if (info->unit == ARIADNE_UNIT_SIZE && info->logarithmic)
    _ariadne_axis_init_doublings (axis, high, n_ticks);
  else if (info->unit == ARIADNE_UNIT_SIZE && low == 0)
    _ariadne_axis_init_binary (axis, _ariadne_bins_get_high (&scene->bins, high), n_ticks);
  else if (info->logarithmic)
    _ariadne_axis_init_decades (axis, low, high, n_ticks);
  else
    _ariadne_axis_init_window (axis, low, high, n_ticks, FALSE, info->unit == ARIADNE_UNIT_SIZE);
}

static void
init_x_axis (AriadneChartScene      *scene,
             AriadneChart           *chart,
             const AriadneChartView *view)
{
  const AriadneChartAxisInfo *info = &chart->axes[ARIADNE_CHART_X];
  guint n_ticks = _ariadne_axis_count_ticks (scene->panel.width, 60);
  gboolean zoomed = view != NULL && view->zoomed;
  double low, high, unit;

  _ariadne_chart_get_x_range (chart, &low, &high);
  if (view != NULL && view->live)
    high = MAX (high, view->held_x);
  if (zoomed)
    low = view->x_low, high = view->x_high;

  _ariadne_bins_init (&scene->bins, info->logarithmic, high - low, scene->panel.width);
  unit = get_unit (info->unit, MAX (fabs (low), fabs (high)));
  if (zoomed)
    _ariadne_axis_init_window (&scene->panel.x_axis, low / unit, high / unit, n_ticks,
                               info->logarithmic, info->unit == ARIADNE_UNIT_SIZE);
  else
    init_whole_x_axis (scene, info, low / unit, high / unit, n_ticks);
  _ariadne_axis_set_unit (&scene->panel.x_axis, unit);
}

static void
fill_bars (AriadneChartScene *scene,
           AriadneChart      *chart)
{
  scene->bars = g_ptr_array_new_full (chart->series->len, NULL);
  for (guint i = 0; i < chart->series->len; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (chart, i);
      gboolean has_bars = series->visible && series->style.kind == ARIADNE_SERIES_BARS;

      g_ptr_array_add (scene->bars, has_bars ? _ariadne_bins_fill (&scene->bins, series) : NULL);
    }
}

static void
add_bars_to_range (const AriadneChartScene *scene,
                   const AriadneSeries     *series,
                   const GArray            *bars,
                   Range                   *range)
{
  double total = _ariadne_chart_scene_get_total (series);

  for (guint i = 0; i < bars->len; i++)
    {
      const AriadneBar *bar = &g_array_index (bars, AriadneBar, i);

      if (bar->high > scene->panel.x_axis.low && bar->low < scene->panel.x_axis.high)
        range_add (range, bar->sum / total);
    }
}

/* The points that are seen, and what goes to them from either side. */
static void
add_points_to_range (const AriadneChartScene *scene,
                     const AriadneSeries     *series,
                     Range                   *range)
{
  guint first = _ariadne_series_find (series, scene->panel.x_axis.low);
  guint end = _ariadne_series_find_after (series, scene->panel.x_axis.high);

  if (series->style.kind != ARIADNE_SERIES_POINTS)
    {
      first -= first > 0;
      end += end < series->n_points;
    }
  for (guint i = first; i < end; i++)
    range_add (range, series->y[i]);
}

static Range
get_y_range (const AriadneChartScene *scene,
             AriadneChart            *chart)
{
  Range range = empty_range;

  for (guint i = 0; i < chart->series->len; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (chart, i);

      if (!series->visible)
        continue;
      if (scene->bars->pdata[i] != NULL)
        add_bars_to_range (scene, series, scene->bars->pdata[i], &range);
      else
        add_points_to_range (scene, series, &range);
    }

  if (range.low > 0 && scene->n_bars > 0)
    range.low = 0;
  /* A share that is not one of many bars is seen best against all. */
  if (chart->axes[ARIADNE_CHART_Y].unit == ARIADNE_UNIT_SHARE && scene->n_bars == 0)
    range.low = MIN (0, range.low), range.high = MAX (1, range.high);
  range_close (&range);

  return range;
}

static void
init_linear_y_axis (AriadneAxis *axis,
                    const Range *range,
                    double       held,
                    double       unit,
                    guint        n_ticks)
{
  double high = MAX (range->high, held);

  if (range->low >= 0 && high <= 0)
    high = unit;
  _ariadne_axis_init_window (axis, range->low / unit, high / unit, n_ticks, FALSE, FALSE);
  _ariadne_axis_round_up (axis);
  _ariadne_axis_round_down (axis);
}

static void
init_y_axis (AriadneChartScene      *scene,
             AriadneChart           *chart,
             const AriadneChartView *view)
{
  const AriadneChartAxisInfo *info = &chart->axes[ARIADNE_CHART_Y];
  guint n_ticks = _ariadne_axis_count_ticks (scene->panel.height, 40);
  double held = view != NULL && view->live ? view->held_y : 0;
  Range range = get_y_range (scene, chart);
  double unit = get_unit (info->unit, MAX (fabs (range.low), MAX (range.high, held)));

  if (scene->n_bars > 0)
    range.high *= ROOM_ABOVE;
  /* A bar of the least height should be seen. */
  if (info->logarithmic)
    _ariadne_axis_init_decades (&scene->panel.y_axis,
                                range.least / unit / (scene->n_bars > 0 ? 2 : 1),
                                MAX (range.high, held) / unit, n_ticks);
  else
    init_linear_y_axis (&scene->panel.y_axis, &range, held, unit, n_ticks);
  _ariadne_axis_set_unit (&scene->panel.y_axis, unit);
}

static void
count_series (AriadneChartScene *scene,
              AriadneChart      *chart)
{
  for (guint i = 0; i < chart->series->len; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (chart, i);

      if (!series->visible)
        continue;
      scene->n_listed += _ariadne_chart_is_listed (series);
      scene->n_bars += series->style.kind == ARIADNE_SERIES_BARS;
      scene->n_points += series->n_points;
    }
}

/* The legend is between the title and the data, which it never hides: it has as
 * many lines as leave room enough.
 */
static void
place_panel (AriadneChartScene *scene,
             double             width,
             double             height,
             gboolean           titled)
{
  AriadnePanel *panel = &scene->panel;
  double above = MARGIN + (titled ? TITLE_HEIGHT : 0);
  double below = ARIADNE_PANEL_TICKS_HEIGHT + MARGIN / 2;
  double room = MAX (0, height - above - below - LEAST_PANEL_HEIGHT);

  scene->width = width;
  scene->legend_y = above;
  scene->legend_columns = MAX (1, (guint) ((width - 2 * MARGIN) / LEGEND_CELL));
  if (scene->n_listed > 1)
    scene->legend_rows = MIN ((scene->n_listed - 1) / scene->legend_columns + 1,
                              (guint) (room / LEGEND_LINE));
  if (scene->legend_rows > 0)
    above += scene->legend_rows * LEGEND_LINE + MARGIN;

  panel->x = MARGIN + Y_LABEL_WIDTH + ARIADNE_PANEL_TICK_LABELS_WIDTH;
  panel->y = above;
  panel->width = MAX (1, floor (width - panel->x - 1.5 * MARGIN));
  panel->height = MAX (1, floor (height - above - below));
}

/*
 * _ariadne_chart_scene_init:
 * @scene: (out caller-allocates): a scene
 * @chart: a chart
 * @view: (nullable): how it is looked at
 * @width: the width of the picture, in units of 1/96 inch
 * @height: its height, in the same units
 *
 * Places everything.
 */
void
_ariadne_chart_scene_init (AriadneChartScene      *scene,
                           AriadneChart           *chart,
                           const AriadneChartView *view,
                           double                  width,
                           double                  height)
{
  *scene = (AriadneChartScene) { .width = width };

  count_series (scene, chart);
  place_panel (scene, width, height,
               chart->title[0] != '\0' && (view == NULL || !view->untitled));
  init_x_axis (scene, chart, view);
  fill_bars (scene, chart);
  init_y_axis (scene, chart, view);
}

/*
 * _ariadne_chart_scene_clear:
 * @scene: a scene
 *
 * Frees what a scene holds.
 */
void
_ariadne_chart_scene_clear (AriadneChartScene *scene)
{
  for (guint i = 0; scene->bars != NULL && i < scene->bars->len; i++)
    g_clear_pointer ((GArray **) &scene->bars->pdata[i], g_array_unref);
  g_clear_pointer (&scene->bars, g_ptr_array_unref);
}
