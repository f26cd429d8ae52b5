/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "core/ariadne-error.h"
#include "experiment/ariadne-run-log.h"

#include "sample-report.h"

/* A file of its own for each test. */
typedef struct
{
  char *dir;
  char *path;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->dir = g_dir_make_tmp ("ariadne-log-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "run.jsonl", NULL);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_remove (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static const AriadneBatchTiming timings[] = {
  { 2, 0.25, 0.5, 0.5 },
  { 4, 0.5, 1.0, 1.5 },
  { 6, 2.0, 2.5, 3.5 },
};

static AriadneRunRecord *
make_record (void)
{
  g_autoptr (AriadneMetrics) metrics = ariadne_metrics_new ();
  AriadneRunRecord *record = ariadne_run_record_new ("threads", "2 searchers");

  for (guint i = 0; i < G_N_ELEMENTS (timings); i++)
    ariadne_metrics_add_batch (metrics, &timings[i]);
  ariadne_metrics_fill_record (metrics, record);
  ariadne_run_record_set_wall (record, 4, 2);
  record->digest = g_strdup ("feed");
  ariadne_run_record_add_search (record, "dot")->best_cost = 3;
  ariadne_run_record_add_search (record, "gemv")->best_cost = 4;

  return record;
}

/* Writes a whole log of one configuration into FILE. */
static void
write_log (const char *path)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunRecord) started = ariadne_run_record_new ("threads", "2 searchers");
  g_autoptr (AriadneRunRecord) finished = make_record ();
  g_autoptr (AriadneSearchRecord) search = ariadne_search_record_new ("gemv");
  g_autoptr (AriadneRunLog) log = NULL;
  g_autoptr (GError) error = NULL;

  log = ariadne_run_log_create (path, &error);
  g_assert_no_error (error);

  ariadne_run_record_add_search (started, "dot")->start_cost = 9;
  ariadne_run_record_add_search (started, "gemv")->start_cost = 9;
  search->best_cost = 5;

  ariadne_run_log_run_started (log, report);
  ariadne_run_log_configuration_started (log, started);
  ariadne_run_log_batch (log, &timings[0]);
  ariadne_run_log_batch (log, &timings[1]);
  ariadne_run_log_progress (log, 1.75, search);
  ariadne_run_log_batch (log, &timings[2]);
  ariadne_run_log_configuration_finished (log, finished);
  ariadne_run_log_run_finished (log, "finished");
  g_assert_true (ariadne_run_log_close (log, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&log));
}

/* The lines of such a log. */
enum { RUN_STARTED, STARTED, BATCH_1, BATCH_2, PROGRESS, BATCH_3, FINISHED, RUN_FINISHED, N_LINES };

static GStrv
make_lines (const char *path)
{
  g_autofree char *text = NULL;
  GStrv lines;

  write_log (path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "}\n"));
  text[strlen (text) - 1] = '\0';
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_LINES);

  return lines;
}

/* Of a file that ends with the end of a line. */
static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  guint n_lines = 0;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_assert_true (length == 0 || text[length - 1] == '\n');
  for (gsize i = 0; i < length; i++)
    n_lines += text[i] == '\n';

  return n_lines;
}

static void
test_every_line_is_an_event (Fixture       *fixture,
                             gconstpointer  data)
{
  static const char * const events[] = {
    "run-started", "configuration-started", "batch", "batch",
    "progress", "batch", "configuration-finished", "run-finished"
  };
  g_auto (GStrv) lines = make_lines (fixture->path);
  double last = 0;

  for (guint i = 0; i < N_LINES; i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonObject *object;

      g_assert_true (json_parser_load_from_data (parser, lines[i], -1, NULL));
      object = json_node_get_object (json_parser_get_root (parser));
      g_assert_cmpstr (json_object_get_string_member (object, "event"), ==, events[i]);
      g_assert_cmpfloat (json_object_get_double_member (object, "elapsed_s"), >=, last);
      last = json_object_get_double_member (object, "elapsed_s");

      if (i == RUN_STARTED)
        g_assert_cmpint (json_object_get_int_member (object, "version"), ==, 2);
      if (i == BATCH_2)
        {
          g_assert_cmpint (json_object_get_int_member (object, "size"), ==, 4);
          g_assert_cmpfloat (json_object_get_double_member (object, "update_s"), ==, 1.5);
        }
    }
}

