/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-axis.h"

#include <math.h>
#include <string.h>

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

/* Ticks at the multiples of STEP from the low end to the high one. */
static void
add_multiples (AriadneAxis *self,
               double       step)
{
  double first = ceil (self->low / step - 1e-9);

  self->step = step;
  for (guint i = 0; i < ARIADNE_AXIS_MAXIMUM_TICKS; i++)
    {
      /* Without the sum 0 might be a negative zero. */
      double tick = (first + i) * step + 0.0;

      if (tick > self->high + 1e-9 * MAX (fabs (self->high), self->high - self->low))
        break;
      self->ticks[self->n_ticks++] = tick;
    }
}

static void
init_stepped (AriadneAxis *self,
              double       maximum,
              double       step)
{
  *self = (AriadneAxis) { .high = maximum, .unit = 1 };
  add_multiples (self, step);
}

static const AriadneTimeUnit time_units[] = {
  { 1e-6, "µs" },
  { 1e-3, "ms" },
  { 1, "s" },
  { 60, "min" },
  { 3600, "h" },
};

/*
 * _ariadne_axis_get_time_unit:
 * @longest_s: the longest time to be shown, in seconds
 *
 * Chooses a unit in which that is a handy number.
 *
 * Returns: (transfer none): a unit
 */
const AriadneTimeUnit *
_ariadne_axis_get_time_unit (double longest_s)
{
  guint unit = G_N_ELEMENTS (time_units) - 1;

  while (unit > 0 && !(longest_s >= 2 * time_units[unit].seconds))
    unit--;

  return &time_units[unit];
}

/*
 * _ariadne_axis_get_unit_name:
 * @self: an axis of times
 *
 * Tells in which unit its ticks are labelled.
 *
 * Returns: (transfer none): the name of a unit
 */
const char *
_ariadne_axis_get_unit_name (const AriadneAxis *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (time_units); i++)
    if (time_units[i].seconds == self->unit)
      return time_units[i].name;

  g_return_val_if_reached ("s");
}

/*
 * _ariadne_axis_count_ticks:
 * @room: the length of an axis
 * @distance: the least distance between labels
 *
 * Counts the ticks that there is room for.
 *
 * Returns: a number, at least 1
 */
guint
_ariadne_axis_count_ticks (double room,
                           double distance)
{
  return MAX (1, (guint) (room / distance));
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

  self->high = last + self->step;
  self->ticks[self->n_ticks++] = self->high;
}

/*
 * _ariadne_axis_round_down:
 * @self: a linear axis
 *
 * Lets an axis begin with a tick.
 */
void
_ariadne_axis_round_down (AriadneAxis *self)
{
  double first = self->ticks[0];

  if (self->low >= first - 1e-9 * self->step || self->n_ticks == ARIADNE_AXIS_MAXIMUM_TICKS)
    return;

  memmove (self->ticks + 1, self->ticks, self->n_ticks * sizeof *self->ticks);
  self->n_ticks++;
  self->ticks[0] = self->low = first - self->step;
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

  *self = (AriadneAxis) { .logarithmic = TRUE, .unit = 1 };
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
    .unit = 1,
  };
  for (guint i = 0; i <= n_doublings; i += stride)
    self->ticks[self->n_ticks++] = ldexp (1, i);
}

/* Ticks at 1, 2 and 5 times powers of ten, or at the powers alone. */
static void
add_powers (AriadneAxis *self,
            guint        n_ticks)
{
  static const double factors[] = { 1, 2, 5 };
  double n_decades = log10 (self->high / self->low);
  guint n_factors = 3 * n_decades <= n_ticks ? 3 : 1;
  int stride = MAX (1, (int) ceil (n_decades / n_ticks));

  for (int decade = (int) floor (log10 (self->low)); pow (10, decade) <= self->high;
       decade += stride)
    for (guint i = 0; i < n_factors; i++)
      {
        double tick = factors[i] * pow (10, decade);

        if (tick >= self->low * (1 - 1e-9) && tick <= self->high * (1 + 1e-9)
            && self->n_ticks < ARIADNE_AXIS_MAXIMUM_TICKS)
          self->ticks[self->n_ticks++] = tick;
      }
}

