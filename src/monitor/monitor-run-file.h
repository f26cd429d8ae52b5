/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "monitor-run-summary.h"
#include "monitor-run.h"

G_BEGIN_DECLS

/* What is remembered of a run, in a file of its own: FOLDER/ID.run. Beside it lie the
 * run's log, ID.jsonl, its report, ID.txt, and its errors, ID.err.
 */
typedef struct
{
  char            *id;
  char            *path;      /* of the file itself */
  char            *output;    /* of what it prints */
  char            *errors;    /* of what it prints as errors */
  char            *title;
  char           **arguments;
  char            *log_path;
  MonitorRunState  state;
  GDateTime       *created;
  GDateTime       *started;   /* nullable */
  GDateTime       *ended;     /* nullable */
  char            *error;     /* nullable */
  gboolean         outlives;  /* the window */
  MonitorRunSummary summary;
} MonitorRunFile;

/* Makes one that no other has the name of; nothing is written yet. */
MonitorRunFile *monitor_run_file_new    (const char      *folder) G_GNUC_WARN_UNUSED_RESULT;
MonitorRunFile *monitor_run_file_load   (const char      *path,
                                         GError         **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        monitor_run_file_save   (MonitorRunFile  *self,
                                         GError         **error);

/* Deletes it and what is its own: the log of a run that was opened is not. */
gboolean        monitor_run_file_delete (MonitorRunFile  *self,
                                         GError         **error);
void            monitor_run_file_free   (MonitorRunFile  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonitorRunFile, monitor_run_file_free)

G_END_DECLS
