/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-member.h"
#include "commands.h"
#include "run-job.h"
#include "run-offer.h"

#define DESCRIPTION                                                               \
  "With --listen: waits for workers to join, has them search, and reports as\n"   \
  "“ariadne run” does. It says how to start them: on this machine or others, by\n" \
  "hand, by srun or by systemd. With --join: evaluates the network for such a\n"  \
  "run. Whoever knows the token takes part. What is sent is not encrypted."

/* All that was given. */
typedef struct
{
  char      *listen;
  CliMember  member;
  RunValues  values;
} ServeOptions;

static void
serve_options_clear (ServeOptions *self)
{
  g_free (self->listen);
  cli_member_clear (&self->member);
  run_values_clear (&self->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServeOptions, serve_options_clear)

static void
offer (ServeOptions *self,
       CliOptions   *options)
{
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &self->listen,
      "Where others join: HOST:PORT or unix:/PATH", "ADDRESS" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "Being joined", entries);
  run_offer (options, &self->values, RUN_HEADING_PLACES, RUN_COMMAND_SERVE);
  for (RunHeadingId heading = 0; heading < RUN_N_HEADINGS; heading++)
    if (heading != RUN_HEADING_PLACES)
      run_offer (options, &self->values, heading, RUN_COMMAND_SERVE);
  cli_member_offer (&self->member, options);
}

/* A server that joins is told everything else. */
static gboolean
check_member (const ServeOptions  *self,
              GError             **error)
{
  if (self->listen != NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--listen --join: expected one of them");
      return FALSE;
    }
  if (!run_values_is_empty (&self->values))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--join: expected no options about what to search, evaluate and show, since"
                   " whoever is joined says that");
      return FALSE;
    }

  return cli_member_check (&self->member, error);
}

static gboolean
read_listening (ServeOptions  *self,
                RunOptions    *options,
                GError       **error)
{
  if (self->listen == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "expected --listen=ADDRESS or --join=ADDRESS; see --help");
      return FALSE;
    }
  if (self->member.memory != NULL || self->member.join_timeout != NULL
      || self->member.seat != NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--memory, --join-timeout, --seat: expected --join with it");
      return FALSE;
    }

  options->listen = g_strdup (self->listen);
  options->token_file = g_strdup (self->member.token_file);

  return run_options_read (options, &self->values, error);
}

int
command_serve (int    argc,
               char **argv)
{
  g_autoptr (CliOptions) options = cli_options_new (argv[0], NULL, DESCRIPTION);
  g_auto (ServeOptions) given = { NULL };
  g_auto (RunOptions) run = { NULL };
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];
  gboolean joins;
  int status;

  offer (&given, options);
  if (!cli_options_parse (options, &argc, &argv, &status))
    return status;

  joins = given.member.join != NULL || given.member.control_fd != NULL;
  if (!cli_options_check_rest (argc, argv, &error)
      || !(joins ? check_member (&given, &error) : read_listening (&given, &run, &error)))
    return cli_fail (command, error);

  return joins ? cli_member_run (&given.member, command, ariadne_serve_run)
               : run_job (command, &run);
}
