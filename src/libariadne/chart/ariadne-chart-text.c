/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "chart/ariadne-chart-private.h"
#include "core/ariadne-csv.h"

/* A summary of more series would not be read. */
#define MOST_SUMMARISED 8

static char *
format_number (double value)
{
  if (value == floor (value) && fabs (value) < 1e15)
    return g_strdup_printf ("%.0f", value + 0.0);

  return g_strdup_printf ("%.5g", value);
}

/**
 * ariadne_chart_format_value:
 * @self: a chart
 * @axis: on which axis the value is
 * @value: a value
 *
 * Writes a value for people to read, with its unit.
 *
 * Returns: (transfer full): the text
 */
char *
ariadne_chart_format_value (AriadneChart     *self,
                            AriadneChartAxis  axis,
                            double            value)
{
  const AriadneTimeUnit *unit;

  g_return_val_if_fail (ARIADNE_IS_CHART (self), NULL);
  g_return_val_if_fail (axis <= ARIADNE_CHART_Y, NULL);

  switch (self->axes[axis].unit)
    {
    case ARIADNE_UNIT_SECONDS:
      unit = _ariadne_axis_get_time_unit (value == 0 ? 2 : fabs (value));
      return g_strdup_printf ("%.4g %s", value / unit->seconds, unit->name);
    case ARIADNE_UNIT_SHARE:
      return g_strdup_printf ("%.3g %%", 100 * value);
    case ARIADNE_UNIT_NUMBER:
    case ARIADNE_UNIT_SIZE:
    default:
      return format_number (value);
    }
}

/* The heights of bars are numbers, whatever the axis shows of them. */
static char *
format_bar (const AriadneSeries *series,
            double               sum)
{
  g_autofree char *number = format_number (sum);

  if (!series->style.share)
    return g_steal_pointer (&number);

  return g_strdup_printf ("%s (%.3g %%)", number,
                          100 * sum / _ariadne_chart_scene_get_total (series));
}

static char *
format_hit_x (AriadneChart          *self,
              const AriadneChartHit *hit)
{
  g_autofree char *first = ariadne_chart_format_value (self, ARIADNE_CHART_X, hit->x);
  g_autofree char *last = ariadne_chart_format_value (self, ARIADNE_CHART_X, hit->x_last);

  return hit->x == hit->x_last ? g_steal_pointer (&first) : g_strdup_printf ("%s–%s", first, last);
}

/**
 * ariadne_chart_describe_hit:
 * @self: a chart
 * @hit: a point or a bar of it
 *
 * Writes what was recorded there, one line for the series and one for each axis.
 *
 * Returns: (transfer full): the text
 */
char *
ariadne_chart_describe_hit (AriadneChart          *self,
                            const AriadneChartHit *hit)
{
  const AriadneSeries *series;
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;

  g_return_val_if_fail (ARIADNE_IS_CHART (self), NULL);
  g_return_val_if_fail (hit != NULL && hit->series < self->series->len, NULL);

  series = _ariadne_chart_get_series (self, hit->series);
  x = format_hit_x (self, hit);
  y = series->style.kind == ARIADNE_SERIES_BARS
      ? format_bar (series, hit->y)
      : ariadne_chart_format_value (self, ARIADNE_CHART_Y, hit->y);

  /* Translators: name of a series; then what each axis shows, and the value */
  return g_strdup_printf (_("%s\n%s: %s\n%s: %s"), series->name,
                          self->axes[ARIADNE_CHART_X].label, x,
                          self->axes[ARIADNE_CHART_Y].label, y);
}

/* The number that half of all are not above. */
static double
get_median (const AriadneSeries *series,
            double               total)
{
  double sum = 0;
  guint i = 0;

  while (i < series->n_points - 1 && (sum += series->y[i]) < total / 2)
    i++;

  return series->x[i];
}

static char *
summarise_bars (AriadneChart        *self,
                const AriadneSeries *series)
{
  double total = _ariadne_series_get_total (series);
  g_autofree char *number = format_number (total);
  g_autofree char *median = ariadne_chart_format_value (self, ARIADNE_CHART_X,
                                                        get_median (series, total));
  g_autofree char *largest = ariadne_chart_format_value (self, ARIADNE_CHART_X,
                                                         series->x[series->n_points - 1]);

  /* Translators: as in “Batches: 312 in all; Batch size: median 64, largest 128” */
  return g_strdup_printf (_("%s: %s in all; %s: median %s, largest %s"),
                          self->axes[ARIADNE_CHART_Y].label, number,
                          self->axes[ARIADNE_CHART_X].label, median, largest);
}

