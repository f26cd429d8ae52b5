/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-cost.h"
#include "cuda/ariadne-cuda-fused.h"
#include "cuda/ariadne-cuda-kernels.h"
#include "cuda/ariadne-cuda-memory.h"

G_BEGIN_DECLS

/* One of the two ways of evaluating, with memory for a batch that goes that way:
 * on the device, and pinned on the host.
 *
 * Batches are of sizes that buckets bound. What is launched for a bucket can be
 * recorded, and is then a single launch.
 */

#define ARIADNE_CUDA_MAX_BUCKETS 10

/* What all lanes and slots of a network share; they only read it. */
typedef struct
{
  int                 device;
  gboolean            spin;
  AriadneCudaNetwork  network;
  AriadneCudaWeights  weights;   /* on the device */
  AriadneCudaFusedFit fit;       /* with no rows if the network does not fit at all */
  AriadneCudaChoice   choice;
  AriadneCudaBucket   buckets[ARIADNE_CUDA_MAX_BUCKETS]; /* ascending */
  guint               n_buckets;
} AriadneCudaPlan;

typedef enum {
  ARIADNE_CUDA_LANE_GENERAL,
  ARIADNE_CUDA_LANE_FUSED,
} AriadneCudaLaneKind;

#define ARIADNE_CUDA_N_LANES 2

typedef struct
{
  const AriadneCudaPlan *plan; /* NULL before the lane is made */
  AriadneCudaMemory     *memory;
  AriadneCudaLaneKind    kind;
  AriadneCudaBucket      largest;

  gpointer staging;       /* pinned; what is uploaded */
  float   *heads;         /* pinned; what is downloaded */
  gpointer device_batch;
  gpointer workspace;     /* of the general way only */
  float   *device_heads;

  cudaGraphExec_t launches[ARIADNE_CUDA_MAX_BUCKETS]; /* NULL unless recorded */
} AriadneCudaLane;

gsize    ariadne_cuda_lane_measure  (const AriadneCudaPlan    *plan,
                                     AriadneCudaLaneKind       kind,
                                     const AriadneCudaBucket  *bucket);
gboolean ariadne_cuda_lane_init     (AriadneCudaLane          *self,
                                     const AriadneCudaPlan    *plan,
                                     AriadneCudaMemory        *memory,
                                     AriadneCudaLaneKind       kind,
                                     const AriadneCudaBucket  *bucket,
                                     const char               *what,
                                     GError                  **error);
void     ariadne_cuda_lane_clear    (AriadneCudaLane          *self);
gboolean ariadne_cuda_lane_record   (AriadneCudaLane          *self,
                                     guint                     bucket,
                                     cudaStream_t              stream,
                                     GError                  **error);

/* What becomes of a batch, in this order. Each only asks for it. */
gboolean ariadne_cuda_lane_upload   (AriadneCudaLane          *self,
                                     const AriadneCudaBucket  *bucket,
                                     cudaStream_t              stream,
                                     GError                  **error);
gboolean ariadne_cuda_lane_launch   (AriadneCudaLane          *self,
                                     const AriadneCudaBucket  *bucket,
                                     cudaGraphExec_t           launches,
                                     cudaStream_t              stream,
                                     GError                  **error);
gboolean ariadne_cuda_lane_download (AriadneCudaLane          *self,
                                     guint                     n_graphs,
                                     cudaStream_t              stream,
                                     GError                  **error);

G_END_DECLS
