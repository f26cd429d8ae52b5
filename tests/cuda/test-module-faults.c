/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "model/ariadne-graph-network.h"

#include "module-fixture.h"

/* Everything that can fail on a device, at every place where it can, with every
 * way out.
 */

#define N_ROWS    25
#define MAX_NODES 20

/* A fault, and the error that it is to become. */
typedef struct
{
  const char      *name;
  CudaEmulatorCall call;
  cudaError_t      error;
  int              code;
} Fault;

static const Fault faults[] = {
  { "launch", CUDA_EMULATOR_LAUNCH, cudaErrorLaunchOutOfResources, ARIADNE_ERROR_DEVICE },
  { "copy", CUDA_EMULATOR_COPY, cudaErrorInvalidValue, ARIADNE_ERROR_DEVICE },
  { "wait", CUDA_EMULATOR_SYNCHRONIZE, cudaErrorUnknown, ARIADNE_ERROR_DEVICE },
  { "memory", CUDA_EMULATOR_LAUNCH, cudaErrorMemoryAllocation, ARIADNE_ERROR_DEVICE_MEMORY },
  { "kernel", CUDA_EMULATOR_KERNEL, cudaErrorIllegalAddress, ARIADNE_ERROR_DEVICE_LOST },
  { "uncorrectable", CUDA_EMULATOR_KERNEL, cudaErrorECCUncorrectable, ARIADNE_ERROR_DEVICE_LOST },
};

static AriadneModel *
make_model (AriadneDeviceRescue rescue)
{
  AriadneDeviceOptions options = module_fixture_options ();

  cuda_emulator_reset ();
  options.rescue = rescue;

  return module_fixture_new (&options);
}

static AriadneMatrix *
evaluate_on_processor (const AriadneBatch *batch)
{
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = network_weights_new (&config, 3);
  g_autoptr (AriadneGraphNetwork) network = ariadne_graph_network_new (weights);

  return module_fixture_evaluate (ARIADNE_MODEL (network), batch);
}

static void
assert_fails (AriadneModel       *model,
              const AriadneBatch *batch,
              int                 code)
{
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (N_ROWS, 7);
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_model_evaluate (model, batch, output, &error));
  g_assert_error (error, ARIADNE_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_null (strchr (error->message, '\n'));
}

/* Exactly the batch fails; after that all is as it was, unless the device is
 * lost.
 */
static void
test_fail (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (AriadneModel) model = make_model (ARIADNE_DEVICE_RESCUE_FAIL);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, N_ROWS, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) expected = module_fixture_evaluate (model, batch);
  g_autoptr (AriadneMatrix) output = NULL;

  cuda_emulator_fail (fault->call, 0, FALSE, fault->error);
  assert_fails (model, batch, fault->code);

  if (fault->code == ARIADNE_ERROR_DEVICE_LOST)
    {
      assert_fails (model, batch, fault->code);
      return;
    }

  output = module_fixture_evaluate (model, batch);
  g_assert_true (module_fixture_equal (output, expected));
}

/* The batch is tried in halves, and has the bits that it has as a whole. */
static void
test_retry (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (AriadneModel) model = make_model (ARIADNE_DEVICE_RESCUE_RETRY);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, N_ROWS, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) expected = module_fixture_evaluate (model, batch);
  g_autoptr (AriadneMatrix) output = NULL;
  AriadneDeviceReport report;

  cuda_emulator_fail (fault->call, 0, FALSE, fault->error);
  if (fault->code == ARIADNE_ERROR_DEVICE_LOST)
    {
      assert_fails (model, batch, fault->code);
      return;
    }

  output = module_fixture_evaluate (model, batch);
  g_assert_true (module_fixture_equal (output, expected));
  ariadne_device_model_get_report (ARIADNE_DEVICE_MODEL (model), &report);
  g_assert_cmpuint (report.n_failures, ==, 1);
  g_assert_cmpuint (report.n_retries, ==, 1);

  /* What always fails fails even row by row; and if waiting does, nobody knows
   * what the device is still doing.
   */
  cuda_emulator_fail (fault->call, 0, TRUE, fault->error);
  assert_fails (model, batch, fault->call == CUDA_EMULATOR_SYNCHRONIZE ? ARIADNE_ERROR_DEVICE_LOST
                                                                      : fault->code);
}

/* The batch has the processor's bits; the next one is the device's again, if it
 * is not lost.
 */
static void
test_processor (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (AriadneModel) model = make_model (ARIADNE_DEVICE_RESCUE_CPU);
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, N_ROWS, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) expected = module_fixture_evaluate (model, batch);
  g_autoptr (AriadneMatrix) processor = evaluate_on_processor (batch);
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (AriadneMatrix) next = NULL;
  AriadneDeviceReport report;

  g_assert_false (module_fixture_equal (expected, processor));
  cuda_emulator_fail (fault->call, 0, FALSE, fault->error);
  output = module_fixture_evaluate (model, batch);
  g_assert_true (module_fixture_equal (output, processor));

  next = module_fixture_evaluate (model, batch);
  ariadne_device_model_get_report (ARIADNE_DEVICE_MODEL (model), &report);
  g_assert_cmpuint (report.n_failures, ==, 1);
  g_assert_cmpuint (report.n_rows_on_cpu, >, 0);
  g_assert_cmpint (report.lost, ==, fault->code == ARIADNE_ERROR_DEVICE_LOST);
  g_assert_true (module_fixture_equal (next, report.lost ? processor : expected));
}

