/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-configuration-history.h"

G_BEGIN_DECLS

/* How many batches there were of each size, in the order of the sizes. Sizes that occur
 * are kept, so usually there are few. From 65536 on a count stands for sizes that have
 * their first eight bits in common, so that there are never more than 67584.
 */
typedef struct
{
  GArray *counts; /* of AriadneSizeCount */
} AriadneSizeCounts;

void _ariadne_size_counts_init  (AriadneSizeCounts *self);
void _ariadne_size_counts_clear (AriadneSizeCounts *self);
void _ariadne_size_counts_add   (AriadneSizeCounts *self,
                                 guint              size);

G_END_DECLS
