/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-general.cuh"
#include "cuda/ariadne-cuda-node.cuh"
#include "cuda/ariadne-cuda-product.cuh"

/* The products of a step of propagation, one kernel for all: what they multiply
 * and what becomes of the results.
 *
 *   MESSAGES   inputs = Σ over edge types of sources · messages
 *   GATES      updates = inputs · input_update + states · state_update
 *              resets = the same of reset; reset before: σ of that, times the state
 *   CANDIDATE  next_states, of the update and of
 *              reset before: tanh (inputs · input_candidate + resets · state_candidate)
 *              reset after: tanh (inputs · input_candidate
 *                                 + σ(resets) ⊙ (states · state_candidate))
 *   FIRST      as CANDIDATE, reset before, in the first step: what inputs would
 *              give was looked up and is found in their place
 *
 * Blocks in x are tiles of outputs, for GATES those of update before those of
 * reset; blocks in y are tiles of places.
 */
struct AriadneStep
{
  AriadneGeneral  general;
  AriadneStepKind kind;
  uint32_t        n_places;
  uint32_t        piece_size;
};

/* What a product takes and where the results of a block are. The sources of its
 * places lie in shared memory behind the stages, those of an edge type in a row.
 */
template <int n_slices>
struct AriadneStepSource
{
  static const uint32_t tile_rows = AriadneTile<n_slices>::rows;

  const AriadneStep &step;
  uint32_t          *sources;
  uint32_t           n_nodes;
  uint32_t           first_place;
  uint32_t           tile;
  bool               is_reset;

  __device__ AriadneStepSource (const AriadneStep &step_)
    : step (step_)
  {
    uint32_t n_tiles = step.general.network.n_tiles;

    n_nodes = step.general.batch.header->n_nodes;
    sources = (uint32_t *) ((char *) ariadne_shared ()
                            + ARIADNE_PRODUCT_STAGES * (AriadneTile<n_slices>::size
                                                        + step.piece_size));
    first_place = blockIdx.y * tile_rows;
    tile = blockIdx.x % n_tiles;
    is_reset = blockIdx.x >= n_tiles;
  }

  __device__ __forceinline__ void
  load_sources (uint32_t edge_types) const
  {
    for (; edge_types != 0; edge_types &= edge_types - 1)
      {
        const uint32_t edge_type = __ffs (edge_types) - 1;
        const uint32_t *from = step.general.batch.sources + (size_t) edge_type * step.n_places
                               + first_place;

        for (uint32_t row = threadIdx.x; row < tile_rows; row += ARIADNE_PRODUCT_THREADS)
          sources[edge_type * tile_rows + row] = from[row];
      }
    __syncthreads ();
  }

  __device__ __forceinline__ const float *
  find_source (int      edge_type,
               uint32_t row) const
  {
    const AriadneCudaWorkspace &workspace = step.general.workspace;
    uint32_t source = sources[edge_type * tile_rows + row];

    if (source == ARIADNE_CUDA_NO_SOURCE)
      return NULL;
    if (source < step.n_places)
      return workspace.states + (size_t) source * step.general.network.stride;

    return workspace.sums + (size_t) (source - step.n_places) * step.general.network.stride;
  }

  __device__ __forceinline__ const float *
  get_rows (int number) const
  {
    if (number == 0)
      return step.general.workspace.inputs;
    if (step.kind == ARIADNE_STEP_GATES || step.general.network.reset_after)
      return step.general.workspace.states;

    return step.general.workspace.resets;
  }

  __device__ __forceinline__ const char *
  get_matrix (int number) const
  {
    const AriadneCudaWeights &weights = step.general.weights;

    if (step.kind == ARIADNE_STEP_MESSAGES)
      return (const char *) weights.messages;
    if (step.kind != ARIADNE_STEP_GATES)
      return (const char *) (number == 0 ? weights.input_candidate : weights.state_candidate);
    if (is_reset)
      return (const char *) (number == 0 ? weights.input_reset : weights.state_reset);

    return (const char *) (number == 0 ? weights.input_update : weights.state_update);
  }

