/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 tag;    /* the state's hash, folded to half its length */
  guint32 number; /* of the state plus one, or 0 if the slot is free */
} AriadneVisitedSlot;

/* The set of states that a search has seen, under the equality of the domain.
 *
 * The states lie in @states in the order in which they were found; their
 * positions are their numbers. The table over them is open addressed, probed
 * linearly and at most three quarters full: 11 to 21 bytes a state, and 8 to
 * 16 for the array.
 */
typedef struct
{
  AriadneDomain      *domain; /* not owned */
  GPtrArray          *states; /* of AriadneState; shared with the search */
  AriadneVisitedSlot *slots;
  guint               n_slots; /* a power of two */
} AriadneVisited;

void     ariadne_visited_init  (AriadneVisited *self,
                                AriadneDomain  *domain,
                                GPtrArray      *states);
void     ariadne_visited_clear (AriadneVisited *self);
gboolean ariadne_visited_add   (AriadneVisited *self,
                                AriadneState   *state);
gboolean ariadne_visited_look  (AriadneVisited *self,
                                AriadneState   *state,
                                guint          *number);

G_END_DECLS
