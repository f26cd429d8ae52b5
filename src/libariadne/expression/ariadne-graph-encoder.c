/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-graph-encoder.h"

#include "expression/ariadne-equality.h"
#include "model/ariadne-graph.h"

/* The graph of an expression: its tree, and which of its subtrees denote the
 * same. Two do if they have the same closest binder, the innermost one outside
 * of them whose variable they mention, and are equal up to the names of the
 * variables that are bound within. Having the same closest binder, they also
 * agree on what their free names refer to.
 *
 * Nodes are numbered in preorder, so a subtree is a range of numbers, and two
 * subtrees are equal if at every place of the two ranges there are
 *
 *  - the same kind and number of children;
 *  - equal constants, and parameters of the same type;
 *  - variables whose binders are at the same place of their ranges, or the same
 *    node outside of them, or which have no binder and the same name.
 *
 * A hash of that is the sum of a number for each node times the place's power
 * of a constant. For a variable the number stands for the binder as long as
 * that is outside the subtree, and for the distance to it otherwise. The
 * difference that this makes is known when the variable is met, and the binder
 * adds it to its own hash: so all hashes together take a time in proportion to
 * the number of nodes.
 */

#define POWER_BASE G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

/* Binders are given by their number plus one, and no binder by 0. */
typedef struct
{
  const AriadneTree *tree;
  guint32            parent;
  guint32            size;
  guint32            binder;  /* of a variable */
  guint32            closest; /* the closest binder of the subtree */
  guint32            first;   /* the first node of the same class */
  guint32            n_members;
  guint64            hash;
} Node;

typedef struct
{
  Node    *nodes;
  guint32  n_nodes;
  guint64 *powers;
} Encoder;

/* The binders around a node, innermost first. */
typedef struct _Scope Scope;

struct _Scope
{
  const Scope *outer;
  const char  *name;
  guint32      binder;
};

static inline guint64
mix (guint64 bits)
{
  bits = (bits ^ bits >> 32) * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);

  return bits ^ bits >> 32;
}

static inline guint64
hash_outside (guint32 binder)
{
  return mix (2 * (guint64) binder + 1);
}

static inline guint64
hash_inside (guint32 distance)
{
  return mix (2 * (guint64) distance + 2);
}

static guint32
find_binder (const Scope *scope,
             const char  *name)
{
  for (; scope != NULL; scope = scope->outer)
    if (scope->name == name)
      return scope->binder;

  return 0;
}

/* Tells all subtrees between a variable and its binder about it. Where a closer
 * binder is known already, it is so up to that binder.
 */
static void
spread_binder (Encoder *self,
               guint32  node,
               guint32  binder)
{
  while (node + 1 > binder)
    {
      Node *entry = &self->nodes[node];

      if (entry->closest == binder)
        return;

      if (entry->closest > binder)
        {
          node = entry->closest - 1;
        }
      else
        {
          entry->closest = binder;
          node = entry->parent;
        }
    }
}

static void
enter_variable (Encoder     *self,
                guint32      node,
                const Scope *scope)
{
  Node *entry = &self->nodes[node];
  const char *name = ariadne_tree_get_name (entry->tree);
  guint32 distance;
  Node *binder;

  entry->binder = find_binder (scope, name);
  if (entry->binder == 0)
    {
      entry->hash = ariadne_name_get_hash (name);
      return;
    }

  entry->hash = hash_outside (entry->binder);
  distance = node - (entry->binder - 1);
  binder = &self->nodes[entry->binder - 1];
  binder->hash += (hash_inside (distance) - entry->hash) * self->powers[distance];
  spread_binder (self, node, entry->binder);
}

static void
enter (Encoder           *self,
       const AriadneTree *tree,
       guint32            parent,
       const Scope       *scope)
{
  AriadneKind kind = ariadne_tree_get_kind (tree);
  guint32 node = self->n_nodes++;
  guint n_children = ariadne_tree_get_n_children (tree);
  gboolean binds = ariadne_kind_is_binder (kind);
  guint bound = binds ? ariadne_kind_get_bound_index (kind) : G_MAXUINT;
  Scope inner;

  self->nodes[node] = (Node) { .tree = tree, .parent = parent };
  self->nodes[node].size = ariadne_tree_get_size (tree);

  if (kind == ARIADNE_KIND_VARIABLE)
    {
      enter_variable (self, node, scope);
      return;
    }

  if (kind == ARIADNE_KIND_CONSTANT)
    {
      self->nodes[node].hash = ariadne_tree_hash (tree);
      return;
    }

  self->nodes[node].hash = mix (kind | (guint64) n_children << 32);
  if (binds)
    inner = (Scope) { scope, ariadne_tree_get_name (tree->children[bound]), node + 1 };
  if (kind == ARIADNE_KIND_LAM)
    self->nodes[node].hash += mix (G_MAXUINT32 + (guint64) tree->children[bound]->type_id);

  for (guint i = 0; i < n_children; i++)
    {
      gboolean in_scope = binds && (i == bound || i == n_children - 1);

      enter (self, tree->children[i], node, in_scope ? &inner : scope);
    }
}

