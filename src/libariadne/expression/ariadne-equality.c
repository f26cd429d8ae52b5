/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "expression/ariadne-equality.h"
#include "expression/ariadne-measure.h"

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

/* The binders around a place in a tree, innermost first. */
typedef struct _Scope Scope;
struct _Scope
{
  const Scope *outer;
  const char  *name;
  guint        level; /* the number of binders around this one */
};

static guint64
hash_variable (const AriadneTree *self,
               const Scope       *scope)
{
  for (; scope != NULL; scope = scope->outer)
    if (scope->name == self->name)
      return ariadne_measure_hash_bound (scope->level);

  return ariadne_measure_hash_free (self->name);
}

static guint64 hash_within (const AriadneTree *self,
                            const Scope       *scope);

static guint64
hash_binder (const AriadneTree *self,
             const Scope       *scope)
{
  AriadneKind    kind = ariadne_tree_get_kind (self);
  guint          bound = ariadne_kind_get_bound_index (kind);
  guint          body = ariadne_kind_get_body_index (kind);
  Scope          inner = {
    .outer = scope,
    .name = self->children[bound]->name,
    .level = scope == NULL ? 0 : scope->level + 1,
  };
  AriadneMeasure measure;

  ariadne_measure_begin (&measure, kind, 0.0);
  for (guint i = 0; i < self->n_children; i++)
    ariadne_measure_take (&measure, 0.0,
                          i == bound
                          ? ariadne_measure_hash_binding (kind, self->children[i])
                          : hash_within (self->children[i], i == body ? &inner : scope));

  return measure.hash;
}

static guint64
hash_within (const AriadneTree *self,
             const Scope       *scope)
{
  AriadneKind    kind = ariadne_tree_get_kind (self);
  AriadneMeasure measure;

  if (kind == ARIADNE_KIND_CONSTANT)
    return ariadne_measure_hash_constant (self);
  if (kind == ARIADNE_KIND_VARIABLE)
    return hash_variable (self, scope);
  if (ariadne_kind_is_binder (kind))
    return hash_binder (self, scope);

  ariadne_measure_begin (&measure, kind, 0.0);
  for (guint i = 0; i < self->n_children; i++)
    ariadne_measure_take (&measure, 0.0, hash_within (self->children[i], scope));

  return measure.hash;
}

/**
 * ariadne_tree_hash: (skip)
 * @self: a tree
 *
 * Works out a hash that is the same for equal trees, and in every process. A
 * bound variable is hashed by the level of its binder, so that its name does not
 * matter.
 *
 * Returns: the hash
 */
guint64
ariadne_tree_hash (const AriadneTree *self)
{
  return hash_within (self, NULL);
}

/**
 * ariadne_tree_equal_types: (skip)
 * @a: a tree
 * @b: a tree that equals @a
 *
 * Numbers are equal by their values: an Integer may equal a Float, though what is
 * computed from it differs.
 *
 * Returns: whether the constants of the trees are of the same types
 */
gboolean
ariadne_tree_equal_types (const AriadneTree *a,
                          const AriadneTree *b)
{
  if (a == b)
    return TRUE;

  if (ariadne_tree_get_kind (a) == ARIADNE_KIND_CONSTANT)
    return ariadne_tree_get_constant_kind (a) == ariadne_tree_get_constant_kind (b);

  for (guint i = 0; i < ariadne_tree_get_n_children (a); i++)
    if (!ariadne_tree_equal_types (ariadne_tree_get_child (a, i), ariadne_tree_get_child (b, i)))
      return FALSE;

  return TRUE;
}
