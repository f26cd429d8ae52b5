/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-panel.h"

#include <math.h>

#define N_MARKERS 5 /* on each line */
#define FAINT 0.22  /* how much of its colour an area has that others share */

/* Points that are drawn apart from each other at least. */
#define LEAST_DISTANCE 3.0

/* How far what is drawn reaches beyond its point, and a little more. */
#define CLIP_MARGIN 8.0

static void
set_faint_colour (const AriadnePanel *self,
                  guint               colour)
{
  const AriadneColour *c = _ariadne_panel_get_colour (self, colour);

  cairo_set_source_rgba (self->cr, c->red, c->green, c->blue, FAINT);
}

/* Bars */

/* Fills the path. Areas that may lie on top of each other are faint, hatched and
 * have an outline.
 */
static void
fill_area (const AriadnePanel *self,
           guint               colour,
           gboolean            alone)
{
  double x, y, right, bottom;

  if (alone)
    {
      _ariadne_painter_set_colour (self->cr, _ariadne_panel_get_colour (self, colour));
      cairo_fill (self->cr);
      return;
    }

  cairo_path_extents (self->cr, &x, &y, &right, &bottom);
  set_faint_colour (self, colour);
  cairo_fill_preserve (self->cr);
  _ariadne_painter_set_colour (self->cr, _ariadne_panel_get_colour (self, colour));
  cairo_set_dash (self->cr, NULL, 0, 0);
  cairo_set_line_width (self->cr, 1.5);
  cairo_stroke_preserve (self->cr);

  cairo_save (self->cr);
  cairo_clip (self->cr);
  _ariadne_painter_hatch (self->cr, _ariadne_panel_get_marker (colour), x, y, right - x,
                          bottom - y);
  cairo_restore (self->cr);
}

/*
 * _ariadne_panel_draw_bars:
 * @self: a panel
 * @style: how they look
 * @bars: (element-type AriadneBar): bars
 * @total: what a height is divided by: the sum of all for shares, else 1
 * @alone: whether no other bars are in the same place
 *
 * Draws the bars of a histogram. A single large batch among thousands is seen as a
 * hairline.
 */
void
_ariadne_panel_draw_bars (const AriadnePanel       *self,
                          const AriadneSeriesStyle *style,
                          const GArray             *bars,
                          double                    total,
                          gboolean                  alone)
{
  double bottom = self->y + self->height;

  for (guint i = 0; i < bars->len; i++)
    {
      const AriadneBar *bar = &g_array_index (bars, AriadneBar, i);
      double left, right, top;

      if (bar->sum <= 0 || bar->high <= self->x_axis.low || bar->low >= self->x_axis.high)
        continue;

      left = round (self->x + self->width * _ariadne_axis_map (&self->x_axis, bar->low));
      right = round (self->x + self->width * _ariadne_axis_map (&self->x_axis, bar->high));
      top = MIN (bottom - 1, _ariadne_panel_place_y (self, bar->sum / total));
      cairo_rectangle (self->cr, left, top, MAX (1, right - left - 1), bottom - top);
    }
  fill_area (self, style->colour, alone);
}

/* Lines */

/* Where a line goes on.
 *
 * Points in one column of the picture are gathered, so that a million of them cost
 * no more than the picture is wide. Of a column in which the line goes far up and
 * down, all that can be seen is from where to where: it becomes an upright bar,
 * which costs far less than strokes on top of each other. Of any other column, four
 * points will do. A bar reaches to where the line came from, so that bars side by side
 * hang together without a line between them.
 */
typedef struct
{
  const AriadnePanel *panel;
  GArray             *bars; /* of cairo_rectangle_t */
  gboolean            gathering;
  guint               n_gathered;
  double              column;
  double              first_x, first_y;
  double              last_x, last_y;
  double              lowest, highest;
  gboolean            after_bar; /* nothing is drawn from PREVIOUS yet */
  double              previous_x, previous_y;
  guint               n_drawn; /* since the line began */
} Pen;

/* Lines that go less far up and down in one column are drawn as lines. */
#define LEAST_BAR 4.0
#define LEAST_DETAIL 0.5

static void
pen_add_bar (Pen *self)
{
  double top = floor (self->lowest - 0.5);
  cairo_rectangle_t bar = { self->column, top, 1, ceil (self->highest + 0.5) - top };

  if (!self->after_bar && self->n_drawn > 0)
    cairo_line_to (self->panel->cr, self->first_x, self->first_y);
  g_array_append_val (self->bars, bar);
  self->after_bar = TRUE;
}

