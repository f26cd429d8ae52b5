/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-graph-private.h"

#include "core/ariadne-error.h"

/**
 * AriadneGraph: (ref-func ariadne_graph_ref) (unref-func ariadne_graph_unref)
 *
 * What a graph network reads of a state: a tree of typed nodes, and classes of
 * nodes that match one another.
 *
 * Nodes are numbered in preorder. Every node is joined with its parent by an
 * edge down and an edge up, of types that tell which child it is; the members
 * of a class are joined pairwise, in both directions. The edges follow from
 * tree and classes, and only these are kept.
 *
 * ## The encoded form
 *
 * A domain hands a graph over as bytes, about two a node:
 *
 *  - the letter `G` and the version, 1;
 *  - the cost of the state, a little-endian double;
 *  - the number of nodes;
 *  - for every node in preorder one byte with its type in the lower five bits
 *    and its number of children in the upper three; if these are all ones, the
 *    number of children follows; then its match class.
 *
 * Classes are numbered from 1 in the order in which their first members
 * appear, 0 being a node without a class. Hence two graphs are the same if and
 * only if their encoded forms are, but for the cost. Numbers are written in
 * groups of seven bits, least significant first, with the top bit set in all
 * bytes but the last.
 *
 * A graph does not change and may be read on any thread.
 */

G_DEFINE_BOXED_TYPE (AriadneGraph, ariadne_graph, ariadne_graph_ref, ariadne_graph_unref)

#define MAGIC         'G'
#define VERSION       1
#define HEADER_LENGTH (2 + 8)
#define MANY_CHILDREN 7

typedef struct
{
  const guint8 *data;
  gsize         length;
  gsize         position;
} Reader;

static gboolean
fail_at (const Reader *reader,
         const char   *expected,
         GError      **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               "Encoded graph, byte %" G_GSIZE_FORMAT ": expected %s",
               reader->position, expected);

  return FALSE;
}

static gboolean
read_number (Reader     *reader,
             guint32    *number,
             const char *expected,
             GError    **error)
{
  guint64 value = 0;

  for (guint shift = 0; shift < 35; shift += 7)
    {
      guint8 byte;

      if (reader->position == reader->length)
        return fail_at (reader, expected, error);

      byte = reader->data[reader->position++];
      value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        {
          if (value > G_MAXUINT32 || (byte == 0 && shift > 0))
            return fail_at (reader, "a number in its shortest form", error);

          *number = value;

          return TRUE;
        }
    }

  return fail_at (reader, "a number below 2^32", error);
}

static gboolean
read_header (Reader   *reader,
             double   *cost,
             guint32  *n_nodes,
             GError  **error)
{
  guint64 bits;

  if (reader->length < HEADER_LENGTH)
    return fail_at (reader, "a header of 10 bytes", error);
  if (reader->data[0] != MAGIC || reader->data[1] != VERSION)
    return fail_at (reader, "the letter G and version 1", error);

  memcpy (&bits, reader->data + 2, sizeof bits);
  bits = GUINT64_FROM_LE (bits);
  memcpy (cost, &bits, sizeof bits);

  reader->position = HEADER_LENGTH;
  if (!read_number (reader, n_nodes, "the number of nodes", error))
    return FALSE;

  /* Two bytes a node: what is allocated is bounded by what was received. */
  if (*n_nodes == 0 || *n_nodes > (reader->length - reader->position) / 2)
    return fail_at (reader, "at least one node and two bytes for each", error);

  return TRUE;
}

static AriadneGraph *
graph_alloc (guint  n_nodes,
             double cost)
{
  AriadneGraph *self = g_malloc (sizeof *self + (gsize) n_nodes * 10);

  self->ref_count = 1;
  self->n_nodes = n_nodes;
  self->n_classes = 0;
  self->cost = cost;
  self->parents = (guint32 *) (self + 1);
  self->classes = self->parents + n_nodes;
  self->types = (guint8 *) (self->classes + n_nodes);
  self->slots = self->types + n_nodes;

  return self;
}

/* What is written of a node. */
typedef struct
{
  guint8  type;
  guint32 n_children;
  guint32 match_class;
} Node;

/* Reads a node that is like most: well formed, and two bytes long. Of the classes
 * the first n_classes have been met so far.
 */
