/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_EXPRESSION (monitor_expression_get_type ())

/* An expression that searches can start from. Its properties: `name`; `cost`, what it
 * costs at the start; `chosen`, whether to search from it.
 */
G_DECLARE_FINAL_TYPE (MonitorExpression, monitor_expression, MONITOR, EXPRESSION, GObject)

const char *monitor_expression_get_name   (MonitorExpression    *self);
double      monitor_expression_get_cost   (MonitorExpression    *self);
gboolean    monitor_expression_get_chosen (MonitorExpression    *self);
void        monitor_expression_set_chosen (MonitorExpression    *self,
                                           gboolean              chosen);

/* Reads a file, or one of the sets that come with the program, in a thread of its own.
 * Errors say where in the file they are. The answer is a list of MonitorExpression.
 */
void        monitor_expressions_load_async
                                          (const char           *file,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GListModel *monitor_expressions_load_finish
                                          (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
