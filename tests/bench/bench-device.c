/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <ariadne.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph-batch.h"
#include "graph-load.h"

/* How many graphs of 60 nodes a network on a device evaluates in a second, in
 * batches of several sizes: all slots at work, back to back. With --output a
 * line of JSON for each size, with --dump what others need to do the same: the
 * weights, the graphs, and the heads of the first graphs.
 */

#define N_DUMPED_HEADS 64
#define MAX_SLOTS      16

static char *device;
static char *precision;
static char *model_path;
static char *sizes_text;
static char *output_path;
static char *dump_path;
static char *label;
static int n_nodes = 60;
static double turn_s = 0.5;

static const GOptionEntry entries[] = {
  { "device", 0, 0, G_OPTION_ARG_STRING, &device, "Where the network is", "DEVICE" },
  { "precision", 0, 0, G_OPTION_ARG_STRING, &precision, "Of its products", "PRECISION" },
  { "model", 0, 0, G_OPTION_ARG_FILENAME, &model_path, "Its weights", "FILE" },
  { "sizes", 0, 0, G_OPTION_ARG_STRING, &sizes_text, "Sizes of batches", "N,N,…" },
  { "nodes", 0, 0, G_OPTION_ARG_INT, &n_nodes, "Nodes of a graph", "N" },
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &turn_s, "How long a size is measured", "N" },
  { "label", 0, 0, G_OPTION_ARG_STRING, &label, "What to call this in the output", "TEXT" },
  { "output", 0, 0, G_OPTION_ARG_FILENAME, &output_path, "Where to add figures", "FILE" },
  { "dump", 0, 0, G_OPTION_ARG_FILENAME, &dump_path, "Where to write what is evaluated", "FOLDER" },
  { NULL },
};

static AriadneBatch *
make_batch (guint n_graphs)
{
  g_autoptr (GPtrArray) states =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  g_autoptr (AriadneSequence) sequence = NULL;
  AriadneBatch *batch = ariadne_batch_new ();

  for (guint i = 0; i < n_graphs; i++)
    g_ptr_array_add (states, graph_state_new (i + 1, n_nodes));
  sequence = graph_sequence_new (states);
  ariadne_batch_append (batch, sequence, 0, n_graphs);

  return batch;
}

static double
count_operations (const AriadneNetworkConfig *config,
                  guint                       n_graphs)
{
  double n_products = 0;

  for (guint i = 0; i < n_graphs; i++)
    {
      g_autoptr (AriadneGraph) graph = random_graph_new (i + 1, n_nodes);

      n_products += graph_load_count_products (graph);
    }

  return graph_load_count_operations (config, n_graphs, (double) n_graphs * n_nodes, n_products);
}

/* What one thread does: the same batch again and again. */
typedef struct
{
  AriadneModel       *model;
  const AriadneBatch *batch;
  gint64              end;       /* when to stop */
  guint               n_batches;
  gint64              packing;   /* microseconds, of all batches; likewise: */
  gint64              uploading;
  gint64              computing;
  gint64              downloading;
} Feeder;

static gpointer
feeder_func (gpointer data)
{
  Feeder *self = data;
  g_autoptr (AriadneMatrix) output =
    ariadne_matrix_new (ariadne_batch_get_n_rows (self->batch),
                        ariadne_model_get_n_heads (self->model));

  do
    {
      g_autoptr (GError) error = NULL;
      AriadneModelTimes times;

      if (!ariadne_model_evaluate_timed (self->model, self->batch, output, &times, &error))
        g_error ("%s", error->message);

      self->n_batches++;
      self->packing += times.packed - times.start;
      self->uploading += times.uploaded - times.packed;
      self->computing += times.computed - times.computing;
      self->downloading += times.end - times.computed;
    }
  while (g_get_monotonic_time () < self->end);

  return NULL;
}

