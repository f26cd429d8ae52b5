/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <string.h>

#include "cuda-emulator.h"
#include "cuda/ariadne-cuda-pack.h"
#include "network-weights.h"
#include "random-graph.h"

/* A network on the emulated device. Every array has an allocation of its own,
 * so that none can be left without notice.
 */
typedef struct
{
  AriadneCudaNetwork network;
  AriadneCudaWeights weights; /* on the device */
  AriadneWeights    *source;
  AriadneCudaPacker *packer;
  cudaStream_t       stream;
} CudaNetwork;

static inline void
cuda_check (cudaError_t error)
{
  g_assert_cmpstr (cudaGetErrorName (error), ==, "cudaSuccess");
}

/* Replaces pointers into a block of @size bytes at @base, which they cut up in
 * order, by pointers to memory of the device with the same contents.
 */
static void
cuda_scatter (void  **pointers,
              guint   n_pointers,
              char   *base,
              gsize   size)
{
  for (guint i = 0; i < n_pointers; i++)
    {
      char *start = pointers[i];
      char *end = base + size;

      for (guint j = 0; j < n_pointers; j++)
        if (j > i ? (char *) pointers[j] > start && (char *) pointers[j] < end : FALSE)
          end = pointers[j];
      if (end == start)
        continue;
      cuda_check (cudaMalloc (&pointers[i], end - start));
      cuda_check (cudaMemcpy (pointers[i], start, end - start, cudaMemcpyHostToDevice));
    }
}

static void
cuda_free_all (void  **pointers,
               guint   n_pointers)
{
  for (guint i = 0; i < n_pointers; i++)
    cuda_check (cudaFree (pointers[i]));
}

#define CUDA_SCATTER(layout, base, size) \
  cuda_scatter ((void **) (layout), sizeof *(layout) / sizeof (void *), (base), (size))
#define CUDA_FREE(layout) \
  cuda_free_all ((void **) (layout), sizeof *(layout) / sizeof (void *))

static inline CudaNetwork *
cuda_network_new (const AriadneNetworkConfig *config,
                  AriadneCudaArithmetic       arithmetic,
                  guint                       seed)
{
  CudaNetwork *self = g_new0 (CudaNetwork, 1);
  g_autofree char *block = NULL;
  gsize size;

  cuda_emulator_reset ();
  self->source = network_weights_new (config, seed);

  ariadne_cuda_network_init (&self->network, config, arithmetic);
  size = ariadne_cuda_weights_layout (&self->network, NULL, &self->weights);
  block = g_malloc (size);
  memset (block, 0xff, size);
  ariadne_cuda_weights_layout (&self->network, block, &self->weights);
  ariadne_cuda_weights_pack (&self->network, self->source, &self->weights);
  CUDA_SCATTER (&self->weights, block, size);

  self->packer = ariadne_cuda_packer_new ();
  cuda_check (cudaStreamCreateWithFlags (&self->stream, cudaStreamNonBlocking));

  return self;
}

static inline void
cuda_network_free (CudaNetwork *self)
{
  CUDA_FREE (&self->weights);
  cuda_check (cudaStreamDestroy (self->stream));
  ariadne_cuda_packer_free (self->packer);
  ariadne_weights_unref (self->source);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CudaNetwork, cuda_network_free)

/* Packs graphs into memory of the device. */
static void
cuda_network_pack (CudaNetwork             *self,
                   const AriadneCudaBucket *bucket,
                   AriadneGraph * const    *graphs,
                   guint                    n_graphs,
                   AriadneCudaBatch        *batch)
{
  gsize size = ariadne_cuda_batch_layout (bucket, NULL, batch);
  g_autofree char *block = g_malloc (size);

  memset (block, 0xff, size);
  ariadne_cuda_batch_layout (bucket, block, batch);
  ariadne_cuda_packer_pack (self->packer, &self->network, bucket, graphs, n_graphs, batch);
  CUDA_SCATTER (batch, block, size);
}

/* Rows of n_heads values, one a graph. */
static inline float *
cuda_network_evaluate (CudaNetwork             *self,
                       const AriadneCudaBucket *bucket,
                       AriadneGraph * const    *graphs,
                       guint                    n_graphs)
{
  AriadneCudaWorkspace workspace;
  AriadneCudaBatch batch;
  gsize size = ariadne_cuda_workspace_layout (&self->network, bucket, NULL, &workspace);
  g_autofree char *block = g_malloc (size);
  gsize n_bytes = ariadne_cuda_output_size (&self->network, bucket);
  float *output = g_malloc (n_bytes);
  void *heads;

  memset (block, 0xff, size);
  ariadne_cuda_workspace_layout (&self->network, bucket, block, &workspace);
  CUDA_SCATTER (&workspace, block, size);
  cuda_network_pack (self, bucket, graphs, n_graphs, &batch);
  cuda_check (cudaMalloc (&heads, n_bytes));

  cuda_check (ariadne_cuda_general_prepare (&self->network));
  cuda_check (ariadne_cuda_general_enqueue (&self->network, bucket, &self->weights, &batch,
                                            &workspace, heads, self->stream));
  cuda_check (cudaMemcpyAsync (output, heads, n_bytes, cudaMemcpyDeviceToHost, self->stream));
  cuda_check (cudaStreamSynchronize (self->stream));

  cuda_check (cudaFree (heads));
  CUDA_FREE (&batch);
  CUDA_FREE (&workspace);

  return output;
}

/* A device with many multiprocessors is given small tiles, so that all have some,
 * and one with none, which only a test can have, large ones.
 */
static inline void
cuda_set_n_multiprocessors (guint n)
{
  struct cudaDeviceProp properties;

  cuda_check (cudaGetDeviceProperties (&properties, 0));
  properties.multiProcessorCount = n;
  cuda_emulator_set_properties (0, &properties);
}

/* As large as the graphs, or larger by @room in both ways. */
static inline AriadneCudaBucket
cuda_bucket_for (AriadneGraph * const *graphs,
                 guint                 n_graphs,
                 guint                 room)
{
  AriadneCudaBucket bucket = { n_graphs + room, room };

  for (guint i = 0; i < n_graphs; i++)
    bucket.n_nodes += ariadne_graph_get_n_nodes (graphs[i]);

  return bucket;
}

/* A tuple of @n leaves, all of which match one another. */
static inline AriadneGraph *
cuda_wide_graph_new (guint n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *types = g_new (guint8, n + 1);
  g_autofree guint32 *n_children = g_new0 (guint32, n + 1);
  g_autofree guint32 *classes = g_new0 (guint32, n + 1);
  AriadneGraph *graph;

  types[0] = ARIADNE_GRAPH_TUPLE;
  n_children[0] = n;
  for (guint i = 1; i <= n; i++)
    {
      types[i] = i % 3 == 0 ? 6 : 27;
      classes[i] = 1;
    }
  ariadne_graph_write (bytes, n + 1, types, n_children, classes, 1.0);
  graph = ariadne_graph_new_from_data (bytes->data, bytes->len, &error);
  g_assert_no_error (error);

  return graph;
}

/* Some of one node, some of many, and one in which many come together. */
static inline GPtrArray *
cuda_graphs_new (guint n_graphs,
                 guint max_nodes)
{
  GPtrArray *graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_graph_unref);

  g_ptr_array_add (graphs, cuda_wide_graph_new (max_nodes / 2));
  for (guint i = 1; i < n_graphs; i++)
    g_ptr_array_add (graphs, random_graph_new (i, i % 5 == 0 ? 1 : 1 + i * 37 % max_nodes));

  return graphs;
}
