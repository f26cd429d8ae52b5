/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-painter.h"

#include <math.h>

#define MARKER_RADIUS 4.0
#define LINE_WIDTH 2.0
#define HATCH_DISTANCE 6.0

/* Where a context keeps what writes its text. */
static const cairo_user_data_key_t writer_key;

/*
 * _ariadne_painter_set_writer:
 * @cr: a cairo context
 * @writer: (nullable): what writes text; cairo itself if there is none
 *
 * Lets someone else write text from now on.
 */
void
_ariadne_painter_set_writer (cairo_t                 *cr,
                             const AriadneTextWriter *writer)
{
  cairo_set_user_data (cr, &writer_key, (void *) writer, NULL);
}

/*
 * _ariadne_painter_set_colour:
 * @cr: a cairo context
 * @colour: a colour
 *
 * Paints with a colour from now on.
 */
void
_ariadne_painter_set_colour (cairo_t             *cr,
                             const AriadneColour *colour)
{
  cairo_set_source_rgb (cr, colour->red, colour->green, colour->blue);
}

/*
 * _ariadne_painter_set_font:
 * @cr: a cairo context
 * @weight: a weight
 * @size: the height of the font
 *
 * Writes with a font from now on: whatever sans serif font there is, or the one
 * that cairo has itself.
 */
void
_ariadne_painter_set_font (cairo_t       *cr,
                           AriadneWeight  weight,
                           double         size)
{
  cairo_select_font_face (cr, "sans", CAIRO_FONT_SLANT_NORMAL,
                          weight == ARIADNE_WEIGHT_BOLD ? CAIRO_FONT_WEIGHT_BOLD
                                                        : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, size);
}

/*
 * _ariadne_painter_get_width:
 * @cr: a cairo context
 * @text: a text
 *
 * Measures a text.
 *
 * Returns: its width
 */
double
_ariadne_painter_get_width (cairo_t    *cr,
                            const char *text)
{
  const AriadneTextWriter *writer = cairo_get_user_data (cr, &writer_key);
  cairo_text_extents_t extents;

  if (writer != NULL)
    return writer->measure (cr, text, writer->data);
  cairo_text_extents (cr, text, &extents);

  return extents.x_advance;
}

/* Cuts characters off the end until the rest fits, with an ellipsis. */
static char *
fit_text (cairo_t    *cr,
          const char *text,
          double      maximum_width)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  if (_ariadne_painter_get_width (cr, valid) <= maximum_width)
    return g_steal_pointer (&valid);

  for (glong length = g_utf8_strlen (valid, -1) - 1; length > 0; length--)
    {
      g_autofree char *start = g_utf8_substring (valid, 0, length);
      g_autofree char *cut = g_strconcat (start, "…", NULL);

      if (_ariadne_painter_get_width (cr, cut) <= maximum_width)
        return g_steal_pointer (&cut);
    }

  return g_strdup ("");
}

/*
 * _ariadne_painter_show_text:
 * @cr: a cairo context
 * @x: where the text starts, has its centre or ends
 * @y: its base line
 * @align: which of them
 * @maximum_width: what there is room for; the text is cut to fit
 * @text: the text
 *
 * Writes a text.
 *
 * Returns: the width of what was written
 */
double
_ariadne_painter_show_text (cairo_t      *cr,
                            double        x,
                            double        y,
                            AriadneAlign  align,
                            double        maximum_width,
                            const char   *text)
{
  g_autofree char *fitting = fit_text (cr, text, maximum_width);
  const AriadneTextWriter *writer = cairo_get_user_data (cr, &writer_key);
  double width = _ariadne_painter_get_width (cr, fitting);

  if (align == ARIADNE_ALIGN_CENTRE)
    x -= width / 2;
  else if (align == ARIADNE_ALIGN_END)
    x -= width;

  cairo_move_to (cr, x, y);
  if (writer != NULL)
    writer->show (cr, fitting, writer->data);
  else
    cairo_show_text (cr, fitting);
  cairo_new_path (cr);

  return width;
}

/*
 * _ariadne_painter_hline:
 * @cr: a cairo context
 * @x1: where it starts
 * @x2: where it ends
 * @y: its height
 *
 * Draws a thin horizontal line that fills whole pixels where they are units.
 */
void
_ariadne_painter_hline (cairo_t *cr,
                        double   x1,
                        double   x2,
                        double   y)
{
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, x1, floor (y) + 0.5);
  cairo_line_to (cr, x2, floor (y) + 0.5);
  cairo_stroke (cr);
}

/*
 * _ariadne_painter_vline:
 * @cr: a cairo context
 * @x: where it is
 * @y1: where it starts
 * @y2: where it ends
 *
 * Draws a thin vertical line that fills whole pixels where they are units.
 */
