/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-export.h"

#include <string.h>

#include "core/ariadne-file.h"

/* What an export needs; it knows nothing of the run that the window changes. */
typedef struct
{
  char *log_path;
  char *path;
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_free (self->log_path);
  g_free (self->path);
  g_free (self);
}

static gboolean
copy_log (const Export  *self,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr (GFile) log = g_file_new_for_path (self->log_path);
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  if (!g_file_equal (log, file))
    return g_file_copy (log, file, G_FILE_COPY_OVERWRITE, cancellable, NULL, NULL, error);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               "%s: expected another file than the log itself", self->path);

  return FALSE;
}

static gboolean
write_plot (const Export  *self,
            GError       **error)
{
  gboolean is_csv = g_str_has_suffix (self->path, ".csv");
  g_autoptr (AriadneReport) report = NULL;
  g_autoptr (AriadnePlot) plot = NULL;
  g_autofree char *csv = NULL;

  /* Better to complain before a large log is read than after. */
  if ((!is_csv && !ariadne_plot_check_path (self->path, error))
      || !ariadne_file_check_writable (self->path, error))
    return FALSE;

  report = ariadne_report_load (self->log_path, error);
  if (report == NULL)
    return FALSE;

  plot = ariadne_plot_new (report, ARIADNE_PLOT_DEFAULT);
  if (!is_csv)
    return ariadne_plot_save (plot, self->path, error);

  csv = ariadne_plot_to_csv (plot);

  return g_file_set_contents (self->path, csv, -1, error);
}

static void
export_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  const Export *self = task_data;
  GError *error = NULL;

  if (g_str_has_suffix (self->path, ".jsonl") ? copy_log (self, cancellable, &error)
                                              : write_plot (self, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
monitor_export_async (MonitorRun          *run,
                      const char          *path,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Export *self;

  g_return_if_fail (MONITOR_IS_RUN (run));
  g_return_if_fail (path != NULL);

  self = g_new0 (Export, 1);
  self->log_path = g_strdup (monitor_run_get_log_path (run));
  self->path = g_strdup (path);

  task = g_task_new (run, cancellable, callback, user_data);
  g_task_set_source_tag (task, monitor_export_async);
  g_task_set_task_data (task, self, export_free);
  g_task_run_in_thread (task, export_thread);
}

gboolean
monitor_export_finish (MonitorRun    *run,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, run), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
