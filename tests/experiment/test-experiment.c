/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include <ariadne.h>

#include "experiment/ariadne-ideal.h"
#include "experiment/ariadne-recording-model.h"
#include "toy-domain.h"

static const guint start_values[] = { 1, 3, 7, 10, 97 };

static AriadneExperiment *
make_experiment (const AriadneExperimentConfig *config,
                 gint64                         row_ns)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneFakeModel) model = NULL;
  AriadneExperiment *self;

  model = ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_MOD, 50, 0, row_ns);
  self = ariadne_experiment_new (config, domain, ARIADNE_MODEL (model));
  for (guint i = 0; i < G_N_ELEMENTS (start_values); i++)
    {
      g_autoptr (AriadneState) state = toy_state_new (start_values[i]);
      g_autofree char *name = g_strdup_printf ("from-%u", start_values[i]);

      ariadne_experiment_add_start (self, name, state);
    }

  return self;
}

static AriadneExperimentConfig *
make_config (void)
{
  AriadneExperimentConfig *config = ariadne_experiment_config_new ();

  config->gnn_budget = 1003;
  config->num_rollouts = 3;
  config->simulation_depth = 6;

  return config;
}

static void
assert_names (AriadneExperiment  *experiment,
              const char * const *names)
{
  guint n_names = g_strv_length ((char **) names);

  g_assert_cmpuint (ariadne_experiment_get_n_configurations (experiment), ==, n_names);
  for (guint i = 0; i < n_names; i++)
    g_assert_cmpstr (ariadne_experiment_get_name (experiment, i), ==, names[i]);
}

static void
test_plan (void)
{
  static const char * const astar[] = {
    "sync", "single", "threads-1", "threads-2", "threads-4", "threads-8", "threads-2x2",
    "continuous", NULL,
  };
  static const char * const few_rollouts[] = {
    "rollout-single", "rollout-1", "rollout-2", "rollout-2x2", NULL,
  };
  static const char * const engine[] = {
    "sync", "threads-5", "rollout-sync", "rollout-5", NULL,
  };
  static const char * const continuous[] = { "continuous", NULL };
  static const char * const multi_server[] = { "sync", "threads-3x4", NULL };
  g_autoptr (AriadneExperimentConfig) config = make_config ();
  g_autoptr (AriadneExperiment) first = make_experiment (config, 0);
  g_autoptr (AriadneExperiment) second = NULL;
  g_autoptr (AriadneExperiment) third = NULL;
  g_autoptr (AriadneExperiment) fourth = NULL;
  g_autoptr (AriadneExperiment) fifth = NULL;
  g_autoptr (AriadneExperiment) sixth = NULL;

  assert_names (first, astar);

  config->search = ARIADNE_SEARCH_KIND_ROLLOUT;
  config->skip_sync = TRUE;
  config->num_cpus = 3;
  second = make_experiment (config, 0);
  assert_names (second, few_rollouts);

  config->search = ARIADNE_SEARCH_KIND_ALL;
  config->skip_sync = FALSE;
  config->engine = g_strdup ("thread");
  config->num_procs = 5;
  third = make_experiment (config, 0);
  assert_names (third, engine);

  config->continuous = TRUE;
  fourth = make_experiment (config, 0);
  assert_names (fourth, continuous);

  config->continuous = FALSE;
  config->search = ARIADNE_SEARCH_KIND_ASTAR;
  config->multi_server = TRUE;
  config->num_servers = 4;
  config->num_procs = 3;
  fifth = make_experiment (config, 0);
  assert_names (fifth, multi_server);

  g_clear_pointer (&config->engine, g_free);
  sixth = make_experiment (config, 0);
  assert_names (sixth, multi_server);
}

