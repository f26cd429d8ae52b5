/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-series.h"

#include <math.h>
#include <string.h>

#include "core/ariadne-error.h"

/*
 * _ariadne_series_new:
 * @name: a name for people to read
 * @style: how it looks
 *
 * Makes a series without points.
 *
 * Returns: (transfer full): a new series
 */
AriadneSeries *
_ariadne_series_new (const char               *name,
                     const AriadneSeriesStyle *style)
{
  AriadneSeries *self = g_new0 (AriadneSeries, 1);

  self->name = g_strdup (name);
  self->style = *style;
  self->visible = TRUE;

  return self;
}

/*
 * _ariadne_series_free:
 * @self: (transfer full): a series
 *
 * Frees a series.
 */
void
_ariadne_series_free (AriadneSeries *self)
{
  g_free (self->name);
  g_free (self->x);
  g_free (self->y);
  g_free (self);
}

static gboolean
refuse (const AriadneSeries  *self,
        guint                 point,
        GError              **error,
        const char           *what,
        double                value)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "series “%s”, point %u: %s, but it is %g", self->name, point, what, value);

  return FALSE;
}

static gboolean
check_point (const AriadneSeries  *self,
             guint                 point,
             double                last_x,
             double                x,
             double                y,
             GError              **error)
{
  if (!isfinite (x))
    return refuse (self, point, error, "expected x to be a finite number", x);
  if (!isfinite (y))
    return refuse (self, point, error, "expected y to be a finite number", y);
  if (x < last_x)
    return refuse (self, point, error, "expected x not to be less than before", x);
  if (self->style.kind != ARIADNE_SERIES_BARS)
    return TRUE;

  if (x < 0 || x > G_MAXUINT || x != floor (x))
    return refuse (self, point, error, "expected x of a bar to be a whole number", x);
  if (y < 0)
    return refuse (self, point, error, "expected y of a bar not to be negative", y);

  return TRUE;
}

static gboolean
check_points (const AriadneSeries  *self,
              guint                 n_before,
              guint                 n_points,
              const double         *x,
              const double         *y,
              GError              **error)
{
  double last_x = n_before > 0 ? self->x[n_before - 1] : -INFINITY;

  if (n_points > ARIADNE_CHART_MAX_POINTS - n_before)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "series “%s”: expected at most %u points, but there are %" G_GUINT64_FORMAT,
                   self->name, ARIADNE_CHART_MAX_POINTS, (guint64) n_before + n_points);
      return FALSE;
    }

  for (guint i = 0; i < n_points; i++)
    {
      if (!check_point (self, n_before + i, last_x, x[i], y[i], error))
        return FALSE;
      last_x = x[i];
    }

  return TRUE;
}

static void
reserve (AriadneSeries *self,
         guint          n_points)
{
  if (n_points <= self->n_allocated)
    return;

  self->n_allocated = MAX (n_points, 2 * self->n_allocated);
  self->x = g_renew (double, self->x, self->n_allocated);
  self->y = g_renew (double, self->y, self->n_allocated);
}

static gboolean
put_points (AriadneSeries  *self,
            guint           n_before,
            guint           n_points,
            const double   *x,
            const double   *y,
            GError        **error)
{
  if (!check_points (self, n_before, n_points, x, y, error))
    return FALSE;
  reserve (self, n_before + n_points);
  if (n_points > 0)
    {
      memcpy (self->x + n_before, x, n_points * sizeof *x);
      memcpy (self->y + n_before, y, n_points * sizeof *y);
    }
  self->n_points = n_before + n_points;

  return TRUE;
}

/*
 * _ariadne_series_append:
 * @self: a series
 * @n_points: how many points there are
 * @x: (array length=n_points): where they are
 * @y: (array length=n_points): their values
 * @error: return location for an error
 *
 * Adds points after those that there are. Either all of them are added or none.
 *
 * Returns: whether they were added
 */
gboolean
_ariadne_series_append (AriadneSeries  *self,
                        guint           n_points,
                        const double   *x,
                        const double   *y,
                        GError        **error)
{
  return put_points (self, self->n_points, n_points, x, y, error);
}

/*
 * _ariadne_series_set:
 * @self: a series
 * @n_points: how many points there are
 * @x: (array length=n_points): where they are
 * @y: (array length=n_points): their values
 * @error: return location for an error
 *
 * Replaces all points; when one of the new ones is refused, the old ones stay.
 *
 * Returns: whether they were replaced
 */
gboolean
_ariadne_series_set (AriadneSeries  *self,
                     guint           n_points,
                     const double   *x,
                     const double   *y,
                     GError        **error)
{
  return put_points (self, 0, n_points, x, y, error);
}

/*
 * _ariadne_series_compare:
 * @self: a series
 * @n_points: how many points there are
 * @x: (array length=n_points): where they are
 * @y: (array length=n_points): their values
 *
 * Compares points with those of the series.
 *
 * Returns: how many points at the beginning of both are the same
 */
guint
_ariadne_series_compare (const AriadneSeries *self,
                         guint                n_points,
                         const double        *x,
                         const double        *y)
{
  guint n = 0;

  while (n < MIN (n_points, self->n_points) && x[n] == self->x[n] && y[n] == self->y[n])
    n++;

  return n;
}

/*
 * _ariadne_series_find:
 * @self: a series
 * @x: a value
 *
 * Looks for the first point that is not before @x.
 *
 * Returns: its index, or the number of points
 */
guint
_ariadne_series_find (const AriadneSeries *self,
                      double               x)
{
  guint low = 0;
  guint high = self->n_points;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->x[middle] < x)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/*
 * _ariadne_series_find_after:
 * @self: a series
 * @x: a value
 *
 * Looks for the first point that is after @x.
 *
 * Returns: its index, or the number of points
 */
guint
_ariadne_series_find_after (const AriadneSeries *self,
                            double               x)
{
  return _ariadne_series_find (self, nextafter (x, INFINITY));
}

/*
 * _ariadne_series_get_total:
 * @self: a series
 *
 * Adds all values up.
 *
 * Returns: the sum
 */
double
_ariadne_series_get_total (const AriadneSeries *self)
{
  double total = 0;

  for (guint i = 0; i < self->n_points; i++)
    total += self->y[i];

  return total;
}
