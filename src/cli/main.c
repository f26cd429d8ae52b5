/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <locale.h>

#include "commands.h"

#define DESCRIPTION                                                            \
  "Ariadne runs many best-first searches at once. They share one neural\n"     \
  "network, which a server evaluates in batches made of all their questions."

int
main (int    argc,
      char **argv)
{
  char program[] = "ariadne";

  /* Texts follow the user's language; numbers are for other programs too. */
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");

  if (argc > 1 && g_str_equal (argv[1], "--version"))
    {
      g_print ("ariadne %s\n", ARIADNE_VERSION);
      return CLI_OK;
    }

  if (argc > 0)
    argv[0] = program;

  return cli_dispatch (cli_commands, DESCRIPTION, argc, argv);
}
