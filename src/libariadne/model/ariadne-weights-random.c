/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "model/ariadne-weights-private.h"

/* Initial weights, the same on every machine.
 *
 * The generator is SplitMix64, of which each tensor has a stream of its own:
 * the stream of tensor i starts from the (i + 1)-th output for the seed. A
 * uniform value is the upper 24 bits of an output, scaled to [-1, 1) without
 * rounding. A normal value is the sum of twelve uniform ones over [0, 1) less
 * six, which needs no function that a C library might round in its own way.
 * Beyond these there are only sums, products, quotients and square roots, in a
 * fixed order.
 */

static guint64
next_bits (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ z >> 31;
}

static double
next_uniform (guint64 *state)
{
  return (double) (next_bits (state) >> 40) * 0x1p-23 - 1.0;
}

static double
next_normal (guint64 *state)
{
  double sum = 0.0;

  for (guint i = 0; i < 12; i++)
    sum += (double) (next_bits (state) >> 40) * 0x1p-24;

  return sum - 6.0;
}

static void
fill_uniform (AriadneWeights *self,
              AriadneTensor   tensor,
              guint64         stream,
              double          limit)
{
  const AriadneTensorInfo *info = &self->tensors[tensor];
  float *values = self->values + info->first;

  for (gsize i = 0; i < info->n_values; i++)
    values[i] = next_uniform (&stream) * limit;
}

/* The inputs and outputs of a matrix are its last two dimensions. */
static double
glorot_limit (const AriadneTensorInfo *info)
{
  const guint *last = info->shape + info->n_dimensions - 2;

  return sqrt (6.0 / ((double) last[0] + last[1]));
}

static double
dot (const double *a,
     const double *b,
     guint         n)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += a[i] * b[i];

  return sum;
}

static void
remove_component (double       *row,
                  const double *unit,
                  guint         n)
{
  double length = dot (row, unit, n);

  for (guint i = 0; i < n; i++)
    row[i] -= length * unit[i];
}

/* Orthonormal rows by the method of Gram and Schmidt, done twice for each row
 * because once is not accurate when many rows are there already.
 */
static void
fill_orthogonal (AriadneWeights *self,
                 AriadneTensor   tensor,
                 guint64         stream)
{
  const AriadneTensorInfo *info = &self->tensors[tensor];
  const guint n_rows = info->shape[0];
  const guint n = info->shape[1];
  g_autofree double *rows = g_new (double, info->n_values);
  float *values = self->values + info->first;

  for (guint i = 0; i < n_rows; i++)
    {
      double *row = rows + (gsize) i * n;
      double length;

      for (guint j = 0; j < n; j++)
        row[j] = next_normal (&stream);
      for (guint j = 0; j < 2 * i; j++)
        remove_component (row, rows + (gsize) (j % i) * n, n);

      length = sqrt (dot (row, row, n));
      for (guint j = 0; j < n; j++)
        row[j] /= length;
    }

  for (gsize i = 0; i < info->n_values; i++)
    values[i] = rows[i];
}

/**
 * ariadne_weights_new_random:
 * @config: an architecture
 * @seed: where the random numbers start
 * @error: return location for an error
 *
 * Makes the weights that a training would start from.
 *
 * They depend on @config and @seed alone; a network with the other variant of
 * the recurrent unit has the same tensors and one more.
 *
 * Fails as [method@NetworkConfig.check] does.
 *
 * Returns: (transfer full): new weights
 */
AriadneWeights *
ariadne_weights_new_random (const AriadneNetworkConfig  *config,
                            guint64                      seed,
                            GError                     **error)
{
  AriadneWeights *self;

  g_return_val_if_fail (config != NULL, NULL);

  if (!ariadne_network_config_check (config, error))
    return NULL;

  self = ariadne_weights_new_shapes (config);
  ariadne_weights_allocate (self);

  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    {
      guint64 stream = next_bits (&seed);

      if (i == ARIADNE_TENSOR_EMBEDDING_WEIGHT)
        fill_uniform (self, i, stream, 0.05);
      else if (i == ARIADNE_TENSOR_GRU_RECURRENT_WEIGHT)
        fill_orthogonal (self, i, stream);
      else if (g_str_has_suffix (self->tensors[i].name, ".weight"))
        fill_uniform (self, i, stream, glorot_limit (&self->tensors[i]));
    }

  return self;
}
