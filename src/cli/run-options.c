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

/* All that was given. */
typedef struct
{
  RunWhat    what;
  RunNetwork network;
  RunPlaces  places;
  RunOutput  output;
} RawOptions;

static void
raw_options_clear (RawOptions *self)
{
  run_what_clear (&self->what);
  run_network_clear (&self->network);
  run_places_clear (&self->places);
  run_output_clear (&self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RawOptions, raw_options_clear)

static gboolean
read_all (RunOptions        *self,
          const RawOptions  *raw,
          int                argc,
          char             **argv,
          GError           **error)
{
  if (argc > 1)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "%s: expected options only; see --help", argv[1]);
      return FALSE;
    }

  return run_places_read (&raw->places, self, error)
         && run_what_read (&raw->what, self, error)
         && run_network_read (&raw->network, self, error)
         && run_output_read (&raw->output, self, error)
         && ariadne_experiment_config_validate (self->config, error);
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
  g_auto (RawOptions) raw = { { NULL } };
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];

  *self = (RunOptions) { .config = ariadne_experiment_config_new () };

  run_what_offer (&raw.what, options);
  run_network_offer (&raw.network, options);
  run_places_offer (&raw.places, options);
  run_output_offer (&raw.output, options);
  if (!cli_options_parse (options, &argc, &argv, status))
    return FALSE;

  if (!read_all (self, &raw, argc, argv, &error))
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
}