static void
check_search (const AriadneSearchRecord *search,
              guint                      start,
              gboolean                   budgeted)
{
  g_autofree char *name = g_strdup_printf ("from-%u", start);

  g_assert_cmpstr (search->name, ==, name);
  g_assert_cmpfloat (search->start_cost, ==, (double) __builtin_popcount (start));
  g_assert_cmpfloat (search->best_cost, <=, search->start_cost);
  g_assert_cmpfloat (search->best_cost, ==,
                     (double) __builtin_popcount (g_ascii_strtoull (search->best, NULL, 10)));
  if (budgeted)
    {
      /* Five searches share 1003 evaluations: 200 each, and the last request
       * may go over by what one buffer holds: at most 15 and the three
       * neighbours of one state.
       */
      g_assert_cmpuint (search->evaluations, >, 0);
      g_assert_cmpuint (search->evaluations, <, 200 + 18);
    }
}

static void
check_run (const AriadneRunRecord *run)
{
  gboolean continuous = g_str_equal (run->search, "continuous");
  gboolean compared = !continuous && !g_str_equal (run->group, "sync");
  guint64 n_evaluations = 0;

  g_assert_cmpuint (run->searches->len, ==, G_N_ELEMENTS (start_values));
  g_assert_cmpint (run->matches_expected, ==,
                   compared ? ARIADNE_AGREEMENT_YES : ARIADNE_AGREEMENT_UNKNOWN);
  for (guint i = 0; i < run->searches->len; i++)
    {
      const AriadneSearchRecord *search = g_ptr_array_index (run->searches, i);

      check_search (search, start_values[i], !g_str_equal (run->search, "rollout"));
      n_evaluations += search->evaluations;
    }
  g_assert_cmpuint (run->num_elements, ==, n_evaluations);
  g_assert_cmpuint (run->num_batches, >, 0);
  g_assert_cmpfloat (run->ideal_s, >, 0);
  g_assert_cmpfloat (run->wall_over_ideal, ==, run->wall_s / run->ideal_s);
}

static void
count_cb (AriadneExperiment *experiment,
          AriadneRunRecord  *record,
          gpointer           user_data)
{
  guint *count = user_data;

  (*count)++;
}

static void
test_everything (void)
{
  g_autoptr (AriadneExperimentConfig) config = make_config ();
  g_autoptr (AriadneExperiment) experiment = NULL;
  g_autoptr (GError) error = NULL;
  AriadneReport *report;
  guint n_started = 0;
  guint n_finished = 0;

  config->search = ARIADNE_SEARCH_KIND_ALL;
  experiment = make_experiment (config, 1000);
  report = ariadne_experiment_get_report (experiment);
  g_signal_connect (experiment, "run-started", G_CALLBACK (count_cb), &n_started);
  g_signal_connect (experiment, "run-finished", G_CALLBACK (count_cb), &n_finished);
  g_assert_cmpint (ariadne_experiment_get_phase (experiment, NULL), ==, ARIADNE_EXPERIMENT_READY);

  g_assert_true (ariadne_experiment_run (experiment, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ariadne_experiment_get_phase (experiment, NULL), ==,
                   ARIADNE_EXPERIMENT_FINISHED);
  g_assert_cmpuint (n_started, ==, 15);
  g_assert_cmpuint (n_finished, ==, 15);
  g_assert_cmpuint (ariadne_report_get_n_runs (report), ==, 15);
  for (guint i = 0; i < 15; i++)
    check_run (ariadne_report_get_run (report, i));
}

/* Signals of an asynchronous experiment come in the main context of the caller,
 * and all of them before the end.
 */

typedef struct
{
  GThread   *thread;
  GMainLoop *loop;
  guint      n_finished;
} Watch;

static void
watch_cb (AriadneExperiment *experiment,
          AriadneRunRecord  *record,
          gpointer           user_data)
{
  Watch *watch = user_data;
  AriadneReport *report = ariadne_experiment_get_report (experiment);

  g_assert_true (g_thread_self () == watch->thread);
  watch->n_finished++;
  g_assert_cmpuint (ariadne_report_get_n_runs (report), ==, watch->n_finished);
}

static void
over_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_experiment_run_finish (ARIADNE_EXPERIMENT (object), result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (watch->n_finished, ==, 8);
  g_main_loop_quit (watch->loop);
}

/* A model that takes long to be made for a server, and tells of failures of its device
 * with each batch.
 */
#define CLUMSY_TYPE_MODEL (clumsy_model_get_type ())
G_DECLARE_FINAL_TYPE (ClumsyModel, clumsy_model, CLUMSY, MODEL, GObject)

#define MAKING_US 50000

struct _ClumsyModel
{
  GObject parent_instance;

  AriadneModel *inner;
};

static guint
clumsy_model_get_n_heads (AriadneModel *model)
{
  return ariadne_model_get_n_heads (CLUMSY_MODEL (model)->inner);
}

static gboolean
clumsy_model_evaluate (AriadneModel        *model,
                       const AriadneBatch  *batch,
                       AriadneMatrix       *output,
                       GError             **error)
{
  return ariadne_model_evaluate (CLUMSY_MODEL (model)->inner, batch, output, error);
}

static gboolean
clumsy_model_evaluate_timed (AriadneModel        *model,
                             const AriadneBatch  *batch,
                             AriadneMatrix       *output,
                             AriadneModelTimes   *times,
                             GError             **error)
{
  if (!ariadne_model_evaluate_timed (CLUMSY_MODEL (model)->inner, batch, output, times, error))
    return FALSE;

  times->n_failures = 3;
  times->n_retries = 2;
  times->n_rows_on_cpu = ariadne_batch_get_n_rows (batch);

  return TRUE;
}

static AriadneModel *
clumsy_model_new_share (AriadneModel             *model,
                        const AriadneModelShare  *share,
                        GError                  **error)
{
  ClumsyModel *self = g_object_new (CLUMSY_TYPE_MODEL, NULL);

  self->inner = g_object_ref (CLUMSY_MODEL (model)->inner);
  g_usleep (MAKING_US);

  return ARIADNE_MODEL (self);
}

static void
clumsy_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = clumsy_model_get_n_heads;
  iface->evaluate = clumsy_model_evaluate;
  iface->evaluate_timed = clumsy_model_evaluate_timed;
  iface->new_share = clumsy_model_new_share;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ClumsyModel, clumsy_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      clumsy_model_iface_init))

