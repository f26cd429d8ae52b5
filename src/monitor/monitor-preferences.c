/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-preferences.h"

struct _MonitorPreferences
{
  AdwPreferencesWindow  parent_instance;

  AdwComboRow          *color_scheme;
  GtkSwitch            *keep_runs;
  GtkSpinButton        *max_running;
  GtkSwitch            *notify;
  GtkSpinButton        *refresh_hz;
};

G_DEFINE_FINAL_TYPE (MonitorPreferences, monitor_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the rows. */
static const char * const schemes[] = { "system", "light", "dark" };

static void
monitor_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MONITOR_TYPE_PREFERENCES);

  G_OBJECT_CLASS (monitor_preferences_parent_class)->dispose (object);
}

static void
monitor_preferences_class_init (MonitorPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = monitor_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorPreferences, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, MonitorPreferences, keep_runs);
  gtk_widget_class_bind_template_child (widget_class, MonitorPreferences, max_running);
  gtk_widget_class_bind_template_child (widget_class, MonitorPreferences, notify);
  gtk_widget_class_bind_template_child (widget_class, MonitorPreferences, refresh_hz);
}

static void
monitor_preferences_init (MonitorPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
get_scheme (GValue   *value,
            GVariant *variant,
            gpointer  user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (g_variant_get_string (variant, NULL), schemes[i]))
      g_value_set_uint (value, i);

  return TRUE;
}

static GVariant *
set_scheme (const GValue       *value,
            const GVariantType *type,
            gpointer            user_data)
{
  return g_variant_new_string (schemes[MIN (g_value_get_uint (value),
                                            G_N_ELEMENTS (schemes) - 1)]);
}

static void
bind (MonitorPreferences *self,
      GSettings          *settings)
{
  g_settings_bind (settings, "keep-runs", self->keep_runs, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "max-running", self->max_running, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify", self->notify, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "refresh-hz", self->refresh_hz, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "color-scheme", self->color_scheme, "selected",
                                G_SETTINGS_BIND_DEFAULT, get_scheme, set_scheme, NULL, NULL);
}

GtkWidget *
monitor_preferences_new (GtkWindow *parent,
                         GSettings *settings)
{
  MonitorPreferences *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (MONITOR_TYPE_PREFERENCES, "transient-for", parent, "modal", TRUE, NULL);
  bind (self, settings);

  return GTK_WIDGET (self);
}
