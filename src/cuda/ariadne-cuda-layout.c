/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda/ariadne-cuda-pieces.h"

/* How blocks of memory are cut into arrays. Each array starts where a device
 * likes memory to start.
 */

#define ALIGNMENT 256

typedef struct
{
  char  *base; /* or NULL */
  size_t size; /* what is cut off so far */
} Block;

static void *
cut (Block  *block,
     size_t  n_bytes)
{
  size_t start = block->size;

  block->size += (n_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

  return block->base != NULL ? block->base + start : NULL;
}

uint32_t
ariadne_cuda_bucket_get_n_places (const AriadneCudaBucket *bucket)
{
  const uint32_t unit = ARIADNE_CUDA_TILE_ROWS;

  return (bucket->n_nodes + unit - 1) / unit * unit;
}

static float *
cut_rows (Block                    *block,
          const AriadneCudaNetwork *network,
          size_t                    n_rows)
{
  return cut (block, n_rows * network->stride * sizeof (float));
}

size_t
ariadne_cuda_weights_layout (const AriadneCudaNetwork *network,
                             void                     *base,
                             AriadneCudaWeights       *weights)
{
  const size_t matrix = (size_t) network->n_tiles * network->n_blocks
                        * ariadne_cuda_piece_get_size (network->arithmetic);
  const size_t n_types = ARIADNE_CUDA_N_NODE_TYPES;
  Block block = { base, 0 };

  weights->messages = cut (&block, network->n_edge_types * matrix);
  weights->input_update = cut (&block, matrix);
  weights->input_reset = cut (&block, matrix);
  weights->input_candidate = cut (&block, matrix);
  weights->state_update = cut (&block, matrix);
  weights->state_reset = cut (&block, matrix);
  weights->state_candidate = cut (&block, matrix);

  weights->embedding = cut_rows (&block, network, n_types);
  weights->first_states = cut_rows (&block, network, 3 * n_types);
  weights->first_recurrent = cut_rows (&block, network, n_types);
  weights->first_messages = cut_rows (&block, network, 3 * n_types * network->n_edge_types);
  weights->gate_weights = cut_rows (&block, network, 1);
  weights->gate_bias = cut (&block, n_types * sizeof (float));
  weights->node_heads = cut (&block, n_types * network->n_heads * sizeof (float));
  weights->readout = cut (&block, (size_t) network->hidden_size * network->n_heads
                                  * sizeof (float));

  return block.size;
}

/* How much there can be follows from the number of nodes: a node has at most one
 * message from its parent, its children are nodes too, sums have two terms or
 * more, and classes two members or more.
 */
size_t
ariadne_cuda_batch_layout (const AriadneCudaBucket *bucket,
                           void                    *base,
                           AriadneCudaBatch        *batch)
{
  const size_t n_nodes = bucket->n_nodes;
  const size_t n_places = ariadne_cuda_bucket_get_n_places (bucket);
  const size_t n_groups = n_places / ARIADNE_CUDA_GROUP;
  const size_t word = sizeof (uint32_t);
  Block block = { base, 0 };

  batch->header = cut (&block, sizeof (AriadneCudaHeader));
  batch->sources = cut (&block, ARIADNE_CUDA_N_EDGE_TYPES * n_places * word);
  batch->group_types = cut (&block, n_groups * word);
  batch->sums = cut (&block, n_nodes * sizeof (AriadneCudaSum));
  batch->sum_terms = cut (&block, 2 * n_nodes * word);
  batch->types = cut (&block, n_places);
  batch->first_terms = cut (&block, (n_places + 1) * word);
  batch->terms = cut (&block, 2 * n_nodes * sizeof (uint16_t));
  batch->classes = cut (&block, n_places * word);
  batch->first_class_terms = cut (&block, (n_nodes / 2 + 2) * word);
  batch->class_terms = cut (&block, n_nodes * word);
  batch->starts = cut (&block, ((size_t) bucket->n_graphs + 1) * word);
  batch->places = cut (&block, n_nodes * word);

  return block.size;
}

/* Of the rows of sums, a tuple has one for its children and a member of a class
 * one for the others.
 */
size_t
ariadne_cuda_workspace_layout (const AriadneCudaNetwork *network,
                               const AriadneCudaBucket  *bucket,
                               void                     *base,
                               AriadneCudaWorkspace     *workspace)
{
  const size_t n_places = ariadne_cuda_bucket_get_n_places (bucket);
  Block block = { base, 0 };

  workspace->states = cut_rows (&block, network, n_places);
  workspace->next_states = cut_rows (&block, network, n_places);
  workspace->sums = cut_rows (&block, network, n_places + n_places / 2);
  workspace->inputs = cut_rows (&block, network, n_places);
  workspace->updates = cut_rows (&block, network, n_places);
  workspace->resets = cut_rows (&block, network, n_places);

  return block.size;
}

size_t
ariadne_cuda_output_size (const AriadneCudaNetwork *network,
                          const AriadneCudaBucket  *bucket)
{
  return (size_t) bucket->n_graphs * network->n_heads * sizeof (float);
}
