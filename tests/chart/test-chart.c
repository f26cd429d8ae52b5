/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <float.h>
#include <glib/gstdio.h>

#include "core/ariadne-error.h"

#include "chart-picture.h"
#include "sample-charts.h"

/* Where the panel of a titled chart of that size is, without a legend, by hand: 12
 * of margin, 18 for the label and 42 for ticks on the left; 12 and 28 for the title
 * above; 18 on the right, 40 and 6 below.
 */
#define WIDTH 480
#define HEIGHT 300
#define PANEL_X 72.0
#define PANEL_Y 40.0
#define PANEL_WIDTH 390.0
#define PANEL_HEIGHT 214.0

static const AriadneSeriesStyle lines = { .kind = ARIADNE_SERIES_LINES };
static const AriadneSeriesStyle steps = { .kind = ARIADNE_SERIES_STEPS };
static const AriadneSeriesStyle points = { .kind = ARIADNE_SERIES_POINTS };
static const AriadneSeriesStyle bars = { .kind = ARIADNE_SERIES_BARS };

static const AriadneColour *
get_blue (void)
{
  return &ariadne_palette_get_light ()->series[0];
}

static AriadneChart *
numbers_chart (AriadneSeriesStyle  style,
               guint               n_points,
               const double       *x,
               const double       *y)
{
  AriadneChart *chart = sample_chart_new ("Numbers", "Where", ARIADNE_UNIT_NUMBER, "What",
                                          ARIADNE_UNIT_NUMBER);

  sample_add (chart, "numbers", style, n_points, x, y);

  return chart;
}

/* Ten, twenty, forty and five of the sizes 1 to 4. */
static AriadneChart *
four_bars (void)
{
  const double x[] = { 1, 2, 3, 4 };
  const double y[] = { 10, 20, 40, 5 };
  AriadneChart *chart = sample_chart_new ("Batch sizes", "Batch size", ARIADNE_UNIT_SIZE, "Batches",
                                          ARIADNE_UNIT_NUMBER);

  sample_add (chart, "four", bars, 4, x, y);

  return chart;
}

/* What is drawn is where it was worked out to be */

static void
test_bars_are_as_high_as_their_numbers (void)
{
  g_autoptr (AriadneChart) chart = four_bars ();
  cairo_surface_t *surface = draw_chart (chart, NULL, WIDTH, HEIGHT);
  const double numbers[] = { 10, 20, 40, 5 };

  /* Four bars of 97.5 on an axis that ends at 50, the next tick above 40. */
  for (guint i = 0; i < 4; i++)
    {
      int middle = (int) (PANEL_X + 97.5 * (i + 0.5));

      g_assert_cmpfloat_with_epsilon (count_in_column (surface, middle, get_blue ()),
                                      PANEL_HEIGHT * numbers[i] / 50, 1.5);
      g_assert_true (has_colour (surface, middle, (int) (PANEL_Y + PANEL_HEIGHT) - 2, get_blue ()));
    }
  cairo_surface_destroy (surface);
}

static void
test_lines_go_through_their_points (void)
{
  const double x[] = { 0, 4, 10 };
  const double y[] = { 0, 80, 100 };
  g_autoptr (AriadneChart) chart = numbers_chart (lines, 3, x, y);
  cairo_surface_t *surface = draw_chart (chart, NULL, WIDTH, HEIGHT);

  /* The axes end at 10 and at 100. Half-way to the second point it is 40 high. */
  g_assert_true (has_colour_near (surface, PANEL_X + 0.4 * PANEL_WIDTH,
                                  PANEL_Y + 0.2 * PANEL_HEIGHT, get_blue ()));
  g_assert_true (has_colour_near (surface, PANEL_X + 0.2 * PANEL_WIDTH,
                                  PANEL_Y + 0.6 * PANEL_HEIGHT, get_blue ()));
  g_assert_true (has_colour_near (surface, PANEL_X + 0.7 * PANEL_WIDTH,
                                  PANEL_Y + 0.1 * PANEL_HEIGHT, get_blue ()));
  g_assert_false (has_colour_near (surface, PANEL_X + 0.3 * PANEL_WIDTH,
                                   PANEL_Y + 0.8 * PANEL_HEIGHT, get_blue ()));
  cairo_surface_destroy (surface);
}

