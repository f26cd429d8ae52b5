/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* for F_SETPIPE_SZ */

#include "config.h"

#include "cli-program.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs the program under test, which ARIADNE_PROGRAM names, in a folder of its
 * own that is the same for all runs of a test program.
 */

static const char *
get_folder (void)
{
  static char *folder;

  if (g_once_init_enter (&folder))
    {
      GError *error = NULL;
      char *made = g_dir_make_tmp ("ariadne-cli-XXXXXX", &error);

      g_assert_no_error (error);
      g_once_init_leave (&folder, made);
    }

  return folder;
}

/* Where a file of this name is for the program: in its folder. */
char *
cli_program_get_path (const char *name)
{
  return g_build_filename (get_folder (), name, NULL);
}

void
cli_result_free (CliResult *self)
{
  g_free (self->output);
  g_free (self->errors);
  g_free (self);
}

static GPtrArray *
make_argv (const char *const *arguments)
{
  GPtrArray *argv = g_ptr_array_new ();

  g_ptr_array_add (argv, (gpointer) g_getenv ("ARIADNE_PROGRAM"));
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);

  return argv;
}

/* A program that runs. */
struct _CliProcess
{
  GSubprocess *process;
  GString     *errors; /* what was read of them */
};

/* What a test has started ends with it, whether it ends well, fails or is killed; the
 * parent may have ended before this is asked for.
 */
static void
end_with_parent (gpointer user_data)
{
  if (prctl (PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid () != GPOINTER_TO_INT (user_data))
    _exit (127);
}

static CliProcess *
start (const char *const *arguments,
       const char        *token)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GPtrArray) argv = make_argv (arguments);
  g_autoptr (GError) error = NULL;
  CliProcess *self = g_new0 (CliProcess, 1);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                        | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_set_cwd (launcher, get_folder ());
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, GINT_TO_POINTER (getpid ()),
                                         NULL);
  if (token != NULL)
    g_subprocess_launcher_setenv (launcher, "ARIADNE_TOKEN", token, TRUE);
  else
    g_subprocess_launcher_unsetenv (launcher, "ARIADNE_TOKEN");
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata,
                                                &error);
  g_assert_no_error (error);
  self->errors = g_string_new (NULL);

  return self;
}

static GStrv
split (const char *text)
{
  g_autoptr (GError) error = NULL;
  GStrv words;

  if (text[0] == '\0')
    return g_new0 (char *, 1);

  g_shell_parse_argv (text, NULL, &words, &error);
  g_assert_no_error (error);

  return words;
}

/* Starts the program with arguments that are split as a shell splits them, and
 * perhaps with a token in its environment.
 */
CliProcess *
cli_process_start (const char *token,
                   const char *arguments,
                   ...)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  va_list values;

  va_start (values, arguments);
  text = g_strdup_vprintf (arguments, values);
  va_end (values);
  words = split (text);

  return start ((const char *const *) words, token);
}

/* Reads standard error until it has @text; returns all there was. */
const char *
cli_process_read_until (CliProcess *self,
                        const char *text)
{
  GInputStream *stream = g_subprocess_get_stderr_pipe (self->process);
  char letter;

  while (strstr (self->errors->str, text) == NULL
         && g_input_stream_read (stream, &letter, 1, NULL, NULL) == 1)
    g_string_append_c (self->errors, letter);

  if (strstr (self->errors->str, text) == NULL)
    g_error ("“%s” is not in “%s”", text, self->errors->str);

  return self->errors->str;
}

void
cli_process_signal (CliProcess *self,
                    int         signal_number)
{
  g_subprocess_send_signal (self->process, signal_number);
}

/* Has it stand still; it does when this returns. */
void
cli_process_stop (CliProcess *self)
{
  int pid = atoi (g_subprocess_get_identifier (self->process));
  siginfo_t info;

  cli_process_signal (self, SIGSTOP);
  g_assert_cmpint (waitid (P_PID, pid, &info, WSTOPPED | WNOWAIT), ==, 0);
}

