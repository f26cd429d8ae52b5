/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-kind.h"
#include "interpreter/ariadne-arithmetic.h"

/* Operators on values. Vectors and tuples are computed with element by element, and
 * a number with every element of the other operand.
 */

G_DEFINE_QUARK (ariadne-evaluation-error-quark, ariadne_evaluation_error)

/**
 * ariadne_evaluation_step: (skip)
 * @self: an evaluation
 * @n_steps: how many steps to take
 * @error: return location for an error
 *
 * Returns: whether that many were left
 */
gboolean
ariadne_evaluation_step (AriadneEvaluation  *self,
                         guint64             n_steps,
                         GError            **error)
{
  if (n_steps <= self->steps_left)
    {
      self->steps_left -= n_steps;
      return TRUE;
    }

  g_set_error_literal (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_LIMIT,
                       "it takes too many steps");

  return FALSE;
}

static AriadneValue *
zero_tuple (const AriadneType  *type,
            GError            **error)
{
  g_autoptr (AriadneValue) tuple = ariadne_value_new_parts (ARIADNE_VALUE_TUPLE, type->n_parts);

  for (guint i = 0; i < type->n_parts; i++)
    {
      tuple->parts[i] = ariadne_arithmetic_zero (type->parts[i], error);
      if (tuple->parts[i] == NULL)
        return NULL;
    }

  return g_steal_pointer (&tuple);
}

/**
 * ariadne_arithmetic_zero: (skip)
 * @type: a type
 * @error: return location for an error
 *
 * Returns: (transfer full): the sum of no values of that type
 */
AriadneValue *
ariadne_arithmetic_zero (const AriadneType  *type,
                         GError            **error)
{
  switch (type->kind)
    {
    case ARIADNE_TYPE_KIND_FLOAT:
      return ariadne_value_new_float (0.0);

    case ARIADNE_TYPE_KIND_INTEGER:
      return ariadne_value_new_integer (0);

    case ARIADNE_TYPE_KIND_TUPLE:
      return zero_tuple (type, error);

    case ARIADNE_TYPE_KIND_TENSOR:
      g_set_error_literal (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_FAILED,
                           "the sum of no vectors has no size");
      return NULL;

    default:
      g_set_error_literal (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_FAILED,
                           "there is no zero to start a sum with");
      return NULL;
    }
}

static AriadneReal
operate_on_reals (AriadneKind kind,
                  AriadneReal a,
                  AriadneReal b)
{
  switch (kind)
    {
    case ARIADNE_KIND_ADD:
      return ariadne_real_add (a, b);

    case ARIADNE_KIND_SUB:
      return ariadne_real_sub (a, b);

    case ARIADNE_KIND_MUL:
      return ariadne_real_mul (a, b);

    case ARIADNE_KIND_DIV:
    default:
      return ariadne_real_div (a, b);
    }
}

/* Rounds towards minus infinity. */
static gboolean
divide_integers (gint64  a,
                 gint64  b,
                 gint64 *result)
{
  if (a == G_MININT64 && b == -1)
    return FALSE;

  *result = a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);

  return TRUE;
}

static AriadneValue *
operate_on_integers (AriadneKind   kind,
                     gint64        a,
                     gint64        b,
                     GError      **error)
{
  gboolean fits = TRUE;
  gint64   result = 0;

  if (kind == ARIADNE_KIND_DIV && b == 0)
    {
      g_set_error_literal (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_FAILED,
                           "an Integer is divided by zero");
      return NULL;
    }

  if (kind == ARIADNE_KIND_ADD)
    fits = !__builtin_add_overflow (a, b, &result);
  else if (kind == ARIADNE_KIND_SUB)
    fits = !__builtin_sub_overflow (a, b, &result);
  else if (kind == ARIADNE_KIND_MUL)
    fits = !__builtin_mul_overflow (a, b, &result);
  else
    fits = divide_integers (a, b, &result);

  if (fits)
    return ariadne_value_new_integer (result);

  g_set_error_literal (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_LIMIT,
                       "an Integer does not fit into 64 bits");

  return NULL;
}

static AriadneValue *
operate_on_elements (AriadneEvaluation  *evaluation,
                     AriadneKind         kind,
                     AriadneValue       *a,
                     AriadneValue       *b,
                     GError            **error)
{
  AriadneValue             *shape = ariadne_value_is_composite (a) ? a : b;
  g_autoptr (AriadneValue)  result = NULL;

  result = ariadne_value_new_parts (shape->kind, shape->n_parts);
  for (guint i = 0; i < shape->n_parts; i++)
    {
      AriadneValue *left = ariadne_value_is_composite (a) ? a->parts[i] : a;
      AriadneValue *right = ariadne_value_is_composite (b) ? b->parts[i] : b;

      result->parts[i] = ariadne_arithmetic_operate (evaluation, kind, left, right, error);
      if (result->parts[i] == NULL)
        return NULL;
    }

  return g_steal_pointer (&result);
}

