/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-arithmetic.cuh"
#include "cuda/ariadne-cuda-fused-layout.h"
#include "cuda/ariadne-cuda-node.cuh"
#include "cuda/ariadne-cuda-prepare.cuh"

/* A block takes one pack through all steps.
 *
 * Its rows are in shared memory: states, inputs, and others, which are by turns
 * sums of states, what the reset gate leaves, and candidates. Weights come in
 * stages, one block of inputs of a matrix at a time, in the order in which the
 * steps need them; the stream runs ahead over the ends of matrices and steps.
 *
 * Invariant: between two barriers no thread writes a row that another one reads
 * or writes. Taking the next stage is a barrier; so what was written before a
 * product can be read in it, and what is read in a product's first block must
 * be read after taking it. Rows that a product reads may be written after the
 * next barrier only. A lane holds the same places of results in all products
 * with as many rows, so that it alone reads and writes them in between.
 */

#define N_WARPS   ARIADNE_CUDA_FUSED_WARPS
#define N_THREADS (32 * N_WARPS)
#define ROW_TILE  16

#define TUPLE_EDGE 7 /* from a tuple's child */

/* The products of a step: the messages of each edge type, by its number, and
 * those of the recurrent unit.
 */
enum
{
  RECURRENT = ARIADNE_CUDA_N_EDGE_TYPES, /* what the reset gate is applied to, if after it */
  RESET,
  CANDIDATE,
  UPDATE,
  N_PRODUCTS,
};

/* What a thread knows of its block. Rows are found by where they start behind
 * the states.
 */
struct Block
{
  AriadneCudaNetwork           network;
  AriadneCudaWeights           weights;
  uint32_t                     stride;
  float                       *states;
  float                       *inputs;
  float                       *others;
  uint32_t                     first_input; /* behind the states */
  uint32_t                     first_other;
  float                       *gates;
  const void                 **matrices;
  const uint16_t              *values;
  const AriadneCudaFusedHead  *head;
  uint32_t                     n_rows;
};

/* Weights on their way. Matrices from the first of a step on are taken over and
 * over; behind the last step the stream goes on, and nobody takes what it brings.
 */
struct Stream
{
  unsigned char *stages;
  uint32_t       n_stages;
  uint32_t       stage;      /* to be taken next; the one before it is free */
  uint32_t       matrix;     /* of the next copy, and its block */
  uint32_t       block;
  uint32_t       n_matrices;
  uint32_t       first;
};

/* Starts to copy the next block of weights to a stage. */
template <class Arithmetic>
ARIADNE_DEVICE void
fill_stage (const Block &block,
            Stream      &stream,
            uint32_t     stage)
{
  const uint32_t piece_size = ARIADNE_CUDA_TILE_UNITS * Arithmetic::unit_size;
  const unsigned char *from = (const unsigned char *) block.matrices[stream.matrix]
                              + stream.block * piece_size;
  unsigned char *to = stream.stages + stage * block.network.n_tiles * piece_size;

  for (uint32_t tile = 0; tile < block.network.n_tiles; tile++)
    {
      for (uint32_t i = threadIdx.x * 16; i < piece_size; i += N_THREADS * 16)
        ariadne_copy_async (to + i, from + i, true);
      from += block.network.n_blocks * piece_size;
      to += piece_size;
    }
  ariadne_copy_commit ();

  if (++stream.block == block.network.n_blocks)
    {
      stream.block = 0;
      if (++stream.matrix == stream.n_matrices)
        stream.matrix = stream.first;
    }
}

/* Takes the next stage, and fills the one that was taken last: behind the
 * barrier nobody reads it any more.
 */
template <class Arithmetic>
ARIADNE_DEVICE const unsigned char *
take_stage (const Block &block,
            Stream      &stream)
{
  uint32_t stage = stream.stage;

  if (stream.n_stages == 2)
    ariadne_copy_wait<0> ();
  else if (stream.n_stages == 3)
    ariadne_copy_wait<1> ();
  else
    ariadne_copy_wait<2> ();
  __syncthreads ();

  fill_stage<Arithmetic> (block, stream, stage > 0 ? stage - 1 : stream.n_stages - 1);
  stream.stage = stage + 1 < stream.n_stages ? stage + 1 : 0;

  return stream.stages
         + stage * block.network.n_tiles * ARIADNE_CUDA_TILE_UNITS * Arithmetic::unit_size;
}

