/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-error.h"
#include "model/ariadne-device-model-private.h"
#include "model/ariadne-graph-network-private.h"
#include "model/ariadne-graph-private.h"

#include "graph-batch.h"

/* A device that is none: it asks the processor and adds OFFSET, so that its
 * rows can be told from others, and it fails as it is told to.
 */

#define OFFSET     0.5f
#define MAX_GRAPHS 6
#define MAX_NODES  60

struct _AriadneDeviceNetwork
{
  AriadneGraphNetwork *processor;
  guint                n_slots;

  GMutex lock; /* guards the rest */
  GCond  entered;
  guint  in_use; /* slots, a bit each */
};

/* What the device does; reset by make_model(). */
static struct
{
  guint n_networks;
  guint n_calls;
  guint n_rows;
  guint first_failure; /* the calls that fail: so many, from this one on */
  guint n_failures;
  guint max_tasks;     /* with more than so many it always fails; 0 for none */
  int   code;
  guint meet;          /* so many threads must be in at once before any goes on */
} script;

static guint
count_cb (GError **error)
{
  return 2;
}

static void
describe_cb (guint              device,
             AriadneDeviceInfo *info)
{
  info->name = g_strdup_printf ("Abacus %u", device);
  info->memory = 1 << 20;
  info->n_units = 4;
  if (device == 0)
    info->reason = g_strdup ("its beads are stuck");
}

static AriadneDeviceNetwork *
network_new_cb (guint                        device,
                const AriadneWeights        *weights,
                const AriadneDeviceOptions  *options,
                GError                     **error)
{
  AriadneDeviceNetwork *self = g_new0 (AriadneDeviceNetwork, 1);

  g_assert_cmpuint (device, ==, 1);
  self->processor = ariadne_graph_network_new ((AriadneWeights *) weights);
  self->n_slots = options->n_slots;
  g_mutex_init (&self->lock);
  g_cond_init (&self->entered);
  script.n_networks++;

  return self;
}

static void
network_free_cb (AriadneDeviceNetwork *self)
{
  g_assert_cmpuint (self->in_use, ==, 0);
  g_object_unref (self->processor);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->entered);
  g_free (self);
  script.n_networks--;
}

static void
get_limits_cb (AriadneDeviceNetwork *self,
               AriadneDeviceLimits  *limits)
{
  *limits = (AriadneDeviceLimits) { self->n_slots, MAX_GRAPHS, MAX_NODES };
}

static void
get_counters_cb (AriadneDeviceNetwork  *self,
                 AriadneDeviceCounters *counters)
{
  *counters = (AriadneDeviceCounters) { script.n_calls };
}

/* Returns: whether this call fails. */
static gboolean
enter (AriadneDeviceNetwork *self,
       guint                 slot,
       guint                 n_tasks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint call = script.n_calls++;

  g_assert_cmpuint (slot, <, self->n_slots);
  g_assert_cmpuint (self->in_use & 1u << slot, ==, 0);
  self->in_use |= 1u << slot;
  script.n_rows += n_tasks;

  g_cond_broadcast (&self->entered);
  while (script.n_calls < script.meet)
    g_cond_wait (&self->entered, &self->lock);

  return (call >= script.first_failure && call - script.first_failure < script.n_failures)
         || (script.max_tasks > 0 && n_tasks > script.max_tasks);
}

static gboolean
evaluate_cb (AriadneDeviceNetwork      *self,
             guint                      slot,
             const AriadneNetworkTask  *tasks,
             guint                      n_tasks,
             AriadneModelTimes         *times,
             GError                   **error)
{
  g_autofree AriadneNetworkTask *copy = g_memdup2 (tasks, sizeof *tasks * n_tasks);
  guint n_heads = ariadne_model_get_n_heads (ARIADNE_MODEL (self->processor));
  gboolean fails = enter (self, slot, n_tasks);
  guint n_nodes = 0;

  for (guint i = 0; i < n_tasks; i++)
    n_nodes += tasks[i].graph->n_nodes;
  g_assert_cmpuint (n_tasks, >=, 1);
  g_assert_cmpuint (n_tasks, <=, MAX_GRAPHS);
  g_assert_true (n_tasks == 1 || n_nodes <= MAX_NODES);

  times->packed = times->uploaded = times->computing = g_get_monotonic_time ();
  ariadne_graph_network_run_tasks (self->processor, copy, n_tasks);
  for (guint i = 0; i < n_tasks; i++)
    for (guint t = 0; t < n_heads; t++)
      tasks[i].output[t] = fails ? NAN : tasks[i].output[t] + OFFSET;
  times->computed = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  self->in_use &= ~(1u << slot);
  g_mutex_unlock (&self->lock);

  if (fails)
    g_set_error (error, ARIADNE_ERROR, script.code, "a bead fell off");

  return !fails;
}