/*
 * _ariadne_axis_init_window:
 * @self: (out caller-allocates): an axis
 * @low: the least value
 * @high: the largest value
 * @n_ticks: about how many ticks there is room for
 * @logarithmic: whether equal ratios have equal room
 * @whole: whether there is nothing between whole numbers
 *
 * Makes an axis that shows just a part of all values. Anything will do: an empty
 * window is widened, and on a logarithmic axis it starts above 0.
 */
void
_ariadne_axis_init_window (AriadneAxis *self,
                           double       low,
                           double       high,
                           guint        n_ticks,
                           gboolean     logarithmic,
                           gboolean     whole)
{
  double step;

  if (!isfinite (low) || !isfinite (high) || !isfinite (high - low))
    low = 0, high = 1;
  if (logarithmic && low <= 0)
    low = high > 0 ? high / 1000 : 0.001;
  if (!(high - low > 1e-12 * fabs (high)))
    high = low + MAX (1e-9 * fabs (low), low == 0 ? 1 : 1e-9);

  *self = (AriadneAxis) { .low = low, .high = high, .logarithmic = logarithmic, .unit = 1 };
  n_ticks = CLAMP (n_ticks, 1, ARIADNE_AXIS_MAXIMUM_TICKS - 2);

  if (logarithmic && high / low >= 8)
    {
      add_powers (self, n_ticks);
      return;
    }

  step = get_nice_step ((high - low) / n_ticks, high - low);
  add_multiples (self, whole ? MAX (1, step) : step);
}

/*
 * _ariadne_axis_set_unit:
 * @self: an axis
 * @unit: a unit
 *
 * Takes an axis that was made of multiples of a unit for one of the values
 * themselves. Its ticks still are labelled with the multiples.
 */
void
_ariadne_axis_set_unit (AriadneAxis *self,
                        double       unit)
{
  self->unit = unit;
  self->low *= unit;
  self->high *= unit;
  self->step *= unit;
  for (guint i = 0; i < self->n_ticks; i++)
    self->ticks[i] *= unit;
}

/*
 * _ariadne_axis_place:
 * @self: an axis
 * @value: a value, above 0 if the axis is logarithmic
 *
 * Tells where a value lies: 0 at the low end, 1 at the high end, and less or more
 * if it is outside.
 *
 * Returns: a number
 */
double
_ariadne_axis_place (const AriadneAxis *self,
                     double             value)
{
  if (self->logarithmic)
    return log (value / self->low) / log (self->high / self->low);

  return (value - self->low) / (self->high - self->low);
}

/*
 * _ariadne_axis_map:
 * @self: an axis
 * @value: a value
 *
 * Tells where a value lies, or the end that is next to it.
 *
 * Returns: a number from 0 to 1
 */
double
_ariadne_axis_map (const AriadneAxis *self,
                   double             value)
{
  if (self->logarithmic && value <= 0)
    return 0;

  return CLAMP (_ariadne_axis_place (self, value), 0, 1);
}

/*
 * _ariadne_axis_unmap:
 * @self: an axis
 * @position: where: 0 at the low end, 1 at the high end
 *
 * Tells which value lies there.
 *
 * Returns: a value
 */
double
_ariadne_axis_unmap (const AriadneAxis *self,
                     double             position)
{
  if (self->logarithmic)
    return self->low * pow (self->high / self->low, position);

  return self->low + position * (self->high - self->low);
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
  double value = self->ticks[tick] / self->unit;
  double step = self->step > 0 ? self->step / self->unit : value;
  guint suffix = 0;
  int decimals;

  if (self->step <= 0 && value < 10000)
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
