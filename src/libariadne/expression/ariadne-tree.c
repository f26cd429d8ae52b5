/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-error.h"
#include "expression/ariadne-tree.h"
#include "expression/ariadne-typing.h"

/* The size of a node, without what a kind keeps behind its children. */
#define NODE_SIZE(n_children) \
  (G_STRUCT_OFFSET (AriadneTree, children) + (n_children) * sizeof (AriadneTree *))

G_STATIC_ASSERT (NODE_SIZE (0) == 24);
G_STATIC_ASSERT (ARIADNE_N_KINDS <= 32);

/* What is wrong with a node that cannot be made. */
typedef struct
{
  AriadneError code;
  const char  *text;
} Problem;

static gsize
extra_size (AriadneKind kind)
{
  if (kind == ARIADNE_KIND_SELECT)
    return sizeof (guint32);

  return kind == ARIADNE_KIND_STOP ? sizeof (double) : 0;
}

static void
release_children (AriadneTree **children,
                  guint         n_children)
{
  for (guint i = 0; i < n_children; i++)
    ariadne_tree_unref (children[i]);
}

static AriadneTree *
new_leaf (AriadneKind        kind,
          const AriadneType *type)
{
  AriadneTree *self = g_malloc (NODE_SIZE (0));

  self->ref_count = 1;
  self->type_id = ariadne_type_to_id (type);
  self->kind = kind;
  self->constant_kind = 0;
  self->n_children = 0;
  self->height = 1;
  self->mask = 0;

  return self;
}

/* Takes the children over. The form and the type have been seen to. */
static AriadneTree *
new_node (AriadneKind         kind,
          const AriadneType  *type,
          guint               height,
          AriadneTree * const *children,
          guint               n_children)
{
  AriadneTree *self = g_malloc (NODE_SIZE (n_children) + extra_size (kind));
  guint32      size = 1;
  guint32      next_var = 0;
  guint32      mask = 0;

  for (guint i = 0; i < n_children; i++)
    {
      AriadneTree *child = children[i];

      size += ariadne_tree_get_size (child);
      next_var = MAX (next_var, ariadne_tree_get_next_var (child));
      mask |= child->mask;
      self->children[i] = child;
    }

  self->ref_count = 1;
  self->type_id = ariadne_type_to_id (type);
  self->kind = kind;
  self->constant_kind = 0;
  self->n_children = n_children;
  self->height = height;
  self->mask = mask;
  self->size = size;
  self->next_var = next_var;

  return self;
}

static guint
measure_height (AriadneTree * const *children,
                guint                n_children)
{
  guint height = 0;

  for (guint i = 0; i < n_children; i++)
    height = MAX (height, children[i]->height);

  return height + 1;
}

static gboolean
is_size_in_range (AriadneTree * const *children,
                  guint                n_children)
{
  guint64 size = 1;

  for (guint i = 0; i < n_children; i++)
    size += ariadne_tree_get_size (children[i]);

  return size <= ARIADNE_TREE_MAX_SIZE;
}

static gboolean
check_limits (AriadneTree * const *children,
              guint                n_children,
              guint               *height,
              Problem             *problem)
{
  problem->code = ARIADNE_ERROR_LIMIT;
  *height = measure_height (children, n_children);

  if (*height > ARIADNE_TREE_MAX_HEIGHT)
    problem->text = "it is nested too deeply";
  else if (!is_size_in_range (children, n_children))
    problem->text = "it is too large";
  else
    return TRUE;

  return FALSE;
}

static AriadneTree *
try_new (AriadneKind    kind,
         AriadneTree  **children,
         guint          n_children,
         Problem       *problem)
{
  const AriadneType *type = NULL;
  guint              height = 0;

  problem->code = ARIADNE_ERROR_PARSE;
  problem->text = ariadne_typing_check_form (kind, children, n_children);
  if (problem->text != NULL)
    return NULL;

  problem->code = ARIADNE_ERROR_TYPE;
  problem->text = ariadne_typing_infer (kind, children, n_children, &type);
  if (problem->text != NULL || !check_limits (children, n_children, &height, problem))
    return NULL;

  return new_node (kind, type, height, children, n_children);
}

