/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-application-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "monitor-command-line.h"
#include "monitor-export.h"
#include "monitor-preferences.h"
#include "monitor-presets.h"

/* Whatever the windows offer is an action, so that other programs can ask for it too:
 * “gapplication action org.ariadne.Ariadne run "'continuous'"”.
 */

static MonitorRun *
launch (MonitorRunList  *runs,
        const char      *what,
        GError         **error)
{
  MonitorPresets *presets = monitor_presets_get_default ();
  const char * const *preset = monitor_presets_get_arguments (presets, what);
  g_auto (GStrv) arguments = NULL;

  if (preset != NULL)
    return monitor_run_list_launch (runs, monitor_presets_get_title (presets, what), preset, error);

  arguments = monitor_command_line_split (what, error);
  if (arguments == NULL)
    return NULL;

  return monitor_run_list_launch (runs, NULL, (const char * const *) arguments, error);
}

/* Shows what was launched or opened, or says why it was not. */
static void
show (MonitorApplication *self,
      MonitorRun         *run,
      const GError       *error)
{
  if (run != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self), "show-run",
                                    g_variant_new_string (monitor_run_get_id (run)));
  else
    monitor_application_complain (self, error);
}

static void
run_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  MonitorApplication *self = user_data;
  MonitorRunList *runs = monitor_application_get_runs (self);
  g_autoptr (GError) error = NULL;
  MonitorRun *run = launch (runs, g_variant_get_string (parameter, NULL), &error);

  show (self, run, error);
}

/* An action of a desktop file has no parameter. */
static void
run_named_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  const char *name = g_action_get_name (G_ACTION (action)) + strlen ("run-");

  g_action_group_activate_action (user_data, "run", g_variant_new_string (name));
}

static void
open_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  MonitorApplication *self = user_data;
  g_autoptr (GFile) log = g_file_new_for_commandline_arg (g_variant_get_string (parameter, NULL));
  g_autoptr (GError) error = NULL;
  MonitorRun *run = monitor_run_list_open (monitor_application_get_runs (self), log, &error);

  show (self, run, error);
}

/* NULL, and that is said, if there is none of that name. */
static MonitorRun *
find_named_run (MonitorApplication *self,
                const char         *id)
{
  MonitorRun *run = monitor_run_list_find (monitor_application_get_runs (self), id);
  g_autoptr (GError) error = NULL;

  if (run == NULL)
    {
      g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no run “%s”"), id);
      monitor_application_complain (self, error);
    }

  return run;
}

static MonitorRun *
find_run (MonitorApplication *self,
          GVariant           *parameter)
{
  return find_named_run (self, g_variant_get_string (parameter, NULL));
}

static void
show_run_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  MonitorApplication *self = user_data;
  MonitorRun *run = find_run (self, parameter);
  MonitorWindow *window;

  if (run == NULL)
    return;

  window = monitor_application_get_window (self);
  monitor_window_set_run (window, run);
  monitor_window_show_page (window, "watch");
  gtk_window_present (GTK_WINDOW (window));
  g_application_withdraw_notification (G_APPLICATION (self), monitor_run_get_id (run));
}

static void
repeat_run_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  MonitorApplication *self = user_data;
  MonitorRun *run = find_run (self, parameter);
  g_autoptr (GError) error = NULL;

  if (run != NULL)
    show (self, monitor_run_list_repeat (monitor_application_get_runs (self), run, &error), error);
}

static void
remove_run_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  MonitorApplication *self = user_data;
  MonitorRun *run = find_run (self, parameter);
  g_autoptr (GError) error = NULL;

  if (run != NULL
      && !monitor_run_list_remove (monitor_application_get_runs (self), run, &error))
    monitor_application_complain (self, error);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (MonitorApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  g_application_release (G_APPLICATION (self));
  if (!monitor_export_finish (MONITOR_RUN (object), result, &error))
    monitor_application_complain (self, error);
}

