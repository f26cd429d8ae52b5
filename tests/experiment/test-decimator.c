/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "experiment/ariadne-decimator.h"
#include "experiment/ariadne-latency.h"
#include "experiment/ariadne-size-counts.h"

/* What histories are made of: series, counts of sizes and quantiles of latencies. */

static const AriadneHistoryPoint *
get_point (const AriadneDecimator *series,
           guint                   index)
{
  return &g_array_index (series->points, AriadneHistoryPoint, index);
}

static void
test_series_keeps_each_sample_at_first (void)
{
  AriadneDecimator series;

  _ariadne_decimator_init (&series, ARIADNE_DECIMATOR_MEAN);
  for (guint i = 0; i < ARIADNE_HISTORY_MAX_POINTS; i++)
    _ariadne_decimator_add (&series, i, 2.0 * i);

  g_assert_cmpuint (series.points->len, ==, ARIADNE_HISTORY_MAX_POINTS);
  for (guint i = 0; i < series.points->len; i++)
    {
      g_assert_cmpfloat (get_point (&series, i)->x, ==, i);
      g_assert_cmpfloat (get_point (&series, i)->y, ==, 2.0 * i);
      g_assert_cmpuint (get_point (&series, i)->n_samples, ==, 1);
    }

  _ariadne_decimator_clear (&series);
}

/* Whatever the number of samples, each is in one point, and there are not too many. */
static void
test_series_is_bounded (void)
{
  const guint64 n_samples = 100000;
  AriadneDecimator series;
  guint64 next = 0;

  _ariadne_decimator_init (&series, ARIADNE_DECIMATOR_MEAN);
  for (guint64 i = 0; i < n_samples; i++)
    _ariadne_decimator_add (&series, i, i);

  g_assert_cmpuint (series.points->len, <=, ARIADNE_HISTORY_MAX_POINTS);
  g_assert_cmpuint (series.points->len, >, ARIADNE_HISTORY_MAX_POINTS / 2);
  for (guint i = 0; i < series.points->len; i++)
    {
      const AriadneHistoryPoint *point = get_point (&series, i);

      /* 100000 samples need points of 32. */
      g_assert_cmpuint (point->n_samples, ==, MIN (32, n_samples - next));
      g_assert_cmpfloat (point->minimum, ==, next);
      next += point->n_samples;
      g_assert_cmpfloat (point->maximum, ==, next - 1);
      g_assert_cmpfloat (point->x, ==, next - 1);
      g_assert_cmpfloat_with_epsilon (point->y, (point->minimum + point->maximum) / 2, 1e-6);
    }
  g_assert_cmpuint (next, ==, n_samples);

  _ariadne_decimator_clear (&series);
}

static void
test_series_keeps_a_spike (void)
{
  AriadneDecimator series;
  guint n_spikes = 0;
  guint n_holes = 0;

  _ariadne_decimator_init (&series, ARIADNE_DECIMATOR_MEAN);
  for (guint i = 0; i < 1000000; i++)
    _ariadne_decimator_add (&series, i, i == 314159 ? 1000 : i == 777777 ? -1000 : 1);

  for (guint i = 0; i < series.points->len; i++)
    {
      n_spikes += get_point (&series, i)->maximum == 1000;
      n_holes += get_point (&series, i)->minimum == -1000;
    }
  g_assert_cmpuint (n_spikes, ==, 1);
  g_assert_cmpuint (n_holes, ==, 1);

  _ariadne_decimator_clear (&series);
}

/* A point of what only grows is a sample that there was. */
static void
test_series_of_last_samples (void)
{
  AriadneDecimator series;

  _ariadne_decimator_init (&series, ARIADNE_DECIMATOR_LAST);
  for (guint i = 0; i < 50000; i++)
    _ariadne_decimator_add (&series, i, (double) i * i);
  for (guint i = 0; i < series.points->len; i++)
    g_assert_cmpfloat (get_point (&series, i)->y, ==,
                       get_point (&series, i)->x * get_point (&series, i)->x);
  g_assert_cmpfloat (get_point (&series, series.points->len - 1)->x, ==, 49999);

  _ariadne_decimator_clear (&series);
}

static void
test_series_ignores_what_is_not_finite (void)
{
  AriadneDecimator series;

  _ariadne_decimator_init (&series, ARIADNE_DECIMATOR_MEAN);
  _ariadne_decimator_add (&series, 0, NAN);
  _ariadne_decimator_add (&series, INFINITY, 0);
  g_assert_cmpuint (series.points->len, ==, 0);
  _ariadne_decimator_clear (&series);
}

