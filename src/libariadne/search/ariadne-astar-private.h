/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-astar.h"
#include "search/ariadne-frontier-private.h"
#include "search/ariadne-prospects-private.h"
#include "search/ariadne-search-private.h"
#include "search/ariadne-visited-private.h"

G_BEGIN_DECLS

struct _AriadneAStar
{
  AriadneSearch parent_instance;

  guint max_depth; /* set at construction */

  AriadneFrontier  frontier;
  AriadneVisited   seen;
  AriadneProspects prospects;
};

struct _AriadneAStarClass
{
  AriadneSearchClass parent_class;
};

/* What must be remembered of a state until its answer comes. */
typedef struct
{
  double cost;
  guint  depth;
} AriadneFound;

/* New states, found one after the other, which are evaluated together. */
typedef struct
{
  guint   first; /* the number of the first state */
  GArray *found; /* of AriadneFound, one a state */
} AriadneFinds;

G_GNUC_INTERNAL
void                 ariadne_finds_init        (AriadneFinds         *self);
G_GNUC_INTERNAL
void                 ariadne_finds_clear       (AriadneFinds         *self);
G_GNUC_INTERNAL
void                 ariadne_astar_begin_finds (AriadneAStar         *self,
                                                AriadneFinds         *finds);
G_GNUC_INTERNAL
AriadneFrontierEntry ariadne_astar_pop         (AriadneAStar         *self,
                                                AriadneFrontier      *frontier);
G_GNUC_INTERNAL
void                 ariadne_astar_look_ahead_in (AriadneAStar               *self,
                                                  const AriadneFrontierEntry *entries,
                                                  guint                       n,
                                                  guint                       n_wanted);
G_GNUC_INTERNAL
void                 ariadne_astar_look_ahead  (AriadneAStar         *self,
                                                AriadneFrontier      *frontier,
                                                guint                 n_wanted);
G_GNUC_INTERNAL
gboolean             ariadne_astar_expand      (AriadneAStar         *self,
                                                AriadneFrontierEntry  parent,
                                                AriadneFinds         *finds,
                                                GError              **error);
G_GNUC_INTERNAL
void                 ariadne_astar_request     (AriadneAStar         *self,
                                                const AriadneFinds   *finds,
                                                AriadneRequest       *request);
G_GNUC_INTERNAL
gboolean             ariadne_astar_push        (AriadneAStar         *self,
                                                AriadneFrontier      *frontier,
                                                const AriadneFinds   *finds,
                                                guint                 first,
                                                gboolean              reverse_heads,
                                                AriadneMatrix        *answers,
                                                GError              **error);

G_END_DECLS
