/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "core/ariadne-error.h"
#include "experiment/ariadne-run-log-reader.h"
#include "experiment/ariadne-search-history.h"

#include "sample-log.h"

#define WHOLE G_MAXUINT

/* A file of its own for each test, and what reads it. */
typedef struct
{
  char                *dir;
  char                *path;
  GStrv                lines;
  AriadneRunHistory   *history;
  AriadneRunLogReader *reader;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->dir = g_dir_make_tmp ("ariadne-log-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "run.jsonl", NULL);
  fixture->lines = sample_log_lines ();
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_clear_object (&fixture->reader);
  g_assert_finalize_object (g_steal_pointer (&fixture->history));
  g_strfreev (fixture->lines);
  g_remove (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static void
write_text (Fixture    *fixture,
            const char *text,
            const char *mode)
{
  FILE *file = g_fopen (fixture->path, mode);

  g_assert_nonnull (file);
  fputs (text, file);
  fclose (file);
}

/* Opens a log that begins with so many lines. */
static void
open_log (Fixture *fixture,
          guint    n_lines)
{
  g_autoptr (GError) error = NULL;

  write_text (fixture, "", "w");
  for (guint i = 0; i < n_lines; i++)
    write_text (fixture, fixture->lines[i], "a");

  g_clear_object (&fixture->reader);
  g_clear_object (&fixture->history);
  fixture->history = ariadne_run_history_new ();
  fixture->reader = ariadne_run_log_reader_open (fixture->path, fixture->history, &error);
  g_assert_no_error (error);
  g_assert_true (ariadne_run_log_reader_get_history (fixture->reader) == fixture->history);
  g_assert_cmpstr (ariadne_run_log_reader_get_path (fixture->reader), ==, fixture->path);
}

static AriadneRunLogState
read_some (Fixture *fixture,
           gsize    max_bytes)
{
  g_autoptr (GError) error = NULL;
  AriadneRunLogState state;
  gboolean success;

  success = ariadne_run_log_reader_read_some (fixture->reader, max_bytes, &state, &error);
  g_assert_no_error (error);
  g_assert_true (success);

  return state;
}

static guint64
count_batches (Fixture *fixture)
{
  AriadneConfigurationHistory *current = ariadne_run_history_get_current (fixture->history);
  AriadneHistoryFigures figures;

  if (current == NULL)
    return 0;

  ariadne_configuration_history_get_figures (current, &figures);

  return figures.n_batches;
}

static void
test_growing_log_is_followed (Fixture       *fixture,
                              gconstpointer  data)
{
  open_log (fixture, 0);
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);
  g_assert_null (ariadne_run_history_get_experiment (fixture->history));

  for (guint i = 0; i < N_LINES; i++)
    {
      g_autofree char *half = g_strndup (fixture->lines[i], strlen (fixture->lines[i]) / 2);
      guint64 generation;

      write_text (fixture, half, "a");
      generation = ariadne_run_history_get_generation (fixture->history);
      g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);
      g_assert_cmpuint (ariadne_run_history_get_generation (fixture->history), ==, generation);

      write_text (fixture, fixture->lines[i] + strlen (half), "a");
      g_assert_null (ariadne_run_history_get_status (fixture->history));
      g_assert_cmpint (read_some (fixture, WHOLE), ==,
                       i < LINE_RUN_FINISHED ? ARIADNE_RUN_LOG_UP_TO_DATE
                                             : ARIADNE_RUN_LOG_FINISHED);
      g_assert_cmpuint (ariadne_run_history_get_generation (fixture->history), >, generation);
    }

  g_assert_cmpuint (count_batches (fixture), ==, 3);
  g_assert_cmpstr (ariadne_run_history_get_status (fixture->history), ==, "finished");
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_FINISHED);
}

/* However small the slices are, they say the same in the end. */
static void
test_slices_are_as_small_as_asked_for (Fixture       *fixture,
                                       gconstpointer  data)
{
  for (gsize max_bytes = 1; max_bytes < 5000; max_bytes = max_bytes * 3 + 1)
    {
      guint64 position = 0;
      AriadneRunLogState state;

      open_log (fixture, N_LINES);
      do
        {
          state = read_some (fixture, max_bytes);
          g_assert_cmpuint (ariadne_run_log_reader_get_position (fixture->reader), >, position);
          g_assert_cmpuint (ariadne_run_log_reader_get_position (fixture->reader), <=,
                            position + max_bytes);
          position = ariadne_run_log_reader_get_position (fixture->reader);
        }
      while (state == ARIADNE_RUN_LOG_MORE);

      g_assert_cmpint (state, ==, ARIADNE_RUN_LOG_FINISHED);
      g_assert_cmpuint (position, ==, ariadne_run_log_reader_get_size (fixture->reader));
      g_assert_cmpuint (count_batches (fixture), ==, 3);
    }
}

