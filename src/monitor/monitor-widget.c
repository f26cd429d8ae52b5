/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-widget.h"

float
monitor_widget_get_start (GtkWidget *self)
{
  return gtk_widget_get_direction (self) == GTK_TEXT_DIR_RTL ? 1.0f : 0.0f;
}

/* What is at the right stays there when there is more, or less room. */
static gboolean
keep_right (GtkWidget     *window,
            GdkFrameClock *clock,
            gpointer       user_data)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (window));
  double *last = user_data;
  double maximum = gtk_adjustment_get_upper (adjustment)
                   - gtk_adjustment_get_page_size (adjustment);
  double before = *last;

  *last = maximum;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + maximum - before);

  return G_SOURCE_REMOVE;
}

/* Not at once: this comes while things are given their place. */
static void
changed_cb (GtkWidget *window)
{
  gtk_widget_add_tick_callback (window, keep_right, g_object_get_data (G_OBJECT (window), "right"),
                                NULL);
}

void
monitor_widget_start_at_right (GtkWidget *window)
{
  GtkAdjustment *adjustment;

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (window));

  if (gtk_widget_get_direction (window) != GTK_TEXT_DIR_RTL)
    return;

  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (window));
  g_object_set_data_full (G_OBJECT (window), "right", g_new0 (double, 1), g_free);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (changed_cb), window,
                           G_CONNECT_SWAPPED);
}
