/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-run-list.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "monitor-fixture.h"

static char *program; /* this one */

typedef struct
{
  char           *folder;
  MonitorRunList *runs;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("ariadne-runs-XXXXXX", NULL);
  fixture->runs = monitor_run_list_new (fixture->folder);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->runs);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* As if the window had ended and another had started. */
static void
start_again (Fixture *fixture)
{
  g_assert_finalize_object (fixture->runs);
  fixture->runs = monitor_run_list_new (fixture->folder);
}

static MonitorRun *
launch (Fixture            *fixture,
        const char * const *arguments)
{
  g_autoptr (GError) error = NULL;
  MonitorRun *run = monitor_run_list_launch (fixture->runs, "A run", arguments, &error);

  g_assert_no_error (error);
  g_assert_nonnull (run);

  return run;
}

static const char *const short_run[] = { SHORT_RUN, NULL };
static const char *const long_run[] = { LONG_RUN, NULL };
static const char *const bad_run[] = { "--num-searches=none", NULL };

static gboolean
is_over (gpointer data)
{
  return !monitor_run_get_active (data);
}

static gboolean
has_digest (gpointer data)
{
  return monitor_run_get_digest (data) != NULL;
}

static gboolean
is_loaded (gpointer data)
{
  return monitor_run_get_loaded (data) == 1.0;
}

static gboolean
has_configuration (gpointer data)
{
  return ariadne_run_history_get_current (monitor_run_get_history (data)) != NULL;
}

static guint
get_n_runs (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->runs));
}

static void
count_cb (guint *n)
{
  ++*n;
}

static void
test_finishes (Fixture       *fixture,
               gconstpointer  data)
{
  guint n_changed = 0;
  guint n_ended = 0;
  MonitorRun *run;
  g_autofree char *digest = NULL;
  g_autofree char *id = NULL;

  g_signal_connect_swapped (fixture->runs, "run-ended", G_CALLBACK (count_cb), &n_ended);
  run = launch (fixture, short_run);
  g_signal_connect_swapped (run, "changed", G_CALLBACK (count_cb), &n_changed);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_RUNNING);
  g_assert_cmpuint (monitor_run_list_get_n_active (fixture->runs), ==, 1);
  g_assert_true (monitor_run_list_get_running (fixture->runs) == run);
  g_assert_nonnull (monitor_run_get_started (run));
  g_assert_null (monitor_run_get_ended (run));

  wait_until ("end", is_over, run);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_FINISHED);
  g_assert_null (monitor_run_get_error (run));
  g_assert_nonnull (monitor_run_get_ended (run));
  g_assert_cmpuint (n_ended, ==, 1);
  g_assert_cmpuint (monitor_run_list_get_n_active (fixture->runs), ==, 0);
  assert_whole (monitor_run_get_log_path (run), "finished");

  wait_until ("digest", has_digest, run);
  wait_until ("log", is_loaded, run);
  g_assert_cmpuint (n_changed, >, 0);
  g_assert_cmpuint (strlen (monitor_run_get_digest (run)), ==, 64);

  /* It is remembered, and its log is not read before somebody wants it. */
  digest = g_strdup (monitor_run_get_digest (run));
  id = g_strdup (monitor_run_get_id (run));
  start_again (fixture);
  g_assert_cmpuint (get_n_runs (fixture), ==, 1);
  run = monitor_run_list_find (fixture->runs, id);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_FINISHED);
  g_assert_cmpstr (monitor_run_get_digest (run), ==, digest);
  g_assert_cmpfloat (monitor_run_get_loaded (run), ==, 0.0);
  g_assert_false (has_configuration (run));
  monitor_run_load (run);
  wait_until ("log", is_loaded, run);
  g_assert_true (has_configuration (run));
}

static void
test_fails (Fixture       *fixture,
            gconstpointer  data)
{
  MonitorRun *run = launch (fixture, bad_run);

  wait_until ("end", is_over, run);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_FAILED);
  g_assert_cmpstr (monitor_run_get_error (run), ==,
                   "--num-searches=none: expected a whole number from 1 to 100000");
}

/* A program that cannot be started fails the run, and the next one has its turn. */
static void
test_no_program (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *before = g_strdup (g_getenv ("ARIADNE_PROGRAM"));
  MonitorRun *first;
  MonitorRun *second;

  g_setenv ("ARIADNE_PROGRAM", "/nowhere/ariadne", TRUE);
  first = launch (fixture, short_run);
  second = launch (fixture, short_run);
  g_setenv ("ARIADNE_PROGRAM", before, TRUE);

  g_assert_cmpint (monitor_run_get_state (first), ==, MONITOR_RUN_STATE_FAILED);
  g_assert_cmpint (monitor_run_get_state (second), ==, MONITOR_RUN_STATE_FAILED);
  g_assert_nonnull (strstr (monitor_run_get_error (first), "/nowhere/ariadne"));
  g_assert_cmpuint (monitor_run_list_get_n_active (fixture->runs), ==, 0);
}

