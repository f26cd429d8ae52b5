/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a GPU can do at best: a large product of matrices of random numbers in
 * each precision through cuBLASLt, a large copy, and a launch of nothing. A
 * line of JSON for each; operations are multiplications and additions, bytes are
 * those read and those written.
 *
 *     bench-ceilings [OUTPUT]
 */

#include <cublasLt.h>
#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#define SIZE           8192
#define WORKSPACE_SIZE ((size_t) 64 << 20)
#define COPY_SIZE      ((size_t) 2 << 30)
#define N_WARM         3
#define N_TIMES        11

static FILE *output;
static char  device_name[256];

static void
check (cudaError_t result,
       const char *what)
{
  if (result == cudaSuccess)
    return;

  fprintf (stderr, "bench-ceilings: %s: %s\n", what, cudaGetErrorString (result));
  exit (result == cudaErrorNoDevice || result == cudaErrorInsufficientDriver ? 77 : 1);
}

static void
check_blas (cublasStatus_t status,
            const char    *what)
{
  if (status == CUBLAS_STATUS_SUCCESS)
    return;

  fprintf (stderr, "bench-ceilings: %s: status %d\n", what, (int) status);
  exit (1);
}

static void
report (const char *what,
        const char *unit,
        double      rate)
{
  printf ("%-28s %12.4g %s\n", what, rate, unit);
  if (output != NULL)
    fprintf (output,
             "{\"benchmark\":\"ceiling\",\"label\":\"%s\",\"device\":\"%s\",\"unit\":\"%s\","
             "\"rate\":%.6g}\n", what, device_name, unit, rate);
}

/* Zeros would hide something, and are faster. */
template <typename T>
__global__ void
fill_kernel (T       *values,
             size_t   n,
             uint32_t seed)
{
  for (size_t i = blockIdx.x * (size_t) blockDim.x + threadIdx.x; i < n;
       i += (size_t) gridDim.x * blockDim.x)
    {
      uint32_t x = (uint32_t) i * 2654435761u + seed;

      x ^= x >> 16;
      x *= 2246822519u;
      x ^= x >> 13;
      values[i] = (T) ((float) (x & 0xffff) / 65536.0f - 0.5f);
    }
}

template <typename T>
static T *
make_matrix (uint32_t seed)
{
  T *values;
  size_t n = (size_t) SIZE * SIZE;

  check (cudaMalloc (&values, n * sizeof (T)), "taking memory");
  fill_kernel<<<1024, 256>>> (values, n, seed);
  check (cudaGetLastError (), "filling a matrix");

  return values;
}

/* The median time of something, in seconds. */
template <typename Function>
static double
time_it (Function function)
{
  cudaEvent_t begin, end;
  float times[N_TIMES];

  check (cudaEventCreate (&begin), "making an event");
  check (cudaEventCreate (&end), "making an event");
  for (int i = 0; i < N_WARM; i++)
    function ();
  for (int i = 0; i < N_TIMES; i++)
    {
      check (cudaEventRecord (begin), "timing");
      function ();
      check (cudaEventRecord (end), "timing");
      check (cudaEventSynchronize (end), "timing");
      check (cudaEventElapsedTime (&times[i], begin, end), "timing");
    }
  cudaEventDestroy (begin);
  cudaEventDestroy (end);
  std::sort (times, times + N_TIMES);

  return times[N_TIMES / 2] * 1e-3;
}

