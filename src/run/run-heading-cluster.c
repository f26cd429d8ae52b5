/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "run/run-heading.h"

static const char * const queues[] = { "direct", "actor", "managed", NULL };

static const char * const queue_labels[] = {
  N_("Direct"), N_("A Queue of Ray Each"), N_("One Process for All"), NULL
};

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
    .nothing = N_("One for the run"),
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
    .choices = queues,
    .argument = "QUEUE",
    .summary = "Queues: direct, actor, managed",
    .note = "direct, or each",
    .label = N_("Queues"),
    .nothing = N_("Automatic"),
    .choice_labels = queue_labels,
    .tooltip = N_("What questions and answers pass through between the processes that Ray starts:"
                  " directly through sockets, a queue of Ray each, or queues that one process of"
                  " Ray keeps. Without a choice, directly with an engine, else each in turn"),
    .get_hindrance = hinder,
  },
  {
    RUN_OPTION_MANAGED_QUEUES, "managed-queues", 0, RUN_KIND_FLAG, RUN_COMMAND_RUN,
    .summary = "The same as --ray-queue=managed",
    .label = N_("Managed Queues"),
    .tooltip = N_("Has one process of Ray keep all queues, as the option of the prototype does"),
    .get_hindrance = hinder,
  },
  {
    RUN_OPTION_RAY_LISTEN, "ray-listen", 0, RUN_KIND_TEXT, RUN_COMMAND_RUN,
    .argument = "ADDRESS",
    .summary = "Where its processes join this one: HOST:PORT",
    .label = N_("Meeting Point"),
    .nothing = N_("Automatic"),
    .tooltip = N_("The address, as in host:port, at which the processes that Ray starts join this"
                  " one. Without one, an address that fits the cluster is chosen"),
    .get_hindrance = hinder,
  },
};

static gboolean
check_ray (const RunValues  *values,
           const char       *option,
           GError          **error)
{
  const char *engine = run_values_get_text (values, RUN_OPTION_ENGINE);

  if (engine == NULL || g_str_equal (engine, "ray"))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "%s: %s", option,
               _("expected --engine=ray with it, or no engine"));

  return FALSE;
}

static gboolean
check_queue (const RunValues  *values,
             GError          **error)
{
  return !run_values_is_given (values, RUN_OPTION_RAY_QUEUE)
         || check_ray (values, "--ray-queue", error);
}

static gboolean
check_managed (const RunValues  *values,
               GError          **error)
{
  const char *queue = run_values_get_text (values, RUN_OPTION_RAY_QUEUE);

  if (!values->flags[RUN_OPTION_MANAGED_QUEUES])
    return TRUE;
  if (queue == NULL || g_str_equal (queue, "managed"))
    return check_ray (values, "--managed-queues", error);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--managed-queues: %s",
               _("expected no other --ray-queue beside it"));

  return FALSE;
}

static const RunRule rules[] = {
  { RUN_OPTION_RAY_QUEUE, check_queue },
  { RUN_OPTION_MANAGED_QUEUES, check_managed },
};

/* Where only one configuration is run it has one queue. */
static const char *
get_queue (const RunValues *values)
{
  const char *queue = run_values_get_text (values, RUN_OPTION_RAY_QUEUE);

  if (values->flags[RUN_OPTION_MANAGED_QUEUES])
    return "managed";

  return queue == NULL && run_values_is_given (values, RUN_OPTION_ENGINE) ? "direct" : queue;
}

static void
read_cluster (const RunValues *values,
              RunOptions      *options)
{
  run_set_text (&options->ray_address, run_values_get_text (values, RUN_OPTION_RAY_ADDRESS));
  run_set_text (&options->ray_python, run_values_get_text (values, RUN_OPTION_RAY_PYTHON));
  run_set_text (&options->config->ray_queue, get_queue (values));
  run_set_text (&options->ray_listen, run_values_get_text (values, RUN_OPTION_RAY_LISTEN));
}

const RunHeading run_heading_cluster = {
  /* Translators: a system that starts processes on many machines; its name stays. */
  N_("Ray"), specs, G_N_ELEMENTS (specs), rules, G_N_ELEMENTS (rules), read_cluster,
};
