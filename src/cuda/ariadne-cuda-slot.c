/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda/ariadne-cuda-slot.h"

#include "core/ariadne-error.h"
#include "cuda/ariadne-cuda-device.h"
#include "model/ariadne-graph-private.h"

/* Rows of products come in tiles of that many; a device that is full reads the
 * weights of packs of a few tiles as fast as those of one.
 */
#define TILE_ROWS    16
#define BALANCE_ROWS 64

static const AriadneCudaBucket *
get_largest (const AriadneCudaPlan *plan)
{
  return &plan->buckets[plan->n_buckets - 1];
}

static gboolean
has_lane (const AriadneCudaPlan *plan,
          AriadneCudaLaneKind    kind)
{
  return kind != ARIADNE_CUDA_LANE_FUSED || plan->fit.max_rows > 0;
}

/* How much of the device's memory a slot takes. */
gsize
ariadne_cuda_slot_measure (const AriadneCudaPlan *plan)
{
  gsize size = 0;

  for (guint i = 0; i < ARIADNE_CUDA_N_LANES; i++)
    if (has_lane (plan, i))
      size += ariadne_cuda_lane_measure (plan, i, get_largest (plan));

  return size;
}

static gboolean
make_lanes (AriadneCudaSlot  *self,
            GError          **error)
{
  for (guint i = 0; i < ARIADNE_CUDA_N_LANES; i++)
    if (has_lane (self->plan, i)
        && !ariadne_cuda_lane_init (&self->lanes[i], self->plan, self->memory, i,
                                    get_largest (self->plan), "a batch", error))
      return FALSE;

  return TRUE;
}

static gboolean
make_stream (AriadneCudaSlot  *self,
             GError          **error)
{
  guint wait = self->plan->spin ? cudaEventDefault : cudaEventBlockingSync;

  return ariadne_cuda_check (cudaStreamCreateWithFlags (&self->stream, cudaStreamNonBlocking),
                             "making a stream", error)
         && ariadne_cuda_check (cudaEventCreateWithFlags (&self->uploaded, cudaEventDefault),
                                "making an event", error)
         && ariadne_cuda_check (cudaEventCreateWithFlags (&self->computed, cudaEventDefault),
                                "making an event", error)
         && ariadne_cuda_check (cudaEventCreateWithFlags (&self->done, wait),
                                "making an event", error);
}

/* What of a batch goes through one lane. */
typedef struct
{
  AriadneCudaLane   *lane;
  AriadneCudaBucket  bucket;
  cudaGraphExec_t    launches; /* NULL if none were recorded for the bucket */
  const guint       *order;    /* nullable; the tasks of the rows */
  guint              n_graphs;
} Part;

#define MAX_PARTS ARIADNE_CUDA_N_LANES

/* The smallest bucket that holds so much, or the number of buckets if none does. */
static guint
find_bucket (const AriadneCudaPlan *plan,
             guint                  n_graphs,
             guint64                n_nodes)
{
  guint index = 0;

  while (index < plan->n_buckets
         && (plan->buckets[index].n_nodes < n_nodes || plan->buckets[index].n_graphs < n_graphs))
    index++;

  return index;
}

static Part
make_part (AriadneCudaSlot     *self,
           AriadneCudaLaneKind  kind,
           guint                bucket,
           const guint         *order,
           guint                n_graphs)
{
  AriadneCudaLane *lane = &self->lanes[kind];

  return (Part) { lane, self->plan->buckets[bucket], lane->launches[bucket], order, n_graphs };
}

static void
pack_general (AriadneCudaSlot      *self,
              const Part           *part,
              AriadneGraph * const *graphs)
{
  AriadneCudaBatch batch;

  ariadne_cuda_batch_layout (&part->bucket, part->lane->staging, &batch);
  ariadne_cuda_packer_pack (self->packer, &self->plan->network, &part->bucket, graphs,
                            part->n_graphs, &batch);
}

static void
pack_fused (AriadneCudaSlot *self,
            const Part      *part)
{
  AriadneCudaFusedBatch batch;

  ariadne_cuda_fused_batch_layout (&part->bucket, part->lane->staging, &batch);
  ariadne_cuda_fused_packer_pack (self->fused_packer, &self->plan->network, &self->packs,
                                  self->graphs, &batch);
}

