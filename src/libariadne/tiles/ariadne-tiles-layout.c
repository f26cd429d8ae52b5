/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "tiles/ariadne-tiles-layout.h"

#include <string.h>

#include "core/ariadne-error.h"

#define N_SIDES (ARIADNE_TILES_MAX_SIDE - ARIADNE_TILES_MIN_SIDE + 1)

/* Lines of the largest side: (side + 1) to the power of the side. */
#define MAX_LINES 7776

static AriadneTilesLayout layouts[N_SIDES];
static guint8 detours[N_SIDES][MAX_LINES];

static guint
get_row (const AriadneTilesLayout *self,
         guint                     place)
{
  return place / self->side;
}

static guint
get_column (const AriadneTilesLayout *self,
            guint                     place)
{
  return place % self->side;
}

static guint
get_gap (guint a,
         guint b)
{
  return a > b ? a - b : b - a;
}

static void
fill_moves (AriadneTilesLayout *self,
            guint               place)
{
  guint row = get_row (self, place);
  guint column = get_column (self, place);
  guint n = 0;

  if (row > 0)
    self->moves[place][n++] = place - self->side;
  if (column > 0)
    self->moves[place][n++] = place - 1;
  if (column + 1 < self->side)
    self->moves[place][n++] = place + 1;
  if (row + 1 < self->side)
    self->moves[place][n++] = place + self->side;
  self->n_moves[place] = n;
}

static void
fill_distances (AriadneTilesLayout *self,
                guint               tile)
{
  for (guint place = 0; tile > 0 && place < self->n_places; place++)
    self->distances[tile][place] = get_gap (get_row (self, tile), get_row (self, place))
                                   + get_gap (get_column (self, tile), get_column (self, place));
}

/* The contents of a line, one digit a place: 0 for the blank and for tiles that
 * belong to other lines, else one more than where in the line the tile belongs.
 * Tiles that are to pass one another cannot all stay in the line: the fewest that
 * must leave it are all but the longest part that is in order, and each that leaves
 * and comes back makes two moves that its distance does not count.
 */
static guint
count_detour (guint side,
              guint line)
{
  guint goals[ARIADNE_TILES_MAX_SIDE];
  guint longest[ARIADNE_TILES_MAX_SIDE];
  guint n = 0;
  guint most = 0;

  for (guint left = line; left > 0; left /= side + 1)
    if (left % (side + 1) > 0)
      goals[n++] = left % (side + 1);

  for (guint i = 0; i < n; i++)
    {
      longest[i] = 1;
      for (guint j = 0; j < i; j++)
        if (goals[j] < goals[i])
          longest[i] = MAX (longest[i], longest[j] + 1);
      most = MAX (most, longest[i]);
    }

  return 2 * (n - most);
}

static void
fill_detours (AriadneTilesLayout *self,
              guint8             *table)
{
  guint n_lines = 1;

  for (guint i = 0; i < self->side; i++)
    n_lines *= self->side + 1;
  for (guint line = 0; line < n_lines; line++)
    table[line] = count_detour (self->side, line);
  self->detours = table;
}

static void
fill (AriadneTilesLayout *self,
      guint               side,
      guint8             *table)
{
  self->side = side;
  self->n_places = side * side;
  self->bits = side <= 4 ? 4 : 5;
  self->tiles_a_word = 64 / self->bits;
  self->n_words = (self->n_places + self->tiles_a_word - 1) / self->tiles_a_word;
  self->n_bytes = (self->n_places * self->bits + 7) / 8;
  for (guint place = 0; place < self->n_places; place++)
    {
      fill_moves (self, place);
      fill_distances (self, place);
    }
  fill_detours (self, table);
}

/* The layout lasts for ever and is the same for all; any thread may ask. */
const AriadneTilesLayout *
_ariadne_tiles_layout_get (guint side)
{
  static gsize filled = 0;

  g_assert (side >= ARIADNE_TILES_MIN_SIDE && side <= ARIADNE_TILES_MAX_SIDE);

  if (g_once_init_enter (&filled))
    {
      for (guint i = 0; i < N_SIDES; i++)
        fill (&layouts[i], ARIADNE_TILES_MIN_SIDE + i, detours[i]);
      g_once_init_leave (&filled, 1);
    }

  return &layouts[side - ARIADNE_TILES_MIN_SIDE];
}

