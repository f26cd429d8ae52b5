/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-run-list.h"

#include <signal.h>
#include <sys/stat.h>

#include "monitor-fixture.h"
#include "monitor-run-file.h"

/* The program as others meet it: on the message bus, and killed. Runs within
 * with-display. What becomes of its runs is read from their folder.
 */

#define APPLICATION_ID "org.ariadne.Ariadne"
#define OBJECT_PATH    "/org/ariadne/Ariadne"

typedef struct
{
  GDBusConnection *bus;
  GSubprocess     *monitor;    /* NULL if it is not running, or not ours */
  guint            watch;
  gboolean         is_owned;   /* the name on the bus */
  char            *folder;     /* of the runs */
  GFileMonitor    *changes;    /* wakes the loop */
} Fixture;

static void
appeared_cb (GDBusConnection *bus,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  Fixture *fixture = user_data;

  fixture->is_owned = TRUE;
}

static void
vanished_cb (GDBusConnection *bus,
             const char      *name,
             gpointer         user_data)
{
  Fixture *fixture = user_data;

  fixture->is_owned = FALSE;
}

static gboolean
is_owned (gpointer data)
{
  return ((Fixture *) data)->is_owned;
}

static gboolean
is_gone (gpointer data)
{
  return !((Fixture *) data)->is_owned;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_build_filename (g_get_user_data_dir (), "ariadne", "runs", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  folder = g_file_new_for_path (fixture->folder);
  fixture->changes = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, &error);
  g_assert_no_error (error);
  g_file_monitor_set_rate_limit (fixture->changes, 20);

  fixture->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  fixture->watch = g_bus_watch_name_on_connection (fixture->bus, APPLICATION_ID,
                                                   G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb,
                                                   vanished_cb, fixture, NULL);
}

static void
set_keep_runs (gboolean keep)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings",
                                              NULL);
  g_autofree char *path = g_build_filename (folder, "keyfile", NULL);
  g_autofree char *text = g_strdup_printf ("[org/ariadne/Ariadne]\nkeep-runs=%s\n",
                                           keep ? "true" : "false");

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
start (Fixture  *fixture,
       gboolean  keep_runs)
{
  g_autoptr (GError) error = NULL;

  set_keep_runs (keep_runs);
  fixture->monitor = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error,
                                       g_getenv ("MONITOR_PROGRAM"), NULL);
  g_assert_no_error (error);
  wait_until ("the monitor on the bus", is_owned, fixture);
}

static void
activate (Fixture    *fixture,
          const char *action,
          GVariant   *parameter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  GVariantBuilder parameters;

  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  if (parameter != NULL)
    g_variant_builder_add (&parameters, "v", parameter);
  reply = g_dbus_connection_call_sync (fixture->bus, APPLICATION_ID, OBJECT_PATH,
                                       "org.gtk.Actions", "Activate",
                                       g_variant_new ("(sava{sv})", action, &parameters, NULL),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
quit (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  activate (fixture, "quit", NULL);
  wait_until ("the end of the monitor", is_gone, fixture);
  if (fixture->monitor == NULL)
    return;

  g_assert_true (g_subprocess_wait_check (fixture->monitor, NULL, &error));
  g_assert_no_error (error);
  g_clear_object (&fixture->monitor);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->is_owned)
    quit (fixture);
  g_bus_unwatch_name (fixture->watch);
  g_object_unref (fixture->bus);
  g_object_unref (fixture->changes);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* The run that was entered last; NULL if there is none. */
static MonitorRunFile *
load_last (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  g_autofree char *last = NULL;
  g_autofree char *path = NULL;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".run") && g_strcmp0 (name, last) > 0)
      {
        g_free (last);
        last = g_strdup (name);
      }
  if (last == NULL)
    return NULL;

  path = g_build_filename (fixture->folder, last, NULL);

  return monitor_run_file_load (path, NULL);
}

