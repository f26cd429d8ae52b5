/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gmodule.h>

#include "core/ariadne-error.h"
#include "cuda/ariadne-cuda-device.h"
#include "cuda/ariadne-cuda-tune.h"

/* A network on a GPU: its weights, and slots for batches. What the library
 * finds when it has loaded this module is at the end.
 */

/* Buckets double from the smallest one. With graphs that are smaller than that
 * on average, a batch takes a larger bucket than its nodes need.
 */
#define SMALLEST_BUCKET   256
#define NODES_PER_GRAPH   16

/* What a device keeps for itself of the memory that is free. */
#define FREE_SHARE 0.95

struct _AriadneDeviceNetwork
{
  AriadneCudaMemory memory;
  AriadneCudaPlan   plan;
  gpointer          weights;      /* on the device */
  gsize             weights_size;
  AriadneCudaSlot  *slots[ARIADNE_DEVICE_MAX_SLOTS];
  guint             n_slots;
};

/* Chooses how products are made: exact ones on the tensor cores where there are
 * any that can.
 */
static gboolean
choose_arithmetic (int                     device,
                   AriadnePrecision        precision,
                   AriadneCudaArithmetic  *arithmetic,
                   GError                **error)
{
  static const AriadneCudaArithmetic arithmetics[] = {
    [ARIADNE_PRECISION_FLOAT32] = ARIADNE_CUDA_SPLIT,
    [ARIADNE_PRECISION_TF32] = ARIADNE_CUDA_TF32,
    [ARIADNE_PRECISION_BF16] = ARIADNE_CUDA_BF16,
  };
  int major = 0;
  int minor = 0;

  if (!ariadne_cuda_check (cudaDeviceGetAttribute (&major, cudaDevAttrComputeCapabilityMajor,
                                                   device), "asking the GPU", error)
      || !ariadne_cuda_check (cudaDeviceGetAttribute (&minor, cudaDevAttrComputeCapabilityMinor,
                                                      device), "asking the GPU", error))
    return FALSE;

  *arithmetic = arithmetics[precision];
  if (major >= 8)
    return TRUE;

  *arithmetic = ARIADNE_CUDA_FP32;
  if (precision == ARIADNE_PRECISION_FLOAT32)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "the precision is %s, which the GPU has not: its compute capability is %d.%d,"
               " expected 8.0 or higher",
               precision == ARIADNE_PRECISION_TF32 ? "tf32" : "bf16", major, minor);

  return FALSE;
}

/* What the network may take: its share of the device's memory, and no more than
 * is free.
 */
static gboolean
get_limit (double    fraction,
           gsize    *limit,
           GError  **error)
{
  gsize n_free = 0;
  gsize n_total = 0;

  if (!ariadne_cuda_check (cudaMemGetInfo (&n_free, &n_total), "asking for free memory", error))
    return FALSE;

  *limit = MIN (n_total * fraction, n_free * FREE_SHARE);

  return TRUE;
}

static gboolean
upload_weights (AriadneDeviceNetwork  *self,
                const AriadneWeights  *weights,
                GError               **error)
{
  const AriadneCudaNetwork *network = &self->plan.network;
  AriadneCudaWeights host;
  gpointer staging;
  gboolean succeeded;

  self->weights_size = ariadne_cuda_weights_layout (network, NULL, &host);
  self->weights = ariadne_cuda_memory_take (&self->memory, self->weights_size, "the weights",
                                            error);
  if (self->weights == NULL)
    return FALSE;
  staging = ariadne_cuda_memory_take_host (&self->memory, self->weights_size, "pinning memory",
                                           error);
  if (staging == NULL)
    return FALSE;

  ariadne_cuda_weights_layout (network, self->weights, &self->plan.weights);
  ariadne_cuda_weights_layout (network, staging, &host);
  ariadne_cuda_weights_pack (network, weights, &host);
  succeeded = ariadne_cuda_check (cudaMemcpy (self->weights, staging, self->weights_size,
                                              cudaMemcpyHostToDevice),
                                  "uploading the weights", error);
  ariadne_cuda_memory_give_host_back (&self->memory, staging);

  return succeeded;
}