static const AriadneDeviceBackend abacus = {
  ARIADNE_DEVICE_BACKEND_ABI, "abacus", count_cb, describe_cb, network_new_cb, network_free_cb,
  get_limits_cb, get_counters_cb, evaluate_cb,
};

static AriadneWeights *
make_weights (void)
{
  AriadneNetworkConfig config;

  ariadne_network_config_init (&config);
  config.hidden_size = 12;
  config.readout_size = 9;
  config.n_propagations = 2;
  config.n_heads = 5;

  return ariadne_weights_new_random (&config, 3, NULL);
}

static AriadneDeviceModel *
make_model (AriadneDeviceRescue rescue,
            AriadnePrecision    precision,
            guint               n_slots)
{
  g_autoptr (AriadneWeights) weights = make_weights ();
  g_autoptr (GError) error = NULL;
  AriadneDeviceOptions options;
  AriadneDeviceModel *model;

  g_assert_cmpuint (script.n_networks, ==, 0);
  memset (&script, 0, sizeof script);
  script.code = ARIADNE_ERROR_DEVICE;

  ariadne_device_options_init (&options);
  options.rescue = rescue;
  options.precision = precision;
  options.n_slots = n_slots;
  model = ariadne_device_model_new_on (&abacus, weights, &options, &error);
  g_assert_no_error (error);

  return model;
}

static AriadneDeviceReport
get_report (AriadneDeviceModel *model)
{
  AriadneDeviceReport report;

  ariadne_device_model_get_report (model, &report);

  return report;
}

static void
assert_fails (AriadneDeviceModel *model,
              const AriadneBatch *batch,
              int                 code)
{
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (ariadne_batch_get_n_rows (batch), 5);
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_model_evaluate (ARIADNE_MODEL (model), batch, output, &error));
  g_assert_error (error, ARIADNE_ERROR, code);
  g_assert_cmpstr (error->message, ==, "a bead fell off");
}

/* Evaluates, and counts the rows that came from the device; the others must be
 * the processor's.
 */
static guint
count_device_rows (AriadneDeviceModel *model,
                   const AriadneBatch *batch)
{
  const guint n_rows = ariadne_batch_get_n_rows (batch);
  g_autoptr (AriadneWeights) weights = make_weights ();
  g_autoptr (AriadneGraphNetwork) processor = ariadne_graph_network_new (weights);
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (n_rows, 5);
  g_autoptr (AriadneMatrix) expected = ariadne_matrix_new (n_rows, 5);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  ariadne_model_evaluate (ARIADNE_MODEL (model), batch, output, &error);
  g_assert_no_error (error);
  ariadne_model_evaluate (ARIADNE_MODEL (processor), batch, expected, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < n_rows; i++)
    {
      const float *row = ariadne_matrix_get_row (output, i);
      const float *expected_row = ariadne_matrix_get_row (expected, i);
      float offset = row[0] == expected_row[0] ? 0.0f : OFFSET;

      for (guint t = 0; t < 5; t++)
        g_assert_cmpfloat (row[t], ==, expected_row[t] + offset);
      n += offset > 0.0f;
    }

  return n;
}

/* A batch goes through a slot in parts that fit, in whatever pieces it comes. */
static void
test_parts (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_FAIL,
                                                     ARIADNE_PRECISION_FLOAT32, 2);

  for (guint n_rows = 0; n_rows < 60; n_rows += 7)
    for (guint scattered = 0; scattered < 2; scattered++)
      {
        g_autoptr (AriadneBatch) batch = graph_batch_new (100, n_rows, 90, scattered);

        script.n_calls = 0;
        g_assert_cmpuint (count_device_rows (model, batch), ==, n_rows);
        if (n_rows == 0)
          g_assert_cmpuint (script.n_calls, ==, 0);
      }
}

/* Graphs with one node are all equal but for the type of it, which is one. */
static void
test_duplicates (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_FAIL,
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 50, 1, FALSE);

  g_assert_cmpuint (count_device_rows (model, batch), ==, 50);
  g_assert_cmpuint (script.n_rows, <, 10);
}

