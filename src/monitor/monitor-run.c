/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-run-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "monitor-child.h"
#include "monitor-command-line.h"
#include "monitor-follower.h"
#include "monitor-log-tail.h"

struct _MonitorRun
{
  GObject            parent_instance;

  MonitorRunFile    *file;
  MonitorChild      *child;        /* NULL unless it is running */
  AriadneRunHistory *history;
  MonitorFollower   *follower;     /* NULL until the log is wanted */
  char              *command_line;
  char              *status;
  char              *summary;
  gboolean           is_paused;    /* and reads nothing */
  gboolean           is_read_saved; /* what was read of the log was saved once */
  guint              n_stops;      /* how often it was told to stop */
};

enum
{
  PROP_0,
  PROP_ACTIVE,
  PROP_COMMAND_LINE,
  PROP_DIGEST,
  PROP_ENDED,
  PROP_ERROR,
  PROP_HISTORY,
  PROP_ID,
  PROP_LOADED,
  PROP_LOG_PATH,
  PROP_PROGRESS,
  PROP_STARTED,
  PROP_STATE,
  PROP_STATUS,
  PROP_SUMMARY,
  PROP_TITLE,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (MonitorRunState, monitor_run_state,
                    G_DEFINE_ENUM_VALUE (MONITOR_RUN_STATE_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (MONITOR_RUN_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (MONITOR_RUN_STATE_FINISHED, "finished"),
                    G_DEFINE_ENUM_VALUE (MONITOR_RUN_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (MONITOR_RUN_STATE_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (MONITOR_RUN_STATE_OPENED, "opened"))

G_DEFINE_FINAL_TYPE (MonitorRun, monitor_run, G_TYPE_OBJECT)

static void
monitor_run_finalize (GObject *object)
{
  MonitorRun *self = MONITOR_RUN (object);

  g_clear_pointer (&self->child, monitor_child_free);
  g_clear_pointer (&self->follower, monitor_follower_free);
  g_clear_pointer (&self->file, monitor_run_file_free);
  g_object_unref (self->history);
  g_free (self->command_line);
  g_free (self->status);
  g_free (self->summary);

  G_OBJECT_CLASS (monitor_run_parent_class)->finalize (object);
}

static void
monitor_run_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MonitorRun *self = MONITOR_RUN (object);

  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, monitor_run_get_active (self));
      break;
    case PROP_COMMAND_LINE:
      g_value_set_string (value, self->command_line);
      break;
    case PROP_DIGEST:
      g_value_set_string (value, self->file->summary.digest);
      break;
    case PROP_ENDED:
      g_value_set_boxed (value, self->file->ended);
      break;
    case PROP_ERROR:
      g_value_set_string (value, monitor_run_get_error (self));
      break;
    case PROP_HISTORY:
      g_value_set_object (value, self->history);
      break;
    case PROP_ID:
      g_value_set_string (value, self->file->id);
      break;
    case PROP_LOADED:
      g_value_set_double (value, monitor_run_get_loaded (self));
      break;
    case PROP_LOG_PATH:
      g_value_set_string (value, self->file->log_path);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, monitor_run_get_progress (self));
      break;
    case PROP_STARTED:
      g_value_set_boxed (value, self->file->started);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->file->state);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->file->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static GParamSpec *
make_text_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_fraction_property (const char *name)
{
  return g_param_spec_double (name, NULL, NULL, 0.0, 1.0, 0.0,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
make_time_property (const char *name)
{
  return g_param_spec_boxed (name, NULL, NULL, G_TYPE_DATE_TIME,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
monitor_run_class_init (MonitorRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = monitor_run_finalize;
  object_class->get_property = monitor_run_get_property;

  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMMAND_LINE] = make_text_property ("command-line");
  properties[PROP_DIGEST] = make_text_property ("digest");
  properties[PROP_ENDED] = make_time_property ("ended");
  properties[PROP_ERROR] = make_text_property ("error");
  properties[PROP_HISTORY] =
    g_param_spec_object ("history", NULL, NULL, ARIADNE_TYPE_RUN_HISTORY,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ID] = make_text_property ("id");
  properties[PROP_LOADED] = make_fraction_property ("loaded");
  properties[PROP_LOG_PATH] = make_text_property ("log-path");
  properties[PROP_PROGRESS] = make_fraction_property ("progress");
  properties[PROP_STARTED] = make_time_property ("started");
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MONITOR_TYPE_RUN_STATE, MONITOR_RUN_STATE_QUEUED,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATUS] = make_text_property ("status");
  properties[PROP_SUMMARY] = make_text_property ("summary");
  properties[PROP_TITLE] = make_text_property ("title");

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* The history says more than before. */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
monitor_run_init (MonitorRun *self)
{
  self->history = ariadne_run_history_new ();
}

static const char *
describe_state (MonitorRun *self)
{
  switch (self->file->state)
    {
    case MONITOR_RUN_STATE_QUEUED:
      return _("Queued");
    case MONITOR_RUN_STATE_RUNNING:
      return self->n_stops > 0 ? _("Stopping") : _("Running");
    case MONITOR_RUN_STATE_FINISHED:
      return _("Finished");
    case MONITOR_RUN_STATE_FAILED:
      return _("Failed");
    case MONITOR_RUN_STATE_STOPPED:
      return _("Stopped");
    case MONITOR_RUN_STATE_OPENED:
    default:
      return _("Opened");
    }
}

static void
notify (MonitorRun  *self,
        const guint *changed,
        gsize        n_changed)
{
  g_object_freeze_notify (G_OBJECT (self));
  for (gsize i = 0; i < n_changed; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[changed[i]]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* What the row of a list says: how it is, and how far. That something is so far, and
 * goes on, needs no words.
 */
static void
summarize (MonitorRun *self)
{
  gboolean is_running = self->file->state == MONITOR_RUN_STATE_RUNNING;
  gboolean is_evident = is_running && self->n_stops == 0;
  const char *error = monitor_run_get_error (self);
  g_autofree char *text = NULL;

  text = error != NULL ? g_strdup (error)
                       : monitor_run_summary_describe (&self->file->summary, is_running);
  g_free (self->summary);
  if (text == NULL)
    self->summary = g_strdup (self->status);
  else if (is_evident)
    self->summary = g_steal_pointer (&text);
  else
    self->summary = g_strdup_printf ("%s · %s", self->status, text);
}

/* Tells what follows from the state, and that it may have changed. */
static void
tell_state (MonitorRun *self)
{
  static const guint changed[] = {
    PROP_STATUS, PROP_SUMMARY, PROP_PROGRESS, PROP_ERROR, PROP_STARTED, PROP_ENDED, PROP_ACTIVE,
    PROP_STATE,
  };

  g_free (self->status);
  self->status = g_strdup (describe_state (self));
  summarize (self);
  notify (self, changed, G_N_ELEMENTS (changed));
}

static void
save (MonitorRun *self)
{
  g_autoptr (GError) error = NULL;

  if (!monitor_run_file_save (self->file, &error))
    g_warning ("%s", error->message);
}

static void
set_state (MonitorRun      *self,
           MonitorRunState  state)
{
  self->file->state = state;
  save (self);
  tell_state (self);
}

/* What the log says of a run that has ended stays said when it is not read. A log from
 * elsewhere that still grows is not saved each time: that waits for the disk.
 */
static void
save_read (MonitorRun *self)
{
  if (self->child != NULL || !monitor_follower_is_done (self->follower)
      || (self->is_read_saved && !monitor_follower_is_over (self->follower)))
    return;

  self->is_read_saved = TRUE;
  save (self);
}

static void
log_read_cb (gpointer user_data)
{
  static const guint changed[] = {
    PROP_SUMMARY, PROP_PROGRESS, PROP_DIGEST, PROP_LOADED, PROP_ERROR,
  };
  MonitorRun *self = user_data;

  monitor_run_summary_update (&self->file->summary, self->history);
  summarize (self);
  notify (self, changed, G_N_ELEMENTS (changed));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  save_read (self);
}

void
monitor_run_load (MonitorRun *self)
{
  g_return_if_fail (MONITOR_IS_RUN (self));

  if (self->follower != NULL || self->file->state == MONITOR_RUN_STATE_QUEUED)
    return;

  self->follower = monitor_follower_new (self->file->log_path, self->history, log_read_cb, self);
  monitor_follower_set_paused (self->follower, self->is_paused);
  if (self->child == NULL && self->file->state != MONITOR_RUN_STATE_OPENED)
    monitor_follower_finish (self->follower);
}

void
_monitor_run_set_paused (MonitorRun *self,
                         gboolean    paused)
{
  g_return_if_fail (MONITOR_IS_RUN (self));

  self->is_paused = paused;
  if (self->follower != NULL)
    monitor_follower_set_paused (self->follower, paused);
}

static void
set_time (GDateTime **time)
{
  g_clear_pointer (time, g_date_time_unref);
  *time = g_date_time_new_now_local ();
}

/* How the run has ended, by the status of its process, or else by its log, which is
 * whole unless the run had no time to say so.
 */
static MonitorRunState
judge (MonitorRun *self,
       int         wait_status)
{
  g_autofree char *said = monitor_log_tail_read_status (self->file->log_path);

  if (wait_status < 0 ? g_strcmp0 (said, "finished") == 0
                      : WIFEXITED (wait_status) && WEXITSTATUS (wait_status) == 0)
    return MONITOR_RUN_STATE_FINISHED;
  if (self->n_stops > 0 || g_strcmp0 (said, "stopped") == 0)
    return MONITOR_RUN_STATE_STOPPED;

  return MONITOR_RUN_STATE_FAILED;
}

static char *
explain (MonitorRun *self,
         int         wait_status)
{
  g_autofree char *said = monitor_log_tail_read_error (self->file->errors);

  if (said != NULL)
    return g_steal_pointer (&said);
  if (wait_status >= 0 && WIFSIGNALED (wait_status))
    return g_strdup_printf (_("Killed by signal %d (%s)"), WTERMSIG (wait_status),
                            g_strsignal (WTERMSIG (wait_status)));

  return g_strdup (_("It has ended without saying why"));
}

static void
settle (MonitorRun *self,
        int         wait_status)
{
  MonitorRunState state = judge (self, wait_status);

  g_clear_pointer (&self->file->error, g_free);
  if (state == MONITOR_RUN_STATE_FAILED)
    self->file->error = explain (self, wait_status);
  if (self->file->ended == NULL)
    set_time (&self->file->ended);

  set_state (self, state);
}

static void
ended_cb (int      wait_status,
          gpointer user_data)
{
  MonitorRun *self = user_data;

  g_clear_pointer (&self->child, monitor_child_free);
  monitor_follower_finish (self->follower);
  settle (self, wait_status);
}

/* When what an earlier window has started was last heard of. */
static GDateTime *
find_end (MonitorRun *self)
{
  g_autoptr (GFile) log = g_file_new_for_path (self->file->log_path);
  g_autoptr (GFileInfo) info = g_file_query_info (log, G_FILE_ATTRIBUTE_TIME_MODIFIED, 0, NULL,
                                                  NULL);

  return info == NULL ? NULL : g_file_info_get_modification_date_time (info);
}

/* What was queued may have been started, and what was running may have ended, since
 * the file was written.
 */
static void
find_child (MonitorRun *self)
{
  if (!monitor_run_get_active (self))
    return;

  self->child = monitor_child_find (self->file->errors, ended_cb, self);
  if (self->child != NULL)
    self->file->state = MONITOR_RUN_STATE_RUNNING;
  else if (self->file->state == MONITOR_RUN_STATE_RUNNING
           || g_file_test (self->file->errors, G_FILE_TEST_EXISTS))
    {
      self->file->ended = find_end (self);
      settle (self, -1);
    }
}

MonitorRun *
_monitor_run_new (MonitorRunFile *file)
{
  MonitorRun *self = g_object_new (MONITOR_TYPE_RUN, NULL);

  self->file = file;
  if (file->state != MONITOR_RUN_STATE_OPENED)
    self->command_line = monitor_command_line_new ((const char * const *) file->arguments);
  find_child (self);
  tell_state (self);
  if (self->child != NULL)
    monitor_run_load (self);

  return self;
}

MonitorRunFile *
_monitor_run_get_file (MonitorRun *self)
{
  return self->file;
}

/* The log is kept here, and a picture is drawn only if that was asked for. */
static GStrv
make_argv (MonitorRun *self)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autofree char *program = monitor_child_locate_program ();
  g_autofree char *log = g_strconcat ("--log=", self->file->log_path, NULL);

  g_strv_builder_add_many (argv, program, "run", "--quiet", "--save-path=", NULL);
  g_strv_builder_addv (argv, (const char **) self->file->arguments);
  g_strv_builder_add (argv, log);

  return g_strv_builder_end (argv);
}

void
_monitor_run_start (MonitorRun *self,
                    gboolean    outlives)
{
  g_auto (GStrv) argv = make_argv (self);
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MONITOR_IS_RUN (self));
  g_return_if_fail (self->file->state == MONITOR_RUN_STATE_QUEUED);

  self->file->outlives = outlives;
  set_time (&self->file->started);
  self->child = monitor_child_start ((const char * const *) argv, self->file->output,
                                     self->file->errors, outlives, ended_cb, self, &error);
  if (self->child == NULL)
    {
      self->file->error = g_strdup (error->message);
      set_time (&self->file->ended);
    }

  set_state (self, self->child != NULL ? MONITOR_RUN_STATE_RUNNING : MONITOR_RUN_STATE_FAILED);
  if (self->child != NULL)
    monitor_run_load (self);
}

void
monitor_run_stop (MonitorRun *self)
{
  g_return_if_fail (MONITOR_IS_RUN (self));

  if (!monitor_run_get_active (self))
    return;

  self->n_stops++;
  if (self->child != NULL)
    {
      monitor_child_send (self->child, self->n_stops == 1 ? SIGINT : SIGKILL);
      tell_state (self);
    }
  else
    {
      set_time (&self->file->ended);
      set_state (self, MONITOR_RUN_STATE_STOPPED);
    }
}

const char *
monitor_run_get_id (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->file->id;
}

const char *
monitor_run_get_title (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->file->title;
}

const char * const *
monitor_run_get_arguments (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return (const char * const *) self->file->arguments;
}

const char *
monitor_run_get_command_line (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->command_line;
}

MonitorRunState
monitor_run_get_state (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), MONITOR_RUN_STATE_QUEUED);

  return self->file->state;
}

gboolean
monitor_run_get_active (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), FALSE);

  return self->file->state == MONITOR_RUN_STATE_QUEUED
         || self->file->state == MONITOR_RUN_STATE_RUNNING;
}

const char *
monitor_run_get_status (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->status;
}

const char *
monitor_run_get_error (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  if (self->file->error == NULL && self->follower != NULL && self->child == NULL)
    return monitor_follower_get_error (self->follower);

  return self->file->error;
}

const char *
monitor_run_get_digest (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->file->summary.digest;
}

AriadneRunHistory *
monitor_run_get_history (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->history;
}

double
monitor_run_get_loaded (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), 0.0);

  return self->follower == NULL ? 0.0 : monitor_follower_get_fraction (self->follower);
}

double
monitor_run_get_progress (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), 0.0);

  return isnan (self->file->summary.progress) ? 0.0 : self->file->summary.progress;
}

const char *
monitor_run_get_log_path (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->file->log_path;
}

GDateTime *
monitor_run_get_started (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->file->started;
}

GDateTime *
monitor_run_get_ended (MonitorRun *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN (self), NULL);

  return self->file->ended;
}