static inline gboolean
read_common_node (Reader  *reader,
                  guint32 *n_classes,
                  Node    *node)
{
  const guint8 *bytes = reader->data + reader->position;

  if (reader->length - reader->position < 2 || bytes[1] >= 0x80 || bytes[1] > *n_classes + 1)
    return FALSE;

  node->type = bytes[0] & 0x1f;
  node->n_children = bytes[0] >> 5;
  node->match_class = bytes[1];
  if (node->type >= ARIADNE_GRAPH_N_NODE_TYPES || node->n_children == MANY_CHILDREN
      || (node->n_children > 3 && node->type != ARIADNE_GRAPH_TUPLE))
    return FALSE;

  *n_classes = MAX (*n_classes, node->match_class);
  reader->position += 2;

  return TRUE;
}

static gboolean
read_node (Reader   *reader,
           guint32  *n_classes,
           Node     *node,
           GError  **error)
{
  guint8 byte;

  if (read_common_node (reader, n_classes, node))
    return TRUE;

  if (reader->position == reader->length)
    return fail_at (reader, "a node", error);

  byte = reader->data[reader->position];
  node->type = byte & 0x1f;
  node->n_children = byte >> 5;
  if (node->type >= ARIADNE_GRAPH_N_NODE_TYPES)
    return fail_at (reader, "a node type below 28", error);
  reader->position++;

  if (node->n_children == MANY_CHILDREN
      && !read_number (reader, &node->n_children, "a number of children", error))
    return FALSE;
  if (node->n_children > 3 && node->type != ARIADNE_GRAPH_TUPLE)
    return fail_at (reader, "at most three children", error);

  if (!read_number (reader, &node->match_class, "a match class", error))
    return FALSE;
  if (node->match_class > *n_classes + 1)
    return fail_at (reader, "match classes in the order of their first members", error);
  *n_classes = MAX (*n_classes, node->match_class);

  return TRUE;
}

/* The slot of a child of which remaining siblings, itself included, are still
 * to come.
 */
static AriadneGraphSlot
slot_of_child (guint8  parent_type,
               guint32 n_children,
               guint32 remaining)
{
  if (parent_type == ARIADNE_GRAPH_TUPLE)
    return ARIADNE_GRAPH_SLOT_TUPLE;

  return ARIADNE_GRAPH_SLOT_FIRST + (n_children - remaining);
}

/* The preorder is walked with the path from the root to the last node, which is
 * linked through the parents; of each node on it we know how many children are
 * still to come.
 */
static gboolean
read_nodes (Reader        *reader,
            AriadneGraph  *self,
            GError       **error)
{
  g_autofree guint32 *n_children = g_new (guint32, self->n_nodes);
  g_autofree guint32 *remaining = g_new (guint32, self->n_nodes);
  guint32 last = 0;

  for (guint node = 0; node < self->n_nodes; node++)
    {
      Node read;

      if (!read_node (reader, &self->n_classes, &read, error))
        return FALSE;

      self->types[node] = read.type;
      self->classes[node] = read.match_class;
      n_children[node] = read.n_children;
      if (n_children[node] > self->n_nodes - node - 1)
        return fail_at (reader, "as many nodes as there are children", error);

      self->parents[node] = 0;
      self->slots[node] = 0;
      if (node > 0)
        {
          while (remaining[last] == 0)
            {
              if (last == 0)
                return fail_at (reader, "the end of the tree", error);
              last = self->parents[last];
            }

          self->parents[node] = last;
          self->slots[node] = slot_of_child (self->types[last], n_children[last], remaining[last]);
          remaining[last]--;
        }

      remaining[node] = n_children[node];
      last = node;
    }

  for (;; last = self->parents[last])
    {
      if (remaining[last] != 0)
        return fail_at (reader, "as many nodes as there are children", error);
      if (last == 0)
        return TRUE;
    }
}

static gboolean
check_classes (const Reader        *reader,
               const AriadneGraph  *self,
               GError             **error)
{
  g_autofree guint32 *sizes = g_new0 (guint32, self->n_classes + 1);

  for (guint node = 0; node < self->n_nodes; node++)
    sizes[self->classes[node]]++;

  for (guint i = 1; i <= self->n_classes; i++)
    if (sizes[i] < 2)
      return fail_at (reader, "at least two members in every match class", error);

  return TRUE;
}

/**
 * ariadne_graph_new_from_data:
 * @data: (array length=length): the encoded form of a graph, or anything that
 *   claims to be it
 * @length: the number of bytes
 * @error: return location for an error
 *
 * Reads the encoded form of a graph. The input is not trusted.
 *
 * Fails with %ARIADNE_ERROR_PARSE, and says at which byte.
 *
 * Returns: (transfer full): a new graph
 */
