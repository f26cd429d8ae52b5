/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-cost.h"

#include <stdlib.h>
#include <string.h>

/* Squares of the hidden size: the products of the recurrent unit for a node. */
#define UNIT_PRODUCTS 6

static double
pad (const AriadneCudaShape *shape,
     guint                   n_rows)
{
  const guint tile = shape->tile_rows;

  return (double) ((n_rows + tile - 1) / tile) * tile;
}

/* Operations for @n_rows rows of one product, in all steps. */
static double
get_operations (const AriadneCudaShape *shape,
                double                  n_rows)
{
  const double h = shape->hidden_size;

  return 2.0 * shape->n_steps * shape->n_products * n_rows * h * h;
}

/* What the fused way costs for one pack. Weights of edge types that the pack
 * has no edges of are not read.
 */
void
ariadne_cuda_cost_get (const AriadneCudaShape  *shape,
                       const AriadneCudaCounts *counts,
                       AriadneCudaCost         *cost)
{
  const double h = shape->hidden_size;
  double n_matrices = UNIT_PRODUCTS;
  double n_rows = (double) UNIT_PRODUCTS * counts->n_nodes;
  double n_padded = UNIT_PRODUCTS * pad (shape, counts->n_nodes);

  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    {
      n_matrices += counts->n_rows[k] > 0;
      n_rows += counts->n_rows[k];
      n_padded += pad (shape, counts->n_rows[k]);
    }

  cost->bytes = n_matrices * h * h * sizeof (float) * shape->n_steps;
  cost->operations = get_operations (shape, n_padded);
  cost->waste = n_padded > 0.0 ? 1.0 - n_rows / n_padded : 0.0;
}

/* Blocks take packs as they become free. All of them share what the cache
 * gives, and each has its part of the arithmetic.
 */
double
ariadne_cuda_cost_estimate_fused (const AriadneCudaShape  *shape,
                                  const AriadneCudaRates  *rates,
                                  const AriadneCudaCounts *packs,
                                  guint                    n_packs)
{
  double bytes = 0.0;
  double operations = 0.0;
  double largest = 0.0;
  double arithmetic;

  for (guint i = 0; i < n_packs; i++)
    {
      AriadneCudaCost cost;

      ariadne_cuda_cost_get (shape, &packs[i], &cost);
      bytes += cost.bytes;
      operations += cost.operations;
      largest = MAX (largest, cost.operations);
    }

  /* Nobody ends before the largest pack does, nor all before the mean block;
   * while the last packs run, some blocks are idle.
   */
  arithmetic = MAX (largest, operations / rates->n_blocks + (n_packs > rates->n_blocks
                                                             ? largest / 2.0 : 0.0));
  arithmetic *= rates->n_blocks / rates->operations;

  return rates->launch_time + MAX (arithmetic, bytes / rates->cache_bytes);
}

/* Every operation reads and writes rows through the shared cache: about four
 * rows for each row that is multiplied.
 */
double
ariadne_cuda_cost_estimate_general (const AriadneCudaShape  *shape,
                                    const AriadneCudaRates  *rates,
                                    const AriadneCudaCounts *batch)
{
  AriadneCudaCost cost;
  double n_rows = (double) UNIT_PRODUCTS * batch->n_nodes;
  double bytes;

  ariadne_cuda_cost_get (shape, batch, &cost);
  for (guint k = 0; k < ARIADNE_GRAPH_N_EDGE_TYPES; k++)
    n_rows += batch->n_rows[k];
  bytes = cost.bytes + 4.0 * n_rows * shape->hidden_size * sizeof (float) * shape->n_steps;

  return (double) shape->n_steps * shape->n_launches * rates->launch_time
         + cost.operations / rates->operations + bytes / rates->cache_bytes;
}

/* The rows of a pack at which the products of a step take as long as reading
 * the weights, when all blocks run. A pack has fewer rows of messages than
 * padding makes them; they are left out.
 */
guint
ariadne_cuda_cost_get_balance_rows (const AriadneCudaShape *shape,
                                    const AriadneCudaRates *rates)
{
  double bytes = sizeof (float) * rates->n_blocks / rates->cache_bytes;
  double row = 2.0 * shape->n_products * rates->n_blocks / rates->operations;

  return bytes / row;
}

static int
compare_timings (gconstpointer a,
                 gconstpointer b)
{
  const AriadneCudaTiming *timing_a = a;
  const AriadneCudaTiming *timing_b = b;

  return (timing_a->n_nodes > timing_b->n_nodes) - (timing_a->n_nodes < timing_b->n_nodes);
}

/* Between two sizes that were timed, the way changes in the middle. The fused
 * way wins a draw, since it leaves more of the device's memory alone.
 */
void
ariadne_cuda_choice_set (AriadneCudaChoice       *self,
                         const AriadneCudaTiming *timings,
                         guint                    n_timings)
{
  AriadneCudaTiming sorted[ARIADNE_CUDA_CHOICE_MAX_ROWS];
  const guint n = MIN (n_timings, ARIADNE_CUDA_CHOICE_MAX_ROWS);

  memcpy (sorted, timings, sizeof *timings * n);
  qsort (sorted, n, sizeof *sorted, compare_timings);

  self->n_rows = n;
  for (guint i = 0; i < n; i++)
    {
      guint next = i + 1 < n ? sorted[i + 1].n_nodes : sorted[i].n_nodes;

      self->rows[i].max_nodes = sorted[i].n_nodes + (next - sorted[i].n_nodes) / 2;
      self->rows[i].way = sorted[i].fused <= sorted[i].general ? ARIADNE_CUDA_WAY_FUSED
                                                               : ARIADNE_CUDA_WAY_GENERAL;
    }
}

/* The way for a batch of @n_nodes nodes: the one that is @wanted, if any. */
AriadneCudaWay
ariadne_cuda_choice_get (const AriadneCudaChoice *self,
                         AriadneCudaWay           wanted,
                         guint                    n_nodes)
{
  if (wanted != ARIADNE_CUDA_WAY_AUTO)
    return wanted;
  if (self->n_rows == 0)
    return ARIADNE_CUDA_WAY_FUSED;

  for (guint i = 0; i < self->n_rows; i++)
    if (n_nodes <= self->rows[i].max_nodes)
      return self->rows[i].way;

  return self->rows[self->n_rows - 1].way;
}