static void
clumsy_model_finalize (GObject *object)
{
  g_clear_object (&CLUMSY_MODEL (object)->inner);

  G_OBJECT_CLASS (clumsy_model_parent_class)->finalize (object);
}

static void
clumsy_model_class_init (ClumsyModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clumsy_model_finalize;
}

static void
clumsy_model_init (ClumsyModel *self)
{
}

static AriadneExperiment *
make_clumsy_experiment (void)
{
  g_autoptr (AriadneExperimentConfig) config = make_config ();
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (ClumsyModel) model = g_object_new (CLUMSY_TYPE_MODEL, NULL);
  g_autoptr (AriadneState) state = toy_state_new (97);
  AriadneExperiment *self;

  config->search = ARIADNE_SEARCH_KIND_ASTAR;
  config->multi_server = TRUE;
  config->engine = g_strdup ("thread");
  config->gnn_budget = 100;
  model->inner = ARIADNE_MODEL (ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_MOD, 50,
                                                        0, 0));
  self = ariadne_experiment_new (config, domain, ARIADNE_MODEL (model));
  ariadne_experiment_add_start (self, "from-97", state);

  return self;
}

/* What devices failed at is gathered from all servers, once; and the time in which
 * their models were made is told apart from that of the searches.
 */
static void
test_servers_tell (void)
{
  g_autoptr (AriadneExperiment) experiment = make_clumsy_experiment ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  const AriadneRunRecord *run;
  AriadneReport *report;
  double elapsed_s;

  ariadne_experiment_run (experiment, NULL, &error);
  g_assert_no_error (error);
  elapsed_s = (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC;
  report = ariadne_experiment_get_report (experiment);
  g_assert_cmpuint (ariadne_report_get_n_runs (report), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      run = ariadne_report_get_run (report, i);
      g_assert_cmpuint (run->device_failures, ==, 3 * run->num_batches);
      g_assert_cmpuint (run->device_retries, ==, 2 * run->num_batches);
      g_assert_cmpuint (run->rows_on_cpu, ==, run->num_elements);
    }

  g_assert_cmpuint (run->servers, ==, 2);
  g_assert_cmpfloat (run->start_s, >=, 2.0 * MAKING_US / G_USEC_PER_SEC);
  g_assert_cmpfloat (run->start_s + run->wall_s, <=, elapsed_s);
  for (guint i = 0; i < run->update_times_s->len; i++)
    {
      g_assert_cmpfloat (g_array_index (run->update_times_s, double, i), >=, 0);
      g_assert_cmpfloat (g_array_index (run->update_times_s, double, i), <=, run->wall_s);
    }
}

static void
test_asynchronous (void)
{
  g_autoptr (AriadneExperimentConfig) config = make_config ();
  g_autoptr (AriadneExperiment) experiment = make_experiment (config, 0);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Watch watch = { g_thread_self (), loop, 0 };

  g_signal_connect (experiment, "run-finished", G_CALLBACK (watch_cb), &watch);
  ariadne_experiment_run_async (experiment, NULL, over_cb, &watch);
  g_main_loop_run (loop);
}

static void
cancel_second_cb (AriadneExperiment *experiment,
                  AriadneRunRecord  *record,
                  gpointer           user_data)
{
  if (g_str_equal (record->name, "single"))
    g_cancellable_cancel (user_data);
}

static void
test_stop (void)
{
  g_autoptr (AriadneExperimentConfig) config = make_config ();
  g_autoptr (AriadneExperiment) experiment = make_experiment (config, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  AriadneReport *report = ariadne_experiment_get_report (experiment);
  const AriadneRunRecord *stopped;

  g_signal_connect (experiment, "run-started", G_CALLBACK (cancel_second_cb), cancellable);
  g_assert_false (ariadne_experiment_run (experiment, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_assert_cmpuint (ariadne_report_get_n_runs (report), ==, 2);
  g_assert_cmpfloat (ariadne_report_get_run (report, 0)->ideal_s, >, 0);
  stopped = ariadne_report_get_run (report, 1);
  g_assert_cmpstr (stopped->name, ==, "single");
  g_assert_cmpint (stopped->matches_expected, ==, ARIADNE_AGREEMENT_UNKNOWN);
  g_assert_cmpuint (stopped->searches->len, ==, G_N_ELEMENTS (start_values));
  g_assert_true (isnan (stopped->ideal_s));
}

static void
assert_invalid (const AriadneExperimentConfig *config,
                const char                    *message)
{
  g_autoptr (AriadneExperiment) experiment = make_experiment (config, 0);
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_experiment_run (experiment, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == ARIADNE_ERROR);
  g_assert_nonnull (strstr (error->message, message));
  g_assert_cmpuint (ariadne_report_get_n_runs (ariadne_experiment_get_report (experiment)), ==, 0);
}

static void
test_invalid (void)
{
  g_autoptr (AriadneExperimentConfig) config = make_config ();

  config->gnn_budget = 4;
  assert_invalid (config, "budget of 4");
  config->gnn_budget = 1003;
  config->simulation_depth = 50;
  assert_invalid (config, "51 heads");
  config->simulation_depth = 6;
  config->batch_size = 0;
  assert_invalid (config, "batch size");
  config->batch_size = 128;
  config->engine = g_strdup ("mpi");
  assert_invalid (config, "expected thread, process, static or ray");
  g_free (config->engine);
  config->engine = g_strdup ("static");
  config->search = ARIADNE_SEARCH_KIND_ALL;
  assert_invalid (config, "one kind of search");
  config->search = ARIADNE_SEARCH_KIND_ASTAR;
  assert_invalid (config, "an engine that processes can join");
  g_free (config->engine);
  config->engine = g_strdup ("process");
  assert_invalid (config, "programs to start");
  g_free (config->engine);
  config->engine = g_strdup ("ray");
  assert_invalid (config, "a cluster of Ray");
  config->multi_server = TRUE;
  config->continuous = TRUE;
  assert_invalid (config, "expected one of them");
  config->continuous = FALSE;
  config->total_gpu_frac = 1.5;
  assert_invalid (config, "more than 0 and at most 1");
}

/* The ideal: a model that takes the same time for a batch of any size is best
 * used with the largest; one that takes as long for each row is as well used
 * with any. What is not measured is accounted for by its weight.
 */

static AriadneBatch *
make_batch (guint first,
            guint n_rows)
{
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (first, n_rows);
  AriadneBatch *batch = ariadne_batch_new ();

  ariadne_batch_append (batch, sequence, 0, n_rows);

  return batch;
}

static AriadneRecording *
make_recording (guint n_batches,
                guint batch_size)
{
  AriadneRecording *recording = ariadne_recording_new ();

  for (guint b = 0; b < n_batches; b++)
    {
      g_autoptr (AriadneBatch) batch = make_batch (1 + b, batch_size);

      ariadne_recording_add (recording, batch);
    }

  return recording;
}

static void
test_ideal_size (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (AriadneRecording) recording = NULL;
  g_autoptr (AriadneIdeal) ideal = NULL;
  g_autoptr (GError) error = NULL;

  model = ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_ZERO, 50, 2000000, 0);
  recording = make_recording (8, 8);
  ideal = ariadne_ideal_new (ARIADNE_MODEL (model));

  g_assert_cmpuint (ariadne_ideal_get_batch_size (ideal), ==, 0);
  g_assert_cmpfloat (ariadne_ideal_measure (ideal, recording, 1, NULL, &error), >=, 0.002);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_ideal_get_batch_size (ideal), ==, 64);
}

/* A model with two slots, in which a batch of 32 rows ends only when there is, or
 * was, another one beside it.
 */
#define PAIR_TYPE_MODEL (pair_model_get_type ())
G_DECLARE_FINAL_TYPE (PairModel, pair_model, PAIR, MODEL, GObject)

struct _PairModel
{
  GObject parent_instance;
  GMutex  lock;
  GCond   cond;
  guint   n_inside; /* guarded by `lock`; batches of 32 rows */
};

static guint
pair_model_get_n_heads (AriadneModel *model)
{
  return 1;
}

static guint
pair_model_get_n_slots (AriadneModel *model)
{
  return 2;
}

static gboolean
pair_model_evaluate (AriadneModel        *model,
                     const AriadneBatch  *batch,
                     AriadneMatrix       *output,
                     GError             **error)
{
  PairModel *self = (PairModel *) model;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (ariadne_batch_get_n_rows (batch) != 32)
    return TRUE;

  self->n_inside++;
  g_cond_broadcast (&self->cond);
  while (self->n_inside < 2)
    g_cond_wait (&self->cond, &self->lock);

  return TRUE;
}

static void
pair_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = pair_model_get_n_heads;
  iface->get_n_slots = pair_model_get_n_slots;
  iface->evaluate = pair_model_evaluate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PairModel, pair_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL, pair_model_iface_init))

