/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-frontier-private.h"

#define ARITY 4

/* Lower priority first, then smaller depth, then the older state. */
static inline gboolean
precedes (const AriadneFrontierEntry *a,
          const AriadneFrontierEntry *b)
{
  if (a->priority != b->priority)
    return a->priority < b->priority;
  if (a->depth != b->depth)
    return a->depth < b->depth;

  return a->state < b->state;
}

void
ariadne_frontier_init (AriadneFrontier *self)
{
  *self = (AriadneFrontier){ 0 };
}

void
ariadne_frontier_clear (AriadneFrontier *self)
{
  g_free (self->entries);
  ariadne_frontier_init (self);
}

static void
grow (AriadneFrontier *self)
{
  self->capacity = MAX (64, self->capacity + self->capacity / 2);
  self->entries = g_renew (AriadneFrontierEntry, self->entries, self->capacity);
}

void
ariadne_frontier_push (AriadneFrontier      *self,
                       AriadneFrontierEntry  entry)
{
  guint hole = self->length;

  if (self->length == self->capacity)
    grow (self);
  self->length++;

  while (hole > 0)
    {
      guint parent = (hole - 1) / ARITY;

      if (!precedes (&entry, &self->entries[parent]))
        break;
      self->entries[hole] = self->entries[parent];
      hole = parent;
    }

  self->entries[hole] = entry;
}

static guint
first_child (const AriadneFrontier *self,
             guint                  parent)
{
  guint best = ARITY * parent + 1;
  guint end = MIN (best + ARITY, self->length);

  for (guint child = best + 1; child < end; child++)
    if (precedes (&self->entries[child], &self->entries[best]))
      best = child;

  return best;
}

/* The frontier must not be empty. */
AriadneFrontierEntry
ariadne_frontier_pop (AriadneFrontier *self)
{
  AriadneFrontierEntry first, last;
  guint hole = 0;

  g_assert (self->length > 0);

  first = self->entries[0];
  last = self->entries[--self->length];

  while (ARITY * hole + 1 < self->length)
    {
      guint child = first_child (self, hole);

      if (!precedes (&self->entries[child], &last))
        break;
      self->entries[hole] = self->entries[child];
      hole = child;
    }

  self->entries[hole] = last;

  return first;
}
