/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "monitor-run.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_ENTRY (monitor_entry_get_type ())

/* A configuration of a run, among others that it is compared with. Its property `shown`
 * may be set; `generation` moves when there is something new to say of it.
 */
G_DECLARE_FINAL_TYPE (MonitorEntry, monitor_entry, MONITOR, ENTRY, GObject)

MonitorEntry *monitor_entry_new            (MonitorRun                  *run,
                                            AriadneConfigurationHistory *configuration)
                                           G_GNUC_WARN_UNUSED_RESULT;
guint64       monitor_entry_get_generation (MonitorEntry                *self);
gboolean      monitor_entry_get_shown      (MonitorEntry                *self);
void          monitor_entry_set_shown      (MonitorEntry                *self,
                                            gboolean                     shown);
AriadneConfigurationHistory *
              monitor_entry_get_configuration
                                           (MonitorEntry                *self);

/* What it is called in a picture with others: the configuration, and the run. */
char         *monitor_entry_dup_name       (MonitorEntry                *self)
                                           G_GNUC_WARN_UNUSED_RESULT;

/* All configurations of all runs of a list, in order: a list of MonitorEntry. What a
 * run has is known once its log was read.
 */
GListModel   *monitor_entry_list_new       (GListModel                  *runs)
                                           G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
