/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-server-log.h"

/* When there are so many records, the older half of them is dropped. */
#define MAX_RECORDS (1 << 20)

void
_ariadne_server_log_init (AriadneServerLog *self)
{
  memset (self, 0, sizeof *self);
  g_mutex_init (&self->lock);
  self->records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
}

void
_ariadne_server_log_clear (AriadneServerLog *self)
{
  g_clear_pointer (&self->records, g_array_unref);
  g_mutex_clear (&self->lock);
}

static void
add_batch (AriadneServerLog         *self,
           const AriadneBatchRecord *record)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->metrics.n_batches++;
  self->metrics.n_rows += record->n_rows;
  self->metrics.model_time += record->model_time;

  if (self->records->len == MAX_RECORDS)
    {
      g_array_remove_range (self->records, 0, MAX_RECORDS / 2);
      self->n_past += MAX_RECORDS / 2;
    }
  g_array_append_val (self->records, *record);
}

void
_ariadne_server_log_add_batch (AriadneServerLog         *self,
                               const AriadneBatchRecord *record)
{
  add_batch (self, record);
  if (self->func != NULL)
    self->func (record, self->data);
}

/* The place of the first bit of a latency, and the two bits after it. */
static guint
get_bucket (gint64 latency)
{
  guint64 quarters = (guint64) MAX (latency, 1) * 4;
  guint place = g_bit_storage ((gulong) quarters) - 3;

  return MIN (4 * place + (quarters >> place & 3), ARIADNE_N_LATENCY_BUCKETS - 1);
}

void
_ariadne_server_log_add_answers (AriadneServerLog *self,
                                 const GArray     *arrivals,
                                 gint64            now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < arrivals->len; i++)
    self->metrics.latency[get_bucket (now - g_array_index (arrivals, gint64, i))]++;
}

void
_ariadne_server_log_read_metrics (AriadneServerLog     *self,
                                  AriadneServerMetrics *metrics)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *metrics = self->metrics;
}

guint64
_ariadne_server_log_read_batches (AriadneServerLog *self,
                                  guint64           first,
                                  GArray           *records)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint64 end = self->n_past + self->records->len;

  first = CLAMP (first, self->n_past, end);
  g_array_append_vals (records,
                       &g_array_index (self->records, AriadneBatchRecord, first - self->n_past),
                       end - first);

  return end;
}
