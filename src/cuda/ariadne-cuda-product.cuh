/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-arithmetic.cuh"

/* A tile of rows times one tile of the outputs of one or more matrices, summed.
 *
 * Each operand is a set of rows, gathered, and a matrix; a product goes over its
 * operands and over the blocks of each. A block of the rows and a piece of the
 * matrix make a stage. Some stages are on their way while one is multiplied, so
 * the loading runs ahead of the multiplying: one thread has two places in the
 * same sequence.
 *
 *     operands     |   first                 |   second
 *     blocks       | 0   1   2   3  …  n - 1 | 0   1   2 …
 *     multiplied   |     ^
 *     loaded       |             ^
 *
 * A warp has one or two slices of 16 rows and multiplies them with all outputs of
 * the tile. It sits out an operand that none of its rows has. Two slices take
 * less from memory, one makes twice as many tiles; the results are the same.
 */

#define ARIADNE_PRODUCT_THREADS 128
#define ARIADNE_PRODUCT_STAGES  4
#define ARIADNE_PRODUCT_WARPS   (ARIADNE_PRODUCT_THREADS / 32)
#define ARIADNE_SLICE_ROWS      16

/* Sizes that follow from the number of slices: the rows of a tile and the bytes
 * of a block of them, and how many rows a thread copies parts of.
 */
template <int n_slices>
struct AriadneTile
{
  static const int rows = ARIADNE_PRODUCT_WARPS * ARIADNE_SLICE_ROWS * n_slices;
  static const int size = rows * ARIADNE_CUDA_BLOCK * (int) sizeof (float);
  static const int copies = size / (ARIADNE_PRODUCT_THREADS * 16);
  static const int distance = rows / copies;
};

/* One set of rows and the matrix that they meet. */
template <int n_slices>
struct AriadneOperand
{
  const float *rows[AriadneTile<n_slices>::copies]; /* where this thread copies from, or NULL */
  const char  *matrix;                              /* the pieces of the tile */
};

/* What a thread holds of the results: lane 4i + j of a warp, of every slice and
 * every eight outputs, (i, 2j), (i, 2j + 1), (i + 8, 2j) and (i + 8, 2j + 1).
 */
template <int n_slices>
struct AriadneResults
{
  float values[n_slices][ARIADNE_CUDA_TILE_UNITS][4];
};

struct AriadneStage
{
  float *rows;
  char  *piece;
};

template <int n_slices>
ARIADNE_DEVICE AriadneStage
ariadne_stage (uint32_t number,
               uint32_t piece_size)
{
  const uint32_t rows_size = AriadneTile<n_slices>::size;
  char *start = (char *) ariadne_shared ()
                + number % ARIADNE_PRODUCT_STAGES * (rows_size + piece_size);

  return AriadneStage { (float *) start, start + rows_size };
}

/* A thread copies the same quarter of a block of a few rows, so that four threads
 * have what is next to each other, and then its share of the piece.
 */
template <int n_slices>
ARIADNE_DEVICE void
ariadne_load_stage (const AriadneStage             &stage,
                    const AriadneOperand<n_slices> &operand,
                    uint32_t                        block,
                    uint32_t                        piece_size)
{
  const uint32_t quarter = threadIdx.x % 4 * 4;
  const uint32_t first_row = threadIdx.x / 4;
  const char *piece = operand.matrix + (size_t) block * piece_size;

#pragma unroll
  for (int i = 0; i < AriadneTile<n_slices>::copies; i++)
    {
      uint32_t row = first_row + i * AriadneTile<n_slices>::distance;
      const void *from = piece;

      /* What is not read must have an address all the same. */
      if (operand.rows[i] != NULL)
        from = operand.rows[i] + block * ARIADNE_CUDA_BLOCK + quarter;
      ariadne_copy_async (stage.rows + row * ARIADNE_CUDA_BLOCK + quarter, from,
                          operand.rows[i] != NULL);
    }

  for (uint32_t i = threadIdx.x * 16; i < piece_size; i += ARIADNE_PRODUCT_THREADS * 16)
    ariadne_copy_async (stage.piece + i, piece + i, true);
}

template <typename Arithmetic, int n_slices>
ARIADNE_DEVICE void
ariadne_multiply_stage (const AriadneStage       &stage,
                        AriadneResults<n_slices> &results)
{
  const uint32_t lane = threadIdx.x % 32;
  const uint32_t first_row = threadIdx.x / 32 * n_slices * ARIADNE_SLICE_ROWS;
  const float *rows = stage.rows + (first_row + lane / 4) * ARIADNE_CUDA_BLOCK;
  typename Arithmetic::Left left[n_slices];

#pragma unroll
  for (int slice = 0; slice < n_slices; slice++)
    Arithmetic::load (left[slice], rows + slice * ARIADNE_SLICE_ROWS * ARIADNE_CUDA_BLOCK,
                      rows + (slice * ARIADNE_SLICE_ROWS + 8) * ARIADNE_CUDA_BLOCK, lane);

#pragma unroll
  for (int unit = 0; unit < ARIADNE_CUDA_TILE_UNITS; unit++)
#pragma unroll
    for (int slice = 0; slice < n_slices; slice++)
      Arithmetic::multiply (results.values[slice][unit], left[slice],
                            stage.piece + unit * Arithmetic::unit_size, lane);
}

/* Sums the products of the operands in @operands, bit by bit from the lowest
 * on; this thread's warp takes part in those in @own. Source is what says where
 * operands are, and what is to be done to the results between two of them:
 *
 *   void get      (int number, AriadneOperand<n_slices> &operand)
 *   void finished (int number, AriadneResults<n_slices> &results)
 *
 * Stages are loaded into the memory of one that every warp is done with, which
 * the barrier tells.
 */
template <typename Arithmetic, typename Source, int n_slices>
ARIADNE_DEVICE void
ariadne_multiply (const Source             &source,
                  uint32_t                  operands,
                  uint32_t                  own,
                  uint32_t                  n_blocks,
                  uint32_t                  piece_size,
                  AriadneResults<n_slices> &results)
{
  const uint32_t n_stages = __popc (operands) * n_blocks;
  uint32_t to_load = operands;
  uint32_t to_multiply = operands;
  uint32_t loaded_block = 0;
  uint32_t multiplied_block = 0;
  AriadneOperand<n_slices> operand;

  for (uint32_t i = 0; i < n_stages + ARIADNE_PRODUCT_STAGES - 1; i++)
    {
      if (i >= ARIADNE_PRODUCT_STAGES - 1)
        {
          ariadne_copy_wait<ARIADNE_PRODUCT_STAGES - 2> ();
          __syncthreads ();
        }

      if (to_load != 0)
        {
          if (loaded_block == 0)
            source.get (__ffs (to_load) - 1, operand);
          ariadne_load_stage (ariadne_stage<n_slices> (i, piece_size), operand, loaded_block,
                              piece_size);
          if (++loaded_block == n_blocks)
            {
              loaded_block = 0;
              to_load &= to_load - 1;
            }
        }
      ariadne_copy_commit ();

      if (i >= ARIADNE_PRODUCT_STAGES - 1)
        {
          if (own & to_multiply & (0 - to_multiply))
            ariadne_multiply_stage<Arithmetic> (ariadne_stage<n_slices> (i + 1, piece_size),
                                                results);
          if (++multiplied_block == n_blocks)
            {
              source.finished (__ffs (to_multiply) - 1, results);
              multiplied_block = 0;
              to_multiply &= to_multiply - 1;
            }
        }
    }
}
