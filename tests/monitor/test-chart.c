/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-chart-private.h"
#include "monitor-table-window.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "chart/sample-charts.h"

#include "widget-picture.h"

/* The widget for charts, in a window of its own. Runs within with-display. */

typedef struct
{
  AriadneChart *chart;
  MonitorChart *widget;
  GtkWidget    *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->chart = sample_runs_new ();
  fixture->widget = MONITOR_CHART (monitor_chart_new (fixture->chart));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 480, 300);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->widget));
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for_size (GTK_WIDGET (fixture->widget));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->widget), (gpointer *) &fixture->widget);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  /* A frame that is being drawn may hold it until it is done. */
  while (fixture->widget != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->chart);
}

static void
snapshot (Fixture *fixture)
{
  wait_for_frame (GTK_WIDGET (fixture->widget));
}

/* Keys, as the controller hands them on. */
static gboolean
press (Fixture         *fixture,
       guint            key,
       GdkModifierType  state)
{
  g_autoptr (GListModel) controllers =
    gtk_widget_observe_controllers (GTK_WIDGET (fixture->widget));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &handled);
    }

  return handled;
}

static void
move_pointer (Fixture *fixture,
              double   x,
              double   y)
{
  g_autoptr (GListModel) controllers =
    gtk_widget_observe_controllers (GTK_WIDGET (fixture->widget));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
        g_signal_emit_by_name (controller, "motion", x, y);
    }
}

static void
test_accessible (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (fixture->widget);
  g_autofree char *summary = ariadne_chart_summarise (fixture->chart);

  gtk_test_accessible_assert_role (accessible, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Time against examples");
  gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary);
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (fixture->widget)));
}

static gboolean
has_description (Fixture    *fixture,
                 const char *text)
{
  g_autofree char *value = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (fixture->widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);

  return value == NULL;
}

static void
notified_cb (guint *n)
{
  (*n)++;
}

/* However often data comes, the summary follows, in the end with the latest. */
static void
test_summary_follows (Fixture       *fixture,
                      gconstpointer  data)
{
  double x = 16001, y = 100;
  g_autofree char *summary = NULL;
  guint n_notified = 0;

  g_signal_connect_swapped (fixture->widget, "notify::summary", G_CALLBACK (notified_cb),
                            &n_notified);
  for (guint i = 0; i < 100; i++, x++)
    g_assert_true (ariadne_chart_append_points (fixture->chart, 1, 1, &x, &y, NULL));
  g_assert_cmpuint (n_notified, ==, 1);

  summary = ariadne_chart_summarise (fixture->chart);
  g_assert_nonnull (strstr (summary, "sync – Time: last 100 s"));
  while (!has_description (fixture, summary))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_notified, <=, 2);
}

/* What has not changed is not drawn again. */
static void
test_layers_are_kept (Fixture       *fixture,
                      gconstpointer  data)
{
  MonitorChart *widget = fixture->widget;
  const double x = 16000, y = 5;
  guint n_frames, n_data;

  snapshot (fixture);
  n_frames = widget->n_frames_drawn;
  n_data = widget->n_data_drawn;

  for (guint i = 0; i < 20; i++)
    {
      move_pointer (fixture, 100 + 10 * i, 150);
      g_assert_true (widget->has_hit);
      snapshot (fixture);
    }
  g_assert_cmpuint (widget->n_frames_drawn, ==, n_frames);
  g_assert_cmpuint (widget->n_data_drawn, ==, n_data);

  /* Data that fits into the axes leaves them alone. */
  g_assert_true (ariadne_chart_append_points (fixture->chart, 1, 1, &x, &y, NULL));
  snapshot (fixture);
  g_assert_cmpuint (widget->n_frames_drawn, ==, n_frames);
  g_assert_cmpuint (widget->n_data_drawn, ==, n_data + 1);

  ariadne_chart_set_series_visible (fixture->chart, 1, FALSE);
  snapshot (fixture);
  g_assert_cmpuint (widget->n_frames_drawn, ==, n_frames + 1);
}

