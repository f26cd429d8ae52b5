/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* A queued run waits for its turn; an opened one is a log from elsewhere, which may
 * still grow.
 *
 *   QUEUED -> RUNNING -> FINISHED | FAILED | STOPPED
 *          `---------------------------------^
 *   OPENED
 */
typedef enum {
  MONITOR_RUN_STATE_QUEUED,
  MONITOR_RUN_STATE_RUNNING,
  MONITOR_RUN_STATE_FINISHED,
  MONITOR_RUN_STATE_FAILED,
  MONITOR_RUN_STATE_STOPPED,
  MONITOR_RUN_STATE_OPENED,
} MonitorRunState;

#define MONITOR_TYPE_RUN_STATE (monitor_run_state_get_type ())
#define MONITOR_TYPE_RUN       (monitor_run_get_type ())

GType monitor_run_state_get_type (void);

/* A run that is queued, that runs, or that is over. The signal `changed` comes when its
 * history says more than before, a few times a second at most; all else has properties.
 */
G_DECLARE_FINAL_TYPE (MonitorRun, monitor_run, MONITOR, RUN, GObject)

const char         *monitor_run_get_id           (MonitorRun         *self);
const char         *monitor_run_get_title        (MonitorRun         *self);

/* Asks it to end in order; asked again, kills it. One that is queued never starts. */
void                monitor_run_stop             (MonitorRun         *self);

/* What comes after “ariadne run”; empty for a log that was opened. */
const char * const *monitor_run_get_arguments    (MonitorRun         *self);

/* The same as one would type it, from “ariadne run” on; NULL for a log that was
 * opened.
 */
const char         *monitor_run_get_command_line (MonitorRun         *self);
MonitorRunState     monitor_run_get_state        (MonitorRun         *self);

/* Whether it is queued or running. */
gboolean            monitor_run_get_active       (MonitorRun         *self);

/* How it is, for people: “Running”, “Failed: …”. */
const char         *monitor_run_get_status       (MonitorRun         *self);

/* Why it failed, or why its log cannot be read; NULL if neither is so. */
const char         *monitor_run_get_error        (MonitorRun         *self);
const char         *monitor_run_get_log_path     (MonitorRun         *self);

/* What the log says. A run that runs is followed; the log of another one is read after
 * this was called.
 */
void                monitor_run_load             (MonitorRun         *self);
AriadneRunHistory  *monitor_run_get_history      (MonitorRun         *self);

/* How much of the log has been read, 0 to 1. */
double              monitor_run_get_loaded       (MonitorRun         *self);

/* How much of the configuration that runs is done, 0 to 1; 0 if that is not known. */
double              monitor_run_get_progress     (MonitorRun         *self);

/* What all of a run's searches have visited, in hex, as its first configuration says;
 * NULL before that.
 */
const char         *monitor_run_get_digest       (MonitorRun         *self);

/* NULL before that. */
GDateTime          *monitor_run_get_started      (MonitorRun         *self);
GDateTime          *monitor_run_get_ended        (MonitorRun         *self);

G_END_DECLS
