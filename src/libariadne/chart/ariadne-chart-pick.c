/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-chart-private.h"

#include <math.h>

/* Points that far to the left and right of the pointer may be nearest. */
#define REACH 24.0

/* Keys go on to a point that can be told from the one before. */
#define LEAST_STEP 1.0

static void
set_point_hit (const AriadneChartScene *scene,
               const AriadneSeries     *points,
               guint                    series,
               guint                    point,
               AriadneChartHit         *hit)
{
  double px = scene->panel.x;
  double py = scene->panel.y + scene->panel.height;

  /* What has no place on a logarithmic axis is said to be at its low end. */
  _ariadne_panel_place (&scene->panel, points->x[point], points->y[point], &px, &py);
  *hit = (AriadneChartHit) {
    .series = series,
    .point = point,
    .n_points = 1,
    .x = points->x[point],
    .x_last = points->x[point],
    .y = points->y[point],
    .px = px,
    .py = py,
  };
}

static void
set_bar_hit (const AriadneChartScene *scene,
             const AriadneSeries     *points,
             guint                    series,
             const AriadneBar        *bar,
             AriadneChartHit         *hit)
{
  const AriadnePanel *panel = &scene->panel;
  double total = _ariadne_chart_scene_get_total (points);

  *hit = (AriadneChartHit) {
    .series = series,
    .point = bar->first,
    .n_points = bar->n_points,
    .x = MIN (points->x[bar->first],
              scene->bins.doublings ? floor (bar->low) + 1 : bar->low + 1),
    .x_last = bar->high,
    .y = bar->sum,
    .px = panel->x + panel->width * (_ariadne_axis_map (&panel->x_axis, bar->low)
                                     + _ariadne_axis_map (&panel->x_axis, bar->high)) / 2,
    .py = _ariadne_panel_place_y (panel, bar->sum / total),
  };
}

static gboolean
is_bar_seen (const AriadneChartScene *scene,
             const AriadneBar        *bar)
{
  return bar->high > scene->panel.x_axis.low && bar->low < scene->panel.x_axis.high
         && bar->sum > 0;
}

/* How far the pointer is from a bar; of bars that it is in, the lowest is best. */
static double
get_bar_distance (const AriadneChartScene *scene,
                  const AriadneBar        *bar,
                  double                   top,
                  double                   px,
                  double                   py)
{
  const AriadnePanel *panel = &scene->panel;
  double left = panel->x + panel->width * _ariadne_axis_map (&panel->x_axis, bar->low);
  double right = panel->x + panel->width * _ariadne_axis_map (&panel->x_axis, bar->high);
  double aside = MAX (0, MAX (left - px, px - right));

  /* Bars stand on the axis: a column is as good from above as from inside. */
  return aside * 1000 + fabs (py - top) / 1000;
}

static void
pick_bar (const AriadneChartScene *scene,
          const AriadneSeries     *points,
          guint                    series,
          double                   px,
          double                   py,
          double                  *least,
          AriadneChartHit         *hit)
{
  const GArray *bars = scene->bars->pdata[series];

  for (guint i = 0; i < bars->len; i++)
    {
      const AriadneBar *bar = &g_array_index (bars, AriadneBar, i);
      AriadneChartHit candidate;
      double distance;

      if (!is_bar_seen (scene, bar))
        continue;

      set_bar_hit (scene, points, series, bar, &candidate);
      distance = get_bar_distance (scene, bar, candidate.py, px, py);
      if (distance < *least)
        {
          *least = distance;
          *hit = candidate;
        }
    }
}

/* The points that are seen from one place to another, and one more on either
 * side, as far as the window goes.
 */
static void
get_candidates (const AriadneChartScene *scene,
                const AriadneSeries     *points,
                double                   left,
                double                   right,
                guint                   *first,
                guint                   *end)
{
  const AriadnePanel *panel = &scene->panel;
  const AriadneAxis *axis = &panel->x_axis;
  double low = _ariadne_axis_unmap (axis, (left - panel->x) / panel->width);
  double high = _ariadne_axis_unmap (axis, (right - panel->x) / panel->width);
  guint first_seen = _ariadne_series_find (points, axis->low);
  guint end_seen = _ariadne_series_find_after (points, axis->high);

  *first = _ariadne_series_find (points, low);
  *end = _ariadne_series_find_after (points, high);
  *first = MAX (first_seen, *first - (*first > 0));
  *end = MIN (end_seen, *end + 1);
}