static void
test_truncated_log_begins_anew (Fixture       *fixture,
                                gconstpointer  data)
{
  open_log (fixture, N_LINES);
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_FINISHED);

  write_text (fixture, "", "w");
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_MORE);
  g_assert_null (ariadne_run_history_get_experiment (fixture->history));
  g_assert_null (ariadne_run_history_get_status (fixture->history));
  g_assert_null (ariadne_run_history_get_current (fixture->history));
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);

  for (guint i = 0; i <= LINE_BATCH_1; i++)
    write_text (fixture, fixture->lines[i], "a");
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);
  g_assert_cmpuint (count_batches (fixture), ==, 1);
}

/* Nobody has looked while it was short. */
static void
test_rewritten_log_begins_anew (Fixture       *fixture,
                                gconstpointer  data)
{
  g_auto (GStrv) others = sample_log_lines ();

  open_log (fixture, LINE_BATCH_2);
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);
  g_assert_cmpstr (others[0], !=, fixture->lines[0]);

  write_text (fixture, "", "w");
  for (guint i = 0; i < N_LINES; i++)
    write_text (fixture, others[i], "a");
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_MORE);
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_FINISHED);
  g_assert_cmpuint (count_batches (fixture), ==, 3);
}

static void
test_replaced_log_begins_anew (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *joined = g_strjoinv ("", fixture->lines);

  open_log (fixture, LINE_BATCH_2);
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);
  g_assert_cmpuint (count_batches (fixture), ==, 1);

  /* Makes another file of that name. */
  g_assert_true (g_file_set_contents (fixture->path, joined, -1, NULL));
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_MORE);
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_FINISHED);
  g_assert_cmpuint (count_batches (fixture), ==, 3);
}

static void
test_removed_log_stays (Fixture       *fixture,
                        gconstpointer  data)
{
  open_log (fixture, LINE_PROGRESS);
  g_remove (fixture->path);
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);
  g_assert_cmpuint (count_batches (fixture), ==, 2);
}

