/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-csv.h"

#include <math.h>
#include <string.h>

/*
 * _ariadne_append_csv_text:
 * @csv: a line of CSV
 * @text: (nullable): a text
 *
 * Appends a text, in quotes if it needs them; nothing if there is none.
 */
void
_ariadne_append_csv_text (GString    *csv,
                          const char *text)
{
  if (text == NULL)
    return;

  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }

  g_string_append_c (csv, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

/*
 * _ariadne_append_csv_number:
 * @csv: a line of CSV
 * @number: a number
 *
 * Appends a number, whatever the locale, with as few digits as read back as the
 * same; nothing if it is not finite.
 */
void
_ariadne_append_csv_number (GString *csv,
                            double   number)
{
  static const char * const formats[] = { "%.15g", "%.16g", "%.17g" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, sizeof buffer, formats[i], number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }

  g_string_append (csv, buffer);
}
