/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

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
inline_everywhere (AriadneTrail      *trail,
                   const AriadneRule *inline_let,
                   guint              let)
{
  guint id = ariadne_trail_get_outline (trail)->nodes[let].end;

  while (--id > let)
    if (is_occurrence (ariadne_trail_get_outline (trail), id, let) &&
        !ariadne_trail_apply (trail, inline_let, id))
      return FALSE;

  return TRUE;
}

static void
inline_let_everywhere (AriadneMover      *self,
                       const AriadneRule *inline_let,
                       guint              let)
{
  if (inline_everywhere (ariadne_mover_begin (self), inline_let, let))
    ariadne_mover_end (self);
}

static void
inline_let_once (AriadneMover      *self,
                 const AriadneRule *inline_let,
                 guint              let)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);

  for (guint id = let + 1; id < outline->nodes[let].end; id++)
    if (is_occurrence (outline, id, let) &&
        ariadne_trail_apply (ariadne_mover_begin (self), inline_let, id))
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
  const AriadneRule    *inline_let = ariadne_rule_lookup ("inline_let");

  for (guint id = 0; id < outline->n_nodes; id++)
    if (outline->nodes[id].kind == ARIADNE_KIND_LET && outline->nodes[id].visited)
      {
        inline_let_everywhere (self, inline_let, id);
        inline_let_once (self, inline_let, id);
      }
}
