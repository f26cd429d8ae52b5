/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>

#include "model/ariadne-network-plan.h"

#include "model/ariadne-weights-private.h"

#define N_NODE_TYPES ARIADNE_GRAPH_N_NODE_TYPES

/* row · matrix, where the matrix has @n_outputs of @stride columns. */
static void
multiply_row (const double *row,
              guint         n_inputs,
              const float  *matrix,
              guint         stride,
              double       *result,
              guint         n_outputs)
{
  memset (result, 0, sizeof (double) * n_outputs);
  for (guint i = 0; i < n_inputs; i++)
    for (guint j = 0; j < n_outputs; j++)
      result[j] += row[i] * matrix[(gsize) i * stride + j];
}

static void
add_bias (double      *row,
          const float *bias,
          guint        n)
{
  for (guint i = 0; bias != NULL && i < n; i++)
    row[i] += bias[i];
}

static void
store_row (float        *to,
           const double *from,
           guint         n)
{
  for (guint i = 0; i < n; i++)
    to[i] = from[i];
}

static void
get_embedding (const AriadneWeights *weights,
               guint                 node_type,
               double               *row)
{
  const float *table = ariadne_weights_peek (weights, ARIADNE_TENSOR_EMBEDDING_WEIGHT);
  const guint h = weights->config.hidden_size;

  for (guint i = 0; i < h; i++)
    row[i] = table[node_type * h + i];
}

/* Packs some columns of a matrix, and the same columns of up to two biases as
 * one more row.
 */
static void
pack (AriadneNetworkPlan  *self,
      AriadnePackedMatrix *packed,
      const float         *matrix,
      guint                n_inputs,
      guint                stride,
      guint                first_output,
      guint                n_outputs,
      const float         *bias,
      const float         *second_bias)
{
  ariadne_packed_matrix_init (packed, self->kernels, n_inputs + (bias != NULL), n_outputs);

  for (guint i = 0; i < n_inputs; i++)
    for (guint j = 0; j < n_outputs; j++)
      ariadne_packed_matrix_set (packed, i, j, matrix[(gsize) i * stride + first_output + j]);

  for (guint j = 0; bias != NULL && j < n_outputs; j++)
    {
      double value = bias[first_output + j];

      if (second_bias != NULL)
        value += second_bias[first_output + j];
      ariadne_packed_matrix_set (packed, n_inputs, j, value);
    }
}

static void
pack_messages (AriadneNetworkPlan   *self,
               const AriadneWeights *weights)
{
  const float *matrices = ariadne_weights_peek (weights, ARIADNE_TENSOR_MESSAGE_WEIGHT);
  const float *biases = ariadne_weights_peek (weights, ARIADNE_TENSOR_MESSAGE_BIAS);
  const guint h = self->config.hidden_size;

  for (guint k = 0; k < self->config.n_edge_types; k++)
    pack (self, &self->messages[k], matrices + (gsize) k * h * h, h, h, 0, h, biases + k * h, NULL);
}

/* The products of the state carry the biases, since its row has the one. Only
 * the candidate's own bias, if the reset gate comes after the product, must
 * stay outside of it.
 */
static void
pack_unit (AriadneNetworkPlan   *self,
           const AriadneWeights *weights)
{
  const float *a = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_INPUT_WEIGHT);
  const float *u = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_WEIGHT);
  const float *input_bias = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_INPUT_BIAS);
  const float *recurrent_bias = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_BIAS);
  const guint h = self->config.hidden_size;

  pack (self, &self->input_gates, a, h, 3 * h, 0, 2 * h, NULL, NULL);
  pack (self, &self->input_candidate, a, h, 3 * h, 2 * h, h, NULL, NULL);
  pack (self, &self->recurrent_gates, u, h, 3 * h, 0, 2 * h, input_bias, recurrent_bias);

  if (self->config.variant == ARIADNE_GRU_RESET_AFTER)
    {
      pack (self, &self->recurrent_candidate, u, h, 3 * h, 2 * h, h, recurrent_bias, NULL);
      self->candidate_bias = ariadne_kernels_alloc (self->state_stride);
      memcpy (self->candidate_bias, input_bias + 2 * h, sizeof (float) * h);
    }
  else
    {
      pack (self, &self->recurrent_candidate, u, h, 3 * h, 2 * h, h, input_bias, NULL);
    }
}

