/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-plot-private.h"

#include <math.h>

#include "chart/ariadne-picture.h"
#include "core/ariadne-csv.h"

/* More room for the bars of each series of a column, beyond a few. */
#define CROWDED_HEIGHT 40.0

/**
 * AriadnePlot:
 *
 * The picture of a report: one column a group of configurations, with the
 * histogram of the batch sizes above, and below it the time against the number
 * of examples evaluated; the time in the model is dashed, by the number of
 * servers.
 *
 * As in the figures, the first batch is left out of the times: they count from
 * the first update. All columns have the same axes but for the shares of the
 * batches. Configurations are told apart by colour and by marker.
 *
 * A plot is made of what a report has then; it draws itself on any cairo context
 * and knows nothing of windows.
 *
 * A plot belongs to one thread at a time.
 */
G_DEFINE_FINAL_TYPE (AriadnePlot, ariadne_plot, G_TYPE_OBJECT)

static void
series_free (AriadnePlotSeries *series)
{
  ariadne_run_record_unref (series->record);
  _ariadne_series_free (series->sizes);
  _ariadne_series_free (series->total);
  _ariadne_series_free (series->model);
  g_free (series);
}

static void
group_free (AriadnePlotGroup *group)
{
  g_ptr_array_unref (group->series);
  g_free (group);
}

static void
ariadne_plot_finalize (GObject *object)
{
  AriadnePlot *self = ARIADNE_PLOT (object);

  g_ptr_array_unref (self->groups);
  g_clear_object (&self->report);

  G_OBJECT_CLASS (ariadne_plot_parent_class)->finalize (object);
}

static void
ariadne_plot_class_init (AriadnePlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_plot_finalize;
}

static void
ariadne_plot_init (AriadnePlot *self)
{
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  self->shortest_s = INFINITY;
}

/* What there was after a batch. */
typedef struct
{
  guint  n_batches;
  guint  size;
  double examples;
  double update_s; /* after the first update */
  double model_s;
} Progress;

static gboolean
progress_next (Progress               *self,
               const AriadneRunRecord *record)
{
  guint i = self->n_batches;

  if (i == record->batch_sizes->len)
    return FALSE;

  self->n_batches++;
  self->size = g_array_index (record->batch_sizes, guint, i);
  self->examples += self->size;
  self->update_s = g_array_index (record->update_times_s, double, i)
                   - g_array_index (record->update_times_s, double, 0);
  if (i > 0)
    self->model_s += g_array_index (record->model_times_s, double, i) / MAX (1, record->servers);

  return TRUE;
}

static int
compare_sizes (gconstpointer a,
               gconstpointer b)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;

  return (first > second) - (first < second);
}

static void
append_point (AriadneSeries *series,
              double         x,
              double         y)
{
  if (isfinite (y))
    _ariadne_series_append (series, 1, &x, &y, NULL);
}

static void
count_sizes (AriadneSeries *series,
             const GArray  *batch_sizes)
{
  g_autoptr (GArray) sizes = g_array_copy ((GArray *) batch_sizes);
  guint first = 0;

  g_array_sort (sizes, compare_sizes);
  for (guint i = 1; i <= sizes->len; i++)
    {
      guint size = g_array_index (sizes, guint, first);

      if (i < sizes->len && g_array_index (sizes, guint, i) == size)
        continue;

      append_point (series, size, i - first);
      first = i;
    }
}

/* All points, or of more than a series may have, one of so many. */
static void
append_times (AriadnePlotSeries *series)
{
  guint n_batches = series->record->batch_sizes->len;
  guint stride = n_batches / (ARIADNE_CHART_MAX_POINTS - 1) + 1;
  Progress progress = { 0 };

  while (progress_next (&progress, series->record))
    {
      if ((progress.n_batches - 1) % stride != 0 && progress.n_batches < n_batches)
        continue;

      append_point (series->total, progress.examples, progress.update_s);
      append_point (series->model, progress.examples, progress.model_s);
    }
}

static AriadnePlotSeries *
series_new (AriadneRunRecord *record,
            guint             index)
{
  AriadnePlotSeries *series = g_new0 (AriadnePlotSeries, 1);
  AriadneSeriesStyle bars = { .kind = ARIADNE_SERIES_BARS, .colour = index, .share = TRUE };
  AriadneSeriesStyle solid = { .kind = ARIADNE_SERIES_LINES, .colour = index };
  AriadneSeriesStyle dashed = solid;

  dashed.dash = ARIADNE_DASH_DASHED;
  series->record = ariadne_run_record_ref (record);
  series->sizes = _ariadne_series_new (record->name, &bars);
  series->total = _ariadne_series_new (record->name, &solid);
  series->model = _ariadne_series_new (record->name, &dashed);
  count_sizes (series->sizes, record->batch_sizes);
  append_times (series);

  return series;
}

static void
include_times (AriadnePlot         *self,
               const AriadneSeries *series)
{
  for (guint i = 0; i < series->n_points; i++)
    if (series->y[i] > 0)
      {
        self->longest_s = MAX (self->longest_s, series->y[i]);
        self->shortest_s = MIN (self->shortest_s, series->y[i]);
      }
}

static void
include_series (AriadnePlot             *self,
                const AriadnePlotSeries *series)
{
  const AriadneSeries *sizes = series->sizes;
  const AriadneSeries *total = series->total;

  include_times (self, total);
  include_times (self, series->model);
  self->largest_batch = MAX (self->largest_batch, sizes->x[sizes->n_points - 1]);
  if (total->n_points > 0)
    self->most_examples = MAX (self->most_examples, total->x[total->n_points - 1]);
}

