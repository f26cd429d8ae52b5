/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-fused-pack.h"

#include <string.h>

#include "model/ariadne-graph-private.h"

#define MAX_ROWS     ARIADNE_CUDA_PACK_MAX_ROWS
#define TUPLE_CHILD  (2 * ARIADNE_GRAPH_SLOT_TUPLE + 1)
#define HEAD_VALUES  (sizeof (AriadneCudaFusedHead) / sizeof (guint16))

G_STATIC_ASSERT (HEAD_VALUES == ARIADNE_CUDA_FUSED_PACK_VALUES);

/* A list of numbers of a pack. Bounds follow from the number of rows. */
typedef struct
{
  guint   n;
  guint16 values[4 * MAX_ROWS];
} List;

struct _AriadneCudaFusedPacker
{
  guint n_rows; /* of the graphs that were added */
  guint n_tuple_sums;
  guint n_class_sums;
  guint n_classes;

  List products[ARIADNE_GRAPH_N_EDGE_TYPES];
  List tuples;
  List classes_to_sum;
  List sum_terms;
  List types;
  List first_terms;
  List terms;
  List classes;
  List first_class_terms;
  List class_terms;
  List starts;

  /* Of a graph: by node its children in the tuple and the row of their sum;
   * by class where its members start.
   */
  guint   n_children[MAX_ROWS];
  guint   tuple_sums[MAX_ROWS];
  guint   ends[MAX_ROWS + 2];
  guint16 members[MAX_ROWS];
};

AriadneCudaFusedPacker *
ariadne_cuda_fused_packer_new (void)
{
  return g_new0 (AriadneCudaFusedPacker, 1);
}

void
ariadne_cuda_fused_packer_free (AriadneCudaFusedPacker *self)
{
  g_free (self);
}

static void
append (List  *list,
        guint  value)
{
  list->values[list->n++] = value;
}

static void
add_product (AriadneCudaFusedPacker *self,
             guint                   edge_type,
             guint                   source,
             guint                   destination)
{
  append (&self->products[edge_type], source);
  append (&self->products[edge_type], destination);
}

static void
add_sum (List  *list,
         guint  first_term,
         guint  n_terms,
         guint  first_sum)
{
  append (list, first_term);
  append (list, n_terms);
  append (list, first_sum);
  append (list, 0);
}

/* The messages of tuples' children. A sum has its children as terms, in their
 * order; an only child is taken as it is. Sums are counted from the end of the
 * pack's rows, which are all known only in the end: until then from 0, above
 * MAX_ROWS.
 */
static void
add_tuples (AriadneCudaFusedPacker *self,
            const AriadneGraph     *graph)
{
  guint *first_terms = self->tuple_sums;

  memset (self->n_children, 0, sizeof (guint) * graph->n_nodes);
  for (guint node = 1; node < graph->n_nodes; node++)
    if (graph->slots[node] == ARIADNE_GRAPH_SLOT_TUPLE)
      self->n_children[graph->parents[node]]++;

  for (guint node = 0; node < graph->n_nodes; node++)
    if (self->n_children[node] > 1)
      {
        first_terms[node] = self->sum_terms.n;
        add_sum (&self->tuples, self->sum_terms.n, self->n_children[node], self->n_tuple_sums);
        add_product (self, TUPLE_CHILD, MAX_ROWS + self->n_tuple_sums++, self->n_rows + node);
        self->sum_terms.n += self->n_children[node];
      }

  for (guint node = 1; node < graph->n_nodes; node++)
    {
      guint parent = graph->parents[node];

      if (graph->slots[node] != ARIADNE_GRAPH_SLOT_TUPLE)
        continue;
      if (self->n_children[parent] == 1)
        add_product (self, TUPLE_CHILD, self->n_rows + node, self->n_rows + parent);
      else
        self->sum_terms.values[first_terms[parent]++] = self->n_rows + node;
    }
}