static void
set_select_size (AriadneTree *self,
                 guint32      size)
{
  *(guint32 *) (gpointer) &self->children[2] = size;
}

static void
set_stop_cost (AriadneTree *self,
               double       cost)
{
  *(double *) (gpointer) &self->children[1] = cost;
}

static void
set_no_extra (AriadneTree *self)
{
  if (self->kind == ARIADNE_KIND_SELECT)
    set_select_size (self, 0);
  else if (self->kind == ARIADNE_KIND_STOP)
    set_stop_cost (self, (double) NAN);
}

static void
copy_extra (AriadneTree       *self,
            const AriadneTree *other)
{
  if (self->kind == ARIADNE_KIND_SELECT)
    set_select_size (self, ariadne_tree_get_select_size (other));
  else if (self->kind == ARIADNE_KIND_STOP)
    set_stop_cost (self, ariadne_tree_get_stop_cost (other));
}

/**
 * ariadne_tree_new: (skip)
 * @kind: a kind other than constant and variable
 * @children: (array length=n_children) (transfer full): the children; the array
 *   itself stays the caller's
 * @n_children: how many there are
 *
 * Makes a node. It has a type if all children have one.
 *
 * A select made so has no declared size, and a stop no declared cost.
 *
 * Returns: (transfer full) (nullable): the node; %NULL when it would be ill
 *   formed, ill typed, or beyond the limits, and then the children are released
 */
AriadneTree *
ariadne_tree_new (AriadneKind   kind,
                  AriadneTree **children,
                  guint         n_children)
{
  Problem      problem;
  AriadneTree *self = try_new (kind, children, n_children, &problem);

  if (self == NULL)
    release_children (children, n_children);
  else
    set_no_extra (self);

  return self;
}

static void
append_given (GString             *message,
              const Problem       *problem,
              AriadneKind          kind,
              AriadneTree * const *children,
              guint                n_children)
{
  guint arity = ariadne_kind_get_arity (kind);

  if (arity != ARIADNE_KIND_ANY_ARITY && arity != n_children)
    {
      g_string_append_printf (message, ", %u not %u", n_children, arity);
      return;
    }

  for (guint i = 0; i < MIN (n_children, 3) && problem->code == ARIADNE_ERROR_TYPE; i++)
    {
      g_autofree char *type = ariadne_type_to_string (ariadne_tree_get_type (children[i]));

      g_string_append_printf (message, "%s%.100s", i == 0 ? ", given " : ", ", type);
    }
}

static void
set_error (GError             **error,
           const Problem       *problem,
           AriadneKind          kind,
           AriadneTree * const *children,
           guint                n_children)
{
  g_autoptr (GString) message = g_string_new (ariadne_kind_get_word (kind));

  g_string_append (message, ": ");
  g_string_append (message, problem->text);
  append_given (message, problem, kind, children, n_children);
  g_set_error_literal (error, ARIADNE_ERROR, (int) problem->code, message->str);
}

/**
 * ariadne_tree_new_checked: (skip)
 * @kind: a kind other than constant and variable
 * @children: (array length=n_children) (transfer full): the children; the array
 *   itself stays the caller's
 * @n_children: how many there are
 * @error: return location for an error
 *
 * Makes a node like ariadne_tree_new(), and says what is wrong when it cannot:
 * %ARIADNE_ERROR_PARSE for what is ill formed, %ARIADNE_ERROR_TYPE for what is
 * ill typed, %ARIADNE_ERROR_LIMIT for what is too deep or too large.
 *
 * Returns: (transfer full): the node, %NULL on error
 */
AriadneTree *
ariadne_tree_new_checked (AriadneKind   kind,
                          AriadneTree **children,
                          guint         n_children,
                          GError      **error)
{
  Problem      problem;
  AriadneTree *self = try_new (kind, children, n_children, &problem);

  if (self == NULL)
    {
      set_error (error, &problem, kind, children, n_children);
      release_children (children, n_children);
    }
  else
    {
      set_no_extra (self);
    }

  return self;
}