static gboolean
check_each_once (const AriadneTilesLayout  *self,
                 const guint8              *tiles,
                 gint                       code,
                 GError                   **error)
{
  guint8 seen[ARIADNE_TILES_MAX_PLACES] = { 0 };

  for (guint place = 0; place < self->n_places; place++)
    {
      guint tile = tiles[place];

      if (tile < self->n_places && seen[tile] == 0)
        {
          seen[tile] = place + 1;
          continue;
        }
      if (tile < self->n_places)
        g_set_error (error, ARIADNE_ERROR, code,
                     "tile %u is at place %u and at place %u; expected each of 0 to %u once",
                     tile, (guint) seen[tile], place + 1, self->n_places - 1);
      else
        g_set_error (error, ARIADNE_ERROR, code,
                     "there is %u at place %u; expected each of 0 to %u once", tile, place + 1,
                     self->n_places - 1);
      return FALSE;
    }

  return TRUE;
}

/* A move exchanges the blank with another tile, and takes the blank one place on:
 * the number of exchanges that lead to the goal is odd or even as the distance of
 * the blank from its own place is.
 */
static gboolean
is_solvable (const AriadneTilesLayout *self,
             const guint8             *tiles)
{
  guint8 at[ARIADNE_TILES_MAX_PLACES];
  guint parity = 0;

  memcpy (at, tiles, self->n_places);
  for (guint place = 0; place < self->n_places; place++)
    {
      if (tiles[place] == 0)
        parity += get_row (self, place) + get_column (self, place);
      while (at[place] != place)
        {
          guint8 tile = at[place];

          at[place] = at[tile];
          at[tile] = tile;
          parity++;
        }
    }

  return parity % 2 == 0;
}

/* Checks a tile for each place: each must be there, and moves lead to the goal. */
gboolean
_ariadne_tiles_layout_check (const AriadneTilesLayout  *self,
                             const guint8              *tiles,
                             gint                       code,
                             GError                   **error)
{
  if (!check_each_once (self, tiles, code, error))
    return FALSE;
  if (is_solvable (self, tiles))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, code,
               "no moves lead to 0 1 2 … %u, only to that with two tiles exchanged; expected a"
               " puzzle that can be solved with the blank (0) in the first place",
               self->n_places - 1);

  return FALSE;
}

static inline guint
get_shift (const AriadneTilesLayout *self,
           guint                     place)
{
  return place % self->tiles_a_word * self->bits;
}

static inline guint
get_tile (const AriadneTilesLayout *self,
          const guint64            *words,
          guint                     place)
{
  guint64 mask = (1u << self->bits) - 1;

  return words[place / self->tiles_a_word] >> get_shift (self, place) & mask;
}

void
_ariadne_tiles_layout_pack (const AriadneTilesLayout *self,
                            const guint8             *tiles,
                            guint64                  *words)
{
  memset (words, 0, self->n_words * sizeof *words);
  for (guint place = 0; place < self->n_places; place++)
    words[place / self->tiles_a_word] |= (guint64) tiles[place] << get_shift (self, place);
}

void
_ariadne_tiles_layout_unpack (const AriadneTilesLayout *self,
                              const guint64            *words,
                              guint8                   *tiles)
{
  guint64 mask = (1u << self->bits) - 1;
  guint place = 0;

  for (guint i = 0; i < self->n_words; i++)
    {
      guint64 word = words[i];

      for (guint k = 0; k < self->tiles_a_word && place < self->n_places; k++)
        {
          tiles[place++] = word & mask;
          word >>= self->bits;
        }
    }
}

guint
_ariadne_tiles_layout_find_blank (const AriadneTilesLayout *self,
                                  const guint64            *words)
{
  guint place = 0;

  while (get_tile (self, words, place) != 0)
    place++;

  return place;
}

