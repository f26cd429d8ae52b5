/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-report.h"
#include "experiment/ariadne-run-log.h"

G_BEGIN_DECLS

/* What a line of a log says. */
typedef enum {
  ARIADNE_RUN_LOG_RUN_STARTED,
  ARIADNE_RUN_LOG_CONFIGURATION_STARTED,
  ARIADNE_RUN_LOG_BATCH,
  ARIADNE_RUN_LOG_LOAD,
  ARIADNE_RUN_LOG_PROGRESS,
  ARIADNE_RUN_LOG_PROCESS,
  ARIADNE_RUN_LOG_CONFIGURATION_FINISHED,
  ARIADNE_RUN_LOG_RUN_FINISHED,
  ARIADNE_RUN_LOG_N_EVENTS
} AriadneRunLogEventKind;

/* Of the members only those are set that belong to the kind. The event owns all of
 * them; whoever wants to keep something takes a reference or a copy.
 */
typedef struct
{
  AriadneRunLogEventKind kind;
  double                 elapsed_s; /* NaN if it is not known */
  double                 time_s;    /* LOAD, PROGRESS and PROCESS */

  AriadneBatchTiming     batch;     /* BATCH */
  AriadneServerLoad         load;      /* LOAD */
  AriadneSearchRecord    search;    /* PROGRESS */

  /* PROCESS: */
  char                  *what;
  char                  *process;
  guint                  pid;
  char                  *about;     /* the name of a search */
  char                  *message;

  AriadneReport         *head;      /* RUN_STARTED: a report without runs */
  char                  *started;   /* RUN_STARTED: when, in ISO 8601; NULL if not known */
  AriadneRunRecord      *run;       /* CONFIGURATION_STARTED and _FINISHED */
  char                  *status;    /* RUN_FINISHED */
} AriadneRunLogEvent;

typedef void (*AriadneRunLogEventFunc) (const AriadneRunLogEvent *event,
                                        gpointer                  user_data);

void _ariadne_run_log_event_init  (AriadneRunLogEvent *self);
void _ariadne_run_log_event_clear (AriadneRunLogEvent *self);

/* The lines that are many have shapes that are known to the byte; these two write
 * and read them without going through a tree of JSON. What they do not know they
 * leave alone, and give FALSE: a line that was not written so is still JSON.
 */
gboolean _ariadne_run_log_event_print (const AriadneRunLogEvent *self,
                                       GString                  *line);
gboolean _ariadne_run_log_event_scan  (AriadneRunLogEvent       *self,
                                       const char               *line,
                                       gsize                     length);

G_END_DECLS
