/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A process that was started here, with one end of a control socket.
 *
 * It is the leader of a process group of its own, and gets SIGKILL when the thread
 * that started it ends. Whatever becomes of it, its group is killed before it is
 * waited for, so nothing that it has started outlives it there.
 *
 * Everything happens in the default main context of the thread that starts it.
 */
typedef struct _AriadneProcess AriadneProcess;

/* The process has ended, and has been waited for. @reason is how, as part of a
 * sentence: "ended with status 1", "was killed by signal 9 (Killed)".
 */
typedef void (*AriadneProcessEndedFunc) (AriadneProcess *self,
                                         int             wait_status,
                                         const char     *reason,
                                         gpointer        user_data);

/* Starts `argv`, in an environment that is this process's own if it is NULL; gives the
 * other end of the control socket. What it writes to its standard error is passed on,
 * each line behind `name`.
 */
AriadneProcess *_ariadne_process_start    (const char * const       *argv,
                                           const char * const       *environment,
                                           const char               *name,
                                           GSocket                 **control,
                                           GError                  **error);
void            _ariadne_process_watch    (AriadneProcess           *self,
                                           AriadneProcessEndedFunc   func,
                                           gpointer                  user_data);
guint           _ariadne_process_get_pid  (AriadneProcess           *self);
gboolean        _ariadne_process_is_alive (AriadneProcess           *self);

/* Kills the group. That it has ended is told later, as ever. */
void            _ariadne_process_kill     (AriadneProcess           *self);

/* Kills it if it lives, and waits for it. Nothing is called any more. */
void            _ariadne_process_free     (AriadneProcess           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneProcess, _ariadne_process_free)

G_END_DECLS
