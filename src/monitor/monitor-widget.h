/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets go of all children, as a widget does when it is disposed of. Before GTK 4.10
 * gtk_widget_dispose_template() does so with those only that have a name.
 */
static inline void
monitor_widget_clear (GtkWidget *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self)) != NULL)
    gtk_widget_unparent (child);
}

/* Where a line starts, as the xalign of a GtkInscription, which always counts from the
 * left.
 */
float monitor_widget_get_start      (GtkWidget *self);

/* A GtkColumnView begins at its left even where that is its end. */
void  monitor_widget_start_at_right (GtkWidget *window);

G_END_DECLS