/**
 * ariadne_tree_new_variable: (skip)
 * @name: an interned name
 * @type: (nullable): its type, %NULL when that is not known
 *
 * Makes a variable.
 *
 * Returns: (transfer full): the node
 */
AriadneTree *
ariadne_tree_new_variable (const char        *name,
                           const AriadneType *type)
{
  AriadneTree *self = new_leaf (ARIADNE_KIND_VARIABLE, type);

  self->name = name;
  self->mask = ariadne_name_get_mask (name);

  return self;
}

/**
 * ariadne_tree_new_integer: (skip)
 * @value: the value
 *
 * Makes an Integer constant.
 *
 * Returns: (transfer full): the node
 */
AriadneTree *
ariadne_tree_new_integer (gint64 value)
{
  AriadneTree *self = new_leaf (ARIADNE_KIND_CONSTANT,
                                ariadne_type_leaf (ARIADNE_TYPE_KIND_INTEGER));

  self->constant_kind = ARIADNE_CONSTANT_INTEGER;
  self->integer = value;

  return self;
}

/**
 * ariadne_tree_new_float: (skip)
 * @value: the value
 *
 * Makes a Float constant.
 *
 * Returns: (transfer full): the node
 */
AriadneTree *
ariadne_tree_new_float (double value)
{
  AriadneTree *self = new_leaf (ARIADNE_KIND_CONSTANT,
                                ariadne_type_leaf (ARIADNE_TYPE_KIND_FLOAT));

  self->constant_kind = ARIADNE_CONSTANT_FLOAT;
  self->real = value;

  return self;
}

/**
 * ariadne_tree_new_bool: (skip)
 * @value: the value
 *
 * Makes a Bool constant.
 *
 * Returns: (transfer full): the node
 */
AriadneTree *
ariadne_tree_new_bool (gboolean value)
{
  AriadneTree *self = new_leaf (ARIADNE_KIND_CONSTANT,
                                ariadne_type_leaf (ARIADNE_TYPE_KIND_BOOL));

  self->constant_kind = ARIADNE_CONSTANT_BOOL;
  self->integer = value ? 1 : 0;

  return self;
}

/**
 * ariadne_tree_new_select: (skip)
 * @tuple: (transfer full): the tuple
 * @index: (transfer full): the index from 0, a constant
 * @size: the declared size of the tuple, 0 when it is not known
 *
 * Makes the selection of an element of a tuple.
 *
 * Returns: (transfer full) (nullable): the node, %NULL as for ariadne_tree_new()
 */
AriadneTree *
ariadne_tree_new_select (AriadneTree *tuple,
                         AriadneTree *index,
                         guint32      size)
{
  AriadneTree *children[] = { tuple, index };
  AriadneTree *self = ariadne_tree_new (ARIADNE_KIND_SELECT, children, G_N_ELEMENTS (children));

  if (self != NULL)
    set_select_size (self, size);

  return self;
}

/**
 * ariadne_tree_new_stop: (skip)
 * @body: (transfer full): what is not to be rewritten
 * @cost: its declared cost, not a number when it has none
 *
 * Makes a stop.
 *
 * Returns: (transfer full) (nullable): the node, %NULL as for ariadne_tree_new()
 */
AriadneTree *
ariadne_tree_new_stop (AriadneTree *body,
                       double       cost)
{
  AriadneTree *self = ariadne_tree_new (ARIADNE_KIND_STOP, &body, 1);

  if (self != NULL)
    set_stop_cost (self, cost);

  return self;
}

/**
 * ariadne_tree_with_children: (skip)
 * @self: a node that has children
 * @children: (transfer full): as many other children
 *
 * Makes a node like @self, its declared size or cost included, with other
 * children.
 *
 * Returns: (transfer full) (nullable): the node, %NULL as for ariadne_tree_new()
 */
