/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-astar.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_CONTINUOUS_ASTAR (ariadne_continuous_astar_get_type ())
#define ARIADNE_CONTINUOUS_ASTAR(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_CONTINUOUS_ASTAR, AriadneContinuousAStar))
#define ARIADNE_IS_CONTINUOUS_ASTAR(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_CONTINUOUS_ASTAR))

typedef struct _AriadneContinuousAStar      AriadneContinuousAStar;
typedef struct _AriadneContinuousAStarClass AriadneContinuousAStarClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneContinuousAStar, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_continuous_astar_get_type      (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_continuous_astar_new           (AriadneDomain          *domain,
                                                       AriadneState           *start,
                                                       guint                   max_depth,
                                                       guint                   budget,
                                                       guint                   window)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_continuous_astar_get_window    (AriadneContinuousAStar *self);

G_END_DECLS
