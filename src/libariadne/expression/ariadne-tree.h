/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-kind.h"
#include "expression/ariadne-name.h"
#include "expression/ariadne-type.h"

G_BEGIN_DECLS

/* Expression trees: immutable, reference counted, shared between the
 * expressions that contain them, and between threads.
 *
 * These are internal to the library and on the hot path: a rewrite makes a few
 * nodes, and a search keeps them for every state it has seen. Hence plain
 * structures, small ones, and accessors that inline: a leaf takes 24 bytes and
 * a node with two children 40.
 *
 * No tree is higher than ARIADNE_TREE_MAX_HEIGHT, which the constructors see
 * to. So whatever walks over a tree may recurse; at that height such a walk
 * needs less than 2 MiB of stack.
 */

typedef struct _AriadneTree AriadneTree;

#define ARIADNE_TREE_MAX_CHILDREN 4095
#define ARIADNE_TREE_MAX_HEIGHT   4095
#define ARIADNE_TREE_MAX_SIZE     (1u << 24)

typedef enum {
  ARIADNE_CONSTANT_INTEGER,
  ARIADNE_CONSTANT_FLOAT,
  ARIADNE_CONSTANT_BOOL,
} AriadneConstantKind;

/**
 * AriadneTree: (skip)
 * @ref_count: atomic; everything else never changes
 * @type_id: the type as a number, 0 when the node is untyped
 * @kind: the kind
 * @constant_kind: the kind of a constant
 * @n_children: how many children there are
 * @height: the number of nodes on the longest way down, this one included
 * @mask: the masks of all names in the tree, binding occurrences included
 * @size: the number of nodes, unless this is a constant or a variable
 * @next_var: the next unused number of a fresh variable, likewise
 * @name: the name of a variable
 * @integer: the value of an Integer, or 0 or 1 for a Bool
 * @real: the value of a Float
 * @children: the children; behind them stands the declared size of a select and
 *   the declared cost of a stop
 */
struct _AriadneTree
{
  gint    ref_count;
  guint32 type_id;
  guint32 kind : 5;
  guint32 constant_kind : 2;
  guint32 n_children : 12;
  guint32 height : 12;
  guint32 mask;
  union
  {
    struct
    {
      guint32 size;
      guint32 next_var;
    };
    const char *name;
    gint64      integer;
    double      real;
  };
  AriadneTree *children[];
};

AriadneTree *ariadne_tree_new           (AriadneKind         kind,
                                         AriadneTree       **children,
                                         guint               n_children) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_new_checked   (AriadneKind         kind,
                                         AriadneTree       **children,
                                         guint               n_children,
                                         GError            **error) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_new_variable  (const char         *name,
                                         const AriadneType  *type) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_new_integer   (gint64              value) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_new_float     (double              value) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_new_bool      (gboolean            value) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_new_select    (AriadneTree        *tuple,
                                         AriadneTree        *index,
                                         guint32             size) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_new_stop      (AriadneTree        *body,
                                         double              cost) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_with_children (const AriadneTree  *self,
                                         AriadneTree       **children) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_tree_with_child    (const AriadneTree  *self,
                                         guint               index,
                                         AriadneTree        *child) G_GNUC_WARN_UNUSED_RESULT;
void         ariadne_tree_unref         (AriadneTree        *self);
gboolean     ariadne_tree_has_free      (const AriadneTree  *self,
                                         const char         *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneTree, ariadne_tree_unref)

