/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-batch-size-batcher.h"

/**
 * AriadneBatchSizeBatcher:
 *
 * A batcher that bounds the number of states of a batch.
 */
struct _AriadneBatchSizeBatcher
{
  AriadneBatcher parent_instance;

  guint          batch_size;
};

G_DEFINE_FINAL_TYPE (AriadneBatchSizeBatcher, ariadne_batch_size_batcher, ARIADNE_TYPE_BATCHER)

static guint
ariadne_batch_size_batcher_get_capacity (AriadneBatcher *batcher)
{
  return ARIADNE_BATCH_SIZE_BATCHER (batcher)->batch_size;
}

static void
ariadne_batch_size_batcher_class_init (AriadneBatchSizeBatcherClass *klass)
{
  ARIADNE_BATCHER_CLASS (klass)->get_capacity = ariadne_batch_size_batcher_get_capacity;
}

static void
ariadne_batch_size_batcher_init (AriadneBatchSizeBatcher *self)
{
}

/**
 * ariadne_batch_size_batcher_new:
 * @batch_size: the largest number of states in a batch, at least 1
 *
 * Makes a batcher.
 *
 * Returns: (transfer full) (type AriadneBatchSizeBatcher): a new batcher
 */
AriadneBatcher *
ariadne_batch_size_batcher_new (guint batch_size)
{
  AriadneBatchSizeBatcher *self;

  g_return_val_if_fail (batch_size > 0, NULL);

  self = g_object_new (ARIADNE_TYPE_BATCH_SIZE_BATCHER, NULL);
  self->batch_size = batch_size;

  return ARIADNE_BATCHER (self);
}
