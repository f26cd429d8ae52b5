/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "cuda-emulator.h"
#include "cuda/ariadne-cuda-math.cuh"
#include "cuda/ariadne-cuda-prepare.cuh"

/* The emulated device: that it multiplies as the tensor cores are said to, and
 * that it finds what it is there to find.
 */

static void
check (cudaError_t error)
{
  g_assert_cmpstr (cudaGetErrorName (error), ==, "cudaSuccess");
}

template <typename T>
static T *
make_array (size_t n)
{
  void *pointer;

  check (cudaMalloc (&pointer, n * sizeof (T)));

  return (T *) pointer;
}

/* Each lane takes its part of matrices that lie row by row. */
static void
multiply_tf32_kernel (const float *a,
                      const float *b,
                      float       *d)
{
  const int i = threadIdx.x / 4;
  const int j = threadIdx.x % 4;
  const uint32_t left[4] = {
    ariadne_bits (a[i * 8 + j]), ariadne_bits (a[(i + 8) * 8 + j]),
    ariadne_bits (a[i * 8 + j + 4]), ariadne_bits (a[(i + 8) * 8 + j + 4]),
  };
  const uint32_t right[2] = { ariadne_bits (b[j * 8 + i]), ariadne_bits (b[(j + 4) * 8 + i]) };
  float results[4] = { 1.0f, 1.0f, 1.0f, 1.0f };

  ariadne_mma_tf32 (results, left, right);
  d[i * 8 + 2 * j] = results[0];
  d[i * 8 + 2 * j + 1] = results[1];
  d[(i + 8) * 8 + 2 * j] = results[2];
  d[(i + 8) * 8 + 2 * j + 1] = results[3];
}

static void
multiply_bf16_kernel (const float *a,
                      const float *b,
                      float       *d)
{
  const int i = threadIdx.x / 4;
  const int j = threadIdx.x % 4 * 2;
  const float *upper = a + i * 16 + j;
  const float *lower = upper + 8 * 16;
  const uint32_t left[4] = {
    ariadne_pack_bf16 (upper[0], upper[1]), ariadne_pack_bf16 (lower[0], lower[1]),
    ariadne_pack_bf16 (upper[8], upper[9]), ariadne_pack_bf16 (lower[8], lower[9]),
  };
  const uint32_t right[2] = {
    ariadne_pack_bf16 (b[j * 8 + i], b[(j + 1) * 8 + i]),
    ariadne_pack_bf16 (b[(j + 8) * 8 + i], b[(j + 9) * 8 + i]),
  };
  float results[4] = { 1.0f, 1.0f, 1.0f, 1.0f };

  ariadne_mma_bf16 (results, left, right);
  d[i * 8 + j] = results[0];
  d[i * 8 + j + 1] = results[1];
  d[(i + 8) * 8 + j] = results[2];
  d[(i + 8) * 8 + j + 1] = results[3];
}

/* Small numbers are exact in any of the formats, and so are their sums. */
static void
check_product (void (*kernel) (const float *, const float *, float *),
               int    n_inner)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  float *a;
  float *b;
  float *d;

  cuda_emulator_reset ();
  a = make_array<float> (16 * n_inner);
  b = make_array<float> (n_inner * 8);
  d = make_array<float> (16 * 8);
  for (int i = 0; i < 16 * n_inner; i++)
    a[i] = g_rand_int_range (random, -60, 60);
  for (int i = 0; i < n_inner * 8; i++)
    b[i] = g_rand_int_range (random, -60, 60);

  check (ariadne_launch (kernel, 1, 32, 0, NULL, a, b, d));
  check (cudaDeviceSynchronize ());
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 8; j++)
      {
        float expected = 1.0f;

        for (int k = 0; k < n_inner; k++)
          expected += a[i * n_inner + k] * b[k * 8 + j];
        g_assert_cmpfloat (d[i * 8 + j], ==, expected);
      }
}

static void
test_products (void)
{
  check_product (multiply_tf32_kernel, 8);
  check_product (multiply_bf16_kernel, 16);
}

/* What is far below the largest term is lost before it can add up. */
static void
test_cutting_off (void)
{
  float *a;
  float *b;
  float *d;

  cuda_emulator_reset ();
  a = make_array<float> (16 * 8);
  b = make_array<float> (8 * 8);
  d = make_array<float> (16 * 8);
  for (int i = 0; i < 16 * 8; i++)
    a[i] = i % 8 < 7 ? 1.0f : 0.0f;
  for (int i = 0; i < 8 * 8; i++)
    b[i] = i / 8 % 2 == 0 ? 0x1.8p-24f : 0x1.8p-23f;

  /* To one, each of three terms adds its upper bit, and each of four nothing. */
  check (ariadne_launch (multiply_tf32_kernel, 1, 32, 0, NULL, a, b, d));
  check (cudaDeviceSynchronize ());
  for (int i = 0; i < 16 * 8; i++)
    g_assert_cmpfloat (d[i], ==, 1.0f + 3 * 0x1p-23f);
}

