/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "chart-picture.h"
#include "sample-charts.h"

/* Charts against pictures of them that someone has looked at.
 *
 * No font is the same everywhere, so each character is drawn as a box of one size;
 * what is left differs only by how cairo rounds at the edges of shapes. Positions
 * that were worked out by hand are in test-chart.c: the pictures are not the only
 * judges.
 *
 * To make them anew, run this program with ARIADNE_GOLDEN_OUTPUT set to a folder,
 * and look at what is there.
 */

#define CHARACTER_WIDTH 6.0

static double
measure_boxes (cairo_t    *cr,
               const char *text,
               gpointer    data)
{
  return CHARACTER_WIDTH * g_utf8_strlen (text, -1);
}

static void
show_boxes (cairo_t    *cr,
            const char *text,
            gpointer    data)
{
  double x, y;

  cairo_get_current_point (cr, &x, &y);
  cairo_new_path (cr);
  for (; *text != '\0'; text = g_utf8_next_char (text), x += CHARACTER_WIDTH)
    if (*text != ' ')
      cairo_rectangle (cr, round (x), round (y) - 7, CHARACTER_WIDTH - 1, 7);
  cairo_fill (cr);
}

static const AriadneTextWriter boxes = { measure_boxes, show_boxes };

static void
check (AriadneChart         *chart,
       AriadneChartView     *view,
       int                   width,
       int                   height,
       const AriadnePalette *palette,
       const char           *name)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  const char *output = g_getenv ("ARIADNE_GOLDEN_OUTPUT");

  view->writer = &boxes;
  ariadne_chart_draw (chart, view, ARIADNE_CHART_ALL, cr, width, height, palette);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  if (output != NULL)
    {
      g_autofree char *path = g_build_filename (output, file, NULL);

      g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
    }
  else
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "chart", "golden", file, NULL);
      cairo_surface_t *expected = cairo_image_surface_create_from_png (path);

      assert_similar (surface, expected);
      cairo_surface_destroy (expected);
    }
  cairo_surface_destroy (surface);
}

static void
check_light (AriadneChart *chart,
             const char   *name)
{
  AriadneChartView view = { 0 };

  check (chart, &view, 480, 300, ariadne_palette_get_light (), name);
}

static void
test_sizes (void)
{
  g_autoptr (AriadneChart) chart = sample_sizes_new ();

  check_light (chart, "sizes");
  ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_Y, TRUE);
  check_light (chart, "sizes-log-y");
}

static void
test_overlaid_sizes (void)
{
  g_autoptr (AriadneChart) chart = sample_overlaid_sizes_new ();

  check_light (chart, "overlaid-sizes");
  ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_X, TRUE);
  check_light (chart, "overlaid-sizes-log-x");
}

static void
test_fraction (void)
{
  g_autoptr (AriadneChart) chart = sample_fraction_new ();

  check_light (chart, "fraction");
}

static void
test_rate (void)
{
  g_autoptr (AriadneChart) chart = sample_rate_new ();

  check_light (chart, "rate");
}

static void
test_latency (void)
{
  g_autoptr (AriadneChart) chart = sample_latency_new ();

  check_light (chart, "latency");
}

static void
test_runs (void)
{
  g_autoptr (AriadneChart) chart = sample_runs_new ();
  AriadneChartView view = { 0 };

  check_light (chart, "runs");
  check (chart, &view, 480, 300, ariadne_palette_get_dark (), "runs-dark");
  check (chart, &view, 360, 280, ariadne_palette_get_light (), "runs-narrow");

  view.right_to_left = TRUE;
  check (chart, &view, 480, 300, ariadne_palette_get_light (), "runs-right-to-left");
  view.right_to_left = FALSE;

  ariadne_chart_zoom (chart, &view, 8, 0.6);
  check (chart, &view, 480, 300, ariadne_palette_get_light (), "runs-zoomed");
}

static void
test_nothing (void)
{
  g_autoptr (AriadneChart) chart = sample_chart_new ("Evaluations", "Time", ARIADNE_UNIT_SECONDS,
                                                     "Evaluations per second", ARIADNE_UNIT_NUMBER);

  check_light (chart, "nothing");
}

static void
test_one_point (void)
{
  g_autoptr (AriadneChart) chart = sample_chart_new ("Evaluations", "Time", ARIADNE_UNIT_SECONDS,
                                                     "Evaluations per second", ARIADNE_UNIT_NUMBER);
  AriadneSeriesStyle style = { .kind = ARIADNE_SERIES_LINES };
  const double x = 3, y = 700;

  sample_add (chart, "threads-2", style, 1, &x, &y);
  check_light (chart, "one-point");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Pictures/sizes", test_sizes);
  g_test_add_func ("/Ariadne/Pictures/overlaid_sizes", test_overlaid_sizes);
  g_test_add_func ("/Ariadne/Pictures/fraction", test_fraction);
  g_test_add_func ("/Ariadne/Pictures/rate", test_rate);
  g_test_add_func ("/Ariadne/Pictures/latency", test_latency);
  g_test_add_func ("/Ariadne/Pictures/runs", test_runs);
  g_test_add_func ("/Ariadne/Pictures/nothing", test_nothing);
  g_test_add_func ("/Ariadne/Pictures/one_point", test_one_point);

  return g_test_run ();
}
