/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-history-text.h"

#include <math.h>

#include "core/ariadne-json.h"
#include "experiment/ariadne-search-history.h"
#include "experiment/ariadne-text.h"

#define STATUS_VERSION 1

static const AriadneTextColumn configuration_columns[] = {
  { "Configuration", -17 },
  { "State", -9 },
  { "In model", 9 },
  { "Now", 9 },
  { "Evals/s", 9 },
  { "Now", 8 },
  { "Batch", 7 },
  { "Queue", 6 },
};

static const AriadneTextColumn search_columns[] = {
  { "Search", -18 },
  { "State", -17 },
  { "Budget", 8 },
  { "Best cost", 11 },
  { "Saved", 8 },
  { "Visited", 9 },
  { "Frontier", 9 },
};

/* Only of a configuration that goes on is there a now. */
static void
append_figures (GString                     *text,
                const char                  *name,
                gboolean                     finished,
                const AriadneHistoryFigures *figures)
{
  double now = finished ? NAN : 1;
  char *cells[] = {
    _ariadne_text_shorten (name, -configuration_columns[0].width),
    g_strdup (finished ? "finished" : "running"),
    _ariadne_text_format_number (100 * figures->fraction_in_model, 1, " %"),
    _ariadne_text_format_number (100 * figures->recent_fraction * now, 1, " %"),
    _ariadne_text_format_number (figures->rate, 0, ""),
    _ariadne_text_format_number (figures->recent_rate * now, 0, ""),
    _ariadne_text_format_number (figures->size_mean, 1, ""),
    _ariadne_text_format_number (figures->queued * now, 0, ""),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (configuration_columns));
  _ariadne_text_append_row (text, configuration_columns, G_N_ELEMENTS (configuration_columns),
                            cells);
}

static void
append_configuration (GString                     *text,
                      AriadneConfigurationHistory *configuration)
{
  AriadneHistoryFigures figures;

  ariadne_configuration_history_get_figures (configuration, &figures);
  append_figures (text, ariadne_configuration_history_get_name (configuration),
                  ariadne_configuration_history_get_finished (configuration), &figures);
}

static void
append_search (GString              *text,
               AriadneSearchHistory *search)
{
  const char *status = ariadne_search_history_get_status (search);
  double start = ariadne_search_history_get_start_cost (search);
  double best = ariadne_search_history_get_best_cost (search);
  char *cells[] = {
    _ariadne_text_shorten (ariadne_search_history_get_name (search), -search_columns[0].width),
    _ariadne_text_shorten (status != NULL ? status : "", -search_columns[1].width),
    _ariadne_text_format_number (100 * ariadne_search_history_get_budget_used (search), 1, " %"),
    isfinite (best) ? g_strdup_printf ("%.6g", best) : g_strdup (ARIADNE_TEXT_UNKNOWN),
    _ariadne_text_format_number (start > 0 ? 100 * (1 - best / start) : NAN, 1, " %"),
    g_strdup_printf ("%" G_GUINT64_FORMAT, ariadne_search_history_get_visited (search)),
    g_strdup_printf ("%" G_GUINT64_FORMAT, ariadne_search_history_get_frontier (search)),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (search_columns));
  _ariadne_text_append_row (text, search_columns, G_N_ELEMENTS (search_columns), cells);
}

static void
append_latency (GString                     *text,
                AriadneConfigurationHistory *configuration)
{
  AriadneHistoryFigures figures;

  ariadne_configuration_history_get_figures (configuration, &figures);
  if (isnan (figures.latency_p50_s))
    return;

  g_string_append_printf (text, "\nOf %" G_GUINT64_FORMAT " requests half took %.3g ms or less, "
                          "and 99 of 100 took %.3g ms or less.\n", figures.n_requests,
                          1e3 * figures.latency_p50_s, 1e3 * figures.latency_p99_s);
}

static void
append_head (GString           *text,
             AriadneRunHistory *self)
{
  const char *status = ariadne_run_history_get_status (self);
  g_autofree char *elapsed = _ariadne_text_format_seconds (ariadne_run_history_get_elapsed (self));

  if (status != NULL)
    g_string_append_printf (text, "%s: %s after %s\n", ariadne_run_history_get_experiment (self),
                            status, elapsed);
  else
    g_string_append_printf (text, "%s: has not ended; last heard of after %s\n",
                            ariadne_run_history_get_experiment (self), elapsed);
}

/* The searches are those of the configuration that started last. */
char *
_ariadne_run_history_write_text (AriadneRunHistory *self)
{
  GListModel *configurations = ariadne_run_history_get_configurations (self);
  AriadneConfigurationHistory *current = ariadne_run_history_get_current (self);
  GString *text = g_string_new (NULL);
  GListModel *searches;

  if (ariadne_run_history_get_experiment (self) == NULL)
    return g_string_free (g_string_append (text, "The log is empty.\n"), FALSE);

  append_head (text, self);
  if (current == NULL)
    return g_string_free (text, FALSE);

  g_string_append_c (text, '\n');
  _ariadne_text_append_heading (text, configuration_columns, G_N_ELEMENTS (configuration_columns));
  for (guint i = 0; i < g_list_model_get_n_items (configurations); i++)
    {
      g_autoptr (AriadneConfigurationHistory) item = g_list_model_get_item (configurations, i);

      append_configuration (text, item);
    }
  append_latency (text, current);

  searches = ariadne_configuration_history_get_searches (current);
  g_string_append_c (text, '\n');
  _ariadne_text_append_heading (text, search_columns, G_N_ELEMENTS (search_columns));
  for (guint i = 0; i < g_list_model_get_n_items (searches); i++)
    {
      g_autoptr (AriadneSearchHistory) search = g_list_model_get_item (searches, i);

      append_search (text, search);
    }

  return g_string_free (text, FALSE);
}

