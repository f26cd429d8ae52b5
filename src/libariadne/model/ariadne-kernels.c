/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>

#include "model/ariadne-kernels.h"

static const AriadneKernels * const all_kernels[] = {
#ifdef __x86_64__
  &ariadne_kernels_avx512,
  &ariadne_kernels_avx2,
#endif
  &ariadne_kernels_portable,
  NULL,
};

/* All versions that were built, the fastest first. */
const AriadneKernels * const *
ariadne_kernels_list (void)
{
  return all_kernels;
}

/* The fastest version that this processor can run. */
const AriadneKernels *
ariadne_kernels_choose (void)
{
  guint i = 0;

  while (!all_kernels[i]->is_supported ())
    i++;

  return all_kernels[i];
}

/* Zeros on a cache line of their own; to be freed with free(). */
float *
ariadne_kernels_alloc (gsize n_values)
{
  gsize size = (n_values * sizeof (float) + 63) / 64 * 64;
  float *values = aligned_alloc (64, size);

  if (values == NULL && size > 0)
    g_error ("Out of memory: %" G_GSIZE_FORMAT " bytes", size);

  memset (values, 0, size);

  return values;
}

void
ariadne_packed_matrix_init (AriadnePackedMatrix  *self,
                            const AriadneKernels *kernels,
                            guint                 n_inputs,
                            guint                 n_outputs)
{
  self->n_inputs = n_inputs;
  self->n_outputs = ARIADNE_KERNELS_PADDED (n_outputs);
  self->panel = MIN (kernels->panel, self->n_outputs);
  self->values = ariadne_kernels_alloc ((gsize) n_inputs * self->n_outputs);
}

void
ariadne_packed_matrix_set (AriadnePackedMatrix *self,
                           guint                input,
                           guint                output,
                           double               value)
{
  guint first = output / self->panel * self->panel;
  guint width = MIN (self->panel, self->n_outputs - first);
  gsize offset = (gsize) first * self->n_inputs + (gsize) input * width + (output - first);

  self->values[offset] = value;
}

void
ariadne_packed_matrix_clear (AriadnePackedMatrix *self)
{
  g_clear_pointer (&self->values, free);
}
