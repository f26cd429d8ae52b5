/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-command.h"
#include "commands.h"
#include "run-job.h"
#include "run-offer.h"

#define DESCRIPTION                                                                 \
  "Searches from several expressions at once for cheaper ones, or from several\n"   \
  "puzzles for short solutions, in every way that this machine can, and compares\n" \
  "the ways: how long each took, how much of that was spent in the network, how\n"  \
  "large its batches were, and whether it visited exactly what the synchronous\n"   \
  "searches visited. Prints the report on standard output and draws it as a\n"      \
  "picture. ^C ends a run early; what there is until then is reported. Defaults\n"  \
  "are given in brackets."

int
command_run (int    argc,
             char **argv)
{
  g_autoptr (CliOptions) options = cli_options_new (argv[0], NULL, DESCRIPTION);
  g_auto (RunValues) values = { { NULL } };
  g_auto (RunOptions) run = { NULL };
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];
  int status;

  for (RunHeadingId heading = 0; heading < RUN_N_HEADINGS; heading++)
    run_offer (options, &values, heading, RUN_COMMAND_RUN);
  if (!cli_options_parse (options, &argc, &argv, &status))
    return status;

  if (!cli_options_check_rest (argc, argv, &error) || !run_options_read (&run, &values, &error))
    return cli_fail (command, error);

  return run_job (command, &run);
}