static char *
summarise_points (AriadneChart        *self,
                  const AriadneSeries *series)
{
  double lowest = series->y[0];
  double highest = series->y[0];
  g_autofree char *last = ariadne_chart_format_value (self, ARIADNE_CHART_Y,
                                                      series->y[series->n_points - 1]);
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  for (guint i = 1; i < series->n_points; i++)
    {
      lowest = MIN (lowest, series->y[i]);
      highest = MAX (highest, series->y[i]);
    }
  low = ariadne_chart_format_value (self, ARIADNE_CHART_Y, lowest);
  high = ariadne_chart_format_value (self, ARIADNE_CHART_Y, highest);

  /* Translators: as in “Time: last 12 s, lowest 1 s, highest 12 s” */
  return g_strdup_printf (_("%s: last %s, lowest %s, highest %s"),
                          self->axes[ARIADNE_CHART_Y].label, last, low, high);
}

static char *
summarise_series (AriadneChart        *self,
                  const AriadneSeries *series)
{
  if (series->style.kind == ARIADNE_SERIES_BARS)
    return summarise_bars (self, series);

  return summarise_points (self, series);
}

static guint
count_summarised (AriadneChart *self)
{
  guint n = 0;

  for (guint i = 0; i < self->series->len; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (self, i);

      n += series->visible && series->n_points > 0;
    }

  return n;
}

/**
 * ariadne_chart_summarise:
 * @self: a chart
 *
 * Writes what a chart shows, for those who do not see it: one line a series.
 *
 * Returns: (transfer full): the text
 */
char *
ariadne_chart_summarise (AriadneChart *self)
{
  GString *text;
  guint n_all, n = 0;

  g_return_val_if_fail (ARIADNE_IS_CHART (self), NULL);

  n_all = count_summarised (self);
  if (n_all == 0)
    return g_strdup (_("No data yet"));

  text = g_string_new (NULL);
  for (guint i = 0; i < self->series->len && n < MOST_SUMMARISED; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (self, i);
      g_autofree char *summary = NULL;

      if (!series->visible || series->n_points == 0)
        continue;

      summary = summarise_series (self, series);
      if (n_all > 1)
        g_string_append_printf (text, "%s%s – ", n > 0 ? "\n" : "", series->name);
      g_string_append (text, summary);
      n++;
    }
  if (n_all > n)
    g_string_append_printf (text, dngettext (GETTEXT_PACKAGE, "\nand %u more", "\nand %u more",
                                             n_all - n), n_all - n);

  return g_string_free (text, FALSE);
}

static void
append_heading (GString                    *csv,
                const AriadneChartAxisInfo *info)
{
  g_autofree char *heading = g_strdup_printf ("%s%s", info->label,
                                              info->unit == ARIADNE_UNIT_SECONDS ? " (s)" : "");

  g_string_append_c (csv, ',');
  _ariadne_append_csv_text (csv, heading);
}

/**
 * ariadne_chart_to_csv:
 * @self: a chart
 *
 * Writes what is recorded of the visible series as CSV (RFC 4180): a heading, then
 * one line a point. Times are seconds, and shares are from 0 to 1.
 *
 * Returns: (transfer full): the text
 */
char *
ariadne_chart_to_csv (AriadneChart *self)
{
  GString *csv;

  g_return_val_if_fail (ARIADNE_IS_CHART (self), NULL);

  csv = g_string_new ("series");
  append_heading (csv, &self->axes[ARIADNE_CHART_X]);
  append_heading (csv, &self->axes[ARIADNE_CHART_Y]);
  g_string_append (csv, "\r\n");

  for (guint i = 0; i < self->series->len; i++)
    {
      const AriadneSeries *series = _ariadne_chart_get_series (self, i);

      for (guint j = 0; series->visible && j < series->n_points; j++)
        {
          _ariadne_append_csv_text (csv, series->name);
          g_string_append_c (csv, ',');
          _ariadne_append_csv_number (csv, series->x[j]);
          g_string_append_c (csv, ',');
          _ariadne_append_csv_number (csv, series->y[j]);
          g_string_append (csv, "\r\n");
        }
    }

  return g_string_free (csv, FALSE);
}
