/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "bench/sample-log.h"
#include "frame-meter.h"
#include "monitor-application.h"
#include "monitor-chart-private.h"
#include "widget-picture.h"

/* What the window costs, and whether it stays responsive. Runs within with-display:
 *
 *     bench-window write FILE BATCHES
 *         writes a log for the other commands; a batch takes 128 bytes or so.
 *     bench-window open FILE
 *         opens a log, and draws sixty frames a second until all of it is read.
 *     bench-window pages FILE [SECONDS]
 *         the same, and then goes from the page of the run to that of all and back.
 *     bench-window live [HZ [SECONDS]]
 *         watches a run whose log says more HZ times a second, and shows it as often;
 *         with 0 it says nothing at all.
 *
 * The window is the application's own, of the size that it has at first.
 */

#define DEFAULT_HZ      60
#define DEFAULT_SECONDS 10
#define WARM_SECONDS    2   /* which are not measured */
#define PAGES_MS        250 /* from one page to the next */

typedef struct
{
  MonitorApplication *application;
  MonitorWindow      *window;
  MonitorRun         *run;
} Bench;

static guint
get_number (char  **argv,
            guint   index,
            guint   otherwise)
{
  return g_strv_length (argv) > index ? (guint) g_ascii_strtoull (argv[index], NULL, 10)
                                      : otherwise;
}

static gboolean
stop_cb (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
spend (guint seconds)
{
  gboolean stopped = FALSE;

  g_timeout_add_seconds (seconds, stop_cb, &stopped);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
}

/* Opens a log as somebody does who names it on the command line. */
static void
bench_init (Bench      *self,
            const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  self->application = monitor_application_new ();
  if (!g_application_register (G_APPLICATION (self->application), NULL, &error))
    g_error ("%s", error->message);
  g_application_open (G_APPLICATION (self->application), &file, 1, "");
  self->window = monitor_application_get_window (self->application);
  self->run = monitor_window_get_run (self->window);
  wait_for_size (GTK_WIDGET (self->window));
  g_print ("%s, %d by %d\n",
           G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (self->window))),
           gtk_widget_get_width (GTK_WIDGET (self->window)),
           gtk_widget_get_height (GTK_WIDGET (self->window)));
}

static void
bench_clear (Bench *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->application);
}

/* How often the charts of the window have drawn their data. */
static guint
count_drawings (GtkWidget *widget)
{
  guint n = MONITOR_IS_CHART (widget) ? MONITOR_CHART (widget)->n_data_drawn : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_drawings (child);

  return n;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  gtk_widget_queue_draw (widget);

  return G_SOURCE_CONTINUE;
}

static void
loaded_cb (MonitorRun *run,
           GParamSpec *pspec,
           gboolean   *done)
{
  *done = monitor_run_get_loaded (run) == 1.0;
}

/* Frames come as fast as they can be shown, whether there is something new or not, so
 * that one that comes late is seen.
 */
static void
read_all (Bench *self)
{
  gboolean done = FALSE;
  gulong handler = g_signal_connect (self->run, "notify::loaded", G_CALLBACK (loaded_cb), &done);
  guint tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->window), tick_cb, NULL, NULL);
  FrameReport report;

  frame_meter_begin (GTK_WIDGET (self->window));
  while (!done && monitor_run_get_error (self->run) == NULL)
    g_main_context_iteration (NULL, TRUE);
  frame_meter_end (&report);
  frame_meter_print ("open", &report);
  gtk_widget_remove_tick_callback (GTK_WIDGET (self->window), tick);
  g_signal_handler_disconnect (self->run, handler);
  if (monitor_run_get_error (self->run) != NULL)
    g_error ("%s", monitor_run_get_error (self->run));
}

static int
run_open (char **argv)
{
  Bench bench;

  bench_init (&bench, argv[2]);
  read_all (&bench);
  bench_clear (&bench);

  return EXIT_SUCCESS;
}

static gboolean
other_page_cb (gpointer data)
{
  static guint n;
  Bench *bench = data;

  monitor_window_show_page (bench->window, n++ % 2 == 0 ? "compare" : "watch");

  return G_SOURCE_CONTINUE;
}