/* The part of a product that a lane has: of two rows, some units of eight
 * columns, of which it holds two each. A row is the sum of one or two products,
 * and may go on from what is at its destination among the inputs.
 */
template <int n_units>
struct Share
{
  bool     active;
  bool     continued;
  bool     twice;
  bool     valid[2];
  uint32_t destinations[2]; /* among the inputs, others or states */
  uint32_t sources[2];      /* behind the states */
  uint32_t next_sources[2]; /* of the second product, if any */
  uint32_t unit;            /* the first */
  uint32_t first_unit;      /* of those that count, and the last */
  uint32_t last_unit;
  float    results[n_units][4];
};

ARIADNE_DEVICE uint32_t
get_lane (void)
{
  return threadIdx.x % 32;
}

/* Where message @i of an edge type comes from, and where it goes. */
ARIADNE_DEVICE void
get_message (const Block &block,
             uint32_t     edge_type,
             uint32_t     i,
             uint32_t    *source,
             uint32_t    *destination)
{
  const uint16_t *pair = block.values + block.head->products[edge_type] + 2 * i;
  uint32_t row = pair[0];

  *source = row < block.n_rows ? row * block.stride
                               : block.first_other + (row - block.n_rows) * block.stride;
  *destination = pair[1] * block.stride;
}

/* Which rows the recurrent unit multiplies; answers how many products it sums. */
ARIADNE_DEVICE bool
get_unit (const Block &block,
          uint32_t     product,
          bool         is_first,
          uint32_t    *source,
          uint32_t    *next_source)
{
  const bool reset_after = block.network.reset_after;

  *source = product == RECURRENT ? 0 : is_first ? block.first_other : block.first_input;
  *next_source = product == CANDIDATE ? block.first_other : 0;

  return !is_first && product != RECURRENT && !(product == CANDIDATE && reset_after);
}

template <int n_units>
ARIADNE_DEVICE void
begin_share (const Block    &block,
             uint32_t        product,
             bool            is_first,
             uint32_t        n_rows,
             Share<n_units> &share)
{
  uint32_t n_row_tiles = (n_rows + ROW_TILE - 1) / ROW_TILE;
  uint32_t n_shares = N_WARPS / n_row_tiles;
  uint32_t warp = threadIdx.x / 32;
  uint32_t n_all = block.network.n_tiles * ARIADNE_CUDA_TILE_UNITS;
  uint32_t n_own = (n_all + n_shares - 1) / n_shares;
  uint32_t source = 0;
  uint32_t next_source = 0;

  share.first_unit = warp % n_shares * n_own;
  share.last_unit = min (share.first_unit + n_own, n_all) - 1;
  share.unit = min (share.first_unit, n_all - n_units);
  share.active = warp < n_row_tiles * n_shares && share.first_unit < n_all;
  share.continued = product < RECURRENT || is_first;
  share.twice = product >= RECURRENT && get_unit (block, product, is_first, &source, &next_source);

#pragma unroll
  for (int i = 0; i < 2; i++)
    {
      uint32_t row = warp / n_shares * ROW_TILE + get_lane () / 4 + 8 * i;

      share.valid[i] = share.active && row < n_rows;
      row = min (row, n_rows - 1);
      share.destinations[i] = row * block.stride;
      share.sources[i] = source + row * block.stride;
      share.next_sources[i] = next_source + row * block.stride;
      if (product < RECURRENT)
        get_message (block, product, row, &share.sources[i], &share.destinations[i]);
    }
}

/* Calls @function (result, place) for each result that counts; the place is
 * that in the rows of destinations.
 */
template <int n_units, typename Function>
ARIADNE_DEVICE void
for_results (const Block    &block,
             Share<n_units> &share,
             Function        function)
{
#pragma unroll
  for (int i = 0; i < n_units; i++)
    for (int j = 0; j < 4; j++)
      {
        uint32_t column = (share.unit + i) * 8 + get_lane () % 4 * 2 + j % 2;

        if (share.valid[j / 2] && share.unit + i >= share.first_unit
            && share.unit + i <= share.last_unit && column < block.network.hidden_size)
          function (share.results[i][j], share.destinations[j / 2] + column);
      }
}

template <int n_units>
ARIADNE_DEVICE void
begin_results (const Block    &block,
               Share<n_units> &share)
{
#pragma unroll
  for (int i = 0; i < n_units; i++)
    for (int j = 0; j < 4; j++)
      share.results[i][j] = 0.0f;

  if (share.continued)
    for_results (block, share, [&] (float &result, uint32_t place)
      {
        result = block.inputs[place];
      });
}

