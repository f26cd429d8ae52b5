/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-log-shape.h"

#include <math.h>
#include <string.h>

#define PIECE(kind, before, member) \
  { ARIADNE_LOG_PIECE_##kind, before, sizeof before - 1,                    \
    G_STRUCT_OFFSET (AriadneRunLogEvent, member) }
#define LAST_PIECE(before) \
  { ARIADNE_LOG_PIECE_END, before, sizeof before - 1 }

static const AriadneLogPiece batch_shape[] = {
  PIECE (NUMBER, "{\"event\":\"batch\",\"elapsed_s\":", elapsed_s),
  PIECE (COUNT, ",\"server\":", batch.server),
  PIECE (COUNT, ",\"size\":", batch.size),
  PIECE (COUNT, ",\"requests\":", batch.n_requests),
  PIECE (COUNT, ",\"queued\":", batch.n_queued),
  PIECE (NUMBER, ",\"oldest_wait_s\":", batch.oldest_wait_s),
  PIECE (NUMBER, ",\"model_start_s\":", batch.model_start_s),
  PIECE (NUMBER, ",\"model_end_s\":", batch.model_end_s),
  PIECE (NUMBER, ",\"update_s\":", batch.update_s),
  LAST_PIECE ("}"),
};

static const AriadneLogPiece load_shape[] = {
  PIECE (NUMBER, "{\"event\":\"load\",\"elapsed_s\":", elapsed_s),
  PIECE (NUMBER, ",\"time_s\":", time_s),
  PIECE (TOTAL, ",\"queued\":", load.n_queued),
  PIECE (COUNT, ",\"live\":", load.n_live),
  PIECE (COUNT, ",\"waiting\":", load.n_waiting),
  PIECE (TOTAL, ",\"requests\":", load.n_requests),
  PIECE (TOTALS, ",\"latency\":", load.latency),
  LAST_PIECE ("}"),
};

static const AriadneLogPiece progress_shape[] = {
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
  PIECE (TOTAL, ",\"best_depth\":", search.best_depth),
  LAST_PIECE (",\"best\":null,\"digest\":null}}"),
};

const AriadneLogPiece *
_ariadne_log_shape_find (AriadneRunLogEventKind kind)
{
  static const AriadneLogPiece * const shapes[ARIADNE_RUN_LOG_N_EVENTS] = {
    [ARIADNE_RUN_LOG_BATCH] = batch_shape,
    [ARIADNE_RUN_LOG_LOAD] = load_shape,
    [ARIADNE_RUN_LOG_PROGRESS] = progress_shape,
  };

  return shapes[kind];
}

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
