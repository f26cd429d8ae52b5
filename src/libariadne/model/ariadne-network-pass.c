/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>

#include "model/ariadne-network-pass.h"

/* The recurrent unit goes over this many nodes at a time, so that what it
 * computes in between stays in the second cache.
 */
#define BLOCK_ROWS 128

struct _AriadneNetworkPass
{
  const AriadneNetworkPlan *plan;
  AriadneGraphLayout        layout;

  /* A row for every node of the chunk, and in states for every sum. */
  guint   n_state_rows;
  guint   n_input_rows;
  float  *states;
  float  *inputs;
  float **state_rows;
  float **input_rows;
  float **product_rows; /* scratch: sources, then destinations, of a product */

  /* A row for every node of a block: both gates, then the candidate. */
  float *block_gates[BLOCK_ROWS];
  float *block_candidates[BLOCK_ROWS];

  /* Reset before: the state with the reset gate applied. Reset after: what the
   * reset gate is to be applied to.
   */
  float *block_recurrent[BLOCK_ROWS];

  float *block; /* holds the three */
  float *running;     /* a row of the length of a state: a sum */
  float *heads;       /* rows of heads: of a graph, and of a node */
  float *node_values;
};

AriadneNetworkPass *
ariadne_network_pass_new (const AriadneNetworkPlan *plan)
{
  AriadneNetworkPass *self = g_new0 (AriadneNetworkPass, 1);
  gsize stride = plan->first_stride + plan->state_stride;

  self->plan = plan;
  ariadne_graph_layout_init (&self->layout);
  self->running = ariadne_kernels_alloc (plan->state_stride);
  self->heads = ariadne_kernels_alloc (plan->head_stride);
  self->node_values = ariadne_kernels_alloc (plan->head_stride);
  self->block = ariadne_kernels_alloc (BLOCK_ROWS * stride);
  for (guint i = 0; i < BLOCK_ROWS; i++)
    {
      self->block_gates[i] = self->block + i * stride;
      self->block_candidates[i] = self->block_gates[i] + plan->gate_stride;
      self->block_recurrent[i] = self->block_gates[i] + plan->first_stride;
    }

  return self;
}

void
ariadne_network_pass_free (AriadneNetworkPass *self)
{
  ariadne_graph_layout_clear (&self->layout);
  free (self->states);
  free (self->inputs);
  free (self->block);
  free (self->running);
  free (self->heads);
  free (self->node_values);
  g_free (self->state_rows);
  g_free (self->input_rows);
  g_free (self->product_rows);
  g_free (self);
}

static float **
make_rows (float **rows,
           float  *values,
           guint   n_rows,
           guint   stride)
{
  rows = g_renew (float *, rows, n_rows);
  for (guint i = 0; i < n_rows; i++)
    rows[i] = values + (gsize) i * stride;

  return rows;
}

static void
reserve (AriadneNetworkPass *self)
{
  const guint stride = self->plan->state_stride;
  guint n_state_rows = self->layout.n_nodes + self->layout.n_sums;

  if (n_state_rows > self->n_state_rows)
    {
      free (self->states);
      self->states = ariadne_kernels_alloc ((gsize) n_state_rows * stride);
      self->state_rows = make_rows (self->state_rows, self->states, n_state_rows, stride);
      self->n_state_rows = n_state_rows;
    }

  if (self->layout.n_nodes > self->n_input_rows)
    {
      free (self->inputs);
      self->inputs = ariadne_kernels_alloc ((gsize) self->layout.n_nodes * stride);
      self->input_rows = make_rows (self->input_rows, self->inputs, self->layout.n_nodes, stride);
      self->product_rows = g_renew (float *, self->product_rows, 2 * self->layout.n_nodes);
      self->n_input_rows = self->layout.n_nodes;
    }
}

static void
embed (AriadneNetworkPass *self)
{
  const AriadneNetworkPlan *plan = self->plan;

  for (guint node = 0; node < self->layout.n_nodes; node++)
    memcpy (self->state_rows[node],
            plan->embedding + (gsize) self->layout.types[node] * plan->state_stride,
            sizeof (float) * plan->state_stride);
}

