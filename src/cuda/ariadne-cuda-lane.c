/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda/ariadne-cuda-lane.h"

#include "cuda/ariadne-cuda-device.h"

/* The sizes of the blocks that hold a batch. */
typedef struct
{
  gsize batch;
  gsize workspace;
  gsize heads;
} Sizes;

static Sizes
get_sizes (const AriadneCudaPlan   *plan,
           AriadneCudaLaneKind      kind,
           const AriadneCudaBucket *bucket)
{
  AriadneCudaFusedBatch fused_batch;
  AriadneCudaBatch batch;
  AriadneCudaWorkspace workspace;
  Sizes sizes = { .heads = ariadne_cuda_output_size (&plan->network, bucket) };

  if (kind == ARIADNE_CUDA_LANE_FUSED)
    sizes.batch = ariadne_cuda_fused_batch_layout (bucket, NULL, &fused_batch);
  else
    {
      sizes.batch = ariadne_cuda_batch_layout (bucket, NULL, &batch);
      sizes.workspace = ariadne_cuda_workspace_layout (&plan->network, bucket, NULL, &workspace);
    }

  return sizes;
}

/* How much of the device's memory a lane takes. */
gsize
ariadne_cuda_lane_measure (const AriadneCudaPlan   *plan,
                           AriadneCudaLaneKind      kind,
                           const AriadneCudaBucket *bucket)
{
  Sizes sizes = get_sizes (plan, kind, bucket);

  return sizes.batch + sizes.workspace + sizes.heads;
}

/* Takes memory for batches up to a bucket. On failure, the lane is to be cleared
 * all the same.
 */
gboolean
ariadne_cuda_lane_init (AriadneCudaLane          *self,
                        const AriadneCudaPlan    *plan,
                        AriadneCudaMemory        *memory,
                        AriadneCudaLaneKind       kind,
                        const AriadneCudaBucket  *bucket,
                        const char               *what,
                        GError                  **error)
{
  Sizes sizes = get_sizes (plan, kind, bucket);

  *self = (AriadneCudaLane) {
    .plan = plan, .memory = memory, .kind = kind, .largest = *bucket,
  };

  return (self->device_batch = ariadne_cuda_memory_take (memory, sizes.batch, what, error))
         && (sizes.workspace == 0
             || (self->workspace = ariadne_cuda_memory_take (memory, sizes.workspace, what,
                                                             error)))
         && (self->device_heads = ariadne_cuda_memory_take (memory, sizes.heads, what, error))
         && (self->staging = ariadne_cuda_memory_take_host (memory, sizes.batch, what, error))
         && (self->heads = ariadne_cuda_memory_take_host (memory, sizes.heads, what, error));
}

/* Releases a lane that may have been made in part, or not at all. */
void
ariadne_cuda_lane_clear (AriadneCudaLane *self)
{
  Sizes sizes;

  if (self->plan == NULL)
    return;

  for (guint i = 0; i < ARIADNE_CUDA_MAX_BUCKETS; i++)
    if (self->launches[i] != NULL)
      cudaGraphExecDestroy (self->launches[i]);

  sizes = get_sizes (self->plan, self->kind, &self->largest);
  ariadne_cuda_memory_give_back (self->memory, self->device_batch, sizes.batch);
  ariadne_cuda_memory_give_back (self->memory, self->workspace, sizes.workspace);
  ariadne_cuda_memory_give_back (self->memory, self->device_heads, sizes.heads);
  ariadne_cuda_memory_give_host_back (self->memory, self->staging);
  ariadne_cuda_memory_give_host_back (self->memory, self->heads);
}

static cudaError_t
enqueue (AriadneCudaLane         *self,
         const AriadneCudaBucket *bucket,
         cudaStream_t             stream)
{
  const AriadneCudaPlan *plan = self->plan;
  AriadneCudaFusedBatch fused_batch;
  AriadneCudaBatch batch;
  AriadneCudaWorkspace workspace;

  if (self->kind == ARIADNE_CUDA_LANE_FUSED)
    {
      ariadne_cuda_fused_batch_layout (bucket, self->device_batch, &fused_batch);

      return ariadne_cuda_fused_enqueue (&plan->network, &plan->fit, bucket, &plan->weights,
                                         &fused_batch, self->device_heads, stream);
    }

  ariadne_cuda_batch_layout (bucket, self->device_batch, &batch);
  ariadne_cuda_workspace_layout (&plan->network, bucket, self->workspace, &workspace);

  return ariadne_cuda_general_enqueue (&plan->network, bucket, &plan->weights, &batch, &workspace,
                                       self->device_heads, stream);
}

/* Records what is launched for a bucket. Only this thread's calls are recorded,
 * whatever other threads do with the device.
 */
gboolean
ariadne_cuda_lane_record (AriadneCudaLane  *self,
                          guint             bucket,
                          cudaStream_t      stream,
                          GError          **error)
{
  const char *what = "recording launches";
  cudaGraph_t graph = NULL;
  cudaError_t enqueued;
  cudaError_t recorded;

  if (!ariadne_cuda_check (cudaStreamBeginCapture (stream, cudaStreamCaptureModeThreadLocal),
                           what, error))
    return FALSE;

  enqueued = enqueue (self, &self->plan->buckets[bucket], stream);
  recorded = cudaStreamEndCapture (stream, &graph);
  if (enqueued == cudaSuccess && recorded == cudaSuccess)
    recorded = cudaGraphInstantiate (&self->launches[bucket], graph, 0);
  if (graph != NULL)
    cudaGraphDestroy (graph);

  return ariadne_cuda_check (enqueued != cudaSuccess ? enqueued : recorded, what, error);
}

gboolean
ariadne_cuda_lane_upload (AriadneCudaLane          *self,
                          const AriadneCudaBucket  *bucket,
                          cudaStream_t              stream,
                          GError                  **error)
{
  Sizes sizes = get_sizes (self->plan, self->kind, bucket);

  return ariadne_cuda_check (cudaMemcpyAsync (self->device_batch, self->staging, sizes.batch,
                                              cudaMemcpyHostToDevice, stream),
                             "uploading a batch", error);
}

/* With launches that were recorded for the bucket, or NULL. */
gboolean
ariadne_cuda_lane_launch (AriadneCudaLane          *self,
                          const AriadneCudaBucket  *bucket,
                          cudaGraphExec_t           launches,
                          cudaStream_t              stream,
                          GError                  **error)
{
  cudaError_t result = launches != NULL ? cudaGraphLaunch (launches, stream)
                                        : enqueue (self, bucket, stream);

  return ariadne_cuda_check (result, "launching a batch", error);
}

gboolean
ariadne_cuda_lane_download (AriadneCudaLane  *self,
                            guint             n_graphs,
                            cudaStream_t      stream,
                            GError          **error)
{
  gsize size = sizeof (float) * n_graphs * self->plan->network.n_heads;

  return ariadne_cuda_check (cudaMemcpyAsync (self->heads, self->device_heads, size,
                                              cudaMemcpyDeviceToHost, stream),
                             "downloading heads", error);
}
