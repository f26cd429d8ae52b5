/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart-picture.h"
#include "sample-charts.h"

/* As in test-chart.c. */
#define WIDTH 480
#define HEIGHT 300
#define PANEL_X 72.0
#define PANEL_Y 40.0
#define PANEL_WIDTH 390.0
#define PANEL_HEIGHT 214.0

static const AriadneSeriesStyle lines = { .kind = ARIADNE_SERIES_LINES };
static const AriadneSeriesStyle bars = { .kind = ARIADNE_SERIES_BARS };

/* From (0, 0) to (10, 100), a point at each whole number but 5. */
static AriadneChart *
ten_points (void)
{
  AriadneChart *chart = sample_chart_new ("Ten", "Where", ARIADNE_UNIT_NUMBER, "What",
                                          ARIADNE_UNIT_NUMBER);
  double x[10], y[10];

  for (guint i = 0; i < 10; i++)
    {
      x[i] = i + (i >= 5);
      y[i] = 10 * x[i];
    }
  sample_add (chart, "ten", lines, 10, x, y);

  return chart;
}

static void
assert_near (double a,
             double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, 1e-9 * MAX (1, fabs (b)));
}

/* Points */

static void
test_points_are_where_they_are_drawn (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  AriadneChartHit hit;

  g_assert_true (ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 0, 7, &hit));
  g_assert_cmpfloat (hit.x, ==, 8);
  g_assert_cmpfloat (hit.y, ==, 80);
  g_assert_cmpuint (hit.n_points, ==, 1);
  assert_near (hit.px, PANEL_X + 0.8 * PANEL_WIDTH);
  assert_near (hit.py, PANEL_Y + 0.2 * PANEL_HEIGHT);

  g_assert_false (ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 0, 10, &hit));
  g_assert_false (ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 1, 0, &hit));
}

static void
test_nearest_recorded_point_is_picked (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();

  for (guint point = 0; point < 10; point++)
    {
      AriadneChartHit expected, hit;

      ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 0, point, &expected);
      g_assert_true (ariadne_chart_pick (chart, NULL, WIDTH, HEIGHT, expected.px + 5,
                                         expected.py - 7, &hit));
      g_assert_cmpuint (hit.point, ==, point);
      g_assert_cmpfloat (hit.px, ==, expected.px);
    }
}

/* Between the points there is a line, but nothing was recorded there. */
static void
test_nothing_is_made_up_between_points (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  AriadneChartHit hit;

  g_assert_true (ariadne_chart_pick (chart, NULL, WIDTH, HEIGHT, PANEL_X + 0.5 * PANEL_WIDTH - 1,
                                     PANEL_Y + 0.5 * PANEL_HEIGHT, &hit));
  g_assert_cmpfloat (hit.x, ==, 4);
  g_assert_cmpfloat (hit.y, ==, 40);
}

static void
test_nearer_series_is_picked (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  const double x[] = { 0, 5, 10 }, y[] = { 100, 90, 80 };
  AriadneChartHit hit;
  AriadneChartLayout layout;

  sample_add (chart, "falling", lines, 3, x, y);
  ariadne_chart_get_layout (chart, NULL, WIDTH, HEIGHT, &layout);
  g_assert_true (ariadne_chart_pick (chart, NULL, WIDTH, HEIGHT, layout.x + layout.width / 2,
                                     layout.y, &hit));
  g_assert_cmpuint (hit.series, ==, 1);
  g_assert_cmpuint (hit.point, ==, 1);

  ariadne_chart_set_series_visible (chart, 1, FALSE);
  g_assert_true (ariadne_chart_pick (chart, NULL, WIDTH, HEIGHT, layout.x + layout.width / 2,
                                     layout.y, &hit));
  g_assert_cmpuint (hit.series, ==, 0);
}

