/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>
#include <math.h>

G_BEGIN_DECLS

/* What a row of the list says of a run; it is remembered when the log is not read. */
typedef struct
{
  char   *configuration; /* the one that runs, or the last; NULL if there is none */
  double  progress;      /* of that configuration, 0 to 1; NaN if its end is not known */
  double  saving;        /* the mean over its searches of 1 − best ÷ start cost; NaN */
  char   *digest;        /* of the first configuration that has one; NULL if none has */
} MonitorRunSummary;

#define MONITOR_RUN_SUMMARY_INIT { NULL, NAN, NAN, NULL }

/* Takes from @history what it knows; the rest stays. */
void  monitor_run_summary_update   (MonitorRunSummary *self,
                                    AriadneRunHistory *history);
void  monitor_run_summary_clear    (MonitorRunSummary *self);

/* In a few words, for people: how far the configuration is while it runs, and what was
 * saved otherwise; NULL if there is nothing to say.
 */
char *monitor_run_summary_describe (const MonitorRunSummary *self,
                                    gboolean                 is_running);

G_END_DECLS
