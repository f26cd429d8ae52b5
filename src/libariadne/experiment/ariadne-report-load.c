/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-report.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ariadne-error.h"
#include "core/ariadne-file.h"
#include "core/ariadne-json.h"
#include "experiment/ariadne-metrics-private.h"
#include "experiment/ariadne-report-private.h"
#include "experiment/ariadne-run-log-reader-private.h"

/* The record of a batch takes some tens of bytes. */
#define MAXIMUM_LENGTH (1 << 30)

/* The first line of a log says how the experiment was set up. */
#define MAXIMUM_FIRST_LINE (1 << 20)

#define SLICE (16 << 20)

/* A report that grows as a log is read. */
typedef struct
{
  AriadneReport    *report;  /* NULL before the first line */
  AriadneRunRecord *current; /* the last run of the report, until it ends */
  AriadneMetrics   *metrics; /* of the current run */
} Draft;

static void
draft_clear (gpointer data)
{
  Draft *self = data;

  g_clear_object (&self->report);
  g_clear_pointer (&self->current, ariadne_run_record_unref);
  g_clear_pointer (&self->metrics, ariadne_metrics_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static void
begin_run (Draft            *self,
           AriadneRunRecord *record)
{
  g_clear_pointer (&self->current, ariadne_run_record_unref);
  g_clear_pointer (&self->metrics, ariadne_metrics_unref);
  self->current = ariadne_run_record_ref (record);
  self->metrics = ariadne_metrics_new ();
  ariadne_report_add_run (self->report, record);
}

static void
take_progress (Draft                     *self,
               const AriadneSearchRecord *search)
{
  GPtrArray *searches = self->current->searches;
  AriadneSearchRecord *copy = ariadne_search_record_copy (search);

  for (guint i = 0; i < searches->len; i++)
    {
      AriadneSearchRecord **place = (AriadneSearchRecord **) &searches->pdata[i];

      if (g_str_equal ((*place)->name, search->name))
        {
          ariadne_search_record_free (*place);
          *place = copy;
          return;
        }
    }

  g_ptr_array_add (searches, copy);
}

/* The record knows all but, in newer logs, what was said of each batch. */
static void
end_run (Draft            *self,
         AriadneRunRecord *record)
{
  if (record->batch_sizes->len == 0)
    _ariadne_metrics_fill_batches (self->metrics, record);

  _ariadne_report_replace_last (self->report, record);
  g_clear_pointer (&self->current, ariadne_run_record_unref);
  g_clear_pointer (&self->metrics, ariadne_metrics_unref);
}

static void
take_event (const AriadneRunLogEvent *event,
            gpointer                  user_data)
{
  Draft *self = user_data;

  switch (event->kind)
    {
    case ARIADNE_RUN_LOG_RUN_STARTED:
      self->report = g_object_ref (event->head);
      break;
    case ARIADNE_RUN_LOG_CONFIGURATION_STARTED:
      begin_run (self, event->run);
      break;
    case ARIADNE_RUN_LOG_BATCH:
      ariadne_metrics_add_batch (self->metrics, &event->batch);
      break;
    case ARIADNE_RUN_LOG_PROGRESS:
      take_progress (self, &event->search);
      break;
    case ARIADNE_RUN_LOG_PROCESS:
      self->current->deaths += g_strcmp0 (event->what, "died") == 0;
      self->current->retries += g_strcmp0 (event->what, "retried") == 0;
      break;
    case ARIADNE_RUN_LOG_CONFIGURATION_FINISHED:
      end_run (self, event->run);
      break;
    case ARIADNE_RUN_LOG_LOAD:
    case ARIADNE_RUN_LOG_RUN_FINISHED:
    case ARIADNE_RUN_LOG_N_EVENTS:
    default:
      break;
    }
}

/* Reads what is there of a log. Of a configuration that has not ended, its record has
 * what follows from the batches and the progress so far.
 */
static AriadneReport *
load_log (const char  *path,
          GError     **error)
{
  static const AriadneRunLogSink sink = { take_event, draft_clear };
  g_auto (Draft) draft = { NULL };
  g_autoptr (AriadneRunLogReader) reader = NULL;
  AriadneRunLogState state;

  reader = _ariadne_run_log_reader_open (path, &sink, &draft, error);
  if (reader == NULL)
    return NULL;

  do
    if (!ariadne_run_log_reader_read_some (reader, SLICE, &state, error))
      return NULL;
  while (state == ARIADNE_RUN_LOG_MORE);

  if (draft.current != NULL)
    ariadne_metrics_fill_record (draft.metrics, draft.current);

  return g_steal_pointer (&draft.report);
}

/* The beginning of a regular file; of anything else nothing, since it could not be read
 * once more.
 */
static GBytes *
read_beginning (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  g_autofree char *text = NULL;
  struct stat info;
  gssize length = 0;

  if (fd < 0)
    return g_bytes_new (NULL, 0);

  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    {
      text = g_malloc (MAXIMUM_FIRST_LINE);
      length = read (fd, text, MAXIMUM_FIRST_LINE);
    }
  close (fd);

  return g_bytes_new (text, MAX (length, 0));
}

/* Every line of a log is an object with an event; a report has none. */
static gboolean
is_log (const char *path)
{
  g_autoptr (GBytes) beginning = read_beginning (path);
  gsize length;
  const char *text = g_bytes_get_data (beginning, &length);
  const char *end = length > 0 ? memchr (text, '\n', length) : NULL;
  g_autoptr (JsonNode) line = NULL;

  if (end == NULL)
    return FALSE;

  line = _ariadne_json_parse (text, end - text, 1, NULL);

  return line != NULL && _ariadne_json_get_member (line, "event", NULL) != NULL;
}

/**
 * ariadne_report_load:
 * @path: the path of a report in JSON, or of a log, finished or growing
 * @error: return location for an error
 *
 * Reads a report from a file.
 *
 * Fails as [ctor@Report.new_from_json] does, and with what the file system says.
 *
 * Returns: (transfer full) (nullable): a report
 */
AriadneReport *
ariadne_report_load (const char  *path,
                     GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  AriadneReport *report;
  const char *text;
  gsize length;

  g_return_val_if_fail (path != NULL, NULL);

  if (is_log (path))
    return load_log (path, error);

  bytes = ariadne_file_read (path, MAXIMUM_LENGTH, error);
  if (bytes == NULL)
    return NULL;

  text = g_bytes_get_data (bytes, &length);
  report = ariadne_report_new_from_json (text, length, error);
  if (report == NULL)
    g_prefix_error (error, "%s:", path);

  return report;
}
