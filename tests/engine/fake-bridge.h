/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>
#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* A bridge to a Ray that is not there: it says and understands the same lines, and
 * starts processes itself, again and again as Ray would. What it does wrong is its
 * manner; see fake_bridge_main().
 */

#define FAKE_BRIDGE_FD 3

typedef struct
{
  guint    seat;
  char   **argv;
  char   **environment;
  guint    retries; /* that are left */
  GPid     pid;     /* 0 if it does not run */
  gboolean removed;
  char    *run;     /* of a tunnel: what the names of its servers begin with */
} FakeSeat;

static GHashTable *fake_seats; /* of FakeSeat, by number */
static const char *fake_manner;

static void
fake_write (const char *text,
            gsize       length)
{
  while (length > 0)
    {
      gssize n = write (FAKE_BRIDGE_FD, text, length);

      if (n < 0)
        _exit (1);
      text += n;
      length -= n;
    }
}

static void G_GNUC_PRINTF (1, 2)
fake_say (const char *format,
          ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  fake_write (line, strlen (line));
  fake_write ("\n", 1);
}

static void fake_start (FakeSeat *seat);

static void
fake_ended_cb (GPid     pid,
               gint     wait_status,
               gpointer user_data)
{
  FakeSeat *seat = user_data;

  seat->pid = 0;
  if (wait_status == 0)
    fake_say ("{\"event\":\"exited\",\"seat\":%u,\"message\":null}", seat->seat);
  else if (seat->retries > 0 && !seat->removed)
    {
      seat->retries--;
      fake_start (seat);
    }
  else
    fake_say ("{\"event\":\"exited\",\"seat\":%u,\"message\":\"fell with status %d\"}", seat->seat,
              wait_status);
}

static void
fake_child_setup (gpointer user_data)
{
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
fake_start (FakeSeat *seat)
{
  g_autoptr (GError) error = NULL;

  if (!g_spawn_async (NULL, seat->argv, seat->environment, G_SPAWN_DO_NOT_REAP_CHILD,
                      fake_child_setup, NULL, &seat->pid, &error))
    g_error ("%s", error->message);
  g_child_watch_add (seat->pid, fake_ended_cb, seat);
}

/* Two manners are called as queues are, and know no others. */
static void
fake_check_queue (JsonObject *order)
{
  const char *queue = json_object_get_string_member_with_default (order, "queue", NULL);
  gboolean has_queue = g_str_equal (fake_manner, "actor") || g_str_equal (fake_manner, "managed");

  g_assert_true (json_object_has_member (order, "queue"));
  g_assert_cmpstr (queue, ==, has_queue ? fake_manner : NULL);
}

/* Nothing goes through it: on this machine servers can be reached without. Those of
 * a run are removed before there is another.
 */
static void
fake_tunnel (JsonObject *order)
{
  const char *address = json_object_get_string_member (order, "address");
  FakeSeat *seat = g_new0 (FakeSeat, 1);
  GHashTableIter iter;
  FakeSeat *other;

  fake_check_queue (order);
  g_assert_true (g_str_has_prefix (address, "unix-abstract:"));
  seat->run = g_strndup (address, strrchr (address, '-') - address);
  g_hash_table_iter_init (&iter, fake_seats);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &other))
    g_assert_true (other->removed || other->run == NULL || g_str_equal (other->run, seat->run));
  seat->seat = json_object_get_int_member (order, "seat");
  g_assert_true (g_hash_table_insert (fake_seats, GUINT_TO_POINTER (seat->seat), seat));
}

