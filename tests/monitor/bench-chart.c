/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <adwaita.h>
#include <sys/resource.h>

#include "chart/sample-charts.h"

#include "monitor-chart-private.h"
#include "widget-picture.h"

/* What live charts cost: the processor time of the six that are seen of a run, while
 * all of them get new data sixty times a second or ten times, and the time of the longest frame
 * of a chart of a million points. Runs within with-display.
 *
 * Time of a clock says nothing on a machine that has other work; what is said is the
 * time of the processor.
 */

#define N_CHARTS 6
#define SECONDS 5
#define MANY 1000000

typedef struct
{
  AriadneChart *charts[N_CHARTS];
  MonitorChart *widgets[N_CHARTS];
  GtkWidget    *window;
  guint         n_updates;
} Page;

static double
get_cpu_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
         + 1e-6 * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void
page_init (Page *self)
{
  AriadneChart *charts[] = { sample_sizes_new (), sample_fraction_new (), sample_rate_new (),
                             sample_latency_new (), sample_rate_new (), sample_runs_new () };
  GtkWidget *grid = gtk_grid_new ();

  self->window = gtk_window_new ();
  self->n_updates = 0;
  for (guint i = 0; i < N_CHARTS; i++)
    {
      GtkWidget *widget = monitor_chart_new (charts[i]);

      gtk_widget_set_size_request (widget, 400, 260);
      gtk_grid_attach (GTK_GRID (grid), widget, i % 3, i / 3, 1, 1);
      monitor_chart_set_live (MONITOR_CHART (widget), TRUE);
      self->charts[i] = charts[i];
      self->widgets[i] = MONITOR_CHART (widget);
    }
  gtk_window_set_child (GTK_WINDOW (self->window), grid);
  gtk_window_present (GTK_WINDOW (self->window));
  wait_for_size (GTK_WIDGET (self->widgets[N_CHARTS - 1]));
}

static void
page_clear (Page *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  for (guint i = 0; i < N_CHARTS; i++)
    g_object_unref (self->charts[i]);
}

/* One more point at the end of each line; one more batch of some size. */
static gboolean
update_cb (gpointer data)
{
  Page *self = data;

  for (guint i = 0; i < N_CHARTS; i++)
    for (guint j = 0; j < ariadne_chart_get_n_series (self->charts[i]); j++)
      {
        const double *x, *y;
        guint n = ariadne_chart_get_points (self->charts[i], j, &x, &y);
        double last_x = x[n - 1] * 1.0005;
        double last_y = y[n - 1] * (self->n_updates % 2 == 0 ? 1.05 : 1 / 1.05);
        g_autofree double *counts = NULL;

        if (i > 0)
          {
            ariadne_chart_append_points (self->charts[i], j, 1, &last_x, &last_y, NULL);
            continue;
          }
        counts = g_memdup2 (y, n * sizeof *y);
        counts[self->n_updates % n]++;
        ariadne_chart_set_points (self->charts[i], j, n, x, counts, NULL);
      }
  self->n_updates++;

  return G_SOURCE_CONTINUE;
}

static gboolean
stop_cb (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
run_page (guint updates_per_second)
{
  Page page;
  gboolean stopped = FALSE;
  guint n_frames = 0, n_data = 0;
  guint source;
  double cpu_s;

  page_init (&page);
  wait_for_frame (page.window);

  g_timeout_add_seconds (SECONDS, stop_cb, &stopped);
  source = g_timeout_add (1000 / updates_per_second, update_cb, &page);
  cpu_s = get_cpu_time ();
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
  cpu_s = get_cpu_time () - cpu_s;
  g_source_remove (source);

  for (guint i = 0; i < N_CHARTS; i++)
    {
      n_frames += page.widgets[i]->n_frames_drawn;
      n_data += page.widgets[i]->n_data_drawn;
    }
  g_print ("%u updates/s: %4u updates of %d charts, %5u drawings of data, %4u of frames, "
           "%.3f ms an update, %.1f %% of a core\n",
           updates_per_second, page.n_updates, N_CHARTS, n_data, n_frames,
           1000 * cpu_s / page.n_updates, 100 * cpu_s / page.n_updates * updates_per_second);
  page_clear (&page);
}

static void
run_many (void)
{
  AriadneChart *chart = ariadne_chart_new ("A million points");
  AriadneSeriesStyle style = { .kind = ARIADNE_SERIES_LINES };
  guint series = ariadne_chart_add_series (chart, "many", &style);
  g_autofree double *x = g_new (double, MANY);
  g_autofree double *y = g_new (double, MANY);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 450);
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; i < MANY; i++)
    {
      x[i] = i;
      y[i] = (i * 2654435761u) % 1000;
    }
  ariadne_chart_set_points (chart, series, MANY, x, y, NULL);
  for (guint logarithmic = 0; logarithmic < 2; logarithmic++)
    {
      double cpu_s;

      ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_X, logarithmic);
      ariadne_chart_set_logarithmic (chart, ARIADNE_CHART_Y, logarithmic);
      cpu_s = get_cpu_time ();
      ariadne_chart_draw (chart, NULL, ARIADNE_CHART_ALL, cr, 800, 450,
                          ariadne_palette_get_light ());
      g_print ("%d points on %s axes: drawn in %.1f ms\n", MANY,
               logarithmic ? "logarithmic" : "linear", 1000 * (get_cpu_time () - cpu_s));
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  g_object_unref (chart);
}

int
main (int   argc,
      char *argv[])
{
  gtk_init ();
  adw_init ();

  run_page (60);
  run_page (10);
  run_many ();

  return 0;
}
