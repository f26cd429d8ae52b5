/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda-fixture.h"

#include "cuda/ariadne-cuda-pieces.h"

/* What is packed, read back and compared with what the graphs themselves say. */

typedef struct
{
  AriadneCudaNetwork network;
  AriadneCudaBucket  bucket;
  AriadneCudaBatch   batch;
  GPtrArray         *graphs;
  guint32           *nodes; /* of each place */
} Packed;

static Packed *
packed_new (GPtrArray *graphs,
            guint      n_edge_types,
            guint      room)
{
  g_autoptr (AriadneCudaPacker) packer = ariadne_cuda_packer_new ();
  Packed *self = g_new0 (Packed, 1);
  AriadneNetworkConfig config;
  g_autofree char *block = NULL;
  gsize size;

  cuda_emulator_reset ();
  ariadne_network_config_init (&config);
  config.n_edge_types = n_edge_types;
  ariadne_cuda_network_init (&self->network, &config, ARIADNE_CUDA_FP32);
  self->graphs = graphs;
  self->bucket = cuda_bucket_for ((AriadneGraph **) graphs->pdata, graphs->len, room);
  size = ariadne_cuda_batch_layout (&self->bucket, NULL, &self->batch);
  block = g_malloc (size);
  memset (block, 0xab, size);
  ariadne_cuda_batch_layout (&self->bucket, block, &self->batch);
  CUDA_SCATTER (&self->batch, block, size);

  /* What was packed before must not matter. */
  for (guint i = 0; i < 2; i++)
    ariadne_cuda_packer_pack (packer, &self->network, &self->bucket,
                              (AriadneGraph **) graphs->pdata, graphs->len - (i == 0),
                              &self->batch);

  return self;
}

static void
packed_free (Packed *self)
{
  CUDA_FREE (&self->batch);
  g_free (self->nodes);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Packed, packed_free)

/* Every node has one place, and places are in no two minds. */
static void
check_places (Packed *self)
{
  const AriadneCudaBatch *batch = &self->batch;
  guint32 n_nodes = 0;

  for (guint i = 0; i < self->graphs->len; i++)
    {
      g_assert_cmpuint (batch->starts[i], ==, n_nodes);
      n_nodes += ariadne_graph_get_n_nodes (g_ptr_array_index (self->graphs, i));
    }
  g_assert_cmpuint (batch->starts[self->graphs->len], ==, n_nodes);
  g_assert_cmpuint (batch->header->n_graphs, ==, self->graphs->len);
  g_assert_cmpuint (batch->header->n_nodes, ==, n_nodes);
  g_assert_cmpuint (n_nodes, <=, self->bucket.n_nodes);

  self->nodes = g_malloc (sizeof (guint32) * n_nodes);
  memset (self->nodes, 0xff, sizeof (guint32) * n_nodes);
  for (guint node = 0; node < n_nodes; node++)
    {
      g_assert_cmpuint (batch->places[node], <, n_nodes);
      g_assert_cmphex (self->nodes[batch->places[node]], ==, G_MAXUINT32);
      self->nodes[batch->places[node]] = node;
    }
}

