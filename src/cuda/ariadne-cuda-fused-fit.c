/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-fused-layout.h"
#include "cuda/ariadne-cuda-packs.h"

#define ROW_TILE   16
#define MIN_STAGES 3

static size_t
get_size (const AriadneCudaNetwork *network,
          uint32_t                  max_rows,
          uint32_t                  n_stages)
{
  AriadneCudaFusedLayout layout;

  ariadne_cuda_fused_layout (network, max_rows, n_stages, &layout);

  return layout.size;
}

/* Answers the most rows for which there is room, and in the rest as much of the
 * weights as can be on the way. @shared_limit is what a block can have.
 */
void
ariadne_cuda_fused_fit (const AriadneCudaNetwork *network,
                        size_t                    shared_limit,
                        uint32_t                  n_multiprocessors,
                        AriadneCudaFusedFit      *fit)
{
  const uint32_t max_tiles = MIN (ARIADNE_CUDA_PACK_MAX_ROWS / ROW_TILE, ARIADNE_CUDA_FUSED_WARPS);

  memset (fit, 0, sizeof *fit);
  for (uint32_t n_tiles = 1; n_tiles <= max_tiles; n_tiles++)
    if (ariadne_cuda_fused_get_units (network, n_tiles) <= ARIADNE_CUDA_FUSED_MAX_UNITS
        && get_size (network, n_tiles * ROW_TILE, MIN_STAGES) <= shared_limit)
      fit->max_rows = n_tiles * ROW_TILE;

  if (fit->max_rows == 0)
    return;

  for (fit->n_stages = ARIADNE_CUDA_FUSED_MAX_STAGES;
       get_size (network, fit->max_rows, fit->n_stages) > shared_limit;
       fit->n_stages--)
    ;
  fit->n_blocks = n_multiprocessors;
  fit->shared = get_size (network, fit->max_rows, fit->n_stages);
}

static size_t
align (size_t size)
{
  return (size + 255) / 256 * 256;
}

size_t
ariadne_cuda_fused_batch_layout (const AriadneCudaBucket *bucket,
                                 void                    *base,
                                 AriadneCudaFusedBatch   *batch)
{
  size_t n_values = (size_t) bucket->n_nodes * ARIADNE_CUDA_FUSED_NODE_VALUES
                    + (size_t) bucket->n_graphs * (ARIADNE_CUDA_FUSED_GRAPH_VALUES
                                                   + ARIADNE_CUDA_FUSED_PACK_VALUES);
  size_t packs = align (sizeof (uint32_t));
  size_t values = packs + align (bucket->n_graphs * sizeof (AriadneCudaFusedPack));

  batch->n_packs = (uint32_t *) base;
  batch->packs = (AriadneCudaFusedPack *) ((uintptr_t) base + packs);
  batch->values = (uint16_t *) ((uintptr_t) base + values);

  return values + align (n_values * sizeof (uint16_t));
}
