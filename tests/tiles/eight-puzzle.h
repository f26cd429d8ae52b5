/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <string.h>

/* The 8-puzzle from first principles, to judge the library by: every board that can
 * be reached from the goal, and how far each is, by breadth-first search. Knows
 * nothing of the library.
 */

#define EIGHT_N_PLACES 9
#define EIGHT_N_ORDERS 362880 /* all permutations */
#define EIGHT_N_BOARDS 181440 /* those that can be solved: half of them */
#define EIGHT_FARTHEST 31

typedef guint8 EightBoard[EIGHT_N_PLACES];

typedef struct
{
  gint8       distances[EIGHT_N_ORDERS]; /* by rank; -1: cannot be solved */
  EightBoard *boards;                    /* in order of distance */
  guint       n_boards;
} EightPuzzle;

/* The place of a permutation among all of them, in order. */
G_GNUC_UNUSED static guint
eight_rank (const guint8 *board)
{
  guint rank = 0;

  for (guint i = 0; i < EIGHT_N_PLACES; i++)
    {
      guint n_smaller = 0;

      for (guint j = i + 1; j < EIGHT_N_PLACES; j++)
        n_smaller += board[j] < board[i];
      rank = rank * (EIGHT_N_PLACES - i) + n_smaller;
    }

  return rank;
}

static gboolean
eight_are_next (int a,
                int b)
{
  int rows = ABS (a / 3 - b / 3);
  int columns = ABS (a % 3 - b % 3);

  return rows + columns == 1;
}

/* Puts the boards that are one move away where there is room for four of them. */
G_GNUC_UNUSED static guint
eight_expand (const guint8 *board,
              EightBoard   *next)
{
  guint blank = 0;
  guint n = 0;

  while (board[blank] != 0)
    blank++;
  for (guint place = 0; place < EIGHT_N_PLACES; place++)
    if (eight_are_next (place, blank))
      {
        memcpy (next[n], board, sizeof (EightBoard));
        next[n][blank] = board[place];
        next[n++][place] = 0;
      }

  return n;
}

static void
eight_add (EightPuzzle  *self,
           const guint8 *board,
           guint         distance)
{
  guint rank = eight_rank (board);

  if (self->distances[rank] >= 0)
    return;
  g_assert_cmpuint (self->n_boards, <, EIGHT_N_BOARDS);
  self->distances[rank] = distance;
  memcpy (self->boards[self->n_boards++], board, sizeof (EightBoard));
}

G_GNUC_UNUSED static EightPuzzle *
eight_new (void)
{
  static const EightBoard goal = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
  EightPuzzle *self = g_new0 (EightPuzzle, 1);

  memset (self->distances, -1, sizeof self->distances);
  self->boards = g_new (EightBoard, EIGHT_N_BOARDS);
  eight_add (self, goal, 0);
  for (guint i = 0; i < self->n_boards; i++)
    {
      guint distance = self->distances[eight_rank (self->boards[i])];
      EightBoard next[4];
      guint n = eight_expand (self->boards[i], next);

      for (guint k = 0; k < n; k++)
        eight_add (self, next[k], distance + 1);
    }

  return self;
}

G_GNUC_UNUSED static void
eight_free (EightPuzzle *self)
{
  g_free (self->boards);
  g_free (self);
}

G_GNUC_UNUSED static guint
eight_get_distance (const EightPuzzle *self,
                    const guint8      *board)
{
  return self->distances[eight_rank (board)];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EightPuzzle, eight_free)
