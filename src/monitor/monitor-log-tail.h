/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the last lines of files say; only these are read, however long the files. */

/* How the run of a log has ended, in its own word; NULL if it does not say. */
char *monitor_log_tail_read_status (const char *log_path) G_GNUC_WARN_UNUSED_RESULT;

/* The last line of what was printed as errors, without the name of the program; NULL
 * if there is none.
 */
char *monitor_log_tail_read_error  (const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
