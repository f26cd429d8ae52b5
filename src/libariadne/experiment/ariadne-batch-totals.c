/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-batch-totals.h"

#include <math.h>

static void
add_size (AriadneBatchTotals *self,
          guint               size)
{
  double difference;

  if (self->n_batches == 0)
    self->shift = size;

  difference = size - self->shift;
  self->sum += difference;
  self->squares += difference * difference;
  self->n_elements += size;
}

/* The first batch so far; the one that was first counts from now on. */
static void
add_first (AriadneBatchTotals *self,
           guint               size,
           double              update_s,
           double              model_s)
{
  if (self->n_batches > 0)
    {
      self->model_s += self->first_model_s;
      self->second_update_s = self->first_update_s;
    }
  else
    self->last_update_s = update_s;

  self->first_size = size;
  self->first_update_s = update_s;
  self->first_model_s = model_s;
}

static void
add_later (AriadneBatchTotals *self,
           double              update_s,
           double              model_s)
{
  self->model_s += model_s;
  if (self->n_batches == 1 || update_s < self->second_update_s)
    self->second_update_s = update_s;
  self->last_update_s = MAX (self->last_update_s, update_s);
}

void
_ariadne_batch_totals_add (AriadneBatchTotals       *self,
                           const AriadneBatchTiming *timing)
{
  double model_s = timing->model_end_s - timing->model_start_s;

  add_size (self, timing->size);
  if (self->n_batches == 0 || timing->update_s < self->first_update_s)
    add_first (self, timing->size, timing->update_s, model_s);
  else
    add_later (self, timing->update_s, model_s);
  self->n_batches++;
}

static void
fill_sizes (const AriadneBatchTotals *self,
            AriadneRunRecord         *record)
{
  double n = self->n_batches;

  record->num_batches = self->n_batches;
  record->num_elements = self->n_elements;
  record->size_mean = n > 0 ? self->n_elements / n : NAN;
  record->size_std = n > 0 ? sqrt (MAX (0, self->squares - self->sum * (self->sum / n)) / n) : NAN;
}

static void
fill_times (const AriadneBatchTotals *self,
            AriadneRunRecord         *record)
{
  record->search_time_s = NAN;
  record->model_time_s = NAN;
  record->fraction_in_model = NAN;

  if (self->n_batches < 2)
    return;

  record->search_time_s = self->last_update_s - self->second_update_s;
  record->model_time_s = self->model_s / MAX (1, record->servers);
  if (record->search_time_s > 0)
    record->fraction_in_model = MIN (1.0, record->model_time_s / record->search_time_s);
}

void
_ariadne_batch_totals_fill (const AriadneBatchTotals *self,
                            AriadneRunRecord         *record)
{
  fill_sizes (self, record);
  fill_times (self, record);
}
