/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-program.h"

#include <sys/wait.h>

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

/* Reads errors until a line has @text, then sends a signal. */
static void
signal_after (GSubprocess *process,
                 GString     *errors,
                 const char  *text,
                 int          signal_number)
{
  GInputStream *stream = g_subprocess_get_stderr_pipe (process);
  char letter;

  while (strstr (errors->str, text) == NULL
         && g_input_stream_read (stream, &letter, 1, NULL, NULL) == 1)
    g_string_append_c (errors, letter);

  g_assert_nonnull (strstr (errors->str, text));
  g_subprocess_send_signal (process, signal_number);
}

CliResult *
cli_program_run_argv (const char *const *arguments,
                      const char        *after,
                      int                signal_number)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GPtrArray) argv = make_argv (arguments);
  g_autoptr (GString) errors = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *rest = NULL;
  CliResult *self = g_new0 (CliResult, 1);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                        | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_set_cwd (launcher, get_folder ());
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);

  if (after != NULL)
    signal_after (process, errors, after, signal_number);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &self->output, &rest, &error);
  g_assert_no_error (error);
  g_string_append (errors, rest);

  self->errors = g_string_free (g_steal_pointer (&errors), FALSE);
  self->status = g_subprocess_get_if_exited (process)
                     ? g_subprocess_get_exit_status (process)
                     : 128 + g_subprocess_get_term_sig (process);

  return self;
}

/* Runs the program with arguments that are split as a shell splits them. */
CliResult *
cli_program_run (const char *arguments,
                 ...)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  va_list values;

  va_start (values, arguments);
  text = g_strdup_vprintf (arguments, values);
  va_end (values);
  if (text[0] == '\0')
    words = g_new0 (char *, 1);
  else
    g_shell_parse_argv (text, NULL, &words, &error);
  g_assert_no_error (error);

  return cli_program_run_argv ((const char *const *) words, NULL, 0);
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