/* Completes the hashes: in reverse order every node comes after its children. */
static void
sum_hashes (Encoder *self)
{
  for (guint32 node = self->n_nodes - 1; node > 0; node--)
    {
      const Node *entry = &self->nodes[node];

      self->nodes[entry->parent].hash += entry->hash * self->powers[node - entry->parent];
    }
}

static gboolean
binders_equal (const Encoder *self,
               guint32        a,
               guint32        b,
               guint32        node_a,
               guint32        node_b)
{
  guint32 binder_a = self->nodes[node_a].binder;
  guint32 binder_b = self->nodes[node_b].binder;

  if (binder_a > a || binder_b > b)
    return binder_a > a && binder_b > b && binder_a - a == binder_b - b;

  return binder_a == binder_b
         && (binder_a != 0 || self->nodes[node_a].tree->name == self->nodes[node_b].tree->name);
}

static gboolean
nodes_equal (const Encoder *self,
             guint32        a,
             guint32        b,
             guint32        offset)
{
  const AriadneTree *tree_a = self->nodes[a + offset].tree;
  const AriadneTree *tree_b = self->nodes[b + offset].tree;

  if (tree_a->kind != tree_b->kind || tree_a->n_children != tree_b->n_children)
    return FALSE;

  switch (ariadne_tree_get_kind (tree_a))
    {
    case ARIADNE_KIND_VARIABLE:
      return binders_equal (self, a, b, a + offset, b + offset);
    case ARIADNE_KIND_CONSTANT:
      return ariadne_tree_equal (tree_a, tree_b);
    case ARIADNE_KIND_LAM:
      return tree_a->children[0]->type_id == tree_b->children[0]->type_id;
    default:
      return TRUE;
    }
}

static gboolean
subtrees_equal (const Encoder *self,
                guint32        a,
                guint32        b)
{
  const Node *entry_a = &self->nodes[a];
  const Node *entry_b = &self->nodes[b];

  if (entry_a->hash != entry_b->hash
      || entry_a->closest != entry_b->closest
      || entry_a->size != entry_b->size)
    return FALSE;

  for (guint32 offset = 0; offset < entry_a->size; offset++)
    if (!nodes_equal (self, a, b, offset))
      return FALSE;

  return TRUE;
}

/* Finds the first node of each class by a table of the first nodes there are.
 *
 * When a subtree has been found equal to an earlier one, so are the subtrees
 * of the two, place by place, if only their closest binders are the same. They
 * are not compared again.
 */
static void
find_classes (Encoder *self,
              guint32 *table,
              guint32  table_mask)
{
  guint32 covered_end = 0;
  guint32 distance = 0;

  for (guint32 node = 0; node < self->n_nodes; node++)
    {
      Node *entry = &self->nodes[node];
      guint32 place = mix (entry->hash + entry->closest) & table_mask;

      if (node < covered_end && entry->closest == self->nodes[node - distance].closest)
        {
          entry->first = self->nodes[node - distance].first;
          self->nodes[entry->first].n_members++;
          continue;
        }

      while (table[place] != 0 && !subtrees_equal (self, table[place] - 1, node))
        place = (place + 1) & table_mask;

      if (table[place] == 0)
        table[place] = node + 1;
      entry->first = table[place] - 1;
      self->nodes[entry->first].n_members++;

      if (entry->first != node && node >= covered_end)
        {
          covered_end = node + entry->size;
          distance = node - entry->first;
        }
    }
}

static void
write_graph (const Encoder *self,
             double         cost,
             GByteArray    *bytes)
{
  g_autofree guint8 *types = g_new (guint8, self->n_nodes);
  g_autofree guint32 *n_children = g_new (guint32, self->n_nodes);
  g_autofree guint32 *classes = g_new (guint32, self->n_nodes);
  guint32 n_classes = 0;

  for (guint32 node = 0; node < self->n_nodes; node++)
    {
      const Node *entry = &self->nodes[node];

      types[node] = ariadne_tree_get_kind (entry->tree);
      n_children[node] = ariadne_tree_get_n_children (entry->tree);
      if (self->nodes[entry->first].n_members < 2)
        classes[node] = 0;
      else
        classes[node] = entry->first == node ? ++n_classes : classes[entry->first];
    }

  ariadne_graph_write (bytes, self->n_nodes, types, n_children, classes, cost);
}

/**
 * ariadne_graph_encoder_encode: (skip)
 * @root: an expression
 * @cost: its cost
 * @bytes: the array to append to
 *
 * Appends the graph of an expression, in the form that a graph network reads.
 */
void
ariadne_graph_encoder_encode (const AriadneTree *root,
                              double             cost,
                              GByteArray        *bytes)
{
  const guint32 size = ariadne_tree_get_size (root);
  const guint32 table_size = 1u << g_bit_storage (2 * size);
  g_autofree Node *nodes = g_new (Node, size);
  g_autofree guint64 *powers = g_new (guint64, size);
  g_autofree guint32 *table = g_new0 (guint32, table_size);
  Encoder self = { nodes, 0, powers };

  powers[0] = 1;
  for (guint32 i = 1; i < size; i++)
    powers[i] = powers[i - 1] * POWER_BASE;

  enter (&self, root, 0, NULL);
  sum_hashes (&self);
  find_classes (&self, table, table_size - 1);
  write_graph (&self, cost, bytes);
}
