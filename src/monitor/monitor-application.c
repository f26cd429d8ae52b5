/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-application-private.h"

#include <glib/gi18n.h>

#define APPLICATION_ID "org.ariadne.Ariadne"

struct _MonitorApplication
{
  AdwApplication  parent_instance;

  MonitorRunList *runs; /* NULL before start-up */
};

G_DEFINE_FINAL_TYPE (MonitorApplication, monitor_application, ADW_TYPE_APPLICATION)

static void
monitor_application_finalize (GObject *object)
{
  MonitorApplication *self = MONITOR_APPLICATION (object);

  g_clear_object (&self->runs);

  G_OBJECT_CLASS (monitor_application_parent_class)->finalize (object);
}

static void
load_runs (MonitorApplication *self)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "ariadne", "runs", NULL);

  self->runs = monitor_run_list_new (folder);
  monitor_run_list_resume (self->runs);
}

/* Only the first instance comes here; one that asks it for something needs no display
 * of its own.
 */
static void
monitor_application_startup (GApplication *application)
{
  MonitorApplication *self = MONITOR_APPLICATION (application);

  if (!gtk_init_check ())
    {
      g_printerr (_("ariadne-monitor: there is no display to show a window on; "
                    "“ariadne run” needs none\n"));
      exit (EXIT_FAILURE);
    }

  G_APPLICATION_CLASS (monitor_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  _monitor_application_actions_init (self);
  load_runs (self);
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

  return window != NULL ? window : monitor_window_new (ADW_APPLICATION (self), self->runs);
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
