/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "tiles/ariadne-tiles-state.h"

#include <string.h>

static void
finalize (AriadneState *state)
{
  g_free (state);
}

AriadneTilesState *
_ariadne_tiles_state_new (const AriadneTilesLayout *layout,
                          const guint64            *words)
{
  static const AriadneStateClass klass = { finalize };
  gsize size = layout->n_words * sizeof *words;
  AriadneTilesState *self = g_malloc (sizeof *self + size);

  ariadne_state_init (&self->parent, &klass);
  memcpy (self->words, words, size);

  return self;
}
