/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-slot.h"

G_BEGIN_DECLS

/* Which of the two ways is taken at which size. */

gboolean ariadne_cuda_tune (AriadneCudaSlot    *slot,
                            AriadneCudaChoice  *choice,
                            GError            **error);

G_END_DECLS