static void
add_tree (AriadneCudaFusedPacker *self,
          const AriadneGraph     *graph)
{
  for (guint node = 1; node < graph->n_nodes; node++)
    {
      guint parent = graph->parents[node];
      guint slot = graph->slots[node];

      add_product (self, 2 * slot, self->n_rows + parent, self->n_rows + node);
      if (slot != ARIADNE_GRAPH_SLOT_TUPLE)
        add_product (self, 2 * slot + 1, self->n_rows + node, self->n_rows + parent);
    }

  add_tuples (self, graph);
}

/* The members of all classes, class by class. */
static void
sort_members (AriadneCudaFusedPacker *self,
              const AriadneGraph     *graph)
{
  memset (self->ends, 0, sizeof (guint) * (graph->n_classes + 2));
  for (guint node = 0; node < graph->n_nodes; node++)
    if (graph->classes[node] > 0)
      self->ends[graph->classes[node] + 1]++;

  for (guint class = 1; class <= graph->n_classes; class++)
    self->ends[class + 1] += self->ends[class];
  for (guint node = 0; node < graph->n_nodes; node++)
    if (graph->classes[node] > 0)
      self->members[self->ends[graph->classes[node]]++] = node;
}

static void
add_class_types (AriadneCudaFusedPacker *self,
                 const AriadneGraph     *graph,
                 const guint16          *members,
                 guint                   n_members)
{
  guint counts[ARIADNE_GRAPH_N_NODE_TYPES] = { 0 };

  for (guint i = 0; i < n_members; i++)
    counts[graph->types[members[i]]]++;

  append (&self->first_class_terms, self->class_terms.n);
  for (guint type = 0; type < ARIADNE_GRAPH_N_NODE_TYPES; type++)
    if (counts[type] > 0)
      append (&self->class_terms, counts[type] * 32 + type);
}

/* Members of a pair have each other; others have a sum over all but themselves. */
static void
add_class (AriadneCudaFusedPacker *self,
           const guint16          *members,
           guint                   n_members)
{
  const guint start = self->n_rows;

  if (n_members == 2)
    {
      add_product (self, ARIADNE_GRAPH_MATCH_EDGE, start + members[1], start + members[0]);
      add_product (self, ARIADNE_GRAPH_MATCH_EDGE, start + members[0], start + members[1]);
      return;
    }

  add_sum (&self->classes_to_sum, self->sum_terms.n, n_members, self->n_class_sums);
  for (guint i = 0; i < n_members; i++)
    {
      append (&self->sum_terms, start + members[i]);
      add_product (self, ARIADNE_GRAPH_MATCH_EDGE, MAX_ROWS + self->n_class_sums++,
                   start + members[i]);
    }
}

static void
add_matches (AriadneCudaFusedPacker *self,
             const AriadneGraph     *graph,
             gboolean                with_matches)
{
  for (guint node = 0; node < graph->n_nodes; node++)
    append (&self->classes, with_matches && graph->classes[node] > 0
                            ? self->n_classes + graph->classes[node] : 0);
  if (!with_matches || graph->n_classes == 0)
    return;

  sort_members (self, graph);
  for (guint class = 1; class <= graph->n_classes; class++)
    {
      guint first = class == 1 ? 0 : self->ends[class - 1];
      const guint16 *members = self->members + first;
      guint n_members = self->ends[class] - first;

      add_class_types (self, graph, members, n_members);
      if (n_members > 1)
        add_class (self, members, n_members);
    }
  self->n_classes += graph->n_classes;
}

/* In the first step a node has its parent's message, then those of its children
 * in their order.
 */
static void
add_first_terms (AriadneCudaFusedPacker *self,
                 const AriadneGraph     *graph)
{
  guint *ends = self->n_children;
  guint16 *first_terms = self->first_terms.values + self->first_terms.n;
  guint end = self->terms.n;

  memset (ends, 0, sizeof (guint) * graph->n_nodes);
  for (guint node = 1; node < graph->n_nodes; node++)
    ends[graph->parents[node]]++;

  for (guint node = 0; node < graph->n_nodes; node++)
    {
      first_terms[node] = end;
      end += ends[node] + (node > 0);
      ends[node] = first_terms[node] + (node > 0);
    }

  for (guint node = 1; node < graph->n_nodes; node++)
    {
      guint parent = graph->parents[node];
      guint slot = graph->slots[node];

      self->terms.values[first_terms[node]] = 2 * slot * 32 + graph->types[parent];
      self->terms.values[ends[parent]++] = (2 * slot + 1) * 32 + graph->types[node];
    }
  self->first_terms.n += graph->n_nodes;
  self->terms.n = end;
}

