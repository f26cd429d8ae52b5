/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph-layout.h"
#include "model/ariadne-network-plan.h"

G_BEGIN_DECLS

/* One thread's way through a network: its working memory, which is kept from
 * one chunk of graphs to the next.
 */
typedef struct _AriadneNetworkPass AriadneNetworkPass;

AriadneNetworkPass *ariadne_network_pass_new  (const AriadneNetworkPlan *plan);
void                ariadne_network_pass_free (AriadneNetworkPass       *self);
void                ariadne_network_pass_run  (AriadneNetworkPass       *self,
                                               AriadneGraph * const     *graphs,
                                               guint                     n_graphs,
                                               float * const            *outputs);

G_END_DECLS