AriadneTree *
ariadne_tree_with_children (const AriadneTree *self,
                            AriadneTree      **children)
{
  AriadneTree *result = ariadne_tree_new ((AriadneKind) self->kind, children, self->n_children);

  if (result != NULL)
    copy_extra (result, self);

  return result;
}

/* Whether a node's form and type stay as they are when one child is replaced by
 * another: it keeps its type, is not a function, and is not a child of which
 * more is demanded.
 */
static gboolean
is_like_replaced (const AriadneTree *self,
                  guint              index,
                  const AriadneTree *child)
{
  const AriadneTree *old = self->children[index];

  if (child->type_id != old->type_id || child->type_id == 0)
    return FALSE;
  if (ariadne_tree_is_function_like (child) || ariadne_tree_is_function_like (old))
    return FALSE;

  switch (ariadne_tree_get_kind (self))
    {
    case ARIADNE_KIND_APPLY:
    case ARIADNE_KIND_SELECT:
    case ARIADNE_KIND_BUILD:
    case ARIADNE_KIND_SUMBUILD:
    case ARIADNE_KIND_LET:
    case ARIADNE_KIND_LAM:
      return index == self->n_children - 1u && self->kind != ARIADNE_KIND_SELECT;

    default:
      return TRUE;
    }
}

/**
 * ariadne_tree_with_child: (skip)
 * @self: a node
 * @index: the number of a child
 * @child: (transfer full): another child
 *
 * Makes a node like @self, its declared size or cost included, with another
 * child in place of one. This is quick when the type stays the same.
 *
 * Returns: (transfer full) (nullable): the node, %NULL as for ariadne_tree_new()
 */
AriadneTree *
ariadne_tree_with_child (const AriadneTree *self,
                         guint              index,
                         AriadneTree       *child)
{
  AriadneTree  *few[8];
  AriadneTree **children = self->n_children <= G_N_ELEMENTS (few)
                           ? few
                           : g_new (AriadneTree *, self->n_children);
  AriadneTree  *result;
  guint         height;
  Problem       problem;

  for (guint i = 0; i < self->n_children; i++)
    children[i] = i == index ? child : ariadne_tree_ref (self->children[i]);

  if (is_like_replaced (self, index, child) &&
      check_limits (children, self->n_children, &height, &problem))
    {
      result = new_node ((AriadneKind) self->kind, ariadne_tree_get_type (self), height,
                         children, self->n_children);
      copy_extra (result, self);
    }
  else
    {
      result = ariadne_tree_with_children (self, children);
    }

  if (children != few)
    g_free (children);

  return result;
}

/**
 * ariadne_tree_unref: (skip)
 * @self: (transfer full): a tree
 *
 * Gives a reference back; the last one releases the node and its references to
 * its children.
 */
void
ariadne_tree_unref (AriadneTree *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_children; i++)
    ariadne_tree_unref (self->children[i]);

  g_free (self);
}

/**
 * ariadne_tree_has_free: (skip)
 * @self: a tree
 * @name: an interned name
 *
 * Finds whether a name occurs free in a tree. Trees that do not mention it are
 * mostly told by a look at their masks.
 *
 * Returns: whether it does
 */
gboolean
ariadne_tree_has_free (const AriadneTree *self,
                       const char        *name)
{
  AriadneKind kind = ariadne_tree_get_kind (self);
  guint       n = self->n_children;
  guint       bound = G_MAXUINT;

  if (!ariadne_tree_may_mention (self, name))
    return FALSE;
  if (kind == ARIADNE_KIND_VARIABLE)
    return self->name == name;

  if (ariadne_kind_is_binder (kind))
    {
      bound = ariadne_kind_get_bound_index (kind);
      if (self->children[bound]->name == name)
        n = ariadne_kind_get_body_index (kind);
    }

  for (guint i = 0; i < n; i++)
    if (i != bound && ariadne_tree_has_free (self->children[i], name))
      return TRUE;

  return FALSE;
}