/* Returns seconds for a batch; `total` gets the sums of all feeders. */
static double
feed (AriadneModel       *model,
      const AriadneBatch *batch,
      guint               n_feeders,
      double              seconds,
      Feeder             *total)
{
  GThread *threads[MAX_SLOTS];
  Feeder feeders[MAX_SLOTS];
  gint64 start = g_get_monotonic_time ();

  *total = (Feeder) { .n_batches = 0 };
  for (guint i = 0; i < n_feeders; i++)
    {
      feeders[i] = (Feeder) { model, batch, start + seconds * G_USEC_PER_SEC };
      threads[i] = g_thread_new ("feeder", feeder_func, &feeders[i]);
    }
  for (guint i = 0; i < n_feeders; i++)
    {
      g_thread_join (threads[i]);
      total->n_batches += feeders[i].n_batches;
      total->packing += feeders[i].packing;
      total->uploading += feeders[i].uploading;
      total->computing += feeders[i].computing;
      total->downloading += feeders[i].downloading;
    }

  return (g_get_monotonic_time () - start) / 1e6 / total->n_batches;
}

static void
add_number (GString    *line,
            const char *name,
            double      value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (line, ",\"%s\":%s", name,
                          g_ascii_formatd (text, sizeof text, "%.6g", value));
}

static void
report (FILE         *output,
        const char   *where,
        guint         n_graphs,
        double        seconds,
        double        alone,
        double        operations,
        const Feeder *single)
{
  g_autoptr (GString) line = g_string_new ("{\"benchmark\":\"model\"");
  guint n = single->n_batches;

  g_print ("%6u %11.0f %9.2f %11.3f %9.3f %8.3f %9.3f %9.3f\n", n_graphs, n_graphs / seconds,
           operations / seconds / 1e12, 1e3 * alone, 1e-3 * single->packing / n,
           1e-3 * single->uploading / n, 1e-3 * single->computing / n,
           1e-3 * single->downloading / n);
  if (output == NULL)
    return;

  g_string_append_printf (line, ",\"label\":\"%s\",\"device\":\"%s\",\"precision\":\"%s\"",
                          label != NULL ? label : "", where,
                          precision != NULL ? precision : "float32");
  add_number (line, "batch", n_graphs);
  add_number (line, "nodes", n_nodes);
  add_number (line, "evaluations_per_s", n_graphs / seconds);
  add_number (line, "operations_per_s", operations / seconds);
  add_number (line, "latency_s", alone);
  add_number (line, "packing_s", 1e-6 * single->packing / n);
  add_number (line, "uploading_s", 1e-6 * single->uploading / n);
  add_number (line, "computing_s", 1e-6 * single->computing / n);
  add_number (line, "downloading_s", 1e-6 * single->downloading / n);
  fprintf (output, "%s}\n", line->str);
  fflush (output);
}

static void
measure (AriadneModel               *model,
         const AriadneNetworkConfig *config,
         guint                       n_graphs,
         FILE                       *output)
{
  g_autoptr (AriadneBatch) batch = make_batch (n_graphs);
  g_autofree char *where = ariadne_model_describe_device (model);
  guint n_slots = MIN (ariadne_model_get_n_slots (model), MAX_SLOTS);
  double alone, seconds;
  Feeder single, all;

  feed (model, batch, n_slots, turn_s / 5, &all);
  alone = feed (model, batch, 1, turn_s / 2, &single);
  seconds = feed (model, batch, n_slots, turn_s, &all);
  report (output, where, n_graphs, seconds, alone, count_operations (config, n_graphs), &single);
}

static void
append_number (GByteArray *bytes,
               guint32     number)
{
  number = GUINT32_TO_LE (number);
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
}

static void
append_edges (GByteArray         *bytes,
              const AriadneGraph *graph,
              guint               type)
{
  g_autoptr (GArray) edges = ariadne_graph_get_edges (graph, type);

  append_number (bytes, edges->len);
  for (guint i = 0; i < edges->len; i++)
    {
      append_number (bytes, g_array_index (edges, AriadneGraphEdge, i).source);
      append_number (bytes, g_array_index (edges, AriadneGraphEdge, i).destination);
    }
}

