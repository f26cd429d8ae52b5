/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-metrics.h"

#include <math.h>

#define add_batch(metrics, n, start, end, update)                \
  ariadne_metrics_add_batch (metrics, &(AriadneBatchTiming) {    \
                                        .size = n,               \
                                        .model_start_s = start,  \
                                        .model_end_s = end,      \
                                        .update_s = update })

/* Times are sums of powers of two, so that every expectation is exact. */
static void
test_figures_leave_out_the_first_batch (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("single", "single");

  add_batch (metrics, 2, 0.25, 4.25, 4.5);
  add_batch (metrics, 4, 4.5, 5.0, 5.0);
  add_batch (metrics, 4, 5.0, 5.75, 6.0);
  add_batch (metrics, 6, 6.0, 6.75, 9.0);
  ariadne_metrics_fill_record (metrics, record);

  g_assert_cmpfloat (record->search_time_s, ==, 9.0 - 5.0);
  g_assert_cmpfloat (record->model_time_s, ==, 0.5 + 0.75 + 0.75);
  g_assert_cmpfloat (record->fraction_in_model, ==, 0.5);
}

static void
test_sizes_count_every_batch (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("single", "single");
  const guint sizes[] = { 2, 4, 4, 4, 5, 5, 7, 9 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    add_batch (metrics, sizes[i], i, i + 0.5, i + 0.5);
  ariadne_metrics_fill_record (metrics, record);

  g_assert_cmpuint (record->num_batches, ==, 8);
  g_assert_cmpuint (record->num_elements, ==, 40);
  g_assert_cmpfloat (record->size_mean, ==, 5.0);
  /* Of the population: dividing by 7 would give 2.138. */
  g_assert_cmpfloat (record->size_std, ==, 2.0);

  g_assert_cmpuint (record->batch_sizes->len, ==, 8);
  g_assert_cmpuint (g_array_index (record->batch_sizes, guint, 7), ==, 9);
  g_assert_cmpfloat (g_array_index (record->model_times_s, double, 7), ==, 0.5);
  g_assert_cmpfloat (g_array_index (record->update_times_s, double, 7), ==, 7.5);
}

/* Batches count from the end of the start-up, as the rest of a record does. */
static void
test_updates_count_from_the_end_of_start_up (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("single", "single");

  for (guint i = 0; i < 4; i++)
    add_batch (metrics, 1, 2 * i, 2 * i + 1, 2 * i + 1.5);
  record->start_s = 2.5;
  ariadne_metrics_fill_record (metrics, record);

  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (g_array_index (record->update_times_s, double, i), ==, 2.0 * i - 1.0);
  g_assert_cmpfloat (record->search_time_s, ==, 4.0);
}

static void
test_deviation_of_large_sizes_keeps_its_digits (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("single", "single");

  for (guint i = 0; i < 1000; i++)
    add_batch (metrics, 1000000000 + (i % 2), i, i, i);
  ariadne_metrics_fill_record (metrics, record);

  g_assert_cmpfloat (record->size_mean, ==, 1000000000.5);
  g_assert_cmpfloat (record->size_std, ==, 0.5);
}

static void
test_too_few_batches_have_no_times (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("single", "single");

  record->search_time_s = 7;
  ariadne_metrics_fill_record (metrics, record);
  g_assert_cmpuint (record->num_batches, ==, 0);
  g_assert_true (isnan (record->search_time_s));
  g_assert_true (isnan (record->size_mean));
  g_assert_true (isnan (record->size_std));

  add_batch (metrics, 3, 0, 1, 1);
  ariadne_metrics_fill_record (metrics, record);
  g_assert_true (isnan (record->search_time_s));
  g_assert_true (isnan (record->model_time_s));
  g_assert_true (isnan (record->fraction_in_model));
  g_assert_cmpfloat (record->size_mean, ==, 3);
  g_assert_cmpfloat (record->size_std, ==, 0);
}

static void
test_two_batches_have_no_span (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("single", "single");

  add_batch (metrics, 3, 0, 1, 1);
  add_batch (metrics, 3, 1, 3, 3);
  ariadne_metrics_fill_record (metrics, record);

  g_assert_cmpfloat (record->search_time_s, ==, 0);
  g_assert_cmpfloat (record->model_time_s, ==, 2);
  g_assert_true (isnan (record->fraction_in_model));
}

static void
test_fraction_is_of_all_servers (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("multi-server", "2 servers");

  record->servers = 2;
  add_batch (metrics, 1, 0, 1, 1);
  add_batch (metrics, 1, 1, 2, 2);
  add_batch (metrics, 1, 1, 3, 3);
  add_batch (metrics, 1, 3, 6, 6);
  ariadne_metrics_fill_record (metrics, record);

  g_assert_cmpfloat (record->search_time_s, ==, 4);
  g_assert_cmpfloat (record->model_time_s, ==, 3);
  g_assert_cmpfloat (record->fraction_in_model, ==, 0.75);
}

static void
test_fraction_is_at_most_one (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("sync", "sync");

  add_batch (metrics, 1, 0, 1, 1);
  add_batch (metrics, 1, 1, 2, 2);
  add_batch (metrics, 1, 2, 3, 3);
  ariadne_metrics_fill_record (metrics, record);

  g_assert_cmpfloat (record->fraction_in_model, ==, 1);
}

static void
test_batches_are_kept_in_order_of_update (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("multi-server", "2 servers");
  const guint expected[] = { 10, 20, 30, 40 };

  add_batch (metrics, 20, 0, 1, 2);
  add_batch (metrics, 40, 0, 1, 4);
  add_batch (metrics, 10, 0, 1, 1);
  add_batch (metrics, 30, 0, 1, 3);
  ariadne_metrics_fill_record (metrics, record);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpuint (g_array_index (record->batch_sizes, guint, i), ==, expected[i]);
      g_assert_cmpfloat (g_array_index (record->update_times_s, double, i), ==, i + 1);
    }
  g_assert_cmpfloat (record->search_time_s, ==, 2);
}

