/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-batch.h"

#include "random-graph.h"

/* Batches of random graphs. A state of the domain says which graph, and its
 * encoded form is that graph.
 */

typedef struct
{
  AriadneState parent;
  guint32      seed;
  guint        n_nodes;
} GraphState;

static void
graph_state_finalize (AriadneState *state)
{
  g_free (state);
}

static inline AriadneState *
graph_state_new (guint32 seed,
                 guint   n_nodes)
{
  static const AriadneStateClass klass = { graph_state_finalize };
  GraphState *self = g_new0 (GraphState, 1);

  ariadne_state_init (&self->parent, &klass);
  self->seed = seed;
  self->n_nodes = n_nodes;

  return &self->parent;
}

#define GRAPH_TYPE_DOMAIN (graph_domain_get_type ())
G_DECLARE_FINAL_TYPE (GraphDomain, graph_domain, GRAPH, DOMAIN, GObject)

struct _GraphDomain
{
  GObject parent_instance;
};

static gboolean
graph_domain_encode (AriadneDomain  *domain,
                     AriadneState   *state,
                     GByteArray     *bytes,
                     GError        **error)
{
  const GraphState *self = (const GraphState *) state;

  random_graph_write (self->seed, self->n_nodes, 10.0 + self->seed % 7, bytes);

  return TRUE;
}

static void
graph_domain_iface_init (AriadneDomainInterface *iface)
{
  iface->encode = graph_domain_encode;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GraphDomain, graph_domain, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN, graph_domain_iface_init))

static void
graph_domain_class_init (GraphDomainClass *klass)
{
}

static void
graph_domain_init (GraphDomain *self)
{
}

/* A sequence of such states, encoded. */
static inline AriadneSequence *
graph_sequence_new (GPtrArray *states)
{
  g_autoptr (GraphDomain) domain = g_object_new (GRAPH_TYPE_DOMAIN, NULL);
  g_autoptr (GError) error = NULL;
  AriadneSequence *sequence;

  sequence = ariadne_sequence_new ((AriadneState * const *) states->pdata, states->len);
  ariadne_sequence_encode (sequence, ARIADNE_DOMAIN (domain), &error);
  g_assert_no_error (error);

  return sequence;
}

/* Which graph is in a row: every fourth has one node, and some are equal. */
static inline guint
graph_batch_get_n_nodes (guint row,
                         guint max_nodes)
{
  return row % 4 == 3 ? 1 : 1 + row * 37 % max_nodes;
}

/* The graphs with the numbers from @first on, each in a segment of its own or
 * all in one.
 */
static inline AriadneBatch *
graph_batch_new (guint    first,
                 guint    n_rows,
                 guint    max_nodes,
                 gboolean scattered)
{
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (AriadneSequence) sequence = NULL;
  AriadneBatch *batch = ariadne_batch_new ();

  states = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  for (guint i = first; i < first + n_rows; i++)
    g_ptr_array_add (states, graph_state_new (i, graph_batch_get_n_nodes (i, max_nodes)));

  sequence = graph_sequence_new (states);

  if (!scattered && n_rows > 0)
    ariadne_batch_append (batch, sequence, 0, n_rows);
  for (guint i = 0; scattered && i < n_rows; i++)
    ariadne_batch_append (batch, sequence, i, 1);

  return batch;
}
