/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "chart/ariadne-axis.h"

static void
assert_ticks (const AriadneAxis *axis,
              const char        *expected)
{
  g_autoptr (GString) ticks = g_string_new (NULL);

  for (guint i = 0; i < axis->n_ticks; i++)
    {
      g_autofree char *tick = _ariadne_axis_format_tick (axis, i);

      g_string_append_printf (ticks, "%s%s", i > 0 ? " " : "", tick);
    }
  g_assert_cmpstr (ticks->str, ==, expected);
}

static void
test_linear_ticks_are_nice (void)
{
  AriadneAxis axis;

  _ariadne_axis_init_linear (&axis, 16003, 5);
  assert_ticks (&axis, "0 5k 10k 15k");
  g_assert_cmpfloat (axis.high, ==, 16003);
  _ariadne_axis_round_up (&axis);
  assert_ticks (&axis, "0 5k 10k 15k 20k");
  g_assert_cmpfloat (_ariadne_axis_map (&axis, 5000), ==, 0.25);

  _ariadne_axis_init_linear (&axis, 20.63, 5);
  _ariadne_axis_round_up (&axis);
  assert_ticks (&axis, "0 5 10 15 20 25");

  _ariadne_axis_init_linear (&axis, 0.3, 3);
  _ariadne_axis_round_up (&axis);
  assert_ticks (&axis, "0 0.1 0.2 0.3");

  /* Room for one label only, which must not be above the end. */
  _ariadne_axis_init_linear (&axis, 43, 1);
  assert_ticks (&axis, "0 20 40");
  _ariadne_axis_init_linear (&axis, 97, 1);
  assert_ticks (&axis, "0 50");
}

static void
test_any_maximum_will_do (void)
{
  static const double maxima[] = { 0, -1, NAN, INFINITY, 1e-300, 1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (maxima); i++)
    for (guint kind = 0; kind < 3; kind++)
      {
        AriadneAxis axis;

        if (kind == 0)
          _ariadne_axis_init_linear (&axis, maxima[i], 5);
        else if (kind == 1)
          _ariadne_axis_init_decades (&axis, maxima[i], maxima[i], 5);
        else
          _ariadne_axis_init_doublings (&axis, maxima[i], 5);

        g_assert_cmpuint (axis.n_ticks, >=, 1);
        g_assert_cmpfloat (axis.low, <, axis.high);
        g_assert_cmpfloat (_ariadne_axis_map (&axis, axis.high), ==, 1);
        g_assert_cmpfloat (_ariadne_axis_map (&axis, axis.low), ==, 0);
      }
}

static void
test_logarithmic_ticks_are_powers (void)
{
  AriadneAxis axis;

  _ariadne_axis_init_doublings (&axis, 128, 10);
  assert_ticks (&axis, "1 2 4 8 16 32 64 128");
  g_assert_cmpfloat_with_epsilon (_ariadne_axis_map (&axis, 16), 5.0 / 8, 1e-12);
  _ariadne_axis_init_doublings (&axis, 129, 10);
  g_assert_cmpfloat (axis.high, ==, 256);

  _ariadne_axis_init_decades (&axis, 0.003, 40, 6);
  assert_ticks (&axis, "0.001 0.01 0.1 1 10 100");
  g_assert_cmpfloat_with_epsilon (_ariadne_axis_map (&axis, 1), 3.0 / 5, 1e-12);

  _ariadne_axis_init_decades (&axis, 0.3, 4, 8);
  assert_ticks (&axis, "0.2 0.5 1 2 5");
}

static void
test_binary_ticks_divide_full_batches (void)
{
  AriadneAxis axis;

  _ariadne_axis_init_binary (&axis, 128, 5);
  assert_ticks (&axis, "0 32 64 96 128");
  _ariadne_axis_init_binary (&axis, 1024, 5);
  assert_ticks (&axis, "0 256 512 768 1024");
  _ariadne_axis_init_binary (&axis, 3, 5);
  assert_ticks (&axis, "0 1 2 3");
}

/* Windows */