/* A hundred sizes in bars of four: 98 to 100 share the last one. */
static void
test_bars_are_picked_whole (void)
{
  g_autoptr (AriadneChart) chart = sample_chart_new ("Sizes", "Batch size", ARIADNE_UNIT_SIZE,
                                                     "Batches", ARIADNE_UNIT_NUMBER);
  g_autofree char *text = NULL;
  double x[100], y[100];
  AriadneChartHit hit;

  for (guint i = 0; i < 100; i++)
    {
      x[i] = i + 1;
      y[i] = i == 57 ? 0 : 2;
    }
  sample_add (chart, "sizes", bars, 100, x, y);

  /* The bar of 57 to 60, anywhere above it. */
  g_assert_true (ariadne_chart_pick (chart, NULL, WIDTH, HEIGHT, PANEL_X + 0.58 * PANEL_WIDTH,
                                     PANEL_Y + 3, &hit));
  g_assert_cmpuint (hit.point, ==, 56);
  g_assert_cmpuint (hit.n_points, ==, 4);
  g_assert_cmpfloat (hit.x, ==, 57);
  g_assert_cmpfloat (hit.x_last, ==, 60);
  g_assert_cmpfloat (hit.y, ==, 6);
  assert_near (hit.px, PANEL_X + 0.58 * PANEL_WIDTH);
  assert_near (hit.py, PANEL_Y + PANEL_HEIGHT * (1 - 6.0 / 10));
  text = ariadne_chart_describe_hit (chart, &hit);
  g_assert_cmpstr (text, ==, "sizes\nBatch size: 57–60\nBatches: 6");
}

static void
test_nothing_is_picked_where_nothing_is (void)
{
  g_autoptr (AriadneChart) chart = ariadne_chart_new ("Empty");
  AriadneChartHit hit;

  g_assert_false (ariadne_chart_pick (chart, NULL, WIDTH, HEIGHT, 100, 100, &hit));
  ariadne_chart_add_series (chart, "empty", &lines);
  ariadne_chart_add_series (chart, "none", &bars);
  g_assert_false (ariadne_chart_pick (chart, NULL, WIDTH, HEIGHT, 100, 100, &hit));
}

/* Steps */

static void
assert_step (AriadneChart           *chart,
             const AriadneChartView *view,
             AriadneChartHit        *hit,
             AriadneChartStep        step,
             gboolean                found,
             guint                   series,
             guint                   point)
{
  g_assert_cmpint (ariadne_chart_step (chart, view, WIDTH, HEIGHT, step, hit), ==, found);
  g_assert_cmpuint (hit->series, ==, series);
  g_assert_cmpuint (hit->point, ==, point);
}

static void
test_keys_reach_every_point (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  const double x[] = { 0, 5, 10 }, y[] = { 100, 90, 80 };
  AriadneChartHit hit;

  sample_add (chart, "falling", lines, 3, x, y);
  ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 0, 3, &hit);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_NEXT, TRUE, 0, 4);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_NEXT, TRUE, 0, 5);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_PREVIOUS, TRUE, 0, 4);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_LAST, TRUE, 0, 9);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_NEXT, FALSE, 0, 9);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_FIRST, TRUE, 0, 0);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_PREVIOUS, FALSE, 0, 0);

  ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 0, 4, &hit);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_NEXT_SERIES, TRUE, 1, 1);
  assert_step (chart, NULL, &hit, ARIADNE_CHART_STEP_PREVIOUS_SERIES, TRUE, 0, 5);
}

/* Of points that cannot be told apart, keys skip most, but not the last. */
static void
test_keys_skip_what_cannot_be_told_apart (void)
{
  g_autoptr (AriadneChart) chart = ariadne_chart_new ("Dense");
  guint series = ariadne_chart_add_series (chart, "dense", &lines);
  g_autofree double *x = g_new (double, 100000);
  AriadneChartHit hit;
  guint n_steps = 0;

  for (guint i = 0; i < 100000; i++)
    x[i] = i;
  ariadne_chart_set_points (chart, series, 100000, x, x, NULL);
  ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 0, 0, &hit);
  while (ariadne_chart_step (chart, NULL, WIDTH, HEIGHT, ARIADNE_CHART_STEP_NEXT, &hit))
    n_steps++;
  g_assert_cmpuint (hit.point, ==, 99999);
  g_assert_cmpuint (n_steps, >=, 350);
  g_assert_cmpuint (n_steps, <=, 400);
}

static void
test_steps_from_what_is_gone (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  AriadneChartHit hit;

  ariadne_chart_locate (chart, NULL, WIDTH, HEIGHT, 0, 9, &hit);
  ariadne_chart_remove_all (chart);
  g_assert_false (ariadne_chart_step (chart, NULL, WIDTH, HEIGHT, ARIADNE_CHART_STEP_NEXT, &hit));
}

/* Zooming */