static gboolean
is_running (gpointer data)
{
  g_autoptr (MonitorRunFile) file = load_last (data);

  return file != NULL && file->state == MONITOR_RUN_STATE_RUNNING;
}

/* And nothing will be added. */
static gboolean
is_settled (gpointer data)
{
  g_autoptr (MonitorRunFile) file = load_last (data);

  return file != NULL && file->state > MONITOR_RUN_STATE_RUNNING;
}

static gboolean
has_digest (gpointer data)
{
  g_autoptr (MonitorRunFile) file = load_last (data);

  return file != NULL && file->summary.digest != NULL;
}

/* The log has batches, or at least a configuration. */
static gboolean
has_begun (gpointer data)
{
  g_autoptr (MonitorRunFile) file = load_last (data);
  g_autofree char *text = NULL;

  return file != NULL && g_file_get_contents (file->log_path, &text, NULL, NULL)
         && strstr (text, "\"configuration-started\"") != NULL;
}

static MonitorRunState
get_state (Fixture *fixture)
{
  g_autoptr (MonitorRunFile) file = load_last (fixture);

  g_assert_nonnull (file);

  return file->state;
}

static void
run (Fixture            *fixture,
     const char * const *arguments)
{
  g_autofree char *line = g_strjoinv (" ", (char **) arguments);

  activate (fixture, "run", g_variant_new_string (line));
}

static const char *const short_run[] = { SHORT_RUN, NULL };
static const char *const long_run[] = { LONG_RUN, NULL };

/* What the same run has visited when nobody watches. */
static char *
find_digest (void)
{
  const char *argv[] = { g_getenv ("ARIADNE_PROGRAM"), "run", "--json", "--quiet",
                         "--save-path=", SHORT_RUN, NULL };
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  JsonArray *runs;

  g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &output, NULL, NULL, &error);
  g_assert_no_error (error);
  node = json_from_string (output, &error);
  g_assert_no_error (error);
  runs = json_object_get_array_member (json_node_get_object (node), "runs");

  return g_strdup (json_object_get_string_member (json_array_get_object_element (runs, 0),
                                                  "digest"));
}

static void
test_runs (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *expected = find_digest ();
  g_autoptr (MonitorRunFile) file = NULL;

  start (fixture, TRUE);
  run (fixture, short_run);
  wait_until ("digest", has_digest, fixture);
  wait_until ("end", is_settled, fixture);
  file = load_last (fixture);
  g_assert_cmpint (file->state, ==, MONITOR_RUN_STATE_FINISHED);
  g_assert_cmpstr (file->summary.digest, ==, expected);
}

/* Bad requests leave nothing, and the next one is answered. */
static void
test_refuses (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (MonitorRunFile) file = NULL;

  start (fixture, TRUE);
  activate (fixture, "run", g_variant_new_string ("nonsense"));
  activate (fixture, "run", g_variant_new_string ("'unfinished"));
  activate (fixture, "run", g_variant_new_string (""));
  activate (fixture, "open", g_variant_new_string ("/nowhere/at/all.jsonl"));
  activate (fixture, "show-run", g_variant_new_string ("nobody"));
  activate (fixture, "stop", NULL);
  activate (fixture, "export", g_variant_new ("(ss)", "", "/nowhere/at/all.svg"));
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
}

static gboolean
is_file (gpointer data)
{
  GStatBuf status;

  return g_stat (data, &status) == 0 && status.st_size > 0;
}

static void
test_exports (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const names[] = { "a.svg", "a.png", "a.pdf", "a.csv", "a.jsonl" };
  g_autoptr (MonitorRunFile) file = NULL;

  start (fixture, TRUE);
  run (fixture, short_run);
  wait_until ("digest", has_digest, fixture);
  wait_until ("end", is_settled, fixture);
  file = load_last (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      activate (fixture, "export", g_variant_new ("(ss)", i % 2 == 0 ? "" : file->id, path));
      wait_until (names[i], is_file, path);
    }
}

