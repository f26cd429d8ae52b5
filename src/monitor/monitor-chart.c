/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-chart-private.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "monitor-chart-look.h"

#define DESCRIBE_INTERVAL_MS 1000 /* more often would not be read */

#define LEAST_WIDTH 240
#define LEAST_HEIGHT 160
#define NATURAL_WIDTH 360
#define NATURAL_HEIGHT 260

/* Markers and the halves of lines reach beyond the axes. */
#define DATA_MARGIN 8.0

/* Pictures for paper have one size, whatever that of the window. */
#define EXPORT_WIDTH 800
#define EXPORT_HEIGHT 450

enum
{
  PROP_0,
  PROP_CHART,
  PROP_LIVE,
  PROP_LOG_X,
  PROP_LOG_Y,
  PROP_SUMMARY,
  PROP_TITLE_SHOWN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorChart, monitor_chart, GTK_TYPE_WIDGET)

/* The size in units of the chart, which are larger when people want larger text. */
void
_monitor_chart_get_size (MonitorChart *self,
                         double       *width,
                         double       *height)
{
  double scale = monitor_chart_look_get_scale (GTK_WIDGET (self));

  *width = gtk_widget_get_width (GTK_WIDGET (self)) / scale;
  *height = gtk_widget_get_height (GTK_WIDGET (self)) / scale;
}

/* Drawing */

static void
draw_layer (MonitorChart       *self,
            AriadneChartLayers  layer,
            cairo_t            *cr,
            double              width,
            double              height)
{
  cairo_scale (cr, self->scale, self->scale);
  ariadne_chart_draw (self->chart, &self->view, layer, cr, width, height, &self->palette);
}

/* Where data is: what is around it need not be drawn again when there is more. */
static graphene_rect_t
get_data_bounds (MonitorChart             *self,
                 const AriadneChartLayout *layout)
{
  graphene_rect_t bounds, rounded;

  graphene_rect_init (&bounds,
                      (float) (self->scale * (layout->x - DATA_MARGIN)),
                      (float) (self->scale * (layout->y - DATA_MARGIN)),
                      (float) (self->scale * (layout->width + 2 * DATA_MARGIN)),
                      (float) (self->scale * (layout->height + 2 * DATA_MARGIN)));

  graphene_rect_round_extents (&bounds, &rounded);

  return rounded;
}

static void
forget_drawing (MonitorChart *self)
{
  g_clear_pointer (&self->frame_node, gsk_render_node_unref);
  monitor_strips_clear (&self->data);
  self->data_valid = FALSE;
}

static gboolean
is_same_layout (const AriadneChartLayout *a,
                const AriadneChartLayout *b)
{
  return a->x == b->x && a->y == b->y && a->width == b->width && a->height == b->height
         && a->x_low == b->x_low && a->x_high == b->x_high
         && a->y_low == b->y_low && a->y_high == b->y_high && a->frame == b->frame;
}

/* That something of the style has changed says little: most often it is not what a
 * chart takes from it.
 */
static void
update_style (MonitorChart *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double scale = monitor_chart_look_get_scale (GTK_WIDGET (self));
  AriadnePalette palette;

  if (self->style_valid)
    return;

  self->style_valid = TRUE;
  monitor_chart_look_get_palette (GTK_WIDGET (self), &palette);
  if (memcmp (&palette, &self->palette, sizeof palette) == 0 && scale == self->scale
      && self->font != NULL && pango_font_description_equal (font, self->font))
    return;

  self->palette = palette;
  self->scale = scale;
  g_clear_pointer (&self->font, pango_font_description_free);
  self->font = pango_font_description_copy (font);
  forget_drawing (self);
}

