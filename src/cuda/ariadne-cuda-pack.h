/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-kernels.h"
#include "model/ariadne-graph.h"
#include "model/ariadne-weights.h"

G_BEGIN_DECLS

/* From graphs and weights to what the kernels read. */

/* What packing needs to remember from one batch to the next: memory. */
typedef struct _AriadneCudaPacker AriadneCudaPacker;

AriadneCudaPacker *ariadne_cuda_packer_new   (void);
void               ariadne_cuda_packer_free  (AriadneCudaPacker          *self);

/* Fills in a batch in host memory. The graphs must fit the bucket. */
void               ariadne_cuda_packer_pack  (AriadneCudaPacker          *self,
                                              const AriadneCudaNetwork   *network,
                                              const AriadneCudaBucket    *bucket,
                                              AriadneGraph * const       *graphs,
                                              guint                       n_graphs,
                                              const AriadneCudaBatch     *batch);

void               ariadne_cuda_network_init (AriadneCudaNetwork         *network,
                                              const AriadneNetworkConfig *config,
                                              AriadneCudaArithmetic       arithmetic);

/* Fills in weights in host memory. */
void               ariadne_cuda_weights_pack (const AriadneCudaNetwork   *network,
                                              const AriadneWeights       *weights,
                                              const AriadneCudaWeights   *packed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneCudaPacker, ariadne_cuda_packer_free)

G_END_DECLS
