/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run/run-parse.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/ariadne-error.h"

/* The option, what was given, and what was expected instead. */
static gboolean
reject (const char  *option,
        const char  *value,
        const char  *expected,
        GError     **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "%s=%s: %s", option, value,
               expected);

  return FALSE;
}

/**
 * run_parse_wide_count:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @minimum: the least that is accepted
 * @maximum: the most that is accepted
 * @count: (inout): the number, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a whole number.
 *
 * Returns: whether @value is a number within the bounds, or absent
 */
gboolean
run_parse_wide_count (const char  *option,
                      const char  *value,
                      guint64      minimum,
                      guint64      maximum,
                      guint64     *count,
                      GError     **error)
{
  g_autofree char *least = g_strdup_printf ("%" G_GUINT64_FORMAT, minimum);
  g_autofree char *most = g_strdup_printf ("%" G_GUINT64_FORMAT, maximum);
  g_autofree char *expected = NULL;

  if (value == NULL || g_ascii_string_to_unsigned (value, 10, minimum, maximum, count, NULL))
    return TRUE;

  /* Translators: both are whole numbers. */
  expected = g_strdup_printf (_("expected a whole number from %s to %s"), least, most);

  return reject (option, value, expected, error);
}

/**
 * run_parse_count:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @minimum: the least that is accepted
 * @maximum: the most that is accepted
 * @count: (inout): the number, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a whole number that is not very large.
 *
 * Returns: whether @value is a number within the bounds, or absent
 */
gboolean
run_parse_count (const char  *option,
                 const char  *value,
                 guint        minimum,
                 guint        maximum,
                 guint       *count,
                 GError     **error)
{
  guint64 number = *count;

  if (!run_parse_wide_count (option, value, minimum, maximum, &number, error))
    return FALSE;

  *count = number;

  return TRUE;
}

/**
 * run_parse_fraction:
 * @option: the option, for messages
 * @value: what was given
 * @fraction: (out): the number
 * @error: return location for an error
 *
 * Parses a number above 0 and at most 1.
 *
 * Returns: whether @value is one
 */
gboolean
run_parse_fraction (const char  *option,
                    const char  *value,
                    double      *fraction,
                    GError     **error)
{
  char *end = NULL;

  errno = 0;
  *fraction = g_ascii_strtod (value, &end);
  if (errno == 0 && end != value && *end == '\0' && *fraction > 0 && *fraction <= 1)
    return TRUE;

  return reject (option, value, _("expected a number above 0 and at most 1"), error);
}

/**
 * run_parse_seconds:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @minimum: the least that is accepted
 * @maximum: the most that is accepted
 * @seconds: (inout): the number, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a time in seconds, which need not be whole.
 *
 * Returns: whether @value is one, or absent
 */
gboolean
run_parse_seconds (const char  *option,
                   const char  *value,
                   double       minimum,
                   double       maximum,
                   double      *seconds,
                   GError     **error)
{
  g_autofree char *expected = NULL;
  char *end = NULL;
  double number;

  if (value == NULL)
    return TRUE;

  errno = 0;
  number = g_ascii_strtod (value, &end);
  if (errno == 0 && end != value && *end == '\0' && number >= minimum && number <= maximum)
    {
      *seconds = number;
      return TRUE;
    }

  expected = g_strdup_printf (_("expected seconds, from %g to %g"), minimum, maximum);

  return reject (option, value, expected, error);
}

/**
 * run_parse_size:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @minimum: the least that is accepted, in bytes
 * @size: (inout): the size in bytes, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a size such as `512M` or `2G`.
 *
 * Returns: whether @value is a size, or absent
 */
gboolean
run_parse_size (const char  *option,
                const char  *value,
                guint64      minimum,
                guint64     *size,
                GError     **error)
{
  static const char units[] = "KMGT";
  const char *unit;
  g_autofree char *expected = NULL;
  char *end = NULL;
  guint64 number;
  guint shift = 0;

  if (value == NULL)
    return TRUE;

  errno = 0;
  number = g_ascii_strtoull (value, &end, 10);
  unit = *end != '\0' ? strchr (units, *end) : NULL;
  if (unit != NULL)
    {
      shift = 10 * (unit - units + 1);
      end++;
    }
  if (errno == 0 && g_ascii_isdigit (value[0]) && *end == '\0'
      && number <= (guint64) G_MAXINT64 >> shift && number << shift >= minimum)
    {
      *size = number << shift;
      return TRUE;
    }

  /* Translators: %u is a number of mebibytes; the letters stand in every language. */
  expected = g_strdup_printf (_("expected a size of at least %uM, such as 512M or 2G"),
                              (guint) (minimum >> 20));

  return reject (option, value, expected, error);
}

/**
 * run_parse_choice:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @choices: (array zero-terminated=1): the words that are accepted
 * @choice: (inout): which of them it is, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a word of a list.
 *
 * Returns: whether @value is one of @choices, or absent
 */
gboolean
run_parse_choice (const char          *option,
                  const char          *value,
                  const char * const  *choices,
                  guint               *choice,
                  GError             **error)
{
  g_autofree char *expected = NULL;
  g_autofree char *list = NULL;

  if (value == NULL)
    return TRUE;

  for (guint i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], value))
      {
        *choice = i;
        return TRUE;
      }

  list = g_strjoinv (", ", (char **) choices);
  /* Translators: a list of words, separated by commas. */
  expected = g_strdup_printf (_("expected one of %s"), list);

  return reject (option, value, expected, error);
}
