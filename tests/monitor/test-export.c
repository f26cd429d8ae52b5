/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <ariadne.h>

#include <glib/gstdio.h>
#include <string.h>

#include "chart/chart-picture.h"
#include "experiment/sample-report.h"
#include "monitor-fixture.h"

/* What the window exports when it is asked to from outside: the very files that the
 * program draws of the same log, and a picture that someone has looked at. Runs within
 * with-display.
 *
 * To make that picture anew, run this test with ARIADNE_GOLDEN_OUTPUT set to a folder,
 * and look at what is there.
 */

#define APPLICATION_ID "org.ariadne.Ariadne"

/* Texts look the same on all machines that have a font which all can have, as long as
 * one does not look too closely.
 */
#define SHRINKAGE 4

static const char fonts[] =
  "<fontconfig>"
  "<include>fonts.conf</include>"
  "<match target=\"pattern\"><edit name=\"family\" mode=\"prepend\" binding=\"strong\">"
  "<string>DejaVu Sans</string>"
  "</edit></match>"
  "</fontconfig>";

typedef struct
{
  char *folder;
  char *log_path;
} Fixture;

static void
write_configuration (AriadneRunLog *log,
                     const char    *group,
                     const char    *name,
                     guint          n_batches,
                     guint          limit,
                     double         seconds)
{
  g_autoptr (GArray) timings = sample_timings_new (name, n_batches, limit, seconds);
  g_autoptr (AriadneRunRecord) started = ariadne_run_record_new (group, name);
  g_autoptr (AriadneRunRecord) finished = sample_record_new (group, name, n_batches, limit,
                                                             seconds);

  ariadne_run_log_configuration_started (log, started);
  for (guint i = 0; i < n_batches; i++)
    ariadne_run_log_batch (log, &g_array_index (timings, AriadneBatchTiming, i));
  ariadne_run_log_configuration_finished (log, finished);
}

static void
write_log (const char *path)
{
  GVariant *host = g_variant_new_parsed ("{'cpu': <'A processor'>, 'cores': <uint32 4>}");
  g_autoptr (AriadneReport) report = NULL;
  g_autoptr (AriadneRunLog) log = NULL;
  g_autoptr (GError) error = NULL;

  report = ariadne_report_new ("8 searches of blas", g_variant_new_parsed ("@a{sv} {}"), host);
  log = ariadne_run_log_create (path, &error);
  g_assert_no_error (error);
  ariadne_run_log_run_started (log, report);
  write_configuration (log, "sync", "sync", 80, 20, 9);
  write_configuration (log, "threads", "threads-2", 30, 64, 4);
  write_configuration (log, "threads", "threads-4", 25, 128, 3);
  ariadne_run_log_run_finished (log, "finished");
  g_assert_true (ariadne_run_log_close (log, &error));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *fonts_path = NULL;

  fixture->folder = g_dir_make_tmp ("ariadne-exports-XXXXXX", NULL);
  fixture->log_path = g_build_filename (fixture->folder, "run.jsonl", NULL);
  fonts_path = g_build_filename (fixture->folder, "one-font.conf", NULL);
  g_assert_true (g_file_set_contents (fonts_path, fonts, -1, NULL));
  g_setenv ("FONTCONFIG_FILE", fonts_path, TRUE);
  write_log (fixture->log_path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->log_path);
}

static void
run (const char * const *argv)
{
  g_autoptr (GError) error = NULL;
  int wait_status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                &wait_status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (wait_status, &error);
  g_assert_no_error (error);
}

static void
act (const char *action,
     const char *parameter)
{
  const char *argv[] = { "gapplication", "action", APPLICATION_ID, action, parameter, NULL };

  run (argv);
}

/* Files are there whole or not at all. */
static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
changed_cb (void)
{
}

static char *
export (Fixture    *fixture,
        const char *suffix)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autoptr (GFileMonitor) changes = g_file_monitor_directory (folder, 0, NULL, NULL);
  g_autofree char *name = g_strconcat ("window", suffix, NULL);
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *parameter = g_strdup_printf ("('', '%s')", path);

  /* Whatever happens in the folder wakes the loop. */
  g_signal_connect (changes, "changed", G_CALLBACK (changed_cb), NULL);
  g_file_monitor_set_rate_limit (changes, 20);
  act ("export", parameter);
  wait_until (name, is_there, path);

  return path;
}

