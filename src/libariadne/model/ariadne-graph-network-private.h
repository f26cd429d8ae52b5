/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph-network.h"

#include "model/ariadne-graph.h"
#include "model/ariadne-kernels.h"
#include "model/ariadne-network-tasks.h"

G_BEGIN_DECLS

AriadneGraphNetwork *ariadne_graph_network_new_with_kernels (AriadneWeights        *weights,
                                                             const AriadneKernels  *kernels);
gboolean             ariadne_graph_network_evaluate_graphs  (AriadneGraphNetwork   *self,
                                                             AriadneGraph * const  *graphs,
                                                             guint                  n_graphs,
                                                             AriadneMatrix         *output,
                                                             GError               **error);
void                 ariadne_graph_network_run_tasks        (AriadneGraphNetwork   *self,
                                                             AriadneNetworkTask    *tasks,
                                                             guint                  n_tasks);

G_END_DECLS
