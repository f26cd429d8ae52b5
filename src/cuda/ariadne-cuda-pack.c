/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-pack.h"

#include <string.h>

#include "model/ariadne-graph-private.h"

/* Graphs, as the kernels of the general way want them.
 *
 * A product goes over tiles of places, edge type after edge type, and spends the
 * same time on a place that has no message of a type as on one that has, unless
 * its whole group has none. So nodes are sorted by the set of their types.
 */

#define N_SETS      (1u << ARIADNE_CUDA_N_EDGE_TYPES)
#define TUPLE_CHILD (2 * ARIADNE_GRAPH_SLOT_TUPLE + 1)

struct _AriadneCudaPacker
{
  guint capacity; /* nodes */

  /* Of the batch that is being packed. */
  const AriadneCudaBatch *batch;
  guint32                 n_places;
  gboolean                with_matches;
  guint32                 n_sums;
  guint32                 n_sum_rows;
  guint32                 n_sum_terms;
  guint32                 n_classes;
  guint32                 n_class_terms;

  /* A value for each node of the batch. */
  guint16 *sets;
  guint32 *n_children;

  /* A value for each node of a graph, or each of its classes. */
  guint32 *first_terms;
  guint32 *members;
  guint32 *ends;
};

AriadneCudaPacker *
ariadne_cuda_packer_new (void)
{
  return g_new0 (AriadneCudaPacker, 1);
}

void
ariadne_cuda_packer_free (AriadneCudaPacker *self)
{
  g_free (self->sets);
  g_free (self->n_children);
  g_free (self->first_terms);
  g_free (self->members);
  g_free (self->ends);
  g_free (self);
}

static void
reserve (AriadneCudaPacker *self,
         guint              n_nodes)
{
  if (n_nodes <= self->capacity)
    return;

  self->capacity = n_nodes;
  self->sets = g_renew (guint16, self->sets, n_nodes);
  self->n_children = g_renew (guint32, self->n_children, n_nodes);
  self->first_terms = g_renew (guint32, self->first_terms, n_nodes);
  self->members = g_renew (guint32, self->members, n_nodes);
  self->ends = g_renew (guint32, self->ends, n_nodes + 2);
}

/* Which edge types end in each node of a graph, and how many children it has. */
static void
find_sets (AriadneCudaPacker  *self,
           const AriadneGraph *graph,
           guint16            *sets,
           guint32            *n_children)
{
  for (guint node = 0; node < graph->n_nodes; node++)
    {
      guint slot = graph->slots[node];

      sets[node] = self->with_matches && graph->classes[node] > 0 ? 1u << ARIADNE_CUDA_MATCH_EDGE
                                                                  : 0;
      n_children[node] = 0;
      if (node == 0)
        continue;

      sets[node] |= 1u << (2 * slot);
      sets[graph->parents[node]] |= 1u << (2 * slot + 1);
      n_children[graph->parents[node]]++;
    }
}

/* Gives every node its place: a counting sort, which keeps the order of equals. */
static void
find_places (AriadneCudaPacker *self,
             guint              n_nodes)
{
  guint32 next[N_SETS + 1] = { 0 };

  for (guint node = 0; node < n_nodes; node++)
    next[self->sets[node] + 1]++;
  for (guint set = 0; set < N_SETS; set++)
    next[set + 1] += next[set];

  for (guint node = 0; node < n_nodes; node++)
    self->batch->places[node] = next[self->sets[node]]++;
}

static void
set_groups (AriadneCudaPacker *self,
            guint              n_nodes)
{
  guint32 *groups = self->batch->group_types;

  memset (groups, 0, sizeof (guint32) * (self->n_places / ARIADNE_CUDA_GROUP));
  for (guint node = 0; node < n_nodes; node++)
    groups[self->batch->places[node] / ARIADNE_CUDA_GROUP] |= self->sets[node];
}

static void
set_source (AriadneCudaPacker *self,
            guint              edge_type,
            guint32            source,
            guint32            destination)
{
  self->batch->sources[(gsize) edge_type * self->n_places + destination] = source;
}

/* Adds a sum over @n_terms terms; answers where these go. */
static guint32
add_sum (AriadneCudaPacker *self,
         guint              n_terms,
         gboolean           is_class)
{
  guint32 first_term = self->n_sum_terms;

  self->batch->sums[self->n_sums++]
    = (AriadneCudaSum) { first_term, n_terms, self->n_sum_rows, is_class };
  self->n_sum_terms += n_terms;
  self->n_sum_rows += is_class ? n_terms : 1;

  return first_term;
}

