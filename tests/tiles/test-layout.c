/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "eight-puzzle.h"
#include "tiles/ariadne-tiles-layout.h"

/* A board that follows from the goal by moves that chance chooses. */
static void
walk (const AriadneTilesLayout *layout,
      GRand                    *rand,
      guint                     n_moves,
      guint64                  *words)
{
  guint8 tiles[ARIADNE_TILES_MAX_PLACES];

  for (guint i = 0; i < layout->n_places; i++)
    tiles[i] = i;
  _ariadne_tiles_layout_pack (layout, tiles, words);
  for (guint i = 0; i < n_moves; i++)
    {
      guint blank = _ariadne_tiles_layout_find_blank (layout, words);
      guint move = g_rand_int_range (rand, 0, layout->n_moves[blank]);

      _ariadne_tiles_layout_move (layout, words, blank, layout->moves[blank][move]);
    }
}

/* Boards of all sizes: tiles to words and back, and to bytes and back. */
static void
test_round_trip (void)
{
  static const gsize lengths[] = { 5, 8, 16 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint side = 3; side <= 5; side++)
    for (guint round = 0; round < 200; round++)
      {
        const AriadneTilesLayout *layout = _ariadne_tiles_layout_get (side);
        guint64 words[ARIADNE_TILES_MAX_WORDS];
        guint64 again[ARIADNE_TILES_MAX_WORDS];
        guint8 tiles[ARIADNE_TILES_MAX_PLACES];
        g_autoptr (GByteArray) bytes = g_byte_array_new ();
        g_autoptr (GError) error = NULL;

        walk (layout, rand, round, words);
        _ariadne_tiles_layout_unpack (layout, words, tiles);
        _ariadne_tiles_layout_pack (layout, tiles, again);
        g_assert_cmpmem (words, layout->n_words * 8, again, layout->n_words * 8);

        _ariadne_tiles_layout_write (layout, words, bytes);
        g_assert_cmpuint (bytes->len, ==, lengths[side - 3]);
        memset (again, 0xff, sizeof again);
        g_assert_true (_ariadne_tiles_layout_read (layout, bytes->data, bytes->len, again, &error));
        g_assert_no_error (error);
        g_assert_cmpmem (words, layout->n_words * 8, again, layout->n_words * 8);
      }
}

/* Of all orders of nine tiles, those pass that the breadth-first search reaches. */
static void
test_solvable (void)
{
  g_autoptr (EightPuzzle) puzzle = eight_new ();
  const AriadneTilesLayout *layout = _ariadne_tiles_layout_get (3);
  guint n_solvable = 0;

  g_assert_cmpuint (puzzle->n_boards, ==, EIGHT_N_BOARDS);
  for (guint i = 0; i < puzzle->n_boards; i++)
    {
      guint8 *board = puzzle->boards[i];
      guint first = board[0] == 0;
      guint second = board[first + 1] == 0 ? first + 2 : first + 1;
      EightBoard other;

      n_solvable += _ariadne_tiles_layout_check (layout, board, 0, NULL);

      /* Every order that is not reached is one that is, with two tiles exchanged. */
      memcpy (other, board, sizeof other);
      other[first] = board[second];
      other[second] = board[first];
      g_assert_cmpint (puzzle->distances[eight_rank (other)], <, 0);
      g_assert_false (_ariadne_tiles_layout_check (layout, other, 0, NULL));
    }
  g_assert_cmpuint (n_solvable, ==, EIGHT_N_BOARDS);
}

static void
assert_rejected (const guint8 *tiles,
                 guint         side,
                 const char   *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (_ariadne_tiles_layout_check (_ariadne_tiles_layout_get (side), tiles,
                                               ARIADNE_ERROR_PARSE, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_rejected (void)
{
  static const guint8 twice[] = { 0, 1, 2, 3, 4, 5, 6, 7, 1 };
  static const guint8 above[] = { 0, 1, 2, 3, 4, 5, 6, 7, 9 };
  static const guint8 exchanged[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 14 };
  static const guint8 blank_last[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0 };

  assert_rejected (twice, 3, "tile 1 is at place 2 and at place 9; expected each of 0 to 8 once");
  assert_rejected (above, 3, "there is 9 at place 9; expected each of 0 to 8 once");
  assert_rejected (exchanged, 4, "no moves lead to 0 1 2 … 15");
  assert_rejected (blank_last, 4, "the blank (0) in the first place");
}

typedef struct
{
  guint8 tiles[16];
  guint  distance;
  guint  detour;
} Case;

/* Counted by hand. */
static void
test_estimates (void)
{
  static const Case cases[] = {
    { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, 0, 0 },
    { { 1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, 1, 0 },
    /* 5 and 6 are to pass one another. */
    { { 0, 1, 2, 3, 4, 6, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, 2, 2 },
    /* All of a row is the wrong way round: all but one must leave. */
    { { 0, 1, 2, 3, 7, 6, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15 }, 8, 6 },
    /* The same in a column, where 0 is not in the way. */
    { { 0, 1, 2, 3, 12, 5, 6, 7, 8, 9, 10, 11, 4, 13, 14, 15 }, 4, 4 },
    /* Those that belong elsewhere are in nobody's way. */
    { { 0, 1, 2, 3, 4, 9, 10, 7, 8, 5, 6, 11, 12, 13, 14, 15 }, 4, 4 },
  };
  const AriadneTilesLayout *layout = _ariadne_tiles_layout_get (4);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 words[ARIADNE_TILES_MAX_WORDS];

      _ariadne_tiles_layout_pack (layout, cases[i].tiles, words);
      g_assert_cmpuint (_ariadne_tiles_layout_get_distance (layout, words), ==, cases[i].distance);
      g_assert_cmpuint (_ariadne_tiles_layout_get_detour (layout, words), ==, cases[i].detour);
    }
}

/* Whatever bytes come: an error, or a board that is written as the same bytes. */
static void
test_hostile (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  guint n_read = 0;

  for (guint side = 3; side <= 5; side++)
    {
      const AriadneTilesLayout *layout = _ariadne_tiles_layout_get (side);
      guint64 words[ARIADNE_TILES_MAX_WORDS];
      g_autoptr (GByteArray) sound = g_byte_array_new ();

      walk (layout, rand, 500, words);
      _ariadne_tiles_layout_write (layout, words, sound);
      for (guint round = 0; round < 40000; round++)
        {
          g_autofree guint8 *data = g_memdup2 (sound->data, sound->len);
          guint length = sound->len;
          g_autoptr (GByteArray) again = g_byte_array_new ();
          g_autoptr (GError) error = NULL;

          if (round % 50 == 0)
            length = g_rand_int_range (rand, 0, length);
          for (guint i = 0; i < 1 + round % 4 && length > 0; i++)
            data[g_rand_int_range (rand, 0, length)] ^= 1 << g_rand_int_range (rand, 0, 8);
          if (!_ariadne_tiles_layout_read (layout, data, length, words, &error))
            {
              g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
              continue;
            }
          n_read++;
          _ariadne_tiles_layout_write (layout, words, again);
          g_assert_cmpmem (again->data, again->len, data, length);
        }
    }

  g_assert_cmpuint (n_read, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/TilesLayout/round_trip", test_round_trip);
  g_test_add_func ("/Ariadne/TilesLayout/solvable", test_solvable);
  g_test_add_func ("/Ariadne/TilesLayout/rejected", test_rejected);
  g_test_add_func ("/Ariadne/TilesLayout/estimates", test_estimates);
  g_test_add_func ("/Ariadne/TilesLayout/hostile", test_hostile);

  return g_test_run ();
}
