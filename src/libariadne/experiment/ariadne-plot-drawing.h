/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "chart/ariadne-panel.h"
#include "experiment/ariadne-plot-private.h"

G_BEGIN_DECLS

/* What all parts of one drawing need. */
typedef struct
{
  AriadnePlot       *plot;
  AriadnePanel       panel; /* the one that is being drawn */
  AriadnePlotLayout  layout;
  double             width;
} AriadneDrawing;

void _ariadne_drawing_sizes (AriadneDrawing         *drawing,
                             const AriadnePlotGroup *group,
                             double                  x);
void _ariadne_drawing_times (AriadneDrawing         *drawing,
                             const AriadnePlotGroup *group,
                             double                  x);

G_END_DECLS
