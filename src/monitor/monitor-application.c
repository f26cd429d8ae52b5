/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-application-private.h"

#include <glib/gi18n.h>

#include "monitor-follower.h"

#define APPLICATION_ID "org.ariadne.Ariadne"

struct _MonitorApplication
{
  AdwApplication  parent_instance;

  /* NULL before start-up: */
  MonitorRunList *runs;
  GSettings      *settings;

  gboolean        is_held;  /* since there are runs that run or wait */
};

G_DEFINE_FINAL_TYPE (MonitorApplication, monitor_application, ADW_TYPE_APPLICATION)

static void
monitor_application_finalize (GObject *object)
{
  MonitorApplication *self = MONITOR_APPLICATION (object);

  g_clear_object (&self->runs);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (monitor_application_parent_class)->finalize (object);
}

/* Without a window the application lives as long as there are runs, so that the queue
 * goes on and somebody is told.
 */
static void
n_active_cb (MonitorApplication *self)
{
  gboolean wanted = monitor_run_list_get_n_active (self->runs) > 0;

  if (wanted == self->is_held)
    return;

  self->is_held = wanted;
  if (wanted)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

static gboolean
is_in_front (MonitorApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return window != NULL && gtk_window_is_active (window);
}

/* Only those who have stopped a run know already what has become of it. */
static void
run_ended_cb (MonitorApplication *self,
              MonitorRun         *run)
{
  g_autoptr (GNotification) notification = NULL;
  const char *title;

  if (monitor_run_get_state (run) == MONITOR_RUN_STATE_STOPPED || is_in_front (self)
      || !g_settings_get_boolean (self->settings, "notify"))
    return;

  title = monitor_run_get_state (run) == MONITOR_RUN_STATE_FAILED ? _("A run has failed")
                                                                  : _("A run has finished");
  notification = g_notification_new (title);
  g_notification_set_body (notification, monitor_run_get_error (run) != NULL
                                         ? monitor_run_get_error (run)
                                         : monitor_run_get_title (run));
  g_notification_set_default_action_and_target (notification, "app.show-run", "s",
                                                monitor_run_get_id (run));
  g_application_send_notification (G_APPLICATION (self), monitor_run_get_id (run), notification);
}

static void
load_runs (MonitorApplication *self)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "ariadne", "runs", NULL);

  self->runs = monitor_run_list_new (folder);
  g_signal_connect_object (self->runs, "notify::n-active", G_CALLBACK (n_active_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->runs, "run-ended", G_CALLBACK (run_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_settings_bind (self->settings, "max-running", self->runs, "max-running",
                   G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "keep-runs", self->runs, "outlive", G_SETTINGS_BIND_GET);
  monitor_run_list_resume (self->runs);
  n_active_cb (self);
}

static void
color_scheme_cb (MonitorApplication *self)
{
  AdwStyleManager *manager = adw_application_get_style_manager (ADW_APPLICATION (self));
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");

  adw_style_manager_set_color_scheme (manager,
                                      g_str_equal (scheme, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                      : g_str_equal (scheme, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                     : ADW_COLOR_SCHEME_DEFAULT);
}

static void
refresh_cb (MonitorApplication *self)
{
  monitor_follower_set_interval (1000 / g_settings_get_uint (self->settings, "refresh-hz"));
}

static void
load_settings (MonitorApplication *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (color_scheme_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::refresh-hz", G_CALLBACK (refresh_cb), self,
                           G_CONNECT_SWAPPED);
  color_scheme_cb (self);
  refresh_cb (self);
}

/* Without its schema GSettings ends the program, and does not say what to do. */
static gboolean
check_schema (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);

  return schema != NULL;
}

static void
give_up (const char *reason)
{
  g_printerr ("ariadne-monitor: %s\n", reason);
  exit (EXIT_FAILURE);
}

/* Only the first instance comes here; one that asks it for something needs no display
 * of its own.
 */
static void
monitor_application_startup (GApplication *application)
{
  MonitorApplication *self = MONITOR_APPLICATION (application);

  if (!gtk_init_check ())
    give_up (_("there is no display to show a window on; “ariadne run” needs none"));
  if (!check_schema ())
    give_up (_("its settings are not installed; from a build folder, start it within "
               "“meson devenv”"));

  G_APPLICATION_CLASS (monitor_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  load_settings (self);
  load_runs (self);
  _monitor_application_actions_init (self);
}

static void
monitor_application_activate (GApplication *application)
{
  MonitorApplication *self = MONITOR_APPLICATION (application);

  gtk_window_present (GTK_WINDOW (monitor_application_get_window (self)));
}

static void
monitor_application_open (GApplication  *application,
                          GFile        **files,
                          int            n_files,
                          const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      g_action_group_activate_action (G_ACTION_GROUP (application), "open",
                                      g_variant_new_string (uri));
    }
}

static int
monitor_application_handle_local_options (GApplication *application,
                                          GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  g_print ("ariadne-monitor %s\n", ARIADNE_VERSION);

  return EXIT_SUCCESS;
}

static void
monitor_application_class_init (MonitorApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = monitor_application_finalize;
  application_class->startup = monitor_application_startup;
  application_class->activate = monitor_application_activate;
  application_class->open = monitor_application_open;
  application_class->handle_local_options = monitor_application_handle_local_options;
}

static const GOptionEntry options[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
  G_OPTION_ENTRY_NULL,
};

static void
monitor_application_init (MonitorApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  g_application_set_option_context_parameter_string (application, _("[LOG…]"));
  g_application_set_option_context_summary (application,
                                            _("Launches runs of Ariadne and watches them, or "
                                              "the logs that others have written."));
}

MonitorApplication *
monitor_application_new (void)
{
  return g_object_new (MONITOR_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/ariadne/Ariadne",
                       NULL);
}

MonitorRunList *
monitor_application_get_runs (MonitorApplication *self)
{
  g_return_val_if_fail (MONITOR_IS_APPLICATION (self), NULL);

  return self->runs;
}

GSettings *
_monitor_application_get_settings (MonitorApplication *self)
{
  return self->settings;
}

/* There is at most one; other windows are those of its own. */
static MonitorWindow *
find_window (MonitorApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (; windows != NULL; windows = windows->next)
    if (MONITOR_IS_WINDOW (windows->data))
      return windows->data;

  return NULL;
}

MonitorWindow *
monitor_application_get_window (MonitorApplication *self)
{
  MonitorWindow *window;

  g_return_val_if_fail (MONITOR_IS_APPLICATION (self), NULL);

  window = find_window (self);

  if (window != NULL)
    return window;

  window = monitor_window_new (ADW_APPLICATION (self), self->runs);
  monitor_window_set_run (window, monitor_run_list_get_running (self->runs));

  return window;
}

void
monitor_application_complain (MonitorApplication *self,
                              const GError       *error)
{
  MonitorWindow *window;

  g_return_if_fail (MONITOR_IS_APPLICATION (self));
  g_return_if_fail (error != NULL);

  g_printerr ("ariadne-monitor: %s\n", error->message);
  window = find_window (self);
  if (window != NULL)
    monitor_window_say (window, error->message);
}
