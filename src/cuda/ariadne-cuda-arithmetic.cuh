/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-math.cuh"
#include "cuda/ariadne-cuda-pieces.h"

/* The ways to multiply, each a struct with
 *
 *   unit_size of eight outputs of a piece, in bytes
 *   Left      what a lane holds of 16 rows of one block of inputs
 *   load      reads it; @upper and @lower are the starts of the block in rows
 *             lane / 4 and lane / 4 + 8
 *   multiply  adds to @d, which lane 4i + j holds of 16 × 8 results, (i, 2j),
 *             (i, 2j + 1), (i + 8, 2j) and (i + 8, 2j + 1), the product of these
 *             rows and of eight outputs of a piece, which are at @unit
 *
 * Both what is general and what is fused multiply in this way only, block after
 * block from the first on, so that they have the same bits. A block of zeros
 * leaves @d as it is.
 *
 * The tensor cores take inputs in any order that is the same on both sides.
 * Here it is such that a lane has four neighbours, and takes them in one access.
 */

/* Multiplication and addition, input after input. */
struct AriadneFp32
{
  static const uint32_t unit_size = 512;

  struct Left
  {
    float upper[ARIADNE_CUDA_BLOCK];
    float lower[ARIADNE_CUDA_BLOCK];
  };

  ARIADNE_DEVICE void
  load (Left        &left,
        const float *upper,
        const float *lower,
        int          lane)
  {
#pragma unroll
    for (int i = 0; i < ARIADNE_CUDA_BLOCK; i += 4)
      {
        float4 u = *(const float4 *) (upper + i);
        float4 l = *(const float4 *) (lower + i);

        left.upper[i] = u.x;
        left.upper[i + 1] = u.y;
        left.upper[i + 2] = u.z;
        left.upper[i + 3] = u.w;
        left.lower[i] = l.x;
        left.lower[i + 1] = l.y;
        left.lower[i + 2] = l.z;
        left.lower[i + 3] = l.w;
      }
  }

  ARIADNE_DEVICE void
  multiply (float      (&d)[4],
            const Left  &left,
            const void  *unit,
            int          lane)
  {
    const float4 *right = (const float4 *) unit + lane % 4;

#pragma unroll
    for (int i = 0; i < ARIADNE_CUDA_BLOCK; i += 2)
      {
        float4 r = right[i * 2];

        d[0] = fmaf (left.upper[i], r.x, d[0]);
        d[1] = fmaf (left.upper[i], r.y, d[1]);
        d[2] = fmaf (left.lower[i], r.x, d[2]);
        d[3] = fmaf (left.lower[i], r.y, d[3]);
        d[0] = fmaf (left.upper[i + 1], r.z, d[0]);
        d[1] = fmaf (left.upper[i + 1], r.w, d[1]);
        d[2] = fmaf (left.lower[i + 1], r.z, d[2]);
        d[3] = fmaf (left.lower[i + 1], r.w, d[3]);
      }
  }
};

/* Both sides are sums of two numbers of 11 bits, and three of the four products
 * count. Tensor cores cut off what they add; so each block has a short sum of
 * its own, small products first, which is then added and rounded.
 */
struct AriadneSplit
{
  static const uint32_t unit_size = 512;

  struct Left
  {
    uint32_t high[2][4];
    uint32_t low[2][4];
  };

  /* The upper 11 bits; what is left is exact. */
  ARIADNE_DEVICE uint32_t
  cut (float  x,
       float *rest)
  {
    uint32_t high = ariadne_bits (x) & 0xffffe000u;

    *rest = x - __uint_as_float (high);

    return high;
  }

  /* Both parts are rounded by what is added; what is below their bits is ignored
   * and stays. A mask would be dropped by the compiler, which would then copy the
   * value as it is to where the tensor cores take it from, again and again.
   */
  ARIADNE_DEVICE void
  split (Left  &left,
         int    half,
         int    place,
         float  x)
  {
    uint32_t high = ariadne_bits (x) + 0x1000u;

    left.high[half][place] = high;
    left.low[half][place] = ariadne_bits (x - __uint_as_float (high & 0xffffe000u)) + 0x1000u;
  }

