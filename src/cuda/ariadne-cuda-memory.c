/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda/ariadne-cuda-memory.h"

#include "core/ariadne-error.h"
#include "cuda/ariadne-cuda-device.h"

#define MIB (1024.0 * 1024.0)

void
ariadne_cuda_memory_init (AriadneCudaMemory *self,
                          gsize              limit)
{
  *self = (AriadneCudaMemory) { limit };
  g_mutex_init (&self->lock);
}

void
ariadne_cuda_memory_clear (AriadneCudaMemory *self)
{
  g_mutex_clear (&self->lock);
}

/* How often memory was taken. */
guint64
ariadne_cuda_memory_count (AriadneCudaMemory *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_allocations;
}

static gboolean
reserve (AriadneCudaMemory  *self,
         gsize               size,
         const char         *what,
         GError            **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (size > self->limit - self->used)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_MEMORY,
                   "the GPU is out of memory: %s takes %.1f MiB, and of the %.1f MiB that this"
                   " network may take %.1f are left",
                   what, size / MIB, self->limit / MIB, (self->limit - self->used) / MIB);
      return FALSE;
    }

  self->used += size;
  self->n_allocations++;

  return TRUE;
}

static void
release (AriadneCudaMemory *self,
         gsize              size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->used -= size;
}

/* Takes memory of the current device, within the limit. */
gpointer
ariadne_cuda_memory_take (AriadneCudaMemory  *self,
                          gsize               size,
                          const char         *what,
                          GError            **error)
{
  gpointer pointer = NULL;

  if (!reserve (self, size, what, error))
    return NULL;

  if (!ariadne_cuda_check (cudaMalloc (&pointer, size), what, error))
    {
      release (self, size);
      return NULL;
    }

  return pointer;
}

void
ariadne_cuda_memory_give_back (AriadneCudaMemory *self,
                               gpointer           pointer,
                               gsize              size)
{
  if (pointer == NULL)
    return;

  cudaFree (pointer);
  release (self, size);
}

gpointer
ariadne_cuda_memory_take_host (AriadneCudaMemory  *self,
                               gsize               size,
                               const char         *what,
                               GError            **error)
{
  gpointer pointer = NULL;

  if (!ariadne_cuda_check (cudaMallocHost (&pointer, size), what, error))
    return NULL;

  g_mutex_lock (&self->lock);
  self->n_allocations++;
  g_mutex_unlock (&self->lock);

  return pointer;
}

void
ariadne_cuda_memory_give_host_back (AriadneCudaMemory *self,
                                    gpointer           pointer)
{
  if (pointer != NULL)
    cudaFreeHost (pointer);
}
