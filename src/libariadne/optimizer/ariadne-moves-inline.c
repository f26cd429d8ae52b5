/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-factors.h"
#include "optimizer/ariadne-moves.h"

/* Moves that put the value of a let where its variable is used. */

static gboolean
is_occurrence (const AriadneOutline *outline,
               guint                 id,
               guint                 let)
{
  const AriadneOutlineNode *node = &outline->nodes[id];

  return node->kind == ARIADNE_KIND_VARIABLE && node->binder == (gint) let && node->visited;
}

/* What changes is inside the body, so the let keeps its number. The last occurrence
 * comes first: then those before it keep theirs, too.
 */
static gboolean
inline_everywhere (AriadneTrail *trail,
                   guint         let)
{
  guint id = ariadne_trail_get_outline (trail)->nodes[let].end;

  while (--id > let)
    if (is_occurrence (ariadne_trail_get_outline (trail), id, let) &&
        !ariadne_trail_apply (trail, ariadne_rules.inline_let, id))
      return FALSE;

  return TRUE;
}

static void
inline_let_everywhere (AriadneMover *self,
                       guint         let)
{
  if (inline_everywhere (ariadne_mover_begin (self), let))
    ariadne_mover_end (self);
}

static void
inline_let_once (AriadneMover *self,
                 guint         let)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);

  for (guint id = let + 1; id < outline->nodes[let].end; id++)
    if (is_occurrence (outline, id, let) &&
        ariadne_trail_apply (ariadne_mover_begin (self), ariadne_rules.inline_let, id))
      ariadne_mover_end (self);
}

/* The constant that a value is multiplied by; ARIADNE_OUTLINE_NONE without one. */
static gint
find_constant (const AriadneOutline *outline,
               guint                 value)
{
  AriadneFactors factors;

  ariadne_factors_list (&factors, outline, value);
  for (guint i = 0; i < factors.n_factors; i++)
    if (outline->nodes[factors.nodes[i]].kind == ARIADNE_KIND_CONSTANT)
      return (gint) factors.nodes[i];

  return ARIADNE_OUTLINE_NONE;
}

/* Parts the value of a let into the constant, which stays, and the rest, which gets a
 * let of its own around that one.
 */
static gboolean
part_constant (AriadneTrail *trail,
               guint         let,
               guint         constant)
{
  guint value = let + 2;
  guint rest = value + 2;

  return ariadne_factors_take_out (trail, value, constant) &&
         ariadne_trail_apply (trail, ariadne_rules.new_bind, rest) &&
         ariadne_trail_apply (trail, ariadne_rules.lift_bind, rest) &&
         ariadne_trail_apply (trail, ariadne_rules.lift_bind, value);
}

/* The constant goes to where the variable is used, and meets other ones there, while
 * the rest is still computed once.
 */
static void
inline_constant (AriadneMover *self,
                 guint         let)
{
  gint          constant = find_constant (ariadne_trail_get_origin (self->trail), let + 2);
  AriadneTrail *trail;
  guint         rest = let + 2;

  if (constant == ARIADNE_OUTLINE_NONE)
    return;

  trail = ariadne_mover_begin (self);
  if (part_constant (trail, let, (guint) constant) &&
      inline_everywhere (trail, ariadne_trail_get_outline (trail)->nodes[rest].end))
    ariadne_mover_end (self);
}

/**
 * ariadne_find_inlinings: (skip)
 * @self: a mover
 *
 * Finds the moves that replace the variable of a let by the value, wherever it occurs
 * or in one place.
 */
void
ariadne_find_inlinings (AriadneMover *self)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);

  for (guint id = 0; id < outline->n_nodes; id++)
    if (outline->nodes[id].kind == ARIADNE_KIND_LET && outline->nodes[id].visited)
      {
        inline_let_everywhere (self, id);
        inline_let_once (self, id);
        inline_constant (self, id);
      }
}
