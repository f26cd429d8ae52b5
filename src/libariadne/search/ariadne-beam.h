/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-astar.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_BEAM (ariadne_beam_get_type ())
#define ARIADNE_BEAM(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_BEAM, AriadneBeam))
#define ARIADNE_IS_BEAM(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_BEAM))

typedef struct _AriadneBeam      AriadneBeam;
typedef struct _AriadneBeamClass AriadneBeamClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneBeam, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_beam_get_type        (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_beam_new             (AriadneDomain *domain,
                                             AriadneState  *start,
                                             guint          max_depth,
                                             guint          budget,
                                             guint          width,
                                             guint          buffer_size)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_beam_get_width       (AriadneBeam   *self);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_beam_get_buffer_size (AriadneBeam   *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_beam_get_varied      (AriadneBeam   *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_beam_set_varied      (AriadneBeam   *self,
                                             gboolean       varied);

G_END_DECLS