void
_ariadne_painter_vline (cairo_t *cr,
                        double   x,
                        double   y1,
                        double   y2)
{
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, floor (x) + 0.5, y1);
  cairo_line_to (cr, floor (x) + 0.5, y2);
  cairo_stroke (cr);
}

static void
add_polygon (cairo_t *cr,
             double   x,
             double   y,
             double   radius,
             guint    n_corners,
             double   turn)
{
  for (guint i = 0; i < n_corners; i++)
    {
      double angle = 2 * G_PI * (turn + (double) i / n_corners);

      cairo_line_to (cr, x + radius * sin (angle), y - radius * cos (angle));
    }
  cairo_close_path (cr);
}

static void
add_star (cairo_t *cr,
          double   x,
          double   y,
          double   radius)
{
  for (guint i = 0; i < 10; i++)
    {
      double angle = G_PI * i / 5;
      double length = i % 2 == 0 ? radius : 0.45 * radius;

      cairo_line_to (cr, x + length * sin (angle), y - length * cos (angle));
    }
  cairo_close_path (cr);
}

/*
 * _ariadne_painter_marker:
 * @cr: a cairo context
 * @marker: which of the markers; there are eight, which repeat
 * @x: where its centre is
 * @y: where its centre is
 * @colour: its colour
 * @rim: the colour around it, which sets it off from lines
 *
 * Draws a small shape by which a series is known without its colour.
 */
void
_ariadne_painter_marker (cairo_t             *cr,
                         guint                marker,
                         double               x,
                         double               y,
                         const AriadneColour *colour,
                         const AriadneColour *rim)
{
  const double r = MARKER_RADIUS;

  cairo_new_path (cr);
  switch (marker % 8)
    {
    case 0:
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
      break;
    case 1:
      cairo_rectangle (cr, x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r);
      break;
    case 2:
      add_polygon (cr, x, y + 0.2 * r, 1.35 * r, 3, 0);
      break;
    case 3:
      add_polygon (cr, x, y, 1.3 * r, 4, 0);
      break;
    case 4:
      add_polygon (cr, x, y - 0.2 * r, 1.35 * r, 3, 0.5);
      break;
    case 5:
      add_polygon (cr, x, y, 1.15 * r, 5, 0);
      break;
    case 6:
      add_star (cr, x, y, 1.45 * r);
      break;
    case 7:
    default:
      add_polygon (cr, x - 0.2 * r, y, 1.35 * r, 3, 0.25);
      break;
    }

  _ariadne_painter_set_colour (cr, rim);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 2);
  cairo_stroke_preserve (cr);
  _ariadne_painter_set_colour (cr, colour);
  cairo_fill (cr);
}

/*
 * _ariadne_painter_set_line:
 * @cr: a cairo context
 * @dash: how lines are broken
 *
 * Sets how lines of data are drawn from now on.
 */
void
_ariadne_painter_set_line (cairo_t     *cr,
                           AriadneDash  dash)
{
  static const double patterns[][4] = {
    [ARIADNE_DASH_DASHED] = { 5, 4, 5, 4 },
    [ARIADNE_DASH_DOTTED] = { 2, 3, 2, 3 },
    [ARIADNE_DASH_MIXED] = { 8, 3, 2, 3 },
  };

  if (dash == ARIADNE_DASH_SOLID)
    cairo_set_dash (cr, NULL, 0, 0);
  else
    cairo_set_dash (cr, patterns[dash], G_N_ELEMENTS (patterns[dash]), 0);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
}

static void
add_slanted_lines (cairo_t *cr,
                   double   x,
                   double   y,
                   double   width,
                   double   height,
                   double   slope)
{
  double run = height * fabs (slope);
  double start = slope < 0 ? x : x - run;

  /* From multiples of the distance on, so that neighbours fit together. */
  for (double left = HATCH_DISTANCE * floor (start / HATCH_DISTANCE); left < start + width + run;
       left += HATCH_DISTANCE)
    {
      cairo_move_to (cr, left, y + height);
      cairo_line_to (cr, left + height * slope, y);
    }
}

/*
 * _ariadne_painter_hatch:
 * @cr: a cairo context, which is clipped to what is to be hatched
 * @hatch: which of the hatches; there are five, which repeat
 * @x: where it starts
 * @y: where it starts
 * @width: how wide it is
 * @height: how high it is
 *
 * Hatches an area, so that it is known without its colour.
 */
void
_ariadne_painter_hatch (cairo_t *cr,
                        guint    hatch,
                        double   x,
                        double   y,
                        double   width,
                        double   height)
{
  static const double slopes[][2] = { { 1, 1 }, { -1, -1 }, { 1, -1 }, { 0, 0 }, { 0.4, -0.4 } };
  const double *slope = slopes[hatch % G_N_ELEMENTS (slopes)];

  cairo_new_path (cr);
  add_slanted_lines (cr, x, y, width, height, slope[0]);
  if (slope[1] != slope[0])
    add_slanted_lines (cr, x, y, width, height, slope[1]);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}
