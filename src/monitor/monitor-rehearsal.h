/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Has the program say what would be run, which takes in what only it can tell: whether
 * files are what they should be, and whether the model fits the searches. The answer is
 * the number of configurations, or 0 and the program's own complaint.
 */
void  monitor_rehearse_async  (const char * const   *arguments,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
guint monitor_rehearse_finish (GAsyncResult         *result,
                               GError              **error);

G_END_DECLS
