/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "chart/ariadne-palette.h"
#include "experiment/ariadne-report.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_PLOT (ariadne_plot_get_type ())

/**
 * AriadnePlotFlags:
 * @ARIADNE_PLOT_DEFAULT: every axis is linear
 * @ARIADNE_PLOT_LOG_SIZES: the axis of the batch sizes is logarithmic
 * @ARIADNE_PLOT_LOG_TIMES: the axis of the times is logarithmic
 *
 * How a plot is drawn.
 */
typedef enum {
  ARIADNE_PLOT_DEFAULT = 0,
  ARIADNE_PLOT_LOG_SIZES = 1 << 0,
  ARIADNE_PLOT_LOG_TIMES = 1 << 1,
} AriadnePlotFlags;

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadnePlot, ariadne_plot, ARIADNE, PLOT, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadnePlot *ariadne_plot_new              (AriadneReport         *report,
                                            AriadnePlotFlags       flags)
                                           G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
gboolean     ariadne_plot_check_path       (const char            *path,
                                            GError               **error);
ARIADNE_AVAILABLE_IN_ALL
void         ariadne_plot_get_natural_size (AriadnePlot           *self,
                                            double                *width,
                                            double                *height);
ARIADNE_AVAILABLE_IN_ALL
void         ariadne_plot_draw             (AriadnePlot           *self,
                                            cairo_t               *cr,
                                            double                 width,
                                            double                 height,
                                            const AriadnePalette  *palette);
ARIADNE_AVAILABLE_IN_ALL
gboolean     ariadne_plot_save             (AriadnePlot           *self,
                                            const char            *path,
                                            GError               **error);
ARIADNE_AVAILABLE_IN_ALL
char        *ariadne_plot_to_csv           (AriadnePlot           *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