static void
test_stops (Fixture       *fixture,
            gconstpointer  data)
{
  MonitorRun *run = launch (fixture, long_run);

  wait_until ("configuration", has_configuration, run);
  monitor_run_stop (run);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_RUNNING);
  wait_until ("end", is_over, run);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_STOPPED);
  g_assert_null (monitor_run_get_error (run));
  assert_whole (monitor_run_get_log_path (run), "stopped");
}

static void
test_killed (Fixture       *fixture,
             gconstpointer  data)
{
  MonitorRun *run = launch (fixture, long_run);

  wait_until ("configuration", has_configuration, run);
  monitor_run_stop (run);
  monitor_run_stop (run);
  wait_until ("end", is_over, run);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_STOPPED);
}

/* One at a time, in the order in which they came; or as many as are allowed. */
static void
test_queue (Fixture       *fixture,
            gconstpointer  data)
{
  MonitorRun *first = launch (fixture, long_run);
  MonitorRun *second = launch (fixture, long_run);
  MonitorRun *third = launch (fixture, short_run);

  g_assert_cmpint (monitor_run_get_state (first), ==, MONITOR_RUN_STATE_RUNNING);
  g_assert_cmpint (monitor_run_get_state (second), ==, MONITOR_RUN_STATE_QUEUED);
  g_assert_cmpint (monitor_run_get_state (third), ==, MONITOR_RUN_STATE_QUEUED);
  g_assert_cmpuint (monitor_run_list_get_n_active (fixture->runs), ==, 3);

  monitor_run_stop (second);
  g_assert_cmpint (monitor_run_get_state (second), ==, MONITOR_RUN_STATE_STOPPED);
  g_assert_cmpint (monitor_run_get_state (third), ==, MONITOR_RUN_STATE_QUEUED);

  g_object_set (fixture->runs, "max-running", 2, NULL);
  g_assert_cmpint (monitor_run_get_state (third), ==, MONITOR_RUN_STATE_RUNNING);
  wait_until ("end of the third", is_over, third);
  g_assert_cmpint (monitor_run_get_state (first), ==, MONITOR_RUN_STATE_RUNNING);

  monitor_run_stop (first);
  monitor_run_stop (first);
  wait_until ("end of the first", is_over, first);
}

/* What waits when the window ends goes on with the next one. */
static void
test_resumes (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *id = NULL;
  MonitorRun *first = launch (fixture, long_run);
  MonitorRun *second = launch (fixture, short_run);

  g_object_set (fixture->runs, "max-running", 1, NULL);
  id = g_strdup (monitor_run_get_id (second));
  g_object_ref (first);
  start_again (fixture);
  monitor_run_list_resume (fixture->runs);
  second = monitor_run_list_find (fixture->runs, id);

  /* The first one runs on, and is found by its lock. */
  g_assert_cmpuint (monitor_run_list_get_n_active (fixture->runs), ==, 2);
  g_assert_cmpint (monitor_run_get_state (second), ==, MONITOR_RUN_STATE_QUEUED);
  monitor_run_stop (first);
  wait_until ("end of the second", is_over, second);
  g_assert_cmpint (monitor_run_get_state (second), ==, MONITOR_RUN_STATE_FINISHED);
  wait_until ("end of the first", is_over, first);
  g_object_unref (first);
}

