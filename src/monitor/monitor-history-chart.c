/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-history-chart.h"

#include <glib/gi18n.h>

#define MAX_CURVES 2

/* A curve of a chart: a series of a configuration, and what it is called beside
 * another one.
 */
typedef struct
{
  AriadneHistorySeries series;
  const char          *name;
  AriadneDash          dash;
} Curve;

typedef struct
{
  const char        *name;
  const char        *title;
  const char        *explanation;
  const char        *x_label;
  AriadneUnit        x_unit;
  const char        *y_label;
  AriadneUnit        y_unit;
  AriadneSeriesKind  kind;
  guint              n_curves;
  Curve              curves[MAX_CURVES];
} Description;

static const Description descriptions[MONITOR_N_HISTORY_CHARTS] = {
  [MONITOR_HISTORY_CHART_SIZES] = {
    "batch-sizes", N_("Batch Sizes"),
    N_("How many batches there were of each size. A device works best with large batches."),
    N_("States in a batch"), ARIADNE_UNIT_SIZE, N_("Batches"), ARIADNE_UNIT_NUMBER,
    ARIADNE_SERIES_BARS, 1,
    { { .name = N_("Batches") } },
  },
  [MONITOR_HISTORY_CHART_FRACTION] = {
    "fraction-in-model", N_("Fraction in Model"),
    N_("The share of time in which the servers evaluate: lately, and since the start."),
    N_("Time"), ARIADNE_UNIT_SECONDS, N_("In the model"), ARIADNE_UNIT_SHARE,
    ARIADNE_SERIES_LINES, 2,
    { { ARIADNE_HISTORY_SERIES_FRACTION, N_("now"), ARIADNE_DASH_SOLID },
      { ARIADNE_HISTORY_SERIES_TOTAL_FRACTION, N_("since the start"), ARIADNE_DASH_DASHED } },
  },
  [MONITOR_HISTORY_CHART_RATE] = {
    "evaluations", N_("Evaluations per Second"),
    N_("How many states the servers evaluate in a second."),
    N_("Time"), ARIADNE_UNIT_SECONDS, N_("States/s"), ARIADNE_UNIT_NUMBER,
    ARIADNE_SERIES_LINES, 1,
    { { ARIADNE_HISTORY_SERIES_RATE, N_("States/s"), ARIADNE_DASH_SOLID } },
  },
  [MONITOR_HISTORY_CHART_QUEUE] = {
    "queue", N_("Queue"),
    N_("How many states wait to be evaluated when a batch begins."),
    N_("Time"), ARIADNE_UNIT_SECONDS, N_("States waiting"), ARIADNE_UNIT_NUMBER,
    ARIADNE_SERIES_LINES, 1,
    { { ARIADNE_HISTORY_SERIES_QUEUED, N_("States waiting"), ARIADNE_DASH_SOLID } },
  },
  [MONITOR_HISTORY_CHART_FILL] = {
    "batch-fill", N_("Batch Fill"),
    N_("How full batches are: their size by the largest that is allowed."),
    N_("Time"), ARIADNE_UNIT_SECONDS, N_("Fill"), ARIADNE_UNIT_SHARE,
    ARIADNE_SERIES_LINES, 1,
    { { ARIADNE_HISTORY_SERIES_FILL, N_("Fill"), ARIADNE_DASH_SOLID } },
  },
  [MONITOR_HISTORY_CHART_LATENCY] = {
    "latency", N_("Request Latency"),
    N_("How long requests wait for their answers: half of them no longer than p50, and "
       "99 of 100 no longer than p99."),
    N_("Time"), ARIADNE_UNIT_SECONDS, N_("Latency"), ARIADNE_UNIT_SECONDS,
    ARIADNE_SERIES_LINES, 2,
    { { ARIADNE_HISTORY_SERIES_LATENCY_P50, N_("p50"), ARIADNE_DASH_SOLID },
      { ARIADNE_HISTORY_SERIES_LATENCY_P99, N_("p99"), ARIADNE_DASH_DASHED } },
  },
  [MONITOR_HISTORY_CHART_TIMES] = {
    "times", N_("Time against Examples"),
    N_("How long it took to evaluate so many states in all, and how much of that was spent "
       "in the model."),
    N_("Examples evaluated"), ARIADNE_UNIT_NUMBER, N_("Time"), ARIADNE_UNIT_SECONDS,
    ARIADNE_SERIES_LINES, 2,
    { { ARIADNE_HISTORY_SERIES_TIME, N_("time"), ARIADNE_DASH_SOLID },
      { ARIADNE_HISTORY_SERIES_MODEL_TIME, N_("in the model"), ARIADNE_DASH_DASHED } },
  },
};