static void
look_up_states (AriadneNetworkPlan   *self,
                const AriadneWeights *weights)
{
  const float *u = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_WEIGHT);
  const float *input_bias = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_INPUT_BIAS);
  const float *recurrent_bias = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_BIAS);
  const guint h = self->config.hidden_size;
  g_autofree double *embedding = g_new (double, h);
  g_autofree double *row = g_new (double, 3 * h);

  self->embedding = ariadne_kernels_alloc ((gsize) N_NODE_TYPES * self->state_stride);
  self->first_states = ariadne_kernels_alloc ((gsize) N_NODE_TYPES * self->first_stride);
  if (self->config.variant == ARIADNE_GRU_RESET_AFTER)
    self->first_recurrent = ariadne_kernels_alloc ((gsize) N_NODE_TYPES * self->state_stride);

  for (guint i = 0; i < N_NODE_TYPES; i++)
    {
      float *first_state = self->first_states + (gsize) i * self->first_stride;
      float *state = self->embedding + (gsize) i * self->state_stride;

      get_embedding (weights, i, embedding);
      store_row (state, embedding, h);
      state[h] = 1.0f;

      multiply_row (embedding, h, u, 3 * h, row, 3 * h);
      add_bias (row, recurrent_bias, 3 * h);
      if (self->first_recurrent != NULL)
        {
          store_row (self->first_recurrent + (gsize) i * self->state_stride, row + 2 * h, h);
          memcpy (first_state + self->gate_stride, self->candidate_bias, sizeof (float) * h);
        }
      add_bias (row, input_bias, 2 * h);
      store_row (first_state, row, 2 * h);
    }
}

static void
look_up_messages (AriadneNetworkPlan   *self,
                  const AriadneWeights *weights)
{
  const float *matrices = ariadne_weights_peek (weights, ARIADNE_TENSOR_MESSAGE_WEIGHT);
  const float *biases = ariadne_weights_peek (weights, ARIADNE_TENSOR_MESSAGE_BIAS);
  const float *a = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_INPUT_WEIGHT);
  const guint h = self->config.hidden_size;
  const guint n_rows = self->config.n_edge_types * N_NODE_TYPES;
  g_autofree double *embedding = g_new (double, h);
  g_autofree double *message = g_new (double, h);
  g_autofree double *row = g_new (double, 3 * h);

  self->first_messages = ariadne_kernels_alloc ((gsize) n_rows * self->first_stride);

  for (guint i = 0; i < n_rows; i++)
    {
      guint edge_type = i / N_NODE_TYPES;
      float *first = self->first_messages + (gsize) i * self->first_stride;

      get_embedding (weights, i % N_NODE_TYPES, embedding);
      multiply_row (embedding, h, matrices + (gsize) edge_type * h * h, h, message, h);
      add_bias (message, biases + edge_type * h, h);
      multiply_row (message, h, a, 3 * h, row, 3 * h);
      store_row (first, row, 2 * h);
      store_row (first + self->gate_stride, row + 2 * h, h);
    }
}

/* There is nothing between the two maps of the readout, so they are one. Its
 * first half of inputs, the embedding, is looked up with the bias.
 */