/* Exchanges the blank with the tile that is at @to. */
void
_ariadne_tiles_layout_move (const AriadneTilesLayout *self,
                            guint64                  *words,
                            guint                     blank,
                            guint                     to)
{
  guint64 tile = get_tile (self, words, to);

  words[to / self->tiles_a_word] ^= tile << get_shift (self, to);
  words[blank / self->tiles_a_word] |= tile << get_shift (self, blank);
}

/* One tile behind another, the least significant bits first. */
void
_ariadne_tiles_layout_write (const AriadneTilesLayout *self,
                             const guint64            *words,
                             GByteArray               *bytes)
{
  guint8 data[ARIADNE_TILES_MAX_PLACES] = { 0 };

  for (guint place = 0; place < self->n_places; place++)
    {
      guint at = place * self->bits;
      guint shifted = get_tile (self, words, place) << at % 8;

      data[at / 8] |= shifted;
      if (shifted > G_MAXUINT8)
        data[at / 8 + 1] |= shifted >> 8;
    }

  g_byte_array_append (bytes, data, self->n_bytes);
}

static guint
read_bits (const guint8 *data,
           gsize         length,
           guint         at,
           guint         n_bits)
{
  guint both = data[at / 8];

  if (at / 8 + 1 < length)
    both |= (guint) data[at / 8 + 1] << 8;

  return both >> at % 8 & ((1u << n_bits) - 1);
}

/* Reads what the former has written, or anything that claims to be it. */
gboolean
_ariadne_tiles_layout_read (const AriadneTilesLayout  *self,
                            const guint8              *data,
                            gsize                      length,
                            guint64                   *words,
                            GError                   **error)
{
  guint8 tiles[ARIADNE_TILES_MAX_PLACES];
  guint n_bits = self->n_places * self->bits;

  if (length != self->n_bytes)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                   "a board of %u tiles has %" G_GSIZE_FORMAT " bytes, expected %" G_GSIZE_FORMAT,
                   self->n_places, length, self->n_bytes);
      return FALSE;
    }
  if (n_bits % 8 > 0 && data[length - 1] >> n_bits % 8 != 0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                   "byte %" G_GSIZE_FORMAT ": a board goes on behind its last tile, expected zeros",
                   length - 1);
      return FALSE;
    }

  for (guint place = 0; place < self->n_places; place++)
    tiles[place] = read_bits (data, length, place * self->bits, self->bits);
  if (!_ariadne_tiles_layout_check (self, tiles, ARIADNE_ERROR_PARSE, error))
    return FALSE;

  _ariadne_tiles_layout_pack (self, tiles, words);

  return TRUE;
}

/* The Manhattan distance: the moves that each tile would need if the others were
 * not there.
 */
guint
_ariadne_tiles_layout_get_distance (const AriadneTilesLayout *self,
                                    const guint64            *words)
{
  guint8 tiles[ARIADNE_TILES_MAX_PLACES];
  guint distance = 0;

  _ariadne_tiles_layout_unpack (self, words, tiles);
  for (guint place = 0; place < self->n_places; place++)
    distance += self->distances[tiles[place]][place];

  return distance;
}

/* The moves that linear conflicts add to the distance, in rows and in columns. */
guint
_ariadne_tiles_layout_get_detour (const AriadneTilesLayout *self,
                                  const guint64            *words)
{
  guint8 tiles[ARIADNE_TILES_MAX_PLACES];
  guint radix = self->side + 1;
  guint detour = 0;

  _ariadne_tiles_layout_unpack (self, words, tiles);
  for (guint i = 0; i < self->side; i++)
    {
      guint row = 0;
      guint column = 0;

      /* From the end, so that the first place is the lowest digit. */
      for (guint k = self->side; k > 0; k--)
        {
          guint in_row = tiles[i * self->side + k - 1];
          guint in_column = tiles[(k - 1) * self->side + i];

          row *= radix;
          if (in_row != 0 && get_row (self, in_row) == i)
            row += get_column (self, in_row) + 1;
          column *= radix;
          if (in_column != 0 && get_column (self, in_column) == i)
            column += get_row (self, in_column) + 1;
        }

      detour += self->detours[row] + self->detours[column];
    }

  return detour;
}
