/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-search.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_ASTAR (ariadne_astar_get_type ())
#define ARIADNE_ASTAR(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_ASTAR, AriadneAStar))
#define ARIADNE_IS_ASTAR(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_ASTAR))

typedef struct _AriadneAStar      AriadneAStar;
typedef struct _AriadneAStarClass AriadneAStarClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneAStar, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType ariadne_astar_get_type      (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
guint ariadne_astar_get_max_depth (AriadneAStar *self);
ARIADNE_AVAILABLE_IN_ALL
guint ariadne_astar_get_budget    (AriadneAStar *self);

G_END_DECLS
