/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "chart/ariadne-axis.h"
#include "chart/ariadne-histogram.h"
#include "chart/ariadne-painter.h"
#include "chart/ariadne-series.h"

G_BEGIN_DECLS

#define ARIADNE_PANEL_TEXT_SIZE 11.0
#define ARIADNE_PANEL_TICK_LABELS_WIDTH 42.0 /* before each panel */
#define ARIADNE_PANEL_TICKS_HEIGHT 40.0 /* below it: labels of ticks and axis */

/* A place for data between two axes, in a picture that is being drawn. */
typedef struct
{
  cairo_t              *cr;
  const AriadnePalette *palette;
  double                x;
  double                y;
  double                width;
  double                height;
  AriadneAxis           x_axis;
  AriadneAxis           y_axis;
} AriadnePanel;

double               _ariadne_panel_place_x     (const AriadnePanel  *self,
                                                 double               value);
double               _ariadne_panel_place_y     (const AriadnePanel  *self,
                                                 double               value);
gboolean             _ariadne_panel_place       (const AriadnePanel  *self,
                                                 double               x,
                                                 double               y,
                                                 double              *px,
                                                 double              *py);
const AriadneColour *_ariadne_panel_get_colour  (const AriadnePanel  *self,
                                                 guint                colour);
guint                _ariadne_panel_get_marker  (guint                colour);

double               _ariadne_panel_text        (const AriadnePanel  *self,
                                                 const AriadneColour *colour,
                                                 double               x,
                                                 double               y,
                                                 AriadneAlign         align,
                                                 double               maximum_width,
                                                 const char          *text);
void                 _ariadne_panel_draw_x_axis (const AriadnePanel  *self,
                                                 const char          *label);
void                 _ariadne_panel_draw_y_axis (const AriadnePanel  *self);
void                 _ariadne_panel_draw_y_label
                                                (const AriadnePanel  *self,
                                                 double               x,
                                                 const char          *label);

void                 _ariadne_panel_draw_swatch (const AriadnePanel       *self,
                                                 const AriadneSeriesStyle *style,
                                                 double                    x,
                                                 double                    y,
                                                 double                    width,
                                                 gboolean                  alone);
void                 _ariadne_panel_draw_bars   (const AriadnePanel       *self,
                                                 const AriadneSeriesStyle *style,
                                                 const GArray             *bars,
                                                 double                    total,
                                                 gboolean                  alone);
void                 _ariadne_panel_draw_line   (const AriadnePanel       *self,
                                                 const AriadneSeries      *series);
void                 _ariadne_panel_draw_points (const AriadnePanel       *self,
                                                 const AriadneSeries      *series);
void                 _ariadne_panel_draw_markers
                                                (const AriadnePanel       *self,
                                                 const AriadneSeries      *series,
                                                 double                    stagger,
                                                 gboolean                   growing);

G_END_DECLS
