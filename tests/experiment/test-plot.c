/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/ariadne-error.h"
#include "experiment/ariadne-plot-private.h"

#include "chart/chart-picture.h"
#include "sample-report.h"

#define WIDTH 720
#define HEIGHT 800

/* Pictures */

static AriadneRunRecord *
add_run (AriadneReport *report,
         const char    *group,
         const char    *name)
{
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new (group, name);

  ariadne_report_add_run (report, record);

  return record;
}

static void
add_batch (AriadneRunRecord *record,
           guint             size,
           double            model_s,
           double            update_s)
{
  record->num_batches++;
  record->num_elements += size;
  g_array_append_val (record->batch_sizes, size);
  g_array_append_val (record->model_times_s, model_s);
  g_array_append_val (record->update_times_s, update_s);
}

static cairo_surface_t *
draw (AriadnePlot          *plot,
      int                   width,
      int                   height,
      const AriadnePalette *palette)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  ariadne_plot_draw (plot, cr, width, height, palette);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

static guint
count_in_panel (cairo_surface_t     *surface,
                double               x,
                double               y,
                double               height,
                const AriadneColour *colour)
{
  guint n = 0;

  for (int i = (int) y; i < (int) (y + height); i++)
    n += has_colour (surface, (int) x, i, colour);

  return n;
}

static guint
count_in_legend (cairo_surface_t         *surface,
                 const AriadnePlotLayout *layout,
                 const AriadneColour     *colour)
{
  guint n = 0;

  for (int x = (int) layout->first_x; x < (int) layout->first_x + 30; x++)
    n += count_in_panel (surface, x, layout->legend_y,
                         cairo_image_surface_get_height (surface) - layout->legend_y, colour);

  return n;
}

/* Three batches of 32 and one of 128: bars three quarters and one quarter high,
 * that end at a quarter and at the end of the axis.
 */
static AriadneReport *
report_of_four_batches (void)
{
  AriadneReport *report = sample_report_new ();
  AriadneRunRecord *record = add_run (report, "single", "single");

  add_batch (record, 32, 0.5, 1);
  add_batch (record, 128, 0.5, 2);
  add_batch (record, 32, 0.5, 3);
  add_batch (record, 32, 0.5, 4);

  return report;
}

static void
test_bars_are_as_high_as_their_shares (void)
{
  g_autoptr (AriadneReport) report = report_of_four_batches ();
  g_autoptr (AriadnePlot) plot = ariadne_plot_new (report, ARIADNE_PLOT_DEFAULT);
  const AriadnePalette *palette = ariadne_palette_get_light ();
  cairo_surface_t *surface = draw (plot, WIDTH, HEIGHT, palette);
  AriadnePlotLayout layout;
  double tall, low;

  _ariadne_plot_get_layout (plot, WIDTH, HEIGHT, &layout);
  g_assert_cmpfloat (layout.scale, ==, 1);

  tall = count_in_panel (surface, layout.first_x + layout.panel_width / 4 - 5,
                         layout.sizes_y + ARIADNE_PLOT_LABEL_HEIGHT,
                         layout.sizes_height - ARIADNE_PLOT_LABEL_HEIGHT, &palette->series[0]);
  low = count_in_panel (surface, layout.first_x + layout.panel_width - 5,
                        layout.sizes_y + ARIADNE_PLOT_LABEL_HEIGHT,
                        layout.sizes_height - ARIADNE_PLOT_LABEL_HEIGHT, &palette->series[0]);

  g_assert_cmpfloat (tall, >, 0.9 * (layout.sizes_height - ARIADNE_PLOT_LABEL_HEIGHT));
  g_assert_cmpfloat (tall, <, layout.sizes_height - ARIADNE_PLOT_LABEL_HEIGHT);
  g_assert_cmpfloat_with_epsilon (low, tall / 3, 1.5);

  /* Nothing anywhere else: just after either bar, and half way. */
  for (guint i = 0; i < 3; i++)
    {
      const double positions[] = { 0.25 + 0.01, 0.5, 0.96 };

      g_assert_cmpuint (count_in_panel (surface,
                                        layout.first_x + layout.panel_width * positions[i],
                                        layout.sizes_y + ARIADNE_PLOT_LABEL_HEIGHT,
                                        layout.sizes_height - ARIADNE_PLOT_LABEL_HEIGHT,
                                        &palette->series[0]), ==, 0);
    }

  cairo_surface_destroy (surface);
}

