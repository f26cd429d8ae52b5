/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-plot-private.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <errno.h>
#include <math.h>

#include "core/ariadne-error.h"
#include "core/ariadne-file.h"
#include "experiment/ariadne-record-fields.h"

/* Pictures of pixels have more of them than units, for sharp text. */
#define PIXELS_PER_UNIT 2

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
 */
G_DEFINE_FINAL_TYPE (AriadnePlot, ariadne_plot, G_TYPE_OBJECT)

static void
series_free (AriadnePlotSeries *series)
{
  ariadne_run_record_unref (series->record);
  g_free (series->examples);
  g_free (series->update_s);
  g_free (series->model_s);
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

static AriadnePlotSeries *
series_new (AriadneRunRecord *record)
{
  AriadnePlotSeries *series = g_new0 (AriadnePlotSeries, 1);
  guint n_servers = MAX (1, record->servers);
  double examples = 0;
  double model_s = 0;

  series->record = ariadne_run_record_ref (record);
  series->n_points = record->batch_sizes->len;
  series->examples = g_new (double, series->n_points);
  series->update_s = g_new (double, series->n_points);
  series->model_s = g_new (double, series->n_points);

  for (guint i = 0; i < series->n_points; i++)
    {
      examples += g_array_index (record->batch_sizes, guint, i);
      if (i > 0)
        model_s += g_array_index (record->model_times_s, double, i) / n_servers;

      series->examples[i] = examples;
      series->model_s[i] = model_s;
      series->update_s[i] = g_array_index (record->update_times_s, double, i)
                            - g_array_index (record->update_times_s, double, 0);
    }

  return series;
}

static void
include_time (AriadnePlot *self,
              double       time_s)
{
  if (!isfinite (time_s) || time_s <= 0)
    return;

  self->longest_s = MAX (self->longest_s, time_s);
  self->shortest_s = MIN (self->shortest_s, time_s);
}

static void
include_series (AriadnePlot             *self,
                const AriadnePlotSeries *series)
{
  for (guint i = 0; i < series->n_points; i++)
    {
      self->largest_batch = MAX (self->largest_batch,
                                 g_array_index (series->record->batch_sizes, guint, i));
      include_time (self, series->update_s[i]);
      include_time (self, series->model_s[i]);
    }

  self->most_examples = MAX (self->most_examples, series->examples[series->n_points - 1]);
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
      series = series_new (record);
      g_ptr_array_add (group->series, series);
      self->most_series = MAX (self->most_series, group->series->len);
      include_series (self, series);
    }

  return self;
}

/**
 * ariadne_plot_get_natural_size:
 * @self: a plot
 * @width: (out): the width
 * @height: (out): the height
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

typedef enum {
  PICTURE_PNG,
  PICTURE_SVG,
  PICTURE_PDF,
  N_PICTURES,
} Picture;

static const char * const suffixes[] = {
  [PICTURE_PNG] = ".png",
  [PICTURE_SVG] = ".svg",
  [PICTURE_PDF] = ".pdf",
};

static gboolean
get_picture (const char  *path,
             Picture     *picture,
             GError     **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (*picture = 0; *picture < N_PICTURES; (*picture)++)
    if (g_str_has_suffix (lower, suffixes[*picture]))
      return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s: expected the name of a picture to end in .png, .svg or .pdf", path);

  return FALSE;
}

/**
 * ariadne_plot_check_path:
 * @path: the path of a picture
 * @error: return location for an error
 *
 * Tells whether [method@Plot.save] knows how to make such a picture, for those
 * who want to know before there is one to be saved.
 *
 * Returns: whether it does
 */
gboolean
ariadne_plot_check_path (const char  *path,
                         GError     **error)
{
  Picture picture;

  g_return_val_if_fail (path != NULL, FALSE);

  return get_picture (path, &picture, error);
}

static cairo_status_t
append_to_bytes (void                *bytes,
                 const unsigned char *data,
                 unsigned int         length)
{
  g_byte_array_append (bytes, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (Picture     picture,
              double      width,
              double      height,
              GByteArray *bytes)
{
  cairo_surface_t *surface;

  switch (picture)
    {
    case PICTURE_SVG:
      surface = cairo_svg_surface_create_for_stream (append_to_bytes, bytes, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    case PICTURE_PDF:
      /* There are 72 points to the inch, and 96 units. */
      surface = cairo_pdf_surface_create_for_stream (append_to_bytes, bytes,
                                                     0.75 * width, 0.75 * height);
      cairo_surface_set_device_scale (surface, 0.75, 0.75);
      return surface;
    case PICTURE_PNG:
    case N_PICTURES:
    default:
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                            (int) ceil (PIXELS_PER_UNIT * width),
                                            (int) ceil (PIXELS_PER_UNIT * height));
      cairo_surface_set_device_scale (surface, PIXELS_PER_UNIT, PIXELS_PER_UNIT);
      return surface;
    }
}

static cairo_status_t
draw_picture (AriadnePlot *self,
              Picture      picture,
              GByteArray  *bytes)
{
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;
  double width, height;

  ariadne_plot_get_natural_size (self, &width, &height);
  surface = make_surface (picture, width, height, bytes);
  cr = cairo_create (surface);
  ariadne_plot_draw (self, cr, width, height, ariadne_palette_get_light ());
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);

  if (status == CAIRO_STATUS_SUCCESS && picture == PICTURE_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_to_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  return status;
}

/**
 * ariadne_plot_save:
 * @self: a plot
 * @path: where to: a name that ends in `.png`, `.svg` or `.pdf`
 * @error: return location for an error
 *
 * Saves a plot as a picture, always with the light palette. The file is there
 * whole or not at all.
 *
 * Returns: whether that was done
 */
gboolean
ariadne_plot_save (AriadnePlot  *self,
                   const char   *path,
                   GError      **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  cairo_status_t status;
  Picture picture;

  g_return_val_if_fail (ARIADNE_IS_PLOT (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!get_picture (path, &picture, error))
    return FALSE;

  bytes = g_byte_array_new ();
  status = draw_picture (self, picture, bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                   "%s: cannot draw: %s", path, cairo_status_to_string (status));
      return FALSE;
    }

  return ariadne_file_write (path, (const char *) bytes->data, bytes->len, error);
}

static void
append_csv_row (GString                 *csv,
                const AriadnePlotSeries *series,
                guint                    batch)
{
  const AriadneRunRecord *record = series->record;

  _ariadne_append_csv_text (csv, record->group);
  g_string_append_c (csv, ',');
  _ariadne_append_csv_text (csv, record->name);
  g_string_append_printf (csv, ",%u,%u,%.0f,", batch + 1,
                          g_array_index (record->batch_sizes, guint, batch),
                          series->examples[batch]);
  _ariadne_append_csv_number (csv, series->update_s[batch]);
  g_string_append_c (csv, ',');
  _ariadne_append_csv_number (csv, series->model_s[batch]);
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

          for (guint batch = 0; batch < series->n_points; batch++)
            append_csv_row (csv, series, batch);
        }
    }

  return g_string_free (csv, FALSE);
}
