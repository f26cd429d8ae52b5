/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment-plan.h"

#include "search/ariadne-batched-astar.h"
#include "search/ariadne-beam.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-depth-columns.h"
#include "search/ariadne-rollout.h"
#include "search/ariadne-weighted-astar.h"

/* Requests that a continuous search may have under evaluation: enough to keep a
 * server busy, few enough that what is asked next knows most of the answers.
 */
#define CONTINUOUS_WINDOW 4

static const char * const ray_queues[] = { "direct", "actor", "managed" };

static void
configuration_free (gpointer data)
{
  AriadneConfiguration *self = data;

  g_free (self->name);
  g_free (self);
}

/* Names are the same in every report: rollouts say so, A* does not; then comes
 * what the searchers are, and the queue that they have; then how many there are, and
 * how many servers if there are several.
 */
static char *
make_name (AriadneMethod   method,
           AriadnePlace    place,
           AriadneRayQueue queue,
           guint           searchers,
           guint           servers)
{
  static const char * const places[] = { "sync", "threads", "procs", "static", "ray" };
  gboolean is_rollout = method == ARIADNE_METHOD_ROLLOUT;
  GString *name = g_string_new (is_rollout ? "rollout" : "");

  /* What is not said of rollouts is that they are in threads. */
  if (!is_rollout || place != ARIADNE_PLACE_THREAD)
    g_string_append_printf (name, "%s%s", is_rollout ? "-" : "", places[place]);
  if (place == ARIADNE_PLACE_NOWHERE)
    return g_string_free (name, FALSE);

  if (queue != ARIADNE_RAY_QUEUE_DIRECT)
    g_string_append_printf (name, "-%s", ray_queues[queue]);
  g_string_append_printf (name, "-%u", searchers);
  if (servers > 1)
    g_string_append_printf (name, "x%u", servers);

  return g_string_free (name, FALSE);
}

static AriadneConfiguration *
add_configuration (GPtrArray     *plan,
                   const char    *group,
                   AriadneMethod  method,
                   AriadnePlace   place,
                   guint          searchers,
                   guint          servers)
{
  AriadneConfiguration *configuration = g_new0 (AriadneConfiguration, 1);

  configuration->group = group;
  configuration->name = make_name (method, place, ARIADNE_RAY_QUEUE_DIRECT, searchers, servers);
  configuration->method = method;
  configuration->place = place;
  configuration->searchers = searchers;
  configuration->servers = servers;
  g_ptr_array_add (plan, configuration);

  return configuration;
}

static gboolean
may_use (const AriadneExperimentConfig *config,
         AriadneRayQueue                queue)
{
  return config->ray_queue == NULL || g_str_equal (config->ray_queue, ray_queues[queue]);
}

/* With the queue that is asked for; else with each of them. */
static void
add_ray (GPtrArray                     *plan,
         const AriadneExperimentConfig *config,
         const char                    *group,
         AriadneMethod                  method,
         guint                          searchers,
         guint                          servers)
{
  for (guint queue = 0; queue < G_N_ELEMENTS (ray_queues); queue++)
    {
      AriadneConfiguration *configuration;

      if (!may_use (config, queue))
        continue;

      configuration = add_configuration (plan, group, method, ARIADNE_PLACE_RAY, searchers,
                                         servers);
      configuration->queue = queue;
      g_free (configuration->name);
      configuration->name = make_name (method, ARIADNE_PLACE_RAY, queue, searchers, servers);
    }
}

static void
add_single (GPtrArray     *plan,
            AriadneMethod  method)
{
  AriadneConfiguration *single;

  single = add_configuration (plan, "single", method, ARIADNE_PLACE_THREAD, 1, 1);
  g_free (single->name);
  single->name = g_strdup (method == ARIADNE_METHOD_ROLLOUT ? "rollout-single" : "single");
}

static AriadnePlace
get_place (const AriadneExperimentConfig *config)
{
  if (g_str_equal (config->engine, "thread"))
    return ARIADNE_PLACE_THREAD;

  if (g_str_equal (config->engine, "ray"))
    return ARIADNE_PLACE_RAY;

  return g_str_equal (config->engine, "process") ? ARIADNE_PLACE_PROCESS : ARIADNE_PLACE_STATIC;
}

