/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-meeting.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cli-token.h"

/* The token that was chosen: the one in the file, if there is one, or else that
 * in the environment.
 */
static gboolean
find_token (RunMeeting        *self,
            const RunOptions  *options,
            char             **token,
            GError           **error)
{
  gboolean has_file;

  self->token_path = g_strdup (options->token_file);
  has_file = self->token_path != NULL && g_file_test (self->token_path, G_FILE_TEST_EXISTS);
  *token = NULL;
  if (!has_file && (self->token_path != NULL || g_getenv (CLI_TOKEN_VARIABLE) == NULL))
    return TRUE;

  *token = cli_token_read (self->token_path, error);

  return *token != NULL;
}

/* A token that nobody has chosen is put where its owner finds it. */
static gboolean
offer_token (RunMeeting  *self,
             GError     **error)
{
  if (self->token_path == NULL)
    self->token_path = cli_token_make_path ();

  self->is_ours = cli_token_write (self->token_path,
                                   ariadne_static_engine_get_token (self->engine), error);

  return self->is_ours;
}

/**
 * run_meeting_open:
 * @self: a meeting that is closed
 * @options: what is asked for
 * @error: return location for an error
 *
 * Begins to listen.
 *
 * Returns: whether it listens
 */
gboolean
run_meeting_open (RunMeeting        *self,
                  const RunOptions  *options,
                  GError           **error)
{
  g_autofree char *token = NULL;

  if (!find_token (self, options, &token, error))
    return FALSE;

  self->engine = ARIADNE_STATIC_ENGINE (ariadne_static_engine_new (options->config->num_procs));
  if (!ariadne_static_engine_listen (self->engine, options->listen, token, error))
    return FALSE;

  return token != NULL || offer_token (self, error);
}

/* Only those on this machine can read what is sent. */
static gboolean
is_local (const char *address)
{
  static const char * const prefixes[] = {
    "unix:", "unix-abstract:", "tcp:127.", "127.", "tcp:[::1]", "[::1]", "tcp:localhost:",
    "localhost:",
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (address, prefixes[i]))
      return TRUE;

  return FALSE;
}

/* The address for others to join. Those on other machines do not know this one by the
 * number that stands for all of its own.
 */
static char *
make_address (const RunMeeting *self)
{
  const char *address = ariadne_static_engine_get_address (self->engine);
  const char *port = strrchr (address, ':');

  if (!g_str_has_prefix (address, "tcp:0.0.0.0:") && !g_str_has_prefix (address, "tcp:[::]:"))
    return g_strdup (address);

  return g_strdup_printf ("tcp:%s%s", g_get_host_name (), port);
}

static void
announce_role (const RunMeeting *self,
               const char       *role,
               const char       *plural,
               guint             n_wanted)
{
  g_autofree char *address = make_address (self);
  g_autofree char *token = NULL;

  if (n_wanted == 0)
    return;
  if (self->token_path != NULL)
    token = g_strdup_printf (" --token-file=%s", self->token_path);

  g_printerr ("  %u %s:  ariadne %s --join=%s%s\n", n_wanted, n_wanted == 1 ? role : plural, role,
              address, token != NULL ? token : "");
}

/**
 * run_meeting_announce:
 * @self: a meeting that is open
 * @options: what is asked for
 * @command: the full name of the command
 *
 * Says how to join.
 */
void
run_meeting_announce (const RunMeeting *self,
                      const RunOptions *options,
                      const char       *command)
{
  const AriadneExperimentConfig *config = options->config;

  g_printerr ("%s: waiting to be joined by\n", command);
  announce_role (self, "worker", "workers", config->num_procs);
  announce_role (self, "serve", "servers", config->multi_server ? config->num_servers : 0);
  if (self->token_path == NULL)
    g_printerr ("with the same $" CLI_TOKEN_VARIABLE "\n");
  if (!is_local (ariadne_static_engine_get_address (self->engine)))
    g_printerr ("What is sent is not encrypted: anybody on the way can read and change it.\n");
}

/**
 * run_meeting_clear:
 * @self: a meeting
 *
 * Ends it, and takes away what it has put anywhere.
 */
void
run_meeting_clear (RunMeeting *self)
{
  if (self->is_ours)
    g_unlink (self->token_path);
  self->is_ours = FALSE;
  if (self->engine != NULL)
    ariadne_static_engine_close (self->engine);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->token_path, g_free);
}
