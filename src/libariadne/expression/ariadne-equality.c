/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "expression/ariadne-equality.h"

static gboolean
names_equal (const char *a,
             const char *b,
             const AriadneNamePair *pairs)
{
  for (; pairs != NULL; pairs = pairs->outer)
    if (pairs->a == a || pairs->b == b)
      return pairs->a == a && pairs->b == b;

  return a == b;
}

/* Numbers are equal by value, whatever their types. A double is compared with
 * an integer as an integer, since not every integer is a double.
 */
static gboolean
is_integral (double  value,
             gint64 *integer)
{
  if (!(value >= -0x1p63 && value < 0x1p63) || value != floor (value))
    return FALSE;

  *integer = (gint64) value;

  return TRUE;
}

static gboolean
get_integral (const AriadneTree *self,
              gint64            *integer)
{
  if (self->constant_kind == ARIADNE_CONSTANT_FLOAT)
    return is_integral (self->real, integer);

  *integer = self->integer;

  return TRUE;
}

static gboolean
constants_equal (const AriadneTree *a,
                 const AriadneTree *b)
{
  gint64   integer_a = 0;
  gint64   integer_b = 0;
  gboolean integral_a = get_integral (a, &integer_a);
  gboolean integral_b = get_integral (b, &integer_b);

  if (integral_a || integral_b)
    return integral_a && integral_b && integer_a == integer_b;

  return a == b || a->real == b->real;
}

/**
 * ariadne_name_pair_enter: (skip)
 * @self: (out caller-allocates): what holds in the bodies of @a and @b
 * @outer: (nullable): what holds around @a and @b
 * @a: a binder
 * @b: another one of the same kind
 *
 * Goes into the bodies of two binders.
 *
 * Returns: whether the two bind variables that correspond; the parameters of two
 *   lams do only if they are of the same type
 */
gboolean
ariadne_name_pair_enter (AriadneNamePair       *self,
                         const AriadneNamePair *outer,
                         const AriadneTree     *a,
                         const AriadneTree     *b)
{
  AriadneKind        kind = ariadne_tree_get_kind (a);
  guint              bound = ariadne_kind_get_bound_index (kind);
  const AriadneTree *variable_a = a->children[bound];
  const AriadneTree *variable_b = b->children[bound];

  self->outer = outer;
  self->a = variable_a->name;
  self->b = variable_b->name;
  self->mask = outer == NULL ? 0 : outer->mask;
  if (self->a != self->b)
    self->mask |= ariadne_name_get_mask (self->a) | ariadne_name_get_mask (self->b);

  return kind != ARIADNE_KIND_LAM || variable_a->type_id == variable_b->type_id;
}

static gboolean
bodies_equal (const AriadneTree     *a,
              const AriadneTree     *b,
              const AriadneNamePair *pairs)
{
  guint           body = ariadne_kind_get_body_index (ariadne_tree_get_kind (a));
  AriadneNamePair pair;

  return ariadne_name_pair_enter (&pair, pairs, a, b) &&
         ariadne_tree_equal_within (a->children[body], b->children[body], &pair);
}

/**
 * ariadne_tree_equal_within: (skip)
 * @a: a tree
 * @b: another tree
 * @pairs: (nullable): the binders around them, innermost first
 *
 * Compares two trees that stand in the bodies of other ones.
 *
 * Returns: whether they are equal up to the names of bound variables
 */
gboolean
ariadne_tree_equal_within (const AriadneTree     *a,
                           const AriadneTree     *b,
                           const AriadneNamePair *pairs)
{
  AriadneKind kind = ariadne_tree_get_kind (a);
  guint       n = a->n_children;

  if (a == b && (pairs == NULL || (a->mask & pairs->mask) == 0))
    return TRUE;
  if (b->kind != kind || b->n_children != n)
    return FALSE;
  if (kind == ARIADNE_KIND_VARIABLE)
    return names_equal (a->name, b->name, pairs);
  if (kind == ARIADNE_KIND_CONSTANT)
    return constants_equal (a, b);
  if (a->size != b->size)
    return FALSE;

  if (ariadne_kind_is_binder (kind))
    {
      guint bound = ariadne_kind_get_bound_index (kind);

      n = ariadne_kind_get_body_index (kind);
      for (guint i = 0; i < n; i++)
        if (i != bound && !ariadne_tree_equal_within (a->children[i], b->children[i], pairs))
          return FALSE;

      return bodies_equal (a, b, pairs);
    }

  for (guint i = 0; i < n; i++)
    if (!ariadne_tree_equal_within (a->children[i], b->children[i], pairs))
      return FALSE;

  return TRUE;
}

