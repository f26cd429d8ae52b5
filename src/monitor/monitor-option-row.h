/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

#include "monitor-options.h"

G_BEGIN_DECLS

#define MONITOR_TYPE_OPTION_ROW (monitor_option_row_get_type ())

/* An option with a control that suits it: a switch, a list, a number or a text. It is
 * there as long as it makes a difference, and says what is wrong with it. Its
 * properties: `option`, its name on a command line, said once; `options`, the form that
 * it is of.
 */
G_DECLARE_FINAL_TYPE (MonitorOptionRow, monitor_option_row, MONITOR, OPTION_ROW, AdwActionRow)

RunOptionId monitor_option_row_get_id      (MonitorOptionRow *self);

/* What takes the value. */
GtkWidget  *monitor_option_row_get_control (MonitorOptionRow *self);

G_END_DECLS