#define N_WRITERS 4
#define N_BATCHES 500

static gpointer
writer_func (gpointer metrics)
{
  for (guint i = 0; i < N_BATCHES; i++)
    add_batch (metrics, 3, i, i, i);

  return NULL;
}

static void
test_servers_add_at_once (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("multi-server", "4 servers");
  GThread *writers[N_WRITERS];
  double last = 0;

  for (guint i = 0; i < N_WRITERS; i++)
    writers[i] = g_thread_new ("writer", writer_func, metrics);

  /* The totals are read while they change: elements only ever in threes. */
  while (ariadne_metrics_get_n_batches (metrics) < N_WRITERS * N_BATCHES)
    g_assert_cmpuint (ariadne_metrics_get_n_elements (metrics) % 3, ==, 0);

  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (writers[i]);

  ariadne_metrics_fill_record (metrics, record);
  g_assert_cmpuint (record->num_elements, ==, 3 * N_WRITERS * N_BATCHES);
  for (guint i = 0; i < record->num_batches; i++)
    {
      g_assert_cmpfloat (g_array_index (record->update_times_s, double, i), >=, last);
      last = g_array_index (record->update_times_s, double, i);
    }
}

static void
test_wall_by_ideal (void)
{
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("single", "single");

  ariadne_run_record_set_wall (record, 6, 4);
  record->num_elements = 12;
  g_assert_cmpfloat (record->wall_over_ideal, ==, 1.5);
  g_assert_cmpfloat (ariadne_run_record_get_throughput (record), ==, 2);

  ariadne_run_record_set_wall (record, 6, NAN);
  g_assert_true (isnan (record->wall_over_ideal));

  ariadne_run_record_set_wall (record, 0, 0);
  g_assert_true (isnan (record->wall_over_ideal));
  g_assert_true (isnan (ariadne_run_record_get_throughput (record)));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Metrics/figures_leave_out_the_first_batch",
                   test_figures_leave_out_the_first_batch);
  g_test_add_func ("/Ariadne/Metrics/sizes_count_every_batch", test_sizes_count_every_batch);
  g_test_add_func ("/Ariadne/Metrics/updates_count_from_the_end_of_start_up",
                   test_updates_count_from_the_end_of_start_up);
  g_test_add_func ("/Ariadne/Metrics/deviation_of_large_sizes_keeps_its_digits",
                   test_deviation_of_large_sizes_keeps_its_digits);
  g_test_add_func ("/Ariadne/Metrics/too_few_batches_have_no_times",
                   test_too_few_batches_have_no_times);
  g_test_add_func ("/Ariadne/Metrics/two_batches_have_no_span", test_two_batches_have_no_span);
  g_test_add_func ("/Ariadne/Metrics/fraction_is_of_all_servers", test_fraction_is_of_all_servers);
  g_test_add_func ("/Ariadne/Metrics/fraction_is_at_most_one", test_fraction_is_at_most_one);
  g_test_add_func ("/Ariadne/Metrics/batches_are_kept_in_order_of_update",
                   test_batches_are_kept_in_order_of_update);
  g_test_add_func ("/Ariadne/Metrics/servers_add_at_once", test_servers_add_at_once);
  g_test_add_func ("/Ariadne/RunRecord/wall_by_ideal", test_wall_by_ideal);

  return g_test_run ();
}
