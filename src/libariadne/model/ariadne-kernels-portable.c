/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <cblas.h>

#include "model/ariadne-kernels.h"

/* For any processor: products by the BLAS, the rest on short vectors. */

#define LANES 4

typedef float vector __attribute__ ((vector_size (4 * LANES)));

#define multiply_add(a, b, c)          ((a) * (b) + (c))
#define negative_multiply_add(a, b, c) ((c) - (a) * (b))
#define splat(x)                       ((vector) { (x), (x), (x), (x) })
#define reciprocal(x)                  (splat (1.0f) / (x))
#define choose(condition, a, b) \
  ((vector) (((condition) & (integers) (a)) | (~(condition) & (integers) (b))))
#define minimum(a, b) choose ((a) < (b), a, b)
#define maximum(a, b) choose ((a) > (b), a, b)

#include "model/ariadne-kernels-elementwise.h"

/* A BLAS may round a row in another way when there are more or fewer rows, or
 * at another place among them. Hence every product has the same number of rows,
 * and that number is a multiple of what the kernels of a BLAS treat alike;
 * whether it does treat them alike is tried once. If not, rows are multiplied
 * one by one.
 */
#define TILE_ROWS 32

static gsize tile_rows;

static void
multiply_tile (const AriadnePackedMatrix *matrix,
               guint                      n_rows,
               const float               *inputs,
               float                     *outputs)
{
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans,
               n_rows, matrix->n_outputs, matrix->n_inputs,
               1.0f, inputs, matrix->n_inputs,
               matrix->values, matrix->n_outputs,
               0.0f, outputs, matrix->n_outputs);
}

/* Puts the same row at every place, among others. */
static gboolean
treats_rows_alike (guint n_inputs,
                   guint n_outputs)
{
  g_autofree float *inputs = g_new (float, TILE_ROWS * n_inputs);
  g_autofree float *outputs = g_new (float, TILE_ROWS * n_outputs);
  g_autofree float *expected = g_new (float, n_outputs);
  AriadnePackedMatrix matrix;
  gboolean alike = TRUE;

  ariadne_packed_matrix_init (&matrix, &ariadne_kernels_portable, n_inputs, n_outputs);
  for (guint i = 0; i < n_inputs * matrix.n_outputs; i++)
    matrix.values[i] = 1.0f / (1 + i % 97) - 0.1f;

  for (guint place = 0; alike && place < TILE_ROWS; place++)
    {
      for (guint i = 0; i < TILE_ROWS * n_inputs; i++)
        inputs[i] = i / n_inputs == place ? 1.0f / (1 + i % n_inputs) : 0.5f + place - i % 31;

      multiply_tile (&matrix, TILE_ROWS, inputs, outputs);
      if (place == 0)
        memcpy (expected, outputs, sizeof (float) * n_outputs);
      alike = memcmp (expected, outputs + place * n_outputs, sizeof (float) * n_outputs) == 0;
    }

  ariadne_packed_matrix_clear (&matrix);

  return alike;
}

static guint
get_tile_rows (void)
{
  if (g_once_init_enter (&tile_rows))
    {
      gboolean alike = treats_rows_alike (16, 16)
                       && treats_rows_alike (201, 208)
                       && treats_rows_alike (401, 400);

      g_once_init_leave (&tile_rows, alike ? TILE_ROWS : 1);
    }

  return tile_rows;
}

static void
kernels_multiply (const AriadnePackedMatrix *matrix,
                  guint                      n_rows,
                  const float * const       *inputs,
                  float * const             *outputs,
                  gboolean                   accumulate)
{
  const guint n_inputs = matrix->n_inputs;
  const guint n_outputs = matrix->n_outputs;
  const guint height = get_tile_rows ();
  g_autofree float *from = g_new0 (float, (gsize) height * n_inputs);
  g_autofree float *to = g_new (float, (gsize) height * n_outputs);

  for (guint first = 0; first < n_rows; first += height)
    {
      guint n = MIN (height, n_rows - first);

      for (guint i = 0; i < n; i++)
        memcpy (from + (gsize) i * n_inputs, inputs[first + i], sizeof (float) * n_inputs);

      multiply_tile (matrix, height, from, to);

      for (guint i = 0; i < n; i++)
        {
          float *output = outputs[first + i];
          const float *result = to + (gsize) i * n_outputs;

          if (accumulate)
            kernels_add (output, output, result, n_outputs);
          else
            memcpy (output, result, sizeof (float) * n_outputs);
        }
    }
}

/* Threads are ours; the BLAS must not start its own below them. */
static gboolean
is_supported (void)
{
  openblas_set_num_threads (1);

  return TRUE;
}

const AriadneKernels ariadne_kernels_portable = {
  .name = "blas",
  .panel = G_MAXUINT,
  .is_supported = is_supported,
  .multiply = kernels_multiply,
  .add = kernels_add,
  .add_scaled = kernels_add_scaled,
  .apply_gate = kernels_apply_gate,
  .update = kernels_update,
  .update_after = kernels_update_after,
  .gate = kernels_gate,
};
