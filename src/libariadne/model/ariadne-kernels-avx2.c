/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-kernels.h"

#ifdef __x86_64__

/* For processors with AVX2 and fused multiply-add: 16 registers of 8 values. */

# pragma GCC target("avx2,fma")
# include <immintrin.h>

# define LANES        8
# define TILE_ROWS    6
# define TILE_VECTORS 2

typedef __m256 vector;

# define multiply_add(a, b, c)          _mm256_fmadd_ps (a, b, c)
# define negative_multiply_add(a, b, c) _mm256_fnmadd_ps (a, b, c)
# define splat(x)                       _mm256_set1_ps (x)
# define reciprocal(x)                  (splat (1.0f) / (x))
# define minimum(a, b)                  _mm256_min_ps (a, b)
# define maximum(a, b)                  _mm256_max_ps (a, b)

# include "model/ariadne-kernels-elementwise.h"
# include "model/ariadne-kernels-product.h"

/* Padded lengths are multiples of a panel: there is no narrower one. */
DEFINE_TILE (1, 2)
DEFINE_TILE (2, 2)
DEFINE_TILE (3, 2)
DEFINE_TILE (4, 2)
DEFINE_TILE (5, 2)
DEFINE_TILE (6, 2)

static const TileFunc tiles[TILE_ROWS][TILE_VECTORS] = {
  { NULL, multiply_tile_1_2 }, { NULL, multiply_tile_2_2 }, { NULL, multiply_tile_3_2 },
  { NULL, multiply_tile_4_2 }, { NULL, multiply_tile_5_2 }, { NULL, multiply_tile_6_2 },
};

static gboolean
is_supported (void)
{
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
}

const AriadneKernels ariadne_kernels_avx2 = {
  .name = "avx2",
  .panel = TILE_VECTORS * LANES,
  .is_supported = is_supported,
  .multiply = kernels_multiply,
  .add = kernels_add,
  .add_scaled = kernels_add_scaled,
  .apply_gate = kernels_apply_gate,
  .update = kernels_update,
  .update_after = kernels_update_after,
  .gate = kernels_gate,
};

#endif