/* The sum that a row belongs to. */
static const AriadneCudaSum *
find_sum (const Packed *self,
          guint32       row)
{
  for (guint i = 0; i < self->batch.header->n_sums; i++)
    {
      const AriadneCudaSum *sum = &self->batch.sums[i];

      if (row >= sum->first_row && row < sum->first_row + (sum->is_class ? sum->n_terms : 1))
        return sum;
    }

  g_assert_not_reached ();
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* The nodes that a place has messages of a type from, in their order. */
static GArray *
expand (const Packed *self,
        guint         edge_type,
        guint32       place)
{
  guint32 n_places = ariadne_cuda_bucket_get_n_places (&self->bucket);
  guint32 source = self->batch.sources[edge_type * n_places + place];
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  const AriadneCudaSum *sum;

  if (source == ARIADNE_CUDA_NO_SOURCE)
    return nodes;
  if (source < n_places)
    {
      g_array_append_val (nodes, self->nodes[source]);
      return nodes;
    }

  sum = find_sum (self, source - n_places);
  for (guint i = 0; i < sum->n_terms; i++)
    if (!sum->is_class || i != source - n_places - sum->first_row)
      g_array_append_val (nodes, self->nodes[self->batch.sum_terms[sum->first_term + i]]);
  g_array_sort (nodes, compare_numbers);

  return nodes;
}

static void
check_edges (Packed *self,
             guint   edge_type)
{
  for (guint i = 0; i < self->graphs->len; i++)
    {
      const AriadneGraph *graph = g_ptr_array_index (self->graphs, i);
      g_autoptr (GArray) edges = ariadne_graph_get_edges (graph, edge_type);
      guint32 start = self->batch.starts[i];
      guint next = 0;

      if (edge_type >= self->network.n_edge_types)
        g_array_set_size (edges, 0);

      for (guint node = 0; node < ariadne_graph_get_n_nodes (graph); node++)
        {
          guint32 place = self->batch.places[start + node];
          g_autoptr (GArray) nodes = expand (self, edge_type, place);
          gboolean in_group = self->batch.group_types[place / ARIADNE_CUDA_GROUP] >> edge_type & 1;

          for (guint j = 0; j < nodes->len; j++, next++)
            {
              AriadneGraphEdge edge = g_array_index (edges, AriadneGraphEdge, next);

              g_assert_cmpuint (next, <, edges->len);
              g_assert_cmpuint (edge.destination, ==, node);
              g_assert_cmpuint (start + edge.source, ==, g_array_index (nodes, guint32, j));
            }
          g_assert_true (in_group || nodes->len == 0);
        }
      g_assert_cmpuint (next, ==, edges->len);
    }
}

/* A group has no type that none of its places has, and places without a node
 * have none.
 */
static void
check_groups (Packed *self)
{
  guint32 n_places = ariadne_cuda_bucket_get_n_places (&self->bucket);
  guint32 n_used = (self->batch.header->n_nodes + ARIADNE_CUDA_TILE_ROWS - 1)
                   / ARIADNE_CUDA_TILE_ROWS * ARIADNE_CUDA_TILE_ROWS;

  for (guint group = 0; group < n_places / ARIADNE_CUDA_GROUP; group++)
    for (guint k = 0; k < ARIADNE_CUDA_N_EDGE_TYPES; k++)
      {
        gboolean found = FALSE;

        for (guint i = 0; i < ARIADNE_CUDA_GROUP; i++)
          {
            guint32 place = group * ARIADNE_CUDA_GROUP + i;
            guint32 source = self->batch.sources[k * n_places + place];

            if (place < n_used && place >= self->batch.header->n_nodes)
              g_assert_cmphex (source, ==, ARIADNE_CUDA_NO_SOURCE);
            found |= place < self->batch.header->n_nodes && source != ARIADNE_CUDA_NO_SOURCE;
          }
        g_assert_cmpint (self->batch.group_types[group] >> k & 1, ==, found);
      }
}

/* What the first step looks up is counted in two ways. */
static void
check_first_step (Packed *self)
{
  const AriadneCudaBatch *batch = &self->batch;

  for (guint place = 0; place < batch->header->n_nodes; place++)
    {
      gint counts[ARIADNE_CUDA_N_EDGE_TYPES][32] = { { 0 } };
      guint32 match_class = batch->classes[place];

      for (guint i = batch->first_terms[place]; i < batch->first_terms[place + 1]; i++)
        counts[batch->terms[i] / 32][batch->terms[i] % 32]--;
      for (guint i = match_class == 0 ? 1 : batch->first_class_terms[match_class - 1];
           match_class > 0 && i < batch->first_class_terms[match_class]; i++)
        counts[ARIADNE_CUDA_MATCH_EDGE][batch->class_terms[i] % 32]
          -= batch->class_terms[i] / 32 - (batch->class_terms[i] % 32 == batch->types[place]);

      for (guint k = 0; k < ARIADNE_CUDA_N_EDGE_TYPES; k++)
        {
          g_autoptr (GArray) nodes = expand (self, k, place);

          for (guint i = 0; i < nodes->len; i++)
            counts[k][batch->types[batch->places[g_array_index (nodes, guint32, i)]]]++;
          for (guint type = 0; type < 32; type++)
            g_assert_cmpint (counts[k][type], ==, 0);
        }
    }
}

static void
check_types (Packed *self)
{
  for (guint i = 0; i < self->graphs->len; i++)
    {
      const AriadneGraph *graph = g_ptr_array_index (self->graphs, i);

      for (guint node = 0; node < ariadne_graph_get_n_nodes (graph); node++)
        g_assert_cmpuint (self->batch.types[self->batch.places[self->batch.starts[i] + node]], ==,
                          ariadne_graph_get_node_type (graph, node));
    }
}

static void
check_graphs (GPtrArray *graphs)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (Packed) packed = packed_new (graphs, 8 + i % 2, i / 2 * 300);

      check_places (packed);
      check_types (packed);
      for (guint k = 0; k < ARIADNE_CUDA_N_EDGE_TYPES; k++)
        check_edges (packed, k);
      check_groups (packed);
      check_first_step (packed);
    }
}