static void
sum_tuples (AriadneNetworkPass *self)
{
  const AriadneKernels *kernels = self->plan->kernels;
  const AriadneGraphLayout *layout = &self->layout;
  const guint stride = self->plan->state_stride;

  for (guint i = 0; i < layout->n_additions; i++)
    memset (self->state_rows[layout->addition_sums[i]], 0, sizeof (float) * stride);

  for (guint i = 0; i < layout->n_additions; i++)
    {
      float *sum = self->state_rows[layout->addition_sums[i]];

      kernels->add (sum, sum, self->state_rows[layout->addition_terms[i]], stride);
    }
}

/* The sum over all members but one is the sum of those before it and of those
 * after it. Taking one away from the sum of all would be faster by little and
 * less accurate.
 */
static void
sum_class (AriadneNetworkPass       *self,
           const AriadneLayoutClass *class)
{
  const AriadneKernels *kernels = self->plan->kernels;
  const guint32 *members = self->layout.members + class->first_member;
  const guint last = class->n_members - 1;
  const guint stride = self->plan->state_stride;
  float **sums = self->state_rows + class->first_sum;

  memset (sums[0], 0, sizeof (float) * stride);
  for (guint i = 1; i <= last; i++)
    kernels->add (sums[i], sums[i - 1], self->state_rows[members[i - 1]], stride);

  memcpy (self->running, self->state_rows[members[last]], sizeof (float) * stride);
  for (guint i = last; i-- > 0;)
    {
      kernels->add (sums[i], sums[i], self->running, stride);
      kernels->add (self->running, self->running, self->state_rows[members[i]], stride);
    }
}

static void
multiply_messages (AriadneNetworkPass *self,
                   guint               edge_type,
                   gboolean            accumulate)
{
  const AriadneLayoutProducts *products = &self->layout.products[edge_type];
  float **sources = self->product_rows;
  float **destinations = self->product_rows + products->n_rows;

  for (guint i = 0; i < products->n_rows; i++)
    {
      sources[i] = self->state_rows[products->sources[i]];
      destinations[i] = self->input_rows[products->destinations[i]];
    }

  self->plan->kernels->multiply (&self->plan->messages[edge_type], products->n_rows,
                                 (const float * const *) sources, destinations, accumulate);
}

/* Every node but a root has one message down the tree, which overwrites what
 * was there; the others are added.
 */
static void
gather_messages (AriadneNetworkPass *self)
{
  const AriadneGraphLayout *layout = &self->layout;

  sum_tuples (self);
  for (guint i = 0; i < layout->n_classes; i++)
    sum_class (self, &layout->classes[i]);

  for (guint i = 0; i < layout->n_graphs; i++)
    memset (self->input_rows[ariadne_graph_layout_get_start (layout, i)], 0,
            sizeof (float) * self->plan->state_stride);

  for (guint k = 0; k < ARIADNE_GRAPH_MATCH_EDGE; k += 2)
    multiply_messages (self, k, FALSE);
  for (guint k = 1; k < ARIADNE_GRAPH_MATCH_EDGE; k += 2)
    multiply_messages (self, k, TRUE);
  if (self->plan->config.n_edge_types == ARIADNE_GRAPH_N_EDGE_TYPES)
    multiply_messages (self, ARIADNE_GRAPH_MATCH_EDGE, TRUE);
}

static void
look_up_matches (AriadneNetworkPass *self,
                 guint               node,
                 float              *gates)
{
  const AriadneNetworkPlan *plan = self->plan;
  guint32 match_class = self->layout.match_classes[node];
  const guint32 *counts;

  if (match_class == 0)
    return;

  counts = ariadne_graph_layout_get_class_types (&self->layout, match_class);
  for (guint type = 0; type < ARIADNE_GRAPH_N_NODE_TYPES; type++)
    {
      const guint edge_type = ARIADNE_GRAPH_MATCH_EDGE;
      guint32 count = counts[type] - (type == self->layout.types[node]);

      if (count > 0)
        plan->kernels->add_scaled (gates, count,
                                   ariadne_network_plan_get_first_message (plan, edge_type, type),
                                   plan->first_stride);
    }
}

