/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-window-private.h"

#include <glib/gi18n.h>

#include "monitor-compare-page.h"
#include "monitor-launch-page.h"
#include "monitor-run-row.h"
#include "monitor-watch-page.h"

struct _MonitorWindow
{
  AdwApplicationWindow  parent_instance;

  MonitorRunList       *runs;
  MonitorRun           *run;       /* nullable */

  AdwFlap              *flap;
  MonitorLaunchPage    *launch_page;
  MonitorOptimizePage  *optimize_page;
  AdwViewStack         *pages;
  GtkWidget            *scroller;
  GtkSearchBar         *search_bar;
  GtkSearchEntry       *search_entry;
  GtkSingleSelection   *selection;
  AdwToastOverlay      *toasts;
};

enum
{
  PROP_0,
  PROP_RUN,
  PROP_RUNS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorWindow, monitor_window, ADW_TYPE_APPLICATION_WINDOW)

static void
runs_changed_cb (MonitorWindow *self)
{
  gtk_widget_set_visible (self->scroller, g_list_model_get_n_items (G_LIST_MODEL (self->runs)) > 0);
}

static void
monitor_window_constructed (GObject *object)
{
  MonitorWindow *self = MONITOR_WINDOW (object);
  g_autoptr (GSettings) settings = g_settings_new ("org.ariadne.Ariadne");

  G_OBJECT_CLASS (monitor_window_parent_class)->constructed (object);

  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);

  g_signal_connect_object (self->runs, "items-changed", G_CALLBACK (runs_changed_cb), self,
                           G_CONNECT_SWAPPED);
  runs_changed_cb (self);
  _monitor_window_actions_init (self);
}

static void
monitor_window_dispose (GObject *object)
{
  MonitorWindow *self = MONITOR_WINDOW (object);

  _monitor_window_actions_clear (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MONITOR_TYPE_WINDOW);
  g_clear_object (&self->run);
  g_clear_object (&self->runs);

  G_OBJECT_CLASS (monitor_window_parent_class)->dispose (object);
}

