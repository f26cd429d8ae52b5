/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "experiment/ariadne-run-record.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_REPORT (ariadne_report_get_type ())

/**
 * AriadneReportFormat:
 * @ARIADNE_REPORT_FORMAT_TEXT: the table of all runs, for people
 * @ARIADNE_REPORT_FORMAT_JSON: one JSON object with everything
 * @ARIADNE_REPORT_FORMAT_CSV: a heading, then one line a run (RFC 4180)
 *
 * How a report is written.
 */
typedef enum {
  ARIADNE_REPORT_FORMAT_TEXT,
  ARIADNE_REPORT_FORMAT_JSON,
  ARIADNE_REPORT_FORMAT_CSV,
} AriadneReportFormat;

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneReport, ariadne_report, ARIADNE, REPORT, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneReport    *ariadne_report_new            (const char           *experiment,
                                                 GVariant             *config,
                                                 GVariant             *host)
                                                G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneReport    *ariadne_report_new_from_json  (const char           *text,
                                                 gssize                length,
                                                 GError              **error)
                                                G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneReport    *ariadne_report_load           (const char           *path,
                                                 GError              **error)
                                                G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
const char       *ariadne_report_get_experiment (AriadneReport        *self);
ARIADNE_AVAILABLE_IN_ALL
GVariant         *ariadne_report_get_config     (AriadneReport        *self);
ARIADNE_AVAILABLE_IN_ALL
GVariant         *ariadne_report_get_host       (AriadneReport        *self);
ARIADNE_AVAILABLE_IN_ALL
void              ariadne_report_add_run        (AriadneReport        *self,
                                                 AriadneRunRecord     *record);
ARIADNE_AVAILABLE_IN_ALL
guint             ariadne_report_get_n_runs     (AriadneReport        *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneRunRecord *ariadne_report_get_run        (AriadneReport        *self,
                                                 guint                 index);
ARIADNE_AVAILABLE_IN_ALL
char             *ariadne_report_describe_run   (const AriadneRunRecord *record)
                                                G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
char             *ariadne_report_to_string      (AriadneReport        *self,
                                                 AriadneReportFormat   format)
                                                G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
gboolean          ariadne_report_write          (AriadneReport        *self,
                                                 AriadneReportFormat   format,
                                                 GOutputStream        *stream,
                                                 GCancellable         *cancellable,
                                                 GError              **error);

G_END_DECLS
