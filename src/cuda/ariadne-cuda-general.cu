/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-general.cuh"

/* The order of launches. Everything that a launch needs is passed by value, so
 * that nothing has to live until it runs.
 */

cudaError_t
ariadne_cuda_general_prepare (const AriadneCudaNetwork *network)
{
  cudaError_t error = ariadne_general_prepare_nodes (*network);

  return error == cudaSuccess ? ariadne_general_prepare_steps (*network) : error;
}

static void
swap_states (AriadneGeneral &general)
{
  float *states = general.workspace.states;

  general.workspace.states = general.workspace.next_states;
  general.workspace.next_states = states;
}

/* Reset after, all of the first step was looked up at the start. */
static cudaError_t
enqueue_first_step (AriadneGeneral &general,
                    cudaStream_t    stream)
{
  cudaError_t error;

  if (general.network.reset_after)
    return cudaSuccess;

  error = ariadne_general_step (general, ARIADNE_STEP_FIRST, stream);
  swap_states (general);

  return error;
}

static cudaError_t
enqueue_step (AriadneGeneral &general,
              cudaStream_t    stream)
{
  static const AriadneStepKind kinds[] = { ARIADNE_STEP_MESSAGES, ARIADNE_STEP_GATES,
                                           ARIADNE_STEP_CANDIDATE };
  cudaError_t error = ariadne_general_sum (general, stream);

  for (AriadneStepKind kind : kinds)
    if (error == cudaSuccess)
      error = ariadne_general_step (general, kind, stream);
  swap_states (general);

  return error;
}

cudaError_t
ariadne_cuda_general_enqueue (const AriadneCudaNetwork   *network,
                              const AriadneCudaBucket    *bucket,
                              const AriadneCudaWeights   *weights,
                              const AriadneCudaBatch     *batch,
                              const AriadneCudaWorkspace *workspace,
                              float                      *output,
                              cudaStream_t                stream)
{
  AriadneGeneral general = { *network, *bucket, *weights, *batch, *workspace };
  cudaError_t error = ariadne_general_start (general, stream);

  for (uint32_t i = 0; i < network->n_propagations && error == cudaSuccess; i++)
    error = i == 0 ? enqueue_first_step (general, stream) : enqueue_step (general, stream);

  return error == cudaSuccess ? ariadne_general_read_out (general, output, stream) : error;
}
