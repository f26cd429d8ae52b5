/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-packs.h"

#include <string.h>

#define NO_BIN G_MAXUINT

/* Reserves room for @capacity graphs; filling takes no memory. */
void
ariadne_cuda_packs_init (AriadneCudaPacks *self,
                         guint             capacity)
{
  memset (self, 0, sizeof *self);
  self->capacity = capacity;
  self->order = g_new (guint, capacity);
  self->packs = g_new (AriadneCudaPack, capacity);
  self->sorted = g_new (guint, capacity);
  self->bins = g_new (guint, capacity);
  self->rows_left = g_new (guint, capacity);
  self->next = g_new (guint, capacity);
}

void
ariadne_cuda_packs_clear (AriadneCudaPacks *self)
{
  g_free (self->order);
  g_free (self->packs);
  g_free (self->sorted);
  g_free (self->bins);
  g_free (self->rows_left);
  g_free (self->next);
  memset (self, 0, sizeof *self);
}

/* Turns numbers of things by size into where, when sizes descend, those of each
 * size start.
 */
static void
to_starts (guint *counts,
           guint  max_size)
{
  guint start = 0;

  for (guint size = max_size + 1; size-- > 0;)
    {
      guint count = counts[size];

      counts[size] = start;
      start += count;
    }
}

/* Sorts the graphs that fit by descending size, equal ones as they come. */
static void
sort_graphs (AriadneCudaPacks *self,
             const guint      *sizes,
             guint             n_graphs,
             guint             max_rows)
{
  guint starts[ARIADNE_CUDA_PACK_MAX_ROWS + 1] = { 0 };
  guint n_large = 0;

  self->n_packed = 0;
  for (guint i = 0; i < n_graphs; i++)
    if (sizes[i] <= max_rows)
      {
        starts[sizes[i]]++;
        self->n_packed++;
      }

  to_starts (starts, max_rows);
  for (guint i = 0; i < n_graphs; i++)
    if (sizes[i] <= max_rows)
      self->sorted[starts[sizes[i]]++] = i;
    else
      self->order[self->n_packed + n_large++] = i;
}

/* Takes out of the lists the bin that @size fills best. */
static guint
take_bin (AriadneCudaPacks *self,
          guint            *heads,
          guint             size,
          guint             limit)
{
  for (guint left = size; left <= limit; left++)
    if (heads[left] != NO_BIN)
      {
        guint bin = heads[left];

        heads[left] = self->next[bin];
        return bin;
      }

  return NO_BIN;
}

/* Puts the sorted graphs into bins of @limit rows; best fit, descending. */
static guint
fill_bins (AriadneCudaPacks *self,
           const guint      *sizes,
           guint             limit)
{
  guint heads[ARIADNE_CUDA_PACK_MAX_ROWS + 1]; /* of lists of bins, by the rows left */
  guint n_bins = 0;

  for (guint left = 0; left <= limit; left++)
    heads[left] = NO_BIN;

  for (guint i = 0; i < self->n_packed; i++)
    {
      guint size = sizes[self->sorted[i]];
      guint bin = take_bin (self, heads, size, limit);

      if (bin == NO_BIN)
        {
          bin = n_bins++;
          self->rows_left[bin] = limit;
        }
      self->rows_left[bin] -= size;
      self->next[bin] = heads[self->rows_left[bin]];
      heads[self->rows_left[bin]] = bin;
      self->bins[i] = bin;
    }

  return n_bins;
}

/* How long packs of @limit rows take, in the time of a row. The weights are
 * read by all blocks that run, so that few blocks get them faster.
 */
static guint64
estimate_time (guint                        n_bins,
               guint                        limit,
               const AriadneCudaPackLimits *limits)
{
  const guint n_blocks = MAX (limits->n_blocks, 1);
  guint64 n_turns = (n_bins + n_blocks - 1) / n_blocks;
  guint64 weights = (guint64) limits->balance_rows * MIN (n_bins, n_blocks) / n_blocks;

  return n_turns * MAX (limit, weights);
}

/* Leaves the graphs in bins of the height that takes the least time; the higher
 * of two that take the same, since then there are fewer.
 */
static guint
choose_bins (AriadneCudaPacks            *self,
             const guint                 *sizes,
             const AriadneCudaPackLimits *limits,
             guint                        max_rows)
{
  const guint tile = MAX (limits->tile_rows, 1);
  const guint largest = sizes[self->sorted[0]];
  guint best_limit = max_rows;
  guint n_bins = fill_bins (self, sizes, max_rows);
  guint64 best_time = estimate_time (n_bins, max_rows, limits);

  for (guint limit = (max_rows - 1) / tile * tile; limit >= largest && limit > 0; limit -= tile)
    {
      guint64 time;

      n_bins = fill_bins (self, sizes, limit);
      time = estimate_time (n_bins, limit, limits);
      if (time < best_time)
        {
          best_time = time;
          best_limit = limit;
        }
    }

  return fill_bins (self, sizes, best_limit);
}

/* Makes packs of bins: the larger ones first, so that no block starts a large
 * one when the others are about to end.
 */
static void
make_packs (AriadneCudaPacks *self,
            const guint      *sizes,
            guint             max_rows)
{
  guint starts[ARIADNE_CUDA_PACK_MAX_ROWS + 1] = { 0 };
  guint *rows = self->rows_left; /* of bins */
  guint *places = self->next;    /* of bins among packs */
  guint first = 0;

  memset (rows, 0, sizeof *rows * self->n_packs);
  memset (self->packs, 0, sizeof *self->packs * self->n_packs);
  for (guint i = 0; i < self->n_packed; i++)
    rows[self->bins[i]] += sizes[self->sorted[i]];

  for (guint bin = 0; bin < self->n_packs; bin++)
    starts[rows[bin]]++;
  to_starts (starts, max_rows);
  for (guint bin = 0; bin < self->n_packs; bin++)
    {
      places[bin] = starts[rows[bin]]++;
      self->packs[places[bin]].n_rows = rows[bin];
    }

  for (guint i = 0; i < self->n_packed; i++)
    self->packs[places[self->bins[i]]].n_graphs++;
  for (guint i = 0; i < self->n_packs; i++)
    {
      self->packs[i].first_graph = first;
      first += self->packs[i].n_graphs;
      self->packs[i].n_graphs = 0;
    }

  for (guint i = 0; i < self->n_packed; i++)
    {
      AriadneCudaPack *pack = &self->packs[places[self->bins[i]]];

      self->order[pack->first_graph + pack->n_graphs++] = self->sorted[i];
    }
}

/* Packs graphs with @sizes nodes each, at least one. There may be no more
 * graphs than was room made for.
 */
void
ariadne_cuda_packs_set (AriadneCudaPacks            *self,
                        const guint                 *sizes,
                        guint                        n_graphs,
                        const AriadneCudaPackLimits *limits)
{
  const guint max_rows = MIN (limits->max_rows, ARIADNE_CUDA_PACK_MAX_ROWS);

  g_return_if_fail (n_graphs <= self->capacity);

  self->n_packs = 0;
  sort_graphs (self, sizes, n_graphs, max_rows);
  if (self->n_packed == 0)
    return;

  self->n_packs = choose_bins (self, sizes, limits, max_rows);
  make_packs (self, sizes, max_rows);
}
