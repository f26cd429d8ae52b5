/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "model/ariadne-kernels.h"

#define LENGTH 48

typedef void (*KernelsFunc) (const AriadneKernels *kernels);

static void
for_each_kernels (gconstpointer data)
{
  KernelsFunc func = (KernelsFunc) data;

  for (const AriadneKernels * const *k = ariadne_kernels_list (); *k != NULL; k++)
    if ((*k)->is_supported ())
      func (*k);
}

/* The distance of two floats in units of the last place of the second. */
static double
distance_in_ulp (float  value,
                 double expected)
{
  float rounded = (float) expected;
  double unit = nextafterf (fabsf (rounded), INFINITY) - (double) fabsf (rounded);

  return fabs (value - expected) / unit;
}

static double
sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

static void
check_sigmoid (const AriadneKernels *kernels)
{
  float gate[LENGTH];
  float ones[LENGTH];
  float result[LENGTH];

  for (guint i = 0; i < LENGTH; i++)
    ones[i] = 1.0f;

  for (double x = -39.0; x < 39.0; x += 0.37)
    {
      for (guint i = 0; i < LENGTH; i++)
        gate[i] = x + 0.0071 * i;
      kernels->apply_gate (result, gate, ones, LENGTH);
      for (guint i = 0; i < LENGTH; i++)
        g_assert_cmpfloat (distance_in_ulp (result[i], sigmoid (gate[i])), <, 4.0);
    }
}

/* With the update gate shut the new state is the candidate's tanh. */
static void
check_tanh (const AriadneKernels *kernels)
{
  float state[LENGTH];
  float update[LENGTH];
  float candidate[LENGTH];

  for (double x = 1e-6; x < 12.0; x *= 1.17)
    {
      for (guint i = 0; i < LENGTH; i++)
        {
          state[i] = 1.0f;
          update[i] = -50.0f;
          candidate[i] = (i % 2 == 0 ? x : -x) * (1.0 + 0.003 * i);
        }
      kernels->update (state, update, candidate, LENGTH);
      for (guint i = 0; i < LENGTH; i++)
        g_assert_cmpfloat (distance_in_ulp (state[i], tanh (candidate[i])), <, 6.0);
    }
}

static void
check_extremes (const AriadneKernels *kernels)
{
  static const float values[] = { -3e38f, -1e5f, -300.0f, -0.0f, 0.0f, 300.0f, 1e5f, 3e38f };
  float state[LENGTH];
  float update[LENGTH];
  float candidate[LENGTH];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    for (guint j = 0; j < G_N_ELEMENTS (values); j++)
      {
        double z = sigmoid (values[i]);

        for (guint k = 0; k < LENGTH; k++)
          {
            state[k] = 0.75f;
            update[k] = values[i];
            candidate[k] = values[j];
          }
        kernels->update (state, update, candidate, LENGTH);
        for (guint k = 0; k < LENGTH; k++)
          g_assert_cmpfloat_with_epsilon (state[k], z * 0.75 + (1.0 - z) * tanh (values[j]), 1e-6);
      }
}

static void
check_update_after (const AriadneKernels *kernels)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  float rows[5][LENGTH];
  float state[LENGTH];

  for (guint i = 0; i < 5 * LENGTH; i++)
    rows[i / LENGTH][i % LENGTH] = g_rand_double_range (random, -3.0, 3.0);
  memcpy (state, rows[0], sizeof state);

  kernels->update_after (state, rows[1], rows[2], rows[3], rows[4], LENGTH);
  for (guint i = 0; i < LENGTH; i++)
    {
      double z = sigmoid (rows[1][i]);
      double c = tanh (rows[3][i] + sigmoid (rows[2][i]) * rows[4][i]);

      g_assert_cmpfloat_with_epsilon (state[i], z * rows[0][i] + (1.0 - z) * c, 2e-6);
    }
}

static void
check_gate (const AriadneKernels *kernels)
{
  float a[LENGTH];
  float b[LENGTH];
  double sum = 0.5;

  for (guint i = 0; i < LENGTH; i++)
    {
      a[i] = 0.01f * i;
      b[i] = i % 3 - 1.0f;
      sum += (double) a[i] * b[i];
    }

  g_assert_cmpfloat_with_epsilon (kernels->gate (a, b, 0.5f, LENGTH), sigmoid (sum), 1e-6);
}

static void
check_sums (const AriadneKernels *kernels)
{
  float a[LENGTH];
  float b[LENGTH];
  float sum[LENGTH];

  for (guint i = 0; i < LENGTH; i++)
    {
      a[i] = i;
      b[i] = 100.0f * i;
    }

  kernels->add (sum, a, b, LENGTH);
  kernels->add_scaled (sum, 2.0f, a, LENGTH);
  for (guint i = 0; i < LENGTH; i++)
    g_assert_cmpfloat (sum[i], ==, 103.0f * i);
}

typedef struct
{
  AriadnePackedMatrix matrix;
  guint               n_rows;
  float              *inputs;
  float              *outputs;
  float             **input_rows;
  float             **output_rows;
  double             *expected;
} Product;

