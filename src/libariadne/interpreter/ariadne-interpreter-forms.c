/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "interpreter/ariadne-interpreter-private.h"

/* Expressions whose value is not that of a part of them. */

static AriadneValue *
compute_constant (AriadneInterpreter *self,
                  AriadneTree        *tree,
                  AriadneBinding     *scope)
{
  switch (ariadne_tree_get_constant_kind (tree))
    {
    case ARIADNE_CONSTANT_INTEGER:
      return ariadne_value_new_integer (ariadne_tree_get_integer (tree));

    case ARIADNE_CONSTANT_BOOL:
      return ariadne_value_new_bool (ariadne_tree_get_integer (tree) != 0);

    case ARIADNE_CONSTANT_FLOAT:
    default:
      return ariadne_value_new_real (ariadne_real_constant (ariadne_tree_get_float (tree)));
    }
}

static AriadneValue *
compute_lam (AriadneInterpreter *self,
             AriadneTree        *tree,
             AriadneBinding     *scope)
{
  return ariadne_interpreter_make_function (tree, scope);
}

static AriadneValue *
compute_tuple (AriadneInterpreter *self,
               AriadneTree        *tree,
               AriadneBinding     *scope)
{
  guint n_parts = ariadne_tree_get_n_children (tree);
  g_autoptr (AriadneValue) tuple = ariadne_value_new_parts (ARIADNE_VALUE_TUPLE, n_parts);

  for (guint i = 0; i < n_parts; i++)
    {
      tuple->parts[i] = ariadne_interpreter_run_child (self, tree, i, scope);
      if (tuple->parts[i] == NULL)
        return NULL;
    }

  return g_steal_pointer (&tuple);
}

static AriadneValue *
compute_select (AriadneInterpreter *self,
                AriadneTree        *tree,
                AriadneBinding     *scope)
{
  g_autoptr (AriadneValue) tuple = ariadne_interpreter_run_child (self, tree, 0, scope);
  gint64 index = ariadne_tree_get_integer (ariadne_tree_get_child (tree, 1));

  if (tuple == NULL)
    return NULL;
  if (tuple->kind != ARIADNE_VALUE_TUPLE || index < 0 || index >= tuple->n_parts)
    return ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED,
                                     "there is no such part of the tuple");

  return ariadne_value_ref (tuple->parts[index]);
}

static AriadneValue *
compute_operator (AriadneInterpreter *self,
                  AriadneTree        *tree,
                  AriadneBinding     *scope)
{
  g_autoptr (AriadneValue) a = ariadne_interpreter_run_child (self, tree, 0, scope);
  g_autoptr (AriadneValue) b = NULL;

  if (a == NULL)
    return NULL;

  if (ariadne_tree_get_n_children (tree) > 1)
    {
      b = ariadne_interpreter_run_child (self, tree, 1, scope);
      if (b == NULL)
        return NULL;
    }

  return ariadne_interpreter_operate (self, ariadne_tree_get_kind (tree), a, b);
}

static gboolean
evaluate_integer (AriadneInterpreter *self,
                  AriadneTree        *tree,
                  guint               index,
                  AriadneBinding     *scope,
                  const char         *what,
                  gint64             *integer)
{
  g_autoptr (AriadneValue) value = ariadne_interpreter_run_child (self, tree, index, scope);

  *integer = 0;
  if (value == NULL)
    return FALSE;

  if (value->kind == ARIADNE_VALUE_INTEGER)
    *integer = value->integer;
  else
    ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED, "%s is no Integer", what);

  return self->error == NULL;
}

/* The size of what is to be made; the work for that is paid for. */
static gboolean
evaluate_size (AriadneInterpreter *self,
               AriadneTree        *tree,
               AriadneBinding     *scope,
               guint              *size)
{
  gint64 integer;

  if (!evaluate_integer (self, tree, 0, scope, "a size", &integer))
    return FALSE;

  if (integer < 0)
    {
      ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED,
                                "a size is %" G_GINT64_FORMAT, integer);
      return FALSE;
    }

  *size = (guint) MIN (integer, G_MAXUINT);

  return ariadne_evaluation_step (&self->evaluation, (guint64) integer, &self->error);
}

static AriadneValue *
compute_to_float (AriadneInterpreter *self,
                  AriadneTree        *tree,
                  AriadneBinding     *scope)
{
  gint64 integer;

  if (!evaluate_integer (self, tree, 0, scope, "what becomes a Float", &integer))
    return NULL;

  return ariadne_value_new_real (ariadne_real_integer (integer));
}

