/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_GRAPH (ariadne_graph_get_type ())

/**
 * ARIADNE_GRAPH_N_NODE_TYPES:
 *
 * The number of node types: one for each kind of expression.
 */
#define ARIADNE_GRAPH_N_NODE_TYPES 28

/**
 * ARIADNE_GRAPH_N_EDGE_TYPES:
 *
 * The number of edge types: eight for the tree and one for matches.
 */
#define ARIADNE_GRAPH_N_EDGE_TYPES 9

/**
 * ARIADNE_GRAPH_TUPLE:
 *
 * The node type of tuples, whose children have edge types of their own.
 */
#define ARIADNE_GRAPH_TUPLE 26

/**
 * ARIADNE_GRAPH_MATCH_EDGE:
 *
 * The edge type that joins the members of a match class.
 */
#define ARIADNE_GRAPH_MATCH_EDGE 8

typedef struct _AriadneGraph     AriadneGraph;
typedef struct _AriadneGraphEdge AriadneGraphEdge;

/**
 * AriadneGraphEdge:
 * @source: the node that the message comes from
 * @destination: the node that it goes to
 *
 * A directed edge.
 */
struct _AriadneGraphEdge
{
  guint source;
  guint destination;
};

ARIADNE_AVAILABLE_IN_ALL
GType         ariadne_graph_get_type        (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneGraph *ariadne_graph_new_from_data   (const guint8        *data,
                                             gsize                length,
                                             GError             **error) G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_graph_check           (const guint8        *data,
                                             gsize                length,
                                             guint               *n_nodes,
                                             double              *cost,
                                             GError             **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneGraph *ariadne_graph_ref             (AriadneGraph        *self);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_graph_unref           (AriadneGraph        *self);
ARIADNE_AVAILABLE_IN_ALL
guint         ariadne_graph_get_n_nodes     (const AriadneGraph  *self);
ARIADNE_AVAILABLE_IN_ALL
double        ariadne_graph_get_cost        (const AriadneGraph  *self);
ARIADNE_AVAILABLE_IN_ALL
guint         ariadne_graph_get_node_type   (const AriadneGraph  *self,
                                             guint                node);
ARIADNE_AVAILABLE_IN_ALL
guint         ariadne_graph_get_match_class (const AriadneGraph  *self,
                                             guint                node);
ARIADNE_AVAILABLE_IN_ALL
GArray       *ariadne_graph_get_edges       (const AriadneGraph  *self,
                                             guint                edge_type)
                                             G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_graph_write           (GByteArray          *bytes,
                                             guint                n_nodes,
                                             const guint8        *node_types,
                                             const guint32       *n_children,
                                             const guint32       *match_classes,
                                             double               cost);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneGraph, ariadne_graph_unref)

G_END_DECLS
