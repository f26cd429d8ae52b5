/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <math.h>

#include "chart/ariadne-chart.h"

/* Charts of made-up numbers that look like those of a run, for tests. */

static inline guint
sample_add (AriadneChart       *chart,
            const char         *name,
            AriadneSeriesStyle  style,
            guint               n_points,
            const double       *x,
            const double       *y)
{
  guint series = ariadne_chart_add_series (chart, name, &style);
  g_autoptr (GError) error = NULL;

  ariadne_chart_set_points (chart, series, n_points, x, y, &error);
  g_assert_no_error (error);

  return series;
}

static inline AriadneChart *
sample_chart_new (const char  *title,
                  const char  *x_label,
                  AriadneUnit  x_unit,
                  const char  *y_label,
                  AriadneUnit  y_unit)
{
  AriadneChart *chart = ariadne_chart_new (title);

  ariadne_chart_set_axis (chart, ARIADNE_CHART_X, x_label, x_unit);
  ariadne_chart_set_axis (chart, ARIADNE_CHART_Y, y_label, y_unit);

  return chart;
}

/* How many batches there were of each size: many small ones, few of the size that
 * is wanted, and a pile at the largest.
 */
static inline void
sample_add_sizes (AriadneChart *chart,
                  const char   *name,
                  guint         colour,
                  double        centre,
                  gboolean      share)
{
  AriadneSeriesStyle style = { .kind = ARIADNE_SERIES_BARS, .colour = colour, .share = share };
  double x[128], y[128];

  for (guint i = 0; i < 128; i++)
    {
      double distance = (i + 1 - centre) / 14;

      x[i] = i + 1;
      y[i] = floor (20 * exp (-distance * distance)) + (i == 127 ? 60 : 0) + (i < 6);
    }
  sample_add (chart, name, style, 128, x, y);
}

static inline AriadneChart *
sample_sizes_new (void)
{
  AriadneChart *chart = sample_chart_new ("Batch sizes", "Batch size", ARIADNE_UNIT_SIZE,
                                          "Batches", ARIADNE_UNIT_NUMBER);

  sample_add_sizes (chart, "threads-2", 0, 56, FALSE);

  return chart;
}

static inline AriadneChart *
sample_overlaid_sizes_new (void)
{
  AriadneChart *chart = sample_chart_new ("Batch sizes", "Batch size", ARIADNE_UNIT_SIZE,
                                          "Batches", ARIADNE_UNIT_SHARE);

  sample_add_sizes (chart, "threads-2", 0, 40, TRUE);
  sample_add_sizes (chart, "processes-4", 1, 64, TRUE);
  sample_add_sizes (chart, "multi-server", 2, 100, TRUE);

  return chart;
}

#define SAMPLE_N_TIMES 241

/* Four minutes, a sample a second. */
static inline void
sample_add_wave (AriadneChart       *chart,
                 const char         *name,
                 AriadneSeriesStyle  style,
                 double              base,
                 double              swing,
                 double              pace)
{
  double x[SAMPLE_N_TIMES], y[SAMPLE_N_TIMES];

  for (guint i = 0; i < SAMPLE_N_TIMES; i++)
    {
      x[i] = i;
      y[i] = base * (1 - exp (-(double) i / 12))
             + swing * sin (i / pace) * sin (i / (2.3 * pace) + 1) * (i > 0);
    }
  sample_add (chart, name, style, SAMPLE_N_TIMES, x, y);
}

static inline AriadneChart *
sample_fraction_new (void)
{
  AriadneChart *chart = sample_chart_new ("Time in the model", "Time", ARIADNE_UNIT_SECONDS,
                                          "Share of the time", ARIADNE_UNIT_SHARE);
  AriadneSeriesStyle now = { .kind = ARIADNE_SERIES_STEPS };
  AriadneSeriesStyle total = { .kind = ARIADNE_SERIES_LINES, .colour = 1,
                               .dash = ARIADNE_DASH_DASHED };

  sample_add_wave (chart, "now", now, 0.82, 0.12, 3);
  sample_add_wave (chart, "since the start", total, 0.8, 0.01, 11);

  return chart;
}

static inline AriadneChart *
sample_rate_new (void)
{
  AriadneChart *chart = sample_chart_new ("Evaluations", "Time", ARIADNE_UNIT_SECONDS,
                                          "Evaluations per second", ARIADNE_UNIT_NUMBER);
  AriadneSeriesStyle style = { .kind = ARIADNE_SERIES_LINES, .colour = 2 };

  sample_add_wave (chart, "threads-2", style, 24000, 5200, 5);

  return chart;
}

static inline AriadneChart *
sample_latency_new (void)
{
  AriadneChart *chart = sample_chart_new ("Latency of requests", "Time", ARIADNE_UNIT_SECONDS,
                                          "Latency", ARIADNE_UNIT_SECONDS);
  AriadneSeriesStyle median = { .kind = ARIADNE_SERIES_LINES };
  AriadneSeriesStyle slowest = { .kind = ARIADNE_SERIES_LINES, .colour = 3,
                                 .dash = ARIADNE_DASH_DASHED };

  sample_add_wave (chart, "p50", median, 0.004, 0.0008, 4);
  sample_add_wave (chart, "p99", slowest, 0.031, 0.009, 7);
  ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_Y, TRUE);

  return chart;
}

/* The time of a run, and what of it was spent in the model. */
static inline void
sample_add_run (AriadneChart *chart,
                const char   *name,
                guint         colour,
                double        seconds,
                double        share)
{
  AriadneSeriesStyle total = { .kind = ARIADNE_SERIES_LINES, .colour = colour };
  AriadneSeriesStyle model = { .kind = ARIADNE_SERIES_LINES, .colour = colour,
                               .dash = ARIADNE_DASH_DASHED, .unlisted = TRUE };
  g_autofree char *in_model = g_strdup_printf ("%s, in the model", name);
  double x[101], y[101], z[101];

  for (guint i = 0; i <= 100; i++)
    {
      x[i] = 160 * i;
      y[i] = seconds * (i + 4 * sin (i / 9.0)) / 100;
      z[i] = share * seconds * i / 100;
    }
  sample_add (chart, in_model, model, 101, x, z);
  sample_add (chart, name, total, 101, x, y);
}

static inline AriadneChart *
sample_runs_new (void)
{
  AriadneChart *chart = sample_chart_new ("Time against examples", "Examples evaluated",
                                          ARIADNE_UNIT_NUMBER, "Time", ARIADNE_UNIT_SECONDS);

  sample_add_run (chart, "sync", 0, 41, 0.66);
  sample_add_run (chart, "threads-2", 1, 23, 0.9);
  sample_add_run (chart, "processes-4", 2, 17, 0.8);
  sample_add_run (chart, "continuous", 3, 12, 0.95);

  return chart;
}
