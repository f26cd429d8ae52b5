/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-error.h"
#include "model/ariadne-graph-network-private.h"

#include "network-weights.h"
#include "random-graph.h"
#include "reference-network.h"
#include "toy-domain.h"

static AriadneMatrix *
evaluate (AriadneGraphNetwork  *network,
          AriadneGraph * const *graphs,
          guint                 n_graphs)
{
  guint n_heads = ariadne_model_get_n_heads (ARIADNE_MODEL (network));
  AriadneMatrix *output = ariadne_matrix_new (n_graphs, n_heads);
  g_autoptr (GError) error = NULL;

  ariadne_graph_network_evaluate_graphs (network, graphs, n_graphs, output, &error);
  g_assert_no_error (error);

  return output;
}

static GPtrArray *
make_graphs (guint n_graphs,
             guint max_nodes)
{
  GPtrArray *graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_graph_unref);

  for (guint i = 0; i < n_graphs; i++)
    g_ptr_array_add (graphs, random_graph_new (i, i % 5 == 0 ? 1 : 1 + i * 37 % max_nodes));

  return graphs;
}

static void
assert_matches_reference (const AriadneNetworkConfig *config,
                          const AriadneKernels       *kernels)
{
  g_autoptr (AriadneWeights) weights = network_weights_new (config, 3);
  g_autoptr (AriadneGraphNetwork) network = NULL;
  g_autoptr (GPtrArray) graphs = make_graphs (20, 40);
  g_autoptr (AriadneMatrix) output = NULL;

  network = ariadne_graph_network_new_with_kernels (weights, kernels);
  output = evaluate (network, (AriadneGraph **) graphs->pdata, graphs->len);

  for (guint i = 0; i < graphs->len; i++)
    {
      g_autofree double *expected = g_new0 (double, config->n_heads);

      reference_network_evaluate (weights, g_ptr_array_index (graphs, i), expected);
      for (guint t = 0; t < config->n_heads; t++)
        g_assert_cmpfloat_with_epsilon (ariadne_matrix_get_row (output, i)[t], expected[t], 2e-5);
    }
}

typedef void (*ConfigFunc) (const AriadneNetworkConfig *config,
                            const AriadneKernels       *kernels);

/* Both variants, with and without match edges, on all kernels there are. */
static void
for_each_network (AriadneNetworkConfig config,
                  ConfigFunc           func)
{
  for (const AriadneKernels * const *k = ariadne_kernels_list (); *k != NULL; k++)
    {
      if (!(*k)->is_supported ())
        continue;

      for (guint i = 0; i < 4; i++)
        {
          config.variant = i % 2 == 0 ? ARIADNE_GRU_RESET_BEFORE : ARIADNE_GRU_RESET_AFTER;
          config.n_edge_types = 8 + i / 2;
          func (&config, *k);
        }
    }
}

static void
test_reference (void)
{
  for_each_network (network_small_config (), assert_matches_reference);
}

static void
test_sizes (void)
{
  static const guint sizes[] = { 1, 15, 16, 17, 31, 50, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      AriadneNetworkConfig config = network_small_config ();

      config.hidden_size = sizes[i];
      config.readout_size = 1 + i;
      config.n_heads = 1 + 9 * i;
      for_each_network (config, assert_matches_reference);
    }
}

static void
test_propagations (void)
{
  for (guint n = 0; n < 3; n++)
    {
      AriadneNetworkConfig config = network_small_config ();

      config.n_propagations = n;
      for_each_network (config, assert_matches_reference);
    }
}

static void
test_pooling (void)
{
  AriadneNetworkConfig config = network_small_config ();

  for (guint i = ARIADNE_POOLING_MEAN; i <= ARIADNE_POOLING_MIN; i++)
    {
      config.pooling = i;
      /* A sum over forty nodes has a larger error than a mean. */
      config.n_propagations = 1;
      for_each_network (config, assert_matches_reference);
    }
}

