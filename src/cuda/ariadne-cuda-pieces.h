/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <string.h>

#include "cuda/ariadne-cuda-kernels.h"

/* How the pieces of matrices lie in memory: in the order in which the lanes of
 * a warp take their part of each eight outputs; see ariadne-cuda-arithmetic.cuh.
 */

/* For host and device alike. */
#ifdef __CUDACC__
# define ARIADNE_CUDA_BOTH static __host__ __device__ inline
#else
# define ARIADNE_CUDA_BOTH static inline
#endif

#define ARIADNE_CUDA_TILE_UNITS (ARIADNE_CUDA_TILE / 8)

ARIADNE_CUDA_BOTH size_t
ariadne_cuda_piece_get_size (uint32_t arithmetic)
{
  size_t value = arithmetic == ARIADNE_CUDA_BF16 ? sizeof (uint16_t) : sizeof (float);

  return ARIADNE_CUDA_BLOCK * ARIADNE_CUDA_TILE * value;
}

/* Where in a piece the value for an input and an output is. */
static inline size_t
ariadne_cuda_piece_get_place (uint32_t arithmetic,
                              uint32_t input,
                              uint32_t output)
{
  uint32_t unit = output / 8 * 8 * ARIADNE_CUDA_BLOCK;
  uint32_t column = output % 8;

  if (arithmetic == ARIADNE_CUDA_FP32)
    return unit + (input / 2 * 4 + column / 2) * 4 + input % 2 * 2 + column % 2;

  return unit + (column * 4 + input / 4) * 4 + input % 4;
}

/* Rounds the bits of a float to @n_bits fewer, halves to even. */
static inline uint32_t
ariadne_cuda_round_bits (uint32_t bits,
                         uint32_t n_bits)
{
  uint32_t half = (1u << (n_bits - 1)) - 1;

  return (bits + half + ((bits >> n_bits) & 1)) & ~((1u << n_bits) - 1);
}

/* Puts a value into a piece, as exact as the arithmetic takes it: what is split
 * has 22 bits, so that each of its parts has 11.
 */
static inline void
ariadne_cuda_piece_set (uint32_t  arithmetic,
                        void     *piece,
                        uint32_t  input,
                        uint32_t  output,
                        float     value)
{
  size_t place = ariadne_cuda_piece_get_place (arithmetic, input, output);
  uint32_t bits;

  memcpy (&bits, &value, sizeof bits);
  switch (arithmetic)
    {
    case ARIADNE_CUDA_SPLIT:
      ((uint32_t *) piece)[place] = ariadne_cuda_round_bits (bits, 2);
      break;
    case ARIADNE_CUDA_TF32:
      ((uint32_t *) piece)[place] = ariadne_cuda_round_bits (bits, 13);
      break;
    case ARIADNE_CUDA_BF16:
      ((uint16_t *) piece)[place] = (uint16_t) (ariadne_cuda_round_bits (bits, 16) >> 16);
      break;
    default:
      ((uint32_t *) piece)[place] = bits;
    }
}
