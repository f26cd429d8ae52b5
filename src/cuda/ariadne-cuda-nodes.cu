/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-general.cuh"
#include "cuda/ariadne-cuda-node.cuh"
#include "cuda/ariadne-cuda-prepare.cuh"

/* What is done for every node beside products. */

#define THREADS         128
#define MAX_NODE_BLOCKS 4096 /* go over all nodes, or all sums */

/* A column of a node's first step, of which @state is that of the embedding.
 * Answers what becomes of the state at once.
 */
ARIADNE_DEVICE float
start (const AriadneGeneral                   &general,
       const AriadneFirst<uint16_t, uint32_t> &first,
       size_t                                  place,
       uint32_t                                column,
       float                                   state)
{
  const AriadneCudaNetwork &network = general.network;
  const AriadneCudaWeights &weights = general.weights;
  const AriadneCudaWorkspace &workspace = general.workspace;
  const float update = ariadne_look_up (network, weights, first, 0, column);
  const float reset = ariadne_look_up (network, weights, first, 1, column);
  const float candidate = ariadne_look_up (network, weights, first, 2, column);
  float recurrent;

  if (!network.reset_after)
    {
      workspace.updates[place] = update;
      workspace.resets[place] = ariadne_reset (reset, state);
      workspace.inputs[place] = candidate;
      return state;
    }

  if (column >= network.hidden_size)
    return state;

  recurrent = weights.first_recurrent[(size_t) first.type * network.stride + column];

  return ariadne_update (update, ariadne_tanh (candidate + ariadne_reset (reset, recurrent)),
                         state);
}

/* Makes the states of the beginning, and looks up what the first step has of
 * them. Reset after, that is all of it, and the states are those after it.
 */
static __global__ void
__launch_bounds__ (THREADS)
start_kernel (const AriadneGeneral general)
{
  const AriadneCudaNetwork &network = general.network;
  const AriadneCudaBatch &batch = general.batch;
  const AriadneCudaWorkspace &workspace = general.workspace;
  const uint32_t n_nodes = batch.header->n_nodes;

  for (uint32_t place = blockIdx.x; place < n_nodes; place += gridDim.x)
    {
      const uint32_t type = batch.types[place];
      const uint32_t match_class = batch.classes[place];
      const uint32_t first_term = batch.first_terms[place];
      const uint32_t first_class_term = match_class > 0
                                        ? batch.first_class_terms[match_class - 1] : 0;
      const AriadneFirst<uint16_t, uint32_t> first = {
        type,
        batch.terms + first_term,
        batch.first_terms[place + 1] - first_term,
        batch.class_terms + first_class_term,
        match_class > 0 ? batch.first_class_terms[match_class] - first_class_term : 0,
      };
      const size_t row = (size_t) place * network.stride;

      for (uint32_t column = threadIdx.x; column < network.stride; column += THREADS)
        {
          float state = general.weights.embedding[(size_t) type * network.stride + column];

          if (network.n_propagations > 0)
            state = start (general, first, row + column, column, state);
          workspace.states[row + column] = state;
        }
    }
}

/* Sums what comes from the children of tuples and from the members of match
 * classes, a sum or a class a block at a time.
 */
static __global__ void
__launch_bounds__ (THREADS, 8)
sum_kernel (const AriadneGeneral general)
{
  const AriadneCudaBatch &batch = general.batch;
  const uint32_t stride = general.network.stride;
  const uint32_t n_sums = batch.header->n_sums;
  const float *states = general.workspace.states;

  for (uint32_t i = blockIdx.x; i < n_sums; i += gridDim.x)
    {
      const AriadneCudaSum sum = batch.sums[i];
      const uint32_t *terms = batch.sum_terms + sum.first_term;
      float *rows = general.workspace.sums + (size_t) sum.first_row * stride;

      for (uint32_t column = threadIdx.x; column < stride; column += THREADS)
        {
          if (sum.is_class)
            ariadne_sum_class (states, rows, stride, terms, sum.n_terms, column);
          else
            rows[column] = ariadne_sum_terms (states, stride, terms, sum.n_terms, column);
        }
    }
}

/* Reads out a graph. Its gates go where updates were. */
static __global__ void
__launch_bounds__ (THREADS)
readout_kernel (const AriadneGeneral general,
                float               *output)
{
  const AriadneCudaNetwork &network = general.network;
  const AriadneCudaWeights &weights = general.weights;
  const AriadneCudaBatch &batch = general.batch;
  const float *states = general.workspace.states;
  const bool is_sum = network.pooling == ARIADNE_CUDA_POOLING_MEAN
                      || network.pooling == ARIADNE_CUDA_POOLING_SUM;
  const uint32_t graph = blockIdx.x;
  const uint32_t warp = threadIdx.x / 32;
  float *sum = (float *) ariadne_shared ();

  if (graph >= batch.header->n_graphs)
    return;

  const uint32_t start = batch.starts[graph];
  const uint32_t n_nodes = batch.starts[graph + 1] - start;
  const uint32_t *places = batch.places + start;
  float *gates = general.workspace.updates + start;

  for (uint32_t i = warp; i < n_nodes; i += THREADS / 32)
    gates[i] = ariadne_gate (network, weights, states + (size_t) places[i] * network.stride,
                             batch.types[places[i]], threadIdx.x % 32);
  __syncthreads ();

  for (uint32_t column = threadIdx.x; is_sum && column < network.stride; column += THREADS)
    sum[column] = ariadne_weigh (states, network.stride, places, gates, n_nodes, column);
  __syncthreads ();

  for (uint32_t head = threadIdx.x; head < network.n_heads; head += THREADS)
    output[(size_t) graph * network.n_heads + head]
      = is_sum ? ariadne_pool_sum (network, weights, sum, batch.types, places, gates, n_nodes, head)
               : ariadne_pool_extreme (network, weights, states, network.stride, batch.types,
                                       places, gates, n_nodes, head);
}

static uint32_t
get_n_node_blocks (const AriadneGeneral &general)
{
  return general.bucket.n_nodes < MAX_NODE_BLOCKS ? general.bucket.n_nodes : MAX_NODE_BLOCKS;
}

cudaError_t
ariadne_general_start (const AriadneGeneral &general,
                       cudaStream_t          stream)
{
  return ariadne_launch (start_kernel, dim3 (get_n_node_blocks (general)),
                         dim3 (THREADS), 0, stream, general);
}

cudaError_t
ariadne_general_sum (const AriadneGeneral &general,
                     cudaStream_t          stream)
{
  return ariadne_launch (sum_kernel, dim3 (get_n_node_blocks (general)),
                         dim3 (THREADS), 0, stream, general);
}

cudaError_t
ariadne_general_read_out (const AriadneGeneral &general,
                          float                *output,
                          cudaStream_t          stream)
{
  return ariadne_launch (readout_kernel, dim3 (general.bucket.n_graphs), dim3 (THREADS),
                         general.network.stride * sizeof (float), stream, general, output);
}

cudaError_t
ariadne_general_prepare_nodes (const AriadneCudaNetwork &network)
{
  cudaError_t error = ariadne_prepare (start_kernel, 0);

  if (error == cudaSuccess)
    error = ariadne_prepare (sum_kernel, 0);
  if (error == cudaSuccess)
    error = ariadne_prepare (readout_kernel, network.stride * sizeof (float));

  return error;
}
