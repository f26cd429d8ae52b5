/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "serving/ariadne-forecast.h"

/* What a deviation counts for after another one. */
#define FADING 0.95

/* So many mean deviations are allowed for. A batch that is sealed this much too
 * early is smaller by the few rows that come meanwhile, and the next one has
 * these; while it is late, the device does nothing.
 */
#define N_DEVIATIONS 2.0

static gboolean
is_known (const AriadneForecast *self)
{
  return self->computing.n > 0;
}

/* When the device will have computed a batch that it can begin at `begin`. */
static double
predict_end (const AriadneForecast       *self,
             const AriadneForecastFlight *flight,
             double                       begin)
{
  double ready = flight->due + _ariadne_cost_fit_predict (&self->preparing, flight->n_rows);

  return MAX (begin, ready) + _ariadne_cost_fit_predict (&self->computing, flight->n_rows);
}

void
_ariadne_forecast_launch (AriadneForecast       *self,
                          AriadneForecastFlight *flight,
                          guint                  n_rows,
                          gint64                 due)
{
  flight->n_rows = n_rows;
  flight->due = due;
  flight->link = (GList) { flight, NULL, NULL };
  g_queue_push_tail_link (&self->flights, &flight->link);
  flight->predicted_end = _ariadne_forecast_get_free (self);
}

/* The device's time for a batch begins when the one before it has ended. One
 * that comes back before its predecessor does has been told apart by the model.
 */
static gint64
get_computing_time (AriadneForecast         *self,
                    const AriadneModelTimes *times)
{
  gint64 begin = times->computing;

  if (self->last_end < times->computed)
    begin = MAX (begin, self->last_end);

  return times->computed - begin;
}

static void
learn (AriadneForecast             *self,
       const AriadneForecastFlight *flight,
       const AriadneModelTimes     *times,
       gint64                       computing_time)
{
  /* The first one has the costs of things that are done once. */
  if (self->n_landed++ == 0)
    return;

  _ariadne_cost_fit_add (&self->computing, flight->n_rows, computing_time);
  _ariadne_cost_fit_add (&self->preparing, flight->n_rows, times->uploaded - flight->due);

  if (flight->predicted_end >= 0)
    self->deviation = FADING * self->deviation
                      + (1 - FADING) * fabs ((double) (times->computed - flight->predicted_end));
}

gint64
_ariadne_forecast_land (AriadneForecast         *self,
                        AriadneForecastFlight   *flight,
                        const AriadneModelTimes *times)
{
  gint64 computing_time;

  g_queue_unlink (&self->flights, &flight->link);
  if (times == NULL)
    return 0;

  computing_time = get_computing_time (self, times);
  learn (self, flight, times, computing_time);
  self->last_end = MAX (self->last_end, times->computed);

  return computing_time;
}

gint64
_ariadne_forecast_get_free (const AriadneForecast *self)
{
  double end = self->last_end;

  if (!is_known (self))
    return -1;

  for (const GList *link = self->flights.head; link != NULL; link = link->next)
    end = predict_end (self, link->data, end);

  return end;
}

gint64
_ariadne_forecast_get_lead (const AriadneForecast *self,
                            guint                  n_rows)
{
  return _ariadne_cost_fit_predict (&self->preparing, n_rows) + N_DEVIATIONS * self->deviation;
}
