/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Nothing waits that long unless something is wrong. */
#define GUARD_SECONDS 60

/* One that ends by itself, and one that does not. */
#define SHORT_RUN                                                             \
  "--engine=thread", "--num-procs=1", "--num-searches=2", "--gnn-budget=100", \
  "--model=fake:a=200us,c=1us"
#define LONG_RUN                                                                    \
  "--engine=thread", "--num-procs=1", "--num-searches=2", "--gnn-budget=2000000000", \
  "--model=fake:a=1ms,c=1us"

typedef gboolean (*Condition) (gpointer data);

static inline gboolean
guard_cb (gpointer user_data)
{
  g_error ("%s: waited in vain", (const char *) user_data);

  return G_SOURCE_REMOVE;
}

/* Runs the main loop until something is so. Whatever makes it so wakes the loop. */
static inline void
wait_until (const char *what,
            Condition   condition,
            gpointer    data)
{
  guint guard = g_timeout_add_seconds (GUARD_SECONDS, guard_cb, (gpointer) what);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (guard);
}

static inline void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_rmdir (folder);
}

/* Every line of a log is an event, and the last one says how the run has ended. */
static inline void
assert_whole (const char *log_path,
              const char *status)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  JsonObject *last = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint n;

  g_file_get_contents (log_path, &text, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpint (text[length - 1], ==, '\n');
  text[length - 1] = '\0';

  lines = g_strsplit (text, "\n", -1);
  n = g_strv_length (lines);
  for (guint i = 0; i < n; i++)
    {
      g_clear_pointer (&node, json_node_unref);
      node = json_from_string (lines[i], &error);
      g_assert_no_error (error);
      last = json_node_get_object (node);
      g_assert_cmpint (g_str_equal (json_object_get_string_member (last, "event"),
                                    "run-finished"), ==, i == n - 1);
    }
  g_assert_cmpstr (json_object_get_string_member (last, "status"), ==, status);
}
