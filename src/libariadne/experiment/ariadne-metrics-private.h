/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-metrics.h"

G_BEGIN_DECLS

/* Sets the sizes and times of each batch in a record, and leaves its figures alone. */
void _ariadne_metrics_fill_batches (AriadneMetrics   *self,
                                    AriadneRunRecord *record);

G_END_DECLS
