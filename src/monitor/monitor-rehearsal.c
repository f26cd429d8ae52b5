/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-rehearsal.h"

#include <glib/gi18n.h>
#include <string.h>

#include "monitor-child.h"

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (; text != NULL && *text != '\0'; text++)
    n += *text == '\n';

  return n;
}

/* The last line, without the name of the program. */
static char *
get_complaint (const char *errors)
{
  static const char prefix[] = "ariadne run: ";
  g_autofree char *text = g_strstrip (g_strdup (errors != NULL ? errors : ""));
  const char *line = strrchr (text, '\n');

  line = line != NULL ? line + 1 : text;
  if (g_str_has_prefix (line, prefix))
    line += strlen (prefix);

  return g_strdup (*line != '\0' ? line : _("The program did not say what is wrong"));
}

static void
said_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autofree char *complaint = NULL;
  GError *error = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (object), result, &output, &errors,
                                             &error))
    {
      g_subprocess_force_exit (G_SUBPROCESS (object));
      g_task_return_error (task, error);
      return;
    }
  if (g_subprocess_get_successful (G_SUBPROCESS (object)))
    {
      g_task_return_int (task, MAX (count_lines (output), 1) - 1);
      return;
    }

  complaint = get_complaint (errors);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s", complaint);
}

void
monitor_rehearse_async (const char * const  *arguments,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autofree char *program = monitor_child_locate_program ();
  g_auto (GStrv) words = NULL;
  g_autoptr (GSubprocess) child = NULL;
  GError *error = NULL;

  g_return_if_fail (arguments != NULL);

  g_task_set_name (task, "monitor_rehearse_async");
  g_strv_builder_add_many (argv, program, "run", "--dry-run", "--csv", "--save-path=", NULL);
  g_strv_builder_addv (argv, (const char **) arguments);
  words = g_strv_builder_end (argv);
  child = g_subprocess_newv ((const char * const *) words,
                             G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                             &error);
  if (child == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_subprocess_communicate_utf8_async (child, NULL, cancellable, said_cb,
                                       g_steal_pointer (&task));
}

guint
monitor_rehearse_finish (GAsyncResult  *result,
                         GError       **error)
{
  gssize n = g_task_propagate_int (G_TASK (result), error);

  return MAX (n, 0);
}
