/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-record-fields.h"

#define RUN_FIELD(name, kind) \
  { #name, ARIADNE_FIELD_##kind, G_STRUCT_OFFSET (AriadneRunRecord, name) }
#define LATER_RUN_FIELD(name, kind) \
  { #name, ARIADNE_FIELD_##kind, G_STRUCT_OFFSET (AriadneRunRecord, name), TRUE }
#define SEARCH_FIELD(name, kind) \
  { #name, ARIADNE_FIELD_##kind, G_STRUCT_OFFSET (AriadneSearchRecord, name) }
#define LATER_SEARCH_FIELD(name, kind) \
  { #name, ARIADNE_FIELD_##kind, G_STRUCT_OFFSET (AriadneSearchRecord, name), TRUE }

const AriadneField ariadne_run_fields[] = {
  RUN_FIELD (group, TEXT),
  RUN_FIELD (name, TEXT),
  RUN_FIELD (engine, TEXT),
  RUN_FIELD (queue, TEXT),
  RUN_FIELD (searchers, COUNT),
  RUN_FIELD (servers, COUNT),
  LATER_RUN_FIELD (deaths, COUNT),
  LATER_RUN_FIELD (retries, COUNT),
  LATER_RUN_FIELD (device_failures, TOTAL),
  LATER_RUN_FIELD (device_retries, TOTAL),
  LATER_RUN_FIELD (rows_on_cpu, TOTAL),
  RUN_FIELD (search, TEXT),
  RUN_FIELD (search_time_s, NUMBER),
  RUN_FIELD (model_time_s, NUMBER),
  RUN_FIELD (fraction_in_model, NUMBER),
  LATER_RUN_FIELD (start_s, NUMBER),
  RUN_FIELD (wall_s, NUMBER),
  RUN_FIELD (ideal_s, NUMBER),
  RUN_FIELD (wall_over_ideal, NUMBER),
  RUN_FIELD (num_batches, COUNT),
  RUN_FIELD (num_elements, TOTAL),
  RUN_FIELD (size_mean, NUMBER),
  RUN_FIELD (size_std, NUMBER),
  RUN_FIELD (batch_sizes, COUNTS),
  RUN_FIELD (model_times_s, NUMBERS),
  RUN_FIELD (update_times_s, NUMBERS),
  RUN_FIELD (digest, TEXT),
  RUN_FIELD (matches_expected, AGREEMENT),
  RUN_FIELD (searches, SEARCHES),
  { NULL },
};

const AriadneField ariadne_search_fields[] = {
  SEARCH_FIELD (name, TEXT),
  SEARCH_FIELD (status, TEXT),
  SEARCH_FIELD (visited, TOTAL),
  LATER_SEARCH_FIELD (frontier, TOTAL),
  SEARCH_FIELD (evaluations, TOTAL),
  LATER_SEARCH_FIELD (budget, TOTAL),
  SEARCH_FIELD (start_cost, NUMBER),
  SEARCH_FIELD (best_cost, NUMBER),
  LATER_SEARCH_FIELD (best_depth, TOTAL),
  SEARCH_FIELD (best, TEXT),
  SEARCH_FIELD (digest, TEXT),
  { NULL },
};
