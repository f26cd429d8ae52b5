/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cuda_runtime_api.h>
#include <glib.h>

G_BEGIN_DECLS

/* Memory of the current device and pinned memory of the host, counted. */

typedef struct
{
  gsize limit;         /* of the device's memory, bytes; set once */

  GMutex  lock;
  gsize   used;          /* guarded by the lock; of the device's memory */
  guint64 n_allocations; /* likewise; of both kinds, since the beginning */
} AriadneCudaMemory;

void     ariadne_cuda_memory_init           (AriadneCudaMemory  *self,
                                             gsize               limit);
void     ariadne_cuda_memory_clear          (AriadneCudaMemory  *self);
guint64  ariadne_cuda_memory_count          (AriadneCudaMemory  *self);
gpointer ariadne_cuda_memory_take           (AriadneCudaMemory  *self,
                                             gsize               size,
                                             const char         *what,
                                             GError            **error);
void     ariadne_cuda_memory_give_back      (AriadneCudaMemory  *self,
                                             gpointer            pointer,
                                             gsize               size);
gpointer ariadne_cuda_memory_take_host      (AriadneCudaMemory  *self,
                                             gsize               size,
                                             const char         *what,
                                             GError            **error);
void     ariadne_cuda_memory_give_host_back (AriadneCudaMemory  *self,
                                             gpointer            pointer);

G_END_DECLS
