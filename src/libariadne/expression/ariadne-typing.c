/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-typing.h"

#define TOO_LARGE "the type is too large"

static gboolean
is_function_value (const AriadneTree *self)
{
  return ariadne_tree_skip_stops (self)->kind == ARIADNE_KIND_LAM;
}

/* Functions are not values: they may only be bound by lets, in a chain from the
 * root or inside a stop.
 */
static gboolean
may_hold_functions (AriadneKind          kind,
                    AriadneTree * const *children)
{
  return kind == ARIADNE_KIND_STOP ||
         (kind == ARIADNE_KIND_LET && is_function_value (children[1]));
}

static gboolean
is_index (const AriadneTree *self)
{
  return self->kind == ARIADNE_KIND_CONSTANT &&
         self->constant_kind != ARIADNE_CONSTANT_FLOAT &&
         self->integer >= 0;
}

static const char *
check_arity (AriadneKind kind,
             guint       n_children)
{
  guint arity = ariadne_kind_get_arity (kind);

  if (kind == ARIADNE_KIND_CONSTANT || kind == ARIADNE_KIND_VARIABLE)
    return "it cannot be written as a node";
  if (arity != ARIADNE_KIND_ANY_ARITY)
    return n_children == arity ? NULL : "wrong number of operands";
  if (n_children == 1)
    return "a tuple cannot have one element";

  return n_children <= ARIADNE_TREE_MAX_CHILDREN ? NULL : "a tuple has too many elements";
}

/**
 * ariadne_typing_check_form: (skip)
 * @kind: the kind of a node
 * @children: (array length=n_children): its children
 * @n_children: how many there are
 *
 * Checks that such a node may be made, whatever the types.
 *
 * Returns: (nullable): what is wrong, %NULL when nothing is
 */
const char *
ariadne_typing_check_form (AriadneKind          kind,
                           AriadneTree * const *children,
                           guint                n_children)
{
  const char *problem = check_arity (kind, n_children);

  if (problem != NULL)
    return problem;

  if (kind == ARIADNE_KIND_APPLY &&
      ariadne_tree_skip_stops (children[0])->kind != ARIADNE_KIND_VARIABLE)
    return "only a variable can be called";
  if (kind == ARIADNE_KIND_SELECT && !is_index (children[1]))
    return "the index must be an Integer constant that is not negative";
  if (ariadne_kind_is_binder (kind) &&
      children[ariadne_kind_get_bound_index (kind)]->kind != ARIADNE_KIND_VARIABLE)
    return "only a variable can be bound";

  for (guint i = 0; i < n_children; i++)
    if (ariadne_tree_is_function_like (children[i]) && !may_hold_functions (kind, children))
      return "a function can only be the value of a let, at the root or in a chain from it";

  return NULL;
}

static gboolean
is_leaf_type (const AriadneType *type,
              AriadneTypeKind    kind)
{
  return type->kind == kind;
}

static gboolean
is_number (const AriadneType *type)
{
  return type->kind == ARIADNE_TYPE_KIND_INTEGER || type->kind == ARIADNE_TYPE_KIND_FLOAT;
}

/* A number goes together with anything whose leaves are all of its type. */
static const char *
infer_arithmetic (const AriadneType  *left,
                  const AriadneType  *right,
                  const AriadneType **type)
{
  if (left == right)
    *type = left;
  else if (is_number (left) && right->leaves == 1u << left->kind)
    *type = right;
  else if (is_number (right) && left->leaves == 1u << right->kind)
    *type = left;
  else
    return "the operands do not go together";

  return NULL;
}

static const char *
infer_comparison (const AriadneType  *left,
                  const AriadneType  *right,
                  const AriadneType **type)
{
  if (left != right || !is_number (left))
    return "the operands must both be Integer or both be Float";

  *type = ariadne_type_leaf (ARIADNE_TYPE_KIND_BOOL);

  return NULL;
}

static const char *
infer_apply (const AriadneType  *function,
             const AriadneType  *argument,
             const AriadneType **type)
{
  if (function->kind != ARIADNE_TYPE_KIND_FUNCTION)
    return "what is called is not a function";
  if (function->parts[0] != argument)
    return "the argument is not of the type that the function takes";

  *type = function->parts[1];

  return NULL;
}

static const char *
infer_select (const AriadneType  *tuple,
              gint64              index,
              const AriadneType **type)
{
  if (tuple->kind != ARIADNE_TYPE_KIND_TUPLE)
    return "an element can only be selected from a tuple";
  if (index >= (gint64) tuple->n_parts)
    return "the tuple has fewer elements";

  *type = tuple->parts[index];

  return NULL;
}

static const char *
infer_element (const AriadneType  *vector,
               const AriadneType **type)
{
  if (vector->kind != ARIADNE_TYPE_KIND_TENSOR)
    return "the operand must be a vector";

  *type = vector->parts[0];

  return NULL;
}

static const char *
infer_vector (const AriadneType  *element,
              const AriadneType **type)
{
  *type = ariadne_type_tensor (element);

  return *type != NULL ? NULL : TOO_LARGE;
}

static const char *
infer_function (const AriadneType  *argument,
                const AriadneType  *result,
                const AriadneType **type)
{
  *type = ariadne_type_function (argument, result);

  return *type != NULL ? NULL : TOO_LARGE;
}

