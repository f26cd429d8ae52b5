/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-log.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-json.h"
#include "experiment/ariadne-record-json.h"
#include "experiment/ariadne-run-log-event.h"

#define LOG_VERSION 2

/* Lines that can wait are written when there are so many bytes of them. */
#define BUFFER_SIZE (64 << 10)

/**
 * AriadneRunLog:
 *
 * Writes what happens in an experiment while it happens, as JSON Lines: each
 * line is an object with its `event` and with `elapsed_s`, the seconds since the
 * log was opened.
 *
 * | `event` | and with it |
 * |---|---|
 * | `run-started` | `version` (2), `started`, `experiment`, `config`, `host` |
 * | `configuration-started` | `run`: the record, of which little is known yet |
 * | `batch` | `server`, `size`, `requests`, `queued`, `oldest_wait_s`, and as below |
 * | `load` | `time_s`, `queued`, `live`, `waiting`, `requests`, `latency` |
 * | `progress` | `time_s`; `search`: the record of a search that has gone on |
 * | `process` | `time_s`, `what`, `process`, `pid`, `search`, `message` |
 * | `configuration-finished` | `run`: the record, but for what was said of each batch |
 * | `run-finished` | `status` |
 *
 * A batch has `model_start_s`, `model_end_s` and `update_s`: when the model began and was
 * done, and when the replies were handed out. Times of batches, of the load and of
 * progress are seconds from the start of the configuration, and each belongs to the
 * configuration started last. The load is that of all servers; its `latency` says how
 * many of the requests that were answered since the last time took how long, in the
 * buckets of #AriadneServerMetrics, without the empty ones at the end.
 *
 * Batches, the load and progress are many, and wait to be written together: until the
 * interval has passed, or some tens of kilobytes have come together. All other lines,
 * and with them those that wait, are handed to the system before the call that writes
 * them returns. What is handed over are whole lines. So a crash loses what was said in
 * no more than one interval, provided that [method@RunLog.flush] is called so often,
 * as an experiment does.
 *
 * When writing fails, the log falls silent and the run goes on;
 * [signal@RunLog::failed] says so at once, and [method@RunLog.close] says it again.
 *
 * Every function may be called on any thread.
 */
struct _AriadneRunLog
{
  GObject        parent_instance;

  /* Read-only once made. */
  gint64         start_us;
  char          *path;   /* NULL if it is not known */
  GMainContext  *context; /* where to emit */

  GMutex         mutex;

  /* Protected by the mutex. */
  GOutputStream *stream;
  GError        *error; /* the first; nothing is written after it */
  GString       *waiting;     /* whole lines that are not written yet */
  gint64         written_us;  /* when there were none last */
  gint64         interval_us;
};

enum
{
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AriadneRunLog, ariadne_run_log, G_TYPE_OBJECT)

static void
ariadne_run_log_finalize (GObject *object)
{
  AriadneRunLog *self = ARIADNE_RUN_LOG (object);

  if (self->error == NULL)
    g_output_stream_write_all (self->stream, self->waiting->str, self->waiting->len,
                               NULL, NULL, NULL);
  g_clear_object (&self->stream);
  g_clear_error (&self->error);
  g_free (self->path);
  g_string_free (self->waiting, TRUE);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (ariadne_run_log_parent_class)->finalize (object);
}

static void
ariadne_run_log_class_init (AriadneRunLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_run_log_finalize;

  /**
   * AriadneRunLog::failed:
   * @self: a log
   * @error: what is wrong
   *
   * Emitted once, when something could not be written, in the thread-default main
   * context of the thread that has made the log.
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ariadne_run_log_init (AriadneRunLog *self)
{
  g_mutex_init (&self->mutex);
  self->context = g_main_context_ref_thread_default ();
  self->start_us = g_get_monotonic_time ();
  self->written_us = self->start_us;
  self->interval_us = ARIADNE_RUN_LOG_DEFAULT_INTERVAL * G_USEC_PER_SEC;
  self->waiting = g_string_sized_new (BUFFER_SIZE);
}

/**
 * ariadne_run_log_new:
 * @stream: where to write
 *
 * Makes a log that writes into a stream.
 *
 * Returns: (transfer full): a new log
 */
AriadneRunLog *
ariadne_run_log_new (GOutputStream *stream)
{
  AriadneRunLog *self;

  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), NULL);

  self = g_object_new (ARIADNE_TYPE_RUN_LOG, NULL);
  self->stream = g_object_ref (stream);

  return self;
}