static void
pick_point (const AriadneChartScene *scene,
            const AriadneSeries     *points,
            guint                    series,
            double                   px,
            double                   py,
            double                  *least,
            AriadneChartHit         *hit)
{
  guint first, end;

  get_candidates (scene, points, px - REACH, px + REACH, &first, &end);
  for (guint i = first; i < end; i++)
    {
      double x, y, distance;

      if (!_ariadne_panel_place (&scene->panel, points->x[i], points->y[i], &x, &y))
        continue;

      distance = hypot (x - px, y - py);
      if (distance < *least)
        {
          *least = distance;
          set_point_hit (scene, points, series, i, hit);
        }
    }
}

/**
 * ariadne_chart_pick:
 * @self: a chart
 * @view: (nullable): how it is looked at
 * @width: the width of the picture, in units of 1/96 inch
 * @height: its height, in the same units
 * @px: a place in the picture
 * @py: a place in the picture
 * @hit: (out caller-allocates): what is there
 *
 * Looks for the recorded point or the bar that is nearest to a place. It may be far
 * away, but it can be seen.
 *
 * Returns: whether there is any
 */
gboolean
ariadne_chart_pick (AriadneChart           *self,
                    const AriadneChartView *view,
                    double                  width,
                    double                  height,
                    double                  px,
                    double                  py,
                    AriadneChartHit        *hit)
{
  g_auto (AriadneChartScene) scene = { 0 };
  double least = INFINITY;

  g_return_val_if_fail (ARIADNE_IS_CHART (self), FALSE);
  g_return_val_if_fail (hit != NULL, FALSE);

  _ariadne_chart_scene_init (&scene, self, view, width, height);
  for (guint i = 0; i < self->series->len; i++)
    {
      const AriadneSeries *points = _ariadne_chart_get_series (self, i);

      if (!points->visible)
        continue;
      if (points->style.kind == ARIADNE_SERIES_BARS)
        pick_bar (&scene, points, i, px, py, &least, hit);
      else
        pick_point (&scene, points, i, px, py, &least, hit);
    }

  return isfinite (least);
}

static const AriadneBar *
find_bar (const AriadneChartScene *scene,
          guint                    series,
          guint                    point)
{
  const GArray *bars = scene->bars->pdata[series];

  for (guint i = 0; i < bars->len; i++)
    {
      const AriadneBar *bar = &g_array_index (bars, AriadneBar, i);

      if (point >= bar->first && point - bar->first < bar->n_points)
        return bar;
    }

  return NULL;
}

static gboolean
locate (const AriadneChartScene *scene,
        AriadneChart            *chart,
        guint                    series,
        guint                    point,
        AriadneChartHit         *hit)
{
  const AriadneSeries *points;

  if (series >= chart->series->len)
    return FALSE;

  points = _ariadne_chart_get_series (chart, series);
  if (!points->visible || point >= points->n_points)
    return FALSE;

  if (points->style.kind == ARIADNE_SERIES_BARS)
    set_bar_hit (scene, points, series, find_bar (scene, series, point), hit);
  else
    set_point_hit (scene, points, series, point, hit);

  return TRUE;
}

/**
 * ariadne_chart_locate:
 * @self: a chart
 * @view: (nullable): how it is looked at
 * @width: the width of the picture, in units of 1/96 inch
 * @height: its height, in the same units
 * @series: the index of a series
 * @point: the index of a recorded point
 * @hit: (out caller-allocates): where it is
 *
 * Tells where a recorded point is, or the bar that it is in.
 *
 * Returns: whether there is such a point
 */
gboolean
ariadne_chart_locate (AriadneChart           *self,
                      const AriadneChartView *view,
                      double                  width,
                      double                  height,
                      guint                   series,
                      guint                   point,
                      AriadneChartHit        *hit)
{
  g_auto (AriadneChartScene) scene = { 0 };

  g_return_val_if_fail (ARIADNE_IS_CHART (self), FALSE);
  g_return_val_if_fail (hit != NULL, FALSE);

  _ariadne_chart_scene_init (&scene, self, view, width, height);

  return locate (&scene, self, series, point, hit);
}

