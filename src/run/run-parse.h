/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What options can be given: each function reads a text, or nothing, and says in
 * one sentence what was expected instead.
 */

/* With less memory, a process does not get as far as to say what is wrong. */
#define RUN_MIN_MEMORY ((guint64) 256 << 20)

gboolean run_parse_wide_count (const char          *option,
                               const char          *value,
                               guint64              minimum,
                               guint64              maximum,
                               guint64             *count,
                               GError             **error);
gboolean run_parse_count      (const char          *option,
                               const char          *value,
                               guint                minimum,
                               guint                maximum,
                               guint               *count,
                               GError             **error);
gboolean run_parse_fraction   (const char          *option,
                               const char          *value,
                               double              *fraction,
                               GError             **error);
gboolean run_parse_seconds    (const char          *option,
                               const char          *value,
                               double               minimum,
                               double               maximum,
                               double              *seconds,
                               GError             **error);
gboolean run_parse_size       (const char          *option,
                               const char          *value,
                               guint64              minimum,
                               guint64             *size,
                               GError             **error);
gboolean run_parse_choice     (const char          *option,
                               const char          *value,
                               const char * const  *choices,
                               guint               *choice,
                               GError             **error);

G_END_DECLS
