/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-size-counts.h"

#define N_EXACT (1u << 16)
#define N_BITS  8

void
_ariadne_size_counts_init (AriadneSizeCounts *self)
{
  self->counts = g_array_new (FALSE, FALSE, sizeof (AriadneSizeCount));
}

void
_ariadne_size_counts_clear (AriadneSizeCounts *self)
{
  g_clear_pointer (&self->counts, g_array_unref);
}

static AriadneSizeCount
make_count (guint size)
{
  guint rest = size < N_EXACT ? 0 : (1u << (g_bit_storage (size) - N_BITS)) - 1;

  return (AriadneSizeCount){ .size = size & ~rest, .last = size | rest, .count = 1 };
}

/* The first count of sizes that are not all below this one. */
static guint
find_position (const GArray *counts,
               guint         size)
{
  guint begin = 0;
  guint end = counts->len;

  while (begin < end)
    {
      guint middle = begin + (end - begin) / 2;

      if (g_array_index (counts, AriadneSizeCount, middle).last < size)
        begin = middle + 1;
      else
        end = middle;
    }

  return begin;
}

void
_ariadne_size_counts_add (AriadneSizeCounts *self,
                          guint              size)
{
  guint position = find_position (self->counts, size);
  AriadneSizeCount *found = &g_array_index (self->counts, AriadneSizeCount, position);

  if (position < self->counts->len && found->size <= size)
    {
      found->count++;
      return;
    }

  g_array_insert_vals (self->counts, position, &(AriadneSizeCount){ 0 }, 1);
  g_array_index (self->counts, AriadneSizeCount, position) = make_count (size);
}
