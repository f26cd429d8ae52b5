/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-plot-drawing.h"

#include <math.h>

#define MARGIN 24.0
#define HEADER_HEIGHT 72.0
#define Y_LABEL_WIDTH 20.0     /* before the first column */
#define COLUMN_GAP 14.0
#define TITLE_HEIGHT 30.0 /* above the upper panel */
#define TICKS_HEIGHT 40.0 /* below each panel: labels of the ticks and the axis */
#define PANEL_GAP 12.0

/* With less, all of the picture is made smaller. */
#define LEAST_PANEL_WIDTH 140.0
#define LEAST_PANELS_HEIGHT 200.0 /* of both together */

#define TITLE_SIZE 18.0
#define GROUP_SIZE 14.0

/* The share of the height of both panels that the upper one has: more when it is
 * divided among many series.
 */
static double
get_sizes_share (AriadnePlot *self)
{
  int n_more = (int) self->most_series - ARIADNE_PLOT_FEW_SERIES;

  return 0.47 + 0.03 * CLAMP (n_more, 0, 5);
}

/*
 * _ariadne_plot_get_layout:
 * @self: a plot
 * @width: the width of the picture, in units of 1/96 inch
 * @height: its height, in the same units
 * @layout: (out caller-allocates): where things are
 *
 * Places the panels.
 */
void
_ariadne_plot_get_layout (AriadnePlot       *self,
                          double             width,
                          double             height,
                          AriadnePlotLayout *layout)
{
  guint n_columns = MAX (1, self->groups->len);
  double legend_height = (self->most_series + 1) * ARIADNE_PLOT_LEGEND_LINE;
  double around_x = 2 * MARGIN + Y_LABEL_WIDTH - COLUMN_GAP;
  double around_panel = ARIADNE_PANEL_TICK_LABELS_WIDTH + COLUMN_GAP;
  double around_y = HEADER_HEIGHT + TITLE_HEIGHT + 2 * TICKS_HEIGHT + PANEL_GAP + legend_height
                    + MARGIN;
  double least_width = around_x + n_columns * (around_panel + LEAST_PANEL_WIDTH);
  double least_height = around_y + LEAST_PANELS_HEIGHT;

  layout->scale = MIN (1, MIN (width / least_width, height / least_height));
  width = MAX (width / layout->scale, least_width);
  height = MAX (height / layout->scale, least_height);

  layout->pitch = floor ((width - around_x) / n_columns);
  layout->panel_width = layout->pitch - around_panel;
  layout->first_x = MARGIN + Y_LABEL_WIDTH + ARIADNE_PANEL_TICK_LABELS_WIDTH;

  layout->sizes_y = HEADER_HEIGHT + TITLE_HEIGHT;
  layout->sizes_height = floor (get_sizes_share (self) * (height - around_y));
  layout->times_y = layout->sizes_y + layout->sizes_height + TICKS_HEIGHT + PANEL_GAP;
  layout->times_height = floor (height - around_y - layout->sizes_height);
  layout->legend_y = layout->times_y + layout->times_height + TICKS_HEIGHT;
}

static void
draw_y_label (AriadneDrawing *drawing,
              double          y,
              double          height,
              const char     *label)
{
  drawing->panel.y = y;
  drawing->panel.height = height;
  _ariadne_panel_draw_y_label (&drawing->panel, MARGIN, label);
}

/* All times of a picture are in one unit, so that they can be compared. */
static char *
describe_time (const AriadneTimeUnit *unit,
               double                 seconds)
{
  double value;

  if (!isfinite (seconds))
    return g_strdup ("–");

  value = seconds / unit->seconds;

  return g_strdup_printf ("%.*f %s", value < 0.1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0,
                          value, unit->name);
}

static char *
describe_ratio (double ratio)
{
  return isfinite (ratio) ? g_strdup_printf ("%.2f", ratio) : g_strdup ("–");
}

static void
draw_legend (const AriadneDrawing   *drawing,
             const AriadnePlotGroup *group,
             double                  x)
{
  const AriadneTimeUnit *unit = _ariadne_axis_get_time_unit (drawing->plot->longest_s);
  const AriadnePanel *panel = &drawing->panel;
  const AriadnePalette *palette = panel->palette;
  double ratio_x = x + drawing->layout.panel_width;
  double wall_x = ratio_x - 48;
  double y = drawing->layout.legend_y + 14;

  _ariadne_panel_text (panel, &palette->axis, wall_x, y, ARIADNE_ALIGN_END, 48, "wall");
  _ariadne_panel_text (panel, &palette->axis, ratio_x, y, ARIADNE_ALIGN_END, 48, "/ ideal");

  for (guint i = 0; i < group->series->len; i++)
    {
      const AriadnePlotSeries *series = group->series->pdata[i];
      g_autofree char *wall = describe_time (unit, series->record->wall_s);
      g_autofree char *ratio = describe_ratio (series->record->wall_over_ideal);

      y += ARIADNE_PLOT_LEGEND_LINE;
      _ariadne_panel_draw_swatch (panel, &series->total->style, x, y - 4, 24, FALSE);
      _ariadne_panel_text (panel, &palette->text, x + 31, y, ARIADNE_ALIGN_START,
                           MAX (0, wall_x - 44 - (x + 31)), series->record->name);
      _ariadne_panel_text (panel, &palette->text, wall_x, y, ARIADNE_ALIGN_END, 50, wall);
      _ariadne_panel_text (panel, &palette->text, ratio_x, y, ARIADNE_ALIGN_END, 48, ratio);
    }
}