static void
test_finished_log_gives_the_report (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr (AriadneReport) expected = sample_report_new ();
  g_autoptr (AriadneRunRecord) record = make_record ();
  g_autoptr (AriadneReport) report = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *expected_json = NULL;

  ariadne_report_add_run (expected, record);
  write_log (fixture->path);
  report = ariadne_report_load (fixture->path, &error);
  g_assert_no_error (error);

  json = ariadne_report_to_string (report, ARIADNE_REPORT_FORMAT_JSON);
  expected_json = ariadne_report_to_string (expected, ARIADNE_REPORT_FORMAT_JSON);
  g_assert_cmpstr (json, ==, expected_json);
}

static void
test_lines_are_there_at_once (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunLog) log = ariadne_run_log_create (fixture->path, NULL);
  g_autofree char *text = NULL;

  ariadne_run_log_run_started (log, report);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "}\n"));
}

/* Batches, the load and progress may wait; all that waits goes with what may not. */
static void
test_many_lines_wait_for_one_another (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunRecord) started = ariadne_run_record_new ("threads", "2 searchers");
  g_autoptr (AriadneRunLog) log = ariadne_run_log_create (fixture->path, NULL);
  AriadneEngineEvent event = { .kind = ARIADNE_ENGINE_EVENT_DIED, .process = "w", .message = "m" };

  ariadne_run_log_set_interval (log, 1e6);
  g_assert_cmpfloat (ariadne_run_log_get_interval (log), ==, 1e6);
  ariadne_run_log_run_started (log, report);
  ariadne_run_log_configuration_started (log, started);
  g_assert_cmpuint (count_lines (fixture->path), ==, 2);

  ariadne_run_log_batch (log, &timings[0]);
  ariadne_run_log_batch (log, &timings[1]);
  g_assert_cmpuint (count_lines (fixture->path), ==, 2);
  ariadne_run_log_flush (log);
  g_assert_cmpuint (count_lines (fixture->path), ==, 4);

  ariadne_run_log_load (log, 1, &(AriadneServerLoad){ .n_live = 2 });
  g_assert_cmpuint (count_lines (fixture->path), ==, 4);
  ariadne_run_log_process (log, 1, &event);
  g_assert_cmpuint (count_lines (fixture->path), ==, 6);

  ariadne_run_log_set_interval (log, 0);
  ariadne_run_log_batch (log, &timings[2]);
  g_assert_cmpuint (count_lines (fixture->path), ==, 7);
}

/* Lines are handed over whole, in writes of some size. */
static void
test_waiting_lines_are_bounded (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr (AriadneRunLog) log = ariadne_run_log_create (fixture->path, NULL);
  guint n_batches = 0;
  guint n_lines = 0;

  ariadne_run_log_set_interval (log, 1e6);
  while (n_lines == 0 && n_batches < 10000)
    {
      ariadne_run_log_batch (log, &timings[0]);
      n_batches++;
      n_lines = count_lines (fixture->path);
    }
  g_assert_cmpuint (n_batches, >, 100);
  g_assert_cmpuint (n_batches, <, 1000);
  g_assert_cmpuint (n_lines, ==, n_batches);

  ariadne_run_log_batch (log, &timings[0]);
  g_assert_true (ariadne_run_log_close (log, NULL));
  g_assert_cmpuint (count_lines (fixture->path), ==, n_batches + 1);
}

/* As a crash leaves it: cut anywhere, a log has what its whole lines say. */
static void
test_half_a_line_is_left_out (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *text = NULL;
  gsize length, n_first;

  write_log (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &text, &length, NULL));
  n_first = strchr (text, '\n') - text + 1;

  for (gsize cut = n_first; cut < length; cut += 41)
    {
      g_autoptr (AriadneReport) report = NULL;
      g_autoptr (GError) error = NULL;
      guint n_lines = 0;

      for (gsize i = 0; i < cut; i++)
        n_lines += text[i] == '\n';

      g_assert_true (g_file_set_contents (fixture->path, text, cut, NULL));
      report = ariadne_report_load (fixture->path, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (ariadne_report_get_n_runs (report), ==, n_lines > STARTED);
      if (n_lines > PROGRESS)
        g_assert_cmpuint (ariadne_report_get_run (report, 0)->num_elements, >=, 6);
    }
}