static void
test_bars_on_a_logarithmic_axis (void)
{
  g_autoptr (AriadneReport) report = report_of_four_batches ();
  g_autoptr (AriadnePlot) plot = ariadne_plot_new (report, ARIADNE_PLOT_LOG_SIZES);
  const AriadnePalette *palette = ariadne_palette_get_light ();
  cairo_surface_t *surface = draw (plot, WIDTH, HEIGHT, palette);
  AriadnePlotLayout layout;

  _ariadne_plot_get_layout (plot, WIDTH, HEIGHT, &layout);

  /* From 1/2 to 128 there are eight doublings; 32 ends the sixth. */
  for (guint i = 0; i < 8; i++)
    {
      guint n = count_in_panel (surface, layout.first_x + layout.panel_width * (i + 0.5) / 8,
                                layout.sizes_y + ARIADNE_PLOT_LABEL_HEIGHT,
                                layout.sizes_height - ARIADNE_PLOT_LABEL_HEIGHT,
                                &palette->series[0]);

      if (i == 5 || i == 7)
        g_assert_cmpuint (n, >, 20);
      else
        g_assert_cmpuint (n, ==, 0);
    }

  cairo_surface_destroy (surface);
}

/* Ten seconds for a hundred examples after the first ten, half of the time in
 * the model: the axes end at 10 s and at 110 examples.
 */
static void
test_lines_are_where_the_times_say (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  AriadneRunRecord *record = add_run (report, "single", "single");
  g_autoptr (AriadnePlot) plot = NULL;
  const AriadnePalette *palette = ariadne_palette_get_light ();
  cairo_surface_t *surface;
  AriadnePlotLayout layout;
  guint n_solid = 0;
  guint n_dashed = 0;
  guint n = 0;

  for (guint i = 0; i <= 10; i++)
    add_batch (record, 10, i == 0 ? 77 : 0.5, 100 + i);
  plot = ariadne_plot_new (report, ARIADNE_PLOT_DEFAULT);
  surface = draw (plot, WIDTH, HEIGHT, palette);
  _ariadne_plot_get_layout (plot, WIDTH, HEIGHT, &layout);

  for (double examples = 42; examples < 55; examples += 0.25, n++)
    {
      double x = layout.first_x + layout.panel_width * examples / 110;
      double time_s = (examples - 10) / 10;

      n_solid += has_colour_near (surface, x,
                                  layout.times_y + layout.times_height * (1 - time_s / 10),
                                  &palette->series[0]);
      n_dashed += has_colour_near (surface, x,
                                   layout.times_y + layout.times_height * (1 - time_s / 20),
                                   &palette->series[0]);
    }

  g_assert_cmpuint (n_solid, ==, n);
  g_assert_cmpuint (n_dashed, >, n / 3);
  g_assert_cmpuint (n_dashed, <, n);

  cairo_surface_destroy (surface);
}

static void
test_legend_has_every_colour (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadnePlot) plot = NULL;
  const AriadnePalette *palette = ariadne_palette_get_light ();
  cairo_surface_t *surface;
  AriadnePlotLayout layout;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u searchers", 1 << i);

      add_batch (add_run (report, "threads", name), 10, 1, 1);
    }
  plot = ariadne_plot_new (report, ARIADNE_PLOT_DEFAULT);
  surface = draw (plot, WIDTH, HEIGHT, palette);
  _ariadne_plot_get_layout (plot, WIDTH, HEIGHT, &layout);

  for (guint i = 0; i < ARIADNE_PALETTE_N_SERIES; i++)
    {
      guint n = count_in_legend (surface, &layout, &palette->series[i]);

      if (i < 3)
        g_assert_cmpuint (n, >, 30);
      else
        g_assert_cmpuint (n, ==, 0);
    }

  cairo_surface_destroy (surface);
}

