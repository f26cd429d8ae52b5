/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda-fixture.h"

#include "cuda/ariadne-cuda-fused-pack.h"
#include "reference-network.h"

/* The fused way, as its kernel computes on an emulated device. */

#define SHARED_LIMIT 232448

/* How graphs are packed, and how threads take turns. */
typedef struct
{
  guint   max_rows; /* if less than fits */
  guint   n_blocks;
  gsize   shared;   /* of the device, for a block */
  guint64 seed;
} Setting;

static const Setting usual = { G_MAXUINT, 4, SHARED_LIMIT, 0 };

static void
pack (const AriadneCudaFusedFit *fit,
      const Setting             *setting,
      GPtrArray                 *graphs,
      AriadneCudaPacks          *packs)
{
  AriadneCudaPackLimits limits = { MIN (fit->max_rows, setting->max_rows), 16,
                                   setting->n_blocks, 0 };
  g_autofree guint *sizes = g_new (guint, graphs->len);

  for (guint i = 0; i < graphs->len; i++)
    sizes[i] = ariadne_graph_get_n_nodes (g_ptr_array_index (graphs, i));
  ariadne_cuda_packs_init (packs, graphs->len);
  ariadne_cuda_packs_set (packs, sizes, graphs->len, &limits);
}

/* Makes the device compute the first @n_rows rows. */
static float *
run (CudaNetwork                 *network,
     const AriadneCudaFusedFit   *fit,
     const AriadneCudaBucket     *bucket,
     const AriadneCudaFusedBatch *batch,
     guint                        n_rows)
{
  gsize size = sizeof (float) * n_rows * network->network.n_heads;
  float *rows = g_malloc (size);
  void *memory;

  cuda_check (cudaMalloc (&memory, size));
  cuda_check (cudaMemset (memory, 0xff, size));
  cuda_check (ariadne_cuda_fused_prepare (&network->network, fit));
  cuda_check (ariadne_cuda_fused_enqueue (&network->network, fit, bucket, &network->weights,
                                          batch, memory, network->stream));
  cuda_check (cudaMemcpyAsync (rows, memory, size, cudaMemcpyDeviceToHost, network->stream));
  cuda_check (cudaStreamSynchronize (network->stream));
  cuda_check (cudaFree (memory));

  return rows;
}

/* Evaluates the graphs that fit in packs and answers how many. Rows of @output
 * are in the order of graphs; those of others are left as they are.
 */
static guint
evaluate (CudaNetwork   *network,
          const Setting *setting,
          GPtrArray     *graphs,
          float         *output)
{
  const guint n_heads = network->network.n_heads;
  g_autoptr (AriadneCudaFusedPacker) packer = ariadne_cuda_fused_packer_new ();
  AriadneCudaBucket bucket = cuda_bucket_for ((AriadneGraph **) graphs->pdata, graphs->len, 2);
  AriadneCudaFusedBatch batch;
  AriadneCudaFusedFit fit;
  AriadneCudaPacks packs;
  gsize size = ariadne_cuda_fused_batch_layout (&bucket, NULL, &batch);
  g_autofree char *block = g_malloc (size);
  g_autofree float *rows = NULL;
  guint n_packed;

  ariadne_cuda_fused_fit (&network->network, setting->shared, 4, &fit);
  pack (&fit, setting, graphs, &packs);
  n_packed = packs.n_packed;

  memset (block, 0xff, size);
  ariadne_cuda_fused_batch_layout (&bucket, block, &batch);
  ariadne_cuda_fused_packer_pack (packer, &network->network, &packs,
                                  (AriadneGraph **) graphs->pdata, &batch);
  CUDA_SCATTER (&batch, block, size);

  cuda_emulator_set_seed (setting->seed);
  if (n_packed > 0)
    rows = run (network, &fit, &bucket, &batch, n_packed);
  for (guint i = 0; i < n_packed; i++)
    memcpy (output + packs.order[i] * n_heads, rows + i * n_heads, sizeof (float) * n_heads);

  CUDA_FREE (&batch);
  ariadne_cuda_packs_clear (&packs);

  return n_packed;
}

static float *
evaluate_all (CudaNetwork   *network,
              const Setting *setting,
              GPtrArray     *graphs)
{
  float *output = g_new (float, graphs->len * network->network.n_heads);

  g_assert_cmpuint (evaluate (network, setting, graphs, output), ==, graphs->len);

  return output;
}

static void
assert_same_bits (const float *a,
                  const float *b,
                  gsize        n)
{
  g_assert_cmpmem (a, sizeof (float) * n, b, sizeof (float) * n);
}

/* How far values may be from the reference, by arithmetic. */
static const double tolerances[ARIADNE_CUDA_N_ARITHMETICS] = { 5e-6, 5e-6, 2e-3, 2e-2 };

