/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-decimator.h"

#include <math.h>

void
_ariadne_decimator_init (AriadneDecimator     *self,
                      AriadneDecimatorKind  kind)
{
  self->kind = kind;
  self->points = g_array_new (FALSE, FALSE, sizeof (AriadneHistoryPoint));
  self->n_full = 1;
}

void
_ariadne_decimator_clear (AriadneDecimator *self)
{
  g_clear_pointer (&self->points, g_array_unref);
}

static AriadneHistoryPoint *
get_point (AriadneDecimator *self,
           guint          index)
{
  return &g_array_index (self->points, AriadneHistoryPoint, index);
}

/* What both say, of which OTHER comes later. */
static AriadneHistoryPoint
join (AriadneDecimatorKind          kind,
      const AriadneHistoryPoint *point,
      const AriadneHistoryPoint *other)
{
  guint64 n_samples = point->n_samples + other->n_samples;
  double share = (double) other->n_samples / n_samples;

  return (AriadneHistoryPoint){
    .x = other->x,
    .y = kind == ARIADNE_DECIMATOR_LAST ? other->y : point->y + (other->y - point->y) * share,
    .minimum = MIN (point->minimum, other->minimum),
    .maximum = MAX (point->maximum, other->maximum),
    .n_samples = n_samples,
  };
}

static void
halve (AriadneDecimator *self)
{
  guint n_pairs = self->points->len / 2;

  for (guint i = 0; i < n_pairs; i++)
    *get_point (self, i) = join (self->kind, get_point (self, 2 * i), get_point (self, 2 * i + 1));
  g_array_set_size (self->points, n_pairs);
  self->n_full *= 2;
}

void
_ariadne_decimator_add (AriadneDecimator *self,
                        double            x,
                        double            y)
{
  AriadneHistoryPoint sample = { x, y, y, y, 1 };
  AriadneHistoryPoint *last;

  if (!isfinite (x) || !isfinite (y))
    return;

  last = self->points->len > 0 ? get_point (self, self->points->len - 1) : NULL;
  if (last != NULL)
    sample.x = MAX (x, last->x);
  if (last != NULL && last->n_samples < self->n_full)
    {
      *last = join (self->kind, last, &sample);
      return;
    }

  if (self->points->len == ARIADNE_HISTORY_MAX_POINTS)
    halve (self);
  g_array_append_val (self->points, sample);
}