/* Its text takes long to draw, so that is done once: the node shows pixels. */
static void
draw_frame (MonitorChart *self,
            double        width,
            double        height)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                               gtk_widget_get_height (GTK_WIDGET (self)));
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                                         (int) bounds.size.width * scale,
                                                         (int) bounds.size.height * scale);
  cairo_t *cr;

  cairo_surface_set_device_scale (picture, scale, scale);
  cr = cairo_create (picture);
  draw_layer (self, ARIADNE_CHART_FRAME, cr, width, height);
  cairo_destroy (cr);

  g_clear_pointer (&self->frame_node, gsk_render_node_unref);
  self->frame_node = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (self->frame_node);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (picture);
  self->n_frames_drawn++;
}

/* Where what is drawn begins to be out of date. Markers move along a line that is not
 * known to grow; and of a logarithmic axis everything is drawn.
 */
static double
get_first_change (MonitorChart             *self,
                  const AriadneChartLayout *layout)
{
  double share = (self->first_change - layout->x_low) / (layout->x_high - layout->x_low);

  if (!self->data_valid || !self->view.live || isinf (self->first_change)
      || ariadne_chart_get_logarithmic (self->chart, ARIADNE_CHART_X))
    return 0;

  return self->scale * (layout->x + layout->width * share - DATA_MARGIN);
}

static void
draw_data (MonitorChart             *self,
           const AriadneChartLayout *layout,
           double                    width,
           double                    height)
{
  cairo_t *cr = monitor_strips_begin (&self->data, floor (get_first_change (self, layout)));

  draw_layer (self, ARIADNE_CHART_DATA, cr, width, height);
  monitor_strips_end (&self->data, cr);
  self->data_valid = TRUE;
  self->first_change = INFINITY;
  self->n_data_drawn++;
}

/* What has not changed keeps its node, which costs nothing to draw again. */
static void
update_nodes (MonitorChart *self,
              double        width,
              double        height)
{
  guint generation = ariadne_chart_get_generation (self->chart);
  AriadneChartLayout layout;
  graphene_rect_t bounds;

  update_style (self);
  if (self->data_valid && generation == self->generation)
    return;

  ariadne_chart_get_layout (self->chart, &self->view, width, height, &layout);
  if (self->frame_node == NULL || !is_same_layout (&layout, &self->layout))
    {
      draw_frame (self, width, height);
      bounds = get_data_bounds (self, &layout);
      monitor_strips_place (&self->data, &bounds,
                            gtk_widget_get_scale_factor (GTK_WIDGET (self)));
      self->data_valid = FALSE;
    }

  draw_data (self, &layout, width, height);
  self->layout = layout;
  self->generation = generation;
}

/* Lets the view follow what has been recorded. */
static void
follow (MonitorChart *self)
{
  double width, height;

  self->stale = FALSE;
  if (self->chart == NULL)
    return;

  _monitor_chart_get_size (self, &width, &height);
  ariadne_chart_update_view (self->chart, &self->view, width, height);
  /* What was there may have gone or moved. */
  if (self->has_hit)
    self->has_hit = ariadne_chart_locate (self->chart, &self->view, width, height,
                                          self->hit.series, self->hit.point, &self->hit);
}

static void
monitor_chart_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  MonitorChart *self = MONITOR_CHART (widget);
  double width, height;

  if (self->chart == NULL)
    return;

  if (self->stale)
    follow (self);
  _monitor_chart_get_size (self, &width, &height);
  update_nodes (self, width, height);
  gtk_snapshot_append_node (snapshot, self->frame_node);
  monitor_strips_snapshot (&self->data, snapshot);
  _monitor_chart_snapshot_hit (self, snapshot, width, height);

  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 0, 0,
                               gtk_widget_get_width (widget), gtk_widget_get_height (widget));
}

