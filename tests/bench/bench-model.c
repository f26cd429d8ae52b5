/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <cblas.h>
#include <stdlib.h>

#include "model/ariadne-graph-network-private.h"

#include "graph-load.h"
#include "random-graph.h"

/* Evaluations per second of the network that Ariadne uses unless told
 * otherwise, beside the same operations in bare products of a BLAS: one product
 * for each matrix of the network, with so many rows that packing the weights
 * costs next to nothing. Operations are those of the products, counted as a
 * multiplication and an addition each, with messages of one type into one node
 * summed before they are mapped; the network itself does fewer, since it looks
 * the first propagation up.
 *
 * Both are measured in turns, and the medians compared.
 *
 * Usage: bench-model [NODES BATCH THREADS]
 */

#define N_TURNS     5
#define TURN_S      0.12
#define BARE_ROWS   1024
#define MAX_THREADS 16

typedef struct
{
  guint   n_graphs;
  GArray *graphs;     /* of AriadneGraph * */
  double  n_nodes;
  double  n_products; /* message rows */
} Load;

static double
get_seconds (void)
{
  return g_get_monotonic_time () * 1e-6;
}

static void
load_init (Load *self,
           guint n_nodes,
           guint n_graphs)
{
  *self = (Load) { .n_graphs = n_graphs };
  self->graphs = g_array_new (FALSE, FALSE, sizeof (AriadneGraph *));

  for (guint i = 0; i < n_graphs; i++)
    {
      AriadneGraph *graph = random_graph_new (i + 1, n_nodes);

      self->n_nodes += n_nodes;
      self->n_products += graph_load_count_products (graph);
      g_array_append_val (self->graphs, graph);
    }
}

static void
load_clear (Load *self)
{
  for (guint i = 0; i < self->n_graphs; i++)
    ariadne_graph_unref (g_array_index (self->graphs, AriadneGraph *, i));
  g_array_unref (self->graphs);
}

static double
count_operations (const Load                 *load,
                  const AriadneNetworkConfig *config)
{
  return graph_load_count_operations (config, load->n_graphs, load->n_nodes, load->n_products);
}

/* Evaluates the load for the time of a turn; gives evaluations per second. */
static double
run_network (AriadneGraphNetwork *network,
             const Load          *load)
{
  AriadneGraph **graphs = (AriadneGraph **) (gpointer) load->graphs->data;
  guint n_heads = ariadne_model_get_n_heads (ARIADNE_MODEL (network));
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (load->n_graphs, n_heads);
  double start = get_seconds ();
  double seconds;
  guint n_rounds = 0;

  do
    {
      ariadne_graph_network_evaluate_graphs (network, graphs, load->n_graphs, output, NULL);
      n_rounds++;
      seconds = get_seconds () - start;
    }
  while (seconds < TURN_S);

  return n_rounds * (double) load->n_graphs / seconds;
}

typedef struct
{
  guint  hidden_size;
  double n_products; /* for every row of the recurrent unit */
  double speed;      /* operations per second */
} Bare;

static double
multiply (guint        n_inputs,
          guint        n_outputs,
          const float *inputs,
          const float *weights,
          float       *outputs)
{
  double start = get_seconds ();

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, BARE_ROWS, n_outputs, n_inputs,
               1.0f, inputs, n_inputs, weights, n_outputs, 0.0f, outputs, n_outputs);

  return get_seconds () - start;
}

/* Times a message's product and the unit's two, as often as there is time, and
 * weighs them as the network needs them.
 */
