/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the program returns to the shell. */
typedef enum {
  CLI_OK = 0,
  CLI_FAILURE = 1,       /* something went wrong while at work */
  CLI_USAGE = 2,         /* what was asked for, or a file given, is not right */
  CLI_INTERRUPTED = 130, /* ended by ^C, after reporting what there was */
} CliStatus;

/* A word after the program's name, or after a command's: what it is for, and
 * the function that does it. The function is given its own arguments; argv[0]
 * is the command's full name, as in "ariadne model info".
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  int       (*run) (int    argc,
                    char **argv);
} CliCommand;

/* Commands with a heading, for help. */
typedef struct
{
  const char       *heading;
  const CliCommand *commands; /* ends with an empty one */
} CliSection;

int         cli_dispatch     (const CliSection   *sections,
                              const char         *description,
                              int                 argc,
                              char              **argv);
int         cli_fail         (const char         *command,
                              const GError       *error);
const char *cli_find_nearest (const char * const *words,
                              const char         *word);

G_END_DECLS