/* The greatest difference of any colour of any pixel. */
static guint
compare_pictures (cairo_surface_t *a,
                  cairo_surface_t *b)
{
  gsize size = (gsize) cairo_image_surface_get_stride (a) * cairo_image_surface_get_height (a);
  const guchar *x = cairo_image_surface_get_data (a);
  const guchar *y = cairo_image_surface_get_data (b);
  guint most = 0;

  for (gsize i = 0; i < size; i++)
    most = MAX (most, (guint) ABS (x[i] - y[i]));

  return most;
}

/* Of lines that grow only the ends are drawn, and that cannot be seen. */
static void
test_grows_as_if_drawn_anew (Fixture       *fixture,
                             gconstpointer  data)
{
  static const AriadneDash dashes[] = { ARIADNE_DASH_SOLID, ARIADNE_DASH_DASHED,
                                        ARIADNE_DASH_SOLID };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  cairo_surface_t *grown, *anew;
  guint n_drawn;

  ariadne_chart_remove_all (fixture->chart);
  for (guint i = 0; i < G_N_ELEMENTS (dashes); i++)
    {
      AriadneSeriesStyle style = { .colour = i, .dash = dashes[i] };

      ariadne_chart_add_series (fixture->chart, "grows", &style);
    }
  monitor_chart_set_live (fixture->widget, TRUE);

  for (guint i = 0; i < 120; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (dashes); j++)
        {
          double x = 100 * i;
          double y = j == 2 ? g_rand_double (rand) : 0.5 + 0.1 * j;

          g_assert_true (ariadne_chart_append_points (fixture->chart, j, 1, &x, &y, NULL));
        }
      snapshot (fixture);
    }

  grown = draw_widget (GTK_WIDGET (fixture->widget));
  n_drawn = fixture->widget->n_data_drawn;
  _monitor_chart_view_changed (fixture->widget);
  snapshot (fixture);
  g_assert_cmpuint (fixture->widget->n_data_drawn, ==, n_drawn + 1);
  anew = draw_widget (GTK_WIDGET (fixture->widget));
  /* Edges are smoothed a little differently where a line begins within a picture. */
  g_assert_cmpuint (compare_pictures (grown, anew), <=, 32);
  cairo_surface_destroy (grown);
  cairo_surface_destroy (anew);
}