static AriadneReport *
report_of_columns (guint n_columns)
{
  AriadneReport *report = sample_report_new ();

  for (guint i = 0; i < n_columns; i++)
    for (guint j = 0; j <= i; j++)
      {
        g_autofree char *group = g_strdup_printf ("group %u", i);
        g_autofree char *name = g_strdup_printf ("a rather long name, number %u", j);
        g_autoptr (AriadneRunRecord) record = sample_record_new (group, name, 200, 128, 20 + j);

        ariadne_report_add_run (report, record);
      }

  return report;
}

static void
test_everything_is_inside (void)
{
  for (guint n_columns = 0; n_columns <= 10; n_columns++)
    for (guint flags = 0; flags < 4; flags++)
      {
        g_autoptr (AriadneReport) report = report_of_columns (n_columns);
        g_autoptr (AriadnePlot) plot = ariadne_plot_new (report, flags);
        cairo_surface_t *surface;
        cairo_t *cr;
        double width, height, x, y, ink_width, ink_height;

        ariadne_plot_get_natural_size (plot, &width, &height);
        surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
        cr = cairo_create (surface);
        ariadne_plot_draw (plot, cr, width, height, ariadne_palette_get_light ());
        g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);

        cairo_recording_surface_ink_extents (surface, &x, &y, &ink_width, &ink_height);
        g_assert_cmpfloat (x, ==, 0);
        g_assert_cmpfloat (y, ==, 0);
        g_assert_cmpfloat (ink_width, ==, width);
        g_assert_cmpfloat (ink_height, ==, height);

        cairo_destroy (cr);
        cairo_surface_destroy (surface);
      }
}

static void
test_any_size_will_do (void)
{
  g_autoptr (AriadneReport) report = report_of_columns (4);
  g_autoptr (AriadnePlot) plot = ariadne_plot_new (report, ARIADNE_PLOT_DEFAULT);
  static const int sizes[][2] = { { 1, 1 }, { 3, 900 }, { 900, 3 }, { 100, 80 }, { 400, 300 } };
  const AriadnePalette *palette = ariadne_palette_get_dark ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      cairo_surface_t *surface = draw (plot, sizes[i][0], sizes[i][1], palette);

      /* The only pixel has something of everything. */
      if (i > 0)
        g_assert_true (has_colour (surface, 0, 0, &palette->background));
      cairo_surface_destroy (surface);
    }
}

static void
test_strange_numbers_are_survived (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  AriadneRunRecord *record = add_run (report, "", "\xff\xfe");
  const AriadnePalette *palette = ariadne_palette_get_light ();

  add_batch (record, G_MAXUINT, NAN, INFINITY);
  add_batch (record, 0, -1, -1);
  add_batch (record, G_MAXUINT, 1e300, 1e300);
  add_batch (record, 1, NAN, NAN);
  add_batch (add_run (report, "one", "one"), 0, 0, 0);
  add_run (report, "no batches", "none");

  for (guint flags = 0; flags < 4; flags++)
    {
      g_autoptr (AriadnePlot) plot = ariadne_plot_new (report, flags);

      cairo_surface_destroy (draw (plot, WIDTH, HEIGHT, palette));
    }
}