/* Divides a batch among the lanes, and packs it. Returns: the number of parts. */
static guint
divide_fused (AriadneCudaSlot *self,
              guint            n_tasks,
              guint            bucket,
              Part            *parts)
{
  const AriadneCudaFusedFit *fit = &self->plan->fit;
  AriadneCudaPackLimits limits = { fit->max_rows, TILE_ROWS, fit->n_blocks, BALANCE_ROWS };
  guint64 n_nodes = 0;
  guint n_packed;
  guint n_parts = 0;

  limits.balance_rows = MIN (limits.balance_rows, limits.max_rows);
  for (guint i = 0; i < n_tasks; i++)
    self->sizes[i] = self->graphs[i]->n_nodes;
  ariadne_cuda_packs_set (&self->packs, self->sizes, n_tasks, &limits);

  n_packed = self->packs.n_packed;
  if (n_packed > 0)
    {
      parts[n_parts] = make_part (self, ARIADNE_CUDA_LANE_FUSED, bucket, self->packs.order,
                                  n_packed);
      pack_fused (self, &parts[n_parts++]);
    }
  if (n_packed == n_tasks)
    return n_parts;

  for (guint i = n_packed; i < n_tasks; i++)
    {
      self->others[i - n_packed] = self->graphs[self->packs.order[i]];
      n_nodes += self->others[i - n_packed]->n_nodes;
    }
  bucket = find_bucket (self->plan, n_tasks - n_packed, n_nodes);
  parts[n_parts] = make_part (self, ARIADNE_CUDA_LANE_GENERAL, bucket,
                              self->packs.order + n_packed, n_tasks - n_packed);
  pack_general (self, &parts[n_parts++], self->others);

  return n_parts;
}

static guint
divide (AriadneCudaSlot *self,
        guint            n_tasks,
        guint            bucket,
        AriadneCudaWay   way,
        Part            *parts)
{
  if (way == ARIADNE_CUDA_WAY_FUSED && self->plan->fit.max_rows > 0)
    return divide_fused (self, n_tasks, bucket, parts);

  parts[0] = make_part (self, ARIADNE_CUDA_LANE_GENERAL, bucket, NULL, n_tasks);
  pack_general (self, &parts[0], self->graphs);

  return 1;
}

static gboolean
upload (AriadneCudaSlot  *self,
        const Part       *parts,
        guint             n_parts,
        GError          **error)
{
  for (guint i = 0; i < n_parts; i++)
    if (!ariadne_cuda_lane_upload (parts[i].lane, &parts[i].bucket, self->stream, error))
      return FALSE;

  return ariadne_cuda_check (cudaEventRecord (self->uploaded, self->stream),
                             "uploading a batch", error);
}

static gboolean
launch (AriadneCudaSlot  *self,
        const Part       *parts,
        guint             n_parts,
        GError          **error)
{
  for (guint i = 0; i < n_parts; i++)
    if (!ariadne_cuda_lane_launch (parts[i].lane, &parts[i].bucket, parts[i].launches,
                                   self->stream, error))
      return FALSE;

  return ariadne_cuda_check (cudaEventRecord (self->computed, self->stream),
                             "launching a batch", error);
}

static gboolean
download (AriadneCudaSlot  *self,
          const Part       *parts,
          guint             n_parts,
          GError          **error)
{
  for (guint i = 0; i < n_parts; i++)
    if (!ariadne_cuda_lane_download (parts[i].lane, parts[i].n_graphs, self->stream, error))
      return FALSE;

  return ariadne_cuda_check (cudaEventRecord (self->done, self->stream),
                             "downloading heads", error)
         && ariadne_cuda_check (cudaEventSynchronize (self->done), "evaluating a batch", error);
}

/* Before memory is used again, what was started on it must have come to an end,
 * whatever that is. If that cannot be told, the slot is of no more use.
 */
static void
drain (AriadneCudaSlot  *self,
       GError          **error)
{
  cudaError_t result = cudaStreamSynchronize (self->stream);

  cudaGetLastError ();
  if (result == cudaSuccess || error == NULL
      || g_error_matches (*error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_LOST))
    return;

  g_clear_error (error);
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_LOST,
               "the GPU is lost: waiting for what it was doing failed: %s (%s)",
               cudaGetErrorString (result), cudaGetErrorName (result));
}

