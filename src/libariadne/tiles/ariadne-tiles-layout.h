/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ARIADNE_TILES_MIN_SIDE   3
#define ARIADNE_TILES_MAX_SIDE   5
#define ARIADNE_TILES_MAX_PLACES (ARIADNE_TILES_MAX_SIDE * ARIADNE_TILES_MAX_SIDE)
#define ARIADNE_TILES_MAX_WORDS  3

/* A square of places, numbered row by row from 0, and what follows from its side.
 * Tile 0 is the blank; in the goal each tile is at the place of its number, so the
 * blank comes first, as in Korf's instances.
 *
 * A board is packed into words: 4 bits a tile for sides up to 4, which takes one
 * word, else 5 bits and three words. Bits that hold no tile are 0.
 */
typedef struct
{
  guint  side;
  guint  n_places;
  guint  bits;         /* of a tile */
  guint  tiles_a_word;
  guint  n_words;
  gsize  n_bytes;      /* of a board that is written without gaps */
  guint8 moves[ARIADNE_TILES_MAX_PLACES][4];   /* where the blank can go, in order */
  guint8 n_moves[ARIADNE_TILES_MAX_PLACES];
  guint8 distances[ARIADNE_TILES_MAX_PLACES][ARIADNE_TILES_MAX_PLACES]; /* tile, place */
  const guint8 *detours; /* by the contents of a line; see the functions */
} AriadneTilesLayout;

const AriadneTilesLayout *_ariadne_tiles_layout_get        (guint                      side);

gboolean _ariadne_tiles_layout_check         (const AriadneTilesLayout  *self,
                                              const guint8              *tiles,
                                              gint                       code,
                                              GError                   **error);

void     _ariadne_tiles_layout_pack          (const AriadneTilesLayout  *self,
                                              const guint8              *tiles,
                                              guint64                   *words);
void     _ariadne_tiles_layout_unpack        (const AriadneTilesLayout  *self,
                                              const guint64             *words,
                                              guint8                    *tiles);
guint    _ariadne_tiles_layout_find_blank    (const AriadneTilesLayout  *self,
                                              const guint64             *words);
void     _ariadne_tiles_layout_move          (const AriadneTilesLayout  *self,
                                              guint64                   *words,
                                              guint                      blank,
                                              guint                      to);

void     _ariadne_tiles_layout_write         (const AriadneTilesLayout  *self,
                                              const guint64             *words,
                                              GByteArray                *bytes);
gboolean _ariadne_tiles_layout_read          (const AriadneTilesLayout  *self,
                                              const guint8              *data,
                                              gsize                      length,
                                              guint64                   *words,
                                              GError                   **error);

guint    _ariadne_tiles_layout_get_distance  (const AriadneTilesLayout  *self,
                                              const guint64             *words);
guint    _ariadne_tiles_layout_get_detour    (const AriadneTilesLayout  *self,
                                              const guint64             *words);

G_END_DECLS
