/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>
#include <stdint.h>

#include <cuda_runtime_api.h>

/* Between host code and kernels: plain sizes and pointers, and no GLib, so that
 * nvcc needs nothing but its own toolkit.
 *
 * A batch passes through four blocks of memory, each one allocation: weights,
 * batch (what is uploaded), workspace, and output. A function ..._layout() cuts
 * a block into its arrays. It answers the size of the block and reads nothing
 * of it, so with a base of NULL it measures, with a base in host memory it says
 * where to pack, and with a base in device memory what to hand to the kernels.
 * Every base is aligned to 256 bytes.
 *
 * Sizes follow from a bucket, which bounds a batch. The kernels are launched
 * for the bucket and read from the batch how much of it is there: an evaluation
 * that was captured into a graph serves every batch that fits the bucket.
 *
 * The bits of a row depend on its graph, the weights and the arithmetic, and on
 * nothing else: not on the bucket, the rest of the batch or the place in it.
 */

#ifdef __cplusplus
extern "C" {
#endif

#define ARIADNE_CUDA_N_NODE_TYPES 28
#define ARIADNE_CUDA_N_EDGE_TYPES 9
#define ARIADNE_CUDA_MATCH_EDGE   8

/* Matrices are multiplied in blocks of so many of their inputs, and so many of
 * their outputs at a time; rows are grouped by so many.
 */
#define ARIADNE_CUDA_BLOCK       16
#define ARIADNE_CUDA_TILE        104
#define ARIADNE_CUDA_GROUP       32
#define ARIADNE_CUDA_TILE_ROWS   128
#define ARIADNE_CUDA_MAX_NODES   (1u << 22)

/* How matrices are multiplied.
 *
 * FP32 is multiply-add on any device. SPLIT makes about the same accuracy of
 * three products on the tensor cores. TF32 and BF16 round the inputs of every
 * product. All but the first need compute capability 8.0.
 */
typedef enum
{
  ARIADNE_CUDA_FP32,
  ARIADNE_CUDA_SPLIT,
  ARIADNE_CUDA_TF32,
  ARIADNE_CUDA_BF16,
} AriadneCudaArithmetic;

#define ARIADNE_CUDA_N_ARITHMETICS 4

typedef enum
{
  ARIADNE_CUDA_POOLING_MEAN,
  ARIADNE_CUDA_POOLING_SUM,
  ARIADNE_CUDA_POOLING_MAX,
  ARIADNE_CUDA_POOLING_MIN,
} AriadneCudaPooling;

typedef struct
{
  uint32_t hidden_size;
  uint32_t n_propagations;
  uint32_t n_heads;
  uint32_t n_edge_types;
  uint32_t reset_after;
  uint32_t pooling;    /* AriadneCudaPooling */
  uint32_t arithmetic; /* AriadneCudaArithmetic */

  uint32_t stride;     /* of rows of states: whole blocks, with room for a one */
  uint32_t n_blocks;   /* of a row */
  uint32_t n_tiles;    /* that cover a row */
} AriadneCudaNetwork;

/* The most that a batch may hold. */
typedef struct
{
  uint32_t n_graphs;
  uint32_t n_nodes;
} AriadneCudaBucket;

/* A matrix has n_tiles × n_blocks pieces of ARIADNE_CUDA_BLOCK × ARIADNE_CUDA_TILE
 * values, in the order in which threads take them from shared memory; see
 * ariadne-cuda-weights.c. A row of a state ends in a one, which the row of a
 * matrix below the last meets as its bias; what follows in either is zero.
 */
typedef struct
{
  void  *messages;        /* a matrix for each edge type, with bias */
  void  *input_update;    /* with the biases of the gate, both of them */
  void  *input_reset;     /* likewise */
  void  *input_candidate; /* with the input bias */
  void  *state_update;
  void  *state_reset;
  void  *state_candidate; /* reset after: with the recurrent bias */

  /* A row for each node type. */
  float *embedding;
  float *first_states;    /* three rows: update, reset and candidate of the first step */
  float *first_recurrent; /* reset after: what the reset gate is applied to in it */
  float *node_heads;      /* n_heads values */
  float *gate_bias;       /* one value */

  float *first_messages;  /* three rows for each edge type and node type */
  float *gate_weights;    /* a row */
  float *readout;         /* hidden_size rows of n_heads values */
} AriadneCudaWeights;

/* What is counted rather than bounded. */
typedef struct
{
  uint32_t n_graphs;
  uint32_t n_nodes;
  uint32_t n_sums;
  uint32_t n_sum_rows;
} AriadneCudaHeader;

/* A sum, or all sums of one match class: over each n - 1 of its n members. Rows
 * of sums follow first_row, one a member, or one alone.
 */
typedef struct
{
  uint32_t first_term;
  uint32_t n_terms;
  uint32_t first_row;
  uint32_t is_class;
} AriadneCudaSum;

/* A batch. Nodes are numbered anew, in places, so that neighbouring ones have
 * messages of the same types.
 */
typedef struct
{
  AriadneCudaHeader *header;

  /* Of each edge type, for each place, where its message comes from: the place
   * of a node, or the number of a sum plus the bucket's places, or
   * ARIADNE_CUDA_NO_SOURCE.
   */
  uint32_t          *sources;
  uint32_t          *group_types; /* of each group of places, the edge types it has, as bits */

  AriadneCudaSum    *sums;
  uint32_t          *sum_terms;   /* places */

  /* By place: the node's type, and in the first step its messages from the
   * tree, each an edge type times 32 plus a node type, and its match class.
   */
  uint8_t           *types;
  uint32_t          *first_terms; /* and one more, the end */
  uint16_t          *terms;
  uint32_t          *classes;     /* a number from 1, or 0 */

  /* How many members of each type a class has, each a count times 32 plus a
   * type; those of class c are from first_class_terms[c - 1] to [c].
   */
  uint32_t          *first_class_terms;
  uint32_t          *class_terms;

  uint32_t          *starts;      /* of each graph its first node, and the end */
  uint32_t          *places;      /* of each node, graph by graph and in preorder */
} AriadneCudaBatch;

#define ARIADNE_CUDA_NO_SOURCE UINT32_MAX

/* Rows of states; two sets of them take turns. */
typedef struct
{
  float *states;
  float *next_states;
  float *sums;
  float *inputs;  /* x, and in the first step what it gives to the candidate */
  float *updates; /* z */
  float *resets;  /* reset before: r ⊙ h; after: r */
} AriadneCudaWorkspace;

/* On the host; these call nothing of CUDA. */
uint32_t    ariadne_cuda_bucket_get_n_places (const AriadneCudaBucket    *bucket);
size_t      ariadne_cuda_weights_layout      (const AriadneCudaNetwork   *network,
                                              void                       *base,
                                              AriadneCudaWeights         *weights);
size_t      ariadne_cuda_batch_layout        (const AriadneCudaBucket    *bucket,
                                              void                       *base,
                                              AriadneCudaBatch           *batch);
size_t      ariadne_cuda_workspace_layout    (const AriadneCudaNetwork   *network,
                                              const AriadneCudaBucket    *bucket,
                                              void                       *base,
                                              AriadneCudaWorkspace       *workspace);
size_t      ariadne_cuda_output_size         (const AriadneCudaNetwork   *network,
                                              const AriadneCudaBucket    *bucket);

/* Must have been called, once for each device and arithmetic and with that
 * device current, before the next: it raises limits of shared memory and loads
 * the kernels.
 */
cudaError_t ariadne_cuda_general_prepare     (const AriadneCudaNetwork   *network);

/* Enqueues the evaluation of a batch that has been uploaded. Graph i's heads,
 * as the network gives them, go to row i of output, which is n_heads values.
 * Allocates nothing, waits for nothing, and may be captured into a graph.
 */
cudaError_t ariadne_cuda_general_enqueue     (const AriadneCudaNetwork   *network,
                                              const AriadneCudaBucket    *bucket,
                                              const AriadneCudaWeights   *weights,
                                              const AriadneCudaBatch     *batch,
                                              const AriadneCudaWorkspace *workspace,
                                              float                      *output,
                                              cudaStream_t                stream);

#ifdef __cplusplus
}
#endif