static void
monitor_window_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MonitorWindow *self = MONITOR_WINDOW (object);

  switch (prop_id)
    {
    case PROP_RUN:
      g_value_set_object (value, self->run);
      break;
    case PROP_RUNS:
      g_value_set_object (value, self->runs);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_window_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  MonitorWindow *self = MONITOR_WINDOW (object);

  switch (prop_id)
    {
    case PROP_RUN:
      monitor_window_set_run (self, g_value_get_object (value));
      break;
    case PROP_RUNS:
      self->runs = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
selected_cb (GtkSingleSelection *selection,
             GParamSpec         *pspec,
             MonitorWindow      *self)
{
  monitor_window_set_run (self, gtk_single_selection_get_selected_item (selection));
}

/* The list covers the page when there is no room beside it, so it is not shown then
 * unless somebody asks for it.
 */
static void
folded_cb (AdwFlap       *flap,
           GParamSpec    *pspec,
           MonitorWindow *self)
{
  adw_flap_set_reveal_flap (flap, !adw_flap_get_folded (flap));
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         MonitorWindow *self)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  gboolean any = files != NULL;

  for (GSList *l = files; l != NULL; l = l->next)
    {
      g_autofree char *uri = g_file_get_uri (l->data);

      gtk_widget_activate_action (GTK_WIDGET (self), "app.open", "s", uri);
    }
  g_slist_free (files);

  return any;
}

static void
say_cb (GtkWidget     *page,
        const char    *text,
        MonitorWindow *self)
{
  monitor_window_say (self, text);
}

static void
launch_cb (MonitorLaunchPage   *page,
           const char          *title,
           const char * const  *arguments,
           MonitorWindow       *self)
{
  g_autoptr (GError) error = NULL;
  MonitorRun *run = monitor_run_list_launch (self->runs, title, arguments, &error);

  if (run == NULL)
    {
      monitor_window_say (self, error->message);
      return;
    }

  monitor_window_set_run (self, run);
  monitor_window_show_page (self, "watch");
}

static void
stop_answered_cb (AdwMessageDialog *dialog,
                  const char       *response,
                  MonitorWindow    *self)
{
  if (!g_str_equal (response, "stop"))
    return;

  monitor_run_list_stop_bound (self->runs);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Nobody loses a run without having been asked. */
static gboolean
monitor_window_close_request (GtkWindow *window)
{
  MonitorWindow *self = MONITOR_WINDOW (window);
  GtkWidget *dialog;

  if (!monitor_run_list_has_bound (self->runs))
    return GTK_WINDOW_CLASS (monitor_window_parent_class)->close_request (window);

  dialog = adw_message_dialog_new (window, _("Stop the Run?"),
                                   _("It ends with the window. What it has found until then is "
                                     "kept."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "stop", _("_Stop and Close"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (stop_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));

  return TRUE;
}

static void
monitor_window_class_init (MonitorWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = monitor_window_constructed;
  object_class->dispose = monitor_window_dispose;
  object_class->get_property = monitor_window_get_property;
  object_class->set_property = monitor_window_set_property;

  properties[PROP_RUN] =
    g_param_spec_object ("run", NULL, NULL, MONITOR_TYPE_RUN,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_RUNS] =
    g_param_spec_object ("runs", NULL, NULL, MONITOR_TYPE_RUN_LIST,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  GTK_WINDOW_CLASS (klass)->close_request = monitor_window_close_request;

  g_type_ensure (MONITOR_TYPE_COMPARE_PAGE);
  g_type_ensure (MONITOR_TYPE_LAUNCH_PAGE);
  g_type_ensure (MONITOR_TYPE_OPTIMIZE_PAGE);
  g_type_ensure (MONITOR_TYPE_RUN_LIST);
  g_type_ensure (MONITOR_TYPE_RUN_ROW);
  g_type_ensure (MONITOR_TYPE_WATCH_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, launch_page);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, optimize_page);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, selection);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, toasts);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, launch_cb);
  gtk_widget_class_bind_template_callback (widget_class, say_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
monitor_window_init (MonitorWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

MonitorWindow *
monitor_window_new (AdwApplication *application,
                    MonitorRunList *runs)
{
  g_return_val_if_fail (ADW_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (MONITOR_IS_RUN_LIST (runs), NULL);

  return g_object_new (MONITOR_TYPE_WINDOW, "application", application, "runs", runs, NULL);
}

MonitorRunList *
monitor_window_get_runs (MonitorWindow *self)
{
  g_return_val_if_fail (MONITOR_IS_WINDOW (self), NULL);

  return self->runs;
}

MonitorRun *
monitor_window_get_run (MonitorWindow *self)
{
  g_return_val_if_fail (MONITOR_IS_WINDOW (self), NULL);

  return self->run;
}

/* A run that the filter hides is looked at all the same. */
static void
select_run (MonitorWindow *self)
{
  GListModel *shown = G_LIST_MODEL (self->selection);
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (MonitorRun) run = g_list_model_get_item (shown, i);

      if (run == self->run)
        position = i;
    }

  gtk_single_selection_set_selected (self->selection, position);
}

void
monitor_window_set_run (MonitorWindow *self,
                        MonitorRun    *run)
{
  g_return_if_fail (MONITOR_IS_WINDOW (self));
  g_return_if_fail (run == NULL || MONITOR_IS_RUN (run));

  if (!g_set_object (&self->run, run))
    return;

  if (run != NULL)
    monitor_run_load (run);
  select_run (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
}

gboolean
monitor_window_show_page (MonitorWindow *self,
                          const char    *name)
{
  g_return_val_if_fail (MONITOR_IS_WINDOW (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (adw_view_stack_get_child_by_name (self->pages, name) == NULL)
    return FALSE;

  adw_view_stack_set_visible_child_name (self->pages, name);

  return TRUE;
}

MonitorOptimizePage *
monitor_window_get_optimize_page (MonitorWindow *self)
{
  g_return_val_if_fail (MONITOR_IS_WINDOW (self), NULL);

  return self->optimize_page;
}

AdwFlap *
_monitor_window_get_flap (MonitorWindow *self)
{
  return self->flap;
}

MonitorLaunchPage *
_monitor_window_get_launch_page (MonitorWindow *self)
{
  return self->launch_page;
}

GtkSearchBar *
_monitor_window_get_search_bar (MonitorWindow *self)
{
  return self->search_bar;
}

void
monitor_window_say (MonitorWindow *self,
                    const char    *text)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (MONITOR_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  markup = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}
