/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-text.h"

#include <math.h>

char *
_ariadne_text_format_number (double      number,
                             guint       decimals,
                             const char *unit)
{
  if (!isfinite (number))
    return g_strdup (ARIADNE_TEXT_UNKNOWN);

  return g_strdup_printf ("%.*f%s", (int) decimals, number, unit);
}

/* Three digits or more, so that a millisecond is seen and a minute is not
 * crowded.
 */
char *
_ariadne_text_format_seconds (double seconds)
{
  return _ariadne_text_format_number (seconds, seconds < 10 ? 3 : 2, " s");
}

char *
_ariadne_text_format_percent (double fraction)
{
  return _ariadne_text_format_number (100 * fraction, 2, " %");
}

char *
_ariadne_text_shorten (const char *text,
                       int         width)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) < width)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, width - 2);

  return g_strconcat (start, "…", NULL);
}

/* Columns are counted in characters; bytes would set lines with “÷” askew. */
void
_ariadne_text_append_cell (GString    *line,
                           const char *text,
                           int         width)
{
  int padding = ABS (width) - (int) g_utf8_strlen (text, -1);

  if (width > 0)
    g_string_append_printf (line, "%*s", MAX (0, padding), "");
  g_string_append (line, text);
  if (width < 0)
    g_string_append_printf (line, "%*s", MAX (0, padding), "");
}

void
_ariadne_text_end_line (GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

void
_ariadne_text_append_heading (GString                 *text,
                              const AriadneTextColumn *columns,
                              guint                    n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    _ariadne_text_append_cell (text, columns[i].heading, columns[i].width);
  _ariadne_text_end_line (text);
}

void
_ariadne_text_append_row (GString                 *text,
                          const AriadneTextColumn *columns,
                          guint                    n_columns,
                          char                   **cells)
{
  for (guint i = 0; i < n_columns; i++)
    {
      _ariadne_text_append_cell (text, cells[i], columns[i].width);
      g_free (cells[i]);
    }
  _ariadne_text_end_line (text);
}