/* Waits for its end. */
CliResult *
cli_process_finish (CliProcess *self)
{
  CliResult *result = g_new0 (CliResult, 1);
  g_autofree char *rest = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (self->process, NULL, NULL, &result->output, &rest, &error);
  g_assert_no_error (error);
  g_string_append (self->errors, rest);

  result->errors = g_string_free (self->errors, FALSE);
  result->status = g_subprocess_get_if_exited (self->process)
                       ? g_subprocess_get_exit_status (self->process)
                       : 128 + g_subprocess_get_term_sig (self->process);
  g_object_unref (self->process);
  g_free (self);

  return result;
}

CliResult *
cli_program_run_argv (const char *const *arguments,
                      const char        *after,
                      int                signal_number)
{
  CliProcess *process = start (arguments, NULL);

  if (after != NULL)
    {
      cli_process_read_until (process, after);
      cli_process_signal (process, signal_number);
    }

  return cli_process_finish (process);
}

/* Runs the program with arguments that are split as a shell splits them. */
CliResult *
cli_program_run (const char *arguments,
                 ...)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  va_list values;

  va_start (values, arguments);
  text = g_strdup_vprintf (arguments, values);
  va_end (values);
  words = split (text);

  return cli_program_run_argv ((const char *const *) words, NULL, 0);
}

/* Reads a log while it is written, through a pipe. A pipe that is full stops the
 * program that writes to it; hence whoever stops to read holds up the program.
 */
#define PIPE_SIZE 4096

struct _CliTail
{
  char    *path;
  char    *hold;
  GThread *thread;

  GMutex   lock;
  GCond    changed;

  /* Guarded by the lock: */
  GString *text;
  gboolean holding; /* from when `hold` was read, until told to go on */
  gboolean ended;
};

static void
take_text (CliTail    *self,
           const char *buffer,
           gsize       length)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_string_append_len (self->text, buffer, length);
  if (self->hold != NULL && strstr (self->text->str, self->hold) != NULL)
    {
      g_clear_pointer (&self->hold, g_free);
      self->holding = TRUE;
      g_cond_broadcast (&self->changed);
    }
  while (self->holding)
    g_cond_wait (&self->changed, &self->lock);
}

static gpointer
tail_thread (gpointer data)
{
  CliTail *self = data;
  int fd = g_open (self->path, O_RDONLY | O_CLOEXEC);
  char buffer[PIPE_SIZE];
  gssize length;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fcntl (fd, F_SETPIPE_SZ, PIPE_SIZE), >=, 0);
  while ((length = read (fd, buffer, sizeof buffer)) > 0)
    take_text (self, buffer, length);
  close (fd);

  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);

  return NULL;
}

/* Makes a pipe, which a program must then open to write its log, and stops to read
 * it at @hold.
 */
CliTail *
cli_tail_new (const char *name,
              const char *hold)
{
  CliTail *self = g_new0 (CliTail, 1);

  self->path = cli_program_get_path (name);
  self->hold = g_strdup (hold);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->text = g_string_new (NULL);
  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  self->thread = g_thread_new ("tail", tail_thread, self);

  return self;
}

/* Waits until it was written where to stop. */
void
cli_tail_wait (CliTail *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->holding && !self->ended)
    g_cond_wait (&self->changed, &self->lock);
  g_assert_true (self->holding);
}

/* Reads on. */
void
cli_tail_go_on (CliTail *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->holding = FALSE;
  g_cond_broadcast (&self->changed);
}

/* The program must have ended. */
void
cli_tail_free (CliTail *self)
{
  g_thread_join (self->thread);
  g_unlink (self->path);
  g_free (self->path);
  g_free (self->hold);
  g_string_free (self->text, TRUE);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* What is wrong with a command line is said in one line that names the option,
 * what it was given and what was expected; nothing else happens.
 */
void
assert_rejected (const char *arguments,
                 const char *message)
{
  g_autoptr (CliResult) result = cli_program_run ("%s", arguments);

  g_test_message ("ariadne %s: %s", arguments, result->errors);
  g_assert_cmpint (result->status, ==, 2);
  g_assert_cmpstr (result->output, ==, "");
  g_assert_nonnull (strstr (result->errors, message));
  g_assert_true (g_str_has_prefix (result->errors, "ariadne"));
  g_assert_true (g_str_has_suffix (result->errors, "\n"));
  g_assert_true (strchr (result->errors, '\n') == result->errors + strlen (result->errors) - 1);
}