static void
assert_matches_reference (CudaNetwork *network,
                          GPtrArray   *graphs,
                          const float *output)
{
  const guint n_heads = network->network.n_heads;
  g_autofree double *expected = g_new (double, n_heads);
  double worst = 0.0;

  for (guint i = 0; i < graphs->len; i++)
    {
      memset (expected, 0, sizeof (double) * n_heads);
      reference_network_evaluate (network->source, g_ptr_array_index (graphs, i), expected);
      for (guint t = 0; t < n_heads; t++)
        {
          double difference = fabs (output[i * n_heads + t] - expected[t]);

          g_assert_false (isnan (difference));
          worst = MAX (worst, difference);
        }
    }

  g_test_message ("H %u, arithmetic %u: %g", network->network.hidden_size,
                  network->network.arithmetic, worst);
  g_assert_cmpfloat (worst, <, tolerances[network->network.arithmetic]);
}

/* The fused way gives what the equations give, and the bits of the general way. */
static void
check_both (const AriadneNetworkConfig *config,
            AriadneCudaArithmetic       arithmetic,
            GPtrArray                  *graphs)
{
  g_autoptr (CudaNetwork) network = cuda_network_new (config, arithmetic, 3);
  AriadneCudaBucket bucket = cuda_bucket_for ((AriadneGraph **) graphs->pdata, graphs->len, 3);
  g_autofree float *general = NULL;
  g_autofree float *fused = evaluate_all (network, &usual, graphs);

  assert_matches_reference (network, graphs, fused);
  general = cuda_network_evaluate (network, &bucket, (AriadneGraph **) graphs->pdata, graphs->len);
  assert_same_bits (fused, general, graphs->len * config->n_heads);
}

static void
test_arithmetics (void)
{
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (20, 40);
  AriadneNetworkConfig config = network_small_config ();

  for (guint i = 0; i < ARIADNE_CUDA_N_ARITHMETICS; i++)
    for (guint j = 0; j < 4; j++)
      {
        config.variant = j % 2 == 0 ? ARIADNE_GRU_RESET_BEFORE : ARIADNE_GRU_RESET_AFTER;
        config.n_edge_types = 8 + j / 2;
        check_both (&config, i, graphs);
      }
}

static void
test_configs (void)
{
  static const guint sizes[] = { 1, 15, 16, 47, 104, 112 };
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (6, 30);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      AriadneNetworkConfig config = network_small_config ();

      config.hidden_size = sizes[i];
      config.n_heads = 1 + 19 * i;
      config.n_propagations = i % 4;
      config.pooling = i % 4;
      config.variant = i % 2 == 0 ? ARIADNE_GRU_RESET_AFTER : ARIADNE_GRU_RESET_BEFORE;
      check_both (&config, i % 3 == 0 ? ARIADNE_CUDA_FP32 : ARIADNE_CUDA_SPLIT, graphs);
    }
}

/* The sizes of the real network, for fewer steps. */
static void
test_full_size (void)
{
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (3, 64);
  AriadneNetworkConfig config;

  ariadne_network_config_init (&config);
  g_assert_cmpuint (config.hidden_size, ==, 200);
  config.n_propagations = 2;
  check_both (&config, ARIADNE_CUDA_SPLIT, graphs);
}

/* Graphs in another order, some of them left out or repeated. */
static GPtrArray *
choose (GPtrArray *graphs,
        GRand     *random,
        guint     *choice,
        guint      n)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    {
      choice[i] = g_rand_int_range (random, 0, graphs->len);
      g_ptr_array_add (chosen, g_ptr_array_index (graphs, choice[i]));
    }

  return chosen;
}

static void
test_compositions (void)
{
  const AriadneNetworkConfig config = network_small_config ();
  const guint n_heads = config.n_heads;
  g_autoptr (CudaNetwork) network = cuda_network_new (&config, ARIADNE_CUDA_SPLIT, 3);
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (20, 40);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree float *expected = evaluate_all (network, &usual, graphs);

  for (guint n = 0; n < 10; n++)
    {
      Setting setting = { 40 + g_rand_int_range (random, 0, 80), g_rand_int_range (random, 1, 40),
                          SHARED_LIMIT, g_rand_int (random) };
      guint choice[30];
      guint n_chosen = g_rand_int_range (random, 1, G_N_ELEMENTS (choice) + 1);
      g_autoptr (GPtrArray) chosen = choose (graphs, random, choice, n_chosen);
      g_autofree float *output = evaluate_all (network, &setting, chosen);

      for (guint i = 0; i < n_chosen; i++)
        assert_same_bits (output + i * n_heads, expected + choice[i] * n_heads, n_heads);
    }
}

/* Threads that take turns in any other order find the same. Rows are so long that
 * several warps share each, and read what the others write.
 */