/* Hands numbers on to the next thread, through shared memory. */
static void
pass_on_kernel (int  *result,
                bool  waits)
{
  int *shared = (int *) ariadne_shared ();
  int next = (threadIdx.x + 1) % blockDim.x;

  shared[threadIdx.x] = threadIdx.x;
  if (waits)
    __syncthreads ();
  result[threadIdx.x] = shared[next];
}

static void
copy_kernel (const uint4 *from,
             uint4       *to,
             bool         waits)
{
  uint4 *shared = (uint4 *) ariadne_shared ();

  ariadne_copy_async (shared + threadIdx.x, from + threadIdx.x, true);
  ariadne_copy_commit ();
  if (waits)
    ariadne_copy_wait<0> ();
  to[threadIdx.x] = shared[threadIdx.x];
}

/* With every seed the same, and right. */
static bool
passes_on (bool waits)
{
  int *result = make_array<int> (96);

  for (uint64_t seed = 0; seed < 8; seed++)
    {
      cuda_emulator_set_seed (seed);
      check (ariadne_launch (pass_on_kernel, 1, 96, 96 * sizeof (int), NULL, result, waits));
      check (cudaDeviceSynchronize ());
      for (int i = 0; i < 96; i++)
        if (result[i] != (i + 1) % 96)
          return false;
    }

  return true;
}

static bool
copies (bool waits)
{
  uint4 *from = make_array<uint4> (32);
  uint4 *to = make_array<uint4> (32);

  for (unsigned i = 0; i < 32; i++)
    from[i] = make_uint4 (i, 1, 2, 3);
  for (uint64_t seed = 0; seed < 8; seed++)
    {
      cuda_emulator_set_seed (seed);
      check (ariadne_launch (copy_kernel, 1, 32, 32 * sizeof (uint4), NULL, from, to, waits));
      check (cudaDeviceSynchronize ());
      if (memcmp (from, to, 32 * sizeof (uint4)) != 0)
        return false;
    }

  return true;
}

static void
test_races (void)
{
  cuda_emulator_reset ();
  g_assert_true (passes_on (true));
  g_assert_false (passes_on (false));
  g_assert_true (copies (true));
  g_assert_false (copies (false));
}

static void
shuffle_kernel (int *result)
{
  int sum = threadIdx.x;

  for (int lanes = 16; lanes > 0; lanes /= 2)
    sum += __shfl_xor_sync (0xffffffff, sum, lanes);
  result[threadIdx.x] = sum + __shfl_sync (0xffffffff, (int) threadIdx.x, 5);
}

static void
test_shuffles (void)
{
  int *result;

  cuda_emulator_reset ();
  cuda_emulator_set_seed (3);
  result = make_array<int> (64);
  check (ariadne_launch (shuffle_kernel, 1, 64, 0, NULL, result));
  check (cudaDeviceSynchronize ());
  for (int i = 0; i < 64; i++)
    g_assert_cmpint (result[i], ==, i < 32 ? 496 + 5 : 496 + 32 * 32 + 37);
}

static void
diverge_kernel (void)
{
  if (threadIdx.x > 0)
    __syncthreads ();
}

static void
overrun_kernel (float *array,
                int    n)
{
  array[n] = 1.0f;
}

static void
misread_kernel (const float *array,
                int          first,
                float       *sum)
{
  float4 values = *(const float4 *) (array + first);

  *sum = values.x + values.w;
}

static void
run_diverging (void)
{
  check (ariadne_launch (diverge_kernel, 1, 32, 0, NULL));
  cudaDeviceSynchronize ();
}

static void
run_overrun (void)
{
  check (ariadne_launch (overrun_kernel, 1, 1, 0, NULL, make_array<float> (64), 64));
  cudaDeviceSynchronize ();
}

static void
run_misreading (void)
{
  check (ariadne_launch (misread_kernel, 1, 1, 0, NULL, make_array<float> (64), 2,
                         make_array<float> (1)));
  cudaDeviceSynchronize ();
}