/**
 * ariadne_run_log_create:
 * @path: the path of a file, which is made anew
 * @error: return location for an error
 *
 * Makes a log that writes into a file. Others may read the file while it grows.
 *
 * Fails with what the file system says.
 *
 * Returns: (transfer full) (nullable): a new log
 */
AriadneRunLog *
ariadne_run_log_create (const char  *path,
                        GError     **error)
{
  g_autoptr (GOutputStream) stream = NULL;
  AriadneRunLog *self;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  /* Not g_file_replace(), which writes elsewhere and renames at the end. */
  fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
                   "%s: cannot write a log: %s", path, g_strerror (saved_errno));
      return NULL;
    }

  stream = g_unix_output_stream_new (fd, TRUE);
  self = ariadne_run_log_new (stream);
  self->path = g_strdup (path);

  return self;
}

static GError *
dup_error (AriadneRunLog *self)
{
  GError *error = g_error_copy (self->error);

  g_prefix_error (&error, "%s: ", self->path != NULL ? self->path : "The log");

  return error;
}

static gboolean
failed_cb (gpointer user_data)
{
  AriadneRunLog *self = user_data;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->mutex);
  error = dup_error (self);
  g_mutex_unlock (&self->mutex);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);

  return G_SOURCE_REMOVE;
}

/* Emits later, and never while the mutex is held. */
static void
tell_failed (AriadneRunLog *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, failed_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

/* With the mutex held. */
static void
write_waiting (AriadneRunLog *self,
               gint64         now_us)
{
  if (self->error == NULL && self->waiting->len > 0)
    {
      if (g_output_stream_write_all (self->stream, self->waiting->str, self->waiting->len,
                                     NULL, NULL, &self->error))
        g_output_stream_flush (self->stream, NULL, &self->error);
      if (self->error != NULL)
        tell_failed (self);
    }

  g_string_truncate (self->waiting, 0);
  self->written_us = now_us;
}

/* With the mutex held. */
static void
write_if_due (AriadneRunLog *self,
              gint64         now_us)
{
  if (self->waiting->len >= BUFFER_SIZE || now_us - self->written_us >= self->interval_us)
    write_waiting (self, now_us);
}

static double
get_elapsed (AriadneRunLog *self,
             gint64         now_us)
{
  return (now_us - self->start_us) / (double) G_USEC_PER_SEC;
}

static JsonObject *
make_event (AriadneRunLog *self,
            const char    *event)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "event", event);
  json_object_set_double_member (object, "elapsed_s", get_elapsed (self, g_get_monotonic_time ()));

  return object;
}

/* Writes a line at once, or has it wait with those that may. */
static void
write_object (AriadneRunLog *self,
              JsonObject    *object,
              gboolean       at_once)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *json = _ariadne_json_print (node);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 now_us = g_get_monotonic_time ();

  g_string_append (self->waiting, json);
  g_string_append_c (self->waiting, '\n');
  if (at_once)
    write_waiting (self, now_us);
  else
    write_if_due (self, now_us);
}

static void
write_line (AriadneRunLog *self,
            JsonObject    *object)
{
  write_object (self, object, TRUE);
}

/* Writes an event whose lines have a shape that is known; FALSE if this one has not. */
static gboolean
print_event (AriadneRunLog      *self,
             AriadneRunLogEvent *event)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 now_us = g_get_monotonic_time ();

  if (self->error != NULL)
    return TRUE;

  event->elapsed_s = get_elapsed (self, now_us);
  if (!_ariadne_run_log_event_print (event, self->waiting))
    return FALSE;

  g_string_append_c (self->waiting, '\n');
  write_if_due (self, now_us);

  return TRUE;
}

