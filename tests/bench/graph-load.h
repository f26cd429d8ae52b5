/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph.h"
#include "model/ariadne-weights.h"

/* What graphs ask of a network, in operations: a multiplication and an addition
 * each, those of the products, with messages of one type into one node summed
 * before they are mapped.
 */

/* The products of messages that a graph needs in a step. */
static inline guint
graph_load_count_products (const AriadneGraph *graph)
{
  guint n = 0;

  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    {
      g_autoptr (GArray) edges = ariadne_graph_get_edges (graph, k);

      for (guint i = 0; i < edges->len; i++)
        n += i == 0 || g_array_index (edges, AriadneGraphEdge, i).destination
                         != g_array_index (edges, AriadneGraphEdge, i - 1).destination;
    }

  return n;
}

static inline double
graph_load_count_operations (const AriadneNetworkConfig *config,
                             double                      n_graphs,
                             double                      n_nodes,
                             double                      n_products)
{
  const double h = config->hidden_size;

  return config->n_propagations * (2.0 * n_products + 12.0 * n_nodes) * h * h
         + 8.0 * n_nodes * h
         + 4.0 * n_graphs * h * config->n_heads;
}