static void
test_windows_have_ticks_inside (void)
{
  AriadneAxis axis;

  _ariadne_axis_init_window (&axis, 1000, 1010, 5, FALSE, FALSE);
  assert_ticks (&axis, "1000 1002 1004 1006 1008 1010");
  g_assert_cmpfloat (axis.low, ==, 1000);
  g_assert_cmpfloat (axis.high, ==, 1010);

  /* Nothing is between whole numbers. */
  _ariadne_axis_init_window (&axis, 3, 5, 8, FALSE, TRUE);
  assert_ticks (&axis, "3 4 5");

  _ariadne_axis_init_window (&axis, -3, 7, 5, FALSE, FALSE);
  assert_ticks (&axis, "-2 0 2 4 6");
  _ariadne_axis_round_up (&axis);
  _ariadne_axis_round_down (&axis);
  assert_ticks (&axis, "-4 -2 0 2 4 6 8");
  g_assert_cmpfloat (axis.low, ==, -4);

  _ariadne_axis_init_window (&axis, 0.3, 4000, 5, TRUE, FALSE);
  assert_ticks (&axis, "1 10 100 1000");
  _ariadne_axis_init_window (&axis, 30, 50, 4, TRUE, FALSE);
  assert_ticks (&axis, "30 35 40 45 50");
}

static void
test_any_window_will_do (void)
{
  static const double ends[] = { 0, -1, 1, NAN, INFINITY, -INFINITY, 1e-300, 1e300, -1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    for (guint j = 0; j < G_N_ELEMENTS (ends); j++)
      for (guint logarithmic = 0; logarithmic < 2; logarithmic++)
        {
          AriadneAxis axis;

          _ariadne_axis_init_window (&axis, ends[i], ends[j], 5, logarithmic, FALSE);
          g_assert_cmpfloat (axis.low, <, axis.high);
          g_assert_true (isfinite (axis.low) && isfinite (axis.high));
          if (logarithmic)
            g_assert_cmpfloat (axis.low, >, 0);
          for (guint tick = 0; tick < axis.n_ticks; tick++)
            {
              double position = _ariadne_axis_map (&axis, axis.ticks[tick]);

              g_assert_cmpfloat (position, >=, 0);
              g_assert_cmpfloat (position, <=, 1);
            }
        }
}

static void
test_units_are_of_labels_only (void)
{
  AriadneAxis axis;

  _ariadne_axis_init_linear (&axis, 40, 4);
  _ariadne_axis_set_unit (&axis, 1e-3);
  assert_ticks (&axis, "0 10 20 30 40");
  g_assert_cmpfloat_with_epsilon (axis.high, 0.040, 1e-12);
  g_assert_cmpfloat_with_epsilon (_ariadne_axis_map (&axis, 0.010), 0.25, 1e-12);
  g_assert_cmpstr (_ariadne_axis_get_unit_name (&axis), ==, "ms");

  g_assert_cmpstr (_ariadne_axis_get_time_unit (0)->name, ==, "µs");
  g_assert_cmpstr (_ariadne_axis_get_time_unit (1.9)->name, ==, "ms");
  g_assert_cmpstr (_ariadne_axis_get_time_unit (2)->name, ==, "s");
  g_assert_cmpstr (_ariadne_axis_get_time_unit (119)->name, ==, "s");
  g_assert_cmpstr (_ariadne_axis_get_time_unit (1e9)->name, ==, "h");
}

static void
test_positions_and_values_agree (void)
{
  for (guint logarithmic = 0; logarithmic < 2; logarithmic++)
    {
      AriadneAxis axis;

      _ariadne_axis_init_window (&axis, 2, 162, 5, logarithmic, FALSE);
      g_assert_cmpfloat_with_epsilon (_ariadne_axis_unmap (&axis, 0.5), logarithmic ? 18 : 82,
                                      1e-9);
      g_assert_cmpfloat_with_epsilon (_ariadne_axis_place (&axis, logarithmic ? 18 : 82), 0.5,
                                      1e-12);
      g_assert_cmpfloat_with_epsilon (_ariadne_axis_place (&axis, _ariadne_axis_unmap (&axis, 1.5)),
                                      1.5, 1e-12);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Axis/linear_ticks_are_nice", test_linear_ticks_are_nice);
  g_test_add_func ("/Ariadne/Axis/any_maximum_will_do", test_any_maximum_will_do);
  g_test_add_func ("/Ariadne/Axis/logarithmic_ticks_are_powers", test_logarithmic_ticks_are_powers);
  g_test_add_func ("/Ariadne/Axis/binary_ticks_divide_full_batches",
                   test_binary_ticks_divide_full_batches);
  g_test_add_func ("/Ariadne/Axis/windows_have_ticks_inside", test_windows_have_ticks_inside);
  g_test_add_func ("/Ariadne/Axis/any_window_will_do", test_any_window_will_do);
  g_test_add_func ("/Ariadne/Axis/units_are_of_labels_only", test_units_are_of_labels_only);
  g_test_add_func ("/Ariadne/Axis/positions_and_values_agree", test_positions_and_values_agree);

  return g_test_run ();
}