/* The one configuration that is asked for. */
static void
add_chosen (GPtrArray                     *plan,
            const AriadneExperimentConfig *config,
            AriadneMethod                  method)
{
  AriadnePlace place = get_place (config);
  const char *group = config->multi_server            ? "multi-server"
                      : place == ARIADNE_PLACE_THREAD ? "threads"
                      : place == ARIADNE_PLACE_RAY    ? "ray"
                                                      : "processes";

  guint servers = config->multi_server ? config->num_servers : 1;

  if (place == ARIADNE_PLACE_RAY)
    add_ray (plan, config, group, method, config->num_procs, servers);
  else
    add_configuration (plan, group, method, place, config->num_procs, servers);
}

static void
add_multi_server (GPtrArray                     *plan,
                  const AriadneExperimentConfig *config,
                  AriadneMeans                   means,
                  AriadneMethod                  method)
{
  if ((means & ARIADNE_MEANS_SHARES) != 0)
    add_configuration (plan, "multi-server", method, ARIADNE_PLACE_THREAD,
                       config->num_procs, config->num_servers);
  if ((means & ARIADNE_MEANS_PROGRAMS) != 0 && (means & ARIADNE_MEANS_RECIPES) != 0)
    add_configuration (plan, "multi-server", method, ARIADNE_PLACE_PROCESS,
                       config->num_procs, config->num_servers);
  if (config->multi_server && (means & ARIADNE_MEANS_RAY) != 0
      && (means & ARIADNE_MEANS_RECIPES) != 0)
    add_ray (plan, config, "multi-server", method, config->num_procs, config->num_servers);
}

static void
add_doublings (GPtrArray                     *plan,
               const AriadneExperimentConfig *config,
               const char                    *group,
               AriadneMethod                  method,
               AriadnePlace                   place)
{
  for (guint searchers = 1; searchers <= MIN (8, config->num_cpus); searchers *= 2)
    add_configuration (plan, group, method, place, searchers, 1);
}

/* Every group that this machine can run. */
static void
add_groups (GPtrArray                     *plan,
            const AriadneExperimentConfig *config,
            AriadneMeans                   means,
            AriadneMethod                  method)
{
  add_single (plan, method);
  add_doublings (plan, config, "threads", method, ARIADNE_PLACE_THREAD);
  if ((means & ARIADNE_MEANS_PROGRAMS) != 0)
    add_doublings (plan, config, "processes", method, ARIADNE_PLACE_PROCESS);
  for (guint searchers = 1;
       (means & ARIADNE_MEANS_RAY) != 0 && searchers <= MIN (4, config->num_cpus); searchers *= 2)
    add_ray (plan, config, "ray", method, searchers, 1);
  if (config->num_procs <= config->num_cpus && config->num_servers > 1)
    add_multi_server (plan, config, means, method);
}

static void
add_synchronous (GPtrArray                     *plan,
                 const AriadneExperimentConfig *config,
                 AriadneMethod                  method)
{
  if (!config->skip_sync)
    add_configuration (plan, "sync", method, ARIADNE_PLACE_NOWHERE, 1, 0);
}

/* All but continuous A*: everywhere the same answer, so the synchronous run,
 * which comes first, tells what the others should visit. It comes last when
 * others have joined, who would wait for it.
 */
static void
add_repeatable (GPtrArray                     *plan,
                const AriadneExperimentConfig *config,
                AriadneMeans                   means,
                AriadneMethod                  method)
{
  if (g_strcmp0 (config->engine, "static") == 0)
    {
      add_chosen (plan, config, method);
      add_synchronous (plan, config, method);
      return;
    }

  add_synchronous (plan, config, method);
  if (config->engine != NULL)
    add_chosen (plan, config, method);
  else if (config->multi_server)
    add_multi_server (plan, config, means, method);
  else
    add_groups (plan, config, means, method);
}

static void
add_continuous (GPtrArray                     *plan,
                const AriadneExperimentConfig *config)
{
  AriadneConfiguration *configuration;

  configuration = add_configuration (plan, "continuous", ARIADNE_METHOD_CONTINUOUS,
                                     config->engine != NULL ? get_place (config)
                                                            : ARIADNE_PLACE_THREAD,
                                     config->engine != NULL ? config->num_procs : 1, 1);
  while (configuration->place == ARIADNE_PLACE_RAY && !may_use (config, configuration->queue))
    configuration->queue++;
  g_free (configuration->name);
  configuration->name = g_strdup ("continuous");
}

