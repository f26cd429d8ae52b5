/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-graph-layout.h"

#include "model/ariadne-graph-private.h"

void
ariadne_graph_layout_init (AriadneGraphLayout *self)
{
  memset (self, 0, sizeof *self);
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  self->class_types = g_array_new (FALSE, TRUE, sizeof (guint32) * ARIADNE_GRAPH_N_NODE_TYPES);
}

void
ariadne_graph_layout_clear (AriadneGraphLayout *self)
{
  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    {
      g_free (self->products[k].sources);
      g_free (self->products[k].destinations);
    }
  g_free (self->types);
  g_free (self->addition_terms);
  g_free (self->addition_sums);
  g_free (self->classes);
  g_free (self->members);
  g_free (self->first_terms);
  g_free (self->terms);
  g_free (self->match_classes);
  g_clear_pointer (&self->starts, g_array_unref);
  g_clear_pointer (&self->class_types, g_array_unref);
}

static void
reserve (AriadneGraphLayout *self,
         guint               n_nodes)
{
  if (n_nodes <= self->capacity)
    return;

  self->capacity = n_nodes;
  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    {
      AriadneLayoutProducts *products = &self->products[k];

      products->sources = g_renew (guint32, products->sources, n_nodes);
      products->destinations = g_renew (guint32, products->destinations, n_nodes);
    }
  self->types = g_renew (guint8, self->types, n_nodes);
  self->addition_terms = g_renew (guint32, self->addition_terms, n_nodes);
  self->addition_sums = g_renew (guint32, self->addition_sums, n_nodes);
  self->classes = g_renew (AriadneLayoutClass, self->classes, n_nodes);
  self->members = g_renew (guint32, self->members, n_nodes);
  self->first_terms = g_renew (guint32, self->first_terms, n_nodes + 1);
  self->terms = g_renew (AriadneLayoutTerm, self->terms, 2 * n_nodes);
  self->match_classes = g_renew (guint32, self->match_classes, n_nodes);
}

static void
add_product (AriadneGraphLayout *self,
             guint               edge_type,
             guint32             source,
             guint32             destination)
{
  AriadneLayoutProducts *products = &self->products[edge_type];

  products->sources[products->n_rows] = source;
  products->destinations[products->n_rows] = destination;
  products->n_rows++;
}

static guint32
add_sums (AriadneGraphLayout *self,
          guint32             n)
{
  guint32 first = self->n_nodes + self->n_sums;

  self->n_sums += n;

  return first;
}

/* The messages from the children of a tuple. */
static void
add_tuple_products (AriadneGraphLayout *self,
                    const AriadneGraph *graph,
                    guint               start)
{
  g_autofree guint32 *sums = g_new0 (guint32, graph->n_nodes);
  g_autofree guint32 *n_children = g_new0 (guint32, graph->n_nodes);

  for (guint node = 1; node < graph->n_nodes; node++)
    if (graph->slots[node] == ARIADNE_GRAPH_SLOT_TUPLE)
      n_children[graph->parents[node]]++;

  for (guint node = 1; node < graph->n_nodes; node++)
    {
      guint32 parent = graph->parents[node];
      guint edge_type = 2 * ARIADNE_GRAPH_SLOT_TUPLE + 1;

      if (graph->slots[node] != ARIADNE_GRAPH_SLOT_TUPLE)
        continue;

      if (n_children[parent] == 1)
        {
          add_product (self, edge_type, start + node, start + parent);
          continue;
        }

      if (sums[parent] == 0)
        {
          sums[parent] = add_sums (self, 1);
          add_product (self, edge_type, sums[parent], start + parent);
        }
      self->addition_terms[self->n_additions] = start + node;
      self->addition_sums[self->n_additions] = sums[parent];
      self->n_additions++;
    }
}

static void
add_tree_products (AriadneGraphLayout *self,
                   const AriadneGraph *graph,
                   guint               start)
{
  gboolean has_tuples = FALSE;

  for (guint node = 1; node < graph->n_nodes; node++)
    {
      guint32 parent = graph->parents[node];
      guint slot = graph->slots[node];

      add_product (self, 2 * slot, start + parent, start + node);
      if (slot == ARIADNE_GRAPH_SLOT_TUPLE)
        has_tuples = TRUE;
      else
        add_product (self, 2 * slot + 1, start + node, start + parent);
    }

  if (has_tuples)
    add_tuple_products (self, graph, start);
}

