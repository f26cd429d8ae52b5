/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-log-shape.h"

#include <math.h>
#include <string.h>

#include "core/ariadne-csv.h"

/* Where the next byte of a line goes. There is room for everything that is not a text;
 * for a text room is made.
 */
typedef struct
{
  GString *line;
  char    *at;
} Print;

/* Sixteen numbers and the latencies, each of at most twenty digits. */
#define ROOM (4096 + 21 * ARIADNE_N_LATENCY_BUCKETS)

static void
print_begin (Print   *print,
             GString *line,
             gsize    length)
{
  gsize used = line->len;

  g_string_set_size (line, used + length + ROOM);
  print->line = line;
  print->at = line->str + used;
}

static void
print_end (Print *print)
{
  g_string_truncate (print->line, print->at - print->line->str);
}

static void
print_bytes (Print      *print,
             const char *bytes,
             gsize       length)
{
  memcpy (print->at, bytes, length);
  print->at += length;
}

static void
print_total (Print   *print,
             guint64  total)
{
  char digits[20];
  guint start = sizeof digits;

  do
    {
      digits[--start] = '0' + total % 10;
      total /= 10;
    }
  while (total > 0);

  print_bytes (print, digits + start, sizeof digits - start);
}

/* Most numbers are whole microseconds in seconds. Such a one is written with six
 * decimals at most, and reads back as the same number: a quotient of two numbers
 * that are exact is rounded in one way only.
 */
static gboolean
print_microseconds (Print  *print,
                    double  number)
{
  guint64 microseconds;
  char *last;

  if (!(number >= 0 && number < 1e9))
    return FALSE;

  microseconds = (guint64) (number * 1e6 + 0.5);
  if ((double) microseconds / 1e6 != number)
    return FALSE;

  print_total (print, microseconds / 1000000);
  microseconds %= 1000000;
  *print->at++ = '.';
  last = print->at + 5;
  for (char *at = last; at >= print->at; at--, microseconds /= 10)
    *at = '0' + microseconds % 10;
  while (last > print->at && *last == '0')
    last--;
  print->at = last + 1;

  return TRUE;
}

static void
print_number (Print  *print,
              double  number)
{
  g_autoptr (GString) digits = NULL;

  if (print_microseconds (print, number))
    return;
  if (!isfinite (number))
    {
      print_bytes (print, "null", 4);
      return;
    }

  digits = g_string_new (NULL);
  _ariadne_append_csv_number (digits, number);
  print_bytes (print, digits->str, digits->len);
}

static void
print_totals (Print         *print,
              const guint64 *totals,
              guint          n_totals)
{
  while (n_totals > 0 && totals[n_totals - 1] == 0)
    n_totals--;

  *print->at++ = '[';
  for (guint i = 0; i < n_totals; i++)
    {
      if (i > 0)
        *print->at++ = ',';
      print_total (print, totals[i]);
    }
  *print->at++ = ']';
}

static gboolean
print_text (Print      *print,
            const char *text)
{
  gsize length = 0;

  if (text == NULL)
    return FALSE;
  while (_ariadne_log_shape_is_plain (text[length]))
    length++;
  if (text[length] != '\0')
    return FALSE;

  print_end (print);
  print_begin (print, print->line, length);
  *print->at++ = '"';
  print_bytes (print, text, length);
  *print->at++ = '"';

  return TRUE;
}

static gboolean
print_value (const AriadneRunLogEvent *event,
             const AriadneLogPiece              *piece,
             Print                    *print)
{
  switch (piece->kind)
    {
    case ARIADNE_LOG_PIECE_NUMBER:
      print_number (print, *ariadne_log_piece_value (double, event, piece));
      return TRUE;
    case ARIADNE_LOG_PIECE_COUNT:
      print_total (print, *ariadne_log_piece_value (guint, event, piece));
      return TRUE;
    case ARIADNE_LOG_PIECE_TOTAL:
      print_total (print, *ariadne_log_piece_value (guint64, event, piece));
      return TRUE;
    case ARIADNE_LOG_PIECE_TEXT:
      return print_text (print, *ariadne_log_piece_value (char *, event, piece));
    case ARIADNE_LOG_PIECE_TOTALS:
      print_totals (print, ariadne_log_piece_value (guint64, event, piece),
                    ARIADNE_N_LATENCY_BUCKETS);
      return TRUE;
    case ARIADNE_LOG_PIECE_END:
    default:
      return TRUE;
    }
}

/* Appends a line without its end, if its shape is known. */
gboolean
_ariadne_run_log_event_print (const AriadneRunLogEvent *self,
                              GString                  *line)
{
  const AriadneLogPiece *piece = _ariadne_log_shape_find (self->kind);
  gsize start = line->len;
  gboolean printed;
  Print print;

  if (piece == NULL || self->search.best != NULL || self->search.digest != NULL)
    return FALSE;

  print_begin (&print, line, 0);
  do
    {
      print_bytes (&print, piece->before, piece->length);
      printed = print_value (self, piece, &print);
    }
  while (printed && piece++->kind != ARIADNE_LOG_PIECE_END);

  print_end (&print);
  if (!printed)
    g_string_truncate (line, start);

  return printed;
}
