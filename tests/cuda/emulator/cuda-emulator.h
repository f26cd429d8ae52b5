/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda_runtime_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A CUDA device for tests: kernels run on the processor, every thread of a block
 * as a fiber, and whatever can fail on a device fails on request.
 *
 * Threads run one at a time, in an order that a seed decides, from one barrier
 * to the next. So a barrier that is missing shows as a result that depends on
 * the seed. Memory starts filled with what is no number, copies to shared memory
 * that are not waited for come late or early, and allocations lie between pages
 * that must not be touched.
 *
 * One lock guards all; any thread may call.
 */

/* What can be made to fail. */
typedef enum
{
  CUDA_EMULATOR_MALLOC,       /* of device memory */
  CUDA_EMULATOR_MALLOC_HOST,
  CUDA_EMULATOR_LAUNCH,       /* the call that starts a kernel or a graph */
  CUDA_EMULATOR_KERNEL,       /* a kernel as it runs */
  CUDA_EMULATOR_COPY,         /* the call that starts a copy */
  CUDA_EMULATOR_STREAM,       /* creating one, or an event */
  CUDA_EMULATOR_SYNCHRONIZE,
  CUDA_EMULATOR_CAPTURE,      /* ending a capture, or instantiating its graph */
  CUDA_EMULATOR_PREPARE,      /* setting an attribute of a kernel */
  CUDA_EMULATOR_N_CALLS,
} CudaEmulatorCall;

typedef struct
{
  uint64_t n_calls[CUDA_EMULATOR_N_CALLS];
  uint64_t n_frees;           /* of both kinds of memory */
  uint64_t n_live;            /* allocations, streams, events and graphs */
  uint64_t n_graph_launches;  /* of the launches */
  uint64_t n_host_bytes;      /* copied to the device */
  uint64_t n_device_bytes;    /* copied from it */
  size_t   allocated;         /* bytes of device memory */
} CudaEmulatorCounters;

/* One device of compute capability 9.0, nothing counted, nothing to fail. What
 * was not freed is reported by n_live before, and forgotten.
 */
void cuda_emulator_reset          (void);
void cuda_emulator_get_counters   (CudaEmulatorCounters        *counters);

/* How the threads of a block take turns. Zero is the order of their numbers. */
void cuda_emulator_set_seed       (uint64_t                     seed);

/* Devices that are there: with none, or with an error, calls say so. */
void cuda_emulator_set_n_devices  (int                          n_devices,
                                   cudaError_t                  error);

/* The version of CUDA that the driver is for, 0 if there is no driver. If it is
 * older than the runtime, calls say so.
 */
void cuda_emulator_set_driver     (int                          version);
void cuda_emulator_set_properties (int                          device,
                                   const struct cudaDeviceProp *properties);

/* The call after the next @n_before of its kind fails, and from then on none
 * or, if @lasting, all.
 */
void cuda_emulator_fail           (CudaEmulatorCall             call,
                                   uint64_t                     n_before,
                                   int                          lasting,
                                   cudaError_t                  error);

/* From now on every call on a device fails, until the next reset. */
void cuda_emulator_lose_device    (int                          device,
                                   cudaError_t                  error);

#ifdef __cplusplus
}
#endif