static void
assert_invariant (const AriadneNetworkConfig *config,
                  const AriadneKernels       *kernels)
{
  g_autoptr (AriadneWeights) weights = network_weights_new (config, 5);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (AriadneGraphNetwork) network = NULL;
  g_autoptr (GPtrArray) graphs = make_graphs (60, 130);
  g_autoptr (AriadneMatrix) alone = ariadne_matrix_new (graphs->len, config->n_heads);
  const gsize row_size = sizeof (float) * config->n_heads;

  network = ariadne_graph_network_new_with_kernels (weights, kernels);
  for (guint i = 0; i < graphs->len; i++)
    {
      g_autoptr (AriadneMatrix) row = NULL;

      row = evaluate (network, (AriadneGraph **) graphs->pdata + i, 1);
      memcpy (ariadne_matrix_get_row (alone, i), ariadne_matrix_get_row (row, 0), row_size);
    }

  for (guint round = 0; round < 12; round++)
    {
      const guint n = g_rand_int_range (random, 1, 100);
      g_autofree AriadneGraph **batch = g_new (AriadneGraph *, n);
      g_autofree guint *ids = g_new (guint, n);
      g_autoptr (AriadneMatrix) output = NULL;

      for (guint i = 0; i < n; i++)
        {
          ids[i] = g_rand_int_range (random, 0, graphs->len);
          batch[i] = g_ptr_array_index (graphs, ids[i]);
        }

      ariadne_graph_network_set_n_threads (network, 1 + round % 3);
      ariadne_graph_network_set_merge_duplicates (network, round % 2);
      output = evaluate (network, batch, n);
      for (guint i = 0; i < n; i++)
        g_assert_cmpmem (ariadne_matrix_get_row (output, i), row_size,
                         ariadne_matrix_get_row (alone, ids[i]), row_size);
    }
}

static void
test_batch_invariance (void)
{
  AriadneNetworkConfig config = network_small_config ();

  config.hidden_size = 52;
  for_each_network (config, assert_invariant);
}

static void
test_empty_batch (void)
{
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = network_weights_new (&config, 1);
  g_autoptr (AriadneGraphNetwork) network = ariadne_graph_network_new (weights);
  g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (0, 7);
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_model_evaluate (ARIADNE_MODEL (network), batch, output, &error));
  g_assert_no_error (error);
}

/* A network that answers 1 in head 0 and 2 in head 1, whatever the graph. */
static AriadneWeights *
make_constant_weights (AriadneNetworkConfig *config)
{
  AriadneWeights *weights;
  const AriadneTensorInfo *bias;

  config->n_heads = 2;
  weights = ariadne_weights_new_shapes (config);
  ariadne_weights_allocate (weights);
  bias = &weights->tensors[ARIADNE_TENSOR_READOUT_OUTPUT_BIAS];

  /* The gate is σ(0). */
  weights->values[bias->first] = 2.0f;
  weights->values[bias->first + 1] = 4.0f;

  return weights;
}

static void
assert_outputs (AriadneNormalisation normalisation,
                double               cumulative,
                double               first,
                double               second)
{
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = NULL;
  g_autoptr (AriadneGraphNetwork) network = NULL;
  g_autoptr (AriadneGraph) graph = random_graph_new (3, 12);
  g_autoptr (AriadneMatrix) output = NULL;

  config.normalisation = normalisation;
  config.cumulative = cumulative;
  weights = make_constant_weights (&config);
  network = ariadne_graph_network_new (weights);
  output = evaluate (network, &graph, 1);

  g_assert_cmpfloat_with_epsilon (ariadne_matrix_get_row (output, 0)[0], first, 1e-5);
  g_assert_cmpfloat_with_epsilon (ariadne_matrix_get_row (output, 0)[1], second, 1e-5);
}

/* The cost of the graph is 13. */
static void
test_output_options (void)
{
  assert_outputs (ARIADNE_NORMALISATION_NONE, 0.0, 1.0, 2.0);
  assert_outputs (ARIADNE_NORMALISATION_LOG, 0.0, 2.718281828 - 0.001, 7.389056099 - 0.001);
  assert_outputs (ARIADNE_NORMALISATION_PROP, 0.0, 13.0, 26.0);
  assert_outputs (ARIADNE_NORMALISATION_LOGSPEEDUP, 0.0,
                  13.0 * 0.6321205588 + 0.001, 13.0 * 0.8646647168 + 0.001);
  assert_outputs (ARIADNE_NORMALISATION_NONE, INFINITY, 1.0, 3.0);
  assert_outputs (ARIADNE_NORMALISATION_NONE, 1.0, 1.313261688, 1.313261688 + 2.126928011);
  assert_outputs (ARIADNE_NORMALISATION_PROP, INFINITY, 13.0, 39.0);
}

static void
test_duplicates_with_other_costs (void)
{
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = NULL;
  g_autoptr (AriadneGraphNetwork) network = NULL;
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GPtrArray) graphs = NULL;

  graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_graph_unref);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      random_graph_write (1, 9, 100.0 * i, bytes);
      g_ptr_array_add (graphs, ariadne_graph_new_from_data (bytes->data, bytes->len, NULL));
    }

  config.normalisation = ARIADNE_NORMALISATION_PROP;
  weights = make_constant_weights (&config);
  network = ariadne_graph_network_new (weights);
  output = evaluate (network, (AriadneGraph **) graphs->pdata, 3);

  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (ariadne_matrix_get_row (output, i)[0], 100.0 * i, 1e-3);
}

