/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-chart-look.h"

#include <adwaita.h>

/* How much of the text's colour is in what should not stand out. */
#define AXIS_SHARE 0.62
#define GRID_SHARE 0.11
#define HIGH_CONTRAST_AXIS_SHARE 1.0
#define HIGH_CONTRAST_GRID_SHARE 0.35

static AriadneColour
mix (const AriadneColour *back,
     const AriadneColour *front,
     double               share)
{
  return (AriadneColour) {
    back->red + share * (front->red - back->red),
    back->green + share * (front->green - back->green),
    back->blue + share * (front->blue - back->blue),
  };
}

/* A colour of the theme, which may let what is behind it through. */
static void
look_up (GtkWidget           *widget,
         const char          *name,
         const AriadneColour *back,
         AriadneColour       *colour)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA rgba;

  if (gtk_style_context_lookup_color (context, name, &rgba))
    *colour = mix (back, &(AriadneColour) { rgba.red, rgba.green, rgba.blue }, rgba.alpha);
}

/*
 * monitor_chart_look_get_palette:
 * @widget: a widget
 * @palette: (out caller-allocates): colours
 *
 * Gets the colours of a chart: those of the theme, and where it has none, those for
 * light or dark surroundings.
 */
void
monitor_chart_look_get_palette (GtkWidget      *widget,
                                AriadnePalette *palette)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean high_contrast = adw_style_manager_get_high_contrast (manager);

  *palette = adw_style_manager_get_dark (manager) ? *ariadne_palette_get_dark ()
                                                  : *ariadne_palette_get_light ();
  /* A card lets something of the window through. */
  look_up (widget, "window_bg_color", &palette->background, &palette->background);
  look_up (widget, "card_bg_color", &palette->background, &palette->background);
  look_up (widget, "card_fg_color", &palette->background, &palette->text);
  look_up (widget, "accent_color", &palette->background, &palette->series[0]);
  palette->axis = mix (&palette->background, &palette->text,
                       high_contrast ? HIGH_CONTRAST_AXIS_SHARE : AXIS_SHARE);
  palette->grid = mix (&palette->background, &palette->text,
                       high_contrast ? HIGH_CONTRAST_GRID_SHARE : GRID_SHARE);
}

/* Text of all scripts in the font of the widget, with figures of one width. */
static PangoLayout *
make_layout (GtkWidget  *widget,
             cairo_t    *cr,
             const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  cairo_font_face_t *face = cairo_get_font_face (cr);
  cairo_matrix_t matrix;

  cairo_get_font_matrix (cr, &matrix);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute (matrix.yy * PANGO_SCALE));
  if (cairo_toy_font_face_get_weight (face) == CAIRO_FONT_WEIGHT_BOLD)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static double
measure (cairo_t    *cr,
         const char *text,
         gpointer    data)
{
  g_autoptr (PangoLayout) layout = make_layout (data, cr, text);
  int width;

  pango_layout_get_size (layout, &width, NULL);

  return (double) width / PANGO_SCALE;
}

static void
show (cairo_t    *cr,
      const char *text,
      gpointer    data)
{
  g_autoptr (PangoLayout) layout = make_layout (data, cr, text);

  /* The current point is on the base line. */
  cairo_rel_move_to (cr, 0, -(double) pango_layout_get_baseline (layout) / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
}

/*
 * monitor_chart_look_init_writer:
 * @widget: a widget, which must outlive the writer
 * @writer: (out caller-allocates): what writes text
 *
 * Prepares to write in the font of a widget.
 */
void
monitor_chart_look_init_writer (GtkWidget         *widget,
                                AriadneTextWriter *writer)
{
  *writer = (AriadneTextWriter) { measure, show, widget };
}

/*
 * monitor_chart_look_get_scale:
 * @widget: a widget
 *
 * Tells how much larger than usual people want text to be.
 *
 * Returns: a factor
 */
double
monitor_chart_look_get_scale (GtkWidget *widget)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);

  return dpi > 0 ? CLAMP (dpi / 1024.0 / 96, 0.5, 4) : 1;
}