/* What a kernel does wrong ends the program. */
static void
test_faults (void)
{
  static const struct {
    const char *path;
    void      (*func) (void);
  } cases[] = {
    { "/cuda/emulator/faults/subprocess/diverging", run_diverging },
    { "/cuda/emulator/faults/subprocess/overrun", run_overrun },
    { "/cuda/emulator/faults/subprocess/misreading", run_misreading },
  };

  for (const auto &c : cases)
    {
      g_test_trap_subprocess (c.path, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_failed ();
    }
}

static void
add_kernel (int *value,
            int  n)
{
  *value = *value * 10 + n;
}

/* Nothing is done before it is waited for, and then in the order of a stream. */
static void
test_streams (void)
{
  cudaStream_t streams[2];
  cudaEvent_t event;
  int *value;

  cuda_emulator_reset ();
  value = make_array<int> (1);
  *value = 0;
  for (cudaStream_t &stream : streams)
    check (cudaStreamCreateWithFlags (&stream, cudaStreamNonBlocking));
  check (cudaEventCreate (&event));

  check (ariadne_launch (add_kernel, 1, 1, 0, streams[0], value, 1));
  check (cudaEventRecord (event, streams[0]));
  check (ariadne_launch (add_kernel, 1, 1, 0, streams[0], value, 3));
  check (cudaStreamWaitEvent (streams[1], event, 0));
  check (ariadne_launch (add_kernel, 1, 1, 0, streams[1], value, 2));
  g_assert_cmpint (cudaEventQuery (event), ==, cudaErrorNotReady);
  g_assert_cmpint (*value, ==, 0);

  check (cudaStreamSynchronize (streams[1]));
  check (cudaEventQuery (event));
  g_assert_cmpint (*value, ==, 12);
  check (cudaStreamSynchronize (streams[0]));
  g_assert_cmpint (*value, ==, 123);
}

static void
test_graphs (void)
{
  CudaEmulatorCounters counters;
  cudaStream_t stream;
  cudaGraphExec_t exec;
  cudaGraph_t graph;
  void *pointer;
  int *value;

  cuda_emulator_reset ();
  value = make_array<int> (1);
  *value = 0;
  check (cudaStreamCreate (&stream));
  check (cudaStreamBeginCapture (stream, cudaStreamCaptureModeGlobal));
  check (ariadne_launch (add_kernel, 1, 1, 0, stream, value, 1));
  check (ariadne_launch (add_kernel, 1, 1, 0, stream, value, 2));
  check (cudaStreamEndCapture (stream, &graph));
  check (cudaGraphInstantiate (&exec, graph, 0));
  check (cudaGraphDestroy (graph));

  check (cudaStreamSynchronize (stream));
  g_assert_cmpint (*value, ==, 0);
  check (cudaGraphLaunch (exec, stream));
  check (cudaGraphLaunch (exec, stream));
  check (cudaStreamSynchronize (stream));
  g_assert_cmpint (*value, ==, 1212);
  cuda_emulator_get_counters (&counters);
  g_assert_cmpuint (counters.n_graph_launches, ==, 2);
  g_assert_cmpuint (counters.n_live, ==, 3);

  check (cudaStreamBeginCapture (stream, cudaStreamCaptureModeGlobal));
  g_assert_cmpint (cudaMalloc (&pointer, 8), ==, cudaErrorStreamCaptureUnsupported);
  g_assert_cmpint (cudaStreamEndCapture (stream, &graph), ==, cudaErrorStreamCaptureInvalidated);
  g_assert_cmpint (cudaGetLastError (), ==, cudaErrorStreamCaptureInvalidated);
  check (cudaGetLastError ());
}

static void
test_failures (void)
{
  struct cudaDeviceProp properties;
  int *value;
  void *pointer;

  cuda_emulator_reset ();
  value = make_array<int> (1);
  cuda_emulator_fail (CUDA_EMULATOR_MALLOC, 1, 0, cudaErrorMemoryAllocation);
  check (cudaMalloc (&pointer, 8));
  g_assert_cmpint (cudaMalloc (&pointer, 8), ==, cudaErrorMemoryAllocation);
  check (cudaMalloc (&pointer, 8));
  g_assert_cmpint (cudaMalloc (&pointer, (size_t) 1 << 40), ==, cudaErrorMemoryAllocation);

  /* A kernel that fails takes everything with it. */
  cuda_emulator_fail (CUDA_EMULATOR_KERNEL, 0, 0, cudaErrorIllegalAddress);
  check (ariadne_launch (add_kernel, 1, 1, 0, NULL, value, 1));
  g_assert_cmpint (cudaDeviceSynchronize (), ==, cudaErrorIllegalAddress);
  g_assert_cmpint (cudaMalloc (&pointer, 8), ==, cudaErrorIllegalAddress);
  check (cudaDeviceReset ());
  check (cudaMalloc (&pointer, 8));

  cuda_emulator_lose_device (0, cudaErrorECCUncorrectable);
  g_assert_cmpint (cudaMalloc (&pointer, 8), ==, cudaErrorECCUncorrectable);
  g_assert_cmpint (cudaDeviceReset (), ==, cudaErrorECCUncorrectable);

  cuda_emulator_set_n_devices (0, cudaErrorInsufficientDriver);
  g_assert_cmpint (cudaGetDeviceProperties (&properties, 0), ==, cudaErrorInvalidDevice);
  g_assert_cmpint (cudaMalloc (&pointer, 8), ==, cudaErrorInsufficientDriver);
}

static cudaError_t
launch_with (size_t shared)
{
  cudaError_t error = ariadne_launch (pass_on_kernel, 1, 32, shared, NULL, make_array<int> (32),
                                      true);

  return error == cudaSuccess ? cudaDeviceSynchronize () : error;
}

/* A kernel has one limit of shared memory on each device. Who needs little of it
 * must not take what another one has asked for.
 */
static void
test_limits (void)
{
  const size_t large = 100 * 1024;

  cuda_emulator_reset ();
  cuda_emulator_set_n_devices (2, cudaSuccess);
  g_assert_cmpint (launch_with (large), ==, cudaErrorInvalidValue);
  check (ariadne_prepare (pass_on_kernel, large));
  check (launch_with (large));
  check (ariadne_prepare (pass_on_kernel, 60 * 1024));
  check (ariadne_prepare (pass_on_kernel, 0));
  check (launch_with (large));
  g_assert_cmpint (ariadne_prepare (pass_on_kernel, 1 << 20), ==, cudaErrorInvalidValue);
  check (launch_with (large));

  check (cudaSetDevice (1));
  g_assert_cmpint (launch_with (large), ==, cudaErrorInvalidValue);
  check (ariadne_prepare (pass_on_kernel, large));
  check (launch_with (large));

  check (cudaFuncSetAttribute ((const void *) pass_on_kernel,
                               cudaFuncAttributeMaxDynamicSharedMemorySize, 1024));
  g_assert_cmpint (launch_with (2048), ==, cudaErrorInvalidValue);
}

/* Only what was recorded has a time. */
static void
test_times (void)
{
  cudaEvent_t events[2];
  float milliseconds = -1.0f;

  cuda_emulator_reset ();
  for (cudaEvent_t &event : events)
    check (cudaEventCreate (&event));
  check (cudaEventRecord (events[0], NULL));
  check (cudaDeviceSynchronize ());
  g_assert_cmpint (cudaEventElapsedTime (&milliseconds, events[0], events[1]), ==,
                   cudaErrorInvalidResourceHandle);
  check (cudaEventRecord (events[1], NULL));
  g_assert_cmpint (cudaEventElapsedTime (&milliseconds, events[0], events[1]), ==,
                   cudaErrorNotReady);
  check (cudaDeviceSynchronize ());
  check (cudaEventElapsedTime (&milliseconds, events[0], events[1]));
  g_assert_cmpfloat (milliseconds, >=, 0.0f);
}

/* Against the functions of the C library. */
static void
test_functions (void)
{
  for (int i = -4000; i <= 4000; i++)
    {
      float x = i / 100.0f;

      g_assert_cmpfloat_with_epsilon (ariadne_tanh (x), tanh ((double) x), 2e-7);
      g_assert_cmpfloat_with_epsilon (ariadne_sigmoid (x), 1.0 / (1.0 + exp (-(double) x)), 2e-7);
    }
  g_assert_cmpfloat (ariadne_sigmoid (-1000.0f), ==, 0.0f);
  g_assert_cmpfloat (ariadne_sigmoid (1000.0f), ==, 1.0f);
  g_assert_cmpfloat (ariadne_tanh (-1000.0f), ==, -1.0f);
  g_assert_cmpfloat (ariadne_tanh (1e-20f), ==, 1e-20f);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cuda/emulator/products", test_products);
  g_test_add_func ("/cuda/emulator/cutting_off", test_cutting_off);
  g_test_add_func ("/cuda/emulator/races", test_races);
  g_test_add_func ("/cuda/emulator/shuffles", test_shuffles);
  g_test_add_func ("/cuda/emulator/faults", test_faults);
  g_test_add_func ("/cuda/emulator/faults/subprocess/diverging", run_diverging);
  g_test_add_func ("/cuda/emulator/faults/subprocess/overrun", run_overrun);
  g_test_add_func ("/cuda/emulator/faults/subprocess/misreading", run_misreading);
  g_test_add_func ("/cuda/emulator/streams", test_streams);
  g_test_add_func ("/cuda/emulator/graphs", test_graphs);
  g_test_add_func ("/cuda/emulator/failures", test_failures);
  g_test_add_func ("/cuda/emulator/limits", test_limits);
  g_test_add_func ("/cuda/emulator/times", test_times);
  g_test_add_func ("/cuda/emulator/functions", test_functions);

  return g_test_run ();
}
