/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "experiment/ariadne-report.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_RUN_LOG_READER (ariadne_run_log_reader_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneRunLogReader, ariadne_run_log_reader, ARIADNE, RUN_LOG_READER, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneRunLogReader *ariadne_run_log_reader_open        (const char           *path,
                                                         GError              **error)
                                                        G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
gboolean             ariadne_run_log_reader_read        (AriadneRunLogReader  *self,
                                                         GError              **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneReport       *ariadne_run_log_reader_get_report  (AriadneRunLogReader  *self);
ARIADNE_AVAILABLE_IN_ALL
const char          *ariadne_run_log_reader_get_status  (AriadneRunLogReader  *self);

G_END_DECLS
