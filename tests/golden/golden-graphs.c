/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "golden-graphs.h"

#include "expression/ariadne-graph-encoder.h"

#include "golden-trees.h"

/* The domain: a state is an encoded graph. */

typedef struct
{
  AriadneState state;
  GByteArray  *bytes;
  guint        n_nodes;
  double       cost;
} GraphState;

#define GRAPH_TYPE_DOMAIN (graph_domain_get_type ())

G_DECLARE_FINAL_TYPE (GraphDomain, graph_domain, GRAPH, DOMAIN, GObject)

struct _GraphDomain
{
  GObject parent_instance;
};

static void
graph_state_finalize (AriadneState *state)
{
  GraphState *self = (GraphState *) state;

  g_byte_array_unref (self->bytes);
  g_free (self);
}

static const AriadneStateClass graph_state_class = { graph_state_finalize };

static gboolean
graph_domain_encode (AriadneDomain  *domain,
                     AriadneState   *state,
                     GByteArray     *bytes,
                     GError        **error)
{
  GraphState *self = (GraphState *) state;

  g_byte_array_append (bytes, self->bytes->data, self->bytes->len);

  return TRUE;
}

static double
graph_domain_cost (AriadneDomain *domain,
                   AriadneState  *state)
{
  return ((GraphState *) state)->cost;
}

static guint
graph_domain_size (AriadneDomain *domain,
                   AriadneState  *state)
{
  return ((GraphState *) state)->n_nodes;
}

static void
graph_domain_iface_init (AriadneDomainInterface *iface)
{
  iface->encode = graph_domain_encode;
  iface->cost = graph_domain_cost;
  iface->size = graph_domain_size;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GraphDomain, graph_domain, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN,
                                                      graph_domain_iface_init))

static void
graph_domain_class_init (GraphDomainClass *klass)
{
}

static void
graph_domain_init (GraphDomain *self)
{
}

/* The folder */

struct _GoldenGraphs
{
  JsonParser    *graphs_parser;
  JsonParser    *batches_parser;
  JsonArray     *graphs;
  JsonArray     *batches;
  AriadneDomain *domain;
  GPtrArray     *states; /* NULL where the expression could not be read */
  GPtrArray     *errors; /* then why */
};

static JsonArray *
load_array (JsonParser *parser,
            const char *directory,
            const char *name,
            const char *member)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  JsonNode *root;

  if (!json_parser_load_from_file (parser, path, NULL))
    return NULL;

  root = json_parser_get_root (parser);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
         ? golden_array (json_node_get_object (root), member) : NULL;
}

static AriadneState *
encode_graph (JsonObject  *graph,
              GError     **error)
{
  g_autoptr (AriadneTree) tree = NULL;
  const char *text = golden_string (graph, "expr");
  GraphState *state;

  tree = golden_read (NULL, text, error);
  if (tree == NULL)
    return NULL;

  state = g_new0 (GraphState, 1);
  ariadne_state_init (&state->state, &graph_state_class);
  state->n_nodes = ariadne_tree_get_size (tree);
  state->cost = golden_double (graph, "cost");
  state->bytes = g_byte_array_new ();
  ariadne_graph_encoder_encode (tree, state->cost, state->bytes);

  return &state->state;
}

static void
clear_state (gpointer state)
{
  if (state != NULL)
    ariadne_state_unref (state);
}

static void
clear_error (gpointer error)
{
  if (error != NULL)
    g_error_free (error);
}

GoldenGraphs *
golden_graphs_new (const char *directory)
{
  GoldenGraphs *self = g_new0 (GoldenGraphs, 1);

  self->graphs_parser = json_parser_new_immutable ();
  self->batches_parser = json_parser_new_immutable ();
  self->graphs = load_array (self->graphs_parser, directory, "graphs.json", "graphs");
  self->batches = load_array (self->batches_parser, directory, "batches.json", "batches");
  self->domain = g_object_new (GRAPH_TYPE_DOMAIN, NULL);
  self->states = g_ptr_array_new_with_free_func (clear_state);
  self->errors = g_ptr_array_new_with_free_func (clear_error);

  for (guint id = 0; id < golden_graphs_get_n (self); id++)
    {
      GError *error = NULL;

      g_ptr_array_add (self->states, encode_graph (golden_graphs_get (self, id), &error));
      g_ptr_array_add (self->errors, error);
    }

  return self;
}

void
golden_graphs_free (GoldenGraphs *self)
{
  g_ptr_array_unref (self->states);
  g_ptr_array_unref (self->errors);
  g_object_unref (self->domain);
  g_object_unref (self->graphs_parser);
  g_object_unref (self->batches_parser);
  g_free (self);
}

guint
golden_graphs_get_n (GoldenGraphs *self)
{
  return self->graphs != NULL ? json_array_get_length (self->graphs) : 0;
}

JsonObject *
golden_graphs_get (GoldenGraphs *self,
                   guint         id)
{
  return json_array_get_object_element (self->graphs, id);
}

guint
golden_graphs_get_n_nodes (GoldenGraphs *self,
                           guint         id)
{
  GraphState *state = g_ptr_array_index (self->states, id);

  return state != NULL ? state->n_nodes : 0;
}

const guint8 *
golden_graphs_get_encoded (GoldenGraphs *self,
                           guint         id,
                           gsize        *length)
{
  GraphState *state = g_ptr_array_index (self->states, id);

  *length = state != NULL ? state->bytes->len : 0;

  return state != NULL ? state->bytes->data : NULL;
}

const GError *
golden_graphs_get_error (GoldenGraphs *self,
                         guint         id)
{
  return g_ptr_array_index (self->errors, id);
}

guint
golden_graphs_get_n_batches (GoldenGraphs *self)
{
  return self->batches != NULL ? json_array_get_length (self->batches) : 0;
}

JsonObject *
golden_graphs_get_batch (GoldenGraphs *self,
                         guint         batch)
{
  return json_array_get_object_element (self->batches, batch);
}

JsonObject *
golden_graphs_find_batch (GoldenGraphs *self,
                          const char   *name)
{
  for (guint i = 0; i < golden_graphs_get_n_batches (self); i++)
    if (g_strcmp0 (golden_string (golden_graphs_get_batch (self, i), "name"), name) == 0)
      return golden_graphs_get_batch (self, i);

  return NULL;
}

/* Evaluates graphs in batches of @batch_size: 1 for each alone. */
AriadneMatrix *
golden_graphs_evaluate (GoldenGraphs  *self,
                        AriadneModel  *model,
                        const guint   *ids,
                        guint          n_ids,
                        guint          batch_size,
                        GError       **error)
{
  g_autofree AriadneState **states = g_new (AriadneState *, n_ids);

  for (guint i = 0; i < n_ids; i++)
    {
      states[i] = ids[i] < self->states->len ? g_ptr_array_index (self->states, ids[i]) : NULL;
      if (states[i] == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "graph %u is not there or cannot be read", ids[i]);
          return NULL;
        }
    }

  return ariadne_model_evaluate_states (model, self->domain, states, n_ids, batch_size, error);
}
