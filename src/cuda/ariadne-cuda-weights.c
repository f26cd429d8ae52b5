/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-pack.h"

#include <string.h>

#include "cuda/ariadne-cuda-pieces.h"
#include "model/ariadne-weights-private.h"

/* Weights, as kernels want them: matrices in pieces with their biases as one row
 * more, consecutive maps folded into one, and what depends on the type of a node
 * alone in tables. Folding is done in double precision.
 */

#define N_NODE_TYPES ARIADNE_CUDA_N_NODE_TYPES

G_STATIC_ASSERT (ARIADNE_CUDA_N_NODE_TYPES == ARIADNE_GRAPH_N_NODE_TYPES);
G_STATIC_ASSERT (ARIADNE_CUDA_N_EDGE_TYPES == ARIADNE_GRAPH_N_EDGE_TYPES);
G_STATIC_ASSERT ((int) ARIADNE_CUDA_POOLING_MIN == (int) ARIADNE_POOLING_MIN);

/* A matrix, some columns of a tensor, and biases: of the first as many as of
 * the second, or none.
 */
typedef struct
{
  const float *values;
  guint        stride;
  guint        first;
  const float *bias;
  const float *second_bias;
} Matrix;

void
ariadne_cuda_network_init (AriadneCudaNetwork         *network,
                           const AriadneNetworkConfig *config,
                           AriadneCudaArithmetic       arithmetic)
{
  const guint block = ARIADNE_CUDA_BLOCK;
  const guint tile = ARIADNE_CUDA_TILE;

  memset (network, 0, sizeof *network);
  network->hidden_size = config->hidden_size;
  network->n_propagations = config->n_propagations;
  network->n_heads = config->n_heads;
  network->n_edge_types = config->n_edge_types;
  network->reset_after = config->variant == ARIADNE_GRU_RESET_AFTER;
  network->pooling = config->pooling;
  network->arithmetic = arithmetic;
  network->n_blocks = (config->hidden_size + 1 + block - 1) / block;
  network->stride = network->n_blocks * block;
  network->n_tiles = (network->stride + tile - 1) / tile;
}

static const float *
peek (const AriadneWeights *weights,
      AriadneTensor         tensor)
{
  const AriadneTensorInfo *info = &weights->tensors[tensor];

  return info->n_dimensions > 0 ? weights->values + info->first : NULL;
}

static float
get_value (const AriadneCudaNetwork *network,
           const Matrix             *matrix,
           guint                     input,
           guint                     output)
{
  double bias;

  if (output >= network->hidden_size || input > network->hidden_size)
    return 0.0f;
  if (input < network->hidden_size)
    return matrix->values[(gsize) input * matrix->stride + matrix->first + output];
  if (matrix->bias == NULL)
    return 0.0f;

  bias = matrix->bias[matrix->first + output];
  if (matrix->second_bias != NULL)
    bias += matrix->second_bias[matrix->first + output];

  return bias;
}

static char *
pack_matrix (const AriadneCudaNetwork *network,
             const Matrix             *matrix,
             char                     *to)
{
  for (guint tile = 0; tile < network->n_tiles; tile++)
    for (guint block = 0; block < network->n_blocks; block++)
      {
        for (guint i = 0; i < ARIADNE_CUDA_BLOCK; i++)
          for (guint j = 0; j < ARIADNE_CUDA_TILE; j++)
            ariadne_cuda_piece_set (network->arithmetic, to, i, j,
                                    get_value (network, matrix, block * ARIADNE_CUDA_BLOCK + i,
                                               tile * ARIADNE_CUDA_TILE + j));
        to += ariadne_cuda_piece_get_size (network->arithmetic);
      }

  return to;
}

