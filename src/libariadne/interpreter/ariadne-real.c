/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <float.h>
#include <math.h>

#include "interpreter/ariadne-real.h"

/* Running error analysis. Every operation passes the errors of its operands on, by
 * its derivatives, and adds one rounding, unless the result is exact. The bounds are
 * of first order; who compares allows for the rest.
 */

#define UNIT DBL_EPSILON /* twice what one rounding can do */

static const AriadneReal undefined = { NAN, NAN };

/**
 * ariadne_real_is_defined: (skip)
 * @self: a number
 *
 * Returns: whether there is such a number
 */
gboolean
ariadne_real_is_defined (AriadneReal self)
{
  return !isnan (self.error);
}

/**
 * ariadne_real_is_known: (skip)
 * @self: a number
 *
 * Returns: whether anything is known of it
 */
gboolean
ariadne_real_is_known (AriadneReal self)
{
  return isfinite (self.error);
}

static AriadneReal
make (double value,
      double error)
{
  if (isfinite (value) && isfinite (error))
    return (AriadneReal) { value, error };

  return (AriadneReal) { value, INFINITY };
}

/* A result that was rounded; @rest is what rounding took away, if that is known. */
static AriadneReal
make_rounded (double value,
              double error,
              double rest)
{
  return make (value, rest == 0.0 ? error : error + UNIT * fabs (value) + DBL_MIN);
}

static gboolean
are_known (AriadneReal  a,
           AriadneReal  b,
           AriadneReal *result)
{
  if (!ariadne_real_is_defined (a) || !ariadne_real_is_defined (b))
    *result = undefined;
  else
    *result = (AriadneReal) { NAN, INFINITY };

  return ariadne_real_is_known (a) && ariadne_real_is_known (b);
}

/**
 * ariadne_real_constant: (skip)
 * @value: a number in a program
 *
 * A whole number means itself. Any other may have been rounded by whoever wrote it,
 * a rewriting, for example.
 *
 * Returns: the number; there is none for infinities
 */
AriadneReal
ariadne_real_constant (double value)
{
  if (!isfinite (value))
    return undefined;

  return make_rounded (value, 0.0, value - floor (value));
}

/**
 * ariadne_real_integer: (skip)
 * @value: an Integer
 *
 * Returns: it as a Float
 */
AriadneReal
ariadne_real_integer (gint64 value)
{
  double real = (double) value;

  return make_rounded (real, 0.0, ABS (real) <= 0x1p53 ? 0.0 : 1.0);
}

/* What an addition lost; exact, unless it overflows. */
static double
rest_of_sum (double a,
             double b,
             double sum)
{
  double part = sum - a;

  return (a - (sum - part)) + (b - part);
}

/**
 * ariadne_real_add: (skip)
 * @a: a number
 * @b: a number
 *
 * Returns: the sum
 */
AriadneReal
ariadne_real_add (AriadneReal a,
                  AriadneReal b)
{
  double      sum = a.value + b.value;
  AriadneReal result;

  if (!are_known (a, b, &result))
    return result;

  return make_rounded (sum, a.error + b.error, rest_of_sum (a.value, b.value, sum));
}

/**
 * ariadne_real_sub: (skip)
 * @a: a number
 * @b: a number
 *
 * Returns: the difference
 */
AriadneReal
ariadne_real_sub (AriadneReal a,
                  AriadneReal b)
{
  b.value = -b.value;

  return ariadne_real_add (a, b);
}

/**
 * ariadne_real_mul: (skip)
 * @a: a number
 * @b: a number
 *
 * Returns: the product
 */
AriadneReal
ariadne_real_mul (AriadneReal a,
                  AriadneReal b)
{
  double      product = a.value * b.value;
  AriadneReal result;

  if (!are_known (a, b, &result))
    return result;

  return make_rounded (product,
                       fabs (a.value) * b.error + fabs (b.value) * a.error + a.error * b.error,
                       product == 0.0 ? a.value != 0.0 && b.value != 0.0
                       : fma (a.value, b.value, -product));
}

/**
 * ariadne_real_div: (skip)
 * @a: a number
 * @b: a number
 *
 * Returns: the quotient; there is none by zero
 */
AriadneReal
ariadne_real_div (AriadneReal a,
                  AriadneReal b)
{
  double      quotient = a.value / b.value;
  double      distance = fabs (b.value) - b.error; /* of the divisor from zero */
  AriadneReal result;

  if (!are_known (a, b, &result))
    return result;
  if (b.value == 0.0 && b.error == 0.0)
    return undefined;
  if (distance <= 0.0)
    return make (quotient, INFINITY);

  return make_rounded (quotient, (a.error + fabs (quotient) * b.error) / distance,
                       quotient == 0.0 ? a.value != 0.0 : fma (quotient, b.value, -a.value));
}

/**
 * ariadne_real_exp: (skip)
 * @a: a number
 *
 * Returns: its exponential
 */
AriadneReal
ariadne_real_exp (AriadneReal a)
{
  double      value = exp (a.value);
  AriadneReal result;

  if (!are_known (a, a, &result))
    return result;

  return make_rounded (value, value * expm1 (a.error), a.value != 0.0);
}

/**
 * ariadne_real_log: (skip)
 * @a: a number
 *
 * Returns: its natural logarithm; there is none of zero and less
 */
AriadneReal
ariadne_real_log (AriadneReal a)
{
  double      value = log (a.value);
  AriadneReal result;

  if (!are_known (a, a, &result))
    return result;
  if (a.value < -a.error || (a.value == 0.0 && a.error == 0.0))
    return undefined;
  if (a.value <= a.error)
    return make (value, INFINITY);

  return make_rounded (value, -log1p (-a.error / a.value), a.value != 1.0);
}

/**
 * ariadne_real_compare: (skip)
 * @a: a number
 * @b: a number
 * @is_certain: (out): whether no rounding could have made it come out otherwise
 *
 * Returns: how @a is to @b
 */
AriadneOrder
ariadne_real_compare (AriadneReal  a,
                      AriadneReal  b,
                      gboolean    *is_certain)
{
  double error = a.error + b.error;

  *is_certain = TRUE;
  if (!ariadne_real_is_defined (a) || !ariadne_real_is_defined (b))
    return ARIADNE_ORDER_NONE;

  *is_certain = error == 0.0 || fabs (a.value - b.value) > error;
  if (a.value == b.value)
    return ARIADNE_ORDER_EQUAL;

  return a.value < b.value ? ARIADNE_ORDER_LESS : ARIADNE_ORDER_GREATER;
}
