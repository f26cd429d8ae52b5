/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "experiment/ariadne-metrics-private.h"

#include "experiment/ariadne-batch-totals.h"

/**
 * AriadneMetrics: (ref-func ariadne_metrics_ref) (unref-func ariadne_metrics_unref)
 *
 * The log of the batches of a run, and the figures that follow from it.
 *
 * Server threads add batches while the application reads the totals; every
 * function may be called on any thread.
 *
 * ## The figures
 *
 * The first batch pays for what happens once (pages touched, caches filled,
 * threads started), so it is left out of the times:
 *
 * - the *search time* goes from the second update to the last;
 * - the *model time* is the sum of the times in the model, without the first, by
 *   the number of servers: what each of several took on average;
 * - the *fraction in model* is the model time by the search time.
 *
 * The time in the model of the second batch lies before the span that the
 * search time measures. With few batches this can lift the fraction above one,
 * where it is cut off. None of the three is known when there are fewer than two
 * batches, and no fraction when the search time is nothing.
 */
struct _AriadneMetrics
{
  gint    ref_count; /* atomic */

  GMutex  mutex;

  /* Protected by the mutex; in the order of the updates. */
  GArray *batches;
  guint64 n_elements;
};

G_DEFINE_BOXED_TYPE (AriadneMetrics, ariadne_metrics, ariadne_metrics_ref, ariadne_metrics_unref)

/**
 * ariadne_metrics_new:
 *
 * Makes an empty log.
 *
 * Returns: (transfer full): a new log
 */
AriadneMetrics *
ariadne_metrics_new (void)
{
  AriadneMetrics *self;

  self = g_new0 (AriadneMetrics, 1);
  self->ref_count = 1;
  g_mutex_init (&self->mutex);
  self->batches = g_array_new (FALSE, FALSE, sizeof (AriadneBatchTiming));

  return self;
}

/**
 * ariadne_metrics_ref:
 * @self: a log
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneMetrics *
ariadne_metrics_ref (AriadneMetrics *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * ariadne_metrics_unref:
 * @self: (transfer full): a log
 *
 * Gives a reference back.
 */
void
ariadne_metrics_unref (AriadneMetrics *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->batches);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static const AriadneBatchTiming *
get_batches (AriadneMetrics *self)
{
  return (const AriadneBatchTiming *) (gpointer) self->batches->data;
}

/**
 * ariadne_metrics_add_batch:
 * @self: a log
 * @timing: what was measured of a batch
 *
 * Adds a batch.
 *
 * Several servers may add batches out of order by a little; they are kept in
 * the order of their updates.
 */
void
ariadne_metrics_add_batch (AriadneMetrics           *self,
                           const AriadneBatchTiming *timing)
{
  g_autoptr (GMutexLocker) locker = NULL;
  const AriadneBatchTiming *batches;
  guint position;

  g_return_if_fail (self != NULL);
  g_return_if_fail (timing != NULL);

  locker = g_mutex_locker_new (&self->mutex);

  batches = get_batches (self);
  position = self->batches->len;
  while (position > 0 && batches[position - 1].update_s > timing->update_s)
    position--;

  g_array_insert_val (self->batches, position, *timing);
  self->n_elements += timing->size;
}

/**
 * ariadne_metrics_get_n_batches:
 * @self: a log
 *
 * Gets the number of batches so far.
 *
 * Returns: the number of batches
 */
guint
ariadne_metrics_get_n_batches (AriadneMetrics *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, 0);

  locker = g_mutex_locker_new (&self->mutex);

  return self->batches->len;
}

/**
 * ariadne_metrics_get_n_elements:
 * @self: a log
 *
 * Gets the number of states in all batches so far.
 *
 * Returns: the number of states
 */
guint64
ariadne_metrics_get_n_elements (AriadneMetrics *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, 0);

  locker = g_mutex_locker_new (&self->mutex);

  return self->n_elements;
}

static void
fill_batches (AriadneRunRecord         *record,
              const AriadneBatchTiming *batches,
              guint                     n_batches)
{
  double start_s = isfinite (record->start_s) ? record->start_s : 0.0;

  g_array_set_size (record->batch_sizes, 0);
  g_array_set_size (record->model_times_s, 0);
  g_array_set_size (record->update_times_s, 0);

  for (guint i = 0; i < n_batches; i++)
    {
      double model_time_s = batches[i].model_end_s - batches[i].model_start_s;
      double update_s = batches[i].update_s - start_s;

      g_array_append_val (record->batch_sizes, batches[i].size);
      g_array_append_val (record->model_times_s, model_time_s);
      g_array_append_val (record->update_times_s, update_s);
    }
}

/**
 * ariadne_metrics_fill_record:
 * @self: a log
 * @record: a record whose number of servers is set, and whose start-up time if it is
 *   known
 *
 * Sets everything in a record that follows from the batches so far.
 */
void
ariadne_metrics_fill_record (AriadneMetrics   *self,
                             AriadneRunRecord *record)
{
  g_autoptr (GMutexLocker) locker = NULL;
  AriadneBatchTotals totals = { 0 };

  g_return_if_fail (self != NULL);
  g_return_if_fail (record != NULL);

  locker = g_mutex_locker_new (&self->mutex);

  fill_batches (record, get_batches (self), self->batches->len);
  for (guint i = 0; i < self->batches->len; i++)
    _ariadne_batch_totals_add (&totals, &get_batches (self)[i]);
  _ariadne_batch_totals_fill (&totals, record);
}

void
_ariadne_metrics_fill_batches (AriadneMetrics   *self,
                               AriadneRunRecord *record)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  fill_batches (record, get_batches (self), self->batches->len);
}
