/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-fused.h"
#include "cuda/ariadne-cuda-packs.h"
#include "model/ariadne-graph.h"

G_BEGIN_DECLS

/* What packing needs to remember from one pack to the next: memory. */
typedef struct _AriadneCudaFusedPacker AriadneCudaFusedPacker;

AriadneCudaFusedPacker *ariadne_cuda_fused_packer_new  (void);
void                    ariadne_cuda_fused_packer_free (AriadneCudaFusedPacker      *self);

/* Fills in a batch in host memory. Graph i of it is @graphs[packs->order[i]];
 * those that are in no pack are left out.
 */
void                    ariadne_cuda_fused_packer_pack (AriadneCudaFusedPacker      *self,
                                                        const AriadneCudaNetwork    *network,
                                                        const AriadneCudaPacks      *packs,
                                                        AriadneGraph * const        *graphs,
                                                        const AriadneCudaFusedBatch *batch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneCudaFusedPacker, ariadne_cuda_fused_packer_free)

G_END_DECLS
