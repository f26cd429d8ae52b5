/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-batch.h"
#include "core/ariadne-matrix.h"
#include "model/ariadne-graph.h"
#include "model/ariadne-weights.h"

G_BEGIN_DECLS

/* What every kind of network does with a batch, wherever the network is
 * evaluated: read the graphs, evaluate equal ones once, and take the heads to
 * the scale of costs.
 */

/* A graph, and the row for its heads. */
typedef struct
{
  AriadneGraph *graph;
  float        *output;
} AriadneNetworkTask;

/* Evaluates graphs. May reorder the tasks. Writes what the network gives, not
 * yet on the scale of costs.
 */
typedef gboolean (*AriadneNetworkTasksFunc) (AriadneNetworkTask  *tasks,
                                             guint                n_tasks,
                                             gpointer             user_data,
                                             GError             **error);

gboolean   ariadne_network_tasks_check (const AriadneNetworkConfig  *config,
                                        const guint8                *data,
                                        gsize                        length,
                                        guint                       *size,
                                        GError                     **error);
GPtrArray *ariadne_network_tasks_read  (const AriadneBatch          *batch,
                                        GError                     **error);
gboolean   ariadne_network_tasks_run   (const AriadneNetworkConfig  *config,
                                        AriadneGraph * const        *graphs,
                                        guint                        n_graphs,
                                        gboolean                     merge_duplicates,
                                        AriadneMatrix               *output,
                                        AriadneNetworkTasksFunc      func,
                                        gpointer                     user_data,
                                        GError                     **error);

G_END_DECLS
