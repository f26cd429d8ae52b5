/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-chart-private.h"

#include <math.h>

/* A scale that is more than twice what is needed is held for so many updates. */
#define PATIENCE 20

/* While more is to come, the axis of what grows steadily ends that far ahead. */
#define AHEAD 1.125

/* No more than that is ever zoomed in. */
#define SMALLEST_WINDOW 1e-6

static void
hold_y (AriadneChart     *self,
        AriadneChartView *view,
        double            width,
        double            height)
{
  AriadneChartView fresh = *view;
  g_auto (AriadneChartScene) scene = { 0 };
  double needed;

  fresh.held_y = 0;
  _ariadne_chart_scene_init (&scene, self, &fresh, width, height);
  needed = scene.panel.y_axis.high;

  view->n_smaller = needed < view->held_y / 2 ? view->n_smaller + 1 : 0;
  if (needed > view->held_y || view->n_smaller >= PATIENCE)
    {
      view->held_y = needed;
      view->n_smaller = 0;
    }
}

static void
hold_x (AriadneChart     *self,
        AriadneChartView *view,
        double            low,
        double            high)
{
  /* Less than half of it is not more of the same: it is something new. */
  if (high > view->held_x || high < view->held_x / 2)
    view->held_x = low + AHEAD * (high - low);
}

/**
 * ariadne_chart_update_view:
 * @self: a chart
 * @view: how it is looked at
 * @width: the width of the picture, in units of 1/96 inch
 * @height: its height, in the same units
 *
 * Lets a view follow what has been recorded. To be called once for each time that
 * there is more, before it is drawn.
 *
 * While a view is live, its scales grow at once, and further than is needed so that
 * they need not grow each time; and they shrink only when they have long been too
 * large.
 */
void
ariadne_chart_update_view (AriadneChart     *self,
                           AriadneChartView *view,
                           double            width,
                           double            height)
{
  double low, high;

  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (view != NULL);

  _ariadne_chart_get_x_range (self, &low, &high);
  if (view->zoomed && view->follows && high != view->x_high)
    {
      view->x_low += high - view->x_high;
      view->x_high = high;
    }

  if (!view->live)
    return;

  hold_x (self, view, low, high);
  hold_y (self, view, width, height);
}

/* Positions are shares of what there is, on the axis as it is. */
static void
init_whole_axis (AriadneChart *self,
                 AriadneAxis  *axis)
{
  *axis = (AriadneAxis) {
    .logarithmic = self->axes[ARIADNE_CHART_X].logarithmic,
    .unit = 1,
  };
  _ariadne_chart_get_x_range (self, &axis->low, &axis->high);
}

static void
set_window (AriadneChart      *self,
            AriadneChartView  *view,
            const AriadneAxis *whole,
            double             low,
            double             high)
{
  view->zoomed = high - low < 1;
  view->x_low = _ariadne_axis_unmap (whole, low);
  view->x_high = _ariadne_axis_unmap (whole, high);
  view->follows = view->live && high >= 1 - 1e-9;
  view->held_y = 0;
  view->n_smaller = 0;
}

static void
get_window (AriadneChartView  *view,
            const AriadneAxis *whole,
            double            *low,
            double            *high)
{
  *low = view->zoomed ? _ariadne_axis_map (whole, view->x_low) : 0;
  *high = view->zoomed ? _ariadne_axis_map (whole, view->x_high) : 1;
}

/**
 * ariadne_chart_zoom:
 * @self: a chart
 * @view: how it is looked at
 * @factor: by how much to enlarge; below 1 to see more, 0 to see all
 * @position: what stays where it is, from 0 at the left to 1 at the right
 *
 * Zooms in on the horizontal axis, or out as far as there is data.
 */
void
ariadne_chart_zoom (AriadneChart     *self,
                    AriadneChartView *view,
                    double            factor,
                    double            position)
{
  AriadneAxis whole;
  double low, high, span, centre;

  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (view != NULL);
  g_return_if_fail (factor >= 0);

  init_whole_axis (self, &whole);
  get_window (view, &whole, &low, &high);
  centre = low + CLAMP (position, 0, 1) * (high - low);
  span = factor > 0 ? CLAMP ((high - low) / factor, SMALLEST_WINDOW, 1) : 1;
  low = CLAMP (centre - CLAMP (position, 0, 1) * span, 0, 1 - span);

  set_window (self, view, &whole, low, low + span);
}

/**
 * ariadne_chart_pan:
 * @self: a chart
 * @view: how it is looked at
 * @share: how far to the right, in widths of the window
 *
 * Moves the window of a zoomed view, as far as there is data.
 */
void
ariadne_chart_pan (AriadneChart     *self,
                   AriadneChartView *view,
                   double            share)
{
  AriadneAxis whole;
  double low, high, span;

  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (view != NULL);

  if (!view->zoomed)
    return;

  init_whole_axis (self, &whole);
  get_window (view, &whole, &low, &high);
  span = high - low;
  low = CLAMP (low + share * span, 0, 1 - span);

  set_window (self, view, &whole, low, low + span);
}

/**
 * ariadne_chart_get_layout:
 * @self: a chart
 * @view: (nullable): how it is looked at
 * @width: the width of the picture, in units of 1/96 inch
 * @height: its height, in the same units
 * @layout: (out caller-allocates): where things are
 *
 * Tells where the data is in a picture of some size.
 */
void
ariadne_chart_get_layout (AriadneChart           *self,
                          const AriadneChartView *view,
                          double                  width,
                          double                  height,
                          AriadneChartLayout     *layout)
{
  g_auto (AriadneChartScene) scene = { 0 };

  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (layout != NULL);

  _ariadne_chart_scene_init (&scene, self, view, width, height);
  *layout = (AriadneChartLayout) {
    .x = scene.panel.x,
    .y = scene.panel.y,
    .width = scene.panel.width,
    .height = scene.panel.height,
    .x_low = scene.panel.x_axis.low,
    .x_high = scene.panel.x_axis.high,
    .y_low = scene.panel.y_axis.low,
    .y_high = scene.panel.y_axis.high,
    .frame = self->frame,
  };
}