/**
 * ariadne_tree_equal: (skip)
 * @a: a tree
 * @b: another tree
 *
 * Compares two trees up to the names of their bound variables. Free variables
 * are compared by name and constants by value, and of the types only those of
 * parameters.
 *
 * Returns: whether they are equal
 */
gboolean
ariadne_tree_equal (const AriadneTree *a,
                    const AriadneTree *b)
{
  return ariadne_tree_equal_within (a, b, NULL);
}

static inline guint64
mix (guint64 hash)
{
  hash ^= hash >> 32;
  hash *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  hash ^= hash >> 32;

  return hash;
}

static inline guint64
join (guint64 hash,
      guint64 next)
{
  return mix ((hash + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) * 3 ^ next);
}

static guint64
hash_constant (const AriadneTree *self)
{
  gint64 integer;
  union
  {
    double  real;
    guint64 bits;
  } value;

  if (get_integral (self, &integer))
    return join (ARIADNE_KIND_CONSTANT, (guint64) integer);

  value.real = self->real;

  return join (ARIADNE_N_KINDS, isnan (value.real) ? 0 : value.bits);
}

static guint64
hash_variable (const AriadneTree      *self,
               const AriadneHashScope *scope)
{
  for (; scope != NULL; scope = scope->outer)
    if (scope->name == self->name)
      return join (ARIADNE_KIND_VARIABLE, scope->level);

  return ariadne_name_get_hash (self->name);
}

/**
 * ariadne_tree_hash_combine: (skip)
 * @node: a node that has children
 * @child_hashes: (array): the hash of each child; that of a binding occurrence
 *   is not looked at
 *
 * Works out the hash of a node from those of its children.
 *
 * Returns: the hash
 */
guint64
ariadne_tree_hash_combine (const AriadneTree *node,
                           const guint64     *child_hashes)
{
  AriadneKind kind = ariadne_tree_get_kind (node);
  gboolean    binds = ariadne_kind_is_binder (kind);
  guint       bound = binds ? ariadne_kind_get_bound_index (kind) : G_MAXUINT;
  guint64     hash = mix ((guint64) kind << 16 | node->n_children);

  for (guint i = 0; i < node->n_children; i++)
    if (i != bound)
      hash = join (hash, child_hashes[i]);

  return hash;
}

static guint64
hash_nodes (const AriadneTree      *self,
            const AriadneHashScope *scope,
            guint64                *hashes)
{
  AriadneKind kind = ariadne_tree_get_kind (self);
  guint64     hash;

  if (kind == ARIADNE_KIND_CONSTANT)
    {
      hash = hash_constant (self);
    }
  else if (kind == ARIADNE_KIND_VARIABLE)
    {
      hash = hash_variable (self, scope);
    }
  else
    {
      gboolean binds = ariadne_kind_is_binder (kind);
      guint    bound = binds ? ariadne_kind_get_bound_index (kind) : G_MAXUINT;
      guint    body = binds ? ariadne_kind_get_body_index (kind) : G_MAXUINT;
      guint64 *next = hashes == NULL ? NULL : hashes + 1;

      hash = mix ((guint64) kind << 16 | self->n_children);
      for (guint i = 0; i < self->n_children; i++)
        {
          const AriadneTree *child = self->children[i];
          AriadneHashScope   inner;

          if (i == body)
            ariadne_hash_scope_enter (&inner, scope, self->children[bound]->name);
          if (i != bound)
            hash = join (hash, hash_nodes (child, i == body ? &inner : scope, next));
          else if (next != NULL)
            *next = 0;
          if (next != NULL)
            next += ariadne_tree_get_size (child);
        }
    }

  if (hashes != NULL)
    hashes[0] = hash;

  return hash;
}

/**
 * ariadne_tree_hash_nodes: (skip)
 * @self: a tree
 * @scope: (nullable): the binders around it
 * @hashes: (array) (nullable): where the hash of every node goes, in the order
 *   of their numbers; binding occurrences get 0
 *
 * Works out the hashes of all nodes of a tree. Those of nodes whose surroundings
 * bind the same names at the same levels can be used again for another tree.
 *
 * Returns: the hash of the tree
 */
guint64
ariadne_tree_hash_nodes (const AriadneTree      *self,
                         const AriadneHashScope *scope,
                         guint64                *hashes)
{
  return hash_nodes (self, scope, hashes);
}

/**
 * ariadne_tree_hash: (skip)
 * @self: a tree
 *
 * Works out a hash that is the same for equal trees, and in every process.
 *
 * Returns: the hash
 */
guint64
ariadne_tree_hash (const AriadneTree *self)
{
  return hash_nodes (self, NULL, NULL);
}
