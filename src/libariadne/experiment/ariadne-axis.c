/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-axis.h"

#include <math.h>

/* The smallest of 1, 2 or 5 times a power of ten that is not less than STEP, or
 * if that is more than the maximum, the largest one that is not.
 */
static double
get_nice_step (double step,
               double maximum)
{
  static const double factors[] = { 1, 2, 5, 10 };
  double magnitude = pow (10, floor (log10 (step)));
  guint i = 0;

  while (i < G_N_ELEMENTS (factors) - 1 && factors[i] * magnitude < step * (1 - 1e-9))
    i++;
  while (i > 0 && factors[i] * magnitude > maximum * (1 + 1e-9))
    i--;

  return factors[i] * magnitude;
}

static void
init_stepped (AriadneAxis *self,
              double       maximum,
              double       step)
{
  *self = (AriadneAxis) { .high = maximum };
  for (guint i = 0; i * step <= maximum * (1 + 1e-9) && i < ARIADNE_AXIS_MAXIMUM_TICKS; i++)
    self->ticks[self->n_ticks++] = i * step;
}

static double
get_step (const AriadneAxis *self)
{
  return self->ticks[1] - self->ticks[0];
}

/*
 * _ariadne_axis_init_linear:
 * @self: (out caller-allocates): an axis
 * @maximum: the largest value
 * @n_ticks: about how many ticks there is room for besides 0
 *
 * Makes an axis from 0 to @maximum. Anything will do for a maximum; one that is
 * not above 0 is taken for 1.
 */
void
_ariadne_axis_init_linear (AriadneAxis *self,
                           double       maximum,
                           guint        n_ticks)
{
  if (!isfinite (maximum) || maximum <= 0)
    maximum = 1;

  n_ticks = CLAMP (n_ticks, 1, ARIADNE_AXIS_MAXIMUM_TICKS - 2);
  init_stepped (self, maximum, get_nice_step (maximum / n_ticks, maximum));
}

/*
 * _ariadne_axis_init_binary:
 * @self: (out caller-allocates): an axis
 * @maximum: the largest value, above 0
 * @n_ticks: about how many ticks there is room for besides 0
 *
 * Makes an axis from 0 to @maximum with ticks at multiples of a power of two.
 */
void
_ariadne_axis_init_binary (AriadneAxis *self,
                           double       maximum,
                           guint        n_ticks)
{
  double step = 1;

  n_ticks = CLAMP (n_ticks, 1, ARIADNE_AXIS_MAXIMUM_TICKS - 2);
  while (2 * step <= maximum && maximum > step * n_ticks)
    step *= 2;

  init_stepped (self, maximum, step);
}

/*
 * _ariadne_axis_round_up:
 * @self: a linear axis
 *
 * Lets an axis end with a tick.
 */
void
_ariadne_axis_round_up (AriadneAxis *self)
{
  double last = self->ticks[self->n_ticks - 1];

  if (last >= self->high * (1 - 1e-9))
    return;

  self->high = last + get_step (self);
  self->ticks[self->n_ticks++] = self->high;
}

static gboolean
add_tick (AriadneAxis *self,
          double       value,
          double       minimum)
{
  /* The first tick is the last one that is not above the minimum. */
  if (self->n_ticks == 1 && value <= minimum)
    self->n_ticks = 0;
  if (self->n_ticks == ARIADNE_AXIS_MAXIMUM_TICKS)
    return FALSE;

  self->ticks[self->n_ticks++] = value;

  return TRUE;
}

/*
 * _ariadne_axis_init_decades:
 * @self: (out caller-allocates): an axis
 * @minimum: the least value
 * @maximum: the largest value
 * @n_ticks: about how many ticks there is room for
 *
 * Makes a logarithmic axis with ticks at powers of ten, and between them where
 * there is room.
 */
void
_ariadne_axis_init_decades (AriadneAxis *self,
                            double       minimum,
                            double       maximum,
                            guint        n_ticks)
{
  static const double factors[] = { 1, 2, 5 };
  double n_decades;
  guint stride;

  if (!isfinite (maximum) || maximum <= 0)
    maximum = 1;
  /* Beyond nine decades the least values are of no interest. */
  if (!isfinite (minimum) || minimum < 1e-9 * maximum)
    minimum = 1e-9 * maximum;
  minimum = MIN (minimum, maximum / 2);

  *self = (AriadneAxis) { .logarithmic = TRUE };
  n_decades = log10 (maximum / minimum);
  stride = 3 * n_decades <= n_ticks ? 1 : 3;

  for (int i = 3 * (int) floor (log10 (minimum));; i += stride)
    {
      int decade = i >= 0 ? i / 3 : (i - 2) / 3;
      double value = factors[i - 3 * decade] * pow (10, decade);

      if (!add_tick (self, value, minimum) || value >= maximum)
        break;
    }

  self->low = self->ticks[0];
  self->high = self->ticks[self->n_ticks - 1];
}

/*
 * _ariadne_axis_init_doublings:
 * @self: (out caller-allocates): an axis
 * @maximum: the largest value
 * @n_ticks: about how many ticks there is room for
 *
 * Makes a logarithmic axis from a half to a power of two, so that the whole
 * numbers above one power of two and up to the next have the same room each.
 */
void
_ariadne_axis_init_doublings (AriadneAxis *self,
                              double       maximum,
                              guint        n_ticks)
{
  guint n_doublings;
  guint stride;

  n_doublings = isfinite (maximum) && maximum > 1 ? (guint) ceil (log2 (maximum)) : 0;
  n_doublings = CLAMP (n_doublings, 1, 40);
  stride = 1 + n_doublings / CLAMP (n_ticks, 1, ARIADNE_AXIS_MAXIMUM_TICKS - 2);

  *self = (AriadneAxis) {
    .low = 0.5,
    .high = ldexp (1, n_doublings),
    .logarithmic = TRUE,
  };
  for (guint i = 0; i <= n_doublings; i += stride)
    self->ticks[self->n_ticks++] = ldexp (1, i);
}

/*
 * _ariadne_axis_map:
 * @self: an axis
 * @value: a value
 *
 * Tells where a value lies: 0 at the low end, 1 at the high end.
 *
 * Returns: a number from 0 to 1
 */
double
_ariadne_axis_map (const AriadneAxis *self,
                   double             value)
{
  double position;

  if (!self->logarithmic)
    position = (value - self->low) / (self->high - self->low);
  else if (value <= 0)
    position = 0;
  else
    position = log (value / self->low) / log (self->high / self->low);

  return CLAMP (position, 0, 1);
}

/*
 * _ariadne_axis_format_tick:
 * @self: an axis
 * @tick: the index of a tick
 *
 * Writes the value of a tick with as few characters as tell it from the others.
 *
 * Returns: (transfer full): the text
 */
char *
_ariadne_axis_format_tick (const AriadneAxis *self,
                           guint              tick)
{
  static const char * const suffixes[] = { "", "k", "M", "G", "T" };
  double value = self->ticks[tick];
  double step = self->logarithmic ? value : get_step (self);
  guint suffix = 0;
  int decimals;

  if (self->logarithmic && value < 10000)
    return g_strdup_printf ("%g", value);

  while (step >= 1000 && suffix < G_N_ELEMENTS (suffixes) - 1)
    {
      step /= 1000;
      value /= 1000;
      suffix++;
    }
  if (value == 0)
    return g_strdup ("0");

  decimals = CLAMP ((int) -floor (log10 (step) + 1e-9), 0, 9);

  return g_strdup_printf ("%.*f%s", decimals, value, suffixes[suffix]);
}