/* A chart that nobody changes draws nothing, and nothing wakes up for it. */
static void
test_nothing_ticks (Fixture       *fixture,
                    gconstpointer  data)
{
  snapshot (fixture);
  g_assert_false (fixture->widget->stale);
  g_assert_cmpuint (fixture->widget->describe.source, ==, 0);
  ariadne_chart_set_series_visible (fixture->chart, 1, FALSE);
  g_assert_true (fixture->widget->stale);
  while (fixture->widget->stale || fixture->widget->describe.source != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_keys_walk_over_points (Fixture       *fixture,
                            gconstpointer  data)
{
  MonitorChart *widget = fixture->widget;
  g_autofree char *text = NULL;

  snapshot (fixture);
  g_assert_true (press (fixture, GDK_KEY_Home, 0));
  g_assert_true (widget->has_hit);
  g_assert_cmpuint (widget->hit.point, ==, 0);
  g_assert_true (press (fixture, GDK_KEY_Right, 0));
  g_assert_true (press (fixture, GDK_KEY_Right, 0));
  g_assert_cmpuint (widget->hit.point, ==, 2);
  g_assert_cmpfloat (widget->hit.x, ==, 320);
  g_assert_true (press (fixture, GDK_KEY_Left, 0));
  g_assert_cmpuint (widget->hit.point, ==, 1);
  g_assert_true (press (fixture, GDK_KEY_End, 0));
  g_assert_cmpuint (widget->hit.point, ==, 100);

  /* Who does not see it hears it. */
  text = ariadne_chart_describe_hit (fixture->chart, &widget->hit);
  g_assert_nonnull (strstr (text, "Examples evaluated: 16000"));
  g_assert_true (has_description (fixture, text));

  g_assert_true (press (fixture, GDK_KEY_Escape, 0));
  g_assert_false (widget->has_hit);
  g_assert_false (press (fixture, GDK_KEY_Escape, 0));
  g_assert_false (press (fixture, GDK_KEY_a, 0));
}

static void
test_keys_zoom (Fixture       *fixture,
                gconstpointer  data)
{
  MonitorChart *widget = fixture->widget;
  double low;

  snapshot (fixture);
  g_assert_true (press (fixture, GDK_KEY_plus, 0));
  g_assert_true (widget->view.zoomed);
  g_assert_cmpfloat_with_epsilon (widget->view.x_high - widget->view.x_low, 16000 / 1.25, 1e-6);
  low = widget->view.x_low;
  g_assert_true (press (fixture, GDK_KEY_Right, GDK_CONTROL_MASK));
  g_assert_cmpfloat_with_epsilon (widget->view.x_low - low, 1280, 1e-6);
  g_assert_true (press (fixture, GDK_KEY_minus, 0));
  g_assert_false (widget->view.zoomed);
  g_assert_true (press (fixture, GDK_KEY_plus, 0));
  g_assert_true (press (fixture, GDK_KEY_0, 0));
  g_assert_false (widget->view.zoomed);
}

static void
test_actions (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *widget = GTK_WIDGET (fixture->widget);
  gboolean logarithmic;

  g_assert_true (gtk_widget_activate_action (widget, "chart.log-y", NULL));
  g_assert_true (ariadne_chart_get_logarithmic (fixture->chart, ARIADNE_CHART_Y));
  g_object_get (widget, "log-y", &logarithmic, NULL);
  g_assert_true (logarithmic);
  g_assert_true (gtk_widget_activate_action (widget, "chart.log-y", NULL));
  g_assert_false (ariadne_chart_get_logarithmic (fixture->chart, ARIADNE_CHART_Y));
  g_assert_true (gtk_widget_activate_action (widget, "chart.log-x", NULL));
  g_assert_true (ariadne_chart_get_logarithmic (fixture->chart, ARIADNE_CHART_X));

  g_assert_true (gtk_widget_activate_action (widget, "chart.zoom-in", NULL));
  g_assert_true (fixture->widget->view.zoomed);
  g_assert_true (gtk_widget_activate_action (widget, "chart.reset-zoom", NULL));
  g_assert_false (fixture->widget->view.zoomed);
}

static void
got_text_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, &error);
  g_assert_no_error (error);
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *widget = GTK_WIDGET (fixture->widget);
  g_autofree char *expected = ariadne_chart_to_csv (fixture->chart);
  g_autofree char *copied = NULL;

  g_assert_true (gtk_widget_activate_action (widget, "chart.copy-csv", NULL));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, got_text_cb, &copied);
  while (copied == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (copied, ==, expected);
}

