/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture in upright strips. What is drawn into it is compared with what was there, and
 * a strip that looks as before keeps its node; so of a curve that has become longer, the
 * window is painted again where its end is, and nowhere else.
 */
typedef struct
{
  graphene_rect_t   bounds;  /* in the coordinates of the widget */
  int               scale;   /* pixels of the device a unit */
  cairo_surface_t  *picture; /* NULL before there are bounds */
  guint             n_strips;
  guint             first;   /* what is being drawn begins in this strip */
  cairo_surface_t **shown;   /* what each strip looks like; NULL: empty */
  GskRenderNode   **nodes;   /* the same */
} MonitorStrips;

void     monitor_strips_clear    (MonitorStrips         *self);

/* Gives it a place, where it is empty. */
void     monitor_strips_place    (MonitorStrips         *self,
                                  const graphene_rect_t *bounds,
                                  int                    scale);

/* Empties the picture from @from to its right end, for drawing there: the context is
 * that of the widget, clipped. What was drawn is seen after monitor_strips_end().
 */
cairo_t *monitor_strips_begin    (MonitorStrips         *self,
                                  double                 from) G_GNUC_WARN_UNUSED_RESULT;
void     monitor_strips_end      (MonitorStrips         *self,
                                  cairo_t               *cr);
void     monitor_strips_snapshot (const MonitorStrips   *self,
                                  GtkSnapshot           *snapshot);

G_END_DECLS