/* A tuple has one message from its children: from the only one, or their sum. */
static void
add_tuples (AriadneCudaPacker  *self,
            const AriadneGraph *graph,
            const guint32      *places,
            const guint32      *n_children)
{
  for (guint node = 0; node < graph->n_nodes; node++)
    if (graph->types[node] == ARIADNE_GRAPH_TUPLE && n_children[node] > 1)
      {
        set_source (self, TUPLE_CHILD, self->n_places + self->n_sum_rows, places[node]);
        self->first_terms[node] = add_sum (self, n_children[node], FALSE);
      }

  for (guint node = 1; node < graph->n_nodes; node++)
    {
      guint parent = graph->parents[node];

      if (graph->slots[node] != ARIADNE_GRAPH_SLOT_TUPLE)
        continue;
      if (n_children[parent] == 1)
        set_source (self, TUPLE_CHILD, places[node], places[parent]);
      else
        self->batch->sum_terms[self->first_terms[parent]++] = places[node];
    }
}

static void
add_tree (AriadneCudaPacker  *self,
          const AriadneGraph *graph,
          const guint32      *places,
          const guint32      *n_children)
{
  gboolean has_tuples = FALSE;

  for (guint node = 1; node < graph->n_nodes; node++)
    {
      guint parent = graph->parents[node];
      guint slot = graph->slots[node];

      set_source (self, 2 * slot, places[parent], places[node]);
      if (slot == ARIADNE_GRAPH_SLOT_TUPLE)
        has_tuples = TRUE;
      else
        set_source (self, 2 * slot + 1, places[node], places[parent]);
    }

  if (has_tuples)
    add_tuples (self, graph, places, n_children);
}

/* Members of a pair have each other; others have a sum over all but themselves. */
static void
add_class (AriadneCudaPacker *self,
           const guint32     *members, /* places */
           guint              n_members)
{
  guint32 first_row = self->n_places + self->n_sum_rows;

  if (n_members == 2)
    {
      set_source (self, ARIADNE_CUDA_MATCH_EDGE, members[1], members[0]);
      set_source (self, ARIADNE_CUDA_MATCH_EDGE, members[0], members[1]);
      return;
    }

  memcpy (self->batch->sum_terms + add_sum (self, n_members, TRUE), members,
          sizeof (guint32) * n_members);
  for (guint i = 0; i < n_members; i++)
    set_source (self, ARIADNE_CUDA_MATCH_EDGE, first_row + i, members[i]);
}

static void
add_class_terms (AriadneCudaPacker *self,
                 const guint32     *members, /* places */
                 guint              n_members)
{
  guint32 counts[ARIADNE_CUDA_N_NODE_TYPES] = { 0 };

  for (guint i = 0; i < n_members; i++)
    counts[self->batch->types[members[i]]]++;
  for (guint type = 0; type < ARIADNE_CUDA_N_NODE_TYPES; type++)
    if (counts[type] > 0)
      self->batch->class_terms[self->n_class_terms++] = counts[type] * 32 + type;

  self->batch->first_class_terms[++self->n_classes] = self->n_class_terms;
}

static void
add_classes (AriadneCudaPacker  *self,
             const AriadneGraph *graph,
             const guint32      *places)
{
  guint32 *ends = self->ends;

  /* Of each class first where its members start, then where they end. */
  memset (ends, 0, sizeof (guint32) * (graph->n_classes + 2));
  for (guint node = 0; node < graph->n_nodes; node++)
    if (graph->classes[node] > 0)
      ends[graph->classes[node] + 1]++;
  for (guint class = 1; class <= graph->n_classes; class++)
    ends[class + 1] += ends[class];
  for (guint node = 0; node < graph->n_nodes; node++)
    if (graph->classes[node] > 0)
      {
        self->members[ends[graph->classes[node]]++] = places[node];
        self->batch->classes[places[node]] = self->n_classes + graph->classes[node];
      }

  for (guint class = 1; class <= graph->n_classes; class++)
    {
      guint32 first = class == 1 ? 0 : ends[class - 1];

      add_class (self, self->members + first, ends[class] - first);
      add_class_terms (self, self->members + first, ends[class] - first);
    }
}

/* In the first step a node has its parent's message, then those of its children
 * in their order.
 */
