/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-application.h"

#include "monitor-fixture.h"
#include "widget-picture.h"
#include "window-fixture.h"

/* Leaves pictures of the window in the build folder, for people to look at: with runs
 * that were made a moment ago, some of which are over, and one of which goes on. Runs
 * within with-display.
 */

#define WIDTH 1200
#define HEIGHT 860

/* Batches that take their time, as those of a network do. */
#define EVENTFUL_RUN \
  "--num-searches=8", "--model=fake:a=5ms,c=150us"

typedef struct
{
  MonitorApplication *application;
  MonitorRun         *finished; /* owned by the list of the application */
  MonitorRun         *running;  /* the same */
  GtkWidget          *window;
} Fixture;

static const char *const continuous_run[] = {
  "--continuous", "--skip-sync", "--gnn-budget=12000", EVENTFUL_RUN, NULL,
};
static const char *const threads_run[] = {
  "--engine=thread", "--num-procs=4", "--gnn-budget=12000", EVENTFUL_RUN, NULL,
};
static const char *const long_run[] = {
  "--engine=thread", "--num-procs=2", "--skip-sync", "--gnn-budget=150000", EVENTFUL_RUN, NULL,
};

static gboolean
is_over (gpointer data)
{
  return !monitor_run_get_active (data) && monitor_run_get_loaded (data) == 1.0;
}

static gboolean
is_under_way (gpointer data)
{
  return monitor_run_get_progress (data) >= 0.05;
}

static MonitorRun *
launch (Fixture            *fixture,
        const char         *title,
        const char * const *arguments)
{
  MonitorRunList *runs = monitor_application_get_runs (fixture->application);
  g_autoptr (GError) error = NULL;
  MonitorRun *run = monitor_run_list_launch (runs, title, arguments, &error);

  g_assert_no_error (error);

  return run;
}

static void
make_runs (Fixture *fixture)
{
  MonitorRun *continuous = launch (fixture, "Continuous", continuous_run);

  fixture->finished = launch (fixture, "Four Threads", threads_run);
  fixture->running = launch (fixture, "Two Threads", long_run);
  wait_until ("end of the first run", is_over, continuous);
  wait_until ("end of the second run", is_over, fixture->finished);
  wait_until ("progress of the third run", is_under_way, fixture->running);
}

/* Nothing here lays windows over each other, so GTK puts thick frames around them, which
 * no desktop of today shows.
 */
static void
open_window (Fixture *fixture)
{
  MonitorWindow *window = monitor_application_get_window (fixture->application);

  monitor_window_set_run (window, fixture->finished);
  fixture->window = GTK_WIDGET (window);
  gtk_widget_remove_css_class (fixture->window, "solid-csd");
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
}

/* There is nobody here to notify, which GLib warns of. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.ariadne.Ariadne");
  g_autoptr (GError) error = NULL;

  g_settings_set_boolean (settings, "notify", FALSE);
  fixture->application = monitor_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (fixture->application), NULL, &error));
  g_assert_no_error (error);
  prepare_pictures ();
  make_runs (fixture);
  open_window (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  monitor_run_stop (fixture->running);
  wait_until ("end of the third run", is_over, fixture->running);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->application);
}

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

static gboolean
is_checked (gpointer data)
{
  return !says (data, "Checking…");
}

static void
save_picture (Fixture    *fixture,
              const char *page,
              const char *suffix)
{
  g_autofree char *folder = g_build_filename (g_test_get_dir (G_TEST_BUILT), "monitor",
                                              "pictures", NULL);
  g_autofree char *file = g_strconcat (page, "-", suffix, ".png", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  cairo_surface_t *surface;

  g_assert_true (monitor_window_show_page (MONITOR_WINDOW (fixture->window), page));
  settle (fixture->window);
  wait_until ("what the form has checked", is_checked, fixture->window);
  settle (fixture->window);
  surface = draw_widget (fixture->window);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static void
save_pages (Fixture    *fixture,
            const char *suffix)
{
  static const char *const pages[] = { "launch", "watch", "compare", "optimize" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    save_picture (fixture, pages[i], suffix);
}

static gboolean
is_optimized (gpointer data)
{
  return !monitor_program_list_get_running (data);
}

/* A page with something to see. */
static void
optimize (Fixture *fixture)
{
  MonitorOptimizePage *page = monitor_window_get_optimize_page (MONITOR_WINDOW (fixture->window));

  monitor_optimize_page_optimize (page, "blas");
  wait_until ("programs", is_optimized, monitor_optimize_page_get_programs (page));
}

static void
test_light_and_dark (Fixture       *fixture,
                     gconstpointer  data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  optimize (fixture);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  save_pages (fixture, "light");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  save_pages (fixture, "dark");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);

  g_test_add ("/Monitor/Pictures/light_and_dark", Fixture, NULL, set_up, test_light_and_dark,
              tear_down);

  return g_test_run ();
}
