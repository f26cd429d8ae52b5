/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cairo.h>
#include <glib.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

/**
 * AriadneTextWriter:
 * @measure: tells how wide a text is, in units of the context
 * @show: writes a text whose base line starts at the current point
 * @data: what is handed to both
 *
 * Writes text into a picture with the font, size and colour that the cairo context
 * has, for those who know more of scripts than cairo does by itself.
 */
typedef struct
{
  double   (*measure) (cairo_t    *cr,
                       const char *text,
                       gpointer    data);
  void     (*show)    (cairo_t    *cr,
                       const char *text,
                       gpointer    data);
  gpointer   data;
} AriadneTextWriter;

/**
 * AriadneChartView:
 * @untitled: leave the title out
 * @right_to_left: text starts on the right; numbers still grow to the right
 * @live: more is to come: leave room to grow into, and let a scale shrink slowly
 * @zoomed: show only what lies from @x_low to @x_high
 * @follows: zoomed in on the latest data: the window moves as data arrives
 * @x_low: where the window begins
 * @x_high: where the window ends
 * @held_x: while live, where the horizontal axis ends at least
 * @held_y: while live, where the vertical axis ends at least
 * @n_smaller: how often in turn @held_y was more than twice what was needed
 * @writer: (nullable): what writes text; cairo itself if there is none
 *
 * How someone looks at a chart. All zeros is a good start: everything is shown.
 * The fields after @live are kept by the functions of the view.
 */
typedef struct
{
  gboolean                 untitled;
  gboolean                 right_to_left;
  gboolean                 live;
  gboolean                 zoomed;
  gboolean                 follows;
  double                   x_low;
  double                   x_high;
  double                   held_x;
  double                   held_y;
  guint                    n_smaller;
  const AriadneTextWriter *writer;
} AriadneChartView;

G_END_DECLS