/* A hostile graph may match nodes of different types. */
static void
test_mixed_classes (void)
{
  const guint8 types[] = { 26, 27, 6, 20, 27, 6, 9 };
  const guint32 n_children[] = { 5, 0, 0, 1, 0, 0, 0 };
  const guint32 classes[] = { 0, 1, 1, 1, 1, 2, 2 };
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = network_weights_new (&config, 2);
  g_autoptr (AriadneGraphNetwork) network = ariadne_graph_network_new (weights);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (AriadneGraph) graph = NULL;
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;
  double expected[7] = { 0.0 };

  ariadne_graph_write (bytes, 7, types, n_children, classes, 0.0);
  graph = ariadne_graph_new_from_data (bytes->data, bytes->len, &error);
  g_assert_no_error (error);

  output = evaluate (network, &graph, 1);
  reference_network_evaluate (weights, graph, expected);
  for (guint t = 0; t < config.n_heads; t++)
    g_assert_cmpfloat_with_epsilon (ariadne_matrix_get_row (output, 0)[t], expected[t], 2e-5);
}

static void
test_bad_states (void)
{
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = network_weights_new (&config, 1);
  g_autoptr (AriadneGraphNetwork) network = ariadne_graph_network_new (weights);
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (12);
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (&state, 1);
  g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (1, 7);
  g_autoptr (GError) error = NULL;

  ariadne_batch_append (batch, sequence, 0, 1);
  g_assert_true (ariadne_model_needs_encoding (ARIADNE_MODEL (network)));
  g_assert_false (ariadne_model_evaluate (ARIADNE_MODEL (network), batch, output, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
  g_assert_cmpstr (error->message, ==, "Row 0 of the batch: the states are not encoded");
  g_clear_error (&error);

  /* The form of this domain's states is not that of a graph. */
  g_assert_true (ariadne_sequence_encode (sequence, domain, &error));
  g_assert_false (ariadne_model_evaluate (ARIADNE_MODEL (network), batch, output, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
}

static void
test_wrong_columns (void)
{
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = network_weights_new (&config, 1);
  g_autoptr (AriadneGraphNetwork) network = ariadne_graph_network_new (weights);
  g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (0, 8);
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_model_evaluate (ARIADNE_MODEL (network), batch, output, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
}

static void
test_properties (void)
{
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = network_weights_new (&config, 1);
  AriadneGraphNetwork *network = ariadne_graph_network_new (weights);
  guint n_notified = 0;

  g_signal_connect_swapped (network, "notify", G_CALLBACK (g_atomic_int_inc), &n_notified);
  ariadne_graph_network_set_n_threads (network, 5);
  ariadne_graph_network_set_n_threads (network, 5);
  ariadne_graph_network_set_merge_duplicates (network, FALSE);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_cmpuint (ariadne_graph_network_get_n_threads (network), ==, 5);
  g_assert_false (ariadne_graph_network_get_merge_duplicates (network));
  g_assert_true (ariadne_graph_network_get_weights (network) == weights);
  g_assert_nonnull (ariadne_graph_network_get_kernels (network));

  g_assert_finalize_object (network);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/GraphNetwork/reference", test_reference);
  g_test_add_func ("/Ariadne/GraphNetwork/sizes", test_sizes);
  g_test_add_func ("/Ariadne/GraphNetwork/propagations", test_propagations);
  g_test_add_func ("/Ariadne/GraphNetwork/pooling", test_pooling);
  g_test_add_func ("/Ariadne/GraphNetwork/batch_invariance", test_batch_invariance);
  g_test_add_func ("/Ariadne/GraphNetwork/empty_batch", test_empty_batch);
  g_test_add_func ("/Ariadne/GraphNetwork/output_options", test_output_options);
  g_test_add_func ("/Ariadne/GraphNetwork/duplicates_with_other_costs",
                   test_duplicates_with_other_costs);
  g_test_add_func ("/Ariadne/GraphNetwork/mixed_classes", test_mixed_classes);
  g_test_add_func ("/Ariadne/GraphNetwork/bad_states", test_bad_states);
  g_test_add_func ("/Ariadne/GraphNetwork/wrong_columns", test_wrong_columns);
  g_test_add_func ("/Ariadne/GraphNetwork/properties", test_properties);

  return g_test_run ();
}
