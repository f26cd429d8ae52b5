/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-panel.h"

#include <math.h>

/*
 * _ariadne_panel_place_x:
 * @self: a panel
 * @value: a value, above 0 if the axis is logarithmic
 *
 * Tells where a value is, inside of the panel or not.
 *
 * Returns: where it is in the picture
 */
double
_ariadne_panel_place_x (const AriadnePanel *self,
                        double              value)
{
  return self->x + self->width * _ariadne_axis_place (&self->x_axis, value);
}

/*
 * _ariadne_panel_place_y:
 * @self: a panel
 * @value: a value
 *
 * Tells where a value is, or the end of the panel next to it.
 *
 * Returns: where it is in the picture
 */
double
_ariadne_panel_place_y (const AriadnePanel *self,
                        double              value)
{
  return self->y + self->height * (1 - _ariadne_axis_map (&self->y_axis, value));
}

/*
 * _ariadne_panel_place:
 * @self: a panel
 * @x: a value
 * @y: a value
 * @px: (out): where it is in the picture
 * @py: (out): where it is in the picture
 *
 * Tells where a point is.
 *
 * Returns: whether it is anywhere: on a logarithmic axis nothing up to 0 is
 */
gboolean
_ariadne_panel_place (const AriadnePanel *self,
                      double              x,
                      double              y,
                      double             *px,
                      double             *py)
{
  if ((self->x_axis.logarithmic && x <= 0) || (self->y_axis.logarithmic && y <= 0))
    return FALSE;

  *px = _ariadne_panel_place_x (self, x);
  *py = _ariadne_panel_place_y (self, y);

  return TRUE;
}

/*
 * _ariadne_panel_get_colour:
 * @self: a panel
 * @colour: the colour of a series
 *
 * Looks a colour up.
 *
 * Returns: (transfer none): a colour
 */
const AriadneColour *
_ariadne_panel_get_colour (const AriadnePanel *self,
                           guint               colour)
{
  return &self->palette->series[colour % ARIADNE_PALETTE_N_SERIES];
}

/*
 * _ariadne_panel_get_marker:
 * @colour: the colour of a series
 *
 * Gets the marker that goes with a colour: where the colours begin again, it is
 * another.
 *
 * Returns: a marker
 */
guint
_ariadne_panel_get_marker (guint colour)
{
  return colour + colour / ARIADNE_PALETTE_N_SERIES;
}

/*
 * _ariadne_panel_text:
 * @self: a panel
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
_ariadne_panel_text (const AriadnePanel  *self,
                     const AriadneColour *colour,
                     double               x,
                     double               y,
                     AriadneAlign         align,
                     double               maximum_width,
                     const char          *text)
{
  _ariadne_painter_set_font (self->cr, ARIADNE_WEIGHT_NORMAL, ARIADNE_PANEL_TEXT_SIZE);
  _ariadne_painter_set_colour (self->cr, colour);

  return _ariadne_painter_show_text (self->cr, x, y, align, maximum_width, text);
}

/* Centred on the tick, but not beyond what the labels of the other axis leave. */
static void
draw_x_tick_label (const AriadnePanel *self,
                   double              x,
                   guint               tick)
{
  g_autofree char *text = _ariadne_axis_format_tick (&self->x_axis, tick);

  _ariadne_panel_text (self, &self->palette->axis, x, self->y + self->height + 16,
                       ARIADNE_ALIGN_CENTRE, self->width, text);
}

/*
 * _ariadne_panel_draw_x_axis:
 * @self: a panel
 * @label: what the axis shows
 *
 * Draws the axis below a panel.
 */
void
_ariadne_panel_draw_x_axis (const AriadnePanel *self,
                            const char         *label)
{
  double bottom = self->y + self->height;

  _ariadne_painter_set_colour (self->cr, &self->palette->axis);
  _ariadne_painter_hline (self->cr, self->x, self->x + self->width, bottom);

  for (guint i = 0; i < self->x_axis.n_ticks; i++)
    {
      double x = _ariadne_panel_place_x (self, self->x_axis.ticks[i]);

      _ariadne_painter_set_colour (self->cr, &self->palette->axis);
      _ariadne_painter_vline (self->cr, x, bottom, bottom + 4);
      draw_x_tick_label (self, x, i);
    }

  _ariadne_panel_text (self, &self->palette->text, self->x + self->width / 2, bottom + 33,
                       ARIADNE_ALIGN_CENTRE, self->width, label);
}

/*
 * _ariadne_panel_draw_y_axis:
 * @self: a panel
 *
 * Draws the ticks of a panel as lines behind the data. In a low panel 0 goes
 * without saying, which leaves room for the one above.
 */
void
_ariadne_panel_draw_y_axis (const AriadnePanel *self)
{
  for (guint i = 0; i < self->y_axis.n_ticks; i++)
    {
      double y = _ariadne_panel_place_y (self, self->y_axis.ticks[i]);
      g_autofree char *text = _ariadne_axis_format_tick (&self->y_axis, i);

      _ariadne_painter_set_colour (self->cr, &self->palette->grid);
      _ariadne_painter_hline (self->cr, self->x, self->x + self->width, y);
      if (self->y_axis.ticks[i] != 0 || self->height > 80)
        _ariadne_panel_text (self, &self->palette->axis, self->x - 6, y + 4, ARIADNE_ALIGN_END,
                             ARIADNE_PANEL_TICK_LABELS_WIDTH - 6, text);
    }
}

/*
 * _ariadne_panel_draw_y_label:
 * @self: a panel
 * @x: where the label starts
 * @label: what the vertical axis shows
 *
 * Writes beside the vertical axis, from the bottom to the top.
 */
void
_ariadne_panel_draw_y_label (const AriadnePanel *self,
                             double              x,
                             const char         *label)
{
  cairo_save (self->cr);
  cairo_translate (self->cr, x + ARIADNE_PANEL_TEXT_SIZE - 2, self->y + self->height / 2);
  cairo_rotate (self->cr, -G_PI / 2);
  _ariadne_panel_text (self, &self->palette->text, 0, 0, ARIADNE_ALIGN_CENTRE, self->height,
                       label);
  cairo_restore (self->cr);
}
