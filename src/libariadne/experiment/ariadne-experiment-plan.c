/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment-plan.h"

#include "search/ariadne-batched-astar.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-rollout.h"

/* Requests that a continuous search may have under evaluation: enough to keep a
 * server busy, few enough that what is asked next knows most of the answers.
 */
#define CONTINUOUS_WINDOW 4

static void
configuration_free (gpointer data)
{
  AriadneConfiguration *self = data;

  g_free (self->name);
  g_free (self);
}

/* Takes @name. */
static void
add_configuration (GPtrArray     *plan,
                   const char    *group,
                   char          *name,
                   AriadneMethod  method,
                   guint          searchers)
{
  AriadneConfiguration *configuration = g_new0 (AriadneConfiguration, 1);

  configuration->group = group;
  configuration->name = name;
  configuration->method = method;
  configuration->searchers = searchers;
  g_ptr_array_add (plan, configuration);
}

static void
add_threads (GPtrArray     *plan,
             AriadneMethod  method,
             guint          searchers)
{
  const char *stem = method == ARIADNE_METHOD_ROLLOUT ? "rollout" : "threads";

  add_configuration (plan, "threads", g_strdup_printf ("%s-%u", stem, searchers), method,
                     searchers);
}

/* Batched A* or rollouts: everywhere the same answer, so the synchronous run,
 * which comes first, tells what the others should visit.
 */
static void
add_repeatable (GPtrArray                     *plan,
                const AriadneExperimentConfig *config,
                AriadneMethod                  method)
{
  gboolean rollout = method == ARIADNE_METHOD_ROLLOUT;

  if (!config->skip_sync)
    {
      AriadneConfiguration *synchronous;

      add_configuration (plan, "sync", g_strdup (rollout ? "rollout-sync" : "sync"), method, 1);
      synchronous = g_ptr_array_index (plan, plan->len - 1);
      synchronous->synchronous = TRUE;
    }

  if (config->engine != NULL)
    {
      add_threads (plan, method, config->num_procs);
      return;
    }

  add_configuration (plan, "single", g_strdup (rollout ? "rollout-single" : "single"), method, 1);
  for (guint searchers = 1; searchers <= MIN (8, config->num_cpus); searchers *= 2)
    add_threads (plan, method, searchers);
}

static void
add_continuous (GPtrArray                     *plan,
                const AriadneExperimentConfig *config)
{
  add_configuration (plan, "continuous", g_strdup ("continuous"), ARIADNE_METHOD_CONTINUOUS,
                     config->engine != NULL ? config->num_procs : 1);
}

/* Makes the configurations that @config asks for, in the order to run them. */
GPtrArray *
ariadne_experiment_plan_new (const AriadneExperimentConfig *config)
{
  GPtrArray *plan = g_ptr_array_new_with_free_func (configuration_free);

  if (config->continuous)
    {
      add_continuous (plan, config);
      return plan;
    }

  if (config->search != ARIADNE_SEARCH_KIND_ROLLOUT)
    {
      add_repeatable (plan, config, ARIADNE_METHOD_ASTAR);
      if (config->engine == NULL)
        add_continuous (plan, config);
    }
  if (config->search != ARIADNE_SEARCH_KIND_ASTAR)
    add_repeatable (plan, config, ARIADNE_METHOD_ROLLOUT);

  return plan;
}

/* Makes the record of a configuration that has not been run. */
AriadneRunRecord *
ariadne_configuration_make_record (const AriadneConfiguration *self)
{
  static const char * const searches[] = { "astar", "continuous", "rollout" };
  AriadneRunRecord *record = ariadne_run_record_new (self->group, self->name);

  record->engine = g_strdup (self->synchronous ? "sync" : "thread");
  record->queue = g_strdup (self->synchronous ? NULL : "thread");
  record->searchers = self->searchers;
  record->servers = self->synchronous ? 0 : 1;
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
    case ARIADNE_METHOD_ASTAR:
    default:
      return ariadne_batched_astar_new (domain, start, config->simulation_depth, budget,
                                        config->buffer_size);
    }
}