static void
test_thread_orders (void)
{
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (3, 40);
  AriadneNetworkConfig config = network_small_config ();

  config.hidden_size = 100;
  for (guint variant = 0; variant < 2; variant++)
    {
      g_autoptr (CudaNetwork) network = NULL;
      g_autofree float *expected = NULL;

      config.variant = variant;
      network = cuda_network_new (&config, ARIADNE_CUDA_TF32, 3);
      expected = evaluate_all (network, &usual, graphs);
      for (guint seed = 1; seed <= 8; seed++)
        {
          Setting setting = { 96, 1, SHARED_LIMIT, seed };
          g_autofree float *output = evaluate_all (network, &setting, graphs);

          assert_same_bits (output, expected, graphs->len * config.n_heads);
        }
    }
}

/* With less shared memory there are fewer stages and fewer rows. */
static void
test_small_devices (void)
{
  static const gsize limits[] = { 49152, 65536, 101376, 166912 };
  const AriadneNetworkConfig config = network_small_config ();
  g_autoptr (CudaNetwork) network = cuda_network_new (&config, ARIADNE_CUDA_SPLIT, 3);
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (12, 30);
  g_autofree float *expected = evaluate_all (network, &usual, graphs);

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      Setting setting = { G_MAXUINT, 1, limits[i], i };
      g_autofree float *output = evaluate_all (network, &setting, graphs);

      assert_same_bits (output, expected, graphs->len * config.n_heads);
    }
}

static void
test_too_large (void)
{
  const AriadneNetworkConfig config = network_small_config ();
  const guint n_heads = config.n_heads;
  const Setting setting = { 16, 4, SHARED_LIMIT, 0 };
  g_autoptr (CudaNetwork) network = cuda_network_new (&config, ARIADNE_CUDA_SPLIT, 3);
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (20, 40);
  g_autofree float *expected = evaluate_all (network, &usual, graphs);
  g_autofree float *output = g_new0 (float, graphs->len * n_heads);
  guint n_packed = evaluate (network, &setting, graphs, output);
  guint n_large = 0;

  for (guint i = 0; i < graphs->len; i++)
    if (ariadne_graph_get_n_nodes (g_ptr_array_index (graphs, i)) <= setting.max_rows)
      assert_same_bits (output + i * n_heads, expected + i * n_heads, n_heads);
    else
      {
        n_large++;
        for (guint t = 0; t < n_heads; t++)
          g_assert_cmpfloat (output[i * n_heads + t], ==, 0.0f);
      }

  g_assert_cmpuint (n_large, >, 0);
  g_assert_cmpuint (n_packed, ==, graphs->len - n_large);
}

static void
test_nothing (void)
{
  const AriadneNetworkConfig config = network_small_config ();
  const Setting setting = { 0, 4, SHARED_LIMIT, 0 };
  g_autoptr (CudaNetwork) network = cuda_network_new (&config, ARIADNE_CUDA_SPLIT, 3);
  g_autoptr (GPtrArray) graphs = cuda_graphs_new (3, 40);
  g_autofree float *output = g_new0 (float, graphs->len * config.n_heads);

  g_assert_cmpuint (evaluate (network, &setting, graphs, output), ==, 0);
}

static void
test_fit (void)
{
  AriadneNetworkConfig config;
  AriadneCudaNetwork network;
  guint last = 0;

  ariadne_network_config_init (&config);
  ariadne_cuda_network_init (&network, &config, ARIADNE_CUDA_SPLIT);

  for (gsize limit = 16384; limit <= SHARED_LIMIT; limit += 4096)
    {
      AriadneCudaFusedFit fit;

      ariadne_cuda_fused_fit (&network, limit, 132, &fit);
      g_assert_cmpuint (fit.shared, <=, limit);
      g_assert_cmpuint (fit.max_rows, >=, last);
      g_assert_cmpuint (fit.max_rows % 16, ==, 0);
      if (fit.max_rows > 0)
        {
          /* Three rows for each node, and some weights. */
          g_assert_cmpuint (fit.shared, >, fit.max_rows * 3 * 200 * sizeof (float));
          g_assert_cmpuint (fit.n_stages, >=, 2);
          g_assert_cmpuint (fit.n_blocks, ==, 132);
        }
      last = fit.max_rows;
    }

  /* Most graphs fit a block of the largest devices. */
  g_assert_cmpuint (last, >=, 64);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cuda/fused/arithmetics", test_arithmetics);
  g_test_add_func ("/cuda/fused/configs", test_configs);
  g_test_add_func ("/cuda/fused/full-size", test_full_size);
  g_test_add_func ("/cuda/fused/compositions", test_compositions);
  g_test_add_func ("/cuda/fused/thread-orders", test_thread_orders);
  g_test_add_func ("/cuda/fused/small-devices", test_small_devices);
  g_test_add_func ("/cuda/fused/too-large", test_too_large);
  g_test_add_func ("/cuda/fused/nothing", test_nothing);
  g_test_add_func ("/cuda/fused/fit", test_fit);

  return g_test_run ();
}
