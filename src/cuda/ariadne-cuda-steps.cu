/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-step.cuh"

/* The products of a step, in each arithmetic. */

typedef void (*StepKernel) (const AriadneStep step);

static const StepKernel kernels[ARIADNE_CUDA_N_ARITHMETICS] = {
  ariadne_step_kernel<AriadneFp32>,
  ariadne_step_kernel<AriadneSplit>,
  ariadne_step_kernel<AriadneTf32>,
  ariadne_step_kernel<AriadneBf16>,
};

static size_t
get_shared_size (const AriadneCudaNetwork &network)
{
  return ARIADNE_PRODUCT_STAGES
         * (ARIADNE_PRODUCT_ROWS_SIZE + ariadne_cuda_piece_get_size (network.arithmetic));
}

cudaError_t
ariadne_general_prepare_steps (const AriadneCudaNetwork &network)
{
  if (network.arithmetic >= ARIADNE_CUDA_N_ARITHMETICS)
    return cudaErrorInvalidValue;

  return ariadne_prepare (kernels[network.arithmetic], get_shared_size (network));
}

cudaError_t
ariadne_general_step (const AriadneGeneral &general,
                      AriadneStepKind       kind,
                      cudaStream_t          stream)
{
  const AriadneCudaNetwork &network = general.network;
  const uint32_t n_places = ariadne_cuda_bucket_get_n_places (&general.bucket);
  const uint32_t n_matrices = kind == ARIADNE_STEP_GATES ? 2 : 1;
  const AriadneStep step = { general, kind, n_places,
                             (uint32_t) ariadne_cuda_piece_get_size (network.arithmetic) };

  return ariadne_launch (kernels[network.arithmetic],
                         dim3 (n_matrices * network.n_tiles, n_places / ARIADNE_CUDA_TILE_ROWS),
                         dim3 (ARIADNE_PRODUCT_THREADS), get_shared_size (network), stream, step);
}
