/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "fault-run.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long anything may take, in seconds; never reached when all is well. */
#define PATIENCE 600

/* Every process of a run has this in its environment. */
#define MARK "ARIADNE_FAULT_MARK"

static char *folder;

static void
remove_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_remove (file);
    }
  g_rmdir (path);
}

static void
remove_folder (void)
{
  g_autofree char *scratch = g_build_filename (folder, "scratch", NULL);

  remove_files (scratch);
  remove_files (folder);
}

const char *
fault_run_get_folder (void)
{
  if (folder == NULL)
    {
      g_autoptr (GError) error = NULL;

      folder = g_dir_make_tmp ("ariadne-faults-XXXXXX", &error);
      g_assert_no_error (error);
      atexit (remove_folder);
    }

  return folder;
}

gboolean
fault_run_is_possible (const char *command)
{
  const char *argv[] = { g_getenv ("ARIADNE_PROGRAM"), command, "--help", NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL,
                G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);

  return g_spawn_check_wait_status (status, NULL);
}

static char *
make_path (const char *name)
{
  return g_build_filename (fault_run_get_folder (), name, NULL);
}

static gboolean
has_mark (const char *pid,
          const char *mark)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "environ", NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return FALSE;

  for (const char *entry = text; entry < text + length; entry += strlen (entry) + 1)
    if (strcmp (entry, mark) == 0)
      return TRUE;

  return FALSE;
}

/* Of all processes with the mark; kills them if so wanted. */
static guint
count_marked (const char *mark,
              gboolean    kill_them)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (name[0]) && has_mark (name, mark))
      {
        n++;
        g_test_message ("process %s is left", name);
        if (kill_them)
          kill ((pid_t) g_ascii_strtoll (name, NULL, 10), SIGKILL);
      }

  return n;
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_test_message ("there is %s in %s", name, path);
      n++;
    }

  return n;
}

typedef struct
{
  const FaultSetup *setup;
  int               output;
  int               errors;
} Child;

/* Between fork and exec. */
static void
set_up_child (const Child *child)
{
  struct rlimit limit = { child->setup->file_limit, child->setup->file_limit };
  struct rlimit no_core = { 0, 0 };

  dup2 (child->output, STDOUT_FILENO);
  dup2 (child->errors, STDERR_FILENO);
  setrlimit (RLIMIT_CORE, &no_core);
  if (child->setup->file_limit > 0)
    {
      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
    }
}

static GStrv
make_environment (const FaultSetup *setup,
                  const char       *once,
                  const char       *mark,
                  const char       *scratch)
{
  g_auto (GStrv) environment = g_get_environ ();
  g_autofree char *fault = g_strdup_printf ("%s %s", setup->fault, once);

  environment = g_environ_setenv (environment, MARK, mark, TRUE);
  environment = g_environ_setenv (environment, "TMPDIR", scratch, TRUE);
  environment = g_environ_setenv (environment, "XDG_RUNTIME_DIR", scratch, TRUE);
  if (setup->fault == NULL)
    return g_steal_pointer (&environment);

  environment = g_environ_setenv (environment, "ARIADNE_FAULT", fault, TRUE);

  return g_environ_setenv (g_steal_pointer (&environment), "LD_PRELOAD",
                           g_getenv ("ARIADNE_FAULT_PRELOAD"), TRUE);
}

static pid_t
start (const Child *child,
       GStrv        argv,
       GStrv        environment)
{
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;

  set_up_child (child);
  execve (argv[0], argv, environment);
  _exit (127);
}

static char running_mark[64];

/* Runs in a signal handler, but only when the test has failed anyhow. */
static void
give_up (int number)
{
  g_printerr ("Bail out! Processes of the run have not ended\n");
  count_marked (running_mark, TRUE);
  _exit (1);
}

/* Waits for the program, and for everything that it has left behind. */
static int
wait_for_all (pid_t    program,
              gboolean continues)
{
  int status = 0;
  int result = -1;
  pid_t pid;

  alarm (PATIENCE);
  while ((pid = waitpid (-1, &status, continues ? WUNTRACED : 0)) >= 0 || errno == EINTR)
    {
      if (pid == program && WIFSTOPPED (status))
        kill (program, SIGCONT);
      else if (pid == program)
        result = WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
    }
  alarm (0);

  return result;
}

static GStrv
make_argv (const char *arguments)
{
  g_autofree char *line = g_strdup_printf ("ariadne %s", arguments);
  g_autoptr (GError) error = NULL;
  GStrv argv = NULL;

  g_shell_parse_argv (line, NULL, &argv, &error);
  g_assert_no_error (error);
  g_free (argv[0]);
  argv[0] = g_strdup (g_getenv ("ARIADNE_PROGRAM"));

  return argv;
}

