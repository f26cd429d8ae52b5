/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "run/run-heading.h"

static const char * const queues[] = { "direct", NULL };

static const char *
hinder (const RunValues *values)
{
  const char *engine = run_values_get_text (values, RUN_OPTION_ENGINE);
  gboolean has_ray = engine != NULL ? g_str_equal (engine, "ray")
                                    : !values->flags[RUN_OPTION_CONTINUOUS];

  return has_ray ? NULL : N_("Nothing that is run needs Ray.");
}

static const RunOptionSpec specs[] = {
  {
    RUN_OPTION_RAY_ADDRESS, "ray-address", 0, RUN_KIND_TEXT, RUN_COMMAND_RUN,
    .argument = "ADDRESS",
    .summary = "The cluster to take part in, rather than start one",
    .label = N_("Cluster"),
    .tooltip = N_("The address of the Ray cluster to take part in. Without one a cluster is"
                  " started on this machine, for as long as the run takes"),
    .get_hindrance = hinder,
  },
  {
    RUN_OPTION_RAY_PYTHON, "ray-python", 0, RUN_KIND_PROGRAM, RUN_COMMAND_RUN,
    .argument = "PATH",
    .summary = "A Python that has Ray",
    .note = "python3",
    .label = N_("Python"),
    .tooltip = N_("A Python in which Ray is installed, if that is not the python3 of the system"),
    .get_hindrance = hinder,
  },
  {
    RUN_OPTION_RAY_QUEUE, "ray-queue", 0, RUN_KIND_CHOICE, RUN_COMMAND_RUN,
    .fallback = "direct",
    .choices = queues,
    .argument = "QUEUE",
    .summary = "How searches and answers travel: direct",
    .label = N_("Queues"),
    .tooltip = N_("How searches and answers travel between the processes that Ray starts: directly"
                  " through sockets"),
    .get_hindrance = hinder,
  },
  {
    RUN_OPTION_RAY_LISTEN, "ray-listen", 0, RUN_KIND_TEXT, RUN_COMMAND_RUN,
    .argument = "ADDRESS",
    .summary = "Where its processes join this one: HOST:PORT",
    .label = N_("Meeting Point"),
    .tooltip = N_("The address, as in host:port, at which the processes that Ray starts join this"
                  " one. Without one, an address that fits the cluster is chosen"),
    .get_hindrance = hinder,
  },
};

static void
read_cluster (const RunValues *values,
              RunOptions      *options)
{
  run_set_text (&options->ray_address, run_values_get_text (values, RUN_OPTION_RAY_ADDRESS));
  run_set_text (&options->ray_python, run_values_get_text (values, RUN_OPTION_RAY_PYTHON));
  run_set_text (&options->ray_listen, run_values_get_text (values, RUN_OPTION_RAY_LISTEN));
}

const RunHeading run_heading_cluster = {
  /* Translators: a system that starts processes on many machines; its name stays. */
  N_("Ray"), specs, G_N_ELEMENTS (specs), NULL, 0, read_cluster,
};