static void
add_first_terms (AriadneCudaPacker  *self,
                 const AriadneGraph *graph,
                 const guint32      *places)
{
  guint16 *terms = self->batch->terms;
  guint32 *ends = self->first_terms;

  for (guint node = 0; node < graph->n_nodes; node++)
    {
      guint slot = graph->slots[node];

      ends[node] = self->batch->first_terms[places[node]];
      if (node == 0)
        continue;

      terms[ends[node]++] = 2 * slot * 32 + graph->types[graph->parents[node]];
      terms[ends[graph->parents[node]]++] = (2 * slot + 1) * 32 + graph->types[node];
    }
}

/* Where the terms of every place start. */
static void
set_first_terms (AriadneCudaPacker *self,
                 guint              n_nodes)
{
  const AriadneCudaBatch *batch = self->batch;
  guint32 end = 0;

  for (guint node = 0; node < n_nodes; node++)
    batch->first_terms[batch->places[node]] = self->n_children[node];
  for (guint i = 0; i < batch->header->n_graphs; i++)
    batch->first_terms[batch->places[batch->starts[i]]]--;

  for (guint place = 0; place < n_nodes; place++)
    {
      guint32 n_terms = batch->first_terms[place] + 1;

      batch->first_terms[place] = end;
      end += n_terms;
    }
  batch->first_terms[n_nodes] = end;
}

static void
clear (AriadneCudaPacker *self,
       guint              n_nodes)
{
  const gsize n_used = (n_nodes + ARIADNE_CUDA_TILE_ROWS - 1) / ARIADNE_CUDA_TILE_ROWS
                       * ARIADNE_CUDA_TILE_ROWS;

  for (guint k = 0; k < ARIADNE_CUDA_N_EDGE_TYPES; k++)
    memset (self->batch->sources + (gsize) k * self->n_places, 0xff, sizeof (guint32) * n_used);
  memset (self->batch->classes, 0, sizeof (guint32) * n_nodes);
  self->batch->first_class_terms[0] = 0;
  self->n_sums = 0;
  self->n_sum_rows = 0;
  self->n_sum_terms = 0;
  self->n_classes = 0;
  self->n_class_terms = 0;
}

/* Counts nodes and finds sets; answers the number of nodes. */
static guint
survey (AriadneCudaPacker    *self,
        AriadneGraph * const *graphs,
        guint                 n_graphs)
{
  guint32 *starts = self->batch->starts;

  starts[0] = 0;
  for (guint i = 0; i < n_graphs; i++)
    starts[i + 1] = starts[i] + graphs[i]->n_nodes;

  reserve (self, starts[n_graphs]);
  for (guint i = 0; i < n_graphs; i++)
    find_sets (self, graphs[i], self->sets + starts[i], self->n_children + starts[i]);

  return starts[n_graphs];
}

static void
add_graph (AriadneCudaPacker  *self,
           const AriadneGraph *graph,
           guint32             start)
{
  const guint32 *places = self->batch->places + start;

  for (guint node = 0; node < graph->n_nodes; node++)
    self->batch->types[places[node]] = graph->types[node];
  add_tree (self, graph, places, self->n_children + start);
  add_first_terms (self, graph, places);
  if (self->with_matches && graph->n_classes > 0)
    add_classes (self, graph, places);
}

void
ariadne_cuda_packer_pack (AriadneCudaPacker        *self,
                          const AriadneCudaNetwork *network,
                          const AriadneCudaBucket  *bucket,
                          AriadneGraph * const     *graphs,
                          guint                     n_graphs,
                          const AriadneCudaBatch   *batch)
{
  guint n_nodes;

  g_assert (n_graphs <= bucket->n_graphs);

  self->batch = batch;
  self->n_places = ariadne_cuda_bucket_get_n_places (bucket);
  self->with_matches = network->n_edge_types == ARIADNE_CUDA_N_EDGE_TYPES;

  n_nodes = survey (self, graphs, n_graphs);
  g_assert (n_nodes <= bucket->n_nodes);

  *batch->header = (AriadneCudaHeader) { n_graphs, n_nodes, 0, 0 };
  clear (self, n_nodes);
  find_places (self, n_nodes);
  set_groups (self, n_nodes);
  set_first_terms (self, n_nodes);
  for (guint i = 0; i < n_graphs; i++)
    add_graph (self, graphs[i], batch->starts[i]);

  batch->header->n_sums = self->n_sums;
  batch->header->n_sum_rows = self->n_sum_rows;
}
