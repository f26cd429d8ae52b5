/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The product of AriadneKernels for processors with vectors and fused
 * multiply-add. The file that includes this one has included
 * ariadne-kernels-elementwise.h and defined
 *
 *   TILE_ROWS     the rows that are computed together
 *   TILE_VECTORS  the vectors of a panel's row
 *
 * so that the sums of a tile, a panel's row and one more vector fit into the
 * registers.
 *
 * Every element of a result is one sum over the inputs in their order, whatever
 * the shape of its tile: so it has the same bits wherever its row is.
 *
 * This is here, beside a BLAS, for three reasons. Weights are packed once and
 * not at every product, which matters when a product has a hundred rows. Rows
 * are read and added to where they are, so that messages need no copies. And
 * the above holds by construction.
 */

static inline __attribute__ ((always_inline)) void
multiply_tile (const float        *panel,
               guint               n_inputs,
               const float * const *inputs,
               float * const      *outputs,
               guint               column,
               gboolean            accumulate,
               const guint         n_rows,
               const guint         n_vectors)
{
  vector sums[TILE_ROWS][TILE_VECTORS];

#pragma GCC unroll 16
  for (guint i = 0; i < n_rows; i++)
#pragma GCC unroll 16
    for (guint j = 0; j < n_vectors; j++)
      sums[i][j] = splat (0.0f);

  for (guint k = 0; k < n_inputs; k++)
    {
      vector weights[TILE_VECTORS];

#pragma GCC unroll 16
      for (guint j = 0; j < n_vectors; j++)
        weights[j] = load (panel + j * LANES);
      panel += n_vectors * LANES;

#pragma GCC unroll 16
      for (guint i = 0; i < n_rows; i++)
        {
          const vector input = splat (inputs[i][k]);

#pragma GCC unroll 16
          for (guint j = 0; j < n_vectors; j++)
            sums[i][j] = multiply_add (input, weights[j], sums[i][j]);
        }
    }

#pragma GCC unroll 16
  for (guint i = 0; i < n_rows; i++)
#pragma GCC unroll 16
    for (guint j = 0; j < n_vectors; j++)
      {
        float *output = outputs[i] + column + j * LANES;

        if (accumulate)
          sums[i][j] += load (output);
        store (output, sums[i][j]);
      }
}

typedef void (*TileFunc) (const float         *panel,
                          guint                n_inputs,
                          const float * const *inputs,
                          float * const       *outputs,
                          guint                column,
                          gboolean             accumulate);

/* A function for every number of rows and vectors, which the including file
 * defines.
 */
static const TileFunc tiles[TILE_ROWS][TILE_VECTORS];

#define DEFINE_TILE(rows, vectors)                                         \
  static void                                                              \
  multiply_tile_##rows##_##vectors (const float         *panel,            \
                                    guint                n_inputs,         \
                                    const float * const *inputs,           \
                                    float * const       *outputs,          \
                                    guint                column,           \
                                    gboolean             accumulate)       \
  {                                                                        \
    multiply_tile (panel, n_inputs, inputs, outputs, column, accumulate,   \
                   rows, vectors);                                         \
  }

/* A panel stays in the first cache while all rows pass by. */
static void
kernels_multiply (const AriadnePackedMatrix *matrix,
                  guint                      n_rows,
                  const float * const       *inputs,
                  float * const             *outputs,
                  gboolean                   accumulate)
{
  const float *panel = matrix->values;

  for (guint column = 0; column < matrix->n_outputs; column += TILE_VECTORS * LANES)
    {
      guint width = MIN (TILE_VECTORS * LANES, matrix->n_outputs - column);

      for (guint row = 0; row < n_rows; row += TILE_ROWS)
        {
          guint height = MIN (TILE_ROWS, n_rows - row);

          tiles[height - 1][width / LANES - 1] (panel, matrix->n_inputs, inputs + row,
                                                outputs + row, column, accumulate);
        }

      panel += (gsize) matrix->n_inputs * width;
    }
}