static AriadneValue *
operate_on_composites (AriadneEvaluation  *evaluation,
                       AriadneKind         kind,
                       AriadneValue       *a,
                       AriadneValue       *b,
                       GError            **error)
{
  gboolean both = ariadne_value_is_composite (a) && ariadne_value_is_composite (b);

  if (!both || a->n_parts == b->n_parts)
    return operate_on_elements (evaluation, kind, a, b, error);

  g_set_error (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_FAILED,
               "a vector of size %u meets one of size %u", a->n_parts, b->n_parts);

  return NULL;
}

/**
 * ariadne_arithmetic_operate: (skip)
 * @evaluation: what goes on
 * @kind: add, sub, mul or div
 * @a: a value
 * @b: a value
 * @error: return location for an error
 *
 * Computes with two values.
 *
 * Returns: (transfer full): the result
 */
AriadneValue *
ariadne_arithmetic_operate (AriadneEvaluation  *evaluation,
                            AriadneKind         kind,
                            AriadneValue       *a,
                            AriadneValue       *b,
                            GError            **error)
{
  if (!ariadne_evaluation_step (evaluation, 1, error))
    return NULL;

  if (a->kind == ARIADNE_VALUE_FLOAT && b->kind == ARIADNE_VALUE_FLOAT)
    return ariadne_value_new_real (operate_on_reals (kind, a->real, b->real));

  if (a->kind == ARIADNE_VALUE_INTEGER && b->kind == ARIADNE_VALUE_INTEGER)
    return operate_on_integers (kind, a->integer, b->integer, error);

  if (ariadne_value_is_composite (a) || ariadne_value_is_composite (b))
    return operate_on_composites (evaluation, kind, a, b, error);

  g_set_error (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_FAILED,
               "%s is only for numbers", ariadne_kind_get_word (kind));

  return NULL;
}

/**
 * ariadne_arithmetic_map: (skip)
 * @evaluation: what goes on
 * @kind: exp or log
 * @a: a value
 * @error: return location for an error
 *
 * Applies a function to all Floats of a value.
 *
 * Returns: (transfer full): the result
 */
AriadneValue *
ariadne_arithmetic_map (AriadneEvaluation  *evaluation,
                        AriadneKind         kind,
                        AriadneValue       *a,
                        GError            **error)
{
  g_autoptr (AriadneValue) result = NULL;

  if (!ariadne_evaluation_step (evaluation, 1, error))
    return NULL;

  if (a->kind == ARIADNE_VALUE_FLOAT)
    return ariadne_value_new_real (kind == ARIADNE_KIND_EXP ? ariadne_real_exp (a->real)
                                   : ariadne_real_log (a->real));

  if (!ariadne_value_is_composite (a))
    {
      g_set_error (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_FAILED,
                   "%s is only for Floats", ariadne_kind_get_word (kind));
      return NULL;
    }

  result = ariadne_value_new_parts (a->kind, a->n_parts);
  for (guint i = 0; i < a->n_parts; i++)
    {
      result->parts[i] = ariadne_arithmetic_map (evaluation, kind, a->parts[i], error);
      if (result->parts[i] == NULL)
        return NULL;
    }

  return g_steal_pointer (&result);
}

static AriadneOrder
compare_integers (gint64 a,
                  gint64 b)
{
  if (a == b)
    return ARIADNE_ORDER_EQUAL;

  return a < b ? ARIADNE_ORDER_LESS : ARIADNE_ORDER_GREATER;
}

/**
 * ariadne_arithmetic_compare: (skip)
 * @evaluation: what goes on
 * @kind: eq, gt or gte
 * @a: a number
 * @b: a number
 * @error: return location for an error
 *
 * Compares two numbers.
 *
 * Returns: (transfer full): a Bool
 */
AriadneValue *
ariadne_arithmetic_compare (AriadneEvaluation  *evaluation,
                            AriadneKind         kind,
                            AriadneValue       *a,
                            AriadneValue       *b,
                            GError            **error)
{
  gboolean     is_certain = TRUE;
  AriadneOrder order = ARIADNE_ORDER_NONE;

  if (a->kind == ARIADNE_VALUE_INTEGER && b->kind == ARIADNE_VALUE_INTEGER)
    order = compare_integers (a->integer, b->integer);
  else if (a->kind == ARIADNE_VALUE_FLOAT && b->kind == ARIADNE_VALUE_FLOAT)
    order = ariadne_real_compare (a->real, b->real, &is_certain);

  if (order == ARIADNE_ORDER_NONE)
    {
      g_set_error (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_FAILED,
                   "%s is asked of what is no number", ariadne_kind_get_word (kind));
      return NULL;
    }

  evaluation->is_uncertain = evaluation->is_uncertain || !is_certain;

  switch (kind)
    {
    case ARIADNE_KIND_EQ:
      return ariadne_value_new_bool (order == ARIADNE_ORDER_EQUAL);

    case ARIADNE_KIND_GT:
      return ariadne_value_new_bool (order == ARIADNE_ORDER_GREATER);

    case ARIADNE_KIND_GTE:
    default:
      return ariadne_value_new_bool (order != ARIADNE_ORDER_LESS);
    }
}