static void
pack_matrices (const AriadneCudaNetwork *network,
               const AriadneWeights     *weights,
               const AriadneCudaWeights *packed)
{
  const guint h = network->hidden_size;
  const float *messages = peek (weights, ARIADNE_TENSOR_MESSAGE_WEIGHT);
  const float *message_bias = peek (weights, ARIADNE_TENSOR_MESSAGE_BIAS);
  const float *a = peek (weights, ARIADNE_TENSOR_GRU_INPUT_WEIGHT);
  const float *u = peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_WEIGHT);
  const float *bias = peek (weights, ARIADNE_TENSOR_GRU_INPUT_BIAS);
  const float *recurrent_bias = peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_BIAS);
  char *to = packed->messages;

  for (guint k = 0; k < network->n_edge_types; k++)
    to = pack_matrix (network, &(Matrix) { messages + (gsize) k * h * h, h, 0,
                                           message_bias + k * h, NULL }, to);

  pack_matrix (network, &(Matrix) { a, 3 * h, 0, bias, recurrent_bias }, packed->input_update);
  pack_matrix (network, &(Matrix) { a, 3 * h, h, bias, recurrent_bias }, packed->input_reset);
  pack_matrix (network, &(Matrix) { a, 3 * h, 2 * h, bias, NULL }, packed->input_candidate);
  pack_matrix (network, &(Matrix) { u, 3 * h, 0, NULL, NULL }, packed->state_update);
  pack_matrix (network, &(Matrix) { u, 3 * h, h, NULL, NULL }, packed->state_reset);
  pack_matrix (network, &(Matrix) { u, 3 * h, 2 * h, recurrent_bias, NULL },
               packed->state_candidate);
}

/* Adds row · matrix, where the matrix has @n_outputs of @stride columns. */
static void
multiply_row (const double *row,
              guint         n_inputs,
              const float  *matrix,
              guint         stride,
              double       *result,
              guint         n_outputs)
{
  for (guint i = 0; i < n_inputs; i++)
    for (guint j = 0; j < n_outputs; j++)
      result[j] += row[i] * matrix[(gsize) i * stride + j];
}

static void
set_row (double      *row,
         const float *values,
         guint        n)
{
  for (guint i = 0; i < n; i++)
    row[i] = values != NULL ? values[i] : 0.0;
}

/* Stores rows one below the other, each with zeros up to its end. */
static void
store_rows (const AriadneCudaNetwork *network,
            const double             *rows,
            guint                     n_rows,
            float                    *to)
{
  const guint h = network->hidden_size;

  for (guint row = 0; row < n_rows; row++)
    for (guint i = 0; i < network->stride; i++)
      *to++ = i < h ? rows[row * h + i] : 0.0;
}

static void
look_up_states (const AriadneCudaNetwork *network,
                const AriadneWeights     *weights,
                const AriadneCudaWeights *packed,
                const double             *embedding,
                guint                     node_type)
{
  const guint h = network->hidden_size;
  const gsize stride = network->stride;
  const float *u = peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_WEIGHT);
  const float *bias = peek (weights, ARIADNE_TENSOR_GRU_INPUT_BIAS);
  g_autofree double *rows = g_new (double, 3 * h);
  float *state = packed->embedding + node_type * stride;

  store_rows (network, embedding, 1, state);
  state[h] = 1.0f;

  set_row (rows, peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_BIAS), 3 * h);
  multiply_row (embedding, h, u, 3 * h, rows, 3 * h);
  store_rows (network, rows + 2 * h, 1, packed->first_recurrent + node_type * stride);

  for (guint i = 0; i < 2 * h; i++)
    rows[i] += bias[i];
  set_row (rows + 2 * h, bias + 2 * h, h);
  store_rows (network, rows, 3, packed->first_states + 3 * node_type * stride);
}

static void
look_up_messages (const AriadneCudaNetwork *network,
                  const AriadneWeights     *weights,
                  const AriadneCudaWeights *packed,
                  const double             *embedding,
                  guint                     node_type)
{
  const guint h = network->hidden_size;
  const float *messages = peek (weights, ARIADNE_TENSOR_MESSAGE_WEIGHT);
  const float *biases = peek (weights, ARIADNE_TENSOR_MESSAGE_BIAS);
  const float *a = peek (weights, ARIADNE_TENSOR_GRU_INPUT_WEIGHT);
  g_autofree double *message = g_new (double, h);
  g_autofree double *rows = g_new (double, 3 * h);

  for (guint k = 0; k < network->n_edge_types; k++)
    {
      gsize row = 3 * (k * N_NODE_TYPES + node_type);

      set_row (message, biases + k * h, h);
      multiply_row (embedding, h, messages + (gsize) k * h * h, h, message, h);
      set_row (rows, NULL, 3 * h);
      multiply_row (message, h, a, 3 * h, rows, 3 * h);
      store_rows (network, rows, 3, packed->first_messages + row * network->stride);
    }
}

