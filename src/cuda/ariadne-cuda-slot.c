/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda/ariadne-cuda-slot.h"

#include "cuda/ariadne-cuda-device.h"
#include "model/ariadne-graph-private.h"

static const AriadneCudaBucket *
get_largest (const AriadneCudaPlan *plan)
{
  return &plan->buckets[plan->n_buckets - 1];
}

/* The sizes of the blocks that hold a batch of a bucket. */
typedef struct
{
  gsize batch;
  gsize workspace;
  gsize heads;
} Sizes;

static Sizes
get_sizes (const AriadneCudaPlan   *plan,
           const AriadneCudaBucket *bucket)
{
  AriadneCudaBatch batch;
  AriadneCudaWorkspace workspace;

  return (Sizes) {
    ariadne_cuda_batch_layout (bucket, NULL, &batch),
    ariadne_cuda_workspace_layout (&plan->network, bucket, NULL, &workspace),
    ariadne_cuda_output_size (&plan->network, bucket),
  };
}

/* How much of the device's memory a slot takes. */
gsize
ariadne_cuda_slot_measure (const AriadneCudaPlan *plan)
{
  Sizes sizes = get_sizes (plan, get_largest (plan));

  return sizes.batch + sizes.workspace + sizes.heads;
}

static gboolean
take_memory (AriadneCudaSlot  *self,
             GError          **error)
{
  const AriadneCudaBucket *bucket = get_largest (self->plan);
  Sizes sizes = get_sizes (self->plan, bucket);
  const char *what = "a batch";

  self->graphs = g_new (AriadneGraph *, bucket->n_graphs);

  return (self->device_batch = ariadne_cuda_memory_take (self->memory, sizes.batch, what, error))
         && (self->workspace = ariadne_cuda_memory_take (self->memory, sizes.workspace, what,
                                                         error))
         && (self->device_heads = ariadne_cuda_memory_take (self->memory, sizes.heads, what,
                                                            error))
         && (self->staging = ariadne_cuda_memory_take_host (self->memory, sizes.batch,
                                                            "pinning memory", error))
         && (self->heads = ariadne_cuda_memory_take_host (self->memory, sizes.heads,
                                                          "pinning memory", error));
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

static cudaError_t
enqueue (AriadneCudaSlot         *self,
         const AriadneCudaBucket *bucket,
         gpointer                 device_batch,
         gpointer                 workspace,
         float                   *device_heads)
{
  const AriadneCudaPlan *plan = self->plan;
  AriadneCudaWorkspace work;
  AriadneCudaBatch batch;

  ariadne_cuda_batch_layout (bucket, device_batch, &batch);
  ariadne_cuda_workspace_layout (&plan->network, bucket, workspace, &work);

  return ariadne_cuda_general_enqueue (&plan->network, bucket, &plan->weights, &batch, &work,
                                       device_heads, self->stream);
}

/* Records what is launched for a bucket. Only this thread's calls are recorded,
 * whatever other threads do with the device.
 */
static gboolean
capture (AriadneCudaSlot  *self,
         guint             index,
         GError          **error)
{
  cudaGraph_t graph = NULL;
  cudaError_t enqueued;
  cudaError_t captured;

  if (!ariadne_cuda_check (cudaStreamBeginCapture (self->stream,
                                                   cudaStreamCaptureModeThreadLocal),
                           "recording launches", error))
    return FALSE;

  enqueued = enqueue (self, &self->plan->buckets[index], self->device_batch, self->workspace,
                      self->device_heads);
  captured = cudaStreamEndCapture (self->stream, &graph);
  if (enqueued == cudaSuccess && captured == cudaSuccess)
    captured = cudaGraphInstantiate (&self->launches[index], graph, 0);
  if (graph != NULL)
    cudaGraphDestroy (graph);

  return ariadne_cuda_check (enqueued != cudaSuccess ? enqueued : captured,
                             "recording launches", error);
}

/* Packs tasks into host memory, and lays out the same on the device. */
static void
pack (AriadneCudaSlot          *self,
      const AriadneCudaBucket  *bucket,
      const AriadneNetworkTask *tasks,
      guint                     n_tasks,
      gpointer                  staging)
{
  AriadneCudaBatch batch;

  for (guint i = 0; i < n_tasks; i++)
    self->graphs[i] = tasks[i].graph;

  ariadne_cuda_batch_layout (bucket, staging, &batch);
  ariadne_cuda_packer_pack (self->packer, &self->plan->network, bucket, self->graphs, n_tasks,
                            &batch);
}

/* Where a batch is: in the memory of the slot, or in some of its own. */
typedef struct
{
  const AriadneCudaBucket *bucket;
  cudaGraphExec_t          launches; /* NULL if none were recorded */
  gpointer                 staging;
  float                   *heads;
  gpointer                 device_batch;
  gpointer                 workspace;
  float                   *device_heads;
} Room;

static cudaError_t
launch (AriadneCudaSlot *self,
        const Room      *room)
{
  if (room->launches != NULL)
    return cudaGraphLaunch (room->launches, self->stream);

  return enqueue (self, room->bucket, room->device_batch, room->workspace, room->device_heads);
}

/* Starts everything that becomes of a packed batch, and waits for it. */
static gboolean
pass_through (AriadneCudaSlot  *self,
              const Room       *room,
              guint             n_tasks,
              GError          **error)
{
  Sizes sizes = get_sizes (self->plan, room->bucket);
  gsize n_bytes = sizeof (float) * n_tasks * self->plan->network.n_heads;

  return ariadne_cuda_check (cudaMemcpyAsync (room->device_batch, room->staging, sizes.batch,
                                              cudaMemcpyHostToDevice, self->stream),
                             "uploading a batch", error)
         && ariadne_cuda_check (cudaEventRecord (self->uploaded, self->stream),
                                "uploading a batch", error)
         && ariadne_cuda_check (launch (self, room), "launching a batch", error)
         && ariadne_cuda_check (cudaEventRecord (self->computed, self->stream),
                                "launching a batch", error)
         && ariadne_cuda_check (cudaMemcpyAsync (room->heads, room->device_heads, n_bytes,
                                                 cudaMemcpyDeviceToHost, self->stream),
                                "downloading heads", error)
         && ariadne_cuda_check (cudaEventRecord (self->done, self->stream),
                                "downloading heads", error)
         && ariadne_cuda_check (cudaEventSynchronize (self->done), "evaluating a batch", error);
}

/* Before memory is used again, what was started on it must have come to an end,
 * whatever that is.
 */
static void
drain (AriadneCudaSlot *self)
{
  cudaStreamSynchronize (self->stream);
  cudaGetLastError ();
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

static gboolean
run (AriadneCudaSlot           *self,
     const Room                *room,
     const AriadneNetworkTask  *tasks,
     guint                      n_tasks,
     AriadneModelTimes         *times,
     GError                   **error)
{
  guint n_heads = self->plan->network.n_heads;

  pack (self, room->bucket, tasks, n_tasks, room->staging);
  times->packed = g_get_monotonic_time ();
  if (!pass_through (self, room, n_tasks, error))
    {
      drain (self);
      return FALSE;
    }

  note_times (self, times);
  for (guint i = 0; i < n_tasks; i++)
    memcpy (tasks[i].output, room->heads + (gsize) i * n_heads, sizeof (float) * n_heads);
  g_atomic_int_inc (&self->n_launches);
  g_atomic_int_add (&self->n_replays, room->launches != NULL);

  return TRUE;
}

static void
make_room (AriadneCudaSlot *self,
           guint            index,
           Room            *room)
{
  *room = (Room) {
    &self->plan->buckets[index], self->launches[index], self->staging, self->heads,
    self->device_batch, self->workspace, self->device_heads,
  };
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
  Sizes sizes = get_sizes (self->plan, &bucket);
  Room room = { &bucket };
  const char *what = "a large graph";
  gboolean succeeded;

  succeeded
    = (room.device_batch = ariadne_cuda_memory_take (self->memory, sizes.batch, what, error))
      && (room.workspace = ariadne_cuda_memory_take (self->memory, sizes.workspace, what, error))
      && (room.device_heads = ariadne_cuda_memory_take (self->memory, sizes.heads, what, error))
      && (room.staging = ariadne_cuda_memory_take_host (self->memory, sizes.batch, what, error))
      && (room.heads = ariadne_cuda_memory_take_host (self->memory, sizes.heads, what, error))
      && run (self, &room, task, 1, times, error);

  ariadne_cuda_memory_give_back (self->memory, room.device_batch, sizes.batch);
  ariadne_cuda_memory_give_back (self->memory, room.workspace, sizes.workspace);
  ariadne_cuda_memory_give_back (self->memory, room.device_heads, sizes.heads);
  ariadne_cuda_memory_give_host_back (self->memory, room.staging);
  ariadne_cuda_memory_give_host_back (self->memory, room.heads);

  return succeeded;
}

/* The smallest bucket that holds the tasks, or the number of buckets if none
 * does.
 */
static guint
find_bucket (const AriadneCudaPlan    *plan,
             const AriadneNetworkTask *tasks,
             guint                     n_tasks)
{
  guint64 n_nodes = 0;
  guint index = 0;

  for (guint i = 0; i < n_tasks; i++)
    n_nodes += tasks[i].graph->n_nodes;
  while (index < plan->n_buckets
         && (plan->buckets[index].n_nodes < n_nodes || plan->buckets[index].n_graphs < n_tasks))
    index++;

  return index;
}

/* Evaluates tasks that fit the largest bucket, or a single one that does not. */
gboolean
ariadne_cuda_slot_evaluate (AriadneCudaSlot           *self,
                            const AriadneNetworkTask  *tasks,
                            guint                      n_tasks,
                            AriadneModelTimes         *times,
                            GError                   **error)
{
  guint index = find_bucket (self->plan, tasks, n_tasks);
  Room room;

  if (!ariadne_cuda_check (cudaSetDevice (self->plan->device), "choosing the GPU", error))
    return FALSE;

  g_assert (index < self->plan->n_buckets || n_tasks == 1);
  if (index == self->plan->n_buckets)
    return run_large (self, tasks, times, error);

  make_room (self, index, &room);

  return run (self, &room, tasks, n_tasks, times, error);
}

/* Records the launches of every bucket and runs each once, with a graph of a
 * single node, so that no batch is the first of its size.
 */
static gboolean
warm_up (AriadneCudaSlot  *self,
         GError          **error)
{
  static const guint8 node_type = 0;
  static const guint32 none = 0;
  g_autofree float *row = g_new (float, self->plan->network.n_heads);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (AriadneGraph) graph = NULL;
  AriadneNetworkTask task;
  AriadneModelTimes times;
  Room room;

  ariadne_graph_write (bytes, 1, &node_type, &none, &none, 0.0);
  graph = ariadne_graph_new_from_data (bytes->data, bytes->len, error);
  task = (AriadneNetworkTask) { graph, row };

  for (guint i = 0; graph != NULL && i < self->plan->n_buckets; i++)
    {
      if (!capture (self, i, error))
        return FALSE;
      make_room (self, i, &room);
      if (!run (self, &room, &task, 1, &times, error))
        return FALSE;
    }
  g_atomic_int_set (&self->n_launches, 0);
  g_atomic_int_set (&self->n_replays, 0);

  return graph != NULL;
}

/* Makes a slot on the current device. The plan and the memory must outlive it. */
AriadneCudaSlot *
ariadne_cuda_slot_new (const AriadneCudaPlan  *plan,
                       AriadneCudaMemory      *memory,
                       GError                **error)
{
  g_autoptr (AriadneCudaSlot) self = g_new0 (AriadneCudaSlot, 1);

  self->plan = plan;
  self->memory = memory;
  self->packer = ariadne_cuda_packer_new ();
  if (!take_memory (self, error) || !make_stream (self, error) || !warm_up (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Releases a slot, with its device current. */
void
ariadne_cuda_slot_free (AriadneCudaSlot *self)
{
  Sizes sizes = get_sizes (self->plan, get_largest (self->plan));
  cudaEvent_t events[] = { self->uploaded, self->computed, self->done };

  if (self->stream != NULL)
    drain (self);
  for (guint i = 0; i < self->plan->n_buckets; i++)
    if (self->launches[i] != NULL)
      cudaGraphExecDestroy (self->launches[i]);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (events[i] != NULL)
      cudaEventDestroy (events[i]);
  if (self->stream != NULL)
    cudaStreamDestroy (self->stream);

  ariadne_cuda_memory_give_back (self->memory, self->device_batch, sizes.batch);
  ariadne_cuda_memory_give_back (self->memory, self->workspace, sizes.workspace);
  ariadne_cuda_memory_give_back (self->memory, self->device_heads, sizes.heads);
  ariadne_cuda_memory_give_host_back (self->memory, self->staging);
  ariadne_cuda_memory_give_host_back (self->memory, self->heads);
  g_clear_pointer (&self->packer, ariadne_cuda_packer_free);
  g_free (self->graphs);
  g_free (self);
}
