/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-kernels.h"
#include "cuda/ariadne-cuda-math.cuh"

/* What is computed of a node beside products, a column at a time. What is
 * general and what is fused keep their rows in different memory and number them
 * differently, but compute with these functions only.
 *
 * The products of a step, each one sum from zero on, are
 *
 *   x              of the messages, edge type after edge type
 *   update, reset  of x, then of the state
 *   candidate      reset before: of x, then of what the reset gate leaves;
 *                  reset after: of x, and another one of the state
 *
 * In the first step those of x and of the state are looked up, and what the
 * reset gate leaves is added to that.
 */

/* The sum of rows. Here and below the terms are added one after the other, but
 * they can be on their way together.
 */
template <typename Index>
ARIADNE_DEVICE float
ariadne_sum_terms (const float *rows,
                   uint32_t     stride,
                   const Index *terms,
                   uint32_t     n_terms,
                   uint32_t     column)
{
  float sum = rows[(size_t) terms[0] * stride + column];

#pragma unroll 4
  for (uint32_t i = 1; i < n_terms; i++)
    sum += rows[(size_t) terms[i] * stride + column];

  return sum;
}

/* For each member of a class the sum over all others: that of those before it
 * and that of those after it. Taking one away from the sum of all would be less
 * accurate.
 */
template <typename Index>
ARIADNE_DEVICE void
ariadne_sum_class (const float * __restrict__ rows,
                   float       * __restrict__ sums,
                   uint32_t                   stride,
                   const Index * __restrict__ terms,
                   uint32_t                   n_terms,
                   uint32_t                   column)
{
  float sum = 0.0f;

#pragma unroll 4
  for (uint32_t i = 0; i < n_terms; i++)
    {
      sums[(size_t) i * stride + column] = sum;
      sum += rows[(size_t) terms[i] * stride + column];
    }

  sum = 0.0f;
#pragma unroll 4
  for (uint32_t i = n_terms; i-- > 0;)
    {
      sums[(size_t) i * stride + column] += sum;
      sum += rows[(size_t) terms[i] * stride + column];
    }
}

/* What is looked up of a node in the first step. */
template <typename Index, typename ClassIndex>
struct AriadneFirst
{
  uint32_t          type;
  const Index      *terms;       /* each an edge type times 32 plus a node type */
  uint32_t          n_terms;
  const ClassIndex *class_terms; /* each a count times 32 plus a type */
  uint32_t          n_class_terms;
};

/* Column @column of row @row, 0 to 2, of update, reset and candidate. */
template <typename Index, typename ClassIndex>
ARIADNE_DEVICE float
ariadne_look_up (const AriadneCudaNetwork              &network,
                 const AriadneCudaWeights              &weights,
                 const AriadneFirst<Index, ClassIndex> &first,
                 uint32_t                               row,
                 uint32_t                               column)
{
  const uint32_t stride = network.stride;
  const float *messages = weights.first_messages + row * stride + column;
  const size_t first_match = ARIADNE_CUDA_MATCH_EDGE * ARIADNE_CUDA_N_NODE_TYPES;
  const float *matches = messages + first_match * 3 * stride;
  float value = weights.first_states[((size_t) first.type * 3 + row) * stride + column];

  for (uint32_t i = 0; i < first.n_terms; i++)
    {
      uint32_t term = first.terms[i];
      uint32_t message = term / 32 * ARIADNE_CUDA_N_NODE_TYPES + term % 32;

      value += messages[(size_t) message * 3 * stride];
    }

  for (uint32_t i = 0; i < first.n_class_terms; i++)
    {
      uint32_t type = first.class_terms[i] % 32;
      uint32_t count = first.class_terms[i] / 32 - (type == first.type);

      if (count > 0)
        value = fmaf ((float) count, matches[(size_t) type * 3 * stride], value);
    }

  return value;
}

/* What the reset gate, given by its sum, leaves of a value. */
ARIADNE_DEVICE float
ariadne_reset (float sum,
               float value)
{
  return ariadne_sigmoid (sum) * value;
}

