/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "core/ariadne-error.h"
#include "engine/ariadne-process-engine.h"
#include "engine/remote-fixture.h"

/* Processes that do not do what they should, and engines that die. */

static const char *program; /* this one */

/* What a process does that only pretends to be a worker, on its side of the control
 * socket: says something at each of three points, and leaves when it is told to.
 */
typedef struct
{
  const char *name;
  void      (*at_first) (AriadneControl *control);
  void      (*at_spec)  (AriadneControl *control);
  void      (*at_task)  (AriadneControl *control);
  int         code;    /* of the error that it leads to */
  const char *pattern; /* of the message */
} Pretender;

static void
say_bytes (const void *bytes,
           gsize       length)
{
  g_assert_cmpint (send (ARIADNE_CONTROL_FD, bytes, length, MSG_NOSIGNAL), ==, length);
}

static void
say_http (AriadneControl *control)
{
  static const char text[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  say_bytes (text, strlen (text));
}

static void
say_version_5 (AriadneControl *control)
{
  static const guint8 hello[] = { 8, 0, 0, 0, 1, 0, 0, 0, 'A', 'R', 'I', 'A', 5, 0, 0, 0 };

  say_bytes (hello, sizeof hello);
}

static void
say_4_gib (AriadneControl *control)
{
  static const guint8 header[] = { 0xff, 0xff, 0xff, 0xff, ARIADNE_CONTROL_HELLO, 0, 0, 0 };

  say_bytes (header, sizeof header);
}

static void
say_half_a_frame (AriadneControl *control)
{
  static const guint8 header[] = { 100, 0, 0, 0, ARIADNE_CONTROL_RESULT, 0, 0, 0, 1, 2, 3 };

  say_bytes (header, sizeof header);
  _exit (0);
}

static void
leave (AriadneControl *control)
{
  _exit (0);
}

static void
say_hello (AriadneControl *control)
{
  _ariadne_control_greet (control, ARIADNE_ROLE_WORKER, NULL, 0);
}

static void
say_server (AriadneControl *control)
{
  _ariadne_control_greet (control, ARIADNE_ROLE_SERVER, NULL, 0);
}

static void
say_hello_twice (AriadneControl *control)
{
  say_hello (control);
  say_hello (control);
}

static void
say_ready (AriadneControl *control)
{
  const char *nowhere[] = { NULL };

  _ariadne_control_send (control, ARIADNE_CONTROL_READY,
                         g_variant_new ("(^asub)", nowhere, 0, FALSE), NULL);
}

static void
say_result (AriadneControl *control,
            guint           task)
{
  _ariadne_control_send (control, ARIADNE_CONTROL_RESULT,
                         g_variant_new ("(uv@" ARIADNE_CONTROL_ERROR_TYPE ")", task,
                                        g_variant_new_string ("found it"),
                                        _ariadne_control_pack_error (NULL)),
                         NULL);
}

static void
say_bad_result (AriadneControl *control)
{
  say_result (control, 0);
}

static void
say_result_77 (AriadneControl *control)
{
  say_result (control, 77);
}

static void
say_result_too_early (AriadneControl *control)
{
  say_result (control, 0);
}

static void
say_batches (AriadneControl *control)
{
  _ariadne_control_send (control, ARIADNE_CONTROL_BATCHES,
                         g_variant_new_array (G_VARIANT_TYPE ("(uuuxxxxxxxxxuuu)"), NULL, 0), NULL);
}

static void
say_nan (AriadneControl *control)
{
  GVariant *entry = g_variant_new ("(u(uttdduuuu))", 0, ARIADNE_SEARCH_RUNNING, (guint64) 1,
                                   (guint64) 2, NAN, 1.0, 1, 1, 1);

  _ariadne_control_send (control, ARIADNE_CONTROL_PROGRESS, g_variant_new_array (NULL, &entry, 1),
                         NULL);
}

static void
say_drain (AriadneControl *control)
{
  _ariadne_control_send (control, ARIADNE_CONTROL_DRAIN, NULL, NULL);
}

static void
say_no (AriadneControl *control)
{
  g_autoptr (GError) error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND, "what a domain");

  _ariadne_control_send (control, ARIADNE_CONTROL_BYE,
                         g_variant_new ("(@" ARIADNE_CONTROL_ERROR_TYPE ")",
                                        _ariadne_control_pack_error (error)),
                         NULL);
  _ariadne_control_flush (control, G_USEC_PER_SEC);
  _exit (1);
}