static void
set_number (JsonObject *object,
            const char *name,
            double      number)
{
  json_object_set_member (object, name, _ariadne_json_from_number (number));
}

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  json_object_set_member (object, name, _ariadne_json_from_text (text));
}

static JsonNode *
write_search (AriadneSearchHistory *search)
{
  g_autoptr (JsonObject) object = json_object_new ();

  set_text (object, "name", ariadne_search_history_get_name (search));
  set_text (object, "status", ariadne_search_history_get_status (search));
  json_object_set_int_member (object, "visited", ariadne_search_history_get_visited (search));
  json_object_set_int_member (object, "frontier", ariadne_search_history_get_frontier (search));
  json_object_set_int_member (object, "evaluations",
                              ariadne_search_history_get_evaluations (search));
  json_object_set_int_member (object, "budget", ariadne_search_history_get_budget (search));
  set_number (object, "start_cost", ariadne_search_history_get_start_cost (search));
  set_number (object, "best_cost", ariadne_search_history_get_best_cost (search));
  set_text (object, "best", ariadne_search_history_get_best (search));
  set_text (object, "digest", ariadne_search_history_get_digest (search));

  return json_node_init_object (json_node_alloc (), object);
}

static JsonArray *
write_searches (AriadneConfigurationHistory *configuration)
{
  GListModel *searches = ariadne_configuration_history_get_searches (configuration);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (searches); i++)
    {
      g_autoptr (AriadneSearchHistory) search = g_list_model_get_item (searches, i);

      json_array_add_element (array, write_search (search));
    }

  return array;
}

/* Each size with how often it occurs. */
static JsonArray *
write_sizes (AriadneConfigurationHistory *configuration)
{
  JsonArray *array = json_array_new ();
  const AriadneSizeCount *sizes;
  guint n_sizes;

  sizes = ariadne_configuration_history_get_sizes (configuration, &n_sizes);
  for (guint i = 0; i < n_sizes; i++)
    {
      JsonArray *pair = json_array_new ();

      json_array_add_int_element (pair, sizes[i].size);
      json_array_add_int_element (pair, sizes[i].count);
      json_array_add_array_element (array, pair);
    }

  return array;
}

static void
set_figures (JsonObject                  *object,
             const AriadneHistoryFigures *figures)
{
  const struct
  {
    const char *name;
    double      number;
  } numbers[] = {
    { "time_s", figures->time_s },
    { "size_mean", figures->size_mean },
    { "size_std", figures->size_std },
    { "search_time_s", figures->search_time_s },
    { "model_time_s", figures->model_time_s },
    { "fraction_in_model", figures->fraction_in_model },
    { "fraction_in_model_now", figures->recent_fraction },
    { "evaluations_per_s", figures->rate },
    { "evaluations_per_s_now", figures->recent_rate },
    { "fill", figures->fill },
    { "fill_now", figures->recent_fill },
    { "latency_p50_s", figures->latency_p50_s },
    { "latency_p99_s", figures->latency_p99_s },
    { "latency_p50_now_s", figures->recent_latency_p50_s },
    { "latency_p99_now_s", figures->recent_latency_p99_s },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    set_number (object, numbers[i].name, numbers[i].number);
  json_object_set_int_member (object, "num_batches", figures->n_batches);
  json_object_set_int_member (object, "num_elements", figures->n_elements);
  json_object_set_int_member (object, "queued", figures->queued);
  json_object_set_int_member (object, "live", figures->n_live);
  json_object_set_int_member (object, "waiting", figures->n_waiting);
  json_object_set_int_member (object, "requests", figures->n_requests);
}

static JsonNode *
write_configuration (AriadneConfigurationHistory *configuration)
{
  const AriadneRunRecord *record = ariadne_configuration_history_get_record (configuration);
  g_autoptr (JsonObject) object = json_object_new ();
  AriadneHistoryFigures figures;

  ariadne_configuration_history_get_figures (configuration, &figures);
  set_text (object, "group", record->group);
  set_text (object, "name", record->name);
  json_object_set_boolean_member (object, "finished",
                                  ariadne_configuration_history_get_finished (configuration));
  json_object_set_int_member (object, "searchers", record->searchers);
  json_object_set_int_member (object, "servers", record->servers);
  set_figures (object, &figures);
  set_number (object, "wall_s", record->wall_s);
  set_number (object, "ideal_s", record->ideal_s);
  set_number (object, "wall_over_ideal", record->wall_over_ideal);
  set_text (object, "digest", record->digest);
  json_object_set_array_member (object, "sizes", write_sizes (configuration));
  json_object_set_array_member (object, "searches", write_searches (configuration));

  return json_node_init_object (json_node_alloc (), object);
}

char *
_ariadne_run_history_write_json (AriadneRunHistory *self)
{
  GListModel *configurations = ariadne_run_history_get_configurations (self);
  GDateTime *time = ariadne_run_history_get_started (self);
  g_autofree char *started = time != NULL ? g_date_time_format_iso8601 (time) : NULL;
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), object);
  JsonArray *array = json_array_new ();
  g_autofree char *json = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (configurations); i++)
    {
      g_autoptr (AriadneConfigurationHistory) item = g_list_model_get_item (configurations, i);

      json_array_add_element (array, write_configuration (item));
    }

  json_object_set_int_member (object, "version", STATUS_VERSION);
  set_text (object, "experiment", ariadne_run_history_get_experiment (self));
  set_text (object, "started", started);
  set_number (object, "elapsed_s", ariadne_run_history_get_elapsed (self));
  set_text (object, "status", ariadne_run_history_get_status (self));
  json_object_set_array_member (object, "configurations", array);
  json = _ariadne_json_print (root);

  return g_strconcat (json, "\n", NULL);
}
