/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-plot-drawing.h"

static void
init_times_axis (AriadneDrawing *drawing)
{
  AriadnePlot *plot = drawing->plot;
  AriadneAxis *axis = &drawing->panel.y_axis;
  double unit_s = _ariadne_axis_get_time_unit (plot->longest_s)->seconds;
  guint n_ticks = _ariadne_axis_count_ticks (drawing->panel.height, 44);

  if (plot->flags & ARIADNE_PLOT_LOG_TIMES)
    _ariadne_axis_init_decades (axis, plot->shortest_s / unit_s, plot->longest_s / unit_s, n_ticks);
  else
    {
      _ariadne_axis_init_linear (axis, plot->longest_s / unit_s, n_ticks);
      _ariadne_axis_round_up (axis);
    }
  _ariadne_axis_set_unit (axis, unit_s);
}

/*
 * _ariadne_drawing_times:
 * @drawing: a drawing
 * @group: a group
 * @x: where the panel of its column starts
 *
 * Draws the lower panel of a column: times against examples evaluated.
 */
void
_ariadne_drawing_times (AriadneDrawing         *drawing,
                        const AriadnePlotGroup *group,
                        double                  x)
{
  AriadnePanel *panel = &drawing->panel;
  guint n_series = group->series->len;

  panel->x = x;
  panel->y = drawing->layout.times_y;
  panel->width = drawing->layout.panel_width;
  panel->height = drawing->layout.times_height;

  _ariadne_axis_init_linear (&panel->x_axis, drawing->plot->most_examples,
                             _ariadne_axis_count_ticks (panel->width, 60));
  init_times_axis (drawing);
  _ariadne_panel_draw_y_axis (panel);
  _ariadne_panel_draw_x_axis (panel, "Examples evaluated");

  for (guint i = 0; i < n_series; i++)
    {
      const AriadnePlotSeries *series = group->series->pdata[i];

      _ariadne_panel_draw_line (panel, series->model);
      _ariadne_panel_draw_line (panel, series->total);
    }
  for (guint i = 0; i < n_series; i++)
    {
      const AriadnePlotSeries *series = group->series->pdata[i];

      _ariadne_panel_draw_markers (panel, series->total, (i + 0.5) / n_series, FALSE);
    }
}
