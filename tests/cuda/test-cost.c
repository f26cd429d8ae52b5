/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "cuda/ariadne-cuda-cost.h"

static const AriadneCudaShape shape = { 200, 10, 3, 16, 5 };
static const AriadneCudaRates rates = { 132, 3e14, 5e12, 4e-6 };

static void
test_pack (void)
{
  const AriadneCudaCounts counts = { 60, { 30, 30, 20, 0, 0, 0, 0, 0, 16 } };
  AriadneCudaCost cost;

  ariadne_cuda_cost_get (&shape, &counts, &cost);

  /* Ten matrices of 200 × 200 floats in each of ten steps. */
  g_assert_cmpfloat (cost.bytes, ==, 10.0 * 10 * 40000 * 4);

  /* 6 · 64 + 32 + 32 + 32 + 16 rows, of which 6 · 60 + 96 are used. */
  g_assert_cmpfloat (cost.operations, ==, 496.0 * 2 * 40000 * 3 * 10);
  g_assert_cmpfloat (fabs (cost.waste - (1.0 - 456.0 / 496.0)), <, 1e-12);
}

static void
test_estimates (void)
{
  AriadneCudaCounts packs[264];
  AriadneCudaCounts batch = { 0 };
  double one;
  double all;
  double twice;

  for (guint i = 0; i < G_N_ELEMENTS (packs); i++)
    packs[i] = (AriadneCudaCounts) { 64, { 32, 32, 16, 16, 0, 0, 0, 0, 32 } };

  one = ariadne_cuda_cost_estimate_fused (&shape, &rates, packs, 1);
  all = ariadne_cuda_cost_estimate_fused (&shape, &rates, packs, 132);
  twice = ariadne_cuda_cost_estimate_fused (&shape, &rates, packs, 264);

  /* Blocks work side by side until there are more packs than blocks. */
  g_assert_cmpfloat (all, >=, one);
  g_assert_cmpfloat (all, <, 10.0 * one);
  g_assert_cmpfloat (twice, >, 1.5 * all);

  /* In the general way launches are what one small graph costs. */
  batch.n_nodes = 16;
  g_assert_cmpfloat (ariadne_cuda_cost_estimate_general (&shape, &rates, &batch),
                     >=, 50 * rates.launch_time);
}

/* A block of 132 gets a value of a matrix in 4 · 132 / 5e12 s, and multiplies it
 * with a row in 6 · 132 / 3e14 s.
 */
static void
test_balance_rows (void)
{
  guint rows = ariadne_cuda_cost_get_balance_rows (&shape, &rates);
  AriadneCudaRates faster = rates;

  g_assert_cmpuint (rows, ==, 40);
  faster.cache_bytes *= 2.0;
  g_assert_cmpuint (ariadne_cuda_cost_get_balance_rows (&shape, &faster), ==, 20);
}

static void
test_choice (void)
{
  static const AriadneCudaTiming timings[] = {
    { 4000, 5.0, 4.0 }, { 100, 1.0, 2.0 }, { 1000, 2.0, 2.0 },
  };
  AriadneCudaChoice choice = { 0 };

  g_assert_cmpint (ariadne_cuda_choice_get (&choice, ARIADNE_CUDA_WAY_AUTO, 7),
                   ==, ARIADNE_CUDA_WAY_FUSED);

  ariadne_cuda_choice_set (&choice, timings, G_N_ELEMENTS (timings));
  g_assert_cmpint (ariadne_cuda_choice_get (&choice, ARIADNE_CUDA_WAY_AUTO, 1),
                   ==, ARIADNE_CUDA_WAY_FUSED);
  g_assert_cmpint (ariadne_cuda_choice_get (&choice, ARIADNE_CUDA_WAY_AUTO, 2500),
                   ==, ARIADNE_CUDA_WAY_FUSED);
  g_assert_cmpint (ariadne_cuda_choice_get (&choice, ARIADNE_CUDA_WAY_AUTO, 2501),
                   ==, ARIADNE_CUDA_WAY_GENERAL);
  g_assert_cmpint (ariadne_cuda_choice_get (&choice, ARIADNE_CUDA_WAY_AUTO, 100000),
                   ==, ARIADNE_CUDA_WAY_GENERAL);
  g_assert_cmpint (ariadne_cuda_choice_get (&choice, ARIADNE_CUDA_WAY_GENERAL, 1),
                   ==, ARIADNE_CUDA_WAY_GENERAL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cuda/cost/pack", test_pack);
  g_test_add_func ("/cuda/cost/estimates", test_estimates);
  g_test_add_func ("/cuda/cost/balance-rows", test_balance_rows);
  g_test_add_func ("/cuda/cost/choice", test_choice);

  return g_test_run ();
}
