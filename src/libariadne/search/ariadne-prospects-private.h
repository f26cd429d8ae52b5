/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"

G_BEGIN_DECLS

/* Neighbours that were asked for ahead of time, in lists, for domains that prefer
 * them. They are what the domain says whenever it is asked, so all that depends on
 * them is how often that is.
 *
 * Belongs to the thread that runs the search.
 */
typedef struct
{
  GHashTable *lists; /* of GPtrArray of AriadneState, by the number of a state; or NULL */
} AriadneProspects;

G_GNUC_INTERNAL
void     ariadne_prospects_clear (AriadneProspects  *self);
G_GNUC_INTERNAL
gboolean ariadne_prospects_knows (AriadneProspects  *self,
                                  guint              state);

/* Asks for the neighbours of visited states. If that fails, nothing is known. */
G_GNUC_INTERNAL
void     ariadne_prospects_ask   (AriadneProspects  *self,
                                  AriadneDomain     *domain,
                                  GPtrArray         *visited,
                                  GArray            *states);

/* Moves what is known of a state to an empty array and tells whether anything
 * is known of it.
 */
G_GNUC_INTERNAL
gboolean ariadne_prospects_take  (AriadneProspects  *self,
                                  guint              state,
                                  GPtrArray         *neighbours);

G_END_DECLS
