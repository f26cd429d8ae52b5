/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-batch-list.h"

#include "core/ariadne-error.h"

#define ENTRY_TYPE "(uuuxxxxxxxxxuuu)"

/* No clock shows more than that. */
#define MAX_TIME (G_MAXINT64 / 4)

GVariant *
_ariadne_batch_list_pack (const GArray *records)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE (ARIADNE_BATCH_LIST_TYPE));
  for (guint i = 0; i < records->len; i++)
    {
      const AriadneBatchRecord *record = &g_array_index (records, AriadneBatchRecord, i);
      const AriadneModelTimes *times = &record->times;

      g_variant_builder_add (&list, ENTRY_TYPE, record->n_rows, record->n_requests,
                             record->n_queued, record->oldest_wait, times->start, times->packed,
                             times->uploaded, times->computing, times->computed, times->end,
                             record->model_time, record->answered, times->n_failures,
                             times->n_retries, times->n_rows_on_cpu);
    }

  return g_variant_builder_end (&list);
}

static gboolean
is_sound (const AriadneBatchRecord *record)
{
  const AriadneModelTimes *times = &record->times;

  return record->n_rows > 0 && record->n_requests > 0
         && times->n_rows_on_cpu <= record->n_rows
         && record->oldest_wait >= 0 && record->oldest_wait < MAX_TIME
         && record->model_time >= 0 && record->model_time < MAX_TIME
         && 0 <= times->start && times->start <= times->packed
         && times->packed <= times->uploaded && times->uploaded <= times->computing
         && times->computing <= times->computed && times->computed <= times->end
         && times->end <= record->answered && record->answered < MAX_TIME;
}

static void
move (AriadneBatchRecord *record,
      gint64              offset)
{
  record->times.start += offset;
  record->times.packed += offset;
  record->times.uploaded += offset;
  record->times.computing += offset;
  record->times.computed += offset;
  record->times.end += offset;
  record->answered += offset;
}

GArray *
_ariadne_batch_list_unpack (GVariant  *list,
                            gint64     offset,
                            GError   **error)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  AriadneBatchRecord record;
  GVariantIter iter;

  offset = CLAMP (offset, -MAX_TIME, MAX_TIME);
  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, ENTRY_TYPE, &record.n_rows, &record.n_requests,
                              &record.n_queued, &record.oldest_wait, &record.times.start,
                              &record.times.packed, &record.times.uploaded,
                              &record.times.computing, &record.times.computed, &record.times.end,
                              &record.model_time, &record.answered, &record.times.n_failures,
                              &record.times.n_retries, &record.times.n_rows_on_cpu))
    {
      if (!is_sound (&record))
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                       "has told about a batch of %u states from %" G_GINT64_FORMAT " to %"
                       G_GINT64_FORMAT ", which cannot have been",
                       record.n_rows, record.times.start, record.answered);
          return NULL;
        }
      move (&record, offset);
      g_array_append_val (records, record);
    }

  return g_steal_pointer (&records);
}
