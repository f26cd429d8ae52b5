/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-chart-private.h"

#include "monitor-chart-look.h"

#define BUBBLE_PADDING 8.0
#define BUBBLE_DISTANCE 14.0 /* from the point */
#define BUBBLE_RADIUS 6.0
#define RING_RADIUS 5.5

/* The bubble of the hit, and where it is: beside the point, on the side where there
 * is room.
 */
typedef struct
{
  PangoLayout *text;
  double       x;
  double       y;
  double       width;
  double       height;
} Bubble;

static void
bubble_init (Bubble       *self,
             MonitorChart *chart,
             double        width,
             double        height)
{
  const AriadneChartHit *hit = &chart->hit;
  g_autofree char *text = ariadne_chart_describe_hit (chart->chart, hit);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoRectangle extents;

  pango_attr_list_insert (attributes, pango_attr_size_new_absolute (11 * PANGO_SCALE));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  self->text = gtk_widget_create_pango_layout (GTK_WIDGET (chart), text);
  pango_layout_set_attributes (self->text, attributes);
  pango_layout_set_auto_dir (self->text, FALSE);
  pango_layout_get_pixel_extents (self->text, NULL, &extents);

  self->width = extents.width + 2 * BUBBLE_PADDING;
  self->height = extents.height + 2 * BUBBLE_PADDING;
  self->x = hit->px + BUBBLE_DISTANCE;
  if (self->x + self->width > width)
    self->x = hit->px - BUBBLE_DISTANCE - self->width;
  self->x = CLAMP (self->x, 0, MAX (0, width - self->width));
  self->y = CLAMP (hit->py - self->height / 2, 0, MAX (0, height - self->height));
}

static void
set_colour (cairo_t             *cr,
            const AriadneColour *colour,
            double               alpha)
{
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, alpha);
}

static void
draw_bubble (MonitorChart *self,
             const Bubble *bubble,
             cairo_t      *cr)
{
  double right = bubble->x + bubble->width - BUBBLE_RADIUS;
  double bottom = bubble->y + bubble->height - BUBBLE_RADIUS;

  cairo_new_path (cr);
  cairo_arc (cr, right, bubble->y + BUBBLE_RADIUS, BUBBLE_RADIUS, -G_PI / 2, 0);
  cairo_arc (cr, right, bottom, BUBBLE_RADIUS, 0, G_PI / 2);
  cairo_arc (cr, bubble->x + BUBBLE_RADIUS, bottom, BUBBLE_RADIUS, G_PI / 2, G_PI);
  cairo_arc (cr, bubble->x + BUBBLE_RADIUS, bubble->y + BUBBLE_RADIUS, BUBBLE_RADIUS, G_PI,
             1.5 * G_PI);
  cairo_close_path (cr);
  set_colour (cr, &self->palette.text, 0.92);
  cairo_fill (cr);

  set_colour (cr, &self->palette.background, 1);
  cairo_move_to (cr, bubble->x + BUBBLE_PADDING, bubble->y + BUBBLE_PADDING);
  pango_cairo_show_layout (cr, bubble->text);
}

static void
draw_cross (MonitorChart *self,
            cairo_t      *cr)
{
  const AriadneChartHit *hit = &self->hit;
  AriadneSeriesStyle style;

  ariadne_chart_get_series_style (self->chart, hit->series, &style);
  set_colour (cr, &self->palette.axis, 0.6);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, floor (hit->px) + 0.5, self->layout.y);
  cairo_line_to (cr, floor (hit->px) + 0.5, self->layout.y + self->layout.height);
  cairo_stroke (cr);

  cairo_arc (cr, hit->px, hit->py, RING_RADIUS, 0, 2 * G_PI);
  set_colour (cr, &self->palette.background, 1);
  cairo_fill_preserve (cr);
  set_colour (cr, &self->palette.series[style.colour % ARIADNE_PALETTE_N_SERIES], 1);
  cairo_set_line_width (cr, 3);
  cairo_stroke (cr);
}

static void
draw_selection (MonitorChart *self,
                cairo_t      *cr)
{
  set_colour (cr, &self->palette.series[0], 0.15);
  cairo_rectangle (cr, MIN (self->select_start, self->select_end), self->layout.y,
                   fabs (self->select_end - self->select_start), self->layout.height);
  cairo_fill (cr);
}

/* What the pointer or the keys are at, drawn on top of layers that stay. */
void
_monitor_chart_snapshot_hit (MonitorChart *self,
                             GtkSnapshot  *snapshot,
                             double        width,
                             double        height)
{
  double scale = monitor_chart_look_get_scale (GTK_WIDGET (self));
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width * scale, height * scale);
  cairo_t *cr;

  if (!self->has_hit && !self->selecting)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_scale (cr, scale, scale);
  if (self->selecting)
    draw_selection (self, cr);
  else
    {
      Bubble bubble;

      bubble_init (&bubble, self, width, height);
      draw_cross (self, cr);
      draw_bubble (self, &bubble, cr);
      g_object_unref (bubble.text);
    }
  cairo_destroy (cr);
}