static void
add_graph (AriadneCudaFusedPacker *self,
           const AriadneGraph     *graph,
           gboolean                with_matches)
{
  append (&self->starts, self->n_rows);
  for (guint node = 0; node < graph->n_nodes; node++)
    append (&self->types, graph->types[node]);
  add_tree (self, graph);
  add_matches (self, graph, with_matches);
  add_first_terms (self, graph);
  self->n_rows += graph->n_nodes;
}

static void
clear (AriadneCudaFusedPacker *self)
{
  List *lists[] = {
    &self->tuples, &self->classes_to_sum, &self->sum_terms, &self->types, &self->first_terms,
    &self->terms, &self->classes, &self->first_class_terms, &self->class_terms, &self->starts,
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    lists[i]->n = 0;
  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    self->products[k].n = 0;
  self->n_rows = 0;
  self->n_tuple_sums = 0;
  self->n_class_sums = 0;
  self->n_classes = 0;
}

/* Puts a list behind what is there already; answers where. */
static guint
place (guint16    *values,
       guint      *n_values,
       const List *list)
{
  guint first = *n_values;

  memcpy (values + first, list->values, sizeof (guint16) * list->n);
  *n_values += list->n;

  return first;
}

/* Writes the pack; answers the number of values, rounded up to eight. */
static guint
write_pack (AriadneCudaFusedPacker *self,
            guint16                *values)
{
  AriadneCudaFusedHead head = {
    .n_rows = self->n_rows,
    .n_tuple_sums = self->tuples.n / 4,
    .n_class_sums = self->classes_to_sum.n / 4,
  };
  guint n = HEAD_VALUES;

  append (&self->starts, self->n_rows);
  append (&self->first_terms, self->terms.n);
  append (&self->first_class_terms, self->class_terms.n);

  head.sums = place (values, &n, &self->tuples);
  place (values, &n, &self->classes_to_sum);
  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    {
      List *products = &self->products[k];

      for (guint i = 0; i < products->n; i += 2)
        if (products->values[i] >= MAX_ROWS)
          products->values[i] += self->n_rows - MAX_ROWS;
      head.n_products[k] = products->n / 2;
      head.products[k] = place (values, &n, products);
    }
  head.sum_terms = place (values, &n, &self->sum_terms);
  head.types = place (values, &n, &self->types);
  head.first_terms = place (values, &n, &self->first_terms);
  head.terms = place (values, &n, &self->terms);
  head.classes = place (values, &n, &self->classes);
  head.first_class_terms = place (values, &n, &self->first_class_terms);
  head.class_terms = place (values, &n, &self->class_terms);
  head.starts = place (values, &n, &self->starts);
  memcpy (values, &head, sizeof head);

  for (; n % 8 != 0; n++)
    values[n] = 0;

  return n;
}

void
ariadne_cuda_fused_packer_pack (AriadneCudaFusedPacker      *self,
                                const AriadneCudaNetwork    *network,
                                const AriadneCudaPacks      *packs,
                                AriadneGraph * const        *graphs,
                                const AriadneCudaFusedBatch *batch)
{
  const gboolean with_matches = network->n_edge_types == ARIADNE_CUDA_N_EDGE_TYPES;
  guint n_values = 0;

  *batch->n_packs = packs->n_packs;
  for (guint i = 0; i < packs->n_packs; i++)
    {
      const AriadneCudaPack *pack = &packs->packs[i];
      AriadneCudaFusedPack *to = &batch->packs[i];

      clear (self);
      for (guint g = 0; g < pack->n_graphs; g++)
        add_graph (self, graphs[packs->order[pack->first_graph + g]], with_matches);

      to->first_graph = pack->first_graph;
      to->n_graphs = pack->n_graphs;
      to->first_value = n_values;
      to->n_values = write_pack (self, batch->values + n_values);
      n_values += to->n_values;
    }
}
