/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-follower.h"

/* A slice ends after so long; the step between two looks at the clock takes about a
 * tenth of that.
 */
#define SLICE_US   1500
#define STEP_BYTES (16u << 10)

struct _MonitorFollower
{
  char                *path;
  AriadneRunHistory   *history;
  AriadneRunLogReader *reader;    /* NULL until there is a file */
  GFileMonitor        *monitor;   /* NULL once nothing will be added */
  GError              *error;     /* what has ended the reading, if anything */
  guint                idle;      /* a source, while there is something to read */
  guint                timeout;   /* a source, while it is too early to read on */
  gboolean             is_paused;
  gint64               called_us; /* when it called last */
  MonitorFollowerFunc  func;
  gpointer             user_data;
};

static guint interval = 100; /* in milliseconds */

static void
call (MonitorFollower *self)
{
  self->called_us = g_get_monotonic_time ();
  self->func (self->user_data);
}

static gint64
get_ms_since_call (MonitorFollower *self)
{
  return (g_get_monotonic_time () - self->called_us) / 1000;
}

static void
stop_watching (MonitorFollower *self)
{
  if (self->monitor == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
}

/* A file that is not there may still come, as long as it is watched. */
static gboolean
open_reader (MonitorFollower *self)
{
  g_autoptr (GError) error = NULL;

  if (self->reader != NULL)
    return TRUE;

  self->reader = ariadne_run_log_reader_open (self->path, self->history, &error);
  if (self->reader == NULL
      && (self->monitor == NULL || g_file_test (self->path, G_FILE_TEST_EXISTS)))
    g_propagate_error (&self->error, g_steal_pointer (&error));

  return self->reader != NULL;
}

static AriadneRunLogState
read_slice (MonitorFollower *self)
{
  gint64 end_us = g_get_monotonic_time () + SLICE_US;
  AriadneRunLogState state = ARIADNE_RUN_LOG_UP_TO_DATE;

  if (!open_reader (self))
    return state;

  while (ariadne_run_log_reader_read_some (self->reader, STEP_BYTES, &state, &self->error)
         && state == ARIADNE_RUN_LOG_MORE && g_get_monotonic_time () < end_us)
    ;

  return state;
}

static gboolean
idle_cb (gpointer user_data)
{
  MonitorFollower *self = user_data;
  AriadneRunLogState state = read_slice (self);

  if (self->error == NULL && state == ARIADNE_RUN_LOG_MORE)
    {
      if (get_ms_since_call (self) >= interval)
        call (self);
      return G_SOURCE_CONTINUE;
    }

  self->idle = 0;
  if (self->error != NULL || state == ARIADNE_RUN_LOG_FINISHED)
    stop_watching (self);
  call (self);

  return G_SOURCE_REMOVE;
}

static void
read_on (MonitorFollower *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->idle == 0 && self->error == NULL && !self->is_paused)
    self->idle = g_idle_add (idle_cb, self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  MonitorFollower *self = user_data;

  self->timeout = 0;
  read_on (self);

  return G_SOURCE_REMOVE;
}

/* At once if the last call is long ago, and otherwise when it is: what is read before
 * would be seen, here and there, before it is told.
 */
static void
read_in_time (MonitorFollower *self)
{
  if (monitor_follower_is_done (self) && !self->is_paused)
    self->timeout = g_timeout_add ((guint) MAX (interval - get_ms_since_call (self), 0),
                                   timeout_cb, self);
}

static void
changed_cb (GFileMonitor      *monitor,
            GFile             *file,
            GFile             *other,
            GFileMonitorEvent  event,
            MonitorFollower   *self)
{
  read_in_time (self);
}

/* Where files cannot be watched, what is there is read once. */
static void
watch (MonitorFollower *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor == NULL)
    return;

  /* Often enough that reading is never late by as much again. */
  g_file_monitor_set_rate_limit (self->monitor, MAX (interval / 4, 1));
  g_signal_connect (self->monitor, "changed", G_CALLBACK (changed_cb), self);
}

MonitorFollower *
monitor_follower_new (const char          *path,
                      AriadneRunHistory   *history,
                      MonitorFollowerFunc  func,
                      gpointer             user_data)
{
  MonitorFollower *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (history), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (MonitorFollower, 1);
  self->path = g_strdup (path);
  self->history = g_object_ref (history);
  self->func = func;
  self->user_data = user_data;
  watch (self);
  read_on (self);

  return self;
}

void
monitor_follower_free (MonitorFollower *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->timeout, g_source_remove);
  stop_watching (self);
  g_clear_object (&self->reader);
  g_object_unref (self->history);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

double
monitor_follower_get_fraction (MonitorFollower *self)
{
  guint64 size = self->reader == NULL ? 0 : ariadne_run_log_reader_get_size (self->reader);

  if (size == 0)
    return monitor_follower_is_done (self) ? 1.0 : 0.0;

  return (double) ariadne_run_log_reader_get_position (self->reader) / size;
}

gboolean
monitor_follower_is_done (MonitorFollower *self)
{
  return self->idle == 0 && self->timeout == 0;
}

gboolean
monitor_follower_is_over (MonitorFollower *self)
{
  return monitor_follower_is_done (self) && self->monitor == NULL;
}

const char *
monitor_follower_get_error (MonitorFollower *self)
{
  return self->error == NULL ? NULL : self->error->message;
}

void
monitor_follower_finish (MonitorFollower *self)
{
  stop_watching (self);
  read_on (self);
}

void
monitor_follower_set_paused (MonitorFollower *self,
                             gboolean         paused)
{
  self->is_paused = paused;
  if (!paused)
    {
      read_on (self);
      return;
    }

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->timeout, g_source_remove);
}

void
monitor_follower_set_interval (guint interval_ms)
{
  interval = interval_ms;
}