static void
add_first_terms (AriadneGraphLayout *self,
                 const AriadneGraph *graph,
                 guint               start)
{
  guint32 *first = self->first_terms + start;

  /* Counts, then ends, then, as the terms are filled in from the last to the
   * first, starts.
   */
  for (guint node = 0; node < graph->n_nodes; node++)
    first[node] = node > 0;
  for (guint node = 1; node < graph->n_nodes; node++)
    first[graph->parents[node]]++;

  first[0] += self->n_terms;
  for (guint node = 1; node < graph->n_nodes; node++)
    first[node] += first[node - 1];
  self->n_terms += 2 * (graph->n_nodes - 1);
  first[graph->n_nodes] = self->n_terms;

  for (guint node = graph->n_nodes - 1; node > 0; node--)
    {
      guint32 parent = graph->parents[node];
      guint slot = graph->slots[node];

      self->terms[--first[parent]] = (AriadneLayoutTerm) { 2 * slot + 1, graph->types[node] };
      self->terms[--first[node]] = (AriadneLayoutTerm) { 2 * slot, graph->types[parent] };
    }
}

static void
add_class (AriadneGraphLayout *self,
           const guint32      *members,
           guint               n_members)
{
  guint edge_type = ARIADNE_GRAPH_MATCH_EDGE;
  guint32 first_sum;

  if (n_members == 2)
    {
      add_product (self, edge_type, members[1], members[0]);
      add_product (self, edge_type, members[0], members[1]);
      return;
    }

  first_sum = add_sums (self, n_members);
  for (guint i = 0; i < n_members; i++)
    add_product (self, edge_type, first_sum + i, members[i]);

  self->classes[self->n_classes++]
    = (AriadneLayoutClass) { members - self->members, n_members, first_sum };
}

static void
add_matches (AriadneGraphLayout *self,
             const AriadneGraph *graph,
             guint               start)
{
  g_autofree guint32 *ends = g_new0 (guint32, graph->n_classes + 2);
  guint first_class = self->class_types->len;
  guint32 *types;

  g_array_set_size (self->class_types, first_class + graph->n_classes);
  types = (guint32 *) (gpointer) self->class_types->data;

  for (guint node = 0; node < graph->n_nodes; node++)
    {
      guint32 class = graph->classes[node];

      self->match_classes[start + node] = class > 0 ? first_class + class - 1 : 0;
      if (class == 0)
        continue;
      ends[class + 1]++;
      types[(gsize) (first_class + class - 1) * ARIADNE_GRAPH_N_NODE_TYPES + graph->types[node]]++;
    }

  /* Of each class first where its members start, then where they end. */
  ends[1] = start;
  for (guint class = 1; class <= graph->n_classes; class++)
    ends[class + 1] += ends[class];
  for (guint node = 0; node < graph->n_nodes; node++)
    if (graph->classes[node] > 0)
      self->members[ends[graph->classes[node]]++] = start + node;

  for (guint class = 1; class <= graph->n_classes; class++)
    {
      guint first = class == 1 ? start : ends[class - 1];

      add_class (self, self->members + first, ends[class] - first);
    }
}

/* Lays out graphs, with or without the edges of the last type. */
void
ariadne_graph_layout_set (AriadneGraphLayout   *self,
                          AriadneGraph * const *graphs,
                          guint                 n_graphs,
                          gboolean              with_matches)
{
  guint start = 0;

  self->n_graphs = n_graphs;
  self->n_nodes = 0;
  for (guint i = 0; i < n_graphs; i++)
    self->n_nodes += graphs[i]->n_nodes;

  reserve (self, self->n_nodes);
  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    self->products[k].n_rows = 0;
  self->n_sums = 0;
  self->n_additions = 0;
  self->n_classes = 0;
  self->n_terms = 0;
  g_array_set_size (self->starts, 0);
  g_array_set_size (self->class_types, 0);
  g_array_set_size (self->class_types, 1);

  for (guint i = 0; i < n_graphs; i++)
    {
      const AriadneGraph *graph = graphs[i];

      g_array_append_val (self->starts, start);
      memcpy (self->types + start, graph->types, graph->n_nodes);
      memset (self->match_classes + start, 0, sizeof (guint32) * graph->n_nodes);
      add_tree_products (self, graph, start);
      add_first_terms (self, graph, start);
      if (with_matches && graph->n_classes > 0)
        add_matches (self, graph, start);
      start += graph->n_nodes;
    }
  g_array_append_val (self->starts, start);
}