/**
 * ariadne_run_log_get_interval:
 * @self: a log
 *
 * Gets how often it is written to.
 *
 * Returns: the interval in seconds
 */
double
ariadne_run_log_get_interval (AriadneRunLog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ARIADNE_IS_RUN_LOG (self), 0);

  locker = g_mutex_locker_new (&self->mutex);

  return self->interval_us / (double) G_USEC_PER_SEC;
}

/**
 * ariadne_run_log_set_interval:
 * @self: a log
 * @interval_s: how often something is written, in seconds, or 0 for at once;
 *   %ARIADNE_RUN_LOG_DEFAULT_INTERVAL unless set
 *
 * Sets how often it is written to. An experiment says how far it is as often.
 */
void
ariadne_run_log_set_interval (AriadneRunLog *self,
                              double         interval_s)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (interval_s >= 0 && interval_s <= G_MAXINT);

  locker = g_mutex_locker_new (&self->mutex);
  self->interval_us = interval_s * G_USEC_PER_SEC;
}

/**
 * ariadne_run_log_run_started:
 * @self: a log
 * @report: the report of the experiment, in which there need be no runs yet
 *
 * Writes what is going to be done, and where. This is the first line of a log.
 */
void
ariadne_run_log_run_started (AriadneRunLog *self,
                             AriadneReport *report)
{
  g_autoptr (GDateTime) time = g_date_time_new_now_utc ();
  g_autofree char *now = g_date_time_format_iso8601 (time);
  g_autoptr (JsonObject) object = NULL;

  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (ARIADNE_IS_REPORT (report));

  object = make_event (self, "run-started");
  json_object_set_int_member (object, "version", LOG_VERSION);
  json_object_set_string_member (object, "started", now);
  json_object_set_string_member (object, "experiment", ariadne_report_get_experiment (report));
  json_object_set_member (object, "config",
                          _ariadne_json_from_variant (ariadne_report_get_config (report)));
  json_object_set_member (object, "host",
                          _ariadne_json_from_variant (ariadne_report_get_host (report)));
  write_line (self, object);
}

static void
write_run (AriadneRunLog          *self,
           const char             *event,
           const AriadneRunRecord *record)
{
  g_autoptr (JsonObject) object = make_event (self, event);

  json_object_set_member (object, "run",
                          _ariadne_run_record_to_json (record, ARIADNE_RECORD_OF_LOG));
  write_line (self, object);
}

/**
 * ariadne_run_log_configuration_started:
 * @self: a log
 * @record: what is known of the configuration
 *
 * Writes that a configuration starts. Batches and progress belong to it until
 * another one starts.
 */
void
ariadne_run_log_configuration_started (AriadneRunLog          *self,
                                       const AriadneRunRecord *record)
{
  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (record != NULL);

  write_run (self, "configuration-started", record);
}

/**
 * ariadne_run_log_batch:
 * @self: a log
 * @timing: what was measured of a batch
 *
 * Writes that a batch was evaluated.
 */
void
ariadne_run_log_batch (AriadneRunLog            *self,
                       const AriadneBatchTiming *timing)
{
  AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_BATCH };

  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (timing != NULL);

  event.batch = *timing;
  print_event (self, &event);
}

/**
 * ariadne_run_log_load:
 * @self: a log
 * @time_s: when, in seconds from the start of the configuration
 * @load: how busy the servers are; of the latencies those since the last time
 *
 * Writes how busy the servers are.
 */
void
ariadne_run_log_load (AriadneRunLog        *self,
                      double                time_s,
                      const AriadneServerLoad *load)
{
  AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_LOAD, .time_s = time_s };

  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (load != NULL);

  event.load = *load;
  print_event (self, &event);
}

/**
 * ariadne_run_log_progress:
 * @self: a log
 * @time_s: when, in seconds from the start of the configuration
 * @search: what is known of the search
 *
 * Writes that a search has gone on. The search is known by its name.
 */
