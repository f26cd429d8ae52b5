/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-prepare.cuh"
#include "cuda/ariadne-cuda-step.cuh"

/* The products of a step, in each arithmetic, and with one or two slices of rows
 * for a warp.
 */

#define MAX_SLICES 2

/* As many blocks as fit a multiprocessor at the same time. */
#define BLOCKS_AT_ONCE 2

typedef void (*StepKernel) (const AriadneStep step);

static const StepKernel kernels[ARIADNE_CUDA_N_ARITHMETICS][MAX_SLICES] = {
  { ariadne_step_kernel<AriadneFp32, 1>, ariadne_step_kernel<AriadneFp32, 2> },
  { ariadne_step_kernel<AriadneSplit, 1>, ariadne_step_kernel<AriadneSplit, 2> },
  { ariadne_step_kernel<AriadneTf32, 1>, ariadne_step_kernel<AriadneTf32, 2> },
  { ariadne_step_kernel<AriadneBf16, 1>, ariadne_step_kernel<AriadneBf16, 2> },
};

static_assert (AriadneTile<MAX_SLICES>::rows == ARIADNE_CUDA_TILE_ROWS
               && AriadneTile<MAX_SLICES>::rows == MAX_SLICES * AriadneTile<1>::rows,
               "places come in whole tiles");

static size_t
get_shared_size (const AriadneCudaNetwork &network,
                 uint32_t                  n_slices)
{
  size_t stage = n_slices * AriadneTile<1>::size
                 + ariadne_cuda_piece_get_size (network.arithmetic);
  size_t sources = ARIADNE_CUDA_N_EDGE_TYPES * n_slices * AriadneTile<1>::rows * sizeof (uint32_t);

  return ARIADNE_PRODUCT_STAGES * stage + sources;
}

cudaError_t
ariadne_general_prepare_steps (const AriadneCudaNetwork &network)
{
  cudaError_t error = cudaSuccess;

  if (network.arithmetic >= ARIADNE_CUDA_N_ARITHMETICS)
    return cudaErrorInvalidValue;

  for (uint32_t n_slices = 1; n_slices <= MAX_SLICES && error == cudaSuccess; n_slices++)
    error = ariadne_prepare (kernels[network.arithmetic][n_slices - 1],
                             get_shared_size (network, n_slices));

  return error;
}

/* Large tiles, unless a small batch would leave a part of the device without. */
static cudaError_t
choose_slices (uint32_t  n_large_tiles,
               uint32_t *n_slices)
{
  int device;
  int n_multiprocessors = 0;
  cudaError_t error = cudaGetDevice (&device);

  if (error == cudaSuccess)
    error = cudaDeviceGetAttribute (&n_multiprocessors, cudaDevAttrMultiProcessorCount, device);
  *n_slices = n_large_tiles < (uint32_t) n_multiprocessors * BLOCKS_AT_ONCE ? 1 : MAX_SLICES;

  return error;
}

cudaError_t
ariadne_general_step (const AriadneGeneral &general,
                      AriadneStepKind       kind,
                      cudaStream_t          stream)
{
  const AriadneCudaNetwork &network = general.network;
  const uint32_t n_places = ariadne_cuda_bucket_get_n_places (&general.bucket);
  const uint32_t n_tiles = network.n_tiles * (kind == ARIADNE_STEP_GATES ? 2 : 1);
  const AriadneStep step = { general, kind, n_places,
                             (uint32_t) ariadne_cuda_piece_get_size (network.arithmetic) };
  uint32_t n_slices;
  cudaError_t error = choose_slices (n_places / ARIADNE_CUDA_TILE_ROWS * n_tiles, &n_slices);

  if (error != cudaSuccess)
    return error;

  return ariadne_launch (kernels[network.arithmetic][n_slices - 1],
                         dim3 (n_tiles, n_places / (n_slices * AriadneTile<1>::rows)),
                         dim3 (ARIADNE_PRODUCT_THREADS), get_shared_size (network, n_slices),
                         stream, step);
}