/* As many buckets as there is room for, at least one. Half of the memory is left
 * for graphs that are larger than all of them.
 */
static void
choose_buckets (AriadneDeviceNetwork *self)
{
  AriadneCudaPlan *plan = &self->plan;
  gsize n_left = (self->memory.limit - self->memory.used) / 2;

  for (guint i = 0; i < ARIADNE_CUDA_MAX_BUCKETS; i++)
    {
      guint n_nodes = SMALLEST_BUCKET << i;

      plan->buckets[i] = (AriadneCudaBucket) { n_nodes / NODES_PER_GRAPH, n_nodes };
      plan->n_buckets = i + 1;
      if (i > 0 && ariadne_cuda_slot_measure (plan) > n_left / self->n_slots)
        {
          plan->n_buckets = i;
          break;
        }
    }
}

static void
free_slots (AriadneDeviceNetwork *self)
{
  for (guint i = 0; i < ARIADNE_DEVICE_MAX_SLOTS; i++)
    g_clear_pointer (&self->slots[i], ariadne_cuda_slot_free);
}

static gboolean
make_slots (AriadneDeviceNetwork  *self,
            GError               **error)
{
  for (guint i = 0; i < self->n_slots; i++)
    {
      self->slots[i] = ariadne_cuda_slot_new (&self->plan, &self->memory, error);
      if (self->slots[i] == NULL)
        {
          free_slots (self);
          return FALSE;
        }
    }

  return TRUE;
}

/* Makes the slots. Somebody else may take memory at the same time, so if there
 * is less than there was, smaller ones do.
 */
static gboolean
make_slots_that_fit (AriadneDeviceNetwork  *self,
                     GError               **error)
{
  g_autoptr (GError) local_error = NULL;

  choose_buckets (self);
  while (!make_slots (self, &local_error))
    {
      if (self->plan.n_buckets == 1
          || !g_error_matches (local_error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_MEMORY))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_clear_error (&local_error);
      self->plan.n_buckets--;
    }

  return TRUE;
}

/* Chooses the way of each size: that of ARIADNE_CUDA_WAY, or the one that is
 * faster on this device.
 */
static gboolean
choose_way (AriadneDeviceNetwork  *self,
            GError               **error)
{
  const char *wanted = g_getenv ("ARIADNE_CUDA_WAY");
  AriadneCudaTiming fused_wins = { 1, 0.0, 1.0 };
  AriadneCudaTiming general_wins = { 1, 1.0, 0.0 };

  if (self->plan.fit.max_rows == 0 || g_strcmp0 (wanted, "general") == 0)
    ariadne_cuda_choice_set (&self->plan.choice, &general_wins, 1);
  else if (g_strcmp0 (wanted, "fused") == 0)
    ariadne_cuda_choice_set (&self->plan.choice, &fused_wins, 1);
  else
    return ariadne_cuda_tune (self->slots[0], &self->plan.choice, error);

  return TRUE;
}

static gboolean
check_network (const AriadneNetworkConfig  *config,
               GError                     **error)
{
  if (config->n_edge_types <= ARIADNE_CUDA_N_EDGE_TYPES)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "the network has %u edge types; on a GPU it may have %u",
               config->n_edge_types, ARIADNE_CUDA_N_EDGE_TYPES);

  return FALSE;
}

static void
network_free (AriadneDeviceNetwork *self)
{
  cudaSetDevice (self->plan.device);
  free_slots (self);
  ariadne_cuda_memory_give_back (&self->memory, self->weights, self->weights_size);
  ariadne_cuda_memory_clear (&self->memory);
  cudaGetLastError ();
  g_free (self);
}

/* Loads the kernels of both ways. Whether graphs fit in the shared memory of a
 * block depends on the network and the device.
 */
