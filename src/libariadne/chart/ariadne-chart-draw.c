/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "chart/ariadne-chart-private.h"
#include "chart/ariadne-picture.h"

#define MARGIN 12.0
#define TITLE_SIZE 13.0
#define LEGEND_LINE 18.0
#define SWATCH_WIDTH 24.0

/* With less there is nothing to see. */
#define LEAST_WIDTH 24.0
#define LEAST_HEIGHT 16.0

static void
draw_title (const AriadneChartScene *scene,
            const char              *title,
            gboolean                 right_to_left)
{
  cairo_t *cr = scene->panel.cr;

  _ariadne_painter_set_font (cr, ARIADNE_WEIGHT_BOLD, TITLE_SIZE);
  _ariadne_painter_set_colour (cr, &scene->panel.palette->text);
  _ariadne_painter_show_text (cr, right_to_left ? scene->width - MARGIN : MARGIN,
                              MARGIN + TITLE_SIZE,
                              right_to_left ? ARIADNE_ALIGN_END : ARIADNE_ALIGN_START,
                              scene->width - 2 * MARGIN, title);
}

/* Whether a sample needs a marker or a hatch to be known by. */
static gboolean
is_alone (const AriadneChartScene *scene,
          const AriadneSeries     *series)
{
  return series->style.kind == ARIADNE_SERIES_BARS ? scene->n_bars == 1 : scene->n_listed == 1;
}

static void
draw_legend_cell (const AriadneChartScene *scene,
                  guint                    cell,
                  gboolean                 right_to_left,
                  const AriadneSeries     *series,
                  const char              *text)
{
  const AriadnePanel *panel = &scene->panel;
  double width = floor ((scene->width - 2 * MARGIN) / scene->legend_columns);
  double x = MARGIN + cell % scene->legend_columns * width;
  double y = scene->legend_y + cell / scene->legend_columns * LEGEND_LINE + LEGEND_LINE / 2;
  double room = width - SWATCH_WIDTH - 20;

  if (right_to_left)
    x = scene->width - x - width;
  if (series != NULL)
    _ariadne_panel_draw_swatch (panel, &series->style,
                                right_to_left ? x + width - SWATCH_WIDTH : x, y, SWATCH_WIDTH,
                                is_alone (scene, series));
  _ariadne_panel_text (panel, &panel->palette->text,
                       right_to_left ? x + width - SWATCH_WIDTH - 8 : x + SWATCH_WIDTH + 8, y + 4,
                       right_to_left ? ARIADNE_ALIGN_END : ARIADNE_ALIGN_START, room, text);
}

static void
draw_legend (const AriadneChartScene *scene,
             AriadneChart            *chart,
             gboolean                 right_to_left)
{
  guint n_cells = scene->legend_rows * scene->legend_columns;
  guint n_drawn = 0;

  for (guint i = 0; i < chart->series->len && n_drawn < n_cells; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (chart, i);
      guint n_left = scene->n_listed - n_drawn;

      if (!_ariadne_chart_is_listed (series))
        continue;

      if (n_drawn == n_cells - 1 && n_left > 1)
        {
          g_autofree char *more =
            g_strdup_printf (dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n_left),
                             n_left);

          draw_legend_cell (scene, n_drawn, right_to_left, NULL, more);
        }
      else
        draw_legend_cell (scene, n_drawn, right_to_left, series, series->name);
      n_drawn++;
    }
}

static void
draw_axes (const AriadneChartScene *scene,
           AriadneChart            *chart)
{
  const AriadnePanel *panel = &scene->panel;
  g_autofree char *x_label = _ariadne_chart_label_axis (chart, ARIADNE_CHART_X, &panel->x_axis);
  g_autofree char *y_label = _ariadne_chart_label_axis (chart, ARIADNE_CHART_Y, &panel->y_axis);

  _ariadne_panel_draw_y_axis (panel);
  _ariadne_panel_draw_x_axis (panel, x_label);
  _ariadne_panel_draw_y_label (panel, MARGIN, y_label);
}

static void
draw_background (const AriadneChartScene *scene,
                 double                   height)
{
  const AriadnePanel *panel = &scene->panel;

  _ariadne_painter_set_colour (panel->cr, &panel->palette->background);
  cairo_rectangle (panel->cr, 0, 0, scene->width, height);
  cairo_fill (panel->cr);
}

static void
draw_frame (const AriadneChartScene *scene,
            AriadneChart            *chart,
            const AriadneChartView  *view)
{
  const AriadnePanel *panel = &scene->panel;
  gboolean right_to_left = view != NULL && view->right_to_left;

  if (panel->width < LEAST_WIDTH || panel->height < LEAST_HEIGHT)
    return;

  if (view == NULL || !view->untitled)
    draw_title (scene, chart->title, right_to_left);
  draw_legend (scene, chart, right_to_left);
  draw_axes (scene, chart);
  if (scene->n_points == 0)
    _ariadne_panel_text (panel, &panel->palette->axis, panel->x + panel->width / 2,
                         panel->y + panel->height / 2, ARIADNE_ALIGN_CENTRE, panel->width,
                         _("No data yet"));
}

