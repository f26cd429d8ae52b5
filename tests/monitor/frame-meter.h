/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How long the frames of a window take, and whatever else keeps its main loop from the
 * next one. There is one meter at a time, since there is one main loop.
 */

/* What took how long, each time: by the clock, and of the processor. On a machine that
 * has other work only the latter says what the program is to blame for.
 */
typedef struct
{
  guint  n;
  guint  n_late;     /* over FRAME_METER_LATE_MS by the clock */
  guint  n_late_cpu; /* over that of the processor */
  double worst_ms;
  double worst_cpu_ms;
  double cpu_s;
} FrameTimes;

#define FRAME_METER_LATE_MS 50

typedef struct
{
  FrameTimes frames;     /* from before-paint to after-paint, where something was painted */
  FrameTimes iterations; /* of the main loop, from one wait to the next; frames included */
  double     wall_s;
  double     cpu_s;      /* of all threads of the process */
  double     begin_mib;  /* resident memory */
  double     most_mib;   /* as seen once a second */
  double     end_mib;
} FrameReport;

void frame_meter_begin (GtkWidget   *window);
void frame_meter_end   (FrameReport *report);
void frame_meter_print (const char        *what,
                        const FrameReport *report);

G_END_DECLS
