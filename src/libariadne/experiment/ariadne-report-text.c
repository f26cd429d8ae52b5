/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-report-private.h"
#include "experiment/ariadne-text.h"

#include <math.h>
#include <string.h>

/* The report of a run has two columns of labels with values, which end here. */
#define LABEL_WIDTH 20
#define VALUE_WIDTH 12
#define COLUMN_GAP 6

/* A label with its value; either may be missing, the value may be owned. */
typedef struct
{
  const char *label;
  char       *value;
} Entry;

static void
append_entry (GString *text,
              Entry   *entry)
{
  _ariadne_text_append_cell (text, entry->label != NULL ? entry->label : "", -LABEL_WIDTH);
  _ariadne_text_append_cell (text, entry->value != NULL ? entry->value : "", VALUE_WIDTH);
}

static void
append_columns (GString *text,
                Entry   *left,
                guint    n_left,
                Entry   *right,
                guint    n_right)
{
  for (guint i = 0; i < MAX (n_left, n_right); i++)
    {
      Entry nothing = { NULL };

      g_string_append (text, "  ");
      append_entry (text, i < n_left ? &left[i] : &nothing);
      _ariadne_text_append_cell (text, "", COLUMN_GAP);
      append_entry (text, i < n_right ? &right[i] : &nothing);
      _ariadne_text_end_line (text);
    }
}

static void
clear_entries (Entry *entries,
               guint  n_entries)
{
  for (guint i = 0; i < n_entries; i++)
    g_free (entries[i].value);
}

/* What the searches have in common, or the number of each status. */
static char *
describe_searches (const AriadneRunRecord *record)
{
  g_autoptr (GPtrArray) statuses = g_ptr_array_new ();
  g_autofree guint *counts = g_new0 (guint, record->searches->len + 1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < record->searches->len; i++)
    {
      const AriadneSearchRecord *search = record->searches->pdata[i];
      const char *status = search->status != NULL ? search->status : "unknown";
      guint index;

      if (!g_ptr_array_find_with_equal_func (statuses, status, g_str_equal, &index))
        {
          index = statuses->len;
          g_ptr_array_add (statuses, (gpointer) status);
        }
      counts[index]++;
    }

  for (guint i = 0; i < statuses->len; i++)
    g_string_append_printf (text, "%s%u %s", i > 0 ? ", " : "",
                            counts[i], (const char *) statuses->pdata[i]);

  return g_string_free (text, FALSE);
}

static const char *
describe_agreement (const AriadneRunRecord *record)
{
  switch (record->matches_expected)
    {
    case ARIADNE_AGREEMENT_YES:
      return "same";
    case ARIADNE_AGREEMENT_NO:
      return "differs";
    case ARIADNE_AGREEMENT_UNKNOWN:
    default:
      return ARIADNE_TEXT_UNKNOWN;
    }
}

static char *
describe_place (const AriadneRunRecord *record)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%u searcher%s, %u server%s",
                          record->searchers, record->searchers == 1 ? "" : "s",
                          record->servers, record->servers == 1 ? "" : "s");
  if (record->queue != NULL)
    g_string_append_printf (text, ", queue: %s", record->queue);
  if (record->deaths > 0 || record->retries > 0)
    g_string_append_printf (text, "; %u died, %u begun again", record->deaths, record->retries);

  return g_string_free (text, FALSE);
}

/* What became of batches at which a device failed. */
static void
append_device (GString                *text,
               const AriadneRunRecord *record)
{
  if (record->device_failures == 0 && record->rows_on_cpu == 0)
    return;

  g_string_append_printf (text,
                          "  Device:   failed %" G_GUINT64_FORMAT " times; %" G_GUINT64_FORMAT
                          " parts tried again, %" G_GUINT64_FORMAT " states on the CPU\n",
                          record->device_failures, record->device_retries, record->rows_on_cpu);
}

/* Why there is nothing to hold the run against. */
static void
append_ideal (GString                *text,
              const AriadneRunRecord *record)
{
  if (isnan (record->ideal_s) && record->num_elements > 0)
    g_string_append (text, "  Ideal:    unknown: the run ended early, or its states are in other"
                           " processes\n");
}

/**
 * ariadne_report_describe_run:
 * @record: the record of a run
 *
 * Describes one run for people, in some lines of at most 80 columns.
 *
 * Returns: (transfer full): the text
 */