static int
run_pages (char **argv)
{
  FrameReport report;
  guint source;
  Bench bench;

  bench_init (&bench, argv[2]);
  read_all (&bench);
  source = g_timeout_add (PAGES_MS, other_page_cb, &bench);
  frame_meter_begin (GTK_WIDGET (bench.window));
  spend (get_number (argv, 3, DEFAULT_SECONDS));
  frame_meter_end (&report);
  frame_meter_print ("pages", &report);
  g_source_remove (source);
  bench_clear (&bench);

  return EXIT_SUCCESS;
}

static void
measure_live (Bench      *self,
              const char *what,
              guint       seconds)
{
  FrameReport report;
  guint n_drawings;

  spend (WARM_SECONDS);
  n_drawings = count_drawings (GTK_WIDGET (self->window));
  frame_meter_begin (GTK_WIDGET (self->window));
  spend (seconds);
  frame_meter_end (&report);
  frame_meter_print (what, &report);
  g_print ("  %.1f drawings of a chart's data a second\n",
           (count_drawings (GTK_WIDGET (self->window)) - n_drawings) / report.wall_s);
}

/* A child writes, so that this process has what the window costs, and nothing else. */
static int
run_live (char **argv)
{
  guint hz = get_number (argv, 2, DEFAULT_HZ);
  guint seconds = get_number (argv, 3, DEFAULT_SECONDS);
  g_autofree char *folder = g_dir_make_tmp ("bench-window-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "live.jsonl", NULL);
  g_autofree char *rate = g_strdup_printf ("%u", hz);
  g_autoptr (GSettings) settings = g_settings_new ("org.ariadne.Ariadne");
  g_autoptr (GSubprocess) writer = NULL;
  g_autoptr (GError) error = NULL;
  Bench bench;

  g_settings_set_uint (settings, "refresh-hz", MAX (hz, 1));
  writer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, argv[0], "append", path,
                             rate, NULL);
  if (writer == NULL)
    g_error ("%s", error->message);
  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_usleep (1000);

  bench_init (&bench, path);
  measure_live (&bench, argv[1], seconds);
  bench_clear (&bench);
  g_subprocess_force_exit (writer);
  g_subprocess_wait (writer, NULL, NULL);
  g_unlink (path);
  g_rmdir (folder);

  return EXIT_SUCCESS;
}

static gboolean
append_cb (gpointer data)
{
  static gint64 begin_us;
  static guint n_written;
  AriadneRunLog *log = data;
  guint n_due;

  if (begin_us == 0)
    begin_us = g_get_monotonic_time ();
  n_due = (guint) ((g_get_monotonic_time () - begin_us) / SAMPLE_LOG_BATCH_US);
  while (n_written < n_due)
    sample_log_write_batch (log, n_written++);
  sample_log_write_tick (log, n_written);
  ariadne_run_log_flush (log);

  return G_SOURCE_CONTINUE;
}

/* Until it is killed, or whoever has started it. */
static int
run_append (char **argv)
{
  g_autoptr (AriadneRunLog) log = sample_log_begin (argv[2]);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint hz = get_number (argv, 3, DEFAULT_HZ);

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  ariadne_run_log_flush (log);
  if (hz > 0)
    g_timeout_add (1000 / hz, append_cb, log);
  g_main_loop_run (loop);

  return EXIT_SUCCESS;
}

static int
run_write (char **argv)
{
  g_autoptr (AriadneRunLog) log = sample_log_begin (argv[2]);
  guint n_batches = get_number (argv, 3, 1000000);

  sample_log_write (log, 0, n_batches);
  sample_log_end (log, n_batches);

  return EXIT_SUCCESS;
}

static const struct
{
  const char *name;
  int       (*run) (char **argv);
  guint       n_arguments;
} commands[] = {
  { "append", run_append, 1 },
  { "live", run_live, 0 },
  { "open", run_open, 1 },
  { "pages", run_pages, 1 },
  { "write", run_write, 1 },
};

int
main (int    argc,
      char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (argc >= 2 + (int) commands[i].n_arguments && g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argv);

  g_printerr ("usage: bench-window write|open|pages FILE …, or live [HZ [SECONDS]]\n");

  return EXIT_FAILURE;
}