/* There is nothing between the two maps of the readout, so they are one. The
 * half of it that is for the embedding is looked up, with the bias.
 */
static void
look_up_heads (const AriadneCudaNetwork *network,
               const AriadneWeights     *weights,
               const AriadneCudaWeights *packed,
               const double             *embedding,
               guint                     node_type)
{
  const guint h = network->hidden_size;
  const guint r = weights->config.readout_size;
  const guint t = network->n_heads;
  const float *gate = peek (weights, ARIADNE_TENSOR_READOUT_GATE_WEIGHT);
  g_autofree double *hidden = g_new (double, r);
  g_autofree double *heads = g_new (double, t);
  double gate_bias = peek (weights, ARIADNE_TENSOR_READOUT_GATE_BIAS)[0];

  set_row (hidden, peek (weights, ARIADNE_TENSOR_READOUT_HIDDEN_BIAS), r);
  multiply_row (embedding, h, peek (weights, ARIADNE_TENSOR_READOUT_HIDDEN_WEIGHT), r, hidden, r);
  set_row (heads, peek (weights, ARIADNE_TENSOR_READOUT_OUTPUT_BIAS), t);
  multiply_row (hidden, r, peek (weights, ARIADNE_TENSOR_READOUT_OUTPUT_WEIGHT), t, heads, t);
  for (guint i = 0; i < t; i++)
    packed->node_heads[node_type * t + i] = heads[i];

  multiply_row (embedding, h, gate, 1, &gate_bias, 1);
  packed->gate_bias[node_type] = gate_bias;
}

static void
fold_readout (const AriadneCudaNetwork *network,
              const AriadneWeights     *weights,
              const AriadneCudaWeights *packed)
{
  const guint h = network->hidden_size;
  const guint r = weights->config.readout_size;
  const guint t = network->n_heads;
  const float *hidden = peek (weights, ARIADNE_TENSOR_READOUT_HIDDEN_WEIGHT);
  const float *output = peek (weights, ARIADNE_TENSOR_READOUT_OUTPUT_WEIGHT);
  const float *gate = peek (weights, ARIADNE_TENSOR_READOUT_GATE_WEIGHT);
  g_autofree double *row = g_new (double, MAX (h, r));
  g_autofree double *heads = g_new (double, t);

  for (guint i = 0; i < h; i++)
    {
      set_row (row, hidden + (gsize) (h + i) * r, r);
      set_row (heads, NULL, t);
      multiply_row (row, r, output, t, heads, t);
      for (guint j = 0; j < t; j++)
        packed->readout[(gsize) i * t + j] = heads[j];
    }

  set_row (row, gate + h, h);
  store_rows (network, row, 1, packed->gate_weights);
}

void
ariadne_cuda_weights_pack (const AriadneCudaNetwork *network,
                           const AriadneWeights     *weights,
                           const AriadneCudaWeights *packed)
{
  const guint h = network->hidden_size;
  const float *embeddings = peek (weights, ARIADNE_TENSOR_EMBEDDING_WEIGHT);
  g_autofree double *embedding = g_new (double, h);

  pack_matrices (network, weights, packed);
  fold_readout (network, weights, packed);
  for (guint type = 0; type < N_NODE_TYPES; type++)
    {
      set_row (embedding, embeddings + type * h, h);
      look_up_states (network, weights, packed, embedding, type);
      look_up_messages (network, weights, packed, embedding, type);
      look_up_heads (network, weights, packed, embedding, type);
    }
}
