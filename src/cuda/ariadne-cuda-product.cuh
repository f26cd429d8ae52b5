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
 * A warp has 32 rows in two slices of 16 and multiplies them with all outputs of
 * the tile. It sits out an operand that none of its rows has.
 */

#define ARIADNE_PRODUCT_THREADS 128
#define ARIADNE_PRODUCT_STAGES  4
#define ARIADNE_PRODUCT_SLICES  2

#define ARIADNE_PRODUCT_ROWS_SIZE \
  (ARIADNE_CUDA_TILE_ROWS * ARIADNE_CUDA_BLOCK * (int) sizeof (float))

/* How many rows a thread copies parts of, and how far they are apart. */
#define ARIADNE_PRODUCT_COPIES   4
#define ARIADNE_PRODUCT_DISTANCE (ARIADNE_CUDA_TILE_ROWS / ARIADNE_PRODUCT_COPIES)

static_assert (ARIADNE_PRODUCT_THREADS * ARIADNE_PRODUCT_COPIES * 16 == ARIADNE_PRODUCT_ROWS_SIZE,
               "the threads of a block copy all of a stage's rows");
static_assert (ARIADNE_PRODUCT_THREADS / 32 * ARIADNE_CUDA_GROUP == ARIADNE_CUDA_TILE_ROWS
               && ARIADNE_PRODUCT_SLICES * 16 == ARIADNE_CUDA_GROUP,
               "each warp has a group of rows");

/* One set of rows and the matrix that they meet. */
struct AriadneOperand
{
  const float *rows[ARIADNE_PRODUCT_COPIES]; /* where this thread copies from, or NULL */
  const char  *matrix;                       /* the pieces of the tile */
};

/* What a thread holds of the results: lane 4i + j of a warp, of every slice and
 * every eight outputs, (i, 2j), (i, 2j + 1), (i + 8, 2j) and (i + 8, 2j + 1).
 */
struct AriadneResults
{
  float values[ARIADNE_PRODUCT_SLICES][ARIADNE_CUDA_TILE_UNITS][4];
};

struct AriadneStage
{
  float *rows;
  char  *piece;
};

ARIADNE_DEVICE AriadneStage
ariadne_stage (uint32_t number,
               uint32_t piece_size)
{
  char *start = (char *) ariadne_shared ()
                + number % ARIADNE_PRODUCT_STAGES * (ARIADNE_PRODUCT_ROWS_SIZE + piece_size);

  return AriadneStage { (float *) start, start + ARIADNE_PRODUCT_ROWS_SIZE };
}

/* A thread copies the same quarter of a block of a few rows, so that four threads
 * have what is next to each other, and then its share of the piece.
 */
ARIADNE_DEVICE void
ariadne_load_stage (const AriadneStage   &stage,
                    const AriadneOperand &operand,
                    uint32_t              block,
                    uint32_t              piece_size)
{
  const uint32_t quarter = threadIdx.x % 4 * 4;
  const uint32_t first_row = threadIdx.x / 4;
  const char *piece = operand.matrix + (size_t) block * piece_size;

#pragma unroll
  for (int i = 0; i < ARIADNE_PRODUCT_COPIES; i++)
    {
      uint32_t row = first_row + i * ARIADNE_PRODUCT_DISTANCE;
      const float *from = operand.rows[i];

      ariadne_copy_async (stage.rows + row * ARIADNE_CUDA_BLOCK + quarter,
                          from != NULL ? from + block * ARIADNE_CUDA_BLOCK + quarter : NULL,
                          from != NULL);
    }

  for (uint32_t i = threadIdx.x * 16; i < piece_size; i += ARIADNE_PRODUCT_THREADS * 16)
    ariadne_copy_async (stage.piece + i, piece + i, true);
}

template <typename Arithmetic>
ARIADNE_DEVICE void
ariadne_multiply_stage (const AriadneStage &stage,
                        AriadneResults     &results)
{
  const uint32_t lane = threadIdx.x % 32;
  const float *rows = stage.rows + (threadIdx.x / 32 * ARIADNE_CUDA_GROUP + lane / 4)
                                   * ARIADNE_CUDA_BLOCK;
  typename Arithmetic::Left left[ARIADNE_PRODUCT_SLICES];

#pragma unroll
  for (int slice = 0; slice < ARIADNE_PRODUCT_SLICES; slice++)
    Arithmetic::load (left[slice], rows + slice * 16 * ARIADNE_CUDA_BLOCK,
                      rows + (slice * 16 + 8) * ARIADNE_CUDA_BLOCK, lane);

#pragma unroll
  for (int unit = 0; unit < ARIADNE_CUDA_TILE_UNITS; unit++)
#pragma unroll
    for (int slice = 0; slice < ARIADNE_PRODUCT_SLICES; slice++)
      Arithmetic::multiply (results.values[slice][unit], left[slice],
                            stage.piece + unit * Arithmetic::unit_size, lane);
}

/* Sums the products of the operands in @operands, bit by bit from the lowest
 * on; this thread's warp takes part in those in @own. Source is what says where
 * operands are, and what is to be done to the results between two of them:
 *
 *   void get      (int number, AriadneOperand &operand)
 *   void finished (int number, AriadneResults &results)
 *
 * Stages are loaded into the memory of one that every warp is done with, which
 * the barrier tells.
 */
template <typename Arithmetic, typename Source>
ARIADNE_DEVICE void
ariadne_multiply (Source         &source,
                  uint32_t        operands,
                  uint32_t        own,
                  uint32_t        n_blocks,
                  uint32_t        piece_size,
                  AriadneResults &results)
{
  const uint32_t n_stages = __popc (operands) * n_blocks;
  uint32_t to_load = operands;
  uint32_t to_multiply = operands;
  uint32_t loaded_block = 0;
  uint32_t multiplied_block = 0;
  AriadneOperand operand;

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
          ariadne_load_stage (ariadne_stage (i, piece_size), operand, loaded_block, piece_size);
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
            ariadne_multiply_stage<Arithmetic> (ariadne_stage (i + 1, piece_size), results);
          if (++multiplied_block == n_blocks)
            {
              source.finished (__ffs (to_multiply) - 1, results);
              multiplied_block = 0;
              to_multiply &= to_multiply - 1;
            }
        }
    }
}
