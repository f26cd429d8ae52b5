/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "monitor-run.h"

G_BEGIN_DECLS

/* Writes what a run has measured into a file; its suffix says what: a picture (.png, .svg,
 * .pdf), the numbers of all batches (.csv), or the log (.jsonl). The log is read and
 * drawn on another thread.
 */
void     monitor_export_async  (MonitorRun           *run,
                                const char           *path,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data);
gboolean monitor_export_finish (MonitorRun           *run,
                                GAsyncResult         *result,
                                GError              **error);

G_END_DECLS
