/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-plot-drawing.h"

#define LINE_WIDTH 2.0

static const AriadneTimeUnit time_units[] = {
  { 1e-6, "µs" },
  { 1e-3, "ms" },
  { 1, "s" },
  { 60, "min" },
  { 3600, "h" },
};

/*
 * _ariadne_drawing_get_time_unit:
 * @longest_s: the longest time to be shown, in seconds
 *
 * Chooses a unit in which that is a handy number.
 *
 * Returns: (transfer none): a unit
 */
const AriadneTimeUnit *
_ariadne_drawing_get_time_unit (double longest_s)
{
  guint unit = G_N_ELEMENTS (time_units) - 1;

  while (unit > 0 && !(longest_s >= 2 * time_units[unit].seconds))
    unit--;

  return &time_units[unit];
}

/*
 * _ariadne_drawing_count_ticks:
 * @room: the length of an axis
 * @distance: the least distance between labels
 *
 * Counts the ticks that there is room for.
 *
 * Returns: a number, at least 1
 */
guint
_ariadne_drawing_count_ticks (double room,
                              double distance)
{
  return MAX (1, (guint) (room / distance));
}

/*
 * _ariadne_drawing_get_colour:
 * @drawing: a drawing
 * @series: the index of a series in its group
 *
 * Gets the colour of a series.
 *
 * Returns: (transfer none): a colour
 */
const AriadneColour *
_ariadne_drawing_get_colour (const AriadneDrawing *drawing,
                             guint                 series)
{
  return &drawing->palette->series[series % ARIADNE_PALETTE_N_SERIES];
}

/*
 * _ariadne_drawing_get_marker:
 * @series: the index of a series in its group
 *
 * Gets the marker of a series: where the colours begin again, it is another.
 *
 * Returns: a marker
 */
guint
_ariadne_drawing_get_marker (guint series)
{
  return series + series / ARIADNE_PALETTE_N_SERIES;
}

/*
 * _ariadne_drawing_text:
 * @drawing: a drawing
 * @colour: a colour
 * @x: where the text starts, has its centre or ends
 * @y: its base line
 * @align: which of them
 * @maximum_width: what there is room for
 * @text: the text
 *
 * Writes in the font of everything but titles.
 *
 * Returns: the width of what was written
 */
double
_ariadne_drawing_text (const AriadneDrawing *drawing,
                       const AriadneColour  *colour,
                       double                x,
                       double                y,
                       AriadneAlign          align,
                       double                maximum_width,
                       const char           *text)
{
  _ariadne_painter_set_font (drawing->cr, ARIADNE_WEIGHT_NORMAL, ARIADNE_DRAWING_TEXT_SIZE);
  _ariadne_painter_set_colour (drawing->cr, colour);

  return _ariadne_painter_show_text (drawing->cr, x, y, align, maximum_width, text);
}

/*
 * _ariadne_drawing_x_axis:
 * @drawing: a drawing
 * @axis: the axis
 * @x: where the panel starts
 * @y: where it ends
 * @label: what the axis shows
 *
 * Draws the axis below a panel.
 */
void
_ariadne_drawing_x_axis (const AriadneDrawing *drawing,
                         const AriadneAxis    *axis,
                         double                x,
                         double                y,
                         const char           *label)
{
  double width = drawing->layout.panel_width;

  _ariadne_painter_set_colour (drawing->cr, &drawing->palette->axis);
  _ariadne_painter_hline (drawing->cr, x, x + width, y);

  for (guint i = 0; i < axis->n_ticks; i++)
    {
      double tick_x = x + width * _ariadne_axis_map (axis, axis->ticks[i]);
      g_autofree char *text = _ariadne_axis_format_tick (axis, i);

      _ariadne_painter_set_colour (drawing->cr, &drawing->palette->axis);
      _ariadne_painter_vline (drawing->cr, tick_x, y, y + 4);
      _ariadne_drawing_text (drawing, &drawing->palette->axis, tick_x, y + 16,
                             ARIADNE_ALIGN_CENTRE, width, text);
    }

  _ariadne_drawing_text (drawing, &drawing->palette->text, x + width / 2, y + 33,
                         ARIADNE_ALIGN_CENTRE, width, label);
}

/*
 * _ariadne_drawing_y_axis:
 * @drawing: a drawing
 * @axis: the axis
 * @x: where the panel starts
 * @y: where it starts
 * @height: its height
 *
 * Draws the ticks of a panel as lines behind the data. In a low panel 0 goes
 * without saying, which leaves room for the one above.
 */
void
_ariadne_drawing_y_axis (const AriadneDrawing *drawing,
                         const AriadneAxis    *axis,
                         double                x,
                         double                y,
                         double                height)
{
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      double tick_y = y + height * (1 - _ariadne_axis_map (axis, axis->ticks[i]));
      g_autofree char *text = _ariadne_axis_format_tick (axis, i);

      _ariadne_painter_set_colour (drawing->cr, &drawing->palette->grid);
      _ariadne_painter_hline (drawing->cr, x, x + drawing->layout.panel_width, tick_y);
      if (axis->ticks[i] > 0 || height > 80)
        _ariadne_drawing_text (drawing, &drawing->palette->axis, x - 6, tick_y + 4,
                               ARIADNE_ALIGN_END, ARIADNE_DRAWING_TICK_LABELS_WIDTH - 6, text);
    }
}

/*
 * _ariadne_drawing_set_line:
 * @drawing: a drawing
 * @dashed: whether the line has gaps
 *
 * Sets how lines of data are drawn from now on.
 */
void
_ariadne_drawing_set_line (const AriadneDrawing *drawing,
                           gboolean              dashed)
{
  static const double dashes[] = { 5, 4 };

  cairo_set_dash (drawing->cr, dashes, dashed ? G_N_ELEMENTS (dashes) : 0, 0);
  cairo_set_line_width (drawing->cr, LINE_WIDTH);
  cairo_set_line_join (drawing->cr, CAIRO_LINE_JOIN_ROUND);
}
