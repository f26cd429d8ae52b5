/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment-config.h"

#include <math.h>

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
  self->num_servers = 2;
  self->num_cpus = 8;
  self->num_gpus = 1;
  self->total_gpu_frac = 0.6;
  self->max_retries = 2;
  self->server_grace = 10;
  self->num_searches = 8;
  self->gnn_budget = 16000;
  self->num_rollouts = 4;
  self->simulation_depth = 49;
  self->width = 16;
  self->buffer_size = 16;
  self->batch_size = 128;
  self->batch_policy = ARIADNE_BATCH_POLICY_ADAPTIVE;
  self->weight = 1;
  self->domain = g_strdup ("expressions");
  self->expressions = g_strdup ("");
  self->rules = g_strdup ("");
  self->puzzle = g_strdup ("");
  self->model = g_strdup ("");
  self->device = g_strdup ("cpu");
  self->precision = g_strdup ("float32");
  self->on_device_error = g_strdup ("fail");
  self->precision_max_error = NAN;
  self->precision_mean_error = NAN;
  self->precision_spread = NAN;

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
  copy->ray_queue = g_strdup (self->ray_queue);
  copy->domain = g_strdup (self->domain);
  copy->expressions = g_strdup (self->expressions);
  copy->rules = g_strdup (self->rules);
  copy->puzzle = g_strdup (self->puzzle);
  copy->model = g_strdup (self->model);
  copy->device = g_strdup (self->device);
  copy->precision = g_strdup (self->precision);
  copy->on_device_error = g_strdup (self->on_device_error);

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
  g_free (self->ray_queue);
  g_free (self->domain);
  g_free (self->expressions);
  g_free (self->rules);
  g_free (self->puzzle);
  g_free (self->model);
  g_free (self->device);
  g_free (self->precision);
  g_free (self->on_device_error);
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
check_engine (const AriadneExperimentConfig  *self,
              GError                        **error)
{
  static const char * const engines[] = { "thread", "process", "static", "ray", NULL };

  if (self->engine == NULL || g_strv_contains (engines, self->engine))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "the engine is “%s”; expected thread, process, static or ray", self->engine);

  return FALSE;
}

static gboolean
check_ray_queue (const AriadneExperimentConfig  *self,
                 GError                        **error)
{
  static const char * const queues[] = { "direct", "actor", "managed", NULL };

  if (self->ray_queue == NULL || g_strv_contains (queues, self->ray_queue))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "the queue for Ray is “%s”; expected direct, actor or managed", self->ray_queue);

  return FALSE;
}

/* Those who join an engine that starts nobody join one run. */
static gboolean
check_static (const AriadneExperimentConfig  *self,
              GError                        **error)
{
  if (g_strcmp0 (self->engine, "static") != 0 || self->search != ARIADNE_SEARCH_KIND_ALL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "the engine is “static”; expected one kind of search, since it has one run");

  return FALSE;
}

static gboolean
check_multi_server (const AriadneExperimentConfig  *self,
                    GError                        **error)
{
  if (!self->continuous || (!self->multi_server && self->search < ARIADNE_SEARCH_KIND_WEIGHTED))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "several servers, continuous searches and those that are not A* or rollouts are"
               " experiments of their own; expected one of them");

  return FALSE;
}

static gboolean
check_gpu_fraction (const AriadneExperimentConfig  *self,
                    GError                        **error)
{
  if (self->total_gpu_frac > 0 && self->total_gpu_frac <= 1)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "the share of the devices is %g; expected more than 0 and at most 1",
               self->total_gpu_frac);

  return FALSE;
}

/**
 * ariadne_experiment_config_validate:
 * @self: a configuration
 * @error: return location for an error
 *
 * Checks a configuration on its own, without the model and the starts.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT or %ARIADNE_ERROR_UNSUPPORTED, and says
 * what was expected.
 *
 * Returns: whether it can be run
 */
gboolean
ariadne_experiment_config_validate (const AriadneExperimentConfig  *self,
                                    GError                        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return check_engine (self, error)
         && check_ray_queue (self, error)
         && check_static (self, error)
         && check_multi_server (self, error)
         && check_gpu_fraction (self, error)
         && check_range ("the number of servers", self->num_servers, 1, 1024, error)
         && check_range ("the number of devices", self->num_gpus, 0, 1024, error)
         && check_range ("the number of searchers", self->num_procs, 1, 1024, error)
         && check_range ("the number of retries", self->max_retries, 0, 1000, error)
         && check_range ("the grace of a server", self->server_grace, 1, 86400, error)
         && check_range ("the number of CPUs", self->num_cpus, 1, 1024, error)
         && check_range ("the number of searches", self->num_searches, 1, 100000, error)
         && check_range ("the budget", self->gnn_budget, 1, G_MAXUINT32, error)
         && check_range ("the number of rollouts", self->num_rollouts, 1, 100000, error)
         && check_range ("the simulation depth", self->simulation_depth, 1, 65535, error)
         && check_range ("the width", self->width, 1, 1000, error)
         && check_range ("the buffer size", self->buffer_size, 1, 1000000, error)
         && check_range ("the batch size", self->batch_size, 1, 1000000, error);
}

