/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph.h"
#include "model/ariadne-kernels.h"
#include "model/ariadne-weights.h"

G_BEGIN_DECLS

/* The weights of a network in the form in which they are used: packed, with
 * biases and consecutive maps folded in, and with everything looked up that
 * depends on a node's type alone. Immutable, read by all threads.
 *
 * The row of a node's state ends in a one, at the place after the last value.
 * A matrix that is applied to such rows has its bias as an additional row, and
 * a sum of such rows counts its terms: so the bias of a message is added as
 * often as there are messages.
 */
typedef struct
{
  const AriadneKernels *kernels;
  AriadneNetworkConfig  config;

  guint state_stride; /* of rows of states and candidates */
  guint gate_stride;  /* of rows with both gates, the update gate first */
  guint first_stride; /* of rows with both gates and then the candidate */
  guint head_stride;

  AriadnePackedMatrix messages[ARIADNE_GRAPH_N_EDGE_TYPES];
  AriadnePackedMatrix input_gates;
  AriadnePackedMatrix input_candidate;
  AriadnePackedMatrix recurrent_gates;
  AriadnePackedMatrix recurrent_candidate;
  AriadnePackedMatrix readout;

  /* A row for each node type. */
  float *embedding;
  float *first_states;    /* what the state gives to gates and candidate in the first step */
  float *first_recurrent; /* reset after: what the reset gate is applied to in the first step */
  float *node_heads;      /* what the embedding gives to the heads of a node */
  float *gate_bias;       /* what it gives to the gate of the readout, a value each */

  /* What a message gives to gates and candidate in the first step; a row for
   * each edge type and node type.
   */
  float *first_messages;

  float *candidate_bias;  /* reset after: a row */
  float *gate_weights;    /* a row */
} AriadneNetworkPlan;

AriadneNetworkPlan *ariadne_network_plan_new  (const AriadneWeights *weights,
                                               const AriadneKernels *kernels);
void                ariadne_network_plan_free (AriadneNetworkPlan   *self);

static inline const float *
ariadne_network_plan_get_first_message (const AriadneNetworkPlan *self,
                                        guint                     edge_type,
                                        guint                     node_type)
{
  return self->first_messages
         + (gsize) (edge_type * ARIADNE_GRAPH_N_NODE_TYPES + node_type) * self->first_stride;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneNetworkPlan, ariadne_network_plan_free)

G_END_DECLS
