/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cuda_runtime.h>
#include <stdint.h>

/* All that kernels ask of the machine and C++ cannot say. The tests have a file
 * of the same name that does the same on a processor; so every kernel is
 * started, synchronised and multiplied through here, and by the names that CUDA
 * itself has for indices, __syncthreads(), __syncwarp() and __shfl_*_sync().
 *
 * What a device is too old for compiles, and traps if it is ever reached.
 */

#define ARIADNE_DEVICE static __device__ __forceinline__

template <typename T>
struct AriadneIdentity
{
  typedef T type;
};

/* Starts a kernel; arguments are converted to the types of its parameters. */
template <typename... Parameters>
static inline cudaError_t
ariadne_launch (void         (*kernel) (Parameters...),
                dim3           grid,
                dim3           block,
                size_t         shared,
                cudaStream_t   stream,
                typename AriadneIdentity<Parameters>::type... arguments)
{
  void *pointers[] = { (void *) &arguments... };

  return cudaLaunchKernel ((const void *) kernel, grid, block, pointers, shared, stream);
}

/* The shared memory that the launch asked for, aligned for copies. */
ARIADNE_DEVICE void *
ariadne_shared (void)
{
  extern __shared__ __align__ (128) unsigned char ariadne_shared_memory[];

  return ariadne_shared_memory;
}

/* Starts a copy of 16 bytes from global to shared memory, both aligned. What is
 * not valid is zeroed instead, and not read.
 */
ARIADNE_DEVICE void
ariadne_copy_async (void       *shared,
                    const void *global,
                    bool        valid)
{
#if __CUDA_ARCH__ >= 800
  uint32_t to = (uint32_t) __cvta_generic_to_shared (shared);
  uint32_t size = valid ? 16 : 0;

  asm volatile ("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                :: "r" (to), "l" (global), "r" (size) : "memory");
#else
  *(uint4 *) shared = valid ? *(const uint4 *) global : make_uint4 (0, 0, 0, 0);
#endif
}

/* Makes a group of the copies that this thread has started since the last. */
ARIADNE_DEVICE void
ariadne_copy_commit (void)
{
#if __CUDA_ARCH__ >= 800
  asm volatile ("cp.async.commit_group;" ::: "memory");
#endif
}

/* Waits until all but the last @n_groups groups of this thread are there. For
 * other threads to see them takes a barrier.
 */
template <int n_groups>
ARIADNE_DEVICE void
ariadne_copy_wait (void)
{
#if __CUDA_ARCH__ >= 800
  asm volatile ("cp.async.wait_group %0;" :: "n" (n_groups) : "memory");
#endif
}

/* A barrier among @n_threads threads, whole warps, of a block. Number 0 is that
 * of __syncthreads().
 */
ARIADNE_DEVICE void
ariadne_barrier (int number,
                 int n_threads)
{
  asm volatile ("barrier.sync %0, %1;" :: "r" (number), "r" (n_threads) : "memory");
}

/* d += a · b of a warp, 16 × 8 by 8 × 8. Lane 4i + j holds
 *   a: (i, j), (i + 8, j), (i, j + 4), (i + 8, j + 4)
 *   b: (j, i), (j + 4, i)
 *   d: (i, 2j), (i, 2j + 1), (i + 8, 2j), (i + 8, 2j + 1)
 * and of the inputs the lower 13 bits are ignored.
 */
ARIADNE_DEVICE void
ariadne_mma_tf32 (float          (&d)[4],
                  const uint32_t (&a)[4],
                  const uint32_t (&b)[2])
{
#if __CUDA_ARCH__ >= 800
  asm ("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
       "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
       : "+f" (d[0]), "+f" (d[1]), "+f" (d[2]), "+f" (d[3])
       : "r" (a[0]), "r" (a[1]), "r" (a[2]), "r" (a[3]), "r" (b[0]), "r" (b[1]));
#else
  __trap ();
#endif
}

/* d += a · b of a warp, 16 × 16 by 16 × 8. Lane 4i + j holds, two values to a
 * word and the first in its lower half,
 *   a: (i, 2j), (i + 8, 2j), (i, 2j + 8), (i + 8, 2j + 8) and their right neighbours
 *   b: (2j, i), (2j + 8, i) and those below
 * and d as above.
 */
ARIADNE_DEVICE void
ariadne_mma_bf16 (float          (&d)[4],
                  const uint32_t (&a)[4],
                  const uint32_t (&b)[2])
{
#if __CUDA_ARCH__ >= 800
  asm ("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
       "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
       : "+f" (d[0]), "+f" (d[1]), "+f" (d[2]), "+f" (d[3])
       : "r" (a[0]), "r" (a[1]), "r" (a[2]), "r" (a[3]), "r" (b[0]), "r" (b[1]));
#else
  __trap ();
#endif
}

/* e^x and a / b to within a few units in the last place; a / infinity is 0. */
ARIADNE_DEVICE float
ariadne_exp (float x)
{
  return __expf (x);
}

ARIADNE_DEVICE float
ariadne_divide (float a,
                float b)
{
  return __fdividef (a, b);
}