static void
test_stops (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (MonitorRunFile) file = NULL;

  start (fixture, TRUE);
  run (fixture, long_run);
  wait_until ("configuration", has_begun, fixture);
  activate (fixture, "stop", NULL);
  wait_until ("end", is_settled, fixture);
  file = load_last (fixture);
  g_assert_cmpint (file->state, ==, MONITOR_RUN_STATE_STOPPED);
  assert_whole (file->log_path, "stopped");
}

static void
kill_monitor (Fixture *fixture)
{
  g_subprocess_force_exit (fixture->monitor);
  g_assert_true (g_subprocess_wait (fixture->monitor, NULL, NULL));
  g_clear_object (&fixture->monitor);
  wait_until ("the end of the monitor", is_gone, fixture);
}

static void
test_killed_stop (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (MonitorRunFile) file = NULL;

  start (fixture, FALSE);
  run (fixture, long_run);
  wait_until ("configuration", has_begun, fixture);
  kill_monitor (fixture);

  /* What has become of it, the next window says. */
  start (fixture, FALSE);
  wait_until ("end", is_settled, fixture);
  file = load_last (fixture);
  g_assert_cmpint (file->state, ==, MONITOR_RUN_STATE_STOPPED);
  assert_whole (file->log_path, "stopped");
}

static void
test_killed_keep (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (MonitorRunFile) file = NULL;

  start (fixture, TRUE);
  run (fixture, long_run);
  wait_until ("configuration", has_begun, fixture);
  kill_monitor (fixture);

  start (fixture, TRUE);
  g_assert_cmpint (get_state (fixture), ==, MONITOR_RUN_STATE_RUNNING);
  activate (fixture, "stop", NULL);
  wait_until ("end", is_settled, fixture);
  file = load_last (fixture);
  g_assert_cmpint (file->state, ==, MONITOR_RUN_STATE_STOPPED);
  assert_whole (file->log_path, "stopped");
}

static void
gapplication (const char *command,
              const char *first,
              const char *second)
{
  const char *argv[] = { "gapplication", command, APPLICATION_ID, first, second, NULL };
  g_autoptr (GError) error = NULL;
  int wait_status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, &wait_status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (wait_status, &error));
}

/* The bus starts what is asked for, and its settings are those of the user. */
static void
test_activated (Fixture       *fixture,
                gconstpointer  data)
{
  set_keep_runs (FALSE);
  gapplication ("list-actions", NULL, NULL);
  gapplication ("action", "run", "'continuous'");
  wait_until ("the monitor on the bus", is_owned, fixture);
  wait_until ("run", is_running, fixture);
  gapplication ("launch", NULL, NULL);
  gapplication ("action", "quit", NULL);
  wait_until ("the end of the monitor", is_gone, fixture);
}

static void
test_describes (Fixture       *fixture,
                gconstpointer  data)
{
  static const char *const expected[] = {
    "about", "export", "open", "pause", "preferences", "quit", "remove-run", "repeat-run", "run",
    "run-continuous", "run-default", "run-multi-server", "show-page", "show-run", "stop",
    "stop-run",
  };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree const char **names = NULL;

  start (fixture, TRUE);
  reply = g_dbus_connection_call_sync (fixture->bus, APPLICATION_ID, OBJECT_PATH,
                                       "org.gtk.Actions", "List", NULL,
                                       G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                       &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(^a&s)", &names);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_true (g_strv_contains (names, expected[i]));

  activate (fixture, "pause", NULL);
  activate (fixture, "preferences", NULL);
  activate (fixture, "about", NULL);
}

static void
add (const char *name,
     void      (*func) (Fixture       *fixture,
                        gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/Monitor/Application/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("describes", test_describes);
  add ("runs", test_runs);
  add ("refuses", test_refuses);
  add ("exports", test_exports);
  add ("stops", test_stops);
  add ("killed_stop", test_killed_stop);
  add ("killed_keep", test_killed_keep);
  add ("activated", test_activated);

  return g_test_run ();
}
