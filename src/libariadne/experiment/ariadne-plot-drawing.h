/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-axis.h"
#include "experiment/ariadne-painter.h"
#include "experiment/ariadne-plot-private.h"

G_BEGIN_DECLS

#define ARIADNE_DRAWING_TEXT_SIZE 11.0
#define ARIADNE_DRAWING_TICK_LABELS_WIDTH 42.0 /* before each panel */

/* What all parts of one drawing need. */
typedef struct
{
  AriadnePlot          *plot;
  cairo_t              *cr;
  const AriadnePalette *palette;
  AriadnePlotLayout     layout;
  double                width;
} AriadneDrawing;

typedef struct
{
  double      seconds;
  const char *name;
} AriadneTimeUnit;

const AriadneTimeUnit *_ariadne_drawing_get_time_unit (double                  longest_s);
const AriadneColour   *_ariadne_drawing_get_colour    (const AriadneDrawing   *drawing,
                                                       guint                   series);
guint                  _ariadne_drawing_get_marker    (guint                   series);
guint                  _ariadne_drawing_count_ticks   (double                  room,
                                                       double                  distance);
void                   _ariadne_drawing_set_line      (const AriadneDrawing   *drawing,
                                                       gboolean                dashed);
double                 _ariadne_drawing_text          (const AriadneDrawing   *drawing,
                                                       const AriadneColour    *colour,
                                                       double                  x,
                                                       double                  y,
                                                       AriadneAlign            align,
                                                       double                  maximum_width,
                                                       const char             *text);
void                   _ariadne_drawing_x_axis        (const AriadneDrawing   *drawing,
                                                       const AriadneAxis      *axis,
                                                       double                  x,
                                                       double                  y,
                                                       const char             *label);
void                   _ariadne_drawing_y_axis        (const AriadneDrawing   *drawing,
                                                       const AriadneAxis      *axis,
                                                       double                  x,
                                                       double                  y,
                                                       double                  height);

void                   _ariadne_drawing_sizes         (const AriadneDrawing   *drawing,
                                                       const AriadnePlotGroup *group,
                                                       double                  x);
void                   _ariadne_drawing_times         (const AriadneDrawing   *drawing,
                                                       const AriadnePlotGroup *group,
                                                       double                  x);

G_END_DECLS
