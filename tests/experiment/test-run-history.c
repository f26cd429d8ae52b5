/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-history-private.h"
#include "experiment/ariadne-run-log-parser.h"

#include "sample-log.h"

static void
take_cb (const AriadneRunLogEvent *event,
         gpointer                  history)
{
  _ariadne_run_history_take (history, event);
}

/* A history of the lines of the sample log up to LAST. */
static AriadneRunHistory *
read_until (guint last)
{
  AriadneRunHistory *history = ariadne_run_history_new ();
  g_auto (GStrv) lines = sample_log_lines ();
  AriadneRunLogParser parser;

  _ariadne_run_log_parser_init (&parser, take_cb, history);
  for (guint i = 0; i <= last; i++)
    g_assert_true (_ariadne_run_log_parser_take (&parser, lines[i], strlen (lines[i]) - 1, NULL));

  return history;
}

static AriadneHistoryFigures
get_figures (AriadneRunHistory *history)
{
  AriadneHistoryFigures figures;

  ariadne_configuration_history_get_figures (ariadne_run_history_get_current (history), &figures);

  return figures;
}

static void
assert_points (AriadneRunHistory         *history,
               AriadneHistorySeries       series,
               guint                      n_expected,
               const AriadneHistoryPoint *expected)
{
  const AriadneHistoryPoint *points;
  guint n_points;

  points = ariadne_configuration_history_get_series (ariadne_run_history_get_current (history),
                                                     series, &n_points);
  g_assert_cmpuint (n_points, ==, n_expected);
  for (guint i = 0; i < n_points; i++)
    {
      g_assert_cmpfloat_with_epsilon (points[i].x, expected[i].x, 1e-12);
      g_assert_cmpfloat_with_epsilon (points[i].y, expected[i].y, 1e-12);
      g_assert_cmpfloat_with_epsilon (points[i].minimum, expected[i].y, 1e-12);
      g_assert_cmpfloat_with_epsilon (points[i].maximum, expected[i].y, 1e-12);
    }
}

static void
test_head (void)
{
  g_autoptr (AriadneRunHistory) history = ariadne_run_history_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GDateTime *started;
  guint batch_size;

  g_assert_null (ariadne_run_history_get_experiment (history));
  g_assert_null (ariadne_run_history_get_config (history));
  g_assert_null (ariadne_run_history_get_current (history));
  g_assert_true (isnan (ariadne_run_history_get_elapsed (history)));
  g_clear_object (&history);

  history = read_until (LINE_RUN_STARTED);
  g_assert_cmpstr (ariadne_run_history_get_experiment (history), ==, "8 searches of blas");
  g_assert_nonnull (ariadne_run_history_get_host (history));
  g_assert_true (g_variant_lookup (ariadne_run_history_get_config (history), "search", "s", NULL));
  started = ariadne_run_history_get_started (history);
  g_assert_cmpint (ABS (g_date_time_difference (now, started)), <, 5 * G_TIME_SPAN_MINUTE);
  g_assert_cmpfloat (ariadne_run_history_get_elapsed (history), >=, 0);
  g_assert_null (ariadne_run_history_get_status (history));
  g_clear_object (&history);

  history = read_until (LINE_STARTED);
  batch_size = ariadne_configuration_history_get_batch_size (
    ariadne_run_history_get_current (history));
  g_assert_cmpuint (batch_size, ==, 8);
}

