/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <math.h>

#include <ariadne.h>

#include "engine/ariadne-engine-private.h"
#include "engine/ariadne-load.h"
#include "experiment/ariadne-run-log-parser.h"
#include "experiment/ariadne-sampler.h"

#include "toy-domain.h"

/* What an experiment writes into its log while it runs. */

/* Loads and progress, as a log has them. */
typedef struct
{
  GArray     *loads;     /* of AriadneServerLoad */
  GHashTable *progress;  /* from name to number of lines */
  GString    *statuses;  /* the first letter of each status, in order */
} Sightings;

static void
take_cb (const AriadneRunLogEvent *event,
         gpointer                  user_data)
{
  Sightings *self = user_data;

  if (event->kind == ARIADNE_RUN_LOG_LOAD)
    g_array_append_val (self->loads, event->load);
  if (event->kind == ARIADNE_RUN_LOG_PROGRESS)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->progress, event->search.name));

      g_hash_table_insert (self->progress, g_strdup (event->search.name),
                           GUINT_TO_POINTER (n + 1));
      g_string_append_c (self->statuses, event->search.status[0]);
    }
}

static void
sightings_clear (Sightings *self)
{
  g_array_unref (self->loads);
  g_hash_table_unref (self->progress);
  g_string_free (self->statuses, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sightings, sightings_clear)

/* Reads lines of one configuration. */
static void
look (Sightings  *self,
      const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  AriadneRunLogParser parser;

  self->loads = g_array_new (FALSE, FALSE, sizeof (AriadneServerLoad));
  self->progress = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->statuses = g_string_new (NULL);

  _ariadne_run_log_parser_init (&parser, take_cb, self);
  parser.line = 3;
  parser.running = TRUE;
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    g_assert_true (_ariadne_run_log_parser_take (&parser, lines[i], strlen (lines[i]), NULL));
}

static char *
get_text (GOutputStream *stream)
{
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (stream);

  return g_strndup (g_memory_output_stream_get_data (memory),
                    g_memory_output_stream_get_data_size (memory));
}

static GPtrArray *
make_searches (void)
{
  GPtrArray *searches = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (AriadneState) start = toy_state_new (10 + i);
      g_autofree char *name = g_strdup_printf ("search %u", i);
      AriadneSearch *search = ariadne_batched_astar_new (domain, start, 6, 100, 4);

      ariadne_search_set_name (search, name);
      g_ptr_array_add (searches, search);
    }

  return searches;
}

/* Takes a log that says that this many requests more were answered. */
static void
note_requests (AriadneEngine *engine,
               guint64        n_requests)
{
  AriadneServerLoad load = { .n_live = 3, .n_requests = n_requests };
  AriadneServerLoad told = { 0 };
  g_autoptr (GVariant) payload = NULL;

  load.latency[20] = n_requests;
  payload = g_variant_ref_sink (_ariadne_load_pack (&load, &told));
  g_assert_true (_ariadne_engine_note_load (engine, 0, payload, NULL));
}

/* A line does not wait for the next one: here there is none, and whoever reads the log
 * waits until something comes.
 */
static void
test_lines_do_not_wait_for_others (void)
{
  static const AriadneBatchTiming timing = { .size = 7 };
  g_autoptr (GPtrArray) searches = g_ptr_array_new ();
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (AriadneRunLog) log = NULL;
  AriadneSampler *sampler;
  char text[1024];
  gssize length;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  stream = g_unix_output_stream_new (fds[1], TRUE);
  log = ariadne_run_log_new (stream);
  ariadne_run_log_set_interval (log, 0.02);
  sampler = _ariadne_sampler_new (log, searches, NULL, g_get_monotonic_time ());

  /* Once, and again after it has come to rest. */
  for (guint i = 0; i < 2; i++)
    {
      ariadne_run_log_batch (log, &timing);
      _ariadne_sampler_wake (sampler);
      length = read (fds[0], text, sizeof text - 1);
      g_assert_cmpint (length, >, 0);
      text[length] = '\0';
      g_assert_true (g_str_has_prefix (text, "{\"event\":\"batch\""));
      g_assert_true (g_str_has_suffix (text, "}\n"));
    }

  _ariadne_sampler_free (sampler);
  close (fds[0]);
}

