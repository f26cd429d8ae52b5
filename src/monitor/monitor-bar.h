/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_BAR (monitor_bar_get_type ())

/* A progress bar that is drawn again only where its end has moved to another pixel, and
 * never asks its window to lay everything out again, which GtkProgressBar does with each
 * change.
 *
 * Property: `fraction`, from 0 to 1. CSS node: `bar`.
 */
G_DECLARE_FINAL_TYPE (MonitorBar, monitor_bar, MONITOR, BAR, GtkWidget)

void monitor_bar_set_fraction (MonitorBar *self,
                               double      fraction);

G_END_DECLS
