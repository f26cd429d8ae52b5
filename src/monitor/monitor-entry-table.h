/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_ENTRY_TABLE (monitor_entry_table_get_type ())

/* A row for each configuration, with its figures; columns sort, and a check mark says
 * whether it is shown in pictures.
 */
G_DECLARE_FINAL_TYPE (MonitorEntryTable, monitor_entry_table, MONITOR, ENTRY_TABLE, GtkWidget)

/* The model holds MonitorEntry and may be NULL. */
void monitor_entry_table_set_entries (MonitorEntryTable *self,
                                      GListModel        *entries);

G_END_DECLS