const char *
monitor_history_chart_get_name (MonitorHistoryChart chart)
{
  g_return_val_if_fail (chart < MONITOR_N_HISTORY_CHARTS, NULL);

  return descriptions[chart].name;
}

const char *
monitor_history_chart_explain (MonitorHistoryChart chart)
{
  g_return_val_if_fail (chart < MONITOR_N_HISTORY_CHARTS, NULL);

  return _(descriptions[chart].explanation);
}

AriadneChart *
monitor_history_chart_new (MonitorHistoryChart chart)
{
  const Description *description = &descriptions[chart];
  AriadneChart *picture;

  g_return_val_if_fail (chart < MONITOR_N_HISTORY_CHARTS, NULL);

  picture = ariadne_chart_new (_(description->title));
  ariadne_chart_set_axis (picture, ARIADNE_CHART_X, _(description->x_label),
                          description->x_unit);
  ariadne_chart_set_axis (picture, ARIADNE_CHART_Y, _(description->y_label),
                          description->y_unit);

  return picture;
}

/* A configuration beside others gives its name to all of its curves, and its colour;
 * how they are broken tells them apart. The legend has the first of them.
 */
static char *
make_series_name (const Description *description,
                  guint              curve,
                  const char        *name)
{
  const char *curve_name = _(description->curves[curve].name);

  if (name == NULL)
    return g_strdup (curve_name);
  if (curve == 0)
    return g_strdup (name);

  /* Translators: the name of a configuration, and what is shown of it. */
  return g_strdup_printf (C_("series", "%s, %s"), name, curve_name);
}

guint
monitor_history_chart_add (MonitorHistoryChart  chart,
                           AriadneChart        *picture,
                           const char          *name,
                           guint                colour)
{
  const Description *description = &descriptions[chart];
  guint first;

  g_return_val_if_fail (chart < MONITOR_N_HISTORY_CHARTS, 0);
  g_return_val_if_fail (ARIADNE_IS_CHART (picture), 0);

  first = ariadne_chart_get_n_series (picture);
  for (guint i = 0; i < description->n_curves; i++)
    {
      const Curve *curve = &description->curves[i];
      g_autofree char *series_name = make_series_name (description, i, name);
      const AriadneSeriesStyle style = {
        .kind = description->kind,
        .colour = colour,
        .dash = curve->dash,
        .unlisted = name != NULL && i > 0,
        .share = name != NULL,
      };

      ariadne_chart_add_series (picture, series_name, &style);
    }

  return first;
}

/* Where several sizes share a count, it is shown at the least of them. */
static guint
get_size_points (AriadneConfigurationHistory  *configuration,
                 double                      **x,
                 double                      **y)
{
  guint n_sizes;
  const AriadneSizeCount *sizes = ariadne_configuration_history_get_sizes (configuration,
                                                                          &n_sizes);

  *x = g_new (double, n_sizes);
  *y = g_new (double, n_sizes);
  for (guint i = 0; i < n_sizes; i++)
    {
      (*x)[i] = sizes[i].size;
      (*y)[i] = (double) sizes[i].count;
    }

  return n_sizes;
}

static guint
get_curve_points (AriadneConfigurationHistory  *configuration,
                  AriadneHistorySeries          series,
                  double                      **x,
                  double                      **y)
{
  guint n_points;
  const AriadneHistoryPoint *points =
    ariadne_configuration_history_get_series (configuration, series, &n_points);

  *x = g_new (double, n_points);
  *y = g_new (double, n_points);
  for (guint i = 0; i < n_points; i++)
    {
      (*x)[i] = points[i].x;
      (*y)[i] = points[i].y;
    }

  return n_points;
}

void
monitor_history_chart_update (MonitorHistoryChart          chart,
                              AriadneChart                *picture,
                              guint                        series,
                              AriadneConfigurationHistory *configuration)
{
  const Description *description = &descriptions[chart];

  g_return_if_fail (chart < MONITOR_N_HISTORY_CHARTS);
  g_return_if_fail (ARIADNE_IS_CHART (picture));
  g_return_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (configuration));

  for (guint i = 0; i < description->n_curves; i++)
    {
      g_autofree double *x = NULL;
      g_autofree double *y = NULL;
      g_autoptr (GError) error = NULL;
      guint n_points;

      if (chart == MONITOR_HISTORY_CHART_SIZES)
        n_points = get_size_points (configuration, &x, &y);
      else
        n_points = get_curve_points (configuration, description->curves[i].series, &x, &y);

      if (!ariadne_chart_set_points (picture, series + i, n_points, x, y, &error))
        g_critical ("%s", error->message);
    }
}
