/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-run-summary.h"

#include <glib/gi18n.h>
#include <math.h>

/* Not a number if there is no budget; a search that has not begun does not know its own
 * yet.
 */
static double
get_progress (AriadneSearchHistory *search)
{
  double used = ariadne_search_history_get_budget_used (search);

  if (g_strcmp0 (ariadne_search_history_get_status (search), "ready") == 0)
    return 0.0;

  return used > 1.0 ? 1.0 : used;
}

/* Of a list of searches: the share of the budget that is used, and what is saved. What
 * is not known of any of them is not known of all.
 */
static void
take_searches (MonitorRunSummary *self,
               GListModel        *searches,
               gboolean           is_finished)
{
  guint n = g_list_model_get_n_items (searches);
  double progress = 0;
  double saving = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AriadneSearchHistory) search = g_list_model_get_item (searches, i);
      double start = ariadne_search_history_get_start_cost (search);

      progress += get_progress (search);
      saving += 1.0 - ariadne_search_history_get_best_cost (search) / start;
    }

  self->progress = is_finished ? 1.0 : n > 0 ? progress / n : NAN;
  if (n > 0 && isfinite (saving))
    self->saving = saving / n;
}

static void
take_digest (MonitorRunSummary *self,
             GListModel        *configurations)
{
  for (guint i = 0; self->digest == NULL && i < g_list_model_get_n_items (configurations); i++)
    {
      g_autoptr (AriadneConfigurationHistory) configuration = NULL;
      const AriadneRunRecord *record;

      configuration = g_list_model_get_item (configurations, i);
      record = ariadne_configuration_history_get_record (configuration);
      if (ariadne_configuration_history_get_finished (configuration))
        self->digest = g_strdup (record->digest);
    }
}

void
monitor_run_summary_update (MonitorRunSummary *self,
                            AriadneRunHistory *history)
{
  GListModel *configurations = ariadne_run_history_get_configurations (history);
  guint n = g_list_model_get_n_items (configurations);
  g_autoptr (AriadneConfigurationHistory) last = NULL;

  if (n == 0)
    return;

  last = g_list_model_get_item (configurations, n - 1);
  g_free (self->configuration);
  self->configuration = g_strdup (ariadne_configuration_history_get_name (last));
  take_searches (self, ariadne_configuration_history_get_searches (last),
                 ariadne_configuration_history_get_finished (last));
  take_digest (self, configurations);
}

void
monitor_run_summary_clear (MonitorRunSummary *self)
{
  const MonitorRunSummary empty = MONITOR_RUN_SUMMARY_INIT;

  g_free (self->configuration);
  g_free (self->digest);
  *self = empty;
}

char *
monitor_run_summary_describe (const MonitorRunSummary *self,
                              gboolean                 is_running)
{
  if (is_running && self->configuration != NULL)
    return isnan (self->progress)
           ? g_strdup (self->configuration)
           /* Translators: a configuration, such as “threads 2”, and how much is done. */
           : g_strdup_printf (_("%s, %.0f %%"), self->configuration, 100 * self->progress);

  /* Translators: how much less the best costs than what a search has started from. */
  return isnan (self->saving) ? NULL : g_strdup_printf (_("saved %.1f %%"), 100 * self->saving);
}