static const Pretender pretenders[] = {
  { "http", say_http, NULL, NULL, ARIADNE_ERROR_PROTOCOL, "*broken the protocol*" },
  { "version-5", say_version_5, NULL, NULL, ARIADNE_ERROR_PROTOCOL, "*version 5*version 4*" },
  { "4-gib", say_4_gib, NULL, NULL, ARIADNE_ERROR_PROTOCOL, "*4294967295 bytes*" },
  { "server", say_server, NULL, NULL, ARIADNE_ERROR_PROTOCOL, "*says that it is no worker" },
  { "twice", say_hello_twice, NULL, NULL, ARIADNE_ERROR_PROTOCOL, "*a HELLO out of turn" },
  { "leaves-at-hello", leave, NULL, NULL, ARIADNE_ERROR_CLOSED, "*ended with status 0" },
  { "leaves-at-spec", say_hello, leave, NULL, ARIADNE_ERROR_CLOSED, "*ended with status 0" },
  { "never-ready", say_hello, NULL, NULL, ARIADNE_ERROR_TIMED_OUT, "*not become ready*" },
  { "no", say_hello, say_no, NULL, ARIADNE_ERROR_NOT_FOUND, "*what a domain" },
  { "early", say_hello, say_result_too_early, NULL, ARIADNE_ERROR_PROTOCOL, "*out of turn" },
  { "half", say_hello, say_ready, say_half_a_frame, ARIADNE_ERROR_PROTOCOL, "*of a frame*" },
  { "http-late", say_hello, say_ready, say_http, ARIADNE_ERROR_PROTOCOL, "*the protocol*" },
  { "leaves-at-task", say_hello, say_ready, leave, ARIADNE_ERROR_CLOSED, "*with status 0*" },
  { "77", say_hello, say_ready, say_result_77, ARIADNE_ERROR_PROTOCOL, "*about search 77*" },
  { "bad-result", say_hello, say_ready, say_bad_result, ARIADNE_ERROR_PROTOCOL, "*findings*" },
  { "batches", say_hello, say_ready, say_batches, ARIADNE_ERROR_PROTOCOL, "*about batches*" },
  { "nan", say_hello, say_ready, say_nan, ARIADNE_ERROR_PROTOCOL, "*costs nan*" },
  { "drain", say_hello, say_ready, say_drain, ARIADNE_ERROR_PROTOCOL, "*DRAIN out of turn*" },
  { "mute", say_hello, say_ready, NULL, ARIADNE_ERROR_TIMED_OUT, "*not answered*" },
};

static void
pretender_frame_cb (AriadneControl     *control,
                    AriadneControlType  type,
                    GVariant           *payload,
                    gpointer            user_data)
{
  const Pretender *self = user_data;

  if (type == ARIADNE_CONTROL_HELLO)
    _ariadne_control_trust (control);
  else if (type == ARIADNE_CONTROL_SPEC && self->at_spec != NULL)
    self->at_spec (control);
  else if (type == ARIADNE_CONTROL_TASK && self->at_task != NULL)
    self->at_task (control);
  else if (type == ARIADNE_CONTROL_DRAIN)
    _exit (0);
}

static void
pretender_closed_cb (AriadneControl *control,
                     const GError   *error,
                     gpointer        user_data)
{
  _exit (0);
}

static int
pretend (const char *name)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (ARIADNE_CONTROL_FD, NULL);
  AriadneControl *control = _ariadne_control_new (socket);

  for (guint i = 0; i < G_N_ELEMENTS (pretenders); i++)
    if (g_str_equal (pretenders[i].name, name))
      {
        _ariadne_control_start (control, pretender_frame_cb, pretender_closed_cb,
                                (gpointer) &pretenders[i]);
        pretenders[i].at_first (control);
        for (;;)
          g_main_context_iteration (NULL, TRUE);
      }

  return 1;
}

/* Whatever a worker does, each search ends once, with an error that tells. */
static void
test_pretender (gconstpointer data)
{
  const Pretender *pretender = data;
  const char *worker[] = { program, "--pretend", pretender->name, NULL };
  g_autoptr (AriadneEngine) engine = ariadne_process_engine_new (worker, NULL, 2);
  g_autoptr (GError) error = NULL;
  g_autofree char *pattern = g_strdup_printf ("search “toy 0”: worker ? %s", pretender->pattern);
  gboolean waits = pretender->code == ARIADNE_ERROR_TIMED_OUT;
  gint64 time = (waits ? 1 : 120) * (gint64) G_USEC_PER_SEC;
  Watch watch;

  watch_init (&watch, engine);
  _ariadne_remote_engine_set_times (ARIADNE_REMOTE_ENGINE (engine), time, time);
  ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 1);
  if (g_str_equal (pretender->name, "mute"))
    _ariadne_remote_engine_set_times (ARIADNE_REMOTE_ENGINE (engine), time, 120 * time);
  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);

  g_assert_false (ariadne_engine_run (engine, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, pretender->code);
  assert_matches (error->message, pattern);
  for (guint i = 0; i < N_SEARCHES; i++)
    {
      g_assert_error (ariadne_engine_get_search_error (engine, i), ARIADNE_ERROR, pretender->code);
      assert_status (ariadne_engine_get_search (engine, i), ARIADNE_SEARCH_FAILED);
    }
  watch_clear (&watch);
}

/* An engine whose first search stops its worker: nothing ends by itself any more.
 * Tells the numbers of all processes, and waits.
 */
static void
tell_pid_cb (AriadneEngine            *engine,
             const AriadneEngineEvent *event,
             gpointer                  user_data)
{
  if (event->kind == ARIADNE_ENGINE_EVENT_STARTED)
    g_print ("%u\n", event->pid);
}