template <typename T>
static void
measure_product (const char         *what,
                 cudaDataType_t      type,
                 cublasComputeType_t compute)
{
  T *a = make_matrix<T> (1);
  T *b = make_matrix<T> (2);
  T *c = make_matrix<T> (3);
  const float one = 1.0f, zero = 0.0f;
  void *workspace;
  size_t workspace_size = WORKSPACE_SIZE;
  cublasLtHandle_t handle;
  cublasLtMatmulDesc_t product;
  cublasLtMatrixLayout_t layout;
  cublasLtMatmulPreference_t preference;
  cublasLtMatmulHeuristicResult_t found;
  int n_found = 0;
  double seconds;

  check (cudaMalloc (&workspace, workspace_size), "taking memory");
  check_blas (cublasLtCreate (&handle), "starting cuBLASLt");
  check_blas (cublasLtMatmulDescCreate (&product, compute, CUDA_R_32F), "describing a product");
  check_blas (cublasLtMatrixLayoutCreate (&layout, type, SIZE, SIZE, SIZE), "a layout");
  check_blas (cublasLtMatmulPreferenceCreate (&preference), "a preference");
  check_blas (cublasLtMatmulPreferenceSetAttribute (preference,
                                                    CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                                                    &workspace_size, sizeof workspace_size),
              "a preference");
  check_blas (cublasLtMatmulAlgoGetHeuristic (handle, product, layout, layout, layout, layout,
                                              preference, 1, &found, &n_found),
              "choosing an algorithm");

  seconds = time_it ([&] {
    check_blas (cublasLtMatmul (handle, product, &one, a, layout, b, layout, &zero, c, layout,
                                c, layout, &found.algo, workspace, workspace_size, 0),
                "multiplying");
  });
  report (what, "operation/s", 2.0 * SIZE * SIZE * SIZE / seconds);

  cublasLtMatmulPreferenceDestroy (preference);
  cublasLtMatrixLayoutDestroy (layout);
  cublasLtMatmulDescDestroy (product);
  cublasLtDestroy (handle);
  cudaFree (workspace);
  cudaFree (a);
  cudaFree (b);
  cudaFree (c);
}

static void
measure_copy (void)
{
  char *from, *to;
  double seconds;

  check (cudaMalloc (&from, COPY_SIZE), "taking memory");
  check (cudaMalloc (&to, COPY_SIZE), "taking memory");
  fill_kernel<<<1024, 256>>> ((float *) from, COPY_SIZE / sizeof (float), 4);
  seconds = time_it ([&] {
    check (cudaMemcpyAsync (to, from, COPY_SIZE, cudaMemcpyDeviceToDevice), "copying");
  });
  report ("copy on the device", "byte/s", 2.0 * COPY_SIZE / seconds);
  cudaFree (from);
  cudaFree (to);
}

static void
measure_transfer (void)
{
  const size_t size = (size_t) 256 << 20;
  char *host, *device;
  double seconds;

  check (cudaMallocHost (&host, size), "pinning memory");
  check (cudaMalloc (&device, size), "taking memory");
  seconds = time_it ([&] {
    check (cudaMemcpyAsync (device, host, size, cudaMemcpyHostToDevice), "uploading");
  });
  report ("upload", "byte/s", size / seconds);
  cudaFreeHost (host);
  cudaFree (device);
}

__global__ void
nothing_kernel (void)
{
}

static void
measure_launch (void)
{
  const int n = 1000;
  double seconds = time_it ([&] {
    for (int i = 0; i < n; i++)
      nothing_kernel<<<1, 32>>> ();
    check (cudaGetLastError (), "launching");
  });

  report ("launch", "s", seconds / n);
}

int
main (int    argc,
      char **argv)
{
  cudaDeviceProp properties;
  int n_devices = 0;

  check (cudaGetDeviceCount (&n_devices), "looking for a GPU");
  check (cudaGetDeviceProperties (&properties, 0), "asking the GPU");
  snprintf (device_name, sizeof device_name, "%s", properties.name);
  if (argc > 1 && (output = fopen (argv[1], "a")) == NULL)
    {
      perror (argv[1]);
      return 1;
    }

  printf ("%s, compute capability %d.%d, %d multiprocessors, %.1f GiB\n", device_name,
          properties.major, properties.minor, properties.multiProcessorCount,
          properties.totalGlobalMem / 1073741824.0);
  measure_product<float> ("float32", CUDA_R_32F, CUBLAS_COMPUTE_32F);
  measure_product<float> ("tf32", CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32);
  measure_product<__nv_bfloat16> ("bf16", CUDA_R_16BF, CUBLAS_COMPUTE_32F);
  measure_copy ();
  measure_transfer ();
  measure_launch ();
  if (output != NULL)
    fclose (output);

  return 0;
}
