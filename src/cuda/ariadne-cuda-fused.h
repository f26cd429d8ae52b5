/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-kernels.h"

/* The network in one kernel: a block keeps a pack of whole graphs in its shared
 * memory and takes them through all steps, while the weights pass by. Graphs
 * know nothing of one another, so blocks need not wait for each other.
 *
 * The bits are those of the general way, operation by operation: a sum has the
 * same terms in the same order. Which of the two a graph takes, and with whom,
 * cannot be told from its row.
 */

#ifdef __cplusplus
extern "C" {
#endif

/* The most numbers that describe a pack; see ariadne-cuda-fused-batch.c. */
#define ARIADNE_CUDA_FUSED_NODE_VALUES  20
#define ARIADNE_CUDA_FUSED_GRAPH_VALUES 2
#define ARIADNE_CUDA_FUSED_PACK_VALUES  32

typedef struct
{
  uint32_t first_graph; /* in the order of packs; also the row of its heads */
  uint32_t n_graphs;
  uint32_t first_value; /* a multiple of eight, as is the next */
  uint32_t n_values;
} AriadneCudaFusedPack;

typedef struct
{
  uint32_t             *n_packs; /* one number */
  AriadneCudaFusedPack *packs;
  uint16_t             *values;
} AriadneCudaFusedBatch;

/* Where in the values of a pack its lists start, in values. Values of a list:
 *
 *   products    for each edge type, pairs: the row of the source and that of the
 *               destination; a source beyond the pack's rows is a sum
 *   sums        first term, number of terms, first sum, unused; those of tuples,
 *               then those of match classes, which have a sum for each member
 *   sum_terms   rows
 *   types       of rows
 *   first_terms of rows, and the end: the messages of the first step
 *   terms       an edge type times 32 plus a node type
 *   classes     of rows: a number from 1, or 0
 *   first_class_terms, class_terms: of each class, from 0 where there is none,
 *               how many members of each type it has: a count times 32 plus a type
 *   starts      of graphs, and the end: rows
 */
typedef struct
{
  uint16_t n_rows;
  uint16_t n_tuple_sums;
  uint16_t n_class_sums;
  uint16_t n_products[ARIADNE_CUDA_N_EDGE_TYPES];
  uint16_t products[ARIADNE_CUDA_N_EDGE_TYPES];
  uint16_t sums;
  uint16_t sum_terms;
  uint16_t types;
  uint16_t first_terms;
  uint16_t terms;
  uint16_t classes;
  uint16_t first_class_terms;
  uint16_t class_terms;
  uint16_t starts;
  uint16_t reserved[2];
} AriadneCudaFusedHead;

/* What fits in a block of a device. */
typedef struct
{
  uint32_t max_rows; /* of a pack; 0 if the network does not fit at all */
  uint32_t n_stages; /* of weights, on their way */
  uint32_t n_blocks; /* that the device runs at the same time */
  size_t   shared;   /* bytes */
} AriadneCudaFusedFit;

/* On the host; these call nothing of CUDA. */
void        ariadne_cuda_fused_fit          (const AriadneCudaNetwork    *network,
                                             size_t                       shared_limit,
                                             uint32_t                     n_multiprocessors,
                                             AriadneCudaFusedFit         *fit);
size_t      ariadne_cuda_fused_batch_layout (const AriadneCudaBucket     *bucket,
                                             void                        *base,
                                             AriadneCudaFusedBatch       *batch);

/* As their like in the general way. */
cudaError_t ariadne_cuda_fused_prepare      (const AriadneCudaNetwork    *network,
                                             const AriadneCudaFusedFit   *fit);
cudaError_t ariadne_cuda_fused_enqueue      (const AriadneCudaNetwork    *network,
                                             const AriadneCudaFusedFit   *fit,
                                             const AriadneCudaBucket     *bucket,
                                             const AriadneCudaWeights    *weights,
                                             const AriadneCudaFusedBatch *batch,
                                             float                       *output,
                                             cudaStream_t                 stream);

#ifdef __cplusplus
}
#endif
