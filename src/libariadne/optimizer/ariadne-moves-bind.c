/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"
#include "optimizer/ariadne-moves.h"

/* Moves that compute a value once: it is bound as far out as its names allow, and the
 * variable takes the place of all that is equal to it there.
 *
 * By single rules, each occurrence gets a let of its own, which is lifted until it
 * stands below the let of the first one, and merged with that. Lifting a let puts it
 * where its parent was, so it takes over the number of that; and what comes after, the
 * number of the first let included, stays as it is.
 */

/* Whether @id is the value of a let, which then needs no other. */
static gboolean
is_bound (const AriadneOutline *outline,
          guint                 id)
{
  guint parent = outline->nodes[id].parent;

  return outline->nodes[parent].kind == ARIADNE_KIND_LET && id == parent + 2;
}

/* The node that is lifted: a let that there is, or the one to be made. */
static guint
get_lifted (const AriadneOutline *outline,
            guint                 id)
{
  return is_bound (outline, id) ? outline->nodes[id].parent : id;
}

/* Whether a let at @id with the value at @value can change places with its parent. */
static gboolean
can_be_lifted (const AriadneOutline *outline,
               guint                 id,
               guint                 value)
{
  const AriadneOutlineNode *parent = &outline->nodes[outline->nodes[id].parent];

  switch (parent->kind)
    {
    case ARIADNE_KIND_LAM:
    case ARIADNE_KIND_STOP:
      return FALSE;

    case ARIADNE_KIND_LET:
      if (ariadne_tree_get_kind (ariadne_tree_get_child (parent->tree, 1)) == ARIADNE_KIND_LAM)
        return FALSE;
      break;

    default:
      break;
    }

  return !ariadne_kind_is_binder ((AriadneKind) parent->kind) ||
         !ariadne_tree_has_free (outline->nodes[value].tree, parent->name);
}

/* How far out the value at @id can be bound. */
static guint
find_top (const AriadneOutline *outline,
          guint                 id)
{
  guint top = get_lifted (outline, id);

  while (top != 0 && can_be_lifted (outline, top, id))
    top = outline->nodes[top].parent;

  return top;
}

static gboolean
is_loop (const AriadneOutlineNode *node)
{
  return node->kind == ARIADNE_KIND_BUILD || node->kind == ARIADNE_KIND_SUMBUILD;
}

/* Whether what is at @id is computed again and again there, other than at @top. */
static gboolean
is_repeated (const AriadneOutline *outline,
             guint                 id,
             guint                 top)
{
  for (; id != top; id = outline->nodes[id].parent)
    if (is_loop (&outline->nodes[outline->nodes[id].parent]) &&
        id != outline->nodes[id].parent + 1)
      return TRUE;

  return FALSE;
}

/* Whether two values have one meaning: the names in them belong to the same binders. */
static gboolean
have_same_meaning (const AriadneOutline *outline,
                   guint                 a,
                   guint                 b)
{
  const AriadneOutlineNode *nodes = outline->nodes;

  if (!ariadne_tree_equal (nodes[a].tree, nodes[b].tree))
    return FALSE;

  for (guint i = 0; i < nodes[a].end - a; i++)
    if (nodes[a + i].kind == ARIADNE_KIND_VARIABLE && nodes[a + i].binder != nodes[b + i].binder &&
        (nodes[a + i].binder < (gint) a || nodes[b + i].binder < (gint) b))
      return FALSE;

  return TRUE;
}

/* Whether a value can be replaced by a variable where it stands. */
static gboolean
is_bindable (const AriadneOutline *outline,
             guint                 id)
{
  const AriadneOutlineNode *node = &outline->nodes[id];
  AriadneKind               parent = (AriadneKind) outline->nodes[node->parent].kind;

  return node->visited && node->end - id > 1 && node->kind != ARIADNE_KIND_LET &&
         node->kind != ARIADNE_KIND_LAM && node->cost > 0.0 && id != 0 &&
         parent != ARIADNE_KIND_LAM && parent != ARIADNE_KIND_STOP &&
         (parent != ARIADNE_KIND_LET || is_bound (outline, id));
}

/* Finds the next value after @id, up to @end, that may be replaced by one at @value. */
static gboolean
find_next (const AriadneOutline *outline,
           guint                 value,
           guint                 end,
           guint                *id)
{
  guint size = outline->nodes[value].end - value;

  for (guint next = *id; next < end; next++)
    if (outline->nodes[next].end - next == size && is_bindable (outline, next) &&
        have_same_meaning (outline, value, next))
      {
        *id = next;
        return TRUE;
      }

  return FALSE;
}

/* Binds the value at @id, and lifts the let to @top. */
static gboolean
bind (AriadneTrail *trail,
      guint         id,
      guint         top)
{
  const AriadneOutline *outline = ariadne_trail_get_outline (trail);
  guint                 let = get_lifted (outline, id);

  if (let == id && !ariadne_trail_apply (trail, ariadne_rules.new_bind, id))
    return FALSE;

  while (let != top)
    {
      guint parent = ariadne_trail_get_outline (trail)->nodes[let].parent;

      if (!ariadne_trail_apply (trail, ariadne_rules.lift_bind, let))
        return FALSE;
      let = parent;
    }

  return TRUE;
}

/* Has the let at @top bind all values that are equal to its own. */
static gboolean
bind_others (AriadneTrail *trail,
             guint         top)
{
  for (;;)
    {
      const AriadneOutline *outline = ariadne_trail_get_outline (trail);
      guint                 body = outline->nodes[top + 2].end;
      guint                 id = body;

      if (!find_next (outline, top + 2, outline->nodes[top].end, &id))
        return TRUE;

      if (!bind (trail, id, body) || !ariadne_trail_apply (trail, ariadne_rules.cse_bind, top))
        return FALSE;
    }
}

/* Whether the value was found before, as one that is equal to another. */
static gboolean
is_known (const AriadneOutline *outline,
          guint                 id,
          guint                 top)
{
  guint first = top;

  return find_next (outline, id, id, &first);
}

static gboolean
is_worth_binding (const AriadneOutline *outline,
                  guint                 id,
                  guint                 top)
{
  guint other = id + 1;

  return is_repeated (outline, id, top) ||
         find_next (outline, id, outline->nodes[top].end, &other);
}

/**
 * ariadne_find_bindings: (skip)
 * @self: a mover
 *
 * Finds the moves that bind a value which is computed more often than it has to be.
 */
void
ariadne_find_bindings (AriadneMover *self)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);

  for (guint id = 1; id < outline->n_nodes; id++)
    if (is_bindable (outline, id))
      {
        guint         top = find_top (outline, id);
        AriadneTrail *trail;

        if (is_known (outline, id, top) || !is_worth_binding (outline, id, top))
          continue;

        trail = ariadne_mover_begin (self);
        if (bind (trail, id, top) && bind_others (trail, top))
          ariadne_mover_end (self);
      }
}