static void
pair_model_finalize (GObject *object)
{
  PairModel *self = PAIR_MODEL (object);

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);

  G_OBJECT_CLASS (pair_model_parent_class)->finalize (object);
}

static void
pair_model_class_init (PairModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pair_model_finalize;
}

static void
pair_model_init (PairModel *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

/* All slots are used, or it would not end. */
static void
test_ideal_uses_all_slots (void)
{
  g_autoptr (PairModel) model = g_object_new (PAIR_TYPE_MODEL, NULL);
  g_autoptr (AriadneRecording) recording = make_recording (8, 8);
  g_autoptr (AriadneIdeal) ideal = ariadne_ideal_new (ARIADNE_MODEL (model));
  g_autoptr (GError) error = NULL;

  g_assert_cmpfloat (ariadne_ideal_measure (ideal, recording, 1, NULL, &error), >=, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (model->n_inside, >=, 2);
}

static void
test_ideal_stopped (void)
{
  g_autoptr (PairModel) model = g_object_new (PAIR_TYPE_MODEL, NULL);
  g_autoptr (AriadneRecording) recording = make_recording (8, 8);
  g_autoptr (AriadneIdeal) ideal = ariadne_ideal_new (ARIADNE_MODEL (model));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_cmpfloat (ariadne_ideal_measure (ideal, recording, 1, cancellable, &error), <, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_ideal_of_nothing (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (AriadneRecording) recording = NULL;
  g_autoptr (AriadneIdeal) ideal = NULL;

  model = ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_ZERO, 50, 0, 0);
  recording = make_recording (0, 0);
  ideal = ariadne_ideal_new (ARIADNE_MODEL (model));
  g_assert_cmpfloat (ariadne_ideal_measure (ideal, recording, 1, NULL, NULL), ==, 0);
}

static void
test_recording_sample (void)
{
  g_autoptr (AriadneRecording) recording = make_recording (1000, 100);
  g_autoptr (GArray) rows = ariadne_recording_get_sample (recording);

  /* Whole batches of a hundred, spread over the thousand. */
  g_assert_cmpfloat (ariadne_recording_get_weight (recording), ==, 100000);
  g_assert_cmpuint (ariadne_recording_get_n_rows (recording), ==, 100000);
  g_assert_cmpuint (rows->len, <=, 8192);
  g_assert_cmpuint (rows->len, >=, 4096);
  g_assert_cmpuint (rows->len % 100, ==, 0);
}

static void
told_cb (guint                    n_rows,
         const AriadneModelTimes *times,
         gpointer                 user_data)
{
  guint *n_told = user_data;

  g_assert_cmpint (times->start, >, 0);
  g_assert_cmpint (times->end, >=, times->start);
  *n_told += n_rows;
}

/* Two models with one recording answer as the model behind them does. */
static void
test_recording_model (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (AriadneRecording) recording = ariadne_recording_new ();
  guint n_told = 0;

  model = ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_MOD, 50, 0, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (AriadneModel) recording_model = NULL;
      g_autoptr (AriadneBatch) batch = make_batch (1, 5 + i);
      g_autoptr (AriadneMatrix) expected = ariadne_matrix_new (5 + i, 50);
      g_autoptr (AriadneMatrix) output = ariadne_matrix_new (5 + i, 50);
      g_autoptr (GError) error = NULL;

      recording_model = ariadne_recording_model_new (ARIADNE_MODEL (model), recording, told_cb,
                                                     &n_told);
      g_assert_cmpuint (ariadne_model_get_n_heads (recording_model), ==, 50);
      ariadne_model_evaluate (ARIADNE_MODEL (model), batch, expected, &error);
      g_assert_no_error (error);
      ariadne_model_evaluate (recording_model, batch, output, &error);
      g_assert_no_error (error);
      for (guint row = 0; row < 5 + i; row++)
        g_assert_cmpmem (ariadne_matrix_get_row (output, row), 50 * sizeof (float),
                         ariadne_matrix_get_row (expected, row), 50 * sizeof (float));
    }

  g_assert_cmpuint (n_told, ==, 11);
  g_assert_cmpuint (ariadne_recording_get_n_rows (recording), ==, 11);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Experiment/plan", test_plan);
  g_test_add_func ("/Ariadne/Experiment/everything", test_everything);
  g_test_add_func ("/Ariadne/Experiment/asynchronous", test_asynchronous);
  g_test_add_func ("/Ariadne/Experiment/servers_tell", test_servers_tell);
  g_test_add_func ("/Ariadne/Experiment/stop", test_stop);
  g_test_add_func ("/Ariadne/Experiment/invalid", test_invalid);
  g_test_add_func ("/Ariadne/RecordingModel/answers", test_recording_model);
  g_test_add_func ("/Ariadne/Ideal/size", test_ideal_size);
  g_test_add_func ("/Ariadne/Ideal/uses_all_slots", test_ideal_uses_all_slots);
  g_test_add_func ("/Ariadne/Ideal/stopped", test_ideal_stopped);
  g_test_add_func ("/Ariadne/Ideal/of_nothing", test_ideal_of_nothing);
  g_test_add_func ("/Ariadne/Recording/sample", test_recording_sample);

  return g_test_run ();
}
