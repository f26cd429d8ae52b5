/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "commands.h"

#define DESCRIPTION                                                            \
  "Ariadne runs many best-first searches at once. They share one neural\n"     \
  "network, which a server evaluates in batches made of all their questions.\n"  \
  "“ariadne --version” tells which version this is."

/* A descriptor that is closed would be given to the next file that is opened,
 * and then receive what is printed. Each gets one that cannot be used instead, so
 * that printing fails.
 */
static void
occupy_standard_descriptors (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Prints as it is, in UTF-8, whatever the locale: so do the report and the
 * progress, and a question mark for “÷” helps nobody.
 */
static void
print_as_it_is (const char *text)
{
  fputs (text, stdout);
  fflush (stdout);
}

static void
print_error_as_it_is (const char *text)
{
  fputs (text, stderr);
}

/* A full disk or a closed output is a failure, not a short answer. */
static int
flush (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;

  g_printerr ("ariadne: standard output cannot be written\n");

  return status == CLI_OK ? CLI_FAILURE : status;
}

int
main (int    argc,
      char **argv)
{
  char program[] = "ariadne";

  occupy_standard_descriptors ();
  g_set_print_handler (print_as_it_is);
  g_set_printerr_handler (print_error_as_it_is);

  /* Texts follow the user's language; numbers are for other programs too. */
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");

  if (argc > 1 && g_str_equal (argv[1], "--version"))
    {
      g_print ("ariadne %s\n", ARIADNE_VERSION);
      return flush (CLI_OK);
    }

  if (argc > 0)
    argv[0] = program;

  return flush (cli_dispatch (cli_commands, DESCRIPTION, argc, argv));
}
