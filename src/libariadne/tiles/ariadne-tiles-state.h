/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-state.h"
#include "tiles/ariadne-tiles-layout.h"

G_BEGIN_DECLS

/* A board: one allocation, of 24 bytes for sides up to 4. Which layout it has, its
 * domain knows.
 */
typedef struct
{
  AriadneState parent;
  guint64      words[];
} AriadneTilesState;

AriadneTilesState *_ariadne_tiles_state_new (const AriadneTilesLayout *layout,
                                             const guint64            *words);

static inline const guint64 *
_ariadne_tiles_state_get_words (AriadneState *state)
{
  return ((AriadneTilesState *) state)->words;
}

G_END_DECLS