static void
draw_key (const AriadnePanel *panel,
          double              x,
          double              y,
          AriadneDash         dash,
          const char         *text)
{
  _ariadne_painter_set_colour (panel->cr, &panel->palette->text);
  _ariadne_painter_set_line (panel->cr, dash);
  cairo_move_to (panel->cr, x, y - 4);
  cairo_line_to (panel->cr, x + 32, y - 4);
  cairo_stroke (panel->cr);
  _ariadne_painter_set_line (panel->cr, ARIADNE_DASH_SOLID);
  _ariadne_panel_text (panel, &panel->palette->text, x + 40, y, ARIADNE_ALIGN_START, 116, text);
}

static char *
describe_host (GVariant *host)
{
  const char *cpu = NULL;
  guint32 cores = 0;

  if (!g_variant_lookup (host, "cpu", "&s", &cpu))
    return g_strdup ("");

  /* A report that was read from a file has wider numbers. */
  if (!g_variant_lookup (host, "cores", "u", &cores))
    {
      gint64 wide = 0;

      g_variant_lookup (host, "cores", "x", &wide);
      cores = CLAMP (wide, 0, G_MAXUINT32);
    }

  return g_strdup_printf ("%s, %u core%s", cpu, cores, cores == 1 ? "" : "s");
}

static void
draw_header (const AriadneDrawing *drawing)
{
  const AriadnePanel *panel = &drawing->panel;
  double key_x = MAX (MARGIN, drawing->width - MARGIN - 156);
  double room = MAX (0, key_x - MARGIN - 20);
  g_autofree char *host = describe_host (ariadne_report_get_host (drawing->plot->report));
  g_autofree char *title =
    g_strdup_printf ("%s experiment", ariadne_report_get_experiment (drawing->plot->report));

  _ariadne_painter_set_font (panel->cr, ARIADNE_WEIGHT_BOLD, TITLE_SIZE);
  _ariadne_painter_set_colour (panel->cr, &panel->palette->text);
  _ariadne_painter_show_text (panel->cr, MARGIN, 38, ARIADNE_ALIGN_START, room, title);
  _ariadne_panel_text (panel, &panel->palette->axis, MARGIN, 57, ARIADNE_ALIGN_START, room, host);

  draw_key (panel, key_x, 36, ARIADNE_DASH_SOLID, "total time");
  draw_key (panel, key_x, 54, ARIADNE_DASH_DASHED, "time in the model");
}

static void
draw_column (AriadneDrawing         *drawing,
             const AriadnePlotGroup *group,
             double                  x)
{
  cairo_t *cr = drawing->panel.cr;

  _ariadne_painter_set_font (cr, ARIADNE_WEIGHT_BOLD, GROUP_SIZE);
  _ariadne_painter_set_colour (cr, &drawing->panel.palette->text);
  _ariadne_painter_show_text (cr, x, drawing->layout.sizes_y - 10, ARIADNE_ALIGN_START,
                              drawing->layout.panel_width, group->name);

  _ariadne_drawing_sizes (drawing, group, x);
  _ariadne_drawing_times (drawing, group, x);
  draw_legend (drawing, group, x);
}

/**
 * ariadne_plot_draw:
 * @self: a plot
 * @cr: where to draw
 * @width: the width of the picture, in units of @cr
 * @height: its height, in the same units
 * @palette: its colours
 *
 * Draws a plot. Nothing but @cr is changed, and that is left as it was.
 */
void
ariadne_plot_draw (AriadnePlot          *self,
                   cairo_t              *cr,
                   double                width,
                   double                height,
                   const AriadnePalette *palette)
{
  AriadneDrawing drawing = { .plot = self, .panel = { .cr = cr, .palette = palette } };

  g_return_if_fail (ARIADNE_IS_PLOT (self));
  g_return_if_fail (cr != NULL);
  g_return_if_fail (palette != NULL);

  if (width <= 0 || height <= 0)
    return;

  cairo_save (cr);
  _ariadne_painter_set_colour (cr, &palette->background);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);

  _ariadne_plot_get_layout (self, width, height, &drawing.layout);
  cairo_scale (cr, drawing.layout.scale, drawing.layout.scale);
  drawing.width = width / drawing.layout.scale;

  draw_header (&drawing);
  if (self->groups->len == 0)
    _ariadne_panel_text (&drawing.panel, &palette->text, drawing.width / 2, drawing.layout.times_y,
                         ARIADNE_ALIGN_CENTRE, drawing.width, "There are no batches to draw");
  else
    {
      const AriadneTimeUnit *unit = _ariadne_axis_get_time_unit (self->longest_s);
      g_autofree char *times_label = g_strdup_printf ("Time (%s)", unit->name);

      draw_y_label (&drawing, drawing.layout.sizes_y, drawing.layout.sizes_height, "Batches (%)");
      draw_y_label (&drawing, drawing.layout.times_y, drawing.layout.times_height, times_label);
    }

  for (guint i = 0; i < self->groups->len; i++)
    draw_column (&drawing, self->groups->pdata[i],
                 drawing.layout.first_x + i * drawing.layout.pitch);
  cairo_restore (cr);
}