/* The state that follows. */
ARIADNE_DEVICE float
ariadne_update (float sum,
                float candidate,
                float state)
{
  return fmaf (ariadne_sigmoid (sum), state - candidate, candidate);
}

/* The gate of the readout, by a warp; all of it gets the answer. */
ARIADNE_DEVICE float
ariadne_gate (const AriadneCudaNetwork &network,
              const AriadneCudaWeights &weights,
              const float              *state,
              uint32_t                  type,
              uint32_t                  lane)
{
  float sum = 0.0f;

  for (uint32_t i = lane; i < network.hidden_size; i += 32)
    sum = fmaf (state[i], weights.gate_weights[i], sum);
  for (int lanes = 16; lanes > 0; lanes /= 2)
    sum += __shfl_xor_sync (0xffffffff, sum, lanes);

  return ariadne_sigmoid (sum + weights.gate_bias[type]);
}

/* The sum of nodes' states, each times its gate. Nodes are in the rows that
 * @places says, or follow one another.
 */
template <typename Index>
ARIADNE_DEVICE float
ariadne_weigh (const float *rows,
               uint32_t     stride,
               const Index *places,
               const float *gates,
               uint32_t     n_nodes,
               uint32_t     column)
{
  float sum = 0.0f;

  for (uint32_t i = 0; i < n_nodes; i++)
    {
      size_t row = places != NULL ? places[i] : i;

      sum = fmaf (gates[i], rows[row * stride + column], sum);
    }

  return sum;
}

/* Adds to a head the readout of a state, or of a weighted sum of states. */
ARIADNE_DEVICE float
ariadne_read_out (const AriadneCudaNetwork &network,
                  const AriadneCudaWeights &weights,
                  const float              *state,
                  uint32_t                  head,
                  float                     value)
{
#pragma unroll 8
  for (uint32_t i = 0; i < network.hidden_size; i++)
    value = fmaf (state[i], weights.readout[(size_t) i * network.n_heads + head], value);

  return value;
}

/* A head of a graph whose states, weighted, sum up to @sum; for the poolings
 * that are sums. @types are those of its nodes.
 */
template <typename Index, typename Type>
ARIADNE_DEVICE float
ariadne_pool_sum (const AriadneCudaNetwork &network,
                  const AriadneCudaWeights &weights,
                  const float              *sum,
                  const Type               *types,
                  const Index              *places,
                  const float              *gates,
                  uint32_t                  n_nodes,
                  uint32_t                  head)
{
  float value = 0.0f;

  for (uint32_t i = 0; i < n_nodes; i++)
    {
      size_t type = types[places != NULL ? places[i] : i];

      value = fmaf (gates[i], weights.node_heads[type * network.n_heads + head], value);
    }

  value = ariadne_read_out (network, weights, sum, head, value);

  return network.pooling == ARIADNE_CUDA_POOLING_MEAN ? value / (float) n_nodes : value;
}

/* A head of a graph; for the poolings that choose among nodes. */
template <typename Index, typename Type>
ARIADNE_DEVICE float
ariadne_pool_extreme (const AriadneCudaNetwork &network,
                      const AriadneCudaWeights &weights,
                      const float              *rows,
                      uint32_t                  stride,
                      const Type               *types,
                      const Index              *places,
                      const float              *gates,
                      uint32_t                  n_nodes,
                      uint32_t                  head)
{
  float sign = network.pooling == ARIADNE_CUDA_POOLING_MAX ? 1.0f : -1.0f;
  float best = 0.0f;

  for (uint32_t i = 0; i < n_nodes; i++)
    {
      size_t row = places != NULL ? places[i] : i;
      float value = weights.node_heads[(size_t) types[row] * network.n_heads + head];

      value = gates[i] * ariadne_read_out (network, weights, rows + row * stride, head, value);
      if (i == 0 || sign * value > sign * best)
        best = value;
    }

  return best;
}
