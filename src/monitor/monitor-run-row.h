/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

#include "monitor-run.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_RUN_ROW (monitor_run_row_get_type ())

/* A run in the sidebar; its property `run` says which. */
G_DECLARE_FINAL_TYPE (MonitorRunRow, monitor_run_row, MONITOR, RUN_ROW, GtkWidget)

G_END_DECLS