static gpointer
bare_thread (gpointer data)
{
  Bare *bare = data;
  const guint h = bare->hidden_size;
  g_autofree float *inputs = g_new (float, BARE_ROWS * h);
  g_autofree float *weights = g_new (float, 3 * h * h);
  g_autofree float *outputs = g_new0 (float, BARE_ROWS * 3 * h);
  double message_time = 0.0;
  double unit_time = 0.0;
  guint n_rounds = 0;
  double start;

  for (guint i = 0; i < BARE_ROWS * h; i++)
    inputs[i] = 0.01f * (i % 101) - 0.5f;
  for (guint i = 0; i < 3 * h * h; i++)
    weights[i] = 0.01f * (i % 97) - 0.5f;

  /* Touches all pages before it counts. */
  multiply (h, 3 * h, inputs, weights, outputs);

  start = get_seconds ();
  do
    {
      message_time += multiply (h, h, inputs, weights, outputs);
      unit_time += multiply (h, 3 * h, inputs, weights, outputs);
      n_rounds++;
    }
  while (get_seconds () - start < TURN_S);

  bare->speed = (2.0 * bare->n_products + 12.0) * h * h * BARE_ROWS * n_rounds
                / (bare->n_products * message_time + 2.0 * unit_time);

  return NULL;
}

static double
run_bare (const AriadneNetworkConfig *config,
          const Load                 *load,
          guint                       n_threads)
{
  GThread *threads[MAX_THREADS];
  Bare bares[MAX_THREADS];
  double speed = 0.0;

  for (guint i = 0; i < n_threads; i++)
    {
      bares[i] = (Bare) { config->hidden_size, load->n_products / load->n_nodes };
      threads[i] = g_thread_new ("bare", bare_thread, &bares[i]);
    }

  for (guint i = 0; i < n_threads; i++)
    {
      g_thread_join (threads[i]);
      speed += bares[i].speed;
    }

  return speed;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  const double *double_a = a;
  const double *double_b = b;

  return (*double_a > *double_b) - (*double_a < *double_b);
}

static double
get_median (double *values)
{
  qsort (values, N_TURNS, sizeof *values, compare_doubles);

  return values[N_TURNS / 2];
}

static void
measure (AriadneGraphNetwork *network,
         guint                n_nodes,
         guint                n_graphs,
         guint                n_threads)
{
  const AriadneNetworkConfig *config;
  double evaluations[N_TURNS];
  double bare[N_TURNS];
  double speed;
  Load load;

  config = ariadne_weights_get_config (ariadne_graph_network_get_weights (network));
  load_init (&load, n_nodes, n_graphs);
  ariadne_graph_network_set_n_threads (network, n_threads);

  run_network (network, &load);
  for (guint i = 0; i < N_TURNS; i++)
    {
      evaluations[i] = run_network (network, &load);
      bare[i] = run_bare (config, &load, n_threads);
    }

  speed = get_median (evaluations) * count_operations (&load, config) / n_graphs;
  g_print ("%7u %5u %5u %9.1f %9.1f %9.1f %7.2f\n", n_threads, n_nodes, n_graphs,
           get_median (evaluations), speed / 1e9, get_median (bare) / 1e9,
           speed / get_median (bare));

  load_clear (&load);
}

static void
measure_all (AriadneGraphNetwork *network)
{
  static const guint nodes[] = { 30, 60, 104, 120 };
  static const guint batches[] = { 1, 8, 64, 128, 512 };

  for (guint n_threads = 1; n_threads <= MIN (2, g_get_num_processors ()); n_threads++)
    for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
      for (guint j = 0; j < G_N_ELEMENTS (batches); j++)
        measure (network, nodes[i], batches[j], n_threads);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (AriadneWeights) weights = NULL;
  g_autoptr (AriadneGraphNetwork) network = NULL;
  AriadneNetworkConfig config;

  openblas_set_num_threads (1);
  ariadne_network_config_init (&config);
  weights = ariadne_weights_new_random (&config, 1, NULL);
  network = ariadne_graph_network_new (weights);
  ariadne_graph_network_set_merge_duplicates (network, FALSE);

  g_print ("kernels: %s, operations in GFLOP/s\n", ariadne_graph_network_get_kernels (network));
  g_print ("threads nodes batch   evals/s   network      bare   ratio\n");

  if (argc == 4)
    measure (network, CLAMP (atoi (argv[1]), 1, 100000), CLAMP (atoi (argv[2]), 1, 100000),
             CLAMP (atoi (argv[3]), 1, MAX_THREADS));
  else
    measure_all (network);

  return 0;
}