static void
test_steps_hold_their_values (void)
{
  const double x[] = { 0, 5, 10 };
  const double y[] = { 20, 80, 100 };
  g_autoptr (AriadneChart) chart = numbers_chart (steps, 3, x, y);
  cairo_surface_t *surface = draw_chart (chart, NULL, WIDTH, HEIGHT);

  for (double share = 0.05; share < 0.45; share += 0.05)
    {
      g_assert_true (has_colour_near (surface, PANEL_X + share * PANEL_WIDTH,
                                      PANEL_Y + 0.8 * PANEL_HEIGHT, get_blue ()));
      g_assert_true (has_colour_near (surface, PANEL_X + (0.5 + share) * PANEL_WIDTH,
                                      PANEL_Y + 0.2 * PANEL_HEIGHT, get_blue ()));
    }
  g_assert_true (has_colour_near (surface, PANEL_X + 0.5 * PANEL_WIDTH,
                                  PANEL_Y + 0.5 * PANEL_HEIGHT, get_blue ()));
  cairo_surface_destroy (surface);
}

/* On an axis from 1 to 1000, decades have a third of the height each. */
static void
test_zeros_leave_gaps_on_logarithmic_axes (void)
{
  const double x[] = { 0, 4, 5, 6, 10 };
  const double y[] = { 10, 10, 0, 100, 1000 };
  g_autoptr (AriadneChart) chart = numbers_chart (lines, 5, x, y);
  AriadneChartLayout layout;
  AriadneChartHit hit;
  cairo_surface_t *surface;

  ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_Y, TRUE);
  ariadne_chart_get_layout (chart, NULL, WIDTH, HEIGHT, &layout);
  g_assert_cmpfloat (layout.y_low, ==, 10);
  g_assert_cmpfloat (layout.y_high, ==, 1000);

  surface = draw_chart (chart, NULL, WIDTH, HEIGHT);
  g_assert_true (has_colour_near (surface, PANEL_X + 0.8 * PANEL_WIDTH,
                                  PANEL_Y + 0.25 * PANEL_HEIGHT, get_blue ()));
  g_assert_true (has_colour_near (surface, PANEL_X + 0.2 * PANEL_WIDTH,
                                  PANEL_Y + PANEL_HEIGHT - 1, get_blue ()));
  g_assert_cmpuint (count_in_column (surface, (int) (PANEL_X + 0.5 * PANEL_WIDTH), get_blue ()),
                    ==, 0);
  cairo_surface_destroy (surface);

  /* It still is recorded, and told of. */
  g_assert_true (ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 0, 2, &hit));
  g_assert_cmpfloat (hit.y, ==, 0);
}

/* What a picture holds of coordinates, wherever. */
static gboolean
has_corner (const char *svg,
            double      x,
            double      y)
{
  double last = NAN;

  while (*svg != '\0')
    {
      char *end;
      double number = g_ascii_strtod (svg, &end);

      if (end == svg)
        {
          svg++;
          continue;
        }
      if (fabs (last - x) < 0.01 && fabs (number - y) < 0.01)
        return TRUE;
      last = number;
      svg = end;
    }

  return FALSE;
}