static void
test_zoom_keeps_its_place (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  AriadneChartView view = { 0 };
  AriadneChartLayout layout;
  AriadneChartHit hit;

  /* A quarter of ten, and six stays where it is. */
  ariadne_chart_zoom (chart, &view, 4, 0.6);
  ariadne_chart_get_layout (chart, &view, WIDTH, HEIGHT, &layout);
  assert_near (layout.x_low, 4.5);
  assert_near (layout.x_high, 7);
  ariadne_chart_locate (chart, &view, WIDTH, HEIGHT, 0, 5, &hit);
  g_assert_cmpfloat (hit.x, ==, 6);
  assert_near (hit.px, PANEL_X + 0.6 * PANEL_WIDTH);

  /* The scale of what is seen: from the neighbours at 4 and at 8. */
  g_assert_cmpfloat (layout.y_high, ==, 80);

  ariadne_chart_zoom (chart, &view, 0, 0);
  g_assert_false (view.zoomed);
  ariadne_chart_get_layout (chart, &view, WIDTH, HEIGHT, &layout);
  g_assert_cmpfloat (layout.x_low, ==, 0);
  g_assert_cmpfloat (layout.x_high, ==, 10);
}

static void
test_zoom_and_pan_stay_where_data_is (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  AriadneChartView view = { 0 };

  ariadne_chart_pan (chart, &view, 1);
  g_assert_false (view.zoomed);

  ariadne_chart_zoom (chart, &view, 5, 0);
  assert_near (view.x_low, 0);
  assert_near (view.x_high, 2);
  ariadne_chart_pan (chart, &view, 0.5);
  assert_near (view.x_low, 1);
  assert_near (view.x_high, 3);
  ariadne_chart_pan (chart, &view, -7);
  assert_near (view.x_low, 0);
  ariadne_chart_pan (chart, &view, 100);
  assert_near (view.x_low, 8);
  assert_near (view.x_high, 10);

  for (guint i = 0; i < 100; i++)
    ariadne_chart_zoom (chart, &view, 2, 0.5);
  g_assert_cmpfloat (view.x_high - view.x_low, >, 0);
  cairo_surface_destroy (draw_chart (chart, &view, WIDTH, HEIGHT));
  for (guint i = 0; i < 100; i++)
    ariadne_chart_zoom (chart, &view, 0.5, 0.5);
  g_assert_false (view.zoomed);
}

static void
test_zoom_on_a_logarithmic_axis (void)
{
  g_autoptr (AriadneChart) chart = ariadne_chart_new ("Decades");
  guint series = ariadne_chart_add_series (chart, "decades", &lines);
  const double x[] = { 0, 1, 10, 100, 10000 };
  AriadneChartView view = { 0 };

  ariadne_chart_set_points (chart, series, 5, x, x, NULL);
  ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_X, TRUE);
  ariadne_chart_zoom (chart, &view, 4, 0);
  assert_near (view.x_low, 1);
  assert_near (view.x_high, 10);
  ariadne_chart_pan (chart, &view, 1);
  assert_near (view.x_low, 10);
  assert_near (view.x_high, 100);
}

/* A line to a point far outside goes in the right direction: it is cut where the
 * window ends, not bent there.
 */
static void
test_lines_are_cut_at_the_window (void)
{
  const double x[] = { 0, 1000 }, y[] = { 0, 1000 };
  g_autoptr (AriadneChart) chart = ariadne_chart_new ("Long");
  guint series = ariadne_chart_add_series (chart, "long", &lines);
  const AriadneColour *blue = &ariadne_palette_get_light ()->series[0];
  AriadneChartView view = { 0 };
  cairo_surface_t *surface;

  ariadne_chart_set_points (chart, series, 2, x, y, NULL);
  ariadne_chart_zoom (chart, &view, 10, 0.5);
  surface = draw_chart (chart, &view, WIDTH, HEIGHT);
  for (double share = 0.02; share < 1; share += 0.12)
    g_assert_true (has_colour_near (surface, PANEL_X + share * PANEL_WIDTH,
                                    PANEL_Y + PANEL_HEIGHT * (0.55 - share * 0.1), blue));
  cairo_surface_destroy (surface);
}

/* Live */

static void
set_last (AriadneChart     *chart,
          AriadneChartView *view,
          double            x,
          double            y)
{
  const double xs[] = { 0, x }, ys[] = { 0, y };

  ariadne_chart_set_points (chart, 0, 2, xs, ys, NULL);
  ariadne_chart_update_view (chart, view, WIDTH, HEIGHT);
}

static void
assert_scale (AriadneChart     *chart,
              AriadneChartView *view,
              double            y_high)
{
  AriadneChartLayout layout;

  ariadne_chart_get_layout (chart, view, WIDTH, HEIGHT, &layout);
  g_assert_cmpfloat (layout.y_high, ==, y_high);
}