static AriadneValue *
compute_ranhashdoub (AriadneInterpreter *self,
                     AriadneTree        *tree,
                     AriadneBinding     *scope)
{
  gint64 integer;

  if (!evaluate_integer (self, tree, 0, scope, "what is hashed", &integer))
    return NULL;

  return ariadne_value_new_float (ariadne_stand_in_hash (0, integer));
}

static AriadneValue *
compute_size (AriadneInterpreter *self,
              AriadneTree        *tree,
              AriadneBinding     *scope)
{
  g_autoptr (AriadneValue) vector = ariadne_interpreter_run_child (self, tree, 0, scope);

  if (vector == NULL)
    return NULL;
  if (vector->kind != ARIADNE_VALUE_VECTOR)
    return ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED, "only vectors have a size");

  return ariadne_value_new_integer (vector->n_parts);
}

static gboolean
check_position (AriadneInterpreter *self,
                gint64              position,
                guint               size)
{
  if (position < 0 || position >= size)
    ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED,
                              "position %" G_GINT64_FORMAT " is outside of a vector of size %u",
                              position, size);

  return self->error == NULL;
}

static AriadneValue *
compute_index (AriadneInterpreter *self,
               AriadneTree        *tree,
               AriadneBinding     *scope)
{
  g_autoptr (AriadneValue) vector = NULL;
  gint64 position;

  if (!evaluate_integer (self, tree, 0, scope, "a position", &position))
    return NULL;

  vector = ariadne_interpreter_run_child (self, tree, 1, scope);
  if (vector == NULL)
    return NULL;
  if (!check_position (self, position, vector->n_parts))
    return NULL;

  return ariadne_value_ref (vector->parts[position]);
}

static AriadneValue *
compute_sum (AriadneInterpreter *self,
             AriadneTree        *tree,
             AriadneBinding     *scope)
{
  g_autoptr (AriadneValue) vector = ariadne_interpreter_run_child (self, tree, 0, scope);
  g_autoptr (AriadneValue) sum = NULL;

  if (vector == NULL)
    return NULL;
  if (vector->n_parts == 0)
    return ariadne_arithmetic_zero (ariadne_tree_get_type (tree), &self->error);

  sum = ariadne_value_ref (vector->parts[0]);
  for (guint i = 1; sum != NULL && i < vector->n_parts; i++)
    {
      AriadneValue *next;

      next = ariadne_interpreter_operate (self, ARIADNE_KIND_ADD, sum, vector->parts[i]);

      ariadne_value_unref (sum);
      sum = next;
    }

  return g_steal_pointer (&sum);
}

/* The body of a loop, for one index. */
static AriadneValue *
evaluate_body (AriadneInterpreter *self,
               AriadneTree        *tree,
               AriadneBinding     *scope,
               guint               index)
{
  const char                 *name = ariadne_tree_get_name (ariadne_tree_get_child (tree, 1));
  g_autoptr (AriadneBinding)  inner = NULL;

  inner = ariadne_binding_new (scope, name, ariadne_value_new_integer (index));

  return ariadne_interpreter_run_child (self, tree, 2, inner);
}

static AriadneValue *
compute_build (AriadneInterpreter *self,
               AriadneTree        *tree,
               AriadneBinding     *scope)
{
  g_autoptr (AriadneValue) vector = NULL;
  guint size;

  if (!evaluate_size (self, tree, scope, &size))
    return NULL;

  vector = ariadne_value_new_parts (ARIADNE_VALUE_VECTOR, size);
  for (guint i = 0; i < size; i++)
    {
      vector->parts[i] = evaluate_body (self, tree, scope, i);
      if (vector->parts[i] == NULL)
        return NULL;
    }

  return g_steal_pointer (&vector);
}

static AriadneValue *
compute_sumbuild (AriadneInterpreter *self,
                  AriadneTree        *tree,
                  AriadneBinding     *scope)
{
  AriadneValue *sum = NULL;
  guint         size;

  if (!evaluate_size (self, tree, scope, &size))
    return NULL;
  if (size == 0)
    return ariadne_arithmetic_zero (ariadne_tree_get_type (tree), &self->error);

  for (guint i = 0; i < size && self->error == NULL; i++)
    {
      g_autoptr (AriadneValue) term = evaluate_body (self, tree, scope, i);
      g_autoptr (AriadneValue) before = g_steal_pointer (&sum);

      if (term != NULL)
        sum = before != NULL ? ariadne_interpreter_operate (self, ARIADNE_KIND_ADD, before, term)
                             : ariadne_value_ref (term);
    }

  return sum;
}