template <class Arithmetic, int n_units>
ARIADNE_DEVICE void
multiply_block (const Block         &block,
                Share<n_units>      &share,
                uint32_t             column,
                const unsigned char *stage)
{
  const unsigned char *units = stage + share.unit * Arithmetic::unit_size;
  const int lane = get_lane ();
  typename Arithmetic::Left left;

  Arithmetic::load (left, block.states + share.sources[0] + column,
                    block.states + share.sources[1] + column, lane);

#pragma unroll
  for (int i = 0; i < n_units; i++)
    Arithmetic::multiply (share.results[i], left, units + i * Arithmetic::unit_size, lane);
}

template <class Arithmetic, int n_units>
ARIADNE_DEVICE void
multiply (const Block    &block,
          Stream         &stream,
          Share<n_units> &share)
{
  const uint32_t n_blocks = block.network.n_blocks;
  const uint32_t n = share.twice ? 2 * n_blocks : n_blocks;
  const unsigned char *stage = take_stage<Arithmetic> (block, stream);
  uint32_t column = 0;

  /* Lanes that read different results have parted; a warp multiplies as one. */
  begin_results (block, share);
  __syncwarp ();
  for (uint32_t i = 1;; i++)
    {
      if (share.active)
        multiply_block<Arithmetic> (block, share, column, stage);
      if (i == n)
        break;

      column += ARIADNE_CUDA_BLOCK;
      if (i == n_blocks)
        {
          share.sources[0] = share.next_sources[0];
          share.sources[1] = share.next_sources[1];
          column = 0;
        }
      stage = take_stage<Arithmetic> (block, stream);
    }
}

/* What becomes of the results. Rows that the product itself has read are not
 * written before all warps are done.
 */
template <int n_units>
ARIADNE_DEVICE void
end_share (const Block    &block,
           uint32_t        product,
           Share<n_units> &share)
{
  const bool reset_after = block.network.reset_after;

  if (product >= CANDIDATE)
    __syncthreads ();

  for_results (block, share, [&] (float &result, uint32_t place)
    {
      float *state = block.states + place;
      float *other = block.others + place;

      if (product < RECURRENT)
        block.inputs[place] = result;
      else if (product == RECURRENT)
        *other = result;
      else if (product == RESET)
        *other = ariadne_reset (result, reset_after ? *other : *state);
      else if (product == CANDIDATE)
        *other = ariadne_tanh (reset_after ? result + *other : result);
      else
        *state = ariadne_update (result, *other, *state);
    });
}

template <class Arithmetic, int n_units>
ARIADNE_DEVICE void
run_share (const Block &block,
           Stream      &stream,
           uint32_t     product,
           bool         is_first,
           uint32_t     n_rows)
{
  Share<n_units> share;

  begin_share (block, product, is_first, n_rows, share);
  multiply<Arithmetic> (block, stream, share);
  end_share (block, product, share);
}

/* One product. Each number of units has code of its own, so that all results
 * stay in registers.
 */
template <class Arithmetic>
ARIADNE_DEVICE void
run_product (const Block &block,
             Stream      &stream,
             uint32_t     product,
             bool         is_first)
{
  uint32_t n = product < RECURRENT ? block.head->n_products[product] : block.n_rows;
  uint32_t n_units = ariadne_cuda_fused_get_units (&block.network, (n + ROW_TILE - 1) / ROW_TILE);

  if (n_units <= 3)
    run_share<Arithmetic, 3> (block, stream, product, is_first, n);
  else if (n_units <= 5)
    run_share<Arithmetic, 5> (block, stream, product, is_first, n);
  else if (n_units <= 7)
    run_share<Arithmetic, 7> (block, stream, product, is_first, n);
  else
    run_share<Arithmetic, ARIADNE_CUDA_FUSED_MAX_UNITS> (block, stream, product, is_first, n);
}

/* Calls @function (row, column) once for each value of the pack's rows. */
template <typename Function>
ARIADNE_DEVICE void
for_values (const Block &block,
            Function     function)
{
  for (uint32_t row = threadIdx.x / 32; row < block.n_rows; row += N_WARPS)
    for (uint32_t column = get_lane (); column < block.network.hidden_size; column += 32)
      function (row, column);
}