static void
export_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  MonitorApplication *self = user_data;
  const char *id;
  const char *path;
  MonitorRun *run;

  g_variant_get (parameter, "(&s&s)", &id, &path);
  run = id[0] != '\0' ? find_named_run (self, id)
                      : monitor_window_get_run (monitor_application_get_window (self));
  if (run == NULL)
    return;

  g_application_hold (G_APPLICATION (self));
  monitor_export_async (run, path, NULL, exported_cb, g_object_ref (self));
}

static void
show_page_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  MonitorWindow *window = monitor_application_get_window (user_data);

  monitor_window_show_page (window, g_variant_get_string (parameter, NULL));
  gtk_window_present (GTK_WINDOW (window));
}

static void
optimize_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  MonitorWindow *window = monitor_application_get_window (user_data);

  monitor_window_show_page (window, "optimize");
  gtk_window_present (GTK_WINDOW (window));
  monitor_optimize_page_optimize (monitor_window_get_optimize_page (window),
                                  g_variant_get_string (parameter, NULL));
}

static void
stop_optimizing_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  MonitorWindow *window = monitor_application_get_window (user_data);
  MonitorOptimizePage *page = monitor_window_get_optimize_page (window);

  monitor_program_list_stop (monitor_optimize_page_get_programs (page));
}

static void
stop_run_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  MonitorRun *run = find_run (user_data, parameter);

  if (run != NULL)
    monitor_run_stop (run);
}

static void
stop_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  MonitorRun *run = monitor_run_list_get_running (monitor_application_get_runs (user_data));

  if (run != NULL)
    monitor_run_stop (run);
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  GtkWindow *window = GTK_WINDOW (monitor_application_get_window (user_data));
  GSettings *settings = _monitor_application_get_settings (user_data);

  gtk_window_present (window);
  gtk_window_present (GTK_WINDOW (monitor_preferences_new (window, settings)));
}

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWindow *window = GTK_WINDOW (monitor_application_get_window (user_data));

  gtk_window_present (window);
  adw_show_about_window (window,
                         "application-name", _("Ariadne"),
                         "application-icon", "org.ariadne.Ariadne",
                         "version", ARIADNE_VERSION,
                         "comments", _("Many best-first searches share one neural network"),
                         "license-type", GTK_LICENSE_LGPL_2_1,
                         /* Translators: your names, one a line. */
                         "translator-credits", _("translator-credits"),
                         NULL);
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  g_application_quit (user_data);
}

static const GActionEntry actions[] = {
  { "about", about_cb },
  { "export", export_cb, "(ss)" },
  { "open", open_cb, "s" },
  { "optimize", optimize_cb, "s" },
  { "preferences", preferences_cb },
  { "quit", quit_cb },
  { "remove-run", remove_run_cb, "s" },
  { "repeat-run", repeat_run_cb, "s" },
  { "run", run_cb, "s" },
  { "run-continuous", run_named_cb },
  { "run-default", run_named_cb },
  { "run-multi-server", run_named_cb },
  { "show-page", show_page_cb, "s" },
  { "show-run", show_run_cb, "s" },
  { "stop", stop_cb },
  { "stop-optimizing", stop_optimizing_cb },
  { "stop-run", stop_run_cb, "s" },
};

static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.pause", { "F5" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.quit", { "<Control>q" } },
  { "app.show-page('compare')", { "<Alt>3" } },
  { "app.show-page('launch')", { "<Alt>1" } },
  { "app.show-page('optimize')", { "<Alt>4" } },
  { "app.show-page('watch')", { "<Alt>2" } },
  { "win.export", { "<Control>e" } },
  { "win.fullscreen", { "F11" } },
  { "win.open", { "<Control>o" } },
  { "win.repeat", { "<Control>r" } },
  { "win.save-log", { "<Control>s" } },
  { "win.search", { "<Control>f" } },
  { "win.show-runs", { "F9" } },
  { "win.stop", { "<Control>period" } },
  { "window.close", { "<Control>w" } },
};

void
_monitor_application_actions_init (MonitorApplication *self)
{
  MonitorRunList *runs = monitor_application_get_runs (self);
  g_autoptr (GPropertyAction) pause = g_property_action_new ("pause", runs, "paused");

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (pause));
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           accels[i].accels);
}
