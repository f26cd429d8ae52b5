/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "commands.h"
#include "run-job.h"

int
command_run (int    argc,
             char **argv)
{
  g_auto (RunOptions) options = { NULL };
  int status;

  if (!run_options_parse (&options, argc, argv, &status))
    return status;

  return run_job (argv[0], &options);
}
