/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Figures as people read them, in their language. */

char *monitor_text_new_cost  (double  cost) G_GNUC_WARN_UNUSED_RESULT;
char *monitor_text_new_count (guint64 count) G_GNUC_WARN_UNUSED_RESULT;

/* The cost of what was found by that of the start; empty where that says nothing. */
char *monitor_text_new_gain  (double  start_cost,
                              double  best_cost) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