  __device__ __forceinline__ void
  get (int                       number,
       AriadneOperand<n_slices> &operand) const
  {
    const AriadneCudaNetwork &network = step.general.network;
    const bool is_message = step.kind == ARIADNE_STEP_MESSAGES;
    const uint32_t matrix = is_message ? number * network.n_tiles + tile : tile;

    operand.matrix = get_matrix (number) + (size_t) matrix * network.n_blocks * step.piece_size;

#pragma unroll
    for (int i = 0; i < AriadneTile<n_slices>::copies; i++)
      {
        uint32_t row = threadIdx.x / 4 + i * AriadneTile<n_slices>::distance;

        if (is_message)
          operand.rows[i] = find_source (number, row);
        else
          operand.rows[i] = first_place + row >= n_nodes ? NULL
                            : get_rows (number) + (size_t) (first_place + row) * network.stride;
      }
  }

  /* Calls @func with the offset of every pair of results in a row of states, its
   * first column, and the results. Of a tile that reaches beyond the row, and of
   * places that no node has, there are none.
   */
  template <typename Func>
  __device__ __forceinline__ void
  for_each (AriadneResults<n_slices> &results,
            Func                      func) const
  {
    const uint32_t stride = step.general.network.stride;
    const uint32_t lane = threadIdx.x % 32;
    const uint32_t place = first_place + threadIdx.x / 32 * n_slices * ARIADNE_SLICE_ROWS
                           + lane / 4;
    const uint32_t column = tile * ARIADNE_CUDA_TILE + lane % 4 * 2;

#pragma unroll
    for (int slice = 0; slice < n_slices; slice++)
#pragma unroll
      for (int half = 0; half < 2; half++)
        {
          uint32_t row = place + slice * ARIADNE_SLICE_ROWS + half * 8;

          if (row >= n_nodes)
            continue;
#pragma unroll
          for (int unit = 0; unit < ARIADNE_CUDA_TILE_UNITS; unit++)
            if (column + unit * 8 < stride)
              func ((size_t) row * stride + column + unit * 8, column + unit * 8,
                    &results.values[slice][unit][half * 2]);
        }
  }

  /* Reset after: the candidate needs the sum of the inputs and that of the state
   * one by one, so the first is put aside, where the state will be.
   */
  __device__ __forceinline__ void
  finished (int                       number,
            AriadneResults<n_slices> &results) const
  {
    float *aside = step.general.workspace.next_states;

    if (step.kind != ARIADNE_STEP_CANDIDATE || !step.general.network.reset_after || number != 0)
      return;

    for_each (results, [=] (size_t offset, uint32_t column, float *values) {
      *(float2 *) (aside + offset) = make_float2 (values[0], values[1]);
      values[0] = values[1] = 0.0f;
    });
  }
};

/* Of a state the value after the last is the one; what follows it is zero. */
ARIADNE_DEVICE float2
ariadne_with_one (float2   values,
                  uint32_t column,
                  uint32_t hidden_size)
{
  if (column == hidden_size)
    values.x = 1.0f;
  if (column + 1 == hidden_size)
    values.y = 1.0f;

  return values;
}

template <int n_slices>
ARIADNE_DEVICE void
ariadne_store_messages (const AriadneStepSource<n_slices> &source,
                        AriadneResults<n_slices>          &results)
{
  const uint32_t hidden_size = source.step.general.network.hidden_size;
  float *inputs = source.step.general.workspace.inputs;

  source.for_each (results, [=] (size_t offset, uint32_t column, float *values) {
    float2 pair = make_float2 (values[0], values[1]);

    *(float2 *) (inputs + offset) = ariadne_with_one (pair, column, hidden_size);
  });
}

template <int n_slices>
ARIADNE_DEVICE void
ariadne_store_gates (const AriadneStepSource<n_slices> &source,
                     AriadneResults<n_slices>          &results)
{
  const AriadneCudaWorkspace &workspace = source.step.general.workspace;
  const bool applies = source.is_reset && !source.step.general.network.reset_after;
  float *to = source.is_reset ? workspace.resets : workspace.updates;
  const float *states = workspace.states;

  source.for_each (results, [=] (size_t offset, uint32_t column, float *values) {
    float2 pair = make_float2 (values[0], values[1]);

    if (applies)
      {
        float2 state = *(const float2 *) (states + offset);

        pair = make_float2 (ariadne_reset (pair.x, state.x), ariadne_reset (pair.y, state.y));
      }
    *(float2 *) (to + offset) = pair;
  });
}