static char *
save (AriadneChart     *chart,
      AriadneChartView *view,
      const char       *name,
      gsize            *length)
{
  g_autofree char *folder = g_dir_make_tmp ("ariadne-chart-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  g_assert_true (ariadne_chart_save (chart, view, WIDTH, HEIGHT, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, length, NULL));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  return contents;
}

static void
test_svg_has_each_bar_once (void)
{
  g_autoptr (AriadneChart) chart = four_bars ();
  g_autofree char *svg = save (chart, NULL, "four.svg", NULL);
  /* Left edges, rounded, and 254 less 214 times the share of 50. */
  const double corners[][2] = { { 72, 211.2 }, { 170, 168.4 }, { 267, 82.8 }, { 365, 232.6 } };

  g_assert_true (g_str_has_prefix (svg, "<?xml"));
  g_assert_true (g_str_has_suffix (svg, "</svg>\n"));
  g_assert_nonnull (strstr (svg, "width=\"480"));
  g_assert_nonnull (strstr (svg, "height=\"300"));
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    g_assert_true (has_corner (svg, corners[i][0], corners[i][1]));
  g_assert_false (has_corner (svg, 170, 82.8));
}

static void
test_texts_are_there (void)
{
  g_autoptr (AriadneChart) chart = four_bars ();
  AriadneChartView view = { 0 };
  g_autoptr (GPtrArray) texts = record_texts (chart, &view, WIDTH, HEIGHT);
  const char * const expected[] = {
    "Batch sizes@12",
    "Batch size@237", /* 267 is the middle, 60 the width */
    "0@60", "10@54", "20@54", "30@54", "40@54", "50@54", /* end at 66 */
    "0@69", "1@166.5", "2@264", "3@361.5", "4@459",
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_true (has_text (texts, expected[i]));
  /* And the label of the other axis, which is turned. */
  g_assert_cmpuint (texts->len, ==, G_N_ELEMENTS (expected) + 1);
}

static void
test_right_to_left (void)
{
  g_autoptr (AriadneChart) chart = sample_runs_new ();
  AriadneChartView view = { .right_to_left = TRUE };
  g_autoptr (GPtrArray) texts = record_texts (chart, &view, WIDTH, HEIGHT);

  /* The title ends at the margin: 480 less 12 less 23 characters. */
  g_assert_true (has_text (texts, "Time against examples@342"));
  /* The first name ends beside its sample: 480 less 12, 24, 8 and four characters. */
  g_assert_true (has_text (texts, "sync@412"));
  /* Numbers still grow to the right: 72 and 390 / 16 times 5, less two halves. */
  g_assert_true (has_text (texts, "0@69"));
  g_assert_true (has_text (texts, "5k@187.9"));
}

static void
test_legends_do_not_hide_data (void)
{
  for (guint n_series = 1; n_series <= 60; n_series++)
    {
      g_autoptr (AriadneChart) chart = ariadne_chart_new ("Many");
      g_autoptr (GPtrArray) texts = NULL;
      AriadneChartLayout layout;
      AriadneChartView view = { 0 };

      for (guint i = 0; i < n_series; i++)
        {
          g_autofree char *name = g_strdup_printf ("run %u", i);

          ariadne_chart_add_series (chart, name, &lines);
        }
      ariadne_chart_get_layout (chart, NULL, 360, 280, &layout);
      g_assert_cmpfloat (layout.height, >=, 90);
      texts = record_texts (chart, &view, 360, 280);

      /* Of 280 there are 104 besides title, axis and panel: five lines of 18, in two
       * columns; the tenth cell tells of those that have none.
       */
      if (n_series == 60)
        g_assert_true (has_text (texts, "and 51 more@212"));
    }
}

static void
test_everything_is_inside (void)
{
  AriadneChart *charts[] = { sample_sizes_new (), sample_overlaid_sizes_new (),
                             sample_latency_new (), sample_runs_new () };
  static const int sizes[][2] = { { 1, 1 }, { 3, 900 }, { 900, 3 }, { 100, 80 }, { 360, 200 },
                                  { 1600, 900 } };

  for (guint i = 0; i < G_N_ELEMENTS (charts); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
        {
          cairo_surface_t *surface =
            cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
          cairo_t *cr = cairo_create (surface);
          double x, y, width, height;

          ariadne_chart_draw (charts[i], NULL, ARIADNE_CHART_ALL, cr, sizes[j][0], sizes[j][1],
                              ariadne_palette_get_light ());
          g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
          cairo_recording_surface_ink_extents (surface, &x, &y, &width, &height);
          g_assert_cmpfloat (x, ==, 0);
          g_assert_cmpfloat (width, ==, sizes[j][0]);
          if (sizes[j][1] > 100)
            g_assert_cmpfloat (height, ==, sizes[j][1]);
          cairo_destroy (cr);
          cairo_surface_destroy (surface);
        }
      g_object_unref (charts[i]);
    }
}

/* What is refused */

static void
assert_refused (AriadneSeriesStyle  style,
                double              x,
                double              y,
                const char         *message)
{
  g_autoptr (AriadneChart) chart = ariadne_chart_new ("Refused");
  guint series = ariadne_chart_add_series (chart, "bad", &style);
  guint generation = ariadne_chart_get_generation (chart);
  const double xs[] = { 1, x }, ys[] = { 1, y };
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_chart_set_points (chart, series, 2, xs, ys, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (ariadne_chart_get_points (chart, series, NULL, NULL), ==, 0);
  g_assert_cmpuint (ariadne_chart_get_generation (chart), ==, generation);
}

static void
test_what_is_no_number_is_refused (void)
{
  assert_refused (lines, 2, NAN,
                  "series “bad”, point 1: expected y to be a finite number, but it is nan");
  assert_refused (lines, 2, -INFINITY,
                  "series “bad”, point 1: expected y to be a finite number, but it is -inf");
  assert_refused (steps, NAN, 2,
                  "series “bad”, point 1: expected x to be a finite number, but it is nan");
  assert_refused (points, 0.5, 2,
                  "series “bad”, point 1: expected x not to be less than before, but it is 0.5");
  assert_refused (bars, 1.5, 2,
                  "series “bad”, point 1: expected x of a bar to be a whole number, but it is 1.5");
  assert_refused (bars, 2, -3,
                  "series “bad”, point 1: expected y of a bar not to be negative, but it is -3");
}

static void
test_too_many_points_are_refused (void)
{
  g_autoptr (AriadneChart) chart = ariadne_chart_new ("Many");
  guint series = ariadne_chart_add_series (chart, "many", &lines);
  g_autofree double *zeros = g_new0 (double, ARIADNE_CHART_MAX_POINTS);
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_chart_set_points (chart, series, ARIADNE_CHART_MAX_POINTS, zeros, zeros,
                                           &error));
  g_assert_false (ariadne_chart_append_points (chart, series, 1, zeros, zeros, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==,
                   "series “many”: expected at most 1048576 points, but there are 1048577");
  g_assert_cmpuint (ariadne_chart_get_points (chart, series, NULL, NULL), ==,
                    ARIADNE_CHART_MAX_POINTS);
}

/* What is strange */

static void
assert_drawn (AriadneChart *chart)
{
  for (guint logarithmic = 0; logarithmic < 4; logarithmic++)
    {
      AriadneChartLayout layout;

      ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_X, logarithmic & 1);
      ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_Y, logarithmic >> 1);
      ariadne_chart_get_layout (chart, NULL, WIDTH, HEIGHT, &layout);
      g_assert_cmpfloat (layout.x_low, <, layout.x_high);
      g_assert_cmpfloat (layout.y_low, <, layout.y_high);
      g_assert_true (isfinite (layout.x_high - layout.x_low));
      g_assert_true (isfinite (layout.y_high - layout.y_low));
      cairo_surface_destroy (draw_chart (chart, NULL, WIDTH, HEIGHT));
    }
}

static void
test_strange_numbers_are_drawn (void)
{
  static const double values[] = { 0, -1, 1, 1e-300, 1e300, -1e300, DBL_MAX, -DBL_MAX, DBL_MIN };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    for (guint j = i; j < G_N_ELEMENTS (values); j++)
      {
        const double x[] = { MIN (values[i], values[j]), MAX (values[i], values[j]) };
        const double y[] = { values[i], values[j] };
        g_autoptr (AriadneChart) two = numbers_chart (lines, 2, x, y);
        g_autoptr (AriadneChart) one = numbers_chart (points, 1, y, y + 1);

        assert_drawn (two);
        assert_drawn (one);
      }
}

static void
test_bars_of_all_sizes_are_drawn (void)
{
  static const double sizes[] = { 0, 1, 2, 1000, G_MAXUINT };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const double nothing = 0, one = 1;
      AriadneSeriesStyle shares = { .kind = ARIADNE_SERIES_BARS, .share = TRUE };
      g_autoptr (AriadneChart) chart = sample_sizes_new ();

      sample_add (chart, "one", shares, 1, &sizes[i], &one);
      sample_add (chart, "none", shares, 1, &sizes[i], &nothing);
      assert_drawn (chart);
    }
}

