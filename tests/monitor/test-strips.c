/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-strips.h"

/* Pictures of rectangles, in strips. */

#define X 10
#define WIDTH 200
#define HEIGHT 40

typedef struct
{
  MonitorStrips strips;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (X, 5, WIDTH, HEIGHT);

  monitor_strips_place (&fixture->strips, &bounds, GPOINTER_TO_INT (data));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  monitor_strips_clear (&fixture->strips);
}

/* Of the whole height; those left of @from are not drawn. */
static void
draw_until (Fixture *fixture,
            double   from,
            double   until)
{
  cairo_t *cr = monitor_strips_begin (&fixture->strips, from);

  cairo_rectangle (cr, 0, 0, until, 100);
  cairo_fill (cr);
  monitor_strips_end (&fixture->strips, cr);
}

static guint
count_nodes (Fixture *fixture)
{
  guint n = 0;

  for (guint i = 0; i < fixture->strips.n_strips; i++)
    n += fixture->strips.nodes[i] != NULL;

  return n;
}

/* Where the picture is black, from the left, in units. */
static double
measure (Fixture *fixture)
{
  int scale = fixture->strips.scale;
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300 * scale,
                                                         100 * scale);
  cairo_t *cr = cairo_create (picture);
  const guint32 *row;
  guint n = 0;

  cairo_scale (cr, scale, scale);
  for (guint i = 0; i < fixture->strips.n_strips; i++)
    if (fixture->strips.nodes[i] != NULL)
      gsk_render_node_draw (fixture->strips.nodes[i], cr);
  cairo_destroy (cr);
  cairo_surface_flush (picture);

  row = (guint32 *) (cairo_image_surface_get_data (picture)
                     + 20 * scale * cairo_image_surface_get_stride (picture));
  while (row[X * scale + n] == 0xff000000)
    n++;
  cairo_surface_destroy (picture);

  return (double) n / scale;
}

/* Nothing is seen in the place where nothing was drawn. */
static void
test_shows_what_is_drawn (Fixture       *fixture,
                          gconstpointer  data)
{
  g_assert_cmpuint (count_nodes (fixture), ==, 0);
  draw_until (fixture, 0, X + 70);
  g_assert_cmpfloat (measure (fixture), ==, 70);
  g_assert_cmpuint (count_nodes (fixture), ==, (70 * fixture->strips.scale + 31) / 32);
  draw_until (fixture, 0, 0);
  g_assert_cmpuint (count_nodes (fixture), ==, 0);
}

/* Of what has become longer, only the end has another node. */
static void
test_keeps_what_is_the_same (Fixture       *fixture,
                             gconstpointer  data)
{
  MonitorStrips *strips = &fixture->strips;
  guint last = 69 * strips->scale / 32;
  g_autofree GskRenderNode **before = NULL;

  draw_until (fixture, 0, X + 70);
  before = g_memdup2 (strips->nodes, strips->n_strips * sizeof *strips->nodes);
  for (guint i = 0; i < strips->n_strips; i++)
    if (before[i] != NULL)
      gsk_render_node_ref (before[i]);

  draw_until (fixture, 0, X + 72);
  for (guint i = 0; i < strips->n_strips; i++)
    g_assert_cmpint (strips->nodes[i] == before[i], ==, i != last);
  g_assert_cmpfloat (measure (fixture), ==, 72);

  for (guint i = 0; i < strips->n_strips; i++)
    g_clear_pointer (&before[i], gsk_render_node_unref);
}

/* What is left of where drawing begins stays as it was, and what is right of it goes. */
static void
test_draws_from_somewhere (Fixture       *fixture,
                           gconstpointer  data)
{
  draw_until (fixture, 0, X + 100);
  draw_until (fixture, X + 90, X + 130);
  g_assert_cmpfloat (measure (fixture), ==, 130);
  draw_until (fixture, X + 50, 0);
  g_assert_cmpfloat (measure (fixture), ==, 50);
  draw_until (fixture, X + 1000, X + 1000);
  g_assert_cmpfloat (measure (fixture), ==, 50);
}

static void
add (const char *name,
     int         scale,
     void      (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/Monitor/Strips/%s_%d", name, scale);

  g_test_add (path, Fixture, GINT_TO_POINTER (scale), set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  for (int scale = 1; scale <= 2; scale++)
    {
      add ("shows_what_is_drawn", scale, test_shows_what_is_drawn);
      add ("keeps_what_is_the_same", scale, test_keeps_what_is_the_same);
      add ("draws_from_somewhere", scale, test_draws_from_somewhere);
    }

  return g_test_run ();
}
