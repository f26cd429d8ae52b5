/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "chart/ariadne-chart.h"

G_BEGIN_DECLS

/* What one series of a chart has recorded: points with finite values, in the
 * order of x.
 */
typedef struct
{
  char               *name;
  AriadneSeriesStyle  style;
  gboolean            visible;
  guint               n_points;
  guint               n_allocated;
  double             *x;
  double             *y;
} AriadneSeries;

AriadneSeries *_ariadne_series_new         (const char                *name,
                                            const AriadneSeriesStyle  *style)
                                           G_GNUC_WARN_UNUSED_RESULT;
void           _ariadne_series_free        (AriadneSeries             *self);
gboolean       _ariadne_series_append      (AriadneSeries             *self,
                                            guint                      n_points,
                                            const double              *x,
                                            const double              *y,
                                            GError                   **error);
gboolean       _ariadne_series_set         (AriadneSeries             *self,
                                            guint                      n_points,
                                            const double              *x,
                                            const double              *y,
                                            GError                   **error);
guint          _ariadne_series_compare     (const AriadneSeries       *self,
                                            guint                      n_points,
                                            const double              *x,
                                            const double              *y);
guint          _ariadne_series_find        (const AriadneSeries       *self,
                                            double                     x);
guint          _ariadne_series_find_after  (const AriadneSeries       *self,
                                            double                     x);
double         _ariadne_series_get_total   (const AriadneSeries       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneSeries, _ariadne_series_free)

G_END_DECLS
