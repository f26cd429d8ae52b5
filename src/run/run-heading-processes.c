/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "run/run-heading.h"
#include "run/run-parse.h"

/* In the order of the enumeration. */
static const char * const places[] = { "searcher", "server", NULL };

static const char * const place_labels[] = { N_("The searcher"), N_("The server"), NULL };

static const char *
hinder (const RunValues *values)
{
  const char *engine = run_values_get_text (values, RUN_OPTION_ENGINE);
  gboolean has_processes = engine != NULL ? !g_str_equal (engine, "thread")
                                          : !values->flags[RUN_OPTION_CONTINUOUS];

  return has_processes ? NULL : N_("Nothing that is run has processes.");
}

static const RunOptionSpec specs[] = {
  {
    RUN_OPTION_PREPROCESS, "preprocess", 0, RUN_KIND_CHOICE, RUN_COMMANDS,
    .fallback = "searcher",
    .choices = places,
    .choice_labels = place_labels,
    .argument = "WHO",
    .summary = "Who encodes states: searcher or server",
    .label = N_("Encoding"),
    .tooltip = N_("Who makes of states what the network reads: the process that asks, or the"
                  " server that answers"),
    .get_hindrance = hinder,
  },
  {
    RUN_OPTION_MAX_RETRIES, "max-retries", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "2",
    .minimum = 0,
    .maximum = 1000,
    .argument = "N",
    .summary = "Times to begin a search again when one dies",
    .label = N_("Retries"),
    .tooltip = N_("How often a search is begun again whose process has died. It visits the same"),
    .get_hindrance = hinder,
  },
  {
    RUN_OPTION_SERVER_GRACE, "server-grace", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "10",
    .minimum = 1,
    .maximum = 86400,
    .argument = "SECONDS",
    .summary = "Silence after which one is taken for dead",
    .label = N_("Grace in Seconds"),
    .tooltip = N_("How long a process may be silent before it is taken for dead"),
    .get_hindrance = hinder,
  },
  {
    RUN_OPTION_WORKER_MEMORY, "worker-memory", 0, RUN_KIND_SIZE, RUN_COMMAND_RUN,
    .minimum = RUN_MIN_MEMORY,
    .argument = "SIZE",
    .summary = "The most memory of one that searches, as in 2G",
    .label = N_("Memory of a Searcher"),
    .nothing = N_("No limit"),
    .tooltip = N_("The most memory that a process which searches may use, as in 512M or 2G. One"
                  " that wants more dies of it. Without a size there is no limit"),
    .get_hindrance = hinder,
  },
};

static void
read_processes (const RunValues *values,
                RunOptions      *options)
{
  AriadneExperimentConfig *config = options->config;

  config->preprocess = run_values_get_choice (values, RUN_OPTION_PREPROCESS);
  config->max_retries = run_values_get_count (values, RUN_OPTION_MAX_RETRIES);
  config->server_grace = run_values_get_count (values, RUN_OPTION_SERVER_GRACE);
  config->worker_memory = run_values_get_size (values, RUN_OPTION_WORKER_MEMORY);
}

const RunHeading run_heading_processes = {
  N_("Processes"), specs, G_N_ELEMENTS (specs), NULL, 0, read_processes,
};
