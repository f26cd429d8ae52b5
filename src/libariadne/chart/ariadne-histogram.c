/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-histogram.h"

#include <math.h>

/* The least width of a bar on an axis of equal ones. */
#define LEAST_WIDTH 10.0

/*
 * _ariadne_bins_init:
 * @self: (out caller-allocates): bins
 * @doublings: whether bins end at powers of two
 * @span: how many numbers are shown
 * @room: the width of the picture of them
 *
 * Chooses bins for a histogram. A bin begins after a multiple of its width, a power
 * of two, and so ends with the size of a full batch, which is such a multiple as a
 * rule.
 */
void
_ariadne_bins_init (AriadneBins *self,
                    gboolean     doublings,
                    double       span,
                    double       room)
{
  double n_bins = CLAMP (floor (room / LEAST_WIDTH), 8, 40);

  *self = (AriadneBins) { .doublings = doublings, .width = 1 };
  while (floor (span / self->width) > n_bins)
    self->width *= 2;
}

/*
 * _ariadne_bins_get_low:
 * @self: bins
 * @number: a whole number
 *
 * Tells after which number the bin of @number begins.
 *
 * Returns: the low edge
 */
double
_ariadne_bins_get_low (const AriadneBins *self,
                       double             number)
{
  if (self->doublings)
    return _ariadne_bins_get_high (self, number) / 2;

  return self->width * (ceil (MAX (1, number) / self->width) - 1);
}

/*
 * _ariadne_bins_get_high:
 * @self: bins
 * @number: a whole number
 *
 * Tells with which number the bin of @number ends.
 *
 * Returns: the high edge
 */
double
_ariadne_bins_get_high (const AriadneBins *self,
                        double             number)
{
  number = MAX (1, number);
  if (self->doublings)
    return ldexp (1, number > 1 ? (int) g_bit_storage ((gulong) number - 1) : 0);

  return self->width * ceil (number / self->width);
}

/*
 * _ariadne_bins_fill:
 * @self: bins
 * @series: what there is of each number
 *
 * Puts numbers into bins.
 *
 * Returns: (transfer full) (element-type AriadneBar): the bins that are not empty
 */
GArray *
_ariadne_bins_fill (const AriadneBins   *self,
                    const AriadneSeries *series)
{
  GArray *bars = g_array_new (FALSE, TRUE, sizeof (AriadneBar));
  AriadneBar *bar = NULL;

  for (guint i = 0; i < series->n_points; i++)
    {
      if (bar == NULL || series->x[i] > bar->high)
        {
          g_array_set_size (bars, bars->len + 1);
          bar = &g_array_index (bars, AriadneBar, bars->len - 1);
          bar->low = _ariadne_bins_get_low (self, series->x[i]);
          bar->high = _ariadne_bins_get_high (self, series->x[i]);
          bar->first = i;
        }
      bar->sum += series->y[i];
      bar->n_points++;
    }

  return bars;
}
