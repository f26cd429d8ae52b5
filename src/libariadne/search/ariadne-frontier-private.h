/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What waits to be expanded. A search numbers states in the order in which it
 * found them and evaluates them in that order, so the number of a state serves
 * as its serial as well: an entry is 16 bytes.
 */
typedef struct
{
  double  priority; /* never NaN */
  guint32 depth;
  guint32 state;    /* its number */
} AriadneFrontierEntry;

/* A heap with four children a node; the four fill one cache line. */
typedef struct
{
  AriadneFrontierEntry *entries;
  guint                 length;
  guint                 capacity;
} AriadneFrontier;

void                 ariadne_frontier_init  (AriadneFrontier      *self);
void                 ariadne_frontier_clear (AriadneFrontier      *self);
void                 ariadne_frontier_push  (AriadneFrontier      *self,
                                             AriadneFrontierEntry  entry);
AriadneFrontierEntry ariadne_frontier_pop   (AriadneFrontier      *self);

G_END_DECLS
