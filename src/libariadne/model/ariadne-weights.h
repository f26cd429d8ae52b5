/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_WEIGHTS (ariadne_weights_get_type ())

/**
 * AriadneGruVariant:
 * @ARIADNE_GRU_RESET_BEFORE: the reset gate is applied to the state before the
 *   recurrent product
 * @ARIADNE_GRU_RESET_AFTER: the reset gate is applied to the recurrent product
 *
 * How a gated recurrent unit resets. Weights made for one do not suit the
 * other.
 */
typedef enum {
  ARIADNE_GRU_RESET_BEFORE,
  ARIADNE_GRU_RESET_AFTER,
} AriadneGruVariant;

/**
 * AriadnePooling:
 * @ARIADNE_POOLING_MEAN: the mean over the nodes of a graph
 * @ARIADNE_POOLING_SUM: the sum
 * @ARIADNE_POOLING_MAX: the largest value of each head
 * @ARIADNE_POOLING_MIN: the smallest value of each head
 *
 * How the values of nodes become the value of a graph.
 */
typedef enum {
  ARIADNE_POOLING_MEAN,
  ARIADNE_POOLING_SUM,
  ARIADNE_POOLING_MAX,
  ARIADNE_POOLING_MIN,
} AriadnePooling;

/**
 * AriadneNormalisation:
 * @ARIADNE_NORMALISATION_NONE: outputs are gains
 * @ARIADNE_NORMALISATION_LOG: outputs are logarithms of gains
 * @ARIADNE_NORMALISATION_PROP: outputs are fractions of the cost
 * @ARIADNE_NORMALISATION_LOGSPEEDUP: outputs are logarithms of speed-ups
 *
 * The scale on which a network was trained.
 */
typedef enum {
  ARIADNE_NORMALISATION_NONE,
  ARIADNE_NORMALISATION_LOG,
  ARIADNE_NORMALISATION_PROP,
  ARIADNE_NORMALISATION_LOGSPEEDUP,
} AriadneNormalisation;

typedef struct _AriadneNetworkConfig AriadneNetworkConfig;

/**
 * AriadneNetworkConfig:
 * @hidden_size: the length of a node's state
 * @readout_size: the length of the readout's hidden layer
 * @n_propagations: the number of steps
 * @n_heads: the number of outputs
 * @n_edge_types: 8, or 9 with match edges
 * @variant: how the recurrent unit resets
 * @pooling: how nodes become a graph
 * @normalisation: the scale of the outputs
 * @cumulative: 0 if heads are used as they are; otherwise each head is made
 *   non-negative and they are summed up: infinity takes max(0, y), a finite
 *   number α takes softplus(αy)/α
 *
 * The architecture of a network.
 *
 * A plain structure: it belongs to one thread at a time, and those who are given it copy
 * it.
 */
struct _AriadneNetworkConfig
{
  guint                hidden_size;
  guint                readout_size;
  guint                n_propagations;
  guint                n_heads;
  guint                n_edge_types;
  AriadneGruVariant    variant;
  AriadnePooling       pooling;
  AriadneNormalisation normalisation;
  double               cumulative;
};

typedef struct _AriadneWeights AriadneWeights;

ARIADNE_AVAILABLE_IN_ALL
void                        ariadne_network_config_init     (AriadneNetworkConfig        *config);
ARIADNE_AVAILABLE_IN_ALL
gboolean                    ariadne_network_config_check    (const AriadneNetworkConfig  *config,
                                                             GError                     **error);

ARIADNE_AVAILABLE_IN_ALL
GType                       ariadne_weights_get_type        (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneWeights             *ariadne_weights_new_random      (const AriadneNetworkConfig  *config,
                                                             guint64                      seed,
                                                             GError                     **error)
                                                             G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneWeights             *ariadne_weights_new_from_file   (const char                  *path,
                                                             GError                     **error)
                                                             G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneWeights             *ariadne_weights_new_from_bytes  (GBytes                      *bytes,
                                                             const char                  *name,
                                                             GError                     **error)
                                                             G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneWeights             *ariadne_weights_ref             (AriadneWeights              *self);
ARIADNE_AVAILABLE_IN_ALL
void                        ariadne_weights_unref           (AriadneWeights              *self);
ARIADNE_AVAILABLE_IN_ALL
const AriadneNetworkConfig *ariadne_weights_get_config      (const AriadneWeights        *self);
ARIADNE_AVAILABLE_IN_ALL
gsize                       ariadne_weights_get_n_values    (const AriadneWeights        *self);
ARIADNE_AVAILABLE_IN_ALL
guint                       ariadne_weights_get_n_tensors   (const AriadneWeights        *self);
ARIADNE_AVAILABLE_IN_ALL
const char                 *ariadne_weights_get_tensor_name (const AriadneWeights        *self,
                                                             guint                        tensor);
ARIADNE_AVAILABLE_IN_ALL
const float                *ariadne_weights_get_tensor      (const AriadneWeights  *self,
                                                             const char            *name,
                                                             guint                 *n_dimensions,
                                                             const guint          **shape);
ARIADNE_AVAILABLE_IN_ALL
GBytes                     *ariadne_weights_dup_tensor      (const AriadneWeights  *self,
                                                             const char            *name,
                                                             guint                **shape,
                                                             guint                 *n_dimensions)
                                                             G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
GBytes                     *ariadne_weights_to_bytes        (const AriadneWeights        *self)
                                                             G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
gboolean                    ariadne_weights_save            (const AriadneWeights        *self,
                                                             const char                  *path,
                                                             GError                     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneWeights, ariadne_weights_unref)

G_END_DECLS