/* Each search is told of when it begins, the load when it has changed, and latencies once
 * each.
 */
static void
test_changes_are_told_once (void)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (AriadneRunLog) log = ariadne_run_log_new (stream);
  g_autoptr (AriadneEngine) engine = ariadne_thread_engine_new (1);
  g_autoptr (GPtrArray) searches = make_searches ();
  g_autofree char *text = NULL;
  g_auto (Sightings) sightings = { NULL };
  AriadneSampler *sampler;
  guint64 n_requests = 0;

  ariadne_run_log_set_interval (log, 3600);
  for (guint i = 0; i < 3; i++)
    {
      sampler = _ariadne_sampler_new (log, searches, engine, 0);
      note_requests (engine, 5);
      _ariadne_sampler_wake (sampler);
      note_requests (engine, 6);
      _ariadne_sampler_free (sampler);
    }

  text = get_text (stream);
  look (&sightings, text);
  g_assert_cmpstr (sightings.statuses->str, ==, "rrrrrrrrr");

  /* One when each has ended, and one of what was there when the later ones began. */
  g_assert_cmpuint (sightings.loads->len, ==, 5);
  for (guint i = 0; i < sightings.loads->len; i++)
    {
      const AriadneServerLoad *load = &g_array_index (sightings.loads, AriadneServerLoad, i);

      g_assert_cmpuint (load->n_live, ==, 3);
      n_requests = load->n_requests;
      g_assert_cmpuint (load->latency[20], ==, i % 2 == 0 ? 11 : n_requests);
    }
  g_assert_cmpuint (n_requests, ==, 33);
}

/* The whole of it: what the log of a run says adds up to what its report says. */
static void
assert_log_agrees (const AriadneExperimentConfig *config)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (AriadneExperiment) experiment = NULL;
  g_autoptr (AriadneRunHistory) history = ariadne_run_history_new ();
  g_autoptr (AriadneRunLogReader) reader = NULL;
  g_autoptr (AriadneRunLog) log = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  AriadneRunLogState state;
  GListModel *configurations;

  g_close (g_file_open_tmp ("ariadne-log-XXXXXX", &path, NULL), NULL);
  log = ariadne_run_log_create (path, &error);
  g_assert_no_error (error);
  ariadne_run_log_set_interval (log, 0.01);

  model = ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_MOD, 50, 200000, 2000);
  experiment = ariadne_experiment_new (config, domain, ARIADNE_MODEL (model));
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (AriadneState) start = toy_state_new (3 * i + 1);
      g_autofree char *name = g_strdup_printf ("from %u", i);

      ariadne_experiment_add_start (experiment, name, start);
    }
  ariadne_experiment_set_log (experiment, log);
  ariadne_experiment_run (experiment, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ariadne_run_log_close (log, &error));

  reader = ariadne_run_log_reader_open (path, history, &error);
  g_assert_no_error (error);
  g_assert_true (ariadne_run_log_reader_read_some (reader, G_MAXUINT, &state, &error));
  g_assert_cmpint (state, ==, ARIADNE_RUN_LOG_FINISHED);
  g_unlink (path);

  configurations = ariadne_run_history_get_configurations (history);
  for (guint i = 0; i < g_list_model_get_n_items (configurations); i++)
    {
      g_autoptr (AriadneConfigurationHistory) configuration = NULL;
      const AriadneRunRecord *record;
      AriadneHistoryFigures figures;
      GListModel *searches;

      configuration = g_list_model_get_item (configurations, i);
      record = ariadne_configuration_history_get_record (configuration);
      ariadne_configuration_history_get_figures (configuration, &figures);
      g_test_message ("%s: %u batches, %g in the model", record->name, record->num_batches,
                      figures.fraction_in_model);

      g_assert_cmpuint (figures.n_batches, ==, record->num_batches);
      g_assert_cmpuint (figures.n_elements, ==, record->num_elements);
      g_assert_cmpfloat (figures.size_mean, ==, record->size_mean);
      g_assert_cmpfloat_with_epsilon (figures.size_std, record->size_std, 1e-9);
      g_assert_cmpfloat (figures.search_time_s, ==, record->search_time_s);
      g_assert_cmpfloat_with_epsilon (figures.model_time_s, record->model_time_s, 1e-9);
      g_assert_cmpfloat_with_epsilon (figures.fraction_in_model, record->fraction_in_model, 1e-9);

      /* A server has told of each request, and how long it took. */
      g_assert_cmpint (figures.n_requests > 0, ==, record->servers > 0);
      g_assert_cmpint (isnan (figures.latency_p50_s), ==, record->servers == 0);
      g_assert_cmpuint (figures.n_live, ==, 0);
      g_assert_cmpuint (figures.queued, ==, 0);

      searches = ariadne_configuration_history_get_searches (configuration);
      g_assert_cmpuint (g_list_model_get_n_items (searches), ==, 4);
      for (guint j = 0; j < 4; j++)
        {
          g_autoptr (AriadneSearchHistory) search = g_list_model_get_item (searches, j);
          const AriadneSearchRecord *told = g_ptr_array_index (record->searches, j);

          g_assert_cmpstr (ariadne_search_history_get_name (search), ==, told->name);
          g_assert_cmpstr (ariadne_search_history_get_status (search), ==, told->status);
          g_assert_cmpuint (ariadne_search_history_get_budget (search), ==, 1000 / 4);
          g_assert_cmpuint (ariadne_search_history_get_evaluations (search), ==,
                            told->evaluations);
          g_assert_cmpfloat (ariadne_search_history_get_budget_used (search), ==,
                             told->evaluations / 250.0);
          g_assert_cmpuint (ariadne_search_history_get_visited (search), ==, told->visited);
        }
    }
}

