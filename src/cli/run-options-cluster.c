/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-options-private.h"

/* Offers the options about Ray. */
void
run_cluster_offer (RunCluster *self,
                   CliOptions *options)
{
  const GOptionEntry entries[] = {
    { "ray-address", 0, 0, G_OPTION_ARG_STRING, &self->address,
      "The cluster to take part in, rather than start one", "ADDRESS" },
    { "ray-python", 0, 0, G_OPTION_ARG_FILENAME, &self->python,
      "A Python that has Ray (python3)", "PATH" },
    { "ray-queue", 0, 0, G_OPTION_ARG_STRING, &self->queue,
      "How searches and answers travel: direct (direct)", "QUEUE" },
    { "ray-listen", 0, 0, G_OPTION_ARG_STRING, &self->listen,
      "Where its processes join this one: HOST:PORT", "ADDRESS" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "Ray", entries);
}

/* Reads them. */
gboolean
run_cluster_read (const RunCluster  *self,
                  RunOptions        *options,
                  GError           **error)
{
  static const char * const queues[] = { "direct", NULL };
  guint queue;

  if (!cli_parse_choice ("--ray-queue", self->queue, queues, &queue, error))
    return FALSE;

  options->ray_python = g_strdup (self->python);
  options->ray_address = g_strdup (self->address);
  options->ray_listen = g_strdup (self->listen);

  return TRUE;
}

/* Releases what was given. */
void
run_cluster_clear (RunCluster *self)
{
  g_free (self->python);
  g_free (self->address);
  g_free (self->queue);
  g_free (self->listen);
}