static void
test_repeat_and_remove (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log_path = NULL;
  MonitorRun *run = launch (fixture, short_run);
  MonitorRun *again;

  wait_until ("end", is_over, run);
  again = monitor_run_list_repeat (fixture->runs, run, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (monitor_run_get_command_line (again), ==, monitor_run_get_command_line (run));
  wait_until ("end", is_over, again);
  wait_until ("digest", has_digest, again);
  g_assert_cmpstr (monitor_run_get_digest (again), ==, monitor_run_get_digest (run));

  log_path = g_strdup (monitor_run_get_log_path (run));
  g_assert_true (g_file_test (log_path, G_FILE_TEST_EXISTS));
  g_assert_true (monitor_run_list_remove (fixture->runs, run, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (log_path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (get_n_runs (fixture), ==, 1);
  start_again (fixture);
  g_assert_cmpuint (get_n_runs (fixture), ==, 1);
}

static void
append (const char *path,
        const char *text)
{
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static gboolean
has_experiment (gpointer data)
{
  return ariadne_run_history_get_experiment (monitor_run_get_history (data)) != NULL;
}

static gboolean
has_status (gpointer data)
{
  return ariadne_run_history_get_status (monitor_run_get_history (data)) != NULL;
}

/* A log from elsewhere is followed while it grows, and left alone when it is removed. */
static void
test_opened (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "opened.jsonl", NULL);
  g_autoptr (GFile) log = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  MonitorRun *run;

  g_assert_null (monitor_run_list_open (fixture->runs, log, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);

  append (path, "{\"event\":\"run-started\",\"elapsed_s\":0,\"version\":1,");
  run = monitor_run_list_open (fixture->runs, log, &error);
  g_assert_no_error (error);
  g_assert_true (monitor_run_list_open (fixture->runs, log, NULL) == run);
  g_assert_cmpuint (get_n_runs (fixture), ==, 1);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_OPENED);
  g_assert_cmpstr (monitor_run_get_title (run), ==, "opened.jsonl");

  monitor_run_load (run);
  wait_until ("log", is_loaded, run);
  g_assert_false (has_experiment (run));
  append (path, "\"experiment\":\"here\",\"config\":{},\"host\":{}}\n");
  wait_until ("first line", has_experiment, run);
  append (path, "{\"event\":\"run-finished\",\"elapsed_s\":1,\"status\":\"finished\"}\n");
  wait_until ("last line", has_status, run);

  g_assert_true (monitor_run_list_remove (fixture->runs, run, &error));
}

static gboolean
has_error (gpointer data)
{
  return monitor_run_get_error (data) != NULL;
}

static void
test_not_a_log (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "poem.txt", NULL);
  g_autoptr (GFile) log = g_file_new_for_path (path);
  MonitorRun *run;

  g_assert_true (g_file_set_contents (path, "Who killed the Minotaur?\n", -1, NULL));
  run = monitor_run_list_open (fixture->runs, log, NULL);
  monitor_run_load (run);
  wait_until ("error", has_error, run);
  g_assert_nonnull (strstr (monitor_run_get_error (run), "poem.txt:1"));
}

static void
test_refuses (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const arguments[] = { "--continuous", "--log=mine.jsonl", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (monitor_run_list_launch (fixture->runs, NULL, arguments, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_cmpuint (get_n_runs (fixture), ==, 0);
}

/* A file that nobody understands is no reason to forget the others. */
static void
test_bad_file (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "1.run", NULL);
  MonitorRun *run = launch (fixture, bad_run);

  wait_until ("end", is_over, run);
  g_assert_true (g_file_set_contents (path, "[Run]\nState=dancing\n", -1, NULL));
  g_test_expect_message ("Ariadne", G_LOG_LEVEL_MESSAGE, "*1.run*expected the state*dancing*");
  start_again (fixture);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (get_n_runs (fixture), ==, 1);
}

/* The other process: what a window does with a run. It says when there is something in
 * the log, and then waits for its death.
 */
static G_NORETURN void
be_window (const char *folder,
           gboolean    outlive)
{
  g_autoptr (MonitorRunList) runs = monitor_run_list_new (folder);
  MonitorRun *run;

  g_object_set (runs, "outlive", outlive, NULL);
  run = monitor_run_list_launch (runs, "A run", long_run, NULL);
  wait_until ("configuration", has_configuration, run);
  puts ("ready");
  fflush (stdout);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
kill_window (Fixture    *fixture,
             const char *how)
{
  const char *argv[] = { program, "--window", fixture->folder, how, NULL };
  g_autoptr (GSubprocess) window = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  window = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (window));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "ready");
  g_subprocess_force_exit (window);
  g_assert_true (g_subprocess_wait (window, NULL, &error));
  g_assert_true (g_subprocess_get_if_signaled (window));
}

static void
test_window_killed_stop (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (MonitorRun) run = NULL;

  kill_window (fixture, "stop");
  start_again (fixture);
  g_assert_cmpuint (get_n_runs (fixture), ==, 1);
  run = g_list_model_get_item (G_LIST_MODEL (fixture->runs), 0);
  wait_until ("end", is_over, run);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_STOPPED);
  assert_whole (monitor_run_get_log_path (run), "stopped");
}

typedef struct
{
  MonitorRun *run;
  guint64     generation;
} Growth;

static gboolean
has_grown (gpointer data)
{
  const Growth *growth = data;

  return ariadne_run_history_get_generation (monitor_run_get_history (growth->run))
         > growth->generation;
}

static void
test_window_killed_keep (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (MonitorRun) run = NULL;
  Growth growth = { NULL };

  kill_window (fixture, "keep");
  start_again (fixture);
  run = g_list_model_get_item (G_LIST_MODEL (fixture->runs), 0);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_RUNNING);

  /* It is followed: more comes after everything that was there. */
  wait_until ("log", is_loaded, run);
  growth.run = run;
  growth.generation = ariadne_run_history_get_generation (monitor_run_get_history (run));
  wait_until ("growth", has_grown, &growth);

  monitor_run_stop (run);
  wait_until ("end", is_over, run);
  g_assert_cmpint (monitor_run_get_state (run), ==, MONITOR_RUN_STATE_STOPPED);
  assert_whole (monitor_run_get_log_path (run), "stopped");
}

static void
add (const char *name,
     void      (*func) (Fixture       *fixture,
                        gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/Monitor/RunList/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--window"))
    be_window (argv[2], g_str_equal (argv[3], "keep"));

  g_test_init (&argc, &argv, NULL);

  add ("finishes", test_finishes);
  add ("fails", test_fails);
  add ("no_program", test_no_program);
  add ("stops", test_stops);
  add ("killed", test_killed);
  add ("queue", test_queue);
  add ("resumes", test_resumes);
  add ("repeat_and_remove", test_repeat_and_remove);
  add ("opened", test_opened);
  add ("not_a_log", test_not_a_log);
  add ("refuses", test_refuses);
  add ("bad_file", test_bad_file);
  add ("window_killed_stop", test_window_killed_stop);
  add ("window_killed_keep", test_window_killed_keep);

  return g_test_run ();
}
