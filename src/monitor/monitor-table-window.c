/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-table-window.h"

#include "monitor-chart-table.h"

struct _MonitorTableWindow
{
  AdwWindow       parent_instance;

  GtkNoSelection *points;
};

G_DEFINE_FINAL_TYPE (MonitorTableWindow, monitor_table_window, ADW_TYPE_WINDOW)

static void
monitor_table_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MONITOR_TYPE_TABLE_WINDOW);

  G_OBJECT_CLASS (monitor_table_window_parent_class)->dispose (object);
}

static void
monitor_table_window_class_init (MonitorTableWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = monitor_table_window_dispose;

  g_type_ensure (MONITOR_TYPE_CHART_POINT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-table-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorTableWindow, points);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
monitor_table_window_init (MonitorTableWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
monitor_table_window_new (GtkWindow    *parent,
                          MonitorChart *chart)
{
  MonitorTableWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (MONITOR_IS_CHART (chart), NULL);

  self = g_object_new (MONITOR_TYPE_TABLE_WINDOW,
                       "title", ariadne_chart_get_title (monitor_chart_get_chart (chart)),
                       "transient-for", parent,
                       NULL);
  gtk_no_selection_set_model (self->points, monitor_chart_get_table_model (chart));

  return GTK_WINDOW (self);
}

GListModel *
monitor_table_window_get_points (MonitorTableWindow *self)
{
  g_return_val_if_fail (MONITOR_IS_TABLE_WINDOW (self), NULL);

  return G_LIST_MODEL (self->points);
}