/* What the states are, and what that adds to the settings. */
static void
describe_problem (const AriadneExperimentConfig *self,
                  GVariantBuilder               *dict)
{
  g_variant_builder_add (dict, "{sv}", "domain", g_variant_new ("s", self->domain));
  if (*self->puzzle == '\0')
    {
      g_variant_builder_add (dict, "{sv}", "expressions", g_variant_new ("s", self->expressions));
      g_variant_builder_add (dict, "{sv}", "rules", g_variant_new ("s", self->rules));
      return;
    }

  g_variant_builder_add (dict, "{sv}", "puzzle", g_variant_new ("s", self->puzzle));
  g_variant_builder_add (dict, "{sv}", "weight", g_variant_new ("d", self->weight));
  g_variant_builder_add (dict, "{sv}", "strict", g_variant_new ("b", self->strict));
}

/* What was not measured is left out. */
static void
describe_error (const AriadneExperimentConfig *self,
                GVariantBuilder               *dict)
{
  if (isnan (self->precision_max_error))
    return;

  g_variant_builder_add (dict, "{sv}", "precision_max_error",
                         g_variant_new ("d", self->precision_max_error));
  g_variant_builder_add (dict, "{sv}", "precision_mean_error",
                         g_variant_new ("d", self->precision_mean_error));
  g_variant_builder_add (dict, "{sv}", "precision_spread",
                         g_variant_new ("d", self->precision_spread));
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
  static const char * const searches[] = { "astar", "rollout", "all", "weighted", "beam",
                                          "depth-columns" };
  static const char * const policies[] = { "adaptive", "no-wait" };
  static const char * const places[] = { "searcher", "server" };
  GVariantBuilder dict;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_builder_init (&dict, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&dict, "{sv}", "search", g_variant_new ("s", searches[self->search]));
  g_variant_builder_add (&dict, "{sv}", "continuous", g_variant_new ("b", self->continuous));
  g_variant_builder_add (&dict, "{sv}", "skip_sync", g_variant_new ("b", self->skip_sync));
  g_variant_builder_add (&dict, "{sv}", "as_prototype", g_variant_new ("b", self->as_prototype));
  if (self->engine != NULL)
    g_variant_builder_add (&dict, "{sv}", "engine", g_variant_new ("s", self->engine));
  if (self->ray_queue != NULL)
    g_variant_builder_add (&dict, "{sv}", "ray_queue", g_variant_new ("s", self->ray_queue));
  g_variant_builder_add (&dict, "{sv}", "multi_server", g_variant_new ("b", self->multi_server));
  g_variant_builder_add (&dict, "{sv}", "num_procs", g_variant_new ("u", self->num_procs));
  g_variant_builder_add (&dict, "{sv}", "num_servers", g_variant_new ("u", self->num_servers));
  g_variant_builder_add (&dict, "{sv}", "num_cpus", g_variant_new ("u", self->num_cpus));
  g_variant_builder_add (&dict, "{sv}", "num_gpus", g_variant_new ("u", self->num_gpus));
  g_variant_builder_add (&dict, "{sv}", "total_gpu_frac",
                         g_variant_new ("d", self->total_gpu_frac));
  g_variant_builder_add (&dict, "{sv}", "preprocess",
                         g_variant_new ("s", places[self->preprocess]));
  g_variant_builder_add (&dict, "{sv}", "max_retries", g_variant_new ("u", self->max_retries));
  g_variant_builder_add (&dict, "{sv}", "server_grace", g_variant_new ("u", self->server_grace));
  g_variant_builder_add (&dict, "{sv}", "worker_memory", g_variant_new ("t", self->worker_memory));
  g_variant_builder_add (&dict, "{sv}", "num_searches", g_variant_new ("u", self->num_searches));
  g_variant_builder_add (&dict, "{sv}", "gnn_budget", g_variant_new ("t", self->gnn_budget));
  g_variant_builder_add (&dict, "{sv}", "num_rollouts", g_variant_new ("u", self->num_rollouts));
  g_variant_builder_add (&dict, "{sv}", "simulation_depth",
                         g_variant_new ("u", self->simulation_depth));
  if (self->search >= ARIADNE_SEARCH_KIND_BEAM)
    g_variant_builder_add (&dict, "{sv}", "width", g_variant_new ("u", self->width));
  g_variant_builder_add (&dict, "{sv}", "buffer_size", g_variant_new ("u", self->buffer_size));
  g_variant_builder_add (&dict, "{sv}", "batch_size", g_variant_new ("u", self->batch_size));
  g_variant_builder_add (&dict, "{sv}", "batch_policy",
                         g_variant_new ("s", policies[self->batch_policy]));
  describe_problem (self, &dict);
  g_variant_builder_add (&dict, "{sv}", "model", g_variant_new ("s", self->model));
  g_variant_builder_add (&dict, "{sv}", "device", g_variant_new ("s", self->device));
  g_variant_builder_add (&dict, "{sv}", "precision", g_variant_new ("s", self->precision));
  g_variant_builder_add (&dict, "{sv}", "on_device_error",
                         g_variant_new ("s", self->on_device_error));
  describe_error (self, &dict);
  g_variant_builder_add (&dict, "{sv}", "seed", g_variant_new ("t", self->seed));

  return g_variant_builder_end (&dict);
}
