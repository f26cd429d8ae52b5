/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "model/ariadne-graph.h"

#include "random-graph.h"

/* (if c (tuple x 1 x) x): a node of three children, a tuple of three, and
 * three occurrences of x.
 */
static const guint8 sample_types[] = { 13, 27, 26, 27, 6, 27, 27 };
static const guint32 sample_n_children[] = { 3, 0, 3, 0, 0, 0, 0 };
static const guint32 sample_classes[] = { 0, 0, 0, 1, 0, 1, 1 };

static GByteArray *
write_sample (void)
{
  GByteArray *bytes = g_byte_array_new ();

  ariadne_graph_write (bytes, G_N_ELEMENTS (sample_types), sample_types, sample_n_children,
                       sample_classes, 12.5);

  return bytes;
}

static AriadneGraph *
read_bytes (const GByteArray *bytes)
{
  g_autoptr (GError) error = NULL;
  AriadneGraph *graph = ariadne_graph_new_from_data (bytes->data, bytes->len, &error);

  g_assert_no_error (error);

  return graph;
}

static void
assert_edges (const AriadneGraph *graph,
              guint               edge_type,
              const char         *expected)
{
  g_autoptr (GArray) edges = ariadne_graph_get_edges (graph, edge_type);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < edges->len; i++)
    {
      AriadneGraphEdge edge = g_array_index (edges, AriadneGraphEdge, i);

      g_string_append_printf (text, "%s%u-%u", i > 0 ? " " : "", edge.source, edge.destination);
    }

  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_edges (void)
{
  g_autoptr (GByteArray) bytes = write_sample ();
  g_autoptr (AriadneGraph) graph = read_bytes (bytes);

  g_assert_cmpuint (ariadne_graph_get_n_nodes (graph), ==, 7);
  g_assert_cmpfloat (ariadne_graph_get_cost (graph), ==, 12.5);
  g_assert_cmpuint (ariadne_graph_get_node_type (graph, 2), ==, 26);
  g_assert_cmpuint (ariadne_graph_get_match_class (graph, 2), ==, 0);
  g_assert_cmpuint (ariadne_graph_get_match_class (graph, 6), ==, 1);

  assert_edges (graph, 0, "0-1");
  assert_edges (graph, 1, "1-0");
  assert_edges (graph, 2, "0-2");
  assert_edges (graph, 3, "2-0");
  assert_edges (graph, 4, "0-6");
  assert_edges (graph, 5, "6-0");
  assert_edges (graph, 6, "2-3 2-4 2-5");
  assert_edges (graph, 7, "3-2 4-2 5-2");
  assert_edges (graph, 8, "5-3 6-3 3-5 6-5 3-6 5-6");
}

static void
test_compact (void)
{
  g_autoptr (GByteArray) bytes = write_sample ();

  g_assert_cmpuint (bytes->len, ==, 2 + 8 + 1 + 2 * 7);
}

static void
test_one_node (void)
{
  const guint8 type = 6;
  const guint32 zero = 0;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (AriadneGraph) graph = NULL;

  ariadne_graph_write (bytes, 1, &type, &zero, &zero, 0.0);
  graph = read_bytes (bytes);

  g_assert_cmpuint (ariadne_graph_get_n_nodes (graph), ==, 1);
  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    assert_edges (graph, k, "");
}

static void
test_wide_tuple (void)
{
  enum { N = 301 };
  guint8 types[N] = { ARIADNE_GRAPH_TUPLE };
  guint32 n_children[N] = { N - 1 };
  guint32 classes[N];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (AriadneGraph) graph = NULL;
  g_autoptr (GArray) edges = NULL;

  /* Node i and node i + 150 match. */
  for (guint i = 0; i < N; i++)
    classes[i] = i == 0 ? 0 : (i - 1) % 150 + 1;

  ariadne_graph_write (bytes, N, types, n_children, classes, 1.0);
  graph = read_bytes (bytes);

  edges = ariadne_graph_get_edges (graph, 7);
  g_assert_cmpuint (edges->len, ==, N - 1);
  for (guint i = 0; i < N; i++)
    g_assert_cmpuint (ariadne_graph_get_match_class (graph, i), ==, classes[i]);
}

