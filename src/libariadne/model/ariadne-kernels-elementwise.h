/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The functions of AriadneKernels that work on single values, for any width of
 * vectors. The file that includes this one has defined
 *
 *   LANES               the number of values of a vector
 *   vector              the type of a vector of float, a vector of GCC
 *   multiply_add(a,b,c) a · b + c
 *   negative_multiply_add(a,b,c) c - a · b
 *   splat(x)            a vector of which all values are x
 *   reciprocal(x)       1 / x for positive x
 *   minimum(a,b), maximum(a,b)
 */

#include <string.h>

typedef gint32 integers __attribute__ ((vector_size (4 * LANES)));

static inline vector
load (const float *values)
{
  vector result;

  memcpy (&result, values, sizeof result);

  return result;
}

static inline void
store (float *values,
       vector value)
{
  memcpy (values, &value, sizeof value);
}

static inline vector
absolute (vector x)
{
  return (vector) ((integers) x & 0x7fffffff);
}

static inline vector
with_sign_of (vector magnitude,
              vector sign)
{
  return (vector) ((integers) magnitude | ((integers) sign & (gint32) 0x80000000));
}

/* exp (x) = power · (1 + rest) with power = 2^n and x = n · ln 2 + r, where
 * rest = exp (r) - 1 is a polynomial of r. The two parts are kept apart for
 * those who need exp (x) - 1. |x| must be less than 80.
 *
 * Adding a large constant rounds to an integer, which is then found in the
 * lowest bits. ln 2 is in two parts of which the first has so few bits that
 * its product with n is exact. The coefficients interpolate
 * (exp (r) - 1 - r) / r² at Chebyshev's points of |r| <= ln 2 / 2; the error
 * is a fifth of a unit in the last place.
 */
static inline vector
split_exp (vector  x,
           vector *rest)
{
  const vector magic = splat (0x1.8p23f);
  vector shifted = multiply_add (x, splat (0x1.715476p0f), magic);
  vector n = shifted - magic;
  vector r = negative_multiply_add (n, splat (0x1.62cp-1f), x);
  vector q = splat (0x1.6d113cp-10f);

  r = negative_multiply_add (n, splat (0x1.217f7ep-12f), r);
  q = multiply_add (q, r, splat (0x1.120ba2p-7f));
  q = multiply_add (q, r, splat (0x1.555518p-5f));
  q = multiply_add (q, r, splat (0x1.5554dcp-3f));
  q = multiply_add (q, r, splat (0.5f));
  *rest = multiply_add (q, r * r, r);

  return (vector) (((integers) shifted + 127) << 23);
}

/* exp (-x), where what is beyond ±40 counts as ±40: the logistic function is
 * then 0 or 1 as far as any use of it goes, and nothing overflows.
 */
static inline vector
exp_negative (vector x)
{
  vector rest;
  vector power;

  x = maximum (minimum (x, splat (40.0f)), splat (-40.0f));
  power = split_exp (-x, &rest);

  return multiply_add (power, rest, power);
}

static inline vector
logistic (vector x)
{
  return reciprocal (splat (1.0f) + exp_negative (x));
}

/* t with tanh (|x|) = t / (t + 2): t = exp (2|x|) - 1, accurate also where it
 * is small. Beyond 10 the quotient is 1.
 */
static inline vector
tanh_numerator (vector x)
{
  vector rest;
  vector power = split_exp (minimum (absolute (x + x), splat (20.0f)), &rest);

  return multiply_add (power, rest, power - splat (1.0f));
}

/* z ⊙ h + (1 - z) ⊙ c as one fraction: with a = exp (-update) and t as above,
 * z = 1 / (1 + a) and |c| = t / (t + 2).
 */
static inline vector
updated (vector h,
         vector update,
         vector candidate)
{
  vector a = exp_negative (update);
  vector t = tanh_numerator (candidate);
  vector wide = t + splat (2.0f);
  vector above = multiply_add (a, with_sign_of (t, candidate), h * wide);

  return above * reciprocal (multiply_add (a, wide, wide));
}

static void
kernels_add (float       *to,
             const float *a,
             const float *b,
             guint        length)
{
  for (guint i = 0; i < length; i += LANES)
    store (to + i, load (a + i) + load (b + i));
}

static void
kernels_add_scaled (float       *to,
                    float        scale,
                    const float *from,
                    guint        length)
{
  const vector scales = splat (scale);

  for (guint i = 0; i < length; i += LANES)
    store (to + i, multiply_add (scales, load (from + i), load (to + i)));
}

static void
kernels_apply_gate (float       *to,
                    const float *gate,
                    const float *from,
                    guint        length)
{
  for (guint i = 0; i < length; i += LANES)
    store (to + i, logistic (load (gate + i)) * load (from + i));
}

static void
kernels_update (float       *state,
                const float *update,
                const float *candidate,
                guint        length)
{
  for (guint i = 0; i < length; i += LANES)
    store (state + i, updated (load (state + i), load (update + i), load (candidate + i)));
}

static void
kernels_update_after (float       *state,
                      const float *update,
                      const float *reset,
                      const float *candidate,
                      const float *recurrent,
                      guint        length)
{
  for (guint i = 0; i < length; i += LANES)
    {
      vector r = logistic (load (reset + i));
      vector c = multiply_add (r, load (recurrent + i), load (candidate + i));

      store (state + i, updated (load (state + i), load (update + i), c));
    }
}

static float
kernels_gate (const float *a,
              const float *b,
              float        bias,
              guint        length)
{
  vector sums = splat (0.0f);
  float values[LANES];

  for (guint i = 0; i < length; i += LANES)
    sums = multiply_add (load (a + i), load (b + i), sums);

  store (values, sums);
  for (guint half = LANES / 2; half > 0; half /= 2)
    for (guint i = 0; i < half; i++)
      values[i] += values[i + half];

  store (values, logistic (splat (values[0] + bias)));

  return values[0];
}