static const char *
infer_tuple (AriadneTree * const *children,
             guint                n_children,
             const AriadneType  **type)
{
  const AriadneType  *few[8] = { NULL };
  const AriadneType **parts = few;

  if (n_children > G_N_ELEMENTS (few))
    parts = g_new (const AriadneType *, n_children);
  for (guint i = 0; i < n_children; i++)
    parts[i] = ariadne_tree_get_type (children[i]);

  *type = ariadne_type_tuple (parts, n_children);
  if (parts != few)
    g_free (parts);

  return *type != NULL ? NULL : TOO_LARGE;
}

static const char *
infer_loop (const AriadneType  *size,
            const AriadneType  *variable,
            const AriadneType  *body,
            gboolean            is_sum,
            const AriadneType **type)
{
  if (!is_leaf_type (size, ARIADNE_TYPE_KIND_INTEGER))
    return "the size must be an Integer";
  if (!is_leaf_type (variable, ARIADNE_TYPE_KIND_INTEGER))
    return "the index must be an Integer";
  if (!is_sum)
    return infer_vector (body, type);

  *type = body;

  return NULL;
}

static const char *
infer_if (const AriadneType  *condition,
          const AriadneType  *yes,
          const AriadneType  *no,
          const AriadneType **type)
{
  if (!is_leaf_type (condition, ARIADNE_TYPE_KIND_BOOL))
    return "the condition must be a Bool";
  if (yes != no)
    return "the branches must be of the same type";

  *type = yes;

  return NULL;
}

static const char *
infer_typed (AriadneKind          kind,
             AriadneTree * const *children,
             guint                n_children,
             const AriadneType  **type)
{
  const AriadneType *parts[3] = { NULL };

  for (guint i = 0; i < MIN (n_children, G_N_ELEMENTS (parts)); i++)
    parts[i] = ariadne_tree_get_type (children[i]);

  switch (kind)
    {
    case ARIADNE_KIND_ADD:
    case ARIADNE_KIND_SUB:
    case ARIADNE_KIND_MUL:
    case ARIADNE_KIND_DIV:
      return infer_arithmetic (parts[0], parts[1], type);

    case ARIADNE_KIND_EQ:
    case ARIADNE_KIND_GT:
    case ARIADNE_KIND_GTE:
      return infer_comparison (parts[0], parts[1], type);

    case ARIADNE_KIND_EXP:
    case ARIADNE_KIND_LOG:
    case ARIADNE_KIND_STOP:
      *type = parts[0];
      return NULL;

    case ARIADNE_KIND_RANHASHDOUB:
    case ARIADNE_KIND_TO_FLOAT:
      *type = ariadne_type_leaf (ARIADNE_TYPE_KIND_FLOAT);
      return is_leaf_type (parts[0], ARIADNE_TYPE_KIND_INTEGER)
             ? NULL
             : "the operand must be an Integer";

    case ARIADNE_KIND_SIZE:
      *type = ariadne_type_leaf (ARIADNE_TYPE_KIND_INTEGER);
      return NULL;

    case ARIADNE_KIND_SUM:
      return infer_element (parts[0], type);

    case ARIADNE_KIND_INDEX:
      return infer_element (parts[1], type);

    case ARIADNE_KIND_CONST_VEC:
      return infer_vector (parts[1], type);

    case ARIADNE_KIND_DELTA_VEC:
      return infer_vector (parts[2], type);

    case ARIADNE_KIND_BUILD:
    case ARIADNE_KIND_SUMBUILD:
      return infer_loop (parts[0], parts[1], parts[2], kind == ARIADNE_KIND_SUMBUILD, type);

    case ARIADNE_KIND_LET:
      *type = parts[2];
      return parts[0] == parts[1] ? NULL : "the variable and its value are of different types";

    case ARIADNE_KIND_LAM:
      return infer_function (parts[0], parts[1], type);

    case ARIADNE_KIND_APPLY:
      return infer_apply (parts[0], parts[1], type);

    case ARIADNE_KIND_IF:
      return infer_if (parts[0], parts[1], parts[2], type);

    case ARIADNE_KIND_ASSERT:
      *type = parts[1];
      return is_leaf_type (parts[0], ARIADNE_TYPE_KIND_BOOL)
             ? NULL
             : "the condition must be a Bool";

    case ARIADNE_KIND_SELECT:
      return infer_select (parts[0], ariadne_tree_get_integer (children[1]), type);

    case ARIADNE_KIND_TUPLE:
      return infer_tuple (children, n_children, type);

    case ARIADNE_KIND_CONSTANT:
    case ARIADNE_KIND_VARIABLE:
    default:
      g_assert_not_reached ();
    }
}

/**
 * ariadne_typing_infer: (skip)
 * @kind: the kind of a node whose form is right
 * @children: (array length=n_children): its children
 * @n_children: how many there are
 * @type: (out) (nullable): the type of the node, %NULL when one of the children
 *   is untyped
 *
 * Works out the type of a node from those of its children.
 *
 * Returns: (nullable): what is wrong with the types, %NULL when nothing is
 */
const char *
ariadne_typing_infer (AriadneKind          kind,
                      AriadneTree * const *children,
                      guint                n_children,
                      const AriadneType  **type)
{
  *type = NULL;

  for (guint i = 0; i < n_children; i++)
    if (children[i]->type_id == 0)
      return NULL;

  return infer_typed (kind, children, n_children, type);
}
