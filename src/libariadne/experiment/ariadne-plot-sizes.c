/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-plot-drawing.h"

#include <math.h>

/* A bin begins after a multiple of its width, a power of two, and so ends with
 * the size of a full batch, which is such a multiple as a rule.
 */
static guint
get_bin_width (const AriadneDrawing *drawing)
{
  guint n_bins = CLAMP ((guint) (drawing->layout.panel_width / 10), 8, 40);
  guint width = 1;

  while (drawing->plot->largest_batch / width > n_bins)
    width *= 2;

  return width;
}

static guint
get_bin (const AriadneDrawing *drawing,
         guint                 bin_width,
         guint                 size)
{
  if (size == 0)
    return 0;

  if (drawing->plot->flags & ARIADNE_PLOT_LOG_SIZES)
    return g_bit_storage (size - 1) * (size > 1);

  return (size - 1) / bin_width;
}

static void
get_bin_range (const AriadneDrawing *drawing,
               guint                 bin_width,
               guint                 bin,
               double               *low,
               double               *high)
{
  if (drawing->plot->flags & ARIADNE_PLOT_LOG_SIZES)
    {
      *low = ldexp (0.5, bin);
      *high = ldexp (1, bin);
    }
  else
    {
      *low = (double) bin * bin_width;
      *high = *low + bin_width;
    }
}

static void
init_sizes_axis (const AriadneDrawing *drawing,
                 guint                 bin_width,
                 AriadneAxis          *axis)
{
  guint largest = MAX (1, drawing->plot->largest_batch);
  guint n_bins = (largest - 1) / bin_width + 1;
  guint n_ticks = _ariadne_drawing_count_ticks (drawing->layout.panel_width, 44);

  if (drawing->plot->flags & ARIADNE_PLOT_LOG_SIZES)
    _ariadne_axis_init_doublings (axis, largest, n_ticks);
  else
    _ariadne_axis_init_binary (axis, (double) n_bins * bin_width, n_ticks);
}

/* The share of the batches of a series that each bin has, in percent. */
static GArray *
make_histogram (const AriadneDrawing    *drawing,
                const AriadnePlotSeries *series,
                guint                    bin_width)
{
  const GArray *sizes = series->record->batch_sizes;
  guint n_bins = get_bin (drawing, bin_width, drawing->plot->largest_batch) + 1;
  GArray *shares = g_array_sized_new (FALSE, TRUE, sizeof (double), n_bins);

  g_array_set_size (shares, n_bins);
  for (guint i = 0; i < sizes->len; i++)
    {
      guint bin = get_bin (drawing, bin_width, g_array_index (sizes, guint, i));

      g_array_index (shares, double, bin) += 100.0 / sizes->len;
    }

  return shares;
}

static void
draw_bars (const AriadneDrawing *drawing,
           const AriadneAxis    *x_axis,
           const AriadneAxis    *y_axis,
           const GArray         *shares,
           guint                 bin_width,
           double                x,
           double                y,
           double                height)
{
  for (guint bin = 0; bin < shares->len; bin++)
    {
      double share = g_array_index (shares, double, bin);
      double low, high, left, right;

      if (share == 0)
        continue;

      get_bin_range (drawing, bin_width, bin, &low, &high);
      left = round (x + drawing->layout.panel_width * _ariadne_axis_map (x_axis, low));
      right = round (x + drawing->layout.panel_width * _ariadne_axis_map (x_axis, high));

      /* A single large batch among thousands is seen as a hairline. */
      share = MAX (1, height * _ariadne_axis_map (y_axis, share));
      cairo_rectangle (drawing->cr, left, y + height - share, MAX (1, right - left - 1), share);
    }
  cairo_fill (drawing->cr);
}

/* The name first; then as much of the figures as there is room for. */
static void
draw_strip_label (const AriadneDrawing    *drawing,
                  const AriadnePlotSeries *series,
                  guint                    index,
                  double                   x,
                  double                   y)
{
  const AriadneRunRecord *record = series->record;
  double room = drawing->layout.panel_width - 16;
  const char *fitting = "";
  g_autofree char *mean = g_strdup_printf ("mean %.1f", record->size_mean);
  g_autofree char *figures = g_strdup_printf ("%u batch%s, %s", record->num_batches,
                                              record->num_batches == 1 ? "" : "es", mean);

  _ariadne_painter_marker (drawing->cr, _ariadne_drawing_get_marker (index), x + 5, y + 11,
                           _ariadne_drawing_get_colour (drawing, index),
                           &drawing->palette->background);
  room -= _ariadne_drawing_text (drawing, &drawing->palette->text, x + 16, y + 15,
                                 ARIADNE_ALIGN_START, room, record->name);

  if (_ariadne_painter_get_width (drawing->cr, figures) < room - 12)
    fitting = figures;
  else if (_ariadne_painter_get_width (drawing->cr, mean) < room - 12)
    fitting = mean;
  _ariadne_drawing_text (drawing, &drawing->palette->axis, x + drawing->layout.panel_width, y + 15,
                         ARIADNE_ALIGN_END, room, fitting);
}

static GPtrArray *
make_histograms (const AriadneDrawing   *drawing,
                 const AriadnePlotGroup *group,
                 guint                   bin_width,
                 double                 *largest_share)
{
  GPtrArray *histograms = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  *largest_share = 0;
  for (guint i = 0; i < group->series->len; i++)
    {
      GArray *shares = make_histogram (drawing, group->series->pdata[i], bin_width);

      for (guint bin = 0; bin < shares->len; bin++)
        *largest_share = MAX (*largest_share, g_array_index (shares, double, bin));
      g_ptr_array_add (histograms, shares);
    }

  return histograms;
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
_ariadne_drawing_sizes (const AriadneDrawing   *drawing,
                        const AriadnePlotGroup *group,
                        double                  x)
{
  const AriadnePlotLayout *layout = &drawing->layout;
  guint bin_width = get_bin_width (drawing);
  double strip = layout->sizes_height / group->series->len;
  double height = MAX (0, floor (strip) - ARIADNE_PLOT_LABEL_HEIGHT);
  g_autoptr (GPtrArray) histograms = NULL;
  AriadneAxis x_axis, y_axis;
  double largest_share;

  histograms = make_histograms (drawing, group, bin_width, &largest_share);
  init_sizes_axis (drawing, bin_width, &x_axis);
  _ariadne_axis_init_linear (&y_axis, 1.03 * largest_share,
                             _ariadne_drawing_count_ticks (height, 32));

  for (guint i = 0; i < group->series->len; i++)
    {
      double bottom = layout->sizes_y + round ((i + 1) * strip);
      double y = bottom - height;

      _ariadne_drawing_y_axis (drawing, &y_axis, x, y, height);
      draw_strip_label (drawing, group->series->pdata[i], i, x, y - ARIADNE_PLOT_LABEL_HEIGHT);
      _ariadne_painter_set_colour (drawing->cr, _ariadne_drawing_get_colour (drawing, i));
      draw_bars (drawing, &x_axis, &y_axis, histograms->pdata[i], bin_width, x, y, height);
      _ariadne_painter_set_colour (drawing->cr, &drawing->palette->axis);
      _ariadne_painter_hline (drawing->cr, x, x + layout->panel_width, bottom);
    }

  _ariadne_drawing_x_axis (drawing, &x_axis, x, layout->sizes_y + layout->sizes_height,
                           "Batch size");
}