static gboolean
prepare_kernels (AriadneDeviceNetwork  *self,
                 GError               **error)
{
  AriadneCudaPlan *plan = &self->plan;
  const char *what = "loading the kernels";
  int shared = 0;
  int n_units = 0;

  if (!ariadne_cuda_check (cudaDeviceGetAttribute (&shared,
                                                   cudaDevAttrMaxSharedMemoryPerBlockOptin,
                                                   plan->device), "asking the GPU", error)
      || !ariadne_cuda_check (cudaDeviceGetAttribute (&n_units, cudaDevAttrMultiProcessorCount,
                                                      plan->device), "asking the GPU", error)
      || !ariadne_cuda_check (ariadne_cuda_general_prepare (&plan->network), what, error))
    return FALSE;

  ariadne_cuda_fused_fit (&plan->network, shared, n_units, &plan->fit);

  return plan->fit.max_rows == 0
         || ariadne_cuda_check (ariadne_cuda_fused_prepare (&plan->network, &plan->fit), what,
                                error);
}

static gboolean
network_init (AriadneDeviceNetwork        *self,
              guint                        device,
              const AriadneWeights        *weights,
              const AriadneDeviceOptions  *options,
              GError                     **error)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  AriadneCudaArithmetic arithmetic;
  gsize limit = 0;

  self->plan.device = device;
  self->plan.spin = options->spin;
  self->n_slots = options->n_slots;
  if (!check_network (config, error)
      || !choose_arithmetic (device, options->precision, &arithmetic, error)
      || !ariadne_cuda_check (cudaSetDevice (device), "choosing the GPU", error)
      || !get_limit (options->memory_fraction, &limit, error))
    return FALSE;

  self->memory.limit = limit;
  ariadne_cuda_network_init (&self->plan.network, config, arithmetic);

  return prepare_kernels (self, error)
         && upload_weights (self, weights, error)
         && make_slots_that_fit (self, error)
         && choose_way (self, error);
}

static AriadneDeviceNetwork *
network_new (guint                        device,
             const AriadneWeights        *weights,
             const AriadneDeviceOptions  *options,
             GError                     **error)
{
  AriadneDeviceNetwork *self = g_new0 (AriadneDeviceNetwork, 1);

  ariadne_cuda_memory_init (&self->memory, 0);
  if (!network_init (self, device, weights, options, error))
    {
      network_free (self);
      return NULL;
    }

  return self;
}

static void
get_limits (AriadneDeviceNetwork *self,
            AriadneDeviceLimits  *limits)
{
  const AriadneCudaBucket *largest = &self->plan.buckets[self->plan.n_buckets - 1];

  *limits = (AriadneDeviceLimits) { self->n_slots, largest->n_graphs, largest->n_nodes };
}

static void
get_counters (AriadneDeviceNetwork  *self,
              AriadneDeviceCounters *counters)
{
  counters->n_allocations = ariadne_cuda_memory_count (&self->memory);
  counters->n_launches = 0;
  counters->n_replays = 0;
  counters->n_fused = 0;
  for (guint i = 0; i < self->n_slots; i++)
    {
      counters->n_launches += g_atomic_int_get (&self->slots[i]->n_launches);
      counters->n_replays += g_atomic_int_get (&self->slots[i]->n_replays);
      counters->n_fused += g_atomic_int_get (&self->slots[i]->n_fused);
    }
}

static gboolean
evaluate (AriadneDeviceNetwork      *self,
          guint                      slot,
          const AriadneNetworkTask  *tasks,
          guint                      n_tasks,
          AriadneModelTimes         *times,
          GError                   **error)
{
  return ariadne_cuda_slot_evaluate (self->slots[slot], tasks, n_tasks, ARIADNE_CUDA_WAY_AUTO,
                                     times, error);
}

const AriadneDeviceBackend *ariadne_device_backend_get (void);

G_MODULE_EXPORT const AriadneDeviceBackend *
ariadne_device_backend_get (void)
{
  static const AriadneDeviceBackend backend = {
    .abi = ARIADNE_DEVICE_BACKEND_ABI,
    .name = "cuda",
    .count = ariadne_cuda_device_count,
    .describe = ariadne_cuda_device_describe,
    .network_new = network_new,
    .network_free = network_free,
    .get_limits = get_limits,
    .get_counters = get_counters,
    .evaluate = evaluate,
  };

  return &backend;
}
