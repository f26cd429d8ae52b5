/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

#include "monitor-options.h"

G_BEGIN_DECLS

/* Fills a button's menu with the presets. Those of the user are saved from a form,
 * renamed and removed by actions that the page of the button is given; to use one is its
 * own action `launch.preset`. The button belongs to the page, which belongs to a window.
 */
void monitor_preset_menu_attach (GtkMenuButton  *button,
                                 MonitorOptions *options,
                                 GtkWidget      *page);

G_END_DECLS
