/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-chart-private.h"

#include "monitor-chart-look.h"

#define ZOOM_STEP 1.25
#define PAN_STEP 0.1 /* of the width */

/* A drag of less is a click of an unsteady hand. */
#define LEAST_SELECTION 6.0

/* Where X is in the panel, from 0 to 1. */
static double
get_position (MonitorChart *self,
              double        x)
{
  return CLAMP ((x - self->layout.x) / MAX (1, self->layout.width), 0, 1);
}

static void
pan (MonitorChart *self,
     double        share)
{
  if (self->chart == NULL)
    return;

  ariadne_chart_pan (self->chart, &self->view, share);
  _monitor_chart_view_changed (self);
}

void
_monitor_chart_zoom (MonitorChart *self,
                     double        factor,
                     double        position)
{
  if (self->chart == NULL)
    return;

  ariadne_chart_zoom (self->chart, &self->view, factor, position);
  _monitor_chart_view_changed (self);
}

/* The pointer */

static void
motion_cb (MonitorChart *self,
           double        x,
           double        y)
{
  double scale = monitor_chart_look_get_scale (GTK_WIDGET (self));
  double width, height;
  AriadneChartHit hit;

  if (self->chart == NULL || self->selecting)
    return;

  _monitor_chart_get_size (self, &width, &height);
  self->pointer_x = x / scale;
  if (ariadne_chart_pick (self->chart, &self->view, width, height, x / scale, y / scale, &hit))
    _monitor_chart_set_hit (self, &hit);
  else
    _monitor_chart_set_hit (self, NULL);
}

static void
leave_cb (MonitorChart *self)
{
  _monitor_chart_set_hit (self, NULL);
}

/* With Ctrl held, as elsewhere; else the page scrolls. */
static gboolean
scroll_cb (MonitorChart             *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (state & GDK_CONTROL_MASK)
    {
      _monitor_chart_zoom (self, pow (ZOOM_STEP, -dy), get_position (self, self->pointer_x));
      return GDK_EVENT_STOP;
    }
  if (dx != 0 && self->view.zoomed)
    {
      pan (self, PAN_STEP * dx);
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

/* A drag chooses what to zoom in on; when that is done, it moves it about. */
static void
drag_begin_cb (MonitorChart *self,
               double        x,
               double        y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->pan_last = 0;
  self->selecting = self->chart != NULL && !self->view.zoomed;
  self->select_start = x / monitor_chart_look_get_scale (GTK_WIDGET (self));
  self->select_end = self->select_start;
}

static void
drag_update_cb (MonitorChart *self,
                double        dx,
                double        dy)
{
  dx /= monitor_chart_look_get_scale (GTK_WIDGET (self));
  if (self->selecting)
    {
      self->select_end = CLAMP (self->select_start + dx, self->layout.x,
                                self->layout.x + self->layout.width);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }

  pan (self, (self->pan_last - dx) / MAX (1, self->layout.width));
  self->pan_last = dx;
}

static void
drag_end_cb (MonitorChart *self)
{
  double low = get_position (self, MIN (self->select_start, self->select_end));
  double high = get_position (self, MAX (self->select_start, self->select_end));

  if (!self->selecting)
    return;

  self->selecting = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (fabs (self->select_end - self->select_start) < LEAST_SELECTION || high - low >= 1)
    return;

  /* What stays where it is lies so that both ends become ends. */
  _monitor_chart_zoom (self, 1 / (high - low), low / (1 - (high - low)));
}

static void
menu_cb (MonitorChart *self,
         int           n_press,
         double        x,
         double        y)
{
  _monitor_chart_popup_menu (self, x, y);
}

/* The keys */

static gboolean
step (MonitorChart     *self,
      AriadneChartStep  where)
{
  double width, height;
  AriadneChartHit hit = self->hit;
  gboolean found;

  _monitor_chart_get_size (self, &width, &height);
  if (self->has_hit)
    found = ariadne_chart_step (self->chart, &self->view, width, height, where, &hit);
  else
    /* The latest is what people most often want to know. */
    found = ariadne_chart_pick (self->chart, &self->view, width, height,
                                where == ARIADNE_CHART_STEP_FIRST ? 0 : width, 0, &hit);
  if (found)
    _monitor_chart_set_hit (self, &hit);

  return GDK_EVENT_STOP;
}

static gboolean
step_or_pan (MonitorChart    *self,
             gboolean         forwards,
             GdkModifierType  state)
{
  if (!(state & GDK_CONTROL_MASK))
    return step (self, forwards ? ARIADNE_CHART_STEP_NEXT : ARIADNE_CHART_STEP_PREVIOUS);

  pan (self, forwards ? PAN_STEP : -PAN_STEP);

  return GDK_EVENT_STOP;
}

/* Where the eyes are: at what was hit, or in the middle. */
static void
zoom_by_key (MonitorChart *self,
             double        factor)
{
  _monitor_chart_zoom (self, factor, self->has_hit ? get_position (self, self->hit.px) : 0.5);
}

static gboolean
key_cb (MonitorChart    *self,
        guint            key,
        guint            code,
        GdkModifierType  state)
{
  double width, height;

  if (self->chart == NULL)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return step_or_pan (self, FALSE, state);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return step_or_pan (self, TRUE, state);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return step (self, ARIADNE_CHART_STEP_PREVIOUS_SERIES);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return step (self, ARIADNE_CHART_STEP_NEXT_SERIES);
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return step (self, ARIADNE_CHART_STEP_FIRST);
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return step (self, ARIADNE_CHART_STEP_LAST);
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom_by_key (self, ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom_by_key (self, 1 / ZOOM_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      _monitor_chart_zoom (self, 0, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (!self->has_hit)
        return GDK_EVENT_PROPAGATE;
      _monitor_chart_set_hit (self, NULL);
      return GDK_EVENT_STOP;
    case GDK_KEY_F10:
      if (!(state & GDK_SHIFT_MASK))
        return GDK_EVENT_PROPAGATE;
      G_GNUC_FALLTHROUGH;
    case GDK_KEY_Menu:
      _monitor_chart_get_size (self, &width, &height);
      _monitor_chart_popup_menu (self, width / 2, height / 2);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
add_pointer (MonitorChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (menu_cb), self);

  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

void
_monitor_chart_init_input (MonitorChart *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  add_pointer (self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
