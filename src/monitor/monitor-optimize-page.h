/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

#include "monitor-options.h"
#include "monitor-program-list.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_OPTIMIZE_PAGE (monitor_optimize_page_get_type ())

/* A form that names programs, and what has been found for them. Its properties:
 * `options`, the form, of which what names programs and rules is used; `programs`, a
 * MonitorProgramList. The signal `say` comes with something to tell.
 */
G_DECLARE_FINAL_TYPE (MonitorOptimizePage, monitor_optimize_page, MONITOR, OPTIMIZE_PAGE,
                      GtkWidget)

MonitorOptions     *monitor_optimize_page_get_options  (MonitorOptimizePage *self);
MonitorProgramList *monitor_optimize_page_get_programs (MonitorOptimizePage *self);

/* Begins with FILE or FILE:NAME,NAME…, which the form then says. */
void                monitor_optimize_page_optimize     (MonitorOptimizePage *self,
                                                        const char          *given);

G_END_DECLS
