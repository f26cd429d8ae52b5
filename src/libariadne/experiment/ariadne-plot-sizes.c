/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-plot-drawing.h"

#include <math.h>

/* The name first; then as much of the figures as there is room for. */
static void
draw_strip_label (const AriadnePanel      *panel,
                  const AriadnePlotSeries *series)
{
  const AriadneRunRecord *record = series->record;
  const AriadnePalette *palette = panel->palette;
  double y = panel->y - ARIADNE_PLOT_LABEL_HEIGHT;
  double room = panel->width - 16;
  guint colour = series->sizes->style.colour;
  const char *fitting = "";
  g_autofree char *mean = g_strdup_printf ("mean %.1f", record->size_mean);
  g_autofree char *figures = g_strdup_printf ("%u batch%s, %s", record->num_batches,
                                              record->num_batches == 1 ? "" : "es", mean);

  _ariadne_painter_marker (panel->cr, _ariadne_panel_get_marker (colour), panel->x + 5, y + 11,
                           _ariadne_panel_get_colour (panel, colour), &palette->background);
  room -= _ariadne_panel_text (panel, &palette->text, panel->x + 16, y + 15,
                               ARIADNE_ALIGN_START, room, record->name);

  if (_ariadne_painter_get_width (panel->cr, figures) < room - 12)
    fitting = figures;
  else if (_ariadne_painter_get_width (panel->cr, mean) < room - 12)
    fitting = mean;
  _ariadne_panel_text (panel, &palette->axis, panel->x + panel->width, y + 15,
                       ARIADNE_ALIGN_END, room, fitting);
}

static void
draw_strip (const AriadnePanel      *panel,
            const AriadnePlotSeries *series,
            const GArray            *bars)
{
  _ariadne_panel_draw_y_axis (panel);
  draw_strip_label (panel, series);
  _ariadne_panel_draw_bars (panel, &series->sizes->style, bars,
                            _ariadne_series_get_total (series->sizes), TRUE);
  _ariadne_painter_set_colour (panel->cr, &panel->palette->axis);
  _ariadne_painter_hline (panel->cr, panel->x, panel->x + panel->width, panel->y + panel->height);
}

static GPtrArray *
make_histograms (const AriadnePlotGroup *group,
                 const AriadneBins      *bins,
                 double                 *largest_share)
{
  GPtrArray *histograms = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  *largest_share = 0;
  for (guint i = 0; i < group->series->len; i++)
    {
      const AriadnePlotSeries *series = group->series->pdata[i];
      GArray *bars = _ariadne_bins_fill (bins, series->sizes);

      for (guint bar = 0; bar < bars->len; bar++)
        *largest_share = MAX (*largest_share,
                              g_array_index (bars, AriadneBar, bar).sum
                              / _ariadne_series_get_total (series->sizes));
      g_ptr_array_add (histograms, bars);
    }

  return histograms;
}

static void
init_axes (AriadneDrawing    *drawing,
           const AriadneBins *bins,
           double             largest_share)
{
  AriadnePanel *panel = &drawing->panel;
  guint largest = MAX (1, drawing->plot->largest_batch);
  guint n_ticks = _ariadne_axis_count_ticks (panel->width, 44);

  if (bins->doublings)
    _ariadne_axis_init_doublings (&panel->x_axis, largest, n_ticks);
  else
    _ariadne_axis_init_binary (&panel->x_axis, _ariadne_bins_get_high (bins, largest), n_ticks);

  _ariadne_axis_init_linear (&panel->y_axis, 103 * largest_share,
                             _ariadne_axis_count_ticks (panel->height, 32));
  _ariadne_axis_set_unit (&panel->y_axis, 0.01);
}

/*
 * _ariadne_drawing_sizes:
 * @drawing: a drawing
 * @group: a group
 * @x: where the panel of its column starts
 *
 * Draws the upper panel of a column: the histograms of the batch sizes. Each
 * series has a strip of its own below the other, with the same axes: bars of
 * several series in one place would hide each other.
 */
void
_ariadne_drawing_sizes (AriadneDrawing         *drawing,
                        const AriadnePlotGroup *group,
                        double                  x)
{
  const AriadnePlotLayout *layout = &drawing->layout;
  AriadnePanel *panel = &drawing->panel;
  double strip = layout->sizes_height / group->series->len;
  g_autoptr (GPtrArray) histograms = NULL;
  double largest_share;
  AriadneBins bins;

  panel->x = x;
  panel->width = layout->panel_width;
  panel->height = MAX (0, floor (strip) - ARIADNE_PLOT_LABEL_HEIGHT);

  _ariadne_bins_init (&bins, (drawing->plot->flags & ARIADNE_PLOT_LOG_SIZES) != 0,
                      drawing->plot->largest_batch, panel->width);
  histograms = make_histograms (group, &bins, &largest_share);
  init_axes (drawing, &bins, largest_share);

  for (guint i = 0; i < group->series->len; i++)
    {
      panel->y = layout->sizes_y + round ((i + 1) * strip) - panel->height;
      draw_strip (panel, group->series->pdata[i], histograms->pdata[i]);
    }
  _ariadne_panel_draw_x_axis (panel, "Batch size");
}
