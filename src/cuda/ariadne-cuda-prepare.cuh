/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cuda_runtime.h>

/* What every kernel may have of shared memory without asking. */
#define ARIADNE_SHARED_DEFAULT (48 * 1024)

/* Lets a kernel use so many bytes of shared memory on the current device, and
 * loads it there, which must not happen while launches are recorded.
 *
 * The limit belongs to the kernel, and a launch beyond it fails. Networks of
 * different sizes share the kernels; so it is never what one of them needs, but
 * either what it is anyway, or all that a block of the device can have.
 */
template <typename... Parameters>
static inline cudaError_t
ariadne_prepare (void   (*kernel) (Parameters...),
                 size_t   shared)
{
  struct cudaFuncAttributes attributes;
  int device;
  int limit = 0;
  cudaError_t error = cudaFuncGetAttributes (&attributes, (const void *) kernel);

  if (error != cudaSuccess || shared <= ARIADNE_SHARED_DEFAULT)
    return error;

  error = cudaGetDevice (&device);
  if (error == cudaSuccess)
    error = cudaDeviceGetAttribute (&limit, cudaDevAttrMaxSharedMemoryPerBlockOptin, device);
  if (error == cudaSuccess && shared > (size_t) limit)
    error = cudaErrorInvalidValue;
  if (error != cudaSuccess)
    return error;

  return cudaFuncSetAttribute ((const void *) kernel,
                               cudaFuncAttributeMaxDynamicSharedMemorySize,
                               limit - (int) attributes.sharedSizeBytes);
}
