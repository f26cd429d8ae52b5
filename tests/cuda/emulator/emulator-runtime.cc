/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-private.h"

#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <stdio.h>
#include <time.h>
#include <vector>

#include "emulator-runtime.h"

/* The calls of the runtime. Each takes the lock, asks whether it is to fail, and
 * leaves what is to happen later to a stream.
 */

#define MAX_DEVICES   8
#define DEFAULT_LIMIT (48 * 1024)

typedef struct
{
  uint64_t    n_before;
  bool        armed;
  bool        lasting;
  cudaError_t error;
} Fault;

typedef struct
{
  struct cudaDeviceProp properties;
  cudaError_t           fault; /* of a kernel, until the device is reset */
  cudaError_t           lost;
  size_t                allocated;
} Device;

typedef struct
{
  int    device; /* -1: host */
  size_t size;
} Allocation;

static std::recursive_mutex lock;
static CudaEmulatorCounters counters;
static Fault faults[CUDA_EMULATOR_N_CALLS];
static Device devices[MAX_DEVICES];
static int n_devices = 1;
static int driver_version = CUDART_VERSION;
static cudaError_t no_devices_error;
static uint64_t seed;
static bool ready;
static std::map<void *, Allocation> allocations;
static std::map<std::pair<int, const void *>, size_t> limits; /* by device and kernel */
static thread_local int current_device;
static thread_local cudaError_t last_error;

typedef std::lock_guard<std::recursive_mutex> Guard;

static void
describe_device (struct cudaDeviceProp *properties,
                 int                    device)
{
  *properties = {};
  snprintf (properties->name, sizeof properties->name, "Emulated device %d", device);
  properties->uuid.bytes[0] = 1 + device;
  properties->totalGlobalMem = (size_t) 4 << 30;
  properties->sharedMemPerBlock = DEFAULT_LIMIT;
  properties->sharedMemPerBlockOptin = 227 * 1024;
  properties->sharedMemPerMultiprocessor = 228 * 1024;
  properties->regsPerBlock = properties->regsPerMultiprocessor = 65536;
  properties->warpSize = 32;
  properties->maxThreadsPerBlock = 1024;
  properties->maxThreadsPerMultiProcessor = 2048;
  properties->maxBlocksPerMultiProcessor = 32;
  properties->maxGridSize[0] = INT32_MAX;
  properties->maxGridSize[1] = properties->maxGridSize[2] = 65535;
  properties->major = 9;
  properties->multiProcessorCount = 4;
  properties->l2CacheSize = 50 << 20;
  properties->memoryBusWidth = 5120;
  properties->asyncEngineCount = 3;
  properties->concurrentKernels = 1;
  properties->pciBusID = 1 + device;
}

static void
reset (void)
{
  for (auto &allocation : allocations)
    emulator_memory_free (allocation.first);
  allocations.clear ();
  limits.clear ();
  emulator_streams_reset ();
  counters = {};
  for (Fault &fault : faults)
    fault = {};
  for (int i = 0; i < MAX_DEVICES; i++)
    {
      devices[i] = {};
      describe_device (&devices[i].properties, i);
    }
  n_devices = 1;
  driver_version = CUDART_VERSION;
  no_devices_error = cudaSuccess;
  seed = 0;
  current_device = 0;
  last_error = cudaSuccess;
  ready = true;
}

/* What every call begins with: the current device must be there and in order. */
static cudaError_t
begin (void)
{
  if (!ready)
    reset ();

  if (no_devices_error != cudaSuccess)
    return no_devices_error;
  if (current_device >= n_devices)
    return n_devices == 0 ? cudaErrorNoDevice : cudaErrorInvalidDevice;
  if (devices[current_device].lost != cudaSuccess)
    return devices[current_device].lost;

  return devices[current_device].fault;
}

static cudaError_t
count (CudaEmulatorCall call)
{
  Fault &fault = faults[call];

  counters.n_calls[call]++;
  if (!fault.armed)
    return cudaSuccess;
  if (fault.n_before > 0)
    {
      fault.n_before--;
      return cudaSuccess;
    }

  fault.armed = fault.lasting;

  return fault.error;
}

static cudaError_t
end (cudaError_t error)
{
  if (error != cudaSuccess && error != cudaErrorNotReady)
    last_error = error;

  return error;
}

static cudaError_t
begin_call (CudaEmulatorCall call)
{
  cudaError_t error = begin ();

  return error != cudaSuccess ? error : count (call);
}

