/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "monitor-program.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_PROGRAM_LIST (monitor_program_list_get_type ())

/* The programs of a file, a GListModel of MonitorProgram, and their optimisation, which
 * goes on in other threads. Its properties: `running`, and `n-done`. The signal `say`
 * comes with something to tell. Used on the main thread.
 */
G_DECLARE_FINAL_TYPE (MonitorProgramList, monitor_program_list, MONITOR, PROGRAM_LIST, GObject)

MonitorProgramList *monitor_program_list_new         (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean            monitor_program_list_get_running (MonitorProgramList  *self);
guint               monitor_program_list_get_n_done  (MonitorProgramList  *self);

/* Reads a file, given as FILE or FILE:NAME,NAME…, and optimises its programs, instead
 * of those before. Only while nothing is running.
 */
void                monitor_program_list_start       (MonitorProgramList  *self,
                                                      const char          *given,
                                                      const char          *rules,
                                                      guint                evaluations);

/* Has it end soon, with what has been found. */
void                monitor_program_list_stop        (MonitorProgramList  *self);

/* Whether there is something to save; and saving it, which is said at its end. */
gboolean            monitor_program_list_get_savable (MonitorProgramList  *self);
void                monitor_program_list_save        (MonitorProgramList  *self,
                                                      GFile               *file);

G_END_DECLS
