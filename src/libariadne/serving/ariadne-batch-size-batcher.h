/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-batcher.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_BATCH_SIZE_BATCHER (ariadne_batch_size_batcher_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneBatchSizeBatcher, ariadne_batch_size_batcher, ARIADNE,
                      BATCH_SIZE_BATCHER, AriadneBatcher)

ARIADNE_AVAILABLE_IN_ALL
AriadneBatcher *ariadne_batch_size_batcher_new (guint batch_size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