/* Reads a graph, and says the same as a mere check of it. */
static AriadneGraph *
read_and_check (const guint8  *data,
                gsize          length,
                GError       **error)
{
  g_autoptr (GError) check_error = NULL;
  g_autoptr (GError) read_error = NULL;
  guint n_nodes = 0;
  double cost = -1;
  gboolean is_valid = ariadne_graph_check (data, length, &n_nodes, &cost, &check_error);
  AriadneGraph *graph = ariadne_graph_new_from_data (data, length, &read_error);

  g_assert_cmpint (is_valid, ==, graph != NULL);
  if (graph != NULL)
    {
      double read_cost = ariadne_graph_get_cost (graph);

      g_assert_cmpuint (n_nodes, ==, ariadne_graph_get_n_nodes (graph));
      g_assert_cmpmem (&cost, sizeof cost, &read_cost, sizeof read_cost);
    }
  else
    {
      g_assert_error (check_error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
      g_propagate_error (error, g_steal_pointer (&read_error));
    }

  return graph;
}

static void
test_truncated (void)
{
  g_autoptr (GByteArray) bytes = write_sample ();

  for (guint length = 0; length < bytes->len; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (read_and_check (copy, length, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
    }

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_and_check (bytes->data, bytes->len, &error));
    g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
    g_assert_cmpstr (error->message, ==, "Encoded graph, byte 25: expected the end");
  }
}

/* Whatever is accepted must be a graph. */
static void
assert_is_graph (const AriadneGraph *graph)
{
  guint n_edges = 0;

  for (guint k = 0; k < ARIADNE_GRAPH_MATCH_EDGE; k++)
    {
      g_autoptr (GArray) edges = ariadne_graph_get_edges (graph, k);

      n_edges += edges->len;
      for (guint i = 0; i < edges->len; i++)
        {
          AriadneGraphEdge edge = g_array_index (edges, AriadneGraphEdge, i);

          g_assert_cmpuint (MAX (edge.source, edge.destination), <,
                            ariadne_graph_get_n_nodes (graph));
        }
    }

  g_assert_cmpuint (n_edges, ==, 2 * (ariadne_graph_get_n_nodes (graph) - 1));
}

static void
test_corrupted (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint n_accepted = 0;

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (AriadneGraph) graph = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *copy = NULL;

      random_graph_write (round, 1 + round % 20, 1.0, bytes);
      for (guint i = 0; i <= round % 3; i++)
        bytes->data[g_rand_int_range (random, 0, bytes->len)] = g_rand_int (random);

      copy = g_memdup2 (bytes->data, bytes->len);
      graph = read_and_check (copy, bytes->len, &error);
      if (graph == NULL)
        {
          g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
          continue;
        }
      assert_is_graph (graph);
      n_accepted++;
    }

  g_assert_cmpuint (n_accepted, >, 0);
}

static void
assert_rejected (const char *nodes,
                 gsize       length,
                 const char *message)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (bytes, (const guint8 *) "G\1\0\0\0\0\0\0\0\0", 10);
  g_byte_array_append (bytes, (const guint8 *) nodes, length);
  g_assert_null (read_and_check (bytes->data, bytes->len, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_rejected (void)
{
  assert_rejected ("\0", 1,
                   "Encoded graph, byte 11: expected at least one node and two bytes for each");
  assert_rejected ("\xff\xff\xff\xff\x0f", 5,
                   "Encoded graph, byte 15: expected at least one node and two bytes for each");
  assert_rejected ("\xff\xff\xff\xff\x7f", 5,
                   "Encoded graph, byte 15: expected a number in its shortest form");
  assert_rejected ("\1\x1f\0", 3,
                   "Encoded graph, byte 11: expected a node type below 28");
  assert_rejected ("\1\x81\0", 3,
                   "Encoded graph, byte 12: expected at most three children");
  assert_rejected ("\1\x06\1", 3,
                   "Encoded graph, byte 13: expected at least two members in every match class");
  assert_rejected ("\1\x06\2", 3,
                   "Encoded graph, byte 13: expected match classes in the order of their first "
                   "members");
  assert_rejected ("\2\x06\0\x06\0", 5, "Encoded graph, byte 15: expected the end of the tree");
  assert_rejected ("\2\x54\0\x06\0", 5,
                   "Encoded graph, byte 13: expected as many nodes as there are children");
}

/* So many classes that a check cannot keep them in a few words. */
static void
test_many_classes (void)
{
  enum { N_PAIRS = 3000, N = 1 + 2 * N_PAIRS };
  static guint8 types[N] = { ARIADNE_GRAPH_TUPLE };
  static guint32 n_children[N] = { N - 1 };
  static guint32 classes[N];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (AriadneGraph) graph = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < N; i++)
    classes[i] = (i - 1) % N_PAIRS + 1;
  ariadne_graph_write (bytes, N, types, n_children, classes, 1.0);
  graph = read_and_check (bytes->data, bytes->len, &error);
  g_assert_no_error (error);

  /* The last one leaves its class, which then has a single member. */
  g_byte_array_set_size (bytes, 0);
  classes[N - 1] = 0;
  ariadne_graph_write (bytes, N, types, n_children, classes, 1.0);
  g_assert_null (read_and_check (bytes->data, bytes->len, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Graph/edges", test_edges);
  g_test_add_func ("/Ariadne/Graph/compact", test_compact);
  g_test_add_func ("/Ariadne/Graph/one_node", test_one_node);
  g_test_add_func ("/Ariadne/Graph/wide_tuple", test_wide_tuple);
  g_test_add_func ("/Ariadne/Graph/many_classes", test_many_classes);
  g_test_add_func ("/Ariadne/Graph/truncated", test_truncated);
  g_test_add_func ("/Ariadne/Graph/corrupted", test_corrupted);
  g_test_add_func ("/Ariadne/Graph/rejected", test_rejected);

  return g_test_run ();
}
