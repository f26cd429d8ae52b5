/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ARIADNE_AXIS_MAXIMUM_TICKS 32

/* An axis: which values it shows, and where its ticks are. */
typedef struct
{
  double   low;
  double   high;
  gboolean logarithmic;
  guint    n_ticks;
  double   ticks[ARIADNE_AXIS_MAXIMUM_TICKS];
} AriadneAxis;

void   _ariadne_axis_init_linear     (AriadneAxis       *self,
                                      double             maximum,
                                      guint              n_ticks);
void   _ariadne_axis_init_binary     (AriadneAxis       *self,
                                      double             maximum,
                                      guint              n_ticks);
void   _ariadne_axis_round_up        (AriadneAxis       *self);
void   _ariadne_axis_init_decades    (AriadneAxis       *self,
                                      double             minimum,
                                      double             maximum,
                                      guint              n_ticks);
void   _ariadne_axis_init_doublings  (AriadneAxis       *self,
                                      double             maximum,
                                      guint              n_ticks);
double _ariadne_axis_map             (const AriadneAxis *self,
                                      double             value);
char  *_ariadne_axis_format_tick     (const AriadneAxis *self,
                                      guint              tick) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