static gint64
get_elapsed (cudaEvent_t from,
             cudaEvent_t to)
{
  float milliseconds = 0.0f;

  if (cudaEventElapsedTime (&milliseconds, from, to) != cudaSuccess)
    cudaGetLastError ();

  return milliseconds * 1000.0f;
}

/* The device tells how far apart things were, and only the host what time it is,
 * so from the end of the last one the others follow.
 */
static void
note_times (AriadneCudaSlot   *self,
            AriadneModelTimes *times)
{
  gint64 end = g_get_monotonic_time ();
  gint64 computed = end - get_elapsed (self->computed, self->done);
  gint64 uploaded = computed - get_elapsed (self->uploaded, self->computed);

  times->computed = MAX (computed, times->packed);
  times->uploaded = CLAMP (uploaded, times->packed, times->computed);
  times->computing = times->uploaded;
}

static void
hand_out (const Part               *part,
          const AriadneNetworkTask *tasks)
{
  guint n_heads = part->lane->plan->network.n_heads;

  for (guint i = 0; i < part->n_graphs; i++)
    memcpy (tasks[part->order != NULL ? part->order[i] : i].output,
            part->lane->heads + (gsize) i * n_heads, sizeof (float) * n_heads);
}

/* Takes packed parts through the device and waits for them. */
static gboolean
run (AriadneCudaSlot           *self,
     const Part                *parts,
     guint                      n_parts,
     const AriadneNetworkTask  *tasks,
     AriadneModelTimes         *times,
     GError                   **error)
{
  gboolean replayed = TRUE;
  gboolean fused = FALSE;

  times->packed = g_get_monotonic_time ();
  if (!upload (self, parts, n_parts, error) || !launch (self, parts, n_parts, error)
      || !download (self, parts, n_parts, error))
    {
      drain (self, error);
      return FALSE;
    }

  note_times (self, times);
  for (guint i = 0; i < n_parts; i++)
    {
      hand_out (&parts[i], tasks);
      replayed &= parts[i].launches != NULL;
      fused |= parts[i].lane->kind == ARIADNE_CUDA_LANE_FUSED;
    }
  g_atomic_int_inc (&self->n_launches);
  g_atomic_int_add (&self->n_replays, replayed);
  g_atomic_int_add (&self->n_fused, fused);

  return TRUE;
}

/* A graph that is larger than any bucket gets memory of its own for the time
 * being.
 */
static gboolean
run_large (AriadneCudaSlot           *self,
           const AriadneNetworkTask  *task,
           AriadneModelTimes         *times,
           GError                   **error)
{
  AriadneCudaBucket bucket = { 1, task->graph->n_nodes };
  AriadneCudaLane lane = { NULL };
  Part part = { &lane, bucket, NULL, NULL, 1 };
  gboolean succeeded;

  succeeded = ariadne_cuda_lane_init (&lane, self->plan, self->memory, ARIADNE_CUDA_LANE_GENERAL,
                                      &bucket, "a large graph", error);
  if (succeeded)
    {
      pack_general (self, &part, &task->graph);
      succeeded = run (self, &part, 1, task, times, error);
    }
  ariadne_cuda_lane_clear (&lane);

  return succeeded;
}

/* Evaluates tasks that fit the largest bucket, or a single one that does not, in
 * the way that is wanted or in the one that is faster.
 */
gboolean
ariadne_cuda_slot_evaluate (AriadneCudaSlot           *self,
                            const AriadneNetworkTask  *tasks,
                            guint                      n_tasks,
                            AriadneCudaWay             way,
                            AriadneModelTimes         *times,
                            GError                   **error)
{
  Part parts[MAX_PARTS];
  guint64 n_nodes = 0;
  guint n_parts;
  guint bucket;

  if (!ariadne_cuda_check (cudaSetDevice (self->plan->device), "choosing the GPU", error))
    return FALSE;

  for (guint i = 0; i < n_tasks; i++)
    n_nodes += tasks[i].graph->n_nodes;
  bucket = find_bucket (self->plan, n_tasks, n_nodes);
  g_assert (bucket < self->plan->n_buckets || n_tasks == 1);
  if (bucket == self->plan->n_buckets)
    return run_large (self, tasks, times, error);

  for (guint i = 0; i < n_tasks; i++)
    self->graphs[i] = tasks[i].graph;
  way = ariadne_cuda_choice_get (&self->plan->choice, way, n_nodes);
  n_parts = divide (self, n_tasks, bucket, way, parts);

  return run (self, parts, n_parts, tasks, times, error);
}