static void
pen_add_points (Pen *self)
{
  cairo_t *cr = self->panel->cr;
  double middle = self->column + 0.5;

  if (self->after_bar)
    cairo_move_to (cr, self->previous_x, self->previous_y);
  self->after_bar = FALSE;

  cairo_line_to (cr, self->first_x, self->first_y);
  if (self->highest > MAX (self->first_y, self->last_y) + LEAST_DETAIL)
    cairo_line_to (cr, middle, self->highest);
  if (self->lowest < MIN (self->first_y, self->last_y) - LEAST_DETAIL)
    cairo_line_to (cr, middle, self->lowest);
  if (self->last_x != self->first_x || self->last_y != self->first_y)
    {
      cairo_line_to (cr, self->last_x, self->last_y);
      self->n_drawn++;
    }
}

static void
pen_flush (Pen *self)
{
  if (!self->gathering)
    return;

  self->gathering = FALSE;
  if (self->after_bar)
    {
      self->lowest = MIN (self->lowest, self->previous_y);
      self->highest = MAX (self->highest, self->previous_y);
    }

  /* A line straight up or down has two points, and is a line. */
  if (self->n_gathered > 2 && self->highest - self->lowest >= LEAST_BAR)
    pen_add_bar (self);
  else
    pen_add_points (self);
  self->n_drawn++;
  self->previous_x = self->last_x;
  self->previous_y = self->last_y;
}

static void
pen_move (Pen    *self,
          double  x,
          double  y)
{
  double column = floor (x);

  if (self->gathering && column != self->column)
    pen_flush (self);
  if (!self->gathering)
    {
      self->gathering = TRUE;
      self->n_gathered = 0;
      self->column = column;
      self->first_x = x;
      self->first_y = self->lowest = self->highest = y;
    }

  self->n_gathered++;
  self->last_x = x;
  self->last_y = y;
  self->lowest = MIN (self->lowest, y);
  self->highest = MAX (self->highest, y);
}

/* A line of one point is a dot. */
static void
pen_lift (Pen *self)
{
  pen_flush (self);
  if (self->n_drawn == 1 && !self->after_bar)
    {
      cairo_new_sub_path (self->panel->cr);
      cairo_arc (self->panel->cr, self->last_x, self->last_y, 1, 0, 2 * G_PI);
    }
  cairo_new_sub_path (self->panel->cr);
  self->n_drawn = 0;
  self->after_bar = FALSE;
}

static void
pen_draw (Pen                 *self,
          const AriadneSeries *series)
{
  cairo_t *cr = self->panel->cr;

  _ariadne_painter_set_colour (cr, _ariadne_panel_get_colour (self->panel, series->style.colour));
  _ariadne_painter_set_line (cr, series->style.dash);
  cairo_stroke (cr);

  for (guint i = 0; i < self->bars->len; i++)
    {
      const cairo_rectangle_t *bar = &g_array_index (self->bars, cairo_rectangle_t, i);

      cairo_rectangle (cr, bar->x, bar->y, bar->width, bar->height);
    }
  cairo_fill (cr);
}

/* The part of a line that is inside of the panel; what is far outside would be
 * too much for the coordinates of a picture.
 */
static void
draw_segment (Pen    *pen,
              double  x1,
              double  y1,
              double  x2,
              double  y2)
{
  double left = pen->panel->x;
  double right = left + pen->panel->width;
  double slope = (y2 - y1) / (x2 - x1);

  if (x2 < left || x1 > right)
    return;

  if (x1 < left)
    pen_move (pen, left, y1 + (left - x1) * slope);
  if (x2 > right)
    pen_move (pen, right, y1 + (right - x1) * slope);
  else
    pen_move (pen, x2, y2);
}

/* What is further to the left than that is not drawn at all: the context is clipped. */
static double
get_clip_left (const AriadnePanel *self)
{
  double left, top, right, bottom;

  cairo_clip_extents (self->cr, &left, &top, &right, &bottom);

  return left - CLIP_MARGIN;
}

static void
get_window (const AriadnePanel  *self,
            const AriadneSeries *series,
            guint               *first,
            guint               *end)
{
  *first = _ariadne_series_find (series, self->x_axis.low);
  *end = _ariadne_series_find_after (series, self->x_axis.high);
}

/* Where a line has to begin for what is within the clip: with the last point outside of
 * it. Dashes go on from the beginning of the line.
 */
static guint
skip_clipped (const AriadnePanel  *self,
              const AriadneSeries *series)
{
  double position = (get_clip_left (self) - self->x) / self->width;
  guint first;

  if (position <= 0 || series->style.dash != ARIADNE_DASH_SOLID)
    return 0;

  first = _ariadne_series_find (series, _ariadne_axis_unmap (&self->x_axis, position));

  return first - (first > 0);
}

/*
 * _ariadne_panel_draw_line:
 * @self: a panel
 * @series: a series
 *
 * Draws the points of a series as a line or as steps. Where a value has no place
 * on a logarithmic axis, the line has a gap.
 */
