/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"
#include "optimizer/ariadne-moves.h"

static const AriadneMoveFunc kinds[] = {
  ariadne_find_inlinings,
  ariadne_find_algebra,
  ariadne_find_bindings,
  ariadne_find_single_rules,
};

/* What may be done to find the moves of one program, in nodes that are looked at: a
 * fraction of a second. Each kind of moves has its share, and cleaning up has as much
 * as all of them. Only programs of a thousand nodes and more come near.
 */
#define MAX_WORK 4000000

static void
clear_move (gpointer data)
{
  AriadneMove *move = data;

  ariadne_tree_unref (move->tree);
}

/**
 * ariadne_mover_new: (skip)
 * @environment: what is known of free names; must outlive the mover
 * @rules: the rules that may be applied
 *
 * Makes a mover.
 *
 * Returns: (transfer full): a new mover
 */
AriadneMover *
ariadne_mover_new (AriadneEnvironment   *environment,
                   const AriadneRuleSet *rules)
{
  AriadneMover *self = g_new0 (AriadneMover, 1);

  self->trail = ariadne_trail_new (environment, rules);
  self->moves = g_array_new (FALSE, FALSE, sizeof (AriadneMove));
  g_array_set_clear_func (self->moves, clear_move);
  self->steps = g_array_new (FALSE, FALSE, sizeof (AriadneTrailStep));

  return self;
}

/**
 * ariadne_mover_free: (skip)
 * @self: (transfer full): a mover
 *
 * Frees a mover.
 */
void
ariadne_mover_free (AriadneMover *self)
{
  ariadne_trail_free (self->trail);
  g_array_unref (self->moves);
  g_array_unref (self->steps);
  g_free (self);
}

/**
 * ariadne_mover_unload: (skip)
 * @self: a mover
 *
 * Lets go of the moves, but not of the memory for the next ones.
 */
void
ariadne_mover_unload (AriadneMover *self)
{
  g_array_set_size (self->moves, 0);
  g_array_set_size (self->steps, 0);
}

/**
 * ariadne_mover_begin: (skip)
 * @self: a mover that has loaded a program
 *
 * Begins a move; what was begun and not ended is forgotten.
 *
 * Returns: (transfer none): a trail that begins at the program
 */
AriadneTrail *
ariadne_mover_begin (AriadneMover *self)
{
  ariadne_trail_return (self->trail);

  return self->trail;
}

static gboolean
is_known (const AriadneMover *self,
          const AriadneTrail *trail)
{
  const AriadneOutlineNode *origin = &trail->origin->outline.nodes[0];

  if (trail->hash == origin->hash && ariadne_tree_equal (trail->tree, origin->tree))
    return TRUE;

  for (guint i = 0; i < self->moves->len; i++)
    {
      const AriadneMove *move = &g_array_index (self->moves, AriadneMove, i);

      if (move->hash == trail->hash && ariadne_tree_equal (move->tree, trail->tree))
        return TRUE;
    }

  return FALSE;
}

static void
add_move (AriadneMover       *self,
          const AriadneTrail *trail)
{
  AriadneMove move = {
    .tree = ariadne_tree_ref (trail->tree),
    .cost = trail->cost,
    .hash = trail->hash,
    .first_step = self->steps->len,
    .n_steps = trail->steps->len,
  };

  g_array_append_val (self->moves, move);
  g_array_append_vals (self->steps, trail->steps->data, trail->steps->len);
}

/**
 * ariadne_mover_end: (skip)
 * @self: a mover that has begun a move
 *
 * Cleans up behind the move, and adds it if it leads to another program than those
 * before.
 */
void
ariadne_mover_end (AriadneMover *self)
{
  ariadne_clean_up (self->trail);

  if (!is_known (self, self->trail))
    add_move (self, self->trail);
}

/**
 * ariadne_mover_load: (skip)
 * @self: a mover
 * @tree: (transfer none): a typed program
 *
 * Finds all moves of @tree, or some if it is very large. If there is anything to clean
 * up, that is the only one.
 */
void
ariadne_mover_load (AriadneMover *self,
                    AriadneTree  *tree)
{
  ariadne_mover_unload (self);
  ariadne_trail_begin (self->trail, tree);

  self->trail->max_work = MAX_WORK;

  ariadne_mover_begin (self);
  ariadne_mover_end (self);
  if (self->moves->len > 0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      self->trail->max_work = self->trail->work + MAX_WORK / G_N_ELEMENTS (kinds);
      kinds[i] (self);
    }
}