static AriadneValue *
zero_like (AriadneInterpreter *self,
           AriadneValue       *value)
{
  g_autoptr (AriadneValue) zero = NULL;

  if (!ariadne_evaluation_step (&self->evaluation, 1, &self->error))
    return NULL;

  switch (value->kind)
    {
    case ARIADNE_VALUE_FLOAT:
      return ariadne_value_new_float (0.0);

    case ARIADNE_VALUE_INTEGER:
      return ariadne_value_new_integer (0);

    case ARIADNE_VALUE_VECTOR:
    case ARIADNE_VALUE_TUPLE:
      zero = ariadne_value_new_parts (value->kind, value->n_parts);
      for (guint i = 0; i < value->n_parts; i++)
        if ((zero->parts[i] = zero_like (self, value->parts[i])) == NULL)
          return NULL;
      return g_steal_pointer (&zero);

    default:
      return ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED,
                                       "there is no zero to put beside it");
    }
}

static AriadneValue *
make_vector_of (AriadneValue *value,
                guint         size)
{
  AriadneValue *vector = ariadne_value_new_parts (ARIADNE_VALUE_VECTOR, size);

  for (guint i = 0; i < size; i++)
    vector->parts[i] = ariadne_value_ref (value);

  return vector;
}

static AriadneValue *
compute_const_vec (AriadneInterpreter *self,
                   AriadneTree        *tree,
                   AriadneBinding     *scope)
{
  g_autoptr (AriadneValue) value = NULL;
  guint size;

  if (!evaluate_size (self, tree, scope, &size))
    return NULL;

  value = ariadne_interpreter_run_child (self, tree, 1, scope);

  return value != NULL ? make_vector_of (value, size) : NULL;
}

static AriadneValue *
compute_delta_vec (AriadneInterpreter *self,
                   AriadneTree        *tree,
                   AriadneBinding     *scope)
{
  g_autoptr (AriadneValue) value = NULL;
  g_autoptr (AriadneValue) zero = NULL;
  AriadneValue *vector;
  gint64        position;
  guint         size;

  if (!evaluate_size (self, tree, scope, &size) ||
      !evaluate_integer (self, tree, 1, scope, "a position", &position) ||
      !check_position (self, position, size))
    return NULL;

  value = ariadne_interpreter_run_child (self, tree, 2, scope);
  zero = value != NULL ? zero_like (self, value) : NULL;
  if (zero == NULL)
    return NULL;

  vector = make_vector_of (zero, size);
  ariadne_value_unref (vector->parts[position]);
  vector->parts[position] = g_steal_pointer (&value);

  return vector;
}

typedef AriadneValue *(*Compute) (AriadneInterpreter *self,
                                  AriadneTree        *tree,
                                  AriadneBinding     *scope);

static const Compute computes[ARIADNE_N_KINDS] = {
  [ARIADNE_KIND_RANHASHDOUB] = compute_ranhashdoub,
  [ARIADNE_KIND_ADD] = compute_operator,
  [ARIADNE_KIND_BUILD] = compute_build,
  [ARIADNE_KIND_CONST_VEC] = compute_const_vec,
  [ARIADNE_KIND_CONSTANT] = compute_constant,
  [ARIADNE_KIND_DELTA_VEC] = compute_delta_vec,
  [ARIADNE_KIND_DIV] = compute_operator,
  [ARIADNE_KIND_EQ] = compute_operator,
  [ARIADNE_KIND_EXP] = compute_operator,
  [ARIADNE_KIND_GT] = compute_operator,
  [ARIADNE_KIND_GTE] = compute_operator,
  [ARIADNE_KIND_INDEX] = compute_index,
  [ARIADNE_KIND_LAM] = compute_lam,
  [ARIADNE_KIND_LOG] = compute_operator,
  [ARIADNE_KIND_MUL] = compute_operator,
  [ARIADNE_KIND_SELECT] = compute_select,
  [ARIADNE_KIND_SIZE] = compute_size,
  [ARIADNE_KIND_SUB] = compute_operator,
  [ARIADNE_KIND_SUM] = compute_sum,
  [ARIADNE_KIND_SUMBUILD] = compute_sumbuild,
  [ARIADNE_KIND_TO_FLOAT] = compute_to_float,
  [ARIADNE_KIND_TUPLE] = compute_tuple,
  [ARIADNE_KIND_VARIABLE] = ariadne_interpreter_look_up,
};

/**
 * ariadne_interpreter_compute: (skip)
 * @self: an interpreter
 * @tree: an expression, none of those that have the value of a part of them
 * @scope: (nullable): the variables that it sees
 *
 * Evaluates the parts of an expression and then itself.
 *
 * Returns: (transfer full): its value, %NULL if there is an error
 */
AriadneValue *
ariadne_interpreter_compute (AriadneInterpreter *self,
                             AriadneTree        *tree,
                             AriadneBinding     *scope)
{
  return computes[ariadne_tree_get_kind (tree)](self, tree, scope);
}