/* What is seen is saved: the window that is zoomed in on. */
static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("monitor-chart-XXXXXX", NULL);
  static const char * const names[] = { "all.svg", "zoomed.svg", "chart.png", "chart.csv" };
  g_auto (GStrv) contents = g_new0 (char *, G_N_ELEMENTS (names) + 1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (i == 1)
        _monitor_chart_zoom (fixture->widget, 8, 0.5);
      g_assert_true (monitor_chart_export (fixture->widget, path, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &contents[i], NULL, NULL));
      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpstr (contents[0], !=, contents[1]);
  g_assert_true (g_str_has_prefix (contents[0], "<?xml"));
  g_assert_true (g_str_has_prefix (contents[3], "series,Examples evaluated,Time (s)\r\n"));

  g_assert_false (monitor_chart_export (fixture->widget, "/no/such/folder/chart.png", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_table (Fixture       *fixture,
            gconstpointer  data)
{
  GListModel *model = monitor_chart_get_table_model (fixture->widget);
  g_autoptr (MonitorChartPoint) point = NULL;
  g_autofree char *series = NULL;
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;

  /* Eight series of 101 points. The second is the first run's. */
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 808);
  g_assert_null (g_list_model_get_item (model, 808));
  point = g_list_model_get_item (model, 101);
  g_object_get (point, "series", &series, "x", &x, "y", &y, NULL);
  g_assert_cmpstr (series, ==, "sync");
  g_assert_cmpstr (x, ==, "0");
  g_assert_cmpstr (y, ==, "0 s");

  ariadne_chart_set_series_visible (fixture->chart, 0, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 707);
}

/* It shows all points, and goes when its reader has read enough. */
static void
test_table_window (Fixture       *fixture,
                   gconstpointer  data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  g_autoptr (GtkWindow) table = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->widget), "chart.table", NULL));
  for (guint i = 0; i < g_list_model_get_n_items (windows) && table == NULL; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (MONITOR_IS_TABLE_WINDOW (window))
        table = g_steal_pointer (&window);
    }

  g_assert_nonnull (table);
  g_assert_cmpstr (gtk_window_get_title (table), ==, ariadne_chart_get_title (fixture->chart));
  g_assert_cmpuint (g_list_model_get_n_items (monitor_table_window_get_points (
                      MONITOR_TABLE_WINDOW (table))), ==, 808);

  gtk_window_destroy (table);
  g_assert_finalize_object (g_steal_pointer (&table));
}

static gboolean
is_dark (const AriadneColour *colour)
{
  return colour->red + colour->green + colour->blue < 1.5;
}

static void
test_colours_follow_the_theme (Fixture       *fixture,
                               gconstpointer  data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  snapshot (fixture);
  g_assert_true (is_dark (&fixture->widget->palette.background));
  g_assert_false (is_dark (&fixture->widget->palette.text));

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  snapshot (fixture);
  g_assert_false (is_dark (&fixture->widget->palette.background));
  g_assert_true (is_dark (&fixture->widget->palette.text));
}

static void
test_another_chart (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (AriadneChart) sizes = sample_sizes_new ();

  press (fixture, GDK_KEY_End, 0);
  press (fixture, GDK_KEY_plus, 0);
  monitor_chart_set_chart (fixture->widget, sizes);
  g_assert_false (fixture->widget->has_hit);
  g_assert_false (fixture->widget->view.zoomed);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->widget),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Batch sizes");
  g_assert_cmpuint (g_list_model_get_n_items (monitor_chart_get_table_model (fixture->widget)), ==,
                    128);

  snapshot (fixture);
  press (fixture, GDK_KEY_End, 0);
  g_assert_cmpuint (fixture->widget->hit.n_points, ==, 4);

  monitor_chart_set_chart (fixture->widget, NULL);
  g_assert_null (monitor_chart_get_table_model (fixture->widget));
  g_assert_false (press (fixture, GDK_KEY_Home, 0));
  monitor_chart_set_chart (fixture->widget, fixture->chart);
}

/* What was at the pointer may go while the pointer stays. */
static void
test_hit_goes_with_its_point (Fixture       *fixture,
                              gconstpointer  data)
{
  snapshot (fixture);
  press (fixture, GDK_KEY_End, 0);
  g_assert_true (fixture->widget->has_hit);
  ariadne_chart_remove_all (fixture->chart);
  while (fixture->widget->stale)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (fixture->widget->has_hit);
  snapshot (fixture);
}

#define ADD(name) \
  g_test_add ("/Monitor/Chart/" #name, Fixture, NULL, set_up, test_##name, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD (accessible);
  ADD (summary_follows);
  ADD (layers_are_kept);
  ADD (grows_as_if_drawn_anew);
  ADD (nothing_ticks);
  ADD (keys_walk_over_points);
  ADD (keys_zoom);
  ADD (actions);
  ADD (copy);
  ADD (export);
  ADD (table);
  ADD (table_window);
  ADD (colours_follow_the_theme);
  ADD (another_chart);
  ADD (hit_goes_with_its_point);

  return g_test_run ();
}
