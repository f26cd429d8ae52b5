/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-intrinsics.cuh"

/* Rounding, splitting and the functions of the recurrent unit. */

ARIADNE_DEVICE uint32_t
ariadne_bits (float x)
{
  return __float_as_uint (x);
}

/* Rounds to the 10 bits of mantissa that TF32 has, halves away from zero. */
ARIADNE_DEVICE uint32_t
ariadne_round_tf32 (float x)
{
  return (ariadne_bits (x) + 0x1000u) & 0xffffe000u;
}

/* Two values of TF32 whose sum is x to about 2^-23: the second has the sign of
 * the rounding error of the first.
 */
ARIADNE_DEVICE void
ariadne_split_tf32 (float     x,
                    uint32_t *high,
                    uint32_t *low)
{
  *high = ariadne_round_tf32 (x);
  *low = ariadne_round_tf32 (x - __uint_as_float (*high));
}

/* Rounds two values to BF16, halves to even, the first into the lower half. */
ARIADNE_DEVICE uint32_t
ariadne_pack_bf16 (float first,
                   float second)
{
  uint32_t a = ariadne_bits (first);
  uint32_t b = ariadne_bits (second);

  a = (a + 0x7fffu + ((a >> 16) & 1)) >> 16;
  b = (b + 0x7fffu + ((b >> 16) & 1)) & 0xffff0000u;

  return a | b;
}

/* Exponentials overflow to infinity, and the quotient goes to zero. */
ARIADNE_DEVICE float
ariadne_sigmoid (float x)
{
  return ariadne_divide (1.0f, 1.0f + ariadne_exp (-x));
}

/* Near zero, where the difference would cancel, the series is exact enough. */
ARIADNE_DEVICE float
ariadne_tanh (float x)
{
  float e = ariadne_exp (-2.0f * fabsf (x));
  float far = copysignf (ariadne_divide (1.0f - e, 1.0f + e), x);
  float s = x * x;
  float near = 62.0f / 2835.0f;

  near = fmaf (near, s, -17.0f / 315.0f);
  near = fmaf (near, s, 2.0f / 15.0f);
  near = fmaf (near, s, -1.0f / 3.0f);
  near = fmaf (near * s, x, x);

  return s < 0.0625f ? near : far;
}
