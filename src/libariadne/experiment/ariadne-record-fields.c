/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-record-fields.h"

#include <math.h>
#include <string.h>

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
  SEARCH_FIELD (best, TEXT),
  SEARCH_FIELD (digest, TEXT),
  { NULL },
};

/*
 * _ariadne_append_csv_text:
 * @csv: a line of CSV
 * @text: (nullable): a text
 *
 * Appends a text, in quotes if it needs them; nothing if there is none.
 */
void
_ariadne_append_csv_text (GString    *csv,
                          const char *text)
{
  if (text == NULL)
    return;

  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }

  g_string_append_c (csv, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

/*
 * _ariadne_append_csv_number:
 * @csv: a line of CSV
 * @number: a number
 *
 * Appends a number, whatever the locale, with as few digits as read back as the
 * same; nothing if it is not finite.
 */
void
_ariadne_append_csv_number (GString *csv,
                            double   number)
{
  static const char * const formats[] = { "%.15g", "%.16g", "%.17g" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, sizeof buffer, formats[i], number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }

  g_string_append (csv, buffer);
}
