/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-memory.h"
#include "cuda/ariadne-cuda-pack.h"
#include "model/ariadne-device-backend.h"

G_BEGIN_DECLS

/* A place for one batch on a device: memory, pinned memory of the host, and a
 * stream, which are used again for every batch.
 *
 * Batches are of sizes that buckets bound. The launches of an evaluation were
 * captured for each bucket when the slot was made, so that a batch takes one
 * launch. Whatever bucket a batch is put in, its rows are the same.
 *
 * One thread at a time uses a slot; slots do not know of one another.
 */

#define ARIADNE_CUDA_MAX_BUCKETS 10

/* What all slots of a network share, which they only read. */
typedef struct
{
  int                device;
  AriadneCudaNetwork network;
  AriadneCudaWeights weights;  /* on the device */
  AriadneCudaBucket  buckets[ARIADNE_CUDA_MAX_BUCKETS]; /* ascending */
  guint              n_buckets;
  gboolean           spin;
} AriadneCudaPlan;

typedef struct
{
  const AriadneCudaPlan *plan;
  AriadneCudaMemory     *memory;

  cudaStream_t stream;
  cudaEvent_t  uploaded;
  cudaEvent_t  computed;
  cudaEvent_t  done;

  gpointer staging;       /* pinned; what is uploaded */
  float   *heads;         /* pinned; what is downloaded */
  gpointer device_batch;
  gpointer workspace;
  float   *device_heads;

  cudaGraphExec_t launches[ARIADNE_CUDA_MAX_BUCKETS];

  AriadneCudaPacker *packer;
  AriadneGraph     **graphs;  /* scratch, as many as the largest bucket has */

  int n_launches; /* atomic */
  int n_replays;  /* likewise */
} AriadneCudaSlot;

gsize            ariadne_cuda_slot_measure  (const AriadneCudaPlan      *plan);
AriadneCudaSlot *ariadne_cuda_slot_new      (const AriadneCudaPlan      *plan,
                                             AriadneCudaMemory          *memory,
                                             GError                    **error);
void             ariadne_cuda_slot_free     (AriadneCudaSlot            *self);
gboolean         ariadne_cuda_slot_evaluate (AriadneCudaSlot            *self,
                                             const AriadneNetworkTask   *tasks,
                                             guint                       n_tasks,
                                             AriadneModelTimes          *times,
                                             GError                    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneCudaSlot, ariadne_cuda_slot_free)

G_END_DECLS
