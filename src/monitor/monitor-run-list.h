/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "monitor-run.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_RUN_LIST (monitor_run_list_get_type ())

/* A GListModel of MonitorRun, the latest first, and their queue. Its properties:
 * `max-running`, how many run at once (1); `outlive`, whether those started from now on
 * outlive the window; `paused`, whether no log is read for now; `n-active`, how many
 * run or wait. The signal `run-ended` comes with each that does not do so any more.
 */
G_DECLARE_FINAL_TYPE (MonitorRunList, monitor_run_list, MONITOR, RUN_LIST, GObject)

MonitorRunList *monitor_run_list_new    (const char          *folder) G_GNUC_WARN_UNUSED_RESULT;

/* Starts what an earlier list has left in the queue. */
void            monitor_run_list_resume (MonitorRunList      *self);

/* Puts a run into the queue. @arguments is what comes after “ariadne run”, without
 * --log, which is the list's own; @title may be NULL. Unowned.
 */
MonitorRun     *monitor_run_list_launch (MonitorRunList      *self,
                                         const char          *title,
                                         const char * const  *arguments,
                                         GError             **error);

/* Follows a log from elsewhere, once however often it is opened. Unowned. */
MonitorRun     *monitor_run_list_open   (MonitorRunList      *self,
                                         GFile               *log,
                                         GError             **error);

/* Queues another run like @run. Unowned. */
MonitorRun     *monitor_run_list_repeat (MonitorRunList      *self,
                                         MonitorRun          *run,
                                         GError             **error);

/* Unowned; NULL if there is none. */
MonitorRun     *monitor_run_list_find   (MonitorRunList      *self,
                                         const char          *id);

/* Forgets a run that is not active, and deletes its log unless that was opened. */
gboolean        monitor_run_list_remove (MonitorRunList      *self,
                                         MonitorRun          *run,
                                         GError             **error);

/* The one started last; NULL if none is running. */
MonitorRun     *monitor_run_list_get_running
                                        (MonitorRunList      *self);
guint           monitor_run_list_get_n_active
                                        (MonitorRunList      *self);

/* Whether there is one that ends with the window; and stops all that do. */
gboolean        monitor_run_list_has_bound
                                        (MonitorRunList      *self);
void            monitor_run_list_stop_bound
                                        (MonitorRunList      *self);

G_END_DECLS
