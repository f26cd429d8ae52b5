/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-run-log-event.h"

G_BEGIN_DECLS

/* A shape is a list of pieces: a text that is always the same, and a value after it.
 * One table serves both directions, so what is written is what is read.
 */
typedef enum {
  ARIADNE_LOG_PIECE_END,    /* nothing follows */
  ARIADNE_LOG_PIECE_NUMBER, /* double; null if it is not finite */
  ARIADNE_LOG_PIECE_COUNT,  /* guint */
  ARIADNE_LOG_PIECE_TOTAL,  /* guint64 */
  ARIADNE_LOG_PIECE_TEXT,   /* char *, of which no byte needs an escape */
  ARIADNE_LOG_PIECE_TOTALS, /* the latencies of a load; zeros at the end are left out */
} AriadneLogPieceKind;

typedef struct
{
  AriadneLogPieceKind kind;
  const char         *before;
  gsize               length; /* of what is before */
  gsize               offset; /* of the value, within an event */
} AriadneLogPiece;

/* The value itself, inside of EVENT. */
#define ariadne_log_piece_value(Type, event, piece) \
  ((Type *) G_STRUCT_MEMBER_P ((event), (piece)->offset))

/* The pieces of an event, up to the one that ends them; NULL if its shape varies. */
const AriadneLogPiece *_ariadne_log_shape_find (AriadneRunLogEventKind kind);

/* Whether a byte of a text stands for itself. */
static inline gboolean
_ariadne_log_shape_is_plain (char c)
{
  return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

G_END_DECLS