/* Worked out by hand from the timings of the sample. */
static void
test_figures (void)
{
  g_autoptr (AriadneRunHistory) history = read_until (LINE_STARTED);
  AriadneHistoryFigures figures = get_figures (history);

  g_assert_cmpuint (figures.n_batches, ==, 0);
  g_assert_true (isnan (figures.time_s));
  g_assert_true (isnan (figures.size_mean));
  g_assert_true (isnan (figures.fraction_in_model));
  g_assert_true (isnan (figures.recent_rate));
  g_assert_true (isnan (figures.rate));
  g_clear_object (&history);

  history = read_until (LINE_LOAD);
  figures = get_figures (history);
  g_assert_cmpfloat (figures.time_s, ==, 2);
  g_assert_cmpuint (figures.n_batches, ==, 2);
  g_assert_cmpuint (figures.queued, ==, 3);
  g_assert_cmpuint (figures.n_live, ==, 2);
  g_assert_cmpuint (figures.n_waiting, ==, 1);
  g_assert_cmpuint (figures.n_requests, ==, 100);
  g_assert_cmpfloat (figures.recent_rate, ==, 4);
  g_assert_cmpfloat (figures.recent_fraction, ==, 0.5);
  g_assert_cmpfloat (figures.recent_fill, ==, 0.5);
  g_assert_cmpfloat_with_epsilon (figures.latency_p50_s, (1024 + 256 * 50 / 98.0) * 1e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (figures.latency_p99_s, 1.179648, 1e-12);
  g_assert_cmpfloat (figures.recent_latency_p50_s, ==, figures.latency_p50_s);
  g_assert_cmpfloat (figures.recent_latency_p99_s, ==, figures.latency_p99_s);
  g_clear_object (&history);

  history = read_until (LINE_PROCESS);
  figures = get_figures (history);
  g_assert_cmpfloat (figures.time_s, ==, 3.75);
  g_assert_cmpuint (figures.n_elements, ==, 12);
  g_assert_cmpfloat (figures.size_mean, ==, 4);
  g_assert_cmpfloat_with_epsilon (figures.size_std, sqrt (8 / 3.0), 1e-12);
  g_assert_cmpfloat (figures.search_time_s, ==, 2);
  g_assert_cmpfloat (figures.model_time_s, ==, 1);
  g_assert_cmpfloat (figures.fraction_in_model, ==, 0.5);
  g_assert_cmpfloat (figures.recent_fraction, ==, 0.25);
  g_assert_cmpfloat_with_epsilon (figures.rate, 10 / 3.0, 1e-12);
  g_assert_cmpfloat (figures.recent_rate, ==, 3);
  g_assert_cmpfloat (figures.fill, ==, 0.5);
  g_assert_cmpfloat (figures.recent_fill, ==, 0.75);
  g_assert_cmpuint (figures.queued, ==, 0);
}

static void
test_series_and_sizes (void)
{
  g_autoptr (AriadneRunHistory) history = read_until (LINE_RUN_FINISHED);
  const AriadneSizeCount *sizes;
  guint n_sizes;

  assert_points (history, ARIADNE_HISTORY_SERIES_TIME, 3,
                 (AriadneHistoryPoint[]){ { 2, 0 }, { 6, 1 }, { 12, 3 } });
  assert_points (history, ARIADNE_HISTORY_SERIES_MODEL_TIME, 3,
                 (AriadneHistoryPoint[]){ { 2, 0 }, { 6, 0.5 }, { 12, 1 } });
  assert_points (history, ARIADNE_HISTORY_SERIES_RATE, 2,
                 (AriadneHistoryPoint[]){ { 1.5, 4 }, { 3.5, 3 } });
  assert_points (history, ARIADNE_HISTORY_SERIES_FRACTION, 2,
                 (AriadneHistoryPoint[]){ { 1.5, 0.5 }, { 3.5, 0.25 } });
  assert_points (history, ARIADNE_HISTORY_SERIES_TOTAL_FRACTION, 1,
                 (AriadneHistoryPoint[]){ { 3.5, 0.5 } });
  assert_points (history, ARIADNE_HISTORY_SERIES_QUEUED, 4,
                 (AriadneHistoryPoint[]){ { 0.5, 8 }, { 1.5, 4 }, { 2, 3 }, { 3.5, 0 } });
  assert_points (history, ARIADNE_HISTORY_SERIES_FILL, 3,
                 (AriadneHistoryPoint[]){ { 0.5, 0.25 }, { 1.5, 0.5 }, { 3.5, 0.75 } });
  assert_points (history, ARIADNE_HISTORY_SERIES_LATENCY_P99, 1,
                 (AriadneHistoryPoint[]){ { 2, 1.179648 } });

  sizes = ariadne_configuration_history_get_sizes (ariadne_run_history_get_current (history),
                                                   &n_sizes);
  g_assert_cmpuint (n_sizes, ==, 3);
  for (guint i = 0; i < n_sizes; i++)
    {
      g_assert_cmpuint (sizes[i].size, ==, 2 * i + 2);
      g_assert_cmpuint (sizes[i].count, ==, 1);
    }
}

static void
count_cb (gpointer counter)
{
  (*(guint *) counter)++;
}

/* What is known of a search changes in place; only new ones change the list. */
static void
test_searches_change_in_place (void)
{
  g_autoptr (AriadneRunHistory) history = ariadne_run_history_new ();
  g_auto (GStrv) lines = sample_log_lines ();
  g_autoptr (AriadneSearchHistory) gemv = NULL;
  g_autoptr (AriadneSearchHistory) dot = NULL;
  AriadneRunLogParser parser;
  GListModel *searches;
  guint n_notified = 0;
  guint n_all_notified = 0;
  guint n_changed = 0;

  _ariadne_run_log_parser_init (&parser, take_cb, history);
  for (guint i = 0; i <= LINE_PROGRESS; i++)
    _ariadne_run_log_parser_take (&parser, lines[i], strlen (lines[i]) - 1, NULL);

  searches = ariadne_configuration_history_get_searches (
    ariadne_run_history_get_current (history));
  g_assert_cmpuint (g_list_model_get_n_items (searches), ==, 1);
  gemv = g_list_model_get_item (searches, 0);
  g_assert_cmpstr (ariadne_search_history_get_name (gemv), ==, "gemv");
  g_assert_cmpstr (ariadne_search_history_get_status (gemv), ==, "running");
  g_assert_cmpuint (ariadne_search_history_get_evaluations (gemv), ==, 25);
  g_assert_cmpuint (ariadne_search_history_get_budget (gemv), ==, 100);
  g_assert_cmpfloat (ariadne_search_history_get_budget_used (gemv), ==, 0.25);
  g_assert_cmpfloat (ariadne_search_history_get_start_cost (gemv), ==, 9);
  g_assert_cmpfloat (ariadne_search_history_get_best_cost (gemv), ==, 5);
  g_assert_cmpuint (ariadne_search_history_get_visited (gemv), ==, 90);
  g_assert_cmpuint (ariadne_search_history_get_frontier (gemv), ==, 50);
  g_assert_null (ariadne_search_history_get_best (gemv));
  g_assert_null (ariadne_search_history_get_digest (gemv));

  g_signal_connect_swapped (gemv, "notify::best-cost", G_CALLBACK (count_cb), &n_notified);
  g_signal_connect_swapped (gemv, "notify", G_CALLBACK (count_cb), &n_all_notified);
  g_signal_connect_swapped (searches, "items-changed", G_CALLBACK (count_cb), &n_changed);

  /* The same once more. */
  _ariadne_run_log_parser_take (&parser, lines[LINE_PROGRESS],
                                strlen (lines[LINE_PROGRESS]) - 1, NULL);
  g_assert_cmpuint (n_all_notified, ==, 0);

  _ariadne_run_log_parser_take (&parser, lines[LINE_BATCH_3], strlen (lines[LINE_BATCH_3]) - 1,
                                NULL);
  _ariadne_run_log_parser_take (&parser, lines[LINE_FINISHED],
                                strlen (lines[LINE_FINISHED]) - 1, NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpfloat (ariadne_search_history_get_best_cost (gemv), ==, 4);
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (searches), ==, 2);
  dot = g_list_model_get_item (searches, 1);
  g_assert_cmpstr (ariadne_search_history_get_name (dot), ==, "dot");
}

static void
test_end (void)
{
  g_autoptr (AriadneRunHistory) history = read_until (LINE_RUN_FINISHED);
  AriadneConfigurationHistory *current = ariadne_run_history_get_current (history);
  GListModel *notes = ariadne_configuration_history_get_processes (current);
  g_autoptr (AriadneProcessNote) note = NULL;
  AriadneRunRecord *record;

  g_assert_true (ariadne_configuration_history_get_finished (current));
  g_assert_cmpstr (ariadne_configuration_history_get_group (current), ==, "threads");
  g_assert_cmpstr (ariadne_configuration_history_get_name (current), ==, "2 searchers");
  g_assert_cmpstr (ariadne_run_history_get_status (history), ==, "finished");
  record = ariadne_configuration_history_get_record (current);
  g_assert_cmpfloat (record->wall_over_ideal, ==, 2);
  g_assert_cmpstr (record->digest, ==, "feed");
  g_assert_cmpuint (record->num_batches, ==, 3);
  g_assert_cmpuint (record->batch_sizes->len, ==, 0);

  g_assert_cmpuint (g_list_model_get_n_items (notes), ==, 1);
  note = g_list_model_get_item (notes, 0);
  g_assert_cmpfloat (ariadne_process_note_get_time (note), ==, 3.75);
  g_assert_cmpstr (ariadne_process_note_get_what (note), ==, "died");
  g_assert_cmpstr (ariadne_process_note_get_process (note), ==, "worker 2");
  g_assert_cmpuint (ariadne_process_note_get_pid (note), ==, 77);
  g_assert_null (ariadne_process_note_get_search (note));
  g_assert_cmpstr (ariadne_process_note_get_message (note), ==, "worker 2 \"did\" something");
}

static void
test_clear (void)
{
  g_autoptr (AriadneRunHistory) history = read_until (LINE_RUN_FINISHED);
  guint64 generation = ariadne_run_history_get_generation (history);
  GListModel *configurations = ariadne_run_history_get_configurations (history);

  g_assert_cmpuint (g_list_model_get_n_items (configurations), ==, 1);
  ariadne_run_history_clear (history);
  g_assert_cmpuint (ariadne_run_history_get_generation (history), >, generation);
  g_assert_cmpuint (g_list_model_get_n_items (configurations), ==, 0);
  g_assert_null (ariadne_run_history_get_current (history));
  g_assert_null (ariadne_run_history_get_experiment (history));
  g_assert_null (ariadne_run_history_get_status (history));
  g_assert_finalize_object (g_steal_pointer (&history));
}

/* Batch i ends at (i + 1)/1024 s, of which it was half in the model of one of two servers;
 * sizes go round from 1 to 64.
 */
static void
take_batch (AriadneConfigurationHistory *configuration,
            guint                        i)
{
  AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_BATCH };

  event.batch = (AriadneBatchTiming){
    .size = 1 + i % 64,
    .model_start_s = (i + 0.25) / 1024,
    .model_end_s = (i + 0.75) / 1024,
    .update_s = (i + 1.0) / 1024,
    .server = i % 2,
    .n_requests = 1,
    .n_queued = i == 333333 ? 5000 : 10,
  };
  _ariadne_configuration_history_take (configuration, &event);
}