/* A column of a node in the first step: update, reset or candidate. */
ARIADNE_DEVICE float
look_up (const Block &block,
         uint32_t     gate,
         uint32_t     row,
         uint32_t     column)
{
  const uint16_t *values = block.values;
  const AriadneCudaFusedHead *head = block.head;
  uint32_t first = values[head->first_terms + row];
  uint32_t match_class = values[head->classes + row];
  AriadneFirst<uint16_t, uint16_t> node = {};

  node.type = values[head->types + row];
  node.terms = values + head->terms + first;
  node.n_terms = values[head->first_terms + row + 1] - first;
  if (match_class > 0)
    {
      const uint16_t *class_terms = values + head->first_class_terms + match_class - 1;

      node.class_terms = values + head->class_terms + class_terms[0];
      node.n_class_terms = class_terms[1] - class_terms[0];
    }

  return ariadne_look_up (block.network, block.weights, node, gate, column);
}

/* In the first step all but the candidate's product with the state follows from
 * node types. What it is added to takes the place of inputs.
 */
ARIADNE_DEVICE void
look_up_candidates (const Block &block)
{
  const float *recurrent = block.weights.first_recurrent;

  for_values (block, [&] (uint32_t row, uint32_t column)
    {
      size_t place = row * block.stride + column;
      size_t type = block.values[block.head->types + row];
      float reset = look_up (block, 1, row, column);
      float candidate = look_up (block, 2, row, column);

      if (block.network.reset_after)
        {
          reset = ariadne_reset (reset, recurrent[type * block.network.stride + column]);
          block.others[place] = ariadne_tanh (candidate + reset);
        }
      else
        {
          block.others[place] = ariadne_reset (reset, block.states[place]);
          block.inputs[place] = candidate;
        }
    });
}

ARIADNE_DEVICE void
look_up_updates (const Block &block)
{
  for_values (block, [&] (uint32_t row, uint32_t column)
    {
      size_t place = row * block.stride + column;

      block.states[place] = ariadne_update (look_up (block, 0, row, column),
                                            block.others[place], block.states[place]);
    });
}

/* The sums of tuples' children. */
ARIADNE_DEVICE void
sum_tuples (const Block &block)
{
  const uint16_t *sums = block.values + block.head->sums;

  for (uint32_t i = threadIdx.x / 32; i < block.head->n_tuple_sums; i += N_WARPS)
    for (uint32_t column = get_lane (); column < block.network.stride; column += 32)
      block.others[sums[4 * i + 2] * block.stride + column]
        = ariadne_sum_terms (block.states, block.stride,
                             block.values + block.head->sum_terms + sums[4 * i],
                             sums[4 * i + 1], column);
}

/* The sums of match classes, one for each member. */
ARIADNE_DEVICE void
sum_classes (const Block &block)
{
  const uint16_t *sums = block.values + block.head->sums + 4 * block.head->n_tuple_sums;

  for (uint32_t i = threadIdx.x / 32; i < block.head->n_class_sums; i += N_WARPS)
    for (uint32_t column = get_lane (); column < block.network.stride; column += 32)
      ariadne_sum_class (block.states, block.others + sums[4 * i + 2] * block.stride,
                         block.stride, block.values + block.head->sum_terms + sums[4 * i],
                         sums[4 * i + 1], column);
}

/* Does what comes before a product, and tells whether there is such a product. */
ARIADNE_DEVICE bool
begin_product (const Block &block,
               uint32_t     product,
               bool         is_first)
{
  if (is_first)
    return product == CANDIDATE && !block.network.reset_after;
  if (product >= RECURRENT)
    return product != RECURRENT || block.network.reset_after;
  if (block.head->n_products[product] == 0)
    return false;

  /* The sums of tuples are the first rows that a step puts in the place of
   * others; those of classes replace them when all warps have read them.
   */
  if (product == TUPLE_EDGE)
    sum_tuples (block);
  if (product == ARIADNE_CUDA_MATCH_EDGE && block.head->n_class_sums > 0)
    {
      __syncthreads ();
      sum_classes (block);
    }

  return true;
}

template <class Arithmetic>
ARIADNE_DEVICE void
run_step (const Block &block,
          Stream      &stream,
          bool         is_first)
{
  __syncthreads ();
  if (is_first)
    look_up_candidates (block);
  else
    for_values (block, [&] (uint32_t row, uint32_t column)
      {
        block.inputs[row * block.stride + column] = 0.0f;
      });

  for (uint32_t product = 0; product < N_PRODUCTS; product++)
    if (begin_product (block, product, is_first))
      run_product<Arithmetic> (block, stream, product, is_first);

  __syncthreads ();
  if (is_first)
    look_up_updates (block);
}