static int
conduct_for_ever (void)
{
  const char *worker[] = { program, "--worker", NULL };
  const char *server[] = { program, "--server", NULL };
  g_autoptr (AriadneEngine) engine = ariadne_process_engine_new (worker, server, 2);
  const Fate fate = { 35, SIGSTOP, NULL };

  ariadne_remote_engine_set_patience (ARIADNE_REMOTE_ENGINE (engine), 10000);
  ariadne_engine_set_event_func (engine, tell_pid_cb, NULL, NULL);
  add_far_server (engine, &no_fate);
  add_searches (engine, BATCHED, &fate);
  ariadne_engine_run (engine, NULL, NULL);

  return 1;
}

/* Waits until a process has ended, whoever its parent is. */
static void
wait_for_end (int pidfd)
{
  GPollFD poll = { pidfd, G_IO_IN, 0 };

  g_assert_cmpint (g_poll (&poll, 1, 60000), ==, 1);
  close (pidfd);
}

static void
test_engine_is_killed (void)
{
  const char *const argv[] = { program, "--conduct", NULL };
  g_autoptr (GSubprocess) engine = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  int pidfds[3];

  engine = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (engine));
  for (guint i = 0; i < G_N_ELEMENTS (pidfds); i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      pidfds[i] = pidfd_open (atoi (line), 0);
      g_assert_cmpint (pidfds[i], >=, 0);
    }

  g_subprocess_force_exit (engine);
  for (guint i = 0; i < G_N_ELEMENTS (pidfds); i++)
    wait_for_end (pidfds[i]);
  g_subprocess_wait (engine, NULL, NULL);
}

/* The standard error of a process comes out of ours, with its name. */
static void
test_standard_error (void)
{
  if (g_test_subprocess ())
    {
      const char *worker[] = { "sh", "-c", "echo one >&2; printf two >&2; exit 3", NULL };
      g_autoptr (AriadneEngine) engine = ariadne_process_engine_new (worker, NULL, 1);

      ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 0);
      add_near_server (engine);
      add_searches (engine, BATCHED, &no_fate);
      ariadne_engine_run (engine, NULL, NULL);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*worker 1: one\nworker 1: two\n*");
}

/* What a worker has started dies with it, even if it is in nobody's way. */
static void
test_grandchildren (void)
{
  g_autofree char *command = NULL;
  g_autofree char *text = NULL;
  char *flag = flag_new ();
  g_autoptr (AriadneEngine) engine = NULL;
  int pidfd;

  command = g_strdup_printf ("sleep 1000 & echo $! > %s; exit 3", flag);
  engine = ariadne_process_engine_new ((const char *[]){ "sh", "-c", command, NULL }, NULL, 1);
  ariadne_remote_engine_set_max_retries (ARIADNE_REMOTE_ENGINE (engine), 0);
  add_near_server (engine);
  add_searches (engine, BATCHED, &no_fate);
  g_assert_false (ariadne_engine_run (engine, NULL, NULL));

  g_assert_true (g_file_get_contents (flag, &text, NULL, NULL));
  pidfd = pidfd_open (atoi (text), 0);
  if (pidfd >= 0)
    wait_for_end (pidfd);
  flag_free (flag);
}

/* A worker without an engine says what is missing. */
static void
test_no_engine (void)
{
  g_autoptr (AriadneRecipes) recipes = fatal_recipes_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_worker_run (recipes, "unix-abstract:ariadne-nobody",
                                      "00112233445566778899aabbccddeeff", 0, G_USEC_PER_SEC,
                                      NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOBODY);
  assert_matches (error->message, "*ariadne-nobody*");
  g_clear_error (&error);

  g_assert_false (ariadne_worker_run (recipes, "unix-abstract:ariadne-nobody", "secret", 0,
                                      G_USEC_PER_SEC, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
}

int
main (int   argc,
      char *argv[])
{
  program = argv[0];
  if (argc > 1 && (g_str_equal (argv[1], "--worker") || g_str_equal (argv[1], "--server")))
    return remote_main (argv[1], NULL, NULL, 0);
  if (argc > 2 && g_str_equal (argv[1], "--pretend"))
    return pretend (argv[2]);
  if (argc > 1 && g_str_equal (argv[1], "--conduct"))
    return conduct_for_ever ();

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pretenders); i++)
    {
      g_autofree char *path = g_strdup_printf ("/Ariadne/BadProcesses/pretender/%s",
                                               pretenders[i].name);

      g_test_add_data_func (path, &pretenders[i], test_pretender);
    }
  g_test_add_func ("/Ariadne/BadProcesses/engine_is_killed", test_engine_is_killed);
  g_test_add_func ("/Ariadne/BadProcesses/standard_error", test_standard_error);
  g_test_add_func ("/Ariadne/BadProcesses/grandchildren", test_grandchildren);
  g_test_add_func ("/Ariadne/BadProcesses/no_engine", test_no_engine);

  return g_test_run ();
}
