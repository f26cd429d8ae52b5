/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-bar.h"

#include "widget-picture.h"

#define WIDTH 200
#define HEIGHT 20

typedef struct
{
  GtkWidget *window;
  GtkWidget *bar;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->window = gtk_window_new ();
  fixture->bar = g_object_new (MONITOR_TYPE_BAR, "halign", GTK_ALIGN_START, NULL);
  gtk_widget_set_size_request (fixture->bar, WIDTH, HEIGHT);
  gtk_widget_set_direction (fixture->bar, GPOINTER_TO_INT (data));
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->bar);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for_size (fixture->bar);
  wait_for_frame (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

/* Of how many pixels in the middle row the colour is that at one end. */
static guint
count_like (Fixture *fixture,
            guint    end)
{
  cairo_surface_t *picture;
  const guint32 *row;
  guint32 colour;
  guint width;
  guint n = 0;

  wait_for_frame (fixture->bar);
  picture = draw_widget (fixture->bar);
  width = cairo_image_surface_get_width (picture);
  row = (guint32 *) (cairo_image_surface_get_data (picture)
                     + cairo_image_surface_get_height (picture) / 2
                         * cairo_image_surface_get_stride (picture));
  colour = row[end == 0 ? 6 : width - 7];
  for (guint i = 0; i < width; i++)
    n += row[i] == colour;
  cairo_surface_destroy (picture);

  return n;
}

static void
test_grows_from_its_beginning (Fixture       *fixture,
                               gconstpointer  data)
{
  guint begin = GPOINTER_TO_INT (data) == GTK_TEXT_DIR_RTL ? 1 : 0;

  monitor_bar_set_fraction (MONITOR_BAR (fixture->bar), 0.7);
  g_assert_cmpuint (count_like (fixture, begin), >=, 136);
  g_assert_cmpuint (count_like (fixture, begin), <=, 142);
  g_assert_cmpuint (count_like (fixture, !begin), <=, 62);
  monitor_bar_set_fraction (MONITOR_BAR (fixture->bar), 0);
  g_assert_cmpuint (count_like (fixture, begin), >=, 196);
}

static void
count_cb (guint *n)
{
  ++*n;
}

/* What changes by less than a pixel is told, and not drawn. */
static void
test_draws_what_is_seen (Fixture       *fixture,
                         gconstpointer  data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->window);
  guint n_notified = 0;
  guint n_painted = 0;

  monitor_bar_set_fraction (MONITOR_BAR (fixture->bar), 0.5);
  wait_for_frame (fixture->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect_swapped (fixture->bar, "notify::fraction", G_CALLBACK (count_cb), &n_notified);
  g_signal_connect_swapped (clock, "paint", G_CALLBACK (count_cb), &n_painted);

  monitor_bar_set_fraction (MONITOR_BAR (fixture->bar), 0.501);
  monitor_bar_set_fraction (MONITOR_BAR (fixture->bar), 0.501);
  g_assert_cmpuint (n_notified, ==, 1);
  gtk_test_accessible_assert_property (fixture->bar, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.501);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_painted, ==, 0);

  monitor_bar_set_fraction (MONITOR_BAR (fixture->bar), 0.52);
  while (n_painted == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (clock, &n_painted);
}

static void
add (const char       *name,
     GtkTextDirection  direction,
     void            (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/Monitor/Bar/", name, NULL);

  g_test_add (path, Fixture, GINT_TO_POINTER (direction), set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (&argc, &argv, NULL);

  add ("grows_from_its_beginning", GTK_TEXT_DIR_LTR, test_grows_from_its_beginning);
  add ("grows_from_its_beginning_rtl", GTK_TEXT_DIR_RTL, test_grows_from_its_beginning);
  add ("draws_what_is_seen", GTK_TEXT_DIR_LTR, test_draws_what_is_seen);

  return g_test_run ();
}
