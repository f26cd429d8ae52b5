/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_SEARCH_TABLE (monitor_search_table_get_type ())

G_DECLARE_FINAL_TYPE (MonitorSearchTable, monitor_search_table, MONITOR, SEARCH_TABLE, GtkWidget)

/* A row for each search: its name, its state, how much of its budget is used, what it
 * has found, and how much it keeps. The model holds AriadneSearchHistory and may be
 * NULL.
 */
void monitor_search_table_set_searches (MonitorSearchTable *self,
                                        GListModel         *searches);

/* Shows what the searches have said since the last time. */
void monitor_search_table_update       (MonitorSearchTable *self);

G_END_DECLS
