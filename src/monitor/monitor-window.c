/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-window.h"

#include "monitor-run-row.h"

struct _MonitorWindow
{
  AdwApplicationWindow  parent_instance;

  MonitorRunList       *runs;
  MonitorRun           *run;       /* nullable */

  AdwToastOverlay      *toasts;
  AdwViewStack         *pages;
  GtkSingleSelection   *selection;
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
monitor_window_dispose (GObject *object)
{
  MonitorWindow *self = MONITOR_WINDOW (object);

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

static void
monitor_window_class_init (MonitorWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

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

  g_type_ensure (MONITOR_TYPE_RUN_LIST);
  g_type_ensure (MONITOR_TYPE_RUN_ROW);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, selection);
  gtk_widget_class_bind_template_child (widget_class, MonitorWindow, toasts);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
monitor_window_init (MonitorWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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

void
monitor_window_show_page (MonitorWindow *self,
                          const char    *name)
{
  g_return_if_fail (MONITOR_IS_WINDOW (self));
  g_return_if_fail (name != NULL);

  if (adw_view_stack_get_child_by_name (self->pages, name) != NULL)
    adw_view_stack_set_visible_child_name (self->pages, name);
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
