/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

#include "monitor-options.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_EXPRESSIONS_WINDOW (monitor_expressions_window_get_type ())

/* The expressions of the file that a form names, to choose among: what is chosen is in
 * the form at once.
 */
G_DECLARE_FINAL_TYPE (MonitorExpressionsWindow, monitor_expressions_window, MONITOR,
                      EXPRESSIONS_WINDOW, AdwWindow)

GtkWidget  *monitor_expressions_window_new      (GtkWindow                *parent,
                                                 MonitorOptions           *options);

/* Those that are shown, once they have been read. */
GListModel *monitor_expressions_window_get_list (MonitorExpressionsWindow *self);

G_END_DECLS
