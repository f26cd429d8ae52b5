/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda/ariadne-cuda-tune.h"

#include "model/ariadne-graph-private.h"

/* What is timed: graphs of the usual size, full binary trees whose leaves match
 * one another by threes.
 */
#define N_LEVELS  6
#define N_NODES   ((1 << N_LEVELS) - 1)
#define N_CLASSES 10
#define SUM       1
#define VARIABLE  27

#define N_TIMES 5

/* Larger batches than one that takes so many microseconds go the way that it
 * goes, for a model should not take seconds to make.
 */
#define LONG_TIME 50000

static void
write_tree (guint     level,
            guint    *node,
            guint    *leaf,
            guint8   *types,
            guint32  *n_children,
            guint32  *classes)
{
  guint self = (*node)++;

  if (level == N_LEVELS)
    {
      types[self] = VARIABLE;
      classes[self] = 1 + (*leaf)++ % N_CLASSES;
      return;
    }

  types[self] = SUM;
  n_children[self] = 2;
  write_tree (level + 1, node, leaf, types, n_children, classes);
  write_tree (level + 1, node, leaf, types, n_children, classes);
}

static AriadneGraph *
make_graph (GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 types[N_NODES] = { 0 };
  guint32 n_children[N_NODES] = { 0 };
  guint32 classes[N_NODES] = { 0 };
  guint node = 0;
  guint leaf = 0;

  write_tree (1, &node, &leaf, types, n_children, classes);
  ariadne_graph_write (bytes, N_NODES, types, n_children, classes, 0.0);

  return ariadne_graph_new_from_data (bytes->data, bytes->len, error);
}

/* Times a batch, in microseconds: the shortest of some times after the first, or
 * of fewer if that takes long. A device that was idle is slow for a while, and it
 * may have other things to do.
 */
static gboolean
time_batch (AriadneCudaSlot     *slot,
            AriadneNetworkTask  *tasks,
            guint                n_tasks,
            AriadneCudaWay       way,
            double              *duration,
            GError             **error)
{
  gint64 start = g_get_monotonic_time ();

  *duration = G_MAXDOUBLE;
  for (guint i = 0; i <= N_TIMES; i++)
    {
      AriadneModelTimes times;

      if (!ariadne_cuda_slot_evaluate (slot, tasks, n_tasks, way, &times, error))
        return FALSE;
      if (i > 0)
        *duration = MIN (*duration, times.computed - times.packed);
      if (i > 0 && times.computed - start > LONG_TIME)
        break;
    }

  return TRUE;
}

/* Times both ways at the size of every bucket of a slot that nobody uses, and
 * fills in which is faster where. It makes no difference to the answers.
 */
gboolean
ariadne_cuda_tune (AriadneCudaSlot    *slot,
                   AriadneCudaChoice  *choice,
                   GError            **error)
{
  const AriadneCudaPlan *plan = slot->plan;
  guint n_max = MAX (plan->buckets[plan->n_buckets - 1].n_nodes / N_NODES, 1);
  g_autofree float *row = g_new (float, plan->network.n_heads);
  g_autofree AriadneNetworkTask *tasks = g_new (AriadneNetworkTask, n_max);
  g_autoptr (AriadneGraph) graph = make_graph (error);
  AriadneCudaTiming timings[ARIADNE_CUDA_MAX_BUCKETS];
  guint n_timings = 0;

  if (graph == NULL)
    return FALSE;

  for (guint i = 0; i < n_max; i++)
    tasks[i] = (AriadneNetworkTask) { graph, row };

  while (n_timings < plan->n_buckets)
    {
      AriadneCudaTiming *timing = &timings[n_timings];
      guint n_tasks = MAX (plan->buckets[n_timings].n_nodes / N_NODES, 1);

      timing->n_nodes = n_tasks * N_NODES;
      if (!time_batch (slot, tasks, n_tasks, ARIADNE_CUDA_WAY_FUSED, &timing->fused, error)
          || !time_batch (slot, tasks, n_tasks, ARIADNE_CUDA_WAY_GENERAL, &timing->general, error))
        return FALSE;

      n_timings++;
      if (MAX (timing->fused, timing->general) > LONG_TIME)
        break;
    }

  ariadne_cuda_choice_set (choice, timings, n_timings);
  g_atomic_int_set (&slot->n_launches, 0);
  g_atomic_int_set (&slot->n_replays, 0);
  g_atomic_int_set (&slot->n_fused, 0);

  return TRUE;
}
