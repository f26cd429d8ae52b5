/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-model.h"
#include "model/ariadne-weights.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_GRAPH_NETWORK (ariadne_graph_network_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneGraphNetwork, ariadne_graph_network, ARIADNE, GRAPH_NETWORK, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneGraphNetwork *ariadne_graph_network_new                  (AriadneWeights      *weights)
                                                                 G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneWeights      *ariadne_graph_network_get_weights          (AriadneGraphNetwork *self);
ARIADNE_AVAILABLE_IN_ALL
const char          *ariadne_graph_network_get_kernels          (AriadneGraphNetwork *self);
ARIADNE_AVAILABLE_IN_ALL
guint                ariadne_graph_network_get_n_threads        (AriadneGraphNetwork *self);
ARIADNE_AVAILABLE_IN_ALL
void                 ariadne_graph_network_set_n_threads        (AriadneGraphNetwork *self,
                                                                 guint                n_threads);
ARIADNE_AVAILABLE_IN_ALL
gboolean             ariadne_graph_network_get_merge_duplicates (AriadneGraphNetwork *self);
ARIADNE_AVAILABLE_IN_ALL
void                 ariadne_graph_network_set_merge_duplicates (AriadneGraphNetwork *self,
                                                                 gboolean             merge);

G_END_DECLS