static void
test_a_million_batches (void)
{
  const guint n = 1 << 20;
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("g", "n");
  g_autoptr (AriadneConfigurationHistory) configuration = NULL;
  const AriadneHistoryPoint *points;
  const AriadneSizeCount *sizes;
  AriadneHistoryFigures figures;
  double most_queued = 0;
  guint n_points, n_sizes;

  record->servers = 2;
  configuration = _ariadne_configuration_history_new (record, 64);
  for (guint i = 0; i < n; i++)
    take_batch (configuration, i);

  ariadne_configuration_history_get_figures (configuration, &figures);
  g_assert_cmpuint (figures.n_batches, ==, n);
  g_assert_cmpuint (figures.n_elements, ==, n / 64 * (64 * 65 / 2));
  g_assert_cmpfloat (figures.size_mean, ==, 32.5);
  g_assert_cmpfloat_with_epsilon (figures.size_std, sqrt ((64.0 * 64 - 1) / 12), 1e-9);
  g_assert_cmpfloat (figures.search_time_s, ==, (n - 2) / 1024.0);
  g_assert_cmpfloat (figures.model_time_s, ==, (n - 1) / 2.0 / 1024 / 2);
  g_assert_cmpfloat_with_epsilon (figures.fraction_in_model, 0.25, 1e-6);
  g_assert_cmpfloat_with_epsilon (figures.recent_fraction, 0.25, 1e-9);
  g_assert_cmpfloat_with_epsilon (figures.recent_rate, 1024 * 32.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (figures.recent_fill, 32.5 / 64, 1e-9);
  g_assert_cmpuint (figures.queued, ==, 20);

  sizes = ariadne_configuration_history_get_sizes (configuration, &n_sizes);
  g_assert_cmpuint (n_sizes, ==, 64);
  for (guint i = 0; i < n_sizes; i++)
    g_assert_cmpuint (sizes[i].count, ==, n / 64);

  for (AriadneHistorySeries i = 0; i < ARIADNE_N_HISTORY_SERIES; i++)
    {
      ariadne_configuration_history_get_series (configuration, i, &n_points);
      g_assert_cmpuint (n_points, <=, ARIADNE_HISTORY_MAX_POINTS);
    }

  points = ariadne_configuration_history_get_series (configuration, ARIADNE_HISTORY_SERIES_QUEUED,
                                                     &n_points);
  for (guint i = 0; i < n_points; i++)
    most_queued = MAX (most_queued, points[i].maximum);
  g_assert_cmpfloat (most_queued, ==, 5010);
}

/* Servers may tell a little out of order; what is the first batch follows from times. */
static void
test_order_does_not_matter (void)
{
  static const guint orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 0, 3, 2 },
                                     { 2, 0, 1, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      static const AriadneBatchTiming batches[] = {
        { 2, 0.25, 4.25, 4.5 }, { 4, 4.5, 5.0, 5.0 }, { 4, 5.0, 5.75, 6.0 }, { 6, 6.0, 6.75, 9.0 }
      };
      g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("g", "n");
      g_autoptr (AriadneConfigurationHistory) configuration = NULL;
      AriadneHistoryFigures figures;

      configuration = _ariadne_configuration_history_new (record, 0);
      for (guint j = 0; j < 4; j++)
        {
          AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_BATCH };

          event.batch = batches[orders[i][j]];
          _ariadne_configuration_history_take (configuration, &event);
        }

      ariadne_configuration_history_get_figures (configuration, &figures);
      g_assert_cmpfloat (figures.search_time_s, ==, 4);
      g_assert_cmpfloat (figures.model_time_s, ==, 2);
      g_assert_cmpfloat (figures.fraction_in_model, ==, 0.5);
      g_assert_true (isnan (figures.fill));
    }
}

