/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "engine/ariadne-engine.h"
#include "experiment/ariadne-metrics.h"
#include "experiment/ariadne-report.h"
#include "experiment/ariadne-run-record.h"
#include "serving/ariadne-server-metrics.h"

G_BEGIN_DECLS

/**
 * ARIADNE_RUN_LOG_DEFAULT_INTERVAL:
 *
 * How often something is written, in seconds, unless a log is told otherwise.
 */
#define ARIADNE_RUN_LOG_DEFAULT_INTERVAL 0.25

#define ARIADNE_TYPE_RUN_LOG (ariadne_run_log_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneRunLog, ariadne_run_log, ARIADNE, RUN_LOG, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneRunLog *ariadne_run_log_new                    (GOutputStream            *stream)
                                                      G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneRunLog *ariadne_run_log_create                 (const char               *path,
                                                       GError                  **error)
                                                      G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
double         ariadne_run_log_get_interval           (AriadneRunLog            *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_set_interval           (AriadneRunLog            *self,
                                                       double                    interval_s);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_run_started            (AriadneRunLog            *self,
                                                       AriadneReport            *report);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_configuration_started  (AriadneRunLog            *self,
                                                       const AriadneRunRecord   *record);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_batch                  (AriadneRunLog            *self,
                                                       const AriadneBatchTiming *timing);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_load                   (AriadneRunLog             *self,
                                                       double                     time_s,
                                                       const AriadneServerLoad      *load);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_progress               (AriadneRunLog             *self,
                                                       double                     time_s,
                                                       const AriadneSearchRecord *search);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_process                (AriadneRunLog             *self,
                                                       double                     time_s,
                                                       const AriadneEngineEvent  *event);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_configuration_finished (AriadneRunLog            *self,
                                                       const AriadneRunRecord   *record);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_run_finished           (AriadneRunLog            *self,
                                                       const char               *status);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_run_log_flush                  (AriadneRunLog            *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_run_log_close                  (AriadneRunLog            *self,
                                                       GError                  **error);

G_END_DECLS
