/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-strips.h"

#include <math.h>
#include <string.h>

#define STRIP_WIDTH 32 /* in pixels of the device */
#define PIXEL_SIZE  4

void
monitor_strips_clear (MonitorStrips *self)
{
  for (guint i = 0; i < self->n_strips; i++)
    {
      g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
      g_clear_pointer (&self->shown[i], cairo_surface_destroy);
    }
  g_clear_pointer (&self->nodes, g_free);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  self->n_strips = 0;
}

void
monitor_strips_place (MonitorStrips         *self,
                      const graphene_rect_t *bounds,
                      int                    scale)
{
  int width = (int) ceilf (bounds->size.width * scale);
  int height = (int) ceilf (bounds->size.height * scale);

  monitor_strips_clear (self);
  self->bounds = *bounds;
  self->scale = scale;
  self->picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_surface_set_device_scale (self->picture, scale, scale);
  self->n_strips = (width + STRIP_WIDTH - 1) / STRIP_WIDTH;
  self->nodes = g_new0 (GskRenderNode *, self->n_strips);
  self->shown = g_new0 (cairo_surface_t *, self->n_strips);
}

cairo_t *
monitor_strips_begin (MonitorStrips *self,
                      double         from)
{
  const graphene_rect_t *bounds = &self->bounds;
  double left = MAX (from, bounds->origin.x);
  cairo_t *cr = cairo_create (self->picture);

  self->first = (guint) ((left - bounds->origin.x) * self->scale / STRIP_WIDTH);
  cairo_translate (cr, -bounds->origin.x, -bounds->origin.y);
  cairo_rectangle (cr, left, bounds->origin.y,
                   MAX (0, bounds->origin.x + bounds->size.width - left), bounds->size.height);
  cairo_clip (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);

  return cr;
}

static gboolean
is_empty (const guchar *pixels,
          gsize         size)
{
  return pixels[0] == 0 && memcmp (pixels, pixels + 1, size - 1) == 0;
}

/* The rows of a strip in the picture. */
static const guchar *
get_row (const MonitorStrips *self,
         guint                strip,
         int                  row)
{
  return cairo_image_surface_get_data (self->picture)
         + row * cairo_image_surface_get_stride (self->picture)
         + strip * STRIP_WIDTH * PIXEL_SIZE;
}

static int
get_strip_width (const MonitorStrips *self,
                 guint                strip)
{
  return MIN (STRIP_WIDTH, cairo_image_surface_get_width (self->picture)
                             - (int) strip * STRIP_WIDTH);
}

/* A strip that shows nothing is as good as one that is empty. */
static gboolean
is_as_shown (const MonitorStrips *self,
             guint                strip)
{
  cairo_surface_t *shown = self->shown[strip];
  gsize row_size = get_strip_width (self, strip) * PIXEL_SIZE;

  for (int i = 0; i < cairo_image_surface_get_height (self->picture); i++)
    {
      const guchar *row = get_row (self, strip, i);

      if (shown == NULL ? !is_empty (row, row_size)
                        : memcmp (row, cairo_image_surface_get_data (shown)
                                         + i * cairo_image_surface_get_stride (shown),
                                  row_size) != 0)
        return FALSE;
    }

  return TRUE;
}

static cairo_surface_t *
copy_strip (const MonitorStrips *self,
            guint                strip)
{
  int width = get_strip_width (self, strip);
  int height = cairo_image_surface_get_height (self->picture);
  cairo_surface_t *copy = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  gboolean any = FALSE;

  for (int i = 0; i < height; i++)
    {
      const guchar *row = get_row (self, strip, i);

      memcpy (cairo_image_surface_get_data (copy) + i * cairo_image_surface_get_stride (copy),
              row, width * PIXEL_SIZE);
      any |= !is_empty (row, width * PIXEL_SIZE);
    }
  cairo_surface_mark_dirty (copy);
  cairo_surface_set_device_scale (copy, self->scale, self->scale);
  if (!any)
    g_clear_pointer (&copy, cairo_surface_destroy);

  return copy;
}

/* The node refers to the pixels, which stay as they are. */
static GskRenderNode *
make_node (const MonitorStrips *self,
           guint                strip)
{
  double x = self->bounds.origin.x + (double) strip * STRIP_WIDTH / self->scale;
  double width = (double) get_strip_width (self, strip) / self->scale;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) x, self->bounds.origin.y, (float) width,
                                               self->bounds.size.height);
  GskRenderNode *node = gsk_cairo_node_new (&bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_set_source_surface (cr, self->shown[strip], x, self->bounds.origin.y);
  cairo_paint (cr);
  cairo_destroy (cr);

  return node;
}

void
monitor_strips_end (MonitorStrips *self,
                    cairo_t       *cr)
{
  cairo_destroy (cr);
  cairo_surface_flush (self->picture);
  for (guint i = self->first; i < self->n_strips; i++)
    {
      if (is_as_shown (self, i))
        continue;

      g_clear_pointer (&self->nodes[i], gsk_render_node_unref);
      g_clear_pointer (&self->shown[i], cairo_surface_destroy);
      self->shown[i] = copy_strip (self, i);
      if (self->shown[i] != NULL)
        self->nodes[i] = make_node (self, i);
    }
}

void
monitor_strips_snapshot (const MonitorStrips *self,
                         GtkSnapshot         *snapshot)
{
  for (guint i = 0; i < self->n_strips; i++)
    if (self->nodes[i] != NULL)
      gtk_snapshot_append_node (snapshot, self->nodes[i]);
}