/* Batched A*, and continuous A* beside it where every group is run. */
static void
add_astar (GPtrArray                     *plan,
           const AriadneExperimentConfig *config,
           AriadneMeans                   means)
{
  add_repeatable (plan, config, means, ARIADNE_METHOD_ASTAR);
  if (config->engine == NULL && !config->multi_server)
    add_continuous (plan, config);
}

/* Makes the configurations that @config asks for, in the order to run them. Of
 * those that it does not name, it leaves out what there are no means for.
 */
GPtrArray *
ariadne_experiment_plan_new (const AriadneExperimentConfig *config,
                             AriadneMeans                   means)
{
  GPtrArray *plan = g_ptr_array_new_with_free_func (configuration_free);

  if (config->continuous)
    {
      add_continuous (plan, config);
      return plan;
    }

  switch (config->search)
    {
    case ARIADNE_SEARCH_KIND_WEIGHTED:
      add_repeatable (plan, config, means, ARIADNE_METHOD_WEIGHTED);
      break;

    case ARIADNE_SEARCH_KIND_BEAM:
      add_repeatable (plan, config, means, ARIADNE_METHOD_BEAM);
      break;

    case ARIADNE_SEARCH_KIND_DEPTH_COLUMNS:
      add_repeatable (plan, config, means, ARIADNE_METHOD_DEPTH_COLUMNS);
      break;

    case ARIADNE_SEARCH_KIND_ROLLOUT:
      add_repeatable (plan, config, means, ARIADNE_METHOD_ROLLOUT);
      break;

    case ARIADNE_SEARCH_KIND_ASTAR:
      add_astar (plan, config, means);
      break;

    case ARIADNE_SEARCH_KIND_ALL:
    default:
      add_astar (plan, config, means);
      add_repeatable (plan, config, means, ARIADNE_METHOD_ROLLOUT);
    }

  return plan;
}

/* Makes the record of a configuration that has not been run. */
AriadneRunRecord *
ariadne_configuration_make_record (const AriadneConfiguration *self)
{
  static const char * const searches[] = { "astar", "continuous", "rollout", "weighted", "beam",
                                          "depth-columns" };
  static const char * const engines[] = { "sync", "thread", "process", "static", "ray" };
  static const char * const queues[] = { NULL, "thread", "unix", "tcp" };
  AriadneRunRecord *record = ariadne_run_record_new (self->group, self->name);

  record->engine = g_strdup (engines[self->place]);
  record->queue = g_strdup (self->place == ARIADNE_PLACE_RAY ? ray_queues[self->queue]
                                                             : queues[self->place]);
  record->searchers = self->searchers;
  record->servers = self->servers;
  record->search = g_strdup (searches[self->method]);

  return record;
}

/* Makes the search at @position of @n_searches, which share the budget. */
AriadneSearch *
ariadne_configuration_make_search (const AriadneConfiguration    *self,
                                   const AriadneExperimentConfig *config,
                                   AriadneDomain                 *domain,
                                   AriadneState                  *start,
                                   guint                          position,
                                   guint                          n_searches)
{
  guint budget = config->gnn_budget / n_searches;

  switch (self->method)
    {
    case ARIADNE_METHOD_CONTINUOUS:
      return ariadne_continuous_astar_new (domain, start, config->simulation_depth, budget,
                                           CONTINUOUS_WINDOW);
    case ARIADNE_METHOD_ROLLOUT:
      return ariadne_rollout_new (domain, start, config->simulation_depth, config->num_rollouts,
                                  config->seed + position);
    case ARIADNE_METHOD_WEIGHTED:
      return ariadne_weighted_astar_new (domain, start, config->simulation_depth, budget,
                                         config->buffer_size, config->weight, config->strict);
    case ARIADNE_METHOD_BEAM:
      return ariadne_beam_new (domain, start, config->simulation_depth, budget, config->width,
                               config->buffer_size);
    case ARIADNE_METHOD_DEPTH_COLUMNS:
      return ariadne_depth_columns_new (domain, start, config->simulation_depth, budget,
                                        config->width);
    case ARIADNE_METHOD_ASTAR:
    default:
      return ariadne_batched_astar_new (domain, start, config->simulation_depth, budget,
                                        config->buffer_size);
    }
}
