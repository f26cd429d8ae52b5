/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A program that runs beside the window and may outlive it.
 *
 * It is the leader of a session of its own, reads nothing, and writes into files, so
 * nothing of it breaks when the window goes. While it lives it holds a lock on that of
 * its errors: by this alone a later window finds it again, and cannot take another
 * process for it.
 */
typedef struct _MonitorChild MonitorChild;

/* It has ended; nothing is called after that. @wait_status is that of waitpid(), or
 * -1 where an earlier window has started it.
 */
typedef void (*MonitorChildEndedFunc) (int      wait_status,
                                       gpointer user_data);

/* Starts `argv`, which writes into two files that are made anew. Unless it outlives
 * the window, it is told to stop when the window ends, however that may be.
 */
MonitorChild *monitor_child_start (const char * const     *argv,
                                   const char             *output,
                                   const char             *errors,
                                   gboolean                outlives,
                                   MonitorChildEndedFunc   func,
                                   gpointer                user_data,
                                   GError                **error);

/* Finds the one that writes its errors into `errors`; NULL if there is none. */
MonitorChild *monitor_child_find  (const char             *errors,
                                   MonitorChildEndedFunc   func,
                                   gpointer                user_data);
void          monitor_child_send  (MonitorChild           *self,
                                   int                     signal_number);

/* Lets go of it; what it runs goes on. */
void          monitor_child_free  (MonitorChild           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonitorChild, monitor_child_free)

/* Where the program `ariadne` is; a mere name is to be looked for in the PATH. */
char         *monitor_child_locate_program (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
