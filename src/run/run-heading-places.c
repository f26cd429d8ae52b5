/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "run/run-heading.h"
#include "run/run-parse.h"

static const char * const engines[] = { "thread", "process", "ray", NULL };

static const char * const engine_labels[] = { N_("Threads"), N_("Processes"), N_("Ray"), NULL };

static gboolean
check_engine (const char  *text,
              GError     **error)
{
  guint engine;

  if (!g_str_equal (text, "static"))
    return run_parse_choice ("--engine", text, engines, &engine, error);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--engine=static: %s",
               _("expected “ariadne serve --listen=ADDRESS” instead, which is told where others"
                 " can join"));

  return FALSE;
}

/* Whether there is a configuration with several servers. */
static gboolean
has_servers (const RunValues *values)
{
  if (values->flags[RUN_OPTION_MULTI_SERVER])
    return TRUE;

  return !run_values_is_given (values, RUN_OPTION_ENGINE) && !values->flags[RUN_OPTION_CONTINUOUS];
}

static const char *
hinder_servers (const RunValues *values)
{
  return has_servers (values) ? NULL : N_("Nothing that is run has several servers.");
}

static const char *
hinder_procs (const RunValues *values)
{
  return has_servers (values) || run_values_is_given (values, RUN_OPTION_ENGINE)
         ? NULL : N_("Without an engine, continuous A* has one searcher.");
}

static const char *
hinder_cpus (const RunValues *values)
{
  if (run_values_is_given (values, RUN_OPTION_ENGINE))
    return N_("An engine is chosen, and the number of its searchers.");

  return values->flags[RUN_OPTION_MULTI_SERVER] || values->flags[RUN_OPTION_CONTINUOUS]
         ? N_("The number of searchers is fixed in this experiment.") : NULL;
}

static const char *
hinder_sync (const RunValues *values)
{
  return values->flags[RUN_OPTION_CONTINUOUS]
         ? N_("Continuous A* is not compared with anything.") : NULL;
}

static const char *
hinder_gpus (const RunValues *values)
{
  const char *hindrance = hinder_servers (values);
  const RunOptionSpec *precision = run_option_get_spec (RUN_OPTION_PRECISION);

  return hindrance != NULL ? hindrance : precision->get_hindrance (values);
}

