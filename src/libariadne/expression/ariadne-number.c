/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "expression/ariadne-number.h"

#define MAX_DIGITS 17 /* as many as any double needs */

static const char *
skip_sign (const char *text)
{
  return *text == '+' || *text == '-' ? text + 1 : text;
}

/* Digits, with single underscores between them. */
static const char *
skip_digits (const char *text)
{
  if (!g_ascii_isdigit (*text))
    return text;

  while (g_ascii_isdigit (*text) || (*text == '_' && g_ascii_isdigit (text[1])))
    text++;

  return text;
}

static gboolean
is_float_word (const char *text)
{
  text = skip_sign (text);

  return g_ascii_strcasecmp (text, "inf") == 0 ||
         g_ascii_strcasecmp (text, "infinity") == 0 ||
         g_ascii_strcasecmp (text, "nan") == 0;
}

static gboolean
is_integer (const char *text)
{
  const char *digits = skip_sign (text);
  const char *end = skip_digits (digits);

  return end > digits && *end == '\0';
}

static gboolean
is_float (const char *text)
{
  const char *start = skip_sign (text);
  const char *end = skip_digits (start);
  gboolean    has_digits = end > start;

  if (*end == '.')
    {
      const char *fraction = end + 1;

      end = skip_digits (fraction);
      has_digits = has_digits || end > fraction;
    }

  if (has_digits && (*end == 'e' || *end == 'E'))
    {
      const char *exponent = skip_sign (end + 1);

      end = skip_digits (exponent);
      has_digits = end > exponent;
    }

  return has_digits && *end == '\0';
}

static AriadneNumberKind
convert_integer (const char *text,
                 gint64     *integer)
{
  gboolean negative = *text == '-';
  guint64  limit = (guint64) G_MAXINT64 + (negative ? 1 : 0);
  guint64  value = 0;

  for (const char *p = skip_sign (text); *p != '\0'; p++)
    {
      guint64 digit;

      if (*p == '_')
        continue;
      digit = (guint64) (*p - '0');
      if (value > (limit - digit) / 10)
        return ARIADNE_NUMBER_HUGE;
      value = value * 10 + digit;
    }

  *integer = (gint64) (negative ? 0 - value : value);

  return ARIADNE_NUMBER_INTEGER;
}

static double
convert_float (const char *text)
{
  g_autofree char *digits = g_malloc (strlen (text) + 1);
  char            *end = digits;

  for (; *text != '\0'; text++)
    if (*text != '_')
      *end++ = *text;
  *end = '\0';

  return g_ascii_strtod (digits, NULL);
}

/**
 * ariadne_number_read: (skip)
 * @text: an atom
 * @integer: (out): the value of an integer
 * @real: (out): the value of a float
 *
 * Finds whether an atom is a number, and which.
 *
 * Returns: what it is; %ARIADNE_NUMBER_HUGE for an integer of more than 64 bits
 */
AriadneNumberKind
ariadne_number_read (const char *text,
                     gint64     *integer,
                     double     *real)
{
  if (is_integer (text))
    return convert_integer (text, integer);
  if (!is_float (text) && !is_float_word (text))
    return ARIADNE_NUMBER_NONE;

  *real = convert_float (text);

  return ARIADNE_NUMBER_FLOAT;
}

/* Adds one to the last digit of a number in the form d.ddde+dd. */
static void
increment (char *text)
{
  char *p = strchr (text, 'e') - 1;

  for (; p >= text; p--)
    {
      if (*p == '.')
        continue;
      if (*p != '9')
        {
          (*p)++;
          return;
        }
      *p = '0';
    }
}

static gboolean
reads_back (const char *text,
            double      value)
{
  return g_ascii_strtod (text, NULL) == value;
}

/* The shortest digits that read back as the value, in the form d.ddde+dd.
 *
 * At a power of two the doubles below lie closer together than those above. So
 * the nearest number of so many digits may be too far below while the next one
 * above still reads back; it is then the shorter answer.
 */
static void
print_shortest (double value,
                char   text[G_ASCII_DTOSTR_BUF_SIZE])
{
  for (int digits = 1; digits <= MAX_DIGITS; digits++)
    {
      char format[] = "%.00e";

      format[2] = (char) ('0' + (digits - 1) / 10);
      format[3] = (char) ('0' + (digits - 1) % 10);
      g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, format, value);
      if (reads_back (text, value))
        return;
      if (g_ascii_strtod (text, NULL) < value)
        {
          char above[G_ASCII_DTOSTR_BUF_SIZE];

          memcpy (above, text, sizeof above);
          increment (above);
          if (reads_back (above, value))
            {
              memcpy (text, above, sizeof above);
              return;
            }
        }
    }
}

static void
append_positional (GString    *text,
                   const char *digits,
                   int         n_digits,
                   int         exponent)
{
  if (exponent < 0)
    {
      g_string_append (text, "0.");
      for (int i = exponent + 1; i < 0; i++)
        g_string_append_c (text, '0');
      g_string_append_len (text, digits, n_digits);
      return;
    }

  for (int i = 0; i <= exponent; i++)
    g_string_append_c (text, i < n_digits ? digits[i] : '0');
  g_string_append_c (text, '.');
  if (n_digits > exponent + 1)
    g_string_append_len (text, digits + exponent + 1, n_digits - exponent - 1);
  else
    g_string_append_c (text, '0');
}

static void
append_scientific (GString    *text,
                   const char *digits,
                   int         n_digits,
                   int         exponent)
{
  g_string_append_c (text, digits[0]);
  if (n_digits > 1)
    {
      g_string_append_c (text, '.');
      g_string_append_len (text, digits + 1, n_digits - 1);
    }
  g_string_append_printf (text, "e%c%02d", exponent < 0 ? '-' : '+', ABS (exponent));
}

/**
 * ariadne_number_print_float: (skip)
 * @value: a number
 * @text: what the text is appended to
 *
 * Appends the shortest text that reads back as @value, always with a point, an
 * exponent, or a word, so that it reads back as a float.
 */
void
ariadne_number_print_float (double   value,
                            GString *text)
{
  char shortest[G_ASCII_DTOSTR_BUF_SIZE];
  char digits[MAX_DIGITS];
  int  n_digits = 0;
  int  exponent;

  if (isnan (value))
    {
      g_string_append (text, "nan");
      return;
    }
  if (signbit (value))
    g_string_append_c (text, '-');
  if (isinf (value))
    {
      g_string_append (text, "inf");
      return;
    }

  print_shortest (fabs (value), shortest);
  exponent = (int) g_ascii_strtoll (strchr (shortest, 'e') + 1, NULL, 10);
  for (const char *p = shortest; *p != 'e'; p++)
    if (*p != '.')
      digits[n_digits++] = *p;

  if (exponent >= -4 && exponent < 16)
    append_positional (text, digits, n_digits, exponent);
  else
    append_scientific (text, digits, n_digits, exponent);
}