void
ariadne_run_log_progress (AriadneRunLog             *self,
                          double                     time_s,
                          const AriadneSearchRecord *search)
{
  AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_PROGRESS, .time_s = time_s };
  g_autoptr (JsonObject) object = NULL;

  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (search != NULL);

  event.search = *search;
  if (print_event (self, &event))
    return;

  object = make_event (self, "progress");
  json_object_set_member (object, "time_s", _ariadne_json_from_number (time_s));
  json_object_set_member (object, "search", _ariadne_search_record_to_json (search));
  write_object (self, object, FALSE);
}

/**
 * ariadne_run_log_process:
 * @self: a log
 * @time_s: when, in seconds from the start of the configuration
 * @event: what has happened
 *
 * Writes what has happened to a process.
 */
void
ariadne_run_log_process (AriadneRunLog            *self,
                         double                    time_s,
                         const AriadneEngineEvent *event)
{
  static const char * const kinds[] = {
    [ARIADNE_ENGINE_EVENT_STARTED] = "started", [ARIADNE_ENGINE_EVENT_READY] = "ready",
    [ARIADNE_ENGINE_EVENT_DIED] = "died",       [ARIADNE_ENGINE_EVENT_LEFT] = "left",
    [ARIADNE_ENGINE_EVENT_RETRIED] = "retried", [ARIADNE_ENGINE_EVENT_ABSENT] = "absent",
  };
  g_autoptr (JsonObject) object = NULL;

  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (event != NULL);
  g_return_if_fail (event->kind < G_N_ELEMENTS (kinds));

  object = make_event (self, "process");
  json_object_set_member (object, "time_s", _ariadne_json_from_number (time_s));
  json_object_set_string_member (object, "what", kinds[event->kind]);
  json_object_set_member (object, "process", _ariadne_json_from_text (event->process));
  json_object_set_int_member (object, "pid", event->pid);
  json_object_set_member (object, "search", _ariadne_json_from_text (event->search));
  json_object_set_member (object, "message", _ariadne_json_from_text (event->message));
  write_line (self, object);
}

/**
 * ariadne_run_log_configuration_finished:
 * @self: a log
 * @record: all that is known of the configuration
 *
 * Writes that the configuration started last has ended.
 */
void
ariadne_run_log_configuration_finished (AriadneRunLog          *self,
                                        const AriadneRunRecord *record)
{
  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (record != NULL);

  write_run (self, "configuration-finished", record);
}

/**
 * ariadne_run_log_run_finished:
 * @self: a log
 * @status: how it ended, in one word such as `finished` or `interrupted`
 *
 * Writes that the experiment has ended. This is the last line of a log.
 */
void
ariadne_run_log_run_finished (AriadneRunLog *self,
                              const char    *status)
{
  g_autoptr (JsonObject) object = NULL;

  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));
  g_return_if_fail (status != NULL);

  object = make_event (self, "run-finished");
  json_object_set_string_member (object, "status", status);
  write_line (self, object);
}

/**
 * ariadne_run_log_flush:
 * @self: a log
 *
 * Hands all lines that wait to the system.
 */
void
ariadne_run_log_flush (AriadneRunLog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (ARIADNE_IS_RUN_LOG (self));

  locker = g_mutex_locker_new (&self->mutex);
  write_waiting (self, g_get_monotonic_time ());
}

/**
 * ariadne_run_log_close:
 * @self: a log
 * @error: return location for an error
 *
 * Ends a log. What is written to it later is dropped.
 *
 * Fails with the first failure to write, if there was one.
 *
 * Returns: whether everything has been written
 */
gboolean
ariadne_run_log_close (AriadneRunLog  *self,
                       GError        **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gboolean success;

  g_return_val_if_fail (ARIADNE_IS_RUN_LOG (self), FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  write_waiting (self, g_get_monotonic_time ());
  g_output_stream_close (self->stream, NULL, self->error == NULL ? &self->error : NULL);

  success = self->error == NULL;
  if (success)
    g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The log is closed");
  else
    g_propagate_error (error, dup_error (self));

  return success;
}
