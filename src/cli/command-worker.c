/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-member.h"
#include "commands.h"

#define DESCRIPTION                                                             \
  "Searches for “ariadne serve --listen”, which tells it what to search, and\n" \
  "ends when that has ended. It can run on any machine from which the address\n" \
  "can be reached. Whoever knows the token takes part, so it is not given on\n" \
  "the command line, which others see."

int
command_worker (int    argc,
                char **argv)
{
  g_autoptr (CliOptions) options = cli_options_new (argv[0], NULL, DESCRIPTION);
  g_auto (CliMember) member = { NULL };
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];
  int status;

  cli_member_offer (&member, options);
  if (!cli_options_parse (options, &argc, &argv, &status))
    return status;
  if (!cli_options_check_rest (argc, argv, &error) || !cli_member_check (&member, &error))
    return cli_fail (command, error);

  return cli_member_run (&member, command, ariadne_worker_run);
}
