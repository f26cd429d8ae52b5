/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph-network-private.h"

G_BEGIN_DECLS

/* How far the heads of a network are from those of the processor, over a fixed
 * sample of graphs.
 */
typedef struct
{
  double max_error;
  double mean_error;
  double spread;     /* the standard deviation of what the processor gives */
} AriadnePrecisionError;

GPtrArray *ariadne_precision_sample_new     (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean   ariadne_precision_sample_measure (AriadneGraphNetwork      *exact,
                                             AriadneNetworkTasksFunc   func,
                                             gpointer                  user_data,
                                             AriadnePrecisionError    *result,
                                             GError                  **error);

G_END_DECLS
