/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The graphs that expressions are turned into, and the lists of batches. */

#include "config.h"

#include "golden-checks.h"
#include "golden-world.h"

#include "expression/ariadne-printer.h"
#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule-set.h"
#include "model/ariadne-graph.h"

static void
check_node_types (GoldenCase   *self,
                  AriadneGraph *graph)
{
  JsonArray *types = golden_array (self->object, "node_type");
  guint n_nodes = ariadne_graph_get_n_nodes (graph);

  if (!golden_case_expect_uint (self, "num_nodes", golden_uint (self->object, "num_nodes"),
                                n_nodes)
      || !golden_case_expect_uint (self, "length of node_type", json_array_get_length (types),
                                   n_nodes))
    return;

  for (guint node = 0; node < n_nodes; node++)
    if ((guint) json_array_get_int_element (types, node)
        != ariadne_graph_get_node_type (graph, node))
      {
        golden_case_fail (self, "type of node %u: expected %u, got %u", node,
                          (guint) json_array_get_int_element (types, node),
                          ariadne_graph_get_node_type (graph, node));
        return;
      }
}

static void
check_edges (GoldenCase   *self,
             AriadneGraph *graph,
             guint         edge_type)
{
  JsonArray *expected = json_array_get_array_element (golden_array (self->object, "edges"),
                                                      edge_type);
  g_autoptr (GArray) actual = ariadne_graph_get_edges (graph, edge_type);
  g_autofree char *what = g_strdup_printf ("number of edges of type %u", edge_type);

  if (!golden_case_expect_uint (self, what, json_array_get_length (expected), actual->len))
    return;

  for (guint i = 0; i < actual->len; i++)
    {
      JsonArray *edge = json_array_get_array_element (expected, i);
      guint source = json_array_get_int_element (edge, 0);
      guint destination = json_array_get_int_element (edge, 1);
      AriadneGraphEdge got = g_array_index (actual, AriadneGraphEdge, i);

      if (source != got.source || destination != got.destination)
        {
          golden_case_fail (self, "edge %u of type %u: expected %u → %u, got %u → %u", i,
                            edge_type, source, destination, got.source, got.destination);
          return;
        }
    }
}

/* Every listed group is one class of its own, and no other nodes share one. */
static void
check_match_groups (GoldenCase   *self,
                    AriadneGraph *graph)
{
  JsonArray *groups = golden_array (self->object, "match_groups");
  guint n_groups = json_array_get_length (groups);
  guint n_nodes = ariadne_graph_get_n_nodes (graph);
  g_autofree guint *group_of = g_new0 (guint, n_nodes);

  for (guint i = 0; i < n_groups; i++)
    {
      JsonArray *group = json_array_get_array_element (groups, i);

      for (guint j = 0; j < json_array_get_length (group); j++)
        group_of[json_array_get_int_element (group, j)] = i + 1;
    }

  for (guint a = 0; a < n_nodes; a++)
    for (guint b = a + 1; b < n_nodes; b++)
      {
        gboolean expected = group_of[a] != 0 && group_of[a] == group_of[b];
        guint match_class = ariadne_graph_get_match_class (graph, a);
        gboolean actual = match_class != 0
                          && match_class == ariadne_graph_get_match_class (graph, b);

        if (expected != actual)
          {
            golden_case_fail (self, "nodes %u and %u are expected %s", a, b,
                              expected ? "to match" : "not to match");
            return;
          }
      }
}

/* Applies the recorded rewrites to the function that a graph was made from. */
static AriadneTree *
follow_rewrites (GoldenCase         *self,
                 AriadneEnvironment *environment,
                 AriadneTree        *start)
{
  g_autoptr (AriadneRewriter) rewriter = NULL;
  g_autoptr (AriadneTree) tree = ariadne_tree_ref (start);
  JsonArray *rewrites = golden_array (self->object, "rewrites");

  rewriter = ariadne_rewriter_new (environment, ariadne_rule_set_lookup ("ml_rules", NULL));
  for (guint i = 0; i < json_array_get_length (rewrites); i++)
    {
      JsonArray *step = json_array_get_array_element (rewrites, i);
      AriadneTree *next;
      guint index;

      ariadne_rewriter_load (rewriter, tree);
      if (!ariadne_rewriter_find (rewriter, json_array_get_string_element (step, 1),
                                  json_array_get_int_element (step, 0), &index))
        {
          golden_case_fail (self, "rewrite %u does not apply", i);
          return NULL;
        }

      next = ariadne_rewriter_get_result (rewriter, index);
      ariadne_tree_unref (tree);
      tree = next;
    }

  return g_steal_pointer (&tree);
}

