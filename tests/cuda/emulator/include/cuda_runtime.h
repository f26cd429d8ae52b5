/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <functional>
#include <math.h>
#include <string.h>

#include "cuda_runtime_api.h"

/* What kernels see of CUDA's C++, on a processor. */

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __align__(n) __attribute__ ((aligned (n)))

struct uint3
{
  unsigned x, y, z;
};

struct dim3
{
  unsigned x, y, z;

  dim3 (unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1)
    : x (x_), y (y_), z (z_)
  {
  }
};

struct __align__ (8) float2
{
  float x, y;
};

struct __align__ (16) float4
{
  float x, y, z, w;
};

struct __align__ (8) uint2
{
  unsigned x, y;
};

struct __align__ (16) uint4
{
  unsigned x, y, z, w;
};

static inline float2
make_float2 (float x, float y)
{
  return float2 { x, y };
}

static inline float4
make_float4 (float x, float y, float z, float w)
{
  return float4 { x, y, z, w };
}

static inline uint2
make_uint2 (unsigned x, unsigned y)
{
  return uint2 { x, y };
}

static inline uint4
make_uint4 (unsigned x, unsigned y, unsigned z, unsigned w)
{
  return uint4 { x, y, z, w };
}

/* Where the thread is that runs, and how large its surroundings are. */
struct CudaEmulatorPlace
{
  uint3 thread;
  uint3 block;
  dim3  block_size;
  dim3  grid_size;
};

extern CudaEmulatorPlace *cuda_emulator_place;

#define threadIdx (cuda_emulator_place->thread)
#define blockIdx  (cuda_emulator_place->block)
#define blockDim  (cuda_emulator_place->block_size)
#define gridDim   (cuda_emulator_place->grid_size)

typedef std::function<void ()> CudaEmulatorBody;

cudaError_t cuda_emulator_launch       (const void       *kernel,
                                        dim3              grid,
                                        dim3              block,
                                        size_t            shared,
                                        cudaStream_t      stream,
                                        CudaEmulatorBody  body);
void       *cuda_emulator_shared       (void);
void        cuda_emulator_copy_async   (void             *shared,
                                        const void       *global,
                                        bool              valid);
void        cuda_emulator_copy_commit  (void);
void        cuda_emulator_copy_wait    (int               n_groups);
void        cuda_emulator_barrier      (int               number,
                                        int               n_threads);
void        cuda_emulator_mma_tf32     (float            *d,
                                        const uint32_t   *a,
                                        const uint32_t   *b);
void        cuda_emulator_mma_bf16     (float            *d,
                                        const uint32_t   *a,
                                        const uint32_t   *b);

/* Hands every lane of @mask what the lane that it names has. */
uint32_t    cuda_emulator_exchange     (uint32_t          mask,
                                        uint32_t          value,
                                        int               lane);
uint32_t    cuda_emulator_ballot       (uint32_t          mask,
                                        bool              value);
int         cuda_emulator_lane         (void);

static inline void
__syncthreads (void)
{
  cuda_emulator_barrier (0, -1);
}

static inline void
__syncwarp (uint32_t mask = 0xffffffff)
{
  cuda_emulator_exchange (mask, 0, cuda_emulator_lane ());
}

static inline uint32_t
__ballot_sync (uint32_t mask,
               int      value)
{
  return cuda_emulator_ballot (mask, value != 0);
}

template <typename T>
static inline T
__shfl_sync (uint32_t mask,
             T        value,
             int      lane,
             int      width = 32)
{
  int own = cuda_emulator_lane ();
  uint32_t bits;
  T result;

  static_assert (sizeof (T) == sizeof bits, "shuffles are of words");
  memcpy (&bits, &value, sizeof bits);
  bits = cuda_emulator_exchange (mask, bits, (own & ~(width - 1)) + (lane & (width - 1)));
  memcpy (&result, &bits, sizeof bits);

  return result;
}

template <typename T>
static inline T
__shfl_xor_sync (uint32_t mask,
                 T        value,
                 int      lanes,
                 int      width = 32)
{
  return __shfl_sync (mask, value, (cuda_emulator_lane () ^ lanes) & (width - 1), width);
}

template <typename T>
static inline T
__shfl_down_sync (uint32_t mask,
                  T        value,
                  unsigned lanes,
                  int      width = 32)
{
  unsigned own = cuda_emulator_lane () & (width - 1);

  return __shfl_sync (mask, value, (int) (own + lanes < (unsigned) width ? own + lanes : own),
                      width);
}

static inline uint32_t
__float_as_uint (float value)
{
  uint32_t bits;

  memcpy (&bits, &value, sizeof bits);

  return bits;
}

static inline float
__uint_as_float (uint32_t bits)
{
  float value;

  memcpy (&value, &bits, sizeof bits);

  return value;
}

template <typename T>
static inline T
min (T a,
     T b)
{
  return a < b ? a : b;
}

template <typename T>
static inline T
max (T a,
     T b)
{
  return a > b ? a : b;
}

template <typename T>
static inline T
__ldg (const T *pointer)
{
  return *pointer;
}

static inline int
__popc (unsigned bits)
{
  return __builtin_popcount (bits);
}

static inline int
__ffs (int bits)
{
  return __builtin_ffs (bits);
}