void
_ariadne_panel_draw_line (const AriadnePanel  *self,
                          const AriadneSeries *series)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (cairo_rectangle_t));
  Pen pen = { .panel = self, .bars = bars };
  gboolean begun = FALSE;
  double last_x = 0;
  double last_y = 0;
  guint skipped = skip_clipped (self, series);
  guint first, begin, end;

  get_window (self, series, &first, &end);
  begin = MAX (first - (first > 0), skipped);
  first = MAX (first, skipped);
  cairo_new_path (self->cr);
  for (guint i = begin; i < end + (end < series->n_points); i++)
    {
      double x, y;

      if (!_ariadne_panel_place (self, series->x[i], series->y[i], &x, &y))
        {
          pen_lift (&pen);
          begun = FALSE;
          continue;
        }

      if (!begun && i >= first && i < end)
        pen_move (&pen, x, y);
      else if (begun && series->style.kind == ARIADNE_SERIES_STEPS)
        {
          draw_segment (&pen, last_x, last_y, x, last_y);
          if (i < end)
            pen_move (&pen, MAX (x, self->x), y);
        }
      else if (begun)
        draw_segment (&pen, last_x, last_y, x, y);

      begun = TRUE;
      last_x = x;
      last_y = y;
    }
  pen_lift (&pen);
  pen_draw (&pen, series);
}

/* Points */

static void
draw_marker (const AriadnePanel *self,
             guint               colour,
             double              x,
             double              y)
{
  _ariadne_painter_marker (self->cr, _ariadne_panel_get_marker (colour), x, y,
                           _ariadne_panel_get_colour (self, colour), &self->palette->background);
}

/*
 * _ariadne_panel_draw_points:
 * @self: a panel
 * @series: a series
 *
 * Draws the points of a series as markers; those that would hide the one before
 * are left out.
 */
void
_ariadne_panel_draw_points (const AriadnePanel  *self,
                            const AriadneSeries *series)
{
  double last_x = -INFINITY;
  double last_y = -INFINITY;
  guint first, end;

  get_window (self, series, &first, &end);
  for (guint i = first; i < end; i++)
    {
      double x, y;

      if (!_ariadne_panel_place (self, series->x[i], series->y[i], &x, &y)
          || (fabs (x - last_x) < LEAST_DISTANCE && fabs (y - last_y) < LEAST_DISTANCE))
        continue;

      draw_marker (self, series->style.colour, x, y);
      last_x = x;
      last_y = y;
    }
}

/*
 * _ariadne_panel_draw_markers:
 * @self: a panel
 * @series: a series
 * @stagger: from 0 to 1, another one for each series
 * @growing: whether the line has yet to become longer
 *
 * Draws markers at equal distances along a line, staggered from series to series
 * so that those of lines on top of each other are all seen. Those of a line that grows
 * stay where they are.
 */
void
_ariadne_panel_draw_markers (const AriadnePanel  *self,
                             const AriadneSeries *series,
                             double               stagger,
                             gboolean             growing)
{
  double clip_left = get_clip_left (self);
  guint first, end;
  double low = 0;
  double high = 1;

  get_window (self, series, &first, &end);
  if (first == end)
    return;

  if (!growing)
    {
      low = _ariadne_axis_map (&self->x_axis, series->x[first]);
      high = _ariadne_axis_map (&self->x_axis, series->x[end - 1]);
    }
  for (guint i = 0; i < N_MARKERS; i++)
    {
      double position = low + (high - low) * (i + stagger) / N_MARKERS;
      guint point = _ariadne_series_find (series, _ariadne_axis_unmap (&self->x_axis, position));
      double x, y;

      if (point < end && _ariadne_panel_place (self, series->x[point], series->y[point], &x, &y)
          && x >= clip_left)
        draw_marker (self, series->style.colour, x, y);
    }
}

/*
 * _ariadne_panel_draw_swatch:
 * @self: a panel
 * @style: the style of a series
 * @x: where it starts
 * @y: its middle
 * @width: how wide it is
 * @alone: whether no other series is drawn in the same way
 *
 * Draws a sample of a series, for a legend.
 */
void
_ariadne_panel_draw_swatch (const AriadnePanel       *self,
                            const AriadneSeriesStyle *style,
                            double                    x,
                            double                    y,
                            double                    width,
                            gboolean                  alone)
{
  if (style->kind == ARIADNE_SERIES_BARS)
    {
      cairo_rectangle (self->cr, x, y - 5, width, 10);
      fill_area (self, style->colour, alone);
      return;
    }

  if (style->kind != ARIADNE_SERIES_POINTS)
    {
      _ariadne_painter_set_colour (self->cr, _ariadne_panel_get_colour (self, style->colour));
      _ariadne_painter_set_line (self->cr, style->dash);
      cairo_move_to (self->cr, x, y);
      cairo_line_to (self->cr, x + width, y);
      cairo_stroke (self->cr);
    }
  if (style->kind == ARIADNE_SERIES_POINTS
      || (!alone && style->dash == ARIADNE_DASH_SOLID))
    draw_marker (self, style->colour, x + width / 2, y);
}
