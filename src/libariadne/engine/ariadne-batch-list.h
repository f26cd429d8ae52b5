/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-server-metrics.h"

G_BEGIN_DECLS

/* Records of batches as a payload, and back. */

/* Rows, requests, queued; oldest wait, the six times of the model, model time, time
 * of the answer; failures of the device, parts tried again, rows on the processor.
 */
#define ARIADNE_BATCH_LIST_TYPE "a(uuuxxxxxxxxxuuu)"

GVariant *_ariadne_batch_list_pack   (const GArray  *records);

/* Gives records with times moved by `offset`, or NULL if they cannot be records. */
GArray   *_ariadne_batch_list_unpack (GVariant      *list,
                                      gint64         offset,
                                      GError       **error);

G_END_DECLS