static void
test_log_of_a_run (void)
{
  g_autoptr (AriadneExperimentConfig) config = ariadne_experiment_config_new ();

  config->gnn_budget = 1000;
  config->engine = g_strdup ("thread");
  config->num_procs = 2;
  assert_log_agrees (config);

  config->multi_server = TRUE;
  config->num_servers = 2;
  assert_log_agrees (config);
}

/* However short a run is, there is a first word about each search and a last one. */
static void
test_last_word (void)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (AriadneRunLog) log = ariadne_run_log_new (stream);
  g_autoptr (GPtrArray) searches = make_searches ();
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (Sightings) sightings = { NULL };
  AriadneSampler *sampler;

  model = ariadne_fake_model_new (NULL, ARIADNE_FAKE_ADVANTAGE_ZERO, 10, 0, 0);
  ariadne_run_log_set_interval (log, 3600);
  sampler = _ariadne_sampler_new (log, searches, NULL, 0);
  for (guint i = 0; i < searches->len; i++)
    {
      g_assert_true (ariadne_search_run (g_ptr_array_index (searches, i), ARIADNE_MODEL (model),
                                         8, NULL, &error));
      g_assert_no_error (error);
    }
  _ariadne_sampler_free (sampler);

  text = get_text (stream);
  look (&sightings, text);
  g_assert_cmpuint (g_hash_table_size (sightings.progress), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("search %u", i);

      g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (sightings.progress, name)), ==, 2);
    }
  g_assert_true (g_str_has_prefix (sightings.statuses->str, "rrr"));
  g_assert_cmpuint (sightings.statuses->len, ==, 6);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Sampler/lines_do_not_wait_for_others",
                   test_lines_do_not_wait_for_others);
  g_test_add_func ("/Ariadne/Sampler/changes_are_told_once", test_changes_are_told_once);
  g_test_add_func ("/Ariadne/Sampler/last_word", test_last_word);
  g_test_add_func ("/Ariadne/Sampler/log_of_a_run", test_log_of_a_run);

  return g_test_run ();
}
