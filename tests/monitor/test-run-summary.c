/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-run-summary.h"

#include <glib/gstdio.h>

#include "experiment/ariadne-run-log-reader.h"
#include "experiment/ariadne-run-log.h"

/* A log that is written and read step by step. */
typedef struct
{
  char                *path;
  AriadneRunLog       *log;
  AriadneRunHistory   *history;
  AriadneRunLogReader *reader;
  MonitorRunSummary    summary;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (AriadneReport) report = NULL;
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("sync", "sync");
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("ariadne-log-XXXXXX", &fixture->path, &error);

  g_assert_no_error (error);
  g_assert_true (g_close (fd, &error));
  report = ariadne_report_new ("here", g_variant_new_parsed ("@a{sv} {}"),
                               ariadne_host_describe ());
  fixture->log = ariadne_run_log_create (fixture->path, &error);
  g_assert_no_error (error);
  ariadne_run_log_set_interval (fixture->log, 0);
  ariadne_run_log_run_started (fixture->log, report);
  ariadne_run_log_configuration_started (fixture->log, record);

  fixture->history = ariadne_run_history_new ();
  fixture->reader = ariadne_run_log_reader_open (fixture->path, fixture->history, &error);
  g_assert_no_error (error);
  fixture->summary = (MonitorRunSummary) MONITOR_RUN_SUMMARY_INIT;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  monitor_run_summary_clear (&fixture->summary);
  g_object_unref (fixture->reader);
  g_object_unref (fixture->history);
  g_object_unref (fixture->log);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_free (fixture->path);
}

static void
tell (Fixture    *fixture,
      const char *name,
      const char *status,
      guint64     evaluations,
      guint64     budget)
{
  g_autoptr (AriadneSearchRecord) search = ariadne_search_record_new (name);

  search->status = g_strdup (status);
  search->evaluations = evaluations;
  search->budget = budget;
  search->start_cost = evaluations > 0 ? 10 : NAN;
  search->best_cost = evaluations > 0 ? 8 : NAN;
  ariadne_run_log_progress (fixture->log, 1, search);
}

static const char *
describe (Fixture  *fixture,
          gboolean  is_running)
{
  static char text[100];
  g_autofree char *description = NULL;
  g_autoptr (GError) error = NULL;
  AriadneRunLogState state;

  ariadne_run_log_reader_read_some (fixture->reader, G_MAXUINT, &state, &error);
  g_assert_no_error (error);
  monitor_run_summary_update (&fixture->summary, fixture->history);
  description = monitor_run_summary_describe (&fixture->summary, is_running);
  g_strlcpy (text, description != NULL ? description : "nothing", sizeof text);

  return text;
}

/* A search that has yet to begin has done nothing, and does not know its budget. */
static void
test_progress (Fixture       *fixture,
               gconstpointer  data)
{
  g_assert_cmpstr (describe (fixture, TRUE), ==, "sync");
  tell (fixture, "dot", "ready", 0, 0);
  tell (fixture, "gemv", "ready", 0, 0);
  g_assert_cmpstr (describe (fixture, TRUE), ==, "sync, 0 %");
  tell (fixture, "dot", "running", 50, 100);
  g_assert_cmpstr (describe (fixture, TRUE), ==, "sync, 25 %");
  tell (fixture, "dot", "budget-exhausted", 110, 100);
  g_assert_cmpstr (describe (fixture, TRUE), ==, "sync, 50 %");

  /* There is no telling how much of no budget is used. */
  tell (fixture, "gemv", "running", 10, 0);
  g_assert_cmpstr (describe (fixture, TRUE), ==, "sync");
}

/* Known once it is known of all. */
static void
test_saving (Fixture       *fixture,
             gconstpointer  data)
{
  g_assert_cmpstr (describe (fixture, FALSE), ==, "nothing");
  tell (fixture, "dot", "running", 50, 100);
  tell (fixture, "gemv", "ready", 0, 0);
  g_assert_cmpstr (describe (fixture, FALSE), ==, "nothing");
  tell (fixture, "gemv", "running", 50, 100);
  g_assert_cmpstr (describe (fixture, FALSE), ==, "saved 20.0 %");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/Monitor/RunSummary/progress", Fixture, NULL, set_up, test_progress, tear_down);
  g_test_add ("/Monitor/RunSummary/saving", Fixture, NULL, set_up, test_saving, tear_down);

  return g_test_run ();
}