static void
test_all_equal_is_seen_from_zero (void)
{
  const double x[] = { 1, 2, 3 };
  const double y[] = { 5, 5, 5 };
  g_autoptr (AriadneChart) chart = numbers_chart (lines, 3, x, y);
  AriadneChartLayout layout;

  ariadne_chart_get_layout (chart, NULL, WIDTH, HEIGHT, &layout);
  g_assert_cmpfloat (layout.y_low, ==, 0);
  g_assert_cmpfloat (layout.y_high, ==, 5);
}

static void
test_million_points_are_thinned (void)
{
  const guint n_points = 1000000;
  g_autofree double *x = g_new (double, n_points);
  g_autofree double *y = g_new (double, n_points);
  g_autoptr (AriadneChart) chart = NULL;
  g_autofree char *svg = NULL;
  cairo_surface_t *surface;
  gsize length;

  /* One value in a million is seen. */
  for (guint i = 0; i < n_points; i++)
    {
      x[i] = i;
      y[i] = i % 1000 + (i == 250000 ? 4000 : 0);
    }
  chart = numbers_chart (lines, n_points, x, y);
  svg = save (chart, NULL, "million.svg", &length);
  g_assert_cmpuint (length, <, 200000);

  surface = draw_chart (chart, NULL, WIDTH, HEIGHT);
  g_assert_cmpuint (count_in_column (surface, (int) (PANEL_X + PANEL_WIDTH / 4), get_blue ()), >,
                    0.7 * PANEL_HEIGHT);
  g_assert_cmpuint (count_in_column (surface, (int) (PANEL_X + PANEL_WIDTH / 2), get_blue ()), <,
                    0.3 * PANEL_HEIGHT);
  cairo_surface_destroy (surface);
}