static const RunOptionSpec specs[] = {
  {
    RUN_OPTION_ENGINE, "engine", 0, RUN_KIND_CHOICE, RUN_COMMAND_RUN,
    .choices = engines,
    .choice_labels = engine_labels,
    .check = check_engine,
    .argument = "ENGINE",
    .summary = "One configuration beside sync: thread, process, ray",
    .label = N_("Engine"),
    .nothing = N_("All There Are"),
    .tooltip = N_("Runs one configuration of an engine beside the synchronous one: its searchers"
                  " are threads, processes, or processes that Ray starts. Without an engine,"
                  " every kind is run that this machine can"),
  },
  {
    RUN_OPTION_MULTI_SERVER, "multi-server", 0, RUN_KIND_FLAG, RUN_COMMAND_RUN,
    .summary = "Run those with several servers only",
    .label = N_("Several Servers"),
    .tooltip = N_("Runs only the configurations in which several servers, with a network each,"
                  " answer the searchers"),
  },
  {
    RUN_OPTION_NUM_PROCS, "num-procs", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "2",
    .minimum = 1,
    .maximum = 1024,
    .argument = "N",
    .summary = "The searchers of these configurations",
    .serve_summary = "Workers to wait for (2)",
    .label = N_("Searchers"),
    .tooltip = N_("How many threads or processes search, in a configuration of a chosen engine or"
                  " with several servers"),
    .get_hindrance = hinder_procs,
  },
  {
    RUN_OPTION_NUM_SERVERS, "num-servers", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "2",
    .minimum = 1,
    .maximum = 1024,
    .argument = "N",
    .summary = "The servers of those with several",
    .serve_summary = "Servers to wait for; without it, one is here",
    .label = N_("Servers"),
    .tooltip = N_("How many servers answer, where there are several. Each has its share of the"
                  " processors, or of the GPUs"),
    .get_hindrance = hinder_servers,
  },
  {
    RUN_OPTION_NUM_CPUS, "num-cpus", 0, RUN_KIND_COUNT, RUN_COMMAND_RUN,
    .fallback = "8",
    .minimum = 1,
    .maximum = 1024,
    .argument = "N",
    .summary = "The most searchers to try without --engine",
    .label = N_("Most Searchers"),
    .tooltip = N_("How many searchers to go up to, when every kind of configuration is run with 1,"
                  " 2, 4 and 8 of them"),
    .get_hindrance = hinder_cpus,
  },
  {
    RUN_OPTION_SKIP_SYNC, "skip-sync", 0, RUN_KIND_FLAG, RUN_COMMANDS,
    .summary = "No synchronous searches to compare with",
    .label = N_("Skip Synchronous Searches"),
    .tooltip = N_("Leaves out the searches that run one after the other, and with them the"
                  " comparison of what the others visit"),
    .get_hindrance = hinder_sync,
  },
  {
    RUN_OPTION_NUM_GPUS, "num-gpus", 0, RUN_KIND_COUNT, RUN_COMMAND_RUN,
    .fallback = "1",
    .minimum = 0,
    .maximum = 1024,
    .argument = "N",
    .summary = "GPUs that several servers may use",
    .label = N_("GPUs"),
    .tooltip = N_("How many GPUs several servers may use, in turn; with 0 they use the processor"),
    .get_hindrance = hinder_gpus,
  },
  {
    RUN_OPTION_TOTAL_GPU_FRAC, "total-gpu-frac", 0, RUN_KIND_FRACTION, RUN_COMMAND_RUN,
    .fallback = "0.6",
    .argument = "FRACTION",
    .summary = "The share of them that they may use",
    .label = N_("Share of GPU Memory"),
    .tooltip = N_("The share of the memory of these GPUs that the servers may use together, above"
                  " 0 and at most 1"),
    .get_hindrance = hinder_gpus,
  },
};

/* With an engine that is named there is one server, unless several are asked for
 * by name too.
 */
static gboolean
check_servers (const RunValues  *values,
               GError          **error)
{
  if (!run_values_is_given (values, RUN_OPTION_ENGINE)
      || !run_values_is_given (values, RUN_OPTION_NUM_SERVERS)
      || values->flags[RUN_OPTION_MULTI_SERVER]
      || run_values_get_count (values, RUN_OPTION_NUM_SERVERS) == 1)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--num-servers=%s: %s",
               run_values_get_text (values, RUN_OPTION_NUM_SERVERS),
               _("expected --multi-server with it"));

  return FALSE;
}

static const RunRule rules[] = {
  { RUN_OPTION_NUM_SERVERS, check_servers },
};

/* Whoever waits for servers has none of its own. */
static void
read_places (const RunValues *values,
             RunOptions      *options)
{
  AriadneExperimentConfig *config = options->config;
  gboolean is_joined = options->listen != NULL;

  run_set_text (&config->engine,
                is_joined ? "static" : run_values_get_text (values, RUN_OPTION_ENGINE));
  config->multi_server = values->flags[RUN_OPTION_MULTI_SERVER]
                         || (is_joined && run_values_is_given (values, RUN_OPTION_NUM_SERVERS));
  config->num_procs = run_values_get_count (values, RUN_OPTION_NUM_PROCS);
  config->num_servers = run_values_get_count (values, RUN_OPTION_NUM_SERVERS);
  config->num_cpus = run_values_get_count (values, RUN_OPTION_NUM_CPUS);
  config->skip_sync = values->flags[RUN_OPTION_SKIP_SYNC];
  config->num_gpus = run_values_get_count (values, RUN_OPTION_NUM_GPUS);
  config->total_gpu_frac = run_values_get_fraction (values, RUN_OPTION_TOTAL_GPU_FRAC);
}

const RunHeading run_heading_places = {
  N_("Where to run"), specs, G_N_ELEMENTS (specs), rules, G_N_ELEMENTS (rules), read_places,
};
