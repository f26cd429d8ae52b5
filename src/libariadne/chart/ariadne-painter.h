/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cairo.h>

#include "chart/ariadne-chart.h"
#include "chart/ariadne-palette.h"

G_BEGIN_DECLS

/* Where a text lies from the point that is given. */
typedef enum {
  ARIADNE_ALIGN_START,
  ARIADNE_ALIGN_CENTRE,
  ARIADNE_ALIGN_END,
} AriadneAlign;

typedef enum {
  ARIADNE_WEIGHT_NORMAL,
  ARIADNE_WEIGHT_BOLD,
} AriadneWeight;

void   _ariadne_painter_set_writer (cairo_t                 *cr,
                                    const AriadneTextWriter *writer);
void   _ariadne_painter_set_colour (cairo_t             *cr,
                                    const AriadneColour *colour);
void   _ariadne_painter_set_font   (cairo_t             *cr,
                                    AriadneWeight        weight,
                                    double               size);
double _ariadne_painter_get_width  (cairo_t             *cr,
                                    const char          *text);
double _ariadne_painter_show_text  (cairo_t             *cr,
                                    double               x,
                                    double               y,
                                    AriadneAlign         align,
                                    double               maximum_width,
                                    const char          *text);
void   _ariadne_painter_hline      (cairo_t             *cr,
                                    double               x1,
                                    double               x2,
                                    double               y);
void   _ariadne_painter_vline      (cairo_t             *cr,
                                    double               x,
                                    double               y1,
                                    double               y2);
void   _ariadne_painter_marker     (cairo_t             *cr,
                                    guint                marker,
                                    double               x,
                                    double               y,
                                    const AriadneColour *colour,
                                    const AriadneColour *rim);
void   _ariadne_painter_set_line   (cairo_t             *cr,
                                    AriadneDash          dash);
void   _ariadne_painter_hatch      (cairo_t             *cr,
                                    guint                hatch,
                                    double               x,
                                    double               y,
                                    double               width,
                                    double               height);

G_END_DECLS
