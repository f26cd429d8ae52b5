/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-astar.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_DEPTH_COLUMNS (ariadne_depth_columns_get_type ())
#define ARIADNE_DEPTH_COLUMNS(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_DEPTH_COLUMNS, AriadneDepthColumns))
#define ARIADNE_IS_DEPTH_COLUMNS(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_DEPTH_COLUMNS))

typedef struct _AriadneDepthColumns      AriadneDepthColumns;
typedef struct _AriadneDepthColumnsClass AriadneDepthColumnsClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneDepthColumns, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_depth_columns_get_type   (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_depth_columns_new        (AriadneDomain       *domain,
                                                 AriadneState        *start,
                                                 guint                max_depth,
                                                 guint                budget,
                                                 guint                window)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_depth_columns_get_window (AriadneDepthColumns *self);

G_END_DECLS