/* Records the launches of every bucket of both ways and runs each once, with a
 * graph of a single node, so that no batch is the first of its size.
 */
static gboolean
warm_up (AriadneCudaSlot           *self,
         const AriadneNetworkTask  *task,
         GError                   **error)
{
  AriadneModelTimes times;
  Part parts[MAX_PARTS];

  self->graphs[0] = task->graph;
  for (guint kind = 0; kind < ARIADNE_CUDA_N_LANES; kind++)
    for (guint i = 0; has_lane (self->plan, kind) && i < self->plan->n_buckets; i++)
      {
        AriadneCudaWay way = kind == ARIADNE_CUDA_LANE_FUSED ? ARIADNE_CUDA_WAY_FUSED
                                                             : ARIADNE_CUDA_WAY_GENERAL;

        if (!ariadne_cuda_lane_record (&self->lanes[kind], i, self->stream, error))
          return FALSE;
        if (!run (self, parts, divide (self, 1, i, way, parts), task, &times, error))
          return FALSE;
      }
  g_atomic_int_set (&self->n_launches, 0);
  g_atomic_int_set (&self->n_replays, 0);
  g_atomic_int_set (&self->n_fused, 0);

  return TRUE;
}

static gboolean
warm_up_with_a_node (AriadneCudaSlot  *self,
                     GError          **error)
{
  static const guint8 node_type = 0;
  static const guint32 none = 0;
  g_autofree float *row = g_new (float, self->plan->network.n_heads);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (AriadneGraph) graph = NULL;
  AriadneNetworkTask task;

  ariadne_graph_write (bytes, 1, &node_type, &none, &none, 0.0);
  graph = ariadne_graph_new_from_data (bytes->data, bytes->len, error);
  task = (AriadneNetworkTask) { graph, row };

  return graph != NULL && warm_up (self, &task, error);
}

/* Makes a slot on the current device. The plan and the memory must outlive it. */
AriadneCudaSlot *
ariadne_cuda_slot_new (const AriadneCudaPlan  *plan,
                       AriadneCudaMemory      *memory,
                       GError                **error)
{
  g_autoptr (AriadneCudaSlot) self = g_new0 (AriadneCudaSlot, 1);
  guint n_graphs = get_largest (plan)->n_graphs;

  self->plan = plan;
  self->memory = memory;
  self->packer = ariadne_cuda_packer_new ();
  self->fused_packer = ariadne_cuda_fused_packer_new ();
  ariadne_cuda_packs_init (&self->packs, n_graphs);
  self->graphs = g_new (AriadneGraph *, n_graphs);
  self->others = g_new (AriadneGraph *, n_graphs);
  self->sizes = g_new (guint, n_graphs);

  if (!make_lanes (self, error) || !make_stream (self, error)
      || !warm_up_with_a_node (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Releases a slot, with its device current. */
void
ariadne_cuda_slot_free (AriadneCudaSlot *self)
{
  cudaEvent_t events[] = { self->uploaded, self->computed, self->done };

  if (self->stream != NULL)
    drain (self, NULL);
  for (guint i = 0; i < ARIADNE_CUDA_N_LANES; i++)
    ariadne_cuda_lane_clear (&self->lanes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (events[i] != NULL)
      cudaEventDestroy (events[i]);
  if (self->stream != NULL)
    cudaStreamDestroy (self->stream);

  g_clear_pointer (&self->packer, ariadne_cuda_packer_free);
  g_clear_pointer (&self->fused_packer, ariadne_cuda_fused_packer_free);
  ariadne_cuda_packs_clear (&self->packs);
  g_free (self->graphs);
  g_free (self->others);
  g_free (self->sizes);
  g_free (self);
}
