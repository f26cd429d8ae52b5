/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Fits T(b) = a + c b, the time that a model takes for a batch of b rows, while
 * it runs. Times are in microseconds.
 *
 * The fit is that of T(b) / b = a / b + c: noise grows with the time, so what
 * counts is the relative error. Old batches fade out. A plain structure; set to
 * zero it is empty.
 */
typedef struct
{
  double n;         /* faded number of batches */
  double sum_x;     /* x = 1 / b */
  double sum_y;     /* y = T / b */
  double sum_xx;
  double sum_xy;
  double sum_t;
} AriadneCostFit;

void     _ariadne_cost_fit_add (AriadneCostFit       *self,
                                guint                 n_rows,
                                double                time);

/* Whether batches of different sizes have been seen. If not, `a` and `c` are
 * not told apart, and left alone.
 */
gboolean _ariadne_cost_fit_get (const AriadneCostFit *self,
                                double               *a,
                                double               *c);

/* The mean time of a batch; 0 before the first. */
double   _ariadne_cost_fit_get_mean (const AriadneCostFit *self);

/* The time that a batch of so many rows should take; 0 before the first. */
double   _ariadne_cost_fit_predict  (const AriadneCostFit *self,
                                     guint                 n_rows);

G_END_DECLS
