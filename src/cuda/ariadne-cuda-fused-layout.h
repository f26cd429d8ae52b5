/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-fused.h"
#include "cuda/ariadne-cuda-pieces.h"

/* How a block of the fused way divides its work and its shared memory. */

#define ARIADNE_CUDA_FUSED_WARPS        12
#define ARIADNE_CUDA_FUSED_MAX_UNITS    9
#define ARIADNE_CUDA_FUSED_MAX_STAGES   4
#define ARIADNE_CUDA_FUSED_MAX_MATRICES 16

/* Offsets in bytes. */
typedef struct
{
  uint32_t stride; /* of rows */
  uint32_t states;
  uint32_t inputs; /* x */
  uint32_t others; /* sums; what the reset gate leaves; candidates */
  uint32_t stages;
  uint32_t matrices;
  uint32_t gates;
  uint32_t values;
  uint32_t size;
} AriadneCudaFusedLayout;

/* Rows of products come in tiles of 16, and the warps share a tile's columns,
 * eight of which are a unit. With few tiles more warps share each.
 */
ARIADNE_CUDA_BOTH uint32_t
ariadne_cuda_fused_get_units (const AriadneCudaNetwork *network,
                              uint32_t                  n_row_tiles)
{
  uint32_t n_units = network->n_tiles * ARIADNE_CUDA_TILE_UNITS;
  uint32_t n_shares = ARIADNE_CUDA_FUSED_WARPS / n_row_tiles;

  return (n_units + n_shares - 1) / n_shares;
}

/* A stage has one block of inputs of all outputs. */
ARIADNE_CUDA_BOTH uint32_t
ariadne_cuda_fused_get_stage_size (const AriadneCudaNetwork *network)
{
  return network->n_tiles * (uint32_t) ariadne_cuda_piece_get_size (network->arithmetic);
}

ARIADNE_CUDA_BOTH void
ariadne_cuda_fused_layout (const AriadneCudaNetwork *network,
                           uint32_t                  max_rows,
                           uint32_t                  n_stages,
                           AriadneCudaFusedLayout   *layout)
{
  /* Rows that follow one another lie in different halves of the banks. */
  uint32_t stride = network->stride % 32 == 0 ? network->stride + 16 : network->stride;
  uint32_t rows = max_rows * stride * (uint32_t) sizeof (float);
  uint32_t n_values = ARIADNE_CUDA_FUSED_PACK_VALUES
                      + max_rows * (ARIADNE_CUDA_FUSED_NODE_VALUES
                                    + ARIADNE_CUDA_FUSED_GRAPH_VALUES);

  layout->stride = stride;
  layout->states = 0;
  layout->inputs = layout->states + rows;
  layout->others = layout->inputs + rows;
  layout->stages = layout->others + rows;
  layout->matrices = layout->stages + n_stages * ariadne_cuda_fused_get_stage_size (network);
  layout->gates = layout->matrices + ARIADNE_CUDA_FUSED_MAX_MATRICES * (uint32_t) sizeof (void *);
  layout->values = layout->gates + max_rows * (uint32_t) sizeof (float);
  layout->size = layout->values + n_values * (uint32_t) sizeof (uint16_t);
}