static void
test_missing_file_is_an_error (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->history = ariadne_run_history_new ();
  g_assert_null (ariadne_run_log_reader_open (fixture->path, fixture->history, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_null (ariadne_run_log_reader_open (fixture->dir, fixture->history, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

/* Puts TEXT in place of a line of a good log. */
static void
assert_refused (Fixture    *fixture,
                guint       line,
                const char *text,
                const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autofree char *expected = g_strdup_printf ("%s:%u:%s", fixture->path, line + 1, message);
  AriadneRunLogState state;

  open_log (fixture, line);
  write_text (fixture, text, "a");
  write_text (fixture, "\n", "a");
  for (guint i = line + 1; i < N_LINES; i++)
    write_text (fixture, fixture->lines[i], "a");

  g_assert_false (ariadne_run_log_reader_read_some (fixture->reader, WHOLE, &state, &error));
  g_assert_nonnull (error);
  if (!g_str_has_prefix (error->message, expected))
    g_error ("“%s” does not begin with “%s”", error->message, expected);

  g_assert_false (ariadne_run_log_reader_read_some (fixture->reader, WHOLE, &state, &again));
  g_assert_cmpstr (again->message, ==, error->message);
  g_assert_cmpuint (count_batches (fixture), ==,
                    (line > LINE_BATCH_1) + (line > LINE_BATCH_2) + (line > LINE_BATCH_3));
}

static void
test_garbage_is_refused (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *started = g_strchomp (g_strdup (fixture->lines[LINE_RUN_STARTED]));
  g_autofree char *batch = g_strchomp (g_strdup (fixture->lines[LINE_BATCH_1]));
  g_autofree char *finished = g_strchomp (g_strdup (fixture->lines[LINE_FINISHED]));

  assert_refused (fixture, LINE_RUN_STARTED, "hello", "5: expected well-formed JSON");
  assert_refused (fixture, LINE_RUN_STARTED, "{\"event\":\"run-started\",\"version\":7,"
                                             "\"experiment\":\"x\",\"config\":{},\"host\":{}}",
                  " $.version: expected at most 2, found 7");
  assert_refused (fixture, LINE_BATCH_2, "", "1: expected JSON, found nothing");
  assert_refused (fixture, LINE_BATCH_2, "{\"event\":\"batch\"", "16: expected well-formed JSON");
  assert_refused (fixture, LINE_BATCH_2, "\x01\x02", "1: expected JSON, found byte 0x01");
  assert_refused (fixture, LINE_BATCH_2, "[]", " $: expected an object, found an array");
  assert_refused (fixture, LINE_BATCH_2, "{}", " $: expected a member “event”");
  assert_refused (fixture, LINE_BATCH_2, "{\"event\":3}",
                  " $.event: expected a string, found a number");
  assert_refused (fixture, LINE_BATCH_2, "{\"event\":\"dance\"}", " $.event: expected the event");
  assert_refused (fixture, LINE_BATCH_2, "{\"event\":\"batch\",\"size\":-1}",
                  " $.size: expected");
  assert_refused (fixture, LINE_BATCH_2, "{\"event\":\"batch\",\"size\":1}",
                  " $: expected a member “model_start_s”");
  assert_refused (fixture, LINE_BATCH_2, started, " $.event: found “run-started”");
  assert_refused (fixture, LINE_STARTED, batch, " $.event: found “batch”, but expected");
  assert_refused (fixture, LINE_LOAD, "{\"event\":\"load\",\"time_s\":1,\"queued\":1,\"live\":1,"
                                      "\"waiting\":1,\"requests\":1,\"latency\":[1,-1]}",
                  " $.latency[1]: expected a whole number");
  assert_refused (fixture, LINE_PROGRESS, "{\"event\":\"progress\",\"search\":{}}",
                  " $.search: expected a member “name”");
  assert_refused (fixture, LINE_FINISHED, "{\"event\":\"configuration-finished\",\"run\":{}}",
                  " $.run: expected a member “group”");
  assert_refused (fixture, LINE_BATCH_3, finished,
                  " $.run.num_batches: found 3, but expected 2, the number of “batch” lines");
}

/* Logs of before batches said more, and before the record left them out. */
static void
test_older_log_is_read (Fixture       *fixture,
                        gconstpointer  data)
{
  static const char text[] =
    "{\"event\":\"run-started\",\"elapsed_s\":0.0,\"version\":1,\"experiment\":\"x\","
    "\"config\":{\"batch_size\":8},\"host\":{}}\n"
    "{\"event\":\"configuration-started\",\"run\":RUN}\n"
    "{\"event\":\"batch\",\"elapsed_s\":0.5,\"size\":2,\"model_start_s\":0.25,"
    "\"model_end_s\":0.5,\"update_s\":0.5}\n"
    "{\"event\":\"batch\",\"elapsed_s\":1.5,\"size\":4,\"model_start_s\":0.5,"
    "\"model_end_s\":1,\"update_s\":1.5}\n"
    "{\"event\":\"progress\",\"elapsed_s\":1.5,\"time_s\":1.5,\"search\":{\"name\":\"dot\","
    "\"status\":\"running\",\"visited\":7,\"evaluations\":6,\"start_cost\":9,\"best_cost\":5,"
    "\"best\":null,\"digest\":null}}\n"
    "{\"event\":\"configuration-finished\",\"run\":DONE}\n";
  static const char run[] =
    "{\"group\":\"g\",\"name\":\"n\",\"engine\":null,\"queue\":null,\"searchers\":1,"
    "\"servers\":1,\"search\":null,\"search_time_s\":null,\"model_time_s\":null,"
    "\"fraction_in_model\":null,\"wall_s\":null,\"ideal_s\":null,\"wall_over_ideal\":null,"
    "\"num_batches\":0,\"num_elements\":0,\"size_mean\":null,\"size_std\":null,"
    "\"batch_sizes\":[],\"model_times_s\":[],\"update_times_s\":[],\"digest\":null,"
    "\"matches_expected\":null,\"searches\":[]}";
  g_autoptr (GString) log = g_string_new (text);
  g_autoptr (GString) done = g_string_new (run);
  AriadneConfigurationHistory *current;
  AriadneHistoryFigures figures;
  GListModel *searches;
  g_autoptr (AriadneSearchHistory) search = NULL;

  g_string_replace (done, "\"num_batches\":0", "\"num_batches\":2", 0);
  g_string_replace (done, "\"batch_sizes\":[]", "\"batch_sizes\":[2,4]", 0);
  g_string_replace (done, "\"model_times_s\":[]", "\"model_times_s\":[0.25,0.5]", 0);
  g_string_replace (done, "\"update_times_s\":[]", "\"update_times_s\":[0.5,1.5]", 0);
  g_string_replace (log, "RUN", run, 0);
  g_string_replace (log, "DONE", done->str, 0);

  open_log (fixture, 0);
  write_text (fixture, log->str, "w");
  g_assert_cmpint (read_some (fixture, WHOLE), ==, ARIADNE_RUN_LOG_UP_TO_DATE);

  current = ariadne_run_history_get_current (fixture->history);
  g_assert_true (ariadne_configuration_history_get_finished (current));
  g_assert_cmpuint (ariadne_configuration_history_get_batch_size (current), ==, 8);
  g_assert_cmpuint (ariadne_configuration_history_get_record (current)->num_batches, ==, 2);
  ariadne_configuration_history_get_figures (current, &figures);
  g_assert_cmpuint (figures.n_elements, ==, 6);
  g_assert_cmpuint (figures.queued, ==, 0);
  g_assert_true (isnan (figures.latency_p50_s));

  searches = ariadne_configuration_history_get_searches (current);
  g_assert_cmpuint (g_list_model_get_n_items (searches), ==, 1);
  search = g_list_model_get_item (searches, 0);
  g_assert_cmpuint (ariadne_search_history_get_evaluations (search), ==, 6);
  g_assert_true (isnan (ariadne_search_history_get_budget_used (search)));
}

#define add_test(name)                                                                    \
  g_test_add ("/Ariadne/RunLogReader/" #name, Fixture, NULL, fixture_set_up, test_##name, \
              fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_test (growing_log_is_followed);
  add_test (slices_are_as_small_as_asked_for);
  add_test (truncated_log_begins_anew);
  add_test (rewritten_log_begins_anew);
  add_test (replaced_log_begins_anew);
  add_test (removed_log_stays);
  add_test (missing_file_is_an_error);
  add_test (garbage_is_refused);
  add_test (older_log_is_read);

  return g_test_run ();
}