static void
test_sizes_are_counted_exactly (void)
{
  const guint sizes[] = { 128, 1, 65535, 128, 0, 1, 128, 64 };
  const AriadneSizeCount expected[] = {
    { 0, 0, 1 }, { 1, 1, 2 }, { 64, 64, 1 }, { 128, 128, 3 }, { 65535, 65535, 1 }
  };
  AriadneSizeCounts counts;

  _ariadne_size_counts_init (&counts);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    _ariadne_size_counts_add (&counts, sizes[i]);

  g_assert_cmpuint (counts.counts->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const AriadneSizeCount *count = &g_array_index (counts.counts, AriadneSizeCount, i);

      g_assert_cmpuint (count->size, ==, expected[i].size);
      g_assert_cmpuint (count->last, ==, expected[i].last);
      g_assert_cmpuint (count->count, ==, expected[i].count);
    }

  _ariadne_size_counts_clear (&counts);
}

/* Huge sizes share counts, of which each begins where the one before it ends. */
static void
test_huge_sizes_share_counts (void)
{
  AriadneSizeCounts counts;
  guint64 last = 65535;
  guint64 total = 0;

  _ariadne_size_counts_init (&counts);
  for (guint64 size = 65536; size <= G_MAXUINT; size += 65536 / 256)
    _ariadne_size_counts_add (&counts, size);
  g_assert_cmpuint (counts.counts->len, ==, 16 * 128);

  for (guint i = 0; i < counts.counts->len; i++)
    {
      const AriadneSizeCount *count = &g_array_index (counts.counts, AriadneSizeCount, i);

      g_assert_cmpuint (count->size, ==, last + 1);
      g_assert_cmpfloat ((double) count->last / count->size, <, 1 + 1.0 / 128);
      last = count->last;
      total += count->count;
    }
  g_assert_cmpuint (last, ==, G_MAXUINT);
  g_assert_cmpuint (total, ==, (G_GUINT64_CONSTANT (1) << 24) - 256);

  _ariadne_size_counts_clear (&counts);
}

/* Bucket 4·i + j begins at 2^i·(1 + j/4) microseconds. */
static void
test_quantiles_lie_within_buckets (void)
{
  guint64 counts[ARIADNE_N_LATENCY_BUCKETS] = { 0 };

  g_assert_true (isnan (_ariadne_latency_quantile (counts, 0.5)));

  /* 1024 to 1280, and 1792 to 2048. */
  counts[40] = 75;
  counts[43] = 25;
  g_assert_cmpfloat (_ariadne_latency_quantile (counts, 0), ==, 1024e-6);
  g_assert_cmpfloat_with_epsilon (_ariadne_latency_quantile (counts, 0.5),
                                  (1024 + 256 * 50 / 75.0) * 1e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (_ariadne_latency_quantile (counts, 0.75), 1280e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (_ariadne_latency_quantile (counts, 0.99),
                                  (1792 + 256 * 24 / 25.0) * 1e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (_ariadne_latency_quantile (counts, 1), 2048e-6, 1e-12);

  counts[ARIADNE_N_LATENCY_BUCKETS - 1] = 1000;
  g_assert_cmpfloat_with_epsilon (_ariadne_latency_quantile (counts, 1),
                                  4294967296e-6, 1e-6);
}

/* Of several servers one may tell later than another what was earlier. */
static void
test_series_never_goes_back (void)
{
  AriadneDecimator series;

  _ariadne_decimator_init (&series, ARIADNE_DECIMATOR_MEAN);
  _ariadne_decimator_add (&series, 2, 10);
  _ariadne_decimator_add (&series, 1, 20);
  _ariadne_decimator_add (&series, 3, 30);

  g_assert_cmpuint (series.points->len, ==, 3);
  g_assert_cmpfloat (get_point (&series, 1)->x, ==, 2);
  g_assert_cmpfloat (get_point (&series, 1)->y, ==, 20);
  g_assert_cmpfloat (get_point (&series, 2)->x, ==, 3);

  _ariadne_decimator_clear (&series);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Decimator/keeps_each_sample_at_first",
                   test_series_keeps_each_sample_at_first);
  g_test_add_func ("/Ariadne/Decimator/is_bounded", test_series_is_bounded);
  g_test_add_func ("/Ariadne/Decimator/keeps_a_spike", test_series_keeps_a_spike);
  g_test_add_func ("/Ariadne/Decimator/of_last_samples", test_series_of_last_samples);
  g_test_add_func ("/Ariadne/Decimator/ignores_what_is_not_finite",
                   test_series_ignores_what_is_not_finite);
  g_test_add_func ("/Ariadne/Decimator/never_goes_back", test_series_never_goes_back);
  g_test_add_func ("/Ariadne/SizeCounts/exact", test_sizes_are_counted_exactly);
  g_test_add_func ("/Ariadne/SizeCounts/huge", test_huge_sizes_share_counts);
  g_test_add_func ("/Ariadne/Latency/quantiles", test_quantiles_lie_within_buckets);

  return g_test_run ();
}