static void
fold_readout (AriadneNetworkPlan   *self,
              const AriadneWeights *weights)
{
  const float *hidden = ariadne_weights_peek (weights, ARIADNE_TENSOR_READOUT_HIDDEN_WEIGHT);
  const float *hidden_bias = ariadne_weights_peek (weights, ARIADNE_TENSOR_READOUT_HIDDEN_BIAS);
  const float *output = ariadne_weights_peek (weights, ARIADNE_TENSOR_READOUT_OUTPUT_WEIGHT);
  const float *output_bias = ariadne_weights_peek (weights, ARIADNE_TENSOR_READOUT_OUTPUT_BIAS);
  const guint h = self->config.hidden_size;
  const guint r = self->config.readout_size;
  const guint t = self->config.n_heads;
  g_autofree double *row = g_new (double, MAX (h, r));
  g_autofree double *heads = g_new (double, t);

  ariadne_packed_matrix_init (&self->readout, self->kernels, h, t);
  for (guint i = 0; i < h; i++)
    {
      for (guint j = 0; j < r; j++)
        row[j] = hidden[(gsize) (h + i) * r + j];
      multiply_row (row, r, output, t, heads, t);
      for (guint j = 0; j < t; j++)
        ariadne_packed_matrix_set (&self->readout, i, j, heads[j]);
    }

  self->node_heads = ariadne_kernels_alloc ((gsize) N_NODE_TYPES * self->head_stride);
  for (guint i = 0; i < N_NODE_TYPES; i++)
    {
      g_autofree double *middle = g_new (double, r);

      get_embedding (weights, i, row);
      multiply_row (row, h, hidden, r, middle, r);
      add_bias (middle, hidden_bias, r);
      multiply_row (middle, r, output, t, heads, t);
      add_bias (heads, output_bias, t);
      store_row (self->node_heads + (gsize) i * self->head_stride, heads, t);
    }
}

static void
fold_gate (AriadneNetworkPlan   *self,
           const AriadneWeights *weights)
{
  const float *gate = ariadne_weights_peek (weights, ARIADNE_TENSOR_READOUT_GATE_WEIGHT);
  const float *gate_bias = ariadne_weights_peek (weights, ARIADNE_TENSOR_READOUT_GATE_BIAS);
  const guint h = self->config.hidden_size;
  g_autofree double *embedding = g_new (double, h);

  self->gate_weights = ariadne_kernels_alloc (self->state_stride);
  memcpy (self->gate_weights, gate + h, sizeof (float) * h);

  self->gate_bias = ariadne_kernels_alloc (N_NODE_TYPES);
  for (guint i = 0; i < N_NODE_TYPES; i++)
    {
      double value;

      get_embedding (weights, i, embedding);
      multiply_row (embedding, h, gate, 1, &value, 1);
      self->gate_bias[i] = value + gate_bias[0];
    }
}

AriadneNetworkPlan *
ariadne_network_plan_new (const AriadneWeights *weights,
                          const AriadneKernels *kernels)
{
  AriadneNetworkPlan *self = g_new0 (AriadneNetworkPlan, 1);

  self->kernels = kernels;
  self->config = weights->config;
  self->state_stride = ARIADNE_KERNELS_PADDED (self->config.hidden_size + 1);
  self->gate_stride = ARIADNE_KERNELS_PADDED (self->config.hidden_size + self->state_stride);
  self->first_stride = self->gate_stride + self->state_stride;
  self->head_stride = ARIADNE_KERNELS_PADDED (self->config.n_heads);

  pack_messages (self, weights);
  pack_unit (self, weights);
  look_up_states (self, weights);
  look_up_messages (self, weights);
  fold_readout (self, weights);
  fold_gate (self, weights);

  return self;
}

void
ariadne_network_plan_free (AriadneNetworkPlan *self)
{
  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    ariadne_packed_matrix_clear (&self->messages[k]);
  ariadne_packed_matrix_clear (&self->input_gates);
  ariadne_packed_matrix_clear (&self->input_candidate);
  ariadne_packed_matrix_clear (&self->recurrent_gates);
  ariadne_packed_matrix_clear (&self->recurrent_candidate);
  ariadne_packed_matrix_clear (&self->readout);
  free (self->embedding);
  free (self->first_states);
  free (self->first_recurrent);
  free (self->node_heads);
  free (self->gate_bias);
  free (self->first_messages);
  free (self->candidate_bias);
  free (self->gate_weights);
  g_free (self);
}
