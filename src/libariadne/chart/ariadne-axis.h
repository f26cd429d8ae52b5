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
  double   step;   /* between ticks, unless they are at powers */
  double   unit;   /* the labels of the ticks are in multiples of that */
  guint    n_ticks;
  double   ticks[ARIADNE_AXIS_MAXIMUM_TICKS];
} AriadneAxis;

/* A unit of time, for people to read. */
typedef struct
{
  double      seconds;
  const char *name;
} AriadneTimeUnit;

const AriadneTimeUnit *_ariadne_axis_get_time_unit (double longest_s);
const char            *_ariadne_axis_get_unit_name (const AriadneAxis *self);

guint  _ariadne_axis_count_ticks     (double             room,
                                      double             distance);

void   _ariadne_axis_init_linear     (AriadneAxis       *self,
                                      double             maximum,
                                      guint              n_ticks);
void   _ariadne_axis_init_binary     (AriadneAxis       *self,
                                      double             maximum,
                                      guint              n_ticks);
void   _ariadne_axis_init_window     (AriadneAxis       *self,
                                      double             low,
                                      double             high,
                                      guint              n_ticks,
                                      gboolean           logarithmic,
                                      gboolean           whole);
void   _ariadne_axis_set_unit        (AriadneAxis       *self,
                                      double             unit);
void   _ariadne_axis_round_up        (AriadneAxis       *self);
void   _ariadne_axis_round_down      (AriadneAxis       *self);
void   _ariadne_axis_init_decades    (AriadneAxis       *self,
                                      double             minimum,
                                      double             maximum,
                                      guint              n_ticks);
void   _ariadne_axis_init_doublings  (AriadneAxis       *self,
                                      double             maximum,
                                      guint              n_ticks);
double _ariadne_axis_place           (const AriadneAxis *self,
                                      double             value);
double _ariadne_axis_map             (const AriadneAxis *self,
                                      double             value);
double _ariadne_axis_unmap           (const AriadneAxis *self,
                                      double             position);
char  *_ariadne_axis_format_tick     (const AriadneAxis *self,
                                      guint              tick) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