static void
fake_place (JsonObject *order)
{
  JsonArray *argv = json_object_get_array_member (order, "argv");
  JsonObject *environment = json_object_get_object_member (order, "environment");
  FakeSeat *seat = g_new0 (FakeSeat, 1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  fake_check_queue (order);
  for (guint i = 0; i < json_array_get_length (argv); i++)
    g_strv_builder_add (builder, json_array_get_string_element (argv, i));
  seat->argv = g_strv_builder_end (builder);
  seat->environment = g_environ_setenv (g_get_environ (), "ARIADNE_TOKEN",
                                        json_object_get_string_member (environment,
                                                                       "ARIADNE_TOKEN"), TRUE);
  seat->seat = json_object_get_int_member (order, "seat");
  seat->retries = json_object_get_int_member (order, "max_retries");
  g_assert_false (g_hash_table_contains (fake_seats, GUINT_TO_POINTER (seat->seat)));
  g_hash_table_insert (fake_seats, GUINT_TO_POINTER (seat->seat), seat);
  fake_start (seat);
}

static void
fake_remove (guint number)
{
  FakeSeat *seat = g_hash_table_lookup (fake_seats, GUINT_TO_POINTER (number));

  g_assert_true (seat != NULL || g_str_equal (fake_manner, "full"));
  if (seat == NULL)
    return;

  seat->removed = TRUE;
  if (seat->pid != 0)
    kill (-seat->pid, SIGKILL);
}

/* Ends as it should: nothing is left of what it has started. */
static void G_GNUC_NORETURN
fake_close (void)
{
  GHashTableIter iter;
  FakeSeat *seat;

  g_hash_table_iter_init (&iter, fake_seats);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &seat))
    if (seat->pid != 0)
      {
        kill (-seat->pid, SIGKILL);
        waitpid (seat->pid, NULL, 0);
      }
  _exit (0);
}

static void
fake_open (JsonObject *order)
{
  g_assert_true (json_object_has_member (order, "address"));
  g_assert_cmpint (json_object_get_int_member (order, "num_cpus"), >, 0);

  if (g_str_equal (fake_manner, "failing"))
    {
      fake_say ("{\"event\":\"failed\",\"message\":\"there is no such cluster\"}");
      _exit (1);
    }
  if (g_str_equal (fake_manner, "garbage"))
    fake_say ("Hello?");
  if (g_str_equal (fake_manner, "other"))
    fake_say ("{\"event\":\"snow\"}");
  if (g_str_equal (fake_manner, "incomplete"))
    fake_say ("{\"event\":\"ready\",\"host\":\"127.0.0.1\",\"nodes\":-1}");
  if (g_str_equal (fake_manner, "twice"))
    fake_say ("{\"event\":\"hello\",\"protocol\":1}");
  if (g_str_equal (fake_manner, "endless"))
    for (;;)
      fake_write ("[", 1);
  fake_say ("{\"event\":\"ready\",\"host\":\"127.0.0.1\",\"nodes\":1,\"cpus\":4,\"gpus\":0.0}");
}

static void
fake_take (JsonObject *order)
{
  const char *what = json_object_get_string_member (order, "do");

  if (g_str_equal (what, "open"))
    fake_open (order);
  else if (g_str_equal (what, "close"))
    fake_close ();
  else if (g_str_equal (what, "remove"))
    fake_remove (json_object_get_int_member (order, "seat"));
  else if (g_str_equal (what, "tunnel"))
    fake_tunnel (order);
  else if (g_str_equal (fake_manner, "dying"))
    kill (getpid (), SIGKILL);
  else if (!g_str_equal (fake_manner, "full"))
    fake_place (order);
}

static gboolean
fake_readable_cb (GIOChannel   *channel,
                  GIOCondition  condition,
                  gpointer      user_data)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    fake_close ();

  do
    {
      g_autoptr (JsonNode) node = json_from_string (line, NULL);

      fake_take (json_node_get_object (node));
      g_clear_pointer (&line, g_free);
    }
  while ((g_io_channel_get_buffer_condition (channel) & G_IO_IN) != 0
         && g_io_channel_read_line (channel, &line, NULL, NULL, NULL) == G_IO_STATUS_NORMAL);

  return G_SOURCE_CONTINUE;
}

/* The manners:
 *
 *   good        does what it should
 *   old, new    speaks another version
 *   silent      ends before it has said anything
 *   failing     cannot open the cluster
 *   garbage, other, incomplete, twice, endless
 *               says what makes no sense
 *   full        has no place for anything
 *   dying       is killed when something is to be placed
 */
static int
fake_bridge_main (const char *manner)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GIOChannel *channel = g_io_channel_unix_new (FAKE_BRIDGE_FD);

  fake_manner = manner;
  fake_seats = g_hash_table_new (NULL, NULL);
  if (g_str_equal (manner, "silent"))
    _exit (3);

  fake_say ("{\"event\":\"hello\",\"protocol\":%d,\"ray\":\"none\"}",
            g_str_equal (manner, "old") ? 0 : g_str_equal (manner, "new") ? 99 : 1);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, fake_readable_cb, NULL);
  g_main_loop_run (loop);

  return 0;
}
