/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-series.h"

#include <math.h>

void
_ariadne_series_init (AriadneSeries     *self,
                      AriadneSeriesKind  kind)
{
  self->kind = kind;
  self->points = g_array_new (FALSE, FALSE, sizeof (AriadneHistoryPoint));
  self->n_full = 1;
}

void
_ariadne_series_clear (AriadneSeries *self)
{
  g_clear_pointer (&self->points, g_array_unref);
}

static AriadneHistoryPoint *
get_point (AriadneSeries *self,
           guint          index)
{
  return &g_array_index (self->points, AriadneHistoryPoint, index);
}

/* What both say, of which OTHER comes later. */
static AriadneHistoryPoint
join (AriadneSeriesKind          kind,
      const AriadneHistoryPoint *point,
      const AriadneHistoryPoint *other)
{
  guint64 n_samples = point->n_samples + other->n_samples;
  double share = (double) other->n_samples / n_samples;

  return (AriadneHistoryPoint){
    .x = other->x,
    .y = kind == ARIADNE_SERIES_LAST ? other->y : point->y + (other->y - point->y) * share,
    .minimum = MIN (point->minimum, other->minimum),
    .maximum = MAX (point->maximum, other->maximum),
    .n_samples = n_samples,
  };
}

static void
halve (AriadneSeries *self)
{
  guint n_pairs = self->points->len / 2;

  for (guint i = 0; i < n_pairs; i++)
    *get_point (self, i) = join (self->kind, get_point (self, 2 * i), get_point (self, 2 * i + 1));
  g_array_set_size (self->points, n_pairs);
  self->n_full *= 2;
}

void
_ariadne_series_add (AriadneSeries *self,
                     double         x,
                     double         y)
{
  AriadneHistoryPoint sample = { x, y, y, y, 1 };
  AriadneHistoryPoint *last;

  if (!isfinite (x) || !isfinite (y))
    return;

  last = self->points->len > 0 ? get_point (self, self->points->len - 1) : NULL;
  if (last != NULL && last->n_samples < self->n_full)
    {
      *last = join (self->kind, last, &sample);
      return;
    }

  if (self->points->len == ARIADNE_HISTORY_MAX_POINTS)
    halve (self);
  g_array_append_val (self->points, sample);
}