  ARIADNE_DEVICE void
  load (Left        &left,
        const float *upper,
        const float *lower,
        int          lane)
  {
    float4 u = *(const float4 *) (upper + lane % 4 * 4);
    float4 l = *(const float4 *) (lower + lane % 4 * 4);

    split (left, 0, 0, u.x);
    split (left, 0, 1, l.x);
    split (left, 0, 2, u.y);
    split (left, 0, 3, l.y);
    split (left, 1, 0, u.z);
    split (left, 1, 1, l.z);
    split (left, 1, 2, u.w);
    split (left, 1, 3, l.w);
  }

  ARIADNE_DEVICE void
  multiply (float      (&d)[4],
            const Left  &left,
            const void  *unit,
            int          lane)
  {
    float4 right = ((const float4 *) unit)[lane];
    float rest[4];
    uint32_t high[2][2] = { { cut (right.x, &rest[0]), cut (right.y, &rest[1]) },
                            { cut (right.z, &rest[2]), cut (right.w, &rest[3]) } };
    uint32_t low[2][2] = { { ariadne_bits (rest[0]), ariadne_bits (rest[1]) },
                           { ariadne_bits (rest[2]), ariadne_bits (rest[3]) } };
    float sum[4] = { 0.0f, 0.0f, 0.0f, 0.0f };

    ariadne_mma_tf32 (sum, left.low[0], high[0]);
    ariadne_mma_tf32 (sum, left.low[1], high[1]);
    ariadne_mma_tf32 (sum, left.high[0], low[0]);
    ariadne_mma_tf32 (sum, left.high[1], low[1]);
    ariadne_mma_tf32 (sum, left.high[0], high[0]);
    ariadne_mma_tf32 (sum, left.high[1], high[1]);

#pragma unroll
    for (int i = 0; i < 4; i++)
      d[i] += sum[i];
  }
};

struct AriadneTf32
{
  static const uint32_t unit_size = 512;

  struct Left
  {
    uint32_t values[2][4];
  };

  ARIADNE_DEVICE void
  load (Left        &left,
        const float *upper,
        const float *lower,
        int          lane)
  {
    float4 u = *(const float4 *) (upper + lane % 4 * 4);
    float4 l = *(const float4 *) (lower + lane % 4 * 4);

    left.values[0][0] = ariadne_round_tf32 (u.x);
    left.values[0][1] = ariadne_round_tf32 (l.x);
    left.values[0][2] = ariadne_round_tf32 (u.y);
    left.values[0][3] = ariadne_round_tf32 (l.y);
    left.values[1][0] = ariadne_round_tf32 (u.z);
    left.values[1][1] = ariadne_round_tf32 (l.z);
    left.values[1][2] = ariadne_round_tf32 (u.w);
    left.values[1][3] = ariadne_round_tf32 (l.w);
  }

  ARIADNE_DEVICE void
  multiply (float      (&d)[4],
            const Left  &left,
            const void  *unit,
            int          lane)
  {
    uint4 right = ((const uint4 *) unit)[lane];
    const uint32_t first[2] = { right.x, right.y };
    const uint32_t second[2] = { right.z, right.w };

    ariadne_mma_tf32 (d, left.values[0], first);
    ariadne_mma_tf32 (d, left.values[1], second);
  }
};

struct AriadneBf16
{
  static const uint32_t unit_size = 256;

  struct Left
  {
    uint32_t values[4];
  };

  ARIADNE_DEVICE void
  load (Left        &left,
        const float *upper,
        const float *lower,
        int          lane)
  {
    float4 u = *(const float4 *) (upper + lane % 4 * 4);
    float4 l = *(const float4 *) (lower + lane % 4 * 4);

    left.values[0] = ariadne_pack_bf16 (u.x, u.y);
    left.values[1] = ariadne_pack_bf16 (l.x, l.y);
    left.values[2] = ariadne_pack_bf16 (u.z, u.w);
    left.values[3] = ariadne_pack_bf16 (l.z, l.w);
  }

  ARIADNE_DEVICE void
  multiply (float      (&d)[4],
            const Left  &left,
            const void  *unit,
            int          lane)
  {
    uint2 both = ((const uint2 *) unit)[lane];
    const uint32_t right[2] = { both.x, both.y };

    ariadne_mma_bf16 (d, left.values, right);
  }
};