/* Words and files */

static void
test_summaries (void)
{
  g_autoptr (AriadneChart) four = four_bars ();
  g_autoptr (AriadneChart) empty = ariadne_chart_new ("Empty");
  const double x[] = { 0, 1, 2 };
  const double y[] = { 0.25, 0.125, 3 };
  g_autoptr (AriadneChart) two = sample_chart_new ("Times", "Examples", ARIADNE_UNIT_NUMBER,
                                                   "Time", ARIADNE_UNIT_SECONDS);
  g_autofree char *of_four = ariadne_chart_summarise (four);
  g_autofree char *of_empty = ariadne_chart_summarise (empty);
  g_autofree char *of_two = NULL;

  /* 75 batches; the 38th is one of size 3. */
  g_assert_cmpstr (of_four, ==, "Batches: 75 in all; Batch size: median 3, largest 4");
  g_assert_cmpstr (of_empty, ==, "No data yet");

  sample_add (two, "first", lines, 3, x, y);
  sample_add (two, "second", lines, 2, x, y);
  of_two = ariadne_chart_summarise (two);
  g_assert_cmpstr (of_two, ==,
                   "first – Time: last 3 s, lowest 125 ms, highest 3 s\n"
                   "second – Time: last 125 ms, lowest 125 ms, highest 250 ms");
}

static void
test_csv_is_what_was_recorded (void)
{
  const double x[] = { 0, 1.5 };
  const double y[] = { 0.1, 1e-9 };
  g_autoptr (AriadneChart) chart = sample_chart_new ("Times", "Examples, all", ARIADNE_UNIT_NUMBER,
                                                     "Time", ARIADNE_UNIT_SECONDS);
  g_autofree char *csv = NULL;
  g_autofree char *saved = NULL;

  sample_add (chart, "one \"fast\"", lines, 2, x, y);
  sample_add (chart, "hidden", lines, 2, x, y);
  ariadne_chart_set_series_visible (chart, 1, FALSE);
  csv = ariadne_chart_to_csv (chart);
  g_assert_cmpstr (csv, ==,
                   "series,\"Examples, all\",Time (s)\r\n"
                   "\"one \"\"fast\"\"\",0,0.1\r\n"
                   "\"one \"\"fast\"\"\",1.5,1e-09\r\n");

  saved = save (chart, NULL, "times.CSV", NULL);
  g_assert_cmpstr (saved, ==, csv);
}

