/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-figure.h"

#include "monitor-widget.h"

struct _MonitorFigure
{
  GtkWidget  parent_instance;

  char      *caption;
  char      *value;
  char      *explanation;
};

enum
{
  PROP_0,
  PROP_CAPTION,
  PROP_VALUE,
  PROP_EXPLANATION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorFigure, monitor_figure, GTK_TYPE_WIDGET)

static void
monitor_figure_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MONITOR_TYPE_FIGURE);
  monitor_widget_clear (GTK_WIDGET (object));

  G_OBJECT_CLASS (monitor_figure_parent_class)->dispose (object);
}

static void
monitor_figure_finalize (GObject *object)
{
  MonitorFigure *self = MONITOR_FIGURE (object);

  g_free (self->caption);
  g_free (self->explanation);
  g_free (self->value);

  G_OBJECT_CLASS (monitor_figure_parent_class)->finalize (object);
}

/* Those who hear the window hear “Fraction in model: 93 %”. */
static void
update_accessible (MonitorFigure *self)
{
  g_autofree char *label = NULL;

  if (self->caption == NULL || self->value == NULL)
    return;

  label = g_strdup_printf ("%s: %s", self->caption, self->value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->explanation, -1);
}

/* Numbers and signs are read from left to right, whatever the text around them. */
static char *
lead_to_right (MonitorFigure *self,
               const char    *value)
{
  return g_strconcat ("\u200e", value, NULL);
}

static void
monitor_figure_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MonitorFigure *self = MONITOR_FIGURE (object);

  switch (prop_id)
    {
    case PROP_CAPTION:
      g_value_set_string (value, self->caption);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_EXPLANATION:
      g_value_set_string (value, self->explanation);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_figure_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  MonitorFigure *self = MONITOR_FIGURE (object);

  switch (prop_id)
    {
    case PROP_CAPTION:
      self->caption = g_value_dup_string (value);
      update_accessible (self);
      break;
    case PROP_VALUE:
      monitor_figure_take_value (self, g_value_dup_string (value));
      break;
    case PROP_EXPLANATION:
      self->explanation = g_value_dup_string (value);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self), self->explanation);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_figure_class_init (MonitorFigureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = monitor_figure_dispose;
  object_class->finalize = monitor_figure_finalize;
  object_class->get_property = monitor_figure_get_property;
  object_class->set_property = monitor_figure_set_property;

  properties[PROP_CAPTION] =
    g_param_spec_string ("caption", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_VALUE] =
    g_param_spec_string ("value", NULL, NULL, "–",
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_EXPLANATION] =
    g_param_spec_string ("explanation", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-figure.ui");
  gtk_widget_class_bind_template_callback (widget_class, lead_to_right);
  gtk_widget_class_bind_template_callback (widget_class, monitor_widget_get_start);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "figure");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
monitor_figure_init (MonitorFigure *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

const char *
monitor_figure_get_value (MonitorFigure *self)
{
  g_return_val_if_fail (MONITOR_IS_FIGURE (self), NULL);

  return self->value;
}

void
monitor_figure_take_value (MonitorFigure *self,
                           char          *value)
{
  g_return_if_fail (MONITOR_IS_FIGURE (self));
  g_return_if_fail (value != NULL);

  if (g_strcmp0 (self->value, value) == 0)
    {
      g_free (value);
      return;
    }

  g_free (self->value);
  self->value = value;
  update_accessible (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}