/* Silence shows: rate and fraction fall when nothing comes for much longer than usual. */
static void
test_still_servers_show (void)
{
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("g", "n");
  g_autoptr (AriadneConfigurationHistory) configuration = NULL;
  AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_LOAD };
  AriadneHistoryFigures figures;

  configuration = _ariadne_configuration_history_new (record, 64);
  for (guint i = 0; i < 1024; i++)
    take_batch (configuration, i);

  event.time_s = 2;
  _ariadne_configuration_history_take (configuration, &event);
  ariadne_configuration_history_get_figures (configuration, &figures);
  g_assert_cmpfloat (figures.recent_rate, >, 0);

  /* What is left of the batches is spread over the silence, */
  event.time_s = 4;
  _ariadne_configuration_history_take (configuration, &event);
  ariadne_configuration_history_get_figures (configuration, &figures);
  g_assert_cmpfloat (figures.recent_rate, <, 1024 * 32.5 / 4);
  g_assert_cmpfloat (figures.recent_fraction, <, 0.25 / 4);

  /* and then there is nothing but that. */
  event.time_s = 6;
  _ariadne_configuration_history_take (configuration, &event);
  ariadne_configuration_history_get_figures (configuration, &figures);
  g_assert_cmpfloat (figures.recent_rate, ==, 0);
  g_assert_cmpfloat (figures.recent_fraction, ==, 0);
  g_assert_cmpfloat (figures.fraction_in_model, >, 0.2);
}

