/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_COMPARE_PAGE (monitor_compare_page_get_type ())

/* Configurations of many runs, beside one another: those of all runs whose logs were
 * read, in a table and in charts. The property `runs` is a list of MonitorRun.
 */
G_DECLARE_FINAL_TYPE (MonitorComparePage, monitor_compare_page, MONITOR, COMPARE_PAGE, GtkWidget)

G_END_DECLS
