/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-error.h"
#include "model/ariadne-graph-network.h"

#include "module-fixture.h"
#include "reference-network.h"

#define MAX_NODES 40

/* How far float32 may be off the reference. */
#define TOLERANCE 2e-5

static void
assert_matches_reference (AriadneWeights             *weights,
                          const AriadneDeviceOptions *options,
                          double                      tolerance)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  g_autoptr (AriadneDeviceModel) model = NULL;
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 20, MAX_NODES, TRUE);
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;

  model = ariadne_device_model_new_on (ariadne_device_backend_get (), weights, options, &error);
  g_assert_no_error (error);
  output = module_fixture_evaluate (ARIADNE_MODEL (model), batch);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (AriadneGraph) graph = NULL;
      g_autofree double *expected = g_new0 (double, config->n_heads);

      graph = random_graph_new (1 + i, graph_batch_get_n_nodes (1 + i, MAX_NODES));
      reference_network_evaluate (weights, graph, expected);
      for (guint t = 0; t < config->n_heads; t++)
        g_assert_cmpfloat_with_epsilon (ariadne_matrix_get_row (output, i)[t], expected[t],
                                        tolerance);
    }
}

/* Both variants, with and without match edges, with and without propagation, and
 * on a device that has no tensor cores for it.
 */
static void
test_reference (void)
{
  AriadneDeviceOptions options = module_fixture_options ();

  for (guint i = 0; i < 16; i++)
    {
      AriadneNetworkConfig config = network_small_config ();
      g_autoptr (AriadneWeights) weights = NULL;
      struct cudaDeviceProp properties;

      config.variant = i % 2 == 0 ? ARIADNE_GRU_RESET_BEFORE : ARIADNE_GRU_RESET_AFTER;
      config.n_edge_types = 8 + i / 2 % 2;
      config.n_propagations = i / 4 % 2 == 0 ? 3 : 0;
      weights = network_weights_new (&config, i);

      cuda_emulator_reset ();
      cudaGetDeviceProperties (&properties, 0);
      properties.major = i / 8 == 0 ? 9 : 7;
      properties.minor = i / 8 == 0 ? 0 : 5;
      cuda_emulator_set_properties (0, &properties);
      assert_matches_reference (weights, &options, TOLERANCE);
    }
}

static void
test_pooling (void)
{
  AriadneDeviceOptions options = module_fixture_options ();

  cuda_emulator_reset ();
  for (guint pooling = ARIADNE_POOLING_MEAN; pooling <= ARIADNE_POOLING_MIN; pooling++)
    {
      AriadneNetworkConfig config = network_small_config ();
      g_autoptr (AriadneWeights) weights = NULL;

      config.pooling = pooling;
      weights = network_weights_new (&config, pooling);
      assert_matches_reference (weights, &options,
                                pooling == ARIADNE_POOLING_SUM ? 20 * TOLERANCE : TOLERANCE);
    }
}

/* A row has the same bits in every company, at every place and in every size of
 * batch; and every batch is a recorded graph of launches.
 */
static void
test_invariance (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneBatch) all = graph_batch_new (1, 64, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) expected = NULL;
  AriadneDeviceCounters counters;

  cuda_emulator_reset ();
  model = module_fixture_new (&options);
  expected = module_fixture_evaluate (model, all);

  for (guint n_rows = 1; n_rows <= 32; n_rows += 3)
    for (guint first = 0; first + n_rows <= 64; first += 13)
      {
        g_autoptr (AriadneBatch) batch = graph_batch_new (1 + first, n_rows, MAX_NODES, TRUE);
        g_autoptr (AriadneMatrix) output = NULL;

        cuda_emulator_set_seed (n_rows * 64 + first);
        output = module_fixture_evaluate (model, batch);
        for (guint i = 0; i < n_rows; i++)
          g_assert_cmpmem (ariadne_matrix_get_row (output, i), sizeof (float) * 7,
                           ariadne_matrix_get_row (expected, first + i), sizeof (float) * 7);
      }

  ariadne_device_model_get_counters (ARIADNE_DEVICE_MODEL (model), &counters);
  g_assert_cmpuint (counters.n_launches, >, 20);
  g_assert_cmpuint (counters.n_replays, ==, counters.n_launches);
}

/* Either way gives the same bits; which one is taken is found by timing unless it
 * is said.
 */
static void
test_ways (void)
{
  static const char * const ways[] = { "fused", "general", "auto" };
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 30, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) expected = NULL;

  options.n_slots = 1;
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (AriadneModel) model = NULL;
      g_autoptr (AriadneMatrix) output = NULL;
      AriadneDeviceCounters counters;

      cuda_emulator_reset ();
      g_setenv ("ARIADNE_CUDA_WAY", ways[i], TRUE);
      model = module_fixture_new (&options);
      output = module_fixture_evaluate (model, batch);
      ariadne_device_model_get_counters (ARIADNE_DEVICE_MODEL (model), &counters);
      g_assert_cmpuint (counters.n_launches, ==, 1);
      if (i < 2)
        g_assert_cmpuint (counters.n_fused, ==, 1 - i);
      if (expected == NULL)
        expected = g_steal_pointer (&output);
      else
        g_assert_true (module_fixture_equal (output, expected));
    }
  g_setenv ("ARIADNE_CUDA_WAY", "fused", TRUE);
}