AriadneGraph *
ariadne_graph_new_from_data (const guint8  *data,
                             gsize          length,
                             GError       **error)
{
  Reader reader = { data, length, 0 };
  g_autoptr (AriadneGraph) self = NULL;
  guint32 n_nodes;
  double cost;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (!read_header (&reader, &cost, &n_nodes, error))
    return NULL;

  self = graph_alloc (n_nodes, cost);
  if (!read_nodes (&reader, self, error) || !check_classes (&reader, self, error))
    return NULL;

  if (reader.position != length)
    {
      fail_at (&reader, "the end", error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* Reads the nodes and forgets them. What is given in preorder is a tree if as
 * many nodes are announced as there are: one for the root, and the children.
 */
static gboolean
check_nodes (Reader   *reader,
             guint32   n_nodes,
             GError  **error)
{
  guint64 few[16] = { 0 };
  g_autofree guint64 *many = NULL;
  guint64 *singles = few; /* a bit for each class that has one member so far */
  guint32 n_singles = 0;
  guint32 n_classes = 0;
  guint64 n_announced = 1;

  if (n_nodes / 64 >= G_N_ELEMENTS (few))
    singles = many = g_new0 (guint64, n_nodes / 64 + 1);

  for (guint32 i = 0; i < n_nodes; i++)
    {
      guint32 n_known = n_classes;
      guint64 bit;
      Node node;

      if (n_announced == i)
        return fail_at (reader, "the end of the tree", error);
      if (!read_node (reader, &n_classes, &node, error))
        return FALSE;

      n_announced += node.n_children;
      if (n_announced > n_nodes)
        return fail_at (reader, "as many nodes as there are children", error);
      if (node.match_class == 0)
        continue;

      bit = G_GUINT64_CONSTANT (1) << (node.match_class - 1) % 64;
      if (n_classes > n_known)
        {
          singles[(node.match_class - 1) / 64] |= bit;
          n_singles++;
        }
      else if ((singles[(node.match_class - 1) / 64] & bit) != 0)
        {
          singles[(node.match_class - 1) / 64] &= ~bit;
          n_singles--;
        }
    }

  if (n_announced != n_nodes)
    return fail_at (reader, "as many nodes as there are children", error);
  if (n_singles > 0)
    return fail_at (reader, "at least two members in every match class", error);

  return TRUE;
}

/**
 * ariadne_graph_check:
 * @data: (array length=length): the encoded form of a graph, or anything that
 *   claims to be it
 * @length: the number of bytes
 * @n_nodes: (out): the number of nodes
 * @cost: (out): the cost of the state, which may be any number or none
 * @error: return location for an error
 *
 * Tells whether ariadne_graph_new_from_data() can read a graph, in less time.
 *
 * Fails as that does.
 *
 * Returns: whether it can
 */
gboolean
ariadne_graph_check (const guint8  *data,
                     gsize          length,
                     guint         *n_nodes,
                     double        *cost,
                     GError       **error)
{
  Reader reader = { data, length, 0 };
  guint32 n = 0;

  g_return_val_if_fail (data != NULL || length == 0, FALSE);
  g_return_val_if_fail (n_nodes != NULL && cost != NULL, FALSE);

  if (!read_header (&reader, cost, &n, error) || !check_nodes (&reader, n, error))
    return FALSE;
  if (reader.position != length)
    return fail_at (&reader, "the end", error);

  *n_nodes = n;

  return TRUE;
}

/**
 * ariadne_graph_ref:
 * @self: a graph
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneGraph *
ariadne_graph_ref (AriadneGraph *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * ariadne_graph_unref:
 * @self: (transfer full): a graph
 *
 * Gives a reference back.
 */
void
ariadne_graph_unref (AriadneGraph *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_int_dec_and_test (&self->ref_count))
    g_free (self);
}

/**
 * ariadne_graph_get_n_nodes:
 * @self: a graph
 *
 * Gets the number of nodes.
 *
 * Returns: at least 1
 */
guint
ariadne_graph_get_n_nodes (const AriadneGraph *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_nodes;
}

/**
 * ariadne_graph_get_cost:
 * @self: a graph
 *
 * Gets the cost of the state, which outputs are scaled with.
 *
 * Returns: the cost
 */
double
ariadne_graph_get_cost (const AriadneGraph *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->cost;
}

/**
 * ariadne_graph_get_node_type:
 * @self: a graph
 * @node: a node
 *
 * Gets the type of a node.
 *
 * Returns: less than %ARIADNE_GRAPH_N_NODE_TYPES
 */
guint
ariadne_graph_get_node_type (const AriadneGraph *self,
                             guint               node)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (node < self->n_nodes, 0);

  return self->types[node];
}

/**
 * ariadne_graph_get_match_class:
 * @self: a graph
 * @node: a node
 *
 * Gets the class of nodes that @node matches.
 *
 * Returns: a number from 1, or 0 if @node matches no other node
 */
guint
ariadne_graph_get_match_class (const AriadneGraph *self,
                               guint               node)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (node < self->n_nodes, 0);

  return self->classes[node];
}