/* The expression again, from the function it was made from if that is there. A
 * folder may hold nothing but graphs, which know no types.
 */
static void
check_origin (GoldenCase *self)
{
  const char *source = golden_string (self->object, "source");
  const char *name = golden_string (self->object, "name");
  const char *text = golden_string (self->object, "expr");
  g_autoptr (AriadneTree) start = NULL;
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *printed = NULL;
  AriadneEnvironment *environment;

  environment = golden_world_find_environment (self->world, source, NULL);
  if (environment == NULL)
    return;

  if (golden_world_find_set (self->world, source) != NULL)
    {
      start = golden_world_find_start (self->world, source, name, &error);
      tree = start != NULL ? follow_rewrites (self, environment, start) : NULL;
    }
  else
    tree = golden_read (environment, text, &error);

  if (tree == NULL)
    {
      golden_case_fail (self, "%s", error != NULL ? error->message : "it cannot be rewritten");
      return;
    }

  printed = ariadne_tree_to_string (tree);
  if (golden_case_expect_string (self, "expr", text, printed))
    golden_case_expect_double (self, "cost", golden_double (self->object, "cost"),
                               golden_cost (environment, tree));
}

static void
check_graph (GoldenCase   *self,
             GoldenGraphs *graphs)
{
  g_autoptr (AriadneGraph) graph = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *data;
  gsize length;

  data = golden_graphs_get_encoded (graphs, self->number, &length);
  if (data == NULL)
    {
      golden_case_fail (self, "%s", golden_graphs_get_error (graphs, self->number)->message);
      return;
    }

  graph = ariadne_graph_new_from_data (data, length, &error);
  if (graph == NULL)
    {
      golden_case_fail (self, "%s", error->message);
      return;
    }

  check_node_types (self, graph);
  for (guint type = 0; golden_case_is_open (self) && type < ARIADNE_GRAPH_N_EDGE_TYPES; type++)
    check_edges (self, graph, type);
  if (golden_case_is_open (self))
    check_match_groups (self, graph);
  golden_case_expect_double (self, "cost of the encoded graph",
                             golden_double (self->object, "cost"),
                             ariadne_graph_get_cost (graph));
  if (golden_case_is_open (self))
    check_origin (self);
}

void
golden_check_graphs (GoldenFile   *self,
                     GoldenGraphs *graphs)
{
  if (golden_graphs_get_n (graphs) == 0)
    golden_file_fail (self, "there are no graphs in it");

  for (guint id = 0; id < golden_graphs_get_n (graphs); id++)
    {
      GoldenCase graph;

      golden_case_begin (&graph, self, "graph", id, golden_graphs_get (graphs, id));
      golden_case_expect_uint (&graph, "id", golden_uint (graph.object, "id"), id);
      check_graph (&graph, graphs);
      golden_case_end (&graph);
    }
}

void
golden_check_batches (GoldenFile   *self,
                      GoldenGraphs *graphs)
{
  if (golden_graphs_get_n_batches (graphs) == 0)
    golden_file_fail (self, "there are no batches in it");

  for (guint i = 0; i < golden_graphs_get_n_batches (graphs); i++)
    {
      GoldenCase batch;
      JsonArray *ids;
      guint n_nodes = 0;

      golden_case_begin (&batch, self, "batch", i, golden_graphs_get_batch (graphs, i));
      ids = golden_array (batch.object, "ids");
      for (guint j = 0; j < json_array_get_length (ids); j++)
        {
          guint id = json_array_get_int_element (ids, j);

          if (id < golden_graphs_get_n (graphs))
            n_nodes += golden_graphs_get_n_nodes (graphs, id);
          else
            golden_case_fail (&batch, "graph %u is not in graphs.json", id);
        }
      golden_case_expect_uint (&batch, "num_nodes", golden_uint (batch.object, "num_nodes"),
                               n_nodes);
      golden_case_end (&batch);
    }
}
