/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <unistd.h>

#include <ariadne.h>

#include "cli-command.h"
#include "commands.h"

#define PROGRAM "ariadne-monitor"

/* Beside this program, where both are installed, or else one of the PATH. */
static char *
find_monitor (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self != NULL ? self : "");
  g_autofree char *beside = g_build_filename (folder, PROGRAM, NULL);

  return g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&beside)
                                                         : g_find_program_in_path (PROGRAM);
}

/* The window is a program of its own, so that this one needs no toolkit. It takes over
 * with everything that was said.
 */
int
command_monitor (int    argc,
                 char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = find_monitor ();
  const char *command = argv[0];
  char name[] = PROGRAM;

  if (program != NULL)
    {
      argv[0] = name;
      execv (program, argv);
      g_set_error (&error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "cannot start %s: %s", program,
                   g_strerror (errno));
    }
  else
    g_set_error (&error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                 PROGRAM " is not installed; it is built where GTK 4.8 and libadwaita 1.2 are");

  return cli_fail (command, error);
}