/* Graphs that fit in the shared memory of a block go one way and others the
 * other, in one batch, with the bits that they have alone.
 */
static void
test_mixed (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneBatch) all = graph_batch_new (1, 12, 700, FALSE);
  g_autoptr (AriadneMatrix) together = NULL;

  cuda_emulator_reset ();
  options.memory_fraction = 20.0 / 4096;
  model = module_fixture_new (&options);
  together = module_fixture_evaluate (model, all);

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (AriadneBatch) batch = graph_batch_new (1 + i, 1, 700, TRUE);
      g_autoptr (AriadneMatrix) alone = module_fixture_evaluate (model, batch);

      g_assert_cmpmem (ariadne_matrix_get_row (alone, 0), sizeof (float) * 7,
                       ariadne_matrix_get_row (together, i), sizeof (float) * 7);
    }
}

/* Once a model is made, evaluating takes no memory and makes nothing. */
static void
test_no_allocation (void)
{
  static const CudaEmulatorCall calls[] = {
    CUDA_EMULATOR_MALLOC, CUDA_EMULATOR_MALLOC_HOST, CUDA_EMULATOR_STREAM, CUDA_EMULATOR_CAPTURE,
    CUDA_EMULATOR_PREPARE,
  };
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) model = NULL;
  CudaEmulatorCounters before, after;
  AriadneDeviceCounters counters;
  guint64 n_allocations;

  cuda_emulator_reset ();
  model = module_fixture_new (&options);
  before = module_fixture_count ();
  ariadne_device_model_get_counters (ARIADNE_DEVICE_MODEL (model), &counters);
  n_allocations = counters.n_allocations;

  for (guint n_rows = 0; n_rows < 150; n_rows += 11)
    {
      g_autoptr (AriadneBatch) batch = graph_batch_new (n_rows, n_rows, MAX_NODES, FALSE);
      g_autoptr (AriadneMatrix) output = module_fixture_evaluate (model, batch);

      g_assert_cmpuint (ariadne_matrix_get_n_rows (output), ==, n_rows);
    }

  after = module_fixture_count ();
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    g_assert_cmpuint (after.n_calls[calls[i]], ==, before.n_calls[calls[i]]);
  g_assert_cmpuint (after.n_live, ==, before.n_live);
  g_assert_cmpuint (after.n_graph_launches, >, before.n_graph_launches);
  ariadne_device_model_get_counters (ARIADNE_DEVICE_MODEL (model), &counters);
  g_assert_cmpuint (counters.n_allocations, ==, n_allocations);
}

/* An empty batch does not reach the device. */
static void
test_empty (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
  g_autoptr (AriadneMatrix) output = NULL;
  CudaEmulatorCounters before, after;

  cuda_emulator_reset ();
  model = module_fixture_new (&options);
  before = module_fixture_count ();
  output = module_fixture_evaluate (model, batch);
  after = module_fixture_count ();
  g_assert_cmpmem (&before, sizeof before, &after, sizeof after);
}

/* A graph that is larger than all the memory for batches gets memory of its own,
 * and gives it back.
 */
static void
test_large_graph (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) small = NULL;
  g_autoptr (AriadneModel) large = NULL;
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 1, 1, FALSE);
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (AriadneMatrix) expected = NULL;
  g_autoptr (GraphDomain) domain = g_object_new (GRAPH_TYPE_DOMAIN, NULL);
  g_autoptr (AriadneState) state = graph_state_new (1, 600);
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (&state, 1);
  CudaEmulatorCounters before, after;

  cuda_emulator_reset ();
  ariadne_sequence_encode (sequence, ARIADNE_DOMAIN (domain), NULL);
  ariadne_batch_append (batch, sequence, 0, 1);

  /* Enough is left for the graph, but no bucket is of its size. */
  options.n_slots = 1;
  options.memory_fraction = 1.5 / 4096;
  small = module_fixture_new (&options);
  before = module_fixture_count ();
  output = module_fixture_evaluate (small, batch);
  after = module_fixture_count ();
  g_assert_cmpuint (after.n_calls[CUDA_EMULATOR_MALLOC], >, before.n_calls[CUDA_EMULATOR_MALLOC]);
  g_assert_cmpuint (after.allocated, ==, before.allocated);
  g_assert_cmpuint (after.n_live, ==, before.n_live);

  options.memory_fraction = 40.0 / 4096;
  large = module_fixture_new (&options);
  expected = module_fixture_evaluate (large, batch);
  g_assert_true (module_fixture_equal (output, expected));
}

static gpointer
evaluate_thread (gpointer data)
{
  AriadneModel *model = data;
  guint first = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (model), "first"));
  g_autoptr (AriadneBatch) batch = graph_batch_new (first, 40, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) expected = module_fixture_evaluate (model, batch);

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (AriadneMatrix) output = module_fixture_evaluate (model, batch);

      g_assert_true (module_fixture_equal (output, expected));
    }

  return g_steal_pointer (&expected);
}