/* In the first step everything but the recurrent product of the candidate
 * follows from node types.
 */
static void
look_up_first (AriadneNetworkPass *self,
               guint               first,
               guint               n_rows)
{
  const AriadneNetworkPlan *plan = self->plan;
  const AriadneGraphLayout *layout = &self->layout;
  const guint stride = plan->first_stride;

  for (guint i = 0; i < n_rows; i++)
    {
      guint node = first + i;
      guint type = layout->types[node];
      float *gates = self->block_gates[i];

      memcpy (gates, plan->first_states + (gsize) type * stride, sizeof (float) * stride);
      for (guint32 t = layout->first_terms[node]; t < layout->first_terms[node + 1]; t++)
        {
          AriadneLayoutTerm term = layout->terms[t];

          plan->kernels->add (gates, gates,
                              ariadne_network_plan_get_first_message (plan, term.edge_type,
                                                                      term.node_type),
                              stride);
        }
      look_up_matches (self, node, gates);

      if (plan->first_recurrent != NULL)
        memcpy (self->block_recurrent[i],
                plan->first_recurrent + (gsize) type * plan->state_stride,
                sizeof (float) * plan->state_stride);
    }
}

static void
multiply_unit (AriadneNetworkPass *self,
               guint               first,
               guint               n_rows)
{
  const AriadneNetworkPlan *plan = self->plan;
  const AriadneKernels *kernels = plan->kernels;
  const float * const *states = (const float * const *) self->state_rows + first;
  const float * const *inputs = (const float * const *) self->input_rows + first;
  gboolean has_bias = plan->candidate_bias != NULL;

  kernels->multiply (&plan->input_gates, n_rows, inputs, self->block_gates, FALSE);
  kernels->multiply (&plan->recurrent_gates, n_rows, states, self->block_gates, TRUE);

  for (guint i = 0; has_bias && i < n_rows; i++)
    memcpy (self->block_candidates[i], plan->candidate_bias, sizeof (float) * plan->state_stride);
  kernels->multiply (&plan->input_candidate, n_rows, inputs, self->block_candidates, has_bias);

  if (plan->config.variant == ARIADNE_GRU_RESET_AFTER)
    kernels->multiply (&plan->recurrent_candidate, n_rows, states, self->block_recurrent, FALSE);
}

static void
update_before (AriadneNetworkPass *self,
               guint               first,
               guint               n_rows)
{
  const AriadneNetworkPlan *plan = self->plan;
  const AriadneKernels *kernels = plan->kernels;
  const guint h = plan->config.hidden_size;

  for (guint i = 0; i < n_rows; i++)
    {
      kernels->apply_gate (self->block_recurrent[i], self->block_gates[i] + h,
                           self->state_rows[first + i], plan->state_stride);
      self->block_recurrent[i][h] = 1.0f;
    }

  kernels->multiply (&plan->recurrent_candidate, n_rows,
                     (const float * const *) self->block_recurrent, self->block_candidates, TRUE);

  for (guint i = 0; i < n_rows; i++)
    kernels->update (self->state_rows[first + i], self->block_gates[i],
                     self->block_candidates[i], plan->state_stride);
}

static void
update_after (AriadneNetworkPass *self,
              guint               first,
              guint               n_rows)
{
  const AriadneNetworkPlan *plan = self->plan;

  for (guint i = 0; i < n_rows; i++)
    plan->kernels->update_after (self->state_rows[first + i], self->block_gates[i],
                                 self->block_gates[i] + plan->config.hidden_size,
                                 self->block_candidates[i], self->block_recurrent[i],
                                 plan->state_stride);
}

/* One step of the recurrent unit. It reads and writes the states of its own
 * nodes only, so that blocks follow one another in place.
 */
static void
step (AriadneNetworkPass *self,
      gboolean            is_first)
{
  const AriadneNetworkPlan *plan = self->plan;
  const guint n_nodes = self->layout.n_nodes;

  if (!is_first)
    gather_messages (self);

  for (guint first = 0; first < n_nodes; first += BLOCK_ROWS)
    {
      guint n_rows = MIN (BLOCK_ROWS, n_nodes - first);

      if (is_first)
        look_up_first (self, first, n_rows);
      else
        multiply_unit (self, first, n_rows);

      if (plan->config.variant == ARIADNE_GRU_RESET_AFTER)
        update_after (self, first, n_rows);
      else
        update_before (self, first, n_rows);

      for (guint i = 0; i < n_rows; i++)
        self->state_rows[first + i][plan->config.hidden_size] = 1.0f;
    }
}

