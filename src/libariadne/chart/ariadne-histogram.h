/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "chart/ariadne-axis.h"
#include "chart/ariadne-series.h"

G_BEGIN_DECLS

/* A bar of a histogram: the numbers above LOW and up to HIGH. */
typedef struct
{
  double low;
  double high;
  double sum;
  guint  first; /* of the points that it stands for */
  guint  n_points;
} AriadneBar;

/* How numbers are put into bars: each stands for so many of them, or for those
 * above one power of two and up to the next.
 */
typedef struct
{
  gboolean doublings;
  double   width;
} AriadneBins;

void    _ariadne_bins_init           (AriadneBins         *self,
                                      gboolean             doublings,
                                      double               span,
                                      double               room);
double  _ariadne_bins_get_low        (const AriadneBins   *self,
                                      double               number);
double  _ariadne_bins_get_high       (const AriadneBins   *self,
                                      double               number);
GArray *_ariadne_bins_fill           (const AriadneBins   *self,
                                      const AriadneSeries *series)
                                     G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
