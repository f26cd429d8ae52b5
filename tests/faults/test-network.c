/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault-run.h"
#include "net-link.h"

/* Searches on one host that ask a server on another, over a bad network, and over
 * one that is cut.
 */

#define ADDRESS "tcp:" NET_LINK_ADDRESS_0 ":7373"
#define MAX_WORKERS 2

/* How long anything may take, in seconds; never reached when all is well. */
#define PATIENCE 600

static const char *why_not;

typedef struct
{
  NetLink *link;
  char    *folder;
  char    *token;
  char    *output;
  char    *errors;

  pid_t    server;
  pid_t    workers[MAX_WORKERS];
  guint    n_workers;
  int      status;  /* of the server; 128 + n for signal n */
} Trial;

static void
trial_init (Trial *self,
            guint  delay_ms,
            guint  loss)
{
  g_autoptr (GError) error = NULL;

  *self = (Trial) { 0 };
  self->folder = g_dir_make_tmp ("ariadne-network-XXXXXX", &error);
  g_assert_no_error (error);
  self->token = g_build_filename (self->folder, "token", NULL);
  self->output = g_build_filename (self->folder, "output", NULL);
  self->errors = g_build_filename (self->folder, "errors", NULL);
  self->link = net_link_new (delay_ms, loss);
  if (self->link == NULL)
    g_error ("No network: %s", g_strerror (errno));
}

static void
trial_clear (Trial *self)
{
  g_unlink (self->token);
  g_unlink (self->output);
  g_unlink (self->errors);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  net_link_free (self->link);
  g_free (self->folder);
  g_free (self->token);
  g_free (self->output);
  g_free (self->errors);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trial, trial_clear)

static GStrv
make_argv (const char *arguments)
{
  g_autofree char *line = g_strdup_printf ("ariadne %s", arguments);
  GStrv argv = NULL;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  g_free (argv[0]);
  argv[0] = g_strdup (g_getenv ("ARIADNE_PROGRAM"));

  return argv;
}

/* Starts the program on a host. */
static pid_t
start (Trial      *self,
       guint       host,
       int         output,
       int         errors,
       const char *arguments)
{
  g_auto (GStrv) argv = make_argv (arguments);
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;

  net_link_enter (self->link, host);
  dup2 (output, STDOUT_FILENO);
  dup2 (errors, STDERR_FILENO);
  execv (argv[0], argv);
  _exit (127);
}

/* Starts the server, and waits until it says that it can be joined. */
static FILE *
start_server (Trial      *self,
              const char *arguments)
{
  g_autofree char *line = NULL;
  int output = g_open (self->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  int errors[2];
  char text[4096] = "";
  FILE *stream;

  line = g_strdup_printf ("serve --listen=" ADDRESS " --token-file=%s --json --save-path= "
                          "--model=fake:a=0us,c=0us --num-searches=4 %s",
                          self->token, arguments);
  g_assert_cmpint (pipe2 (errors, O_CLOEXEC), ==, 0);
  self->server = start (self, 0, output, errors[1], line);
  close (output);
  close (errors[1]);

  stream = fdopen (errors[0], "r");
  while (strstr (text, "--join=") == NULL && fgets (text, sizeof text, stream) != NULL)
    g_test_message ("%s", g_strchomp (text));
  g_assert_nonnull (strstr (text, "--join=" ADDRESS));

  return stream;
}

static void
start_worker (Trial      *self,
              guint       host)
{
  g_autofree char *line = g_strdup_printf ("worker --join=" ADDRESS " --token-file=%s",
                                           self->token);
  int null = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  self->workers[self->n_workers++] = start (self, host, null, STDERR_FILENO, line);
  close (null);
}

/* Reads what the server has to say, and waits for all. */
static char *
finish (Trial *self,
        FILE  *stream)
{
  GString *said = g_string_new (NULL);
  char text[4096];
  int status;

  while (fgets (text, sizeof text, stream) != NULL)
    g_string_append (said, text);
  fclose (stream);
  g_test_message ("%s", said->str);

  g_assert_cmpint (waitpid (self->server, &status, 0), ==, self->server);
  self->status = WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
  for (guint i = 0; i < self->n_workers; i++)
    g_assert_cmpint (waitpid (self->workers[i], &status, 0), ==, self->workers[i]);

  return g_string_free (said, FALSE);
}

static void
assert_right (Trial *self)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *runs;
  const char *digests[2];

  g_assert_cmpint (self->status, ==, 0);
  json_parser_load_from_file (parser, self->output, &error);
  g_assert_no_error (error);
  runs = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "runs");
  g_assert_cmpuint (json_array_get_length (runs), ==, 2);
  for (guint i = 0; i < 2; i++)
    digests[i] = json_object_get_string_member (json_array_get_object_element (runs, i), "digest");
  g_assert_cmpuint (strlen (digests[0]), ==, 64);
  g_assert_cmpstr (digests[0], ==, digests[1]);
}

/* 20 ms in either direction, and one of 20 packets is lost. */
static void
test_bad (void)
{
  g_auto (Trial) trial = { 0 };
  g_autofree char *said = NULL;
  FILE *stream;
  guint n_lost;

  trial_init (&trial, 20, 20);
  stream = start_server (&trial, "--num-procs=2 --gnn-budget=400 --server-grace=60");
  start_worker (&trial, 1);
  start_worker (&trial, 1);
  said = finish (&trial, stream);

  assert_right (&trial);
  g_assert_cmpuint (net_link_count (trial.link, &n_lost), >, 100);
  g_assert_cmpuint (n_lost, >=, 5);
}

/* What the worker beyond the cut had to do is done by the other. */
static void
test_cut (void)
{
  g_auto (Trial) trial = { 0 };
  g_autofree char *said = NULL;
  FILE *stream;

  trial_init (&trial, 0, 0);
  stream = start_server (&trial, "--num-procs=2 --gnn-budget=16000 --server-grace=20");
  net_link_cut (trial.link, 100);
  start_worker (&trial, 0);
  start_worker (&trial, 1);
  said = finish (&trial, stream);

  g_assert_true (net_link_is_cut (trial.link));
  assert_right (&trial);
  g_assert_nonnull (strstr (said, "worker"));
}

/* There is nobody else, and nobody comes before the server has lost patience. */
static void
test_cut_off (void)
{
  g_auto (Trial) trial = { 0 };
  g_autofree char *said = NULL;
  FILE *stream;

  trial_init (&trial, 0, 0);
  stream = start_server (&trial, "--num-procs=1 --gnn-budget=16000 --server-grace=2");
  net_link_cut (trial.link, 100);
  start_worker (&trial, 1);
  said = finish (&trial, stream);

  g_assert_true (net_link_is_cut (trial.link));
  g_assert_cmpint (trial.status, ==, 1);
  g_assert_nonnull (strstr (said, "worker"));
}

static void
test_or_skip (gconstpointer data)
{
  void (*func) (void) = data;

  if (why_not != NULL)
    {
      g_test_skip (why_not);
      return;
    }

  alarm (PATIENCE);
  func ();
  alarm (0);
}

int
main (int    argc,
      char **argv)
{
  why_not = net_link_prepare ();
  g_test_init (&argc, &argv, NULL);
  if (why_not == NULL && !fault_run_is_possible ("serve"))
    why_not = "this build of the program runs in one process only";

  g_test_add_data_func ("/Ariadne/Network/bad", test_bad, test_or_skip);
  g_test_add_data_func ("/Ariadne/Network/cut", test_cut, test_or_skip);
  g_test_add_data_func ("/Ariadne/Network/cut_off", test_cut_off, test_or_skip);

  return g_test_run ();
}
