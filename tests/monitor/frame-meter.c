/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "frame-meter.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

typedef struct
{
  gint64 wall_us;
  gint64 cpu_ns; /* of the thread */
} Moment;

/* Used by the main thread only. */
static struct
{
  FrameReport    report;
  GdkFrameClock *clock;
  GPollFunc      poll;
  Moment         woken;   /* when the main loop had something to do */
  Moment         frame;   /* when the frame began */
  gboolean       painted; /* in this frame */
  guint          second;  /* a source */
  gint64         begin_us;
  double         begin_cpu_s;
} meter;

static Moment
get_moment (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (Moment) { g_get_monotonic_time (), now.tv_sec * G_GINT64_CONSTANT (1000000000)
                                               + now.tv_nsec };
}

static double
get_cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
         + 1e-6 * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static double
get_resident_mib (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  unsigned long pages = 0;

  if (file != NULL && fscanf (file, "%*u %lu", &pages) != 1)
    pages = 0;
  if (file != NULL)
    fclose (file);

  return pages * (double) sysconf (_SC_PAGESIZE) / 1048576;
}

static void
add (FrameTimes *times,
     Moment      from)
{
  Moment now = get_moment ();
  double wall_ms = (now.wall_us - from.wall_us) / 1e3;
  double cpu_ms = (now.cpu_ns - from.cpu_ns) / 1e6;

  times->n++;
  times->n_late += wall_ms > FRAME_METER_LATE_MS;
  times->n_late_cpu += cpu_ms > FRAME_METER_LATE_MS;
  times->worst_ms = MAX (times->worst_ms, wall_ms);
  times->worst_cpu_ms = MAX (times->worst_cpu_ms, cpu_ms);
  times->cpu_s += cpu_ms / 1e3;
}

/* What happens between two calls of this is an iteration. */
static int
poll_cb (GPollFD *fds,
         guint    n_fds,
         int      timeout)
{
  int status;

  add (&meter.report.iterations, meter.woken);
  status = meter.poll (fds, n_fds, timeout);
  meter.woken = get_moment ();

  return status;
}

static void
before_paint_cb (void)
{
  meter.frame = get_moment ();
  meter.painted = FALSE;
}

static void
paint_cb (void)
{
  meter.painted = TRUE;
}

static void
after_paint_cb (void)
{
  if (meter.painted)
    add (&meter.report.frames, meter.frame);
}

static gboolean
second_cb (gpointer user_data)
{
  meter.report.most_mib = MAX (meter.report.most_mib, get_resident_mib ());

  return G_SOURCE_CONTINUE;
}

void
frame_meter_begin (GtkWidget *window)
{
  meter.report = (FrameReport) { .begin_mib = get_resident_mib () };
  meter.report.most_mib = meter.report.begin_mib;
  meter.begin_us = g_get_monotonic_time ();
  meter.begin_cpu_s = get_cpu_s ();
  meter.woken = get_moment ();

  meter.clock = g_object_ref (gtk_widget_get_frame_clock (window));
  g_signal_connect (meter.clock, "before-paint", G_CALLBACK (before_paint_cb), &meter);
  g_signal_connect (meter.clock, "paint", G_CALLBACK (paint_cb), &meter);
  g_signal_connect (meter.clock, "after-paint", G_CALLBACK (after_paint_cb), &meter);
  meter.second = g_timeout_add_seconds (1, second_cb, NULL);
  meter.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_cb);
}

void
frame_meter_end (FrameReport *report)
{
  g_main_context_set_poll_func (NULL, meter.poll);
  g_clear_handle_id (&meter.second, g_source_remove);
  g_signal_handlers_disconnect_by_data (meter.clock, &meter);
  g_clear_object (&meter.clock);

  meter.report.wall_s = (g_get_monotonic_time () - meter.begin_us) / 1e6;
  meter.report.cpu_s = get_cpu_s () - meter.begin_cpu_s;
  meter.report.end_mib = get_resident_mib ();
  *report = meter.report;
}

static void
print_times (const char       *what,
             const FrameTimes *times,
             double            wall_s)
{
  g_print ("  %-10s %6u, %5.1f/s, %7.3f ms of CPU each, longest %6.1f ms (CPU %6.1f ms), "
           "over %d ms: %u (CPU %u)\n",
           what, times->n, times->n / wall_s, times->n == 0 ? 0 : 1e3 * times->cpu_s / times->n,
           times->worst_ms, times->worst_cpu_ms, FRAME_METER_LATE_MS, times->n_late,
           times->n_late_cpu);
}

void
frame_meter_print (const char        *what,
                   const FrameReport *report)
{
  g_print ("%s: %.1f s, %.2f %% of a core; memory %.0f MiB, at most %.0f, in the end %.0f\n",
           what, report->wall_s, 100 * report->cpu_s / report->wall_s, report->begin_mib,
           report->most_mib, report->end_mib);
  print_times ("frames", &report->frames, report->wall_s);
  print_times ("iterations", &report->iterations, report->wall_s);
}
