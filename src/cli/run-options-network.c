/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-options-private.h"

/* Offers the options that say what evaluates states. */
void
run_network_offer (RunNetwork *self,
                   CliOptions *options)
{
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &self->model,
      "A file of weights, random[:…] or fake[:…] (random)", "MODEL" },
    CLI_DEVICE_ENTRIES (&self->device),
    { "batch-size", 0, 0, G_OPTION_ARG_STRING, &self->batch_size,
      "The most states evaluated at once (128)", "N" },
    { "batch-policy", 0, 0, G_OPTION_ARG_STRING, &self->batch_policy,
      "When to launch: adaptive or no-wait (adaptive)", "POLICY" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "The network", entries);
}

/* Reads them. The weights of a network that is not named are drawn from the
 * seed, which must have been read.
 */
gboolean
run_network_read (const RunNetwork  *self,
                  RunOptions        *options,
                  GError           **error)
{
  static const char * const policies[] = { "adaptive", "no-wait", NULL };
  AriadneExperimentConfig *config = options->config;
  guint policy = 0;

  if (!cli_device_read (&self->device, &options->device, error)
      || !cli_parse_count ("--batch-size", self->batch_size, 1, 1000000,
                           &config->batch_size, error)
      || !cli_parse_choice ("--batch-policy", self->batch_policy, policies, &policy, error))
    return FALSE;

  config->batch_policy = policy;
  cli_set_text (&config->model, self->model, "random");
  if (self->model == NULL && options->seed_given)
    {
      g_free (config->model);
      config->model = g_strdup_printf ("random:seed=%" G_GUINT64_FORMAT, config->seed);
    }

  return TRUE;
}

/* Releases what was given. */
void
run_network_clear (RunNetwork *self)
{
  g_free (self->model);
  cli_device_clear (&self->device);
  g_free (self->batch_size);
  g_free (self->batch_policy);
}