static void
test_notes_are_bounded (void)
{
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("g", "n");
  g_autoptr (AriadneConfigurationHistory) configuration = NULL;
  g_autoptr (AriadneProcessNote) first = NULL;
  GListModel *notes;

  configuration = _ariadne_configuration_history_new (record, 0);
  notes = ariadne_configuration_history_get_processes (configuration);
  for (guint i = 0; i < 1000; i++)
    {
      AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_PROCESS, .time_s = i, .pid = i };

      _ariadne_configuration_history_take (configuration, &event);
    }

  g_assert_cmpuint (g_list_model_get_n_items (notes), ==, 256);
  first = g_list_model_get_item (notes, 0);
  g_assert_cmpuint (ariadne_process_note_get_pid (first), ==, 1000 - 256);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/RunHistory/head", test_head);
  g_test_add_func ("/Ariadne/RunHistory/figures", test_figures);
  g_test_add_func ("/Ariadne/RunHistory/series_and_sizes", test_series_and_sizes);
  g_test_add_func ("/Ariadne/RunHistory/searches_change_in_place", test_searches_change_in_place);
  g_test_add_func ("/Ariadne/RunHistory/end", test_end);
  g_test_add_func ("/Ariadne/RunHistory/clear", test_clear);
  g_test_add_func ("/Ariadne/RunHistory/a_million_batches", test_a_million_batches);
  g_test_add_func ("/Ariadne/RunHistory/order_does_not_matter", test_order_does_not_matter);
  g_test_add_func ("/Ariadne/RunHistory/still_servers_show", test_still_servers_show);
  g_test_add_func ("/Ariadne/RunHistory/notes_are_bounded", test_notes_are_bounded);

  return g_test_run ();
}