static void
draw_series (const AriadneChartScene *scene,
             const AriadneSeries     *series,
             const GArray            *bars)
{
  const AriadnePanel *panel = &scene->panel;

  switch (series->style.kind)
    {
    case ARIADNE_SERIES_BARS:
      _ariadne_panel_draw_bars (panel, &series->style, bars,
                                _ariadne_chart_scene_get_total (series), scene->n_bars == 1);
      break;
    case ARIADNE_SERIES_POINTS:
      _ariadne_panel_draw_points (panel, series);
      break;
    case ARIADNE_SERIES_LINES:
    case ARIADNE_SERIES_STEPS:
    default:
      _ariadne_panel_draw_line (panel, series);
      break;
    }
}

/* Markers tell the lines that have a line in the legend, and no dashes, apart. */
static gboolean
has_markers (const AriadneChartScene *scene,
             const AriadneSeries     *series)
{
  return scene->n_listed > 1 && _ariadne_chart_is_listed (series)
         && series->style.dash == ARIADNE_DASH_SOLID
         && (series->style.kind == ARIADNE_SERIES_LINES
             || series->style.kind == ARIADNE_SERIES_STEPS);
}

static void
draw_data (const AriadneChartScene *scene,
           AriadneChart            *chart,
           const AriadneChartView  *view)
{
  gboolean growing = view != NULL && view->live;
  guint n_listed = 0;

  if (scene->panel.width < LEAST_WIDTH || scene->panel.height < LEAST_HEIGHT)
    return;

  for (guint i = 0; i < chart->series->len; i++)
    if (_ariadne_chart_get_series (chart, i)->visible)
      draw_series (scene, _ariadne_chart_get_series (chart, i), scene->bars->pdata[i]);

  for (guint i = 0; i < chart->series->len; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (chart, i);

      if (has_markers (scene, series))
        _ariadne_panel_draw_markers (&scene->panel, series, (n_listed + 0.5) / scene->n_listed,
                                     growing);
      n_listed += _ariadne_chart_is_listed (series);
    }
}

/**
 * ariadne_chart_draw:
 * @self: a chart
 * @view: (nullable): how it is looked at
 * @layers: what of it to draw
 * @cr: where to draw
 * @width: the width of the picture, in units of @cr
 * @height: its height, in the same units
 * @palette: its colours
 *
 * Draws a chart. Nothing but @cr is changed, and that is left as it was.
 */
void
ariadne_chart_draw (AriadneChart           *self,
                    const AriadneChartView *view,
                    AriadneChartLayers      layers,
                    cairo_t                *cr,
                    double                  width,
                    double                  height,
                    const AriadnePalette   *palette)
{
  g_auto (AriadneChartScene) scene = { 0 };

  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (cr != NULL);
  g_return_if_fail (palette != NULL);

  if (!(width > 0) || !(height > 0))
    return;

  _ariadne_chart_scene_init (&scene, self, view, width, height);
  scene.panel.cr = cr;
  scene.panel.palette = palette;

  cairo_save (cr);
  cairo_new_path (cr);
  _ariadne_painter_set_writer (cr, view != NULL ? view->writer : NULL);
  if (layers & ARIADNE_CHART_BACKGROUND)
    draw_background (&scene, height);
  if (layers & ARIADNE_CHART_FRAME)
    draw_frame (&scene, self, view);
  /* What is soon drawn again need not have the smoothest edges, which cost most. */
  if (view != NULL && view->live)
    cairo_set_antialias (cr, CAIRO_ANTIALIAS_FAST);
  if (layers & ARIADNE_CHART_DATA)
    draw_data (&scene, self, view);
  _ariadne_painter_set_writer (cr, NULL);
  cairo_restore (cr);
}

/* As a file */

typedef struct
{
  AriadneChart           *chart;
  const AriadneChartView *view;
} Picture;

static void
draw_picture (gpointer  data,
              cairo_t  *cr,
              double    width,
              double    height)
{
  Picture *picture = data;

  ariadne_chart_draw (picture->chart, picture->view, ARIADNE_CHART_ALL, cr, width, height,
                      ariadne_palette_get_light ());
}

static char *
picture_to_csv (gpointer data)
{
  Picture *picture = data;

  return ariadne_chart_to_csv (picture->chart);
}

/**
 * ariadne_chart_save:
 * @self: a chart
 * @view: (nullable): how it is looked at
 * @width: the width of the picture, in units of 1/96 inch
 * @height: its height, in the same units
 * @path: where to: a name that ends in `.png`, `.svg`, `.pdf` or `.csv`
 * @error: return location for an error
 *
 * Saves a chart as a picture, always with the light palette, or its recorded data
 * as CSV. The file is there whole or not at all.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT if @path ends in something else, and
 * otherwise with what the file system says.
 *
 * Returns: whether that was done
 */
gboolean
ariadne_chart_save (AriadneChart            *self,
                    const AriadneChartView  *view,
                    double                   width,
                    double                   height,
                    const char              *path,
                    GError                 **error)
{
  static const AriadnePictureClass klass = { draw_picture, picture_to_csv };
  Picture picture = { self, view };

  g_return_val_if_fail (ARIADNE_IS_CHART (self), FALSE);
  g_return_val_if_fail (width > 0 && height > 0, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  return _ariadne_picture_save (&klass, &picture, width, height, path, error);
}
