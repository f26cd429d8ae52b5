/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-log-event.h"

#include <math.h>
#include <string.h>

#include "core/ariadne-csv.h"
#include "experiment/ariadne-record-fields.h"

/* A shape is a list of pieces: a text that is always the same, and a value after it.
 * One table serves both directions, so what is written is what is read.
 */
typedef enum {
  PIECE_END,    /* nothing follows */
  PIECE_NUMBER, /* double; null if it is not finite */
  PIECE_COUNT,  /* guint */
  PIECE_TOTAL,  /* guint64 */
  PIECE_TEXT,   /* char *, of which no byte needs an escape */
  PIECE_TOTALS, /* the latencies of a load; zeros at the end are left out */
} PieceKind;

typedef struct
{
  PieceKind   kind;
  const char *before;
  gsize       offset; /* of the value, within an event */
} Piece;

#define PIECE(kind, before, member) \
  { PIECE_##kind, before, G_STRUCT_OFFSET (AriadneRunLogEvent, member) }

static const Piece batch_shape[] = {
  PIECE (NUMBER, "{\"event\":\"batch\",\"elapsed_s\":", elapsed_s),
  PIECE (COUNT, ",\"server\":", batch.server),
  PIECE (COUNT, ",\"size\":", batch.size),
  PIECE (COUNT, ",\"requests\":", batch.n_requests),
  PIECE (COUNT, ",\"queued\":", batch.n_queued),
  PIECE (NUMBER, ",\"oldest_wait_s\":", batch.oldest_wait_s),
  PIECE (NUMBER, ",\"model_start_s\":", batch.model_start_s),
  PIECE (NUMBER, ",\"model_end_s\":", batch.model_end_s),
  PIECE (NUMBER, ",\"update_s\":", batch.update_s),
  { PIECE_END, "}" },
};

static const Piece load_shape[] = {
  PIECE (NUMBER, "{\"event\":\"load\",\"elapsed_s\":", elapsed_s),
  PIECE (NUMBER, ",\"time_s\":", time_s),
  PIECE (TOTAL, ",\"queued\":", load.n_queued),
  PIECE (COUNT, ",\"live\":", load.n_live),
  PIECE (COUNT, ",\"waiting\":", load.n_waiting),
  PIECE (TOTAL, ",\"requests\":", load.n_requests),
  PIECE (TOTALS, ",\"latency\":", load.latency),
  { PIECE_END, "}" },
};

static const Piece progress_shape[] = {
  PIECE (NUMBER, "{\"event\":\"progress\",\"elapsed_s\":", elapsed_s),
  PIECE (NUMBER, ",\"time_s\":", time_s),
  PIECE (TEXT, ",\"search\":{\"name\":", search.name),
  PIECE (TEXT, ",\"status\":", search.status),
  PIECE (TOTAL, ",\"visited\":", search.visited),
  PIECE (TOTAL, ",\"frontier\":", search.frontier),
  PIECE (TOTAL, ",\"evaluations\":", search.evaluations),
  PIECE (TOTAL, ",\"budget\":", search.budget),
  PIECE (NUMBER, ",\"start_cost\":", search.start_cost),
  PIECE (NUMBER, ",\"best_cost\":", search.best_cost),
  { PIECE_END, ",\"best\":null,\"digest\":null}}" },
};

static const struct
{
  AriadneRunLogEventKind kind;
  const Piece           *pieces;
} shapes[] = {
  { ARIADNE_RUN_LOG_BATCH, batch_shape },
  { ARIADNE_RUN_LOG_LOAD, load_shape },
  { ARIADNE_RUN_LOG_PROGRESS, progress_shape },
};

#define get_value(Type, event, piece) \
  ((Type *) G_STRUCT_MEMBER_P ((event), (piece)->offset))

void
_ariadne_run_log_event_init (AriadneRunLogEvent *self)
{
  memset (self, 0, sizeof *self);
  self->elapsed_s = NAN;
  self->time_s = NAN;
  self->batch.oldest_wait_s = NAN;
  self->search.start_cost = NAN;
  self->search.best_cost = NAN;
}

void
_ariadne_run_log_event_clear (AriadneRunLogEvent *self)
{
  g_free (self->search.name);
  g_free (self->search.status);
  g_free (self->search.best);
  g_free (self->search.digest);
  g_free (self->what);
  g_free (self->process);
  g_free (self->about);
  g_free (self->message);
  g_clear_object (&self->head);
  g_free (self->started);
  g_clear_pointer (&self->run, ariadne_run_record_unref);
  g_free (self->status);
}

static void
print_total (GString *line,
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

  g_string_append_len (line, digits + start, sizeof digits - start);
}

/* Most numbers are whole microseconds in seconds. Such a one is written with six
 * decimals at most, and reads back as the same number: a quotient of two numbers
 * that are exact is rounded in one way only.
 */
static gboolean
print_microseconds (GString *line,
                    double   number)
{
  guint64 microseconds;
  guint n_decimals = 6;
  char decimals[6];

  if (!(number >= 0 && number < 1e9))
    return FALSE;

  microseconds = (guint64) (number * 1e6 + 0.5);
  if ((double) microseconds / 1e6 != number)
    return FALSE;

  print_total (line, microseconds / 1000000);
  microseconds %= 1000000;
  for (guint i = 6; i-- > 0; microseconds /= 10)
    decimals[i] = '0' + microseconds % 10;
  while (n_decimals > 1 && decimals[n_decimals - 1] == '0')
    n_decimals--;

  g_string_append_c (line, '.');
  g_string_append_len (line, decimals, n_decimals);

  return TRUE;
}

static void
print_number (GString *line,
              double   number)
{
  if (!isfinite (number))
    g_string_append (line, "null");
  else if (!print_microseconds (line, number))
    _ariadne_append_csv_number (line, number);
}

static void
print_totals (GString       *line,
              const guint64 *totals,
              guint          n_totals)
{
  while (n_totals > 0 && totals[n_totals - 1] == 0)
    n_totals--;

  g_string_append_c (line, '[');
  for (guint i = 0; i < n_totals; i++)
    {
      if (i > 0)
        g_string_append_c (line, ',');
      print_total (line, totals[i]);
    }
  g_string_append_c (line, ']');
}

static gboolean
is_plain (char c)
{
  return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

static gboolean
print_text (GString    *line,
            const char *text)
{
  gsize length = 0;

  if (text == NULL)
    return FALSE;
  while (is_plain (text[length]))
    length++;
  if (text[length] != '\0')
    return FALSE;

  g_string_append_c (line, '"');
  g_string_append_len (line, text, length);
  g_string_append_c (line, '"');

  return TRUE;
}

static gboolean
print_value (const AriadneRunLogEvent *event,
             const Piece              *piece,
             GString                  *line)
{
  switch (piece->kind)
    {
    case PIECE_NUMBER:
      print_number (line, *get_value (double, event, piece));
      return TRUE;
    case PIECE_COUNT:
      print_total (line, *get_value (guint, event, piece));
      return TRUE;
    case PIECE_TOTAL:
      print_total (line, *get_value (guint64, event, piece));
      return TRUE;
    case PIECE_TEXT:
      return print_text (line, *get_value (char *, event, piece));
    case PIECE_TOTALS:
      print_totals (line, get_value (guint64, event, piece), ARIADNE_N_LATENCY_BUCKETS);
      return TRUE;
    case PIECE_END:
    default:
      return TRUE;
    }
}

static const Piece *
find_shape (AriadneRunLogEventKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (shapes[i].kind == kind)
      return shapes[i].pieces;

  return NULL;
}

/* Appends a line without its end, if its shape is known. */
gboolean
_ariadne_run_log_event_print (const AriadneRunLogEvent *self,
                              GString                  *line)
{
  const Piece *piece = find_shape (self->kind);
  gsize start = line->len;

  if (piece == NULL || self->search.best != NULL || self->search.digest != NULL)
    return FALSE;

  for (;; piece++)
    {
      g_string_append (line, piece->before);
      if (!print_value (self, piece, line))
        {
          g_string_truncate (line, start);
          return FALSE;
        }
      if (piece->kind == PIECE_END)
        return TRUE;
    }
}

/* What is left of a line. */
typedef struct
{
  const char *at;
  const char *end;
} Scan;

static gboolean
scan_before (Scan       *scan,
             const char *before)
{
  gsize length = strlen (before);

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
  if (scan_before (scan, "null"))
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
  while (scan->at < scan->end && is_plain (*scan->at))
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
  if (scan_before (scan, "[]"))
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
            const Piece        *piece,
            AriadneRunLogEvent *event)
{
  switch (piece->kind)
    {
    case PIECE_NUMBER:
      return scan_number (scan, get_value (double, event, piece));
    case PIECE_COUNT:
      return scan_count (scan, get_value (guint, event, piece));
    case PIECE_TOTAL:
      return scan_total (scan, G_MAXINT64, get_value (guint64, event, piece));
    case PIECE_TEXT:
      return scan_text (scan, get_value (char *, event, piece));
    case PIECE_TOTALS:
      return scan_totals (scan, get_value (guint64, event, piece), ARIADNE_N_LATENCY_BUCKETS);
    case PIECE_END:
    default:
      return scan->at == scan->end;
    }
}

static gboolean
scan_pieces (Scan               *scan,
             const Piece        *piece,
             AriadneRunLogEvent *event)
{
  for (;; piece++)
    {
      if (!scan_before (scan, piece->before) || !scan_value (scan, piece, event))
        return FALSE;
      if (piece->kind == PIECE_END)
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
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      Scan scan = { line, line + length };

      self->kind = shapes[i].kind;
      if (scan_pieces (&scan, shapes[i].pieces, self))
        return TRUE;
      if (scan.at == line)
        continue;

      _ariadne_run_log_event_clear (self);
      _ariadne_run_log_event_init (self);
      return FALSE;
    }

  return FALSE;
}