static char *
take_text (int         fd,
           const char *path)
{
  char *text = NULL;

  close (fd);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);

  return text;
}

static void
run (FaultRun         *self,
     const FaultSetup *setup,
     const char       *arguments)
{
  g_autofree char *output = make_path ("output");
  g_autofree char *errors = make_path ("errors");
  g_autofree char *once = make_path ("once");
  g_autofree char *scratch = make_path ("scratch");
  g_autofree char *marked = NULL;
  g_auto (GStrv) argv = make_argv (arguments);
  g_auto (GStrv) environment = NULL;
  Child child = { setup };

  g_snprintf (running_mark, sizeof running_mark, "%ld-%" G_GINT64_FORMAT, (long) getpid (),
              g_get_monotonic_time ());
  marked = g_strdup_printf (MARK "=%s", running_mark);
  g_assert_cmpint (g_mkdir_with_parents (scratch, 0700), ==, 0);
  environment = make_environment (setup, once, running_mark, scratch);
  child.output = g_open (output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  child.errors = g_open (errors, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  signal (SIGALRM, give_up);
  g_assert_cmpint (prctl (PR_SET_CHILD_SUBREAPER, 1), ==, 0);
  self->status = wait_for_all (start (&child, argv, environment), setup->continues);
  self->output = take_text (child.output, output);
  self->errors = take_text (child.errors, errors);
  self->fired = g_unlink (once) == 0;
  g_test_message ("ariadne %s: %d %s", arguments, self->status, self->errors);

  g_assert_cmpuint (count_marked (marked, FALSE), ==, 0);
  g_assert_cmpuint (count_files (scratch), ==, 0);
}

FaultRun *
fault_run_new (const FaultSetup *setup,
               const char       *arguments)
{
  FaultRun *self = g_new0 (FaultRun, 1);

  run (self, setup, arguments);
  if (setup->fault != NULL)
    g_assert_true (self->fired);

  return self;
}

void
fault_run_free (FaultRun *self)
{
  g_clear_object (&self->parser);
  g_free (self->output);
  g_free (self->errors);
  g_free (self);
}

static JsonArray *
get_runs (FaultRun *self)
{
  g_autoptr (GError) error = NULL;

  self->parser = json_parser_new ();
  json_parser_load_from_data (self->parser, self->output, -1, &error);
  g_assert_no_error (error);

  return json_object_get_array_member (json_node_get_object (json_parser_get_root (self->parser)),
                                       "runs");
}

void
fault_run_assert_right (FaultRun *self)
{
  JsonArray *runs;
  const char *expected = NULL;

  if (self->status != 0)
    g_error ("the program ended with %d: %s", self->status, self->errors);

  runs = get_runs (self);
  g_assert_cmpuint (json_array_get_length (runs), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *object = json_array_get_object_element (runs, i);
      const char *digest = json_object_get_string_member (object, "digest");

      g_assert_cmpuint (strlen (digest), ==, 64);
      if (expected != NULL)
        g_assert_cmpstr (digest, ==, expected);
      expected = digest;
    }
}

void
fault_run_assert_error (FaultRun   *self,
                        const char *part)
{
  g_assert_cmpint (self->status, ==, 1);
  g_assert_nonnull (strstr (self->errors, part));
}

static JsonObject *
get_search (JsonArray *runs,
            guint      run,
            guint      search)
{
  JsonObject *object = json_array_get_object_element (runs, run);

  return json_array_get_object_element (json_object_get_array_member (object, "searches"), search);
}

/* Whether the search has ended well; then it has found the same without any
 * process but one.
 */
static gboolean
is_kept (JsonObject *search,
         JsonObject *alone)
{
  static const char *members[] = { "name",      "status", "visited", "evaluations",
                                   "best_cost", "best",   "digest" };

  if (strcmp (json_object_get_string_member (search, "status"), "failed") == 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_node_equal (json_object_get_member (search, members[i]),
                                    json_object_get_member (alone, members[i])));

  return TRUE;
}

void
fault_run_assert_kept (FaultRun *self,
                       guint     n_searches)
{
  JsonArray *runs = get_runs (self);
  JsonArray *searches;
  guint n_kept = 0;

  g_assert_cmpuint (json_array_get_length (runs), ==, 2);
  searches = json_object_get_array_member (json_array_get_object_element (runs, 1), "searches");
  for (guint i = 0; i < json_array_get_length (searches); i++)
    n_kept += is_kept (get_search (runs, 1, i), get_search (runs, 0, i));
  g_assert_cmpuint (n_kept, ==, n_searches);
}