static AriadnePlotGroup *
get_group (AriadnePlot *self,
           const char  *name)
{
  AriadnePlotGroup *group;

  for (guint i = 0; i < self->groups->len; i++)
    {
      group = self->groups->pdata[i];
      if (g_str_equal (group->name, name))
        return group;
    }

  group = g_new0 (AriadnePlotGroup, 1);
  group->name = name;
  group->series = g_ptr_array_new_with_free_func ((GDestroyNotify) series_free);
  g_ptr_array_add (self->groups, group);

  return group;
}

/**
 * ariadne_plot_new:
 * @report: a report
 * @flags: how to draw
 *
 * Makes the plot of the runs that a report has now; runs without batches are
 * left out.
 *
 * Returns: (transfer full): a new plot
 */
AriadnePlot *
ariadne_plot_new (AriadneReport    *report,
                  AriadnePlotFlags  flags)
{
  AriadnePlot *self;

  g_return_val_if_fail (ARIADNE_IS_REPORT (report), NULL);

  self = g_object_new (ARIADNE_TYPE_PLOT, NULL);
  self->report = g_object_ref (report);
  self->flags = flags;

  for (guint i = 0; i < ariadne_report_get_n_runs (report); i++)
    {
      AriadneRunRecord *record = ariadne_report_get_run (report, i);
      AriadnePlotGroup *group;
      AriadnePlotSeries *series;

      if (record->batch_sizes->len == 0)
        continue;

      group = get_group (self, record->group);
      series = series_new (record, group->series->len);
      g_ptr_array_add (group->series, series);
      self->most_series = MAX (self->most_series, group->series->len);
      include_series (self, series);
    }

  return self;
}

/**
 * ariadne_plot_get_natural_size:
 * @self: a plot
 * @width: (out): the width, in units of 1/96 inch
 * @height: (out): the height, in the same units
 *
 * Gets the size at which a plot is best read, in units of 1/96 inch.
 */
void
ariadne_plot_get_natural_size (AriadnePlot *self,
                               double      *width,
                               double      *height)
{
  guint n_columns;

  g_return_if_fail (ARIADNE_IS_PLOT (self));

  n_columns = self->groups->len;
  *width = MAX (720, 80 + n_columns * (n_columns <= 3 ? 400 : 320));
  *height = 780 + 30 * MAX (n_columns, self->most_series)
            + CROWDED_HEIGHT * MAX (0, (int) self->most_series - ARIADNE_PLOT_FEW_SERIES);
}

/* Pictures as files */

/**
 * ariadne_plot_check_path:
 * @path: the path of a picture
 * @error: return location for an error
 *
 * Tells whether [method@Plot.save] knows how to make such a picture, for those
 * who want to know before there is one to be saved.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT if it does not.
 *
 * Returns: whether it does
 */
gboolean
ariadne_plot_check_path (const char  *path,
                         GError     **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return _ariadne_picture_check_path (path, error);
}

static void
draw_picture (gpointer  self,
              cairo_t  *cr,
              double    width,
              double    height)
{
  ariadne_plot_draw (self, cr, width, height, ariadne_palette_get_light ());
}

static char *
picture_to_csv (gpointer self)
{
  return ariadne_plot_to_csv (self);
}

/**
 * ariadne_plot_save:
 * @self: a plot
 * @path: where to: a name that ends in `.png`, `.svg`, `.pdf` or `.csv`
 * @error: return location for an error
 *
 * Saves a plot as a picture, always with the light palette, or its numbers as CSV.
 * The file is there whole or not at all.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT if @path ends in something else, and
 * otherwise with what the file system says.
 *
 * Returns: whether that was done
 */
gboolean
ariadne_plot_save (AriadnePlot  *self,
                   const char   *path,
                   GError      **error)
{
  static const AriadnePictureClass klass = { draw_picture, picture_to_csv };
  double width, height;

  g_return_val_if_fail (ARIADNE_IS_PLOT (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  ariadne_plot_get_natural_size (self, &width, &height);

  return _ariadne_picture_save (&klass, self, width, height, path, error);
}

static void
append_csv_row (GString                *csv,
                const AriadneRunRecord *record,
                const Progress         *progress)
{
  _ariadne_append_csv_text (csv, record->group);
  g_string_append_c (csv, ',');
  _ariadne_append_csv_text (csv, record->name);
  g_string_append_printf (csv, ",%u,%u,%.0f,", progress->n_batches, progress->size,
                          progress->examples);
  _ariadne_append_csv_number (csv, progress->update_s);
  g_string_append_c (csv, ',');
  _ariadne_append_csv_number (csv, progress->model_s);
  g_string_append (csv, "\r\n");
}

/**
 * ariadne_plot_to_csv:
 * @self: a plot
 *
 * Writes what a plot shows as CSV (RFC 4180): a heading, then one line a batch.
 *
 * Returns: (transfer full): the text
 */
char *
ariadne_plot_to_csv (AriadnePlot *self)
{
  GString *csv;

  g_return_val_if_fail (ARIADNE_IS_PLOT (self), NULL);

  csv = g_string_new ("group,name,batch,size,examples,total_time_s,model_time_s\r\n");
  for (guint i = 0; i < self->groups->len; i++)
    {
      const AriadnePlotGroup *group = self->groups->pdata[i];

      for (guint j = 0; j < group->series->len; j++)
        {
          const AriadnePlotSeries *series = group->series->pdata[j];
          Progress progress = { 0 };

          while (progress_next (&progress, series->record))
            append_csv_row (csv, series->record, &progress);
        }
    }

  return g_string_free (csv, FALSE);
}
