/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-run-row.h"

#include "monitor-bar.h"
#include "monitor-widget.h"

struct _MonitorRunRow
{
  GtkWidget   parent_instance;

  MonitorRun *run;

  GtkWidget  *repeat;
  GtkWidget  *stop;
};

enum
{
  PROP_0,
  PROP_RUN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorRunRow, monitor_run_row, GTK_TYPE_WIDGET)

static const char * const icons[] = {
  [MONITOR_RUN_STATE_QUEUED] = "document-open-recent-symbolic",
  [MONITOR_RUN_STATE_RUNNING] = "media-playback-start-symbolic",
  [MONITOR_RUN_STATE_FINISHED] = "emblem-ok-symbolic",
  [MONITOR_RUN_STATE_FAILED] = "dialog-error-symbolic",
  [MONITOR_RUN_STATE_STOPPED] = "media-playback-stop-symbolic",
  [MONITOR_RUN_STATE_OPENED] = "document-open-symbolic",
};

/* What a closure of a .ui file returns is owned by its caller. */
static char *
get_icon (MonitorRunRow   *self,
          MonitorRunState  state)
{
  return g_strdup (icons[state]);
}

static gboolean
is_running (MonitorRunRow   *self,
            MonitorRunState  state)
{
  return self->run != NULL && state == MONITOR_RUN_STATE_RUNNING;
}

/* And can be repeated. */
static gboolean
is_over (MonitorRunRow   *self,
         MonitorRunState  state)
{
  return self->run != NULL && state != MONITOR_RUN_STATE_OPENED
         && !monitor_run_get_active (self->run);
}

/* Where it is cut off in the row. */
static const char *
describe (MonitorRun *run)
{
  const char *line = run == NULL ? NULL : monitor_run_get_command_line (run);

  return line != NULL || run == NULL ? line : monitor_run_get_log_path (run);
}

static void
set_run (MonitorRunRow *self,
         MonitorRun    *run)
{
  const char *id = run == NULL ? "" : monitor_run_get_id (run);

  if (!g_set_object (&self->run, run))
    return;

  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->stop), "s", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->repeat), "s", id);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), describe (run));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
}

static void
monitor_run_row_dispose (GObject *object)
{
  MonitorRunRow *self = MONITOR_RUN_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MONITOR_TYPE_RUN_ROW);
  monitor_widget_clear (GTK_WIDGET (self));
  g_clear_object (&self->run);

  G_OBJECT_CLASS (monitor_run_row_parent_class)->dispose (object);
}

static void
monitor_run_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MonitorRunRow *self = MONITOR_RUN_ROW (object);

  switch (prop_id)
    {
    case PROP_RUN:
      g_value_set_object (value, self->run);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_run_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  MonitorRunRow *self = MONITOR_RUN_ROW (object);

  switch (prop_id)
    {
    case PROP_RUN:
      set_run (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_run_row_class_init (MonitorRunRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = monitor_run_row_dispose;
  object_class->get_property = monitor_run_row_get_property;
  object_class->set_property = monitor_run_row_set_property;

  properties[PROP_RUN] =
    g_param_spec_object ("run", NULL, NULL, MONITOR_TYPE_RUN,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MONITOR_TYPE_BAR);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-run-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorRunRow, repeat);
  gtk_widget_class_bind_template_child (widget_class, MonitorRunRow, stop);
  gtk_widget_class_bind_template_callback (widget_class, get_icon);
  gtk_widget_class_bind_template_callback (widget_class, is_over);
  gtk_widget_class_bind_template_callback (widget_class, is_running);
  gtk_widget_class_bind_template_callback (widget_class, monitor_widget_get_start);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
monitor_run_row_init (MonitorRunRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
