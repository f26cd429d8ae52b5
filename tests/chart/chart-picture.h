/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <math.h>
#include <string.h>

#include "chart/ariadne-chart.h"

/* Pictures of charts, and what is in them. */

static inline cairo_surface_t *
draw_chart (AriadneChart           *chart,
            const AriadneChartView *view,
            int                     width,
            int                     height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  ariadne_chart_draw (chart, view, ARIADNE_CHART_ALL, cr, width, height,
                      ariadne_palette_get_light ());
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

/* Whether a pixel has a colour, but for what rounding does to it. */
static inline gboolean
has_colour (cairo_surface_t     *surface,
            int                  x,
            int                  y,
            const AriadneColour *colour)
{
  const guint8 *row = cairo_image_surface_get_data (surface)
                      + (gsize) y * cairo_image_surface_get_stride (surface);
  guint32 pixel;

  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (x, <, cairo_image_surface_get_width (surface));
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (y, <, cairo_image_surface_get_height (surface));
  memcpy (&pixel, row + 4 * (gsize) x, sizeof pixel);

  return fabs (((pixel >> 16) & 0xff) - 255 * colour->red) < 2
         && fabs (((pixel >> 8) & 0xff) - 255 * colour->green) < 2
         && fabs ((pixel & 0xff) - 255 * colour->blue) < 2;
}

static inline gboolean
has_colour_near (cairo_surface_t     *surface,
                 double               x,
                 double               y,
                 const AriadneColour *colour)
{
  for (int i = -1; i <= 1; i++)
    for (int j = -1; j <= 1; j++)
      if (has_colour (surface, (int) x + i, (int) y + j, colour))
        return TRUE;

  return FALSE;
}

static inline guint
count_in_column (cairo_surface_t     *surface,
                 int                  x,
                 const AriadneColour *colour)
{
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    n += has_colour (surface, x, y, colour);

  return n;
}

/* Instead of a picture of texts, a list of them: “text@x”, where x is where it
 * starts.
 */
static inline double
recorder_measure (cairo_t    *cr,
                  const char *text,
                  gpointer    data)
{
  return 6 * g_utf8_strlen (text, -1);
}

static inline void
recorder_show (cairo_t    *cr,
               const char *text,
               gpointer    data)
{
  double x, y;

  cairo_get_current_point (cr, &x, &y);
  cairo_user_to_device (cr, &x, &y);
  g_ptr_array_add (data, g_strdup_printf ("%s@%.4g", text, x));
}

static inline GPtrArray *
record_texts (AriadneChart     *chart,
              AriadneChartView *view,
              int               width,
              int               height)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  AriadneTextWriter writer = { recorder_measure, recorder_show, texts };

  view->writer = &writer;
  cairo_surface_destroy (draw_chart (chart, view, width, height));
  view->writer = NULL;

  return texts;
}

static inline gboolean
has_text (GPtrArray  *texts,
          const char *text)
{
  for (guint i = 0; i < texts->len; i++)
    if (g_str_equal (texts->pdata[i], text))
      return TRUE;

  return FALSE;
}

/* How much two pictures differ: on average, and how many values clearly do. */
static inline void
assert_similar (cairo_surface_t *drawn,
                cairo_surface_t *expected)
{
  int width = cairo_image_surface_get_width (expected);
  int height = cairo_image_surface_get_height (expected);
  double sum = 0;
  double n_different = 0;

  g_assert_cmpint (cairo_surface_status (expected), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (drawn), ==, width);
  g_assert_cmpint (cairo_image_surface_get_height (drawn), ==, height);

  for (int y = 0; y < height; y++)
    {
      const guint8 *a = cairo_image_surface_get_data (drawn)
                        + (gsize) y * cairo_image_surface_get_stride (drawn);
      const guint8 *b = cairo_image_surface_get_data (expected)
                        + (gsize) y * cairo_image_surface_get_stride (expected);

      for (int i = 0; i < 4 * width; i++)
        {
          /* The fourth byte of a pixel means nothing. */
          int difference = i % 4 == (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 3 : 0) ? 0 : a[i] - b[i];

          sum += ABS (difference);
          n_different += ABS (difference) > 48;
        }
    }

  g_assert_cmpfloat (sum / (3.0 * width * height), <, 0.3);
  g_assert_cmpfloat (n_different / (3.0 * width * height), <, 0.001);
}