static void
test_csv_has_a_line_a_batch (void)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  AriadneRunRecord *record = add_run (report, "threads", "2 searchers, plain");
  g_autoptr (AriadnePlot) plot = NULL;
  g_autofree char *csv = NULL;

  add_batch (record, 5, 0.25, 1.5);
  add_batch (record, 7, 0.5, 2.25);
  add_batch (record, 9, NAN, 4);
  plot = ariadne_plot_new (report, ARIADNE_PLOT_DEFAULT);
  csv = ariadne_plot_to_csv (plot);

  g_assert_cmpstr (csv, ==,
                   "group,name,batch,size,examples,total_time_s,model_time_s\r\n"
                   "threads,\"2 searchers, plain\",1,5,5,0,0\r\n"
                   "threads,\"2 searchers, plain\",2,7,12,0.75,0.5\r\n"
                   "threads,\"2 searchers, plain\",3,9,21,2.5,\r\n");
}

static void
test_pictures_are_saved_by_suffix (void)
{
  static const struct
  {
    const char *name;
    const char *start;
    const char *end;
  } pictures[] = {
    { "results.png", "\x89PNG\r\n\x1a\n", "IEND\xae\x42\x60\x82" },
    { "results.svg", "<?xml", "</svg>\n" },
    { "results.pdf", "%PDF-", "%%EOF\n" },
    { "RESULTS.PNG", "\x89PNG\r\n\x1a\n", "IEND\xae\x42\x60\x82" },
  };
  g_autoptr (AriadneReport) report = report_of_columns (2);
  g_autoptr (AriadnePlot) plot = ariadne_plot_new (report, ARIADNE_PLOT_DEFAULT);
  g_autofree char *dir = g_dir_make_tmp ("ariadne-plot-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autofree char *path = g_build_filename (dir, pictures[i].name, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *bytes = NULL;
      gsize n_start = strlen (pictures[i].start);
      gsize n_end = strlen (pictures[i].end);
      gsize length;

      g_assert_true (ariadne_plot_check_path (path, &error));
      g_assert_true (ariadne_plot_save (plot, path, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      g_assert_cmpmem (bytes, n_start, pictures[i].start, n_start);
      g_assert_cmpmem (bytes + length - n_end, n_end, pictures[i].end, n_end);
      g_remove (path);
    }
  g_rmdir (dir);
}

static void
test_pictures_that_cannot_be_saved (void)
{
  static const char * const names[] = { "results", "results.jpg", "results.png.gz", "png" };
  g_autoptr (AriadneReport) report = report_of_columns (1);
  g_autoptr (AriadnePlot) plot = ariadne_plot_new (report, ARIADNE_PLOT_DEFAULT);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_false (ariadne_plot_check_path (names[i], NULL));
      g_assert_false (ariadne_plot_save (plot, names[i], &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
      g_assert_true (g_str_has_prefix (error->message, names[i]));
      g_assert_false (g_file_test (names[i], G_FILE_TEST_EXISTS));
      g_clear_error (&error);
    }

  g_assert_false (ariadne_plot_save (plot, "/no/such/folder/results.png", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "/no/such/folder"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Plot/bars_are_as_high_as_their_shares",
                   test_bars_are_as_high_as_their_shares);
  g_test_add_func ("/Ariadne/Plot/bars_on_a_logarithmic_axis", test_bars_on_a_logarithmic_axis);
  g_test_add_func ("/Ariadne/Plot/lines_are_where_the_times_say",
                   test_lines_are_where_the_times_say);
  g_test_add_func ("/Ariadne/Plot/legend_has_every_colour", test_legend_has_every_colour);
  g_test_add_func ("/Ariadne/Plot/everything_is_inside", test_everything_is_inside);
  g_test_add_func ("/Ariadne/Plot/any_size_will_do", test_any_size_will_do);
  g_test_add_func ("/Ariadne/Plot/strange_numbers_are_survived", test_strange_numbers_are_survived);
  g_test_add_func ("/Ariadne/Plot/csv_has_a_line_a_batch", test_csv_has_a_line_a_batch);
  g_test_add_func ("/Ariadne/Plot/pictures_are_saved_by_suffix", test_pictures_are_saved_by_suffix);
  g_test_add_func ("/Ariadne/Plot/pictures_that_cannot_be_saved",
                   test_pictures_that_cannot_be_saved);

  return g_test_run ();
}
