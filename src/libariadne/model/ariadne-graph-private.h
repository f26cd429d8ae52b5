/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph.h"

G_BEGIN_DECLS

/* Which pair of edge types joins a node to its parent: down is twice the slot,
 * up is one more.
 */
typedef enum {
  ARIADNE_GRAPH_SLOT_FIRST,
  ARIADNE_GRAPH_SLOT_SECOND,
  ARIADNE_GRAPH_SLOT_THIRD,
  ARIADNE_GRAPH_SLOT_TUPLE,
} AriadneGraphSlot;

struct _AriadneGraph
{
  gint    ref_count; /* atomic */
  guint   n_nodes;
  guint   n_classes;
  double  cost;

  /* One value a node, nodes in preorder. The root's parent and slot have no
   * meaning. Classes count from 1; 0 is a node that matches no other.
   */
  guint32 *parents;
  guint32 *classes;
  guint8  *types;
  guint8  *slots;
};

G_END_DECLS
