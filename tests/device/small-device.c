/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda-emulator.h"

/* A part of the module for the emulated device: gives that device so little
 * memory that there are few sizes of batches, since an emulated one tries each
 * of them slowly when a network is put on it. It comes in between when the
 * module counts the devices, which it does before anything else.
 */

#define MEMORY (8u << 20)

cudaError_t __real_cudaGetDeviceCount (int *count);
cudaError_t __wrap_cudaGetDeviceCount (int *count);

cudaError_t
__wrap_cudaGetDeviceCount (int *count)
{
  struct cudaDeviceProp properties;

  cudaGetDeviceProperties (&properties, 0);
  properties.totalGlobalMem = MEMORY;
  cuda_emulator_set_properties (0, &properties);

  return __real_cudaGetDeviceCount (count);
}
