/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-graph.h"

G_BEGIN_DECLS

/* What it costs to evaluate graphs in either of two ways: fused, where a block
 * keeps a pack of graphs through all steps and reads the weights in each, and
 * general, where every operation goes over all nodes of the batch in a launch
 * of its own. Both give the same bits, so that the faster one may be taken at
 * each size.
 *
 * First it is taken from an estimate. Once both were timed on the device, the
 * times decide.
 */

/* What there is to multiply, of a pack or of a batch. */
typedef struct
{
  guint n_nodes;
  guint n_rows[ARIADNE_GRAPH_N_EDGE_TYPES]; /* of products, by edge type */
} AriadneCudaCounts;

typedef struct
{
  guint hidden_size;
  guint n_steps;
  guint n_products;  /* of the tensor cores in place of one: 3 where it is split */
  guint tile_rows;   /* rows are multiplied in tiles of that many */
  guint n_launches;  /* of the general way, in a step */
} AriadneCudaShape;

/* What the device does in a second, in all. */
typedef struct
{
  guint  n_blocks;     /* of the fused way, that run at the same time */
  double operations;   /* a multiplication and an addition are two */
  double cache_bytes;  /* read from the cache that multiprocessors share */
  double launch_time;  /* seconds */
} AriadneCudaRates;

typedef struct
{
  double bytes;      /* of weights, from the shared cache */
  double operations; /* with those for padding */
  double waste;      /* the part of the operations that is padding, 0 to 1 */
} AriadneCudaCost;

typedef enum {
  ARIADNE_CUDA_WAY_AUTO,
  ARIADNE_CUDA_WAY_FUSED,
  ARIADNE_CUDA_WAY_GENERAL,
} AriadneCudaWay;

/* How long a batch of so many nodes took, in seconds. */
typedef struct
{
  guint  n_nodes;
  double fused;
  double general;
} AriadneCudaTiming;

#define ARIADNE_CUDA_CHOICE_MAX_ROWS 16

/* Which way is taken up to which size; beyond the last it is the last one's. */
typedef struct
{
  guint n_rows;

  struct {
    guint          max_nodes;
    AriadneCudaWay way;
  } rows[ARIADNE_CUDA_CHOICE_MAX_ROWS];
} AriadneCudaChoice;

void           ariadne_cuda_cost_get              (const AriadneCudaShape  *shape,
                                                   const AriadneCudaCounts *counts,
                                                   AriadneCudaCost         *cost);
double         ariadne_cuda_cost_estimate_fused   (const AriadneCudaShape  *shape,
                                                   const AriadneCudaRates  *rates,
                                                   const AriadneCudaCounts *packs,
                                                   guint                    n_packs);
double         ariadne_cuda_cost_estimate_general (const AriadneCudaShape  *shape,
                                                   const AriadneCudaRates  *rates,
                                                   const AriadneCudaCounts *batch);
guint          ariadne_cuda_cost_get_balance_rows (const AriadneCudaShape  *shape,
                                                   const AriadneCudaRates  *rates);

void           ariadne_cuda_choice_set            (AriadneCudaChoice       *self,
                                                   const AriadneCudaTiming *timings,
                                                   guint                    n_timings);
AriadneCudaWay ariadne_cuda_choice_get            (const AriadneCudaChoice *self,
                                                   AriadneCudaWay           wanted,
                                                   guint                    n_nodes);

G_END_DECLS
