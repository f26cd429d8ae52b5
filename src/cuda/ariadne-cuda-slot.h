/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-fused-pack.h"
#include "cuda/ariadne-cuda-lane.h"
#include "cuda/ariadne-cuda-pack.h"
#include "model/ariadne-device-backend.h"

G_BEGIN_DECLS

/* A place for one batch on a device: a lane for each way of evaluating, and a
 * stream, which are used again for every batch. Graphs that fit in no pack go the
 * general way beside those that do.
 *
 * Whatever bucket, and whichever way a graph is put in, its row is the same.
 *
 * One thread at a time uses a slot; slots do not know of one another.
 */

typedef struct
{
  const AriadneCudaPlan *plan;
  AriadneCudaMemory     *memory;

  cudaStream_t stream;
  cudaEvent_t  uploaded;
  cudaEvent_t  computed;
  cudaEvent_t  done;

  AriadneCudaLane lanes[ARIADNE_CUDA_N_LANES];

  AriadneCudaPacker      *packer;
  AriadneCudaFusedPacker *fused_packer;
  AriadneCudaPacks        packs;

  /* Scratch, as many as the largest bucket has. */
  AriadneGraph **graphs;
  AriadneGraph **others; /* those that fit in no pack */
  guint         *sizes;

  int n_launches; /* atomic */
  int n_replays;  /* likewise */
  int n_fused;    /* likewise */
} AriadneCudaSlot;

gsize            ariadne_cuda_slot_measure  (const AriadneCudaPlan      *plan);
AriadneCudaSlot *ariadne_cuda_slot_new      (const AriadneCudaPlan      *plan,
                                             AriadneCudaMemory          *memory,
                                             GError                    **error);
void             ariadne_cuda_slot_free     (AriadneCudaSlot            *self);
gboolean         ariadne_cuda_slot_evaluate (AriadneCudaSlot            *self,
                                             const AriadneNetworkTask   *tasks,
                                             guint                       n_tasks,
                                             AriadneCudaWay              way,
                                             AriadneModelTimes          *times,
                                             GError                    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneCudaSlot, ariadne_cuda_slot_free)

G_END_DECLS