/* Several threads at once have the rows that one has. */
static void
test_threads (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneMatrix) expected = NULL;
  GThread *threads[4];

  cuda_emulator_reset ();
  model = module_fixture_new (&options);
  g_assert_cmpuint (ariadne_model_get_n_slots (model), ==, 2);
  g_object_set_data (G_OBJECT (model), "first", GUINT_TO_POINTER (5));
  expected = evaluate_thread (model);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("evaluate", evaluate_thread, model);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (AriadneMatrix) output = g_thread_join (threads[i]);

      g_assert_true (module_fixture_equal (output, expected));
    }
}

static void
test_times (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 200, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (200, 7);
  g_autoptr (GError) error = NULL;
  AriadneModelTimes times;

  cuda_emulator_reset ();
  options.spin = TRUE;
  model = module_fixture_new (&options);
  ariadne_model_evaluate_timed (model, batch, output, &times, &error);
  g_assert_no_error (error);
  g_assert_cmpint (times.start, <=, times.packed);
  g_assert_cmpint (times.packed, <=, times.uploaded);
  g_assert_cmpint (times.uploaded, <=, times.computing);
  g_assert_cmpint (times.computing, <=, times.computed);
  g_assert_cmpint (times.computed, <=, times.end);
}

/* Reduced precision is chosen, and its error found: more than that of exact
 * products, and of the size that its digits promise.
 */
static void
test_precision (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  double errors[2];

  cuda_emulator_reset ();
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (AriadneModel) model = NULL;
      AriadneDeviceReport report;

      options.precision = ARIADNE_PRECISION_TF32 + i;
      model = module_fixture_new (&options);
      ariadne_device_model_get_report (ARIADNE_DEVICE_MODEL (model), &report);
      g_test_message ("%s: largest %g, mean %g, spread %g",
                      ariadne_precision_to_string (options.precision), report.max_error,
                      report.mean_error, report.spread);
      g_assert_cmpfloat (report.max_error, >, 1e-5);
      g_assert_cmpfloat (report.max_error, <, 1.0);
      errors[i] = report.mean_error;
    }
  g_assert_cmpfloat (errors[0], <, errors[1]);
}

/* Each server has a model on a device of its own, and the same answers. */
static void
test_shares (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 30, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) expected = NULL;

  cuda_emulator_reset ();
  cuda_emulator_set_n_devices (2, cudaSuccess);
  model = module_fixture_new (&options);
  expected = module_fixture_evaluate (model, batch);

  for (guint server = 0; server < 3; server++)
    {
      AriadneModelShare share = { server, 3, 8, MODULE_FIXTURE_SHARE };
      g_autoptr (GError) error = NULL;
      g_autoptr (AriadneModel) own = ariadne_model_new_share (model, &share, &error);
      g_autoptr (AriadneMatrix) output = NULL;
      const AriadneDeviceOptions *found;

      g_assert_no_error (error);
      found = ariadne_device_model_get_options (ARIADNE_DEVICE_MODEL (own));
      g_assert_cmpint (found->index, ==, server % 2);
      g_assert_cmpfloat_with_epsilon (found->memory_fraction, MODULE_FIXTURE_SHARE * 2 / 3, 1e-9);
      output = module_fixture_evaluate (own, batch);
      g_assert_true (module_fixture_equal (output, expected));
    }
}

/* Nothing is left behind. */
static void
test_release (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  AriadneModel *model;

  cuda_emulator_reset ();
  model = module_fixture_new (&options);
  g_assert_cmpuint (module_fixture_count ().n_live, >, 0);
  g_assert_finalize_object (model);
  g_assert_cmpuint (module_fixture_count ().n_live, ==, 0);
  g_assert_cmpuint (module_fixture_count ().allocated, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("ARIADNE_CUDA_WAY", "fused", TRUE);

  g_test_add_func ("/Ariadne/CudaModule/Model/reference", test_reference);
  g_test_add_func ("/Ariadne/CudaModule/Model/pooling", test_pooling);
  g_test_add_func ("/Ariadne/CudaModule/Model/invariance", test_invariance);
  g_test_add_func ("/Ariadne/CudaModule/Model/ways", test_ways);
  g_test_add_func ("/Ariadne/CudaModule/Model/mixed", test_mixed);
  g_test_add_func ("/Ariadne/CudaModule/Model/no_allocation", test_no_allocation);
  g_test_add_func ("/Ariadne/CudaModule/Model/empty", test_empty);
  g_test_add_func ("/Ariadne/CudaModule/Model/large_graph", test_large_graph);
  g_test_add_func ("/Ariadne/CudaModule/Model/threads", test_threads);
  g_test_add_func ("/Ariadne/CudaModule/Model/times", test_times);
  g_test_add_func ("/Ariadne/CudaModule/Model/precision", test_precision);
  g_test_add_func ("/Ariadne/CudaModule/Model/shares", test_shares);
  g_test_add_func ("/Ariadne/CudaModule/Model/release", test_release);

  return g_test_run ();
}
