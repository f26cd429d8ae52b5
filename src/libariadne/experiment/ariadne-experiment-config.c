/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment-config.h"

#include "core/ariadne-error.h"

G_DEFINE_BOXED_TYPE (AriadneExperimentConfig, ariadne_experiment_config,
                     ariadne_experiment_config_copy, ariadne_experiment_config_free)

/**
 * ariadne_experiment_config_new:
 *
 * Makes a configuration with the prototype's settings.
 *
 * Returns: (transfer full): a new configuration
 */
AriadneExperimentConfig *
ariadne_experiment_config_new (void)
{
  AriadneExperimentConfig *self = g_new0 (AriadneExperimentConfig, 1);

  self->num_procs = 2;
  self->num_servers = 1;
  self->num_cpus = 8;
  self->num_searches = 8;
  self->gnn_budget = 16000;
  self->num_rollouts = 4;
  self->simulation_depth = 49;
  self->buffer_size = 16;
  self->batch_size = 128;
  self->batch_policy = ARIADNE_BATCH_POLICY_ADAPTIVE;
  self->expressions = g_strdup ("");
  self->rules = g_strdup ("");
  self->model = g_strdup ("");
  self->device = g_strdup ("cpu");

  return self;
}

/**
 * ariadne_experiment_config_copy:
 * @self: a configuration
 *
 * Copies a configuration.
 *
 * Returns: (transfer full): a copy
 */
AriadneExperimentConfig *
ariadne_experiment_config_copy (const AriadneExperimentConfig *self)
{
  AriadneExperimentConfig *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->engine = g_strdup (self->engine);
  copy->expressions = g_strdup (self->expressions);
  copy->rules = g_strdup (self->rules);
  copy->model = g_strdup (self->model);
  copy->device = g_strdup (self->device);

  return copy;
}

/**
 * ariadne_experiment_config_free:
 * @self: (transfer full): a configuration
 *
 * Releases a configuration.
 */
void
ariadne_experiment_config_free (AriadneExperimentConfig *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->engine);
  g_free (self->expressions);
  g_free (self->rules);
  g_free (self->model);
  g_free (self->device);
  g_free (self);
}

static gboolean
check_range (const char  *what,
             guint64      value,
             guint64      minimum,
             guint64      maximum,
             GError     **error)
{
  if (value >= minimum && value <= maximum)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s is %" G_GUINT64_FORMAT "; expected %" G_GUINT64_FORMAT
               " to %" G_GUINT64_FORMAT,
               what, value, minimum, maximum);

  return FALSE;
}

static gboolean
check_engine (const char  *engine,
              GError     **error)
{
  if (engine == NULL || g_str_equal (engine, "thread"))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "the engine is “%s”; this build has the thread engine only", engine);

  return FALSE;
}

static gboolean
check_servers (guint    num_servers,
               GError **error)
{
  if (num_servers == 1)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "%u servers: this build has one server at a time only", num_servers);

  return FALSE;
}

/**
 * ariadne_experiment_config_validate:
 * @self: a configuration
 * @error: return location for an error
 *
 * Checks a configuration on its own, without the model and the starts.
 *
 * Returns: whether it can be run
 */
gboolean
ariadne_experiment_config_validate (const AriadneExperimentConfig  *self,
                                    GError                        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return check_engine (self->engine, error)
         && check_servers (self->num_servers, error)
         && check_range ("the number of searchers", self->num_procs, 1, 1024, error)
         && check_range ("the number of CPUs", self->num_cpus, 1, 1024, error)
         && check_range ("the number of searches", self->num_searches, 1, 100000, error)
         && check_range ("the budget", self->gnn_budget, 1, G_MAXUINT32, error)
         && check_range ("the number of rollouts", self->num_rollouts, 1, 100000, error)
         && check_range ("the simulation depth", self->simulation_depth, 1, 65535, error)
         && check_range ("the buffer size", self->buffer_size, 1, 1000000, error)
         && check_range ("the batch size", self->batch_size, 1, 1000000, error);
}

/**
 * ariadne_experiment_config_describe:
 * @self: a configuration
 *
 * Describes a configuration under the names of the options of `ariadne run`,
 * for a report.
 *
 * Returns: (transfer floating): a dictionary, of type `a{sv}`
 */
GVariant *
ariadne_experiment_config_describe (const AriadneExperimentConfig *self)
{
  static const char * const searches[] = { "astar", "rollout", "all" };
  static const char * const policies[] = { "adaptive", "no-wait" };
  GVariantBuilder dict;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&dict, "{sv}", "search", g_variant_new ("s", searches[self->search]));
  g_variant_builder_add (&dict, "{sv}", "continuous", g_variant_new ("b", self->continuous));
  g_variant_builder_add (&dict, "{sv}", "skip_sync", g_variant_new ("b", self->skip_sync));
  g_variant_builder_add (&dict, "{sv}", "as_prototype", g_variant_new ("b", self->as_prototype));
  if (self->engine != NULL)
    g_variant_builder_add (&dict, "{sv}", "engine", g_variant_new ("s", self->engine));
  g_variant_builder_add (&dict, "{sv}", "num_procs", g_variant_new ("u", self->num_procs));
  g_variant_builder_add (&dict, "{sv}", "num_servers", g_variant_new ("u", self->num_servers));
  g_variant_builder_add (&dict, "{sv}", "num_cpus", g_variant_new ("u", self->num_cpus));
  g_variant_builder_add (&dict, "{sv}", "num_searches", g_variant_new ("u", self->num_searches));
  g_variant_builder_add (&dict, "{sv}", "gnn_budget", g_variant_new ("t", self->gnn_budget));
  g_variant_builder_add (&dict, "{sv}", "num_rollouts", g_variant_new ("u", self->num_rollouts));
  g_variant_builder_add (&dict, "{sv}", "simulation_depth",
                         g_variant_new ("u", self->simulation_depth));
  g_variant_builder_add (&dict, "{sv}", "buffer_size", g_variant_new ("u", self->buffer_size));
  g_variant_builder_add (&dict, "{sv}", "batch_size", g_variant_new ("u", self->batch_size));
  g_variant_builder_add (&dict, "{sv}", "batch_policy",
                         g_variant_new ("s", policies[self->batch_policy]));
  g_variant_builder_add (&dict, "{sv}", "expressions", g_variant_new ("s", self->expressions));
  g_variant_builder_add (&dict, "{sv}", "rules", g_variant_new ("s", self->rules));
  g_variant_builder_add (&dict, "{sv}", "model", g_variant_new ("s", self->model));
  g_variant_builder_add (&dict, "{sv}", "device", g_variant_new ("s", self->device));
  g_variant_builder_add (&dict, "{sv}", "seed", g_variant_new ("t", self->seed));

  return g_variant_builder_end (&dict);
}