/* Before the first operand: what was looked up of the candidate. */
template <int n_slices>
ARIADNE_DEVICE void
ariadne_load_candidates (const AriadneStepSource<n_slices> &source,
                         AriadneResults<n_slices>          &results)
{
  const float *inputs = source.step.general.workspace.inputs;

  source.for_each (results, [=] (size_t offset, uint32_t column, float *values) {
    float2 pair = *(const float2 *) (inputs + offset);

    values[0] = pair.x;
    values[1] = pair.y;
  });
}

template <int n_slices>
ARIADNE_DEVICE void
ariadne_store_candidates (const AriadneStepSource<n_slices> &source,
                          AriadneResults<n_slices>          &results)
{
  const AriadneCudaWorkspace workspace = source.step.general.workspace;
  const uint32_t hidden_size = source.step.general.network.hidden_size;
  const bool reset_after = source.step.general.network.reset_after;

  source.for_each (results, [=] (size_t offset, uint32_t column, float *values) {
    float2 update = *(const float2 *) (workspace.updates + offset);
    float2 state = *(const float2 *) (workspace.states + offset);
    float2 *next = (float2 *) (workspace.next_states + offset);
    float2 pair = make_float2 (values[0], values[1]);

    if (reset_after)
      {
        float2 reset = *(const float2 *) (workspace.resets + offset);

        pair.x = next->x + ariadne_reset (reset.x, pair.x);
        pair.y = next->y + ariadne_reset (reset.y, pair.y);
      }
    pair.x = ariadne_update (update.x, ariadne_tanh (pair.x), state.x);
    pair.y = ariadne_update (update.y, ariadne_tanh (pair.y), state.y);
    *next = ariadne_with_one (pair, column, hidden_size);
  });
}

/* The edge types that some places have, as bits; of these kinds of products
 * that have no edge types, the numbers of their operands.
 */
template <int n_slices>
ARIADNE_DEVICE uint32_t
ariadne_find_operands (const AriadneStepSource<n_slices> &source,
                       uint32_t                           first_place,
                       uint32_t                           n_places)
{
  const uint32_t *group_types = source.step.general.batch.group_types;
  uint32_t operands = 0;

  if (first_place >= source.n_nodes)
    return 0;
  if (source.step.kind == ARIADNE_STEP_FIRST)
    return 2;
  if (source.step.kind != ARIADNE_STEP_MESSAGES)
    return 3;

  for (uint32_t i = 0; i < n_places; i += ARIADNE_CUDA_GROUP)
    operands |= group_types[(first_place + i) / ARIADNE_CUDA_GROUP];

  return operands;
}

template <typename Arithmetic, int n_slices>
static __global__ void
__launch_bounds__ (ARIADNE_PRODUCT_THREADS, 2)
ariadne_step_kernel (const AriadneStep step)
{
  const uint32_t warp_rows = n_slices * ARIADNE_SLICE_ROWS;
  const AriadneStepSource<n_slices> source (step);
  AriadneResults<n_slices> results = {};
  uint32_t operands;
  uint32_t own;

  if (source.first_place >= source.n_nodes)
    return;

  operands = ariadne_find_operands (source, source.first_place, source.tile_rows);
  own = ariadne_find_operands (source, source.first_place + threadIdx.x / 32 * warp_rows,
                               warp_rows);
  if (step.kind == ARIADNE_STEP_MESSAGES)
    source.load_sources (operands);
  if (step.kind == ARIADNE_STEP_FIRST)
    ariadne_load_candidates (source, results);

  ariadne_multiply<Arithmetic> (source, operands, own, step.general.network.n_blocks,
                                step.piece_size, results);

  if (step.kind == ARIADNE_STEP_MESSAGES)
    ariadne_store_messages (source, results);
  else if (step.kind == ARIADNE_STEP_GATES)
    ariadne_store_gates (source, results);
  else
    ariadne_store_candidates (source, results);
}
