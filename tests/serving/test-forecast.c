/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-forecast.h"

/* The times of a batch as it would fare on a device of a known speed. */
#define PREPARE(n_rows) (40 + 2 * (n_rows))
#define COMPUTE(n_rows) (300 + 5 * (n_rows))

static AriadneModelTimes
make_times (gint64 start,
            guint  n_rows,
            gint64 free)
{
  gint64 ready = start + PREPARE (n_rows);
  gint64 computing = MAX (ready, free);

  return (AriadneModelTimes) { start, ready, ready, computing, computing + COMPUTE (n_rows),
                               computing + COMPUTE (n_rows) };
}

/* One batch after the other, each when the one before has ended. Returns when
 * the last one has.
 */
static gint64
teach (AriadneForecast *forecast,
       gint64           now)
{
  static const guint sizes[] = { 1000, 1, 64, 256, 8, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      AriadneForecastFlight flight;
      AriadneModelTimes times = make_times (now, sizes[i], now);

      /* The very first one is slow, which does not count. */
      if (forecast->n_landed == 0)
        times.computed += 100000;
      _ariadne_forecast_launch (forecast, &flight, sizes[i], now);
      g_assert_cmpint (_ariadne_forecast_land (forecast, &flight, &times), ==,
                       times.computed - times.computing);
      now = times.computed;
    }

  return now;
}

static void
test_knows_nothing_at_first (void)
{
  AriadneForecast forecast = { 0 };
  AriadneForecastFlight flight;
  AriadneModelTimes times = make_times (0, 10, 0);

  g_assert_cmpint (_ariadne_forecast_get_free (&forecast), <, 0);
  g_assert_cmpint (_ariadne_forecast_get_lead (&forecast, 10), ==, 0);

  /* Nor after the first batch, which has the costs of a start. */
  _ariadne_forecast_launch (&forecast, &flight, 10, 0);
  g_assert_cmpint (_ariadne_forecast_get_free (&forecast), <, 0);
  _ariadne_forecast_land (&forecast, &flight, &times);
  g_assert_cmpint (_ariadne_forecast_get_free (&forecast), <, 0);
}

/* One batch computes, and another waits for it: the device is free when both
 * have been computed.
 */
static void
test_batches_queue_up (void)
{
  AriadneForecast forecast = { 0 };
  AriadneForecastFlight flights[2];
  AriadneModelTimes times[2];
  gint64 now = teach (&forecast, 1000);

  g_assert_cmpint (_ariadne_forecast_get_free (&forecast), ==, now);

  _ariadne_forecast_launch (&forecast, &flights[0], 200, now);
  times[0] = make_times (now, 200, now);
  g_assert_cmpint (ABS (_ariadne_forecast_get_free (&forecast) - times[0].computed), <=, 1);

  _ariadne_forecast_launch (&forecast, &flights[1], 50, now + 10);
  times[1] = make_times (now + 10, 50, times[0].computed);
  g_assert_cmpint (times[1].computing, ==, times[0].computed);
  g_assert_cmpint (ABS (_ariadne_forecast_get_free (&forecast) - times[1].computed), <=, 1);

  /* In whatever order their ends are noted. */
  g_assert_cmpint (_ariadne_forecast_land (&forecast, &flights[1], &times[1]), ==, COMPUTE (50));
  g_assert_cmpint (_ariadne_forecast_land (&forecast, &flights[0], &times[0]), ==, COMPUTE (200));
  g_assert_cmpint (_ariadne_forecast_get_free (&forecast), ==, times[1].computed);
}

/* A model that tells no more than when it was given a batch and gave it back:
 * the time in which it waited for the batch before is not its own.
 */
static void
test_overlap_counts_once (void)
{
  AriadneForecast forecast = { 0 };
  AriadneForecastFlight flights[2];
  AriadneModelTimes first = { 0, 0, 0, 0, 500, 500 };
  AriadneModelTimes second = { 100, 100, 100, 100, 900, 900 };

  _ariadne_forecast_launch (&forecast, &flights[0], 1, 0);
  _ariadne_forecast_launch (&forecast, &flights[1], 1, 100);
  g_assert_cmpint (_ariadne_forecast_land (&forecast, &flights[0], &first), ==, 500);
  g_assert_cmpint (_ariadne_forecast_land (&forecast, &flights[1], &second), ==, 400);
}

static void
test_failed_batch_teaches_nothing (void)
{
  AriadneForecast forecast = { 0 };
  AriadneForecastFlight flight;
  gint64 now = teach (&forecast, 0);
  AriadneForecast before = forecast;

  _ariadne_forecast_launch (&forecast, &flight, 12, now);
  g_assert_cmpint (_ariadne_forecast_get_free (&forecast), >, now);
  g_assert_cmpint (_ariadne_forecast_land (&forecast, &flight, NULL), ==, 0);
  g_assert_cmpmem (&forecast, sizeof forecast, &before, sizeof before);
}

/* Preparing takes what it takes, and the less sure the predictions are, the
 * sooner it begins. What is late is counted from when it was due.
 */
static void
test_lead (void)
{
  AriadneForecast forecast = { 0 };
  AriadneForecastFlight flight;
  AriadneModelTimes times;
  gint64 now = 0;

  /* The first predictions are off; that is forgotten. */
  for (guint i = 0; i < 40; i++)
    now = teach (&forecast, now);
  g_assert_cmpint (ABS (_ariadne_forecast_get_lead (&forecast, 50) - PREPARE (50)), <=, 1);

  _ariadne_forecast_launch (&forecast, &flight, 100, now);
  times = make_times (now, 100, now);
  times.computed += 200;
  _ariadne_forecast_land (&forecast, &flight, &times);
  g_assert_cmpint (_ariadne_forecast_get_lead (&forecast, 50), >, PREPARE (50) + 10);

  memset (&forecast, 0, sizeof forecast);
  for (guint i = 0; i < 50; i++)
    {
      times = make_times (now, 10 + i % 2, now);
      _ariadne_forecast_launch (&forecast, &flight, 10 + i % 2, now - 70);
      _ariadne_forecast_land (&forecast, &flight, &times);
      now = times.computed;
    }
  g_assert_cmpint (_ariadne_forecast_get_lead (&forecast, 10), >=, PREPARE (10) + 69);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Forecast/knows_nothing_at_first", test_knows_nothing_at_first);
  g_test_add_func ("/Ariadne/Forecast/batches_queue_up", test_batches_queue_up);
  g_test_add_func ("/Ariadne/Forecast/overlap_counts_once", test_overlap_counts_once);
  g_test_add_func ("/Ariadne/Forecast/failed_batch_teaches_nothing",
                   test_failed_batch_teaches_nothing);
  g_test_add_func ("/Ariadne/Forecast/lead", test_lead);

  return g_test_run ();
}
