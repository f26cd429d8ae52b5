/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-kernels.h"

#ifdef __x86_64__

/* For processors with AVX-512: 32 registers of 16 values.
 *
 * Where intrinsics have a mask it is full; without one they start from an
 * undefined value, about which GCC warns.
 */

# pragma GCC target("avx512f")
# include <immintrin.h>

# define LANES        16
# define TILE_ROWS    8
# define TILE_VECTORS 3

typedef __m512 vector;

# define multiply_add(a, b, c)          _mm512_fmadd_ps (a, b, c)
# define negative_multiply_add(a, b, c) _mm512_fnmadd_ps (a, b, c)
# define splat(x)                       _mm512_set1_ps (x)
# define minimum(a, b)                  _mm512_maskz_min_ps (0xffff, a, b)
# define maximum(a, b)                  _mm512_maskz_max_ps (0xffff, a, b)

/* An estimate of 14 bits and one step of Newton's method: a division would
 * take three times as long.
 */
static inline vector
reciprocal (vector x)
{
  vector estimate = _mm512_maskz_rcp14_ps (0xffff, x);

  return multiply_add (negative_multiply_add (x, estimate, splat (1.0f)), estimate, estimate);
}

# include "model/ariadne-kernels-elementwise.h"
# include "model/ariadne-kernels-product.h"

# define DEFINE_TILES(rows) \
   DEFINE_TILE (rows, 1)    \
   DEFINE_TILE (rows, 2)    \
   DEFINE_TILE (rows, 3)

DEFINE_TILES (1)
DEFINE_TILES (2)
DEFINE_TILES (3)
DEFINE_TILES (4)
DEFINE_TILES (5)
DEFINE_TILES (6)
DEFINE_TILES (7)
DEFINE_TILES (8)

# define TILES(rows)           \
   { multiply_tile_##rows##_1, \
     multiply_tile_##rows##_2, \
     multiply_tile_##rows##_3 }

static const TileFunc tiles[TILE_ROWS][TILE_VECTORS] = {
  TILES (1), TILES (2), TILES (3), TILES (4), TILES (5), TILES (6), TILES (7), TILES (8),
};

static gboolean
is_supported (void)
{
  return __builtin_cpu_supports ("avx512f");
}

const AriadneKernels ariadne_kernels_avx512 = {
  .name = "avx512",
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
