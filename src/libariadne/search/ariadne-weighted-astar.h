/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-astar.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_WEIGHTED_ASTAR (ariadne_weighted_astar_get_type ())
#define ARIADNE_WEIGHTED_ASTAR(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_WEIGHTED_ASTAR, AriadneWeightedAStar))
#define ARIADNE_IS_WEIGHTED_ASTAR(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_WEIGHTED_ASTAR))

/**
 * ARIADNE_WEIGHTED_ASTAR_MAX_WEIGHT:
 *
 * The highest weight that is accepted.
 */
#define ARIADNE_WEIGHTED_ASTAR_MAX_WEIGHT 1000

typedef struct _AriadneWeightedAStar      AriadneWeightedAStar;
typedef struct _AriadneWeightedAStarClass AriadneWeightedAStarClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneWeightedAStar, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_weighted_astar_get_type        (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_weighted_astar_new             (AriadneDomain         *domain,
                                                       AriadneState          *start,
                                                       guint                  max_depth,
                                                       guint                  budget,
                                                       guint                  buffer_size,
                                                       double                 weight,
                                                       gboolean               strict)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_weighted_astar_get_buffer_size (AriadneWeightedAStar  *self);
ARIADNE_AVAILABLE_IN_ALL
double         ariadne_weighted_astar_get_weight      (AriadneWeightedAStar  *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_weighted_astar_get_strict      (AriadneWeightedAStar  *self);

G_END_DECLS
