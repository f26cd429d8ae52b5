/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-window-private.h"

#include <glib/gi18n.h>

/* What one does with the run that is looked at. Where it can be, an action of the window
 * asks for an answer and leaves the rest to one of the application.
 */

static void
activate (MonitorWindow *self,
          const char    *action)
{
  MonitorRun *run = monitor_window_get_run (self);

  if (run != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s", monitor_run_get_id (run));
}

static void
stop_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  activate (user_data, "app.stop-run");
}

static void
repeat_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  activate (user_data, "app.repeat-run");
}

static void
change_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  MonitorRun *run = monitor_window_get_run (user_data);

  monitor_launch_page_set_arguments (_monitor_window_get_launch_page (user_data),
                                     monitor_run_get_arguments (run));
  monitor_window_show_page (user_data, "launch");
}

static void
remove_answered_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    MonitorWindow    *self)
{
  if (g_str_equal (response, "remove"))
    activate (self, "app.remove-run");
}

static void
remove_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (user_data, _("Remove the Run?"),
                                              _("Its log is deleted, unless it was opened from "
                                                "elsewhere."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered_cb), user_data, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
copy_command_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  MonitorWindow *self = user_data;
  const char *line = monitor_run_get_command_line (monitor_window_get_run (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), line);
  monitor_window_say (self, _("Copied"));
}

static GtkFileFilter *
make_log_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Logs of Runs"));
  gtk_file_filter_add_suffix (filter, "jsonl");

  return filter;
}

static void
add_any_filter (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) any = gtk_file_filter_new ();

  gtk_file_filter_set_name (any, _("All Files"));
  gtk_file_filter_add_pattern (any, "*");
  gtk_file_chooser_add_filter (chooser, any);
}

static void
open_answered_cb (GtkNativeDialog *dialog,
                  int              response,
                  MonitorWindow   *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *uri = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      uri = g_file_get_uri (file);
      gtk_widget_activate_action (GTK_WIDGET (self), "app.open", "s", uri);
    }
  g_object_unref (dialog);
}

static void
open_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GtkFileChooserNative *dialog = NULL;
  g_autoptr (GtkFileFilter) logs = make_log_filter ();

  dialog = gtk_file_chooser_native_new (_("Open a Log"), user_data, GTK_FILE_CHOOSER_ACTION_OPEN,
                                        _("_Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), logs);
  add_any_filter (GTK_FILE_CHOOSER (dialog));
  g_signal_connect_object (dialog, "response", G_CALLBACK (open_answered_cb), user_data, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
save_answered_cb (GtkNativeDialog *dialog,
                  int              response,
                  MonitorWindow   *self)
{
  MonitorRun *run = monitor_window_get_run (self);
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT && run != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      path = g_file_get_path (file);
      gtk_widget_activate_action (GTK_WIDGET (self), "app.export", "(ss)",
                                  monitor_run_get_id (run), path != NULL ? path : "");
    }
  g_object_unref (dialog);
}

static void
ask_where (MonitorWindow *self,
           const char    *title,
           const char    *name)
{
  GtkFileChooserNative *dialog = NULL;

  dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                        _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_answered_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
save_log_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  ask_where (user_data, _("Save the Log"), "run.jsonl");
}

static void
export_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  ask_where (user_data, _("Export as .png, .svg, .pdf or .csv"), "results.svg");
}

static void
fullscreen_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  if (gtk_window_is_fullscreen (user_data))
    gtk_window_unfullscreen (user_data);
  else
    gtk_window_fullscreen (user_data);
}

static const GActionEntry actions[] = {
  { "change", change_cb },
  { "copy-command", copy_command_cb },
  { "export", export_cb },
  { "fullscreen", fullscreen_cb },
  { "open", open_cb },
  { "remove", remove_cb },
  { "repeat", repeat_cb },
  { "save-log", save_log_cb },
  { "stop", stop_cb },
};

static void
enable (MonitorWindow *self,
        const char    *name,
        gboolean       enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* What the run that is looked at allows. */
static void
enable_all (MonitorWindow *self)
{
  MonitorRun *run = monitor_window_get_run (self);
  gboolean is_active = run != NULL && monitor_run_get_active (run);
  gboolean is_ours = run != NULL && monitor_run_get_command_line (run) != NULL;
  gboolean has_log = run != NULL && monitor_run_get_state (run) != MONITOR_RUN_STATE_QUEUED;

  enable (self, "stop", is_active);
  enable (self, "change", is_ours);
  enable (self, "repeat", is_ours);
  enable (self, "copy-command", is_ours);
  enable (self, "save-log", has_log);
  enable (self, "export", has_log);
  enable (self, "remove", run != NULL && !is_active);
}

static void
run_cb (MonitorWindow *self,
        GParamSpec    *pspec,
        GSignalGroup  *group)
{
  g_signal_group_set_target (group, monitor_window_get_run (self));
  enable_all (self);
}

static void
follow_run (MonitorWindow *self)
{
  GSignalGroup *group = g_signal_group_new (MONITOR_TYPE_RUN);

  g_signal_group_connect_swapped (group, "notify::state", G_CALLBACK (enable_all), self);
  g_signal_connect_data (self, "notify::run", G_CALLBACK (run_cb), group,
                         (GClosureNotify) (void (*) (void)) g_object_unref, 0);
  enable_all (self);
}

/* Such an action owns the object, which hence must not be the window; and what knows the
 * actions may outlive the window, which hence takes these away when it is closed.
 */
static void
add_property_action (MonitorWindow *self,
                     const char    *name,
                     gpointer       object,
                     const char    *property)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (name, object, property);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

void
_monitor_window_actions_init (MonitorWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_property_action (self, "search", _monitor_window_get_search_bar (self),
                       "search-mode-enabled");
  add_property_action (self, "show-runs", _monitor_window_get_flap (self), "reveal-flap");
  follow_run (self);
}

void
_monitor_window_actions_clear (MonitorWindow *self)
{
  g_action_map_remove_action (G_ACTION_MAP (self), "search");
  g_action_map_remove_action (G_ACTION_MAP (self), "show-runs");
}
