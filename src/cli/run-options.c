/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-options-private.h"

#include "cli-command.h"

#define DESCRIPTION                                                             \
  "Searches several expressions at once for cheaper ones, in every way that\n"  \
  "this machine can, and compares the ways: how long each took, how much of\n"  \
  "that was spent in the network, how large its batches were, and whether it\n" \
  "visited exactly what the synchronous searches visited. Prints the report\n"  \
  "on standard output and draws it as a picture. ^C ends a run early; what\n"   \
  "there is until then is reported. Defaults are given in brackets."

/* Reads all of them. */
gboolean
run_rooms_read (const RunRooms  *self,
                RunOptions      *options,
                GError         **error)
{
  return run_places_read (&self->places, options, error)
         && run_cluster_read (&self->cluster, options, error)
         && run_processes_read (&self->processes, options, error)
         && run_what_read (&self->what, options, error)
         && run_network_read (&self->network, options, error)
         && run_output_read (&self->output, options, error)
         && ariadne_experiment_config_validate (options->config, error);
}

/* Releases what was given. */
void
run_rooms_clear (RunRooms *self)
{
  run_what_clear (&self->what);
  run_network_clear (&self->network);
  run_places_clear (&self->places);
  run_cluster_clear (&self->cluster);
  run_processes_clear (&self->processes);
  run_output_clear (&self->output);
}

/**
 * run_options_parse:
 * @self: (out caller-allocates): what is asked for
 * @argc: the number of arguments
 * @argv: the arguments; the first is the full name of the command
 * @status: (out): when %FALSE is returned, the exit status
 *
 * Reads the command line of `ariadne run`; answers `--help`, and complains
 * about what is wrong.
 *
 * Returns: whether there is something to run
 */
gboolean
run_options_parse (RunOptions  *self,
                   int          argc,
                   char       **argv,
                   int         *status)
{
  g_autoptr (CliOptions) options = cli_options_new (argv[0], NULL, DESCRIPTION);
  g_auto (RunRooms) rooms = { { NULL } };
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];

  *self = (RunOptions) { .config = ariadne_experiment_config_new () };

  run_what_offer (&rooms.what, options);
  run_network_offer (&rooms.network, options);
  run_places_offer (&rooms.places, options);
  run_cluster_offer (&rooms.cluster, options);
  run_processes_offer (&rooms.processes, options, TRUE);
  run_output_offer (&rooms.output, options);
  if (!cli_options_parse (options, &argc, &argv, status))
    return FALSE;

  if (!cli_options_check_rest (argc, argv, &error) || !run_rooms_read (&rooms, self, &error))
    {
      *status = cli_fail (command, error);
      return FALSE;
    }

  return TRUE;
}

/**
 * run_options_clear:
 * @self: options
 *
 * Releases what they hold.
 */
void
run_options_clear (RunOptions *self)
{
  g_clear_pointer (&self->config, ariadne_experiment_config_free);
  g_clear_pointer (&self->save_path, g_free);
  g_clear_pointer (&self->log_path, g_free);
  g_clear_pointer (&self->ray_python, g_free);
  g_clear_pointer (&self->ray_address, g_free);
  g_clear_pointer (&self->ray_listen, g_free);
  g_clear_pointer (&self->listen, g_free);
  g_clear_pointer (&self->token_file, g_free);
}