static void
test_pictures_are_saved_by_suffix (void)
{
  g_autoptr (AriadneChart) chart = sample_runs_new ();
  g_autofree char *png = save (chart, NULL, "runs.png", NULL);
  g_autofree char *pdf = save (chart, NULL, "runs.pdf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpmem (png, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpmem (pdf, 5, "%PDF-", 5);
  g_assert_false (ariadne_chart_save (chart, NULL, WIDTH, HEIGHT, "runs.jpg", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_every_change_is_told (void)
{
  const double x[] = { 1, 2 };
  g_autoptr (AriadneChart) chart = ariadne_chart_new ("Changing");
  guint n = 0;

  g_signal_connect_swapped (chart, "notify::generation", G_CALLBACK (count_cb), &n);
  ariadne_chart_set_axis (chart, ARIADNE_CHART_X, "x", ARIADNE_UNIT_NUMBER);
  ariadne_chart_add_series (chart, "one", &lines);
  ariadne_chart_set_points (chart, 0, 2, x, x, NULL);
  ariadne_chart_append_points (chart, 0, 1, x + 1, x, NULL);
  ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_Y, TRUE);
  ariadne_chart_set_series_visible (chart, 0, FALSE);
  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpuint (ariadne_chart_get_generation (chart), ==, 6);

  /* Nothing changes. */
  ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_Y, TRUE);
  ariadne_chart_set_series_visible (chart, 0, FALSE);
  g_assert_cmpuint (n, ==, 6);

  ariadne_chart_remove_all (chart);
  g_assert_cmpuint (ariadne_chart_get_n_series (chart), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&chart));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Chart/bars_are_as_high_as_their_numbers",
                   test_bars_are_as_high_as_their_numbers);
  g_test_add_func ("/Ariadne/Chart/lines_go_through_their_points",
                   test_lines_go_through_their_points);
  g_test_add_func ("/Ariadne/Chart/steps_hold_their_values", test_steps_hold_their_values);
  g_test_add_func ("/Ariadne/Chart/zeros_leave_gaps_on_logarithmic_axes",
                   test_zeros_leave_gaps_on_logarithmic_axes);
  g_test_add_func ("/Ariadne/Chart/svg_has_each_bar_once", test_svg_has_each_bar_once);
  g_test_add_func ("/Ariadne/Chart/texts_are_there", test_texts_are_there);
  g_test_add_func ("/Ariadne/Chart/right_to_left", test_right_to_left);
  g_test_add_func ("/Ariadne/Chart/legends_do_not_hide_data", test_legends_do_not_hide_data);
  g_test_add_func ("/Ariadne/Chart/everything_is_inside", test_everything_is_inside);
  g_test_add_func ("/Ariadne/Chart/what_is_no_number_is_refused",
                   test_what_is_no_number_is_refused);
  g_test_add_func ("/Ariadne/Chart/too_many_points_are_refused", test_too_many_points_are_refused);
  g_test_add_func ("/Ariadne/Chart/strange_numbers_are_drawn", test_strange_numbers_are_drawn);
  g_test_add_func ("/Ariadne/Chart/bars_of_all_sizes_are_drawn", test_bars_of_all_sizes_are_drawn);
  g_test_add_func ("/Ariadne/Chart/all_equal_is_seen_from_zero", test_all_equal_is_seen_from_zero);
  g_test_add_func ("/Ariadne/Chart/million_points_are_thinned", test_million_points_are_thinned);
  g_test_add_func ("/Ariadne/Chart/summaries", test_summaries);
  g_test_add_func ("/Ariadne/Chart/csv_is_what_was_recorded", test_csv_is_what_was_recorded);
  g_test_add_func ("/Ariadne/Chart/pictures_are_saved_by_suffix",
                   test_pictures_are_saved_by_suffix);
  g_test_add_func ("/Ariadne/Chart/every_change_is_told", test_every_change_is_told);

  return g_test_run ();
}
