/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "timeline.h"

static const char * const cause_names[TIMELINE_N_CAUSES] = {
  [TIMELINE_SEARCHERS] = "the searchers",
  [TIMELINE_SERVER] = "the server",
  [TIMELINE_PACKING] = "packing",
  [TIMELINE_TRANSFER] = "transfer",
  [TIMELINE_LAUNCH] = "launches",
};

static double
to_seconds (gint64 usec)
{
  return usec / (double) G_USEC_PER_SEC;
}

static int
compare_records (gconstpointer a,
                 gconstpointer b)
{
  gint64 x = ((const AriadneBatchRecord *) a)->times.computed;
  gint64 y = ((const AriadneBatchRecord *) b)->times.computed;

  return (x > y) - (x < y);
}

/* Lays the time from `free` to when the device began with a batch to the steps
 * that the batch was in meanwhile. Returns when it began.
 */
static gint64
explain_gap (const AriadneBatchRecord *record,
             gint64                    free,
             TimelineSummary          *summary)
{
  const AriadneModelTimes *times = &record->times;
  gint64 begin = MAX (times->computing, free);
  const gint64 ends[TIMELINE_N_CAUSES] = {
    [TIMELINE_SEARCHERS] = times->start - record->oldest_wait,
    [TIMELINE_SERVER] = times->start,
    [TIMELINE_PACKING] = times->packed,
    [TIMELINE_TRANSFER] = times->uploaded,
    [TIMELINE_LAUNCH] = begin,
  };

  for (guint cause = 0; cause < TIMELINE_N_CAUSES; cause++)
    {
      gint64 end = CLAMP (ends[cause], free, begin);

      summary->waiting[cause] += to_seconds (end - free);
      free = end;
    }

  return begin;
}

static void
add_steps (const AriadneBatchRecord *record,
           gint64                    begin,
           TimelineSummary          *summary)
{
  const AriadneModelTimes *times = &record->times;

  summary->packing += to_seconds (times->packed - times->start);
  summary->uploading += to_seconds (times->uploaded - times->packed);
  summary->queueing += to_seconds (begin - times->uploaded);
  summary->kernels += to_seconds (times->computed - begin);
  summary->downloading += to_seconds (times->end - times->computed);
  summary->answering += to_seconds (record->answered - times->end);
}

static void
take_means (TimelineSummary *summary)
{
  guint n = MAX (summary->n_batches, 2) - 1;

  summary->packing /= n;
  summary->uploading /= n;
  summary->queueing /= n;
  summary->kernels /= n;
  summary->downloading /= n;
  summary->answering /= n;
}

void
timeline_summarize (GArray          *records,
                    TimelineSummary *summary)
{
  gint64 free = 0;

  *summary = (TimelineSummary) { .n_batches = records->len };
  g_array_sort (records, compare_records);

  for (guint i = 0; i < records->len; i++)
    {
      const AriadneBatchRecord *record = &g_array_index (records, AriadneBatchRecord, i);
      gint64 begin;

      summary->n_rows += record->n_rows;
      if (i > 0)
        {
          begin = explain_gap (record, free, summary);
          add_steps (record, begin, summary);
          summary->computing += to_seconds (record->times.computed - begin);
          summary->total += to_seconds (record->times.computed - free);
        }
      free = record->times.computed;
    }

  take_means (summary);
}

const char *
timeline_name_bound (const TimelineSummary *summary)
{
  TimelineCause largest = 0;

  if (summary->computing >= 0.95 * summary->total)
    return "the device";

  for (guint cause = 1; cause < TIMELINE_N_CAUSES; cause++)
    if (summary->waiting[cause] > summary->waiting[largest])
      largest = cause;

  return cause_names[largest];
}

static void
append_record (GString                  *text,
               const AriadneBatchRecord *record,
               gint64                    origin)
{
  const AriadneModelTimes *times = &record->times;

  g_string_append_printf (text, "{\"rows\":%u,\"requests\":%u,\"queued\":%u,", record->n_rows,
                          record->n_requests, record->n_queued);
  g_string_append_printf (text, "\"oldest_wait\":%" G_GINT64_FORMAT ",", record->oldest_wait);
  g_string_append_printf (text, "\"start\":%" G_GINT64_FORMAT ",", times->start - origin);
  g_string_append_printf (text, "\"packed\":%" G_GINT64_FORMAT ",", times->packed - origin);
  g_string_append_printf (text, "\"uploaded\":%" G_GINT64_FORMAT ",", times->uploaded - origin);
  g_string_append_printf (text, "\"computing\":%" G_GINT64_FORMAT ",", times->computing - origin);
  g_string_append_printf (text, "\"computed\":%" G_GINT64_FORMAT ",", times->computed - origin);
  g_string_append_printf (text, "\"downloaded\":%" G_GINT64_FORMAT ",", times->end - origin);
  g_string_append_printf (text, "\"answered\":%" G_GINT64_FORMAT "}", record->answered - origin);
}

/* Times in the list are microseconds from the start of the first batch. */
char *
timeline_to_json (const GArray          *records,
                  const TimelineSummary *summary)
{
  GString *text = g_string_new ("{\"bound\":");
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  gint64 origin = records->len > 0 ? g_array_index (records, AriadneBatchRecord, 0).times.start : 0;

  g_string_append_printf (text, "\"%s\",\"total_s\":%s", timeline_name_bound (summary),
                          g_ascii_dtostr (number, sizeof number, summary->total));
  g_string_append_printf (text, ",\"computing_s\":%s",
                          g_ascii_dtostr (number, sizeof number, summary->computing));
  for (guint cause = 0; cause < TIMELINE_N_CAUSES; cause++)
    g_string_append_printf (text, "%s\"%s\":%s", cause == 0 ? ",\"waiting_s\":{" : ",",
                            cause_names[cause],
                            g_ascii_dtostr (number, sizeof number, summary->waiting[cause]));

  g_string_append (text, "},\"batches\":[");
  for (guint i = 0; i < records->len; i++)
    {
      g_string_append (text, i > 0 ? ",\n" : "\n");
      append_record (text, &g_array_index (records, AriadneBatchRecord, i), origin);
    }
  g_string_append (text, "\n]}\n");

  return g_string_free (text, FALSE);
}

static double
get_percent (const TimelineSummary *summary,
             double                 seconds)
{
  return summary->total > 0 ? 100 * seconds / summary->total : 0;
}

char *
timeline_to_text (const TimelineSummary *summary)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "batches %u, rows %" G_GUINT64_FORMAT ", mean %.1f\n",
                          summary->n_batches, summary->n_rows,
                          (double) summary->n_rows / MAX (summary->n_batches, 1));
  g_string_append_printf (text, "device computes %.2f %% of %.3f s; bound by %s\n",
                          get_percent (summary, summary->computing), summary->total,
                          timeline_name_bound (summary));
  for (guint cause = 0; cause < TIMELINE_N_CAUSES; cause++)
    g_string_append_printf (text, "  waits for %-14s %6.2f %%\n", cause_names[cause],
                            get_percent (summary, summary->waiting[cause]));
  g_string_append_printf (text, "a batch, in microseconds: packing %.0f, upload %.0f, behind"
                          " another %.0f, kernels %.0f, download %.0f, answers %.0f\n",
                          1e6 * summary->packing, 1e6 * summary->uploading,
                          1e6 * summary->queueing, 1e6 * summary->kernels,
                          1e6 * summary->downloading, 1e6 * summary->answering);

  return g_string_free (text, FALSE);
}