static inline AriadneTree *
ariadne_tree_ref (AriadneTree *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

static inline AriadneKind
ariadne_tree_get_kind (const AriadneTree *self)
{
  return (AriadneKind) self->kind;
}

static inline guint
ariadne_tree_get_n_children (const AriadneTree *self)
{
  return self->n_children;
}

static inline AriadneTree *
ariadne_tree_get_child (const AriadneTree *self,
                        guint              index)
{
  return self->children[index];
}

static inline guint
ariadne_tree_get_height (const AriadneTree *self)
{
  return self->height;
}

/* Constants and variables; an empty tuple is not one of them. */
static inline gboolean
ariadne_tree_is_leaf (const AriadneTree *self)
{
  return self->kind == ARIADNE_KIND_CONSTANT || self->kind == ARIADNE_KIND_VARIABLE;
}

/* The number of nodes. */
static inline guint
ariadne_tree_get_size (const AriadneTree *self)
{
  return ariadne_tree_is_leaf (self) ? 1 : self->size;
}

/* The type, NULL as long as it is not known. */
static inline const AriadneType *
ariadne_tree_get_type (const AriadneTree *self)
{
  return ariadne_type_from_id (self->type_id);
}

/* The name of a variable, to be compared by address. */
static inline const char *
ariadne_tree_get_name (const AriadneTree *self)
{
  g_assert (self->kind == ARIADNE_KIND_VARIABLE);

  return self->name;
}

static inline AriadneConstantKind
ariadne_tree_get_constant_kind (const AriadneTree *self)
{
  g_assert (self->kind == ARIADNE_KIND_CONSTANT);

  return (AriadneConstantKind) self->constant_kind;
}

/* The value of an Integer, or of a Bool as 0 or 1. */
static inline gint64
ariadne_tree_get_integer (const AriadneTree *self)
{
  g_assert (self->kind == ARIADNE_KIND_CONSTANT && self->constant_kind != ARIADNE_CONSTANT_FLOAT);

  return self->integer;
}

static inline double
ariadne_tree_get_float (const AriadneTree *self)
{
  g_assert (self->kind == ARIADNE_KIND_CONSTANT && self->constant_kind == ARIADNE_CONSTANT_FLOAT);

  return self->real;
}

/* The value of any constant, as a double. */
static inline double
ariadne_tree_get_number (const AriadneTree *self)
{
  g_assert (self->kind == ARIADNE_KIND_CONSTANT);

  return self->constant_kind == ARIADNE_CONSTANT_FLOAT ? self->real : (double) self->integer;
}

/* The declared size of a select's tuple, 0 when it is not known. */
static inline guint32
ariadne_tree_get_select_size (const AriadneTree *self)
{
  g_assert (self->kind == ARIADNE_KIND_SELECT);

  return *(const guint32 *) (gconstpointer) &self->children[2];
}

/* The declared cost of a stop, not a number when there is none. */
static inline double
ariadne_tree_get_stop_cost (const AriadneTree *self)
{
  g_assert (self->kind == ARIADNE_KIND_STOP);

  return *(const double *) (gconstpointer) &self->children[1];
}

/* One more than the largest N of all names `varN` in the tree, binding
 * occurrences included; 0 when there are none.
 */
static inline guint32
ariadne_tree_get_next_var (const AriadneTree *self)
{
  if (self->kind == ARIADNE_KIND_VARIABLE)
    return ariadne_name_get_next_var (self->name);

  return self->kind == ARIADNE_KIND_CONSTANT ? 0 : self->next_var;
}

/* Whether the name occurs at all may be answered wrongly, but only with yes. */
static inline gboolean
ariadne_tree_may_mention (const AriadneTree *self,
                          const char        *name)
{
  return (self->mask & ariadne_name_get_mask (name)) != 0;
}

/* What a tree is inside any number of stops. */
static inline const AriadneTree *
ariadne_tree_skip_stops (const AriadneTree *self)
{
  while (self->kind == ARIADNE_KIND_STOP)
    self = self->children[0];

  return self;
}

/* Whether it is a lam, or a let whose value is one: what may stand at few
 * places only.
 */
static inline gboolean
ariadne_tree_is_function_like (const AriadneTree *self)
{
  return self->kind == ARIADNE_KIND_LAM ||
         (self->kind == ARIADNE_KIND_LET && self->children[1]->kind == ARIADNE_KIND_LAM);
}

G_END_DECLS