/* Steps */

/* The points of a series that are seen. */
static void
get_seen (const AriadneChartScene *scene,
          const AriadneSeries     *points,
          guint                   *first,
          guint                   *end)
{
  *first = _ariadne_series_find (points, scene->panel.x_axis.low);
  *end = _ariadne_series_find_after (points, scene->panel.x_axis.high);
}

static gboolean
step_along (const AriadneChartScene *scene,
            AriadneChart            *chart,
            gboolean                 forwards,
            AriadneChartHit         *hit)
{
  const AriadneSeries *points = _ariadne_chart_get_series (chart, hit->series);
  guint point = forwards ? hit->point + hit->n_points : hit->point;
  guint first, end;

  get_seen (scene, points, &first, &end);
  while (forwards ? point < end : point > first)
    {
      AriadneChartHit next;

      point -= !forwards;
      if (!locate (scene, chart, hit->series, point, &next))
        return FALSE;
      if (fabs (next.px - hit->px) >= LEAST_STEP || point == first || point == end - 1)
        {
          *hit = next;
          return TRUE;
        }
      point += forwards;
    }

  return FALSE;
}

static gboolean
step_to_end (const AriadneChartScene *scene,
             AriadneChart            *chart,
             gboolean                 last,
             AriadneChartHit         *hit)
{
  guint first, end;

  get_seen (scene, _ariadne_chart_get_series (chart, hit->series), &first, &end);

  return first < end && locate (scene, chart, hit->series, last ? end - 1 : first, hit);
}

static gboolean
step_across (const AriadneChartScene *scene,
             AriadneChart            *chart,
             gboolean                 forwards,
             AriadneChartHit         *hit)
{
  guint n_series = chart->series->len;

  for (guint i = 1; i < n_series; i++)
    {
      guint series = (hit->series + (forwards ? i : n_series - i)) % n_series;
      const AriadneSeries *points = _ariadne_chart_get_series (chart, series);
      guint first, end;

      get_seen (scene, points, &first, &end);
      if (points->visible && first < end)
        return locate (scene, chart, series,
                       CLAMP (_ariadne_series_find (points, hit->x), first, end - 1), hit);
    }

  return FALSE;
}

/**
 * ariadne_chart_step:
 * @self: a chart
 * @view: (nullable): how it is looked at
 * @width: the width of the picture, in units of 1/96 inch
 * @height: its height, in the same units
 * @step: where to go
 * @hit: (inout): a point or a bar, and then the next
 *
 * Goes from one point or bar to another, as people do with keys.
 *
 * Returns: whether there is another
 */
gboolean
ariadne_chart_step (AriadneChart           *self,
                    const AriadneChartView *view,
                    double                  width,
                    double                  height,
                    AriadneChartStep        step,
                    AriadneChartHit        *hit)
{
  g_auto (AriadneChartScene) scene = { 0 };

  g_return_val_if_fail (ARIADNE_IS_CHART (self), FALSE);
  g_return_val_if_fail (hit != NULL, FALSE);

  _ariadne_chart_scene_init (&scene, self, view, width, height);
  /* What was hit may be gone by now. */
  if (!locate (&scene, self, hit->series, hit->point, hit))
    return FALSE;

  switch (step)
    {
    case ARIADNE_CHART_STEP_PREVIOUS:
    case ARIADNE_CHART_STEP_NEXT:
      return step_along (&scene, self, step == ARIADNE_CHART_STEP_NEXT, hit);
    case ARIADNE_CHART_STEP_PREVIOUS_SERIES:
    case ARIADNE_CHART_STEP_NEXT_SERIES:
      return step_across (&scene, self, step == ARIADNE_CHART_STEP_NEXT_SERIES, hit);
    case ARIADNE_CHART_STEP_FIRST:
    case ARIADNE_CHART_STEP_LAST:
    default:
      return step_to_end (&scene, self, step == ARIADNE_CHART_STEP_LAST, hit);
    }
}