static void
test_fail (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_FAIL,
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 20, 40, FALSE);

  script.n_failures = 1;
  script.first_failure = 1;
  assert_fails (model, batch, ARIADNE_ERROR_DEVICE);
  g_assert_cmpuint (script.n_calls, ==, 2);

  /* Exactly that batch fails. */
  g_assert_cmpuint (count_device_rows (model, batch), ==, 20);
  g_assert_cmpuint (get_report (model).n_failures, ==, 1);
  g_assert_cmpuint (get_report (model).n_batches, ==, 1);
}

static void
test_retry (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_RETRY,
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 5, 10, FALSE);

  script.max_tasks = 1;
  script.code = ARIADNE_ERROR_DEVICE_MEMORY;
  g_assert_cmpuint (count_device_rows (model, batch), ==, 5);
  g_assert_cmpuint (get_report (model).n_retries, >=, 1);
  g_assert_cmpuint (get_report (model).n_retries, ==, get_report (model).n_failures);

  /* A row on its own cannot be made smaller. */
  script.first_failure = 0;
  script.n_failures = G_MAXUINT;
  assert_fails (model, batch, ARIADNE_ERROR_DEVICE_MEMORY);
}

static void
test_lost (gconstpointer data)
{
  g_autoptr (AriadneDeviceModel) model = make_model (GPOINTER_TO_UINT (data),
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 9, 10, FALSE);

  script.n_failures = 1;
  script.code = ARIADNE_ERROR_DEVICE_LOST;
  assert_fails (model, batch, ARIADNE_ERROR_DEVICE_LOST);
  g_assert_true (get_report (model).lost);

  /* What is lost is not asked again. */
  assert_fails (model, batch, ARIADNE_ERROR_DEVICE_LOST);
  g_assert_cmpuint (script.n_calls, ==, 1);
  g_assert_cmpuint (get_report (model).n_failures, ==, 1);
}

static void
test_processor (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_CPU,
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 20, 40, FALSE);
  guint n_device_rows;

  script.n_failures = 1;
  script.first_failure = 1;
  n_device_rows = count_device_rows (model, batch);
  g_assert_cmpuint (n_device_rows, >, 0);
  g_assert_cmpuint (n_device_rows, <, 20);
  g_assert_cmpuint (get_report (model).n_rows_on_cpu, >, 0);
  g_assert_cmpuint (count_device_rows (model, batch), ==, 20);

  script.n_calls = 0;
  script.first_failure = 0;
  script.code = ARIADNE_ERROR_DEVICE_LOST;
  g_assert_cmpuint (count_device_rows (model, batch), ==, 0);
  g_assert_cmpuint (count_device_rows (model, batch), ==, 0);
  g_assert_cmpuint (script.n_calls, ==, 1);
}

/* Whatever is not about the device fails whatever is to be done then. */
static void
test_other_error (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_CPU,
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 5, 10, FALSE);

  script.n_failures = 1;
  script.code = ARIADNE_ERROR_MODEL;
  assert_fails (model, batch, ARIADNE_ERROR_MODEL);
}

static gpointer
evaluate_thread (gpointer data)
{
  AriadneDeviceModel *model = data;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (AriadneBatch) batch = graph_batch_new (1 + i, 4, 10, FALSE);

      g_assert_cmpuint (count_device_rows (model, batch), ==, 4);
    }

  return NULL;
}

/* Three threads are on the device at once, which would wait for ever if they
 * were not, and no more than that.
 */
static void
test_slots (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_FAIL,
                                                     ARIADNE_PRECISION_FLOAT32, 3);
  GThread *threads[6];

  g_assert_cmpuint (ariadne_model_get_n_slots (ARIADNE_MODEL (model)), ==, 3);
  script.meet = 3;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("evaluate", evaluate_thread, model);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  g_assert_cmpuint (get_report (model).n_batches, ==, 60);
}

static void
test_times (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_FAIL,
                                                     ARIADNE_PRECISION_FLOAT32, 2);

  for (guint n_rows = 0; n_rows <= 20; n_rows += 20)
    {
      g_autoptr (AriadneBatch) batch = graph_batch_new (1, n_rows, 40, FALSE);
      g_autoptr (AriadneMatrix) output = ariadne_matrix_new (n_rows, 5);
      g_autoptr (GError) error = NULL;
      AriadneModelTimes times;

      ariadne_model_evaluate_timed (ARIADNE_MODEL (model), batch, output, &times, &error);
      g_assert_no_error (error);
      g_assert_cmpint (times.start, >, 0);
      g_assert_cmpint (times.start, <=, times.packed);
      g_assert_cmpint (times.packed, <=, times.uploaded);
      g_assert_cmpint (times.uploaded, <=, times.computing);
      g_assert_cmpint (times.computing, <=, times.computed);
      g_assert_cmpint (times.computed, <=, times.end);
    }
}