/* Numbers of 32 bits: of each graph how many nodes it has and their types; then
 * for each type of edges how many there are, and their ends.
 */
static GByteArray *
describe_graphs (guint n_graphs)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < n_graphs; i++)
    {
      g_autoptr (AriadneGraph) graph = random_graph_new (i + 1, n_nodes);

      append_number (bytes, n_nodes);
      for (int node = 0; node < n_nodes; node++)
        append_number (bytes, ariadne_graph_get_node_type (graph, node));
      for (guint type = 0; type < ARIADNE_GRAPH_N_EDGE_TYPES; type++)
        append_edges (bytes, graph, type);
    }

  return bytes;
}

static gboolean
dump (AriadneModel    *model,
      AriadneWeights  *weights,
      guint            n_graphs,
      GError         **error)
{
  g_autofree char *weights_path = g_build_filename (dump_path, "weights.safetensors", NULL);
  g_autofree char *graphs_path = g_build_filename (dump_path, "graphs.bin", NULL);
  g_autofree char *heads_path = g_build_filename (dump_path, "heads.bin", NULL);
  g_autoptr (AriadneBatch) first = make_batch (N_DUMPED_HEADS);
  guint n_heads = ariadne_model_get_n_heads (model);
  g_autoptr (AriadneMatrix) heads = ariadne_matrix_new (N_DUMPED_HEADS, n_heads);
  g_autoptr (GByteArray) graphs = describe_graphs (n_graphs);

  return ariadne_model_evaluate (model, first, heads, error)
         && ariadne_weights_save (weights, weights_path, error)
         && g_file_set_contents (graphs_path, (const char *) graphs->data, graphs->len, error)
         && g_file_set_contents (heads_path, (const char *) ariadne_matrix_get_row (heads, 0),
                                 sizeof (float) * N_DUMPED_HEADS * n_heads, error);
}

static AriadneWeights *
make_weights (GError **error)
{
  AriadneNetworkConfig config;

  if (model_path != NULL)
    return ariadne_weights_new_from_file (model_path, error);

  ariadne_network_config_init (&config);

  return ariadne_weights_new_random (&config, 1, error);
}

static AriadneModel *
make_model (AriadneWeights  *weights,
            GError         **error)
{
  AriadneDeviceOptions options;

  ariadne_device_options_init (&options);
  if (!ariadne_device_parse (device != NULL ? device : "cuda", &options.kind, &options.index, error)
      || (precision != NULL && !ariadne_precision_parse (precision, &options.precision, error)))
    return NULL;

  if (options.kind == ARIADNE_DEVICE_CPU)
    return ARIADNE_MODEL (ariadne_graph_network_new (weights));

  return (AriadneModel *) ariadne_device_model_new (weights, &options, error);
}

static gboolean
run (GError **error)
{
  g_auto (GStrv) sizes = g_strsplit (sizes_text != NULL ? sizes_text : "64,256,1024,4096", ",", -1);
  g_autoptr (AriadneWeights) weights = make_weights (error);
  g_autoptr (AriadneModel) model = NULL;
  FILE *output = NULL;
  guint largest = 1;

  if (weights == NULL || (model = make_model (weights, error)) == NULL)
    return FALSE;

  if (output_path != NULL)
    output = fopen (output_path, "a");
  g_print (" batch evaluations/s  Tflop/s  latency/ms   packing   upload computing  download\n");
  for (guint i = 0; sizes[i] != NULL; i++)
    {
      guint n_graphs = CLAMP (atoi (sizes[i]), 1, 1 << 20);

      measure (model, ariadne_weights_get_config (weights), n_graphs, output);
      largest = MAX (largest, n_graphs);
    }
  g_clear_pointer (&output, fclose);

  return dump_path == NULL || dump (model, weights, MAX (largest, N_DUMPED_HEADS), error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !run (&error))
    {
      g_printerr ("bench-device: %s\n", error->message);
      return 1;
    }

  return 0;
}
