/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-weights.h"

G_BEGIN_DECLS

/* The tensors of a network, in the order in which they are stored. */
typedef enum {
  ARIADNE_TENSOR_EMBEDDING_WEIGHT,
  ARIADNE_TENSOR_MESSAGE_WEIGHT,
  ARIADNE_TENSOR_MESSAGE_BIAS,
  ARIADNE_TENSOR_GRU_INPUT_WEIGHT,
  ARIADNE_TENSOR_GRU_INPUT_BIAS,
  ARIADNE_TENSOR_GRU_RECURRENT_WEIGHT,
  ARIADNE_TENSOR_GRU_RECURRENT_BIAS,
  ARIADNE_TENSOR_READOUT_GATE_WEIGHT,
  ARIADNE_TENSOR_READOUT_GATE_BIAS,
  ARIADNE_TENSOR_READOUT_HIDDEN_WEIGHT,
  ARIADNE_TENSOR_READOUT_HIDDEN_BIAS,
  ARIADNE_TENSOR_READOUT_OUTPUT_WEIGHT,
  ARIADNE_TENSOR_READOUT_OUTPUT_BIAS,
} AriadneTensor;

#define ARIADNE_N_TENSORS      (ARIADNE_TENSOR_READOUT_OUTPUT_BIAS + 1)
#define ARIADNE_MAX_DIMENSIONS 3

typedef struct
{
  const char *name;
  guint       n_dimensions; /* 0 if the network has no such tensor */
  guint       shape[ARIADNE_MAX_DIMENSIONS];
  gsize       n_values;
  gsize       first;        /* where its values start */
} AriadneTensorInfo;

struct _AriadneWeights
{
  gint                 ref_count; /* atomic */
  AriadneNetworkConfig config;
  AriadneTensorInfo    tensors[ARIADNE_N_TENSORS];
  gsize                n_values;
  float               *values;
};

AriadneWeights *ariadne_weights_new_shapes  (const AriadneNetworkConfig  *config);
void            ariadne_weights_allocate    (AriadneWeights              *self);
const float    *ariadne_weights_peek        (const AriadneWeights        *self,
                                             AriadneTensor                tensor);

/* The architecture in the metadata of a file; ariadne-network-config.c */
gboolean        ariadne_network_config_read (AriadneNetworkConfig        *config,
                                             GHashTable                  *metadata,
                                             const char                  *name,
                                             GError                     **error);
GHashTable     *ariadne_network_config_dump (const AriadneNetworkConfig  *config);

G_END_DECLS
