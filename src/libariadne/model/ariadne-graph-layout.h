/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph.h"

G_BEGIN_DECLS

/* Some graphs side by side, and what has to be multiplied with what in a step
 * of propagation.
 *
 * All messages of one type into one node are one product: of the sum of the
 * states that they come from. Where that sum has a single term, as for most
 * edges of a tree, it is the state itself. Other sums get rows of their own,
 * which are numbered on after those of the nodes.
 */

/* The products of one edge type. Every destination occurs once. */
typedef struct
{
  guint    n_rows;
  guint32 *sources;      /* nodes or sums */
  guint32 *destinations; /* nodes */
} AriadneLayoutProducts;

/* A match class of three or more. Its members' sums are consecutive, in the
 * order of members.
 */
typedef struct
{
  guint32 first_member;
  guint32 n_members;
  guint32 first_sum;
} AriadneLayoutClass;

/* Where a message of the first step comes from. */
typedef struct
{
  guint8 edge_type;
  guint8 node_type;
} AriadneLayoutTerm;

typedef struct
{
  guint   capacity; /* nodes */

  guint   n_graphs;
  guint   n_nodes;
  guint   n_sums;
  GArray *starts;   /* of guint: the first node of every graph, and the end */
  guint8 *types;    /* of nodes */

  AriadneLayoutProducts products[ARIADNE_GRAPH_N_EDGE_TYPES];

  /* Children of tuples, each to be added to a sum. */
  guint    n_additions;
  guint32 *addition_terms; /* nodes */
  guint32 *addition_sums;

  guint               n_classes;
  AriadneLayoutClass *classes;
  guint32            *members; /* nodes, class by class */

  /* The messages of the tree that go to node v are the terms from
   * first_terms[v] to first_terms[v + 1].
   */
  guint              n_terms;
  guint32           *first_terms;
  AriadneLayoutTerm *terms;

  /* Of each node the match class, or 0; of each class how many members there
   * are of every node type.
   */
  guint32 *match_classes;
  GArray  *class_types; /* of guint32[ARIADNE_GRAPH_N_NODE_TYPES] */
} AriadneGraphLayout;

void ariadne_graph_layout_init  (AriadneGraphLayout   *self);
void ariadne_graph_layout_clear (AriadneGraphLayout   *self);
void ariadne_graph_layout_set   (AriadneGraphLayout   *self,
                                 AriadneGraph * const *graphs,
                                 guint                 n_graphs,
                                 gboolean              with_matches);

static inline const guint32 *
ariadne_graph_layout_get_class_types (const AriadneGraphLayout *self,
                                      guint                     match_class)
{
  const guint32 *types = (const guint32 *) (gpointer) self->class_types->data;

  return types + (gsize) match_class * ARIADNE_GRAPH_N_NODE_TYPES;
}

static inline guint
ariadne_graph_layout_get_start (const AriadneGraphLayout *self,
                                guint                     graph)
{
  return g_array_index (self->starts, guint, graph);
}

G_END_DECLS
