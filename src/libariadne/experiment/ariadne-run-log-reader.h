/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "experiment/ariadne-run-history.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_RUN_LOG_READER (ariadne_run_log_reader_get_type ())

/**
 * AriadneRunLogState:
 * @ARIADNE_RUN_LOG_MORE: there is more to be read at once
 * @ARIADNE_RUN_LOG_UP_TO_DATE: everything that is there has been read, but the log
 *   has not come to its end
 * @ARIADNE_RUN_LOG_FINISHED: the log is read to its end; nothing will follow
 *
 * How far the reading of a log has come.
 */
typedef enum {
  ARIADNE_RUN_LOG_MORE,
  ARIADNE_RUN_LOG_UP_TO_DATE,
  ARIADNE_RUN_LOG_FINISHED,
} AriadneRunLogState;

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneRunLogReader, ariadne_run_log_reader, ARIADNE, RUN_LOG_READER, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneRunLogReader *ariadne_run_log_reader_open         (const char           *path,
                                                          AriadneRunHistory    *history,
                                                          GError              **error)
                                                         G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
const char          *ariadne_run_log_reader_get_path     (AriadneRunLogReader  *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneRunHistory   *ariadne_run_log_reader_get_history  (AriadneRunLogReader  *self);
ARIADNE_AVAILABLE_IN_ALL
guint64              ariadne_run_log_reader_get_position (AriadneRunLogReader  *self);
ARIADNE_AVAILABLE_IN_ALL
guint64              ariadne_run_log_reader_get_size     (AriadneRunLogReader  *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean             ariadne_run_log_reader_read_some    (AriadneRunLogReader  *self,
                                                          gsize                 max_bytes,
                                                          AriadneRunLogState   *state,
                                                          GError              **error);

G_END_DECLS