/* What a batch went through is told with its times, and not again with the next. */
static void
test_rescue_is_told (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_CPU,
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 4, 10, FALSE);
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (4, 5);
  g_autoptr (GError) error = NULL;
  AriadneModelTimes times;

  script.n_failures = 1;
  ariadne_model_evaluate_timed (ARIADNE_MODEL (model), batch, output, &times, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (times.n_failures, ==, 1);
  g_assert_cmpuint (times.n_retries, ==, 0);
  g_assert_cmpuint (times.n_rows_on_cpu, ==, 4);

  ariadne_model_evaluate_timed (ARIADNE_MODEL (model), batch, output, &times, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (times.n_failures, ==, 0);
  g_assert_cmpuint (times.n_rows_on_cpu, ==, 0);

  g_clear_object (&model);
  model = make_model (ARIADNE_DEVICE_RESCUE_RETRY, ARIADNE_PRECISION_FLOAT32, 2);
  script.max_tasks = 1;
  ariadne_model_evaluate_timed (ARIADNE_MODEL (model), batch, output, &times, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (times.n_failures, >=, 1);
  g_assert_cmpuint (times.n_retries, ==, times.n_failures);
  g_assert_cmpuint (times.n_rows_on_cpu, ==, 0);
}

/* The error that is reported is that which the device makes. */
static void
test_precision (void)
{
  g_autoptr (AriadneDeviceModel) exact = make_model (ARIADNE_DEVICE_RESCUE_FAIL,
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneDeviceModel) model = NULL;

  g_assert_true (isnan (get_report (exact).max_error));
  g_clear_object (&exact);

  model = make_model (ARIADNE_DEVICE_RESCUE_FAIL, ARIADNE_PRECISION_TF32, 1);
  g_assert_cmpfloat_with_epsilon (get_report (model).max_error, OFFSET, 1e-6);
  g_assert_cmpfloat_with_epsilon (get_report (model).mean_error, OFFSET, 1e-6);
  g_assert_cmpfloat (get_report (model).spread, >, 0.0);
}

static void
test_device (void)
{
  g_autoptr (AriadneDeviceModel) model = make_model (ARIADNE_DEVICE_RESCUE_FAIL,
                                                     ARIADNE_PRECISION_FLOAT32, 2);
  g_autoptr (AriadneWeights) weights = make_weights ();
  g_autoptr (GError) error = NULL;
  AriadneDeviceOptions options;

  /* The first one that can be used. */
  g_assert_cmpstr (ariadne_device_model_get_info (model)->name, ==, "Abacus 1");
  g_assert_cmpint (ariadne_device_model_get_options (model)->index, ==, 1);

  ariadne_device_options_init (&options);
  options.index = 0;
  g_assert_null (ariadne_device_model_new_on (&abacus, weights, &options, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  g_assert_cmpstr (error->message, ==, "abacus:0 (Abacus 0): its beads are stuck");
  g_clear_error (&error);

  options.index = 2;
  g_assert_null (ariadne_device_model_new_on (&abacus, weights, &options, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/DeviceModel/parts", test_parts);
  g_test_add_func ("/Ariadne/DeviceModel/duplicates", test_duplicates);
  g_test_add_func ("/Ariadne/DeviceModel/fail", test_fail);
  g_test_add_func ("/Ariadne/DeviceModel/retry", test_retry);
  g_test_add_data_func ("/Ariadne/DeviceModel/lost",
                        GUINT_TO_POINTER (ARIADNE_DEVICE_RESCUE_FAIL), test_lost);
  g_test_add_data_func ("/Ariadne/DeviceModel/lost_retry",
                        GUINT_TO_POINTER (ARIADNE_DEVICE_RESCUE_RETRY), test_lost);
  g_test_add_func ("/Ariadne/DeviceModel/processor", test_processor);
  g_test_add_func ("/Ariadne/DeviceModel/other_error", test_other_error);
  g_test_add_func ("/Ariadne/DeviceModel/slots", test_slots);
  g_test_add_func ("/Ariadne/DeviceModel/times", test_times);
  g_test_add_func ("/Ariadne/DeviceModel/rescue_is_told", test_rescue_is_told);
  g_test_add_func ("/Ariadne/DeviceModel/precision", test_precision);
  g_test_add_func ("/Ariadne/DeviceModel/device", test_device);

  return g_test_run ();
}