static char *
plot (Fixture    *fixture,
      const char *suffix)
{
  g_autofree char *name = g_strconcat ("program", suffix, NULL);
  char *path = g_build_filename (fixture->folder, name, NULL);
  const char *argv[] = {
    g_getenv ("ARIADNE_PROGRAM"), "plot", fixture->log_path, "-o", path, NULL
  };

  run (argv);

  return path;
}

/* Takes out what follows BEFORE, if it is of SET. */
static void
forget (GString    *text,
        const char *before,
        const char *set)
{
  char *found = g_strstr_len (text->str, (gssize) text->len, before);

  if (found != NULL)
    g_string_erase (text, found + strlen (before) - text->str,
                    (gssize) strspn (found + strlen (before), set));
}

/* But for when it was made, and the number of the surface that cairo made it with. */
static GString *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  GString *text;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  text = g_string_new_len (contents, (gssize) length);
  forget (text, "/CreationDate (", "D:+-Z'0123456789");
  forget (text, "<g id=\"surface", "0123456789");

  return text;
}

static void
assert_same (const char *path,
             const char *expected_path)
{
  GString *text = load (path);
  GString *expected = load (expected_path);

  g_assert_cmpuint (text->len, >, 1000);
  g_assert_cmpmem (text->str, text->len, expected->str, expected->len);
  g_string_free (text, TRUE);
  g_string_free (expected, TRUE);
}

static cairo_surface_t *
load_small (const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  int width = cairo_image_surface_get_width (surface) / SHRINKAGE;
  int height = cairo_image_surface_get_height (surface) / SHRINKAGE;
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (small);

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_scale (cr, 1.0 / SHRINKAGE, 1.0 / SHRINKAGE);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  cairo_surface_flush (small);

  return small;
}

static void
assert_golden (cairo_surface_t *picture)
{
  const char *output = g_getenv ("ARIADNE_GOLDEN_OUTPUT");
  g_autofree char *path = NULL;
  cairo_surface_t *expected;

  if (output != NULL)
    {
      path = g_build_filename (output, "export.png", NULL);
      g_assert_cmpint (cairo_surface_write_to_png (picture, path), ==, CAIRO_STATUS_SUCCESS);
      return;
    }

  path = g_test_build_filename (G_TEST_DIST, "monitor", "golden", "export.png", NULL);
  expected = cairo_image_surface_create_from_png (path);
  assert_similar (picture, expected);
  cairo_surface_destroy (expected);
}

/* How letters are fitted to pixels is not the same within a desktop and without. */
static void
assert_pictures (const char *path,
                 const char *expected_path)
{
  cairo_surface_t *picture = load_small (path);
  cairo_surface_t *expected = load_small (expected_path);

  assert_similar (picture, expected);
  assert_golden (picture);
  cairo_surface_destroy (picture);
  cairo_surface_destroy (expected);
}

static void
appeared_cb (GDBusConnection *bus,
             const char      *name,
             const char      *owner,
             gpointer         is_owned)
{
  *(gboolean *) is_owned = TRUE;
}

static gboolean
is_set (gpointer data)
{
  return *(gboolean *) data;
}

/* The bus would start another one, without the log, if this one were not there yet. */
static GSubprocess *
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean is_owned = FALSE;
  guint watch = g_bus_watch_name (G_BUS_TYPE_SESSION, APPLICATION_ID, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                  appeared_cb, NULL, &is_owned, NULL);
  GSubprocess *monitor = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error,
                                           g_getenv ("MONITOR_PROGRAM"), fixture->log_path, NULL);

  g_assert_no_error (error);
  wait_until ("the monitor on the bus", is_set, &is_owned);
  g_bus_unwatch_name (watch);

  return monitor;
}

static void
test_exports (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const suffixes[] = { ".csv", ".pdf", ".png", ".svg" };
  g_autoptr (GSubprocess) monitor = start (fixture);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = export (fixture, suffixes[i]);
      g_autofree char *expected_path = plot (fixture, suffixes[i]);

      if (g_str_equal (suffixes[i], ".png"))
        assert_pictures (path, expected_path);
      else
        assert_same (path, expected_path);
    }

  act ("quit", NULL);
  g_assert_true (g_subprocess_wait_check (monitor, NULL, &error));
  g_assert_no_error (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/Monitor/Export/files", Fixture, NULL, set_up, test_exports, tear_down);

  return g_test_run ();
}
