/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-options-private.h"

/* Offers the options that say where `ariadne run` runs. */
void
run_places_offer (RunPlaces  *self,
                  CliOptions *options)
{
  const GOptionEntry entries[] = {
    { "engine", 0, 0, G_OPTION_ARG_STRING, &self->engine,
      "One configuration beside sync: thread, process, ray", "ENGINE" },
    { "multi-server", 0, 0, G_OPTION_ARG_NONE, &self->multi_server,
      "Run those with several servers only", NULL },
    { "num-procs", 0, 0, G_OPTION_ARG_STRING, &self->num_procs,
      "The searchers of these configurations (2)", "N" },
    { "num-servers", 0, 0, G_OPTION_ARG_STRING, &self->num_servers,
      "The servers of those with several (2)", "N" },
    { "num-cpus", 0, 0, G_OPTION_ARG_STRING, &self->num_cpus,
      "The most searchers to try without --engine (8)", "N" },
    { "skip-sync", 0, 0, G_OPTION_ARG_NONE, &self->skip_sync,
      "No synchronous searches to compare with", NULL },
    { "num-gpus", 0, 0, G_OPTION_ARG_STRING, &self->num_gpus,
      "GPUs that several servers may use (1)", "N" },
    { "total-gpu-frac", 0, 0, G_OPTION_ARG_STRING, &self->total_gpu_frac,
      "The share of them that they may use (0.6)", "FRACTION" },
    { "managed-queues", 0, 0, G_OPTION_ARG_NONE, &self->managed_queues,
      "Queues kept by one process (not in this build)", NULL },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "Where to run", entries);
}

/* Offers those of `ariadne serve`, which starts nobody. */
void
run_places_offer_static (RunPlaces  *self,
                         CliOptions *options)
{
  const GOptionEntry entries[] = {
    { "num-procs", 0, 0, G_OPTION_ARG_STRING, &self->num_procs,
      "Workers to wait for (2)", "N" },
    { "num-servers", 0, 0, G_OPTION_ARG_STRING, &self->num_servers,
      "Servers to wait for; without it, one is here", "N" },
    { "skip-sync", 0, 0, G_OPTION_ARG_NONE, &self->skip_sync,
      "No synchronous searches to compare with", NULL },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "Who takes part", entries);
}

static gboolean
check_engine (const RunPlaces  *self,
              GError          **error)
{
  static const char * const engines[] = { "thread", "process", "static", "ray", NULL };
  guint engine = 0;

  if (!cli_parse_choice ("--engine", self->engine, engines, &engine, error))
    return FALSE;
  if (engine != 2 && !self->managed_queues)
    return TRUE;

  if (engine == 2)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                 "--engine=static: expected “ariadne serve --listen=ADDRESS” instead, which is"
                 " told where others can join");
  else
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                 "--managed-queues: this build has no queues that one process keeps");

  return FALSE;
}

/* With an engine that is named there is one server, unless several are asked for
 * by name too. Whoever waits for servers has none of its own.
 */
static gboolean
read_servers (const RunPlaces  *self,
              RunOptions       *options,
              GError          **error)
{
  AriadneExperimentConfig *config = options->config;

  if (!cli_parse_count ("--num-servers", self->num_servers, 1, 1024, &config->num_servers, error)
      || !cli_parse_count ("--num-gpus", self->num_gpus, 0, 1024, &config->num_gpus, error)
      || (self->total_gpu_frac != NULL
          && !cli_parse_fraction ("--total-gpu-frac", self->total_gpu_frac,
                                  &config->total_gpu_frac, error)))
    return FALSE;

  config->multi_server = self->multi_server
                         || (options->listen != NULL && self->num_servers != NULL);
  if (self->engine == NULL || self->num_servers == NULL || config->multi_server
      || config->num_servers == 1)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "--num-servers=%u: expected --multi-server with it", config->num_servers);

  return FALSE;
}

/* Reads them. */
gboolean
run_places_read (const RunPlaces  *self,
                 RunOptions       *options,
                 GError          **error)
{
  AriadneExperimentConfig *config = options->config;

  if (!check_engine (self, error)
      || !read_servers (self, options, error)
      || !cli_parse_count ("--num-cpus", self->num_cpus, 1, 1024, &config->num_cpus, error)
      || !cli_parse_count ("--num-procs", self->num_procs, 1, 1024, &config->num_procs, error))
    return FALSE;

  config->engine = g_strdup (options->listen != NULL ? "static" : self->engine);
  config->skip_sync = self->skip_sync;

  return TRUE;
}

/* Releases what was given. */
void
run_places_clear (RunPlaces *self)
{
  g_free (self->engine);
  g_free (self->num_procs);
  g_free (self->num_servers);
  g_free (self->num_cpus);
  g_free (self->num_gpus);
  g_free (self->total_gpu_frac);
}
