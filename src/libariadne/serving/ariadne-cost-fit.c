/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-cost-fit.h"

/* What a batch counts for after another one: half as much after 34 of them. */
#define FADING 0.98

/* Sizes count as different when their spread, relative to the mean, is larger. */
#define LEAST_SPREAD 1e-3

void
_ariadne_cost_fit_add (AriadneCostFit *self,
                       guint           n_rows,
                       double          time)
{
  double x = 1.0 / n_rows;
  double y = time / n_rows;

  self->n = FADING * self->n + 1;
  self->sum_x = FADING * self->sum_x + x;
  self->sum_y = FADING * self->sum_y + y;
  self->sum_xx = FADING * self->sum_xx + x * x;
  self->sum_xy = FADING * self->sum_xy + x * y;
  self->sum_t = FADING * self->sum_t + time;
}

gboolean
_ariadne_cost_fit_get (const AriadneCostFit *self,
                       double               *a,
                       double               *c)
{
  double spread = self->n * self->sum_xx - self->sum_x * self->sum_x;
  double slope;

  if (self->n == 0 || spread <= LEAST_SPREAD * self->sum_x * self->sum_x)
    return FALSE;

  /* Neither a launch nor a row can take less than no time, whatever the noise. */
  slope = (self->n * self->sum_xy - self->sum_x * self->sum_y) / spread;
  slope = CLAMP (slope, 0, self->sum_y / self->sum_x);
  *a = slope;
  *c = (self->sum_y - slope * self->sum_x) / self->n;

  return TRUE;
}

double
_ariadne_cost_fit_get_mean (const AriadneCostFit *self)
{
  return self->n > 0 ? self->sum_t / self->n : 0;
}

double
_ariadne_cost_fit_predict (const AriadneCostFit *self,
                           guint                 n_rows)
{
  double a, c;

  if (!_ariadne_cost_fit_get (self, &a, &c))
    return _ariadne_cost_fit_get_mean (self);

  return a + c * n_rows;
}