/* Notes the next matrix. All threads count, and one writes. */
ARIADNE_DEVICE void
add_matrix (const Block &block,
            uint32_t    *n,
            const void  *matrix)
{
  if (threadIdx.x == 0)
    block.matrices[*n] = matrix;
  ++*n;
}

/* Writes down the matrices in the order in which the steps need them, and before
 * them the one of the first step. Answers how many; @first is where those of a
 * step begin.
 */
ARIADNE_DEVICE uint32_t
list_matrices (const Block &block,
               uint32_t    *first)
{
  const AriadneCudaWeights &weights = block.weights;
  const bool reset_after = block.network.reset_after;
  const size_t size = (size_t) block.network.n_tiles * block.network.n_blocks
                      * ariadne_cuda_piece_get_size (block.network.arithmetic);
  uint32_t n = 0;

  if (!reset_after)
    add_matrix (block, &n, weights.state_candidate);
  *first = n;
  for (uint32_t k = 0; k < ARIADNE_CUDA_N_EDGE_TYPES; k++)
    if (block.head->n_products[k] > 0)
      add_matrix (block, &n, (const unsigned char *) weights.messages + k * size);
  if (reset_after)
    add_matrix (block, &n, weights.state_candidate);
  add_matrix (block, &n, weights.input_reset);
  add_matrix (block, &n, weights.state_reset);
  add_matrix (block, &n, weights.input_candidate);
  if (!reset_after)
    add_matrix (block, &n, weights.state_candidate);
  add_matrix (block, &n, weights.input_update);
  add_matrix (block, &n, weights.state_update);

  return n;
}

template <class Arithmetic>
ARIADNE_DEVICE void
begin_stream (const Block   &block,
              unsigned char *stages,
              uint32_t       n_stages,
              Stream        &stream)
{
  uint32_t first;
  uint32_t n_matrices = list_matrices (block, &first);

  stream = {};
  stream.stages = stages;
  stream.n_stages = n_stages;
  stream.n_matrices = n_matrices;
  stream.first = first;

  __syncthreads ();
  for (uint32_t i = 0; i + 1 < n_stages; i++)
    fill_stage<Arithmetic> (block, stream, i);
}

/* Rows end in a one, and then zeros; those beyond the pack are zero. States are
 * at first those of node types.
 */
ARIADNE_DEVICE void
embed (const Block &block,
       uint32_t     max_rows)
{
  for (uint32_t row = threadIdx.x / 32; row < max_rows; row += N_WARPS)
    for (uint32_t column = get_lane (); column < block.stride; column += 32)
      {
        size_t place = row * block.stride + column;
        float one = row < block.n_rows && column == block.network.hidden_size ? 1.0f : 0.0f;

        block.states[place] = one;
        block.inputs[place] = one;
        block.others[place] = 0.0f;
      }
  __syncthreads ();

  for_values (block, [&] (uint32_t row, uint32_t column)
    {
      size_t type = block.values[block.head->types + row];

      block.states[row * block.stride + column]
        = block.weights.embedding[type * block.network.stride + column];
    });
}

ARIADNE_DEVICE float
read_out_head (const Block &block,
               uint32_t     graph,
               uint32_t     head)
{
  const uint16_t *starts = block.values + block.head->starts + graph;
  const uint16_t *types = block.values + block.head->types + starts[0];
  const uint16_t *places = NULL;
  const float *gates = block.gates + starts[0];
  uint32_t n_nodes = starts[1] - starts[0];

  if (block.network.pooling == ARIADNE_CUDA_POOLING_MEAN
      || block.network.pooling == ARIADNE_CUDA_POOLING_SUM)
    return ariadne_pool_sum (block.network, block.weights, block.inputs + graph * block.stride,
                             types, places, gates, n_nodes, head);

  return ariadne_pool_extreme (block.network, block.weights,
                               block.states + starts[0] * block.stride, block.stride,
                               types, places, gates, n_nodes, head);
}

