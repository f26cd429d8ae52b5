/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "model/ariadne-precision-sample.h"

#include "model/ariadne-weights.h"

/* Rounding errors grow with the number of messages that a node receives, so the
 * sample has graphs of all usual sizes and match classes from pairs to large
 * ones.
 */
#define N_GRAPHS  32
#define MAX_NODES 125
#define SEED      20221

/* What a node with so many children is: a variable, the size of something, a
 * sum, a condition.
 */
static const guint8 types[] = { 27, 20, 1, 13 };

/* Draws the shape of a tree, in preorder. */
static void
draw_shape (GRand   *random,
            guint    n_nodes,
            guint8  *node_types,
            guint32 *n_children)
{
  guint n_open = 1;

  for (guint node = 0; node < n_nodes; node++)
    {
      guint n_left = n_nodes - node - 1;
      guint most = MIN (n_left - (n_open - 1), G_N_ELEMENTS (types) - 1);
      guint least = n_open == 1 && n_left > 0 ? 1 : 0;

      n_children[node] = g_rand_int_range (random, least, most + 1);
      node_types[node] = types[n_children[node]];
      n_open += n_children[node] - 1;
    }
}

/* Puts every leaf into one of some classes, of which a class of one is none. */
static void
draw_classes (GRand         *random,
              guint          n_nodes,
              guint          n_drawn,
              const guint32 *n_children,
              guint32       *classes)
{
  g_autofree guint *sizes = g_new0 (guint, n_drawn);
  g_autofree guint *drawn = g_new0 (guint, n_nodes);
  g_autofree guint *numbers = g_new0 (guint, n_drawn);
  guint next = 0;

  for (guint node = 0; node < n_nodes; node++)
    {
      drawn[node] = g_rand_int_range (random, 0, n_drawn);
      sizes[drawn[node]] += n_children[node] == 0;
    }

  for (guint node = 0; node < n_nodes; node++)
    {
      if (n_children[node] > 0 || sizes[drawn[node]] < 2)
        continue;
      if (numbers[drawn[node]] == 0)
        numbers[drawn[node]] = ++next;
      classes[node] = numbers[drawn[node]];
    }
}

static AriadneGraph *
draw_graph (GRand *random,
            guint  n_nodes,
            guint  n_drawn)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *node_types = g_new0 (guint8, n_nodes);
  g_autofree guint32 *n_children = g_new0 (guint32, n_nodes);
  g_autofree guint32 *classes = g_new0 (guint32, n_nodes);
  AriadneGraph *graph;

  draw_shape (random, n_nodes, node_types, n_children);
  draw_classes (random, n_nodes, n_drawn, n_children, classes);
  ariadne_graph_write (bytes, n_nodes, node_types, n_children, classes, 1.0);
  graph = ariadne_graph_new_from_data (bytes->data, bytes->len, NULL);
  g_assert (graph != NULL);

  return graph;
}

/* Makes the sample, which is always the same. Returns: (element-type
 * AriadneGraph): the graphs, which the array owns
 */
GPtrArray *
ariadne_precision_sample_new (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  GPtrArray *graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_graph_unref);

  for (guint i = 0; i < N_GRAPHS; i++)
    {
      guint n_nodes = 1 + i * (MAX_NODES - 1) / (N_GRAPHS - 1);
      guint n_drawn = 2 + (i % 4) * n_nodes / 12;

      g_ptr_array_add (graphs, draw_graph (random, n_nodes, n_drawn));
    }

  return graphs;
}

static void
compare (const float           *heads,
         const float           *exact,
         gsize                  n,
         AriadnePrecisionError *result)
{
  double sum = 0.0;
  double squares = 0.0;
  double errors = 0.0;

  *result = (AriadnePrecisionError) { 0.0 };
  for (gsize i = 0; i < n; i++)
    {
      double error = fabs ((double) heads[i] - exact[i]);

      /* So that a NaN is the largest of all. */
      if (!(error <= result->max_error))
        result->max_error = error;
      errors += error;
      sum += exact[i];
      squares += (double) exact[i] * exact[i];
    }

  result->mean_error = errors / n;
  result->spread = sqrt (MAX (squares / n - (sum / n) * (sum / n), 0.0));
}

/* Evaluates the sample with @func and on the processor, and compares. */
gboolean
ariadne_precision_sample_measure (AriadneGraphNetwork      *exact,
                                  AriadneNetworkTasksFunc   func,
                                  gpointer                  user_data,
                                  AriadnePrecisionError    *result,
                                  GError                  **error)
{
  g_autoptr (GPtrArray) graphs = ariadne_precision_sample_new ();
  guint n_heads = ariadne_model_get_n_heads (ARIADNE_MODEL (exact));
  g_autofree float *heads = g_new (float, (gsize) 2 * N_GRAPHS * n_heads);
  float *exact_heads = heads + (gsize) N_GRAPHS * n_heads;
  AriadneNetworkTask tasks[N_GRAPHS];

  for (guint i = 0; i < N_GRAPHS; i++)
    tasks[i] = (AriadneNetworkTask) { g_ptr_array_index (graphs, i),
                                      exact_heads + (gsize) i * n_heads };
  ariadne_graph_network_run_tasks (exact, tasks, N_GRAPHS);

  for (guint i = 0; i < N_GRAPHS; i++)
    tasks[i] = (AriadneNetworkTask) { g_ptr_array_index (graphs, i), heads + (gsize) i * n_heads };
  if (!func (tasks, N_GRAPHS, user_data, error))
    return FALSE;

  compare (heads, exact_heads, (gsize) N_GRAPHS * n_heads, result);

  return TRUE;
}
