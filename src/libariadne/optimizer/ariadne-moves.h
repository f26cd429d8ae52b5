/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "optimizer/ariadne-trail.h"

G_BEGIN_DECLS

/* Composite moves: what a person would call one improvement, made of many rewrites.
 *
 * A mover is scratch memory of one thread: load a program, look at its moves, load
 * the next one. What it says of a program is valid until then.
 *
 * Each kind of moves has a function that looks at the program, and makes each of its
 * moves like this:
 *
 *   AriadneTrail *trail = ariadne_mover_begin (mover);
 *   if (ariadne_trail_apply (trail, …) && …)
 *     ariadne_mover_end (mover);
 *
 * The end of a move cleans up behind it. Another kind of moves takes no more than
 * another such function, in the list in ariadne-moves.c.
 */

/**
 * AriadneMove: (skip)
 * @tree: (transfer full): where it leads
 * @cost: what that costs
 * @hash: its hash
 * @first_step: the number of its first step among those of all moves
 * @n_steps: how many steps it consists of
 *
 * A move of a program.
 */
typedef struct _AriadneMove AriadneMove;
struct _AriadneMove
{
  AriadneTree *tree;
  double       cost;
  guint64      hash;
  guint        first_step;
  guint        n_steps;
};

/**
 * AriadneMover: (skip)
 * @trail: where moves are made
 * @moves: (element-type AriadneMove): the moves, which lead to distinct programs
 *   other than the one that is loaded
 * @steps: (element-type AriadneTrailStep): the steps of all moves
 *
 * Finds the moves of a program; to be read only.
 */
typedef struct _AriadneMover AriadneMover;
struct _AriadneMover
{
  AriadneTrail *trail;
  GArray       *moves;
  GArray       *steps;
};

/**
 * AriadneMoveFunc: (skip)
 * @self: a mover that has loaded a program, which its trail begins with
 *
 * Finds the moves of one kind.
 */
typedef void (*AriadneMoveFunc) (AriadneMover *self);

AriadneMover *ariadne_mover_new    (AriadneEnvironment   *environment,
                                    const AriadneRuleSet *rules);
void          ariadne_mover_free   (AriadneMover         *self);
void          ariadne_mover_load   (AriadneMover         *self,
                                    AriadneTree          *tree);
void          ariadne_mover_unload (AriadneMover         *self);
AriadneTrail *ariadne_mover_begin  (AriadneMover         *self);
void          ariadne_mover_end    (AriadneMover         *self);

/* Goes on with what makes a program better in any case, until nothing is left of
 * that. Returns whether there was anything to do.
 */
gboolean      ariadne_clean_up     (AriadneTrail         *trail);

/* The kinds of moves. */
void          ariadne_find_bindings     (AriadneMover *self);
void          ariadne_find_inlinings    (AriadneMover *self);
void          ariadne_find_algebra      (AriadneMover *self);
void          ariadne_find_single_rules (AriadneMover *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneMover, ariadne_mover_free)

G_END_DECLS