/* The heads of the pack's graphs. Their weighted sums take the place of inputs. */
ARIADNE_DEVICE void
read_out (const Block &block,
          uint32_t     n_graphs,
          float       *output)
{
  const uint16_t *starts = block.values + block.head->starts;
  const uint16_t *places = NULL;

  __syncthreads ();
  for (uint32_t row = threadIdx.x / 32; row < block.n_rows; row += N_WARPS)
    block.gates[row] = ariadne_gate (block.network, block.weights,
                                     block.states + row * block.stride,
                                     block.values[block.head->types + row], get_lane ());
  __syncthreads ();

  for (uint32_t graph = threadIdx.x / 32; graph < n_graphs; graph += N_WARPS)
    for (uint32_t column = get_lane (); column < block.network.hidden_size; column += 32)
      block.inputs[graph * block.stride + column]
        = ariadne_weigh (block.states + starts[graph] * block.stride, block.stride, places,
                         block.gates + starts[graph], starts[graph + 1] - starts[graph], column);
  __syncthreads ();

  for (uint32_t graph = threadIdx.x / 32; graph < n_graphs; graph += N_WARPS)
    for (uint32_t head = get_lane (); head < block.network.n_heads; head += 32)
      output[(size_t) graph * block.network.n_heads + head] = read_out_head (block, graph, head);
}

template <class Arithmetic>
__global__ void
__launch_bounds__ (N_THREADS, 1)
ariadne_cuda_fused_kernel (AriadneCudaNetwork    network,
                           AriadneCudaFusedFit   fit,
                           AriadneCudaWeights    weights,
                           AriadneCudaFusedBatch batch,
                           float                *output)
{
  unsigned char *shared = (unsigned char *) ariadne_shared ();
  AriadneCudaFusedLayout layout;
  AriadneCudaFusedPack pack;
  Block block;
  Stream stream;

  if (blockIdx.x >= *batch.n_packs)
    return;

  pack = batch.packs[blockIdx.x];
  ariadne_cuda_fused_layout (&network, fit.max_rows, fit.n_stages, &layout);

  for (uint32_t i = threadIdx.x * 8; i < pack.n_values; i += N_THREADS * 8)
    *(uint4 *) (shared + layout.values + i * sizeof (uint16_t))
      = *(const uint4 *) (batch.values + pack.first_value + i);
  __syncthreads ();

  block.network = network;
  block.weights = weights;
  block.stride = layout.stride;
  block.states = (float *) (shared + layout.states);
  block.inputs = (float *) (shared + layout.inputs);
  block.others = (float *) (shared + layout.others);
  block.first_input = (layout.inputs - layout.states) / (uint32_t) sizeof (float);
  block.first_other = (layout.others - layout.states) / (uint32_t) sizeof (float);
  block.gates = (float *) (shared + layout.gates);
  block.matrices = (const void **) (shared + layout.matrices);
  block.values = (const uint16_t *) (shared + layout.values);
  block.head = (const AriadneCudaFusedHead *) block.values;
  block.n_rows = block.head->n_rows;

  begin_stream<Arithmetic> (block, shared + layout.stages, fit.n_stages, stream);
  embed (block, fit.max_rows);

  for (uint32_t step = 0; step < network.n_propagations; step++)
    run_step<Arithmetic> (block, stream, step == 0);

  ariadne_copy_wait<0> ();
  read_out (block, pack.n_graphs, output + (size_t) pack.first_graph * network.n_heads);
}

typedef void (*Kernel) (AriadneCudaNetwork, AriadneCudaFusedFit, AriadneCudaWeights,
                        AriadneCudaFusedBatch, float *);

static Kernel
get_kernel (const AriadneCudaNetwork *network)
{
  switch (network->arithmetic)
    {
    case ARIADNE_CUDA_SPLIT:
      return ariadne_cuda_fused_kernel<AriadneSplit>;
    case ARIADNE_CUDA_TF32:
      return ariadne_cuda_fused_kernel<AriadneTf32>;
    case ARIADNE_CUDA_BF16:
      return ariadne_cuda_fused_kernel<AriadneBf16>;
    default:
      return ariadne_cuda_fused_kernel<AriadneFp32>;
    }
}

cudaError_t
ariadne_cuda_fused_prepare (const AriadneCudaNetwork  *network,
                            const AriadneCudaFusedFit *fit)
{
  return ariadne_prepare (get_kernel (network), fit->shared);
}

/* There may be as many packs as graphs; blocks that find none end at once. */
cudaError_t
ariadne_cuda_fused_enqueue (const AriadneCudaNetwork    *network,
                            const AriadneCudaFusedFit   *fit,
                            const AriadneCudaBucket     *bucket,
                            const AriadneCudaWeights    *weights,
                            const AriadneCudaFusedBatch *batch,
                            float                       *output,
                            cudaStream_t                 stream)
{
  return ariadne_launch (get_kernel (network), dim3 (bucket->n_graphs), dim3 (N_THREADS),
                         fit->shared, stream, *network, *fit, *weights, *batch, output);
}
