/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-run-log-event.h"
#include "experiment/ariadne-run-log-reader.h"

G_BEGIN_DECLS

/* Where the events of a log go. */
typedef struct
{
  AriadneRunLogEventFunc take;
  void                 (*clear) (gpointer user_data); /* forget all: it begins again */
} AriadneRunLogSink;

/* Opens a log for a sink that outlives the reader. */
AriadneRunLogReader *_ariadne_run_log_reader_open (const char               *path,
                                                   const AriadneRunLogSink  *sink,
                                                   gpointer                  user_data,
                                                   GError                  **error);

G_END_DECLS
