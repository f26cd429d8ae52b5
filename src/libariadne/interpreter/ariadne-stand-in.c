/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <float.h>
#include <math.h>

#include "expression/ariadne-name.h"
#include "interpreter/ariadne-stand-in.h"

/* A component of a result is a sum of sines, one for each scalar of the argument,
 * with amplitudes and phases that are hashes of the function's name, of the seed
 * and of the two places. No slope is larger than one, so errors are passed on as
 * they are.
 */

static guint64
mix (guint64 hash,
     guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9fb21c651e98df25);
  hash ^= hash >> 29;
  hash *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);

  return hash ^ (hash >> 32);
}

/* Between 0 and 1. */
static double
to_fraction (guint64 hash)
{
  return (double) (hash >> 11) * 0x1p-53;
}

/**
 * ariadne_stand_in_hash: (skip)
 * @seed: a seed
 * @number: a number
 *
 * Returns: a number from 0 to 1 that looks random
 */
double
ariadne_stand_in_hash (guint64 seed,
                       gint64  number)
{
  return to_fraction (mix (seed, (guint64) number));
}

static AriadneReal
add_sine (AriadneReal sum,
          AriadneReal x,
          guint64     hash)
{
  double      amplitude = 0.25 + 0.75 * to_fraction (hash);
  double      phase = 6.0 * to_fraction (mix (hash, 1));
  AriadneReal wave = { amplitude * sin (x.value + phase),
                       x.error + DBL_EPSILON * (fabs (x.value) + 8.0) };

  if (!ariadne_real_is_known (x))
    return ariadne_real_add (sum, x);

  return ariadne_real_add (sum, wave);
}

/* Adds the waves of all scalars of the argument; @place counts them. */
static gboolean
add_waves (const AriadneValue  *argument,
           guint64              hash,
           guint               *place,
           AriadneReal         *sum,
           GError             **error)
{
  (*place)++;

  switch (argument->kind)
    {
    case ARIADNE_VALUE_FLOAT:
      *sum = add_sine (*sum, argument->real, mix (hash, *place));
      return TRUE;

    case ARIADNE_VALUE_INTEGER:
    case ARIADNE_VALUE_BOOL:
      *sum = add_sine (*sum, ariadne_real_integer (argument->integer), mix (hash, *place));
      return TRUE;

    case ARIADNE_VALUE_VECTOR:
    case ARIADNE_VALUE_TUPLE:
      for (guint i = 0; i < argument->n_parts; i++)
        if (!add_waves (argument->parts[i], hash, place, sum, error))
          return FALSE;
      return TRUE;

    default:
      g_set_error_literal (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_LIMIT,
                           "a function is given to one that is not defined");
      return FALSE;
    }
}

/* An Integer from 0 to 3, or a Bool. */
static AriadneValue *
make_discrete (AriadneEvaluation *evaluation,
               AriadneReal        wave,
               gboolean           is_bool)
{
  double scaled = is_bool ? wave.value : 4.0 * fabs (wave.value);
  double error = 4.0 * wave.error;

  if (!ariadne_real_is_known (wave) || floor (scaled - error) != floor (scaled + error))
    evaluation->is_uncertain = TRUE;

  if (is_bool)
    return ariadne_value_new_bool (wave.value > 0.0);

  return ariadne_value_new_integer (isfinite (scaled) ? (gint64) scaled % 4 : 0);
}

static AriadneValue *make_result (const AriadneStandIn  *self,
                                  AriadneEvaluation     *evaluation,
                                  guint64                hash,
                                  const AriadneType     *type,
                                  const AriadneValue    *argument,
                                  GError               **error);

static AriadneValue *
make_parts (const AriadneStandIn  *self,
            AriadneEvaluation     *evaluation,
            guint64                hash,
            const AriadneType     *type,
            const AriadneValue    *argument,
            GError               **error)
{
  gboolean is_vector = type->kind == ARIADNE_TYPE_KIND_TENSOR;
  guint    n_parts = is_vector ? self->size : type->n_parts;
  g_autoptr (AriadneValue) value = NULL;

  value = ariadne_value_new_parts (is_vector ? ARIADNE_VALUE_VECTOR : ARIADNE_VALUE_TUPLE,
                                   n_parts);
  for (guint i = 0; i < n_parts; i++)
    {
      value->parts[i] = make_result (self, evaluation, mix (hash, i),
                                     type->parts[is_vector ? 0 : i], argument, error);
      if (value->parts[i] == NULL)
        return NULL;
    }

  return g_steal_pointer (&value);
}

static AriadneValue *
make_result (const AriadneStandIn  *self,
             AriadneEvaluation     *evaluation,
             guint64                hash,
             const AriadneType     *type,
             const AriadneValue    *argument,
             GError               **error)
{
  AriadneReal sum = { to_fraction (hash), 0.0 };
  guint       place = 0;

  if (type->kind == ARIADNE_TYPE_KIND_TENSOR || type->kind == ARIADNE_TYPE_KIND_TUPLE)
    return make_parts (self, evaluation, hash, type, argument, error);

  if (!ariadne_evaluation_step (evaluation, 1, error) ||
      !add_waves (argument, hash, &place, &sum, error) ||
      !ariadne_evaluation_step (evaluation, place, error))
    return NULL;

  switch (type->kind)
    {
    case ARIADNE_TYPE_KIND_FLOAT:
      return ariadne_value_new_real (sum);

    case ARIADNE_TYPE_KIND_INTEGER:
    case ARIADNE_TYPE_KIND_BOOL:
      return make_discrete (evaluation, sum, type->kind == ARIADNE_TYPE_KIND_BOOL);

    default:
      g_set_error_literal (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_LIMIT,
                           "a function that is not defined has a result that cannot be made up");
      return NULL;
    }
}

/**
 * ariadne_stand_in_call: (skip)
 * @self: what stands in
 * @evaluation: what goes on
 * @name: the interned name of the function
 * @result: the type of its result
 * @argument: its argument
 * @error: return location for an error
 *
 * Calls a function that is not defined.
 *
 * Returns: (transfer full): a value of the type @result
 */
AriadneValue *
ariadne_stand_in_call (const AriadneStandIn  *self,
                       AriadneEvaluation     *evaluation,
                       const char            *name,
                       const AriadneType     *result,
                       const AriadneValue    *argument,
                       GError               **error)
{
  guint64 hash = mix (self->seed, ariadne_name_get_hash (name));

  return make_result (self, evaluation, hash, result, argument, error);
}