static void
product_init (Product              *self,
              const AriadneKernels *kernels,
              guint                 n_rows,
              guint                 n_inputs,
              guint                 n_outputs)
{
  const guint stride = ARIADNE_KERNELS_PADDED (n_outputs);

  self->n_rows = n_rows;
  self->inputs = ariadne_kernels_alloc ((gsize) n_rows * n_inputs);
  self->outputs = ariadne_kernels_alloc ((gsize) n_rows * stride);
  self->input_rows = g_new (float *, n_rows);
  self->output_rows = g_new (float *, n_rows);
  self->expected = g_new0 (double, (gsize) n_rows * n_outputs);

  ariadne_packed_matrix_init (&self->matrix, kernels, n_inputs, n_outputs);
  for (guint k = 0; k < n_inputs; k++)
    for (guint j = 0; j < n_outputs; j++)
      ariadne_packed_matrix_set (&self->matrix, k, j, (k * 7 + j * 3) % 11 - 5.0);

  for (guint i = 0; i < n_rows; i++)
    {
      self->input_rows[i] = self->inputs + i * n_inputs;
      self->output_rows[i] = self->outputs + i * stride;
      for (guint k = 0; k < n_inputs; k++)
        {
          self->input_rows[i][k] = (i * 5 + k) % 13 - 6.0f;
          for (guint j = 0; j < n_outputs; j++)
            self->expected[i * n_outputs + j]
              += self->input_rows[i][k] * ((k * 7 + j * 3) % 11 - 5.0);
        }
    }
}

static void
product_clear (Product *self)
{
  ariadne_packed_matrix_clear (&self->matrix);
  free (self->inputs);
  free (self->outputs);
  g_free (self->input_rows);
  g_free (self->output_rows);
  g_free (self->expected);
}

static void
check_product (const AriadneKernels *kernels,
               guint                 n_rows,
               guint                 n_inputs,
               guint                 n_outputs)
{
  Product product;

  /* All sums are of small integers, hence exact. */
  product_init (&product, kernels, n_rows, n_inputs, n_outputs);
  for (guint times = 1; times <= 2; times++)
    {
      kernels->multiply (&product.matrix, n_rows, (const float * const *) product.input_rows,
                         product.output_rows, times > 1);
      for (guint i = 0; i < n_rows; i++)
        for (guint j = 0; j < n_outputs; j++)
          g_assert_cmpfloat (product.output_rows[i][j], ==,
                             times * product.expected[i * n_outputs + j]);
    }
  product_clear (&product);
}

static void
check_products (const AriadneKernels *kernels)
{
  static const guint sizes[] = { 1, 3, 16, 17, 48, 50, 64, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      for (guint n_rows = 0; n_rows < 20; n_rows++)
        check_product (kernels, n_rows, sizes[i], sizes[j]);
}

/* The same row among any others, at any place, has the same bits. */
static void
check_row_bits (const AriadneKernels *kernels)
{
  enum { N_ROWS = 100, N_INPUTS = 203, N_OUTPUTS = 77 };
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  Product product;
  float expected[N_OUTPUTS];

  product_init (&product, kernels, N_ROWS, N_INPUTS, N_OUTPUTS);
  for (guint i = 0; i < N_ROWS * N_INPUTS; i++)
    product.inputs[i] = g_rand_double_range (random, -1.0, 1.0);

  kernels->multiply (&product.matrix, 1, (const float * const *) product.input_rows,
                     product.output_rows, FALSE);
  memcpy (expected, product.output_rows[0], sizeof expected);

  for (guint place = 0; place < N_ROWS; place++)
    {
      float *first = product.input_rows[0];

      product.input_rows[0] = product.input_rows[place];
      product.input_rows[place] = first;
      for (guint n_rows = place + 1; n_rows <= N_ROWS; n_rows += 1 + n_rows / 3)
        {
          kernels->multiply (&product.matrix, n_rows, (const float * const *) product.input_rows,
                             product.output_rows, FALSE);
          g_assert_cmpmem (product.output_rows[place], sizeof expected, expected, sizeof expected);
        }
      product.input_rows[place] = product.input_rows[0];
      product.input_rows[0] = first;
    }
  product_clear (&product);
}

static void
add_test (const char  *path,
          KernelsFunc  func)
{
  g_test_add_data_func (path, (gconstpointer) func, for_each_kernels);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_test ("/Ariadne/Kernels/sigmoid", check_sigmoid);
  add_test ("/Ariadne/Kernels/tanh", check_tanh);
  add_test ("/Ariadne/Kernels/extremes", check_extremes);
  add_test ("/Ariadne/Kernels/update_after", check_update_after);
  add_test ("/Ariadne/Kernels/gate", check_gate);
  add_test ("/Ariadne/Kernels/sums", check_sums);
  add_test ("/Ariadne/Kernels/products", check_products);
  add_test ("/Ariadne/Kernels/row_bits", check_row_bits);

  return g_test_run ();
}
