/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-astar.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_BATCHED_ASTAR (ariadne_batched_astar_get_type ())
#define ARIADNE_BATCHED_ASTAR(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_BATCHED_ASTAR, AriadneBatchedAStar))
#define ARIADNE_IS_BATCHED_ASTAR(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_BATCHED_ASTAR))

typedef struct _AriadneBatchedAStar      AriadneBatchedAStar;
typedef struct _AriadneBatchedAStarClass AriadneBatchedAStarClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneBatchedAStar, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_batched_astar_get_type        (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_batched_astar_new             (AriadneDomain       *domain,
                                                      AriadneState        *start,
                                                      guint                max_depth,
                                                      guint                budget,
                                                      guint                buffer_size)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_batched_astar_get_buffer_size (AriadneBatchedAStar *self);

G_END_DECLS
