/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-run-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define GROUP  "Run"
#define SUFFIX ".run"

static char *
make_path (const char *folder,
           const char *id,
           const char *suffix)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);

  return g_build_filename (folder, name, NULL);
}

static MonitorRunFile *
make (const char *folder,
      const char *id)
{
  MonitorRunFile *self = g_new0 (MonitorRunFile, 1);

  self->id = g_strdup (id);
  self->path = make_path (folder, id, SUFFIX);
  self->output = make_path (folder, id, ".txt");
  self->errors = make_path (folder, id, ".err");
  self->log_path = make_path (folder, id, ".jsonl");
  self->arguments = g_new0 (char *, 1);
  monitor_run_summary_clear (&self->summary);

  return self;
}

/* Names sort by time, and tell it. */
MonitorRunFile *
monitor_run_file_new (const char *folder)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *id = NULL;
  MonitorRunFile *self;

  id = g_strdup_printf ("%s-%06d-%04x", time, g_date_time_get_microsecond (now),
                        g_random_int () & 0xffff);
  self = make (folder, id);
  self->created = g_steal_pointer (&now);

  return self;
}

static GDateTime *
load_time (GKeyFile   *keys,
           const char *name)
{
  g_autofree char *text = g_key_file_get_string (keys, GROUP, name, NULL);

  return text == NULL ? NULL : g_date_time_new_from_iso8601 (text, NULL);
}

static void
save_time (GKeyFile   *keys,
           const char *name,
           GDateTime  *time)
{
  g_autofree char *text = time == NULL ? NULL : g_date_time_format_iso8601 (time);

  if (text != NULL)
    g_key_file_set_string (keys, GROUP, name, text);
}

static void
load_summary (MonitorRunFile *self,
              GKeyFile       *keys)
{
  self->summary.configuration = g_key_file_get_string (keys, GROUP, "Configuration", NULL);
  self->summary.digest = g_key_file_get_string (keys, GROUP, "Digest", NULL);
  if (g_key_file_has_key (keys, GROUP, "Saving", NULL))
    self->summary.saving = g_key_file_get_double (keys, GROUP, "Saving", NULL);
}

static void
save_summary (MonitorRunFile *self,
              GKeyFile       *keys)
{
  if (self->summary.configuration != NULL)
    g_key_file_set_string (keys, GROUP, "Configuration", self->summary.configuration);
  if (self->summary.digest != NULL)
    g_key_file_set_string (keys, GROUP, "Digest", self->summary.digest);
  if (!isnan (self->summary.saving))
    g_key_file_set_double (keys, GROUP, "Saving", self->summary.saving);
}

static gboolean
load_state (MonitorRunFile  *self,
            GKeyFile        *keys,
            GError         **error)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (MONITOR_TYPE_RUN_STATE);
  g_autofree char *name = g_key_file_get_string (keys, GROUP, "State", error);
  GEnumValue *value = name == NULL ? NULL : g_enum_get_value_by_nick (states, name);

  if (value != NULL)
    self->state = value->value;
  else if (name != NULL)
    g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                 "State: expected the state of a run, found “%s”", name);

  return value != NULL;
}

/* Only the log of a run that was opened is elsewhere. */
static gboolean
load_log (MonitorRunFile  *self,
          GKeyFile        *keys,
          GError         **error)
{
  if (self->state != MONITOR_RUN_STATE_OPENED)
    return TRUE;

  g_free (self->log_path);
  self->log_path = g_key_file_get_string (keys, GROUP, "Log", error);

  return self->log_path != NULL;
}

static gboolean
load_keys (MonitorRunFile  *self,
           GKeyFile        *keys,
           GError         **error)
{
  if (!load_state (self, keys, error) || !load_log (self, keys, error))
    return FALSE;

  self->title = g_key_file_get_string (keys, GROUP, "Title", error);
  if (self->title == NULL)
    return FALSE;

  g_strfreev (self->arguments);
  self->arguments = g_key_file_get_string_list (keys, GROUP, "Arguments", NULL, error);
  if (self->arguments == NULL)
    return FALSE;

  self->created = load_time (keys, "Created");
  self->started = load_time (keys, "Started");
  self->ended = load_time (keys, "Ended");
  self->error = g_key_file_get_string (keys, GROUP, "Error", NULL);
  self->outlives = g_key_file_get_boolean (keys, GROUP, "Outlives", NULL);
  load_summary (self, keys);

  return TRUE;
}

MonitorRunFile *
monitor_run_file_load (const char  *path,
                       GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *id = g_path_get_basename (path);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (MonitorRunFile) self = NULL;

  if (g_str_has_suffix (id, SUFFIX))
    id[strlen (id) - strlen (SUFFIX)] = '\0';
  self = make (folder, id);

  if (!g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, error)
      || !load_keys (self, keys, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

gboolean
monitor_run_file_save (MonitorRunFile  *self,
                       GError         **error)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (MONITOR_TYPE_RUN_STATE);
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  g_key_file_set_string (keys, GROUP, "Title", self->title);
  g_key_file_set_string_list (keys, GROUP, "Arguments", (const char * const *) self->arguments,
                              g_strv_length (self->arguments));
  g_key_file_set_string (keys, GROUP, "State",
                         g_enum_get_value (states, self->state)->value_nick);
  if (self->state == MONITOR_RUN_STATE_OPENED)
    g_key_file_set_string (keys, GROUP, "Log", self->log_path);
  save_time (keys, "Created", self->created);
  save_time (keys, "Started", self->started);
  save_time (keys, "Ended", self->ended);
  if (self->error != NULL)
    g_key_file_set_string (keys, GROUP, "Error", self->error);
  g_key_file_set_boolean (keys, GROUP, "Outlives", self->outlives);
  save_summary (self, keys);

  return g_key_file_save_to_file (keys, self->path, error);
}

static gboolean
delete_file (const char  *path,
             GError     **error)
{
  int saved_errno;

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;

  saved_errno = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "%s: %s", path,
               g_strerror (saved_errno));

  return FALSE;
}

gboolean
monitor_run_file_delete (MonitorRunFile  *self,
                         GError         **error)
{
  /* The file goes last: what cannot be deleted is not forgotten. */
  return (self->state == MONITOR_RUN_STATE_OPENED || delete_file (self->log_path, error))
         && delete_file (self->output, error)
         && delete_file (self->errors, error)
         && delete_file (self->path, error);
}

void
monitor_run_file_free (MonitorRunFile *self)
{
  g_free (self->id);
  g_free (self->path);
  g_free (self->output);
  g_free (self->errors);
  g_free (self->title);
  g_strfreev (self->arguments);
  g_free (self->log_path);
  g_clear_pointer (&self->created, g_date_time_unref);
  g_clear_pointer (&self->started, g_date_time_unref);
  g_clear_pointer (&self->ended, g_date_time_unref);
  g_free (self->error);
  monitor_run_summary_clear (&self->summary);
  g_free (self);
}