/* For the streams, which run what was asked of a device. */
cudaError_t
emulator_runtime_run (int                     device,
                      const EmulatorFunction &function)
{
  int caller = current_device;
  cudaError_t error;

  if (devices[device].lost != cudaSuccess)
    return devices[device].lost;
  if (devices[device].fault != cudaSuccess)
    return devices[device].fault;

  current_device = device;
  error = function ();
  current_device = caller;
  devices[device].fault = error;

  return error;
}

extern "C" {

void
cuda_emulator_reset (void)
{
  Guard guard (lock);

  reset ();
}

void
cuda_emulator_get_counters (CudaEmulatorCounters *result)
{
  Guard guard (lock);

  *result = counters;
  result->n_live = allocations.size () + emulator_streams_count ();
}

void
cuda_emulator_set_seed (uint64_t new_seed)
{
  Guard guard (lock);

  begin ();
  seed = new_seed;
}

void
cuda_emulator_set_n_devices (int         n,
                             cudaError_t error)
{
  Guard guard (lock);

  begin ();
  n_devices = n > MAX_DEVICES ? MAX_DEVICES : n;
  no_devices_error = error;
}

void
cuda_emulator_set_driver (int version)
{
  Guard guard (lock);

  begin ();
  driver_version = version;
  if (version < CUDART_VERSION)
    no_devices_error = cudaErrorInsufficientDriver;
}

void
cuda_emulator_set_properties (int                          device,
                              const struct cudaDeviceProp *properties)
{
  Guard guard (lock);

  begin ();
  devices[device].properties = *properties;
}

void
cuda_emulator_fail (CudaEmulatorCall call,
                    uint64_t         n_before,
                    int              lasting,
                    cudaError_t      error)
{
  Guard guard (lock);

  begin ();
  faults[call] = Fault { n_before, true, lasting != 0, error };
}

void
cuda_emulator_lose_device (int         device,
                           cudaError_t error)
{
  Guard guard (lock);

  begin ();
  devices[device].lost = error;
}

cudaError_t
cudaGetDeviceCount (int *n)
{
  Guard guard (lock);

  begin ();
  *n = no_devices_error != cudaSuccess ? 0 : n_devices;
  if (no_devices_error != cudaSuccess)
    return end (no_devices_error);

  return end (n_devices > 0 ? cudaSuccess : cudaErrorNoDevice);
}

cudaError_t
cudaGetDeviceProperties (struct cudaDeviceProp *properties,
                         int                    device)
{
  Guard guard (lock);

  begin ();
  if (device < 0 || device >= n_devices)
    return end (cudaErrorInvalidDevice);
  *properties = devices[device].properties;

  return end (devices[device].lost);
}

cudaError_t
cudaDeviceGetAttribute (int                 *value,
                        enum cudaDeviceAttr  attribute,
                        int                  device)
{
  struct cudaDeviceProp p;
  cudaError_t error = cudaGetDeviceProperties (&p, device);

  if (error != cudaSuccess)
    return error;

  switch (attribute)
    {
    case cudaDevAttrMaxThreadsPerBlock:
      *value = p.maxThreadsPerBlock;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = p.multiProcessorCount;
      break;
    case cudaDevAttrL2CacheSize:
      *value = p.l2CacheSize;
      break;
    case cudaDevAttrClockRate:
      *value = 1980000;
      break;
    case cudaDevAttrComputeCapabilityMajor:
      *value = p.major;
      break;
    case cudaDevAttrComputeCapabilityMinor:
      *value = p.minor;
      break;
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
      *value = p.sharedMemPerMultiprocessor;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      *value = p.sharedMemPerBlockOptin;
      break;
    default:
      return end (cudaErrorInvalidValue);
    }

  return cudaSuccess;
}

cudaError_t
cudaDriverGetVersion (int *version)
{
  Guard guard (lock);

  begin ();
  *version = driver_version;

  return cudaSuccess;
}

cudaError_t
cudaRuntimeGetVersion (int *version)
{
  *version = CUDART_VERSION;

  return cudaSuccess;
}

cudaError_t
cudaSetDevice (int device)
{
  Guard guard (lock);

  begin ();
  if (device < 0 || device >= n_devices)
    return end (cudaErrorInvalidDevice);
  current_device = device;

  return end (devices[device].lost);
}

cudaError_t
cudaGetDevice (int *device)
{
  *device = current_device;

  return cudaSuccess;
}

cudaError_t
cudaSetDeviceFlags (unsigned int flags)
{
  Guard guard (lock);

  return end (begin ());
}

cudaError_t
cudaInitDevice (int          device,
                unsigned int device_flags,
                unsigned int flags)
{
  return cudaSetDevice (device);
}

cudaError_t
cudaDeviceReset (void)
{
  Guard guard (lock);

  begin ();
  devices[current_device].fault = cudaSuccess;

  return end (devices[current_device].lost);
}

cudaError_t
cudaGetLastError (void)
{
  cudaError_t error = last_error;

  last_error = cudaSuccess;

  return error;
}

cudaError_t
cudaPeekAtLastError (void)
{
  return last_error;
}

cudaError_t
cudaMemGetInfo (size_t *free,
                size_t *total)
{
  Guard guard (lock);
  cudaError_t error = begin ();

  *total = devices[current_device].properties.totalGlobalMem;
  *free = *total - devices[current_device].allocated;

  return end (error);
}

static cudaError_t
allocate (CudaEmulatorCall   call,
          int                device,
          void             **pointer,
          size_t             size)
{
  cudaError_t error = begin_call (call);

  *pointer = NULL;
  if (error == cudaSuccess)
    error = emulator_streams_check_capture ();
  if (error == cudaSuccess && device >= 0
      && size > devices[device].properties.totalGlobalMem - devices[device].allocated)
    error = cudaErrorMemoryAllocation;
  if (error != cudaSuccess || size == 0)
    return end (error);

  *pointer = emulator_memory_new (size);
  if (*pointer == NULL)
    return end (cudaErrorMemoryAllocation);

  allocations[*pointer] = Allocation { device, size };
  if (device >= 0)
    {
      devices[device].allocated += size;
      counters.allocated += size;
    }

  return cudaSuccess;
}

cudaError_t
cudaMalloc (void   **pointer,
            size_t   size)
{
  Guard guard (lock);

  return allocate (CUDA_EMULATOR_MALLOC, current_device, pointer, size);
}

cudaError_t
cudaHostAlloc (void         **pointer,
               size_t         size,
               unsigned int   flags)
{
  Guard guard (lock);

  return allocate (CUDA_EMULATOR_MALLOC_HOST, -1, pointer, size);
}

cudaError_t
cudaMallocHost (void   **pointer,
                size_t   size)
{
  return cudaHostAlloc (pointer, size, cudaHostAllocDefault);
}

/* As on a device, what was asked for before is done first. Memory of a lost
 * device is gone, which is an error and no leak.
 */
static cudaError_t
deallocate (void *pointer,
            bool  host)
{
  cudaError_t error = begin ();
  auto found = allocations.find (pointer);

  if (pointer == NULL)
    return end (error);
  if (found == allocations.end () || (found->second.device < 0) != host)
    return end (cudaErrorInvalidValue);

  emulator_streams_finish_all ();
  if (!host)
    {
      devices[found->second.device].allocated -= found->second.size;
      counters.allocated -= found->second.size;
    }
  counters.n_frees++;
  emulator_memory_free (pointer);
  allocations.erase (found);

  return end (error);
}

cudaError_t
cudaFree (void *pointer)
{
  Guard guard (lock);

  return deallocate (pointer, false);
}

cudaError_t
cudaFreeHost (void *pointer)
{
  Guard guard (lock);

  return deallocate (pointer, true);
}

static bool
is_on_device (const void *start,
              size_t      size)
{
  auto next = allocations.upper_bound ((void *) start);

  if (next == allocations.begin () || !emulator_memory_contains (start, size))
    return false;
  --next;

  return next->second.device >= 0;
}

static cudaError_t
check_copy (void                *to,
            const void          *from,
            size_t               size,
            enum cudaMemcpyKind  kind)
{
  bool to_device = is_on_device (to, size);
  bool from_device = is_on_device (from, size);

  switch (kind)
    {
    case cudaMemcpyHostToHost:
      return !to_device && !from_device ? cudaSuccess : cudaErrorInvalidValue;
    case cudaMemcpyHostToDevice:
      counters.n_host_bytes += size;
      return to_device && !from_device ? cudaSuccess : cudaErrorInvalidValue;
    case cudaMemcpyDeviceToHost:
      counters.n_device_bytes += size;
      return !to_device && from_device ? cudaSuccess : cudaErrorInvalidValue;
    case cudaMemcpyDeviceToDevice:
      return to_device && from_device ? cudaSuccess : cudaErrorInvalidValue;
    default:
      return cudaSuccess;
    }
}

cudaError_t
cudaMemcpyAsync (void                *to,
                 const void          *from,
                 size_t               size,
                 enum cudaMemcpyKind  kind,
                 cudaStream_t         stream)
{
  Guard guard (lock);
  cudaError_t error = begin_call (CUDA_EMULATOR_COPY);

  if (error == cudaSuccess)
    error = check_copy (to, from, size, kind);
  if (error == cudaSuccess)
    error = emulator_streams_add (stream, current_device, [=] {
      memcpy (to, from, size);
      return cudaSuccess;
    });

  return end (error);
}

cudaError_t
cudaMemcpy (void                *to,
            const void          *from,
            size_t               size,
            enum cudaMemcpyKind  kind)
{
  cudaError_t error = cudaMemcpyAsync (to, from, size, kind, NULL);

  return error != cudaSuccess ? error : cudaStreamSynchronize (NULL);
}

cudaError_t
cudaMemsetAsync (void         *to,
                 int           byte,
                 size_t        size,
                 cudaStream_t  stream)
{
  Guard guard (lock);
  cudaError_t error = begin_call (CUDA_EMULATOR_COPY);

  if (error == cudaSuccess && !is_on_device (to, size))
    error = cudaErrorInvalidValue;
  if (error == cudaSuccess)
    error = emulator_streams_add (stream, current_device, [=] {
      memset (to, byte, size);
      return cudaSuccess;
    });

  return end (error);
}

cudaError_t
cudaMemset (void   *to,
            int     byte,
            size_t  size)
{
  cudaError_t error = cudaMemsetAsync (to, byte, size, NULL);

  return error != cudaSuccess ? error : cudaStreamSynchronize (NULL);
}

} /* extern "C" */

