/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cuda_runtime.h>
#include <stdint.h>

/* Stands in for the file of the same name in src/cuda, which says what each of
 * these does.
 */

#define ARIADNE_DEVICE static inline __attribute__ ((unused))

template <typename T>
struct AriadneIdentity
{
  typedef T type;
};

template <typename... Parameters>
static inline cudaError_t
ariadne_launch (void         (*kernel) (Parameters...),
                dim3           grid,
                dim3           block,
                size_t         shared,
                cudaStream_t   stream,
                typename AriadneIdentity<Parameters>::type... arguments)
{
  return cuda_emulator_launch ((const void *) kernel, grid, block, shared, stream,
                               [=] { kernel (arguments...); });
}

ARIADNE_DEVICE void *
ariadne_shared (void)
{
  return cuda_emulator_shared ();
}

ARIADNE_DEVICE void
ariadne_copy_async (void       *shared,
                    const void *global,
                    bool        valid)
{
  cuda_emulator_copy_async (shared, global, valid);
}

ARIADNE_DEVICE void
ariadne_copy_commit (void)
{
  cuda_emulator_copy_commit ();
}

template <int n_groups>
ARIADNE_DEVICE void
ariadne_copy_wait (void)
{
  cuda_emulator_copy_wait (n_groups);
}

ARIADNE_DEVICE void
ariadne_barrier (int number,
                 int n_threads)
{
  cuda_emulator_barrier (number, n_threads);
}

ARIADNE_DEVICE void
ariadne_mma_tf32 (float          (&d)[4],
                  const uint32_t (&a)[4],
                  const uint32_t (&b)[2])
{
  cuda_emulator_mma_tf32 (d, a, b);
}

ARIADNE_DEVICE void
ariadne_mma_bf16 (float          (&d)[4],
                  const uint32_t (&a)[4],
                  const uint32_t (&b)[2])
{
  cuda_emulator_mma_bf16 (d, a, b);
}

/* The device has a unit for powers of two, and one for reciprocals; what they are
 * given, and what is made of what they give, is rounded.
 */
ARIADNE_DEVICE float
ariadne_exp (float x)
{
  return exp2f (x * 1.442695041f);
}

ARIADNE_DEVICE float
ariadne_divide (float a,
                float b)
{
  float reciprocal = 1.0f / b;

  return a * reciprocal;
}
