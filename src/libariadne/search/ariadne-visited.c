/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-visited-private.h"

#define MIN_SLOTS 64

/* @states must be empty and hold references. Only ariadne_visited_add() may
 * add to it from here on.
 */
void
ariadne_visited_init (AriadneVisited *self,
                      AriadneDomain  *domain,
                      GPtrArray      *states)
{
  g_assert (states->len == 0);

  self->domain = domain;
  self->states = g_ptr_array_ref (states);
  self->n_slots = MIN_SLOTS;
  self->slots = g_new0 (AriadneVisitedSlot, self->n_slots);
}

/* Forgets the table; the array of states is left as it is. */
void
ariadne_visited_clear (AriadneVisited *self)
{
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_clear_pointer (&self->slots, g_free);
  self->n_slots = 0;
}

/* The place of a state follows from its tag alone, hence a table that grows
 * need not ask the domain for hashes again.
 */
static inline guint
first_slot (const AriadneVisited *self,
            guint32               tag)
{
  return (tag * 0x9e3779b1u) >> (32 - (g_bit_storage (self->n_slots) - 1));
}

static inline guint
next_slot (const AriadneVisited *self,
           guint                 slot)
{
  return (slot + 1) & (self->n_slots - 1);
}

static void
grow (AriadneVisited *self)
{
  g_autofree AriadneVisitedSlot *old = g_steal_pointer (&self->slots);
  guint n_old = self->n_slots;

  self->n_slots *= 2;
  self->slots = g_new0 (AriadneVisitedSlot, self->n_slots);

  for (guint i = 0; i < n_old; i++)
    {
      guint slot;

      if (old[i].number == 0)
        continue;
      slot = first_slot (self, old[i].tag);
      while (self->slots[slot].number != 0)
        slot = next_slot (self, slot);
      self->slots[slot] = old[i];
    }
}

/* Adds @state, of which the set takes a reference, unless an equal one is
 * there. Returns whether it was new; @number is that of the one that is there now.
 */
gboolean
ariadne_visited_look (AriadneVisited *self,
                      AriadneState   *state,
                      guint          *number)
{
  guint64 hash = ariadne_domain_hash (self->domain, state);
  guint32 tag = (hash >> 32) ^ hash;
  guint slot;

  for (slot = first_slot (self, tag); self->slots[slot].number != 0; slot = next_slot (self, slot))
    {
      const AriadneVisitedSlot *taken = &self->slots[slot];

      if (taken->tag == tag
          && ariadne_domain_equal (self->domain, state,
                                   g_ptr_array_index (self->states, taken->number - 1)))
        {
          *number = taken->number - 1;
          return FALSE;
        }
    }

  *number = self->states->len;
  g_ptr_array_add (self->states, ariadne_state_ref (state));
  self->slots[slot] = (AriadneVisitedSlot){ tag, self->states->len };
  if (self->states->len > self->n_slots / 4 * 3)
    grow (self);

  return TRUE;
}

/* The same for those who do not ask for the number. */
gboolean
ariadne_visited_add (AriadneVisited *self,
                     AriadneState   *state)
{
  guint number;

  return ariadne_visited_look (self, state, &number);
}