/* How much shared memory a launch on the current device may ask for. */
static size_t
get_limit (const void *kernel)
{
  auto limit = limits.find ({ current_device, kernel });

  return limit == limits.end () ? DEFAULT_LIMIT : limit->second;
}

static cudaError_t
check_launch (const void *kernel,
              dim3        grid,
              dim3        size,
              size_t      shared)
{
  const struct cudaDeviceProp &properties = devices[current_device].properties;

  if (grid.x == 0 || grid.y == 0 || grid.z == 0 || size.x == 0 || size.y == 0 || size.z == 0
      || size.x * size.y * size.z > (unsigned) properties.maxThreadsPerBlock
      || grid.x > (unsigned) properties.maxGridSize[0]
      || grid.y > (unsigned) properties.maxGridSize[1])
    return cudaErrorInvalidConfiguration;
  if (shared > get_limit (kernel))
    return cudaErrorInvalidValue;

  return cudaSuccess;
}

cudaError_t
cuda_emulator_launch (const void       *kernel,
                      dim3              grid,
                      dim3              size,
                      size_t            shared,
                      cudaStream_t      stream,
                      CudaEmulatorBody  body)
{
  Guard guard (lock);
  cudaError_t error = begin_call (CUDA_EMULATOR_LAUNCH);

  if (error == cudaSuccess)
    error = check_launch (kernel, grid, size, shared);
  if (error == cudaSuccess)
    error = emulator_streams_add (stream, current_device, [=] {
      cudaError_t failure = count (CUDA_EMULATOR_KERNEL);

      if (failure == cudaSuccess)
        emulator_run_kernel (grid, size, shared, seed, body);

      return failure;
    });

  return end (error);
}

