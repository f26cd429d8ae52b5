/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <math.h>

#include "model/ariadne-graph.h"
#include "model/ariadne-weights.h"

/* The equations of a graph network as they are written down, in double
 * precision, one edge and one node at a time: what fast networks are checked
 * against.
 */

static inline double
reference_sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

static inline const float *
reference_tensor (const AriadneWeights *weights,
                  const char           *name)
{
  return ariadne_weights_get_tensor (weights, name, NULL, NULL);
}

/* Adds row · matrix, of which the columns from @first on are taken. */
static void
reference_multiply (const double *row,
                    guint         n_inputs,
                    const float  *matrix,
                    guint         stride,
                    guint         first,
                    guint         n_outputs,
                    double       *result)
{
  for (guint i = 0; i < n_inputs; i++)
    for (guint j = 0; j < n_outputs; j++)
      result[j] += row[i] * matrix[(gsize) i * stride + first + j];
}

static void
reference_messages (const AriadneWeights *weights,
                    const AriadneGraph   *graph,
                    const double         *states,
                    double               *inputs)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  const float *matrices = reference_tensor (weights, "message.weight");
  const float *biases = reference_tensor (weights, "message.bias");
  const guint h = config->hidden_size;

  for (guint k = 0; k < config->n_edge_types; k++)
    {
      g_autoptr (GArray) edges = ariadne_graph_get_edges (graph, k);

      for (guint e = 0; e < edges->len; e++)
        {
          AriadneGraphEdge edge = g_array_index (edges, AriadneGraphEdge, e);
          double *input = inputs + (gsize) edge.destination * h;

          reference_multiply (states + (gsize) edge.source * h, h,
                              matrices + (gsize) k * h * h, h, 0, h, input);
          for (guint i = 0; i < h; i++)
            input[i] += biases[k * h + i];
        }
    }
}

static void
reference_unit (const AriadneWeights *weights,
                const double         *x,
                double               *state)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  const float *a = reference_tensor (weights, "gru.input.weight");
  const float *u = reference_tensor (weights, "gru.recurrent.weight");
  const float *bias = reference_tensor (weights, "gru.input.bias");
  const float *recurrent_bias = reference_tensor (weights, "gru.recurrent.bias");
  const guint h = config->hidden_size;
  g_autofree double *sums = g_new0 (double, 3 * h);
  g_autofree double *recurrent = g_new0 (double, h);
  g_autofree double *reset = g_new0 (double, h);

  for (guint i = 0; i < 3 * h; i++)
    sums[i] = bias[i] + (recurrent_bias != NULL && i < 2 * h ? recurrent_bias[i] : 0.0);
  reference_multiply (x, h, a, 3 * h, 0, 3 * h, sums);
  reference_multiply (state, h, u, 3 * h, 0, 2 * h, sums);

  for (guint i = 0; i < h; i++)
    reset[i] = reference_sigmoid (sums[h + i]);

  if (config->variant == ARIADNE_GRU_RESET_BEFORE)
    {
      for (guint i = 0; i < h; i++)
        reset[i] *= state[i];
      reference_multiply (reset, h, u, 3 * h, 2 * h, h, recurrent);
    }
  else
    {
      reference_multiply (state, h, u, 3 * h, 2 * h, h, recurrent);
      for (guint i = 0; i < h; i++)
        recurrent[i] = reset[i] * (recurrent[i] + recurrent_bias[2 * h + i]);
    }

  for (guint i = 0; i < h; i++)
    {
      double z = reference_sigmoid (sums[i]);

      state[i] = z * state[i] + (1.0 - z) * tanh (sums[2 * h + i] + recurrent[i]);
    }
}

/* The heads of one node, times its gate. */
static void
reference_readout (const AriadneWeights *weights,
                   const double         *features,
                   double               *heads)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  const float *hidden_bias = reference_tensor (weights, "readout.hidden.bias");
  const float *output_bias = reference_tensor (weights, "readout.output.bias");
  const guint h = config->hidden_size;
  const guint r = config->readout_size;
  const guint t = config->n_heads;
  g_autofree double *hidden = g_new0 (double, r);
  double gate = reference_tensor (weights, "readout.gate.bias")[0];

  for (guint i = 0; i < r; i++)
    hidden[i] = hidden_bias[i];
  for (guint i = 0; i < t; i++)
    heads[i] = output_bias[i];

  reference_multiply (features, 2 * h, reference_tensor (weights, "readout.gate.weight"),
                      1, 0, 1, &gate);
  reference_multiply (features, 2 * h, reference_tensor (weights, "readout.hidden.weight"),
                      r, 0, r, hidden);
  reference_multiply (hidden, r, reference_tensor (weights, "readout.output.weight"),
                      t, 0, t, heads);

  for (guint i = 0; i < t; i++)
    heads[i] *= reference_sigmoid (gate);
}

static double
reference_pool (AriadnePooling pooling,
                double         pooled,
                double         value,
                guint          node)
{
  if (node == 0)
    return value;

  switch (pooling)
    {
    case ARIADNE_POOLING_MAX:
      return MAX (pooled, value);
    case ARIADNE_POOLING_MIN:
      return MIN (pooled, value);
    default:
      return pooled + value;
    }
}

/* The heads of a graph, before they are made cumulative or scaled. */
static inline void
reference_network_evaluate (const AriadneWeights *weights,
                            const AriadneGraph   *graph,
                            double               *output)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  const float *embedding = reference_tensor (weights, "embedding.weight");
  const guint h = config->hidden_size;
  const guint n = ariadne_graph_get_n_nodes (graph);
  g_autofree double *states = g_new0 (double, (gsize) n * h);
  g_autofree double *features = g_new0 (double, 2 * h);
  g_autofree double *heads = g_new0 (double, config->n_heads);

  for (guint v = 0; v < n; v++)
    for (guint i = 0; i < h; i++)
      states[v * h + i] = embedding[ariadne_graph_get_node_type (graph, v) * h + i];

  for (guint step = 0; step < config->n_propagations; step++)
    {
      g_autofree double *inputs = g_new0 (double, (gsize) n * h);

      reference_messages (weights, graph, states, inputs);
      for (guint v = 0; v < n; v++)
        reference_unit (weights, inputs + (gsize) v * h, states + (gsize) v * h);
    }

  for (guint v = 0; v < n; v++)
    {
      for (guint i = 0; i < h; i++)
        {
          features[i] = embedding[ariadne_graph_get_node_type (graph, v) * h + i];
          features[h + i] = states[v * h + i];
        }
      reference_readout (weights, features, heads);
      for (guint t = 0; t < config->n_heads; t++)
        output[t] = reference_pool (config->pooling, output[t], heads[t], v);
    }

  for (guint t = 0; config->pooling == ARIADNE_POOLING_MEAN && t < config->n_heads; t++)
    output[t] /= n;
}
