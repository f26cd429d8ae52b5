/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"
#include "serving/ariadne-cost-fit.h"

G_BEGIN_DECLS

/* Tells when a device will be free, from the batches that it has and from how
 * long those before them took.
 *
 * The device computes one batch after the other, in the order in which they were
 * launched. Each is prepared first, that is packed and uploaded, which others
 * need not wait for. Times are monotonic, in microseconds.
 *
 * A plain structure; set to zero it knows nothing.
 */
typedef struct
{
  AriadneCostFit computing;
  AriadneCostFit preparing;  /* from when the launch was due */
  double         deviation;  /* mean of how far predictions were off; faded */
  gint64         last_end;   /* when the device was last known to end a batch */
  guint          n_landed;   /* batches that came back with answers */
  GQueue         flights;    /* of AriadneForecastFlight, as they were launched */
} AriadneForecast;

/* A batch in the model. It is the caller's, in one place until it has landed. */
typedef struct
{
  guint  n_rows;
  gint64 due;
  gint64 predicted_end;  /* negative: unknown */
  GList  link;
} AriadneForecastFlight;

/* Notes a batch that is launched. It was due then, which is now or, if whoever
 * launches it was late, some time ago.
 */
void   _ariadne_forecast_launch         (AriadneForecast             *self,
                                         AriadneForecastFlight       *flight,
                                         guint                        n_rows,
                                         gint64                       due);

/* Notes that it has left the model, and how it fared; NULL if it failed. Returns
 * how long it had the device for itself.
 */
gint64 _ariadne_forecast_land           (AriadneForecast             *self,
                                         AriadneForecastFlight       *flight,
                                         const AriadneModelTimes     *times);

/* When the device should have computed all it was given; negative if unknown. */
gint64 _ariadne_forecast_get_free       (const AriadneForecast       *self);

/* How long before that a batch of so many rows must be launched, lest the device
 * waits for it: what preparing it takes, and what the prediction is unsure by.
 */
gint64 _ariadne_forecast_get_lead       (const AriadneForecast       *self,
                                         guint                        n_rows);

G_END_DECLS
