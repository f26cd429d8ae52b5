/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A run as one would type it, from “ariadne run” on, and back: what comes after these
 * words, which may be missing.
 */
char  *monitor_command_line_new   (const char * const  *arguments) G_GNUC_WARN_UNUSED_RESULT;
GStrv  monitor_command_line_split (const char          *line,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
