/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Graphs put together in packs, each of which a block keeps in its shared
 * memory through all steps.
 *
 * What is computed of a graph does not depend on its pack, so packs are free to
 * be whatever takes the least time. They depend on sizes and limits alone.
 */

/* The most rows that a pack may ever have. */
#define ARIADNE_CUDA_PACK_MAX_ROWS 256

typedef struct
{
  guint max_rows;     /* of a pack: what fits */
  guint tile_rows;    /* rows are multiplied in tiles of that many */
  guint n_blocks;     /* that run at the same time */
  guint balance_rows; /* a full device reads the weights for packs that are
                         smaller than that no faster than for packs of that size */
} AriadneCudaPackLimits;

typedef struct
{
  guint first_graph; /* in the order of packs */
  guint n_graphs;
  guint n_rows;      /* one for each node */
} AriadneCudaPack;

typedef struct
{
  guint capacity; /* graphs */

  /* The graphs of packs, pack by pack, then those that fit in none. Packs
   * descend by rows.
   */
  guint           *order;
  guint            n_packed;
  guint            n_packs;
  AriadneCudaPack *packs;

  /* Scratch: graphs by descending size; of each of these its bin; of each bin
   * the rows left, and the next bin with as many left.
   */
  guint *sorted;
  guint *bins;
  guint *rows_left;
  guint *next;
} AriadneCudaPacks;

void   ariadne_cuda_packs_init  (AriadneCudaPacks            *self,
                                 guint                        capacity);
void   ariadne_cuda_packs_clear (AriadneCudaPacks            *self);
void   ariadne_cuda_packs_set   (AriadneCudaPacks            *self,
                                 const guint                 *sizes,
                                 guint                        n_graphs,
                                 const AriadneCudaPackLimits *limits);

G_END_DECLS
