/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The arithmetic of a graph network, in several versions of which the best one
 * for the processor is taken when a network is made.
 *
 * Every version gives a row of a result the same bits whatever other rows it is
 * computed with: a network's answers must not depend on the batch.
 *
 * Rows of states are padded: see ARIADNE_KERNELS_ALIGNMENT. All lengths given
 * to the functions below, but for the sizes of a matrix, are padded lengths.
 */

/* Every padded length is a multiple of this many values. */
#define ARIADNE_KERNELS_ALIGNMENT 16

#define ARIADNE_KERNELS_PADDED(n) \
  (((n) + ARIADNE_KERNELS_ALIGNMENT - 1) / ARIADNE_KERNELS_ALIGNMENT * ARIADNE_KERNELS_ALIGNMENT)

typedef struct _AriadneKernels      AriadneKernels;
typedef struct _AriadnePackedMatrix AriadnePackedMatrix;

/* A matrix of weights in the order in which a product reads it: panels of
 * columns, each with its rows one after the other. Columns are padded with
 * zeros.
 */
struct _AriadnePackedMatrix
{
  guint  n_inputs;
  guint  n_outputs; /* padded */
  guint  panel;     /* the columns of a panel; the last one may be narrower */
  float *values;
};

struct _AriadneKernels
{
  const char *name;
  guint       panel; /* G_MAXUINT for a single one */

  gboolean (*is_supported)  (void);

  /* outputs[i] = inputs[i] · matrix, or that added to outputs[i]. Inputs must
   * have as many values as the matrix, outputs room for padding.
   */
  void     (*multiply)      (const AriadnePackedMatrix *matrix,
                             guint                      n_rows,
                             const float * const       *inputs,
                             float * const             *outputs,
                             gboolean                   accumulate);

  /* to = a + b */
  void     (*add)           (float                     *to,
                             const float               *a,
                             const float               *b,
                             guint                      length);

  /* to += scale · from */
  void     (*add_scaled)    (float                     *to,
                             float                      scale,
                             const float               *from,
                             guint                      length);

  /* to = σ(gate) ⊙ from */
  void     (*apply_gate)    (float                     *to,
                             const float               *gate,
                             const float               *from,
                             guint                      length);

  /* state = z ⊙ state + (1 - z) ⊙ c, where z = σ(update), c = tanh(candidate) */
  void     (*update)        (float                     *state,
                             const float               *update,
                             const float               *candidate,
                             guint                      length);

  /* The same with c = tanh(candidate + σ(reset) ⊙ recurrent) */
  void     (*update_after)  (float                     *state,
                             const float               *update,
                             const float               *reset,
                             const float               *candidate,
                             const float               *recurrent,
                             guint                      length);

  /* σ(bias + a · b) */
  float    (*gate)          (const float               *a,
                             const float               *b,
                             float                      bias,
                             guint                      length);
};

extern const AriadneKernels ariadne_kernels_avx512;
extern const AriadneKernels ariadne_kernels_avx2;
extern const AriadneKernels ariadne_kernels_portable;

const AriadneKernels * const *ariadne_kernels_list        (void);
const AriadneKernels         *ariadne_kernels_choose      (void);

float                        *ariadne_kernels_alloc       (gsize                      n_values);

void                          ariadne_packed_matrix_init  (AriadnePackedMatrix       *self,
                                                           const AriadneKernels      *kernels,
                                                           guint                      n_inputs,
                                                           guint                      n_outputs);
void                          ariadne_packed_matrix_set   (AriadnePackedMatrix       *self,
                                                           guint                      input,
                                                           guint                      output,
                                                           double                     value);
void                          ariadne_packed_matrix_clear (AriadnePackedMatrix       *self);

G_END_DECLS