static void
append_edge (GArray *edges,
             guint   source,
             guint   destination)
{
  AriadneGraphEdge edge = { source, destination };

  g_array_append_val (edges, edge);
}

static int
compare_edges (gconstpointer a,
               gconstpointer b)
{
  const AriadneGraphEdge *edge_a = a;
  const AriadneGraphEdge *edge_b = b;

  if (edge_a->destination != edge_b->destination)
    return edge_a->destination < edge_b->destination ? -1 : 1;

  return (edge_a->source > edge_b->source) - (edge_a->source < edge_b->source);
}

/**
 * ariadne_graph_get_edges:
 * @self: a graph
 * @edge_type: an edge type, less than %ARIADNE_GRAPH_N_EDGE_TYPES
 *
 * Lists the edges of one type, ordered by destination and then by source.
 *
 * This is for inspection: it takes time in proportion to the square of the
 * number of nodes for match edges, which the network never lists.
 *
 * Returns: (transfer full) (element-type AriadneGraphEdge): the edges
 */
GArray *
ariadne_graph_get_edges (const AriadneGraph *self,
                         guint               edge_type)
{
  GArray *edges;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (edge_type < ARIADNE_GRAPH_N_EDGE_TYPES, NULL);

  edges = g_array_new (FALSE, FALSE, sizeof (AriadneGraphEdge));

  for (guint node = 0; node < self->n_nodes; node++)
    {
      if (edge_type == ARIADNE_GRAPH_MATCH_EDGE)
        {
          for (guint other = 0; other < self->n_nodes; other++)
            if (other != node && self->classes[node] != 0
                && self->classes[other] == self->classes[node])
              append_edge (edges, other, node);
        }
      else if (node > 0 && self->slots[node] == edge_type / 2)
        {
          if (edge_type % 2 == 0)
            append_edge (edges, self->parents[node], node);
          else
            append_edge (edges, node, self->parents[node]);
        }
    }

  g_array_sort (edges, compare_edges);

  return edges;
}

static guint8 *
put_number (guint8  *end,
            guint32  number)
{
  for (; number >= 0x80; number >>= 7)
    *end++ = number | 0x80;
  *end++ = number;

  return end;
}

/* A byte and two numbers of at most five bytes each. */
#define MAX_NODE_LENGTH 11

/**
 * ariadne_graph_write: (skip)
 * @bytes: the array to append to
 * @n_nodes: the number of nodes, at least 1
 * @node_types: the type of every node, in preorder
 * @n_children: the number of children of every node
 * @match_classes: the class of every node, numbered from 1 in the order of
 *   their first members, or 0
 * @cost: the cost of the state
 *
 * Appends the encoded form of a graph.
 */
void
ariadne_graph_write (GByteArray    *bytes,
                     guint          n_nodes,
                     const guint8  *node_types,
                     const guint32 *n_children,
                     const guint32 *match_classes,
                     double         cost)
{
  guint start;
  guint8 *end;
  guint64 bits;

  g_return_if_fail (bytes != NULL);
  g_return_if_fail (n_nodes > 0);

  start = bytes->len;
  g_byte_array_set_size (bytes, start + HEADER_LENGTH + 5 + n_nodes * MAX_NODE_LENGTH);
  end = bytes->data + start;

  memcpy (&bits, &cost, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  *end++ = MAGIC;
  *end++ = VERSION;
  memcpy (end, &bits, sizeof bits);
  end = put_number (end + sizeof bits, n_nodes);

  for (guint node = 0; node < n_nodes; node++)
    {
      *end++ = node_types[node] | MIN (n_children[node], MANY_CHILDREN) << 5;
      if (n_children[node] >= MANY_CHILDREN)
        end = put_number (end, n_children[node]);
      end = put_number (end, match_classes[node]);
    }

  g_byte_array_set_size (bytes, end - bytes->data);
}