static void
monitor_chart_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static void
monitor_chart_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  MonitorChart *self = MONITOR_CHART (widget);

  if (width != self->drawn_width || height != self->drawn_height)
    forget_drawing (self);
  self->drawn_width = width;
  self->drawn_height = height;
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
style_changed (MonitorChart *self)
{
  self->style_valid = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
scale_factor_cb (MonitorChart *self)
{
  forget_drawing (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
monitor_chart_css_changed (GtkWidget         *widget,
                           GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (monitor_chart_parent_class)->css_changed (widget, change);
  style_changed (MONITOR_CHART (widget));
}

static void
monitor_chart_direction_changed (GtkWidget        *widget,
                                 GtkTextDirection  previous)
{
  MonitorChart *self = MONITOR_CHART (widget);

  self->view.right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  _monitor_chart_view_changed (self);
}

/* Changes */

static void
describe (gpointer data)
{
  MonitorChart *self = data;
  g_autofree char *summary = monitor_chart_get_summary (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
update_scales (MonitorChart *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOG_X]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOG_Y]);
}

/* Whether any of it is in the part of a page that is scrolled to. */
static gboolean
is_seen (MonitorChart *self)
{
  graphene_rect_t bounds, view;

  if (self->scroller == NULL)
    return TRUE;

  graphene_rect_init (&view, 0, 0, gtk_widget_get_width (self->scroller),
                      gtk_widget_get_height (self->scroller));

  return gtk_widget_compute_bounds (GTK_WIDGET (self), self->scroller, &bounds)
         && graphene_rect_intersection (&bounds, &view, NULL);
}

static void
points_changed_cb (MonitorChart *self,
                   double        from)
{
  self->first_change = MIN (self->first_change, from);
}

/* However much changes before the next frame, it is drawn once; and what nobody sees is
 * not drawn until somebody does.
 */
static void
generation_cb (MonitorChart *self)
{
  self->stale = TRUE;
  if (is_seen (self))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  monitor_throttle_ask (&self->describe);
}

static void
scrolled_cb (MonitorChart *self)
{
  if (self->stale && is_seen (self))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
monitor_chart_map (GtkWidget *widget)
{
  MonitorChart *self = MONITOR_CHART (widget);
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = NULL;

  GTK_WIDGET_CLASS (monitor_chart_parent_class)->map (widget);

  self->scroller = scroller;
  if (scroller != NULL)
    adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_signal_group_set_target (self->scrolling, adjustment);
  if (self->stale)
    gtk_widget_queue_draw (widget);
}

static void
monitor_chart_unmap (GtkWidget *widget)
{
  MonitorChart *self = MONITOR_CHART (widget);

  g_signal_group_set_target (self->scrolling, NULL);
  self->scroller = NULL;

  GTK_WIDGET_CLASS (monitor_chart_parent_class)->unmap (widget);
}

/* When it is looked at in another way, nobody wants to wait. */
void
_monitor_chart_view_changed (MonitorChart *self)
{
  forget_drawing (self);
  follow (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
_monitor_chart_set_hit (MonitorChart          *self,
                        const AriadneChartHit *hit)
{
  g_autofree char *text = NULL;

  if (hit == NULL && !self->has_hit)
    return;
  if (hit != NULL && self->has_hit && hit->series == self->hit.series
      && hit->point == self->hit.point)
    return;

  self->has_hit = hit != NULL;
  if (hit != NULL)
    {
      self->hit = *hit;
      text = ariadne_chart_describe_hit (self->chart, hit);
    }
  else
    text = monitor_chart_get_summary (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The object */

static void
monitor_chart_dispose (GObject *object)
{
  MonitorChart *self = MONITOR_CHART (object);

  monitor_throttle_clear (&self->describe);
  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
  if (self->chart != NULL)
    g_signal_handlers_disconnect_by_data (self->chart, self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->table);
  g_clear_object (&self->chart);
  g_clear_object (&self->scrolling);
  g_clear_pointer (&self->font, pango_font_description_free);
  forget_drawing (self);

  G_OBJECT_CLASS (monitor_chart_parent_class)->dispose (object);
}

static gboolean
is_logarithmic (MonitorChart     *self,
                AriadneChartAxis  axis)
{
  return self->chart != NULL && ariadne_chart_get_logarithmic (self->chart, axis);
}

static void
monitor_chart_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MonitorChart *self = MONITOR_CHART (object);

  switch (prop_id)
    {
    case PROP_CHART:
      g_value_set_object (value, self->chart);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, self->view.live);
      break;
    case PROP_LOG_X:
      g_value_set_boolean (value, is_logarithmic (self, ARIADNE_CHART_X));
      break;
    case PROP_LOG_Y:
      g_value_set_boolean (value, is_logarithmic (self, ARIADNE_CHART_Y));
      break;
    case PROP_SUMMARY:
      g_value_take_string (value, monitor_chart_get_summary (self));
      break;
    case PROP_TITLE_SHOWN:
      g_value_set_boolean (value, !self->view.untitled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_logarithmic (MonitorChart     *self,
                 AriadneChartAxis  axis,
                 gboolean          logarithmic)
{
  if (self->chart == NULL)
    return;

  /* What a scale of one kind held means nothing to the other. */
  self->view.held_y = 0;
  self->view.held_x = 0;
  ariadne_chart_set_logarithmic (self->chart, axis, logarithmic);
  update_scales (self);
  _monitor_chart_view_changed (self);
}

static void
monitor_chart_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  MonitorChart *self = MONITOR_CHART (object);

  switch (prop_id)
    {
    case PROP_CHART:
      monitor_chart_set_chart (self, g_value_get_object (value));
      break;
    case PROP_LIVE:
      monitor_chart_set_live (self, g_value_get_boolean (value));
      break;
    case PROP_LOG_X:
      set_logarithmic (self, ARIADNE_CHART_X, g_value_get_boolean (value));
      break;
    case PROP_LOG_Y:
      set_logarithmic (self, ARIADNE_CHART_Y, g_value_get_boolean (value));
      break;
    case PROP_TITLE_SHOWN:
      self->view.untitled = !g_value_get_boolean (value);
      _monitor_chart_view_changed (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  properties[PROP_CHART] =
    g_param_spec_object ("chart", NULL, NULL, ARIADNE_TYPE_CHART, flags);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, flags);
  properties[PROP_LOG_X] = g_param_spec_boolean ("log-x", NULL, NULL, FALSE, flags);
  properties[PROP_LOG_Y] = g_param_spec_boolean ("log-y", NULL, NULL, FALSE, flags);
  properties[PROP_SUMMARY] =
    g_param_spec_string ("summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE_SHOWN] = g_param_spec_boolean ("title-shown", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
monitor_chart_class_init (MonitorChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = monitor_chart_dispose;
  object_class->get_property = monitor_chart_get_property;
  object_class->set_property = monitor_chart_set_property;

  widget_class->css_changed = monitor_chart_css_changed;
  widget_class->direction_changed = monitor_chart_direction_changed;
  widget_class->map = monitor_chart_map;
  widget_class->measure = monitor_chart_measure;
  widget_class->size_allocate = monitor_chart_size_allocate;
  widget_class->snapshot = monitor_chart_snapshot;
  widget_class->unmap = monitor_chart_unmap;

  install_properties (object_class);
  _monitor_chart_install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
monitor_chart_init (MonitorChart *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  monitor_chart_look_init_writer (GTK_WIDGET (self), &self->writer);
  self->view.writer = &self->writer;
  self->view.right_to_left = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  self->scrolling = g_signal_group_new (GTK_TYPE_ADJUSTMENT);
  g_signal_group_connect_swapped (self->scrolling, "changed", G_CALLBACK (scrolled_cb), self);
  g_signal_group_connect_swapped (self->scrolling, "value-changed", G_CALLBACK (scrolled_cb),
                                  self);
  monitor_throttle_init (&self->describe, DESCRIBE_INTERVAL_MS, describe, self);

  g_signal_connect_swapped (manager, "notify::dark", G_CALLBACK (style_changed), self);
  g_signal_connect_swapped (manager, "notify::high-contrast", G_CALLBACK (style_changed), self);

  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (scale_factor_cb), NULL);

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  _monitor_chart_init_input (self);
}

/*
 * monitor_chart_new:
 * @chart: (nullable): a chart
 *
 * Makes a widget that shows a chart.
 *
 * Returns: (transfer floating): a new widget
 */
GtkWidget *
monitor_chart_new (AriadneChart *chart)
{
  return g_object_new (MONITOR_TYPE_CHART, "chart", chart, NULL);
}

AriadneChart *
monitor_chart_get_chart (MonitorChart *self)
{
  g_return_val_if_fail (MONITOR_IS_CHART (self), NULL);

  return self->chart;
}

/*
 * monitor_chart_set_chart:
 * @self: a widget
 * @chart: (nullable): a chart
 *
 * Shows another chart, all of it.
 */
void
monitor_chart_set_chart (MonitorChart *self,
                         AriadneChart *chart)
{
  g_return_if_fail (MONITOR_IS_CHART (self));
  g_return_if_fail (chart == NULL || ARIADNE_IS_CHART (chart));

  if (self->chart == chart)
    return;

  if (self->chart != NULL)
    g_signal_handlers_disconnect_by_data (self->chart, self);
  g_set_object (&self->chart, chart);
  g_clear_object (&self->table);
  self->has_hit = FALSE;
  self->view.zoomed = FALSE;
  self->view.held_x = 0;
  self->view.held_y = 0;

  if (chart != NULL)
    {
      g_signal_connect_swapped (chart, "points-changed", G_CALLBACK (points_changed_cb), self);
      g_signal_connect_swapped (chart, "notify::generation", G_CALLBACK (generation_cb), self);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      ariadne_chart_get_title (chart), -1);
    }
  update_scales (self);
  describe (self);
  _monitor_chart_view_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHART]);
}

/*
 * monitor_chart_set_live:
 * @self: a widget
 * @live: whether more is to come
 *
 * Leaves room for what is to come, or not.
 */
void
monitor_chart_set_live (MonitorChart *self,
                        gboolean      live)
{
  g_return_if_fail (MONITOR_IS_CHART (self));

  if (self->view.live == !!live)
    return;

  self->view.live = !!live;
  self->view.held_x = 0;
  self->view.held_y = 0;
  _monitor_chart_view_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

/*
 * monitor_chart_get_summary:
 * @self: a widget
 *
 * Tells in words what there is to be seen now.
 *
 * Returns: (transfer full): the text
 */
char *
monitor_chart_get_summary (MonitorChart *self)
{
  g_return_val_if_fail (MONITOR_IS_CHART (self), NULL);

  return self->chart != NULL ? ariadne_chart_summarise (self->chart) : g_strdup ("");
}

/*
 * monitor_chart_export:
 * @self: a widget
 * @path: where to: a name that ends in `.png`, `.svg`, `.pdf` or `.csv`
 * @error: return location for an error
 *
 * Saves what is seen, in light colours, or the recorded points.
 *
 * Returns: whether that was done
 */
gboolean
monitor_chart_export (MonitorChart  *self,
                      const char    *path,
                      GError       **error)
{
  AriadneChartView view;

  g_return_val_if_fail (MONITOR_IS_CHART (self) && self->chart != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  view = self->view;
  view.untitled = FALSE;

  return ariadne_chart_save (self->chart, &view, EXPORT_WIDTH, EXPORT_HEIGHT, path, error);
}

/*
 * monitor_chart_get_table_model:
 * @self: a widget
 *
 * Gets what there is to be seen as a list of #MonitorChartPoint, which follows it.
 *
 * Returns: (transfer none) (nullable): a list, until there is another chart
 */
GListModel *
monitor_chart_get_table_model (MonitorChart *self)
{
  g_return_val_if_fail (MONITOR_IS_CHART (self), NULL);

  if (self->table == NULL && self->chart != NULL)
    self->table = monitor_chart_table_new (self->chart);

  return (GListModel *) self->table;
}
