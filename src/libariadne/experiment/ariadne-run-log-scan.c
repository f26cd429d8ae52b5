/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-log-shape.h"

#include <math.h>
#include <string.h>

/* What is left of a line. */
typedef struct
{
  const char *at;
  const char *end;
} Scan;

static gboolean
scan_before (Scan       *scan,
             const char *before,
             gsize       length)
{
  if ((gsize) (scan->end - scan->at) < length || memcmp (scan->at, before, length) != 0)
    return FALSE;

  scan->at += length;

  return TRUE;
}

static gboolean
is_at_digit (const Scan *scan)
{
  return scan->at < scan->end && g_ascii_isdigit (*scan->at);
}

/* No more digits than any 64 bits can hold, and none too many at the front. */
static gboolean
scan_total (Scan    *scan,
            guint64  maximum,
            guint64 *total)
{
  const char *start = scan->at;

  *total = 0;
  for (; is_at_digit (scan); scan->at++)
    *total = *total * 10 + (*scan->at - '0');

  return scan->at > start && scan->at - start <= 18 && (*start != '0' || scan->at - start == 1)
         && *total <= maximum;
}

static gboolean
scan_count (Scan  *scan,
            guint *count)
{
  guint64 total;

  if (!scan_total (scan, G_MAXUINT, &total))
    return FALSE;

  *count = total;

  return TRUE;
}

/* With so few digits both the digits and the power of ten are exact, so that their
 * quotient is the number that is nearest to what is written.
 */
static gboolean
scan_short_number (Scan   *scan,
                   double *number)
{
  static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14 };
  guint64 digits = 0;
  const char *start = scan->at;
  const char *point;

  for (; is_at_digit (scan); scan->at++)
    digits = digits * 10 + (*scan->at - '0');
  point = scan->at;
  if (point == start || point - start > 15 || (*start == '0' && point - start > 1)
      || point == scan->end || *point != '.')
    return FALSE;

  for (scan->at++; is_at_digit (scan); scan->at++)
    digits = digits * 10 + (*scan->at - '0');
  if (scan->at - start - 1 > 15 || scan->at == point + 1
      || scan->at == scan->end || (*scan->at != ',' && *scan->at != '}'))
    return FALSE;

  *number = (double) digits / powers[scan->at - point - 1];

  return TRUE;
}

static void
skip_digits (Scan *scan)
{
  while (is_at_digit (scan))
    scan->at++;
}

static gboolean
skip_one (Scan *scan,
          char  one,
          char  other)
{
  if (scan->at == scan->end || (*scan->at != one && *scan->at != other))
    return FALSE;

  scan->at++;

  return TRUE;
}

/* Any number that JSON has and that is not whole, in as many digits as it likes. */
static gboolean
scan_long_number (Scan   *scan,
                  double *number)
{
  const char *start = scan->at;
  const char *digits;
  gboolean whole = TRUE;
  char *end;

  skip_one (scan, '-', '-');
  digits = scan->at;
  skip_digits (scan);
  if (scan->at == digits || (*digits == '0' && scan->at - digits > 1))
    return FALSE;

  if (skip_one (scan, '.', '.'))
    {
      digits = scan->at;
      whole = FALSE;
      skip_digits (scan);
      if (scan->at == digits)
        return FALSE;
    }
  if (skip_one (scan, 'e', 'E'))
    {
      whole = FALSE;
      skip_one (scan, '+', '-');
      digits = scan->at;
      skip_digits (scan);
      if (scan->at == digits)
        return FALSE;
    }

  /* What follows ends the number for g_ascii_strtod() as well. */
  *number = g_ascii_strtod (start, &end);

  return !whole && end == scan->at && *number != 0 && isfinite (*number);
}

static gboolean
scan_number (Scan   *scan,
             double *number)
{
  const char *start = scan->at;

  if (scan_short_number (scan, number))
    return TRUE;

  scan->at = start;
  if (scan_before (scan, "null", 4))
    {
      *number = NAN;
      return TRUE;
    }

  return scan_long_number (scan, number);
}

static gboolean
scan_text (Scan  *scan,
           char **text)
{
  const char *start;

  if (!skip_one (scan, '"', '"'))
    return FALSE;

  start = scan->at;
  while (scan->at < scan->end && _ariadne_log_shape_is_plain (*scan->at))
    scan->at++;
  if (!skip_one (scan, '"', '"'))
    return FALSE;

  *text = g_strndup (start, scan->at - 1 - start);

  return TRUE;
}

static gboolean
scan_totals (Scan    *scan,
             guint64 *totals,
             guint    n_totals)
{
  if (scan_before (scan, "[]", 2))
    return TRUE;

  for (guint i = 0; i < n_totals; i++)
    {
      if (!skip_one (scan, i == 0 ? '[' : ',', i == 0 ? '[' : ',')
          || !scan_total (scan, G_MAXINT64, &totals[i]))
        return FALSE;
      if (skip_one (scan, ']', ']'))
        return TRUE;
    }

  return FALSE;
}

static gboolean
scan_value (Scan               *scan,
            const AriadneLogPiece        *piece,
            AriadneRunLogEvent *event)
{
  switch (piece->kind)
    {
    case ARIADNE_LOG_PIECE_NUMBER:
      return scan_number (scan, ariadne_log_piece_value (double, event, piece));
    case ARIADNE_LOG_PIECE_COUNT:
      return scan_count (scan, ariadne_log_piece_value (guint, event, piece));
    case ARIADNE_LOG_PIECE_TOTAL:
      return scan_total (scan, G_MAXINT64, ariadne_log_piece_value (guint64, event, piece));
    case ARIADNE_LOG_PIECE_TEXT:
      return scan_text (scan, ariadne_log_piece_value (char *, event, piece));
    case ARIADNE_LOG_PIECE_TOTALS:
      return scan_totals (scan, ariadne_log_piece_value (guint64, event, piece),
                          ARIADNE_N_LATENCY_BUCKETS);
    case ARIADNE_LOG_PIECE_END:
    default:
      return scan->at == scan->end;
    }
}

static gboolean
scan_pieces (Scan               *scan,
             const AriadneLogPiece        *piece,
             AriadneRunLogEvent *event)
{
  for (;; piece++)
    {
      if (!scan_before (scan, piece->before, piece->length) || !scan_value (scan, piece, event))
        return FALSE;
      if (piece->kind == ARIADNE_LOG_PIECE_END)
        return TRUE;
    }
}

/* Reads a line, which somewhere after its end has a byte that is not of a number. On
 * failure the event is as it was when it was made.
 */
gboolean
_ariadne_run_log_event_scan (AriadneRunLogEvent *self,
                             const char         *line,
                             gsize               length)
{
  for (guint i = 0; i < ARIADNE_RUN_LOG_N_EVENTS; i++)
    {
      const AriadneLogPiece *shape = _ariadne_log_shape_find (i);
      Scan scan = { line, line + length };

      if (shape == NULL)
        continue;

      self->kind = i;
      if (scan_pieces (&scan, shape, self))
        return TRUE;
      if (scan.at == line)
        continue;

      _ariadne_run_log_event_clear (self);
      _ariadne_run_log_event_init (self);
      return FALSE;
    }

  return FALSE;
}