char *
ariadne_report_describe_run (const AriadneRunRecord *record)
{
  GString *text = g_string_new (NULL);
  g_autofree char *searches = NULL;
  g_autofree char *place = NULL;

  g_return_val_if_fail (record != NULL, NULL);

  Entry left[] = {
    { "Total search time:", _ariadne_text_format_seconds (record->search_time_s) },
    { "Total model time:", _ariadne_text_format_seconds (record->model_time_s) },
    { "Fraction in model:", _ariadne_text_format_percent (record->fraction_in_model) },
    { "Start-up time:", _ariadne_text_format_seconds (record->start_s) },
    { "Wall time:", _ariadne_text_format_seconds (record->wall_s) },
    { "Ideal time:", _ariadne_text_format_seconds (record->ideal_s) },
    { "Wall ÷ ideal:", _ariadne_text_format_number (record->wall_over_ideal, 3, "") },
  };
  Entry right[] = {
    { "Batch info" },
    { "  num batches:", g_strdup_printf ("%u", record->num_batches) },
    { "  num elements:", g_strdup_printf ("%" G_GUINT64_FORMAT, record->num_elements) },
    { "  size mean:", _ariadne_text_format_number (record->size_mean, 2, "") },
    { "  size std:", _ariadne_text_format_number (record->size_std, 2, "") },
    { "Evaluations/s:", _ariadne_text_format_number (ariadne_run_record_get_throughput (record),
                                                     1, "") },
  };

  place = describe_place (record);
  searches = describe_searches (record);

  g_string_append (text, record->group);
  if (!g_str_equal (record->group, record->name))
    g_string_append_printf (text, ": %s", record->name);
  g_string_append_c (text, '\n');
  append_columns (text, left, G_N_ELEMENTS (left), right, G_N_ELEMENTS (right));
  g_string_append_printf (text, "  Run by:   %s\n", place);
  append_device (text, record);
  append_ideal (text, record);
  if (record->searches->len > 0)
    g_string_append_printf (text, "  Searches: %s\n", searches);
  if (record->digest != NULL)
    g_string_append_printf (text, "  Digest:   %.16s… (%s)\n", record->digest,
                            record->matches_expected == ARIADNE_AGREEMENT_YES  ? "as expected"
                            : record->matches_expected == ARIADNE_AGREEMENT_NO ? "not as expected"
                                                                               : "not compared");

  clear_entries (left, G_N_ELEMENTS (left));
  clear_entries (right, G_N_ELEMENTS (right));

  return g_string_free (text, FALSE);
}

static const AriadneTextColumn table_columns[] = {
  { "Group", -13 },
  { "Configuration", -18 },
  { "Wall", 9 },
  { "÷ ideal", 8 },
  { "In model", 9 },
  { "Batch", 7 },
  { "Evals/s", 8 },
  { " Digest", 0 },
};

static void
append_row (GString                *text,
            const AriadneRunRecord *record)
{
  char *cells[] = {
    _ariadne_text_shorten (record->group, -table_columns[0].width),
    _ariadne_text_shorten (record->name, -table_columns[1].width),
    _ariadne_text_format_seconds (record->wall_s),
    _ariadne_text_format_number (record->wall_over_ideal, 3, ""),
    _ariadne_text_format_number (100 * record->fraction_in_model, 1, " %"),
    _ariadne_text_format_number (record->size_mean, 1, ""),
    _ariadne_text_format_number (ariadne_run_record_get_throughput (record), 0, ""),
    g_strconcat (" ", describe_agreement (record), NULL),
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (table_columns));

  _ariadne_text_append_row (text, table_columns, G_N_ELEMENTS (table_columns), cells);
}

/* One sentence on whether the runs found the same. */
static void
append_verdict (GString       *text,
                AriadneReport *self)
{
  guint n_same = 0;
  guint n_different = 0;

  for (guint i = 0; i < ariadne_report_get_n_runs (self); i++)
    {
      AriadneAgreement agreement = ariadne_report_get_run (self, i)->matches_expected;

      n_same += agreement == ARIADNE_AGREEMENT_YES;
      n_different += agreement == ARIADNE_AGREEMENT_NO;
    }

  if (n_same + n_different == 1)
    g_string_append_printf (text, "\nThe digest compared %s.\n",
                            n_same == 1 ? "is as expected" : "DIFFERS from the expected one");
  else if (n_different > 0)
    g_string_append_printf (text, "\n%u of the %u digests compared %s from the expected one.\n",
                            n_different, n_same + n_different,
                            n_different == 1 ? "DIFFERS" : "DIFFER");
  else if (n_same > 0)
    g_string_append_printf (text, "\nAll %u digests compared are as expected.\n", n_same);
}

/*
 * _ariadne_report_write_text:
 * @self: a report
 *
 * Writes the table of all runs, one line a run, within 80 columns.
 *
 * Returns: (transfer full): the text
 */
char *
_ariadne_report_write_text (AriadneReport *self)
{
  GString *text = g_string_new (NULL);

  _ariadne_text_append_heading (text, table_columns, G_N_ELEMENTS (table_columns));

  for (guint i = 0; i < ariadne_report_get_n_runs (self); i++)
    append_row (text, ariadne_report_get_run (self, i));

  append_verdict (text, self);

  return g_string_free (text, FALSE);
}
