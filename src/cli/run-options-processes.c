/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-options-private.h"

#include "cli-member.h"

/* Offers the options about processes; those that are started here can be given a
 * limit.
 */
void
run_processes_offer (RunProcesses *self,
                     CliOptions   *options,
                     gboolean      started_here)
{
  const GOptionEntry entries[] = {
    { "preprocess", 0, 0, G_OPTION_ARG_STRING, &self->preprocess,
      "Who encodes states: searcher or server (searcher)", "WHO" },
    { "max-retries", 0, 0, G_OPTION_ARG_STRING, &self->max_retries,
      "Times to begin a search again when one dies (2)", "N" },
    { "server-grace", 0, 0, G_OPTION_ARG_STRING, &self->server_grace,
      "Silence after which one is taken for dead (10)", "SECONDS" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry memory[] = {
    { "worker-memory", 0, 0, G_OPTION_ARG_STRING, &self->worker_memory,
      "The most memory of one that searches, as in 2G", "SIZE" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "Processes", entries);
  if (started_here)
    cli_options_add_more (options, memory);
}

/* Reads them. */
gboolean
run_processes_read (const RunProcesses  *self,
                    RunOptions          *options,
                    GError             **error)
{
  static const char * const places[] = { "searcher", "server", NULL };
  AriadneExperimentConfig *config = options->config;
  guint preprocess = config->preprocess;

  if (!cli_parse_choice ("--preprocess", self->preprocess, places, &preprocess, error)
      || !cli_parse_count ("--max-retries", self->max_retries, 0, 1000, &config->max_retries,
                           error)
      || !cli_parse_count ("--server-grace", self->server_grace, 1, 86400, &config->server_grace,
                           error)
      || !cli_parse_size ("--worker-memory", self->worker_memory, CLI_MEMBER_MIN_MEMORY,
                          &config->worker_memory, error))
    return FALSE;

  config->preprocess = preprocess;

  return TRUE;
}

/* Releases what was given. */
void
run_processes_clear (RunProcesses *self)
{
  g_free (self->preprocess);
  g_free (self->max_retries);
  g_free (self->server_grace);
  g_free (self->worker_memory);
}