static float
get_gate (AriadneNetworkPass *self,
          guint               node)
{
  const AriadneNetworkPlan *plan = self->plan;

  return plan->kernels->gate (self->state_rows[node], plan->gate_weights,
                              plan->gate_bias[self->layout.types[node]], plan->state_stride);
}

static const float *
get_node_heads (AriadneNetworkPass *self,
                guint               node)
{
  return self->plan->node_heads + (gsize) self->layout.types[node] * self->plan->head_stride;
}

/* The map of the readout is affine and the gate a scalar: the weighted sum of
 * states is mapped, once for a graph.
 */
static void
pool_sum (AriadneNetworkPass *self,
          guint               graph,
          float              *heads)
{
  const AriadneNetworkPlan *plan = self->plan;
  const AriadneKernels *kernels = plan->kernels;
  guint start = ariadne_graph_layout_get_start (&self->layout, graph);
  guint end = ariadne_graph_layout_get_start (&self->layout, graph + 1);
  const float *pooled = self->running;

  memset (self->running, 0, sizeof (float) * plan->state_stride);
  for (guint node = start; node < end; node++)
    {
      float gate = get_gate (self, node);

      kernels->add_scaled (self->running, gate, self->state_rows[node], plan->state_stride);
      kernels->add_scaled (heads, gate, get_node_heads (self, node), plan->head_stride);
    }

  kernels->multiply (&plan->readout, 1, &pooled, &heads, TRUE);

  for (guint t = 0; plan->config.pooling == ARIADNE_POOLING_MEAN && t < plan->config.n_heads; t++)
    heads[t] /= end - start;
}

static void
pool_extreme (AriadneNetworkPass *self,
              guint               graph,
              float              *heads)
{
  const AriadneNetworkPlan *plan = self->plan;
  guint start = ariadne_graph_layout_get_start (&self->layout, graph);
  guint end = ariadne_graph_layout_get_start (&self->layout, graph + 1);
  float sign = plan->config.pooling == ARIADNE_POOLING_MAX ? 1.0f : -1.0f;
  float *values = self->node_values;

  for (guint node = start; node < end; node++)
    {
      const float *state = self->state_rows[node];
      float gate = get_gate (self, node);

      memcpy (values, get_node_heads (self, node), sizeof (float) * plan->head_stride);
      plan->kernels->multiply (&plan->readout, 1, &state, &values, TRUE);
      for (guint t = 0; t < plan->config.n_heads; t++)
        if (node == start || sign * gate * values[t] > sign * heads[t])
          heads[t] = gate * values[t];
    }
}

/* Evaluates graphs that are small enough together for the caches. Row i of
 * @outputs gets the heads of graph i, as the network gives them.
 */
void
ariadne_network_pass_run (AriadneNetworkPass   *self,
                          AriadneGraph * const *graphs,
                          guint                 n_graphs,
                          float * const        *outputs)
{
  const AriadneNetworkConfig *config = &self->plan->config;
  const gsize head_size = sizeof (float) * self->plan->head_stride;

  ariadne_graph_layout_set (&self->layout, graphs, n_graphs,
                            config->n_edge_types == ARIADNE_GRAPH_N_EDGE_TYPES);
  reserve (self);
  embed (self);
  for (guint i = 0; i < config->n_propagations; i++)
    step (self, i == 0);

  for (guint i = 0; i < n_graphs; i++)
    {
      memset (self->heads, 0, head_size);
      if (config->pooling == ARIADNE_POOLING_MEAN || config->pooling == ARIADNE_POOLING_SUM)
        pool_sum (self, i, self->heads);
      else
        pool_extreme (self, i, self->heads);
      memcpy (outputs[i], self->heads, sizeof (float) * config->n_heads);
    }
}
