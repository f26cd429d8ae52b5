/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

#include "monitor-options.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_LAUNCH_PAGE (monitor_launch_page_get_type ())

/* A form that describes a run. Its property `runs`, a MonitorRunList, tells whether
 * another run has to wait. The signal `launch` comes with a title, which may be NULL,
 * and the arguments of a run that is wanted; `say` with something to tell.
 */
G_DECLARE_FINAL_TYPE (MonitorLaunchPage, monitor_launch_page, MONITOR, LAUNCH_PAGE, GtkWidget)

MonitorOptions *monitor_launch_page_get_options   (MonitorLaunchPage   *self);

/* Fills the form in. What cannot be is said. */
void            monitor_launch_page_set_arguments (MonitorLaunchPage   *self,
                                                   const char * const  *arguments);

G_END_DECLS