static void
test_missing_file_is_an_error (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_report_load (fixture->path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, fixture->path));
}

static void
test_unwritable_path_is_an_error (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "no", "such", "folder", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_run_log_create (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, path));
}

/* The device of that name takes nothing, as a full disk does. */
static void
test_full_disk_is_reported_at_the_end (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunLog) log = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no /dev/full");
      return;
    }

  log = ariadne_run_log_create ("/dev/full", &error);
  g_assert_no_error (error);
  ariadne_run_log_run_started (log, report);
  for (guint i = 0; i < 1000; i++)
    ariadne_run_log_batch (log, &timings[0]);
  g_assert_false (ariadne_run_log_close (log, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

#define N_WRITERS 4
#define N_LINES_EACH 500

static gpointer
writer_func (gpointer log)
{
  for (guint i = 0; i < N_LINES_EACH; i++)
    ariadne_run_log_batch (log, &timings[i % G_N_ELEMENTS (timings)]);

  return NULL;
}

static void
test_lines_of_many_threads_stay_whole (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunRecord) started = ariadne_run_record_new ("threads", "4 searchers");
  g_autoptr (AriadneRunLog) log = ariadne_run_log_create (fixture->path, NULL);
  g_autoptr (AriadneReport) copy = NULL;
  g_autoptr (GError) error = NULL;
  GThread *writers[N_WRITERS];

  ariadne_run_log_run_started (log, report);
  ariadne_run_log_configuration_started (log, started);
  for (guint i = 0; i < N_WRITERS; i++)
    writers[i] = g_thread_new ("writer", writer_func, log);
  for (guint i = 0; i < N_WRITERS; i++)
    g_thread_join (writers[i]);

  ariadne_run_log_flush (log);
  copy = ariadne_report_load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_report_get_run (copy, 0)->num_batches, ==, N_WRITERS * N_LINES_EACH);
}

#define add_test(name)                                                              \
  g_test_add ("/Ariadne/RunLog/" #name, Fixture, NULL, fixture_set_up, test_##name, \
              fixture_tear_down)

/* What happens to processes counts while a configuration runs. */
static void
test_processes (Fixture       *fixture,
                gconstpointer  user_data)
{
  static const AriadneEngineEventKind kinds[] = {
    ARIADNE_ENGINE_EVENT_STARTED, ARIADNE_ENGINE_EVENT_READY, ARIADNE_ENGINE_EVENT_DIED,
    ARIADNE_ENGINE_EVENT_RETRIED, ARIADNE_ENGINE_EVENT_RETRIED, ARIADNE_ENGINE_EVENT_LEFT,
  };
  g_autoptr (AriadneReport) report = sample_report_new ();
  g_autoptr (AriadneRunRecord) started = ariadne_run_record_new ("processes", "procs-2");
  g_autoptr (AriadneRunLog) log = NULL;
  g_autoptr (AriadneReport) copy = NULL;
  g_autoptr (GError) error = NULL;
  const AriadneRunRecord *run;

  log = ariadne_run_log_create (fixture->path, &error);
  g_assert_no_error (error);
  ariadne_run_log_run_started (log, report);
  ariadne_run_log_configuration_started (log, started);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      AriadneEngineEvent event = {
        .kind = kinds[i],
        .process = "worker 2",
        .pid = 77,
        .search = kinds[i] == ARIADNE_ENGINE_EVENT_RETRIED ? "gemv" : NULL,
        .message = "worker 2 \"did\" something",
      };

      ariadne_run_log_process (log, 0.5 * i, &event);
    }

  copy = ariadne_report_load (fixture->path, &error);
  g_assert_no_error (error);
  run = ariadne_report_get_run (copy, 0);
  g_assert_cmpuint (run->deaths, ==, 1);
  g_assert_cmpuint (run->retries, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_test (every_line_is_an_event);
  add_test (finished_log_gives_the_report);
  add_test (lines_are_there_at_once);
  add_test (many_lines_wait_for_one_another);
  add_test (waiting_lines_are_bounded);
  add_test (half_a_line_is_left_out);
  add_test (processes);
  add_test (missing_file_is_an_error);
  add_test (unwritable_path_is_an_error);
  add_test (full_disk_is_reported_at_the_end);
  add_test (lines_of_many_threads_stay_whole);

  return g_test_run ();
}
