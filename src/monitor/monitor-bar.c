/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-bar.h"

#include <math.h>

#define THICKNESS 8
#define NATURAL_WIDTH 150
#define TROUGH_ALPHA 0.15 /* of the colour of text */

struct _MonitorBar
{
  GtkWidget parent_instance;

  double    fraction;
};

enum
{
  PROP_0,
  PROP_FRACTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorBar, monitor_bar, GTK_TYPE_WIDGET)

static int
get_length (MonitorBar *self,
            double      fraction)
{
  return (int) round (fraction * gtk_widget_get_width (GTK_WIDGET (self)));
}

static void
append_pill (GtkSnapshot   *snapshot,
             float          x,
             float          width,
             const GdkRGBA *colour)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x, 0, width, THICKNESS);
  GskRoundedRect pill;

  gsk_rounded_rect_init_from_rect (&pill, &bounds, THICKNESS / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, colour, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
monitor_bar_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  MonitorBar *self = MONITOR_BAR (widget);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  int width = gtk_widget_get_width (widget);
  int length = get_length (self, self->fraction);
  GdkRGBA fill, trough;

  gtk_style_context_get_color (context, &trough);
  if (!gtk_style_context_lookup_color (context, "accent_bg_color", &fill))
    fill = trough;
  trough.alpha *= TROUGH_ALPHA;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
    0, floorf ((gtk_widget_get_height (widget) - THICKNESS) / 2.0f)));
  append_pill (snapshot, 0, width, &trough);
  if (length > 0)
    append_pill (snapshot, gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
                             ? width - length : 0, length, &fill);
  gtk_snapshot_restore (snapshot);
}

static void
monitor_bar_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  *minimum = THICKNESS;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : THICKNESS;
}

static void
monitor_bar_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, MONITOR_BAR (object)->fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_bar_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_FRACTION:
      monitor_bar_set_fraction (MONITOR_BAR (object), g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_bar_class_init (MonitorBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = monitor_bar_get_property;
  object_class->set_property = monitor_bar_set_property;
  widget_class->measure = monitor_bar_measure;
  widget_class->snapshot = monitor_bar_snapshot;

  properties[PROP_FRACTION] =
    g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
monitor_bar_init (MonitorBar *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.0, -1);
}

void
monitor_bar_set_fraction (MonitorBar *self,
                          double      fraction)
{
  int length;

  g_return_if_fail (MONITOR_IS_BAR (self));
  g_return_if_fail (fraction >= 0 && fraction <= 1);

  if (fraction == self->fraction)
    return;

  length = get_length (self, self->fraction);
  self->fraction = fraction;
  if (get_length (self, fraction) != length)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, fraction, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}