static void
test_scales_grow_at_once_and_shrink_slowly (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  AriadneChartView view = { .live = TRUE };

  set_last (chart, &view, 10, 100);
  assert_scale (chart, &view, 100);
  set_last (chart, &view, 10, 430);
  assert_scale (chart, &view, 500);

  /* More than half of it is never too little. */
  for (guint i = 0; i < 100; i++)
    {
      set_last (chart, &view, 10, 290);
      assert_scale (chart, &view, 500);
    }

  /* Less has to be so for long, without a break. */
  for (guint i = 0; i < 19; i++)
    {
      set_last (chart, &view, 10, 100);
      assert_scale (chart, &view, 500);
    }
  set_last (chart, &view, 10, 400);
  for (guint i = 0; i < 19; i++)
    {
      set_last (chart, &view, 10, 100);
      assert_scale (chart, &view, 500);
    }
  set_last (chart, &view, 10, 100);
  assert_scale (chart, &view, 100);

  /* Nothing is held of what is no longer live. */
  set_last (chart, &view, 10, 430);
  view.live = FALSE;
  set_last (chart, &view, 10, 100);
  assert_scale (chart, &view, 100);
}

static void
test_there_is_room_to_grow_into (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  AriadneChartView view = { .live = TRUE };
  guint n_changes = 0;
  double last = 0;

  for (double x = 100; x <= 1000; x++)
    {
      AriadneChartLayout layout;

      set_last (chart, &view, x, 1);
      ariadne_chart_get_layout (chart, &view, WIDTH, HEIGHT, &layout);
      g_assert_cmpfloat (layout.x_high, >=, x);
      g_assert_cmpfloat (layout.x_high, <=, 1.13 * x);
      n_changes += layout.x_high != last;
      last = layout.x_high;
    }
  /* 1.125 to the power of 20 is 10.5. */
  g_assert_cmpuint (n_changes, <=, 21);
}

static void
test_windows_follow_the_latest (void)
{
  g_autoptr (AriadneChart) chart = ten_points ();
  AriadneChartView view = { .live = TRUE };

  ariadne_chart_zoom (chart, &view, 5, 1);
  g_assert_true (view.follows);
  set_last (chart, &view, 13, 1);
  assert_near (view.x_low, 11);
  assert_near (view.x_high, 13);

  /* Who looks at something earlier is left alone. */
  ariadne_chart_pan (chart, &view, -1);
  g_assert_false (view.follows);
  set_last (chart, &view, 20, 1);
  assert_near (view.x_low, 9);
  assert_near (view.x_high, 11);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ChartView/points_are_where_they_are_drawn",
                   test_points_are_where_they_are_drawn);
  g_test_add_func ("/Ariadne/ChartView/nearest_recorded_point_is_picked",
                   test_nearest_recorded_point_is_picked);
  g_test_add_func ("/Ariadne/ChartView/nothing_is_made_up_between_points",
                   test_nothing_is_made_up_between_points);
  g_test_add_func ("/Ariadne/ChartView/nearer_series_is_picked", test_nearer_series_is_picked);
  g_test_add_func ("/Ariadne/ChartView/bars_are_picked_whole", test_bars_are_picked_whole);
  g_test_add_func ("/Ariadne/ChartView/nothing_is_picked_where_nothing_is",
                   test_nothing_is_picked_where_nothing_is);
  g_test_add_func ("/Ariadne/ChartView/keys_reach_every_point", test_keys_reach_every_point);
  g_test_add_func ("/Ariadne/ChartView/keys_skip_what_cannot_be_told_apart",
                   test_keys_skip_what_cannot_be_told_apart);
  g_test_add_func ("/Ariadne/ChartView/steps_from_what_is_gone", test_steps_from_what_is_gone);
  g_test_add_func ("/Ariadne/ChartView/zoom_keeps_its_place", test_zoom_keeps_its_place);
  g_test_add_func ("/Ariadne/ChartView/zoom_and_pan_stay_where_data_is",
                   test_zoom_and_pan_stay_where_data_is);
  g_test_add_func ("/Ariadne/ChartView/zoom_on_a_logarithmic_axis",
                   test_zoom_on_a_logarithmic_axis);
  g_test_add_func ("/Ariadne/ChartView/lines_are_cut_at_the_window",
                   test_lines_are_cut_at_the_window);
  g_test_add_func ("/Ariadne/ChartView/scales_grow_at_once_and_shrink_slowly",
                   test_scales_grow_at_once_and_shrink_slowly);
  g_test_add_func ("/Ariadne/ChartView/there_is_room_to_grow_into",
                   test_there_is_room_to_grow_into);
  g_test_add_func ("/Ariadne/ChartView/windows_follow_the_latest", test_windows_follow_the_latest);

  return g_test_run ();
}