static void
test_random (void)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (round);
      g_autoptr (GPtrArray) graphs = NULL;
      guint n_graphs = g_rand_int_range (random, 1, 12);

      graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_graph_unref);
      for (guint i = 0; i < n_graphs; i++)
        g_ptr_array_add (graphs, random_graph_new (round * 100 + i,
                                                   g_rand_int_range (random, 1, 90)));
      check_graphs (graphs);
    }
}

static void
test_wide (void)
{
  g_autoptr (GPtrArray) graphs = NULL;

  graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_graph_unref);
  for (guint i = 0; i < 4; i++)
    g_ptr_array_add (graphs, cuda_wide_graph_new (2 + i * 70));
  check_graphs (graphs);
}

/* Tuples of a leaf and a tuple: as many sums as there can be. */
static AriadneGraph *
tuple_chain_new (guint n_tuples)
{
  const guint n = 2 * n_tuples + 1;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *types = g_new (guint8, n);
  g_autofree guint32 *n_children = g_new0 (guint32, n);
  g_autofree guint32 *classes = g_new0 (guint32, n);
  AriadneGraph *graph;

  for (guint i = 0; i < n; i++)
    {
      gboolean is_leaf = i % 2 == 1 || i == n - 1;

      types[i] = is_leaf ? 27 : ARIADNE_GRAPH_TUPLE;
      n_children[i] = is_leaf ? 0 : 2;
      classes[i] = is_leaf ? 1 : 0;
    }
  ariadne_graph_write (bytes, n, types, n_children, classes, 1.0);
  graph = ariadne_graph_new_from_data (bytes->data, bytes->len, &error);
  g_assert_no_error (error);

  return graph;
}

/* Arrays end where nothing may be written, but for what alignment leaves. */
static void
test_bounds (void)
{
  g_autoptr (GPtrArray) graphs = NULL;

  graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_graph_unref);
  g_ptr_array_add (graphs, tuple_chain_new (700));
  g_ptr_array_add (graphs, cuda_wide_graph_new (900));
  check_graphs (graphs);
}

/* Every value of a piece has a place of its own, and what is split has 22 bits. */
static void
test_pieces (void)
{
  for (guint arithmetic = 0; arithmetic < ARIADNE_CUDA_N_ARITHMETICS; arithmetic++)
    {
      const gsize n_values = ARIADNE_CUDA_BLOCK * ARIADNE_CUDA_TILE;
      g_autofree gboolean *taken = g_new0 (gboolean, n_values);

      for (guint i = 0; i < ARIADNE_CUDA_BLOCK; i++)
        for (guint j = 0; j < ARIADNE_CUDA_TILE; j++)
          {
            gsize place = ariadne_cuda_piece_get_place (arithmetic, i, j);

            g_assert_cmpuint (place, <, n_values);
            g_assert_false (taken[place]);
            taken[place] = TRUE;
          }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cuda/packer/random", test_random);
  g_test_add_func ("/cuda/packer/wide", test_wide);
  g_test_add_func ("/cuda/packer/bounds", test_bounds);
  g_test_add_func ("/cuda/packer/pieces", test_pieces);

  return g_test_run ();
}