extern "C" {

cudaError_t
cudaFuncGetAttributes (struct cudaFuncAttributes *attributes,
                       const void                *kernel)
{
  Guard guard (lock);
  cudaError_t error = begin_call (CUDA_EMULATOR_PREPARE);

  *attributes = {};
  if (error == cudaSuccess)
    error = emulator_streams_check_capture ();
  attributes->maxThreadsPerBlock = devices[current_device].properties.maxThreadsPerBlock;
  attributes->maxDynamicSharedSizeBytes = get_limit (kernel);

  return end (error);
}

/* The limit is what was said last, be it less than before. */
cudaError_t
cudaFuncSetAttribute (const void             *kernel,
                      enum cudaFuncAttribute  attribute,
                      int                     value)
{
  Guard guard (lock);
  cudaError_t error = begin_call (CUDA_EMULATOR_PREPARE);

  if (error == cudaSuccess && attribute == cudaFuncAttributeMaxDynamicSharedMemorySize)
    {
      if (value < 0
          || (size_t) value > devices[current_device].properties.sharedMemPerBlockOptin)
        error = cudaErrorInvalidValue;
      else
        limits[{ current_device, kernel }] = value;
    }

  return end (error);
}

} /* extern "C" */

/* The calls on streams, events and graphs are in another file, and need this. */
std::recursive_mutex &
emulator_runtime_lock (void)
{
  return lock;
}

cudaError_t
emulator_runtime_begin (CudaEmulatorCall call)
{
  return call == CUDA_EMULATOR_N_CALLS ? begin () : begin_call (call);
}

cudaError_t
emulator_runtime_end (cudaError_t error)
{
  return end (error);
}

int
emulator_runtime_get_device (void)
{
  return current_device;
}

void
emulator_runtime_count_graph_launch (void)
{
  counters.n_graph_launches++;
}
