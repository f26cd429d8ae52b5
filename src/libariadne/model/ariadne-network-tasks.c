/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "model/ariadne-network-tasks.h"

#include "core/ariadne-error.h"
#include "model/ariadne-graph-private.h"
#include "model/ariadne-network-output.h"

/* Checks what is not trusted: whether it is a graph, and one of which the heads
 * can be finite; a batch that has any other fails as a whole.
 */
gboolean
ariadne_network_tasks_check (const AriadneNetworkConfig  *config,
                             const guint8                *data,
                             gsize                        length,
                             guint                       *size,
                             GError                     **error)
{
  gboolean scales = config->normalisation == ARIADNE_NORMALISATION_PROP
                    || config->normalisation == ARIADNE_NORMALISATION_LOGSPEEDUP;
  double cost;

  if (!ariadne_graph_check (data, length, size, &cost, error))
    return FALSE;

  if (scales && !isfinite ((float) cost))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                   "Encoded graph, byte 2: expected a cost that is a finite float, not %g", cost);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_segment (AriadneSequence  *sequence,
              guint             first,
              guint             n_rows,
              GPtrArray        *graphs,
              GError          **error)
{
  if (!ariadne_sequence_is_encoded (sequence))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                   "Row %u of the batch: the states are not encoded", graphs->len);
      return FALSE;
    }

  for (guint i = first; i < first + n_rows; i++)
    {
      g_autoptr (GError) local_error = NULL;
      gsize length;
      const guint8 *data = ariadne_sequence_get_encoded (sequence, i, &length);
      AriadneGraph *graph = ariadne_graph_new_from_data (data, length, &local_error);

      if (graph == NULL)
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                       "Row %u of the batch: %s", graphs->len, local_error->message);
          return FALSE;
        }
      g_ptr_array_add (graphs, graph);
    }

  return TRUE;
}

/* Reads the encoded states of a batch. Returns: (element-type AriadneGraph):
 * one graph a row, which the array owns.
 */
GPtrArray *
ariadne_network_tasks_read (const AriadneBatch  *batch,
                            GError             **error)
{
  g_autoptr (GPtrArray) graphs = NULL;

  graphs = g_ptr_array_new_full (ariadne_batch_get_n_rows (batch),
                                 (GDestroyNotify) ariadne_graph_unref);
  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first;
      guint n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      if (!read_segment (sequence, first, n_rows, graphs, error))
        return NULL;
    }

  return g_steal_pointer (&graphs);
}

static guint
hash_graph (gconstpointer data)
{
  const AriadneGraph *graph = data;
  guint hash = graph->n_nodes;

  for (guint i = 0; i < graph->n_nodes; i++)
    hash = (hash ^ graph->types[i] ^ graph->classes[i] << 8 ^ graph->parents[i] << 16) * 16777619;

  return hash;
}

static gboolean
graphs_equal (gconstpointer a,
              gconstpointer b)
{
  const AriadneGraph *graph_a = a;
  const AriadneGraph *graph_b = b;
  const guint n = graph_a->n_nodes;

  return n == graph_b->n_nodes
         && memcmp (graph_a->types, graph_b->types, n) == 0
         && memcmp (graph_a->slots, graph_b->slots, n) == 0
         && memcmp (graph_a->parents, graph_b->parents, sizeof (guint32) * n) == 0
         && memcmp (graph_a->classes, graph_b->classes, sizeof (guint32) * n) == 0;
}

/* Makes a task of every graph that is not equal to an earlier one, and notes in
 * @twins where the heads of the others will be. Returns: the number of tasks.
 */
static guint
make_tasks (AriadneGraph * const *graphs,
            guint                 n_graphs,
            gboolean              merge_duplicates,
            AriadneMatrix        *output,
            AriadneNetworkTask   *tasks,
            float               **twins)
{
  g_autoptr (GHashTable) rows = NULL;
  guint n_tasks = 0;

  if (merge_duplicates)
    rows = g_hash_table_new (hash_graph, graphs_equal);

  for (guint i = 0; i < n_graphs; i++)
    {
      float *row = ariadne_matrix_get_row (output, i);

      if (rows != NULL)
        twins[i] = g_hash_table_lookup (rows, graphs[i]);
      if (twins[i] != NULL)
        continue;

      tasks[n_tasks++] = (AriadneNetworkTask) { graphs[i], row };
      if (rows != NULL)
        g_hash_table_insert (rows, graphs[i], row);
    }

  return n_tasks;
}

static gboolean
finish_row (const AriadneNetworkConfig  *config,
            const AriadneGraph          *graph,
            float                       *row,
            double                      *heads,
            GError                     **error)
{
  for (guint t = 0; t < config->n_heads; t++)
    heads[t] = row[t];

  ariadne_network_output_finish (config, graph->cost, heads);

  for (guint t = 0; t < config->n_heads; t++)
    {
      row[t] = heads[t];
      if (!isfinite (row[t]))
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "Head %u is not finite", t);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
finish_rows (const AriadneNetworkConfig  *config,
             AriadneGraph * const        *graphs,
             guint                        n_graphs,
             AriadneMatrix               *output,
             GError                     **error)
{
  g_autofree double *heads = g_new (double, config->n_heads);

  for (guint i = 0; i < n_graphs; i++)
    if (!finish_row (config, graphs[i], ariadne_matrix_get_row (output, i), heads, error))
      {
        g_prefix_error (error, "Row %u of the batch: ", i);
        return FALSE;
      }

  return TRUE;
}

/* Fills @output with the heads of each graph, which @func evaluates. Of equal
 * graphs, which different states may have, one is evaluated and the others
 * copied, if that is wanted; it makes no difference to the answers. @func is not
 * called if there is nothing to evaluate.
 */
gboolean
ariadne_network_tasks_run (const AriadneNetworkConfig  *config,
                           AriadneGraph * const        *graphs,
                           guint                        n_graphs,
                           gboolean                     merge_duplicates,
                           AriadneMatrix               *output,
                           AriadneNetworkTasksFunc      func,
                           gpointer                     user_data,
                           GError                     **error)
{
  g_autofree AriadneNetworkTask *tasks = NULL;
  g_autofree float **twins = NULL;
  guint n_tasks;

  if (ariadne_matrix_get_n_columns (output) != config->n_heads)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                   "The network has %u heads, the output %u columns",
                   config->n_heads, ariadne_matrix_get_n_columns (output));
      return FALSE;
    }

  if (n_graphs == 0)
    return TRUE;

  tasks = g_new (AriadneNetworkTask, n_graphs);
  twins = g_new0 (float *, n_graphs);
  n_tasks = make_tasks (graphs, n_graphs, merge_duplicates, output, tasks, twins);
  if (!func (tasks, n_tasks, user_data, error))
    return FALSE;

  for (guint i = 0; i < n_graphs; i++)
    if (twins[i] != NULL)
      memcpy (ariadne_matrix_get_row (output, i), twins[i], sizeof (float) * config->n_heads);

  return finish_rows (config, graphs, n_graphs, output, error);
}
