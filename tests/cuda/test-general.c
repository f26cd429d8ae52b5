/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda-fixture.h"

#include "reference-network.h"

/* The general way, as its kernels compute on an emulated device. */

/* How far values may be from the reference, by arithmetic. */
static const double tolerances[ARIADNE_CUDA_N_ARITHMETICS] = { 5e-6, 5e-6, 2e-3, 2e-2 };

static void
assert_matches_reference (const AriadneNetworkConfig *config,
                          AriadneCudaArithmetic       arithmetic,
                          GPtrArray                  *graphs)
{
  g_autoptr (CudaNetwork) network = cuda_network_new (config, arithmetic, 3);
  AriadneCudaBucket bucket = cuda_bucket_for ((AriadneGraph **) graphs->pdata, graphs->len, 3);
  g_autofree float *output = NULL;
  double worst = 0.0;

  cuda_set_n_multiprocessors (config->variant == ARIADNE_GRU_RESET_BEFORE ? 0 : 132);
  output = cuda_network_evaluate (network, &bucket, (AriadneGraph **) graphs->pdata, graphs->len);
  for (guint i = 0; i < graphs->len; i++)
    {
      g_autofree double *expected = g_new0 (double, config->n_heads);

      reference_network_evaluate (network->source, g_ptr_array_index (graphs, i), expected);
      for (guint t = 0; t < config->n_heads; t++)
        {
          double difference = fabs (output[i * config->n_heads + t] - expected[t]);

          g_assert_false (isnan (difference));
          worst = MAX (worst, difference);
        }
    }

  g_test_message ("H %u, arithmetic %u: %g", config->hidden_size, arithmetic, worst);
  g_assert_cmpfloat (worst, <, tolerances[arithmetic]);
}

/* Both variants, with and without match edges. */
static void
for_each_variant (AriadneNetworkConfig  config,
                  AriadneCudaArithmetic arithmetic,
                  GPtrArray            *graphs)
{
  for (guint i = 0; i < 4; i++)
    {
      config.variant = i % 2 == 0 ? ARIADNE_GRU_RESET_BEFORE : ARIADNE_GRU_RESET_AFTER;
      config.n_edge_types = 8 + i / 2;
      assert_matches_reference (&config, arithmetic, graphs);
    }
}

static void
test_reference (void)
{
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (20, 40);

  for (guint i = 0; i < ARIADNE_CUDA_N_ARITHMETICS; i++)
    for_each_variant (network_small_config (), i, graphs);
}

static void
test_sizes (void)
{
  static const guint sizes[] = { 1, 15, 16, 17, 47, 103, 104, 111, 112 };
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (5, 30);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      AriadneNetworkConfig config = network_small_config ();

      config.hidden_size = sizes[i];
      config.readout_size = 1 + i;
      config.n_heads = 1 + 19 * i;
      config.n_propagations = 2;
      config.variant = i % 2 == 0 ? ARIADNE_GRU_RESET_AFTER : ARIADNE_GRU_RESET_BEFORE;
      assert_matches_reference (&config, i % 3 == 0 ? ARIADNE_CUDA_FP32 : ARIADNE_CUDA_SPLIT,
                                graphs);
    }
}

static void
test_propagations (void)
{
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (8, 30);

  for (guint n = 0; n < 3; n++)
    {
      AriadneNetworkConfig config = network_small_config ();

      config.n_propagations = n;
      for_each_variant (config, ARIADNE_CUDA_SPLIT, graphs);
    }
}

static void
test_pooling (void)
{
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (8, 30);

  for (guint i = ARIADNE_POOLING_MEAN; i <= ARIADNE_POOLING_MIN; i++)
    {
      AriadneNetworkConfig config = network_small_config ();

      config.pooling = i;
      /* A sum over many nodes has a larger error than a mean. */
      config.n_propagations = 1;
      assert_matches_reference (&config, ARIADNE_CUDA_SPLIT, graphs);
    }
}

static void
test_single_nodes (void)
{
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (1, 4);

  g_ptr_array_set_size (graphs, 0);
  for (guint i = 0; i < 6; i++)
    g_ptr_array_add (graphs, random_graph_new (i, 1));
  for_each_variant (network_small_config (), ARIADNE_CUDA_SPLIT, graphs);
}

static void
test_full_size (void)
{
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (3, 16);

  for (guint i = 0; i < 2; i++)
    {
      AriadneNetworkConfig config;

      ariadne_network_config_init (&config);
      config.variant = i;
      config.n_propagations = 4;
      assert_matches_reference (&config, ARIADNE_CUDA_SPLIT, graphs);
    }
}

/* Random batches, in buckets with and without room, in large tiles and in small
 * ones, on threads that take turns in other ways: a graph has the same bits in
 * all of them.
 */
static void
assert_invariant (const AriadneNetworkConfig *config,
                  AriadneCudaArithmetic       arithmetic)
{
  g_autoptr (CudaNetwork) network = cuda_network_new (config, arithmetic, 5);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (12, 60);
  const gsize row_size = sizeof (float) * config->n_heads;
  g_autofree float *alone = g_malloc (row_size * graphs->len);

  for (guint i = 0; i < graphs->len; i++)
    {
      AriadneGraph **graph = (AriadneGraph **) graphs->pdata + i;
      AriadneCudaBucket bucket = cuda_bucket_for (graph, 1, 0);
      g_autofree float *row = cuda_network_evaluate (network, &bucket, graph, 1);

      memcpy (alone + i * config->n_heads, row, row_size);
    }

  for (guint round = 1; round <= 6; round++)
    {
      const guint n = g_rand_int_range (random, 1, 16);
      g_autofree AriadneGraph **batch = g_new (AriadneGraph *, n);
      g_autofree guint *ids = g_new (guint, n);
      g_autofree float *output = NULL;
      AriadneCudaBucket bucket;

      for (guint i = 0; i < n; i++)
        {
          ids[i] = g_rand_int_range (random, 0, graphs->len);
          batch[i] = g_ptr_array_index (graphs, ids[i]);
        }

      cuda_emulator_set_seed (round);
      cuda_set_n_multiprocessors (round % 2 * 132);
      bucket = cuda_bucket_for (batch, n, g_rand_int_range (random, 0, 2) * 150);
      output = cuda_network_evaluate (network, &bucket, batch, n);
      for (guint i = 0; i < n; i++)
        g_assert_cmpmem (output + i * config->n_heads, row_size,
                         alone + ids[i] * config->n_heads, row_size);
    }
}

static void
test_invariance (void)
{
  AriadneNetworkConfig config = network_small_config ();

  for (guint i = 0; i < ARIADNE_CUDA_N_ARITHMETICS; i++)
    {
      config.variant = i % 2 == 0 ? ARIADNE_GRU_RESET_BEFORE : ARIADNE_GRU_RESET_AFTER;
      assert_invariant (&config, i);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cuda/general/reference", test_reference);
  g_test_add_func ("/cuda/general/sizes", test_sizes);
  g_test_add_func ("/cuda/general/propagations", test_propagations);
  g_test_add_func ("/cuda/general/pooling", test_pooling);
  g_test_add_func ("/cuda/general/single_nodes", test_single_nodes);
  g_test_add_func ("/cuda/general/full_size", test_full_size);
  g_test_add_func ("/cuda/general/invariance", test_invariance);

  return g_test_run ();
}
