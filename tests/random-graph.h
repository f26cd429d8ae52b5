/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph.h"

/* Random graphs, for tests and benchmarks of models: trees of nodes with none
 * to three children and some tuples, with as many matches as expressions have.
 */

typedef struct
{
  guint    n_nodes;
  guint8  *types;
  guint32 *n_children;
  guint32 *classes;
} RandomGraph;

/* Node types with as many children as their place in the list. */
static const guint8 random_graph_types[4] = { 27, 20, 1, 16 };

static void
random_graph_grow (RandomGraph *self,
                   GRand       *random)
{
  guint n_open = 1;

  for (guint node = 0; node < self->n_nodes; node++)
    {
      guint n_left = self->n_nodes - node - 1;
      guint max = MIN (n_left - (n_open - 1), 3);
      guint min = n_open == 1 && n_left > 0 ? 1 : 0;
      guint n_children = g_rand_int_range (random, min, max + 1);

      self->types[node] = random_graph_types[n_children];
      if (n_children == 1 && g_rand_int_range (random, 0, 2) == 0)
        self->types[node] = 6 + 4 * g_rand_int_range (random, 0, 3);
      if (n_children != 1 && g_rand_int_range (random, 0, 9) == 0)
        self->types[node] = ARIADNE_GRAPH_TUPLE;
      self->n_children[node] = n_children;
      n_open += n_children - 1;
    }
}

/* Leaves match one another in groups of about three. */
static void
random_graph_match (RandomGraph *self,
                    GRand       *random)
{
  const guint n_groups = self->n_nodes / 6 + 1;
  g_autofree guint *groups = g_new0 (guint, self->n_nodes);
  g_autofree guint *sizes = g_new0 (guint, n_groups + 1);
  g_autofree guint *numbers = g_new0 (guint, n_groups + 1);
  guint next = 0;

  for (guint node = 0; node < self->n_nodes; node++)
    if (self->n_children[node] == 0)
      {
        groups[node] = g_rand_int_range (random, 1, n_groups + 1);
        sizes[groups[node]]++;
      }

  for (guint node = 0; node < self->n_nodes; node++)
    {
      guint group = groups[node];

      if (group == 0 || sizes[group] < 2)
        continue;
      if (numbers[group] == 0)
        numbers[group] = ++next;
      self->classes[node] = numbers[group];
    }
}

static inline void
random_graph_write (guint32     seed,
                    guint       n_nodes,
                    double      cost,
                    GByteArray *bytes)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree guint8 *types = g_new0 (guint8, n_nodes);
  g_autofree guint32 *n_children = g_new0 (guint32, n_nodes);
  g_autofree guint32 *classes = g_new0 (guint32, n_nodes);
  RandomGraph self = { n_nodes, types, n_children, classes };

  random_graph_grow (&self, random);
  random_graph_match (&self, random);
  ariadne_graph_write (bytes, n_nodes, types, n_children, classes, cost);
}

static inline AriadneGraph *
random_graph_new (guint32 seed,
                  guint   n_nodes)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  AriadneGraph *graph;

  random_graph_write (seed, n_nodes, 10.0 + seed % 7, bytes);
  graph = ariadne_graph_new_from_data (bytes->data, bytes->len, &error);
  g_assert_no_error (error);

  return graph;
}