/* At whatever point making a model fails, it says so and leaves nothing. */
static void
assert_making_fails (CudaEmulatorCall call,
                     cudaError_t      error_code,
                     gboolean         lasting)
{
  AriadneDeviceOptions options = module_fixture_options ();
  guint n_failures = 0;

  for (guint n_before = 0;; n_before++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AriadneModel) model = NULL;

      cuda_emulator_reset ();
      cuda_emulator_fail (call, n_before, lasting, error_code);
      model = module_fixture_try (&options, &error);
      if (model != NULL && module_fixture_count ().n_calls[call] <= n_before)
        break;
      g_clear_object (&model);
      if (error != NULL)
        {
          g_assert_true (error->domain == ARIADNE_ERROR);
          g_assert_cmpint (error->code, >=, ARIADNE_ERROR_DEVICE);
          n_failures++;
        }
      g_assert_cmpuint (module_fixture_count ().n_live, ==, 0);
    }

  g_assert_cmpuint (n_failures, >, 0);
}

static void
test_making (void)
{
  assert_making_fails (CUDA_EMULATOR_MALLOC, cudaErrorUnknown, FALSE);
  assert_making_fails (CUDA_EMULATOR_MALLOC_HOST, cudaErrorUnknown, FALSE);
  assert_making_fails (CUDA_EMULATOR_STREAM, cudaErrorUnknown, FALSE);
  assert_making_fails (CUDA_EMULATOR_PREPARE, cudaErrorInvalidValue, FALSE);
  assert_making_fails (CUDA_EMULATOR_CAPTURE, cudaErrorUnknown, FALSE);
  assert_making_fails (CUDA_EMULATOR_LAUNCH, cudaErrorLaunchOutOfResources, FALSE);
  assert_making_fails (CUDA_EMULATOR_COPY, cudaErrorUnknown, FALSE);
  assert_making_fails (CUDA_EMULATOR_MALLOC, cudaErrorMemoryAllocation, TRUE);
}

/* If there is less memory than it seemed, smaller batches do. */
static void
test_less_memory (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) plenty = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, 100, MAX_NODES, FALSE);
  g_autoptr (AriadneMatrix) expected = NULL;
  g_autoptr (AriadneMatrix) output = NULL;

  cuda_emulator_reset ();
  plenty = module_fixture_new (&options);
  expected = module_fixture_evaluate (plenty, batch);
  g_clear_object (&plenty);

  /* The third is part of the first slot. */
  cuda_emulator_fail (CUDA_EMULATOR_MALLOC, 2, FALSE, cudaErrorMemoryAllocation);
  model = module_fixture_new (&options);
  output = module_fixture_evaluate (model, batch);
  g_assert_true (module_fixture_equal (output, expected));
}

static void
test_share_too_small (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (GError) error = NULL;

  cuda_emulator_reset ();
  options.memory_fraction = 1e-5;
  g_assert_null (module_fixture_try (&options, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_MEMORY);
  g_assert_true (g_str_has_prefix (error->message, "the GPU is out of memory: "));
  g_assert_cmpuint (module_fixture_count ().n_live, ==, 0);
}

/* A device that goes away while batches are evaluated by several threads. */
static gpointer
evaluate_thread (gpointer data)
{
  g_autoptr (AriadneBatch) batch = graph_batch_new (1, N_ROWS, MAX_NODES, FALSE);

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (AriadneMatrix) output = module_fixture_evaluate (data, batch);

      g_assert_cmpuint (ariadne_matrix_get_n_rows (output), ==, N_ROWS);
    }

  return NULL;
}

static void
test_lost_meanwhile (void)
{
  g_autoptr (AriadneModel) model = make_model (ARIADNE_DEVICE_RESCUE_CPU);
  AriadneDeviceReport report;
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("evaluate", evaluate_thread, model);
  cuda_emulator_lose_device (0, cudaErrorLaunchFailure);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  evaluate_thread (model);
  ariadne_device_model_get_report (ARIADNE_DEVICE_MODEL (model), &report);
  g_assert_true (report.lost);
  g_assert_cmpuint (report.n_batches, ==, 40);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("ARIADNE_CUDA_WAY", "fused", TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *fail = g_strconcat ("/Ariadne/CudaFaults/fail/", faults[i].name, NULL);
      g_autofree char *retry = g_strconcat ("/Ariadne/CudaFaults/retry/", faults[i].name, NULL);
      g_autofree char *cpu = g_strconcat ("/Ariadne/CudaFaults/cpu/", faults[i].name, NULL);

      g_test_add_data_func (fail, &faults[i], test_fail);
      g_test_add_data_func (retry, &faults[i], test_retry);
      g_test_add_data_func (cpu, &faults[i], test_processor);
    }
  g_test_add_func ("/Ariadne/CudaFaults/making", test_making);
  g_test_add_func ("/Ariadne/CudaFaults/less_memory", test_less_memory);
  g_test_add_func ("/Ariadne/CudaFaults/share_too_small", test_share_too_small);
  g_test_add_func ("/Ariadne/CudaFaults/lost_meanwhile", test_lost_meanwhile);

  return g_test_run ();
}
