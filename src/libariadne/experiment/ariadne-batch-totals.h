/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-metrics.h"

G_BEGIN_DECLS

/* What the figures of a run follow from, however many batches there are; they may come
 * in any order. All zeros are no batches. See AriadneMetrics for the figures.
 */
typedef struct
{
  guint64 n_batches;
  guint64 n_elements;

  /* Of the differences from the first size that came, so that no digits are lost when
   * sizes are large and alike:
   */
  double  shift;
  double  sum;
  double  squares;

  /* In the order of the updates: */
  guint   first_size;
  double  first_update_s;
  double  first_model_s;
  double  second_update_s;
  double  last_update_s;
  double  model_s;         /* of all but the first */
} AriadneBatchTotals;

void _ariadne_batch_totals_add  (AriadneBatchTotals       *self,
                                 const AriadneBatchTiming *timing);

/* Sets the figures of a record whose number of servers is set. */
void _ariadne_batch_totals_fill (const AriadneBatchTotals *self,
                                 AriadneRunRecord         *record);

G_END_DECLS
