/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-plot-drawing.h"

#include <math.h>

#define N_MARKERS 5 /* on each line */

static void
init_times_axis (const AriadneDrawing *drawing,
                 double                unit_s,
                 AriadneAxis          *axis)
{
  AriadnePlot *plot = drawing->plot;
  guint n_ticks = _ariadne_drawing_count_ticks (drawing->layout.times_height, 44);

  if (plot->flags & ARIADNE_PLOT_LOG_TIMES)
    _ariadne_axis_init_decades (axis, plot->shortest_s / unit_s, plot->longest_s / unit_s, n_ticks);
  else
    {
      _ariadne_axis_init_linear (axis, plot->longest_s / unit_s, n_ticks);
      _ariadne_axis_round_up (axis);
    }
}

/* The axes of the times, and where they are. */
typedef struct
{
  const AriadneAxis *x_axis;
  const AriadneAxis *y_axis;
  double             unit_s;
  double             x;
  double             y;
  double             width;
  double             height;
} Frame;

static gboolean
map_point (const Frame *frame,
           double       examples,
           double       time_s,
           double      *x,
           double      *y)
{
  if (!isfinite (time_s) || (frame->y_axis->logarithmic && time_s <= 0))
    return FALSE;

  *x = frame->x + frame->width * _ariadne_axis_map (frame->x_axis, examples);
  *y = frame->y + frame->height * (1 - _ariadne_axis_map (frame->y_axis, time_s / frame->unit_s));

  return TRUE;
}

/* Points less than half a unit from the one before are left out: nobody sees
 * them, and a picture of a million batches stays small.
 */
static void
draw_line (cairo_t                 *cr,
           const Frame             *frame,
           const AriadnePlotSeries *series,
           const double            *times_s)
{
  double last_x = -INFINITY;
  double last_y = -INFINITY;

  cairo_new_path (cr);
  for (guint i = 0; i < series->n_points; i++)
    {
      double x, y;

      if (!map_point (frame, series->examples[i], times_s[i], &x, &y))
        continue;
      if (fabs (x - last_x) < 0.5 && fabs (y - last_y) < 0.5 && i < series->n_points - 1)
        continue;

      cairo_line_to (cr, x, y);
      last_x = x;
      last_y = y;
    }
  cairo_stroke (cr);
}

/* At equal distances along the examples, staggered from series to series so that
 * those of lines on top of each other are all seen.
 */
static void
draw_markers (const AriadneDrawing    *drawing,
              const Frame             *frame,
              const AriadnePlotSeries *series,
              guint                    index,
              double                   stagger)
{
  double last = series->examples[series->n_points - 1];
  guint point = 0;

  for (guint i = 0; i < N_MARKERS; i++)
    {
      double x, y;

      while (series->examples[point] < last * (i + stagger) / N_MARKERS)
        point++;

      if (map_point (frame, series->examples[point], series->update_s[point], &x, &y))
        _ariadne_painter_marker (drawing->cr, _ariadne_drawing_get_marker (index), x, y,
                                 _ariadne_drawing_get_colour (drawing, index),
                                 &drawing->palette->background);
    }
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
_ariadne_drawing_times (const AriadneDrawing   *drawing,
                        const AriadnePlotGroup *group,
                        double                  x)
{
  const AriadnePlotLayout *layout = &drawing->layout;
  AriadneAxis x_axis, y_axis;
  Frame frame = {
    .x_axis = &x_axis,
    .y_axis = &y_axis,
    .unit_s = _ariadne_drawing_get_time_unit (drawing->plot->longest_s)->seconds,
    .x = x,
    .y = layout->times_y,
    .width = layout->panel_width,
    .height = layout->times_height,
  };

  _ariadne_axis_init_linear (&x_axis, drawing->plot->most_examples,
                             _ariadne_drawing_count_ticks (layout->panel_width, 60));
  init_times_axis (drawing, frame.unit_s, &y_axis);
  _ariadne_drawing_y_axis (drawing, &y_axis, x, layout->times_y, layout->times_height);
  _ariadne_drawing_x_axis (drawing, &x_axis, x, layout->times_y + layout->times_height,
                           "Examples evaluated");

  for (guint i = 0; i < group->series->len; i++)
    {
      const AriadnePlotSeries *series = group->series->pdata[i];

      _ariadne_painter_set_colour (drawing->cr, _ariadne_drawing_get_colour (drawing, i));
      _ariadne_drawing_set_line (drawing, TRUE);
      draw_line (drawing->cr, &frame, series, series->model_s);
      _ariadne_drawing_set_line (drawing, FALSE);
      draw_line (drawing->cr, &frame, series, series->update_s);
    }
  for (guint i = 0; i < group->series->len; i++)
    draw_markers (drawing, &frame, group->series->pdata[i], i, (i + 0.5) / group->series->len);
}
