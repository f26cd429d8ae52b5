/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a task does in a thread of its own: answers whether it has succeeded. */
typedef gboolean (*AriadneTaskFunc) (gpointer       source_object,
                                     GCancellable  *cancellable,
                                     GError       **error);

/* As g_task_run_in_thread(), but whoever started the task hears of its end when the
 * thread is no more: that holds on to nothing, and nothing is torn down in it.
 */
void _ariadne_task_run_in_thread (GTask           *task,
                                  AriadneTaskFunc  func);

G_END_DECLS
